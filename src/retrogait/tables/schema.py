"""How a table is declared: columns of a kind, what they hold and which values they may take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidTable, shown
from retrogait.tables.kinds import NUMBER, Kind, is_missing, text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Column:
    """One column: what it holds, its kind and the values it may take.

    Attributes
    ----------
    values : tuple of str
        The words there are; any where there are none.
    low, high : float
        Bounds of a number.
    optional : bool
        Whether the column is absent where there is nothing that gives it.
    """

    name: str
    kind: Kind
    doc: str
    values: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    optional: bool = False

    @property
    def is_standard_error(self) -> bool:
        """Whether it is the standard error of another column, as `time_se_s` of `time_s`."""
        return "_se_" in self.name

    def array(self, values: Any, length: int) -> Any:
        """Make an array of this column's type; `length` missing values where `values` is None."""
        return self.kind.column(self.kind.missing_of(length) if values is None else values)

    def allows(self, value: Any) -> bool:
        """Whether a value that is there is of this kind, and one that it may take."""
        if not self.kind.holds(value):
            return False
        if self.kind is NUMBER:
            return bool(self.low <= value <= self.high)
        return not self.values or value in self.values

    @property
    def expected(self) -> str:
        """What its values are, for messages: words of a list, numbers inside bounds."""
        if self.values:
            return "one of " + " ".join(self.values)
        return f"values from {self.low:g} to {self.high:g}" if self.kind is NUMBER else self.kind.many


def number(name: str, doc: str, low: float = -math.inf, high: float = math.inf) -> Column:
    """Declare a column of numbers."""
    return Column(name, NUMBER, doc, low=low, high=high)


@dataclass(frozen=True)
class Table:
    """A named list of columns."""

    name: str
    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def required(self) -> frozenset[str]:
        """Names of the columns that are always there."""
        return frozenset(column.name for column in self.columns if not column.optional)

    def frame(self, data: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Make a frame of this table's columns and types; columns not given are missing values."""
        import pandas as pd

        given = dict(data or {})
        length = len(next(iter(given.values()))) if given else 0
        arrays = {column.name: column.array(given.get(column.name), length) for column in self.columns}
        return pd.DataFrame(arrays)

    def arrays(self, columns: Mapping[str, Any], length: int) -> dict[str, NDArray[Any]]:
        """Every column as an array (length,) of its kind; those not given are missing values."""
        return {
            one.name: one.kind.array(columns[one.name])
            if one.name in columns
            else one.kind.missing_of(length)
            for one in self.columns
        }

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
            if column.kind is NUMBER:
                self._check_numeric(column, values)
                wrong = values[~values.between(column.low, column.high)]
            elif column.values:
                wrong = values[~values.isin(column.values)]
            else:
                continue
            if len(wrong):
                raise InvalidTable(
                    f"{self.name}: column {column.name!r} holds {wrong.iloc[0]!r} in row {wrong.index[0]}; "
                    f"{column.doc} takes {column.expected}; correct or drop that row"
                )

    def _check_numeric(self, column: Column, values: pd.Series[Any]) -> None:
        """Raise `InvalidTable` where a column of numbers holds something that is none."""
        if getattr(values.dtype, "kind", "O") in "fiu":
            return
        for row, value in values.items():
            if not column.kind.holds(value):
                raise InvalidTable(
                    f"{self.name}: column {column.name!r} holds {shown(value)} in row {row}; expected "
                    f"{column.expected}; convert it with pandas.to_numeric, or drop that row"
                )

    def check_names(self, names: Collection[str]) -> None:
        """Raise `InvalidTable` unless these are the names of its columns; optional ones may be absent."""
        advice = "it may be from another version of retrogait; read it with the one that wrote it"
        unknown = sorted(set(names).difference(self.names))
        if unknown:
            raise InvalidTable(
                f"{self.name}: column {unknown[0]!r} is not one of {_listed(self.names)}; {advice}"
            )
        missing = self.required.difference(names)
        if missing:
            first = next(name for name in self.names if name in missing)
            raise InvalidTable(
                f"{self.name}: column {first!r} is missing (found {_listed(names)}); {advice}, or make it again"
            )

    def check_row(self, row: Mapping[Any, Any] | pd.Series[Any]) -> None:
        """Raise `InvalidTable` unless a row has these entries and no other, each of its kind and inside its bounds."""
        values = dict(row.items())
        self.check_names(values)
        for column in self.columns:
            value = values.get(column.name)
            beyond = not isinstance(value, float) or value < column.low or value > column.high
            if column.kind is NUMBER and not beyond:
                continue  # as most are, NaN too: a shorter way than through `allows`
            if not is_missing(value) and not column.allows(value):
                wanted = column.expected if column.kind.holds(value) else column.kind.one
                raise InvalidTable(
                    f"{self.name}: {column.name!r} is {value!r}; expected {wanted}; write it again"
                )


def _listed(names: Collection[str]) -> str:
    """Names for a message, not all of hundreds."""
    shown = list(names)[:60]
    return " ".join(shown) + (" ..." if len(names) > len(shown) else "") or "none"


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
