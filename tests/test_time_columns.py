"""Stamps too coarse, day numbers, ticks, counters of packets and epochs that cannot be right."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording_frames import signal

import retrogait as rg
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning, UnreadableExport
from retrogait.intake.coarse_stamps import COARSE_S, LEAST_LOST, count_rows
from retrogait.readers.packet_counters import PAUSE, RARE, REGULAR, count_samples
from retrogait.readers.time_units import BELIEVABLE_YEARS, believable_start

N, RATE_HZ = 600, 100.0
WALK = signal(np.arange(N) / RATE_HZ)
START = pd.Timestamp("2026-01-05 10:00:00.370")
TIMES = START + pd.to_timedelta(10 * np.arange(N), "ms")
NAMES = [f"{kind}_{axis} ({unit})" for kind, unit in (("acc", "m/s^2"), ("gyr", "dps")) for axis in "xyz"]
BOTH = pytest.mark.parametrize("declared", [False, True], ids=["found", "declared"])


def write(folder, cells, name="timestamp", rows=None):
    table = pd.DataFrame(WALK.round(6) if rows is None else WALK.round(6)[rows], columns=NAMES)
    table.insert(0, name, cells)
    table.to_csv(folder / "a.csv", index=False)
    return folder / "a.csv"


def read(path, *, declared=False, **options):
    options |= {"columns": {"sensor_1": NAMES}} if declared else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(path, **options)


def assert_counted(rec, start=None, within="0s"):
    np.testing.assert_allclose(rec.time_s - rec.time_s[0], np.arange(N) / RATE_HZ, atol=1e-6)
    np.testing.assert_allclose(rec.samples("sensor_1")[1], WALK, atol=1e-5)
    if start is not None:
        assert abs(rec.start_time.tz_localize(None) - start) <= pd.Timedelta(within)


COARSE = {
    "whole seconds": (TIMES.strftime("%Y-%m-%d %H:%M:%S"), START, "10ms"),
    "an epoch of whole seconds": ([int(t.timestamp()) for t in TIMES], START, "10ms"),
    "an epoch saved by a spreadsheet": ([f"{1.76e12:.5E}"] * N, pd.Timestamp("2025-10-09 08:53:20"), "0s"),
    "day numbers of five digits": (
        [f"{(t - pd.Timestamp('1899-12-30')) / pd.Timedelta('1D'):.5f}" for t in TIMES],
        START,
        "1s",
    ),
    "minutes": (TIMES.strftime("%Y-%m-%d %H:%M"), START.floor("min"), "0s"),
}


@BOTH
@pytest.mark.parametrize("name", COARSE)
def test_rows_are_counted_where_stamps_are_coarse(tmp_path, name, declared):
    """Where the stamp changes for the first time tells when the recording began."""
    cells, start, within = COARSE[name]
    path = write(tmp_path, cells)
    rec = read(path, rate_hz=RATE_HZ, declared=declared)
    assert_counted(rec, start, within)
    assert any("the rows are counted at 100 Hz" in note for note in rec.warnings)
    with pytest.raises(UnreadableExport, match="pass rate_hz="):
        read(path, declared=declared)


def test_no_message_asks_for_a_rate_that_was_passed(tmp_path):
    for cells, rate_hz in (
        (COARSE["whole seconds"][0], 50.0),
        (np.arange(N) * 0.5, 100.0),
        (["5"] * N, 100.0),
    ):
        path = write(tmp_path, cells)
        try:
            read(path, rate_hz=rate_hz)
        except UnreadableExport as error:
            assert "pass rate_hz" not in str(error)  # noqa: PT017 - all that is raised counts
    with pytest.raises(
        UnreadableExport,
        match="rate_hz=50 is declared, but 100 rows share a stamp of 1 s, which is 100 Hz; correct",
    ):
        read(write(tmp_path, COARSE["whole seconds"][0]), rate_hz=50.0)


def test_a_pause_in_coarse_stamps_stays_one(tmp_path):
    rows = np.r_[0:200, 450:N]
    rec = read(write(tmp_path, TIMES[rows].strftime("%Y-%m-%d %H:%M:%S"), rows=rows), rate_hz=RATE_HZ)
    values = rec.samples("sensor_1")[1]
    missing = np.isnan(values).any(axis=1)
    assert abs(missing.sum() - 250) <= 1
    np.testing.assert_allclose(values[~missing], WALK[rows], atol=1e-5)
    assert any("1 pauses of 2.5 s in all where rows are missing" in note for note in rec.warnings)


def test_frames_are_counted_too():
    frame = pd.DataFrame(
        WALK, columns=[name.partition(" ")[0] for name in NAMES], index=np.floor(np.arange(N) / 100.0)
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rec = rg.Recording.from_frames(frame, rate_hz=RATE_HZ, site="left_foot")
    assert ["the rows are counted" in str(one.message) for one in caught] == [True]
    np.testing.assert_allclose(rec.samples("left_foot")[1], WALK)
    with pytest.raises(InvalidTable, match="pass rate_hz="):
        rg.Recording.from_frames(frame, site="left_foot")


@pytest.mark.parametrize("lasts_s", [0.9 * COARSE_S, 1.1 * COARSE_S])
def test_what_came_in_packets_is_not_counted(lasts_s):
    stamps = np.floor(np.arange(N) / RATE_HZ / lasts_s) * lasts_s
    assert (count_rows(stamps, RATE_HZ, "a.csv") is None) == (lasts_s < COARSE_S)


@pytest.mark.parametrize("share", [0.9, 1.1])
def test_how_much_is_lost_before_it_is_a_pause(share):
    lost = round(share * LEAST_LOST * RATE_HZ)
    rows = np.r_[0:230, 230 + lost : N]
    counted = count_rows(np.floor(np.arange(N) / RATE_HZ)[rows], RATE_HZ, "a.csv")
    assert ("1 pauses" in counted.note) == (share > 1.0)


@given(first=st.integers(0, 99), size=st.integers(250, N), shift_s=st.sampled_from([0.0, 100.0, 1.7e9]))
def test_wherever_the_table_is_cut_the_rows_are_counted_alike(first, size, shift_s):
    stamps = shift_s + np.floor(np.arange(2 * N) / RATE_HZ)[first : first + size]
    counted = count_rows(stamps, RATE_HZ, "a.csv")
    np.testing.assert_allclose(counted.seconds, np.arange(size) / RATE_HZ)
    assert counted.begins_s == pytest.approx(first / RATE_HZ, abs=1e-6)


DAYS = {
    "a spreadsheet's": ("1899-12-30", "days"),
    "of MATLAB": ("0000-01-00", "days"),
    "of Windows": ("1601-01-01", "10 MHz"),
}


@BOTH
@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("say", ["nothing", "rate", "unit"])
def test_numbers_of_days_and_of_windows_are_dates(tmp_path, name, say, declared):
    since_1970_s = np.array([t.timestamp() for t in TIMES])
    cells = {
        "a spreadsheet's": [f"{25569 + s / 86400:.10f}" for s in since_1970_s],
        "of MATLAB": [f"{719529 + s / 86400:.10f}" for s in since_1970_s],
        "of Windows": [str(round((s + 11_644_473_600) * 1000) * 10_000) for s in since_1970_s],
    }[name]
    options = {"nothing": {}, "rate": {"rate_hz": RATE_HZ}, "unit": {"time_unit": DAYS[name][1]}}[say]
    rec = read(write(tmp_path, cells), declared=declared, **options)
    np.testing.assert_allclose(rec.time_s, np.arange(N) / RATE_HZ, atol=1e-4)
    np.testing.assert_allclose(rec.samples("sensor_1")[1], WALK, atol=1e-3)
    assert rec.start_time.tz_localize(None) == START
    assert (rec.start_time.tz is None) == (name != "of Windows")


@BOTH
def test_ticks_are_read_at_their_rate(tmp_path, declared):
    path = write(tmp_path, 1000 + 328 * np.arange(N), "clock_time")
    assert read(path, time_unit="32.8 kHz", declared=declared).rate_hz == pytest.approx(100.0)
    rec = read(path, rate_hz=100.0, declared=declared)
    assert_counted(rec)
    assert any("is taken to count ticks, 32800 Hz of them" in note for note in rec.warnings)
    with pytest.raises(
        UnreadableExport, match="steps by 328, as seconds .* expected 10 to 5000 Hz; pass time_unit="
    ):
        read(path, declared=declared)
    assert read(path, time_unit="32800 Hz", rate_hz=100.0, declared=declared).rate_hz == 100.0


@pytest.mark.parametrize("step", [2e5, 3e8, 3e12])
def test_ticks_as_fast_as_a_processor_are_read(tmp_path, step):
    """From row to row as many, and at no usual rate in any unit of time."""
    path = write(tmp_path, [f"{step * k:.0f}" for k in range(N)], "clock_time")
    with pytest.raises(UnreadableExport, match="expected 10 to 5000 Hz; pass time_unit="):
        read(path)
    assert_counted(read(path, rate_hz=RATE_HZ))


@pytest.mark.parametrize(
    "numbers",
    [10 * np.arange(N), 0.5 * np.arange(N), 328 * np.arange(N) + np.random.default_rng(0).integers(0, 99, N)],
    ids=["milliseconds", "fractions", "uneven"],
)
def test_a_rate_makes_no_ticks_of_what_may_be_a_time(tmp_path, numbers):
    with pytest.raises(UnreadableExport, match="expected rate_hz=160; .*correct rate_hz="):
        read(write(tmp_path, numbers, "clock_time"), rate_hz=160.0)


@pytest.mark.parametrize("unit", ["0 Hz", "Hz", "-3 Hz", "min", "1/32768", ""])
def test_a_unit_of_time_that_is_none_names_those_there_are(tmp_path, unit):
    with pytest.raises(InvalidOption, match=r"time_unit: .* 'days', 'datetime', or how many ticks a second"):
        read(write(tmp_path, np.arange(N)), time_unit=unit)


def counters():
    rng = np.random.default_rng(0)
    fives = np.cumsum(np.resize([2, 1, 2, 1, 2, 1], N))  # 3 5 6 8 9 11
    fourth = np.cumsum(np.resize([1, 1, 1, 2], N))
    return {
        "every kind": (fives, "counts other packets too"),
        "every fourth": (fourth, "counts other packets too"),
        "from one": (np.arange(N) + 1, None),
        "by four": (4 * np.arange(N), "counts 4 from row to row"),
        "ticks": (7 + 328 * np.arange(N), "counts 328 from row to row"),
        "other events": (np.cumsum(rng.integers(1, 9, N)), "counts other packets too"),
        "of a byte": (np.arange(200, 200 + N) % 256, None),
        "of a byte, by three": (3 * np.arange(N) % 256, "counts 3 from row to row"),
        "within a packet": (np.arange(N) % 8, None),
        "of a hundred from one on": (np.arange(N) % 100 + 1, None),
        "of four digits": (np.arange(9900, 9900 + N) % 10_000, None),
        "stands still": (np.full(N, 3), "stands still"),
    }


@BOTH
@pytest.mark.parametrize("name", counters())
def test_a_counter_never_contradicts_the_rate(tmp_path, name, declared):
    numbers, note = counters()[name]
    rec = read(
        write(tmp_path, numbers, "Packet number"),
        rate_hz=RATE_HZ,
        time_column="Packet number",
        declared=declared,
    )
    assert rec.rate_hz == RATE_HZ
    assert_counted(rec)
    assert (
        any(note in one for one in rec.warnings)
        if note
        else not any("counter" in one for one in rec.warnings)
    )


@pytest.mark.parametrize("name", ["every kind", "every fourth", "from one", "by four"])
def test_a_counter_tells_what_was_lost(name):
    numbers, _ = counters()[name]
    rows = np.r_[0:200, 260:N]
    counted = count_samples(numbers[rows].astype(float), is_declared=True).number
    assert counted[200] - counted[199] == pytest.approx(61, abs=1)
    np.testing.assert_array_equal(np.diff(np.delete(counted, 200))[np.arange(N - 62) != 199], 1.0)


@given(st.integers(0, 99), st.floats(0.0, 0.15), st.sampled_from([1, 4]))
def test_a_counter_of_samples_keeps_its_numbers_where_some_are_lost(seed, share, step):
    lost = np.flatnonzero(np.random.default_rng(seed).random(N) < share)
    numbers = np.delete(step * np.arange(N), lost).astype(float)
    counted = count_samples(numbers, is_declared=True).number
    np.testing.assert_array_equal(counted, (numbers - numbers[0]) / step)


@pytest.mark.parametrize("more", [0, 1])
def test_runs_that_differ_by_more_than_a_packet_have_lost_some(more):
    """Every fourth packet is of another kind, and in some places one or two besides."""
    steps = np.resize([1.0, 1.0, 1.0, 2.0], N)
    steps[np.arange(0, N, 80)] += 1 + more
    counted = count_samples(np.concatenate([[0.0], np.cumsum(steps)]), is_declared=True)
    assert (counted.note is None) == (more == 1)


@pytest.mark.parametrize("every", [4, 6])
def test_packets_that_are_missing_rarely_were_lost(every):
    counted = count_samples(np.cumsum(np.resize([1.0] * (every - 1) + [2.0], N)), is_declared=True)
    assert (counted.note is None) == ((every - 1) / every > RARE)


@pytest.mark.parametrize("share", [0.9, 1.1])
def test_a_counter_with_more_lost_than_kept_is_no_clock(share):
    rng = np.random.default_rng(0)
    steps = np.where(rng.random(N) < share * REGULAR, 1, rng.integers(2, 9, N))
    counted = count_samples(np.cumsum(steps).astype(float), is_declared=True)
    assert (counted.note is None) == (share > 1.0)


@pytest.mark.parametrize("share", [0.9, 1.1])
def test_how_far_a_counter_of_every_packet_jumps(share):
    numbers = counters()["every kind"][0].astype(float)
    numbers[300:] += round(share * PAUSE * 2.0) - 1.0
    counted = count_samples(numbers, is_declared=True)
    assert ("missing where it jumps" in counted.note) == (share > 1.0)


def test_a_rate_of_the_file_is_that_of_its_counter():
    """Every second sample kept, and the device's rate written above: half of it is the rate of rows."""
    np.testing.assert_array_equal(
        count_samples(2.0 * np.arange(9), is_declared=False).number, 2.0 * np.arange(9)
    )


