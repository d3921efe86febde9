"""Sensors on people: no false alarm on any good one, and the two recordings whose gyroscopes are broken are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.mounting.sensor_pair import check_pair, pair_notes
from retrogait.tables.catalogue import SENSOR_COLUMNS

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")]

BROKEN = {  # ten times too large, and cut off at 2000 deg/s
    "legs_03_00": {"right_foot", "right_shank", "right_thigh"},
    "legs_05_00": {"right_foot", "right_shank", "left_foot"},
}


def real(shared_data: Path, name: str, sites: str) -> rg.Recording:
    wide = pd.read_csv(shared_data / "real" / f"{name}.csv.gz").set_index("time_s")
    frames = {
        site: wide[[f"{site}_{c}" for c in SENSOR_COLUMNS]].set_axis(list(SENSOR_COLUMNS), axis=1)
        for site in sites.split()
    }
    return rg.Recording.from_frames(frames, frame="sensor")


def test_people_with_good_sensors_are_left_alone(shared_data):
    index = pd.read_csv(shared_data / "real" / "index.csv")
    for row in index[~index["name"].isin(BROKEN)].itertuples():
        assert pair_notes(real(shared_data, row.name, row.sites)) == [], row.name
    for name in pd.read_csv(shared_data / "virtual_imu" / "index.csv")["name"]:
        path = shared_data / "virtual_imu" / f"{name}.csv"
        assert pair_notes(rg.read_recording(path, frame="sensor")) == [], name
    for path in sorted((shared_data / "forward_overground").glob("*.txt")):
        assert pair_notes(rg.read_recording(path, frame="sensor")) == [], path.name


@pytest.mark.parametrize("name", BROKEN)
def test_gyroscopes_ten_times_too_large_are_named(shared_data, name):
    index = pd.read_csv(shared_data / "real" / "index.csv").set_index("name")
    recording = real(shared_data, name, index.loc[name, "sites"])
    findings = {site: check_pair(recording, site) for site in recording.sites}
    assert {site for site, finding in findings.items() if finding.broken} == BROKEN[name]
    for site in BROKEN[name] - {"right_thigh"}:
        assert "the gyroscope is cut off at 2000 deg/s" in findings[site].note
        assert "many times too large" in findings[site].note


@pytest.mark.parametrize(
    "name", ["legs_01_00", "pressure_elderly_20180403_8", "foot_stairs_down", "phone_ankle"]
)
def test_a_negated_gyroscope_of_people_is_named_where_there_are_strides_enough(shared_data, name):
    index = pd.read_csv(shared_data / "real" / "index.csv").set_index("name")
    recording = real(shared_data, name, index.loc[name, "sites"])
    flip = np.array([1, 1, 1, -1, -1, -1])
    wrong = rg.Recording.from_frames({s: recording[s] * flip for s in recording.sites}, frame="sensor")
    for site in wrong.sites:
        finding = check_pair(wrong, site)
        if site.endswith(("foot", "shank")) and finding.n_strides >= 12:
            assert (finding.cause, finding.broken) == ("negated", True), site
