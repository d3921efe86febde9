"""What an export comes in: a file, a folder, a zip, an open file or a list of them, each as files on disk."""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from retrogait._runtime.files import check_plain
from retrogait.errors import InvalidOption, RetrogaitError, UnreadableExport, shown
from retrogait.readers.compressed import (
    LONG_BYTES,
    MOST_BYTES,
    MOST_SHRINKING,
    packing_of,
    unpack,
    unpacked_name,
)
from retrogait.readers.printed_lines import is_printed, write_table
from retrogait.tables.arguments import can_be_opened, describe

MATLAB_SUFFIX = ".mat"
BINARY_SUFFIXES = (".cwa", ".h5", ".hdf5", ".gt3x", ".parquet", MATLAB_SUFFIX)
PACKED_SUFFIXES = (".zip", ".7z", ".rar", ".tar", ".tgz")
_BESIDE_RECORDINGS = ("_channels.tsv", "_scans.tsv", "participants.tsv")  # of BIDS
SIDECAR_SUFFIX = ".json"  # says what tables mean; unpacked with them
TEXT_SUFFIXES = (".csv", ".txt", ".tsv", ".dat", ".log", "")
MOST_FILES = 2000
_BLOCK = 1 << 20
_LONGEST_NAME = 120
_ENCRYPTED = 0x1


def could_be_export(path: Path) -> bool:
    """Return whether a path could be an export by its name: a folder, a zip, a table or a binary recording."""
    endings = (*TEXT_SUFFIXES, *BINARY_SUFFIXES, ".zip")
    if path.name.endswith(_BESIDE_RECORDINGS):
        return False
    return path.is_dir() or Path(unpacked_name(path.name)).suffix.lower() in endings


@dataclass(frozen=True)
class Export:
    """Files of one export: each with the name to call it by, relative to what was given.

    `kind` is "file", "folder", "zip" or "list"; `beside` are files that were given too and are not read as tables,
    `origins` are the packed files that some were unpacked from.
    """

    kind: str
    name: str
    files: tuple[tuple[Path, str], ...]
    beside: tuple[tuple[Path, str], ...] = ()
    origins: Mapping[Path, Path] = field(default_factory=dict)

    def place_of(self, path: Path) -> Path:
        """Give where a file lay under the name it has unpacked, so that what belongs to it is found beside it."""
        return self.origins.get(path, path).with_name(path.name)


@contextmanager
def opened(given: Any) -> Iterator[Export]:
    """Open what was given to `read_recording`; files that had to be written are removed afterwards.

    Raises
    ------
    UnreadableExport
        It is empty, damaged, too large or not a table of samples.
    InvalidOption
        It is nothing that can be opened.
    """
    with ExitStack() as stack:
        try:
            yield _open(given, stack)
        except RetrogaitError:
            raise
        except OSError as error:
            raise UnreadableExport(
                f"{error.filename or shown(given)}: cannot be read ({error.strerror or error}); expected a file "
                "that can be read to its end; check its name, its permissions and the disk, or copy it elsewhere first"
            ) from error


def _open(given: Any, stack: ExitStack) -> Export:
    if hasattr(given, "read"):
        path = _spool(given, _temporary(stack))
        return _open_path(path, stack, path.name)
    if isinstance(given, (str, os.PathLike)):
        path = _named(given)
        return _open_path(path, stack, path.name or str(path))
    if not isinstance(given, Iterable):
        raise InvalidOption(
            f"path: {given!r} given; expected a path, an open file, or a list of them, one per body site"
        )
    parts = [_open(one, stack) for one in given]
    if not parts:
        raise InvalidOption("path: the list is empty; expected at least one file")
    if len(parts) == 1:
        return parts[0]
    several = [part for part in parts if part.kind != "file"]
    files = tuple(
        (path, name if part.kind == "file" else f"{part.name}/{name}")
        for part in parts
        for path, name in part.files
    )
    names = [name for _, name in files]
    if len(set(names)) < len(names):  # files of the same name in different folders
        files = tuple((path, f"{path.parent.name}/{name}") for path, name in files)
    shown = ", ".join(part.name for part in parts[:3]) + (" ..." if len(parts) > 3 else "")
    origins = {path: origin for part in parts for path, origin in part.origins.items()}
    return Export("list" if not several else "folder", shown, files, origins=origins)


def _named(given: Any) -> Path:
    """The path that was given, refused where no file is called so or it is something else than a file."""
    if not can_be_opened(given):
        raise InvalidOption(
            f"path: {describe(given)} given; expected the path of a file: not empty, without NUL; check it"
        )
    path = Path(given)
    with suppress(RuntimeError):  # of a person who is not known here
        path = path.expanduser()
    check_plain(path)
    return path


def _temporary(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="retrogait-")))


def _open_path(path: Path, stack: ExitStack, name: str) -> Export:
    if path.is_dir():
        files, origins = _files_below(path, name, stack)
        return Export("folder", name, files, origins=origins)
    if path.is_file() and path.suffix.lower() != ".gt3x" and _starts_like_zip(path):
        unpacked = _temporary(stack)
        _unpack(path, unpacked, name)
        files, origins = _files_below(unpacked, name, stack)
        return Export("zip", name, files, origins=origins)
    packing = packing_of(path) if path.is_file() else None
    if packing is None:
        return Export("file", name, ((_as_table(path, stack), name),))
    target = _temporary(stack) / unpacked_name(path.name)
    unpack(path, packing, target, name)
    if _starts_like_zip(target):
        return _open_path(target, stack, target.name)
    return Export("file", target.name, ((_as_table(target, stack), target.name),), origins={target: path})


