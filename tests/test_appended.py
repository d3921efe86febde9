"""Logs that were appended to: one recording where the time goes on, else recordings one after the other."""

from __future__ import annotations

import warnings

import export_writers as w
import numpy as np
import pandas as pd
import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.errors import InvalidOption, RetrogaitWarning, UnreadableExport
from retrogait.readers.appended import without_headers

SAMPLES = signal(np.arange(500) / 100.0)
NAMES = ["Time (s)", *(f"Acc {a} (m/s^2)" for a in "XYZ"), *(f"Gyro {a} (deg/s)" for a in "XYZ")]


def read(given, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(given, **options)


def log(folder, starts_s, head="", names=NAMES, cells="{:.9g}", between=""):
    """A log of parts, each with its header; the time of each starts at `starts_s`."""
    text = ""
    for n, start in enumerate(starts_s):
        rows = [names] if isinstance(names[0], str) else list(names)
        rows += w.table(names, start + w.seconds(SAMPLES), *SAMPLES.T, fmt=cells)[1:]
        text += (between if n else "") + head + "".join(",".join(row) + "\n" for row in rows)
    (folder / "log.csv").write_text(text)
    return folder / "log.csv"


@pytest.mark.parametrize("head", ["", "Logger 3\nfirmware,1.2\n"])
def test_a_time_that_goes_on_is_one_recording_with_a_gap(tmp_path, head):
    rec = read(log(tmp_path, (0.0, 6.0, 11.0), head=head))
    assert rec.n_samples == 1600
    _, values = rec.samples("sensor_1")
    np.testing.assert_allclose(values[:500], SAMPLES, atol=1e-6)
    np.testing.assert_allclose(values[600:1100], SAMPLES, atol=1e-6)
    assert np.isnan(values[500:600]).all()
    line = 502 + 2 * len(head.splitlines())
    assert any(
        f"the header stands again at line {line} and 1 more times, dropped" in note for note in rec.warnings
    )


def test_a_time_that_starts_anew_is_another_recording(tmp_path):
    path = log(tmp_path, (0.0, 0.0))
    wanted = (
        r"log.csv: the header stands again and the time starts anew: 2 recordings one after the other \(part 1 of 500 "
        r"rows, part 2 of 500 rows\); expected one; pass recording='part 1'"
    )
    with pytest.raises(UnreadableExport, match=wanted):
        read(path)
    for name in ("part 1", "part 2"):
        np.testing.assert_allclose(read(path, recording=name).samples("sensor_1")[1], SAMPLES, atol=1e-6)
    with pytest.raises(
        InvalidOption, match="recording: 'part 3' is the name of none of the recordings in log.csv"
    ):
        read(path, recording="part 3")


def test_parts_of_one_recording_stay_together(tmp_path):
    path = log(tmp_path, (0.0, 6.0, 1.0))
    assert read(path, recording="part 1").n_samples == 1100
    assert read(path, recording="part 2").n_samples == 500


@pytest.mark.parametrize(("again_s", "is_one"), [(4.995, True), (4.985, False)])
def test_a_part_has_to_begin_after_the_one_before(tmp_path, again_s, is_one):
    path = log(tmp_path, (0.0, again_s))
    if is_one:
        assert read(path).sites == ("sensor_1",)
    else:
        with pytest.raises(UnreadableExport, match="the time starts anew"):
            read(path)


def test_rows_that_are_only_counted_start_anew(tmp_path):
    text = ",".join(NAMES[1:]) + "\n"
    rows = text + "".join(",".join(f"{x:.6f}" for x in row) + "\n" for row in SAMPLES)
    (tmp_path / "log.csv").write_text(rows + rows)
    with pytest.raises(UnreadableExport, match="2 recordings one after the other"):
        read(tmp_path / "log.csv", rate_hz=100)
    assert read(tmp_path / "log.csv", rate_hz=100, recording="part 2").n_samples == 500


def test_rows_of_names_and_units_repeat_together(tmp_path):
    names = ["Time", "", "", "", "", "", ""], ["", *"XYZXYZ"], ["s", *["m/s^2"] * 3, *["deg/s"] * 3]
    names[0][1], names[0][4] = "Accelerometer", "Gyroscope"
    assert read(log(tmp_path, (0.0, 6.0), names=names)).n_samples == 1100


def test_dates_go_on(tmp_path):
    text = ""
    for minute in (0, 1):
        rows = [
            f"2026-01-05 10:{minute:02d}:{k / 100:06.3f}," + ",".join(f"{x:.6f}" for x in SAMPLES[k])
            for k in range(500)
        ]
        text += ",".join(["Timestamp", *NAMES[1:]]) + "\n" + "\n".join(rows) + "\n"
    (tmp_path / "log.csv").write_text(text)
    rec = read(tmp_path / "log.csv")
    assert rec.n_samples == 6500
    assert str(rec.start_time) == "2026-01-05 10:00:00"


def test_a_word_among_the_numbers_is_named_by_its_line(tmp_path):
    path = log(tmp_path, (0.0, 6.0))
    lines = path.read_text().splitlines()
    cells = lines[700].split(",")
    lines[700] = ",".join([*cells[:3], "oops", *cells[4:]])
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(
        UnreadableExport, match="line 701, column 'Acc Z .m/s.2.' holds 'oops'; expected numbers"
    ):
        read(path)
    path.write_text("\n".join([*lines[:200], "paused", *lines[201:501]]) + "\n")
    with pytest.raises(UnreadableExport, match="line 201"):
        read(path)


@pytest.mark.parametrize(
    ("line", "is_header"),
    [
        (["a", "b", "", ""], True),  # half of the names
        (["a", "", "", ""], False),
        (["a", "b", "c", "7"], True),  # one number, as in a line of a preamble
        (["a", "b", "7", "7"], False),
    ],
)
def test_what_is_a_header_again(line, is_header):
    rows = [["1"] * 4, line, ["2"] * 4]
    kept, notes = without_headers(pd.DataFrame(rows, columns=list("abcd")), 2)
    assert len(kept) == (2 if is_header else 3)
    assert notes == (["the header stands again at line 3, dropped"] if is_header else [])
