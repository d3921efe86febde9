"""MATLAB files of version 5 (saved by -v6 and -v7): their variables, read within bounds of memory.

A file is a list of elements, each a tag (type and size) and its content; a matrix is an element of elements. Sizes that
the file declares are never trusted: an array is a view of existing bytes.
"""

from __future__ import annotations

import math
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import UnreadableExport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK = b"MATLAB 5.0 MAT-file"
HEADER_BYTES = 128
MOST_BYTES = 1 << 30
MOST_SHRINKING = 300  # how many times smaller a long variable is held than it is, at most
LONG = 64 << 20
MOST_DEEP = 16  # structs in structs
MOST_ELEMENTS = 1_000_000

_MATRIX, _COMPRESSED = 14, 15
_NUMBERS = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
_TEXTS = {1: "latin-1", 2: "latin-1", 4: "utf-16", 16: "utf-8", 17: "utf-16", 18: "utf-32"}
_CELL, _STRUCT, _CHAR = 1, 2, 4
_NUMERIC = range(6, 16)
_OBJECTS = {3: "object", 5: "sparse matrix", 16: "function handle", 17: "object"}
_FLAG_COMPLEX = 0x800


@dataclass(frozen=True)
class Unread:
    """A variable that only MATLAB can read: what it is."""

    kind: str


@dataclass(frozen=True)
class Structs:
    """An array of structs: the fields of each."""

    items: tuple[dict[str, Any], ...]


class _Damaged(Exception):
    """What the file says of itself cannot be."""


