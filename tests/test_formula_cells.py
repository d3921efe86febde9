"""What a spreadsheet would run is written so that it does not, and read back as it was."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest
from batch_folders import use_this_process
from hypothesis import given
from hypothesis import strategies as st
from recording_frames import signal

import retrogait as rg
from retrogait.batch import read_results
from retrogait.cli import main
from retrogait.tables.formula_cells import guard, guard_frame, unguard

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1")


@given(st.text(alphabet="'=+-@\t\r a1.", max_size=6) | st.text())
def test_what_is_guarded_comes_back_and_no_formula_is_left(text):
    written = guard(text)
    assert unguard(written) == text
    assert written[:1] not in "=+-@\t\r" or not written or float(written) is not None


@pytest.mark.parametrize("text", ["-5", "+1.5", "-1e3", ".5", "left_foot", "", "it's", "'quoted'"])
def test_what_is_no_formula_stays(text):
    assert guard(text) == text


def test_numbers_of_a_frame_stay():
    frame = pd.DataFrame({"=a": [-1.5, 2.0], "b": ["=1", "x"], "c": [None, "-1+1"]})
    guarded = guard_frame(frame)
    assert list(guarded.columns) == ["'=a", "b", "c"]
    assert guarded["'=a"].tolist() == [-1.5, 2.0]
    assert guarded["b"].tolist() == ["'=1", "x"]
    assert guarded["c"].tolist()[1] == "'-1+1"
    assert list(frame.columns) == ["=a", "b", "c"]


def still():
    columns = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    return pd.DataFrame(signal(np.arange(300) / 100.0), columns=columns, index=np.arange(300) / 100.0)


@pytest.mark.parametrize("site", ["=1+1", "@SUM(A1)", "-a", "'=1"])
def test_sites_of_a_recording(tmp_path, site):
    recording = rg.Recording.from_frames({site: still()}, 100.0)
    rg.write_recording(recording, tmp_path / "walk.csv")
    header = (tmp_path / "walk.csv").read_text().splitlines()[1].split(",")
    assert not any(name.startswith(("=", "+", "-", "@")) for name in header)
    assert rg.read_recording(tmp_path / "walk.csv").sites == (site,)


def cells(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row]


def test_labels_paths_and_messages_of_a_batch(tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    rg.write_recording(rg.simulate_walk("backward", 0.5, duration_s=12, seed=1)[0], tmp_path / "=walk.csv")
    (tmp_path / "-bad.csv").write_text("no table\n")
    rows = pd.DataFrame({"path": ["=walk.csv", "-bad.csv"], "=label": FORMULAS[:2]})
    monkeypatch.chdir(tmp_path)
    summaries, failures = rg.run_batch(rows, "out", progress="none", file_format="csv")
    for table in ("summaries", "failures", "inputs"):
        for path in (tmp_path / "out" / table).glob("*.csv"):
            wrong = [cell for cell in cells(path) if cell[:1] in ("=", "+", "@") or cell.startswith("-b")]
            assert wrong == [], path
    assert summaries["path"].tolist() == ["=walk.csv"]
    assert summaries["=label"].tolist() == [FORMULAS[0]]
    assert failures["=label"].tolist() == [FORMULAS[1]]
    assert sorted(read_results("out", "inputs")["path"]) == ["-bad.csv", "=walk.csv"]


def test_a_manifest_that_is_drafted_and_read_again(tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    rg.write_recording(rg.simulate_walk("backward", 0.5, duration_s=12, seed=1)[0], tmp_path / "=walk.csv")
    assert main(["manifest", str(tmp_path), "-o", str(tmp_path / "manifest.csv")]) == 0
    assert "'=walk.csv" in cells(tmp_path / "manifest.csv")
    summaries, failures = rg.run_batch(str(tmp_path / "manifest.csv"), tmp_path / "out", progress="none")
    assert summaries["path"].tolist() == ["=walk.csv"], failures


def test_what_a_command_prints_and_writes_of_others_words(tmp_path, capsys):
    """Signs that a terminal obeys come as escapes, in errors and in results."""
    name = "\x1b[31mred.csv"
    frame = still().add_prefix("\x1b]0;t\x07_")
    frame.insert(0, "time_s", frame.index)
    frame.to_csv(tmp_path / name, index=False)
    for command in (["inspect"], ["analyze"], ["report", "-o", str(tmp_path / "r.html")]):
        main([command[0], str(tmp_path / name), *command[1:]])
        main([command[0], str(tmp_path / f"missing{name}"), *command[1:]])
    said = capsys.readouterr()
    assert r"\x1b[31mred.csv" in said.out + said.err
    assert "\x1b" not in said.out + said.err
    assert "\x07" not in said.out + said.err
