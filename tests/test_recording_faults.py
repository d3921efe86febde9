"""What is wrong with a frame is an error or a listed warning, never a plausible number."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from recording_frames import COLUMNS, even, feet

from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning
from retrogait.readers import read_recording
from retrogait.recording import Recording


def read(frame, **options):
    """Make a recording and assert that each of its warnings is also given out."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rec = Recording.from_frames(frame, site="left_foot", **options)
    assert [str(one.message) for one in caught] == list(rec.warnings)
    assert all(one.category is RetrogaitWarning for one in caught)
    return rec


def only_warning(rec):
    assert len(rec.warnings) == 1
    return rec.warnings[0]


def test_a_warning_points_at_the_caller():
    frame = even()
    frame.iloc[100, 0] = np.nan
    with pytest.warns(RetrogaitWarning) as caught:
        Recording.from_frames(frame)
    assert caught[0].filename == __file__


def test_an_empty_frame():
    with pytest.raises(
        InvalidTable, match="left_foot: the frame has no rows; expected a few seconds of samples"
    ):
        read(even().iloc[:0])


def test_one_sample():
    with pytest.raises(InvalidTable, match="left_foot: there is only one sample .at 0 s."):
        read(even().iloc[:1], rate_hz=100.0)


def test_two_samples_are_read():
    assert read(even().iloc[:2]).n_samples == 2


@pytest.mark.parametrize("channel", COLUMNS)
def test_a_short_gap_of_nan_is_interpolated(channel):
    frame = even()
    frame.loc[frame.index[100:110], channel] = np.nan
    rec = read(frame)
    assert only_warning(rec) == "left_foot: 10 missing samples in short gaps, interpolated"
    got = rec["left_foot"]
    assert got.notna().all(axis=None)
    others = [c for c in COLUMNS if c != channel]
    pd.testing.assert_frame_equal(got[others], even()[others])
    ramp = np.linspace(*even()[channel].iloc[[99, 110]], 12)
    np.testing.assert_allclose(got[channel].iloc[99:111], ramp)


def test_a_long_gap_of_nan_stays():
    frame = even()
    frame.loc[frame.index[100:111], "acc_x"] = np.nan
    rec = read(frame)
    assert only_warning(rec) == (
        "left_foot: 1 gap of more than 0.1 s, the first at 1 s, 0.11 s in all, left missing"
    )
    missing = rec["left_foot"].isna()
    assert missing.all(axis=1).equals(missing.any(axis=1))
    assert missing.any(axis=1).sum() == 11


def test_gaps_at_the_ends_are_never_filled():
    frame = even()
    frame.iloc[:5] = np.nan
    frame.iloc[-20:] = np.nan
    rec = read(frame)
    assert only_warning(rec) == "left_foot: no samples for 0.2 s at the end"
    assert rec["left_foot"].isna().any(axis=1).sum() == 25


def test_nothing_but_nan_in_a_channel():
    frame = even()
    frame["gyr_z"] = np.nan
    with pytest.raises(InvalidTable, match="left_foot: no sample is complete"):
        read(frame)


def test_infinite_values_count_as_missing():
    frame = even()
    frame.iloc[100, 0] = np.inf
    frame.iloc[200, 4] = -np.inf
    rec = read(frame)
    assert rec.warnings == (
        "left_foot: 2 infinite values, taken as missing",
        "left_foot: 2 missing samples in short gaps, interpolated",
    )
    assert np.isfinite(rec["left_foot"]).all(axis=None)


def test_doubled_rows_are_dropped():
    frame = pd.concat([even().iloc[:101], even().iloc[100:]])
    rec = read(frame)
    assert only_warning(rec) == "left_foot: 1 row doubled, dropped"
    pd.testing.assert_frame_equal(rec["left_foot"], even())


def test_doubled_rows_with_missing_values_are_dropped():
    frame = even()
    frame.iloc[100, 0] = np.nan
    rec = read(pd.concat([frame.iloc[:101], frame.iloc[100:]]))
    assert rec.warnings[0] == "left_foot: 1 row doubled, dropped"
    assert rec.n_samples == 500


