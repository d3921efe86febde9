"""`compare_strides`: the measures of backward against those of forward strides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.comparison.alike import check_alike, check_one_each, have_one_zero
from retrogait.comparison.pool import (
    AS_WALKED,
    HOW,
    LEVEL,
    MATCHED,
    STEADY,
    STRIDE_SPEEDS,
    WITH_TRUE_ZERO,
    check_measures,
    pool_strides,
)
from retrogait.errors import InvalidOption
from retrogait.intervals.compared import BOTH
from retrogait.intervals.matching import ComparisonOptions
from retrogait.intervals.tabulation import TABULATED
from retrogait.knee.zero import ON_ZERO
from retrogait.session import Session
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES
from retrogait.tables.flags import invalid
from retrogait.tables.kinds import COUNT, FLAG, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from retrogait._arrays import Flags
    from retrogait.comparison.pool import Pool
    from retrogait.intervals.compared import Compared

STRIDE_COMPARISON = Table(
    "stride comparison",
    (
        Column("side", TEXT, "the foot, or both", (*SIDES, BOTH)),
        Column("measure", TEXT, "the column of strides; its unit is the end of the name", TABULATED),
        Column("matched_speed", FLAG, "whether it is over pairs of nearly equal speed"),
        Column("n_backward", COUNT, "backward strides that are compared"),
        Column("n_forward", COUNT, "forward strides that are compared"),
        number("n_effective", "independent strides of each that would give as precise a difference", 0),
        number("backward_speed_mps", "mean speed of the backward ones, where it is known", 0),
        number("forward_speed_mps", "mean speed of the forward ones", 0),
        number("backward", "mean over the backward strides"),
        number("backward_sd", "their standard deviation", 0),
        number("forward", "mean over the forward strides"),
        number("forward_sd", "their standard deviation", 0),
        number("difference", "backward less forward"),
        number("difference_low", "lower end of its 95 % interval, missing unless the flag is ok"),
        number("difference_high", "its upper end"),
        number("ratio", "backward over forward, of measures with a true zero only", 0),
        number("ratio_low", "lower end of its 95 % interval", 0),
        number("ratio_high", "its upper end", 0),
        number("effect_size", "Hedges' g: the difference over the SD of strides"),
        number("effect_size_low", "lower end of its 95 % interval"),
        number("effect_size_high", "its upper end"),
        Column("flag", TEXT, "ok, or why there is no interval or no comparison"),
        Column("how", TEXT, "which strides, and whether they are paired", HOW),
    ),
)
_WHERE = "compare_strides"


@arguments()
def compare_strides(
    sessions: Session | Iterable[Session],
    options: ComparisonOptions | None = None,
    *,
    measures: Sequence[str] | None = None,
    allow: Sequence[str] = (),
) -> pd.DataFrame:
    """Compare the measures of backward and forward strides, as walked and at matched speed.

    People walk slower backward, and most measures change with speed. So each measure is in the table twice: over all
    steady strides, and over pairs of a backward and a forward stride of one foot and nearly equal speed, chosen by
    `retrogait.intervals.matching.match_speeds`.

    Parameters
    ----------
    sessions : Session or iterable of Session
        One that holds both directions, or several that do together, of one person.
    options : ComparisonOptions, optional
        How strides are paired.
    measures : sequence of str, optional
        Columns of strides; all that `tabulate` has by default.
    allow : sequence of {"surface", "contact", "sites", "task"}, optional
        Conditions in which the sessions may differ.

    Returns
    -------
    DataFrame
        A row for each `side` (`left`, `right`, `both`), `measure` and `matched_speed`, where a direction has the
        measure; speeds are not compared at matched speed. `difference` is backward less forward and `ratio` backward
        over forward, with 95 % intervals; `effect_size` is Hedges' g. `flag` is `ok`; `too_few: ...`, where there is
        no interval, or below `options.least_pairs` pairs no comparison; `no_spread: ...`; `sides_differ: ...`; or
        `invalid: ...`.

    Raises
    ------
    InvalidOption
        A direction has no strides; sessions are of different people or differ in what is not allowed; one is given
        twice; a measure or a condition is not known.

    Notes
    -----
    Intervals allow for correlation between successive strides; they apply to this person's strides in these walks, not
    to another day or a population. The interval of the ratio is that of its logarithm, by the delta method. Hedges' g
    (1981, doi 10.3102/10769986006002107) divides by the root mean of the variances of backward and of forward strides,
    not by the SD between people: it cannot be compared with effect sizes of groups.

    Examples
    --------
    >>> import retrogait as rg
    >>> program = [("stand", 2), ("backward", 60), ("stand", 3), ("forward", 60), ("stand", 2)]
    >>> walk, truth = rg.simulate_walk(program=program, speed_mps=0.6, seed=1)
    >>> table = rg.compare_strides(rg.analyze(walk), measures=["stride_length_m", "stance_pct"])
    >>> both = table[table["side"].eq("both") & table["matched_speed"]]
    >>> both[["measure", "flag"]].to_numpy().tolist()
    [['stride_length_m', 'ok'], ['stance_pct', 'ok']]
    """
    options = options or ComparisonOptions()
    listed = [sessions] if isinstance(sessions, Session) else list(sessions)
    if not listed:
        raise InvalidOption(
            f"{_WHERE}: no session is given; expected one that walks both ways, or several that do together; pass what "
            "analyze returned"
        )
    names = check_measures(_WHERE, measures)
    check_one_each(_WHERE, listed)
    check_alike(_WHERE, listed, allow)
    pool = pool_strides(listed, names)
    backward, forward = (pool.choose(range(len(listed)), way) for way in WALKED)
    for way, (chosen, _) in zip(WALKED, (backward, forward), strict=True):
        if not chosen.any():
            raise InvalidOption(
                f"{_WHERE}: there are no {way} strides of level walking (found {int(pool.is_level.sum())} of known "
                f"direction); expected both directions; add a session that walks {way}, or pass analyze an alignment "
                "or direction= where directions are unknown"
            )
    which = STEADY if backward[1] and forward[1] else LEVEL
    rows = [
        row
        for side in (*SIDES, BOTH)
        for row in _rows(pool, listed, side, (backward[0], forward[0]), options)
    ]
    how = {True: f"{which}, {MATCHED}", False: f"{which}, {AS_WALKED}"}
    for row in rows:
        row["how"] = how[row["matched_speed"]]
    return STRIDE_COMPARISON.frame({name: [row[name] for row in rows] for name in STRIDE_COMPARISON.names})


def _rows(
    pool: Pool,
    sessions: Sequence[Session],
    side: str,
    chosen: tuple[Flags, Flags],
    options: ComparisonOptions,
) -> Iterator[dict[str, Any]]:
    """Rows of a side: each measure as walked, then at matched speed."""
    walks = pool.two_walks(*chosen)
    one_zero = have_one_zero(sessions, side)
    present = walks.present(side)
    found = {False: walks.compare(side), True: walks.compare(side, options)}
    for k, measure in enumerate(pool.measures):
        if not present[k]:
            continue
        for matched, own in found.items():
            if matched and measure in STRIDE_SPEEDS:
                continue  # it is what they are paired by
            yield {
                "side": side,
                "measure": measure,
                "matched_speed": matched,
                **_numbers(measure, own[k], one_zero),
            }


def _numbers(measure: str, found: Compared, one_zero: bool) -> dict[str, Any]:
    """The columns of a comparison, backward first."""
    own = found.contrast
    row: dict[str, Any] = {
        "n_backward": found.n_first,
        "n_forward": found.n_second,
        "n_effective": own.n_effective,
        "backward_speed_mps": found.first_speed_mps,
        "forward_speed_mps": found.second_speed_mps,
        "backward": own.first,
        "backward_sd": own.first_sd,
        "forward": own.second,
        "forward_sd": own.second_sd,
        "flag": str(own.flag),
    }
    for name in ("difference", "ratio", "effect_size"):
        for end in ("", "_low", "_high"):
            row[f"{name}{end}"] = getattr(own, f"{name}{end}")
    if measure not in WITH_TRUE_ZERO:
        row.update(dict.fromkeys(("ratio", "ratio_low", "ratio_high"), float("nan")))
    if measure in ON_ZERO and not one_zero:
        lost = [name for name in row if name.startswith(("difference", "ratio", "effect", "n_effective"))]
        row.update(dict.fromkeys(lost, float("nan")))
        row["flag"] = str(invalid("zero flexion of the knee is not the same in the sessions"))
    return row
