"""Motion of a trunk sensor: accelerations in a level frame, and what else steps are judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import levelling, period, strapdown
from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait._runtime.compiling import make_ready
from retrogait.kinematics.bands import mirrored_band_pass
from retrogait.kinematics.gaps import LONGEST_BRIDGE_S, SHORTEST_S, bridge_gaps, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrogait._arrays import Flags, Floats
    from retrogait.recording import Recording

_COARSE_HZ = 50.0  # nothing of a step is above 10 Hz but its impact
GRID_S = 0.2  # on which stretches begin, and on which it is looked at how steps repeat
_LEVEL_S = 2.4  # to either side, over which gravity is averaged: whole strides, or many
_ALOFT_MPS2 = 0.4 * STANDARD_GRAVITY_MPS2  # below this specific force no foot is on the ground
_STEPPING_HZ = (0.4, 3.5)
_HANGING_S = 10.0
_PAD_S = 4.0  # more than the slowest band rings
_LOOKS = 8  # in two strides, at gravity that is averaged over them


@dataclass(frozen=True, eq=False)
class TrunkMotion:
    """One unbroken stretch of a trunk sensor, at some 50 samples a second. Arrays are (n,), by sample."""

    site: str
    mounted: bool
    rate_hz: float
    start_s: float
    level: Floats  # (n, 3), acceleration ahead, to the left and up, without gravity, m/s^2
    tilt_deg: Floats  # from upright; or from how the sensor hangs, where its mounting is not known
    aloft: Floats  # share of the samples in which hardly anything is felt, as in flight
    lost: Flags  # bridged over a gap

    @property
    def time_s(self) -> Floats:
        """On the clock of the recording."""
        time_s: Floats = self.start_s + np.arange(len(self.level)) / self.rate_hz
        return time_s

    def band(self, low_hz: float, high_hz: float) -> Floats:
        """A band of the level acceleration (n, 3), m/s^2."""
        return mirrored_band_pass(self.level, self.rate_hz, low_hz, high_hz, _PAD_S)


def track_trunk(recording: Recording, site: str) -> Iterator[TrunkMotion]:
    """Track a trunk sensor through every unbroken stretch of a recording.

    Where its mounting is not known, ahead is the horizontal axis along which it is moved most, either way, and a
    stretch of less than five seconds does not show how it hangs.
    """
    make_ready("trunk")
    time_s, values = recording.samples(site)
    rate_hz = recording.rate_hz
    mounted = recording.frame_of(site) == "segment"
    values, lost = bridge_gaps(values, round(LONGEST_BRIDGE_S * rate_hz))
    block = max(1, round(rate_hz / _COARSE_HZ))
    shortest_s = SHORTEST_S if mounted else _HANGING_S / 2.0
    whole = block * max(1, round(GRID_S * rate_hz / block))
    for begin, last in unbroken(values, round(shortest_s * rate_hz)):
        first = -(-begin // whole) * whole  # of the recording, whatever is left out before
        samples = np.ascontiguousarray(values[first:last])
        if not mounted:
            samples = _in_own_axes(samples, rate_hz)
        level, _ = level_trunk(samples, rate_hz, _LEVEL_S)
        felt = np.einsum("ik,ik->i", samples[:, :3], samples[:, :3])
        columns = np.column_stack([level, felt < _ALOFT_MPS2**2, lost[first:last], samples[:, :3]])
        coarse = np.empty((len(columns) // block, columns.shape[1]))
        period.block_means(columns, 0, block, coarse)
        coarse_hz = rate_hz / block
        yield TrunkMotion(
            site,
            mounted,
            coarse_hz,
            float(time_s[first]) + 0.5 * (block - 1) / rate_hz,
            np.ascontiguousarray(coarse[:, :3]),
            (_tilt_deg if mounted else _wobble_deg)(coarse[:, 5:], coarse_hz),
            np.ascontiguousarray(coarse[:, 3]),
            coarse[:, 4] > 0,
        )


def _in_own_axes(samples: Floats, rate_hz: float) -> Floats:
    """Samples (n, 6) in axes that any rotation of the sensor leaves alone: mostly up, and where it is moved most."""
    up = samples[:, :3].mean(axis=0)
    up /= max(float(np.linalg.norm(up)), 1e-9)
    stepping = mirrored_band_pass(samples[:, :3], rate_hz, *_STEPPING_HZ, _PAD_S)
    flat = stepping - np.outer(stepping @ up, up)
    ahead = np.linalg.eigh(flat.T @ flat)[1][:, -1]
    ahead -= up * (up @ ahead)
    ahead /= max(float(np.linalg.norm(ahead)), 1e-9)
    axes = np.stack([ahead, np.cross(up, ahead), up])
    return np.concatenate([samples[:, :3] @ axes.T, samples[:, 3:] @ axes.T], axis=1)


def _tilt_deg(force: Floats, rate_hz: float) -> Floats:
    """Angle in deg of the mean of specific force (n, 3) around each sample from upright, the third axis."""
    pull = _mean_around(force, round(_LEVEL_S * rate_hz), round(_LEVEL_S * rate_hz))
    angle: Floats = np.degrees(np.arctan2(np.hypot(pull[:, 0], pull[:, 1]), pull[:, 2]))
    return angle


def _wobble_deg(force: Floats, rate_hz: float) -> Floats:
    """Angle in deg of the same from how the sensor hangs in the ten seconds before or after, whichever is less.

    A person who gets up and walks is upright from then on.
    """
    pull = _mean_around(force, round(_LEVEL_S * rate_hz), round(_LEVEL_S * rate_hz))
    reach, n = min(round(_HANGING_S * rate_hz), len(force) - 1), len(force)
    later = _mean_around(force, 0, reach)
    begin = np.arange(n)
    angles = []
    # whole ones, also near an end
    before, behind = np.maximum(begin - reach, 0), np.minimum(begin, n - 1 - reach)
    for first in (before, behind):
        hanging = later[first]
        across = np.linalg.norm(np.cross(pull, hanging), axis=1)
        angles.append(np.degrees(np.arctan2(across, (pull * hanging).sum(axis=1))))
    wobble: Floats = np.minimum(*angles)
    return wobble


def _mean_around(values: Floats, before: int, after: int) -> Floats:
    """Means of values (n, 3) over so many samples before and after each, as many of them as there are."""
    n = len(values)
    totals = np.concatenate([np.zeros((1, 3)), np.cumsum(values, axis=0)])
    first, last = np.maximum(np.arange(n) - before, 0), np.minimum(np.arange(n) + after + 1, n)
    mean: Floats = (totals[last] - totals[first]) / (last - first)[:, None]
    return mean


def level_trunk(samples: Floats, rate_hz: float, stride_s: float) -> tuple[Floats, Floats]:
    """Acceleration (n, 3) along anterior, left and up without gravity, and the pitch rate (n,), in a levelled frame.

    Up is the mean specific force over two strides: whatever the phase, a stride ends with the velocity it began with.
    """
    n = len(samples)
    turn, force_sum = np.empty((n, 4)), np.empty((n, 3))
    strapdown.integrate_motion(samples, rate_hz, np.zeros(3), turn, force_sum)
    level, pitch_rate, pull = np.empty((n, 3)), np.empty(n), np.empty(n)
    reach = min(max(1, round(stride_s * rate_hz)), (n - 1) // 2)
    levelling.level_samples(samples, turn, force_sum, reach, rate_hz, level, pitch_rate, pull)
    level[:, 2] -= np.median(pull[:: max(1, reach // _LOOKS)])
    return level, pitch_rate
