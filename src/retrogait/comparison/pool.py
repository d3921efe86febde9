"""The strides of sessions in one list, from which those of two walks are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidOption, shown
from retrogait.intervals.compared import TwoWalks
from retrogait.intervals.order import Order, order_strides
from retrogait.intervals.tabulation import TABULATED
from retrogait.tables.catalogue import STRIDES
from retrogait.tables.column_view import ColumnView
from retrogait.tables.selection import WALKED, is_level_walk, is_steady

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from retrogait._arrays import Flags, Floats, Integers
    from retrogait.session import Session

# a share or a ratio of them means something: they cannot be below 0, and 0 is nothing
WITH_TRUE_ZERO = frozenset(one.name for one in STRIDES.columns if one.name in TABULATED and one.low == 0)
STRIDE_SPEEDS = ("speed_mps", "dimensionless_speed")  # by which strides are paired
STEADY, LEVEL = "steady strides", "all strides of level walking, as none is steady in one of the walks"
AS_WALKED, MATCHED = "as they were walked", "in pairs of nearly equal speed"
HOW = tuple(f"{which}, {how}" for which in (STEADY, LEVEL) for how in (AS_WALKED, MATCHED))


@dataclass(frozen=True, eq=False)
class Pool:
    """The strides of sessions.

    Attributes
    ----------
    measures : tuple of str
        The m columns that are compared.
    values : ndarray, shape (m, n)
        NaN where a stride has none.
    speed_mps : ndarray, shape (n,)
        NaN where it is not known.
    order : Order
        Bouts of different sessions are different stretches.
    session : ndarray of int, shape (n,)
        Which session a stride is of.
    direction : ndarray of object, shape (n,)
        Its direction.
    is_steady, is_level : ndarray of bool, shape (n,)
        Whether it is steady; whether it is level walking.
    """

    measures: tuple[str, ...]
    values: Floats
    speed_mps: Floats
    order: Order
    session: Integers
    direction: NDArray[Any]
    is_steady: Flags
    is_level: Flags

    def has(self, session: int, direction: str) -> bool:
        """Whether a session has strides of level walking in a direction."""
        return bool((self.is_level & (self.session == session) & (self.direction == direction)).any())

    def choose(self, sessions: Sequence[int], direction: str) -> tuple[Flags, bool]:
        """The strides of a direction in some sessions that measures are taken over, and whether all are steady.

        As everywhere, those of a session are the steady ones, and all of level walking where none is.
        """
        chosen, all_steady = np.zeros(len(self.session), bool), True
        for k in sessions:
            own = (self.session == k) & (self.direction == direction) & self.is_level
            steady = own & self.is_steady
            all_steady &= bool(steady.any()) or not own.any()
            chosen |= steady if steady.any() else own
        return chosen, all_steady

    def two_walks(self, first: Flags, second: Flags) -> TwoWalks:
        """Two choices of strides, to be compared."""
        return TwoWalks(self.values, self.speed_mps, self.order, first, second)

    def speeds(self, chosen: Flags) -> str:
        """The range of speeds of chosen strides, for a message."""
        known = self.speed_mps[chosen & np.isfinite(self.speed_mps)]
        return f"{known.min():.2f}-{known.max():.2f} m/s" if len(known) else "no stride of known speed"


def check_measures(where: str, measures: Sequence[str] | None, more: Sequence[str] = ()) -> tuple[str, ...]:
    """Name the measures to compare, by default all: columns of strides, and `more` of other tables.

    Raises
    ------
    InvalidOption
        One is neither.
    """
    if measures is None:
        return (*TABULATED, *more)
    unknown = [name for name in measures if name not in TABULATED and name not in more]
    if unknown or not measures:
        others = " and measures of the other tables" * bool(more)
        raise InvalidOption(
            f"{where}: measures {f'names {shown(unknown[0])}' if unknown else 'is empty'}; expected "
            f"columns of strides, some of {' '.join(TABULATED)}{others}; correct it, or leave it out for all"
        )
    return tuple(dict.fromkeys(measures))


def pool_strides(sessions: Sequence[Session], measures: tuple[str, ...]) -> Pool:
    """Put the strides of sessions into one list."""
    views = [ColumnView(session.strides) for session in sessions]

    def joined(name: str) -> NDArray[Any]:
        return np.concatenate([view[name] for view in views])

    session = np.repeat(np.arange(len(views)), [len(view) for view in views])
    bout = np.nan_to_num(joined("bout_id").astype(float), nan=-1.0)
    stretch = np.unique(np.stack([session, bout]), axis=1, return_inverse=True)[1].reshape(-1)
    direction = joined("direction")
    level = np.concatenate([np.asarray(is_level_walk(view), bool) for view in views])
    return Pool(
        measures,
        np.array([joined(name).astype(float) for name in measures]).reshape(len(measures), len(session)),
        joined("speed_mps").astype(float),
        order_strides(stretch, joined("start_s"), joined("side")),
        session,
        direction,
        np.concatenate([np.asarray(is_steady(view), bool) for view in views]),
        level & np.isin(direction, WALKED),
    )
