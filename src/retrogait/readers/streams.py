"""A foreign table to streams: the samples of one accelerometer or gyroscope, on its own clock."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import UnreadableExport
from retrogait.readers.foreign_table import usable_triads
from retrogait.readers.repeats import find_held, spread_packets
from retrogait.readers.sites import find_site
from retrogait.readers.stream_clock import choose_clock, counts_samples, is_date, read_clock

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from retrogait.readers.foreign_table import ForeignTable
    from retrogait.readers.read_options import ReadOptions
    from retrogait.readers.triads import Triad

    Array = NDArray[np.float64]

_OWNERS = re.compile(
    r"(?i)(?:sensor|device|imu|node|mac|serial|site|placement|side|body ?part|segment)s?[ _]?"
    r"(?:id|name|address|number|no|label|location|position|placement|site)?"
)

MOST_SENSORS = 32
LARGEST = 1e30  # in any unit; beyond it sums overflow


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
    n_held: int = 0


def read_streams(foreign: ForeignTable, asked: ReadOptions) -> list[Stream]:
    """Read the accelerometers and gyroscopes of a table.

    Raises
    ------
    UnreadableExport
        A number cannot be read, or the clock is not said.
    """
    names, triads = foreign.table.names, usable_triads(foreign)
    if not triads:
        return []
    clocks = {id(triad): choose_clock(triad, foreign, asked) for triad in triads}
    dated = {c for c in clocks.values() if c is not None and is_date(foreign, c, asked)}
    chosen = {p for triad in triads for p in triad.positions} | {c for c in clocks.values() if c is not None}
    words = [names[c] for c in sorted(dated)]
    if foreign.known.rows and foreign.known.rows[0] in names:
        words.append(foreign.known.rows[0])
    numbers = [names[p] for p in sorted(chosen - dated)]
    owners = _owner_column(foreign)
    if owners is not None:
        words.append(owners)
    frame, notes = foreign.table.read(numbers, words)
    named = owners is not None and any(map(find_site, frame[owners].dropna().astype(str).unique()[:2]))
    if owners is not None and (frame[owners].nunique() > 1 or named):
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
    frame: pd.DataFrame, owners: str, foreign: ForeignTable, asked: ReadOptions, notes: list[str]
) -> list[Stream]:
    triads = usable_triads(foreign)
    clocks = {id(triad): choose_clock(triad, foreign, asked) for triad in triads}
    streams = []
    counts = frame[owners].value_counts()
    if len(counts) > MOST_SENSORS:
        raise UnreadableExport(
            f"{foreign.name}: column {owners!r} names {len(counts)} sensors; expected {MOST_SENSORS} at most; if it "
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
    asked: ReadOptions,
    notes: list[str],
) -> list[Stream]:
    names = foreign.table.names
    kept = foreign.known.rows
    numbers = [str(name) for name, kind in frame.dtypes.items() if kind.kind == "f"]
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
            read[clock] = read_clock(frame, clock, foreign, asked, rate)
            read[clock] = spread_packets(read[clock], frame, numbers)
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
                counted=clock is not None and counts_samples(foreign.columns[clock]),
            )
        )
    return streams


def _rate(triad: Triad, foreign: ForeignTable, asked: ReadOptions) -> float | None:
    return asked.rate_hz or triad.rate_hz or foreign.layout.stated_rate_hz


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
    values, absurd = _without_absurd(values, triad.kind)
    if np.isnan(values).any():
        empty: NDArray[np.bool_] = np.asarray(np.isnan(values).all(axis=0))
        if seconds is None:
            last = len(empty) - int(np.argmin(empty[::-1])) if not empty.all() else 0
            values = values[:, :last]
        elif empty.any() and not empty.all():
            values, seconds = values[:, ~empty], seconds[~empty]
    said, n_held = [*notes, *absurd], 0
    if seconds is not None:
        held = find_held(values, seconds)
        if held is not None:
            said.append(
                f"{triad.kind}: {int(held.sum())} of {len(held)} rows hold the sample before, collapsed"
            )
            values, seconds, n_held = values[:, ~held], seconds[~held], int(held.sum())
    if triad.kind == "acc" and foreign.known.acc_sign < 0:
        values = -values
    unit = triad.unit
    if unit == "mm/s^2":  # as Vicon Nexus writes
        values, unit = 1e-3 * values, "m/s^2"
    return Stream(
        triad.kind,
        triad.label,
        triad.variant,
        triad.traits,
        unit,
        values,
        seconds,
        origin_s,
        start,
        rate,
        foreign.name,
        tuple(said),
        counted,
        n_held,
    )


def _without_absurd(values: Array, kind: str) -> tuple[Array, list[str]]:
    """Take infinite and absurd numbers as missing, before any sum is made with them."""
    with np.errstate(invalid="ignore"):
        absurd = np.abs(values) > LARGEST
    count = int(np.count_nonzero(absurd))
    if not count:
        return values, []
    found = float(values[absurd][0])
    return np.where(absurd, np.nan, values), [
        f"{kind}: {count} value{'s' if count > 1 else ''} that nothing measures (the first {found:g}), taken as missing"
    ]
