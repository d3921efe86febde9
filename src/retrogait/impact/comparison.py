"""`compare_directions`: the impacts of backward and forward steps at the same speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption
from retrogait.impact.measure import IMPACT_MEASURES, ImpactOptions, measure_impact
from retrogait.intervals.compared import BOTH, TwoWalks
from retrogait.intervals.matching import ComparisonOptions
from retrogait.intervals.order import order_strides
from retrogait.session import Session, check_one_person
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES, TRUNK
from retrogait.tables.flags import OK, Flag, are_invalid
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrogait.intervals.compared import Compared
    from retrogait.intervals.order import Order


PARTS = ("shank", "thigh", *TRUNK, "foot")  # the foot last: its impact is that of the place of its sensor
PLACEMENT = Flag("placement_dependent", "the impact at a foot depends on where on it the sensor sits")

COMPARISON = Table(
    "comparison",
    (
        Column("part", TEXT, "the part of the body with the sensor", PARTS),
        Column("side", TEXT, "the leg that lands, or both", (*SIDES, "both")),
        Column(
            "measure", TEXT, "the measure of the impact; its unit is the end of the name", IMPACT_MEASURES
        ),
        Column("n_backward", COUNT, "steady backward steps of known speed"),
        Column("n_forward", COUNT, "steady forward steps of known speed"),
        Column("n_pairs", COUNT, "pairs of nearly equal speed that have the measure"),
        number("n_effective", "independent pairs that would give as precise a difference", 0),
        number("backward_speed_mps", "mean speed of the backward steps of the pairs", 0),
        number("forward_speed_mps", "mean speed of the forward steps of the pairs", 0),
        number("backward", "mean over the backward steps of the pairs"),
        number("forward", "mean over the forward steps of the pairs"),
        number("difference", "backward less forward"),
        number("difference_low", "lower end of its 95 % interval, missing where the flag is too_few"),
        number("difference_high", "its upper end"),
        number("effect_size", "Hedges' g: the difference over the SD of steps"),
        number("effect_size_low", "lower end of its 95 % interval"),
        number("effect_size_high", "its upper end"),
        Column("flag", TEXT, "ok, placement_dependent, or too_few with the reason"),
    ),
)


@arguments()
def compare_directions(
    sessions: Session | Iterable[Session],
    options: ComparisonOptions | None = None,
    impact: ImpactOptions | None = None,
) -> pd.DataFrame:
    """Compare the impacts of backward with those of forward steps at matched speed.

    Faster steps land harder, and people walk slower backward: comparing all steps would compare speeds. So every
    backward step is paired with a forward step of nearly its speed, each used once, so that the mean speeds of the
    pairs agree as well: `retrogait.intervals.matching.match_speeds`.

    Parameters
    ----------
    sessions : Session or iterable of Session
        With samples; one that holds both directions, or several that do together, of one person and one set-up.
    options : ComparisonOptions, optional
        Matching and intervals.
    impact : ImpactOptions, optional
        As in `measure_impact`.

    Returns
    -------
    DataFrame
        A row for each part of the body with a sensor, each `side` (`left`, `right`, `both`) and measure of
        `measure_impact`: `n_pairs`, of `n_backward` and `n_forward` steady steps, and `n_effective`, how many
        independent pairs would give as precise a difference; mean speeds of the pairs; `backward` and `forward`, means
        over the pairs; `difference`, backward less forward, with `difference_low` and `difference_high`;
        `effect_size`, Hedges' g, with `effect_size_low` and `effect_size_high`; `flag`: `ok`;
        `placement_dependent: ...` at a foot; or `too_few: ...`, where there is no interval. A left step is paired with
        a left one. Intervals are 95 % and allow for correlation between successive steps; they apply to this person's
        steps, not to a population.

    Raises
    ------
    InvalidOption
        A direction has no steps of known speed, or the speeds of the two do not overlap enough.
    """
    options = options or ComparisonOptions()
    listed = [sessions] if isinstance(sessions, Session) else list(sessions)
    if not listed:
        raise InvalidOption(
            "compare_directions: no session is given; expected one that walks both ways, or several that do together; "
            "pass what analyze returned"
        )
    twice = [k for k, one in enumerate(listed) if any(one is other for other in listed[:k])]
    if twice:
        raise InvalidOption(
            f"compare_directions: session {twice[0] + 1} of {len(listed)} is the same as one before it; expected "
            "each once, because its steps would count twice; leave it out"
        )
    check_one_person("compare_directions", listed)
    tables = [measure_impact(session, impact).assign(session=number) for number, session in enumerate(listed)]
    steps = pd.concat(tables, ignore_index=True)
    usable = steps[steps["is_steady"] & ~are_invalid(steps["flag"]) & steps["speed_mps"].notna()]
    ways = {way: usable[usable["direction"] == way] for way in WALKED}
    for way, own in ways.items():
        if own.empty:
            raise InvalidOption(
                f"compare_directions: there are no steady {way} steps of known speed (found "
                f"{int((steps['direction'] == way).sum())} {way} rows in all); expected both directions; add a "
                f"session that walks {way}, with sensors on feet or shanks of known mounting"
            )
    part = part_of(steps)
    rows: list[dict[str, Any]] = []
    for name in PARTS:
        own = steps[part == name]
        if len(own):
            rows += _compare_part(name, own, own.index.isin(usable.index), options)
    table = COMPARISON.frame({column: [row[column] for row in rows] for column in COMPARISON.names})
    if table["n_pairs"].max() < options.least_pairs:
        _refuse(ways["backward"], ways["forward"], int(table["n_pairs"].max()), options)
    return table


def part_of(steps: pd.DataFrame) -> pd.Series[Any]:
    """The part of the body that each row of `measure_impact` is of: its site without the side."""
    return steps["site"].str.replace(rf"^({'|'.join(SIDES)})_", "", regex=True)


def order_steps(steps: pd.DataFrame) -> Order:
    """Number steps of one part of the body, rows of `measure_impact` with a column `session`, in their bouts."""
    bout = steps["bout_id"].to_numpy(float, na_value=np.nan)
    stretch = np.unique(np.stack([steps["session"].to_numpy(float), bout]), axis=1, return_inverse=True)[1]
    return order_strides(stretch.reshape(-1), steps["time_s"], steps["side"])


def _compare_part(
    part: str, steps: pd.DataFrame, usable: Any, options: ComparisonOptions
) -> list[dict[str, Any]]:
    """Rows of the sides and measures of one part of the body."""
    going = (usable & steps["direction"].eq(way).to_numpy(bool) for way in WALKED)
    walks = TwoWalks(
        np.array([steps[measure].to_numpy(float) for measure in IMPACT_MEASURES]),
        steps["speed_mps"].to_numpy(float),
        order_steps(steps),
        *going,
    )
    rows = []
    for side in (*SIDES, BOTH):
        counts = walks.count(side)
        if not any(counts):
            continue
        head = {"part": part, "side": side, "n_backward": counts[0], "n_forward": counts[1]}
        for measure, found in zip(IMPACT_MEASURES, walks.compare(side, options), strict=True):
            flag = PLACEMENT if part == "foot" and found.contrast.flag == OK else found.contrast.flag
            rows.append({**head, "measure": measure, **_numbers(found), "flag": str(flag)})
    return rows


def _numbers(found: Compared) -> dict[str, Any]:
    """The columns of a comparison, backward first."""
    own = found.contrast
    return {
        "n_pairs": found.n_first,
        "n_effective": own.n_effective,
        "backward_speed_mps": found.first_speed_mps,
        "forward_speed_mps": found.second_speed_mps,
        "backward": own.first,
        "forward": own.second,
        **{
            f"{name}{end}": getattr(own, f"{name}{end}")
            for name in ("difference", "effect_size")
            for end in ("", "_low", "_high")
        },
    }


def _refuse(backward: pd.DataFrame, forward: pd.DataFrame, n_pairs: int, options: ComparisonOptions) -> None:
    ranges = [
        f"{way} {steps['speed_mps'].min():.2f}-{steps['speed_mps'].max():.2f} m/s"
        for way, steps in (("backward", backward), ("forward", forward))
    ]
    raise InvalidOption(
        f"compare_directions: the speeds do not overlap enough: {', '.join(ranges)}, {n_pairs} pairs within "
        f"{options.caliper_mps:g} m/s whose mean speeds agree; expected {options.least_pairs}; impacts grow with "
        "speed, so record forward walking as slow as the backward walking"
    )
