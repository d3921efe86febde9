"""`columns=` on the tables of an export: which of their columns are meant, as the triads of the sensors declared."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption, UnreadableExport
from retrogait.intake.site_names import name_site
from retrogait.readers.declaration import BY_NUMBER, own_columns, show
from retrogait.readers.parquet_table import ParquetTable
from retrogait.readers.triads import Triad
from retrogait.readers.words import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.readers.declaration import Column, Declaration
    from retrogait.readers.foreign_table import ForeignTable
    from retrogait.readers.read_options import ReadOptions

_BETWEEN = re.compile(r"[\s/|_.:,;-]+")
_NO_FRAME = (
    "the file does not say how its sensors sit: names of columns do not state a mounting, so it is in the sensor "
    "frame; pass frame='segment' if x is anterior, y left and z up on every segment, or calibrate"
)
_OWN_UNITS = (
    "nor does it say its units: they are taken to be m/s^2 and deg/s, as its names are retrogait's; pass acc_unit= and "
    "gyr_unit= if they are not"
)
_KINDS = {"acc": "accelerometer", "gyr": "gyroscope"}


def declare_triads(
    tables: Sequence[ForeignTable], declaration: Declaration, where: str
) -> list[ForeignTable]:
    """Put the sensors declared in place of those found by name; gives the tables that have any.

    Names of units, the clock, held rows and all else stay what the tables say themselves. The three columns of an
    accelerometer or gyroscope have to be in one table.

    Raises
    ------
    UnreadableExport
        A column is not there, or there several times.
    InvalidOption
        A column is declared twice under different names.
    """
    tables = [
        table if table.columns else replace(table, columns=(Quantity(""),) * table.layout.width)
        for table in tables  # one without names says nothing of its columns
    ]
    found: dict[int, list[Triad]] = {}
    used: dict[tuple[int, int], Column] = {}
    for label, columns in declaration.channels.items():
        for kind, wanted in (("acc", columns[:3]), ("gyr", columns[3:])):
            places = [_Place.find(column, tables, where) for column in wanted]
            if len({place.table for place in places}) > 1:
                raise UnreadableExport(
                    f"{where}: the {_KINDS[kind]} of {label!r} has columns in "
                    f"{' and '.join(dict.fromkeys(tables[place.table].name for place in places))}; expected x, y and z "
                    "in one file; correct columns="
                )
            for place, column in zip(places, wanted, strict=True):
                _claim(used, place, column)
            x, y, z = places
            found.setdefault(x.table, []).append(
                _triad(tables[x.table], kind, label, (x.position, y.position, z.position))
            )
    sensor = None if declaration.sensor is None else _Place.find(declaration.sensor, tables, where)
    time = declaration.time
    if time is not None and not any(find_column(time, table, alone=len(tables) == 1) for table in tables):
        _Place.find(time, tables, where)  # refuses it
    declared = []
    for number, table in enumerate(tables):
        if number not in found:
            continue
        triads = found[number]
        owners = None
        if sensor is not None and sensor.table == number:
            triads, owners = [replace(triad, label="") for triad in triads], sensor.position
        declared.append(replace(table, triads=tuple(triads), is_declared=True, owners=owners))
    return declared


@dataclass(frozen=True)
class _Place:
    """Where a column is: the number of its table, and its position there."""

    table: int
    position: int

    @classmethod
    def find(cls, column: Column, tables: Sequence[ForeignTable], where: str) -> _Place:
        places = [
            cls(number, position)
            for number, table in enumerate(tables)
            for position in find_column(column, table, alone=len(tables) == 1)
        ]
        if len(places) == 1:
            return places[0]
        files = list(dict.fromkeys(tables[place.table].name for place in places))
        if len(files) > 1:
            raise UnreadableExport(
                f"{where}: column {column!r} is in {len(files)} files ({', '.join(files[:4])}); say which, as "
                f"'{files[0]}:{column}'"
            )
        if places:
            raise UnreadableExport(
                f"{where}: column {column!r} is in it {len(places)} times; give the number of the one that is meant, "
                f"counted from 0: {' or '.join(str(place.position) for place in places)}"
            )
        named = any(table.layout.names for table in tables)
        advice = "correct columns=, or the header" if named or isinstance(column, int) else BY_NUMBER
        raise UnreadableExport(f"{where}: column {column!r} is not in it ({what_there_is(tables)}); {advice}")


def by_own_names(table: ForeignTable, options: ReadOptions) -> tuple[ForeignTable, list[str]]:
    """Take a table whose columns have retrogait's names, and no header of retrogait's, by those names; with notes.

    Its sensors are called by the sites their names say; its units are retrogait's where nothing says others.

    Raises
    ------
    UnreadableExport
        A column of a sensor is lacking, or there twice.
    """
    names = table.layout.names
    own = None if table.is_declared else own_columns(names, None)
    if own is None or any(table.layout.groups):  # a sensor above each name: they come again
        return table, []
    want_once(own.names, names, table.name)
    read = {label: None if label in options.sites else name_site(label) for label in own.channels}
    called = [label if site is None else site.site for label, site in read.items()]
    notes = [site.note for site in read.values() if site and site.note]
    if len(set(called)) < len(called):
        called, notes = list(own.channels), []
    triads = []
    for label, columns in zip(called, own.channels.values(), strict=True):
        at = [names.index(str(column)) for column in columns]
        triads += [
            _triad(table, "acc", label, (at[0], at[1], at[2])),
            _triad(table, "gyr", label, (at[3], at[4], at[5])),
        ]
    known = replace(
        table.known,
        name="parquet" if isinstance(table.table, ParquetTable) else "csv",
        acc_unit=table.known.acc_unit or "m/s^2",
        gyr_unit=table.known.gyr_unit or "deg/s",
    )
    if options.frame is None:
        says_units = options.acc_unit or options.gyr_unit or any(triad.unit for triad in triads)
        notes.append(_NO_FRAME if says_units else f"{_NO_FRAME}; {_OWN_UNITS}")
    return replace(table, triads=tuple(triads), known=known, is_declared=True), notes


def want_once(wanted: Sequence[str], names: Sequence[str], file: str) -> None:
    """Raise `UnreadableExport` for a column that is lacking or there twice."""
    for name in wanted:
        if names.count(name) != 1:
            fault = "is not in it" if name not in names else f"is in it {names.count(name)} times"
            raise UnreadableExport(
                f"{file}: column {name!r} {fault} (found {show(names)}); correct columns=, or the header"
            )


def find_column(column: Column, table: ForeignTable, *, alone: bool = False) -> list[int]:
    """Give the positions of a column: by its number, its name, or the rows of the header above it joined.

    A name may begin with that of its file and a colon; where several files are read, a number has to. `alone` means
    that there is only one.
    """
    if isinstance(column, str) and (rest := _after_file(column, table.name)) is not None:
        column, alone = rest, True
    if isinstance(column, int):
        return [column] if alone and 0 <= column < table.layout.width else []
    text = column.strip()
    for names in (table.layout.names, table.table.names):
        if text in names:
            return [position for position, name in enumerate(names) if name == text]
    plain = _plain(text)
    for rows in table.layout.joined_heads():
        positions = [position for position, name in enumerate(rows) if _plain(name) == plain]
        if positions and plain:
            return positions
    if text.isdecimal() and alone:  # from the command line every number is a text
        return find_column(int(text), table, alone=True)
    return []


def _after_file(column: str, name: str) -> str | None:
    """Give what stands behind the name of a file and a colon; None where that file is not meant."""
    for file in (name, name.rpartition("/")[2]):
        if column.startswith(f"{file}:"):
            return column[len(file) + 1 :]
    return None


def _plain(text: str) -> str:
    return _BETWEEN.sub(" ", text).strip()


def _claim(used: dict[tuple[int, int], Column], place: _Place, column: Column) -> None:
    key = (place.table, place.position)
    if key in used:
        raise InvalidOption(
            f"columns: {used[key]!r} and {column!r} are one column; expected one for each channel"
        )
    used[key] = column


def _triad(table: ForeignTable, kind: str, label: str, positions: tuple[int, int, int]) -> Triad:
    """Make the triad declared; its unit is the one its three columns agree on, where they say one."""
    units = {table.columns[position].unit for position in positions}
    unit = units.pop() if len(units) == 1 else None
    return Triad(kind, label, "", frozenset(), unit, positions, False, table.layout.rates_hz[positions[0]])


def what_there_is(tables: Sequence[ForeignTable]) -> str:
    """Say which columns tables have, for a message."""
    if any(table.layout.names for table in tables):
        return f"found {show([name for table in tables for name in table.table.names])}"
    width = max(table.layout.width for table in tables)
    return f"found {width} columns without a row of names, 0 to {width - 1}"
