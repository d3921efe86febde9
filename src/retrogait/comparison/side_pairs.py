"""Left strides with the right ones next to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from retrogait._arrays import Flags
    from retrogait.intervals.order import Order


class Pairs(NamedTuple):
    """Neighbours: places of the left (k,) and of the right one (k,) of each pair, its stretch and its place there."""

    left: Any
    right: Any
    stretch: Any
    place: Any


def pair_sides(order: Order, chosen: Flags) -> Pairs:
    """Pair each left stride with the right one next to it, 2 by 2 in their bout, both chosen.

    >>> import numpy as np
    >>> from retrogait.intervals.order import order_strides
    >>> order = order_strides([0] * 5, [0.0, 0.5, 1.0, 1.5, 2.0], ["left", "right", "left", "right", "left"])
    >>> pairs = pair_sides(order, np.ones(5, bool))
    >>> pairs.left.tolist(), pairs.right.tolist()
    ([0, 2], [1, 3])
    """
    places = np.flatnonzero(chosen)
    in_order = places[np.lexsort((order.in_bout[places], order.stretch[places]))]
    first, second = in_order[:-1], in_order[1:]
    pair = order.in_bout // 2
    together = (order.stretch[first] == order.stretch[second]) & (pair[first] == pair[second])
    together &= order.side[first] != order.side[second]
    first, second = first[together], second[together]
    is_left = order.side[first] == SIDES[0]
    return Pairs(
        np.where(is_left, first, second), np.where(is_left, second, first), order.stretch[first], pair[first]
    )
