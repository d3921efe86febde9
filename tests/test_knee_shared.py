"""Knee angles of captured walks, where the reference recordings are at hand: the figures of docs/knee_impact.md.

Captured sensors sit on rigid bones: a pass says nothing about skin and straps.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from legs import ALL, COLUMNS, turned

import retrogait as rg
from retrogait.tables.catalogue import SENSOR_COLUMNS

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")]


def clip(folder, name):
    wide = pd.read_csv(folder / f"{name}.csv").set_index("time_s")
    frames = {
        site: wide[[f"{site}_{c}" for c in SENSOR_COLUMNS]].set_axis(list(SENSOR_COLUMNS), axis=1)
        for site in ALL
    }
    angles = pd.read_csv(folder / f"{name}.angles.csv").set_index("time_s")
    return rg.Recording.from_frames(frames, rate_hz=100.0), angles


def errors(session, angles):
    for column in COLUMNS:
        error = session.knee[column] - angles[column].to_numpy()
        yield float(np.sqrt(((error - error.mean()) ** 2).mean())) if error.notna().all() else np.nan


@pytest.mark.parametrize("known", [True, False], ids=["mounted", "any mounting"])
def test_knees_of_captured_walks(shared_data, known):
    folder = shared_data / "virtual_imu"
    found = []
    for number, name in enumerate(pd.read_csv(folder / "index.csv")["name"]):
        recording, angles = clip(folder, name)
        found += errors(rg.analyze(recording if known else turned(recording, number)), angles)
    assert len(found) == 62
    assert np.isfinite(found).mean() >= 0.95
    assert np.nanmedian(found) <= 0.8
    assert np.nanquantile(found, 0.9) <= 1.5


def test_swapped_sensors_of_captured_walks_give_nothing(shared_data):
    folder = shared_data / "virtual_imu"
    for name in pd.read_csv(folder / "index.csv")["name"][::3]:
        recording, _ = clip(folder, name)
        for pair in (
            ("left_thigh", "right_thigh"),
            ("left_thigh", "left_shank"),
            ("right_shank", "left_shank"),
        ):
            other = dict(zip(pair, pair[::-1], strict=True))
            frames = {other.get(site, site): recording[site] for site in recording.sites}
            knee = rg.analyze(rg.Recording.from_frames(frames, rate_hz=100.0)).knee
            assert knee[f"{pair[1].split('_')[0]}_knee_flexion_deg"].isna().all(), (name, pair)
