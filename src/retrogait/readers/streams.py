"""A foreign table to streams: the samples of one accelerometer or gyroscope, on its own clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidOption, UnreadableExport
from retrogait.intake.columns import UNNAMED_SITE
from retrogait.intake.site_names import find_site
from retrogait.intake.unit_names import BROUGHT_TO
from retrogait.readers.appended import STARTS, choose_part
from retrogait.readers.foreign_table import usable_triads
from retrogait.readers.repeats import drop_empty_rows, find_held, spread_packets
from retrogait.readers.row_kinds import find_kind_column, split_by_kind
from retrogait.readers.row_owners import name_owners, owner_columns
from retrogait.readers.row_recordings import (
    choose_recording,
    columns_called,
    may_name_recordings,
    names_recordings,
    part_the_time,
)
from retrogait.readers.split_clock import find_split
from retrogait.readers.table_clock import clock_of, read_table_clock
from retrogait.readers.time_columns import counts_samples, is_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait._arrays import Flags, Floats
    from retrogait.readers.foreign_table import ForeignTable
    from retrogait.readers.read_options import ReadOptions
    from retrogait.readers.time_values import Clock
    from retrogait.readers.triads import Triad


MOST_SENSORS = 32
LARGEST = 1e30  # in any unit; beyond it sums overflow


@dataclass(frozen=True)
class Stream:
    """Samples (3, n) of one accelerometer or gyroscope as stored, in `unit`.

    `seconds` start at 0 with `origin_s` on the file's clock; None where rows are only counted, at `rate_hz`. `start` is
    the time of day of the first sample, where known. `is_declared` means that `columns=` names it, and `owner` is the
    value of the column that names the sensor of a row.
    """

    kind: str
    unit: str | None
    values: Floats
    seconds: Floats | None
    file: str
    label: str = ""
    variant: str = ""
    traits: frozenset[str] = frozenset()
    origin_s: float = 0.0
    start: Any = None
    rate_hz: float | None = None
    notes: tuple[str, ...] = ()
    table_notes: tuple[str, ...] = ()
    is_counted: bool = False
    is_declared: bool = False
    owner: str = ""
    n_held: int = 0


def read_streams(foreign: ForeignTable, options: ReadOptions) -> list[Stream]:
    """Read the accelerometers and gyroscopes of a table.

    Raises
    ------
    UnreadableExport
        A number cannot be read, or the clock is not stated.
    """
    plan = _plan(foreign, options)
    if plan is None:
        return []
    foreign, names = plan.foreign, foreign.table.names
    if foreign.is_chosen:
        options = replace(options, recording=None)
    frame, notes = foreign.table.read(plan.numbers, plan.words)
    part, part_notes, is_part = _part_of(frame, plan.timed, foreign, options)
    restarts = (
        []
        if not plan.clocks
        else [name for name in plan.perhaps if part_the_time(frame, name, names[min(plan.clocks)])]
    )
    options = replace(options, recording=None) if is_part else options
    frame, left_out = choose_recording(part, [*plan.recordings, *restarts], options.recording, foreign.name)
    notes = [*notes, *part_notes, *left_out]
    owners, frame = name_owners(frame, plan.owners)
    if plan.kind is None:
        return _read_rows(frame, owners, plan.timed, foreign, options, notes)
    streams = []
    for rows, kinded in split_by_kind(frame, plan.kind, plan.timed):
        streams += _read_rows(rows, owners, kinded, foreign, options, notes)
    return streams


@dataclass(frozen=True)
class _Plan:
    """What is read of a table: its triads, each with the position of its clock, and columns by name.

    `recordings` name persons, trials or sessions, `perhaps` do if the time starts anew with them, `owners` say whose
    sensor a row is, and `kind` whether it is of an accelerometer or a gyroscope.
    """

    foreign: ForeignTable
    timed: list[tuple[Triad, int | None]]
    clocks: set[int]
    numbers: list[str]
    dates: list[str]
    recordings: list[str]
    perhaps: list[str]
    owners: list[str]
    kind: str | None

    @property
    def words(self) -> list[str]:
        """The columns that are read as text."""
        kept = [self.foreign.known.rows[0]] if self.foreign.known.rows else []
        kept = [name for name in kept if name in self.foreign.table.names]
        kind = [] if self.kind is None else [self.kind]
        return [*self.dates, *kept, *self.recordings, *self.perhaps, *self.owners, *kind]


def _plan(foreign: ForeignTable, options: ReadOptions) -> _Plan | None:
    """Choose the columns to read; None where there is no accelerometer and no gyroscope."""
    names, kind = foreign.table.names, find_kind_column(foreign)
    triads = usable_triads(foreign) if kind is None else list(foreign.triads)
    if not triads:
        return None
    timed = [(triad, clock_of(triad, foreign, options)) for triad in triads]
    used = {position for triad in triads for position in triad.positions}
    split = None if options.time_column is not None else find_split(foreign, used)
    if split is not None:
        foreign, timed = replace(foreign, split_clock=split), [(triad, split[0]) for triad in triads]
    clocks = {clock for _, clock in timed if clock is not None}
    dated = {clock for clock in clocks if is_date(foreign.layout.rows, clock, options)}
    chosen = used | clocks | (set() if split is None else {split[1]})
    owners = [column for column in owner_columns(foreign, chosen, clocks) if column != kind]
    perhaps = columns_called(may_name_recordings, foreign, chosen) if clocks else []
    return _Plan(
        foreign,
        timed,
        clocks,
        [names[p] for p in sorted(chosen - dated)],
        [names[p] for p in sorted(dated)],
        columns_called(names_recordings, foreign, chosen),
        [name for name in perhaps if name not in (*owners, kind)],
        owners,
        kind,
    )


def _read_rows(
    frame: pd.DataFrame,
    owners: str | None,
    timed: Sequence[tuple[Triad, int | None]],
    foreign: ForeignTable,
    options: ReadOptions,
    notes: list[str],
) -> list[Stream]:
    """Read rows of one recording, of one sensor or of several separated by `owners`."""
    named = owners is not None and any(map(find_site, frame[owners].dropna().astype(str).unique()[:2]))
    several = owners is not None and frame[owners].nunique() > 1
    if owners is not None and (several or (named and not foreign.is_declared) or foreign.owners is not None):
        return _read_by_owner(frame, owners, timed, foreign, options, notes)
    return _streams_of(frame, timed, foreign, options, notes)


def _part_of(
    frame: pd.DataFrame,
    timed: Sequence[tuple[Triad, int | None]],
    foreign: ForeignTable,
    options: ReadOptions,
) -> tuple[pd.DataFrame, list[str], bool]:
    """Keep one recording of a log that was appended to, unless its time goes on."""
    starts = frame.attrs.get(STARTS, [])
    if not starts:
        return frame, [], False
    position = next((clock for _, clock in timed), None)
    ends: list[tuple[Any, Any]] = []
    if position is not None:
        rate = options.rate_hz or foreign.layout.stated_rate_hz
        for first, end in pairwise([0, *starts, len(frame)]):
            clock = read_table_clock(frame.iloc[first:end], position, foreign, options, rate)
            if clock is None:
                break
            begin = clock.origin_s if clock.start is None else clock.start.timestamp()
            ends.append((begin, begin + float(clock.seconds[-1])))
    goes_on = [later[0] > earlier[1] for earlier, later in pairwise(ends)] or [False] * len(starts)
    return choose_part(frame, goes_on, options.recording, foreign.name)


def _read_by_owner(
    frame: pd.DataFrame,
    owners: str,
    timed: Sequence[tuple[Triad, int | None]],
    foreign: ForeignTable,
    options: ReadOptions,
    notes: list[str],
) -> list[Stream]:
    streams = []
    counts = frame[owners].value_counts()
    if len(counts) > MOST_SENSORS:
        raise UnreadableExport(
            f"{foreign.name}: column {owners!r} names {len(counts)} sensors; expected {MOST_SENSORS} at most; if it "
            "names no sensors, drop it"
        )
    labelled = [triad.label for triad, _ in timed if triad.label not in ("", UNNAMED_SITE)]
    if foreign.is_declared and labelled:
        raise InvalidOption(
            f"columns: {foreign.name}: the columns of {labelled[0]!r} hold {len(counts)} sensors, told apart by column "
            f"{owners!r} ({', '.join(map(str, counts.index[:4]))}); say {{'sensor': {owners!r}, 'acc': ..., "
            "'gyr': ...}, and rename with sites="
        )
    for owner in dict.fromkeys(frame[owners].dropna()):
        part = frame[frame[owners] == owner]
        if len(part) < 2:
            continue
        streams += [
            replace(stream, label=_label_of(owner, stream), owner=str(owner).strip())
            for stream in _streams_of(part, timed, foreign, options, notes)
        ]
    return streams


def _label_of(owner: object, stream: Stream) -> str:
    own = "" if stream.is_declared else stream.label
    return " ".join(filter(None, (str(owner).strip(), own)))


def _streams_of(
    frame: pd.DataFrame,
    timed: Sequence[tuple[Triad, int | None]],
    foreign: ForeignTable,
    options: ReadOptions,
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
    if any(position is not None and names[position] in numbers for _, position in timed):
        frame, lost = drop_empty_rows(frame, numbers)
        notes = [*notes, *lost]
    read: dict[int | None, Clock | None] = {}
    streams = []
    for triad, position in timed:
        rate = options.rate_hz or triad.rate_hz or foreign.layout.stated_rate_hz
        if position not in read:
            clock = read_table_clock(frame, position, foreign, options, rate)
            read[position] = None if clock is None else spread_packets(clock, frame, numbers)
        columns = [frame[names[p]].to_numpy(dtype=np.float64) for p in triad.positions]
        is_counted = position is not None and counts_samples(foreign.columns[position])
        streams.append(_stream(triad, columns, read[position], rate, foreign, notes, is_counted=is_counted))
    return streams


def _stream(
    triad: Triad,
    columns: list[Floats],
    clock: Clock | None,
    rate: float | None,
    foreign: ForeignTable,
    notes: list[str],
    *,
    is_counted: bool,
) -> Stream:
    values, seconds, start, origin_s = np.stack(columns), None, None, 0.0
    stated: list[str] = []
    if clock is not None:
        seconds, start, origin_s = clock.seconds, clock.start, clock.origin_s
        values = values if clock.keep is None else values[:, clock.keep]
        stated += clock.notes
    if foreign.missing is not None:
        values[:, (values == foreign.missing).all(axis=0)] = np.nan
    per_count = foreign.known.acc_per_count if triad.kind == "acc" else foreign.known.gyr_per_count
    values = values if per_count == 1.0 else per_count * values
    values, absurd = _without_absurd(values, triad.kind)
    stated += absurd
    if np.isnan(values).any():
        empty: Flags = np.asarray(np.isnan(values).all(axis=0))
        if seconds is None:
            last = len(empty) - int(np.argmin(empty[::-1])) if not empty.all() else 0
            values = values[:, :last]
        elif empty.any() and not empty.all():
            values, seconds = values[:, ~empty], seconds[~empty]
    n_held = 0
    if seconds is not None:
        held = find_held(values, seconds)
        if held is not None:
            stated.append(
                f"{triad.kind}: {int(held.sum())} of {len(held)} rows hold the sample before, collapsed"
            )
            values, seconds, n_held = values[:, ~held], seconds[~held], int(held.sum())
    if triad.kind == "acc" and foreign.known.acc_sign < 0:
        values = -values
    unit = triad.unit
    if unit in BROUGHT_TO:  # as Vicon Nexus writes mm/s^2
        unit, factor = BROUGHT_TO[unit]
        values = factor * values
    return Stream(
        triad.kind,
        unit,
        values,
        seconds,
        foreign.name,
        label=triad.label,
        variant=triad.variant,
        traits=triad.traits,
        origin_s=origin_s,
        start=start,
        rate_hz=rate,
        notes=tuple(stated),
        table_notes=tuple(notes),
        is_counted=is_counted,
        is_declared=foreign.is_declared,
        n_held=n_held,
    )


def _without_absurd(values: Floats, kind: str) -> tuple[Floats, list[str]]:
    """Take infinite and absurd numbers as missing, before any sum is made with them."""
    with np.errstate(invalid="ignore"):
        if (
            values.size and values.min() >= -LARGEST and values.max() <= LARGEST
        ):  # most are, and it takes no memory
            return values, []
        absurd = np.abs(values) > LARGEST
    count = int(np.count_nonzero(absurd))
    if not count:
        return values, []
    found = float(values[absurd][0])
    return np.where(absurd, np.nan, values), [
        f"{kind}: {count} value{'s' if count > 1 else ''} that nothing measures (the first {found:g}), taken as missing"
    ]
