"""Rising from a seat and sitting down, as a trunk sensor shows them: by the height it gains or loses from rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait._kernels import strapdown
from retrogait._runtime.compiling import make_ready
from retrogait.kinematics.gaps import LONGEST_BRIDGE_S, bridge_gaps, spans_of, unbroken
from retrogait.kinematics.stillness import STILL

if TYPE_CHECKING:
    from retrogait._arrays import Floats, Integers
    from retrogait.recording import Recording

_LONGEST_S = 5.0  # of rising or sitting down: beyond, what the accelerometer errs by is a height
_PEAK_S = 1.5  # from rising at all to the top speed, and from that to slowing down most
_SMOOTH_S = 0.15
_LEAST_MPS, _SHARE_MPS = (
    0.1,
    0.1,
)  # of the vertical speed: moving at all, and of its peak at the end of the rise
_TILTED_DEG = 3.0
_BEFORE_S = 0.5  # of the end of stillness, to see the posture that is left
_SHORTEST_S = 5.0


class Transition(NamedTuple):
    """Rising or sitting down: the seated end, the standing end, s, and the height between, m."""

    seated_s: float
    standing_s: float
    height_m: float


@dataclass(frozen=True, eq=False)
class Trunk:
    """A trunk sensor over one unbroken stretch.

    Attributes
    ----------
    rate_hz, start_s : float
        Clock of the samples.
    turn : (n, 4) array
        Orientation, quaternions into a fixed frame.
    force_sum : (n, 3) array
        Specific force summed in that frame, m/s.
    rate_dps : (n, 3) array
        Turning, in that frame.
    still : list of (int, int)
        Half-open spans of stillness.
    """

    rate_hz: float
    start_s: float
    turn: Floats
    force_sum: Floats
    rate_dps: Floats
    still: list[tuple[int, int]]

    @classmethod
    def track(cls, recording: Recording, site: str) -> Trunk | None:
        """Track the longest unbroken stretch of a trunk sensor; None where none is long enough or is ever still."""
        make_ready("trunk")
        rate_hz = recording.rate_hz
        values = np.array(recording.channels(site).T, order="C")
        values, _ = bridge_gaps(values, round(LONGEST_BRIDGE_S * rate_hz))
        stretches = unbroken(values, round(_SHORTEST_S * rate_hz))
        if not stretches:
            return None
        first, last = max(stretches, key=lambda span: span[1] - span[0])
        samples = np.ascontiguousarray(values[first:last])
        still = spans_of(STILL.find(_smoothed(samples, rate_hz), rate_hz))
        if not still:
            return None
        resting = np.concatenate([np.arange(a, b) for a, b in still])
        samples[:, 3:] -= samples[resting, 3:].mean(axis=0)  # the bias of the gyroscope
        turn, force_sum = np.empty((len(samples), 4)), np.empty((len(samples), 3))
        strapdown.integrate_motion(samples, rate_hz, np.zeros(3), turn, force_sum)
        return cls(
            rate_hz,
            float(recording.time_s[first]),
            turn,
            force_sum,
            _turned(turn, samples[:, 3:]),
            still,
        )

    def time_s(self, sample: float) -> float:
        """The time of a sample, on the recording's clock."""
        return self.start_s + sample / self.rate_hz

    def pull(self, still: tuple[int, int]) -> Floats:
        """Mean specific force over a span of stillness, in the fixed frame, m/s^2."""
        first, last = still[0], still[1] - 1
        return np.asarray(
            (self.force_sum[last] - self.force_sum[first]) * self.rate_hz / max(1, last - first)
        )

    def rises(self, least_m: float) -> list[Transition]:
        """Every rise by so much that begins in stillness."""
        found = (self._follow(one, 1) for one in self.still)
        return [one for one in found if one is not None and one.height_m >= least_m]

    def sits(self, least_m: float) -> list[Transition]:
        """Every sitting down by so much that ends in stillness: a rise, seen backward in time."""
        found = (self._follow(one, -1) for one in self.still)
        return [one for one in found if one is not None and one.height_m >= least_m]

    def yaw_dps(self, still: tuple[int, int]) -> Floats:
        """Turning about the vertical, positive to the left, with the vertical of a span of stillness."""
        pull = self.pull(still)
        return np.asarray(self.rate_dps @ (pull / np.linalg.norm(pull)))

    def _follow(self, still: tuple[int, int], sense: int) -> Transition | None:
        """Follow the trunk out of stillness, onward or backward in time, to the end of its way up."""
        edge = still[1] - 1 if sense > 0 else still[0]
        length = round(_LONGEST_S * self.rate_hz)
        at = edge + sense * np.arange(length)
        at = at[(at >= 0) & (at < len(self.turn))]
        if len(at) < 0.2 * length:
            return None
        pull = self.pull(still)
        gravity = float(np.linalg.norm(pull))
        rises_mps = (self.force_sum[at] - self.force_sum[edge]) @ (pull / gravity)
        rises_mps -= gravity * (at - edge) / self.rate_hz
        rises_mps *= sense
        first = np.flatnonzero(rises_mps >= 2 * _LEAST_MPS)
        if not len(first):
            return None
        top = int(first[0]) + int(np.argmax(rises_mps[first[0] : first[0] + round(_PEAK_S * self.rate_hz)]))
        upright = _slowed(rises_mps, top, self.rate_hz)
        if upright is None:
            return None
        # residual speed there is the error of the accelerometer
        height_m = float(rises_mps[: upright + 1].sum() - 0.5 * rises_mps[upright] * upright) / self.rate_hz
        seated = self._leaves(edge, sense, at[: upright + 1], rises_mps)
        return Transition(self.time_s(seated), self.time_s(at[upright]), height_m)

    def _leaves(self, edge: int, sense: int, at: Integers, rises_mps: Floats) -> int:
        """The sample at which it begins to leave its posture in stillness."""
        posture = edge - sense * min(
            round(_BEFORE_S * self.rate_hz), edge if sense > 0 else len(self.turn) - 1 - edge
        )
        alike = np.abs(self.turn[at] @ self.turn[posture]).clip(0.0, 1.0)
        tilt = np.degrees(2.0 * np.arccos(alike)) / _TILTED_DEG
        moves = np.flatnonzero(np.maximum(tilt, rises_mps[: len(at)] / _LEAST_MPS) >= 1.0)
        return int(at[moves[0]]) if len(moves) else edge


