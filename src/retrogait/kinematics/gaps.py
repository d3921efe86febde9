"""Lost samples: short gaps bridged and flagged, the unbroken stretches between long ones, and spans joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrogait._arrays import Flags, Floats
    from retrogait.recording import Recording


SHORTEST_S = 2.5  # of a stretch to track: a stride and the rests around it at a slow pace
LONGEST_HARMLESS_S = 0.03  # of lost samples: what lies between is known
_STILL_DPS, _STILL_MPS2 = 20.0, 1.0
LONGEST_BRIDGE_S = 0.3  # of lost samples: less than a swing


def bridge_gaps(values: Floats, longest: int) -> tuple[Floats, Flags]:
    """Fill gaps of up to `longest` rows by straight lines, and flag the rows filled.

    Lost packets would cut a walk into pieces too short to be recognised. Values inside a gap are a guess: measures
    there can check the flags.
    """
    lost = _incomplete(values)
    if not lost.any():
        return values, lost
    for first, last in spans_of(lost):
        if first == 0 or last == len(values) or last - first > longest:
            lost[first:last] = False
            continue
        share = np.arange(1, last - first + 1)[:, None] / (last - first + 1)
        values[first:last] = (1 - share) * values[first - 1] + share * values[last]
    return values, lost


def find_filled(recording: Recording, site: str) -> Flags:
    """Samples (n,) that were filled in when the recording was made, in gaps longer than 0.03 s.

    Where the sensor is still before and after so short a gap, it was so in between.
    """
    flags = np.zeros(recording.n_samples, bool)
    spans = [
        (first, last)
        for first, last in recording.source.get("filled_s", {}).get(site, ())
        if last - first > LONGEST_HARMLESS_S - 1.5 / recording.rate_hz
    ]
    if spans:
        reach = 0.5 / recording.rate_hz
        starts, ends = np.array(spans).T
        begin, end = (np.searchsorted(recording.time_s, at) for at in (starts - reach, ends + reach))
        channels = recording.channels(site)
        ends = channels[:, [np.maximum(begin - 1, 0), np.minimum(end, recording.n_samples - 1)]]  # (6, 2, k)
        still = (np.linalg.norm(ends[3:], axis=0) < _STILL_DPS).all(axis=0)
        still &= np.linalg.norm(ends[:3, 1] - ends[:3, 0], axis=0) < _STILL_MPS2
        for first, last in zip(begin[~still], end[~still], strict=True):
            flags[first:last] = True
    return flags


def unbroken(values: Floats, shortest: int) -> list[tuple[int, int]]:
    """Half-open ranges of rows without NaN that are `shortest` rows long or longer."""
    missing = _incomplete(values)
    if not missing.any():
        return [(0, len(values))] if len(values) >= shortest else []
    return [(a, b) for a, b in spans_of(~missing) if b - a >= shortest]


def spans_of(flags: Flags) -> list[tuple[int, int]]:
    """Half-open ranges of neighbouring flags that are set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    return [(a, b) for a, b in edges.reshape(-1, 2).tolist()]


def join_spans(spans: Iterable[tuple[float, float]], apart: float = 0.0) -> list[tuple[float, float]]:
    """Spans of time in order, those that overlap or are no further apart than that as one."""
    joined: list[tuple[float, float]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + apart:
            joined[-1] = (joined[-1][0], max(joined[-1][1], float(last)))
        else:
            joined.append((float(first), float(last)))
    return joined


def _incomplete(values: Floats) -> Flags:
    """Rows that hold a NaN."""
    least = values.min(
        initial=0.0
    )  # one number settles a whole array, 9 times as fast as looking at each row
    if not np.isnan(least):
        return np.zeros(len(values), bool)
    return np.asarray(np.isnan(values).any(axis=1))
