"""`compare_directions`: the impacts of backward and forward steps at the same speed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption
from retrogait.impact.contrast import NUMBERS, Steps, contrast
from retrogait.impact.measure import IMPACT_MEASURES, ImpactOptions, measure_impact
from retrogait.intervals.means import LEAST_VALUES
from retrogait.intervals.order import order_strides
from retrogait.session import Session
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES, TRUNK
from retrogait.tables.checks import Checked, option
from retrogait.tables.flags import OK, Flag, are_invalid
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrogait._arrays import Floats, Integers
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
        number("n_effective", "independent pairs that would give as sure a difference", 0),
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


@dataclass(frozen=True)
class ComparisonOptions(Checked):
    """How backward and forward steps are matched.

    Attributes
    ----------
    caliper_mps : float
        Speeds of a pair differ by no more.
    least_pairs : int
        Fewer pairs are no comparison. Below 20 there is no interval, whatever is chosen.
    """

    caliper_mps: float = option(0.05, low=0.001)
    least_pairs: int = option(LEAST_VALUES, whole=True, low=3)


@arguments()
def compare_directions(
    sessions: Session | Iterable[Session],
    options: ComparisonOptions | None = None,
    impact: ImpactOptions | None = None,
) -> pd.DataFrame:
    """Compare the impacts of backward with those of forward steps at matched speed.

    Faster steps land harder, and people walk slower backward: comparing all steps would compare speeds. So every
    backward step is paired with a forward step of nearly its speed, each used once, as many pairs as there can be.

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
        independent pairs would give as sure a difference; mean speeds of the pairs; `backward` and `forward`, means
        over the pairs; `difference`, backward less forward, with `difference_low` and `difference_high`;
        `effect_size`, Hedges' g, with `effect_size_low` and `effect_size_high`; `flag`: `ok`;
        `placement_dependent: ...` at a foot; or `too_few: ...`, where there is no interval. A left step is paired with
        a left one. Intervals are 95 % and know that steps that follow each other are alike: they speak of this
        person's steps, not of people.

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
    part = steps["site"].str.replace(rf"^({'|'.join(SIDES)})_", "", regex=True)
    rows: list[dict[str, Any]] = []
    for name in PARTS:
        own = steps[part == name]
        if len(own):
            rows += _compare_part(name, own, own.index.isin(usable.index), options)
    table = COMPARISON.frame({column: [row[column] for row in rows] for column in COMPARISON.names})
    if table["n_pairs"].max() < options.least_pairs:
        _refuse(ways["backward"], ways["forward"], int(table["n_pairs"].max()), options)
    return table


def match_speeds(backward: Floats, forward: Floats, caliper_mps: float) -> tuple[Integers, Integers]:
    """Pair speeds of two lists within a caliper, each used once, as many pairs as there can be: positions in both."""
    first, second = np.argsort(backward, kind="stable"), np.argsort(forward, kind="stable")
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(first) and j < len(second):
        apart = backward[first[i]] - forward[second[j]]
        if abs(apart) <= caliper_mps:
            pairs.append((int(first[i]), int(second[j])))
            i, j = i + 1, j + 1
        elif apart < 0:
            i += 1
        else:
            j += 1
    chosen = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return chosen[:, 0], chosen[:, 1]


def _compare_part(
    part: str, steps: pd.DataFrame, usable: Any, options: ComparisonOptions
) -> list[dict[str, Any]]:
    """Rows of the sides and measures of one part of the body."""
    bout = steps["bout_id"].to_numpy(float, na_value=np.nan)
    stretch = np.unique(np.stack([steps["session"].to_numpy(float), bout]), axis=1, return_inverse=True)[1]
    order = order_strides(stretch.reshape(-1), steps["time_s"], steps["side"])
    speed = steps["speed_mps"].to_numpy(float)
    values = {measure: steps[measure].to_numpy(float) for measure in IMPACT_MEASURES}
    going = {way: np.flatnonzero(usable & steps["direction"].eq(way).to_numpy(bool)) for way in WALKED}
    pairs = {}
    for side in SIDES:
        chosen = [own[order.side[own] == side] for own in going.values()]
        one, other = match_speeds(speed[chosen[0]], speed[chosen[1]], options.caliper_mps)
        pairs[side] = np.stack([chosen[0][one], chosen[1][other]])
    pairs["both"] = np.concatenate([pairs[side] for side in SIDES], axis=1)
    rows = []
    for side, places in pairs.items():
        counts = [int(((order.side[own] == side) | (side == "both")).sum()) for own in going.values()]
        if not any(counts):
            continue
        head = {"part": part, "side": side, "n_backward": counts[0], "n_forward": counts[1]}
        for measure in IMPACT_MEASURES:
            known = np.isfinite(values[measure][places]).all(axis=0)
            found = _contrast(values[measure], speed, order, places[:, known], options)
            if part == "foot" and found["flag"] == str(OK):
                found["flag"] = str(PLACEMENT)
            rows.append({**head, "measure": measure, **found})
    return rows


def _contrast(
    values: Floats, speed: Floats, order: Order, places: Integers, options: ComparisonOptions
) -> dict[str, Any]:
    """The numbers and the flag of pairs (2, n), given as the places of their backward and their forward steps."""
    n_pairs = places.shape[1]
    matched = {
        "n_pairs": n_pairs,
        "backward_speed_mps": _mean(speed[places[0]]),
        "forward_speed_mps": _mean(speed[places[1]]),
    }
    if n_pairs < options.least_pairs:
        flag = Flag("too_few", f"{n_pairs} pairs at matched speed, {options.least_pairs} needed")
        return {**matched, **dict.fromkeys(NUMBERS, math.nan), "flag": str(flag)}
    numbers, flag = contrast(*(Steps(values[own], speed[own], order.take(own)) for own in places))
    return {**matched, **numbers, "flag": str(flag)}


def _refuse(backward: pd.DataFrame, forward: pd.DataFrame, n_pairs: int, options: ComparisonOptions) -> None:
    ranges = [
        f"{way} {steps['speed_mps'].min():.2f}-{steps['speed_mps'].max():.2f} m/s"
        for way, steps in (("backward", backward), ("forward", forward))
    ]
    raise InvalidOption(
        f"compare_directions: the speeds do not overlap enough: {', '.join(ranges)}, {n_pairs} pairs within "
        f"{options.caliper_mps:g} m/s; expected {options.least_pairs}; impacts grow with speed, so record forward "
        "walking as slow as the backward walking"
    )


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
