"""`read_recording`: a file to a Recording."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from retrogait.errors import RetrogaitWarning
from retrogait.intake.columns import settle_sites
from retrogait.intake.units import canonical_unit
from retrogait.readers.bids_files import choose_motion
from retrogait.readers.containers import opened
from retrogait.readers.declaration import declare
from retrogait.readers.foreign import read_foreign
from retrogait.readers.own_formats import check_formats
from retrogait.readers.own_table import open_own, read_own
from retrogait.readers.phones import check_phone
from retrogait.readers.read_options import ReadOptions
from retrogait.readers.row_recordings import refuse_recording
from retrogait.readers.text_table import check_signs
from retrogait.readers.time_units import check_time_unit
from retrogait.tables.arguments import CALLER, arguments

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from typing import IO

    from retrogait.readers.formats import Format
    from retrogait.recording import Recording


@arguments(path="Any", sites="Any", formats="Any")
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
    time_column: str | int | None = None,
    time_unit: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    recording: str | None = None,
    phone: str | None = None,
    formats: Iterable[Format] = (),
) -> Recording:
    r"""Read a recording: retrogait's own file, the export of a wearable, or any table of samples.

    The format is recognised by content; `retrogait formats` lists those known by name, and any other table whose
    columns name quantity, axis and unit is read as well. retrogait's own columns are `time_s`, then
    `<site>_<acc|gyr>_<x|y|z>` in m/s^2 and deg/s. Anything a file does not state must be passed here; nothing is
    guessed.

    Parameters
    ----------
    path : str, PathLike, open file, or several of them
        A file, a folder, a zip, or a list of files, one per body site or one per sensor.
    columns : mapping, str or sequence of six, optional
        The columns of each sensor: `{"right_foot": "RH.{ACC|GY}.{X|Y|Z}"}`, where `{a|b}` is accelerometer or
        gyroscope and `{a|b|c}` the axis; or `{"right_foot": {"acc": "RH.ACC.{X|Y|Z}", "gyr": ...}}`,
        `{"right_foot": {"acc_x": "RH.ACC.X", ...}}`, `{"right_foot_acc_x": "RH.ACC.X", ...}` or the other way round, as
        in `DataFrame.rename`. For a single sensor its pattern, or its six names, is enough (and `site`). A column is
        given by its name, by its header rows joined by blanks, or by its number from 0; with several files as
        `"gyr.csv:Rx"`. Where sensors stand one below another, `{"sensor": "DeviceName", "acc": ..., "gyr": ...}` names
        the column that separates them. All else is read as without `columns`.
    acc_unit : {"m/s^2", "g", "mg"}, optional
        Unit of the accelerometer, if the file does not state it; "m/s²" and other spellings are understood.
    gyr_unit : {"deg/s", "rad/s", "mdeg/s"}, optional
        Unit of the gyroscope, if the file does not state it; "dps", "°/s" and other spellings are understood.
    rate_hz : float, optional
        Declared rate, checked against the time column; needed if there is none. If the stamps are too coarse to
        separate samples, the rows are counted and the stamps give only the start.
    sites : mapping of str to str, optional
        Renames sensors: name found to body site.
    site : str, optional
        Site of the only sensor. Here, in `sites` and in `columns` other names such as "left_ankle" or "right pocket"
        are understood; a note says which site that is.
    frame : {"segment", "sensor"}, optional
        The axes. By default as stated in the first line of retrogait's own file, and `"sensor"` for any other.
    time_column : str or int, optional
        The time column, by its name or its number from 0; found automatically if one is called time.
    time_unit : {"s", "ms", "us", "ns", "days", "datetime"} or str, optional
        Unit of the time column, if it is not seconds and does not follow from its name or `rate_hz`; device ticks by
        their rate, `"32768 Hz"`.
    delimiter, decimal : str, optional
        Signs between fields and before decimals; found automatically.
    recording : str, optional
        Which of several recordings in a folder or a file to read: its name, or a part of it that no other has. Without
        it the error lists their names.
    phone : {"ios", "android"}, optional
        The phone that Sensor Logger ran on, if its Metadata.csv is missing: the sign of accelerations depends on it.
        "android" if the app wrote standardised units.
    formats : iterable of Format
        Your own formats (`retrogait.readers.Format`), tried before those of `retrogait.readers.FORMATS`.

    Returns
    -------
    Recording
        Repairs are listed in its `warnings` and issued as `RetrogaitWarning`.

    Raises
    ------
    UnreadableExport
        The file is missing, is not a table, is damaged, or its columns are not declared; the message says what to pass.
    InvalidOption
        An argument has an unknown value, or does not fit the file.
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
    site, sites, named = settle_sites(site, sites)
    declaration = None if columns is None else declare(columns, site)
    check_time_unit(time_unit)
    check_signs(delimiter, decimal)
    check_phone(phone)
    options = ReadOptions(
        acc_unit=canonical_unit(acc_unit),
        gyr_unit=canonical_unit(gyr_unit),
        rate_hz=rate_hz,
        time_column=time_column,
        time_unit=time_unit,
        delimiter=delimiter,
        decimal=decimal,
        site=site,
        sites=sites,
        frame=frame,
        declaration=declaration,
        recording=recording,
        phone=phone,
        formats=check_formats(formats),
    )
    with opened(path) as given:
        export = choose_motion(given, recording)
        if export is not given:  # the recording is chosen; a table may be of several too
            options = replace(options, recording=None)
        header: Mapping[str, Any] = {}
        own = open_own(export, options)
        if own is None:
            made, notes = read_foreign(export, options)
        else:
            refuse_recording(options.recording, export.name)
            made, notes = read_own(own, options)
            header = own.header or {}
        return _finish(made, [*named, *notes], header, export.name)


def _finish(recording: Recording, notes: list[str], header: Mapping[str, Any], name: str) -> Recording:
    """Add what the file says of its own history, and give out the warnings."""
    stated = header.get("warnings", ())
    fresh = [f"{name}: {note}" for note in notes] + [
        note for note in recording.warnings if note not in stated
    ]
    history = header.get("source") or {**recording.source}
    recording = replace(recording, warnings=(*stated, *fresh), _source={**history, "file": name})
    for message in recording.warnings:
        python_warnings.warn(message, RetrogaitWarning, stacklevel=CALLER + 1)
    return recording
