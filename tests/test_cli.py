"""The commands from files to files: what they print, write and return."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.cli import main
from retrogait.recording import Recording
from retrogait.tables.catalogue import SENSOR_COLUMNS


@pytest.fixture(scope="module")
def walks(tmp_path_factory) -> Path:
    """A folder of recordings: backward, forward, as worn, standing, and a file that is none."""
    folder = tmp_path_factory.mktemp("walks")
    for direction in ("backward", "forward"):
        walk, _ = rg.simulate_walk(direction=direction, speed_mps=0.6, duration_s=20, seed=3)
        rg.write_recording(walk, folder / f"{direction}.csv")
        rg.write_recording(as_worn(walk), folder / f"{direction}_worn.csv")
    noise = np.random.default_rng(0).normal((0, 0, 9.81, 0, 0, 0), 0.02, (2000, 6))
    still = pd.DataFrame(noise, columns=list(SENSOR_COLUMNS), index=np.arange(2000) / 100)
    rg.write_recording(Recording.from_frames({"left_foot": still}, rate_hz=100), folder / "still.csv")
    (folder / "diary.csv").write_text("date,mood\n2026-11-22,good\n")
    return folder


def as_worn(walk: Recording) -> Recording:
    """The same walk from sensors turned on the foot, their mounting unknown."""
    turn = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])
    frames = {}
    for site in walk.sites:
        frame = walk[site]
        frames[site] = pd.DataFrame(
            np.hstack([frame.iloc[:, :3] @ turn, frame.iloc[:, 3:] @ turn]), frame.index, frame.columns
        )
    return Recording.from_frames(frames, rate_hz=walk.rate_hz, frame="sensor")


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def same_tables(left: pd.DataFrame, right: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(left, right, check_dtype=False)


def test_analyze_prints_a_gait_table(walks, capsys):
    assert main(["analyze", str(walks / "backward.csv")]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(str(walks / "backward.csv"))
    cadence = next(line for line in out.splitlines() if "cadence" in line)
    session = rg.analyze(rg.read_recording(walks / "backward.csv"))
    assert f"{session.summary['backward_cadence_spm']:.1f} ±" in cadence
    assert "backward" in next(line for line in out.splitlines() if line.startswith("   0"))


def test_intervals_are_printed_and_written_where_they_are_asked_for(tmp_path, capsys):
    walk, _ = rg.simulate_walk("backward", 0.6, 90, seed=3)
    path = tmp_path / "walk.csv"
    rg.write_recording(walk, path)
    assert main(["analyze", str(path), "--intervals", "--out", str(tmp_path)]) == 0
    out, _ = capsys.readouterr()
    table = rg.tabulate(rg.analyze(rg.read_recording(path))).drop(columns="session")
    row = table.set_index(["side", "measure"]).loc[("both", "cadence_spm")]
    lines = out[out.index("backward: mean ±") :].splitlines()
    cadence = next(line for line in lines if "cadence" in line)
    assert cadence.endswith(f"{row['value']:.1f} ± {row['high'] - row['value']:.1f}")
    assert max(len(line) for line in lines if not line.startswith("written: ")) <= 80
    same_tables(pd.read_csv(tmp_path / "walk.intervals.csv"), table)
    assert main(["analyze", str(path), "--out", str(tmp_path / "plain")]) == 0
    assert "walk.intervals.csv" not in files_in(tmp_path / "plain")
    assert "mean ± half" not in capsys.readouterr().out


def test_short_walks_say_that_there_are_no_intervals(walks, capsys):
    assert main(["analyze", str(walks / "backward.csv"), "--intervals"]) == 0
    out, _ = capsys.readouterr()
    assert "*: too few strides for an interval (20 of a foot, 20 pairs of both)" in out
    assert main(["analyze", str(walks / "still.csv"), "--intervals"]) != 0
    assert "95 % intervals: no steady strides of known direction" in capsys.readouterr().out


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_tables_are_written_as_analyzed(walks, tmp_path, capsys, file_format):
    path = walks / "backward.csv"
    assert main(["analyze", str(path), "--out", str(tmp_path), "--format", file_format]) == 0
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet}[file_format]
    session = rg.analyze(rg.read_recording(path))
    same_tables(read(tmp_path / f"backward.events.{file_format}"), session.events)
    same_tables(read(tmp_path / f"backward.strides.{file_format}"), session.strides)
    same_tables(read(tmp_path / f"backward.bouts.{file_format}"), session.bouts)
    summary = read(tmp_path / f"backward.summary.{file_format}")
    assert list(summary.columns) == list(session.summary.index)
    assert summary["backward_speed_mps"].tolist() == [session.summary["backward_speed_mps"]]
    assert f"written: {tmp_path / f'backward.events.{file_format}'}" in capsys.readouterr().out


def test_json_is_a_session(walks, tmp_path):
    path = walks / "backward.csv"
    assert main(["analyze", str(path), "--out", str(tmp_path), "--format", "json", "--quiet"]) == 0
    assert files_in(tmp_path) == ["backward.session.json"]
    session = rg.Session.from_json((tmp_path / "backward.session.json").read_text())
    same_tables(session.strides, rg.analyze(rg.read_recording(path)).strides)


def test_same_name_from_two_folders_gives_two_results(walks, tmp_path):
    for folder, direction in (("mon", "backward"), ("tue", "forward")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "walk.csv").write_bytes((walks / f"{direction}.csv").read_bytes())
    out = tmp_path / "out"
    assert (
        main(["analyze", *(str(tmp_path / day / "walk.csv") for day in ("mon", "tue")), "--out", str(out)])
        == 0
    )
    for day, direction in (("mon", "backward"), ("tue", "forward")):
        assert set(pd.read_csv(out / f"{day}_walk.strides.csv")["direction"]) == {direction}


def test_unreadable_file_is_one_line_and_the_rest_runs(walks, tmp_path, capsys):
    files = [walks / "diary.csv", walks / "absent.csv", walks / "backward.csv"]
    assert main(["analyze", *map(str, files), "--out", str(tmp_path)]) == 3
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("retrogait: ") for line in lines)
    assert "diary.csv" in lines[0]
    assert "absent.csv" in lines[1]
    assert "cadence" in out
    assert (tmp_path / "backward.events.csv").exists()
    assert not list(tmp_path.glob("diary*"))


def test_unstated_site_is_one_line_too(walks, capsys):
    assert main(["analyze", str(walks / "backward.csv"), "--sites", "left_foot=wrist"]) == 3
    err = capsys.readouterr().err
    assert "backward.csv" in err
    assert "wrist" in err
    assert err.count("\n") == 1


def test_standing_is_no_walking(walks, tmp_path, capsys):
    assert main(["analyze", str(walks / "still.csv"), "--out", str(tmp_path)]) == 1
    assert "no walking found" in capsys.readouterr().out
    assert pd.read_csv(tmp_path / "still.strides.csv").empty
    assert main(["analyze", str(walks / "still.csv"), str(walks / "backward.csv"), "--quiet"]) == 0


def test_warnings_stand_in_the_table_only(walks, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert main(["analyze", str(walks / "backward_worn.csv")]) == 0
    out, err = capsys.readouterr()
    assert "warnings\n  - " in out
    assert "mounting was found from the walk itself" in " ".join(out.split())
    assert err == ""
    assert "backward" in out


def test_calibrate_finds_the_direction_and_says_how_sure_it_is(walks, tmp_path, capsys):
    worn, mounting = str(walks / "forward_worn.csv"), str(tmp_path / "mounting.json")
    assert main(["calibrate", worn, "-o", mounting]) == 0
    head, left, *_ = capsys.readouterr().out.splitlines()
    assert head == "site          quality (0 to 1)   front by the walk's asymmetry in time"
    assert re.fullmatch(r"left_foot     [01]\.\d\d {15}this one, confidence [01]\.\d\d", left)
    assert main(["calibrate", worn, "--direction", "backward", "-o", mounting]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "the other one, confidence " in lines[1]
    assert any(
        line.startswith("warning: calibrate: left_foot: the walk is said to go backward") for line in lines
    )


def test_a_calibration_walk_needs_no_direction(walks, tmp_path):
    words = ["--calibrate", str(walks / "forward_worn.csv"), "--out", str(tmp_path), "--quiet"]
    assert main(["analyze", str(walks / "backward_worn.csv"), *words]) == 0
    assert set(pd.read_csv(tmp_path / "backward_worn.strides.csv")["direction"]) == {"backward"}


def test_mounting_from_a_walk_and_from_its_file_agree(walks, tmp_path, capsys):
    worn, mounting = str(walks / "backward_worn.csv"), str(tmp_path / "mounting.json")
    forward = str(walks / "forward_worn.csv")
    assert main(["calibrate", forward, "--direction", "forward", "-o", mounting]) == 0
    printed = capsys.readouterr().out
    assert "left_foot" in printed
    assert f"written: {mounting}" in printed
    given = {"a": ["--calibrate", forward, "--direction", "forward"], "b": ["--alignment", mounting]}
    for name, words in given.items():
        assert main(["analyze", worn, *words, "--out", str(tmp_path / name), "--quiet"]) == 0
    for table in ("events", "strides", "summary"):
        a, b = (pd.read_csv(tmp_path / name / f"backward_worn.{table}.csv") for name in "ab")
        same_tables(a, b)
    assert set(pd.read_csv(tmp_path / "a" / "backward_worn.strides.csv")["direction"]) == {"backward"}


def test_declared_columns_and_units_change_nothing(walks, tmp_path):
    wide = pd.read_csv(walks / "backward.csv", comment="#")
    names = {"left_foot": "L", "right_foot": "R"}
    foreign = {"time_s": wide["time_s"]}
    for site, letter in names.items():
        for kind, factor in (("acc", 1 / 9.80665), ("gyr", np.pi / 180)):
            for axis in "xyz":
                foreign[f"{letter}.{kind.upper()}.{axis.upper()}"] = wide[f"{site}_{kind}_{axis}"] * factor
    pd.DataFrame(foreign).to_csv(tmp_path / "export.csv", index=False)
    words = ["--acc-unit", "g", "--gyr-unit", "rad/s", "--frame", "segment", "--rate-hz", "100"]
    for site, letter in names.items():
        words += ["--columns", f"{site}={letter}.{{ACC|GYR}}.{{X|Y|Z}}"]
    assert main(["analyze", str(tmp_path / "export.csv"), *words, "--out", str(tmp_path), "--quiet"]) == 0
    ours = rg.analyze(rg.read_recording(walks / "backward.csv")).strides
    theirs = pd.read_csv(tmp_path / "export.strides.csv")
    np.testing.assert_allclose(theirs["start_s"], ours["start_s"], atol=1e-6)
    np.testing.assert_allclose(theirs["stride_length_m"], ours["stride_length_m"], atol=1e-4)


def test_walk_and_person_reach_the_summary(walks, tmp_path):
    words = ["--surface", "treadmill", "--belt-speed-mps", "0.6", "--leg-length-m", "0.9"]
    assert main(["analyze", str(walks / "backward.csv"), *words, "--out", str(tmp_path), "--quiet"]) == 0
    summary = pd.read_csv(tmp_path / "backward.summary.csv").iloc[0]
    assert (summary["surface"], summary["belt_speed_mps"]) == ("treadmill", 0.6)
    assert summary["person_leg_length_m"] == 0.9


def test_contact_definition_is_chosen(walks, tmp_path):
    for kind in ("velocity", "extremum"):
        words = ["--contact", kind, "--out", str(tmp_path / kind), "--quiet"]
        assert main(["analyze", str(walks / "backward.csv"), *words]) == 0
    first, second = (
        pd.read_csv(tmp_path / kind / "backward.events.csv") for kind in ("velocity", "extremum")
    )
    assert not np.allclose(first["time_s"], second["time_s"], atol=1e-6)


def test_plot_is_a_picture(walks, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["analyze", str(walks / "backward.csv"), "--plot", "--quiet"]) == 0
    assert capsys.readouterr().out == "written: backward.png\n"
    assert (tmp_path / "backward.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--format", "json"], "--format json writes files; say where with --out DIR"),
        (["--sites", "pocket"], "--sites: found 'pocket', expected NAME=SITE"),
        (["--contact", "landing"], "contact is 'landing'"),
        (["--belt-speed-mps", "0.5"], "belt_speed_mps=0.5 was given with surface=None"),
    ],
)
def test_wrong_use_ends_with_2_and_one_line(walks, capsys, words, message):
    assert main(["analyze", str(walks / "backward.csv"), *words]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["analyse", "x"], ["analyze"], ["analyze", "x", "--surface", "sand"]])
def test_argparse_ends_with_2(words):
    with pytest.raises(SystemExit, match="2"):
        main(words)


@pytest.mark.parametrize(
    ("words", "module", "extra"),
    [(["--plot"], "matplotlib", "plot"), (["--format", "parquet", "--out", "o"], "pyarrow", "parquet")],
)
def test_missing_extra_is_named_before_any_work(walks, capsys, monkeypatch, words, module, extra):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == module else found(name))
    assert main(["analyze", str(walks / "backward.csv"), *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{module} is not installed; pip install 'retrogait[{extra}]'" in err


def test_unusable_mounting_file_ends_with_3(walks, tmp_path, capsys):
    (tmp_path / "mounting.json").write_text("{}")
    assert main(["analyze", str(walks / "backward.csv"), "--alignment", str(tmp_path / "mounting.json")]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["analyze", str(walks / "backward.csv"), "--alignment", str(tmp_path / "none.json")]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_calibration_from_standing_is_refused(walks, tmp_path, capsys):
    output = tmp_path / "mounting.json"
    assert main(["calibrate", str(walks / "still.csv"), "--direction", "forward", "-o", str(output)]) == 3
    assert capsys.readouterr().err.startswith("retrogait: ")
    assert not output.exists()


def test_simulate_writes_walk_and_truth(tmp_path, capsys):
    words = ["--speed-mps", "0.7", "--duration-s", "15", "--rate-hz", "128", "--seed", "5"]
    assert main(["simulate", str(tmp_path / "walk.csv"), *words]) == 0
    assert files_in(tmp_path) == [
        "walk.csv",
        *(f"walk.truth.{table}.csv" for table in ("events", "knee", "strides")),
    ]
    walk, truth = rg.simulate_walk(direction="backward", speed_mps=0.7, duration_s=15, rate_hz=128, seed=5)
    same_tables(rg.read_recording(tmp_path / "walk.csv").wide(), walk.wide())
    same_tables(pd.read_csv(tmp_path / "walk.truth.events.csv"), truth.events)
    assert capsys.readouterr().out.count("written: ") == 4


def test_simulate_follows_a_program(tmp_path):
    words = [
        "--program",
        "stand:2",
        "forward:8",
        "stop:2",
        "backward:8",
        "--sites",
        "left_shank",
        "left_thigh",
    ]
    assert main(["simulate", str(tmp_path / "walk.csv"), *words]) == 0
    truth = pd.read_csv(tmp_path / "walk.truth.strides.csv")
    assert {"forward", "backward"} <= set(truth["direction"])
    knee = pd.read_csv(tmp_path / "walk.truth.knee.csv")
    assert knee["left_knee_flexion_deg"].max() > 20


def test_simulate_takes_a_kind_of_person_and_all_kinds_of_a_program(tmp_path):
    program = ["--program", "stand:2", "stairs_up:6", "backward:6", "sit:6", "left:4"]
    words = ["--profile", "knee_oa", "--seed", "2", *program]
    assert main(["simulate", str(tmp_path / "walk.csv"), *words]) == 0
    given = [("stand", 2.0), ("stairs_up", 6.0), ("backward", 6.0), ("sit", 6.0), ("left", 4.0)]
    _, truth = rg.simulate_walk(program=given, walker="knee_oa", seed=2)
    same_tables(pd.read_csv(tmp_path / "walk.truth.events.csv"), truth.events)


def test_simulate_refuses_nonsense(tmp_path, capsys):
    assert main(["simulate", str(tmp_path / "walk.csv"), "--profile", "knee"]) == 2
    assert "expected one of plain adult" in capsys.readouterr().err
    assert main(["simulate", str(tmp_path / "walk.csv"), "--speed-mps", "-1"]) == 2
    assert "speed_mps" in capsys.readouterr().err
    assert main(["simulate", str(tmp_path / "walk.csv"), "--program", "forward"]) == 2
    assert "--program: found 'forward', expected KIND:AMOUNT" in capsys.readouterr().err
    assert files_in(tmp_path) == []


def test_program_ends_with_the_exit_code(walks):
    done = subprocess.run(
        [sys.executable, "-m", "retrogait", "analyze", walks / "diary.csv"], capture_output=True, text=True
    )
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith("retrogait: ")
    assert "Traceback" not in done.stderr


def test_json_holds_no_bare_nan(walks, tmp_path):
    main(["analyze", str(walks / "backward_worn.csv"), "--out", str(tmp_path), "--format", "json", "--quiet"])

    def refuse(word: str) -> None:
        pytest.fail(f"{word} is not JSON")

    json.loads((tmp_path / "backward_worn.session.json").read_text(), parse_constant=refuse)
