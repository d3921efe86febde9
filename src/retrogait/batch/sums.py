"""A sum of every part in the results, so that one that was lost, cut or changed since is not taken for whole.

The file `.sums` has a line for each: `=` for parts that are there when a run ends, `+` for those that a run is about
to put in place, which a killed run may not have come to.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from retrogait._runtime.files import replacing

if TYPE_CHECKING:
    from pathlib import Path

_NAME = ".sums"
_BLOCK = 1 << 20
_THERE, _COMING = "=", "+"


class Sums:
    """The sums of the parts below a folder of results.

    Attributes
    ----------
    known : bool
        Whether there are any; results of an earlier version have none.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self._there: set[str] = set()
        self._taken: dict[str, list[int]] = {}
        for line in _lines(out / _NAME):
            kind, _, rest = line.partition(" ")
            word, _, name = rest.partition(" ")
            if kind not in (_THERE, _COMING) or not name or not _is_hex(word):
                continue  # torn off by a kill
            if kind == _THERE:
                self._there.add(name)
            self._taken.setdefault(name, []).append(int(word, 16))
        self.known = bool(self._taken)

    def names(self) -> list[str]:
        """The parts that were there when the last run ended, as `table/part-000.csv`."""
        return sorted(self._there)

    def is_whole(self, path: Path) -> bool:
        """Whether a part is as it was written; one that is not known here is not judged."""
        return self._name(path) not in self._taken or self.takes(path, sum_of(path))

    def takes(self, path: Path, found: int) -> bool:
        """Whether a sum is one that a part has had since the last run ended."""
        taken = self._taken.get(self._name(path))
        return taken is None or found in taken

    def expect(self, path: Path, draft: Path) -> None:
        """Note the sum of a part before it is put in place."""
        found, name = sum_of(draft), self._name(path)
        with (self._out / _NAME).open("a", encoding="utf-8") as file:
            file.write(f"{_COMING} {found:08x} {name}\n")
        self._taken.setdefault(name, []).append(found)

    def forget(self, path: Path) -> None:
        """Leave out a part that is taken away."""
        self._taken.pop(self._name(path), None)
        self._there.discard(self._name(path))

    def settle(self) -> None:
        """Note what is there at the end of a run."""
        there = {
            name: taken[-1] for name, taken in sorted(self._taken.items()) if (self._out / name).exists()
        }
        with replacing(self._out / _NAME) as draft:
            lines = [f"{_THERE} {found:08x} {name}\n" for name, found in there.items()]
            draft.write_text("".join(lines), encoding="utf-8")
        self._there, self._taken = set(there), {name: [found] for name, found in there.items()}

    def _name(self, path: Path) -> str:
        return path.relative_to(self._out).as_posix()


def sum_of(path: Path) -> int:
    """The sum of a file."""
    found = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found = zlib.crc32(block, found)
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _is_hex(word: str) -> bool:
    return len(word) == 8 and all(sign in "0123456789abcdef" for sign in word)
