"""Which columns of a table may be an accelerometer and a gyroscope, by what their numbers look like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.errors import RetrogaitError
from retrogait.intake.units import ACC_UNITS, acc_factor
from retrogait.readers.containers import opened
from retrogait.readers.exports import list_tables
from retrogait.readers.read_options import ReadOptions
from retrogait.readers.streams import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrogait._arrays import Floats
    from retrogait.readers.foreign_table import ForeignTable

_OTHERWISE = re.compile(
    r"(?i)mag|quat|euler|orient|temp|press|posi|(?:roll|pitch|yaw)(?!.*(?:rate|speed|vel|gyr|dps|/s))"
)
_GRAVITY = (0.8, 1.25)  # of its size: the median length of the acceleration in walking or standing
_LEAST_RISING = 10
_MOST_OFFSET = 2.0  # of the spread: the median of a channel that swings about zero


def guess_columns(path: Path) -> Iterator[dict[str, Any]]:
    """Guess `columns=` for an export, the likely ones first: with a clock, then without one.

    An accelerometer is three columns side by side whose median length is that of gravity in some unit; its gyroscope is
    the next three that swing about zero (a time may stand between), else the three before, else as many in another
    file. A column that rises from row to row is none of them.
    """
    try:
        with opened(path) as export:
            tables = [_Numbers.of(table) for table in list_tables(export, ReadOptions())]
    except RetrogaitError:
        return
    for table in tables:
        sensors = table.side_by_side()
        if sensors:
            columns = {f"sensor_{n}": [table.say[p] for p in six] for n, six in enumerate(sensors, start=1)}
            clock = table.clock({p for six in sensors for p in six})
            if clock is not None:
                yield {"time_s": table.say[clock], **columns}
            yield columns
    for one, other in permutations(tables, 2):
        acc, gyr = one.accelerometers(), other.swinging()
        if acc and len(acc) == len(gyr):
            yield {
                f"sensor_{n}": [*(one.say_with_file(p) for p in a), *(other.say_with_file(p) for p in g)]
                for n, (a, g) in enumerate(zip(acc, gyr, strict=True), start=1)
            }


@dataclass(frozen=True)
class _Numbers:
    """The columns of a table that hold numbers, by position, and how each column is called in `columns=`."""

    file: str
    values: dict[int, Floats]
    say: list[str | int]

    @classmethod
    def of(cls, table: ForeignTable) -> _Numbers:
        names = table.layout.names
        say = [
            name if names and name and names.count(name) == 1 else position
            for position, name in enumerate(names or ("",) * table.layout.width)
        ]
        return cls(table.name, _numbers(table), say)

    def say_with_file(self, position: int) -> str:
        return f"{self.file}:{self.say[position]}"

    def triples(self) -> list[tuple[int, ...]]:
        channels = {p for p, values in self.values.items() if not _is_clock(values)}
        return [(p, p + 1, p + 2) for p in self.values if {p, p + 1, p + 2} <= channels]

    def accelerometers(self) -> list[tuple[int, ...]]:
        return _apart([one for one in self.triples() if self._is_gravity(one)])

    def swinging(self) -> list[tuple[int, ...]]:
        return _apart([one for one in self.triples() if self._swings(one) and not self._is_gravity(one)])

    def side_by_side(self) -> list[tuple[int, ...]]:
        acc = self.accelerometers()
        taken = {p for one in acc for p in one}
        triples = {*self.triples()}
        sensors = []
        for one in acc:
            beside = (tuple(p + 3 for p in one), tuple(p + 4 for p in one), tuple(p - 3 for p in one))
            gyr = next((g for g in beside if g in triples and not {*g} & taken and self._swings(g)), None)
            if gyr is not None:
                taken |= {*gyr}
                sensors.append((*one, *gyr))
        return sensors

    def clock(self, taken: set[int]) -> int | None:
        return next((p for p, values in self.values.items() if p not in taken and _rises(values)), None)

    def _is_gravity(self, triple: tuple[int, ...]) -> bool:
        channels = np.stack([self.values[p] for p in triple])
        whole = channels[:, np.isfinite(channels).all(axis=0)]
        if not whole.shape[1] or not (whole.std(axis=1) > 0).all():
            return False
        size = float(np.median(np.linalg.norm(whole, axis=0))) / STANDARD_GRAVITY_MPS2
        low, high = _GRAVITY
        return any(low <= size * acc_factor(unit) <= high for unit in ACC_UNITS)

    def _swings(self, triple: tuple[int, ...]) -> bool:
        channels = np.stack([self.values[p] for p in triple])
        whole = channels[:, np.isfinite(channels).all(axis=0)]
        if not whole.shape[1]:
            return False
        middle, spread = np.median(whole, axis=1), whole.std(axis=1)
        is_about_zero = np.linalg.norm(middle) <= _MOST_OFFSET * np.linalg.norm(spread)
        return bool((spread > 0).all() and is_about_zero)


def _numbers(table: ForeignTable) -> dict[int, Floats]:
    """Read the columns that hold numbers, by position; not those that say they are something else."""
    found = {}
    for position, name in enumerate(table.table.names):
        if _OTHERWISE.search(name):
            continue
        try:
            values = table.table.read([name])[0][name].to_numpy(dtype=np.float64)
        except (RetrogaitError, KeyError):
            continue
        known = values[np.isfinite(values)]
        if len(known) and np.abs(known).max() <= LARGEST:
            found[position] = values
    return found


def _is_clock(values: Floats) -> bool:
    """Return whether a column rises from row to row, as no channel does: a time, a number of a row or a packet."""
    steps = np.diff(values)
    return bool(len(steps) >= _LEAST_RISING and (steps > 0).all())


def _apart(triples: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Keep of triples that share columns the first."""
    kept: list[tuple[int, ...]] = []
    for one in triples:
        if not kept or one[0] > kept[-1][2]:
            kept.append(one)
    return kept


def _rises(values: Floats) -> bool:
    steps = np.diff(values)
    return bool(len(steps) and np.isfinite(values).all() and (steps >= 0).all() and (steps > 0).any())
