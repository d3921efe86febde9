"""Axes of a sensor on its segment, found from a walk: gravity, the axis the segment turns about, which end is front.

All arrays are in the sensor's own frame. The three questions are answered one after the other; the last one, front or
back, is left to the caller, who knows the direction of the walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import strapdown
from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.kinematics.gaps import SHORTEST_S, unbroken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait.kinematics.limb import LimbMotion

    Floats = NDArray[np.float64]


_MOVING_S = 2.0
_STILL_S = 1.0
_STILL_DPS = 8.0
_STILL_ACC = 0.4  # m/s^2


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


def standing_gravity(values: Floats, rate_hz: float) -> Floats | None:
    """Direction of gravity while standing still, unit (3,); None where nobody stands for a second."""
    width = max(2, round(_STILL_S * rate_hz))
    if len(values) < width:
        return None
    norm = np.linalg.norm(values[:, :3], axis=1)
    restless = (np.linalg.norm(values[:, 3:], axis=1) > _STILL_DPS) | (
        np.abs(norm - STANDARD_GRAVITY_MPS2) > _STILL_ACC
    )
    restless |= np.isnan(norm)
    totals = np.concatenate([[0], np.cumsum(restless)])
    still = np.flatnonzero(totals[width:] == totals[:-width])
    if not len(still):
        return None
    covered = np.zeros(len(values), bool)
    for shift in (0, width // 2, width - 1):
        covered[still + shift] = True
    return unit(values[covered, :3].mean(axis=0))


def rest_gravity(motion: LimbMotion) -> Floats:
    """Direction of gravity at the rests of a limb, unit (3,), from the mean specific force between them."""
    turn, force_sum = np.empty((len(motion.samples), 4)), np.empty((len(motion.samples), 3))
    strapdown.integrate_motion(motion.samples, motion.rate_hz, np.zeros(3), turn, force_sum)
    pull = motion.gravity / np.linalg.norm(motion.gravity, axis=1, keepdims=True)
    pull = np.concatenate([pull[:1], 0.5 * (pull[1:] + pull[:-1]), pull[-1:]])
    seen = np.stack([rotation(q).T @ u for q, u in zip(turn[motion.rests], pull, strict=True)])
    return unit(np.median(seen, axis=0))


def mean_gravity(values: Floats) -> Floats:
    """Direction of the mean specific force, unit (3,): over whole strides it is the segment's mean tilt."""
    return unit(np.nanmean(values[:, :3], axis=0))


def turning_axis(rates: Floats, up: Floats) -> tuple[Floats, float]:
    """Main horizontal axis of angular rate (n, 3), unit, and the share of the horizontal power it holds (0.5..1)."""
    level = rates - np.outer(rates @ up, up)
    power, axes = np.linalg.eigh(level.T @ level)
    axis = axes[:, -1] - up * (axes[:, -1] @ up)
    return unit(axis), float(power[-1] / max(power[-1] + power[-2], 1e-12))


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


def rotation(quaternion: Floats) -> Floats:
    """Rotation matrix (3, 3) of a unit quaternion (w, x, y, z)."""
    w, x, y, z = quaternion
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def unit(vector: Floats) -> Floats:
    """The vector at length one."""
    length: Floats = vector / np.linalg.norm(vector)
    return length
