"""Where the sensors are in the room, and how the knees bend, at the samples of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.simulation.curves import blocks
from retrogait.simulation.pose import product
from retrogait.tables.catalogue import KNEE_COLUMNS, SIDES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.pose import Pose

_COLUMNS = ("x_m", "y_m", "z_m", "yaw_deg", "pitch_deg", "roll_deg")


def trace(
    motion_at: Callable[[Floats], tuple[Mapping[str, Pose], Mapping[str, Floats]]],
    sites: Sequence[str],
    time_s: Floats,
    slope: Floats,
    belt_mps: float,
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Give positions and angles of each site in the room, and the flexion of the knees, at `time_s` (n,).

    `motion_at` gives poses by site and flexions in rad by side, in the walk's frame; `slope` (3, 3) turns that into the
    room, and a belt moves at `belt_mps` along its x.
    """
    courses = {site: np.empty((len(_COLUMNS), len(time_s))) for site in sites}
    knees = np.empty((len(SIDES), len(time_s)))
    for now in blocks(len(time_s)):
        poses, flexions = motion_at(time_s[now])
        for site, course in courses.items():
            course[:, now] = _course(poses[site], time_s[now], slope, belt_mps)
        knees[:, now] = np.degrees([flexions[side] for side in SIDES])
    index = pd.Index(time_s, name="time_s")
    paths = {}
    for site, course in courses.items():
        course[3] = np.unwrap(course[3])
        course[3:] = np.degrees(course[3:])
        paths[site] = pd.DataFrame(course.T, columns=list(_COLUMNS), index=index)
    return paths, pd.DataFrame(knees.T, columns=list(KNEE_COLUMNS), index=index)


def _course(pose: Pose, time_s: Floats, slope: Floats, belt_mps: float) -> Floats:
    """Position in the room, yaw, pitch and roll in rad (6, n)."""
    position = pose.position_m.copy()
    position[:, 0] += belt_mps * time_s
    rotation = product(slope[None], pose.rotation)
    yaw = np.arctan2(rotation[:, 1, 0], rotation[:, 0, 0])
    pitch = -np.arcsin(rotation[:, 2, 0].clip(-1.0, 1.0))
    roll = np.arctan2(rotation[:, 2, 1], rotation[:, 2, 2])
    return np.stack([*(slope @ position.T), yaw, pitch, roll])