WRONG_UNITS = {
    "seconds as ms": ("time (ms)", np.arange(N) / RATE_HZ, "pass time_unit='s' if it is in s, at 100 Hz"),
    "ms as us": ("time (us)", 20 * np.arange(N), "pass time_unit='ms' if it is in ms, at 50 Hz"),
    "ms as seconds": ("time (s)", 10 * np.arange(N), "pass time_unit='ms' if it is in ms, at 100 Hz"),
    "an epoch of ms as us": (
        "timestamp (us)",
        1_767_607_200_000 + 20 * np.arange(N),
        r"pass time_unit='ms' if it is in ms, at 50 Hz from 2026-01-05 10:00 on",
    ),
    "an epoch of ms as s": (
        "timestamp (s)",
        1_767_607_200_000 + 10 * np.arange(N),
        "not a time in s since 1970; pass time_unit='ms'",
    ),
}


@BOTH
@pytest.mark.parametrize("name", WRONG_UNITS)
def test_a_unit_that_cannot_be_right_names_the_one_that_fits(tmp_path, name, declared):
    column, numbers, message = WRONG_UNITS[name]
    path = write(tmp_path, numbers, column)
    with pytest.raises(UnreadableExport, match=message):
        read(path, declared=declared)
    unit = message.partition("time_unit='")[2].partition("'")[0]
    assert read(path, declared=declared, time_unit=unit).rate_hz in (50.0, 100.0)


