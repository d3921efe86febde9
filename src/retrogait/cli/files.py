"""Files in and out: patterns, and names that do not collide."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING

from retrogait.cli.outcome import NO_WALKING, OK, UNREADABLE, USAGE, complain
from retrogait.errors import InvalidOption, RetrogaitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def expand(words: Iterable[str]) -> list[Path]:
    """Turn words into paths, each once; a pattern that the shell left alone (Windows) is looked up here."""
    paths: dict[Path, Path] = {}
    for word in words:
        found = [] if Path(word).exists() else sorted(glob.glob(word))  # noqa: PTH207 - a word may be an absolute pattern, which Path.glob refuses
        for path in map(Path, found or [word]):
            paths.setdefault(path.resolve(), path)
    return list(paths.values())


def output_names(paths: Iterable[Path]) -> dict[Path, str]:
    """Name the results of each file: its stem, with as much of its path as keeps two files apart.

    Names that differ in capitals only count as the same, as they do on Windows and macOS.

    >>> output_names([Path("a/walk.csv"), Path("b/walk.csv"), Path("run.csv")]).values()
    dict_values(['a_walk', 'b_walk', 'run'])
    """
    paths = list(paths)
    names = {path: path.stem for path in paths}
    depth = 1
    while clashing := _clashing(names):
        if depth > max(len(path.resolve().parts) for path in clashing):
            for number, path in enumerate(clashing, start=1):  # left are names such as a/b_c and a_b/c
                names[path] += f"_{number}"
            continue
        for path in clashing:
            last = path.stem if depth == 1 else path.name.replace(".", "_")
            folders = [part.strip("\\/:") for part in path.resolve().parts[:-1]][-depth:]
            names[path] = "_".join([*folders, last])
        depth += 1
    return names


def _clashing(names: dict[Path, str]) -> list[Path]:
    takers: dict[str, list[Path]] = {}
    for path, name in names.items():
        takers.setdefault(name.casefold(), []).append(path)
    return [path for sharing in takers.values() if len(sharing) > 1 for path in sharing]


def each_file(names: dict[Path, str], do: Callable[[Path, str], bool]) -> int:
    """Do something with each file, given its path and name; the exit code.

    `do` says whether it found what was looked for. A file that fails is named on standard error, and the others go on.
    """
    found = failed = misused = 0
    for path, name in names.items():
        try:
            found += do(path, name)
        except InvalidOption as error:
            complain(error, path)
            misused += 1
        except (RetrogaitError, OSError) as error:
            complain(error, path)
            failed += 1
    if failed:
        return UNREADABLE
    if misused:
        return USAGE
    return OK if found else NO_WALKING
