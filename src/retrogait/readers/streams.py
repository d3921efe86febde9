"""A foreign table to streams: the samples of one accelerometer or gyroscope, on its own clock."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import UnreadableExport
from retrogait.readers.declaration import show
from retrogait.readers.formats import Format, recognise
from retrogait.readers.layout import Layout, find_layout
from retrogait.readers.stopwatch import dates_to_seconds, seconds_since
from retrogait.readers.text_table import TextTable
from retrogait.readers.triads import Triad, find_triads, quantities, time_of
from retrogait.readers.words import Quantity, understand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_DATE = re.compile(r"\s*\d{4}-\d{2}-\d{2}[T ].*")
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_NO_GRAVITY = re.compile(r"(?i)linear|free ?acc|user ?acc")  # a "free walk" is no free acceleration
_OWNERS = re.compile(
    r"(?i)(?:sensor|device|imu|node|mac|serial|site|placement|side|body ?part|segment)s?[ _]?"
    r"(?:id|name|address|number|no|label)?"
)
MOST_SENSORS = 32
MOST_IN_PACKET = 64
MOST_HELD = 0.2  # a still sensor repeats a few rows; a table written faster than its sensor repeats many
AXIVITY_NAMES = ("Time", *(f"Accel-{a} (g)" for a in "XYZ"), *(f"Gyro-{a} (deg/s)" for a in "XYZ"))


@dataclass(frozen=True)
class Asked:
    """What the caller of `read_recording` says of a foreign file."""

    acc_unit: str | None = None
    gyr_unit: str | None = None
    rate_hz: float | None = None
    time_column: str | None = None
    time_unit: str | None = None
    delimiter: str | None = None
    decimal: str | None = None


@dataclass(frozen=True)
class Stream:
    """Samples (3, n) of one accelerometer or gyroscope as stored, in `unit`.

    `seconds` start at 0 with `origin_s` on the file's clock; None where rows are only counted, at `rate_hz`. `start` is
    the time of day of the first sample, where known.
    """

    kind: str
    label: str
    variant: str
    traits: frozenset[str]
    unit: str | None
    values: Array
    seconds: Array | None
    origin_s: float
    start: Any
    rate_hz: float | None
    file: str
    notes: tuple[str, ...] = ()
    is_counted: bool = False


@dataclass(frozen=True)
class ForeignTable:
    """A table of a foreign file, recognised but not read yet."""

    path: Path
    name: str
    known: Format
    layout: Layout
    columns: tuple[Quantity, ...]
    triads: tuple[Triad, ...]
    table: TextTable = field(repr=False)


def open_foreign(path: Path, name: str, text: str, encoding: str, asked: Asked) -> ForeignTable | None:
    """Recognise the table of a text file from its first characters; None where there is none."""
    lines = re.split(r"\r\n|\n|\r", text)
    layout = find_layout(lines, asked.delimiter)
    if layout is None:
        return None
    if not layout.names and layout.width == 7 and all(_DATE.fullmatch(row[0]) for row in layout.rows):
        layout = replace(layout, names=AXIVITY_NAMES)
    _want_names(layout, name)
    known = recognise(layout)
    columns = tuple(quantities(layout, known))
    triads = tuple(find_triads(columns, layout.rates_hz))
    decimal = asked.decimal
    if decimal is None:
        fields = (cell for row in layout.rows for cell in row)
        decimal = "," if layout.delimiter != "," and any(map(_DECIMAL_COMMA.fullmatch, fields)) else "."
    table = TextTable(
        path,
        _unique(layout.names),
        layout.rows,
        max(map(len, layout.rows)) + _closes(lines, layout),
        None,
        encoding,
        layout.delimiter,
        decimal,
        layout.first_row,
        has_names=False,
    )
    return ForeignTable(path, name, known, layout, columns, triads, table)


def _want_names(layout: Layout, name: str) -> None:
    """Refuse rows with more fields than the header has names."""
    if not layout.names:
        return
    n_names = max(position for position, name in enumerate(layout.names) if name) + 1
    widest = max(position for row in layout.rows for position, cell in enumerate(row) if cell.strip()) + 1
    if layout.delimiter == "," and widest >= 2 * n_names - 1 > 1:
        raise UnreadableExport(
            f"{name}: the header has {n_names} fields, the rows {widest}; it looks like decimal commas in a table "
            "delimited by commas; export it with another delimiter or with decimal points"
        )
    if widest > n_names:
        raise UnreadableExport(
            f"{name}: the header has {n_names} names, the rows after it up to {widest} fields; wanted a name for "
            "each; correct the header"
        )


def _closes(lines: list[str], layout: Layout) -> int:
    line = lines[layout.first_row]
    sign = layout.delimiter
    return int(
        len(sign) == 1 and line.count(sign) + 1 == layout.width + 1 and line.rstrip("\n").endswith(sign)
    )


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    unique = []
    for position, name in enumerate(names):
        plain = name or f"column {position + 1}"
        seen[plain] = seen.get(plain, 0) + 1
        unique.append(plain if seen[plain] == 1 else f"{plain} [{seen[plain]}]")
    return tuple(unique)


def read_streams(foreign: ForeignTable, asked: Asked) -> list[Stream]:
    """Read the accelerometers and gyroscopes of a table.

    Raises
    ------
    UnreadableExport
        A number cannot be read, or the clock is not said.
    """
    names, triads = foreign.table.names, usable_triads(foreign)
    if not triads:
        return []
    clocks = {id(triad): _clock_column(triad, foreign, asked) for triad in triads}
    dated = {c for c in clocks.values() if c is not None and _is_date(foreign, c, asked)}
    chosen = {p for triad in triads for p in triad.positions} | {c for c in clocks.values() if c is not None}
    words = [names[c] for c in sorted(dated)]
    if foreign.known.rows and foreign.known.rows[0] in names:
        words.append(foreign.known.rows[0])
    numbers = [names[p] for p in sorted(chosen - dated)]
    owners = _owner_column(foreign)
    if owners is not None:
        words.append(owners)
    frame, notes = foreign.table.read(numbers, words)
    if owners is not None and frame[owners].nunique() > 1:
        return _read_by_owner(frame, owners, foreign, asked, notes)
    return _streams_of(frame, triads, clocks, foreign, asked, notes)


def _owner_column(foreign: ForeignTable) -> str | None:
    """Find the column that says whose sample a row is, in tables that hold several sensors one below another."""
    if foreign.known.rows is not None:
        return None
    for position, name in enumerate(foreign.layout.names):
        used = any(position in triad.positions for triad in foreign.triads)
        if not used and _OWNERS.fullmatch(name.strip()):
            return foreign.table.names[position]
    return None


def _read_by_owner(
    frame: pd.DataFrame, owners: str, foreign: ForeignTable, asked: Asked, notes: list[str]
) -> list[Stream]:
    triads = usable_triads(foreign)
    clocks = {id(triad): _clock_column(triad, foreign, asked) for triad in triads}
    streams = []
    counts = frame[owners].value_counts()
    if len(counts) > MOST_SENSORS:
        raise UnreadableExport(
            f"{foreign.name}: column {owners!r} names {len(counts)} sensors; wanted {MOST_SENSORS} at most; if it "
            "names no sensors, drop it"
        )
    for owner in dict.fromkeys(frame[owners].dropna()):
        part = frame[frame[owners] == owner]
        if len(part) < 2:
            continue
        streams += [
            replace(stream, label=" ".join(filter(None, (str(owner).strip(), stream.label))))
            for stream in _streams_of(part, triads, clocks, foreign, asked, notes)
        ]
    return streams


def _streams_of(
    frame: pd.DataFrame,
    triads: list[Triad],
    clocks: dict[int, int | None],
    foreign: ForeignTable,
    asked: Asked,
    notes: list[str],
) -> list[Stream]:
    names = foreign.table.names
    kept = foreign.known.rows
    numbers = [name for name in frame.columns if frame[name].dtype.kind == "f"]
    if kept and kept[0] in names:
        mask = frame[kept[0]].str.strip() == kept[1]
        if not mask.all() and mask.any():
            notes.append(f"{int((~mask).sum())} rows whose {kept[0]} is not {kept[1]}, left out")
        frame = frame[mask] if mask.any() else frame
    read: dict[int | None, tuple[Any, ...]] = {}
    streams = []
    for triad in triads:
        clock = clocks[id(triad)]
        rate = _rate(triad, foreign, asked)
        if clock not in read:
            read[clock] = _read_clock(frame, clock, foreign, asked, rate)
            read[clock] = _spread(read[clock], frame[numbers])
        seconds, start, origin_s, keep, said = read[clock]
        columns = [frame[names[p]].to_numpy(dtype=np.float64) for p in triad.positions]
        streams.append(
            _stream(
                triad,
                columns,
                seconds,
                start,
                origin_s,
                keep,
                rate,
                foreign,
                (*notes, *said),
                counted=clock is not None and _counts(foreign.columns[clock]),
            )
        )
    return streams


def _counts(column: Quantity) -> bool:
    return column.kind == "counter" or column.unit == "fine"


def usable_triads(foreign: ForeignTable) -> list[Triad]:
    """Leave out what has the same sensor's plain signal beside it, and name bare axes by their file."""
    triads = []
    for triad in foreign.triads:
        if triad.is_bare:
            said = understand(f"{foreign.name.rsplit('.', 1)[0]} x")
            kind = triad.kind or (said.kind if said.kind in ("acc", "gyr") else "")
            traits = triad.traits | (
                said.traits if _NO_GRAVITY.search(foreign.name) else said.traits - {"free"}
            )
            if foreign.known.name == "Sensor Logger" and kind == "acc" and not traits:
                total = "total" in foreign.name.lower()
                traits = frozenset() if total else frozenset({"free"})
            triad = replace(triad, kind=kind, traits=frozenset(traits))  # noqa: PLW2901
        if triad.kind in ("acc", "gyr"):
            triads.append(triad)
    plain = {(t.kind, t.label) for t in triads if not t.traits}
    return [t for t in triads if not t.traits or (t.kind, t.label) not in plain]


