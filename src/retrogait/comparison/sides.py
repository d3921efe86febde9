"""`compare_sides`: the left foot against the right, measure by measure, in one walk or in several of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.comparison.alike import check_alike, check_one_each, stated
from retrogait.comparison.other_tables import IMPACT_NAMES
from retrogait.comparison.pool import WITH_TRUE_ZERO, check_measures, pool_strides
from retrogait.comparison.side_pairs import pair_sides
from retrogait.errors import InvalidOption
from retrogait.impact.comparison import PARTS, PLACEMENT, order_steps, part_of
from retrogait.impact.measure import IMPACT_MEASURES
from retrogait.intervals.means import intervals_of
from retrogait.intervals.tabulation import LEVEL, STEADY, TABULATED
from retrogait.knee.zero import ON_ZERO, are_alike
from retrogait.session import Session
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import IMPACTS, SIDES, TRUNK
from retrogait.tables.flags import OK, Flag, are_invalid, invalid
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from retrogait._arrays import Flags, Floats
    from retrogait.intervals.order import Order

STEPS = "mean of steady steps, 95 % interval of AR(1) pairs"
SIDE_COMPARISON = Table(
    "side comparison",
    (
        Column("direction", TEXT, "the direction of travel", WALKED),
        Column(
            "measure",
            TEXT,
            "the column of strides, or part and measure of an impact; its unit is the end of the name",
            (*TABULATED, *IMPACT_NAMES),
        ),
        Column("n_pairs", COUNT, "pairs of a left and a right stride next to each other"),
        number("left", "mean over the left strides of the pairs"),
        number("right", "mean over the right ones"),
        number("difference", "left less right"),
        number("low", "lower end of its 95 % interval, missing unless the flag is ok"),
        number("high", "its upper end"),
        number(
            "symmetry_index_pct",
            "the difference over the mean of both feet, of measures with a true zero only",
            -200,
            200,
        ),
        number("symmetry_index_low_pct", "lower end of its 95 % interval"),
        number("symmetry_index_high_pct", "its upper end"),
        number("symmetry_angle_pct", "angle of the two from equality, of a quarter turn", -100, 100),
        Column(
            "flag", TEXT, "ok, placement_dependent, inferred_sides, impact_times, or why there is no interval"
        ),
        Column("how", TEXT, "which strides", (STEADY, LEVEL, STEPS)),
    ),
)
_WHERE = "compare_sides"
_INFERRED = Flag(
    "inferred_sides",
    "which foot lands is inferred from the trunk, where left and right differ less than at the feet",
)


_BY_IMPACT = Flag(
    "impact_times",
    "impacts of forward landings are late by up to 10 ms, more in one foot, which no interval holds; see touch",
)
# what changes with the instant of a landing
_TIMED = frozenset(
    name for name in TABULATED if name.endswith(("_time_s", "_pct", "support_s")) and name != "stride_time_s"
)


@arguments(impact="Any")
def compare_sides(
    sessions: Session | Iterable[Session],
    *,
    measures: Sequence[str] | None = None,
    impact: pd.DataFrame | Sequence[pd.DataFrame] | None = None,
    allow: Sequence[str] = (),
) -> pd.DataFrame:
    """Compare the left foot with the right, direction by direction and measure by measure.

    Parameters
    ----------
    sessions : Session or iterable of Session
        Of one person.
    measures : sequence of str, optional
        Columns of strides, or measures of `impact`; all by default.
    impact : DataFrame or sequence of DataFrame, optional
        `measure_impact(session)` of each session, for the impacts of left and right steps, named by the part of the
        body, as `shank_peak_jerk_mps3`.
    allow : sequence of {"surface", "contact", "sites", "task"}, optional
        Conditions in which the sessions may differ.

    Returns
    -------
    DataFrame
        A row for each `direction` and `measure` that both feet have: `left`, `right`, `difference` (left less right)
        with `low` and `high`; of measures with a true zero the symmetry index, 100 times the difference over the mean
        of both, with its interval, and the symmetry angle; all are positive where left is larger. `flag` is `ok`;
        `placement_dependent: ...` of impacts at the feet; `inferred_sides: ...` for contacts from the trunk alone,
        which shows about a third of the difference between steps; `impact_times: ...` for times in forward walking by
        impacts, the default, which are some ms later in one foot than in the other (contacts by touch are not);
        `too_few: ...` below 20 pairs; or `no_spread: ...`.

    Raises
    ------
    InvalidOption
        No session, one twice, different people, or conditions that are not allowed to differ; a measure is not known;
        nothing is measured of both feet.
    InvalidTable
        `impact` is not a result of `measure_impact`.

    Notes
    -----
    A left and a right stride that follow each other are a pair, and the interval is that of their mean difference,
    allowing for correlation between successive pairs: both feet share the current speed, which cancels. Symmetry index:
    Robinson et al. 1987, J Manipulative Physiol Ther 10:172; symmetry angle: Zifchock et al. 2008, doi
    10.1016/j.gaitpost.2007.08.006, which does not depend on the reference foot. Normal asymmetry in backward walking is
    not known: an interval without 0 shows that these walks are asymmetric, not that it matters.

    Examples
    --------
    >>> import retrogait as rg
    >>> from retrogait.simulation.walker import Walker
    >>> walk, truth = rg.simulate_walk("backward", 0.5, 60, 1, walker=Walker(step_time_asymmetry=0.1))
    >>> table = rg.compare_sides(rg.analyze(walk), measures=["step_time_s"])
    >>> table[["difference", "low", "high"]].astype(float).round(2).to_numpy().tolist()
    [[0.07, 0.06, 0.08]]
    """
    listed = [sessions] if isinstance(sessions, Session) else list(sessions)
    if not listed:
        raise InvalidOption(
            f"{_WHERE}: no session is given; expected one, or several of one person; pass what analyze returned"
        )
    names = check_measures(_WHERE, measures, () if impact is None else IMPACT_NAMES)
    check_one_each(_WHERE, listed)
    check_alike(_WHERE, listed, allow)
    pool = pool_strides(listed, tuple(name for name in names if name in TABULATED))
    one_zero = are_alike(
        list(filter(None, (stated(one, f"{leg}_knee_zero") for one in listed for leg in SIDES)))
    )
    steps = None if impact is None else _joined(impact, len(listed))
    by_impact = any(stated(one, "contact_contact") == "impact" for one in listed)
    of_trunk = all(set(str(one.summary.get("contact_sites")).split()) <= set(TRUNK) for one in listed)
    rows: list[dict[str, Any]] = []
    for way in WALKED:
        chosen, all_steady = pool.choose(range(len(listed)), way)
        for measure, values in zip(pool.measures, pool.values, strict=True):
            zero_differs = measure in ON_ZERO and not one_zero
            rows += _compare(
                way, measure, values, pool.order, chosen, STEADY if all_steady else LEVEL, zero_differs
            )
        if steps is not None:
            rows += _of_steps(steps, way, names)
    for row in rows:
        if of_trunk and row["flag"] == str(OK):
            row["flag"] = str(_INFERRED)
        if (
            by_impact
            and row["direction"] == "forward"
            and row["measure"] in _TIMED
            and row["flag"] == str(OK)
        ):
            row["flag"] = str(_BY_IMPACT)
    if not rows:
        raise InvalidOption(
            f"{_WHERE}: no measure has a left and a right stride next to each other (found "
            f"{' and '.join(f'{int((pool.order.side == side).sum())} {side}' for side in SIDES)} strides); expected "
            "both legs of one recording; wear a sensor on each foot or shank, or name other measures"
        )
    return SIDE_COMPARISON.frame({name: [row[name] for row in rows] for name in SIDE_COMPARISON.names})


def _compare(
    way: str, measure: str, values: Floats, order: Order, chosen: Flags, how: str, zero_differs: bool = False
) -> Iterator[dict[str, Any]]:
    """The row of a measure; none where no pair has it."""
    pairs = pair_sides(order, chosen & np.isfinite(values))
    if not len(pairs.left):
        return
    left, right = values[pairs.left], values[pairs.right]
    found = intervals_of((left - right)[None], pairs.stretch, pairs.place)[0]
    flag = (
        invalid("zero flexion of the knee is not that of the same posture in both")
        if zero_differs
        else found.flag
    )
    means = float(left.mean()), float(right.mean())
    share = np.nan  # of a difference, in percent of the mean of both
    if (measure in WITH_TRUE_ZERO or measure in IMPACT_NAMES) and sum(means) > 0:
        share = 200.0 / sum(means)
    difference, low, high = (np.nan if zero_differs else end for end in (found.value, found.low, found.high))
    yield {
        "direction": way,
        "measure": measure,
        "n_pairs": found.n,
        "left": means[0],
        "right": means[1],
        "difference": difference,
        "low": low,
        "high": high,
        "symmetry_index_pct": share * difference,
        "symmetry_index_low_pct": share * low,
        "symmetry_index_high_pct": share * high,
        "symmetry_angle_pct": np.nan if np.isnan(share) else symmetry_angle(*means),
        "flag": str(flag).replace("strides", "pairs of strides"),
        "how": how,
    }


def symmetry_angle(left: float, right: float) -> float:
    """Angle of two sizes from equality in percent of a quarter turn, positive where left is larger.

    Zifchock et al. 2008, doi 10.1016/j.gaitpost.2007.08.006, with the sign of the symmetry index.

    >>> round(symmetry_angle(1.0, 1.0), 6), round(symmetry_angle(1.0, 0.0), 6), round(symmetry_angle(0.4, 0.5), 2)
    (0.0, 50.0, -7.04)
    """
    return float(100.0 * (np.degrees(np.arctan2(left, right)) - 45.0) / 90.0)


def _joined(impact: Any, n_sessions: int) -> pd.DataFrame:
    """The steps of all sessions."""
    import pandas as pd

    tables = [impact] if isinstance(impact, pd.DataFrame) else list(impact)
    if len(tables) != n_sessions:
        raise InvalidOption(
            f"{_WHERE}: impact holds {len(tables)} tables for {n_sessions} sessions; expected one for each; pass "
            "[measure_impact(session) for session in sessions]"
        )
    for table in tables:
        if not isinstance(table, pd.DataFrame):
            raise InvalidOption(
                f"{_WHERE}: impact holds a {type(table).__name__}; expected tables of impacts; pass "
                "[measure_impact(session) for session in sessions]"
            )
        IMPACTS.check(table)
    steps: pd.DataFrame = pd.concat(
        [table.assign(session=k) for k, table in enumerate(tables)], ignore_index=True
    )
    return steps


def _of_steps(steps: pd.DataFrame, way: str, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of impacts at each part of the body."""
    parts = part_of(steps)
    for part in PARTS:
        own = steps[parts == part]
        chosen = own["is_steady"].to_numpy(bool) & own["direction"].eq(way).to_numpy(bool)
        chosen &= ~are_invalid(own["flag"])
        if not chosen.any():
            continue
        order = order_steps(own)
        for measure in IMPACT_MEASURES:
            if f"{part}_{measure}" in names:
                for row in _compare(
                    way, f"{part}_{measure}", own[measure].to_numpy(float), order, chosen, STEPS
                ):
                    if part == "foot" and row["flag"] == str(OK):
                        row["flag"] = str(PLACEMENT)
                    yield row
