"""`tabulate`: every measure of the strides of a session, left, right and both, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidOption
from retrogait.intervals.means import Interval, intervals_of, intervals_of_both
from retrogait.intervals.order import Order, order_strides
from retrogait.session import CONDITION_COLUMNS, Session
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES, STRIDE_INSTANTS, STRIDES, SUMMARY_MEASURES
from retrogait.tables.column_view import ColumnView
from retrogait.tables.kinds import COUNT, NUMBER, TEXT
from retrogait.tables.provenance import option_values
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED, is_level_walk, is_steady

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from retrogait._arrays import Flags, Floats

SESSION = "session"  # what a session is called that is given without a name
_NO_MEASURES = (*STRIDE_INSTANTS, "direction_confidence")
# the summary's first, in its order; then what else is a number of each stride
TABULATED = (
    *SUMMARY_MEASURES,
    *(
        one.name
        for one in STRIDES.columns
        if one.kind is NUMBER
        and one.name not in {*SUMMARY_MEASURES, *_NO_MEASURES}
        and not one.is_standard_error
    ),
)
STEADY = "mean of steady strides, 95 % interval of AR(1) strides"
LEVEL = "mean of all strides of level walking, none is steady; 95 % interval of AR(1) strides"

INTERVALS = Table(
    "intervals",
    (
        Column("session", TEXT, "the name of the session"),
        *CONDITION_COLUMNS,
        Column("direction", TEXT, "the direction of travel", WALKED),
        Column("side", TEXT, "the foot, or both", (*SIDES, "both")),
        Column("measure", TEXT, "the column of strides; its unit is the end of the name", TABULATED),
        number("value", "mean over the strides"),
        number("sd", "their standard deviation, missing of one stride", 0),
        number("low", "lower end of the 95 % interval of the mean, missing unless the flag is ok"),
        number("high", "its upper end"),
        Column("n_strides", COUNT, "strides that have the measure"),
        number("n_effective", "independent strides that would give as precise a mean", 0),
        Column("flag", TEXT, "ok, or why there is no interval"),
        Column("how", TEXT, "which strides, and how the interval was found", (STEADY, LEVEL)),
    ),
)


@arguments(sessions="Session | Mapping")
def tabulate(sessions: Session | Mapping[str, Session]) -> pd.DataFrame:
    """Tabulate each measure of the strides of a session, of the left foot, the right and both, with a 95 % interval.

    Parameters
    ----------
    sessions : Session or mapping of str to Session
        Result of `analyze`, or several by name.

    Returns
    -------
    DataFrame
        A row per `session`, `direction`, `side` (`left`, `right`, `both`) and `measure`; measures that no stride has
        are left out. `subject`, `visit` and `task` are those stated in `analyze`. `value`, `sd`, `low` and `high` are
        in the unit at the end of the measure's name. `value` of `both` is the mean in the summary: over steady strides,
        or over all level walking if there are none; `how` says which. `n_effective` is the number of independent
        strides that would give as precise a mean. `flag` is `ok`; `too_few: ...` below 20 strides of a foot, 20 pairs
        of both, or 3 effective ones, where `low` and `high` are NaN; or `no_spread: ...`.

    Raises
    ------
    InvalidOption
        `sessions` is empty, or something other than sessions.

    Notes
    -----
    Intervals allow for correlation between successive strides; bouts are independent. They apply to this person's
    walking in this recording, not to another day or to a population, and do not include sensor error. See
    `retrogait.intervals.dependence` for the method, and `benchmarks/interval_coverage.py` for its coverage.

    Examples
    --------
    >>> import retrogait as rg
    >>> session = rg.analyze(rg.simulate_walk("backward", 0.5, duration_s=90, seed=1)[0])
    >>> table = rg.tabulate(session).set_index(["side", "measure"])
    >>> table.loc["both"].loc["stride_time_s", ["value", "low", "high"]].astype(float).round(3).tolist()
    [1.387, 1.379, 1.395]
    """
    named = {SESSION: sessions} if isinstance(sessions, Session) else dict(sessions)
    if not named:
        raise InvalidOption(
            "tabulate: sessions is an empty mapping; expected a Session or names with sessions; pass "
            "tabulate(session) or tabulate({'monday': session})"
        )
    given: dict[Any, Any] = dict(named)
    for name, session in given.items():
        if not (isinstance(name, str) and isinstance(session, Session)):
            raise InvalidOption(
                f"tabulate: sessions has {name!r} with a {type(session).__name__}; expected names with sessions; "
                "pass what analyze(recording) returns, as in tabulate({'monday': session})"
            )
    rows = [row for name, session in named.items() for row in _rows(name, session)]
    return INTERVALS.frame({column: [row[column] for row in rows] for column in INTERVALS.names})


def _rows(name: str, session: Session) -> Iterator[dict[str, Any]]:
    """Rows of one session."""
    strides = ColumnView(session.strides)
    stated = option_values(session.conditions)
    order = order_strides(strides["bout_id"], strides["start_s"], strides["side"])
    steady, level = np.asarray(is_steady(strides), bool), np.asarray(is_level_walk(strides), bool)
    values = np.array([strides[measure] for measure in TABULATED], float).reshape(len(TABULATED), -1)
    for direction in WALKED:
        own = strides["direction"] == direction
        how, chosen = (STEADY, own & steady) if (own & steady).any() else (LEVEL, own & level)
        for side in (*SIDES, "both"):
            used = chosen if side == "both" else chosen & (order.side == side)
            for measure, found in zip(TABULATED, _measured(values, order, used), strict=True):
                if found is not None:
                    yield {
                        "session": name,
                        **stated,
                        "direction": direction,
                        "side": side,
                        "measure": measure,
                        "value": found.value,
                        "sd": found.sd,
                        "low": found.low,
                        "high": found.high,
                        "n_strides": found.n,
                        "n_effective": found.n_effective,
                        "flag": str(found.flag),
                        "how": how,
                    }


def _measured(values: Floats, order: Order, used: Flags) -> list[Interval | None]:
    """The interval of each measure over the strides used, those that have it; None where none has."""
    known = np.isfinite(values) & used
    found: list[Interval | None] = [None] * len(values)
    alike: dict[bytes, list[int]] = {}
    for k, own in enumerate(known):
        if own.any():
            alike.setdefault(own.tobytes(), []).append(k)
    for members in alike.values():  # measures of the same strides are estimated together
        places = np.flatnonzero(known[members[0]])
        there = order.take(places)
        of_both = len(set(there.side)) > 1
        sorted_places = np.lexsort((there.in_bout, there.stretch))
        there, own = there.take(sorted_places), values[members][:, places[sorted_places]]
        intervals = (
            intervals_of_both(own, there) if of_both else intervals_of(own, there.stretch, there.of_side)
        )
        for k, one in zip(members, intervals, strict=True):
            found[k] = one
    return found
