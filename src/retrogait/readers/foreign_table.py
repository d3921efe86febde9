"""A foreign table, recognised but not read yet: its layout, its format and its triads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from retrogait.readers.formats import Format, recognise
from retrogait.readers.headerless import name_columns
from retrogait.readers.layout import Layout, find_layout, split
from retrogait.readers.parquet_table import ParquetTable, open_parquet
from retrogait.readers.text_table import TextTable, find_decimal, want_names
from retrogait.readers.triads import Triad, find_triads, quantities, settle_rotation
from retrogait.readers.words import Quantity, understand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrogait.readers.matlab_columns import MatlabTable
    from retrogait.readers.read_options import ReadOptions
    from retrogait.readers.start import Start

ROTATION = "columns called rotation are taken as the gyroscope: nothing else in the table is one"
_INDEX = re.compile(r"__index_level_\d+__")
_FEWEST_MEASURED = 3  # of the names of a table: axes of an accelerometer or a gyroscope
_COMPUTED = re.compile(r"(?i)(?:^|(?<=[ _]))(?:segments?|computed|derived|calculated)(?=$|[ _])[ _]*")
_NO_GRAVITY = re.compile(r"(?i)linear|free ?acc|user ?acc")  # a "free walk" is no free acceleration


@dataclass(frozen=True)
class ForeignTable:
    """A table of a foreign file, recognised but not read yet.

    `is_declared` means that its triads are those of `columns=`, and `owners` is the column declared to name the sensor
    of a row. `missing` is the number that stands for a lost sample on all axes, `start` when it began, where a file
    beside it says so; `notes` are of its recognition. `split_clock` is a column of whole seconds, that of their
    fraction and its unit. `is_chosen` means that it belongs to the recording asked for.
    """

    path: Path
    name: str
    known: Format
    layout: Layout
    columns: tuple[Quantity, ...]
    triads: tuple[Triad, ...]
    table: TextTable | ParquetTable | MatlabTable = field(repr=False)
    is_declared: bool = False
    owners: int | None = None
    split_clock: tuple[int, int, str] | None = None
    missing: float | None = None
    start: Start | None = None
    notes: tuple[str, ...] = ()
    is_chosen: bool = False


def open_foreign(
    path: Path, name: str, text: str, encoding: str, options: ReadOptions
) -> ForeignTable | None:
    """Recognise the table of a text file from its first characters; None where there is none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    declared = None if options.declaration is None else options.declaration.names
    layout = find_layout(lines, options.delimiter, declared)
    if layout is None:
        return None
    if not layout.names and not layout.preamble.strip():
        layout = name_columns(layout, lines, options.formats)
    if layout.names:
        n_names = max(position for position, name in enumerate(layout.names) if name) + 1
        widest = max(position for row in layout.rows for position, cell in enumerate(row) if cell.strip()) + 1
        want_names(name, f"line {layout.names_line + 1}", n_names, widest, layout.delimiter)
    elif layout.heads and len(_measured(layout.heads[-1])) >= _FEWEST_MEASURED:
        want_names(name, "the header", sum(map(bool, layout.heads[-1])), layout.width, layout.delimiter)
    known = recognise(layout, options.formats)
    columns, is_rotation = settle_rotation(quantities(layout, known), layout.names, known)
    triads = tuple(find_triads(columns, layout.rates_hz))
    notes = (ROTATION,) if is_rotation else ()
    decimal = options.decimal or find_decimal(layout.rows, layout.delimiter)
    table = TextTable(
        path,
        unique_names(layout.names or ("",) * layout.width),
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


def open_foreign_parquet(path: Path, name: str, formats: tuple[Format, ...] = ()) -> ForeignTable:
    """Recognise the columns of a parquet file as those of a text file.

    An index that pandas kept without a name is the time where it holds dates or fractions, else it counts rows.
    """
    table = open_parquet(path)
    width = len(table.names)
    empty = ("",) * width
    layout = Layout("", "", table.names, empty, (None,) * width, empty, 0, table.rows)
    known = recognise(layout, formats)
    found = [
        _timed(column, written, kind)
        for column, written, kind in zip(quantities(layout, known), table.names, table.kinds, strict=True)
    ]
    columns, is_rotation = settle_rotation(found, table.names, known)
    notes = (ROTATION,) if is_rotation else ()
    triads = tuple(find_triads(columns, layout.rates_hz))
    return ForeignTable(path, name, known, layout, tuple(columns), triads, table, notes=notes)


def _timed(column: Quantity, written: str, kind: str) -> Quantity:
    """Say of a column what its type says: a duration is a time in s, an index without a name a time or a count."""
    if kind == "m":
        return replace(column, kind="time", unit="s")
    if _INDEX.fullmatch(written):
        return replace(column, kind="time" if kind in "Mf" else "counter")
    return column


def _measured(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if understand(cell).kind in ("acc", "gyr")]


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
        plain = name or f"column {position}"
        seen[plain] = seen.get(plain, 0) + 1
        unique.append(plain if seen[plain] == 1 else f"{plain} [{seen[plain]}]")
    return tuple(unique)


def usable_triads(foreign: ForeignTable) -> list[Triad]:
    """Leave out what has the same sensor's plain signal beside it, and name bare axes by their file."""
    if foreign.is_declared:
        return list(foreign.triads)
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
    triads = _without_computed(triads)
    plain = {(t.kind, t.label) for t in triads if not t.traits}
    # gravity alone stays: an acceleration beside it is checked against it
    return [t for t in triads if not t.traits or t.traits == {"gravity"} or (t.kind, t.label) not in plain]


def _without_computed(triads: list[Triad]) -> list[Triad]:
    """Leave out what is computed of a segment where the same name without that word is there too: what was measured."""
    there = {(triad.kind, triad.label) for triad in triads}
    return [
        triad
        for triad in triads
        if (bare := _COMPUTED.sub("", triad.label).strip(" _")) == triad.label
        or (triad.kind, bare) not in there
    ]
