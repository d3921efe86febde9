"""retrogait: `analyze`, frames in, tables out, and the stability measures that a peer has as well."""

from __future__ import annotations

import retrogait as rg

COLUMNS = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]


def frames(data):
    import pandas as pd

    return {site: pd.DataFrame(data[site], columns=COLUMNS) for site in data if data[site].ndim == 2}


def analyze(sites) -> int:
    recording = rg.Recording.from_frames(sites, rate_hz=100.0)
    return len(rg.analyze(recording).strides)


def orientation(sites) -> int:
    from retrogait.kinematics.limb import track_limb

    recording = rg.Recording.from_frames(sites, rate_hz=100.0)
    return sum(len(motion.turn) for motion in track_limb(recording, "left_foot"))


def series(data):
    return data["series"]


def sample_entropy(x) -> float:
    from retrogait import stability

    return stability.sample_entropy(x, m=2, r=0.2)


def divergence(x) -> float:
    """Slope of the curve over the first 20 samples, as neurokit2 follows them."""
    import numpy as np

    from retrogait import stability

    curve = stability.divergence_curve(x, dim=5, delay_samples=10, exclude_samples=50, horizon_samples=19)
    return float(np.polyfit(np.arange(20), curve, 1)[0])


def fluctuation(x) -> float:
    from retrogait import stability

    return stability.dfa(x)


def one_foot(data):
    return {"left_foot": frames(data)["left_foot"]}


TASKS = {
    "two feet": (frames, analyze),
    "lower back": (frames, analyze),
    "orientation": (one_foot, orientation),
    "sample entropy": (series, sample_entropy),
    "divergence": (series, divergence),
    "DFA": (series, fluctuation),
}
