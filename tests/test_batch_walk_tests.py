"""Walking tests among the results of a batch."""

from __future__ import annotations

import pandas as pd
import pytest
from batch_folders import use_this_process

import retrogait as rg
from retrogait.batch import read_results
from retrogait.cli import main
from retrogait.errors import InvalidOption
from retrogait.session import CONDITIONS
from retrogait.walk_tests import WALK_TESTS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("tests")
    for seed in (1, 2):
        program = [("stand", 2), ("backward", 9), ("stand", 2)]
        walk, _ = rg.simulate_walk("backward", 0.5, seed=seed, program=program)
        rg.write_recording(walk, made / f"{seed}.csv")
    return made


@pytest.fixture(autouse=True)
def here(monkeypatch):
    return use_this_process(monkeypatch)


def test_each_recording_has_the_rows_of_its_own_test(folder, tmp_path):
    rg.run_batch(folder, tmp_path, workers=1, progress="none", walk_test="3m", file_format="csv")
    found = read_results(tmp_path, "walk_tests")
    assert found.columns.tolist() == ["recording_id", *CONDITIONS, *WALK_TESTS.names]
    paths = read_results(tmp_path, "summaries").set_index("recording_id")["path"]
    for one, path in paths.items():
        own = found[found["recording_id"].eq(one)].drop(columns=["recording_id", *CONDITIONS])
        own = own.reset_index(drop=True)
        expected = rg.walk_test(rg.analyze(rg.read_recording(path)))
        pd.testing.assert_frame_equal(own, expected, check_dtype=False)


def test_a_test_is_asked_for_and_asking_does_the_recordings_again(folder, tmp_path, here):
    assert (
        main(["batch", str(folder), "--out", str(tmp_path), "--format", "csv", "--workers", "1", "--quiet"])
        == 0
    )
    assert not len(read_results(tmp_path, "walk_tests"))
    words = ["--test", "25ft", "--format", "csv", "--workers", "1", "--quiet"]
    assert main(["batch", str(folder), "--out", str(tmp_path), *words]) == 0
    assert read_results(tmp_path, "walk_tests")["test"].tolist() == ["25ft", "25ft"]
    assert sorted(here) == ["1.csv", "1.csv", "2.csv", "2.csv"]


def test_a_test_that_is_not_known_is_refused(folder, tmp_path):
    with pytest.raises(InvalidOption, match="run_batch: walk_test is '6m'; expected one of 3m 10m 25ft 2min"):
        rg.run_batch(folder, tmp_path, walk_test="6m")
