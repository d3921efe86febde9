"""The streams of every sensor in one unit and on one clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.errors import UnreadableExport
from retrogait.intake import grid, stamps
from retrogait.intake.lost_samples import describe_lost, find_lost_triad
from retrogait.intake.plausibility import drop_impossible_triad
from retrogait.intake.unit_names import ACC_WORDS, GYR_WORDS
from retrogait.intake.units import acc_factor, gyr_factor
from retrogait.readers.declaration import UNITS
from retrogait.readers.pairing import COUNTS
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrogait._arrays import Floats
    from retrogait.readers.formats import Format
    from retrogait.readers.pairing import Sensor
    from retrogait.readers.streams import Stream


_COLUMNS = pd.Index(SENSOR_COLUMNS, dtype=object)


@dataclass(frozen=True)
class Joined:
    """The sensors of an export: a frame each in `acc_unit` and `gyr_unit`, indexed by seconds, and what was done."""

    frames: dict[str, pd.DataFrame]
    acc_unit: str
    gyr_unit: str
    rate_hz: float | None
    start: pd.Timestamp | None
    notes: list[str]
    reordered: dict[str, int]
    doubled: dict[str, int]


def join(
    sensors: Sequence[Sensor], asked_units: Mapping[str, str | None], known: Format, where: str
) -> Joined:
    """Bring the streams of every sensor to one clock, and all to one zero of time.

    Raises
    ------
    UnreadableExport
        A unit is not stated.
    InvalidTable
        The stamps of a stream are unusable, or streams do not overlap.
    """
    notes: list[str] = []
    units = {
        (s.label, stream.kind): _unit(
            stream, asked_units, known, where, notes, lacks_both=s.acc.unit is None and s.gyr.unit is None
        )
        for s in sensors
        for stream in (s.acc, s.gyr)
    }
    acc_units = {unit for (_, kind), unit in units.items() if kind == "acc"}
    gyr_units = {unit for (_, kind), unit in units.items() if kind == "gyr"}
    acc_unit = acc_units.pop() if len(acc_units) == 1 else "m/s^2"
    gyr_unit = gyr_units.pop() if len(gyr_units) == 1 else "deg/s"
    zeros, start = _zeros([stream for s in sensors for stream in (s.acc, s.gyr)], known, notes)
    frames = {}
    counted = []
    disorder: dict[str, list[stamps.Disorder]] = {}
    for sensor in sensors:
        acc, gyr = sensor.acc, sensor.gyr
        acc_scale = acc_factor(units[sensor.label, "acc"]) / acc_factor(acc_unit)
        gyr_scale = gyr_factor(units[sensor.label, "gyr"]) / gyr_factor(gyr_unit)
        acc_values = acc.values if acc_scale == 1.0 else acc.values * acc_scale
        gyr_values = gyr.values if gyr_scale == 1.0 else gyr.values * gyr_scale
        frame, stated, is_counted, disorder[sensor.label] = _one_clock(
            sensor,
            acc_values,
            gyr_values,
            zeros[id(acc)],
            zeros[id(gyr)],
            {"acc": acc_factor(acc_unit), "gyr": gyr_factor(gyr_unit)},
        )
        for stream in (acc, gyr):
            notes += stream.table_notes
            notes += [f"{sensor.label}: {note}" for note in stream.notes]
        notes += [f"{sensor.label}: {note}" for note in stated]
        frames[sensor.label] = frame
        if is_counted:
            counted.append(acc.rate_hz)
    several = sorted({rate for rate in counted if rate is not None})
    if len(several) > 1:
        raise UnreadableExport(
            f"{where}: its sensors count their samples at several rates ({' and '.join(f'{r:g}' for r in several)} Hz) "
            "and have no clock; pass the files of one rate, apart from the others"
        )
    rate = counted[0] if counted else None
    late = {label: sum(one.late for one in found) for label, found in disorder.items()}
    doubled = {label: sum(one.doubled for one in found) for label, found in disorder.items()}
    return Joined(frames, acc_unit, gyr_unit, rate, start, list(dict.fromkeys(notes)), late, doubled)


def _unit(
    stream: Stream,
    options: Mapping[str, str | None],
    known: Format,
    where: str,
    notes: list[str],
    *,
    lacks_both: bool,
) -> str:
    argument = f"{stream.kind}_unit"
    wanted = ACC_WORDS if stream.kind == "acc" else GYR_WORDS
    given = options[argument]
    if given is not None:
        if stream.unit in wanted and stream.unit != given:
            notes.append(f"{argument}={given!r} is taken, the file says {stream.unit!r}")
        return given
    if stream.unit in wanted:
        return str(stream.unit)
    by_format = known.acc_unit if stream.kind == "acc" else known.gyr_unit
    if by_format is not None and stream.unit is None:
        return by_format
    if stream.unit == "none":
        raise UnreadableExport(f"{where}: {COUNTS}")
    device = "accelerometer" if stream.kind == "acc" else "gyroscope"
    stated = f"is {stream.unit!r}, which is not known" if stream.unit else "is not said"
    else_ = "; convert the column if it is in none of them" if stream.unit else ""
    other = "gyr_unit" if stream.kind == "acc" else "acc_unit"
    by_format = known.gyr_unit if stream.kind == "acc" else known.acc_unit
    also = f" and {other}=" if lacks_both and options[other] is None and by_format is None else ""
    raise UnreadableExport(
        f"{where}: the unit of the {device} {stated}; nothing is guessed: pass {argument}={also} {UNITS}{else_}"
    )


def _zeros(
    streams: Sequence[Stream], known: Format, notes: list[str]
) -> tuple[dict[int, float], pd.Timestamp | None]:
    """Give the seconds at which each stream starts on the recording's clock, and the time of day of its zero."""
    starts = [stream.start for stream in streams]
    dated = [s for s in starts if s is not None]
    if len(dated) == len(streams) and len({s.tz is None for s in dated}) == 1:
        zero = min(dated)
        return {id(s): float((s.start - zero).total_seconds()) for s in streams if s.start is not None}, zero
    if len({s.file for s in streams}) > 1 and not known.shares_clock:
        notes.append("the files do not say how their clocks compare; they are taken as one clock")
    first = min(stream.origin_s for stream in streams)
    zero_s = first if any(stream.is_counted for stream in streams) or abs(first) > 1e6 else 0.0
    return {id(stream): stream.origin_s - zero_s for stream in streams}, None


