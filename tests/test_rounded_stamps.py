"""Stamps with too few decimals for their rate, and rows of several sensors that take turns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from recording_frames import frame_at, signal

import retrogait as rg
from retrogait.errors import InvalidTable, UnreadableExport
from retrogait.intake.rounded_stamps import FINE_ENOUGH, LEAST_ODD, count_even_rows
from retrogait.intake.turns import CALMER, LEAST_ROWS, count_turns

NAMES = [f"{q}_{a} ({u})" for q, u in (("acc", "m/s^2"), ("gyr", "deg/s")) for a in "xyz"]


def table(time_s, values):
    frame = pd.DataFrame(values, columns=NAMES)
    frame.insert(0, "time (s)", time_s)
    return frame


@pytest.mark.parametrize("stated", [False, True])
@pytest.mark.parametrize("rate_hz", [51.2, 60.0, 80.0, 104.0, 128.0, 148.148, 256.0])
def test_stamps_of_two_decimals_keep_their_samples(tmp_path, rate_hz, stated):
    time_s = np.arange(900) / rate_hz
    table(np.round(time_s, 2), signal(time_s)).to_csv(tmp_path / "a.csv", index=False)
    rec = rg.read_recording(tmp_path / "a.csv", site="left_foot", rate_hz=rate_hz if stated else None)
    assert rec.rate_hz == pytest.approx(rate_hz, rel=2e-4)
    assert len(rec["left_foot"]) == 900
    np.testing.assert_allclose(rec["left_foot"].to_numpy(), signal(time_s), atol=1e-6)
    assert any("coarse" in note and "rows are counted" in note for note in rec.warnings)


@pytest.mark.parametrize("cut", [np.floor, np.rint])
def test_a_frame_of_coarse_stamps_too_and_a_pause_stays(cut):
    time_s = np.concatenate([np.arange(500), np.arange(900, 1400)]) / 128.0
    frame = frame_at(time_s)
    frame.index = pd.Index(cut(time_s * 100) / 100, name="time_s")
    rec = rg.Recording.from_frames(frame, site="left_foot")
    assert rec.rate_hz == pytest.approx(128.0, rel=2e-4)
    assert np.isnan(rec["left_foot"]["acc_x"]).sum() == pytest.approx(400, abs=2)
    np.testing.assert_allclose(rec["left_foot"].iloc[:500].to_numpy(), frame.iloc[:500].to_numpy(), atol=1e-6)


def test_lost_and_doubled_rows_are_no_rate():
    rng = np.random.default_rng(0)
    for share in (0.02, 0.1, 0.3):
        for _ in range(50):
            stamps = np.arange(600)[rng.random(600) > share] / 100.0
            assert count_even_rows(stamps) is None
            again = np.sort(np.concatenate([stamps, rng.choice(stamps, 30)]))
            assert count_even_rows(again) is None


def test_fine_stamps_and_few_odd_ones_are_left_alone():
    assert count_even_rows(np.round(np.arange(900) / (FINE_ENOUGH * 900.0), 3)) is None
    assert count_even_rows(np.round(np.arange(900) / (FINE_ENOUGH * 1100.0), 3)) is not None
    n_odd = lambda n: np.round(np.arange(n) / 102.4, 2)  # noqa: E731 - one step in 42.7 is odd
    assert count_even_rows(n_odd(42 * (LEAST_ODD - 1))) is None
    assert count_even_rows(n_odd(44 * (LEAST_ODD + 1))) is not None


def test_a_stated_rate_that_does_not_fit_is_refused_still(tmp_path):
    time_s = np.arange(900) / 128.0
    table(np.round(time_s, 2), signal(time_s)).to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(UnreadableExport, match=r"rate_hz=100 is declared, but the stamps step by"):
        rg.read_recording(tmp_path / "a.csv", rate_hz=100)


def turns(n_sensors, rate_hz=100.0, n=600):
    time_s = np.arange(n) / rate_hz
    tables = [table(time_s, signal(time_s, seed)) for seed in range(n_sensors)]
    return pd.concat(tables).sort_values("time (s)", kind="stable").reset_index(drop=True)


@pytest.mark.parametrize("n_sensors", [2, 3])
@pytest.mark.parametrize("options", [{}, {"rate_hz": 100}])
def test_sensors_that_take_turns_are_not_read_as_one_and_a_column_tells_them_apart(
    tmp_path, n_sensors, options
):
    frame = turns(n_sensors)
    frame.to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(UnreadableExport) as refused:
        rg.read_recording(tmp_path / "a.csv", **options)
    assert str(refused.value) == (
        f"a.csv: sensor_1: each row is like the one {n_sensors} rows before it and unlike its neighbours: the rows of "
        f"{n_sensors} sensors seem to take turns; expected the rows of one sensor, or a column that names the sensor "
        "of each row; write such a column into the file "
        f"(frame['sensor'] = np.arange(len(frame)) % {n_sensors}), or take the rows of each (frame[0::{n_sensors}])"
    )
    frame["sensor"] = np.arange(len(frame)) % n_sensors
    frame.to_csv(tmp_path / "b.csv", index=False)
    rec = rg.read_recording(tmp_path / "b.csv", **options)
    assert rec.sites == tuple(map(str, range(n_sensors)))
    np.testing.assert_allclose(rec["1"].to_numpy(), signal(np.arange(600) / 100.0, 1), atol=1e-9)


def test_sensors_that_take_turns_in_a_frame_without_time():
    frame = turns(2)[NAMES].set_axis(["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"], axis=1)
    with pytest.raises(InvalidTable, match="the rows of 2 sensors seem to take turns"):
        rg.Recording.from_frames(frame, rate_hz=200, site="left_foot")
    each = frame[0::2].reset_index(drop=True)
    assert len(rg.Recording.from_frames(each, rate_hz=100, site="left_foot")["left_foot"]) == 600


def test_noise_and_one_sensor_take_no_turns():
    rng = np.random.default_rng(1)
    for _ in range(200):
        assert count_turns(rng.normal(size=(6, LEAST_ROWS))) == 1
    assert count_turns(signal(np.arange(LEAST_ROWS) / 25.0).T) == 1


@pytest.mark.parametrize(("off", "found"), [(0.8, 1), (1.2, 2)])
def test_turns_show_where_neighbours_differ_by_so_much_more(off, found):
    noise = np.random.default_rng(2).normal(size=(6, 20_000))
    noise[:, 1::2] += off * np.sqrt(2 * (CALMER - 1.0))  # in squares 2 of noise, and the distance of the two
    assert count_turns(noise) == found
    assert count_turns(noise[:, : LEAST_ROWS - 1]) == 1
