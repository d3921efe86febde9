"""The kinds of values that columns hold: number, count, flag and text, and how they differ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from retrogait._arrays import Flags


@dataclass(frozen=True, eq=False, slots=True)
class Kind:
    """What the values of a column are: everything that differs between kinds of columns is here.

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
        value = value.item() if hasattr(value, "item") and getattr(value, "size", 1) == 1 else value
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


def text(values: Sequence[str | None]) -> pd.Series[Any]:
    """Make a column of words, `str` on pandas 3 and `object` before it, missing values kept missing."""
    import pandas as pd

    if int(pd.__version__.split(".")[0]) >= 3:
        return pd.Series(values, dtype="str")
    return pd.Series(values, dtype=object)
