"""A clock in two columns, whole seconds and their fraction, is one clock; and durations as pandas writes them."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from recording_frames import even

import retrogait as rg
from retrogait.errors import RetrogaitWarning
from retrogait.readers.split_clock import LEAST_IN_ORDER, join_split

N = 500
START = pd.Timestamp("2025-03-04 23:59:57.430")
STAMPS = START + pd.to_timedelta(np.arange(N) * 10, unit="ms")
PARTS = {"ms": 10**6, "us": 10**3, "ns": 1}


def channels():
    return even(N).rename(columns=lambda name: f"{name} ({'m/s^2' if 'acc' in name else 'deg/s'})")


def read(folder, whole, fraction, kept=slice(None), **options):
    table = channels().reset_index(drop=True)
    for position, (name, values) in enumerate((whole, fraction)):
        table.insert(position, name, values)
    table.iloc[kept].to_csv(folder / "a.csv", index=False)
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        return rg.read_recording(folder / "a.csv", site="left_foot", **options)


def of_second(unit):
    return STAMPS.microsecond * 1000 // PARTS[unit]


EPOCH_S = np.array([int(stamp.timestamp()) for stamp in STAMPS])


@pytest.mark.parametrize(
    ("whole", "fraction", "unit"),
    [
        ("Time", "Milliseconds", "ms"),
        ("Timestamp", "ms", "ms"),
        ("Date time", "microseconds", "us"),
        ("time", "nsec", "ns"),
    ],
)
def test_dates_of_whole_seconds_and_their_fraction(tmp_path, whole, fraction, unit):
    rec = read(tmp_path, (whole, STAMPS.strftime("%Y-%m-%d %H:%M:%S")), (fraction, of_second(unit)))
    assert rec.start_time == START
    assert rec.rate_hz == pytest.approx(100.0)
    np.testing.assert_allclose(rec["left_foot"], even(N), atol=1e-9)


@pytest.mark.parametrize(
    ("whole", "fraction"),
    [("header.stamp.secs", "header.stamp.nsecs"), ("secs", "nsecs"), ("seconds", "nanoseconds")],
)
def test_seconds_and_nanoseconds_as_robots_write_them(tmp_path, whole, fraction):
    rec = read(tmp_path, (whole, EPOCH_S), (fraction, of_second("ns")))
    assert abs(rec.start_time - START.tz_localize("UTC")) < pd.Timedelta(1, "us")
    assert rec.rate_hz == pytest.approx(100.0)
    np.testing.assert_allclose(rec["left_foot"], even(N), atol=1e-9)


def test_lost_seconds_are_a_gap_of_their_length(tmp_path):
    """The fraction alone would go on as if nothing had been lost."""
    kept = np.r_[0:150, 400:N]
    times = STAMPS.strftime("%H:%M:%S")
    rec = read(tmp_path, ("Time", times), ("ms", of_second("ms")), kept)
    assert rec.n_samples == N
    assert np.isnan(rec["left_foot"]["acc_x"]).sum() == 250


def test_a_column_the_caller_names_is_taken_alone(tmp_path):
    rec = read(tmp_path, ("secs", EPOCH_S), ("nsecs", of_second("ns")), time_column="nsecs", time_unit="ns")
    assert rec.start_time is None


def test_a_fraction_without_whole_seconds_is_a_clock_of_its_own(tmp_path):
    rec = read(tmp_path, ("mode", ["walk"] * N), ("time (ms)", 10 * np.arange(N)))
    assert rec.rate_hz == pytest.approx(100.0)
    assert rec.n_samples == N


@pytest.mark.parametrize(("wrong", "is_one"), [(1, True), (3, False)])
def test_columns_whose_steps_do_not_rise_together_are_no_clock(wrong, is_one):
    frame = pd.DataFrame({"s": np.arange(201) // 100, "ms": 10.0 * (np.arange(201) % 100)})
    at = 10 * np.arange(1, wrong + 1)
    frame.loc[at, "ms"] = 999.0
    assert (1 - wrong / 200 >= LEAST_IN_ORDER) == is_one
    assert (join_split(frame, "s", "ms", "ms", "a.csv") is not None) == is_one


@pytest.mark.parametrize("begin_s", [0.0, 90000.0])
@pytest.mark.parametrize("name", [None, "elapsed"])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_durations_are_a_clock(tmp_path, begin_s, name, ending):
    table = channels()
    table.index = pd.to_timedelta(begin_s + np.arange(N) / 100, unit="s")
    table.index.name = name
    if ending == "csv":
        table.to_csv(tmp_path / "a.csv")
    else:
        pytest.importorskip("pyarrow", reason="pyarrow (extra parquet) is not installed")
        table.reset_index(names=name or "time").to_parquet(tmp_path / "a.parquet")
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        rec = rg.read_recording(tmp_path / f"a.{ending}", site="left_foot")
    assert rec.rate_hz == pytest.approx(100.0)
    assert rec.start_time is None
    np.testing.assert_allclose(rec["left_foot"], even(N), atol=1e-9)


@pytest.mark.parametrize(("unit", "metres"), [("mm/s^2", 1e-3), ("cm/s^2", 1e-2), ("cm/s²", 1e-2)])
def test_other_metres_are_brought_to_metres(tmp_path, unit, metres):
    table = even(N).rename(columns=lambda name: f"{name} ({unit if 'acc' in name else 'deg/s'})")
    table.iloc[:, :3] /= metres
    table.to_csv(tmp_path / "a.csv", index_label="time (s)")
    np.testing.assert_allclose(rg.read_recording(tmp_path / "a.csv")["sensor_1"], even(N), atol=1e-9)


@pytest.mark.parametrize("wrong", ["1680-01-01T00:00:00", "2261-12-31T23:59:59"])
def test_a_date_of_another_century_is_mended_and_shown(tmp_path, wrong):
    stamps = STAMPS.strftime("%Y-%m-%dT%H:%M:%S.%f").to_list()
    stamps[100] = wrong
    table = channels().reset_index(drop=True)
    table.insert(0, "time", stamps)
    table.to_csv(tmp_path / "a.csv", index=False)
    with pytest.warns(
        RetrogaitWarning, match="the time in row 100, .*, cannot be right between the rows around it"
    ):
        rec = rg.read_recording(tmp_path / "a.csv")
    assert rec.start_time == START
    assert rec.rate_hz == pytest.approx(100.0)