def _as_table(path: Path, stack: ExitStack) -> Path:
    """Give the table of a text file: itself, or what a microcontroller printed written as one."""
    if path.suffix.lower() not in TEXT_SUFFIXES or not path.is_file() or not is_printed(path):
        return path
    table = _temporary(stack) / path.name
    write_table(path, table)
    return table


def _starts_like_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _spool(file: IO[Any], folder: Path) -> Path:
    """Write an open file to disk under its own name."""
    name = re.sub(r"[^\w .()+-]", "_", Path(str(getattr(file, "name", "") or "stream")).name).strip(". ")
    path = folder / (name[-_LONGEST_NAME:] or "stream")
    with path.open("wb") as copy:
        left = MOST_BYTES
        while block := _next_block(file):
            left -= len(block)
            if left < 0:
                raise UnreadableExport(
                    f"{path.name}: the open file gives more than {MOST_BYTES >> 30} GB; expected the export of one "
                    "recording; pass its path"
                )
            copy.write(block)
    return path


def _next_block(file: IO[Any]) -> bytes:
    try:
        block = file.read(_BLOCK)
        return block.encode() if isinstance(block, str) else bytes(block or b"")
    except Exception as error:  # closed, in another encoding, or an object of the caller's own
        raise UnreadableExport(
            f"{shown(file)}: the open file cannot be read ({type(error).__name__}: {error}); expected one that is open "
            "for reading, in binary; open it again with open(path, 'rb'), or pass its path"
        ) from error


def _files_below(
    folder: Path, name: str, stack: ExitStack
) -> tuple[tuple[tuple[Path, str], ...], dict[Path, Path]]:
    """Give the files in a folder that may be tables, and which packed files some were unpacked from."""
    files = []
    origins: dict[Path, Path] = {}
    packed = []
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder)
        if path.suffix.lower() in PACKED_SUFFIXES:
            packed.append(below.as_posix())
        hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in below.parts)
        called = below.with_name(unpacked_name(below.name))
        if hidden or not path.is_file() or called.suffix.lower() not in (*TEXT_SUFFIXES, *BINARY_SUFFIXES):
            continue
        packing = packing_of(path) if called != below else None
        if packing is not None:
            target = _temporary(stack) / called.name
            unpack(path, packing, target, below.as_posix())
            origins[target] = path
            path = target  # noqa: PLW2901
        files.append((_as_table(path, stack), called.as_posix()))
        if len(files) > MOST_FILES:
            raise UnreadableExport(
                f"{name}: holds more than {MOST_FILES} files; expected the export of one recording; pass that"
            )
    if not files and packed:
        raise UnreadableExport(
            f"{name}: holds no file that could be a table (.csv, .txt), but {', '.join(packed[:3])}; unpack "
            f"{'it' if len(packed) == 1 else 'them'} first, or pass one zip"
        )
    if not files:
        raise UnreadableExport(
            f"{name}: holds no file that could be a table (.csv, .txt); pass the export itself"
        )
    return tuple(files), origins


def _unpack(path: Path, folder: Path, name: str) -> None:
    """Unpack the tables of a zip, never outside `folder` and never more than `MOST_BYTES`."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_other_zips({member.filename for member in members}, name)
            if len(members) > MOST_FILES:
                raise UnreadableExport(
                    f"{name}: holds {len(members)} files; expected the export of one recording; pass that"
                )
            left = MOST_BYTES
            for member in members:
                target = folder.joinpath(*_safe_parts(member.filename))
                if target.suffix.lower() not in (*TEXT_SUFFIXES, SIDECAR_SUFFIX, MATLAB_SUFFIX):
                    continue
                if member.flag_bits & _ENCRYPTED:
                    raise UnreadableExport(f"{name}: is encrypted; unpack it with its password first")
                target.parent.mkdir(parents=True, exist_ok=True)
                left -= _copy(archive, member, target, left, name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        if isinstance(error, UnreadableExport):
            raise
        raise UnreadableExport(
            f"{name}: is a damaged zip archive ({error}); copy or download it again, or unpack it by hand"
        ) from error
    except Exception as error:  # zlib.error and its like have no common base
        if isinstance(error, UnreadableExport):
            raise
        raise UnreadableExport(
            f"{name}: is a damaged zip archive ({type(error).__name__}: {error}); copy or download it again"
        ) from error


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int, name: str) -> int:
    written = 0
    with archive.open(member) as packed, target.open("wb") as copy:
        while block := packed.read(_BLOCK):
            written += len(block)
            bomb = written > LONG_BYTES and written > MOST_SHRINKING * max(member.compress_size, 1)
            if written > left or bomb:
                raise UnreadableExport(
                    f"{name}: {member.filename} unpacks to more than {written >> 20} MB from "
                    f"{member.compress_size} bytes, which no recording does; not unpacked; unpack it by hand if it "
                    "is one"
                )
            copy.write(block)
    return written


def _safe_parts(name: str) -> list[str]:
    """Give the parts of a name in a zip that are safe to write: no drive, no way up, no odd sign."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    safe = [
        re.sub(r'[<>:"|?*\x00-\x1f]', "_", part).strip(". ") for part in parts if part not in ("/", "..", ".")
    ]
    return [part[:120] for part in safe if part] or ["unnamed"]


def _refuse_other_zips(names: set[str], name: str) -> None:
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise UnreadableExport(f"{name}: is a spreadsheet or document, expected a CSV; save the sheet as CSV")
