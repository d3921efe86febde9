"""`measure_stability` on recordings of real people, where they are at hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.tables.catalogue import SENSOR_COLUMNS

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
SITES = ("left_foot", "right_foot", "lower_back")


def clip(path) -> rg.Recording:
    wide = pd.read_csv(path).set_index("time_s")
    frames = {
        site: wide[[f"{site}_{name}" for name in SENSOR_COLUMNS]].set_axis(list(SENSOR_COLUMNS), axis=1)
        for site in SITES
    }
    return rg.Recording.from_frames(frames, rate_hz=100.0)


def test_real_walks_are_measured_or_say_why_not(shared_data):
    index = pd.read_csv(shared_data / "virtual_imu" / "index.csv").sort_values("duration_s", ascending=False)
    seen = 0
    for name in index["name"].head(6):
        table = rg.measure_stability(rg.analyze(clip(shared_data / "virtual_imu" / f"{name}.csv")))
        for column in [c for c in table.columns if f"{c}_flag" in table.columns]:
            invalid = table[f"{column}_flag"].str.startswith("invalid")
            np.testing.assert_array_equal(table[column].isna(), invalid, err_msg=f"{name} {column}")
        ratio = table["harmonic_ratio_vertical"].dropna()
        assert (ratio > 0.5).all()
        assert table["stride_regularity_vertical"].dropna().between(-1.0, 1.05).all()
        seen += len(ratio)
    assert seen > 0
