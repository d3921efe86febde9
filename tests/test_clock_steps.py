"""Clocks that fall: set back while rows go on, rows that came late, single stamps that cannot be right."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from recording_frames import signal

import retrogait as rg
from retrogait.errors import InvalidTable, RetrogaitWarning, UnreadableExport
from retrogait.intake.clock_steps import MOST_STEPS, undo_clock_steps
from retrogait.intake.grid import MOVED_DEVIATION
from retrogait.intake.wrong_stamps import FAR_OFF, MOST_FAR_OFF, MOST_IN_A_ROW, OFF_THE_END, mend_stamps
from retrogait.readers.time_numbers import clock_of_numbers
from retrogait.readers.time_values import clock_of_dates
from retrogait.tables.catalogue import SENSOR_COLUMNS

N, RATE_HZ = 500, 100.0
EVEN = np.arange(N) / RATE_HZ


def frame(time_s, rows=None):
    rows = np.arange(N) if rows is None else rows
    return pd.DataFrame(signal(EVEN)[rows], columns=list(SENSOR_COLUMNS), index=time_s)


def read(frames, **options):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        recording = rg.Recording.from_frames(frames, **options)
    assert {type(one.message) for one in caught} <= {RetrogaitWarning}
    return recording


def write(folder, cells, name="time (s)"):
    samples = signal(EVEN)
    table = pd.DataFrame(
        samples,
        columns=[
            f"{kind}_{axis} ({unit})" for kind, unit in (("acc", "m/s^2"), ("gyr", "dps")) for axis in "xyz"
        ],
    )
    table.insert(0, name, cells)
    table.to_csv(folder / "a.csv", index=False)
    return folder / "a.csv"


def load(path, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(path, **options)


@given(row=st.integers(1, N - 1), size_s=st.floats(0.0101, 0.99), start_s=st.sampled_from([0.0, 17.3, 1.7e9]))
def test_a_clock_set_back_keeps_the_rows_in_their_order(row, size_s, start_s):
    """Wherever it is set back, by however much, and whatever it counts from."""
    time_s = start_s + np.where(np.arange(N) < row, EVEN, EVEN - size_s)
    assume((np.diff(time_s) < 0).any())
    rec = read(frame(time_s), site="left_foot")
    np.testing.assert_allclose(rec.samples("left_foot")[1], signal(EVEN), atol=1e-9)
    assert rec.source["reordered"] == {"left_foot": 0}
    assert any(f"row {row}, " in note for note in rec.warnings)


def test_a_clock_step_is_named_with_row_and_size():
    rec = read(frame(np.where(np.arange(N) < 200, EVEN, EVEN - 0.06)), site="left_foot")
    (note,) = rec.warnings
    assert note == (
        "left_foot: the clock was set back at row 200, from 1.99 to 1.94 s; the rows stay in their order, and 0.06 s "
        "are added to every time from there on"
    )


def test_several_steps_back_and_steps_ahead():
    time_s = EVEN + 0.3 * (np.arange(N) >= 100) - 0.2 * (np.arange(N) >= 250) - 0.25 * (np.arange(N) >= 400)
    rec = read(frame(time_s), site="left_foot")
    time_s, values = rec.samples("left_foot")
    kept = ~np.isnan(values).any(axis=1)
    assert rec.n_samples == N + 30  # what a clock is set ahead by is a gap, as no row says that none was lost
    np.testing.assert_allclose(values[kept], signal(EVEN), atol=1e-9)
    assert sum("set back at row" in note for note in rec.warnings) == 2


@pytest.mark.parametrize("steps", [MOST_STEPS, MOST_STEPS + 1])
def test_a_clock_that_is_set_back_again_and_again_is_refused(steps):
    time_s = EVEN - 0.1 * (np.arange(N) // (N // (steps + 1) + 1))
    if steps <= MOST_STEPS:
        np.testing.assert_allclose(
            read(frame(time_s), site="left_foot").samples("left_foot")[1], signal(EVEN)
        )
    else:
        with pytest.raises(
            InvalidTable, match="time runs backward at row .* cut the table where the clock was reset"
        ):
            read(frame(time_s), site="left_foot")


@pytest.mark.parametrize("size_s", [0.98, 1.02])
def test_a_clock_set_back_by_a_second_is_another_recording(size_s):
    time_s = np.where(np.arange(N) < 200, EVEN, EVEN - size_s)
    if size_s < 1.0:
        assert read(frame(time_s), site="left_foot").n_samples == N
    else:
        with pytest.raises(InvalidTable, match="time runs backward at row 200"):
            read(frame(time_s), site="left_foot")


def test_sensors_of_one_clock_stay_together_where_one_is_still():
    """The rows of the sensor that shows nothing looked doubled; only the other's were moved on."""
    time_s = np.where(np.arange(N) < 200, EVEN, EVEN - 0.06)
    still = pd.DataFrame(
        np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (N, 1)), columns=list(SENSOR_COLUMNS), index=time_s
    )
    rec = read({"sternum": still, "left_foot": frame(time_s)})
    assert rec.n_samples == N
    for site in rec.sites:
        assert not np.isnan(rec.samples(site)[1]).any()


