"""Motion of a limb's sensor: the rests on the ground, and one row of measures for every swing between them.

Everything else follows from the rests: between two of them the mean specific force is exactly gravity, which levels
the frame, and the velocity is zero at both ends, which takes out drift.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import strapdown, swings
from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait._runtime.compiling import make_ready
from retrogait._runtime.memory import cut_block
from retrogait.kinematics.foot_points import FOOT, SHANK, Points, RestIntervals, find_foot_points
from retrogait.kinematics.gaps import LONGEST_BRIDGE_S, SHORTEST_S, bridge_gaps, find_filled, unbroken
from retrogait.kinematics.zero_velocity import find_zero_velocity, follow_stride, integrate_unbiased

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrogait._arrays import Flags, Floats, Integers
    from retrogait.recording import Recording


_WEAKEST_PULL, _STRONGEST_PULL = 8.0, 12.0  # m/s^2 between rests: where it is not gravity, nothing rests
_GRAVITY_REACH = 3  # strides to either side that gravity is smoothed over
_LEAST_CHANGE_MPS2 = 1.0  # of specific force along some axis: leaning by 6 deg changes it as much
_MOVED_M = 0.01  # a resting point nearer than this is the same
_LOOK_HZ = 20.0
_OPEN_STRIDES = 1.5  # how far a swing is followed from its only rest, at the ends of a recording


@dataclass(frozen=True, eq=False)
class LimbMotion:
    """Rests and swings of one sensor over one unbroken stretch of samples. Instants are samples of the stretch."""

    site: str
    mounted: bool  # the samples are in the segment frame
    rate_hz: float
    start_s: float
    samples: Floats  # (n, 6)
    stride: Floats  # (n,) stride period around each sample, in samples
    rests: Integers  # (m,)
    dwell: Floats  # (m,) how long the limb dwells at each rest, strides
    gravity: Floats  # (m - 1, 3) mean specific force between rests, m/s^2
    turn: Floats  # (n, 4) orientation, quaternions into a fixed frame of unknown tilt
    force_sum: Floats  # (n, 3) specific force summed in that frame, m/s
    runs: tuple[RestIntervals, ...]  # of intervals between rests
    swing_features: Floats  # (m + 1, swings.WIDTH)
    lost: Flags  # (n,) samples bridged over a gap
    guessed: Flags  # (n,) those, and samples of shorter gaps that were filled when the recording was made
    heel: Floats  # (3,) seen from the point that rests, m
    ball: Floats  # (3,)

    @property
    def metre(self) -> float:
        """Length of a metre of the integrated path: the scale of the accelerometer follows from measured gravity."""
        return STANDARD_GRAVITY_MPS2 / float(np.median(np.linalg.norm(self.gravity, axis=1)))

    def period_s(self, at: Integers) -> Floats:
        """Stride period around each of the samples `at`, s."""
        period_s: Floats = self.stride[at] / self.rate_hz
        return period_s

    def intervals_from(self, rest_s: Floats, known: Flags) -> Integers:
        """Which interval between rests begins at each of the times (m,) in s of a rest; 0 where that is not `known`."""
        rests_s = self.start_s + self.rests / self.rate_hz
        after = np.searchsorted(rests_s, rest_s + 0.5 / self.rate_hz)
        return np.where(known, after - 1, 0)

    @property
    def side(self) -> str:
        """`left` or `right`, from the site's name."""
        return self.site.split("_", 1)[0]


def track_limb(recording: Recording, site: str, threshold: float = 0.3) -> Iterator[LimbMotion]:
    """Track a foot or shank through every unbroken stretch of a recording in which it rests and repeats.

    Points land and leave at `threshold` of their peak speed in the swing; with a threshold of 0, at the mean speed of
    the limb from rest to rest.
    """
    make_ready("limb")
    mounted = recording.frame_of(site) == "segment"
    points = FOOT if site.endswith("foot") else SHANK
    values = np.array(recording.channels(site).T, order="C")
    values, lost = bridge_gaps(values, round(LONGEST_BRIDGE_S * recording.rate_hz))
    guessed = lost | find_filled(recording, site)
    for first, last in unbroken(values, round(SHORTEST_S * recording.rate_hz)):
        stretch = np.ascontiguousarray(values[first:last])
        known = points if mounted else points.hung(stretch[:, :3].mean(axis=0))
        motion = _track(
            site,
            mounted,
            stretch,
            recording.rate_hz,
            recording.time_s[first],
            known,
            threshold,
            lost[first:last],
            guessed[first:last],
        )
        if motion is not None:
            yield motion


