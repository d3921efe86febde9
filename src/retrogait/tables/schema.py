"""How a table is declared: columns of a kind, what they hold and which values they may take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from retrogait._arrays import Flags


@dataclass(frozen=True, eq=False, slots=True)
class Kind:
    """What the values of a column are: all that tells one kind of column from another stands here.

    Attributes
    ----------
    name : str
        As files have it.
    dtype : str
        Of its values as an array.
    missing : float, int, bool or None
        What stands in such an array where there is no value.
    scalar : type
        Of one value.
    json_type : str
        The same in JSON.
    word : str
        What one value is called in messages.
    """

    name: str
    dtype: str
    missing: Any
    scalar: type
    json_type: str
    word: str

    @property
    def python(self) -> tuple[type, ...]:
        """What one value may be in plain lists: None where missing, and a whole number among numbers."""
        if self is FLAG:
            return (bool,)
        return (self.scalar, type(None), int) if self is NUMBER else (self.scalar, type(None))

    @property
    def one(self) -> str:
        """What is expected of one value, for messages."""
        return self.word if self is FLAG else f"a {self.word}, or null where missing"

    @property
    def many(self) -> str:
        """What is expected of a list of them."""
        return self.word if self is FLAG else f"{self.word}s, or null where missing"

    def holds(self, value: Any) -> bool:
        """Whether a value is of this kind, of Python or of numpy; whole floats are counts, several words are text."""
        value = value.item() if hasattr(value, "item") else value
        whole = self is COUNT and isinstance(value, float) and value.is_integer()
        return type(value) in self.python or whole or (self is TEXT and isinstance(value, tuple))

    def array(self, values: Any) -> NDArray[Any]:
        """Values, a list or an array with None or NaN for missing ones, as an array of this kind.

        >>> NUMBER.array([2, None]), TEXT.array(["a", float("nan")]), FLAG.array([None, True])
        (array([ 2., nan]), array(['a', None], dtype=object), array([False,  True]))
        """
        import numpy as np

        if self is NUMBER:
            return np.asarray(values, self.dtype)
        if isinstance(values, np.ndarray):
            if values.dtype == self.dtype:
                return values
            if self is COUNT and values.dtype == np.float64:
                return np.where(np.isnan(values), self.missing, values).astype(self.dtype)
        return np.array([self.missing if is_missing(one) else self.scalar(one) for one in values], self.dtype)

    def missing_of(self, number: int) -> NDArray[Any]:
        """So many missing values."""
        import numpy as np

        return np.full(number, self.missing, self.dtype)

    def find_missing(self, values: NDArray[Any]) -> Flags:
        """Which values of an array of this kind are missing; flags never are."""
        import numpy as np

        if self is FLAG:
            return np.zeros(len(values), np.bool_)
        return np.asarray(np.isnan(values) if self is NUMBER else values == self.missing, np.bool_)

    def column(self, values: Any) -> Any:
        """Values as a column of a frame: counts as nullable `Int64`, words as `text` has them."""
        import numpy as np
        import pandas as pd

        if self is COUNT:
            if isinstance(values, np.ndarray) and values.dtype == self.dtype:
                return pd.arrays.IntegerArray(values, self.find_missing(values))
            return pd.array(values, dtype="Int64")
        if self is TEXT:
            is_column = isinstance(values, pd.api.extensions.ExtensionArray)
            return values if is_column else text(list(values)).array
        return np.asarray(values, self.dtype)

    def parse(self, word: str) -> Any:
        """One value from a cell of a CSV."""
        return word == "True" if self is FLAG else self.scalar(word)


NUMBER = Kind("number", "float64", math.nan, float, "number", "number")
COUNT = Kind("count", "int64", -(2**63), int, "integer", "whole number")
FLAG = Kind("flag", "bool", False, bool, "boolean", "true or false")
TEXT = Kind("text", "object", None, str, "string", "word")
KINDS = {kind.name: kind for kind in (NUMBER, COUNT, FLAG, TEXT)}


def is_missing(value: Any) -> bool:
    """Whether a value is None or NaN."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def or_none(value: Any) -> Any:
    """The value, None where it is missing."""
    return None if is_missing(value) else value


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
        Whether the column is absent where nothing was worn that gives it.
    """

    name: str
    kind: Kind
    doc: str
    values: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    optional: bool = False

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
