"""Counters of packets of several rows, and tables whose rows stand from the last to the first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from recording_frames import frame_at, signal

import retrogait as rg
from retrogait.errors import InvalidTable, UnreadableExport
from retrogait.intake.stamps import MOST_FALLING
from retrogait.readers.packet_counters import RARE, count_samples
from retrogait.readers.time_numbers import seconds_of_day

NAMES = [f"{q}_{a} ({u})" for q, u in (("acc", "m/s^2"), ("gyr", "deg/s")) for a in "xyz"]
N = 600
WALK = signal(np.arange(N) / 100.0)


def table(name, counter):
    frame = pd.DataFrame(WALK, columns=NAMES)
    frame.insert(0, name, counter)
    return frame


@pytest.mark.parametrize("name", ["packet", "Packet Counter", "counter"])
@pytest.mark.parametrize("modulus", [256, 16, 10**9])
def test_packets_of_ten_rows_that_were_lost_leave_a_gap(tmp_path, name, modulus):
    frame = table(name, (np.arange(N) // 10 + 7) % modulus)
    frame = frame.drop(index=range(100, 130)).drop(index=range(3))
    frame.to_csv(tmp_path / "a.csv", index=False)
    rec = rg.read_recording(tmp_path / "a.csv", rate_hz=100)
    values = rec["sensor_1"].to_numpy()
    assert len(values) == N - 3
    assert np.flatnonzero(np.isnan(values[:, 0])).tolist() == list(range(97, 127))
    kept = np.delete(WALK, np.r_[0:3, 100:130], axis=0)
    np.testing.assert_allclose(values[~np.isnan(values[:, 0])], kept, atol=1e-9)
    assert any("counts packets of 10 rows; 30 samples are missing" in note for note in rec.warnings)


@pytest.mark.parametrize(("odd", "in_packets"), [(0.15, True), (0.25, False)])
def test_packets_of_as_many_rows_show_what_is_lost(odd, in_packets):
    assert pytest.approx(0.2) == 1.0 - RARE
    sizes = np.full(200, 5)
    sizes[2 : 2 + round(odd * 198)] = 4
    counted = count_samples(np.repeat(np.arange(200.0), sizes), is_declared=True)
    assert ("packets of 5 rows" in (counted.note or "")) == in_packets


def test_a_counter_that_stands_still_counts_nothing(tmp_path):
    table("counter", np.zeros(N, int)).to_csv(tmp_path / "a.csv", index=False)
    assert rg.read_recording(tmp_path / "a.csv", rate_hz=100).n_samples == N


def test_rows_from_the_last_to_the_first_are_refused(tmp_path):
    """Read as they stand, somebody who walks forward would walk backward."""
    table("counter", np.arange(N)[::-1]).to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(UnreadableExport) as refused:
        rg.read_recording(tmp_path / "a.csv", rate_hz=100)
    assert str(refused.value) == (
        "a.csv: column 'counter' counts down from row to row: the rows stand from the last to the first; expected the "
        "first one first; turn the table round (pandas: frame[::-1]) and read that"
    )
    pd.read_csv(tmp_path / "a.csv")[::-1].to_csv(tmp_path / "b.csv", index=False)
    rec = rg.read_recording(tmp_path / "b.csv", rate_hz=100)
    np.testing.assert_allclose(rec["sensor_1"].to_numpy(), WALK[::-1], atol=1e-9)


def test_so_are_times(tmp_path):
    table("time (s)", 6.0 - np.arange(N) / 100.0).to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(
        UnreadableExport, match=r"backward at row 1 and in the rows after it, from 6 s: .*frame\[::-1\]"
    ):
        rg.read_recording(tmp_path / "a.csv")
    pd.read_csv(tmp_path / "a.csv")[::-1].to_csv(tmp_path / "b.csv", index=False)
    assert rg.read_recording(tmp_path / "b.csv").rate_hz == 100.0


@pytest.mark.parametrize(("share", "text"), [(0.85, "cut the table"), (0.95, "in the rows after it")])
def test_how_many_rows_fall_tells_a_table_turned_round(share, text):
    assert MOST_FALLING == 0.9
    steps = np.full(N - 1, -0.01)
    steps[: round((1 - share) * N)] = 0.01
    frame = frame_at(np.concatenate([[0.0], np.cumsum(steps)]))
    with pytest.raises(InvalidTable, match=text):
        rg.Recording.from_frames(frame, site="left_foot")


@pytest.mark.parametrize("name", ["time", "UTC time (s)"])
def test_a_time_of_day_in_one_number_makes_no_gap_at_full_minutes(tmp_path, name):
    at = pd.Timestamp("2025-03-04 10:59:57") + pd.to_timedelta(np.arange(N) / 100.0, unit="s")
    digits = at.hour * 10_000.0 + at.minute * 100.0 + at.second + at.microsecond / 1e6
    table(name, np.round(digits, 2)).to_csv(tmp_path / "a.csv", index=False)
    rec = rg.read_recording(tmp_path / "a.csv")
    assert rec.rate_hz == 100.0
    np.testing.assert_allclose(rec["sensor_1"].to_numpy(), WALK, atol=1e-9)
    assert any("written as one number (hhmmss)" in note for note in rec.warnings)


@pytest.mark.parametrize(
    "stamps",
    [
        np.arange(0.0, 300.0, 0.01),  # seconds that pass 60 and 100
        np.r_[100030.0 + np.arange(100) / 100, 100130.0 + np.arange(100) / 100],  # a pause of 100 s
        100000.0 + np.arange(500) / 100,  # no full minute: seconds or not, they are the same
        np.r_[99957.0 + np.arange(300) / 100, 100000.0 + np.arange(300) / 100],  # 99 minutes
        -1.0 + np.arange(500) / 100,
    ],
)
def test_other_numbers_are_no_times_of_day(stamps):
    assert seconds_of_day(stamps) is None
