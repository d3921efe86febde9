"""Where strides stand in their walk: which follow each other, and how many strides apart they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from retrogait._arrays import Flags, Integers


@dataclass(frozen=True, eq=False)
class Order:
    """The places of n strides of one foot or of both.

    Attributes
    ----------
    stretch : ndarray of int, shape (n,)
        The bout; strides of different ones are independent.
    in_bout : ndarray of int, shape (n,)
        Which stride of its bout it is, both feet counted.
    of_side : ndarray of int, shape (n,)
        Which stride of its own foot in the bout.
    side : ndarray of object, shape (n,)
        `left` or `right`.
    """

    stretch: Integers
    in_bout: Integers
    of_side: Integers
    side: NDArray[Any]

    def __len__(self) -> int:
        return len(self.stretch)

    def take(self, which: Flags | NDArray[np.intp]) -> Order:
        """Those strides that a mask or an order names."""
        return Order(self.stretch[which], self.in_bout[which], self.of_side[which], self.side[which])


def order_strides(stretch: ArrayLike, time_s: ArrayLike, side: ArrayLike) -> Order:
    """Number strides by bout and time; all strides of the walk, steady or not, so that those left out leave gaps.

    >>> order = order_strides([0, 0, 0, 0, 1], [1.0, 1.5, 2.0, 2.5, 9.0], ["left", "right", "left", "right", "left"])
    >>> order.in_bout.tolist(), order.of_side.tolist()
    ([0, 1, 2, 3, 0], [0, 0, 1, 1, 0])
    """
    bouts, times, sides = np.asarray(stretch, float), np.asarray(time_s, float), np.asarray(side, object)
    number = np.unique(np.where(np.isnan(bouts), -1.0, bouts), return_inverse=True)[1].reshape(-1)
    in_time = np.lexsort((times, number))
    in_bout, of_side = np.empty(len(times), np.int64), np.empty(len(times), np.int64)
    in_bout[in_time] = _count_within(number[in_time])
    own = 2 * number + (sides == "right")
    by_side = np.lexsort((times, own))
    of_side[by_side] = _count_within(own[by_side])
    return Order(number.astype(np.int64), in_bout, of_side, sides)


def _count_within(group: NDArray[np.intp]) -> Integers:
    """0, 1, 2, ... within each group of a sorted array."""
    first = np.concatenate([[True], group[1:] != group[:-1]]) if len(group) else np.zeros(0, bool)
    starts = np.flatnonzero(first)
    counts: Integers = np.arange(len(group)) - np.repeat(starts, np.diff([*starts, len(group)]))
    return counts