def _track(
    site: str,
    mounted: bool,
    samples: Floats,
    rate_hz: float,
    start_s: float,
    points: Points,
    threshold: float,
    lost: Flags,
    guessed: Flags,
) -> LimbMotion | None:
    n = len(samples)
    if np.ptp(samples[:: max(1, int(rate_hz / _LOOK_HZ)), :3], axis=0).max() < _LEAST_CHANGE_MPS2:
        return None  # an accelerometer that stays at one value, whatever the gyroscope measures
    stride, turn, force_sum = cut_block(n, 1, 4, 3)
    if not follow_stride(samples[:, 3:], rate_hz, stride):
        return None
    base = np.array(points.base)
    samples = integrate_unbiased(samples, rate_hz, base, stride, turn, force_sum)
    at, dwell = find_zero_velocity(samples, force_sum, stride, rate_hz, points.strictness)
    if len(at) < 2:
        return None
    gravity = np.empty((len(at) - 1, 3))
    strapdown.gravity_between(force_sum, at, rate_hz, gravity)
    if not _WEAKEST_PULL < np.median(np.linalg.norm(gravity, axis=1)) < _STRONGEST_PULL:
        return None
    runs = _follow_gravity(gravity, at, guessed)
    if mounted and points is FOOT:
        points = find_foot_points(samples, turn, force_sum, at, runs, rate_hz, points, threshold)
        if abs(points.base[0] - base[0]) > _MOVED_M:
            strapdown.move_point(samples, turn, np.array(points.base) - base, force_sum)
            base = np.array(points.base)
            strapdown.gravity_between(force_sum, at, rate_hz, gravity)
            runs = _follow_gravity(gravity, at, guessed)
    reach = int(_OPEN_STRIDES * stride.max())
    heel, toe = np.array(points.heel) - base, np.array(points.toe) - base
    features = np.empty((len(at) + 1, swings.WIDTH))
    for run in runs:
        own = at[run.first : run.last + 1]
        part = np.empty((len(own) + 1, swings.WIDTH))
        swings.measure_swings(
            *(samples, turn, force_sum, own, run.gravity, run.frames, rate_hz, reach),
            *(heel, toe, threshold, part),
        )
        features[run.first + 1 : run.last + 1] = part[1:-1]
        if run.first == 0:
            features[0] = part[0]
        if run.last == len(gravity):
            features[-1] = part[-1]
    return LimbMotion(
        site=site,
        mounted=mounted,
        rate_hz=rate_hz,
        start_s=float(start_s),
        samples=samples,
        stride=stride,
        rests=at,
        dwell=dwell,
        gravity=gravity,
        turn=turn,
        force_sum=force_sum,
        runs=tuple(runs),
        swing_features=features,
        lost=lost,
        guessed=guessed,
        heel=heel,
        ball=np.array(points.ball) - base,
    )


def _follow_gravity(gravity: Floats, at: Integers, lost: Flags) -> list[RestIntervals]:
    """Gravity smoothed, and the level frames it gives, over each run of intervals between rests."""
    runs = []
    for first, last in _whole_intervals(at, lost):
        steady, frames = np.empty((last - first, 3)), np.empty((last - first, 3, 3))
        strapdown.smooth_gravity(gravity[first:last], at[first : last + 1], _GRAVITY_REACH, steady)
        strapdown.level_frames(steady, frames)
        runs.append(RestIntervals(first, last, steady, frames))
    return runs


def _whole_intervals(at: Integers, lost: Flags) -> list[tuple[int, int]]:
    """Half-open runs of intervals between rests that hold no lost sample, and each interval that does by itself.

    Over a gap the orientation is a guess, so the frame before it says nothing about gravity after it.
    """
    where = np.flatnonzero(lost)
    holed = np.searchsorted(where, at[1:], side="right") > np.searchsorted(where, at[:-1])
    starts = np.flatnonzero(np.concatenate([[True], holed[1:] | holed[:-1]]))
    return list(zip(starts.tolist(), [*starts[1:].tolist(), len(holed)], strict=True))