@given(st.data())
def test_late_rows_are_sorted_and_no_clock_step(data):
    """A packet that another overtook, with stamps that jitter."""
    size = data.draw(st.integers(1, 10))  # 2 % of the rows
    first = data.draw(st.integers(1, N - 3 * size))
    later = data.draw(st.integers(1, min(40, N - first - size)))
    rows = np.arange(N)
    rows = np.r_[
        rows[:first],
        rows[first + size : first + size + later],
        rows[first : first + size],
        rows[first + size + later :],
    ]
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    jitter = data.draw(st.sampled_from([0.0, 0.002]))
    time_s = EVEN + rng.uniform(-jitter, jitter, N)
    rec = read(frame(time_s[rows], rows), site="left_foot")
    assert not any("set back" in note for note in rec.warnings)
    straight = read(frame(time_s), site="left_foot")
    np.testing.assert_allclose(rec.samples("left_foot")[1], straight.samples("left_foot")[1])


@given(cut=st.integers(220, N), shift_s=st.sampled_from([-3.0, 100.0, 1e5]), row=st.integers(20, 180))
def test_what_is_found_does_not_depend_on_later_rows_nor_on_the_zero_of_the_clock(cut, shift_s, row):
    time_s = np.where(np.arange(N) < row, EVEN, EVEN - 0.0637)
    whole, steps = undo_clock_steps(time_s)
    part, same = undo_clock_steps(time_s[:cut] + shift_s)
    assert [one.row for one in steps] == [one.row for one in same] == [row]
    np.testing.assert_allclose(part - shift_s, whole[:cut], atol=1e-9)


@given(
    row=st.integers(1, N - 2),
    wrong=st.sampled_from([0.0, -1.0, 1e9, 4e9, 65536.0, -(2.0**32)]),
    start_s=st.sampled_from([100.0, 1.7e9]),
)
def test_a_stamp_that_cannot_be_right_is_mended(row, wrong, start_s):
    stamps = start_s + EVEN
    spoilt = stamps.copy()
    spoilt[row] = wrong
    mended = mend_stamps(spoilt, "a.csv", str)
    assert mended.rows == (row,)
    np.testing.assert_allclose(mended.stamps, stamps, atol=1e-6)
    assert mended.describe("{:g}".format) == [
        f"the time in row {row}, {wrong:g}, cannot be right between the rows around it; {stamps[row]:g} is used instead"
    ]


@pytest.mark.parametrize("rows", [[0], [N - 1], [0, 1], [N - 3, N - 2, N - 1], [200, 201], [10, 300, 400]])
def test_wrong_stamps_at_the_ends_and_in_a_row(rows):
    spoilt = 1.7e9 + EVEN
    spoilt[rows] = 0.0
    mended = mend_stamps(spoilt, "a.csv", str)
    assert mended.rows == tuple(rows)
    np.testing.assert_allclose(mended.stamps, 1.7e9 + EVEN, atol=1e-6)


