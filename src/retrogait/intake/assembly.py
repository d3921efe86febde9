"""The steps from frames to samples on one uniform grid, in order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidOption, InvalidTable, shown
from retrogait.intake import clock, columns, grid, lost_samples, plausibility, stamps, units
from retrogait.intake.coarse_stamps import count_rows
from retrogait.intake.rounded_stamps import count_even_rows
from retrogait.intake.turns import refuse_turns

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from retrogait._arrays import Floats


@dataclass(frozen=True)
class Assembly:
    """Samples of all sites on one grid: `time_s` (n,), (6, n) channels per site, and what was done."""

    time_s: Floats
    channels: dict[str, Floats]
    rate_hz: float
    zero: pd.Timestamp | None
    notes: tuple[str, ...]
    details: dict[str, Any]


def assemble(
    frames: pd.DataFrame | Mapping[str, pd.DataFrame],
    rate_hz: float | None,
    *,
    site: str | None,
    sites: Mapping[str, str] | None,
    acc_unit: str,
    gyr_unit: str,
) -> Assembly:
    """Read frames, put their samples in order and on one grid, fill short gaps and check the units.

    Raises
    ------
    InvalidTable
        The frames cannot be read as samples; see the files of this package.
    InvalidOption
        An argument is not known or does not fit the frames.
    """
    rate_hz = _checked_rate(rate_hz)
    factors = units.acc_factor(acc_unit), units.gyr_factor(gyr_unit)
    raw, notes = columns.split_sites(frames, site, sites)
    times, zero = _read_times(raw, rate_hz)
    channels: dict[str, Floats] = {}
    clean: dict[str, Floats] = {}
    rates: dict[str, float] = {}
    disorder: dict[str, stamps.Disorder] = {}
    for one in raw:
        label = one.label
        values = columns.read_channels(one, *factors)
        if plausibility.is_clean(values, *factors):
            clean[label] = values
        else:
            notes += _drop_infinite(values, label)
            notes += plausibility.drop_impossible(values, *factors, label)
        channels[label] = values
    for labels in _by_clock(times):  # a clock of several sensors is judged once, so that they stay together
        counted = None if rate_hz is None else count_rows(times[labels[0]], rate_hz, labels[0])
        counted = counted or count_even_rows(times[labels[0]], rate_hz)
        if counted is not None:
            notes += [f"{label}: {counted.note}" for label in labels]
        ordered, own, found = stamps.put_in_order(
            times[labels[0]] if counted is None else counted.seconds + counted.begins_s + times[labels[0]][0],
            [channels[label] for label in labels],
            labels[0],
            rate_hz,
        )
        for label, values in zip(labels, own, strict=True):
            refuse_turns(values, label)
        rate = stamps.check_rate(ordered, rate_hz, labels[0])
        for label, values in zip(labels, own, strict=True):
            times[label], channels[label], rates[label], disorder[label] = ordered, values, rate, found
            notes += found.describe(label)
    for label, values in channels.items():
        zeros, held = lost_samples.find_lost(values)
        if zeros.any() or held.any():
            channels[label] = np.where(zeros | held, np.nan, values)
            notes += lost_samples.describe_lost(zeros, held, label)
            notes += plausibility.drop_impossible(
                channels[label], *factors, label
            )  # what was held is one sample now
    common = grid.choose_grid(times, rates, rate_hz)
    if rate_hz is not None and common.rate_hz != rate_hz:
        notes.append(
            f"the stamps follow {common.rate_hz:.6g} Hz, not the {rate_hz:g} Hz declared; the measured rate "
            "is used"
        )
    time_s, placements = _place_all(times, channels, rates, common)
    notes += _describe_placements(placements, rates)
    gaps_s: dict[str, list[list[float]]] = {}
    filled_s = {
        label: [list(span) for span in placement.bridges()] for label, placement in placements.items()
    }
    for label, values in channels.items():
        gaps_s[label] = []
        if clean.get(label) is not values:
            gaps_s[label], filled, remarks = _fill(values, time_s, common.rate_hz, label)
            filled_s[label] += filled
            notes += remarks
        notes += plausibility.check_plausibility(
            values, common.rate_hz, acc_unit, gyr_unit, label, whole=not gaps_s[label]
        )
    details = {
        "acc_unit": acc_unit,
        "gyr_unit": gyr_unit,
        "nominal_rate_hz": rate_hz,
        "measured_rate_hz": rates,
        "placement": {label: placement.how for label, placement in placements.items()},
        "gaps_s": gaps_s,
        "filled_s": filled_s,
        "reordered": {label: disorder[label].late for label in channels},
        "doubled": {label: disorder[label].doubled for label in channels},
    }
    return Assembly(time_s, channels, common.rate_hz, zero, tuple(notes), details)


def _by_clock(times: Mapping[str, Floats]) -> list[list[str]]:
    """Put sensors whose stamps are one array together."""
    groups: dict[int, list[str]] = {}
    for label, time_s in times.items():
        groups.setdefault(id(time_s), []).append(label)
    return list(groups.values())


def _checked_rate(rate_hz: Any) -> float | None:
    low, high = stamps.MIN_RATE_HZ, stamps.MAX_RATE_HZ
    try:
        rate = None if rate_hz is None else float(rate_hz)
    except (TypeError, ValueError, OverflowError):
        rate = math.nan
    if isinstance(rate_hz, (str, bool)) or not (rate is None or low <= rate <= high):
        raise InvalidOption(
            f"rate_hz: {shown(rate_hz)} given; expected a number of Hz from {low:g} to {high:g}"
        )
    return rate


def _read_times(
    raw: list[columns.RawSite], rate_hz: float | None
) -> tuple[dict[str, Floats], pd.Timestamp | None]:
    """Read all clocks; sites with equal stamps share one array, so that it is judged once."""
    clocks: dict[str, clock.RawClock] = {}
    by_frame: dict[int, clock.RawClock] = {}
    for one in raw:
        if id(one.frame) not in by_frame:
            read = clock.read_clock(one.frame, one.label, rate_hz)
            twin = next((c for c in clocks.values() if _same_clock(c, read)), None)
            by_frame[id(one.frame)] = twin or read
        clocks[one.label] = by_frame[id(one.frame)]
    return clock.to_seconds(clocks, rate_hz)


def _same_clock(one: clock.RawClock, other: clock.RawClock) -> bool:
    same_kind = one.kind == other.kind and one.zone == other.zone
    return same_kind and np.array_equal(one.stamps, other.stamps)


def _drop_infinite(channels: Floats, label: str) -> list[str]:
    if np.isfinite(channels).all():
        return []
    infinite = np.isinf(channels)
    count = int(np.count_nonzero(infinite))
    channels[~np.isfinite(channels)] = np.nan  # flipped bytes make NaNs that warn in whatever uses them
    if not count:
        return []
    return [f"{label}: {count} infinite value{'s' if count > 1 else ''}, taken as missing"]


def _place_all(
    times: Mapping[str, Floats], channels: dict[str, Floats], rates: Mapping[str, float], common: grid.Grid
) -> tuple[Floats, dict[str, grid.Placement]]:
    """Put the channels of every site on the grid, replacing those given; stamps that lie on it stay exact."""
    time_s = common.times()
    placements: dict[str, grid.Placement] = {}
    by_clock: dict[int, grid.Placement] = {}
    for label, own in times.items():
        if id(own) not in by_clock:
            by_clock[id(own)] = grid.Placement(own, rates[label], common)
        placement = by_clock[id(own)]
        placements[label] = placement
        channels[label] = placement.apply(channels[label])
        if placement.how == "kept":
            time_s[placement.number] = own
    return time_s, placements


def _describe_placements(placements: Mapping[str, grid.Placement], rates: Mapping[str, float]) -> list[str]:
    notes = []
    for label, placement in placements.items():
        rate = placement.grid.rate_hz
        if placement.is_slower:
            notes.append(f"{label}: recorded at {rates[label]:.6g} Hz, interpolated to {rate:.6g} Hz")
        elif placement.how == "interpolated":
            notes.append(
                f"{label}: the stamps are uneven or off the common clock; interpolated to {rate:.6g} Hz"
            )
        elif placement.deviation > 0.01:
            off_ms = 1e3 * placement.deviation / rate
            notes.append(f"{label}: stamps up to {off_ms:.2g} ms off an even {rate:.6g} Hz, moved onto it")
    return notes


def _fill(
    values: Floats, time_s: Floats, rate_hz: float, label: str
) -> tuple[list[list[float]], list[list[float]], list[str]]:
    """Fill short gaps: those left, those filled, first and last sample of each in s, and notes."""
    if np.isfinite(values).all():
        return [], [], []
    filled, left = grid.fill_short_gaps(values, rate_hz)
    size = len(time_s)
    if left == [(0, size)]:
        raise InvalidTable(
            f"{label}: no sample is complete; expected numbers in all six columns; check the export"
        )
    notes = []
    if filled:
        count = sum(end - first for first, end in filled)
        notes.append(f"{label}: {count} missing sample{'s' if count > 1 else ''} in short gaps, interpolated")
    inner = [(first, end) for first, end in left if first > 0 and end < size]
    if inner:
        lost_s = sum(end - first for first, end in inner) / rate_hz
        gaps = f"{len(inner)} gap{'s' if len(inner) > 1 else ''}"
        where = f"the first at {time_s[inner[0][0]]:.6g} s"
        notes.append(
            f"{label}: {gaps} of more than {grid.MAX_FILLED_GAP_S:g} s, {where}, {lost_s:.4g} s in all, "
            "left missing"
        )
    for first, end in left:
        outer_s = (end - first) / rate_hz
        if (first == 0 or end == size) and outer_s > grid.MAX_FILLED_GAP_S:
            notes.append(f"{label}: no samples for {outer_s:.4g} s at the {'start' if first == 0 else 'end'}")
    left_s, filled_s = (
        [[float(time_s[first]), float(time_s[end - 1])] for first, end in spans] for spans in (left, filled)
    )
    return left_s, filled_s, notes
