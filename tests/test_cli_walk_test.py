"""`retrogait test`: what it prints, writes and returns."""

from __future__ import annotations

import pandas as pd
import pytest

import retrogait as rg
from retrogait.cli import main
from retrogait.cli.walk_test_table import render_tests
from retrogait.walk_tests import WALK_TESTS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("walks")
    program = [("stand", 2), ("backward", 9), ("stop", 2), ("forward", 4), ("turn", 180), ("stand", 2)]
    walk, _ = rg.simulate_walk(
        "backward", 0.5, seed=3, program=[*program, ("backward", 10), ("stand", 2)], walker="adult"
    )
    rg.write_recording(walk, made / "walk.csv")
    forward, _ = rg.simulate_walk("forward", 1.0, 10, seed=3)
    rg.write_recording(forward, made / "forward.csv")
    return made


def test_a_line_for_each_trial_and_the_cut_offs_below(folder, tmp_path, capsys):
    assert main(["test", str(folder / "walk.csv"), "--out", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    lines = text.splitlines()
    assert max(len(line) for line in lines[1:] if not line.startswith("written")) <= 80
    found = rg.walk_test(rg.analyze(rg.read_recording(folder / "walk.csv")))
    for row in found.itertuples():
        line = next(one for one in lines if one.split()[:1] == [str(row.trial)])
        assert line.split()[1:4] == [f"{row.start_s:.2f}", f"{row.time_s:.2f}", "3.00"]
        assert f"95 % interval {row.low:.2f} to {row.high:.2f} s" in text
    assert f"mean of 2 trials, {found['time_s'].mean():.2f} s, beside published cut-offs" in text
    assert "above cut-off 3 s for community-dwelling older adults" in text
    assert "for people with Parkinson's disease, n 175, AUC 0.699" in text
    written = pd.read_csv(tmp_path / "walk.walk_tests.csv")
    assert list(written.columns) == list(WALK_TESTS.names)
    assert written["time_s"].tolist() == pytest.approx(found["time_s"].tolist())
    assert f"written: {tmp_path / 'walk.walk_tests.csv'}" in text


def test_what_is_no_trial_has_its_reason_and_an_exit_code(folder, capsys):
    assert main(["test", str(folder / "forward.csv")]) == 1
    text = capsys.readouterr().out
    assert "no_walk: there is no backward walking in this recording" in text
    assert "cut-off" not in text
    assert main(["test", str(folder / "forward.csv"), "--walked", "forward"]) == 0
    assert "cut-off" not in capsys.readouterr().out  # they are of walking backward
    assert main(["test", str(folder / "forward.csv"), str(folder / "walk.csv"), "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_go_and_a_taped_course(folder, capsys):
    assert main(["test", str(folder / "walk.csv"), "--go-s", "1.5", "24"]) == 0
    assert "1.50" in capsys.readouterr().out
    assert main(["test", str(folder / "walk.csv"), "--ends", "stop", "--distance-m", "4"]) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines()[1:])) <= 80
    assert "first movement to the last contact of a taped course" in " ".join(text.split())


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["--test", "2min", "--ends", "stop"], 2, "ends after 120 s; expected ends='distance' and no skip_m"),
        (["--skip-m", "2"], 2, "skip_m is 2.0; expected a distance in m from 0 and below 1.5"),
        (["--go-s", "99"], 2, "go_s is 99, and no trial of its own begins after it"),
    ],
)
def test_what_cannot_be_asked_is_said_on_standard_error(folder, capsys, words, code, text):
    assert main(["test", str(folder / "walk.csv"), *words]) == code
    captured = capsys.readouterr()
    assert text in captured.err
    assert captured.out == ""


def test_a_file_that_cannot_be_read_does_not_stop_the_others(folder, tmp_path, capsys):
    (tmp_path / "diary.csv").write_text("date,mood\n2026-11-22,good\n")
    assert main(["test", str(tmp_path / "diary.csv"), str(folder / "walk.csv")]) == 3
    captured = capsys.readouterr()
    assert "diary.csv" in captured.err
    assert "95 % interval" in captured.out


def test_no_line_passes_80_columns():
    table = WALK_TESTS.frame(
        {
            "test": ["2min"],
            "trial": [12],
            "direction": ["backward"],
            "measure": ["distance_m"],
            "start_s": [86399.99],
            "time_s": [120.0],
            "distance_m": [1999.9],
            "low": [1980.0],
            "high": [2020.0],
            "mean_speed_mps": [16.66],
            "n_steps": [99999],
            "first_step_s": [99.99],
            "flag": ["lost_samples: " + "samples of the left foot are missing in the walk " * 3],
            "how": ["mean path of the feet in a stated time"],
        }
    )
    text = render_tests(table, "walk.csv", ("left_foot: something was repaired, " * 8,))
    assert max(map(len, text.splitlines())) <= 80
