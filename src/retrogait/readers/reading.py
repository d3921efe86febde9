"""`read_recording`: a file to a Recording."""

from __future__ import annotations

import re
import warnings as python_warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning, UnreadableExport
from retrogait.readers.binary import binary_format
from retrogait.readers.containers import Export, opened
from retrogait.readers.contents import decode_head, is_parquet, read_head
from retrogait.readers.declaration import Declaration, check_columns, declare, own_columns, show
from retrogait.readers.exports import read_export
from retrogait.readers.header import MARK
from retrogait.readers.parquet_table import ParquetTable, open_parquet
from retrogait.readers.streams import Asked
from retrogait.readers.text_table import TextTable, open_text
from retrogait.readers.times import SECONDS_PER_UNIT, TimeColumn, find_time, to_index
from retrogait.recording import Recording, make_recording
from retrogait.schema import SENSOR_COLUMNS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from typing import IO


_OWN_NAMES = re.compile(r"(?:acc|gyr)_[xyz]\b")


def read_recording(
    path: str | os.PathLike[str] | IO[Any] | Iterable[str | os.PathLike[str] | IO[Any]],
    *,
    columns: Any = None,
    acc_unit: str | None = None,
    gyr_unit: str | None = None,
    rate_hz: float | None = None,
    sites: Mapping[str, str] | None = None,
    site: str | None = None,
    frame: str | None = None,
    time_column: str | None = None,
    time_unit: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
) -> Recording:
    r"""Read a recording: retrogait's own file, the export of a wearable, or any table of samples.

    The format is told by content; `retrogait formats` lists those known by name, and any other table whose
    columns name quantity, axis and unit is read as well. retrogait's own columns are `time_s`, then
    `<site>_<acc|gyr>_<x|y|z>` in m/s^2 and deg/s. What a file does not say has to be said here; nothing is
    guessed.

    Parameters
    ----------
    path : str, PathLike, open file, or several of them
        A file, a folder, a zip, or a list of files, one per body site or one per sensor.
    columns : mapping, str or sequence of six, optional
        The columns of each sensor: `{"right_foot": "RH.{ACC|GY}.{X|Y|Z}"}`, where `{a|b}` is accelerometer or
        gyroscope and `{a|b|c}` the axis; or `{"right_foot": {"acc": "RH.ACC.{X|Y|Z}", "gyr": ...}}`,
        `{"right_foot": {"acc_x": "RH.ACC.X", ...}}`, `{"right_foot_acc_x": "RH.ACC.X", ...}` or the other way
        round, as in `DataFrame.rename`. Of a single sensor its pattern, or its six names, is enough (and `site`).
    acc_unit : {"m/s^2", "g", "mg"}, optional
        Unit of the accelerometer; needed with `columns`.
    gyr_unit : {"deg/s", "rad/s", "mdeg/s"}, optional
        Unit of the gyroscope; needed with `columns`.
    rate_hz : float, optional
        Declared rate, checked against the column of time; needed where there is none.
    sites : mapping of str to str, optional
        Renames sensors: name found to body site.
    site : str, optional
        Site of the only sensor.
    frame : {"segment", "sensor"}, optional
        The axes. Without it what the file says, `"segment"` for retrogait's columns, `"sensor"` for declared
        ones.
    time_column : str, optional
        The column of time; found by itself where one is called time.
    time_unit : {"s", "ms", "us", "ns", "datetime"}, optional
        Its unit, where its name does not say it, it is not seconds and `rate_hz` does not tell.
    delimiter, decimal : str, optional
        Signs between fields and before decimals; found by themselves.

    Returns
    -------
    Recording
        What was repaired is listed in its `warnings` and given out as `RetrogaitWarning`.

    Raises
    ------
    UnreadableExport
        The file is not there, no table, damaged, or its columns are not declared; the message says what to
        pass.
    InvalidOption
        An argument has a value that is not known, or does not fit the file.
    MissingExtra
        The file is parquet and pyarrow is not installed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> rows = "".join(f"{10 * k},0.01,0.02,0.99,0.{k % 7},0.1,0.{k % 5}\n" for k in range(300))
    >>> _ = path.write_text("time [ms],RH.ACC.X,RH.ACC.Y,RH.ACC.Z,RH.GY.X,RH.GY.Y,RH.GY.Z\n" + rows)
    >>> read_recording(path, columns={"right_foot": "RH.{ACC|GY}.{X|Y|Z}"}, acc_unit="g", gyr_unit="deg/s")
    <Recording: right_foot; 300 samples at 100 Hz (3 s), sensor frame>
    """
    asked = Asked(acc_unit, gyr_unit, rate_hz, time_column, time_unit, delimiter, decimal)
    declaration = None if columns is None else declare(columns, site)
    with opened(path) as export:
        if declaration is not None and len(export.files) > 1:
            raise InvalidOption(
                f"columns: describes one table, but {export.name} holds {len(export.files)} files; pass the one file"
            )
        header: dict[str, Any] = {}
        table = _open(export, declaration, delimiter, decimal)
        if table is None:
            read = _read_foreign(export, asked, site=site, sites=sites, frame=frame)
            if read is None:
                table = _open(export, declaration, delimiter, decimal, strictly=True)
                names = table.names if table is not None else ()
                raise UnreadableExport(_explain_columns(export.name, names))
            recording, notes = read
        else:
            recording, notes = _read_table(table, declaration, asked, site=site, sites=sites, frame=frame)
            header = table.header or {}
        return _finish(recording, notes, header, export.name)


