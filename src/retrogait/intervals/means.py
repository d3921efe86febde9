"""Means of strides with 95 % intervals; differences of means; what too few strides are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption
from retrogait.intervals.dependence import Means, estimate_means
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES
from retrogait.tables.flags import OK, Flag, invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Floats, Integers
    from retrogait.intervals.order import Order

# Fewer values have no interval: of 10 that follow each other at rho 0.5 three or four are independent, and which rho
# it is cannot be learned from them. From 20 on intervals hold the truth in 95 % (benchmarks/interval_coverage.py).
LEAST_VALUES = 20
LEAST_EFFECTIVE = 3.0
_LEAST_ESTIMATED = 4  # values from which dependence is estimated at all
_PAIRS = "pairs of strides"
EQUAL = Flag("no_spread", "all values are equal")


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % interval.

    Attributes
    ----------
    value : float
        The arithmetic mean.
    sd : float
        The sample standard deviation, NaN of one value.
    low, high : float
        The interval; NaN where `flag` is not `ok`.
    n : int
        How many values there are.
    n_effective : float
        How many independent values would give as precise a mean.
    flag : Flag
        `ok`, `too_few: ...`, `no_spread: ...` or `invalid: ...`.
    """

    value: float
    sd: float
    low: float
    high: float
    n: int
    n_effective: float
    flag: Flag


@arguments()
def mean_interval(values: Floats, stretch: Sequence[int] | None = None) -> Interval:
    """Give the mean of values that follow each other, with a 95 % interval that knows of their dependence.

    Parameters
    ----------
    values : ndarray, shape (n,)
        In the order they were measured; NaN is left out, and leaves a gap.
    stretch : sequence of int, shape (n,), optional
        Which stretch each value is from, in order; values of different ones are independent.

    Returns
    -------
    Interval
        `low` and `high` are NaN below 20 values or 3 effective ones, which the flag says.

    Raises
    ------
    InvalidOption
        The values are no series, or `stretch` has another length.

    Notes
    -----
    Values of a stretch are taken as AR(1): see `retrogait.intervals.dependence`. Where they wander more slowly than
    that, as stride times do over many minutes, the interval is too narrow: `benchmarks/interval_coverage.py` prints by
    how much.

    Examples
    --------
    >>> import numpy as np
    >>> found = mean_interval(np.random.default_rng(0).normal(1.0, 0.1, 40))
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2), str(found.flag)
    (0.99, 0.96, 1.03, 'ok')
    """
    series = np.asarray(values, float)
    if series.ndim != 1:
        raise InvalidOption(
            f"mean_interval: values have {series.ndim} dimensions; expected one number after the other; pass one column"
        )
    groups = np.zeros(len(series), np.int64) if stretch is None else np.asarray(stretch)
    if len(groups) != len(series):
        raise InvalidOption(
            f"mean_interval: stretch has {len(groups)} numbers; expected {len(series)}, one for each value; correct it"
        )
    known = np.isfinite(series)
    order = np.argsort(groups[known], kind="stable")
    places = np.flatnonzero(known)[order]
    return intervals_of(series[places][None], groups[places], places)[0]


def intervals_of(values: Floats, stretch: Integers, place: Integers) -> list[Interval]:
    """Intervals of the means of m series of n values (m, n), without NaN, ordered by stretch and place."""
    if values.shape[1] < _LEAST_ESTIMATED:
        return [_few(row) for row in values]
    blocks = gather(values, stretch, place, block_size(values.shape[1]))
    return _intervals(values, values, blocks, values.shape[1], "strides")


def intervals_of_both(values: Floats, order: Order) -> list[Interval]:
    """Intervals of the means of strides of both feet (m, n), without NaN, ordered by bout and time.

    Two strides that follow each other, one of each foot, share a step, while those of one foot may be alike for other
    reasons. So dependence is that of pairs of strides, 2 by 2 in their bout: the differences between the feet cancel.
    """
    n_pairs = count_pairs(order)
    if n_pairs < _LEAST_ESTIMATED:
        return [_few(row, n_pairs, _PAIRS) for row in values]
    alike = less_sides(values, order)
    blocks = gather(alike, order.stretch, order.in_bout, 2 * block_size(n_pairs))
    return _intervals(values, alike, blocks, n_pairs, _PAIRS)


