"""The slow, obvious twin of `_kernels/stance_roll.py`."""

from __future__ import annotations

import itertools

import numpy as np
from naive import rotations

from retrogait._kernels import stance_roll


def follow_roll(turn, rests, frames, flat_deg, contacts):
    rows = np.full((len(rests) - 1, stance_roll.WIDTH), np.nan)
    for row, (a, b) in enumerate(itertools.pairwise(rests)):
        pitch = pitch_deg(turn[a : b + 1], frames[row])
        at, size = np.arange(a, b + 1.0), np.abs(np.sin(np.radians(pitch)))
        rolled = np.flatnonzero(size > np.sin(np.radians(flat_deg)))
        if len(rolled):
            first, last = rolled[0], rolled[-1]
            for column, ends in (
                (stance_roll.LIFT, (first - 1, first)),
                (stance_roll.DOWN, (last + 1, last)),
            ):
                rows[row, column] = np.interp(np.sin(np.radians(flat_deg)), size[list(ends)], at[list(ends)])
        for column, instant in zip(
            (stance_roll.LEAVING_DEG, stance_roll.LANDING_DEG), contacts[row], strict=True
        ):
            if a <= instant <= b:
                rows[row, column] = np.interp(instant, at, pitch)
    return rows


def pitch_deg(turn, level):
    """Toe-down pitch of a sole that is level at both ends, and between them turns evenly on the sensor."""
    axes = level @ rotations(turn).as_matrix()
    ends = []
    for end in (0, -1):
        ahead = np.append(axes[end, :2, 0], 0.0)
        ends.append(axes[end].T @ (ahead / np.linalg.norm(ahead)))
    share = np.linspace(0.0, 1.0, len(turn))[:, None]
    sole = np.einsum("nij,nj->ni", axes, (1 - share) * ends[0] + share * ends[1])
    return -np.degrees(np.arcsin(sole[:, 2].clip(-1, 1)))
