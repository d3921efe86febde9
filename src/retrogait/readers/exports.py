"""A foreign export as it lies on disk: its tables recognised, and what the files beside them say."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption, UnreadableExport
from retrogait.readers.binary import binary_format, read_binary
from retrogait.readers.contents import decode_head, is_parquet, read_head
from retrogait.readers.declared_table import by_own_names, declare_triads
from retrogait.readers.foreign_table import ForeignTable, open_foreign, open_foreign_parquet
from retrogait.readers.text_table import DELIMITERS
from retrogait.readers.time_columns import Start, find_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from retrogait.readers.containers import Export
    from retrogait.readers.formats import Format
    from retrogait.readers.read_options import ReadOptions
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
        A file of its own is no table, or an iOS export does not say its sign.
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
            known = binary_format(path, head)
            if known is not None and known.binary is not None:
                binary.append((known, tuple(read_binary(path, name, known.binary))))
                continue
            if is_parquet(head):
                tables.append(open_foreign_parquet(path, name))
                continue
            text, encoding = decode_head(head, name)
            table = open_foreign(path, name, text, encoding, options)
        except UnreadableExport:
            if alone or export.kind == "list":
                raise
        if table is not None and (table.triads or options.declaration is not None):
            tables.append(table)
        else:
            if table is not None and alone:
                tables.append(table)
            ignored.append(name)
            facts |= _facts(path)
    if options.declaration is not None and (tables or binary):
        if binary and not tables:
            raise _refuse_columns(export.name, [known.name for known, _ in binary])
        everything, tables = tables, declare_triads(tables, options.declaration, export.name)
        taken = {table.name for table in tables}
        for table in everything:
            if table.name not in taken:
                ignored.append(table.name)
                facts |= _facts(table.path)
        binary = []
    named = [by_own_names(table, options) for table in tables]
    tables = [table for table, _ in named]
    notes = [note for _, found in named for note in found]
    notes += [
        f"{table.known.name} writes gravity pointing down; accelerations are turned round"
        for table in tables
        if table.known.acc_sign < 0
    ]
    tables = _with_sign(tables, facts, notes)
    start = find_start(tables, facts)
    device = _device(facts, tables)
    return Survey(tuple(tables), tuple(binary), tuple(ignored), start, device, tuple(notes))


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


def _with_sign(tables: list[ForeignTable], facts: dict[str, str], notes: list[str]) -> list[ForeignTable]:
    """Settle the sign of accelerations where it depends on the phone, as with Sensor Logger."""
    loggers = [table for table in tables if table.known.sign_in_metadata]
    words = {table.name.rpartition("/")[2].lower() for table in loggers}
    watches = [table for table in loggers if table.known.unit_in_metadata]
    if not watches and not any("acc" in word for word in words):
        return tables
    platform = facts.get("platform", "").lower()
    standard = facts.get("standardisation", facts.get("standardization", "")).lower() in ("true", "1", "yes")
    has_gravity = any(word.startswith("gravity") for word in words)
    if watches and platform != "ios":
        raise UnreadableExport(
            f"{watches[0].name}: its unit and sign depend on the watch, which Metadata.csv says "
            f"({f'platform {platform!r}' if platform else 'that is lacking'}, expected 'iOS'); pass the whole folder "
            "or zip as Sensor Logger wrote it, or say which column is what with columns=, acc_unit= and gyr_unit="
        )
    if watches and standard:
        metric = {id(table): _in_metres(table) for table in watches}
        tables = [metric.get(id(table), table) for table in tables]
    if not platform and has_gravity and not any(word.startswith("total") for word in words):
        raise UnreadableExport(
            f"{loggers[0].name}: its sign depends on the phone, which Metadata.csv says, and that is lacking; pass the "
            "whole folder or zip as Sensor Logger wrote it"
        )
    if not platform and any(word.startswith("total") for word in words):
        notes.append("Metadata.csv is lacking; accelerations are taken with Android's sign")
    if platform != "ios" or standard:
        return tables
    notes.append("written on iOS: accelerations are turned round, so that gravity at rest points up")
    turned = {id(table): replace(table, known=replace(table.known, acc_sign=-1)) for table in loggers}
    return [turned.get(id(table), table) for table in tables]


def _in_metres(table: ForeignTable) -> ForeignTable:
    """Take the accelerations of a table to be in m/s^2, as the app's standardised units are."""
    triads = (replace(triad, unit="m/s^2") if triad.kind == "acc" else triad for triad in table.triads)
    return replace(table, triads=tuple(triads))
