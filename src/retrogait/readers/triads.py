"""The triads of a table: three columns of one sensor, x y z."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrogait.readers.words import Quantity, understand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.readers.formats import Format
    from retrogait.readers.layout import Layout


_FOURTH_PART = re.compile(r"(?i)rot(?:ation)?[ _.\[(]*w(?![a-z])")
_INDEXED = re.compile(r"(.*?[^\W\d])[_ ]?[\[(]?([0-3])[\])]?(\s*(?:[\[(].*)?)")


@dataclass(frozen=True)
class Triad:
    """Three columns, by position, of one accelerometer or gyroscope."""

    kind: str
    label: str
    variant: str
    traits: frozenset[str]
    unit: str | None
    positions: tuple[int, int, int]
    is_bare: bool
    rate_hz: float | None


def quantities(layout: Layout, known: Format) -> list[Quantity]:
    """Say what each column holds, in the words of a format."""
    found = []
    for position, written in enumerate(_axes_by_index(layout.names)):
        name = written
        for pattern, replacement in known.rename:
            name = re.sub(pattern, replacement, name, flags=re.IGNORECASE)
        column = understand(name, layout.units[position], layout.groups[position])
        if column.kind == "time" and column.unit is None:
            column = replace(column, unit=known.time_unit)
        found.append(column)
    return found


def _axes_by_index(names: Sequence[str]) -> list[str]:
    """Write x y z for 0 1 2 or 1 2 3 where an accelerometer and a gyroscope both have three such columns."""
    parts = [_INDEXED.fullmatch(name.strip()) for name in names]
    indexes: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        if part:
            indexes.setdefault((part[1], part[3]), []).append(part[2])
    whole = {key for key, numbers in indexes.items() if numbers in (["0", "1", "2"], ["1", "2", "3"])}
    kinds = [understand(f"{before} x {after}").kind for before, after in whole]
    if not {"acc", "gyr"} <= set(kinds):
        return list(names)
    return [
        f"{part[1]} {'xyz'[indexes[part[1], part[3]].index(part[2])]} {part[3]}"
        if part and (part[1], part[3]) in whole
        else name
        for name, part in zip(names, parts, strict=True)
    ]


def settle_rotation(
    columns: Sequence[Quantity], names: Sequence[str], known: Format
) -> tuple[list[Quantity], bool]:
    """Take columns called rotation as the gyroscope where no other is one; returns whether that was done.

    Their names then give no unit, so the caller has to state it. A rotation with a fourth part is a quaternion, and a
    format with a known gyroscope unit has other names for it.
    """
    has_gyroscope = any(column.kind == "gyr" for column in columns)
    is_other = has_gyroscope or known.gyr_unit is not None or any(map(_FOURTH_PART.search, names))
    kind = "other" if is_other else "gyr"
    settled = [replace(column, kind=kind) if column.kind == "turn" else column for column in columns]
    return settled, settled != list(columns) and not is_other


def find_triads(columns: Sequence[Quantity], rates_hz: Sequence[float | None]) -> list[Triad]:
    """Put the columns of one quantity, sensor and unit together by axis.

    Where a name comes again, a new sensor begins.
    """
    open_: dict[tuple[object, ...], list[dict[str, int]]] = {}
    for position, column in enumerate(columns):
        if column.kind not in ("acc", "gyr", "") or column.axis not in ("x", "y", "z"):
            continue
        key = (column.kind, column.label, column.variant, column.traits, column.unit, column.is_bare)
        rounds = open_.setdefault(key, [{}])
        if column.axis in rounds[-1]:
            rounds.append({})
        rounds[-1][column.axis] = position
    triads = []
    for rounds in open_.values():
        whole = [axes for axes in rounds if len(axes) == 3]
        for number, axes in enumerate(whole, start=1):
            x, y, z = axes["x"], axes["y"], axes["z"]
            one = columns[x]
            label = f"{one.label or 'sensor'}_{number}" if len(whole) > 1 else one.label
            triads.append(
                Triad(one.kind, label, one.variant, one.traits, one.unit, (x, y, z), one.is_bare, rates_hz[x])
            )
    return sorted(triads, key=lambda triad: min(triad.positions))