@pytest.mark.parametrize("count", [MOST_FAR_OFF, MOST_FAR_OFF + 1])
def test_many_wrong_stamps_are_refused(tmp_path, count):
    stamps = 1_700_000_000.0 + EVEN
    stamps[50 : 50 + 20 * count : 20] = 0.0
    path = write(tmp_path, stamps.round(3))
    if count <= MOST_FAR_OFF:
        assert load(path).n_samples == N
    else:
        with pytest.raises(
            UnreadableExport,
            match=r"column 'time \(s\)': the times of 4 of 500 rows cannot be right between the rows around them, the "
            r"first in row 50 \(0\); expected 3 such rows at most; drop those rows, or correct their times",
        ):
            load(path)


def test_a_run_of_wrong_stamps_is_a_clock_of_its_own():
    stamps = 1.7e9 + EVEN
    stamps[100 : 100 + MOST_IN_A_ROW + 1] = 0.0
    assert mend_stamps(stamps, "a.csv", str).rows == ()


@pytest.mark.parametrize(("periods", "is_wrong"), [(0.9 * OFF_THE_END, False), (1.1 * OFF_THE_END, True)])
def test_a_pause_after_the_first_row_is_none_where_it_is_impossible(periods, is_wrong):
    stamps = EVEN.copy()
    stamps[0] -= periods / RATE_HZ
    assert mend_stamps(stamps, "a.csv", str).rows == ((0,) if is_wrong else ())


@pytest.mark.parametrize("far", [0.9 * FAR_OFF, 1.1 * FAR_OFF])
def test_stamps_a_little_off_may_be_more(far):
    """2 % of the rows; those far off, three."""
    spoilt = np.arange(5.0, 505.0)
    spoilt[150:450:60] -= far
    if far < FAR_OFF:
        assert mend_stamps(spoilt, "a.csv", str).rows == (150, 210, 270, 330, 390)
    else:
        with pytest.raises(InvalidTable, match="5 of 500 rows"):
            mend_stamps(spoilt, "a.csv", str)


@pytest.mark.parametrize("first", [-1, -3, 3 - N, 1 - N])
def test_a_clock_that_begins_anew_near_an_end_is_not_wrong(first):
    """Midnight after the first rows, or a counter that wraps."""
    dates = pd.Timestamp("2026-01-06") + pd.to_timedelta(10.0 * (np.arange(N) + first), "ms")
    clock = clock_of_dates(pd.Series(dates.strftime("%H:%M:%S.%f")), "time")
    assert clock.notes == ()
    np.testing.assert_allclose(clock.seconds, EVEN, atol=1e-6)
    clock = clock_of_numbers((10_000.0 * (np.arange(N) + first)) % 2.0**32, "us", None, "time")
    assert clock.notes == ()
    np.testing.assert_allclose(clock.seconds, EVEN, atol=1e-6)


_TIMES = pd.Timestamp("2026-01-05 10:00") + pd.to_timedelta(10 * np.arange(N), "ms")
_DATES = list(_TIMES.strftime("%Y-%m-%d %H:%M:%S.%f"))
CELLS = {
    "seconds": ("time (s)", [f"{t:.3f}" for t in EVEN], "0"),
    "epoch": ("timestamp", [str(1_700_000_000_000 + 10 * k) for k in range(N)], "0"),
    "dates": ("timestamp", _DATES, "1970-01-01 00:00:00.000000"),
    "2099": ("timestamp", _DATES, "2099-12-31 23:59:59.000000"),
    "time of day": ("time", list(_TIMES.strftime("%H:%M:%S.%f")), "00:00:00.000000"),
}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("row", [0, 7, 250, N - 1])
def test_a_file_with_one_impossible_stamp_is_read(tmp_path, name, row):
    """The start too is that of the others, where the first one is wrong."""
    column, cells, wrong = CELLS[name]
    good = load(write(tmp_path, cells, column))
    path = write(tmp_path, [wrong if k == row else cell for k, cell in enumerate(cells)], column)
    if name == "seconds" and row == 0:
        return  # 0 is right
    if name == "seconds" and row == N - 1:
        with pytest.raises(UnreadableExport, match="time runs backward"):
            load(path)  # no impossible time, as the clock may have been reset
        return
    rec = load(path)
    np.testing.assert_allclose(rec.time_s, good.time_s, atol=1e-6)
    np.testing.assert_allclose(rec.samples("sensor_1")[1], signal(EVEN), atol=1e-6)
    assert good.start_time == rec.start_time or abs(good.start_time - rec.start_time) < pd.Timedelta("1us")
    assert any(
        f"column {column!r}: " not in note and f"the time in row {row}, " in note for note in rec.warnings
    )