def _one_clock(
    sensor: Sensor, acc: Floats, gyr: Floats, acc_zero: float, gyr_zero: float, factors: Mapping[str, float]
) -> tuple[pd.DataFrame, list[str], bool, list[stamps.Disorder]]:
    """Put both streams of a sensor into one frame.

    Gives the frame, what was done, whether rows are only counted, and what was out of order.
    """
    one, other = sensor.acc.seconds, sensor.gyr.seconds
    if one is None or other is None:
        size = min(acc.shape[1], gyr.shape[1])
        index: pd.Index[int] = pd.RangeIndex(size)
        frame = pd.DataFrame(
            np.concatenate([acc[:, :size], gyr[:, :size]]).T, index=index, columns=_COLUMNS, copy=False
        )
        lost = abs(acc.shape[1] - gyr.shape[1])
        return frame, [f"{lost} rows more in one of acc and gyr, dropped"] if lost else [], True, []
    if len(one) == len(other) and acc_zero == gyr_zero and (one is other or np.array_equal(one, other)):
        return _frame(one + acc_zero, np.concatenate([acc, gyr])), [], False, []
    label = sensor.label
    times, values, rates, stated = {}, {}, {}, []
    disorder: list[stamps.Disorder] = []
    streams = (("acc", one + acc_zero, acc), ("gyr", other + gyr_zero, gyr))
    for kind, seconds, samples in streams:
        possible, repairs = _possible(samples, kind, factors[kind], f"{label} {kind}")
        stated += repairs
        times[kind], (values[kind],), found = stamps.put_in_order(
            seconds, [possible], f"{label} {kind}", sensor.acc.rate_hz
        )
        disorder.append(found)
        rates[kind] = stamps.check_rate(times[kind], None, f"{label} {kind}")
        stated += found.describe(f"{label} {kind}")
    common = grid.choose_grid(times, rates, None)
    placed = [grid.Placement(times[kind], rates[kind], common).apply(values[kind]) for kind in ("acc", "gyr")]
    at = common.times()
    low = max(float(time_s[0]) for time_s in times.values()) - 0.5 / common.rate_hz
    high = min(float(time_s[-1]) for time_s in times.values()) + 0.5 / common.rate_hz
    inside = (at >= low) & (at <= high)
    stated = [note.removeprefix(f"{label} ") for note in stated]
    stated.append(
        f"acc ({rates['acc']:.6g} Hz) and gyr ({rates['gyr']:.6g} Hz) have clocks of their own; joined at "
        f"{common.rate_hz:.6g} Hz by interpolation"
    )
    return _frame(at[inside], np.concatenate(placed)[:, inside]), stated, False, disorder


def _possible(values: Floats, kind: str, factor: float, label: str) -> tuple[Floats, list[str]]:
    """Take impossible values out before interpolation spreads them."""
    with np.errstate(over="ignore"):
        scaled = values * factor
    wrong = np.isinf(scaled)
    scaled[wrong] = np.nan
    notes = drop_impossible_triad(scaled, kind, factor, label)
    zeros, held = find_lost_triad(scaled, kind)
    notes += describe_lost(zeros, held, label)
    lacking = np.isnan(scaled) | zeros | held
    return (np.where(lacking, np.nan, values) if lacking.any() else values), notes


def _frame(time_s: Floats, channels: Floats) -> pd.DataFrame:
    return pd.DataFrame(channels.T, index=pd.Index(time_s, name="time_s"), columns=_COLUMNS, copy=False)
