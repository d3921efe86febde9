"""What the machine code of a kernel was compiled from: its own file, and all files of ours that this imports.

Numba's cache looks at the file of the function alone. A kernel has compiled into it the kernels that it calls and the
constants that it reads, of whatever file: after an edit there, numba would go on to serve the old machine code.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_HERE = Path(__file__).parent
_IMPORT = re.compile(r"^from retrogait\._kernels([\w.]*) import (?:\(([^)]*)\)|(.*))", re.MULTILINE)


def stamp_cache(compiled: Any) -> None:
    """Let numba's cache of a kernel hold for as long as nothing changes that is compiled into it.

    Where files cannot be read (a zipped package), numba's own stamp stays.
    """
    try:
        stamp = source_stamp(Path(compiled.py_func.__code__.co_filename))
    except OSError:
        return
    compiled._cache._cache_file._source_stamp = stamp  # numba has no public place for it


def source_stamp(path: Path) -> bytes:
    """A digest of a kernel's file and of all that it imports from the kernels, directly or not."""
    digest = hashlib.sha256()
    for file in sorted(imported_files(path)):
        digest.update(file.name.encode() + _read(file)[0])
    return digest.digest()


def imported_files(path: Path) -> set[Path]:
    """The files that a kernel's machine code depends on, its own among them."""
    found, left = set[Path](), [path]
    while left:
        file = left.pop()
        if file not in found:
            found.add(file)
            left += _read(file)[1]
    return found


@cache
def _read(path: Path) -> tuple[bytes, tuple[Path, ...]]:
    """Text of a file, and the files of ours that it imports."""
    text = path.read_bytes()
    return text, tuple(_imports(text.decode()))


def _imports(text: str) -> Iterator[Path]:
    # by pattern: parsing the syntax of forty files would take a tenth of a second of every start
    for match in _IMPORT.finditer(text):
        module = _HERE.joinpath(*match[1].split("."))
        names = re.findall(r"\w+", re.sub("#.*", "", match[2] or match[3]))
        for one in (module, *(module / name for name in names)):
            if (file := one.with_suffix(".py")).is_file():
                yield file