def test_a_time_repeated_with_other_values_keeps_the_first():
    frame = pd.concat([even().iloc[:101], even().iloc[100:] + 1.0])
    rec = read(frame)
    assert only_warning(rec) == "left_foot: 1 row repeated a time with other values, the first of each kept"
    assert np.array_equal(rec["left_foot"].iloc[100], even().iloc[100])


def test_two_sensors_in_one_table_are_refused():
    frame = pd.concat([even(), even(seed=1)]).sort_index(kind="stable")
    with pytest.raises(
        InvalidTable, match="500 rows of 1000 repeat a time with other values, first at 0 s; .* by sensor"
    ):
        read(frame)


def test_coarse_stamps_are_refused_and_the_way_out_named():
    frame = even()
    frame.index = np.floor(frame.index)
    with pytest.raises(InvalidTable, match="leave them out and pass rate_hz="):
        read(frame)


def test_rows_out_of_order_are_sorted():
    frame = even().iloc[np.r_[0:200, 203, 200:203, 204:500]]
    rec = read(frame)
    assert only_warning(rec) == "left_foot: 3 rows out of order in time, sorted"
    pd.testing.assert_frame_equal(rec["left_foot"], even())


@pytest.mark.parametrize("rows", [3, 250])
def test_a_clock_reset_is_refused(rows):
    frame = pd.concat([even(), even(rows)])
    with pytest.raises(InvalidTable, match="time runs backward at row 500, from 4.99 to 0 s .*cut the table"):
        read(frame)


def test_a_table_in_reverse_is_refused():
    with pytest.raises(InvalidTable, match="time runs backward at row 1"):
        read(even().iloc[::-1])


def test_a_missing_time_is_named():
    frame = even()
    frame.index = np.where(np.arange(500) == 7, np.nan, frame.index)
    with pytest.raises(InvalidTable, match="time is missing in row 7 .1 of 500 rows."):
        read(frame)
    dates = pd.date_range("2024-01-01", periods=500, freq="10ms").to_series()
    dates.iloc[7] = pd.NaT
    with pytest.raises(InvalidTable, match="time is missing in row 7"):
        read(even().set_index(pd.DatetimeIndex(dates)))


def test_text_as_time_is_refused():
    frame = even()
    frame.index = [f"2024-01-01 10:00:{t:.2f}" for t in frame.index]
    with pytest.raises(InvalidTable, match=r"'2024-01-01 10:00:0.00', which is not a time; .*pd.to_datetime"):
        read(frame)


@pytest.mark.parametrize("dtype", ["object", "str"])
def test_text_in_numbers_is_named(dtype):
    frame = even().astype({"acc_y": dtype})
    frame["acc_y"] = frame["acc_y"].astype(str)
    with pytest.raises(
        InvalidTable, match=r"left_foot: column 'acc_y' holds '.*' in row 0; expected numbers; look"
    ):
        read(frame)


def test_a_decimal_comma_is_recognised():
    frame = even()
    frame["acc_y"] = [f"{value:.3f}".replace(".", ",") for value in frame["acc_y"]]
    with pytest.raises(InvalidTable, match=r"'acc_y' holds '-?\d,\d+' in row 0; .*decimal=','"):
        read(frame)


def test_true_and_false_are_no_numbers():
    with pytest.raises(InvalidTable, match="'gyr_x' holds True in row 0"):
        read(even().assign(gyr_x=True))


@pytest.mark.parametrize("dtype", ["float32", "Float64", "object"])
def test_numbers_in_other_types_are_read(dtype):
    frame = even().astype(dtype)
    if dtype != "float32":
        frame.iloc[100, 2] = None
    got = read(frame)["left_foot"]
    assert (got.dtypes == np.float64).all()
    np.testing.assert_allclose(got["acc_x"], even()["acc_x"], rtol=1e-6)


@pytest.mark.parametrize("dtype", ["int32", "Int32"])
def test_whole_numbers_are_read(dtype):
    counts = (even() * [102, 102, 102, 1000, 1000, 1000]).round().astype(dtype)
    got = read(counts, acc_unit="mg", gyr_unit="mdeg/s")
    np.testing.assert_allclose(got["left_foot"]["gyr_y"], even()["gyr_y"], atol=1e-3)