def read_matlab(path: Path, name: str) -> dict[str, Any]:
    """Read the variables of a file: arrays of numbers, text, lists, `Structs` and `Unread`.

    Raises
    ------
    UnreadableExport
        It is damaged, or its variables are larger than any recording.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise UnreadableExport(
            f"{name}: has {size >> 20} MB; expected {MOST_BYTES >> 20} MB of a MATLAB file at most; save fewer "
            "variables"
        )
    try:
        data = path.read_bytes()
        return _Reader(data).variables()
    except (_Damaged, struct.error, zlib.error, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise UnreadableExport(
            f"{name}: is a damaged MATLAB file ({error}); copy it again, or save it again with save('walk.mat', '-v7')"
        ) from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._order = "<" if data[126:128] == b"IM" else ">"
        self._left = MOST_BYTES
        self._elements = 0

    def variables(self) -> dict[str, Any]:
        """Give the variables by name."""
        found = {}
        for outer, packed in self._parts(self._data[HEADER_BYTES:]):
            inner = self._parts(self._unpack(packed)) if outer == _COMPRESSED else iter([(outer, packed)])
            kind, content = next(inner, (0, packed))
            if kind == _MATRIX and len(content):
                name, value = self._matrix(content, 0)
                if name:  # what MATLAB keeps for itself has none
                    found[name] = value
        return found

    def _unpack(self, packed: memoryview) -> memoryview:
        """Unpack a variable, no further than any recording goes."""
        unpacker = zlib.decompressobj()
        most = min(self._left, max(LONG, MOST_SHRINKING * len(packed)))
        data = unpacker.decompress(packed, most + 1)
        if len(data) > most:
            raise _Damaged(f"a variable of {len(packed)} bytes unpacks to more than {most >> 20} MB")
        self._left -= len(data)
        return memoryview(data)

    def _parts(self, data: memoryview) -> Iterator[tuple[int, memoryview]]:
        """Give the elements one after the other: their type and content."""
        at = 0
        while at + 8 <= len(data):
            self._elements += 1
            if self._elements > MOST_ELEMENTS:
                raise _Damaged(f"it has more than {MOST_ELEMENTS} parts")
            kind, size = struct.unpack_from(self._order + "II", data, at)
            if kind >> 16:  # a small element holds its content in its tag
                kind, size = kind & 0xFFFF, kind >> 16
                if size > 4:
                    raise _Damaged(f"a small element of {size} bytes")
                yield kind, data[at + 4 : at + 4 + size]
                at += 8
                continue
            if size > len(data) - at - 8:
                raise _Damaged(f"an element of {size} bytes where {len(data) - at - 8} are left")
            yield kind, data[at + 8 : at + 8 + size]
            at += 8 + size + (0 if kind == _COMPRESSED else -size % 8)

    def _matrix(self, data: memoryview, depth: int) -> tuple[str, Any]:
        """Read a matrix: its name and its value."""
        if depth > MOST_DEEP:
            raise _Damaged(f"structs are nested more than {MOST_DEEP} deep")
        parts = self._parts(data)
        flags = self._number(*self._next(parts))
        kind = flags & 0xFF
        if kind == 17:  # an object of MATLAB's own classes has no dimensions
            return self._text(*self._next(parts)), Unread(_class_of(parts))
        shape = tuple(int(size) for size in self._array(*self._next(parts)))
        if not shape or min(shape) < 0:
            raise _Damaged(f"an array of the shape {shape}")
        name = self._text(*self._next(parts))
        count = math.prod(shape)
        if kind in _NUMERIC:
            if flags & _FLAG_COMPLEX:
                return name, Unread("complex array")
            values = self._array(*self._next(parts)) if count else np.empty(0)
            if len(values) != count:
                raise _Damaged(f"an array of {count} numbers holds {len(values)}")
            return name, values.reshape(shape, order="F")
        if kind == _CHAR:
            return name, self._characters(parts, shape) if count else ""
        if kind in (_CELL, _STRUCT):
            fields = self._fields(parts) if kind == _STRUCT else [""]
            if count * max(1, len(fields)) > len(data) // 8:
                raise _Damaged(f"{count} structs or cells in {len(data)} bytes")
            cells = [self._inner(parts, depth) for _ in range(count * len(fields))]
            if kind == _CELL:
                return name, cells
            step = len(fields)
            items = (dict(zip(fields, cells[n * step : (n + 1) * step], strict=True)) for n in range(count))
            return name, Structs(tuple(items))
        return name, Unread(_OBJECTS.get(kind, f"array of class {kind}"))

    def _inner(self, parts: Iterator[tuple[int, memoryview]], depth: int) -> Any:
        kind, content = self._next(parts)
        if kind != _MATRIX:
            raise _Damaged(f"an element of type {kind} where a matrix is expected")
        return self._matrix(content, depth + 1)[1] if len(content) else np.empty((0, 0))

    def _fields(self, parts: Iterator[tuple[int, memoryview]]) -> list[str]:
        length = self._number(*self._next(parts))
        _, names = self._next(parts)
        if length < 1:
            raise _Damaged(f"names of fields of {length} letters")
        text = bytes(names).decode("latin-1")
        return [text[at : at + length].partition("\0")[0] for at in range(0, len(text), length)]

    def _characters(self, parts: Iterator[tuple[int, memoryview]], shape: tuple[int, ...]) -> str | list[str]:
        """Read text; of several rows a list."""
        text = self._text(*self._next(parts))
        if len(shape) != 2 or shape[0] < 2:
            return text
        if math.prod(shape) > len(text):
            raise _Damaged(f"text of {math.prod(shape)} letters holds {len(text)}")
        return [text[row :: shape[0]].rstrip() for row in range(shape[0])]

    def _next(self, parts: Iterator[tuple[int, memoryview]]) -> tuple[int, memoryview]:
        part = next(parts, None)
        if part is None:
            raise _Damaged("a matrix ends early")
        return part

    def _number(self, kind: int, content: memoryview) -> int:
        numbers = self._array(kind, content)
        if not len(numbers):
            raise _Damaged("a number is lacking")
        return int(numbers[0])

    def _array(self, kind: int, content: memoryview) -> np.ndarray[Any, Any]:
        if kind not in _NUMBERS:
            raise _Damaged(f"numbers of type {kind}")
        numbers = np.frombuffer(content, dtype=self._order + _NUMBERS[kind])
        return numbers.astype(numbers.dtype.newbyteorder("="), copy=False)

    def _text(self, kind: int, content: memoryview) -> str:
        encoding = _TEXTS.get(kind)
        if encoding is None:
            raise _Damaged(f"text of type {kind}")
        suffix = "" if encoding in ("utf-8", "latin-1") else ("-le" if self._order == "<" else "-be")
        return bytes(content).decode(encoding + suffix)


def _class_of(parts: Iterator[tuple[int, memoryview]]) -> str:
    """Give the class of an object, as table or datetime."""
    names = [bytes(content).decode("latin-1") for _, content in parts if len(content) < 64]
    return next((name for name in reversed(names) if name.isidentifier() and name != "MCOS"), "object")
