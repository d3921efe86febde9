"""Axes of a sensor on its segment, found from a walk: gravity, the axis the segment turns about, which end is front.

All arrays are in the sensor's own frame. The three questions are answered one after the other; the last one, front or
back, is left to the caller, who knows the direction of the walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import levelling
from retrogait.kinematics.gaps import SHORTEST_S, unbroken
from retrogait.kinematics.segment import STANDING_DEG, main_axis, unit
from retrogait.kinematics.stillness import STILL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Floats, Integers
    from retrogait.kinematics.limb import LimbMotion


_STANDING_COSINE = np.cos(np.radians(STANDING_DEG))
_MOVING_S = 2.0
_LOOK_HZ = 50.0


def walking_part(values: Floats, rate_hz: float, least_rate_dps: float) -> Floats | None:
    """The longest unbroken stretch (n, 6) in which the sensor keeps turning; None where none is long enough."""
    speed = np.linalg.norm(values[:, 3:], axis=1)
    half = max(1, round(0.5 * _MOVING_S * rate_hz))
    totals = np.concatenate([[0.0], np.cumsum(np.nan_to_num(speed))])
    middle = np.arange(len(speed))
    a, b = np.maximum(0, middle - half), np.minimum(len(speed), middle + half)
    around = (totals[b] - totals[a]) / np.maximum(b - a, 1)
    moving = around > max(least_rate_dps, 0.3 * float(np.quantile(around, 0.95)))
    kept = np.where(moving[:, None], values, np.nan)
    stretches = unbroken(kept, round(SHORTEST_S * rate_hz))
    if not stretches:
        return None
    first, last = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return np.ascontiguousarray(values[first:last])


def standing_gravity(values: Floats, rate_hz: float, usual: Floats) -> Floats | None:
    """Direction of gravity while standing still, unit (3,); None without a second of standing.

    A sensor on a table is as still: in standing it is within 30 degrees of its orientation in walking, `usual`.
    """
    pull = values[:, :3]
    with np.errstate(invalid="ignore"):
        upright = pull @ usual >= _STANDING_COSINE * np.linalg.norm(pull, axis=1)
    still = STILL.find(values, rate_hz, upright)
    return unit(values[still, :3].mean(axis=0)) if still.any() else None


def rest_gravity(motions: Sequence[LimbMotion], steps: Sequence[Integers]) -> Floats:
    """Direction of gravity at the rests of a limb before and after its steps, unit (3,), from gravity between them.

    `steps` names for each motion the intervals between rests that are steps: a sensor rests on the table as well.
    """
    ups = []
    for motion, at in zip(motions, steps, strict=True):
        pull = motion.gravity[at] / np.linalg.norm(motion.gravity[at], axis=1, keepdims=True)
        for rests in (motion.rests[at], motion.rests[at + 1]):
            up = np.empty_like(pull)
            levelling.up_from_sensor(motion.turn[rests], pull, up)
            ups.append(up)
    return unit(np.median(np.concatenate(ups), axis=0))


def step_gravity(motions: Sequence[LimbMotion], steps: Sequence[Integers]) -> Floats:
    """Direction of the mean specific force over the steps of a limb, unit (3,): its mean tilt in walking."""
    total = np.zeros(3)
    for motion, at in zip(motions, steps, strict=True):
        sums = np.concatenate([np.zeros((1, 3)), np.cumsum(motion.samples[:, :3], axis=0)])
        total += (sums[motion.rests[at + 1]] - sums[motion.rests[at]]).sum(axis=0)
    return unit(total)


def turning_axis(motions: Sequence[LimbMotion], steps: Sequence[Integers]) -> tuple[Floats, float]:
    """Axis (3,) of a limb's sensor that it mainly turns about in its steps, and its share of the two largest.

    `steps` is as in `rest_gravity`. Only the turning square to the vertical of the moment counts: a shank that leans
    turns about the vertical as well, and that would pass for a turn to the side.
    """
    rates, ups = [], []
    for motion, intervals in zip(motions, steps, strict=True):
        frames = np.concatenate([run.frames for run in motion.runs])
        every = max(1, round(motion.rate_hz / _LOOK_HZ))
        spans = [np.arange(motion.rests[k], motion.rests[k + 1], every) for k in intervals]
        at = np.concatenate([np.empty(0, np.int64), *spans])
        vertical = np.repeat(frames[intervals, 2], [len(span) for span in spans], axis=0)
        up = np.empty((len(at), 3))
        levelling.up_from_sensor(motion.turn[at], np.ascontiguousarray(vertical), up)
        rates.append(motion.samples[at, 3:])
        ups.append(up)
    return main_axis(np.concatenate(rates), np.concatenate(ups))


def mean_gravity(values: Floats) -> Floats:
    """Direction of the mean specific force, unit (3,): over whole strides it is the segment's mean tilt."""
    return unit(np.nanmean(values[:, :3], axis=0))


def sideways_axis(values: Floats, up: Floats, rate_hz: float, step_s: float) -> tuple[Floats, float]:
    """Horizontal axis along which a trunk moves once a stride, not once a step, unit, and the contrast of the two.

    Accelerations forward and up repeat with the step, those to the side with the stride; rotations are the other way
    round. The axis is where stride over step power is largest; the contrast is 0..1.
    """
    first = unit(np.cross(up, [1.0, 0.0, 0.0]) if abs(up[0]) < 0.9 else np.cross(up, [0.0, 1.0, 0.0]))
    plane = np.stack([first, np.cross(up, first)])
    stride = np.zeros((2, 2))
    step = np.zeros((2, 2))
    quarter = np.array([[0.0, -1.0], [1.0, 0.0]])  # a rotation to the side turns about the axis forward
    for columns, turned in ((values[:, :3], np.eye(2)), (values[:, 3:], quarter)):
        flat = (columns - columns.mean(axis=0)) @ plane.T @ turned.T
        scale = max(float((flat**2).sum()), 1e-12)
        stride += _power(flat, rate_hz, 0.5 / step_s) / scale
        step += _power(flat, rate_hz, 1.0 / step_s) / scale
    floor = 0.02 * np.trace(stride + step) * np.eye(2)
    ratios, axes = np.linalg.eig(np.linalg.solve(step + floor, stride + floor))
    order = np.argsort(ratios.real)
    axis = np.real(axes[:, order[-1]]) @ plane
    low, high = ratios.real[order]
    return unit(axis), float((high - low) / max(high + low, 1e-12))


def _power(flat: Floats, rate_hz: float, centre_hz: float) -> Floats:
    """Power matrix (2, 2) of a band of half its centre frequency around it."""
    spectrum = np.fft.rfft(flat, axis=0)
    frequency = np.fft.rfftfreq(len(flat), 1.0 / rate_hz)
    band = spectrum[np.abs(frequency - centre_hz) < 0.25 * centre_hz]
    power: Floats = (band.conj().T @ band).real
    return power


def frame_from(up: Floats, left: Floats) -> Floats:
    """Rotation (3, 3) that takes sensor vectors into the segment frame with this up and left."""
    left = unit(left - up * (left @ up))
    return np.stack([np.cross(left, up), left, up])


def about_face(matrix: Floats) -> Floats:
    """The same frame turned by half a turn about the vertical."""
    return np.stack([-matrix[0], -matrix[1], matrix[2]])


def turned_by(matrix: Floats, heading_rad: float) -> Floats:
    """The same frame turned about the vertical so that x points along `heading_rad`, to the left of the old x."""
    c, s = np.cos(heading_rad), np.sin(heading_rad)
    return np.stack([c * matrix[0] + s * matrix[1], -s * matrix[0] + c * matrix[1], matrix[2]])
