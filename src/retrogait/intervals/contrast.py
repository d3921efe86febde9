"""Difference, ratio and effect size of the means of two walks, with intervals that know how alike strides are."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.intervals.dependence import CONFIDENCE_PCT, Means, estimate_means
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
    from retrogait._arrays import Flags, Floats
    from retrogait.intervals.order import Order

_LEAST_ESTIMATED = 4


@dataclass(frozen=True, eq=False)
class Strides:
    """Strides, or steps, of one of the walks.

    Attributes
    ----------
    values : ndarray, shape (m, n)
        m measures of each, without NaN.
    order : Order
        Where each stands in its walk.
    speed_mps : ndarray, shape (n,), optional
        Where the two walks are paired by speed: what the measures depend on it is then no chance.
    """

    values: Floats
    order: Order
    speed_mps: Floats | None = None

    @property
    def is_of_both(self) -> bool:
        """Whether both feet are in it."""
        return len(set(self.order.side)) > 1

    @property
    def n_units(self) -> int:
        """How many strides of one foot there are, or pairs of both feet."""
        return count_pairs(self.order) if self.is_of_both else len(self.order)


@dataclass(frozen=True)
class Contrast:
    """A measure of two walks: their means and SD, the first less the second, the first over the second.

    Attributes
    ----------
    first, second, first_sd, second_sd : float
        Means and sample standard deviations.
    difference, difference_low, difference_high : float
        With the 95 % interval; its ends are NaN where `flag` is not `ok`.
    ratio, ratio_low, ratio_high : float
        NaN where a mean is not above 0, its ends where the interval of a mean holds 0; means something only of
        measures with a true zero.
    effect_size, effect_size_low, effect_size_high : float
        Hedges' g: the difference over the root mean of the two variances of strides.
    n_effective : float
        How many independent strides of each would give as precise a difference.
    flag : Flag
        `ok`, `too_few: ...` or `no_spread: ...`.
    """

    first: float
    second: float
    first_sd: float
    second_sd: float
    difference: float
    difference_low: float
    difference_high: float
    ratio: float
    ratio_low: float
    ratio_high: float
    effect_size: float
    effect_size_low: float
    effect_size_high: float
    n_effective: float
    flag: Flag


def contrast(first: Strides, second: Strides) -> list[Contrast]:
    """Compare the means of each of m measures of two walks.

    Each walk is judged in its own order, as pairing by speed breaks that of the second. Hedges' g is of the SD of
    strides, larger than theirs by as much as strides that are alike vary too little, and its interval adds the error of
    that SD to that of the difference. The interval of the ratio is that of its logarithm, by the delta method.

    Walks that are paired by speed are of one number of strides, and taken to be alike in how far strides depend on
    those before: both show it (`Means.less`). As walked they may differ in both, and one long regular walk would
    dominate a short one: so each is estimated by itself, and half the width is the root of the sum of squares of those
    of the two means (Zou and Donner 2008, doi 10.1002/sim.3095). `benchmarks/comparison_coverage.py` prints how often
    these intervals hold the truth.
    """
    walks = (first, second)
    n_units = min(own.n_units for own in walks)
    if n_units < _LEAST_ESTIMATED:
        flag = judge(n_units, np.nan, _units(first, second))
        return _rows(_describe(walks), [flag] * len(first.values))
    sizes = [block_size(n_units if _are_paired(walks) else own.n_units) for own in walks]
    blocks = [_gather(own, size) for own, size in zip(walks, sizes, strict=True)]
    n_nodes = min(one[0].shape[1] for one in blocks) if _are_paired(walks) else None
    means = [estimate_means(*one, n_nodes) for one in blocks]
    least = np.minimum(means[0].n_effective, means[1].n_effective)
    flags = [judge(n_units, float(one), _units(first, second)) for one in least]
    effective = [
        effective_strides(less_sides(own.values, own.order), one[0], mean)
        for own, one, mean in zip(walks, blocks, means, strict=True)
    ]
    found = _describe(walks)
    unit, free = _add_effect(found, effective, walks)
    is_ok = np.array([flag == OK for flag in flags])
    if is_ok.any():
        reaches = _reaches(means, paired=_are_paired(walks))
        _add_ends(found, *reaches, unit, free, is_ok)
    return _rows(found, flags)


def _describe(walks: tuple[Strides, Strides]) -> dict[str, Floats]:
    """Means, SD, difference and ratio, which need no model; NaN for the rest."""
    found = {
        one.name: np.full(len(walks[0].values), np.nan) for one in fields(Contrast) if one.name != "flag"
    }
    for name, own in zip(("first", "second"), walks, strict=True):
        n = own.values.shape[1]
        found[name] = own.values.mean(axis=1) if n else found[name]
        found[f"{name}_sd"] = own.values.std(axis=1, ddof=1) if n > 1 else found[f"{name}_sd"]
    found["difference"] = found["first"] - found["second"]
    above = (found["first"] > 0) & (found["second"] > 0)
    found["ratio"][above] = found["first"][above] / found["second"][above]
    return found


def _add_effect(
    found: dict[str, Floats], effective: list[Floats], walks: tuple[Strides, Strides]
) -> tuple[Floats, Floats]:
    """Add Hedges' g and the effective number; give what g divides by, and its degrees of freedom, (m,) each."""
    spread = [found["first_sd"] ** 2, found["second_sd"] ** 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        error2 = spread[0] / effective[0] + spread[1] / effective[1]
        found["n_effective"] = np.where(error2 > 0, (spread[0] + spread[1]) / error2, np.nan)
        # the variance of strides that are alike is too small by what their mean varies
        alike = [
            one * (1.0 - 1.0 / own.values.shape[1]) / (1.0 - 1.0 / count)
            for one, count, own in zip(spread, effective, walks, strict=True)
        ]
        free = (alike[0] + alike[1]) ** 2 / (
            alike[0] ** 2 / (effective[0] - 1.0) + alike[1] ** 2 / (effective[1] - 1.0)
        )
        free = np.where((free > 1.0) & (np.minimum(*effective) > 1.0), free, np.nan)
        unit = np.sqrt(0.5 * (alike[0] + alike[1])) / (1.0 - 3.0 / (4.0 * free - 1.0))
        found["effect_size"] = np.where(unit > 0, found["difference"] / unit, np.nan)
    return unit, free


def _add_ends(
    found: dict[str, Floats],
    reach: Floats,
    reach_of_log: Floats,
    unit: Floats,
    free: Floats,
    is_ok: Flags,
) -> None:
    """Fill in the intervals of those measures that have one."""
    from scipy.special import stdtrit

    with np.errstate(divide="ignore", invalid="ignore"):
        of_sd = stdtrit(free, 0.5 + CONFIDENCE_PCT / 200.0) * found["effect_size"] / np.sqrt(2.0 * free)
        reaches = {"difference": reach, "effect_size": np.hypot(reach / unit, of_sd)}
    for name, one in reaches.items():
        half = np.where(is_ok, one, np.nan)
        found[f"{name}_low"], found[f"{name}_high"] = found[name] - half, found[name] + half
    factor = np.exp(np.where(is_ok, reach_of_log, np.nan))
    found["ratio_low"], found["ratio_high"] = found["ratio"] / factor, found["ratio"] * factor


def _reaches(means: list[Means], *, paired: bool) -> tuple[Floats, Floats]:
    """Half the widths of the intervals of the difference and of the logarithm of the ratio, (m,) each.

    The second is NaN where a mean may be 0, which has no ratio to speak of.
    """
    halves = [mean.half_width for mean in means]
    clear = np.logical_and(*(half < mean.value for half, mean in zip(halves, means, strict=True)))
    of_log = np.full(len(clear), np.nan)
    if not paired:
        relative = [half[clear] / mean.value[clear] for half, mean in zip(halves, means, strict=True)]
        of_log[clear] = np.hypot(*relative)
        return np.hypot(*halves), of_log
    if clear.any():
        one, other = (mean.take(clear).relative() for mean in means)
        of_log[clear] = one.less(other).half_width
    return means[0].less(means[1]).half_width, of_log


def _are_paired(walks: tuple[Strides, Strides]) -> bool:
    return walks[0].speed_mps is not None


def _rows(found: dict[str, Floats], flags: list[Flag]) -> list[Contrast]:
    """One contrast for each measure."""
    return [
        Contrast(**{name: float(values[k]) for name, values in found.items()}, flag=flag)
        for k, flag in enumerate(flags)
    ]


def _units(first: Strides, second: Strides) -> str:
    """What is counted, for the flag."""
    of_both = first.is_of_both or second.is_of_both
    if not _are_paired((first, second)):
        return "pairs of strides left and right" if of_both else "strides"
    return "pairs left and right at matched speed" if of_both else "pairs at matched speed"


def _gather(strides: Strides, size: int) -> tuple[Any, Any, Any, Any]:
    """Blocks of the measures in the order of strides, (m, k), with stretch and place, and blocks of speed (k, 1)."""
    both, order, m = strides.is_of_both, strides.order, len(strides.values)
    speed = np.zeros(len(order)) if strides.speed_mps is None else strides.speed_mps
    rows = less_sides(np.vstack([strides.values, speed - speed.mean()]), order)
    place = order.in_bout if both else order.of_side
    in_order = np.lexsort((place, order.stretch))
    values, stretch, places = gather(
        rows[:, in_order], order.stretch[in_order], place[in_order], size * (2 if both else 1)
    )
    covariate = values[m] - values[m].mean()
    varies = np.abs(covariate).max() > 1e-12
    return values[:m], stretch, places, covariate[:, None] if varies else None
