"""Foreign exports to a Recording: tables to streams, streams to sensors, and the reasons why one is refused."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption, InvalidTable, UnreadableExport
from retrogait.intake.columns import UNNAMED_SITE
from retrogait.intake.site_names import find_site, understand_site
from retrogait.intake.unit_names import unit_of
from retrogait.readers.contents import decode_head, read_head
from retrogait.readers.declaration import BY_NUMBER, DECLARE, show
from retrogait.readers.exports import survey
from retrogait.readers.joining import join
from retrogait.readers.layout import split
from retrogait.readers.pairing import Sensor, pair
from retrogait.readers.row_recordings import refuse_recording
from retrogait.readers.streams import Stream, read_streams
from retrogait.readers.text_table import DELIMITERS, NUMBER
from retrogait.readers.time_units import believable_start
from retrogait.readers.words import understand
from retrogait.recording import Recording, make_recording
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.readers.containers import Export
    from retrogait.readers.foreign_table import ForeignTable
    from retrogait.readers.formats import Format
    from retrogait.readers.read_options import ReadOptions


def read_foreign(export: Export, options: ReadOptions) -> tuple[Recording, list[str]]:
    """Make a Recording from an export; gives it and the notes of its reading.

    Raises
    ------
    UnreadableExport
        Its tables hold no accelerometer and gyroscope, or do not say units or time; the message says what they hold.
    InvalidOption
        No sensor is at the `site` asked for.
    """
    found, where = survey(export, options), export.name
    if not found.tables and not found.binary:
        if export.kind == "file":
            raise explain_no_table(export, options)
        raise UnreadableExport(
            f"{where}: none of its {len(export.files)} files is a table of an accelerometer or gyroscope "
            f"({', '.join(name for _, name in export.files[:6])}); pass the export itself, or say which column is what "
            "with columns="
        )
    if not found.tables:
        refuse_recording(options.recording, where)
    streams: list[Stream] = []
    for table in found.tables:
        if not table.is_declared:
            refuse_by_name(table)
        streams += read_streams(table, options)
    for _, binary in found.binary:
        streams += binary
    if not streams:
        raise _explain_axes(found.tables, streams, where) or UnreadableExport(
            _explain_nothing(found.tables, where)
        )
    known = found.binary[0][0] if found.binary else max(found.tables, key=_plainness).known
    is_folder = export.kind in ("folder", "zip")
    try:
        try:
            sensors, left = pair(streams, known, where, options.phone)
        except UnreadableExport as error:
            several = _several(streams, known, where) if is_folder else None
            raise several or _explain_axes(found.tables, streams, where) or error from None
        if is_folder:
            _check_one_recording(sensors, known, where)
        joined = join(sensors, {"acc_unit": options.acc_unit, "gyr_unit": options.gyr_unit}, known, where)
        frames, start = joined.frames, joined.start
        if (
            options.site is not None
            and len(frames) == 1
            and not _is_called_otherwise(sensors[0], options.site)
        ):
            frames = {options.site: next(iter(frames.values()))}
        sites = {sensor.label: _site_of(sensor.label, len(sensors), options) for sensor in sensors}
        named = [sensor.note for sensor in sensors if sensor.note and sites[sensor.label] == sensor.label]
        source: dict[str, Any] = {
            "format": known.name,
            "device": found.device,
            "files": list(dict.fromkeys(stream.file for s in sensors for stream in (s.acc, s.gyr))),
            "found": {sites[s.label]: s.owner.label or s.acc.file for s in sensors},
            "stated_rate_hz": next((s.acc.rate_hz for s in sensors if s.acc.rate_hz), None),
            "reordered": {sites[label]: count for label, count in joined.reordered.items()},
            "doubled": {sites[label]: count for label, count in joined.doubled.items()},
            "held": {sites[s.label]: max(s.acc.n_held, s.gyr.n_held) for s in sensors},
            "repairs": [*left, *joined.notes],
        }
        stated_by = "the column of time"
        if start is None and found.start is not None:
            start, stated_by = found.start.at_zero(frames), found.start.how
        start, doubt = believable_start(start)
        source["start_time_from"] = None if start is None else stated_by
        del streams, sensors  # their samples are in the frames, and memory counts
        recording = make_recording(
            frames,
            joined.rate_hz or options.rate_hz,
            options.frame or "sensor",
            site=None,
            start_time=start,
            acc_unit=joined.acc_unit,
            gyr_unit=joined.gyr_unit,
            sites=options.sites,
            source=source,
        )
    except InvalidTable as error:
        raise UnreadableExport(f"{where}: {error}") from error
    if options.site is not None and options.site not in recording.sites:
        raise InvalidOption(
            f"site: {options.site!r} given, but {where} holds {', '.join(recording.sites)}; leave site= out, or rename "
            "with sites={'found': 'wanted'}"
        )
    return recording, [*found.notes, *named, *left, *joined.notes, *([doubt] if doubt else [])]


def _site_of(label: str, n_sensors: int, options: ReadOptions) -> str:
    """Give the site that a sensor found as `label`, one of so many, goes by."""
    called = options.site_of(label, n_sensors)
    site = understand_site(called)
    return called if site is None else site.site


def _is_called_otherwise(sensor: Sensor, site: str) -> bool:
    """Return whether the caller declared a sensor under another name than `site`."""
    return sensor.acc.is_declared and sensor.label not in (UNNAMED_SITE, site) and not sensor.acc.owner


def _plainness(table: ForeignTable) -> int:
    return sum(not triad.traits and not triad.is_bare for triad in table.triads)


def _check_one_recording(sensors: Sequence[Sensor], known: Format, where: str) -> None:
    """Refuse a folder of several recordings: one site twice, or sensors with unrelated clocks."""
    if len({sensor.acc.file for sensor in sensors}) < 2:
        return
    found: dict[tuple[str | None, str], list[str]] = {}
    for sensor in sensors:
        path = sensor.acc.file.rsplit(".", 1)[0]
        site = find_site(path.rpartition("/")[2]) or find_site(path)
        found.setdefault((site, "" if site else sensor.label), []).append(sensor.acc.file)
    twice = next((files for files in found.values() if len(files) > 1), None)
    dated = all(sensor.acc.start is not None for sensor in sensors)
    unnamed = any(site is None for site, _ in found)
    folders = {sensor.acc.file.rpartition("/")[0] for sensor in sensors}
    apart = len(folders) > 1 and not known.folder_per_device
    if twice or (unnamed and (apart or not (dated or known.shares_clock))):
        raise _refuse_several(twice or [sensor.acc.file for sensor in sensors], where)


def _several(streams: Sequence[Stream], known: Format, where: str) -> UnreadableExport | None:
    """Give the refusal of a folder whose folders each hold what looks like a recording of its own."""
    by_folder: dict[str, str] = {}
    for stream in streams:
        by_folder.setdefault(stream.file.rpartition("/")[0], stream.file)
    sites = {find_site(file) for file in by_folder.values()}
    if len(by_folder) < 2 or known.folder_per_device or None not in sites:
        return None
    return _refuse_several(list(by_folder.values()), where)


def _refuse_several(found: Sequence[str], where: str) -> UnreadableExport:
    files = list(dict.fromkeys(found))
    shown = ", ".join(files[:4]) + (f" and {len(files) - 4} more" if len(files) > 4 else "")
    return UnreadableExport(
        f"{where}: seems to hold several recordings ({shown}); expected one; pass the files of one as a list, one "
        "per body site"
    )


def refuse_by_name(table: ForeignTable) -> None:
    """Refuse what looks like samples and is not.

    Raises
    ------
    UnreadableExport
        Names what it is.
    """
    names = "|".join(table.layout.names)
    for pattern, reason in table.known.refusals:
        if re.search(pattern, names, re.IGNORECASE) or re.search(
            pattern, table.layout.preamble, re.IGNORECASE
        ):
            raise UnreadableExport(
                f"{table.name}: {table.known.name}: holds {reason}; expected raw samples; export the IMU or raw data"
            )


def _explain_axes(
    tables: Sequence[ForeignTable], streams: Sequence[Stream], where: str
) -> UnreadableExport | None:
    """Give the refusal of an accelerometer or gyroscope of which an axis has no column; None where that is not why."""
    for kind, word in (("acc", "accelerometer"), ("gyr", "gyroscope")):
        found = {
            name: column.axis
            for table in tables
            for name, column in zip(table.layout.names, table.columns, strict=True)
            if column.kind == kind and column.axis in ("x", "y", "z")
        }
        lacking = [axis for axis in "xyz" if axis not in found.values()]
        if found and lacking and not any(stream.kind == kind for stream in streams):
            return UnreadableExport(
                f"{where}: the {word} has no column for {' and '.join(lacking)} (found {show(list(found))}); x, y and "
                "z are all needed; export them, or say which columns they are with columns="
            )
    return None


def explain_no_table(export: Export, options: ReadOptions) -> UnreadableExport:
    """Give the refusal of a file in which no numbers stand below each other."""
    (path, name) = export.files[0]
    text, _ = decode_head(read_head(path), name)
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return UnreadableExport(f"{name}: holds no table; export it again")
    sign = options.delimiter or max(DELIMITERS, key=lines[0].count)
    table = [[cell.strip() for cell in split(line, sign)] for line in lines]
    table = [
        row for row in table if not all(map(unit_of, filter(None, row)))
    ]  # a row of units, or an empty one
    for names, below in pairwise([*table, []]):
        if sum(understand(cell).kind in ("acc", "gyr") for cell in names) < len(SENSOR_COLUMNS) // 2:
            continue
        if not below:
            return UnreadableExport(
                f"{name}: has a header but no rows (found {show(names)}); export it again"
            )
        return UnreadableExport(f"{name}: {_explain_cells(names, below)}")
    shaped = _explain_shape(table) if table else None
    if shaped:
        return UnreadableExport(f"{name}: {shaped}")
    names = [cell.strip() for cell in split(lines[0], sign)]
    return UnreadableExport(
        f"{name}: its columns are not retrogait's (found {show(names)}); if it holds samples, {DECLARE}"
    )


def _explain_cells(names: Sequence[str], cells: Sequence[str]) -> str:
    """Describe the cells below a row of names, where they are not numbers."""
    wrong = [
        (name, cell)
        for name, cell in zip(names, cells, strict=False)
        if understand(name).kind in ("acc", "gyr") and not NUMBER.fullmatch(cell)
    ]
    name, cell = wrong[0] if wrong else (names[0], cells[0])
    return (
        f"column {name!r} holds {cell[:40]!r} below the header; expected numbers alone, with units in the header; take "
        "what is not a number out of the cells"
    )


def _explain_shape(table: Sequence[Sequence[str]]) -> str | None:
    """Say what a table is that has several numbers in a cell, or one number in a row; None where it is neither."""
    names, rows = table[0], table[1:12]
    for name, cell in zip(names, rows[0] if rows else (), strict=False):
        if re.match(r"[\[(]\s*[-+.\d].*,", cell):
            return (
                f"column {name!r} holds several numbers in a cell ({cell[:40]!r}); expected a column for each axis; in "
                f"pandas: table[['acc_x', 'acc_y', 'acc_z']] = table[{name!r}].str.strip('[]()').str.split(',', "
                "expand=True)"
            )
    for at, name in enumerate(names):
        said = {understand(row[at]).kind for row in rows if at < len(row)}
        if said & {"acc", "gyr"}:
            return (
                f"holds one number a row, and column {name!r} says of what; expected a column for each; in pandas: "
                f"table.pivot_table(index={names[0]!r}, columns={name!r}, values={names[-1]!r}).to_csv('wide.csv')"
            )
    return None


def _explain_nothing(tables: Sequence[ForeignTable], where: str) -> str:
    names = [name for table in tables for name in table.layout.names]
    if re.search(r"DataType\s*=\s*Quaternion", tables[0].layout.preamble):
        return f"{where}: holds orientation only (quaternions); expected accelerometer and gyroscope; export those"
    if not names:
        return (
            f"{where}: the first line holds numbers ({', '.join(tables[0].layout.rows[0][:4])} ...), expected names of "
            f"columns; add a header line, e.g. time_s,left_foot_acc_x,...; or {BY_NUMBER}"
        )
    low = " ".join(names).lower()
    measured = re.search(r"\b(?:acc|gyr)", low)
    if any(column.kind == "" and column.axis for table in tables for column in table.columns):
        return (
            f"{where}: its columns are named x, y, z without a unit (found {show(names)}), which does not tell an "
            "accelerometer from a gyroscope; pass the folder or zip the app wrote, with the files of both, or say "
            "which column is what with columns=, acc_unit= and gyr_unit="
        )
    if not measured and re.search(r"quat|\bq[_ ]?[0-3wxyz]\b|euler|\b(?:roll|pitch|yaw)\b", low):
        return (
            f"{where}: holds orientation only (found {show(names)}); expected accelerometer and gyroscope; record in a "
            "mode that keeps them"
        )
    if re.search(r"\baxis ?1\b|vector magnitude|counts?\b|steps", low):
        return (
            f"{where}: holds activity counts per epoch (found {show(names)}), no samples; export the raw data"
        )
    return (
        f"{where}: its columns are not retrogait's (found {show(names)}), nor named by quantity and axis; if it holds "
        f"samples, {DECLARE}"
    )