def _read_foreign(
    export: Export,
    asked: Asked,
    *,
    site: str | None,
    sites: Mapping[str, str] | None,
    frame: str | None,
) -> tuple[Recording, list[str]] | None:
    if asked.time_unit is not None and asked.time_unit not in (*SECONDS_PER_UNIT, "datetime"):
        raise InvalidOption(
            f"time_unit: {asked.time_unit!r} is not known; use one of 's', 'ms', 'us', 'ns', 'datetime'"
        )
    read = read_export(export, asked, site=site, sites=sites, frame=frame)
    if read is not None and site is not None and site not in read[0].sites:
        raise InvalidOption(
            f"site: {site!r} given, but {export.name} holds {', '.join(read[0].sites)}; leave site= out, or rename "
            "with sites={'found': 'wanted'}"
        )
    return read


def _read_table(
    table: TextTable | ParquetTable,
    declaration: Declaration | None,
    asked: Asked,
    *,
    site: str | None,
    sites: Mapping[str, str] | None,
    frame: str | None,
) -> tuple[Recording, list[str]]:
    """Read retrogait's own columns, or those declared."""
    name = table.path.name
    if declaration is None:
        found = own_columns(table.names, site)
        if found is None:
            raise UnreadableExport(_explain_columns(name, table.names))
        declaration = found
    else:
        _want_units(asked.acc_unit, asked.gyr_unit, name)
        frame = frame or "sensor"
    if site is not None and list(declaration.channels) != [site]:
        raise InvalidOption(
            f"site: {site!r} given, but {name} holds {', '.join(declaration.channels)}; leave site= "
            "out, or rename with sites={'found': 'wanted'}"
        )
    check_columns(declaration, table.names, name)
    header = table.header or {}
    time = find_time(table.names, table.rows, asked.time_column or declaration.time, asked.time_unit, name)
    if time is not None and time.name in declaration.names:
        raise InvalidOption(
            f"time_column: {time.name!r} is the column of a channel; name another, or pass rate_hz="
        )
    samples, notes = _samples(table, declaration, time, asked.rate_hz)
    try:
        recording = make_recording(
            samples,
            header.get("rate_hz", asked.rate_hz) if asked.rate_hz is None else asked.rate_hz,
            frame or header.get("frame", "segment"),
            site=None,
            start_time=header.get("start_time"),
            acc_unit=asked.acc_unit or "m/s^2",
            gyr_unit=asked.gyr_unit or "deg/s",
            sites=sites,
            source={"format": "csv" if isinstance(table, TextTable) else "parquet"},
        )
    except InvalidTable as error:
        raise UnreadableExport(f"{name}: {error}") from error
    return recording, notes


def _open(
    export: Export,
    declaration: Declaration | None,
    delimiter: str | None,
    decimal: str | None,
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
        text, encoding = decode_head(head, path.name)
        try:
            table = open_text(path, text, encoding, delimiter=delimiter, decimal=decimal, wanted=())
        except UnreadableExport:
            if text.startswith(MARK) or _OWN_NAMES.search(text.partition("\n")[0]):
                raise
            return None
        return table if own_columns(table.names, None) is not None else None
    text, encoding = decode_head(head, path.name)
    return open_text(path, text, encoding, delimiter=delimiter, decimal=decimal, wanted=wanted)


def _explain_columns(name: str, names: Sequence[str]) -> str:
    return (
        f"{name}: its columns are not retrogait's (found {show(names)}); if it holds "
        "samples, say which column is what: columns={'left_foot': '...{ACC|GYR}...{X|Y|Z}'}, "
        "acc_unit= ('m/s^2', 'g' or 'mg'), gyr_unit= ('deg/s', 'rad/s' or 'mdeg/s') and time_column= or "
        "rate_hz="
    )


def _want_units(acc_unit: str | None, gyr_unit: str | None, name: str) -> None:
    lacking = [key for key, unit in (("acc_unit", acc_unit), ("gyr_unit", gyr_unit)) if unit is None]
    if lacking:
        raise UnreadableExport(
            f"{name}: the unit of the {'accelerometer' if lacking[0] == 'acc_unit' else 'gyroscope'} is not "
            f"said; with columns= pass {' and '.join(f'{key}=' for key in lacking)} too (acc_unit 'm/s^2', "
            "'g' or 'mg'; gyr_unit 'deg/s', 'rad/s' or 'mdeg/s')"
        )


def _samples(
    table: TextTable | ParquetTable, declaration: Declaration, time: TimeColumn | None, rate_hz: float | None
) -> tuple[pd.DataFrame, list[str]]:
    """Read the channels into a wide frame whose index is the clock."""
    if time is None and rate_hz is None:
        raise UnreadableExport(
            f"{table.path.name}: has no column of time (found {show(table.names)}); pass rate_hz=, or name "
            "it with time_column="
        )
    dates = [time.name] if time and time.unit == "datetime" else []
    seconds = [time.name] if time and not dates else []
    read, notes = table.read([*seconds, *declaration.names], dates)
    index = (
        pd.RangeIndex(len(read))
        if time is None
        else to_index(read[time.name], time, rate_hz, table.path.name)
    )
    samples = read[declaration.names].set_axis(index, axis=0)
    wide = [f"{label}_{channel}" for label in declaration.channels for channel in SENSOR_COLUMNS]
    return samples.set_axis(wide, axis=1), notes


def _finish(recording: Recording, notes: list[str], header: Mapping[str, Any], name: str) -> Recording:
    """Add what the file says of its own history, and give out the warnings."""
    said = header.get("warnings", ())
    fresh = [f"{name}: {note}" for note in notes] + [note for note in recording.warnings if note not in said]
    history = header.get("source") or {**recording.source}
    recording = replace(recording, warnings=(*said, *fresh), _source={**history, "file": name})
    for message in recording.warnings:
        python_warnings.warn(message, RetrogaitWarning, stacklevel=3)
    return recording
