"""Time from a file to a recording, ten minutes of two feet: `make bench`. Against pandas alone: export_speed.py."""

from __future__ import annotations

import numpy as np
import pytest

import retrogait as rg


@pytest.fixture(scope="module")
def feet():
    return rg.simulate_walk("backward", 0.5, duration_s=600, seed=1)[0]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_read_own_table(benchmark, feet, tmp_path, suffix):
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    path = tmp_path / f"walk.{suffix}"
    rg.write_recording(feet, path)
    assert benchmark(rg.read_recording, path).sites == feet.sites


def test_read_a_table_of_one_foot_in_other_units(benchmark, feet, tmp_path):
    path = tmp_path / "left_foot.csv"
    scaled = feet["left_foot"].to_numpy() / np.repeat([9.80665, np.degrees(1.0)], 3)
    names = [f"{kind}_{axis} ({unit})" for kind, unit in (("acc", "g"), ("gyr", "rad/s")) for axis in "xyz"]
    table = feet["left_foot"].set_axis(names, axis=1)
    table[:] = scaled
    table.insert(0, "time (ms)", 1000.0 * feet.time_s)
    table.to_csv(path, index=False)
    assert benchmark(rg.read_recording, path).n_samples == feet.n_samples
