"""The body in motion: the pose of every sensor, and the knee angles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption
from retrogait.simulation.pose import Pose, rotations
from retrogait.simulation.wobble import ring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.foot import FootPath
    from retrogait.simulation.walker import Walker

_RING_HZ = 28.0
_KICK = 0.14
_PITCH_KICK_RAD_PER_M = 1.5


def move_body(
    time_s: Floats, feet: Mapping[str, FootPath], sites: Sequence[str], walker: Walker
) -> tuple[dict[str, Pose], dict[str, Floats]]:
    """Pose of the sensor at each site, and knee flexion in deg by column name, at `time_s`."""
    poses = {}
    for site in sites:
        side, _, part = site.partition("_")
        if part != "foot":
            raise InvalidOption(
                f"simulate_walk: site {site!r} is not simulated yet; feet are: left_foot right_foot"
            )
        poses[site] = shake_foot(time_s, feet[side], walker.impact)
    return poses, {}


def shake_foot(time_s: Floats, foot: FootPath, impact: float) -> Pose:
    """Pose of the foot's sensor, which rings on the shoe after each contact."""
    pose, holds = foot.pose(time_s), foot.holds
    if not len(holds) or impact == 0.0:
        return pose
    landing = impact * np.hypot(foot.glide.landing_mps, holds.sink_mps)
    kick = ring(time_s, holds.touch_s, _KICK * landing, _RING_HZ)
    nod = ring(time_s, holds.touch_s, _PITCH_KICK_RAD_PER_M * landing, 0.8 * _RING_HZ)
    none = np.zeros(len(time_s))
    shift = np.stack([-0.6 * kick, none, 0.8 * kick], axis=1)
    position = pose.position_m + np.einsum("nij,nj->ni", pose.rotation, shift)
    return Pose(position, pose.rotation @ rotations(none, nod, none))
