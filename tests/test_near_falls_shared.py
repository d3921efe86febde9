"""Acted stumbles at the waist are reported live, and walking and jogging are not; skipped where no recordings are."""

from __future__ import annotations

import numpy as np
import pandas as pd

import retrogait as rg
from retrogait.tables.catalogue import SENSOR_COLUMNS


def reported(folder, activity: str) -> list[int]:
    """How many near-falls a stream reports of each recording of an activity."""
    index = pd.read_csv(folder / "index.csv", keep_default_na=False)
    counts = []
    for row in index[index["set"].eq("waist") & index["activity"].eq(activity)].itertuples():
        table = pd.read_csv(folder / f"{row.name}.csv.gz")
        samples = table[[f"lower_back_{name}" for name in SENSOR_COLUMNS]].to_numpy(float)
        stream = rg.SessionStream(row.rate_hz, ["lower_back"], frame="sensor")
        counts.append(len(stream.push({"lower_back": np.ascontiguousarray(samples)}).near_falls))
    return counts


def test_acted_stumbles_are_reported(shared_data):
    assert min(reported(shared_data / "real", "stumble")) >= 1


def test_walking_and_jogging_are_no_near_falls(shared_data):
    for activity in ("walk", "jog", "bend"):
        assert sum(reported(shared_data / "real", activity)) == 0, activity