def _slowed(rises_mps: Floats, top: int, rate_hz: float) -> int | None:
    """Where, after its top, a rise is over: the speed is gone, or no longer falls; None where neither is seen."""
    after = rises_mps[top:]
    width = max(1, round(_SMOOTH_S * rate_hz))
    slope = (
        np.convolve(np.gradient(after), np.full(width, 1.0 / width), mode="same")
        if len(after) > width
        else after
    )
    steepest = int(np.argmin(slope[: round(_PEAK_S * rate_hz)]))
    ends = [
        np.flatnonzero(after <= _SHARE_MPS * rises_mps[top]),
        steepest + np.flatnonzero(slope[steepest:] >= _SHARE_MPS * slope[steepest]),
    ]
    known = [int(one[0]) for one in ends if len(one)]
    return top + min(known) if known else None


def _smoothed(samples: Floats, rate_hz: float) -> Floats:
    """Means of samples (n, 6) over a tenth of a second: noise is not movement."""
    half = max(1, round(0.05 * rate_hz))
    padded = np.pad(samples, ((half, half), (0, 0)), mode="edge")
    totals = np.cumsum(np.concatenate([np.zeros((1, 6)), padded]), axis=0)
    return np.asarray((totals[2 * half + 1 :] - totals[: -2 * half - 1]) / (2 * half + 1))


def _turned(turn: Floats, vectors: Floats) -> Floats:
    """Vectors (n, 3) of the sensor as the fixed frame sees them."""
    w, own = turn[:, :1], turn[:, 1:]
    across = 2.0 * np.cross(own, vectors)
    return np.asarray(vectors + w * across + np.cross(own, across))
