"""How a sensor is worn in walking, and when it is not: taken off, or its wearer sits or lies.

Only a sensor whose gravity wanders is looked at closely. Its worn posture is then its most frequent tilt while motion
repeats as in walking; spans far from that are not walking, and show nothing about the mounting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import period
from retrogait._kernels.constants import LARGEST_TILT_DEG, LONGEST_STRIDE_S, SHORTEST_STRIDE_S
from retrogait.kinematics.gaps import join_spans, spans_of
from retrogait.tables.catalogue import TRUNK

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats
    from retrogait.recording import Recording


_BLOCK_S = 0.25
_AROUND = 9  # blocks that gravity is averaged over: of a stride and more
_COARSE_HZ = 25.0
_WINDOW_S, _HOP_S = 6.0, 1.5  # in which motion repeats; a walk of a few strides fills one
_LEAST_STRENGTH = 0.45  # of repetition, 0 to 1
_LEAST_LIMB_DPS, _LEAST_TRUNK_DPS = 20.0, 5.0  # root mean square of a slow walk
_MOST_LOOKED_AT = 300  # blocks
_ALIKE_COSINE = np.cos(np.radians(25.0))
_WORN_COSINE = np.cos(np.radians(LARGEST_TILT_DEG))
_SAME_COSINE = np.cos(np.radians(0.5 * LARGEST_TILT_DEG))  # from the mean: then no two are further apart
_SHORTEST_OFF_S = 2.0  # a leg that is lifted high is not taken off
_STILL_DPS, _STILL_S = 3.0, 5.0  # on a table, on a bed
_STILL_COSINE = np.cos(np.radians(25.0))  # a foot flat on the ground is 15 deg from its mean in walking
_HANDLED_S = 5.0  # between two spells of lying, or a spell and standing
_STANDING_DPS = 10.0


@dataclass(frozen=True)
class Worn:
    """What is known of how the sensors of a recording are worn.

    Attributes
    ----------
    walks : dict of str to bool
        By site, whether its gravity says how it is worn: it repeats as a walk does, or is upright throughout.
    off : dict of str to list of (int, int)
        By site, half-open ranges of samples in which it stays more than 45 deg from that.
    """

    walks: dict[str, bool]
    off: dict[str, list[tuple[int, int]]]

    @classmethod
    def find(cls, recording: Recording) -> Worn:
        """Look at every site."""
        walks, off = {}, {}
        for site in recording.sites:
            walks[site], spans = _when_off(recording, site)
            if spans:
                off[site] = spans
        return cls(walks, off)

    def only(self, recording: Recording) -> Recording:
        """The recording, without the samples of a site while it is not worn as in walking."""
        return recording.without(self.off) if self.off else recording

    def notes(self, recording: Recording) -> list[str]:
        """Note the spans left out, a sentence for all sites that share them."""
        alike: dict[tuple[tuple[float, float], ...], list[str]] = {}
        for site, spans in self.off.items():
            seconds = tuple(
                (round(recording.time_s[a], 0), round(recording.time_s[b - 1], 0)) for a, b in spans
            )
            alike.setdefault(seconds, []).append(site)
        return [f"{' '.join(sites)}: {_words(seconds)}" for seconds, sites in alike.items()]


def _words(spans: tuple[tuple[float, float], ...]) -> str:
    first, last = spans[0]
    more = "" if len(spans) == 1 else f" and {len(spans) - 1} more spell{'s' if len(spans) > 2 else ''}"
    total_s = sum(b - a for a, b in spans)
    return (
        f"{total_s:.0f} s, from {first:.0f} to {last:.0f} s{more}, are left out: gravity stays more than "
        f"{LARGEST_TILT_DEG:g} deg from where it is in walking, so the sensor was taken off, or its wearer sat or lay"
    )


def _when_off(recording: Recording, site: str) -> tuple[bool, list[tuple[int, int]]]:
    """Whether it is known how a sensor is worn, and when it is not worn so."""
    rate_hz = recording.rate_hz
    channels = recording.channels(site)
    width = max(1, round(_BLOCK_S * rate_hz))
    pull = _around(_block_means(channels[:3], width))
    length = np.linalg.norm(pull, axis=0)
    known = length > 0
    if not known.any():
        return False, []
    up = pull / np.where(known, length, np.nan)
    usual = np.nanmean(up, axis=1)
    usual /= max(float(np.linalg.norm(usual)), 1e-12)
    is_steady = np.nanmin(usual @ up) >= _SAME_COSINE
    if is_steady and usual[2] >= _WORN_COSINE:
        return True, []
    walking = _repeats(channels, rate_hz, site, up.shape[1], width) & known
    if is_steady or not walking.any():
        return bool(walking.any()), []
    worn = _most_frequent(up[:, walking])
    turning_dps = np.sqrt(_block_means(channels[3:] ** 2, width).sum(axis=0))
    with np.errstate(invalid="ignore"):
        lying = worn @ up < _WORN_COSINE
        still = (turning_dps < _STILL_DPS) & (worn @ up < _STILL_COSINE)
        stands = (turning_dps < _STANDING_DPS) & (worn @ up >= _STILL_COSINE)
    spans = _lasting(lying, _SHORTEST_OFF_S) + _lasting(still, _STILL_S)
    spans = [_with_handling(round(a), round(b), stands) for a, b in join_spans(spans, _HANDLED_S / _BLOCK_S)]
    n = recording.n_samples
    return True, [
        (round(a) * width, n if b >= up.shape[1] else round(b) * width) for a, b in join_spans(spans)
    ]


def _with_handling(first: int, last: int, stands: Flags) -> tuple[int, int]:
    """The range of blocks, with those on either side in which the sensor is put on or taken off.

    That is what lies between it and standing; without standing soon before or after, it may be walking.
    """
    reach = round(_HANDLED_S / _BLOCK_S)
    before = np.flatnonzero(stands[max(0, first - reach) : first])
    after = np.flatnonzero(stands[last : last + reach])
    if len(before):
        first = max(0, first - reach) + int(before[-1]) + 1
    return first, last + int(after[0]) if len(after) else last


def _lasting(flags: Flags, least_s: float) -> list[tuple[int, int]]:
    """Ranges of blocks that are flagged for so long."""
    return [(a, b) for a, b in spans_of(flags) if (b - a) * _BLOCK_S >= least_s]


def _block_means(channels: Floats, width: int) -> Floats:
    """Means (3, m) of samples in a row, of those that are there; NaN where none is."""
    blocks = channels[:, : channels.shape[1] // width * width].reshape(3, -1, width)
    means: Floats = blocks.mean(axis=2)
    holed = np.isnan(means).any(axis=0)
    if holed.any():
        part = blocks[:, holed]
        there = np.isfinite(part).all(axis=0)
        count = there.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            means[:, holed] = np.where(there, part, 0.0).sum(axis=2) / np.where(count > 0, count, np.nan)
    return means


def _around(values: Floats) -> Floats:
    """Sums (3, m) over neighbouring blocks, of those that are there; 0 where none is."""
    half = _AROUND // 2
    totals = np.zeros((len(values), values.shape[1] + 2 * half + 1))
    np.cumsum(np.pad(np.nan_to_num(values), ((0, 0), (half, half))), axis=1, out=totals[:, 1:])
    sums: Floats = totals[:, _AROUND:] - totals[:, :-_AROUND]
    return sums


def _repeats(channels: Floats, rate_hz: float, site: str, count: int, width: int) -> Flags:
    """Blocks (count,) in which the sensor turns as in a walk, again and again."""
    block = max(1, round(rate_hz / _COARSE_HZ))
    coarse_hz = rate_hz / block
    m = channels.shape[1] // block
    coarse = np.ascontiguousarray(
        np.nan_to_num(channels[3:, : m * block]).reshape(3, m, block).mean(axis=2).T
    )
    length = int(_WINDOW_S * coarse_hz)
    last = max(0, m - length)
    starts = np.unique(np.append(np.arange(0, last + 1, int(_HOP_S * coarse_hz)), last))
    periods, strength = np.empty(len(starts)), np.empty(len(starts))
    period.window_periods(
        coarse, coarse_hz, starts, length, SHORTEST_STRIDE_S, LONGEST_STRIDE_S, 0.8, periods, strength
    )
    power = np.concatenate([[0.0], np.cumsum(np.einsum("ni,ni->n", coarse, coarse))])
    ends = np.minimum(starts + length, m)
    speed = np.sqrt((power[ends] - power[starts]) / np.maximum(ends - starts, 1))
    least = _LEAST_TRUNK_DPS if site in TRUNK else _LEAST_LIMB_DPS
    walks = (strength >= _LEAST_STRENGTH) & (speed >= max(least, 0.3 * float(np.quantile(speed, 0.95))))
    found = np.zeros(count, bool)
    for a, b in zip(starts[walks].tolist(), ends[walks].tolist(), strict=True):
        found[a * block // width : -(-b * block // width)] = True
    return found


def _most_frequent(up: Floats) -> Floats:
    """The direction (3,) that most of some directions (3, m) are near to."""
    looked = up[:, :: max(1, up.shape[1] // _MOST_LOOKED_AT)]
    near = looked.T @ looked >= _ALIKE_COSINE
    best = looked[:, near[np.argmax(near.sum(axis=1))]].sum(axis=1)
    direction: Floats = best / np.linalg.norm(best)
    return direction
