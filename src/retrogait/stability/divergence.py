"""The divergence curve: how far apart neighbouring states are, so many samples later (Rosenstein's method)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import divergence as kernels
from retrogait._kernels import neighbours
from retrogait.stability.signals import deviation, stretches, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats, Integers


_LEAF = 8  # states in a leaf of the tree: fastest of 4..32 on walking
_ROUNDING = 1e-12  # of the samples, as a share of the largest: what is left of a period that repeats exactly
_LEAST_SHARE = 0.1  # of the pairs must still be together for a point of the curve


def divergence_curve(
    x: ArrayLike | Sequence[ArrayLike],
    dim: int = 5,
    delay_samples: int = 10,
    *,
    exclude_samples: int = 50,
    horizon_samples: int = 1000,
) -> Floats:
    """Mean natural logarithm of the distance between neighbouring states, by samples since they were nearest.

    A state is `dim` values of the signal, `delay_samples` apart. Each state's nearest neighbour, more than
    `exclude_samples` away in time, is found with a k-d tree; both are followed as long as the signal lasts.
    Distances no larger than the rounding of the samples are left out. Time grows
    as n log n + n horizon_samples, memory as n.

    Parameters
    ----------
    x : array (n,) or list of arrays
        One signal, or stretches of one: neighbours may lie in different stretches, and no state spans two.
    dim : int
        Embedding dimension.
    delay_samples : int
        Embedding delay.
    exclude_samples : int
        Neighbours this close in time, or closer, in the same stretch do not count (Theiler window).
    horizon_samples : int
        How many samples the pairs are followed.

    Returns
    -------
    ndarray (horizon_samples + 1,)
        From 0 samples on; NaN where fewer than a tenth of the pairs are left.

    Raises
    ------
    InvalidTable
        A signal is not a row of numbers.
    InvalidOption
        A parameter is not a whole number in its range.

    Notes
    -----
    Rosenstein, Collins, De Luca 1993, Physica D 65:117, doi 10.1016/0167-2789(93)90009-P. As there, a pair drops out
    when either state reaches the end; nolds instead takes neighbours only where both last to the horizon.

    Examples
    --------
    >>> x = [0.3]
    >>> for _ in range(2000):
    ...     x.append(4 * x[-1] * (1 - x[-1]))
    >>> curve = divergence_curve(x, dim=2, delay_samples=1, exclude_samples=10, horizon_samples=4)
    >>> bool(abs((curve[4] - curve[0]) / 4 - np.log(2)) < 0.1)
    True
    """
    where = "divergence_curve"
    dim = whole(where, "dim", dim, 1, "pass 5, the usual one")
    delay_samples = whole(where, "delay_samples", delay_samples, 1, "pass 10, a tenth of a stride")
    exclude_samples = whole(where, "exclude_samples", exclude_samples, 0, "pass 50, half a stride")
    horizon_samples = whole(where, "horizon_samples", horizon_samples, 1, "pass 1000, ten strides")
    reach = (dim - 1) * delay_samples
    parts = stretches(where, x)
    series = np.concatenate(parts)
    scale = deviation(series)
    largest = float(np.abs(series).max()) if len(series) else 0.0
    firsts = np.cumsum([0, *(len(s) for s in parts)])
    counts = np.array([max(0, len(s) - reach) for s in parts], dtype=np.int64)
    curve = np.full(horizon_samples + 1, np.nan)
    if counts.sum() < 2 or scale == 0.0:
        return curve
    series = (series - series.mean()) / scale
    starts = np.concatenate([first + np.arange(m) for first, m in zip(firsts, counts, strict=False)])
    ends = np.repeat(firsts[1:], counts)
    # stretches are set apart in time by more than the exclusion, so that it works within each only
    position = starts + np.repeat(np.arange(len(counts)) * (exclude_samples + 1), counts)
    log_sum, count = np.empty(len(curve)), np.empty(len(curve), np.int64)
    states = np.empty((len(starts), dim))
    kernels.embed(series, starts, dim, delay_samples, states)
    nearest = _find_neighbours(states, position, exclude_samples)
    # closer than the rounding of the samples is not apart: a periodic signal without noise has no exponent
    least_square = (_ROUNDING * max(1.0, largest / scale)) ** 2
    kernels.follow_pairs(series, starts, ends, nearest, dim, delay_samples, least_square, log_sum, count)
    kept = (count > 0) & (count >= _LEAST_SHARE * count[0])
    curve[kept] = log_sum[kept] / count[kept] + np.log(scale)
    return curve


def _find_neighbours(states: Floats, position: Integers, exclude: int) -> Integers:
    n, dim = states.shape
    levels = max(0, int(np.ceil(np.log2(max(1.0, n / _LEAF)))))
    order, boxes = np.empty(n, np.int64), np.empty((2 ** (levels + 1), 2, dim))
    nearest = np.empty(n, np.int64)
    neighbours.build_tree(states, levels, order, boxes)
    neighbours.nearest_states(states, position, exclude, levels, order, boxes, nearest)
    return nearest
