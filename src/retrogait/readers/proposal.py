"""For an export that is refused: the call that reads it, found by following what the refusals say."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import RetrogaitError, RetrogaitWarning
from retrogait.intake.units import ACC_UNITS, GYR_UNITS, gyr_factor
from retrogait.readers.column_guess import guess_columns
from retrogait.readers.reading import read_recording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from retrogait.recording import Recording

MOST_TRIES = 60
MOST_BYTES = 4 << 20  # of a text file that is read again and again
MOST_BESIDE = 20  # files in a folder that is read for the sake of one of them
_MOST_DEPTH = 5
_RATE_HZ = 100.0
_TURNING_DPS = (20.0, 4000.0)  # the fastest turning of a leg that walks, in the right unit
_NAMED = re.compile(r"\b(acc_unit|gyr_unit|rate_hz|time_unit|time_column|decimal|recording|phone|columns)=")
_QUOTED = r"{}=(?:'([^']*)'|\"([^\"]*)\"|(\d+(?:\.\d+)?))"
_PASS_FOLDER = re.compile(
    r"pass the whole folder|pass the folder|pass its file along|gravity included; export that"
)
_PASS_ONE = re.compile(r"pass the files of one as a list|pass that\b|pass one recording's files")
_WORDS = {
    "acc_unit": "acc_unit is the one in which gravity has its size",
    "gyr_unit": "gyr_unit is judged by the size of the numbers: check it",
    "rate_hz": f"rate_hz={_RATE_HZ:g} stands for the rate of your device: put that in",
    "time_unit": "time_unit is the first in which the steps fit: check it",
    "time_column": "time_column is the first that could be one: check it",
    "recording": "recording= names one of several",
    "phone": "phone= decides the sign of the accelerations: check it",
    "columns": "columns= is judged by what the numbers look like: check it",
    "decimal": "decimal= is the sign before decimals",
}


@dataclass(frozen=True)
class Proposal:
    """A call of `read_recording` that reads a refused file: its path, its options, and what they assume."""

    given: Any
    options: Mapping[str, Any]
    assumed: tuple[str, ...]

    @property
    def to_check(self) -> tuple[str, ...]:
        """What of it asks for a look."""
        return tuple(words for words in self.assumed if ": " in words)


def propose(given: Any, options: Mapping[str, Any], refusal: RetrogaitError) -> Proposal | None:
    """Find options with which a refused export is read; None where none are found.

    What a refusal names is tried, then what the next refusal names, until the export is read. Of a long text file the
    beginning is read.
    """
    if not isinstance(given, (str, Path)):
        return None
    with tempfile.TemporaryDirectory(prefix="retrogait-") as folder:
        sample = _beginning(Path(given), Path(folder))
        waiting = deque([(sample, dict(options), refusal, 0)])
        tries = 0
        while waiting:
            path, stated, error, depth = waiting.popleft()
            for other, changes in _answers(path, stated, str(error)):
                if tries >= MOST_TRIES:
                    return None
                tries += 1
                chosen = {**stated, **changes}
                try:
                    recording = _read(other, chosen)
                except RetrogaitError as next_error:
                    if depth + 1 < _MOST_DEPTH and str(next_error) != str(error):
                        waiting.append((other, chosen, next_error, depth + 1))
                    continue
                if other != sample and not _holds(recording, sample, other):
                    continue
                chosen = _with_likely_turning(chosen, options, recording)
                added = [name for name in chosen if name not in options]
                final = given if other == sample else other
                return Proposal(final, chosen, tuple(_WORDS[name] for name in added if name in _WORDS))
    return None


def _read(path: Path, options: Mapping[str, Any]) -> Recording:
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        return read_recording(path, **options)


def _beginning(path: Path, folder: Path) -> Path:
    """Copy the beginning of a long text file, to whole lines; any other is taken as it is."""
    if not path.is_file() or path.stat().st_size <= MOST_BYTES:
        return path
    with path.open("rb") as file:
        head = file.read(MOST_BYTES)
    if b"\0" in head or b"\n" not in head:
        return path
    copy = folder / path.name
    copy.write_bytes(head[: head.rindex(b"\n") + 1])
    return copy


def _answers(path: Path, stated: Mapping[str, Any], message: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give what a refusal advises: another path, or options with a value each."""
    named = [name for name in dict.fromkeys(_NAMED.findall(message)) if name not in stated]
    in_company = path.is_file() and sum(1 for _ in path.parent.iterdir()) in range(2, MOST_BESIDE + 1)
    if in_company and _PASS_FOLDER.search(message):
        yield path.parent, {}
    if _PASS_ONE.search(message) and path.is_dir():
        for below in sorted(path.iterdir()):
            yield below, {}
    if "acc_unit" in named and "gyr_unit" in named and "columns" not in named:
        for acc_unit in ACC_UNITS:
            yield path, {"acc_unit": acc_unit, "gyr_unit": "deg/s"}
        return
    if (
        "columns" in named
    ):  # what else such a message names goes with it, and the next one says whether it is lacking
        for where in [path, path.parent] if in_company else [path]:
            for columns in guess_columns(where):
                yield where, {"columns": columns}
        return
    for name in named:
        for value in _values(name, message):
            yield path, {name: value}


def _values(name: str, message: str) -> Iterator[Any]:
    """Give the values to try of an option: the one the message states, else the likely ones."""
    found = re.search(_QUOTED.format(name), message)
    if found and name not in ("acc_unit", "gyr_unit"):
        text = next(part for part in found.groups() if part is not None)
        yield float(text) if name == "rate_hz" else text
        return
    likely: dict[str, tuple[Any, ...]] = {
        "acc_unit": tuple(ACC_UNITS),
        "gyr_unit": tuple(GYR_UNITS),
        "rate_hz": (_RATE_HZ,),
        "time_unit": ("s", "ms", "us", "ns", "days"),
        "decimal": (",", "."),
        "phone": ("ios", "android"),
    }
    yield from likely.get(name, ())


def _holds(recording: Recording, given: Path, read: Path) -> bool:
    """Return whether the file that was given is among those read, where its folder was read for it."""
    if given.is_dir() or given.parent != read:
        return True
    return any(Path(name).name == given.name for name in recording.source.get("files", ()))


def _with_likely_turning(
    chosen: dict[str, Any], given: Mapping[str, Any], recording: Recording
) -> dict[str, Any]:
    """Choose the unit of the gyroscope in which a leg turns as fast as legs do, where it is not stated."""
    if "gyr_unit" in given or "gyr_unit" not in chosen:
        return chosen
    stored = max(
        float(np.nanquantile(np.abs(recording.samples(site)[1][:, 3:]), 0.999)) for site in recording.sites
    ) / gyr_factor(chosen["gyr_unit"])
    low, high = _TURNING_DPS
    fitting = [unit for unit in GYR_UNITS if low <= stored * gyr_factor(unit) <= high]
    return {**chosen, "gyr_unit": fitting[0]} if fitting else chosen