@BOTH
@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (
            (TIMES - pd.Timedelta("20454D")).strftime("%Y-%m-%d %H:%M:%S.%f"),
            "the clock says 1970-01-05, which cannot be right",
        ),
        (
            (TIMES + pd.Timedelta("86000D")).strftime("%Y-%m-%d %H:%M:%S.%f"),
            "the clock says 2261-06-22, which cannot be right",
        ),
        (
            [str(round((t.timestamp() + 2_082_844_800) * 1000)) for t in TIMES],
            "counted from 1904 it would be 2026-01-05",
        ),
        (
            [str(round((t.timestamp() - 978_307_200) * 1000)) for t in TIMES],
            "counted from 2001 it would be 2026-01-05",
        ),
    ],
    ids=["1970", "2261", "since 1904", "since 2001"],
)
def test_a_start_that_cannot_be_right_is_told_and_left_out(tmp_path, cells, found, declared):
    rec = read(write(tmp_path, cells), declared=declared)
    assert_counted(rec)
    assert rec.start_time is None
    assert any(found in note and "start_time is left out" in note for note in rec.warnings)


@pytest.mark.parametrize("year", [year + more for year in BELIEVABLE_YEARS for more in (-1, 0)])
def test_the_years_in_which_somebody_walked(year):
    start, note = believable_start(pd.Timestamp(year=year, month=6, day=1))
    assert (start is None) == (note is not None) == (not BELIEVABLE_YEARS[0] <= year < BELIEVABLE_YEARS[1])


