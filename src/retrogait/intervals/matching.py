"""Pairs of nearly equal speed, one of each of two walks, whose mean speeds agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.intervals.means import LEAST_VALUES
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait._arrays import Floats, Integers

MOST_BIAS = 0.1  # of the caliper: mean speeds of the pairs differ by no more
_CALIPERS = tuple(tenths / 10.0 for tenths in range(10, 0, -1))  # at the last one that bound always holds


@dataclass(frozen=True)
class ComparisonOptions(Checked):
    """How strides or steps of two walks are paired by speed.

    Attributes
    ----------
    caliper_mps : float
        Speeds of a pair differ by no more; mean speeds of all pairs by no more than a tenth of it.
    least_pairs : int
        Fewer pairs are no comparison. Below 20 there is no interval, whatever is chosen.
    """

    caliper_mps: float = option(0.05, low=0.001)
    least_pairs: int = option(LEAST_VALUES, whole=True, low=3)


def match_speeds(first: Floats, second: Floats, caliper_mps: float) -> tuple[Integers, Integers]:
    """Pair speeds of two lists so that those of a pair, and on average of all pairs, are nearly equal.

    Pairs lie within the caliper, each speed is used once, there are as many pairs as there can be, and of those the
    ones with the least total difference. Where their mean speeds differ by more than a tenth of the caliper, as where
    one list is faster throughout, the caliper is narrowed, tenth by tenth, until they do not.

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
    within = np.searchsorted(second, [first - caliper, first + caliper]).clip(0, m)
    low, high = np.maximum(within[0] - 1, 0), np.minimum(within[1] + 1, m)  # one more, as sums are rounded
    best = np.zeros(m + 1)  # of the first i speeds and the first j
    is_first_out, is_second_out = np.ones((n, m), bool), np.zeros((n, m), bool)
    worst = 2.0 * (min(n, m) + 1) * caliper  # no sum of differences outweighs a pair
    for i, (j, end) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        apart = np.abs(first[i] - second[j:end])
        pair = best[j:end] + np.where(apart <= caliper, 1.0 - apart / worst, -np.inf)
        more = np.maximum.accumulate(np.maximum(pair, best[j + 1 : end + 1]))
        is_first_out[i, j:end] = more == best[j + 1 : end + 1]
        is_second_out[i, j:end] = more == np.concatenate([best[j : j + 1], more[:-1]])
        best[j + 1 : end + 1] = more
        # beyond the caliper a speed adds nothing of its own
        beyond = end + int(np.searchsorted(best[end + 1 :], best[end]))
        is_first_out[i, end:beyond], is_second_out[i, end:beyond] = False, True
        best[end + 1 : beyond + 1] = best[end]
    one, other = [], []
    i, j = n - 1, m - 1
    while i >= 0 and j >= 0:
        if is_first_out[i, j]:
            i -= 1
        elif is_second_out[i, j]:
            j -= 1
        else:
            one.append(i)
            other.append(j)
            i, j = i - 1, j - 1
    return np.array(one[::-1], np.int64), np.array(other[::-1], np.int64)