def _clock_column(triad: Triad, foreign: ForeignTable, asked: Asked) -> int | None:
    if asked.time_column is not None:
        names = foreign.layout.names
        if names.count(asked.time_column) != 1:
            raise UnreadableExport(
                f"{foreign.name}: time_column={asked.time_column!r} is in it {names.count(asked.time_column)} "
                f"times (found {show(names)}); wanted once"
            )
        return names.index(asked.time_column)
    return time_of(triad, foreign.columns, foreign.layout, foreign.known)


def _is_date(foreign: ForeignTable, column: int, asked: Asked) -> bool:
    if asked.time_unit is not None:
        return asked.time_unit == "datetime"
    cells = [row[column].strip() for row in foreign.layout.rows if row[column].strip()]
    return bool(cells) and all(
        re.match(r"\d+[-/:.T](?:\d+|[A-Za-z]{3})[-/:.T]", cell) is not None for cell in cells
    )


def _rate(triad: Triad, foreign: ForeignTable, asked: Asked) -> float | None:
    return asked.rate_hz or triad.rate_hz or foreign.layout.stated_rate_hz


def _read_clock(
    frame: pd.DataFrame, clock: int | None, foreign: ForeignTable, asked: Asked, rate: float | None
) -> tuple[Array | None, Any, float, Any, tuple[str, ...]]:
    """Read a column of time: seconds, start, origin, the rows that have a time, notes."""
    if clock is None:
        if rate is None:
            raise UnreadableExport(
                f"{foreign.name}: has no column of time and states no rate (found {show(foreign.layout.names)}); "
                "pass rate_hz=, or name the column with time_column="
            )
        return None, None, 0.0, None, ()
    name = foreign.table.names[clock]
    where = f"{foreign.name}: column {name!r}"
    column = frame[name]
    lacking = column.isna().to_numpy()
    keep = ~lacking if lacking.any() else None
    notes = (f"{int(lacking.sum())} rows without a time, dropped",) if keep is not None else ()
    if keep is not None:
        column = column[keep]
    if not len(column):
        raise UnreadableExport(f"{where} is empty; name another with time_column=, or pass rate_hz=")
    if _is_date(foreign, clock, asked):
        return (*dates_to_seconds(column, where), 0.0, keep, notes)
    said = foreign.columns[clock]
    unit = asked.time_unit or ("counter" if said.kind == "counter" else said.unit) or foreign.known.time_unit
    stamps = column.to_numpy(dtype=np.float64)
    if not np.isfinite(stamps).all():
        raise UnreadableExport(f"{where} holds infinite times; wanted finite ones; correct them")
    seconds, start, _ = seconds_since(stamps, unit, rate, where)
    ratio = 0.0
    moved = np.flatnonzero(seconds)
    if len(moved) and stamps[moved[0]] != stamps[0]:
        ratio = float(seconds[moved[0]] / (stamps[moved[0]] - stamps[0]))
    return seconds, start, float(stamps[0]) * ratio, keep, notes


