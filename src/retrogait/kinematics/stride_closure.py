"""Whether the accelerometer and the gyroscope of one sensor see the same motion: the residual over a stride.

Over a stride, from one quiet instant to the next, the mean specific force in the integrated frame is gravity: 9.81
m/s^2 long at every site, and on feet directed as the accelerometer says at both ends. A gyroscope that is negated, in a
wrong unit or has its axes exchanged turns the force the wrong way within the swing, and leaves a residual velocity.

Quiet instants come from norms alone, so every guess about the gyroscope is judged on the same strides. A bounded sample
of a recording is looked at: windows spread over it until there are strides enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import closure
from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.kinematics.gaps import SHORTEST_S, unbroken
from retrogait.kinematics.zero_velocity import follow_stride

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrogait._arrays import Floats, Integers

_WINDOW_S = 12.0
_MOST_WINDOWS = 16
_LOOK_S, _LIVELY_SHARE = (
    0.37,
    0.1,
)  # samples looked at to find windows that turn, of the squared rate of the liveliest
_ENOUGH_STRIDES = 24
_QUIET_SHARE = 0.12  # of the stride: the window that must be quiet
_MOST_QUIET = 0.5  # of the usual energy of motion: what is above is not quiet
_APART_STRIDES, _LONGEST_STRIDES = 0.6, 1.6  # from one quiet instant to the next
_BRISK_SHARE = 0.25  # of the squared peak rate of brisk strides: a stride with less is a shuffle
_ENDS_S = 0.04  # to either side of a quiet instant: what the accelerometer says there
_REACH_S = 0.1  # of the search for a delay
_AROUND_S = 0.15


@dataclass(frozen=True)
class Scales:
    """Usual residual at a site, m/s^2: that of a foot is small, a thigh never rests."""

    velocity: float
    tilt: float
    gravity: float = 0.25

    @classmethod
    def of_site(cls, site: str) -> Scales:
        """Those of a foot, a shank, or a site that does not rest."""
        if site.endswith("foot"):
            return cls(0.3, 0.5)
        return cls(1.0, 1.0) if site.endswith("shank") else cls(4.0, 2.0)


@dataclass(frozen=True, eq=False)
class Leftover:
    """Residual of each stride under one guess, m/s^2."""

    velocity: Floats  # (n, 3) mean specific force less what the accelerometer says at the two ends
    tilt: Floats  # (n, 3) what it says at the last sample less that at the first one, in one frame
    gravity: Floats  # (n,) length of the mean specific force

    def residual(self, scales: Scales) -> float:
        """Median over strides, in usual errors: about 1 on a good foot."""
        return float(np.median(np.linalg.norm(self.parts(scales), axis=1)))

    def parts(self, scales: Scales) -> Floats:
        """All of it by its scale: (n, 7)."""
        return np.column_stack(
            [
                self.velocity / scales.velocity,
                self.tilt / scales.tilt,
                (self.gravity - STANDARD_GRAVITY_MPS2) / scales.gravity,
            ]
        )


@dataclass(frozen=True, eq=False)
class StrideSample:
    """Strides of one sensor in windows of its samples."""

    rate_hz: float
    windows: tuple[Floats, ...]  # (n, 6) each: all that were looked at
    spans: tuple[Integers, ...]  # (m, 2) each: first and last sample of its strides

    @property
    def n_strides(self) -> int:
        """Number of strides in all windows."""
        return sum(map(len, self.spans))

    @cached_property
    def main_axis(self) -> Floats:
        """The axis (3,) that the sensor mainly turns about, unit, by its gyroscope."""
        power = sum((samples[:, 3:].T @ samples[:, 3:] for samples in self.windows), np.zeros((3, 3)))
        axis: Floats = np.linalg.eigh(power)[1][:, -1]
        return axis

    @cached_property
    def without_bias(self) -> StrideSample:
        """The same strides without what the gyroscope shows at their quiet instants across its main axis.

        A limb that rests still rolls about that axis, and hardly about others.
        """
        half = max(1, round(_ENDS_S * self.rate_hz))
        quiet = [
            samples[max(0, at - half) : at + half + 1, 3:].mean(axis=0)
            for samples, spans in zip(self.windows, self.spans, strict=True)
            for at in spans[:, 0].tolist()
        ]
        main, bias = self.main_axis, np.median(quiet, axis=0)
        across = np.concatenate([np.zeros(3), bias - main * (main @ bias)])
        return replace(self, windows=tuple(samples - across for samples in self.windows))

    def left_over(self, change: Floats, late: int = 0, acc_factor: float = 1.0, every: int = 1) -> Leftover:
        """Leftover of every so many strides if the true rate is `change` (3, 3) times that `late` samples later."""
        rate = np.ascontiguousarray(np.radians(change) / self.rate_hz)
        half = max(1, round(_ENDS_S * self.rate_hz))
        parts = []
        for samples, spans in zip(self.windows, self.spans, strict=True):
            chosen = np.ascontiguousarray(spans[::every])
            left = np.empty((len(chosen), 9))
            if len(chosen):
                closure.close_strides(samples, chosen, rate, late, half, left)
            parts.append(left)
        left = np.concatenate(parts) * acc_factor
        mean, begin, end = left[:, :3], left[:, 3:6], left[:, 6:]
        return Leftover(mean - 0.5 * (begin + end), end - begin, np.linalg.norm(mean, axis=1))

    def jerk_delay(self) -> int:
        """Samples by which impacts reach the gyroscope later than the accelerometer."""
        reach, around = round(_REACH_S * self.rate_hz), round(_AROUND_S * self.rate_hz)
        products = np.zeros(2 * reach + 1)
        for samples, spans in zip(self.windows, self.spans, strict=True):
            if len(spans):
                acc, gyr = np.empty((2, len(samples) - 1))
                closure.correlate_jerks(samples, around, acc, gyr, products)
        return int(np.argmax(products)) - reach

    def delay(self, scales: Scales, start: int) -> float:
        """Samples by which the gyroscope is late, from the velocity left over: least squares, begun at `start`."""
        step, most = max(1, round(0.02 * self.rate_hz)), 0.06 * self.rate_hz
        at, late = start, float(start)
        for _ in range(4):
            left = self.left_over(np.eye(3), at).parts(scales)
            slope = self.left_over(np.eye(3), at + step).parts(scales)
            slope = (slope - self.left_over(np.eye(3), at - step).parts(scales)) / (2 * step)
            late = at + float(np.clip(_fit(slope, left), -most, most))
            if round(late) == at:
                break
            at = int(np.clip(round(late), -2 * most, 2 * most))
        return late


def _fit(slope: Floats, left: Floats) -> float:
    """Step along `slope` (n, k) that leaves least of `left` (n, k), with less weight for the strides that disagree."""
    weight, step = np.ones(len(left)), 0.0
    for _ in range(6):
        step = -float((weight[:, None] * slope * left).sum())
        step /= max(float((weight[:, None] * slope**2).sum()), 1e-12)
        rest = np.linalg.norm(left + step * slope, axis=1)
        weight = 1.0 / np.maximum(rest, 0.3 * np.median(rest) + 1e-9)
    return step


def sample_strides(channels: Floats, rate_hz: float) -> StrideSample:
    """Find brisk strides in some windows of the channels (6, n) of a sensor."""
    windows: list[Floats] = []
    spans: list[Integers] = []
    for samples in _windows(channels, rate_hz):
        windows.append(samples)
        spans.append(_strides(samples, rate_hz))
        if sum(map(len, spans)) >= _ENOUGH_STRIDES:
            break
    peaks = [
        np.array([_peak(samples, a, b) for a, b in own]) for samples, own in zip(windows, spans, strict=True)
    ]
    if any(map(len, peaks)):
        least = _BRISK_SHARE * float(np.quantile(np.concatenate(peaks), 0.8))
        spans = [own[peak >= least] if len(own) else own for own, peak in zip(spans, peaks, strict=True)]
    return StrideSample(rate_hz, tuple(windows), tuple(spans))


def _peak(samples: Floats, first: int, last: int) -> float:
    """Largest squared angular rate between two samples."""
    rate = samples[first:last, 3:]
    return float(np.einsum("ni,ni->n", rate, rate).max())


def _windows(channels: Floats, rate_hz: float) -> Iterator[Floats]:
    """The longest unbroken stretch (n, 6) of each of some windows, spread over the recording more and more densely.

    Windows in which a sensor hardly turns are left out: most of a day is not walking.
    """
    n, width = channels.shape[1], round(_WINDOW_S * rate_hz)
    starts = np.linspace(0, max(0, n - width), max(1, -(-n // width))).astype(np.int64)
    looks = np.arange(0, min(n, width), max(1, round(_LOOK_S * rate_hz)))
    turning = np.nansum(channels[3:, starts[:, None] + looks] ** 2, axis=(0, 2))
    starts = starts[turning >= _LIVELY_SHARE * np.sort(turning)[-3:][0]]
    starts = starts[np.linspace(0, len(starts) - 1, min(_MOST_WINDOWS, len(starts))).astype(np.int64)]
    for start in starts[_spread(len(starts))]:
        samples = np.ascontiguousarray(channels[:, start : start + width].T)
        whole = unbroken(samples, round(SHORTEST_S * rate_hz))
        if whole:
            first, last = max(whole, key=lambda span: span[1] - span[0])
            yield np.ascontiguousarray(samples[first:last])


def _spread(count: int) -> Integers:
    """Numbers below `count` in an order in which the first few lie far apart: their bits read from the other end."""
    turned = [int(f"{k:04b}"[::-1], 2) for k in range(_MOST_WINDOWS)]
    return np.array([k for k in turned if k < count], np.int64)


def _strides(samples: Floats, rate_hz: float) -> Integers:
    """Strides (m, 2) of a window (n, 6), from one quiet instant to the next."""
    n = len(samples)
    period = np.empty(n)
    nothing = np.empty((0, 2), np.int64)
    if not follow_stride(samples[:, 3:], rate_hz, period):
        return nothing
    stride = float(np.median(period))
    half = int(0.5 * max(3.0, np.clip(_QUIET_SHARE * stride, 0.06 * rate_hz, 0.25 * rate_hz)))
    found, space, totals = np.empty(n, np.int64), np.empty((2, n)), np.empty(n + 1)
    count = closure.quiet_instants(
        samples, max(1, half), int(_APART_STRIDES * stride), _MOST_QUIET, space[0], space[1], totals, found
    )
    if count < 2:
        return nothing
    spans = np.stack([found[: count - 1], found[1:count]], axis=1)
    return spans[spans[:, 1] - spans[:, 0] <= _LONGEST_STRIDES * stride]
