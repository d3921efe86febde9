"""The answer to a job as bytes: a line of JSON, then the numbers of all tables as they are in memory.

Numbers as JSON took the caller longer to read than it took to write the parts; and it has to keep up with all workers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.batch.values import is_missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_FLOAT = np.dtype("<f8")  # on every machine of a cluster


def encode(said: Mapping[str, Any], tables: Mapping[str, Mapping[str, list[Any]]]) -> bytes:
    """Write what is said, and tables of columns of plain values: numbers, flags or words, missing ones None or NaN."""
    shapes = {}
    blocks = []
    for table, columns in tables.items():
        forms: dict[str, Any] = {}
        rows = []
        for name, values in columns.items():
            forms[name], numbers = _coded(values)
            rows.append(numbers)
        block = np.array(rows, dtype=_FLOAT)  # None is NaN
        shapes[table] = {"n_rows": len(rows[0]), "columns": forms}
        blocks.append(block.tobytes())
    line = json.dumps({**said, "tables": shapes}).encode()
    line += b" " * (-(len(line) + 1) % _FLOAT.itemsize)  # so that the numbers are aligned
    return b"\n".join((line, b"".join(blocks)))


def decode(answer: bytes) -> dict[str, Any]:
    """Read what `encode` wrote; columns are arrays, of float64, bool, or object for words."""
    end = answer.index(b"\n")
    said: dict[str, Any] = json.loads(answer[:end])
    numbers = np.frombuffer(answer, _FLOAT, offset=end + 1)
    for table, shape in said["tables"].items():
        forms, n_rows = shape["columns"], shape["n_rows"]
        block, numbers = np.split(numbers, [len(forms) * n_rows])
        rows = block.reshape(len(forms), n_rows)
        said["tables"][table] = {
            name: _plain(form, row) for (name, form), row in zip(forms.items(), rows, strict=True)
        }
    return said


def _coded(values: list[Any]) -> tuple[Any, list[Any]]:
    """Values as numbers, and what these are: `number`, `flag`, or places in a list of words, -1 for a missing one."""
    first = next((value for value in values if not is_missing(value)), None)
    if isinstance(first, bool):
        return "flag", values
    if not isinstance(first, str):
        return "number", values
    words: dict[str, int] = {}
    places = [-1 if is_missing(value) else words.setdefault(value, len(words)) for value in values]
    return list(words), places


def _plain(form: Any, numbers: NDArray[np.float64]) -> NDArray[Any]:
    if form == "number":
        return numbers
    if form == "flag":
        return numbers == 1.0
    words = np.array([*form, None], dtype=object)
    return np.asarray(words[numbers.astype(np.intp)])
