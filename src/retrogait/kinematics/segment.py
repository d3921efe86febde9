"""Motion of a thigh or shank in walking: its tilt against gravity, free of drift, and the axis it mainly turns about.

Gravity is the mean specific force over strides, whatever the phase: a stride ends with the velocity it began with.
The residual error where the pace changes or the path bends is the same for the thigh and the shank of a leg.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import levelling
from retrogait.kinematics.gaps import unbroken
from retrogait.kinematics.stillness import STILL
from retrogait.kinematics.zero_velocity import integrate_unbiased

if TYPE_CHECKING:
    import pandas as pd

    from retrogait._arrays import Flags, Floats
    from retrogait.recording import Recording


STANDING_DEG = 30.0  # a standing segment is tilted by no more from how it is on average in walking


@dataclass(frozen=True, eq=False)
class SegmentMotion:
    """One thigh or shank over a recording. Arrays are by sample; NaN where the samples have gaps."""

    site: str
    rate_hz: float
    time_s: Floats
    samples: Floats  # (n, 6), bias of the gyroscope removed
    up: Floats  # (n, 3) unit, in the sensor's axes
    walking: Flags  # (n,) within a stride
    axis: Floats  # (3,) the horizontal axis it mainly turns about, unit
    clearness: float  # share of the horizontal turning that is about this axis, 0.5..1

    def tilt_deg(self, top: Floats) -> Floats:
        """Forward lean (n,) of the axis `top` of the sensor, which is made square to the hinge first."""
        top = unit(top - self.axis * (top @ self.axis))
        tilt = np.empty(len(self.up))
        levelling.tilt_angles(self.up, np.cross(self.axis, top), top, tilt)
        return tilt

    def rate_dps(self) -> Floats:
        """Angular rate (n,) about the hinge."""
        return self.samples[:, 3:] @ self.axis

    def mean_up(self) -> Floats:
        """Direction of gravity (3,) in the sensor's axes, on average over the walk."""
        return unit(np.nanmean(self.up[self.walking], axis=0))

    def standing(self) -> Flags:
        """Samples (n,) that belong to a second or more of stillness in about the posture of walking."""
        upright = np.nan_to_num(self.up) @ self.mean_up() >= np.cos(np.radians(STANDING_DEG))
        return STILL.find(self.samples, self.rate_hz, upright)


def follow_segment(recording: Recording, site: str, strides: pd.DataFrame) -> SegmentMotion | None:
    """Follow a thigh or shank through a recording whose strides are known; None where it sees none of them.

    `strides` needs `start_s` and `end_s`; their length is the window over which gravity is averaged. Samples between
    two gaps are used from a stride on; gaps are not bridged, as the turning within them is not known.
    """
    if not len(strides):
        return None
    time_s, values = recording.samples(site)
    middle_s, stride_s = _stride_times(strides)
    walking = np.zeros(len(time_s), bool)
    for first, last in zip(
        np.searchsorted(time_s, strides["start_s"]), np.searchsorted(time_s, strides["end_s"]), strict=True
    ):
        walking[first:last] = True
    samples, up = np.full(values.shape, np.nan), np.full((len(values), 3), np.nan)
    shortest = max(2, round(float(np.median(stride_s)) * recording.rate_hz))
    for first, last in unbroken(values, shortest):
        if not walking[first:last].any():
            continue
        span = np.interp(time_s[first:last], middle_s, stride_s) * recording.rate_hz
        level = level_segment(np.ascontiguousarray(values[first:last]), span, recording.rate_hz)
        samples[first:last], up[first:last] = level
    walking &= ~np.isnan(up[:, 0])
    if not walking.any():
        return None
    axis, clearness = main_axis(samples[walking, 3:], up[walking])
    return SegmentMotion(site, recording.rate_hz, time_s, samples, up, walking, axis, clearness)


def main_axis(rates: Floats, up: Floats) -> tuple[Floats, float]:
    """Axis (3,) that holds most of the horizontal part of angular rates (n, 3), and its share of the two largest.

    `up` is (n, 3) or one for all, (3,); the share is 0.5 to 1.
    """
    level = rates - up * _products(rates, np.broadcast_to(up, rates.shape))[:, None]
    power, axes = np.linalg.eigh(level.T @ level)
    return axes[:, -1], float(power[-1] / max(power[-1] + power[-2], 1e-12))


def level_segment(samples: Floats, span: Floats, rate_hz: float) -> tuple[Floats, Floats]:
    """Samples without the gyroscope's bias, and up in their axes; `span` (n,) is the stride period in samples."""
    n = len(samples)
    turn, force_sum, pull, up = np.empty((n, 4)), np.empty((n, 3)), np.empty((n, 3)), np.empty((n, 3))
    samples = integrate_unbiased(samples, rate_hz, np.zeros(3), span, turn, force_sum)
    levelling.stride_gravity(force_sum, np.rint(span).astype(np.int64), rate_hz, pull)
    levelling.up_from_sensor(turn, pull, up)
    return samples, up


def _stride_times(strides: pd.DataFrame) -> tuple[Floats, Floats]:
    """Middles of the strides, in order, and how long strides are around each: the median of five."""
    table = strides[["start_s", "end_s"]].sort_values("start_s").to_numpy()
    lasts = np.pad(table[:, 1] - table[:, 0], 2, mode="edge")
    return table.mean(axis=1), np.median(np.lib.stride_tricks.sliding_window_view(lasts, 5), axis=1)


def _products(one: Floats, other: Floats) -> Floats:
    """Inner products (n,) of the rows of two arrays (n, 3)."""
    products: Floats = np.einsum("ni,ni->n", one, other)
    return products


def unit(vector: Floats) -> Floats:
    """The vector at length one."""
    length: Floats = vector / np.linalg.norm(vector)
    return length
