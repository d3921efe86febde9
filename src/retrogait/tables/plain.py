"""Tables as JSON knows them: a list of plain values for each column, missing values None.

Strict both ways: what is written can be read, and what cannot be right is refused, never bent into shape.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidTable
from retrogait.tables.kinds import COUNT, NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from retrogait._arrays import Floats
    from retrogait.tables.schema import Column, Table

_SCALARS = (str, bool, int, float, type(None))
_LARGEST_COUNT = 2**63 - 1


def write_columns(table: Table, frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Put a table into plain lists, one for each declared column.

    Raises
    ------
    InvalidTable
        The frame lacks a declared column, has one that is not declared, or holds values that no reader would take.
    """
    table.check(frame)
    extra = [name for name in frame.columns if name not in table.names]
    if extra:
        raise InvalidTable(
            f"{table.name}: column {extra[0]!r} is not one of {' '.join(table.names)}; JSON holds these only; "
            "keep it in a table of your own and drop it here"
        )
    return {column.name: _write(table.name, column, frame[column.name]) for column in table.columns}


def _write(table: str, column: Column, values: pd.Series[Any]) -> list[Any]:
    import numpy as np

    if column.kind is NUMBER:
        numbers = values.to_numpy(float, na_value=np.nan)
        _refuse_infinite(table, column.name, numbers)
        missing = np.isnan(numbers)
    else:
        missing = values.isna().to_numpy()
        numbers = values.to_numpy(object)
    if not missing.any():
        plain: list[Any] = numbers.tolist()
        return plain
    plain = numbers.astype(object).tolist()
    for place in np.flatnonzero(missing):
        plain[place] = None
    return plain


def read_columns(table: Table, data: Any) -> pd.DataFrame:
    """Make a table from what `write_columns` gave.

    Raises
    ------
    InvalidTable
        Columns are missing, unknown or of unequal length, or hold values of another kind or out of bounds.
    """
    if not isinstance(data, dict):
        raise InvalidTable(
            f"{table.name}: found {_kind(data)}, expected an object with a list for each of the columns "
            f"{' '.join(table.names)}; write it again"
        )
    table.check_names(data)
    columns: dict[str, Any] = {}
    length = None
    for column in table.columns:
        values = _checked(table.name, column, data[column.name])
        length = len(values) if length is None else length
        if len(values) != length:
            raise InvalidTable(
                f"{table.name}: column {column.name!r} has {len(values)} values, {table.names[0]!r} has {length}; "
                "expected as many in each; the file is damaged, write it again"
            )
        columns[column.name] = values
    frame = _frame(table, columns)
    table.check(frame)
    return frame


def _checked(table: str, column: Column, values: Any) -> list[Any]:
    """The values of a column, each of its kind."""
    name, kind = column.name, column.kind
    if not isinstance(values, list):
        raise InvalidTable(
            f"{table}: column {name!r} is {_kind(values)}; expected a list of {kind.many}; write it again"
        )
    if not set(map(type, values)) <= set(kind.python):
        row = next(k for k, value in enumerate(values) if type(value) not in kind.python)
        raise InvalidTable(
            f"{table}: column {name!r} holds {_shown(values[row])} in row {row}; expected {kind.many}; write it again"
        )
    return values


def _frame(table: Table, columns: dict[str, list[Any]]) -> pd.DataFrame:
    """The table of columns whose values are each of their kind, unless one is too large for it."""
    import numpy as np

    for column in table.columns:
        values = columns[column.name]
        if column.kind is NUMBER:
            try:
                numbers = np.array(values, float)
            except OverflowError:
                numbers = np.array([np.inf if _beyond(value) else value for value in values], float)
            _refuse_infinite(table.name, column.name, numbers)
        elif column.kind is COUNT:
            row = next((k for k, value in enumerate(values) if abs(value or 0) > _LARGEST_COUNT), None)
            if row is not None:
                raise InvalidTable(
                    f"{table.name}: column {column.name!r} holds {_shown(values[row])} in row {row}; expected counts; "
                    "the file is damaged, write it again"
                )
    return table.frame(columns)


def _refuse_infinite(table: str, name: str, numbers: Floats) -> None:
    import numpy as np

    if np.isinf(numbers).any():
        row = int(np.flatnonzero(np.isinf(numbers))[0])
        raise InvalidTable(
            f"{table}: column {name!r} holds {numbers[row]:g} in row {row}; JSON has no infinite numbers; "
            "correct it, or make it NaN"
        )


def _beyond(value: Any) -> bool:
    """Whether a whole number is too large for a float."""
    try:
        float(value or 0)
    except OverflowError:
        return True
    return False


def write_row(name: str, row: Mapping[Any, Any] | pd.Series[Any]) -> dict[str, Any]:
    """Put a row of words, numbers, flags and lists of them into plain values; anything missing is None.

    Raises
    ------
    InvalidTable
        An entry is none of these, or infinite.
    """
    return {str(key): _plain(name, str(key), value) for key, value in row.items()}


def _plain(name: str, key: str, value: Any) -> Any:
    import pandas as pd

    value = value.item() if hasattr(value, "item") else value
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, list | tuple):
        items = [_plain(name, f"{key}[{place}]", item) for place, item in enumerate(value)]
        if not any(isinstance(item, list) for item in items):
            return items
    if not isinstance(value, _SCALARS):
        raise InvalidTable(
            f"{name}: {key!r} is {_kind(value)}; JSON takes words, numbers, true, false and lists of "
            "them here; write it as one of these, or leave it out"
        )
    if isinstance(value, float) and not math.isfinite(value):
        if math.isnan(value):
            return None
        raise InvalidTable(
            f"{name}: {key!r} is {value:g}; JSON has no infinite numbers; correct it, or make it NaN"
        )
    return value


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", type(None): "null", bool: "true or false"}
    return names.get(
        type(value), "a number" if isinstance(value, int | float) else f"a {type(value).__name__}"
    )


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."
