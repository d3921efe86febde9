"""What is given to a batch: paths, patterns and folders, or a manifest, as a list of recordings to be."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption, encodable, shown
from retrogait.tables.arguments import can_be_opened, describe

if TYPE_CHECKING:
    from retrogait.batch.settings import Settings
    from retrogait.tables.kinds import Kind

JUNK = {"thumbs.db", "desktop.ini", "icon\r"}
_ACCELEROMETERS = {"accelerometer", "totalacceleration", "accelerometeruncalibrated"}
_GYROSCOPES = {"gyroscope", "gyroscopeuncalibrated"}


@dataclass(frozen=True, slots=True)
class Input:
    """One recording to be: its name in the results, its places on disk, and what is said of it.

    `fault` says why it cannot even be tried.
    """

    name: str
    places: tuple[str, ...]
    settings: Settings
    labels: Mapping[str, Any] = field(default_factory=dict)
    fault: str | None = None

    def __post_init__(self) -> None:
        """Keep a name that results can hold; the places stay as the disk has them."""
        object.__setattr__(self, "name", encodable(self.name))


@dataclass(frozen=True)
class Inputs:
    """All inputs, what holds where a row says nothing else, the kinds of labels, and files skipped by reason."""

    items: tuple[Input, ...]
    settings: Settings
    label_kinds: Mapping[str, Kind] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)


def list_paths(
    given: Any, settings: Settings, out: Path, *, each_folder: bool = False, without: tuple[Path, ...] = ()
) -> Inputs:
    """List the recordings of paths, patterns and folders.

    A file is a recording. A folder is searched through, unless it holds an accelerometer and a gyroscope in files of
    their own, as phone apps write them: then it is one recording. Several files in a tuple are one recording.

    Raises
    ------
    InvalidOption
        A pattern matches nothing, or nothing is left.
    """
    words = words_of(given)
    skipped: Counter[str] = Counter()
    found: dict[str, Input] = {}
    for word in words:
        if not isinstance(word, (str, os.PathLike)):
            _add_several(word, settings, found)
            continue
        for path in _expand(os.fspath(word)):
            for one in [path] if each_folder and path.is_dir() else _walk(path, out, without, skipped):
                found.setdefault(_place(one), Input(str(one), (_place(one),), settings))
    items = _joined(found.values(), settings) if not each_folder else list(found.values())
    if not items:
        shown = ", ".join(str(word) for word in words[:3]) or "an empty list"
        raise InvalidOption(
            f"run_batch: no recording among what was given ({shown}"
            + (f"; skipped: {_shown(skipped)}" if skipped else "")
            + "); pass files, folders, or a pattern such as 'exports/**'"
        )
    return Inputs(tuple(items), settings, {}, dict(skipped))


def words_of(given: Any) -> list[Any]:
    """What `run_batch` is given, as a list: a path or pattern, or several of them.

    Raises
    ------
    InvalidOption
        It is neither.
    """
    try:
        words = [given] if isinstance(given, (str, os.PathLike)) else list(given)
    except TypeError as error:
        raise InvalidOption(
            f"run_batch: inputs is {describe(given)}; expected a path, a pattern, a list of them, or a table with a "
            "column `path`; pass one of these"
        ) from error
    for word in words:
        if isinstance(word, (str, os.PathLike)):
            _check_path(word)
    return words


def _add_several(word: Any, settings: Settings, found: dict[str, Input]) -> None:
    if not isinstance(word, Iterable):
        raise InvalidOption(
            f"run_batch: {word!r} is among the inputs; expected paths, patterns, tuples of the files of one "
            "recording, or a table with a column `path`; pass one of these"
        )
    parts = [Path(_check_path(part)) for part in word]
    if not parts:
        raise InvalidOption(
            "run_batch: an empty tuple is among the inputs; expected the files of one recording"
        )
    places = tuple(map(_place, parts))
    found.setdefault("\0".join(places), Input(";".join(map(str, parts)), places, settings))


def _check_path(word: Any) -> str:
    """The path in text, refused where no file can be called so."""
    if not isinstance(word, (str, os.PathLike)) or not can_be_opened(word):
        raise InvalidOption(
            f"run_batch: {describe(word)} is among the inputs; expected the path of a file or folder; correct it, or "
            "leave it out"
        )
    path = str(os.fspath(word))
    try:
        Path(path).exists()
    except OSError as error:
        raise InvalidOption(
            f"run_batch: {shown(path)} is among the inputs and cannot be looked up ({error.strerror}); expected the "
            "path of a file or folder; correct it, or leave it out"
        ) from error
    return path


def _expand(word: str) -> list[Path]:
    if not glob.has_magic(word) or Path(word).exists():
        return [Path(word)]
    found = sorted(glob.glob(word, recursive=True))  # noqa: PTH207 - a word may be an absolute pattern, which Path.glob refuses
    if not found:
        raise InvalidOption(
            f"run_batch: the pattern {word!r} matches nothing (looked from {Path.cwd()}); check it; '**' also "
            "searches folders in folders"
        )
    return [Path(path) for path in found]


def _walk(path: Path, out: Path, without: tuple[Path, ...], skipped: Counter[str]) -> Iterable[Path]:
    """Give the files at and below a path; what is hidden, junk or our own output is counted and left out."""
    below = sorted(path.rglob("*")) if path.is_dir() else [path]
    for one in below:
        if one.is_dir():
            continue
        parts = one.relative_to(path).parts if path.is_dir() else (one.name,)
        if out in one.absolute().parents or one.resolve() in without:
            skipped["of this run"] += 1
        elif any(part.startswith(".") for part in parts):
            skipped["hidden"] += 1
        elif one.name.casefold() in JUNK or "__MACOSX" in one.parts or one.name.startswith("~$"):
            skipped["junk of the system"] += 1
        else:
            yield one


def _place(path: Path) -> str:
    return str(path.absolute())


def _joined(items: Iterable[Input], settings: Settings) -> list[Input]:
    """Put folders of one recording in the place of their files."""
    items = list(items)
    stems: dict[Path, set[str]] = {}
    for item in items:
        for path in map(Path, item.places[:1] if len(item.places) == 1 else ()):
            stems.setdefault(path.parent, set()).add(path.stem.casefold())
    whole = {folder for folder, names in stems.items() if names & _ACCELEROMETERS and names & _GYROSCOPES}
    joined: dict[str, Input] = {}
    for item in items:
        path = Path(item.places[0])
        folder = next((one for one in path.parents if one in whole), None) if len(item.places) == 1 else None
        if folder is None:
            joined.setdefault("\0".join(item.places), item)
        else:
            depth = len(path.parents) - len(folder.parents)
            name = Path(item.name).parents[depth - 1] if depth <= len(Path(item.name).parents) else folder
            joined.setdefault(str(folder), Input(str(name), (str(folder),), settings))
    return list(joined.values())


def _shown(skipped: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {reason}" for reason, number in skipped.items())