@given(st.integers(10, 1000), st.sampled_from([50.0, 100.0, 128.0]), st.floats(0.0, MOVED_DEVIATION))
def test_a_last_stamp_that_is_early_is_placed(size, rate_hz, early):
    """By a tenth of a period: the grid ended before the sample."""
    time_s = np.arange(size) / rate_hz
    time_s[-1] -= early / rate_hz
    values = np.random.default_rng(size).normal([0, 0, 9.81, 0, 0, 0], 0.1, (size, 6))
    rec = read(pd.DataFrame(values, columns=list(SENSOR_COLUMNS), index=time_s), site="left_foot")
    assert rec.n_samples == size
    np.testing.assert_array_equal(rec.samples("left_foot")[1], values)


def test_a_last_stamp_a_millisecond_early_at_every_length():
    for size in range(10, 400):
        time_s = np.round(np.arange(size) / 100.0, 3)
        time_s[-1] = round(time_s[-1] - 0.001, 3)
        values = signal(np.arange(size) / 100.0)
        rec = read(pd.DataFrame(values, columns=list(SENSOR_COLUMNS), index=time_s), site="left_foot")
        assert rec.n_samples in (size - 1, size)


@pytest.mark.parametrize("packet", [1, 4, 5, 10])
@pytest.mark.parametrize("row", [200, 203, 397])
def test_a_clock_of_packets_is_set_back(tmp_path, packet, row):
    """Samples that share a stamp; the clock falls at the packet in which the row is."""
    stamps = np.arange(N) // packet * packet / RATE_HZ
    first = row // packet * packet
    rec = load(write(tmp_path, np.where(np.arange(N) < first, stamps, stamps - 0.13).round(6)))
    np.testing.assert_allclose(rec.samples("sensor_1")[1], signal(EVEN), atol=1e-6)
    assert any(f"the clock was set back at row {first}, " in note for note in rec.warnings)


def test_two_files_whose_clock_was_set_back_stay_together(tmp_path):
    """An accelerometer and a gyroscope at other rates, each with rows of its own around the step."""
    for kind, unit, rate_hz, columns in (
        ("acc", "m/s^2", 100.0, slice(0, 3)),
        ("gyr", "dps", 120.0, slice(3, 6)),
    ):
        time_s = np.arange(round(5 * rate_hz)) / rate_hz
        table = pd.DataFrame(
            signal(time_s)[:, columns], columns=[f"{kind}_{axis} ({unit})" for axis in "xyz"]
        )
        table.insert(0, "time (s)", np.where(time_s < 2.5, time_s, time_s - 0.2))
        table.to_csv(tmp_path / f"{'Accelerometer' if kind == 'acc' else 'Gyroscope'}.csv", index=False)
    rec = load([tmp_path / "Accelerometer.csv", tmp_path / "Gyroscope.csv"])
    time_s, values = rec.samples(rec.sites[0])
    inside = ~np.isnan(values).any(axis=1)
    np.testing.assert_allclose(values[inside], signal(time_s[inside]), atol=0.05)
    assert sum("the clock was set back" in note for note in rec.warnings) == 2