def test_zeros_are_listed():
    rec = read(even() * 0.0)
    assert only_warning(rec).startswith("left_foot: acc_x acc_y acc_z gyr_x gyr_y gyr_z zero throughout")


def test_a_channel_of_zeros_is_listed():
    frame = even().assign(gyr_z=0.0)
    frame.iloc[100:150] = np.nan
    assert read(frame).warnings[-1] == (
        "left_foot: gyr_z zero throughout; check that the sensor recorded them"
    )


def test_white_noise_is_read_but_doubted():
    noise = pd.DataFrame(
        np.random.default_rng(0).normal(size=(2000, 6)), index=np.arange(2000) / 100, columns=COLUMNS
    )
    assert "no steady direction" in read(noise).warnings[0]


@pytest.mark.parametrize(
    ("factor", "stated", "likely"),
    [
        (1 / 9.80665, "m/s^2", "g"),
        (1000 / 9.80665, "m/s^2", "mg"),
        (1.0, "g", "m/s^2"),
        (1000 / 9.80665, "g", "mg"),
        (1.0, "mg", "m/s^2"),
    ],
)
@pytest.mark.parametrize("still", [True, False])
def test_an_accelerometer_in_another_unit_is_named(factor, stated, likely, still):
    frame = even()
    if still:
        frame.iloc[:, :3] = [0.0, 0.0, 9.81]
    frame.iloc[:, :3] *= factor
    with pytest.raises(
        InvalidTable,
        match=rf"g when stillest, expected .*look like {likely.replace('^', '.')}: pass acc_unit=",
    ):
        read(frame, acc_unit=stated)


def test_raw_counts_are_refused():
    frame = even()
    frame.iloc[:, :3] *= 4096 / 9.81
    with pytest.raises(InvalidTable, match="none of m/s.2, g, mg fits; raw counts have to be calibrated"):
        read(frame)


def test_gravity_taken_out_is_refused():
    frame = even()
    frame["acc_z"] -= 9.81
    frame.iloc[:200, :3] *= 0.01
    with pytest.raises(InvalidTable, match="gravity (seems to|may) be taken out"):
        read(frame)


def test_a_badly_calibrated_accelerometer_is_refused():
    frame = even()
    frame.iloc[:200, :3] = [0.0, 0.0, 9.81 * 0.7]
    with pytest.raises(InvalidTable, match="shows 0.7 g when stillest, expected 0.85 to 1.15 g"):
        read(frame)


@pytest.mark.parametrize(
    ("factor", "stated", "advice"),
    [
        (np.pi / 180, "deg/s", "pass gyr_unit='rad/s'"),
        (1.0, "rad/s", "pass gyr_unit='deg/s'"),
        (1000.0, "deg/s", "pass gyr_unit='mdeg/s'"),
    ],
)
def test_a_gyroscope_in_another_unit_is_listed(factor, stated, advice):
    frame = even(2000)
    frame.iloc[:, 3:] *= factor
    assert advice in only_warning(read(frame, gyr_unit=stated))


def test_a_gyroscope_at_rest_is_not_judged():
    frame = even(2000)
    frame.iloc[:, :3] = [0.1, 0.1, 9.81]
    frame.iloc[:, 3:] *= 1e-3
    assert read(frame).warnings == ()


def test_each_site_is_judged():
    frames = feet()
    frames["right_foot"].iloc[:, :3] /= 9.80665
    with pytest.raises(InvalidTable, match="right_foot: the accelerometer shows 0.10"):
        Recording.from_frames(frames)


def test_one_name_for_sites_is_told_where_it_belongs(tmp_path):
    told = (
        r"sites: got 'left_foot'; it maps names found to body sites, as sites=\{'sensor_1': 'lower_back'\}; the body "
        "site of the only sensor goes into site="
    )
    with pytest.raises(InvalidOption, match=told):
        Recording.from_frames(even(), sites="left_foot")
    path = tmp_path / "walk.csv"
    even().to_csv(path)
    with pytest.raises(InvalidOption, match=told):
        read_recording(path, sites="left_foot")
