"""How a table is declared: columns of a kind, what they hold and which values they may take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Column:
    """One column: what it holds, its kind and the values it may take.

    `kind` is `number` (float64, NaN when missing), `text` (one of `values`, any where there are none, missing
    allowed), `flag` (bool) or `count` (nullable Int64).
    """

    name: str
    kind: str
    doc: str
    values: tuple[str, ...] = ()
    low: float = -float("inf")
    high: float = float("inf")

    def array(self, values: Any, length: int) -> Any:
        """Make an array of this column's type; `length` missing values where `values` is None."""
        import numpy as np
        import pandas as pd

        if self.kind == "number":
            return np.full(length, np.nan) if values is None else np.asarray(values, float)
        if self.kind == "flag":
            return np.zeros(length, bool) if values is None else np.asarray(values, bool)
        if self.kind == "count":
            return pd.array([pd.NA] * length if values is None else values, dtype="Int64")
        if values is None:
            return category_array(np.full(length, -1), self.values)
        return values if isinstance(values, pd.api.extensions.ExtensionArray) else text(list(values)).array


@dataclass(frozen=True)
class Table:
    """A named list of columns."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    def frame(self, data: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Make a frame of this table's columns and types; columns not given are missing values."""
        import pandas as pd

        given = dict(data or {})
        length = len(next(iter(given.values()))) if given else 0
        arrays = {column.name: column.array(given.get(column.name), length) for column in self.columns}
        return pd.DataFrame(arrays)

    def check(self, frame: pd.DataFrame) -> None:
        """Raise `InvalidTable` unless `frame` has these columns, with values inside their bounds."""
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise InvalidTable(
                f"{self.name}: column {missing[0]!r} is missing (found {' '.join(map(str, frame.columns)) or 'none'}); "
                f"a table of {self.name} has {' '.join(self.names)}"
            )
        for column in self.columns:
            values = frame[column.name].dropna()
            if column.kind == "number":
                wrong = values[~values.between(column.low, column.high)]
                wanted = f"values from {column.low:g} to {column.high:g}"
            elif column.kind == "text" and column.values:
                wrong = values[~values.isin(column.values)]
                wanted = "one of " + " ".join(column.values)
            else:
                continue
            if len(wrong):
                raise InvalidTable(
                    f"{self.name}: column {column.name!r} holds {wrong.iloc[0]!r} in row {wrong.index[0]}; "
                    f"{column.doc} takes {wanted}; correct or drop that row"
                )


def text(values: Sequence[str | None]) -> pd.Series[Any]:
    """Make a column of words, `str` on pandas 3 and `object` before it, missing values kept missing."""
    import pandas as pd

    if int(pd.__version__.split(".")[0]) >= 3:
        return pd.Series(values, dtype="str")
    return pd.Series(values, dtype=object)


def category_array(numbers: NDArray[np.integer[Any]], values: Sequence[str]) -> Any:
    """Make a column of words from their places (n,) in `values`; -1 is missing. Undone by `category_codes`."""
    return _vocabulary(tuple(values)).take(numbers)


@cache
def _vocabulary(values: tuple[str, ...]) -> Any:
    """The words and a missing one, made once: making them takes five times as long as taking from them."""
    return text([*values, None]).array


def category_codes(column: pd.Series[Any], values: Sequence[str]) -> NDArray[np.intp]:
    """Give the place in `values` of each word of a column (n,), -1 where it is missing or none of them."""
    import numpy as np
    import pandas as pd

    numbers, found = pd.factorize(column)
    known = [values.index(word) if word in values else -1 for word in found]
    return np.array([*known, -1], np.intp)[numbers]
