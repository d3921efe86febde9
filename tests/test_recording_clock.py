"""Where time comes from, and how stamps of any kind become one uniform grid."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from recording_frames import SITES, even, feet, frame_at, signal

from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning
from retrogait.recording import Recording

START = pd.Timestamp("2024-03-05 10:30:00.25")


def dated(n=500, step="10ms", start=START, seed=0):
    frame = even(n, seed=seed)
    frame.index = pd.date_range(start, periods=n, freq=step)
    return frame


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_datetime_index_becomes_seconds_since_the_first_sample(unit):
    frame = dated(start=pd.Timestamp("2024-03-05 10:30:00"), step="10ms" if unit != "s" else "1s")
    if unit == "s":
        with pytest.raises(InvalidTable, match="is 1 Hz; expected 5 to"):
            Recording.from_frames(frame)
        return
    frame.index = frame.index.as_unit(unit)
    rec = Recording.from_frames(frame, site="left_foot")
    assert rec.start_time == pd.Timestamp("2024-03-05 10:30:00")
    assert np.array_equal(rec["left_foot"].index, np.arange(500) / 100)
    assert rec.rate_hz == 100.0


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu"])
def test_a_time_zone_is_kept(zone):
    frame = dated(start=START.tz_localize(zone))
    rec = Recording.from_frames(frame)
    assert rec.start_time == START.tz_localize(zone)
    assert str(rec.start_time.tz) == zone
    assert rec["sensor_1"].index[-1] == 4.99


def test_a_clock_change_at_night_leaves_no_gap():
    frame = dated(start=pd.Timestamp("2024-03-31 01:59:58", tz="Europe/Berlin"))
    assert Recording.from_frames(frame).warnings == ()


def test_a_timedelta_index_becomes_seconds_since_the_first_sample():
    frame = even()
    frame.index = pd.timedelta_range("2s", periods=500, freq="10ms")
    rec = Recording.from_frames(frame)
    assert rec.start_time is None
    assert np.array_equal(rec["sensor_1"].index, np.arange(500) / 100)


def test_seconds_are_kept_wherever_they_start():
    rec = Recording.from_frames({"left_foot": even(start_s=12.34)})
    assert np.array_equal(rec["left_foot"].index, even(start_s=12.34).index)


def test_a_time_column_is_the_clock():
    rec = Recording.from_frames(even().reset_index(), site="left_foot")
    pd.testing.assert_frame_equal(rec["left_foot"], even())


def test_counted_rows_need_a_rate():
    counted = even().reset_index(drop=True)
    rec = Recording.from_frames(counted, rate_hz=100.0, site="left_foot")
    pd.testing.assert_frame_equal(rec["left_foot"], even())
    with pytest.raises(
        InvalidTable, match="the index counts rows from 0 and says nothing of time; pass rate_hz="
    ):
        Recording.from_frames(counted)


def test_a_packet_counter_as_index_shows_lost_samples():
    counted = even().reset_index(drop=True).drop(index=range(100, 150))
    with pytest.warns(RetrogaitWarning, match="1 gap of more than 0.1 s, the first at 1 s, 0.5 s in all"):
        rec = Recording.from_frames(counted, rate_hz=100.0)
    assert rec["sensor_1"].isna().all(axis=1).sum() == 50
    assert rec.n_samples == 500


def test_seconds_since_1970_are_even():
    rec = Recording.from_frames(even(5000, start_s=1.7e9), rate_hz=100.0)
    assert rec.warnings == ()
    assert rec.rate_hz == 100.0
    assert np.array_equal(rec["sensor_1"].index, even(5000, start_s=1.7e9).index)


@pytest.mark.parametrize("rate", [31.25, 50.0, 60.0, 100.0, 102.4, 148.148, 204.8, 256.0, 1125.0])
def test_the_rate_is_measured(rate):
    rec = Recording.from_frames(even(4000, rate))
    assert rec.rate_hz == pytest.approx(rate, rel=1e-6)
    assert rec.warnings == ()


def test_the_start_time_is_given_or_read():
    rec = Recording.from_frames(even(), start_time="2024-03-05 10:30")
    assert rec.start_time == pd.Timestamp("2024-03-05 10:30")
    with pytest.raises(InvalidOption, match="but the index starts at 2024-03-05 10:30:00.25"):
        Recording.from_frames(dated(), start_time="2024-03-05 10:31")
    with pytest.raises(InvalidOption, match="start_time"):
        Recording.from_frames(dated(), start_time=pd.Timestamp("2024-03-05 10:31", tz="UTC"))


def test_a_declared_rate_that_is_not_the_stamps_is_an_error():
    with pytest.raises(
        InvalidTable, match=r"rate_hz=102 is declared, but the stamps step by 0.01 s, which is 100 Hz"
    ):
        Recording.from_frames(even(), rate_hz=102.0)


def test_a_crystal_that_runs_slow_sets_the_rate():
    frame = even(6000, 99.8)
    with pytest.warns(
        RetrogaitWarning, match="follow 99.8 Hz, not the 100 Hz declared; the measured rate is used"
    ):
        rec = Recording.from_frames(frame, rate_hz=100.0)
    assert rec.rate_hz == 99.8
    assert np.array_equal(rec["sensor_1"].to_numpy(), frame.to_numpy())


@pytest.mark.parametrize(
    ("scale", "wanted"), [(1000.0, "divide milliseconds by 1000"), (1e-6, "expected 5 to 50000 Hz")]
)
def test_stamps_that_cannot_be_seconds_are_refused(scale, wanted):
    frame = even()
    frame.index = frame.index * scale
    with pytest.raises(InvalidTable, match=wanted):
        Recording.from_frames(frame)


def test_stamps_rounded_to_milliseconds_keep_their_samples():
    time_s = np.round(np.arange(600) / 60.0, 3)
    with pytest.warns(RetrogaitWarning, match="stamps up to 0.33 ms off an even 60 Hz, moved onto it"):
        rec = Recording.from_frames(frame_at(time_s))
    assert rec.rate_hz == 60.0
    assert np.array_equal(rec["sensor_1"].to_numpy(), signal(time_s))
    np.testing.assert_allclose(rec["sensor_1"].index, np.arange(600) / 60.0, atol=1e-12)


def test_jittering_stamps_are_interpolated_to_an_even_grid():
    rng = np.random.default_rng(1)
    time_s = np.arange(1000) / 100 + rng.uniform(-3e-3, 3e-3, 1000)
    with pytest.warns(
        RetrogaitWarning, match="the stamps are uneven or off the common clock; interpolated to 100"
    ):
        rec = Recording.from_frames(frame_at(time_s))
    assert rec.rate_hz == pytest.approx(100.0, rel=1e-3)
    index = rec["sensor_1"].index.to_numpy()
    np.testing.assert_allclose(np.diff(index), 1 / rec.rate_hz, rtol=1e-6)
    inside = (index > time_s[0]) & (index < time_s[-1])
    error = rec["sensor_1"].to_numpy() - signal(index)
    assert np.abs(error[inside, :3]).max() < 0.05
    assert np.abs(error[inside, 3:]).max() < 1.0


def test_a_lost_packet_shorter_than_a_tenth_second_is_interpolated():
    frame = even().drop(index=even().index[200:208])
    with pytest.warns(RetrogaitWarning, match="8 missing samples in short gaps, interpolated"):
        rec = Recording.from_frames(frame, rate_hz=100.0)
    assert np.array_equal(rec["sensor_1"].index, even().index)
    np.testing.assert_allclose(rec["sensor_1"].to_numpy()[:, :3], even().to_numpy()[:, :3], atol=0.1)
    assert rec.source["gaps_s"] == {"sensor_1": []}


def test_a_longer_loss_stays_a_gap_and_is_listed():
    frame = even().drop(index=even().index[200:215])
    with pytest.warns(RetrogaitWarning, match="1 gap of more than 0.1 s, the first at 2 s, 0.15 s in all"):
        rec = Recording.from_frames(frame, rate_hz=100.0)
    missing = rec["sensor_1"].isna()
    assert missing.all(axis=1).sum() == 15
    assert missing.any(axis=1).sum() == 15
    assert rec.source["gaps_s"] == {"sensor_1": [[2.0, 2.14]]}
    assert np.array_equal(rec["sensor_1"].index, even().index)


def test_a_pause_that_would_fill_the_memory_is_refused():
    frame = even()
    frame.index = np.where(np.arange(500) < 250, frame.index, frame.index + 1.7e9)
    with pytest.raises(
        InvalidTable,
        match=r"500 samples are spread over 1.7e\+09 s, with a pause of 1.7e\+09 s after row 249",
    ):
        Recording.from_frames(frame)


def test_sites_of_other_length_share_one_grid():
    frames = {"left_foot": even(500), "right_foot": even(430, seed=1)}
    with pytest.warns(RetrogaitWarning, match="right_foot: no samples for 0.7 s at the end"):
        rec = Recording.from_frames(frames, rate_hz=100.0)
    assert rec.n_samples == 500
    assert rec["left_foot"].notna().all(axis=None)
    assert rec["right_foot"].isna().any(axis=1).sum() == 70
    pd.testing.assert_frame_equal(rec["right_foot"].iloc[:430], frames["right_foot"])


def test_a_few_samples_of_difference_are_no_warning():
    rec = Recording.from_frames({"left_foot": even(500), "right_foot": even(498, seed=1)}, rate_hz=100.0)
    assert rec.warnings == ()
    assert rec.source["gaps_s"]["right_foot"] == [[4.98, 4.99]]


def test_sites_that_start_between_samples_are_interpolated():
    frames = {"left_foot": even(500), "right_foot": even(500, start_s=0.1046, seed=1)}
    with pytest.warns(RetrogaitWarning, match="right_foot: the stamps are uneven or off the common clock"):
        rec = Recording.from_frames(frames, rate_hz=100.0)
    right = rec["right_foot"].dropna()
    assert len(right) == 499
    assert np.array_equal(rec["left_foot"].dropna().to_numpy(), frames["left_foot"].to_numpy())
    error = right.to_numpy() - signal(right.index, seed=1)
    assert np.abs(error[1:-1]).max() < 0.03


def test_sites_of_other_rate_are_brought_to_the_fastest():
    frames = {"left_foot": even(250, 50.0), "right_foot": even(500, 100.0, seed=1)}
    with pytest.warns(RetrogaitWarning, match="left_foot: recorded at 50 Hz, interpolated to 100 Hz"):
        rec = Recording.from_frames(frames)
    assert rec.rate_hz == 100.0
    assert rec.sites == SITES
    left = rec["left_foot"].dropna()
    np.testing.assert_allclose(left.to_numpy()[::2], frames["left_foot"].to_numpy(), atol=1e-9)
    error = left.to_numpy() - signal(left.index)
    assert np.abs(error[2:-2]).max() < 0.05


def test_a_gap_is_not_interpolated_over_when_clocks_differ():
    right = even(500, start_s=0.0046, seed=1)
    right = right.drop(index=right.index[200:230])
    with pytest.warns(RetrogaitWarning, match="right_foot: 1 gap"):
        rec = Recording.from_frames({"left_foot": even(500), "right_foot": right}, rate_hz=100.0)
    missing = rec["right_foot"].isna().any(axis=1)
    assert 29 <= missing[1.5:3.0].sum() <= 31


def test_sites_without_overlap_are_refused():
    frames = {"left_foot": even(), "right_foot": even(start_s=100.0)}
    with pytest.raises(InvalidTable, match="right_foot: starts at 100 s, after left_foot ends at 4.99 s"):
        Recording.from_frames(frames)


def test_sites_on_calendars_share_their_zero():
    frames = {"left_foot": dated(start=START + pd.Timedelta("20ms")), "right_foot": dated(seed=1)}
    rec = Recording.from_frames(frames)
    assert rec.start_time == START
    assert rec["left_foot"]["acc_x"].first_valid_index() == 0.02
    assert rec["right_foot"]["acc_x"].first_valid_index() == 0.0


def test_zones_may_differ_but_not_kinds_of_clock():
    berlin, utc = (
        dated(start=START.tz_localize("UTC").tz_convert("Europe/Berlin")),
        dated(start=START.tz_localize("UTC")),
    )
    rec = Recording.from_frames({"left_foot": berlin, "right_foot": utc})
    assert rec.n_samples == 500
    assert str(rec.start_time.tz) == "Europe/Berlin"
    with pytest.raises(
        InvalidTable, match="right_foot: its clock is a DatetimeIndex without time zone, that of left_foot"
    ):
        Recording.from_frames({"left_foot": utc, "right_foot": dated()})
    with pytest.raises(
        InvalidTable, match="right_foot: its clock is in seconds, that of left_foot is a DatetimeIndex"
    ):
        Recording.from_frames({"left_foot": dated(), "right_foot": even()})


def test_both_feet_with_one_shared_bad_clock_are_both_repaired():
    frames = feet()
    order = np.r_[0:100, 101, 100, 102:500]
    frames = {site: frame.iloc[order] for site, frame in frames.items()}
    with pytest.warns(RetrogaitWarning, match="1 row out of order"):
        rec = Recording.from_frames(frames)
    for site in SITES:
        pd.testing.assert_frame_equal(rec[site], feet()[site])


def test_times_far_beyond_any_calendar_are_refused():
    frame = even()
    frame.index = frame.index * 1e15
    with pytest.raises(InvalidTable, match="is not a time in seconds; .* divide nanoseconds by 1e9"):
        Recording.from_frames(frame)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_dates_beyond_what_nanoseconds_count_are_refused(year):
    """Such an index is in microseconds, and turns into other dates where it is brought to nanoseconds."""
    frame = even(n=500)
    frame.index = pd.DatetimeIndex(np.datetime64(f"{year}-01-01", "us") + 10_000 * np.arange(500))
    with pytest.raises(
        InvalidTable, match="beyond what nanoseconds can count; expected dates from 1678 to 2261"
    ):
        Recording.from_frames(frame)
