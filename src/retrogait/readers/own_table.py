"""Tables whose columns are known beforehand: retrogait's own, and those declared by `columns=`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from retrogait.errors import InvalidOption, InvalidTable, UnreadableExport
from retrogait.intake.site_names import name_site, understand_site
from retrogait.readers.bids_files import read_channels
from retrogait.readers.bids_table import open_own_motion
from retrogait.readers.binary import binary_format
from retrogait.readers.contents import decode_head, is_parquet, read_head
from retrogait.readers.declaration import DECLARE, TIME, UNITS, Declaration, check_columns, own_columns, show
from retrogait.readers.header import MARK
from retrogait.readers.parquet_table import ParquetTable, open_parquet
from retrogait.readers.text_table import TextTable, open_text
from retrogait.readers.time_columns import find_named, find_plain, is_date, read_clock
from retrogait.readers.words import understand
from retrogait.recording import Recording, make_recording
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from retrogait.readers.containers import Export
    from retrogait.readers.read_options import ReadOptions

_OWN_NAMES = re.compile(r"(?:acc|gyr)_[xyz]\b")
_NO_FRAME = (
    "the file does not say how its sensors sit: names of columns are no mounting, so it is in the sensor frame; pass "
    "frame='segment' if x is anterior, y left and z up on every segment, or calibrate"
)


def open_table(
    export: Export,
    declaration: Declaration | None,
    options: ReadOptions,
    *,
    strictly: bool = False,
) -> TextTable | ParquetTable | None:
    """Open retrogait's own file, or one whose columns are declared; None where it is a foreign one."""
    if len(export.files) > 1:
        return None
    path = export.files[0][0]
    head = read_head(path)
    if is_parquet(head):
        return open_parquet(path)
    wanted = declaration.names if declaration else ()
    if declaration is None and not strictly:
        if binary_format(path, head) is not None:
            return None
        if channels := read_channels(path, export):
            return open_own_motion(path, path.name, channels)
        text, encoding = decode_head(head, path.name)
        try:
            table = open_text(
                path, text, encoding, delimiter=options.delimiter, decimal=options.decimal, wanted=()
            )
        except UnreadableExport:
            if text.startswith(MARK) or _OWN_NAMES.search(text.partition("\n")[0]):
                raise
            return None
        return table if own_columns(table.names, None) is not None else None
    text, encoding = decode_head(head, path.name)
    return open_text(
        path, text, encoding, delimiter=options.delimiter, decimal=options.decimal, wanted=wanted
    )


def read_table(
    table: TextTable | ParquetTable,
    declaration: Declaration | None,
    options: ReadOptions,
) -> tuple[Recording, list[str]]:
    """Read retrogait's own columns, or those declared."""
    name = table.path.name
    by_name = declaration is None and not table.header
    named: list[str] = []
    if declaration is None:
        found = own_columns(table.names, options.site)
        if found is None:
            raise UnreadableExport(explain_columns(name, table.names))
        declaration, named = (found, []) if table.header else _name_sites(found, options.sites)
        unsaid = table.header.get("frame", "segment") if table.header else "sensor"
    else:
        _want_units(options.acc_unit, options.gyr_unit, name)
        unsaid = "sensor"
    labels = [site.site if (site := understand_site(label)) else label for label in declaration.channels]
    if options.site is not None and labels != [options.site]:
        raise InvalidOption(
            f"site: {options.site!r} given, but {name} holds {', '.join(declaration.channels)}; leave site= "
            "out, or rename with sites={'found': 'wanted'}"
        )
    check_columns(declaration, table.names, name)
    header = table.header or {}
    samples, start, notes = _samples(table, declaration, options)
    notes = [*named, *notes]
    if by_name and not options.frame:
        notes = [*notes, _NO_FRAME]
    try:
        recording = make_recording(
            samples,
            header.get("rate_hz", options.rate_hz) if options.rate_hz is None else options.rate_hz,
            options.frame or unsaid,
            site=None,
            start_time=header.get("start_time", start),
            acc_unit=options.acc_unit or "m/s^2",
            gyr_unit=options.gyr_unit or "deg/s",
            sites=options.sites,
            source={"format": "csv" if isinstance(table, TextTable) else "parquet"},
        )
    except InvalidTable as error:
        raise UnreadableExport(f"{name}: {error}") from error
    return recording, notes


def _name_sites(found: Declaration, renamed: Mapping[str, str]) -> tuple[Declaration, list[str]]:
    """Call sensors by the body sites their names say, where no header of retrogait's does; not those renamed."""
    read = {label: None if label in renamed else name_site(label) for label in found.channels}
    labels = [label if site is None else site.site for label, site in read.items()]
    if len(set(labels)) < len(labels):
        return found, []
    channels = dict(zip(labels, found.channels.values(), strict=True))
    return replace(found, channels=channels), [site.note for site in read.values() if site and site.note]


def explain_columns(name: str, names: Sequence[str]) -> str:
    """Say that the columns are not retrogait's, and how to declare them."""
    return f"{name}: its columns are not retrogait's (found {show(names)}); if it holds samples, {DECLARE}"


def _want_units(acc_unit: str | None, gyr_unit: str | None, name: str) -> None:
    lacking = [key for key, unit in (("acc_unit", acc_unit), ("gyr_unit", gyr_unit)) if unit is None]
    if lacking:
        raise UnreadableExport(
            f"{name}: the unit of the {'accelerometer' if lacking[0] == 'acc_unit' else 'gyroscope'} is not "
            f"said; with columns= pass {' and '.join(f'{key}=' for key in lacking)} too {UNITS}"
        )


def _samples(
    table: TextTable | ParquetTable, declaration: Declaration, options: ReadOptions
) -> tuple[pd.DataFrame, pd.Timestamp | None, list[str]]:
    """Read the channels into a wide frame whose index is the clock; gives it, when it began, and notes."""
    name, names = table.path.name, table.names
    declared = options.time_column or declaration.time
    position = find_plain(names, name) if declared is None else find_named(names, declared, name)
    if position is None:
        if options.rate_hz is None:
            raise UnreadableExport(
                f"{name}: has no column of time (found {show(names)}); pass rate_hz=, or name it with time_column="
            )
        samples, notes = table.read(declaration.names)
        return _wide(samples, declaration, pd.RangeIndex(len(samples))), None, notes
    time = names[position]
    if time in declaration.names:
        raise InvalidOption(
            f"time_column: {time!r} is the column of a channel; name another, or pass rate_hz="
        )
    dates = is_date(table.rows, position, options)
    read, notes = table.read([*([] if dates else [time]), *declaration.names], [time] if dates else [])
    stamps = read.pop(time)
    if time == TIME and not dates and options.time_unit in (None, "s"):
        return _wide(read, declaration, pd.Index(stamps, name=TIME)), None, notes
    where = f"{name}: column {time!r}"
    clock = read_clock(stamps, understand(time), options, options.rate_hz, where, dates=dates)
    read = read if clock.keep is None else read[clock.keep]
    seconds = clock.seconds if clock.start is not None else clock.seconds + clock.origin_s
    return _wide(read, declaration, pd.Index(seconds, name=TIME)), clock.start, [*notes, *clock.notes]


def _wide(read: pd.DataFrame, declaration: Declaration, index: pd.Index[Any]) -> pd.DataFrame:
    samples = read if list(read.columns) == declaration.names else read[declaration.names]  # a copy else
    wide = [f"{label}_{channel}" for label in declaration.channels for channel in SENSOR_COLUMNS]
    return samples.set_axis(index, axis=0).set_axis(wide, axis=1)