@BOTH
def test_a_column_that_was_too_narrow_is_no_clock(tmp_path, declared):
    path = write(tmp_path, ["########"] * N)
    assert_counted(read(path, rate_hz=RATE_HZ, declared=declared))
    with pytest.raises(UnreadableExport, match="has no column of time and states no rate .*pass rate_hz="):
        read(path, declared=declared)


@pytest.mark.parametrize("back", [0, 100])
def test_a_counter_that_was_set_back_did_not_wrap(back):
    """To zero from a number that no counter ends at: another recording, or the device began anew."""
    numbers = np.concatenate([np.arange(5000, 5300), np.arange(back, back + 300)]).astype(float)
    counted = count_samples(numbers, is_declared=True)
    assert (np.diff(counted.number) < 0).any()


@pytest.mark.parametrize("name", ["time (s)", "PacketCounter"])
def test_a_single_row_is_refused_as_such(tmp_path, name):
    rows = f"{name},acc x (g),acc y (g),acc z (g),gyr x (dps),gyr y (dps),gyr z (dps)\n5,0.1,0.2,0.9,1,2,3\n"
    (tmp_path / "a.csv").write_text(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UnreadableExport, match="a.csv: sensor_1: there is only one sample"):
            rg.read_recording(tmp_path / "a.csv", rate_hz=100)
