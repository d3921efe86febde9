"""retrogait's own file: one that its header line, or its metadata in parquet, says is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.errors import InvalidOption, InvalidTable, UnreadableExport
from retrogait.intake.site_names import understand_site
from retrogait.readers.bids_files import read_channels
from retrogait.readers.bids_table import open_own_motion
from retrogait.readers.contents import decode_head, is_parquet, read_head
from retrogait.readers.declaration import DECLARE, TIME, Declaration, own_columns, show
from retrogait.readers.declared_table import want_once
from retrogait.readers.header import MARK
from retrogait.readers.parquet_table import ParquetTable, open_parquet
from retrogait.readers.text_table import TextTable, open_text
from retrogait.recording import Recording, make_recording
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from retrogait.readers.containers import Export
    from retrogait.readers.read_options import ReadOptions

_MARK_WITHIN = 64


def open_own(export: Export, options: ReadOptions) -> TextTable | ParquetTable | None:
    """Open retrogait's own file; None where it is another's, or where the caller says what its columns are."""
    if len(export.files) > 1 or options.declaration is not None:
        return None
    path = export.files[0][0]
    head = read_head(path)
    if is_parquet(head):
        table = open_parquet(path)
        return table if table.header else None
    if channels := read_channels(path, export):
        return open_own_motion(path, path.name, channels, export.place_of(path))
    if MARK.encode() not in head[:_MARK_WITHIN].replace(b"\0", b""):  # UTF-16 has them
        return None
    text, encoding = decode_head(head, path.name)
    if not text.startswith(MARK):
        return None
    return open_text(path, text, encoding, delimiter=options.delimiter, decimal=options.decimal)


def read_own(table: TextTable | ParquetTable, options: ReadOptions) -> tuple[Recording, list[str]]:
    """Read retrogait's own file; gives the recording and notes of reading it."""
    name, header = table.path.name, table.header or {}
    declaration = own_columns(table.names, options.site)
    if declaration is None:
        raise UnreadableExport(
            f"{name}: its columns are not retrogait's (found {show(table.names)}), though its header is; if it holds "
            f"samples, {DECLARE}"
        )
    labels = [site.site if (site := understand_site(label)) else label for label in declaration.channels]
    if options.site is not None and labels != [options.site]:
        raise InvalidOption(
            f"site: {options.site!r} given, but {name} holds {', '.join(declaration.channels)}; leave site= "
            "out, or rename with sites={'found': 'wanted'}"
        )
    want_once(declaration.names, table.names, name)
    samples, notes = _samples(table, declaration, options)
    try:
        recording = make_recording(
            samples,
            header["rate_hz"] if options.rate_hz is None else options.rate_hz,
            options.frame or header.get("frame", "segment"),
            site=None,
            start_time=header["start_time"],
            acc_unit=options.acc_unit or "m/s^2",
            gyr_unit=options.gyr_unit or "deg/s",
            sites=options.sites,
            source={"format": "csv" if isinstance(table, TextTable) else "parquet"},
        )
    except InvalidTable as error:
        raise UnreadableExport(f"{name}: {error}") from error
    return recording, notes


def _samples(
    table: TextTable | ParquetTable, declaration: Declaration, options: ReadOptions
) -> tuple[pd.DataFrame, list[str]]:
    """Read the channels into a wide frame whose index is the clock."""
    wanted = declaration.names
    if TIME not in table.names:
        if options.rate_hz is None:
            raise UnreadableExport(
                f"{table.path.name}: has no column {TIME} (found {show(table.names)}); pass rate_hz="
            )
        samples, notes = table.read(wanted)
        index: pd.Index[Any] = pd.RangeIndex(len(samples))
    else:
        samples, notes = table.read([TIME, *wanted])
        index = pd.Index(samples.pop(TIME), name=TIME)
    samples = samples if list(samples.columns) == wanted else samples[wanted]  # a copy else
    wide = [f"{label}_{channel}" for label in declaration.channels for channel in SENSOR_COLUMNS]
    return samples.set_axis(index, axis=0).set_axis(wide, axis=1), notes
