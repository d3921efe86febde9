"""Files packed one by one (.gz, .bz2, .xz, .zst), unpacked within bounds."""

from __future__ import annotations

import bz2
import gzip
import importlib
import lzma
import zlib
from typing import IO, TYPE_CHECKING, Any

from retrogait.errors import MissingExtra, UnreadableExport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MARKS = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstandard"}
SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
MOST_SHRINKING = 300  # how many times smaller a long file of numbers is packed, at most
MOST_BYTES = 2 << 30
LONG_BYTES = 64 << 20
_BLOCK = 1 << 20


def packing_of(path: Path) -> str | None:
    """Recognise by its first bytes how a file is compressed; None where it is not."""
    with path.open("rb") as file:
        head = file.read(max(map(len, _MARKS)))
    return next((packing for mark, packing in _MARKS.items() if head.startswith(mark)), None)


def unpacked_name(name: str) -> str:
    """Give the name of a packed file without the ending that says so.

    >>> unpacked_name("walk.csv.gz"), unpacked_name("walk")
    ('walk.csv', 'walk')
    """
    stem, dot, ending = name.rpartition(".")
    return stem if stem and f"{dot}{ending.lower()}" in SUFFIXES else name


def unpack(path: Path, packing: str, target: Path, name: str) -> None:
    """Unpack a file to `target`.

    Raises
    ------
    UnreadableExport
        It is damaged, cut short, or unpacks to more than any recording.
    MissingExtra
        It is packed by zstandard, and neither Python nor a package can unpack that.
    """
    limit = max(LONG_BYTES, min(MOST_BYTES, MOST_SHRINKING * path.stat().st_size))
    try:
        with _opener(packing, name)(path) as packed, target.open("wb") as copy:
            written = 0
            while block := packed.read(_BLOCK):
                written += len(block)
                if written > limit:
                    raise UnreadableExport(
                        f"{name}: unpacks to more than {limit >> 20} MB from {path.stat().st_size} bytes, which no "
                        "recording does; not unpacked; unpack it by hand if it is one"
                    )
                copy.write(block)
    except (EOFError, OSError, lzma.LZMAError, zlib.error, RuntimeError, ValueError) as error:
        raise _damaged(name, packing, error) from error
    except (UnreadableExport, MissingExtra):
        raise
    except Exception as error:  # packages for zstandard have errors of their own
        raise _damaged(name, packing, error) from error


def _damaged(name: str, packing: str, error: Exception) -> UnreadableExport:
    return UnreadableExport(
        f"{name}: is compressed ({packing}) and damaged or cut short ({error}); copy or download it again, or unpack "
        "it by hand"
    )


def _opener(packing: str, name: str) -> Callable[[Any], IO[bytes]]:
    if packing != "zstandard":
        openers: dict[str, Callable[[Any], Any]] = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}
        return openers[packing]
    for module in ("compression.zstd", "zstandard", "pyarrow"):  # Python has it from 3.14 on
        try:
            found = importlib.import_module(module)
        except ImportError:
            continue
        if module == "pyarrow":
            return lambda path: found.CompressedInputStream(found.OSFile(str(path)), "zstd")
        return found.open  # type: ignore[no-any-return]
    raise MissingExtra(
        f"{name}: is compressed (zstandard), and Python before 3.14 cannot unpack that by itself; install pip install "
        "'retrogait[parquet]', or unpack it first"
    )
