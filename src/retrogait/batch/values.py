"""Columns of results: of which kind they are, and their values as arrays in which missing ones are told the same way.

A number is float64 with NaN, a count int64 with `MISSING`, a flag bool, a text an object array of str and None.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.tables.schema import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Values = NDArray[Any] | Sequence[Any]

Columns = dict[str, Any]  # name -> values, a list or an array
Kinds = dict[str, str]  # column -> number, text, flag or count
MISSING = np.iinfo(np.int64).min
_COUNTS = re.compile(r"(?:^|_)n_(?!bins)\w+$")


def kind_of(name: str, values: Iterable[Any]) -> str:
    """The kind of a column of results, by its name and what is in it.

    >>> kind_of("backward_n_strides", [3]), kind_of("rate_hz", [100]), kind_of("person_leg_length_m", [None])
    ('count', 'number', 'number')
    """
    seen = [value for value in values if not is_missing(value)]
    if any(isinstance(value, (str, tuple, list)) for value in seen):
        return "text"
    if seen and all(isinstance(value, (bool, np.bool_)) for value in seen):
        return "flag"
    if _COUNTS.search(name) or name == "bout_id":
        return "count"
    return "text" if name.endswith(("_flag", "_site", "surface", "warnings")) else "number"


def is_missing(value: Any) -> bool:
    """Whether a value is None or NaN."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def conform(values: Values, kind: str) -> NDArray[Any]:
    """Values of one column, a list or an array, as the array of its kind; a missing flag is False.

    >>> conform([2, None], "number"), conform(["a", float("nan")], "text"), conform([None, True], "flag")
    (array([ 2., nan]), array(['a', None], dtype=object), array([False,  True]))
    """
    if kind == "number":
        return np.asarray(values, dtype=np.float64)
    if isinstance(values, np.ndarray):
        if values.dtype == _DTYPES[kind]:
            return values
        if kind == "count" and values.dtype == np.float64:
            return np.where(np.isnan(values), MISSING, values).astype(np.int64)
    if kind == "count":
        return np.array([MISSING if is_missing(value) else int(value) for value in values], np.int64)
    if kind == "flag":
        return np.array([not is_missing(value) and bool(value) for value in values], bool)
    return np.array([None if is_missing(value) else str(value) for value in values], object)


def missing(number: int, kind: str) -> NDArray[Any]:
    """So many missing values."""
    return np.full(number, _NOTHING[kind], _DTYPES[kind])


def complete(columns: Columns, kinds: Kinds) -> dict[str, NDArray[Any]]:
    """All columns of these kinds as arrays; those not given are missing values."""
    length = len(columns["recording_id"])
    return {
        name: conform(columns[name], kind) if name in columns else missing(length, kind)
        for name, kind in kinds.items()
    }


def find_missing(values: NDArray[Any], kind: str) -> NDArray[np.bool_]:
    """Which values are missing, of an array of this kind."""
    if kind == "flag":
        return np.zeros(len(values), np.bool_)
    return np.asarray(np.isnan(values) if kind == "number" else values == _NOTHING[kind], np.bool_)


def frame_of(columns: Columns, kinds: Kinds) -> pd.DataFrame:
    """Make a frame of these columns and kinds."""
    series = {}
    for name, kind in kinds.items():
        values = conform(columns.get(name, []), kind)
        if kind == "text":
            series[name] = text(values.tolist())
        elif kind == "count":
            series[name] = pd.Series(pd.arrays.IntegerArray(values, find_missing(values, kind)))
        else:
            series[name] = pd.Series(values)
    return pd.DataFrame(series, columns=list(kinds))


_DTYPES = {"number": np.float64, "count": np.int64, "flag": np.bool_, "text": np.object_}
_NOTHING = {"number": np.nan, "count": MISSING, "flag": False, "text": None}
