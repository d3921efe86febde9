"""Pairs of nearly equal speed, one of each of two walks, whose mean speeds agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.intervals.means import LEAST_VALUES
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait._arrays import Floats, Integers

MOST_BIAS = 0.25  # of the caliper: mean speeds of the pairs differ by no more
_CALIPERS = tuple(eighths / 8.0 for eighths in range(8, 1, -1))  # the last one is that bound: it always holds


@dataclass(frozen=True)
class ComparisonOptions(Checked):
    """How strides or steps of two walks are paired by speed.

    Attributes
    ----------
    caliper_mps : float
        Speeds of a pair differ by no more; mean speeds of all pairs by no more than a quarter of it.
    least_pairs : int
        Fewer pairs are no comparison. Below 20 there is no interval, whatever is chosen.
    """

    caliper_mps: float = option(0.05, low=0.001)
    least_pairs: int = option(LEAST_VALUES, whole=True, low=3)


def match_speeds(first: Floats, second: Floats, caliper_mps: float) -> tuple[Integers, Integers]:
    """Pair speeds of two lists so that those of a pair, and on average of all pairs, are nearly equal.

    Pairs lie within the caliper, each speed is used once, there are as many pairs as there can be, and of those the
    ones with the least total difference. Where their mean speeds differ by more than a quarter of the caliper, as where
    one list is faster throughout, the caliper is narrowed, eighth by eighth, until they do not.

    Parameters
    ----------
    first, second : ndarray, shapes (n,) and (m,)
        Speeds, m/s, without NaN.
    caliper_mps : float
        The largest difference in a pair.

    Returns
    -------
    tuple of ndarray of int, shape (k,)
        The places of the pairs in both lists, from slow to fast.

    Notes
    -----
    Matching within a caliper as in Rosenbaum and Rubin 1985, doi 10.1080/00031305.1985.10479383, of one variable and
    optimal in place of greedy. Pairs within a caliper can all differ the same way and then compare speeds: so their
    means are bound as well.

    Examples
    --------
    >>> match_speeds(np.array([0.50, 0.52, 0.54]), np.array([0.52, 0.54, 0.56]), 0.05)
    (array([1, 2]), array([0, 1]))
    """
    places = np.argsort(first, kind="stable"), np.argsort(second, kind="stable")
    slow_to_fast = first[places[0]], second[places[1]]
    chosen = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    for share in _CALIPERS:
        chosen = _match_sorted(*slow_to_fast, share * caliper_mps)
        apart = slow_to_fast[0][chosen[0]] - slow_to_fast[1][chosen[1]]
        if not len(apart) or abs(apart.mean()) <= MOST_BIAS * caliper_mps:
            break
    return places[0][chosen[0]], places[1][chosen[1]]


def _match_sorted(first: Floats, second: Floats, caliper: float) -> tuple[Integers, Integers]:
    """As many pairs within the caliper as there can be, of least total difference, of two sorted lists.

    Pairs need not cross: two that do can swap partners, which never makes the larger difference larger nor the sum. So
    the best of the first i and the first j is that of fewer, or with the pair of both.
    """
    n, m = len(first), len(second)
    best = np.zeros(m + 1)
    is_left_out = np.zeros((2, n, m), bool)  # the last of the first list, else that of the second
    worst = 2.0 * (min(n, m) + 1) * caliper  # no sum of differences outweighs a pair
    for i in range(n):
        apart = np.abs(first[i] - second)
        gain = np.where(apart <= caliper, 1.0 - apart / worst, -np.inf)
        more = best.copy()
        np.maximum(best[1:], best[:-1] + gain, out=more[1:])
        np.maximum.accumulate(more, out=more)
        is_left_out[0, i], is_left_out[1, i] = more[1:] == best[1:], more[1:] == more[:-1]
        best = more
    one, other = [], []
    i, j = n - 1, m - 1
    while i >= 0 and j >= 0:
        if is_left_out[0, i, j]:
            i -= 1
        elif is_left_out[1, i, j]:
            j -= 1
        else:
            one.append(i)
            other.append(j)
            i, j = i - 1, j - 1
    return np.array(one[::-1], np.int64), np.array(other[::-1], np.int64)
