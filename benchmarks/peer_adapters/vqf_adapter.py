"""vqf: the offline orientation of one foot, a quaternion for each sample; it finds no rests, strides or path."""

from __future__ import annotations

import numpy as np
from vqf import offlineVQF


def prepare(data):
    samples = data["left_foot"]
    return np.radians(samples[:, 3:]), np.ascontiguousarray(samples[:, :3])


def run(given) -> int:
    gyr_rad_s, acc = given
    return len(offlineVQF(gyr_rad_s, acc, None, 0.01)["quat6D"])


TASKS = {"orientation": (prepare, run)}
