"""Which recording it is: a hash of its content, whatever its name and place."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from retrogait.errors import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Places = tuple[str, ...]
_BLOCK = 1 << 20
_DIGEST_BYTES = 12
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Identity:
    """Of the files of a recording: hash, size and when they were last written; or why they cannot be opened."""

    recording_id: str | None
    n_bytes: int = 0
    stamp: tuple[tuple[int, int], ...] = ()
    error_class: str = ""
    message: str = ""

    def of(self, recording: str | None) -> Identity:
        """The identity of one of several recordings in these files; without a name, of all there is."""
        if recording is None or self.recording_id is None:
            return self
        digest = hashlib.blake2b(f"{self.recording_id}\0{recording}".encode(), digest_size=_DIGEST_BYTES)
        return replace(self, recording_id=digest.hexdigest())


def identify(places: Places) -> Identity:
    """Read the content of a file, a folder or several files of one recording.

    A file is known by its bytes alone. Of several files the names count too, as they say which site each is of.
    """
    try:
        files = _files(places)
        before = stamp(places)
        digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
        for path, name in files:
            if len(files) > 1 or Path(places[0]).is_dir():
                digest.update(f"\0{name}\0{path.stat().st_size}\0".encode(errors="surrogateescape"))
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
        return Identity(digest.hexdigest(), sum(size for size, _ in before), before)
    except OSError as error:
        return Identity(None, error_class=type(error).__name__, message=printable(_explain(places, error)))


def identify_all(places: Iterable[Places], workers: int) -> Iterator[Identity]:
    """Identify many, in order; hashing and reading leave Python's lock alone, so threads are enough."""
    waiting = iter(places)
    with ThreadPoolExecutor(workers) as threads:
        while some := list(islice(waiting, _AT_ONCE)):  # all at once are all in memory, each with its future
            yield from threads.map(identify, some)


def stamp(places: Places) -> tuple[tuple[int, int], ...]:
    """Size and time of the last change of every file."""
    return tuple((stat.st_size, stat.st_mtime_ns) for stat in (path.stat() for path, _ in _files(places)))


def _files(places: Places) -> list[tuple[Path, str]]:
    files: list[tuple[Path, str]] = []
    for place in places:
        path = Path(place)
        if path.is_dir():
            below = ((one, one.relative_to(path)) for one in sorted(path.rglob("*")) if one.is_file())
            files += [
                (one, name.as_posix())
                for one, name in below
                if not any(part.startswith(".") for part in name.parts)
            ]
        elif path.exists() and not path.is_file():
            raise OSError("it is neither a file nor a folder")
        else:
            files.append((path, path.name))
    return files


def _explain(places: Places, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{error.filename or places[0]}: there is no such file; check the path"
    return (
        f"{error.filename or places[0]}: cannot be opened ({error.strerror or error}); check its permissions"
    )
