"""`measure_slopes`: how fast each measure of a log rises or falls, and which of all of them chance would not make."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SURFACES
from retrogait.tables.checks import check_choice
from retrogait.tables.flags import Flag
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED
from retrogait.training.columns import HANDRAILS
from retrogait.training.entries import parse_date
from retrogait.training.series import Trend, trends_of
from retrogait.training.slope_fit import fit_slopes, holm
from retrogait.training.trends import TrendOptions, check_outcomes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait._arrays import Floats
    from retrogait.training.log import SessionLog

RISES, FALLS, NOT_SHOWN = "rises", "falls", "not shown"
SPEED = "speed_mps"
_MOST_P = 0.05
_LEAST_SPREAD_MPS = 1e-6  # of speeds around their line over the days: as good as none
_TOO_FEW, _NO_SPEED = "too_few", "no_speed"
_DAYS_A_WEEK = 7.0
_DAY_S = 86400.0

SLOPES = Table(
    "slopes",
    (
        Column("direction", TEXT, "of the walking; missing of what has none, as pain", WALKED),
        Column(
            "surface", TEXT, "what was walked on; this and the next four missing where no condition", SURFACES
        ),
        Column("handrail", TEXT, "use of the handrail", HANDRAILS),
        number("incline_pct", "incline"),
        Column("task", TEXT, "what was done while walking"),
        Column("contact_sites", TEXT, "the sensors that contacts were read from"),
        Column("measure", TEXT, "the measure; its unit is the end of the name"),
        Column("n_sessions", COUNT, "sessions with enough strides"),
        Column("first_date", TEXT, "the first of them"),
        Column("last_date", TEXT, "the last of them"),
        number("first", "the measure in the first"),
        number("last", "the measure in the last"),
        number("slope_per_week", "least-squares slope over the days"),
        number("slope_low", "lower end of its 95 % interval, of this trend alone"),
        number("slope_high", "its upper end"),
        number("p", "how often chance makes as steep a slope in this trend alone", 0, 1),
        number("p_adjusted", "how often chance makes one as unlikely anywhere in this table, at most", 0, 1),
        Column(
            "at_equal",
            TEXT,
            "what the slope takes as equal, missing of a plain one",
            (SPEED,),
        ),
        Column("trend", TEXT, "rises or falls where p_adjusted is below 0.05", (RISES, FALLS, NOT_SHOWN)),
        Column("flag", TEXT, "ok, placement_dependent, too_few or no_spread with the reason"),
    ),
)


@arguments()
def measure_slopes(
    log: SessionLog,
    options: TrendOptions | None = None,
    measures: Sequence[str] | None = None,
    *,
    at_speed: bool = False,
) -> pd.DataFrame:
    """Fit the slope per week of each trend of a log, and name those significant after adjustment for all.

    Trends are those of `measure_trends`. There are many, so p values are adjusted for all of them (Holm 1979, Scand J
    Stat 6:65-70): if nothing changed, at most one log in 20 has a trend that rises or falls; with six strongly
    correlated sessions (a correlation of 0.5) one in 13.

    Parameters
    ----------
    log : SessionLog
        Its sessions.
    options : TrendOptions, optional
        `least_strides` of a session and `least_slope_sessions` of a trend.
    measures : sequence of str, optional
        Measures chosen before seeing any result; p values are then adjusted for their trends only. By default all that
        the log holds.
    at_speed : bool
        Whether slopes are adjusted to equal speed: most measures change with speed, which a plan raises. A plane over
        the days and the speeds of the sessions is fitted. Scores and speed itself are left as they are.

    Returns
    -------
    DataFrame
        `SLOPES`, a row for each trend: its conditions, `measure`, `n_sessions`, first and last date and figure,
        `slope_per_week` with the ends of its 95 % interval, `p`, `p_adjusted`, `trend` (`rises`, `falls`, `not shown`;
        missing without a p value) and `flag`: `ok`; `placement_dependent: ...` at a foot; `too_few: ...` with fewer
        sessions than the options ask for, or all within a day; `no_spread: ...` where all sessions are equal. Sessions
        count equally, however many strides they have. With `at_speed`, `at_equal` is `speed_mps` where a slope is one
        at equal speed, and the flag is `no_speed: ...` where a session has none, or where speeds are equal or rise with
        the days alone, so that the two cannot be separated: there is no slope then.

    Raises
    ------
    InvalidOption
        No session of the log has one of the measures.

    Notes
    -----
    Least squares over the days of the sessions. Residuals are modelled as AR(1) over the order of the sessions,
    averaged over the correlation by its likelihood (`retrogait.training.slope_fit`). For pain and effort, whole-number
    scores, residuals are taken to vary by at least half a step. `benchmarks/trend_alarms.py` prints how often intervals
    hold the slope, and how often a log in which nothing changed has a trend that rises or falls. A slope is not a
    cause, and speed moves most measures.

    Examples
    --------
    >>> import retrogait as rg
    >>> days = [f"2026-11-{day:02d}" for day in (2, 4, 6, 9, 11, 13, 16, 18)]
    >>> pain = [6, 6, 5, 5, 4, 3, 3, 2]
    >>> log = rg.SessionLog(
    ...     entries=tuple(rg.training.LogEntry(day, "overground", pain_before=one) for day, one in zip(days, pain))
    ... )
    >>> table = measure_slopes(log)
    >>> table[["measure", "slope_per_week", "trend", "flag"]].round(2).values.tolist()
    [['pain_before', -1.78, 'falls', 'ok']]
    """
    options = options or TrendOptions()
    check_outcomes(log, options)
    trends = list(trends_of(log))
    if measures is not None:
        known = dict.fromkeys(trend.measure for trend in trends)
        for name in measures:
            check_choice("measure_slopes", "measures", name, known)
        trends = [trend for trend in trends if trend.measure in measures]
    rows = [_row(trend, options, at_speed=at_speed) for trend in trends]
    if rows:
        adjusted = holm(np.array([row["p"] for row in rows]))
        for row, p in zip(rows, adjusted.tolist(), strict=True):
            row["p_adjusted"] = p
            if not math.isnan(p):
                row["trend"] = NOT_SHOWN if p >= _MOST_P else RISES if row["slope_per_week"] > 0 else FALLS
    return SLOPES.frame({name: [row[name] for row in rows] for name in SLOPES.names} if rows else {})


def _row(trend: Trend, options: TrendOptions, *, at_speed: bool) -> dict[str, Any]:
    """The row of a trend, before it is set among the others."""
    used = trend.usable(options.least_strides)
    values = np.array([figure.mean for _, figure in used], float)
    days = np.array([_day(entry.date) for entry, _ in used], float)
    flag = _flag(trend, values, days, options)
    slope = half = p = math.nan
    speeds = None
    if at_speed and not trend.is_score and trend.measure != SPEED:
        speeds = np.array([trend.speed_mps(entry) for entry, _ in used], float)
        flag = _speed_flag(speeds, days, flag)
    if flag.state not in (_TOO_FEW, _NO_SPEED):
        found = fit_slopes(values[None], days, trend.least_sd, speeds)
        slope, half, p = (float(one[0]) for one in (found.per_day, found.half_width, found.p))
    return {
        "direction": trend.direction,
        **trend.conditions,
        "measure": trend.measure,
        "n_sessions": len(used),
        "first_date": used[0][0].date if used else None,
        "last_date": used[-1][0].date if used else None,
        "first": values[0] if used else math.nan,
        "last": values[-1] if used else math.nan,
        "slope_per_week": _DAYS_A_WEEK * slope,
        "slope_low": _DAYS_A_WEEK * (slope - half),
        "slope_high": _DAYS_A_WEEK * (slope + half),
        "p": p,
        "at_equal": None if speeds is None else SPEED,
        "trend": None,
        "flag": str(flag),
    }


def _flag(trend: Trend, values: Floats, days: Floats, options: TrendOptions) -> Flag:
    """Whether there is a slope, and how far it can be relied on."""
    if len(values) < options.least_slope_sessions:
        return Flag(_TOO_FEW, f"{len(values)} sessions, {options.least_slope_sessions} needed")
    if np.ptp(days) < 1.0:
        return Flag(_TOO_FEW, "all sessions are within a day")
    return Flag("no_spread", "all sessions are equal") if np.ptp(values) == 0.0 else trend.flag


def _speed_flag(speeds: Floats, days: Floats, flag: Flag) -> Flag:
    """The flag of a trend that is looked at at an equal speed."""
    if flag.state == _TOO_FEW:
        return flag
    if np.isnan(speeds).any():
        return Flag(_NO_SPEED, f"{int(np.isnan(speeds).sum())} sessions have no speed")
    line = np.column_stack([np.ones(len(days)), days - days.mean()])
    left = speeds - line @ np.linalg.lstsq(line, speeds, rcond=None)[0]
    if np.abs(left).max() < _LEAST_SPREAD_MPS:
        return Flag(_NO_SPEED, "the speeds of the sessions are equal, or rise with the days alone")
    return flag


def _day(date: str) -> float:
    """Days, with the time of day where it is stated, since one long ago."""
    moment = parse_date(date)
    return (
        moment.toordinal()
        + (moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)).seconds / _DAY_S
    )