def _spread(read: tuple[Any, ...], frame: pd.DataFrame) -> tuple[Any, ...]:
    """Spread samples that were given one stamp, as packets of several are, over the time since the stamp before."""
    seconds, start, origin_s, keep, notes = read
    if seconds is None:
        return read
    steps = np.diff(seconds)
    again = np.flatnonzero(steps == 0)
    if not len(again) or len(again) > 0.9 * len(seconds) or (steps < 0).any():
        return read
    values = (frame if keep is None else frame[keep]).to_numpy(dtype=np.float64)
    differs = again[(values[again] != values[again + 1]).any(axis=1)]
    if not len(differs):
        return read
    fresh = np.concatenate([[True], steps > 0])
    run = np.cumsum(fresh) - 1
    size = np.bincount(run)
    stamp = seconds[fresh]
    before = np.concatenate(
        [[stamp[0] - float(np.median(np.diff(stamp))) if len(stamp) > 1 else 0.0], stamp[:-1]]
    )
    if len(stamp) < 2 or size.max() > MOST_IN_PACKET:
        return read
    place = np.arange(len(seconds)) - np.flatnonzero(fresh)[run] + 1
    spread = before[run] + (stamp - before)[run] * place / size[run]
    note = f"{len(differs)} rows share the time of the row before, spread over the time since the last"
    return spread, start, origin_s, keep, (*notes, note)


