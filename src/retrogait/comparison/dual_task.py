"""`dual_task_cost`: what a second task does to walking."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from retrogait.comparison.alike import OF_STRIDES, check_alike, check_one_each, stated
from retrogait.comparison.benefit import BETTER, better
from retrogait.comparison.other_tables import check_pair, stability_names, whole_figures
from retrogait.comparison.pool import HOW, WITH_TRUE_ZERO, check_measures, pool_strides
from retrogait.comparison.session_rows import OF_WHOLE, WHOLE
from retrogait.comparison.two_sessions import ZERO_DIFFERS, compare_direction, shared_directions
from retrogait.errors import InvalidOption, shown
from retrogait.intervals.compared import BOTH
from retrogait.intervals.tabulation import TABULATED
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from retrogait.comparison.two_sessions import Measured
    from retrogait.session import Session

SINGLE = "single"
DUAL_TASK_COST = Table(
    "dual-task cost",
    (
        Column("direction", TEXT, "the direction of travel", WALKED),
        Column("side", TEXT, "the foot, or both", (*SIDES, BOTH)),
        Column("measure", TEXT, "the measure; its unit is the end of the name"),
        number("single", "mean over the strides of walking alone"),
        number("dual", "mean over those with the second task"),
        number("single_sd", "standard deviation of strides, missing for a measure of the whole walk", 0),
        number("dual_sd", "the same with the second task", 0),
        Column("n_single", COUNT, "strides of walking alone"),
        Column("n_dual", COUNT, "strides with the second task"),
        number("change", "dual less single, in the unit of the measure"),
        number("change_low", "lower end of its 95 % interval, missing unless the flag is ok"),
        number("change_high", "its upper end"),
        number("change_pct", "the change over single, of measures with a true zero only"),
        number("change_pct_low", "lower end of its 95 % interval"),
        number("change_pct_high", "its upper end"),
        Column("better", TEXT, "which is better of the measure, missing where that is not agreed", BETTER),
        number("cost_pct", "the change in percent towards the worse, positive where walking suffers"),
        number("cost_pct_low", "lower end of its 95 % interval"),
        number("cost_pct_high", "its upper end"),
        Column("flag", TEXT, "ok, or why there is no interval or no comparison"),
        Column("how", TEXT, "which strides", (*HOW, OF_WHOLE)),
    ),
)
_WHERE = "dual_task_cost"
_ENDS = ("", "_low", "_high")


@arguments(stability="Any")
def dual_task_cost(
    single: Session,
    dual: Session,
    *,
    measures: Sequence[str] | None = None,
    stability: tuple[pd.DataFrame, pd.DataFrame] | None = None,
    allow: Sequence[str] = (),
) -> pd.DataFrame:
    """Compare walking with a second task, such as counting, to walking alone: change, and cost in percent.

    Parameters
    ----------
    single, dual : Session
        Walking alone, and with the second task, of one person. Where `analyze` states the task, that of `single` is
        "single" and that of `dual` another.
    measures : sequence of str, optional
        Columns of strides, or measures of `stability`; all by default.
    stability : pair of DataFrame, optional
        Results of `measure_stability` for `single` and `dual`, for variability such as `stride_time_cv_pct`.
    allow : sequence of {"surface", "contact", "sites", "rate"}, optional
        Conditions in which the sessions may differ beside the task.

    Returns
    -------
    DataFrame
        A row for each `direction`, `side` and `measure`. `change_pct` is 100 (dual - single) / single. `cost_pct` is
        100 (single - dual) / single where more is better, as for speed, and 100 (dual - single) / single where less is
        better, as for stride time: it is positive if walking gets worse. `better` says which; both are missing where
        there is no agreement. Intervals are 95 %. `flag` is as in `compare_sessions`.

    Raises
    ------
    InvalidOption
        The tasks are the same or exchanged; the sessions are of different people, share no direction, or differ in a
        condition not in `allow`; a measure or a condition is unknown.
    InvalidTable
        `stability` is not a result of `measure_stability`.

    Notes
    -----
    Plummer and Eskes 2015, doi 10.3389/fnhum.2015.00225, call the change in percent, its sign reversed where less is
    better, the dual-task effect; the cost is its negative. They recommend reporting the effect on the second task as
    well, which gait sensors do not measure: a person who walks on but stops counting has no cost here. Intervals apply
    to these two walks, to variation between strides, not to a population or another day.

    Examples
    --------
    >>> import retrogait as rg
    >>> single, dual = (
    ...     rg.analyze(rg.simulate_walk("backward", speed, duration_s=60, seed=seed)[0], task=task)
    ...     for speed, seed, task in ((0.50, 1, "single"), (0.45, 2, "counting"))
    ... )
    >>> table = rg.dual_task_cost(single, dual, measures=["speed_mps", "stride_time_s"])
    >>> both = table[table["side"] == "both"].set_index("measure")
    >>> both["better"].tolist(), bool((both["cost_pct_low"] > 0).all())
    (['larger', 'smaller'], True)
    """
    sessions = [single, dual]
    check_one_each(_WHERE, sessions)
    _check_tasks(single, dual)
    conditions = [name for name in OF_STRIDES if name != "task"] + ["rate"] * (stability is not None)
    check_alike(_WHERE, sessions, allow, conditions)
    tables = None if stability is None else check_pair(_WHERE, "stability", ("single", "dual"), stability)
    of_walks = () if tables is None else stability_names(_WHERE, tables)
    names = check_measures(_WHERE, measures, of_walks)
    pool = pool_strides(sessions, tuple(name for name in names if name in TABULATED))
    rows: list[dict[str, Any]] = []
    for way in shared_directions(_WHERE, pool, ("single", "dual")):
        rows += [_row(way, one) for one in compare_direction(pool, sessions, way)]
        if tables is not None:
            rows += _of_walks(tables, way, tuple(name for name in of_walks if name in names))
    return DUAL_TASK_COST.frame({name: [row[name] for row in rows] for name in DUAL_TASK_COST.names})


def _check_tasks(single: Session, dual: Session) -> None:
    """Raise `InvalidOption` where the tasks that are stated are not those of a single and a dual task."""
    alone, second = (stated(session, "task") for session in (single, dual))
    if alone is not None and alone == second:
        raise InvalidOption(
            f"{_WHERE}: both sessions have the task {shown(alone)}; expected walking alone and with a second task; "
            "pass the other session, or correct task= in analyze"
        )
    if second == SINGLE or alone not in (None, SINGLE):
        raise InvalidOption(
            f"{_WHERE}: single has the task {shown(alone)} and dual {shown(second)}; expected 'single' of the first "
            "and another of the second; pass dual_task_cost(single, dual), or correct task= in analyze"
        )


def _row(way: str, one: Measured) -> dict[str, Any]:
    """A measure of two walks, `dual` first."""
    own = one.found.contrast
    row = {
        "direction": way,
        "side": one.side,
        "measure": one.measure,
        "single": own.second,
        "dual": own.first,
        "single_sd": own.second_sd,
        "dual_sd": own.first_sd,
        "n_single": one.found.n_second,
        "n_dual": one.found.n_first,
        "flag": str(ZERO_DIFFERS if one.zero_differs else own.flag),
        "how": one.how,
    }
    for end in _ENDS:
        row[f"change{end}"] = math.nan if one.zero_differs else getattr(own, f"difference{end}")
    ratios = [getattr(own, f"ratio{end}") if one.measure in WITH_TRUE_ZERO else math.nan for end in _ENDS]
    return row | _in_percent(one.measure, [100.0 * (ratio - 1.0) for ratio in ratios])


def _of_walks(
    tables: tuple[pd.DataFrame, pd.DataFrame], way: str, names: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """Rows of the figures of whole walks; only those of known benefit have a true zero that is known of."""
    single, dual = (whole_figures(table, way, names) for table in tables)
    for name in names:
        if name not in single or name not in dual:
            continue
        one, other = single[name], dual[name]
        wrong = next((figure.flag for figure in (one, other) if figure.flag.is_invalid), None)
        change = math.nan if wrong else other.value - one.value
        share = 100.0 * change / one.value if better(name) and one.value > 0 else math.nan
        yield {
            **dict.fromkeys(DUAL_TASK_COST.names, math.nan),
            "direction": way,
            "side": BOTH,
            "measure": name,
            "single": one.value,
            "dual": other.value,
            "n_single": one.n,
            "n_dual": other.n,
            "change": change,
            **_in_percent(name, [share, math.nan, math.nan]),
            "flag": str(wrong or WHOLE),
            "how": OF_WHOLE,
        }


def _in_percent(measure: str, change: list[float]) -> dict[str, Any]:
    """Change and cost in percent, each with its ends."""
    which = better(measure)
    cost = [math.nan] * 3
    if which == "smaller":
        cost = change
    elif which == "larger":
        cost = [-change[0], -change[2], -change[1]]
    row: dict[str, Any] = {"better": which}
    for name, values in (("change_pct", change), ("cost_pct", cost)):
        row.update({f"{name}{end}": value for end, value in zip(_ENDS, values, strict=True)})
    return row