def block_size(n: int) -> int:
    """How many of n values are taken together: 1 below 80, 3 of 300.

    An error of each value hides how slowly they wander; sums of several show it (AR(1) 0.8 and error, of
    `benchmarks/interval_coverage.py`).

    >>> [block_size(n) for n in (20, 79, 80, 300)]
    [1, 1, 2, 3]
    """
    return max(1, math.isqrt(n // LEAST_VALUES))


def count_pairs(order: Order) -> int:
    """How many pairs of strides there are, 2 by 2 in their bout."""
    return len(np.unique(np.stack([order.stretch, order.in_bout // 2]), axis=1).T)


def gather(
    values: Floats, stretch: Integers, place: Integers, size: int
) -> tuple[Floats, Integers, Integers]:
    """Sums of `size` places each, of such a scale that their mean is that of the values: (m, k), stretch, place."""
    if size == 1:
        return values, stretch, place
    width = int(place.max()) // size + 1
    keys, where = np.unique(stretch * width + place // size, return_inverse=True)
    mean = values.mean(axis=1, keepdims=True)
    sums = np.zeros((len(keys), len(values)))
    np.add.at(sums, where.reshape(-1), (values - mean).T)
    return mean + sums.T * (len(keys) / values.shape[1]), keys // width, keys % width


def less_sides(values: Floats, order: Order) -> Floats:
    """Values (m, n) of both feet without the difference between the feet; their mean stays."""
    rest = values.copy()
    for side in SIDES:
        own = order.side == side
        if own.any():
            rest[:, own] += values.mean(axis=1, keepdims=True) - values[:, own].mean(axis=1, keepdims=True)
    return rest


def effective_strides(values: Floats, blocks: Floats, means: Means) -> Floats:
    """Effective numbers of values (m, n), from those of the blocks (m, k) that they were gathered to."""
    with np.errstate(divide="ignore", invalid="ignore"):
        effective: Floats = means.n_effective * values.var(axis=1) / blocks.var(axis=1)
    return effective


def _intervals(
    values: Floats, alike: Floats, blocks: tuple[Floats, Integers, Integers], n: int, units: str
) -> list[Interval]:
    """Judge the mean of each row of values by its blocks; `alike` are the values they were gathered from."""
    means = estimate_means(*blocks)
    n_effective = effective_strides(alike, blocks[0], means)
    flags = [judge(n, float(one), units) for one in means.n_effective]
    half = means.half_width if OK in flags else np.full(len(values), np.nan)
    center, sd = values.mean(axis=1), values.std(axis=1, ddof=1)
    found = []
    for k, flag in enumerate(flags):
        value, reach = float(center[k]), float(half[k]) if flag == OK else np.nan
        numbers = (value, float(sd[k]), value - reach, value + reach)
        found.append(Interval(*numbers, values.shape[1], float(n_effective[k]), flag))
    return found


def judge(n: int, n_effective: float, units: str = "strides") -> Flag:
    """Flag a mean of n values: `ok`, or why it has no interval."""
    if n < LEAST_VALUES:
        return Flag("too_few", f"{n} {units}, {LEAST_VALUES} needed")
    if np.isnan(n_effective):
        return EQUAL
    if n_effective < LEAST_EFFECTIVE:
        return Flag("too_few", f"{n_effective:.1f} effective {units}, {LEAST_EFFECTIVE:g} needed")
    return OK


def _few(values: Floats, n_units: int | None = None, units: str = "strides") -> Interval:
    """What can be said of a handful of values: their mean."""
    n, nan = len(values), float("nan")
    if not n:
        return Interval(nan, nan, nan, nan, 0, nan, invalid("no values"))
    sd = float(values.std(ddof=1)) if n > 1 else nan
    flag = judge(n if n_units is None else n_units, nan, units)
    return Interval(float(values.mean()), sd, nan, nan, n, nan, flag)