def _stream(
    triad: Triad,
    columns: list[Array],
    seconds: Array | None,
    start: Any,
    origin_s: float,
    keep: Any,
    rate: float | None,
    foreign: ForeignTable,
    notes: tuple[str, ...],
    *,
    counted: bool,
) -> Stream:
    values = np.stack(columns)
    if keep is not None:
        values = values[:, keep]
    if np.isnan(values).any():
        empty: NDArray[np.bool_] = np.asarray(np.isnan(values).all(axis=0))
        if seconds is None:
            last = len(empty) - int(np.argmin(empty[::-1])) if not empty.all() else 0
            values = values[:, :last]
        elif empty.any() and not empty.all():
            values, seconds = values[:, ~empty], seconds[~empty]
    said = list(notes)
    if seconds is not None:
        held = _held(values, seconds)
        if held is not None:
            said.append(
                f"{triad.kind}: {int(held.sum())} of {len(held)} rows hold the sample before, collapsed"
            )
            values, seconds = values[:, ~held], seconds[~held]
    if triad.kind == "acc" and foreign.known.acc_sign < 0:
        values = -values
    return Stream(
        triad.kind,
        triad.label,
        triad.variant,
        triad.traits,
        triad.unit,
        values,
        seconds,
        origin_s,
        start,
        rate,
        foreign.name,
        tuple(said),
        counted,
    )


def _held(values: Array, seconds: Array) -> NDArray[np.bool_] | None:
    """Find rows that repeat the sample before at a later time; None where they are too few to be held."""
    if values.shape[1] < 10:
        return None
    same = np.zeros(values.shape[1], dtype=np.bool_)
    same[1:] = (values[:, 1:] == values[:, :-1]).all(axis=0) & (np.diff(seconds) > 0)
    if same.mean() < MOST_HELD:
        return None
    fresh = seconds[~same]
    if len(fresh) < 10:
        return None
    longest = 1.5 * float(np.median(np.diff(fresh)))
    held = same.copy()
    last = seconds[0]
    for row in np.flatnonzero(same | np.roll(same, -1)):
        if not same[row] or seconds[row] - last >= longest:
            held[row] = False
            last = seconds[row]
    return held
