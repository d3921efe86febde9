"""scikit-digital-health, lower back: `GaitLumbar` with angular velocity, the whole recording taken as gait.

Its classifier of gait is left out: it knows only forward walking of adults, and what it rejects would not be analysed.
"""

from __future__ import annotations

import numpy as np
from skdh.gait import GaitLumbar

START_S = 1_700_000_000.0  # it wants unix time


def prepare(data):
    samples = data["lower_back"]
    time_s = START_S + np.arange(len(samples)) / 100.0
    acc_g = np.ascontiguousarray(samples[:, :3] / 9.81)
    return time_s, acc_g, np.ascontiguousarray(np.radians(samples[:, 3:]))


def run(given) -> int:
    time_s, acc_g, gyr_rad_s = given
    found = GaitLumbar().predict(time=time_s, accel=acc_g, gyro=gyr_rad_s, fs=100.0, height=1.75)
    return len(found["IC Timestamp"])


TASKS = {"lower back": (prepare, run)}
