"""The answer to a job as bytes: a line of JSON, then the numbers of all tables as they are in memory.

Numbers as JSON took the caller longer to read than it took to write the parts; and it has to keep up with all workers.
For the same reason the names of a table are one word, which is taken apart once for all answers that have it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.tables.kinds import is_missing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from retrogait._arrays import Floats
    from retrogait.batch.parts import Columns

    Values = NDArray[Any] | Sequence[Any]
    Tables = Mapping[str, Mapping[str, Values]]  # name -> columns

_FLOAT = np.dtype("<f8")  # on every machine of a cluster
_NUMBERS = {float, int, np.float64, type(None)}
_BETWEEN_NAMES = "\t"


def encode(head: Mapping[str, Any], tables: Tables, page: bytes = b"") -> bytes:
    """Write what is said, and tables of columns of numbers, flags or words, missing ones None, NaN or NA.

    A page that belongs to them stands behind the numbers, where `split_page` takes it off.
    """
    shapes = {}
    blocks = []
    for table, columns in tables.items():
        coded = [_coded(values) for values in columns.values()]
        block = np.array([numbers for _, numbers in coded], dtype=_FLOAT)  # None is NaN
        forms = {name: form for name, (form, _) in zip(columns, coded, strict=True) if form is not None}
        names = _BETWEEN_NAMES.join(columns)
        shapes[table] = {"n_rows": block.shape[1], "names": names, "forms": forms}
        blocks.append(block.tobytes())
    said = {**head, "n_page_bytes": len(page)} if page else head
    line = json.dumps({**said, "tables": shapes}).encode()
    line += b" " * (-(len(line) + 1) % _FLOAT.itemsize)  # so that the numbers are aligned
    return b"\n".join((line, b"".join((*blocks, page))))


def split_page(answer: bytes, decoded: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """An answer without the page behind it, and the page; what is decoded says how long that is."""
    end = len(answer) - decoded.get("n_page_bytes", 0)
    return answer[:end], answer[end:]


@dataclass(frozen=True)
class Block:
    """A table of one recording as its answer carries it.

    Attributes
    ----------
    names : tuple of str
        Its columns.
    forms : dict
        Of columns that are no numbers: `flag`, or the words that the numbers are places of, -1 for a missing one.
    numbers : ndarray, shape (n_columns, n_rows)
    """

    names: tuple[str, ...]
    forms: dict[str, Any]
    numbers: Floats

    @property
    def n_rows(self) -> int:
        """How many rows it has."""
        return int(self.numbers.shape[1])

    def column(self, name: str) -> NDArray[Any]:
        """One column, as an array of float64, bool, or object for words."""
        numbers = self.numbers[self.names.index(name)]
        return _decoded(numbers, [self.forms[name]], [self.n_rows]) if name in self.forms else numbers


def stack(blocks: Sequence[Block]) -> Columns:
    """Columns of blocks that have the same ones, one below the other.

    Most columns are of a row or two, and there are hundreds: one array for all is what makes this fast.
    """
    numbers = np.concatenate([block.numbers for block in blocks], axis=1)
    columns: Columns = dict(zip(blocks[0].names, numbers, strict=True))
    n_rows = [block.n_rows for block in blocks]
    for name in set().union(*(block.forms for block in blocks)):
        columns[name] = _decoded(columns[name], [block.forms.get(name) for block in blocks], n_rows)
    return columns


def decode(answer: bytes) -> dict[str, Any]:
    """Read what `encode` wrote, with a page behind it or without; tables are blocks."""
    end = answer.index(b"\n")
    head: dict[str, Any] = json.loads(answer[:end])
    n_numbers = sum(len(_names(shape["names"])) * shape["n_rows"] for shape in head["tables"].values())
    numbers = np.frombuffer(answer, _FLOAT, n_numbers, end + 1) if n_numbers else np.empty(0)
    start = 0
    for table, shape in head["tables"].items():
        names, n_rows = _names(shape["names"]), shape["n_rows"]
        stop = start + len(names) * n_rows
        block = numbers[start:stop].reshape(len(names), n_rows)
        head["tables"][table] = Block(names, shape["forms"], block)
        start = stop
    return head


def _coded(values: Values) -> tuple[Any, Values]:
    """Values as numbers, and what these are, as `Block.forms` has it."""
    if isinstance(values, np.ndarray):
        if values.dtype == np.float64:
            return None, values
        if values.dtype == np.bool_:
            return "flag", values
    kinds = set(map(type, values))
    if kinds <= _NUMBERS:
        return None, values
    if kinds == {bool}:
        return "flag", values
    there = [_plain(value) for value in values]
    first = next((value for value in there if not is_missing(value)), None)
    if isinstance(first, bool):
        return "flag", there
    if not isinstance(first, str):
        return None, there
    words: dict[str, int] = {}
    places = [-1 if is_missing(value) else words.setdefault(value, len(words)) for value in there]
    return list(words), places


def _plain(value: Any) -> Any:
    """A number, a flag or a word; a missing one is None or NaN, several are one word."""
    if isinstance(value, (float, str, int)) or value is None:  # bool too
        return value
    if isinstance(value, (tuple, list)):
        return " ".join(str(_plain(part)) for part in value)
    return _plain(value.item()) if hasattr(value, "item") else None  # numpy's numbers; pd.NA has none


@lru_cache(maxsize=256)
def _names(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(_BETWEEN_NAMES))


def _decoded(numbers: Floats, forms: Sequence[Any], n_rows: Sequence[int]) -> NDArray[Any]:
    """Flags or words, by the form of each block and how many rows it has; a form of words all missing is None."""
    if "flag" in forms:
        flags: NDArray[Any] = numbers == 1.0
        return flags
    words: list[str | None] = [None]
    firsts = []
    for form in forms:
        firsts.append(len(words))
        words += form or ()
    there = numbers >= 0  # -1 is missing, and NaN where a whole column of words was
    places = np.where(there, numbers + np.repeat(firsts, n_rows), 0)
    found: NDArray[Any] = np.array(words, dtype=object)[places.astype(np.intp)]
    return found
