"""What a faultless sensor on a moving segment measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.pose import Pose

FINE_HZ = 1000.0
_BLOCK_S = 60.0


def record(
    poses_at: Callable[[Floats], dict[str, Pose]],
    gravity_mps2: Floats,
    times_s: Mapping[str, Floats],
    rate_hz: float,
) -> dict[str, Floats]:
    """Record moving sensors: samples (n, 6) by site, at the times (n,) that each samples at.

    It goes minute by minute to keep memory small.
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


def measure(pose: Pose, gravity_mps2: Floats) -> tuple[Floats, Floats]:
    """Integrate specific force (m/s) and angular rate (deg), (n, 3) each, from a pose at `FINE_HZ`.

    Both are in the turning segment's axes, as a strapdown sensor adds them up. Sampled values are differences
    of these integrals over a sample interval: what a sensor gives that averages between its samples.
    """
    step = 1.0 / FINE_HZ
    inner = pose.rotation[1:-1]
    acc = np.diff(pose.position_m, n=2, axis=0) / step**2 - gravity_mps2
    force = np.einsum("nji,nj->ni", inner, acc)
    change = np.einsum("nji,njk->nik", inner[:-1], inner[1:])
    axis = np.stack(
        [
            change[:, 2, 1] - change[:, 1, 2],
            change[:, 0, 2] - change[:, 2, 0],
            change[:, 1, 0] - change[:, 0, 1],
        ],
        axis=1,
    )
    sine = 0.5 * np.linalg.norm(axis, axis=1)
    # arcsin(s) / s, its series: a millisecond never turns a body by more than a few degrees
    turned = np.degrees(0.5 * axis * (1.0 + sine**2 / 6.0 + 0.075 * sine**4)[:, None])
    start = np.zeros((1, 3))
    force_integral = np.concatenate([start, np.cumsum(0.5 * (force[1:] + force[:-1]) * step, axis=0)])
    return force_integral, np.concatenate([start, np.cumsum(turned, axis=0)])


def sample(fine_s: Floats, integrals: tuple[Floats, Floats], time_s: Floats, rate_hz: float) -> Floats:
    """Sample integrals known at `fine_s`, (n, 6): means over a sample interval around each of `time_s`."""
    half = 0.5 / rate_hz
    columns = [
        rate_hz * (np.interp(time_s + half, fine_s, x) - np.interp(time_s - half, fine_s, x))
        for integral in integrals
        for x in integral.T
    ]
    return np.stack(columns, axis=1)
