"""The samples in data/samples are what `make.py` writes, small, read back, and said to be simulated."""

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.tables.catalogue import BOUTS, EVENTS, STRIDES

FOLDER = Path(__file__).parent.parent / "data" / "samples"
SAMPLES = ("backward_walk", "forward_backward", "whole_body")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    runpy.run_path(str(FOLDER / "make.py"))["make_samples"](folder)
    return folder


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_small_and_made_by_its_script(fresh, name):
    assert (FOLDER / f"{name}.csv").stat().st_size < 1_000_000
    stored, made = (rg.read_recording(folder / f"{name}.csv") for folder in (FOLDER, fresh))
    assert stored.frame == "segment"
    assert stored.sites == made.sites
    np.testing.assert_allclose(
        stored.wide(), made.wide(), atol=0.011
    )  # a last digit may round otherwise elsewhere


@pytest.mark.parametrize("name", SAMPLES)
def test_its_truth_lies_beside_it(fresh, name):
    for table in (EVENTS, STRIDES, BOUTS):
        stored, made = (pd.read_csv(folder / f"{name}.truth.{table.name}.csv") for folder in (FOLDER, fresh))
        assert len(stored) > 0
        table.check(stored)
        pd.testing.assert_frame_equal(stored, made, atol=2e-5)


def test_knee_truth_lies_beside_the_whole_body():
    recording = rg.read_recording(FOLDER / "whole_body.csv")
    knee = pd.read_csv(FOLDER / "whole_body.truth.knee.csv")
    assert knee.columns.tolist() == ["time_s", "left_knee_flexion_deg", "right_knee_flexion_deg"]
    assert len(knee) == recording.n_samples


def test_the_readme_names_every_sample_and_says_it_is_simulated():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "**These recordings are simulated.**" in text
    assert all(f"`{name}.csv`" in text for name in SAMPLES)
    assert {p.name.split(".")[0] for p in FOLDER.glob("*.csv")} == set(SAMPLES)


def test_the_export_of_an_app_is_made_by_its_script_and_needs_no_mounting(tmp_path):
    runpy.run_path(str(FOLDER / "make.py"))["make_export"](tmp_path)
    stored, made = (rg.read_recording(folder / "app_export") for folder in (FOLDER, tmp_path))
    assert stored.frame == "sensor"
    np.testing.assert_allclose(stored.wide(), made.wide(), atol=0.011)
    with pytest.warns(rg.RetrogaitWarning, match="the mounting was found from the walk itself"):
        session = rg.analyze(stored)
    assert session.strides["direction"].drop_duplicates().tolist() == ["forward", "backward"]
    assert session.summary["direction_source"] == "walk"
