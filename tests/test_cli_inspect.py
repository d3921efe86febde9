"""`retrogait inspect` and `retrogait formats`."""

from __future__ import annotations

from pathlib import Path

import export_writers as w
import numpy as np
import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.cli import main
from retrogait.readers.formats import FORMATS, FRAMES, GENERIC, OWN
from retrogait.readers.inspection import inspect_recording
from retrogait.readers.refused_kinds import BINARY, C3D, MVN, REFUSED

SAMPLES = signal(np.arange(500) / 100.0)


def said(capsys, *words):
    code = main(list(map(str, words)))
    out = capsys.readouterr().out
    assert all(len(line) <= 80 for line in out.splitlines())
    return code, " ".join(out.split())


def test_inspect_says_what_is_in_a_file(tmp_path, capsys):
    code, out = said(capsys, "inspect", w.moticon(tmp_path, SAMPLES))
    assert code == 0
    for words in (
        "insole.txt: Moticon OpenGo",
        "accelerometer of left, g: left acceleration X[g], left acceleration Y[g], left acceleration Z[g]",
        "time: time",
        "units g and deg/s as stored",
        "start 2023-09-27 10:21:14.922000 (from the lines before the table)",
        "500 samples at 100 Hz, 5 s",
        "left_foot (found as left): 100 Hz, 0.9",
        "g when stillest, turning",
        "no gaps",
    ):
        assert words in out


def test_inspect_says_why_a_file_is_refused(tmp_path, capsys):
    code, out = said(
        capsys, "inspect", w.shimmer(tmp_path, SAMPLES, cal="UNCAL"), w.physics_toolbox(tmp_path, SAMPLES)
    )
    assert code == 3
    assert "accelerometer of Shimmer_40AC (raw), raw counts:" in out
    assert "REFUSED shimmer.csv: holds raw uncalibrated counts without a unit" in out
    assert "physics.csv: Physics Toolbox" in out


def test_inspect_names_the_option_that_helps(tmp_path, capsys):
    path = w.xsens(tmp_path, SAMPLES, rate=False)
    assert "pass rate_hz= [here: --rate-hz]" in said(capsys, "inspect", path)[1]
    code, out = said(capsys, "inspect", path, "--rate-hz", "100")
    assert code == 0
    assert "right_foot (found as 1-1_rf.txt): 100 Hz" in out
    assert "gyroscope, rad/s by format: Gyr_X, Gyr_Y, Gyr_Z" in out


def test_inspect_lists_files_not_used(tmp_path, capsys):
    code, out = said(capsys, "inspect", w.sensor_logger(tmp_path / "phone", SAMPLES))
    assert code == 0
    assert "not used Location.csv, Metadata.csv" in out


def test_gaps_and_plausibility_are_numbers(tmp_path):
    samples = SAMPLES.copy()
    samples[:, :3] *= 1.3
    path = w.physics_toolbox(tmp_path, samples)
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:200] + lines[260:]) + "\n")
    (sensor,) = inspect_recording(path).sensors
    assert sensor.still_norm_g == pytest.approx(1.3, abs=0.1)
    ((start, end),) = sensor.gaps_s
    assert (start, end) == (pytest.approx(1.98, abs=0.02), pytest.approx(2.57, abs=0.02))


def test_the_page_of_formats_is_what_the_formats_say():
    """A new format is a line of docs/formats.md too."""
    page = (Path(__file__).resolve().parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    kinds = (*REFUSED, C3D, MVN, BINARY)
    assert rows == [
        "| export | read | refused | what to do |",
        *(
            f"| {known.name} | {known.reads or 'nothing'} | {known.refuses} | {known.advice} |"
            for known in (*FORMATS, FRAMES, OWN, GENERIC)
        ),
        *(f"| {kind.name} | nothing | all: {kind.what} | {kind.advice} |" for kind in kinds),
    ]


def test_the_command_and_the_page_of_formats_agree(capsys):
    code, out = said(capsys, "formats")
    assert code == 0
    listed = "".join(out.split())  # lines are broken at hyphens too
    for known in (*FORMATS, FRAMES, OWN, GENERIC):
        for words in (known.name, known.reads, known.refuses, known.advice):
            assert "".join(words.split()) in listed
    for kind in (*REFUSED, C3D, MVN, BINARY):
        assert "".join(kind.name.split()) in listed
        assert "".join(kind.advice.split()) in listed


def test_formats_lists_every_format(capsys):
    code, out = said(capsys, "formats")
    assert code == 0
    for name in (
        "Movella DOT",
        "Sensor Logger",
        "APDM Opal",
        "x-io x-IMU3",
        "phyphox",
        "any table",
        "retrogait",
    ):
        assert name in out


def test_inspect_names_a_gyroscope_that_does_not_belong_to_its_accelerometer(tmp_path, capsys):
    walk, _ = rg.simulate_walk("forward", 0.9, duration_s=15, seed=5)
    wrong = {site: walk[site] * [1, 1, 1, -1, -1, -1] for site in walk.sites}
    rg.write_recording(rg.Recording.from_frames(wrong), tmp_path / "wrong.csv")
    rg.write_recording(walk, tmp_path / "good.csv")
    code, out = said(capsys, "inspect", tmp_path / "wrong.csv")
    assert code == 0
    for words in (
        "note left_foot: accelerometer and gyroscope do not belong together: over",
        "times less is left over if the gyroscope is negated",
        "multiply gyr_x, gyr_y and gyr_z by -1",
    ):
        assert words in out
    assert "belong together" not in said(capsys, "inspect", tmp_path / "good.csv")[1]
