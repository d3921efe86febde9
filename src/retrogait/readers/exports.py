"""A foreign export as it lies on disk: its tables recognised, and what the files beside them say."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption, SeveralRecordings, UnreadableExport
from retrogait.readers.bids_files import read_channels
from retrogait.readers.bids_table import explain_lack_of_channels, is_motion, open_motion
from retrogait.readers.binary import binary_format, read_binary
from retrogait.readers.contents import decode_head, is_parquet, read_head
from retrogait.readers.declared_table import by_own_names, declare_triads
from retrogait.readers.foreign_table import ForeignTable, open_foreign, open_foreign_parquet
from retrogait.readers.matlab import MARK as MATLAB_MARK
from retrogait.readers.matlab_table import open_matlab
from retrogait.readers.phones import with_sign
from retrogait.readers.text_table import DELIMITERS
from retrogait.readers.time_columns import find_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from retrogait.readers.containers import Export
    from retrogait.readers.formats import Format
    from retrogait.readers.read_options import ReadOptions
    from retrogait.readers.start import Start
    from retrogait.readers.streams import Stream


_DEVICE = re.compile(r"(?:Serial Number|DeviceTag|DeviceId|Application)\s*:[\s,;]*([^,;\n]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Survey:
    """What is in an export: tables to read, streams of binary files, and what the other files say."""

    tables: tuple[ForeignTable, ...]
    binary: tuple[tuple[Format, tuple[Stream, ...]], ...]
    ignored: tuple[str, ...]
    start: Start | None
    device: str | None
    notes: tuple[str, ...]


def survey(export: Export, options: ReadOptions) -> Survey:
    """Recognise every file of an export.

    Raises
    ------
    UnreadableExport
        The only file is not a table, or an iOS export does not state its sign.
    """
    tables: list[ForeignTable] = []
    binary: list[tuple[Format, tuple[Stream, ...]]] = []
    ignored: list[str] = []
    facts: dict[str, str] = {}
    alone = export.kind == "file" or len(export.files) == 1
    for path, name in export.files:
        table = None
        try:
            head = read_head(path)
            known = binary_format(path, head, options.formats)
            if head.startswith(MATLAB_MARK):
                tables += open_matlab(path, name, options)
                continue
            if known is not None and known.binary is not None:
                binary.append((known, tuple(read_binary(path, name, known.binary))))
                continue
            table = _open_table(path, name, head, export, options)
        except UnreadableExport as error:
            if alone or export.kind == "list" or isinstance(error, SeveralRecordings):
                raise
        if table is not None and (table.triads or options.declaration is not None):
            tables.append(table)
        else:
            if table is not None and alone:
                tables.append(table)
            ignored.append(name)
            facts |= _facts(path)
    if options.declaration is not None and (tables or binary):
        if not tables:
            raise _refuse_columns(export.name, [known.name for known, _ in binary])
        everything, tables, binary = tables, declare_triads(tables, options.declaration, export.name), []
        declared = {table.name for table in tables}
        others = {table.name: table.path for table in everything if table.name not in declared}
        ignored += others
        for path in others.values():
            facts |= _facts(path)
    named = [by_own_names(table, options) for table in tables]
    tables = [table for table, _ in named]
    notes = [note for _, found in named for note in found]
    notes += [
        f"{table.known.name} writes gravity pointing down; accelerations are turned round"
        for table in tables
        if table.known.acc_sign < 0
    ]
    notes += [note for table in tables if not table.is_declared for note in table.notes]
    tables = with_sign(tables, facts, options.phone, notes)
    start = find_start(tables, facts)
    device = _device(facts, tables)
    return Survey(tuple(tables), tuple(binary), tuple(ignored), start, device, tuple(notes))


def list_tables(export: Export, options: ReadOptions) -> list[ForeignTable]:
    """Recognise the tables of an export, whatever they hold; files that are none are left out."""
    tables = []
    for path, name in export.files:
        try:
            table = _open_table(path, name, read_head(path), export, options)
        except UnreadableExport:
            continue
        if table is not None:
            tables.append(table)
    return tables


def _open_table(
    path: Path, name: str, head: bytes, export: Export, options: ReadOptions
) -> ForeignTable | None:
    """Recognise the table of a file; None where there is none."""
    if is_parquet(head):
        return open_foreign_parquet(path, name, options.formats)
    text, encoding = decode_head(head, name)
    channels = read_channels(path, export)
    if channels:
        return open_motion(path, name, text, encoding, channels, export.place_of(path))
    if is_motion(path, text):
        raise UnreadableExport(explain_lack_of_channels(name))
    return open_foreign(path, name, text, encoding, options)


def _refuse_columns(where: str, formats: Sequence[str]) -> InvalidOption:
    return InvalidOption(
        f"columns: {where} is a binary recording ({', '.join(formats)}), whose channels are known; leave columns= out"
    )


def _device(facts: Mapping[str, str], tables: list[ForeignTable]) -> str | None:
    """Find what the export calls its device."""
    stated = facts.get("device name") or " ".join(
        filter(None, map(facts.get, ("devicebrand", "devicemodel")))
    )
    heads = (_DEVICE.search(table.layout.preamble) for table in tables)
    return stated or next((match[1].strip() for match in heads if match), None)


def _facts(path: Path) -> dict[str, str]:
    """Read a small table of two rows, or of properties and values, as words by name."""
    if path.stat().st_size > 1 << 16:
        return {}
    try:
        text, _ = decode_head(path.read_bytes(), path.name)
        sign = max(DELIMITERS, key=text.partition("\n")[0].count)
        rows = [row for row in csv.reader(text.splitlines(), delimiter=sign) if row]
    except (csv.Error, UnreadableExport):
        return {}
    if len(rows) < 2:
        return {}
    if [cell.lower() for cell in rows[0][:2]] == ["property", "value"]:
        return {row[0].lower(): row[1] for row in rows[1:] if len(row) > 1}
    return {name.strip().lower(): value for name, value in zip(rows[0], rows[1], strict=False)}
