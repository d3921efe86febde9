"""What a faultless sensor on a moving segment measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.poses import integrate_pose, sample_integrals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.pose import Pose

FINE_HZ = 1000.0
_BLOCK_S = 5.0


def record(
    poses_at: Callable[[Floats], dict[str, Pose]],
    gravity_mps2: Floats,
    times_s: Mapping[str, Floats],
    rate_hz: float,
) -> dict[str, Floats]:
    """Record moving sensors: samples (n, 6) by site, at the times (n,) that each samples at.

    It goes some seconds at a time: that keeps memory small, and what is worked on near the processor.
    """
    block = max(1, round(_BLOCK_S * rate_hz))
    parts: dict[str, list[Floats]] = {}
    for first in range(0, max(map(len, times_s.values())), block):
        now = {site: time_s[first : first + block] for site, time_s in times_s.items()}
        begin, end = min(one[0] for one in now.values()), max(one[-1] for one in now.values())
        ends = np.floor((begin - 0.02) * FINE_HZ), np.ceil((end + 0.02) * FINE_HZ)
        fine_s = np.arange(ends[0], ends[1] + 1.0) / FINE_HZ
        for site, pose in poses_at(fine_s).items():
            integrals = measure(pose, gravity_mps2)
            parts.setdefault(site, []).append(sample(fine_s[1:-1], integrals, now[site], rate_hz))
    return {site: np.concatenate(blocks) for site, blocks in parts.items()}


def measure(pose: Pose, gravity_mps2: Floats) -> Floats:
    """Integrate specific force (m/s) and angular rate (deg), (n - 2, 6), of a pose (n,) at `FINE_HZ`.

    Both are in the turning segment's axes, as a strapdown sensor adds them up. Sampled values are differences
    of these integrals over a sample interval: what a sensor gives that averages between its samples.
    """
    integrals = np.empty((len(pose.position_m) - 2, 6))
    position, rotation = np.ascontiguousarray(pose.position_m), np.ascontiguousarray(pose.rotation)
    integrate_pose(position, rotation, gravity_mps2, 1.0 / FINE_HZ, integrals)
    return integrals


def sample(fine_s: Floats, integrals: Floats, time_s: Floats, rate_hz: float) -> Floats:
    """Sample integrals known at `fine_s`, (n, 6): means over a sample interval around each of `time_s`."""
    samples = np.empty((len(time_s), 6))
    sample_integrals(fine_s, integrals, time_s, float(rate_hz), samples)
    return samples
