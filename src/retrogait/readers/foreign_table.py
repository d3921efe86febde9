"""A foreign table, recognised but not read yet: its layout, its format and its triads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from retrogait.readers.formats import FORMATS, Format, recognise
from retrogait.readers.layout import Layout, find_layout, split
from retrogait.readers.text_table import TextTable, find_decimal, want_names
from retrogait.readers.triads import Triad, find_triads, quantities, settle_rotation
from retrogait.readers.words import Quantity, understand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrogait.readers.read_options import ReadOptions
    from retrogait.readers.start import Start

_DATE = re.compile(r"\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[.,]\d+\s*")

_ROTATION = "columns called rotation are taken as the gyroscope: nothing else in the table is one"
_NO_GRAVITY = re.compile(r"(?i)linear|free ?acc|user ?acc")  # a "free walk" is no free acceleration


@dataclass(frozen=True)
class ForeignTable:
    """A table of a foreign file, recognised but not read yet.

    `missing` is the number that stands for a lost sample on all axes, `start` when it began, where a file beside it
    says so; `notes` are of its recognition.
    """

    path: Path
    name: str
    known: Format
    layout: Layout
    columns: tuple[Quantity, ...]
    triads: tuple[Triad, ...]
    table: TextTable = field(repr=False)
    missing: float | None = None
    start: Start | None = None
    notes: tuple[str, ...] = ()


def open_foreign(
    path: Path, name: str, text: str, encoding: str, options: ReadOptions
) -> ForeignTable | None:
    """Recognise the table of a text file from its first characters; None where there is none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    layout = find_layout(lines, options.delimiter)
    if layout is None:
        return None
    if (
        not layout.names
        and not layout.preamble.strip()
        and all(_DATE.fullmatch(row[0]) for row in layout.rows)
    ):
        names = (known.headerless for known in FORMATS if len(known.headerless) == layout.width)
        layout = replace(layout, names=next(names, ()))
    if layout.names:
        n_names = max(position for position, name in enumerate(layout.names) if name) + 1
        widest = max(position for row in layout.rows for position, cell in enumerate(row) if cell.strip()) + 1
        want_names(name, "the header", n_names, widest, layout.delimiter)
    known = recognise(layout)
    columns, is_rotation = settle_rotation(quantities(layout, known))
    triads = tuple(find_triads(columns, layout.rates_hz))
    notes = (_ROTATION,) if is_rotation else ()
    decimal = options.decimal or find_decimal(layout.rows, layout.delimiter)
    table = TextTable(
        path,
        unique_names(layout.names),
        layout.rows,
        max(map(len, layout.rows)) + _closes(lines, layout),
        None,
        encoding,
        layout.delimiter,
        decimal,
        layout.first_row,
        has_names=False,
    )
    return ForeignTable(path, name, known, layout, tuple(columns), triads, table, notes=notes)


def _closes(lines: list[str], layout: Layout) -> int:
    """Count the empty field, with quotes or without, that a delimiter at the end of every row makes: 0 or 1."""
    if len(layout.delimiter) > 1:
        return 0
    fields = split(lines[layout.first_row], layout.delimiter)
    return int(len(fields) == layout.width + 1 and not fields[-1].strip())


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Number the names that come again, and name columns that have no name."""
    seen: dict[str, int] = {}
    unique = []
    for position, name in enumerate(names):
        plain = name or f"column {position + 1}"
        seen[plain] = seen.get(plain, 0) + 1
        unique.append(plain if seen[plain] == 1 else f"{plain} [{seen[plain]}]")
    return tuple(unique)


def usable_triads(foreign: ForeignTable) -> list[Triad]:
    """Leave out what has the same sensor's plain signal beside it, and name bare axes by their file."""
    triads = []
    for given in foreign.triads:
        triad = given
        if triad.is_bare:
            stated = understand(f"{foreign.name.rsplit('.', 1)[0]} of x")  # a.csv is no accelerometer
            kind = triad.kind or (stated.kind if stated.kind in ("acc", "gyr") else "")
            traits = triad.traits | (
                stated.traits if _NO_GRAVITY.search(foreign.name) else stated.traits - {"free"}
            )
            gravity_in = foreign.known.gravity_in
            if gravity_in and kind == "acc" and not traits and gravity_in not in foreign.name.lower():
                traits = frozenset({"free"})
            triad = replace(triad, kind=kind, traits=frozenset(traits))
        if triad.kind in ("acc", "gyr"):
            triads.append(triad)
    plain = {(t.kind, t.label) for t in triads if not t.traits}
    # gravity alone stays: an acceleration beside it is checked against it
    return [t for t in triads if not t.traits or t.traits == {"gravity"} or (t.kind, t.label) not in plain]
