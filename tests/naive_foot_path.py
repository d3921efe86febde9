"""The slow, obvious twin of `_kernels/foot_path.py`."""

from __future__ import annotations

import itertools

import naive_swings
import numpy as np
from naive import rotations
from scipy.integrate import cumulative_trapezoid

from retrogait._kernels import foot_path

LEAST_DISPLACEMENT_M, CARRIED = 0.1, 2.0 / 3.0


def trace(samples, *rest):
    """The path between the first and the last rest, from zero, by the numbers of its columns; NaN elsewhere."""
    path = np.full((len(samples), foot_path.PATH_WIDTH), np.nan)
    rests = rest[2]
    for (a, b), part in zip(itertools.pairwise(rests), swing_paths(samples, *rest), strict=True):
        path[a : b + 1] = part
    return path


def swing_paths(samples, turn, force_sum, rests, gravity, frames, rate_hz, scale, heel_m, toe_m):
    """The path of each interval, both its rests included; one goes on where the last one ended."""
    place = np.zeros(3)
    for row, (a, b) in enumerate(itertools.pairwise(rests)):
        k, level = np.arange(a, b + 1), frames[row]
        path = np.empty((len(k), foot_path.PATH_WIDTH))
        given = (samples, force_sum, rests, gravity, rate_hz, row + 1, k)
        velocity = naive_swings.swing_velocity(*given) @ level.T
        here = place + scale * cumulative_trapezoid(velocity, dx=1.0 / rate_hz, axis=0, initial=0.0)
        way = here[-1] - here[0]
        length = np.hypot(*way[:2])
        slope = way[2] * way[:2] / length**2 if length >= LEAST_DISPLACEMENT_M else np.zeros(2)
        axes = level @ rotations(turn[k]).as_matrix()  # the sensor's axes, seen in the level frame
        ends = []
        for end in (0, -1):
            ahead = axes[end, :2, 0]
            along_floor = np.append(ahead, slope @ ahead)
            ends.append(axes[end].T @ (along_floor / np.linalg.norm(along_floor)))
        share = np.linspace(0.0, 1.0, len(k))[:, None]
        sole = np.einsum("nij,nj->ni", axes, (1 - share) * ends[0] + share * ends[1])
        lift = sole[:, 2] - sole[:, :2] @ slope
        height = here[:, 2] - here[0, 2] - (here[:, :2] - here[0, :2]) @ slope
        path[:, : foot_path.PATH_Z + 1] = here
        path[:, foot_path.SOLE_M] = height
        path[:, foot_path.HEEL_M] = height - heel_m * lift
        path[:, foot_path.TOE_M] = height + toe_m * lift
        path[:, foot_path.PITCH_SINE] = -(lift / np.hypot(1.0, np.hypot(*slope))).clip(-1, 1)
        path[:, foot_path.SOLE_X : foot_path.SOLE_Y + 1] = sole[:, :2]
        place = here[-1]
        yield path


def measure(path, rests, heel_m, toe_m):
    """Measures of each interval, by the numbers of their columns."""
    table = np.full((len(rests) - 1, foot_path.MEASURES_WIDTH), np.nan)
    for row, (a, b) in enumerate(itertools.pairwise(rests)):
        part = path[a : b + 1]
        place, sole = part[:, :2] - part[0, :2], part[:, [foot_path.SOLE_X, foot_path.SOLE_Y]]
        length = np.hypot(*place[-1])
        if length < LEAST_DISPLACEMENT_M:
            continue
        steps = [np.hypot(*np.diff(place + ahead * sole, axis=0).T) for ahead in (-heel_m, toe_m)]
        over = [step - CARRIED * step.max() for step in steps]  # at the middles between samples
        middles = np.arange(len(part) - 1) + 0.5
        fast = np.min(over, axis=0) >= 0
        crossings = [
            m + excess[j] / (excess[j] - excess[j + 1])
            for excess in over
            for j, m in enumerate(middles[:-1])
            if fast[j] != fast[j + 1] and (excess[j] < 0) != (excess[j + 1] < 0)
        ]
        between = [k for k in range(1, len(part) - 1) if fast[k - 1] or fast[k]]
        candidates = np.array([*between, *crossings])
        carried = np.all([np.interp(candidates, middles, excess) >= -1e-12 for excess in over], axis=0)
        lowest = candidates[carried]
        tx, ty = place[-1] / length
        left = place @ [-ty, tx]
        pitch = np.degrees(np.arcsin(part[:, foot_path.PITCH_SINE]))
        rise = part[-1, foot_path.PATH_Z] - part[0, foot_path.PATH_Z]
        table[row, foot_path.INCLINE_DEG] = np.degrees(np.arctan2(rise, length))
        for low, top, height in (
            (foot_path.TOE_CLEARANCE_M, foot_path.TOE_PEAK_M, part[:, foot_path.TOE_M]),
            (foot_path.HEEL_CLEARANCE_M, foot_path.HEEL_PEAK_M, part[:, foot_path.HEEL_M]),
        ):
            table[row, top] = max(0.0, height.max())
            if carried.any():
                heights = np.interp(lowest, np.arange(len(part)), height)
                table[row, low] = heights.min()
                sine = foot_path.TOE_LOW_SINE if low == foot_path.TOE_CLEARANCE_M else foot_path.HEEL_LOW_SINE
                table[row, sine] = np.interp(
                    lowest[heights.argmin()], np.arange(len(part)), part[:, foot_path.PITCH_SINE]
                )
        table[row, [foot_path.ASIDE_LEFT_M, foot_path.ASIDE_RIGHT_M]] = (
            max(0.0, left.max()),
            max(0.0, -left.min()),
        )
        table[row, [foot_path.TOE_DOWN_DEG, foot_path.TOE_UP_DEG]] = (
            max(0.0, pitch.max()),
            max(0.0, -pitch.min()),
        )
    return table
