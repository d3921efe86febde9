"""How measures change over the sessions of a log, against the change that chance alone seldom makes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidOption, InvalidTable, shown
from retrogait.gait.detectable_change import (
    DIFFERENCE_TO_SD,
    KNEE_SESSION_SD_DEG,
    KNEE_SOURCE,
    minimal_detectable_change,
)
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import Checked, is_finite, option, takes
from retrogait.tables.column_view import frame_of_rows
from retrogait.training.chance import IN_A_ROW, chance_of_change, count_beyond
from retrogait.training.columns import MEASURES, OUTCOME, SCORES
from retrogait.training.series import TREND, Trend, trends_of

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.training.log import SessionLog
    from retrogait.training.measures import Figure

_KNEE = tuple(name for name in MEASURES if name.endswith("knee_extension_deficit_deg"))
_THIS_LOG = "this log"
_VERDICTS = ("within error", "not confirmed", "changed")  # by how many sessions in a row are beyond the band


@dataclass(frozen=True)
class TrendOptions(Checked):
    """When a change over sessions counts.

    Attributes
    ----------
    session_sd : mapping of str to float
        For each measure, score or `outcome_<name>` the SD between sessions when nothing changed, in its unit: your own
        test-retest values. Knee angles that are not named have 3 deg, the error of inertial knee angles on a human leg
        in Seel et al. 2014, doi 10.3390/s140406891.
    least_strides : int
        Least number of strides or contacts of a session.
    least_sessions : int
        Sessions from which the SD of a measure that is not named is taken from the log itself.
    least_slope_sessions : int
        Sessions from which a trend has a slope.
    """

    session_sd: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({}),
        metadata=takes("a mapping of measures to SDs", of=Mapping, advice="leave it out for none"),
    )
    least_strides: int = option(6, whole=True, low=2)
    least_sessions: int = option(6, whole=True, low=4)
    least_slope_sessions: int = option(6, whole=True, low=6)

    def __post_init__(self) -> None:
        """Refuse values that mean nothing."""
        super().__post_init__()
        for name, value in self.session_sd.items():
            if name not in MEASURES and name not in SCORES and not str(name).startswith(OUTCOME):
                raise InvalidOption(
                    f"TrendOptions: session_sd names {name!r}; expected one of {' '.join([*MEASURES, *SCORES])}, or "
                    f"{OUTCOME}<name> of a score of the log; correct the name"
                )
            if not (is_finite(value) and value >= 0):
                raise InvalidOption(
                    f"TrendOptions: session_sd of {name!r} is {shown(value)}; expected a number of 0 or more, in its "
                    "unit"
                )


@arguments()
def measure_trends(log: SessionLog, options: TrendOptions | None = None) -> pd.DataFrame:
    """Follow each measure over the sessions, with the band within which it may lie when nothing changed.

    Only like is compared with like: a trend is of one direction, surface, use of the handrail, incline, task and set of
    sensors. Pain after a session, its rise and effort have no direction and no sensor; pain before, the 3-metre
    backward walk and outcomes have no conditions. The first session of a trend is the reference. The band is the
    reference's value give or take the minimal detectable change, 1.96 sqrt(2) times the SD between sessions. That SD is
    the one given in the options; for knee angles else 3 deg; else, from `least_sessions` on, the mean absolute change
    from one session to the next times sqrt(pi) / 2, which a slow trend hardly affects; for pain and effort,
    whole-number scores, at least half a step. To a given SD the error of the two means' strides is added, as in
    `compare_knees`.

    Parameters
    ----------
    log : SessionLog
        Its sessions.
    options : TrendOptions, optional
        SD between sessions when nothing changed.

    Returns
    -------
    DataFrame
        A row for each measure and session: `direction`, `surface`, `handrail`, `incline_pct`, `task`, `contact_sites`,
        `measure`, `date`, `value`, `sd`, `n`, `speed_mps`, `change` since the reference,
        `minimal_detectable_change`, `band_low`, `band_high`, `session_sd_from`, and `verdict`: `reference`,
        `changed`, `not confirmed`, `within error`, or `undecided: ...` with the reason. One session beyond the band is
        `not confirmed`; it is `changed` where the session before it lies beyond on the same side. This means that
        chance is unlikely, not that the change is good or matters; speed, which affects most measures, is given beside
        it. `chance_pct` says how often a session in this place is called `changed` where nothing has changed:
        `expected_by_chance` adds it up over the trends. `flag` is `ok`, or `placement_dependent: ...` of the impact at
        a foot.

    Raises
    ------
    InvalidOption
        The options name an outcome that the log does not hold.

    Notes
    -----
    These verdicts are for each trend alone. `measure_slopes` corrects for the number of trends.
    """
    options = options or TrendOptions()
    check_outcomes(log, options)
    rows: list[dict[str, Any]] = []
    for trend in trends_of(log):
        rows += _follow(trend, options)
    return frame_of_rows(rows, _COLUMNS)


def check_outcomes(log: SessionLog, options: TrendOptions) -> None:
    """Raise `InvalidOption` where the options name an outcome that no session of the log has."""
    known = dict.fromkeys(f"{OUTCOME}{name}" for entry in log.entries for name in entry.outcomes)
    for name in options.session_sd:
        if name.startswith(OUTCOME) and name not in known:
            raise InvalidOption(
                f"TrendOptions: session_sd names {name!r}; the outcomes of this log are {' '.join(known) or 'none'}; "
                "correct the name"
            )


def _follow(trend: Trend, options: TrendOptions) -> list[dict[str, Any]]:
    used = [figure for _, figure in trend.usable(options.least_strides)]
    sd, source = _session_sd(trend, [figure.mean for figure in used], options)
    reference = used[0] if used else None
    rows: list[dict[str, Any]] = []
    in_a_row = 0.0
    chances = iter(chance_of_change(len(used), learned=source == _THIS_LOG) if used else ())
    for entry, figure in trend.members:
        few = not trend.is_score and figure.n < options.least_strides
        change = detectable = math.nan
        chance = math.nan if few else 100.0 * next(chances)
        if figure is reference:
            verdict = "reference"
        elif few or reference is None:
            verdict = f"undecided: {figure.n} strides or contacts, {options.least_strides} needed"
        else:
            change = figure.mean - reference.mean
            if math.isnan(sd):
                verdict = f"undecided: {source}"
            else:
                detectable = _detectable(sd, source, reference, figure)
                in_a_row = float(count_beyond(in_a_row, change, detectable))
                verdict = _VERDICTS[min(int(abs(in_a_row)), IN_A_ROW)]
        rows.append(
            {
                "direction": trend.direction,
                **trend.conditions,
                "measure": trend.measure,
                "date": entry.date,
                "value": figure.mean,
                "sd": figure.sd,
                "n": figure.n,
                "speed_mps": trend.speed_mps(entry),
                "change": change,
                "minimal_detectable_change": detectable,
                "band_low": math.nan if reference is None else reference.mean - detectable,
                "band_high": math.nan if reference is None else reference.mean + detectable,
                "session_sd_from": source,
                "verdict": verdict,
                "chance_pct": math.nan if verdict.startswith("undecided") else chance,
                "flag": str(trend.flag),
            }
        )
    return rows


@arguments()
def expected_by_chance(trends: pd.DataFrame) -> tuple[float, int]:
    """How many trends would end in `changed` by chance if nothing had changed, and how many can be decided at all.

    Parameters
    ----------
    trends : DataFrame
        Of `measure_trends`.

    Returns
    -------
    expected : float
        Sum of `chance_pct` over the last decided session of each trend, as a number of trends.
    n_trends : int
        Trends with a session that is decided against a reference.

    Raises
    ------
    InvalidTable
        It is not a table of `measure_trends`.
    """
    missing = [name for name in (*TREND, "verdict", "chance_pct") if name not in trends.columns]
    if missing:
        raise InvalidTable(
            f"expected_by_chance: column {missing[0]!r} is missing; expected the table that "
            "retrogait.training.measure_trends(log) gives; pass that"
        )
    decided = trends[trends["verdict"].isin(_VERDICTS)]
    last = decided.groupby([*TREND], dropna=False, sort=False).tail(1)
    return float(last["chance_pct"].sum()) / 100.0, len(last)


def _session_sd(trend: Trend, means: list[float], options: TrendOptions) -> tuple[float, str]:
    """SD between sessions when nothing changed, and where it is from."""
    if trend.measure in options.session_sd:
        return float(options.session_sd[trend.measure]), "given"
    if trend.measure in _KNEE:
        return KNEE_SESSION_SD_DEG, KNEE_SOURCE
    if len(means) >= options.least_sessions:
        learned = float(np.mean(np.abs(np.diff(means)))) * DIFFERENCE_TO_SD
        return max(learned, trend.least_sd), _THIS_LOG
    return (
        math.nan,
        f"{len(means)} sessions, {options.least_sessions} needed to know how far they differ by chance",
    )


def _detectable(sd: float, source: str, reference: Figure, figure: Figure) -> float:
    """The change that counts; the log's own SD holds the error of the strides already."""
    if source == _THIS_LOG:
        return minimal_detectable_change(sd)
    known = [(part.sd, part.n) for part in (reference, figure) if not math.isnan(part.sd)]
    return minimal_detectable_change(sd, known)


_COLUMNS = {
    "direction": str,
    "surface": str,
    "handrail": str,
    "incline_pct": float,
    "task": str,
    "contact_sites": str,
    "measure": str,
    "date": str,
    "value": float,
    "sd": float,
    "n": int,
    "speed_mps": float,
    "change": float,
    "minimal_detectable_change": float,
    "band_low": float,
    "band_high": float,
    "session_sd_from": str,
    "verdict": str,
    "chance_pct": float,
    "flag": str,
}
