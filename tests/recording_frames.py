"""Frames of a plausible worn sensor, for the tests of recordings and readers."""

from __future__ import annotations

import numpy as np
import pandas as pd

COLUMNS = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
SITES = ("left_foot", "right_foot")


def signal(time_s, seed=0):
    """Smooth (n, 6) samples at any times: gravity on z, a swing about y at 0.8 Hz and its harmonics."""
    time_s = np.asarray(time_s, float)
    rng = np.random.default_rng(seed)
    values = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (len(time_s), 1))
    for harmonic in (1, 2, 3):
        phase = rng.uniform(0, 2 * np.pi, 6)
        size = rng.uniform(0.5, 1.0, 6) * np.array([1.5, 0.5, 1.0, 10.0, 40.0, 10.0]) / harmonic
        values += size * np.sin(2 * np.pi * 0.8 * harmonic * time_s[:, None] + phase)
    return values


def frame_at(time_s, seed=0):
    """One frame indexed by seconds."""
    return pd.DataFrame(signal(time_s, seed), index=pd.Index(time_s, name="time_s"), columns=COLUMNS)


def even(n=500, rate_hz=100.0, start_s=0.0, seed=0):
    """One frame on an even clock."""
    return frame_at(start_s + np.arange(n) / rate_hz, seed)


def feet(n=500, rate_hz=100.0):
    """Both feet on one even clock."""
    return {site: even(n, rate_hz, seed=seed) for seed, site in enumerate(SITES)}


def wide(n=500, rate_hz=100.0):
    """Both feet as one wide frame, `time_s` first."""
    frames = feet(n, rate_hz)
    parts = [frame.add_prefix(f"{site}_").reset_index(drop=True) for site, frame in frames.items()]
    return pd.concat([pd.Series(np.arange(n) / rate_hz, name="time_s"), *parts], axis=1)
