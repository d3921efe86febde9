"""Difference and effect size of paired backward and forward steps, with intervals that know how alike steps are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.intervals.dependence import CONFIDENCE_PCT, estimate_means
from retrogait.intervals.means import (
    block_size,
    count_pairs,
    effective_strides,
    gather,
    judge,
    less_sides,
)
from retrogait.tables.flags import OK, Flag

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.intervals.dependence import Means
    from retrogait.intervals.order import Order

_ENDS = tuple(f"{name}_{end}" for name in ("difference", "effect_size") for end in ("low", "high"))
NUMBERS = ("backward", "forward", "difference", "effect_size", *_ENDS, "n_effective")
_LEAST_ESTIMATED = 4


@dataclass(frozen=True, eq=False)
class Steps:
    """The steps of one direction that are paired: a measure of each (n,), its speed (n,), and their order."""

    values: Floats
    speed_mps: Floats
    order: Order


def contrast(backward: Steps, forward: Steps) -> tuple[dict[str, float], Flag]:
    """Means, difference and Hedges' g of pairs, with 95 % intervals; NaN where the flag says that there are too few.

    Pairing by speed breaks the order of the forward steps, so each direction is judged in its own order. What a measure
    depends on speed is no chance, as the pairs have one speed. Hedges' g is of the SD of steps, larger than theirs by
    as much as steps that are alike vary too little, and its interval adds the error of that SD to that of the
    difference.
    """
    ways = (backward, forward)
    found = dict.fromkeys(NUMBERS, math.nan)
    found["backward"], found["forward"] = (float(own.values.mean()) for own in ways)
    found["difference"] = found["backward"] - found["forward"]
    n_units = min(_count_units(own) for own in ways)
    if n_units < _LEAST_ESTIMATED:
        return found, judge(n_units, math.nan, _units(backward))
    size = block_size(n_units)
    blocks = [_gather(own, size) for own in ways]
    n_nodes = min(one[0].shape[1] for one in blocks)
    means = [estimate_means(one[0], one[1], one[2], one[3], n_nodes) for one in blocks]
    effective = [
        float(effective_strides(_alike(own)[None], one[0], mean)[0])
        for own, one, mean in zip(ways, blocks, means, strict=True)
    ]
    spread = [float(own.values.var(ddof=1)) for own in ways]
    found["n_effective"] = _effective_pairs(spread, effective)
    flag = judge(n_units, min(float(mean.n_effective[0]) for mean in means), _units(backward))
    size_of_effect = _hedges(found["difference"], spread, effective, len(backward.values))
    found["effect_size"] = size_of_effect[0]
    if flag == OK:
        _add_ends(found, means, size_of_effect)
    return found, flag


def _add_ends(found: dict[str, float], means: list[Means], effect: tuple[float, float, float]) -> None:
    """Fill in the intervals; `effect` is Hedges' g, what it divides by, and its degrees of freedom."""
    from scipy.special import stdtrit

    reach = float(means[0].less(means[1]).half_width[0])
    size, unit, free = effect
    of_sd = stdtrit(free, 0.5 + CONFIDENCE_PCT / 200.0) * size / math.sqrt(2.0 * free)
    reaches = {"difference": reach, "effect_size": math.hypot(reach / unit, of_sd)}
    for name, one in reaches.items():
        found[f"{name}_low"], found[f"{name}_high"] = found[name] - one, found[name] + one


def _hedges(
    difference: float, spread: list[float], effective: list[float], n: int
) -> tuple[float, float, float]:
    """Hedges' g, the SD with its correction that it divides by, and its degrees of freedom."""
    free = sum(effective) - 2.0
    if not free > 1.0:  # NaN too
        return math.nan, math.nan, math.nan
    alike = [
        one * (1.0 - 1.0 / n) / (1.0 - 1.0 / count) for one, count in zip(spread, effective, strict=True)
    ]
    sd = math.sqrt(0.5 * sum(alike))
    small_sample = 1.0 - 3.0 / (4.0 * free - 1.0)
    unit = sd / small_sample if sd > 0 else math.nan
    return difference / unit, unit, free


def _effective_pairs(spread: list[float], effective: list[float]) -> float:
    """How many independent pairs would give as sure a difference."""
    error2 = sum(one / count for one, count in zip(spread, effective, strict=True))
    return sum(spread) / error2 if error2 > 0 else math.nan


def _of_both(steps: Steps) -> bool:
    return len(set(steps.order.side)) > 1


def _units(steps: Steps) -> str:
    return "pairs of steps left and right" if _of_both(steps) else "pairs at matched speed"


def _count_units(steps: Steps) -> int:
    return count_pairs(steps.order) if _of_both(steps) else len(steps.values)


def _alike(steps: Steps) -> Floats:
    """The values without the difference between the feet."""
    rest: Floats = less_sides(steps.values[None], steps.order)[0]
    return rest


def _gather(steps: Steps, size: int) -> tuple[Any, Any, Any, Any]:
    """Blocks of a measure in the order of steps, (1, k), with stretch and place, and blocks of speed (k, 1)."""
    both = _of_both(steps)
    speed = steps.speed_mps - steps.speed_mps.mean()
    rows = less_sides(np.stack([steps.values, speed]), steps.order)
    place = steps.order.in_bout if both else steps.order.of_side
    in_order = np.lexsort((place, steps.order.stretch))
    values, stretch, places = gather(
        rows[:, in_order], steps.order.stretch[in_order], place[in_order], size * (2 if both else 1)
    )
    covariate = values[1] - values[1].mean()
    varies = np.abs(covariate).max() > 1e-12
    return values[:1], stretch, places, covariate[:, None] if varies else None
