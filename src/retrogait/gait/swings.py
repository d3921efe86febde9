"""Swings of feet, a row each, as arrays: what events and strides are both read from, handed from stage to stage.

Arrays, not frames: rebuilding frames at every stage cost an eighth of the time of a recording of a minute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from retrogait.tables.catalogue import DIRECTIONS, SWINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from retrogait._arrays import Flags, Floats

_FORMS: dict[str, tuple[Any, Any]] = {  # dtype, and what stands for a missing value; of words, their places
    column.name: (np.intp, -1) if column.values else (column.kind.dtype, column.kind.missing)
    for column in SWINGS.columns
}


class Swings:
    """Columns of `catalogue.SWINGS` as arrays (n,): words by their place in the column's `values`, -1 where missing.

    Parameters
    ----------
    columns : mapping of str to array (n,)
        Those not given are missing values.

    Raises
    ------
    KeyError
        Swings have no such column.
    """

    def __init__(self, columns: Mapping[str, NDArray[Any]] | None = None) -> None:
        given = dict(columns or {})
        if unknown := given.keys() - set(SWINGS.names):
            raise KeyError(f"swings have no column {' '.join(sorted(unknown))}")
        count = len(next(iter(given.values()))) if given else 0
        self._columns = {
            name: np.asarray(given[name], dtype) if name in given else np.full(count, missing, dtype)
            for name, (dtype, missing) in _FORMS.items()
        }

    def __len__(self) -> int:
        return len(self._columns["side"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns[name]

    def take(self, rows: NDArray[np.intp] | Flags) -> Swings:
        """Those swings that a mask or an order names."""
        return Swings({name: values[rows] for name, values in self._columns.items()})

    def with_columns(self, columns: Mapping[str, NDArray[Any]]) -> Swings:
        """The same swings, with some columns in the place of their own."""
        return Swings({**self._columns, **columns})


class Directions(NamedTuple):
    """Directions (n,) by their place in `DIRECTIONS`, and the confidence (0..1) in each, NaN in unknown ones.

    `time_nats` is the evidence of asymmetry in time for forward, NaN where there is none.
    """

    way: NDArray[np.intp]
    confidence: Floats
    time_nats: Floats

    @property
    def forward(self) -> Flags:
        """Which are forward."""
        return np.asarray(self.way == DIRECTIONS.index("forward"))

    @property
    def backward(self) -> Flags:
        """Which are backward."""
        return np.asarray(self.way == DIRECTIONS.index("backward"))


def join_swings(several: Sequence[Swings]) -> Swings:
    """All swings, one below the other."""
    if not several:
        return Swings()
    return Swings(
        {name: np.concatenate([swings[name] for swings in several]) for name in several[0]._columns}
    )
