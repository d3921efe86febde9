"""How a sensor faces in a walk: forward or backward along its provisional x axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait._kernels import swings
from retrogait.gait.direction_check import SiteEvidence, support
from retrogait.gait.thigh_contacts import ThighContactOptions
from retrogait.gait.trunk_movements import TrunkMovementOptions
from retrogait.gait.trunk_steps import TrunkStepOptions
from retrogait.kinematics.trunk import track_trunk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Complex, Flags, Floats, Integers
    from retrogait.gait.time_asymmetry import AsymmetryOptions
    from retrogait.kinematics.limb import LimbMotion
    from retrogait.kinematics.thigh import ThighMotion
    from retrogait.recording import Recording


_LEAST_STEPS = 3
_LEAST_TRUNK_STEPS = 8
_ROW_STRIDES = 1.6  # from a swing to the next one
_CLEAR = 0.5  # cosine between travel and x axis from which a step goes along it


class Heading(NamedTuple):
    """Steps of a limb, seen along the x axis of a provisional mounting."""

    time_s: Floats  # (k,) middles of the steps
    travel: Complex  # (k,) unit: real along x, imaginary to the left of it
    nats: Floats  # (k,) evidence of time that the step goes forward, NaN where it has none

    @property
    def is_walk(self) -> bool:
        """Whether there are enough steps to show how the sensor faces."""
        return len(self.travel) >= _LEAST_STEPS

    @property
    def front(self) -> float:
        """How clearly all steps go along x, -1 (against it) to 1; NaN without walking."""
        return float(self.travel.real.mean()) if self.is_walk else float("nan")

    @property
    def straightness(self) -> float:
        """How clearly steps go along the line of x, either way, 0 to 1; NaN without walking."""
        return float(np.abs(self.travel.real).mean()) if self.is_walk else float("nan")

    @property
    def line_rad(self) -> float:
        """The line of travel, to the left of x; NaN without walking."""
        if not self.is_walk:
            return float("nan")
        return float(
            0.5 * np.angle(np.sum(self.travel**2))
        )  # twice the angle: to and fro along one line are the same

    def evidence(self, options: AsymmetryOptions) -> float:
        """Evidence of time that x points to the front of the person, in nats; negative where it points to the back."""
        return support(self.along, options)

    @property
    def along(self) -> SiteEvidence:
        """The steps that go along x or against it, with the time-asymmetry evidence of each."""
        ahead = self.travel.real
        clear = np.abs(ahead) >= _CLEAR
        return SiteEvidence(self.time_s[clear], np.sign(ahead[clear]), self.nats[clear])


def limb_heading(
    motions: Sequence[LimbMotion], steps: Sequence[Integers], matrix: Floats, options: AsymmetryOptions
) -> Heading:
    """Heading of a foot or shank, whose samples are still in the sensor's axes, by a mounting `matrix` (3, 3).

    `steps` names for each motion the intervals between rests that are steps. The x axis is looked at where the limb
    rests, before and after each.
    """
    pairs = zip(motions, steps, strict=True)
    return _joined([_steps_of(motion, at, matrix[0], options) for motion, at in pairs])


def _steps_of(motion: LimbMotion, steps: Integers, axis: Floats, options: AsymmetryOptions) -> Heading:
    """The steps between two rests of one stretch."""
    rows = motion.swing_features[1:-1][steps]
    frames = np.concatenate([run.frames for run in motion.runs])[steps]
    way = rows[:, swings.DISPLACEMENT_X] + 1j * rows[:, swings.DISPLACEMENT_Y]
    x = sum(_in_level(motion.turn[motion.rests[steps + k]], axis, frames) for k in (0, 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        travel = way * np.conj(x)
        travel /= np.abs(travel)
    known = np.isfinite(travel)
    middle_s = motion.start_s + 0.5 * (motion.rests[steps] + motion.rests[steps + 1]) / motion.rate_hz
    return Heading(middle_s[known], travel[known], options.judge(motion, steps)[1 + steps][known])


def swings_in_a_row(motion: ThighMotion) -> Integers:
    """Swings of a thigh that are of a walk: a stray one among others that are none is none either."""
    walked = np.flatnonzero(ThighContactOptions().choose(motion))
    return walked[_in_a_row(motion.swing[walked] / motion.stride[motion.at[walked]])]


def thigh_heading(
    motions: Sequence[ThighMotion], swings: Sequence[Integers], matrix: Floats, options: AsymmetryOptions
) -> Heading:
    """Heading of a thigh, whose samples are still in the sensor's axes: it is swung the way that is walked.

    `swings` names for each motion those that are of a walk.
    """
    parts = []
    for motion, at in zip(motions, swings, strict=True):
        ahead = np.clip(motion.swung_ahead(matrix[1])[at], -1.0, 1.0)
        time_s = motion.start_s + motion.swing[at] / motion.rate_hz
        parts.append(Heading(time_s, ahead.astype(complex), options.judge_thigh(motion)[at]))
    return _joined(parts)


def _in_a_row(strides: Floats) -> Flags:
    """Which of some instants (k,), in strides, have others about a stride before or after them, enough for a walk."""
    if not len(strides):
        return np.zeros(0, bool)
    row = np.cumsum(np.concatenate([[0], np.diff(strides) > _ROW_STRIDES]))
    enough: Flags = np.bincount(row)[row] > _LEAST_STEPS
    return enough


def _joined(parts: Sequence[Heading]) -> Heading:
    nothing = Heading(np.empty(0), np.empty(0, complex), np.empty(0))
    return Heading(*(np.concatenate(column) for column in zip(nothing, *parts, strict=True)))


def _in_level(turn: Floats, axis: Floats, frames: Floats) -> Complex:
    """Horizontal part (k,) of a sensor's axis under orientations (k, 4), in level frames (k, 3, 3), unit."""
    scalar, vector = turn[:, :1], turn[:, 1:]
    fixed = axis + 2.0 * np.cross(vector, np.cross(vector, axis) + scalar * axis)
    level = np.einsum("kij,kj->ki", frames[:, :2], fixed)
    flat: Complex = level[:, 0] + 1j * level[:, 1]
    return flat / np.maximum(np.abs(flat), 1e-12)


def trunk_front(recording: Recording, site: str, matrix: Floats) -> float:
    """How surely a walk goes along the x axis of `matrix`, from -1 to 1: the trunk leans and vaults along it.

    Of steps without flight: that turns the vault round, and which end of the axis is the front is the question. NaN
    where there are few of them, or most steps are others.
    """
    turned = recording.select(site).rotated({site: matrix})
    scores, steps = [np.empty(0)], 0
    for motion in track_trunk(turned, site):
        found, shape = TrunkStepOptions().choose(motion)
        walks = shape.aloft <= TrunkMovementOptions().most_aloft
        scores.append((shape.lean + shape.vault)[walks])
        steps += len(found.at_s)
    score = np.concatenate(scores)
    if len(score) < max(_LEAST_TRUNK_STEPS, 0.5 * steps):
        return float("nan")
    return float(np.tanh(np.median(score)))
