"""Clocks and numbers of exports gone wrong: dates beyond calendars, counters that wrap, numbers nothing measures."""

from __future__ import annotations

import warnings

import export_writers as w
import numpy as np
import pandas as pd
import pytest
from gallery import SAMPLES, Layout, write_layout

import retrogait as rg
from retrogait.errors import RetrogaitWarning, UnreadableExport
from retrogait.readers.time_numbers import unwrap
from retrogait.readers.time_values import clock_of_dates


def read(path, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(path, **options)


def rewrite(path, change):
    """Change the fields of a CSV's rows; `change` gets the number of the row after the header and its fields."""
    lines = path.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if line[:1].isdigit())
    rows = [",".join(change(k, line.split(","))) for k, line in enumerate(lines[at:])]
    path.write_text("\n".join([*lines[:at], *rows]) + "\n")
    return path


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31T00:00:00", "1600-05-01 10:00:00.5"])
@pytest.mark.parametrize("row", [0, 40])
def test_a_date_beyond_the_calendar_names_itself(tmp_path, date, row):
    path = write_layout(tmp_path, Layout("a.csv", "time|acc_{xyz} (g)|gyr_{xyz} (dps)", "date a:g w:deg/s"))
    rewrite(path, lambda k, fields: [date if k == row else fields[0], *fields[1:]])
    with pytest.raises(UnreadableExport, match=rf"'{date}', which is not a date .* from 1678 to 2261"):
        read(path, time_unit="datetime")


@pytest.mark.parametrize("number", ["1e308", "-1.7e308", "1e31", "inf"])
@pytest.mark.parametrize("n_rows", [2, 100])
def test_a_number_nothing_measures_is_missing(tmp_path, number, n_rows):
    """Also where it is added to another, or a median is taken of many."""
    names = "time (s)|acc {xyz} (g)|linear acc {xyz} (g)|gravity {xyz} (g)|gyr {xyz} (dps)"
    path = write_layout(tmp_path, Layout("a.csv", names, "s a:g u:g v:g w:deg/s"))
    chosen = range(40, 40 + n_rows)
    rewrite(path, lambda k, f: [f[0], *([number] * 9 if k in chosen else f[1:10]), *f[10:]])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _, values = rg.read_recording(path).samples("sensor_1")
    assert {type(warning.message) for warning in caught} == {RetrogaitWarning}
    assert any(f"acc: {3 * n_rows} values that nothing measures" in str(one.message) for one in caught)
    others = np.delete(np.arange(len(SAMPLES)), chosen)
    np.testing.assert_allclose(values[others], SAMPLES[others], atol=1e-4)
    assert np.isnan(values[list(chosen)]).all() == (n_rows == 100)


def test_packets_that_overtake_each_other_at_the_wrap():
    np.testing.assert_array_equal(
        unwrap(np.array([65533.0, 0.0, 65534.0, 65535.0, 1.0])), [65533.0, 65536.0, 65534.0, 65535.0, 65537.0]
    )


def test_a_jump_of_a_counter_that_never_wrapped_is_none():
    stamps = np.array([1.0, 2.0, 65_000.0, 65_001.0])
    np.testing.assert_array_equal(unwrap(stamps), stamps)


def test_one_damaged_stamp_makes_no_pause_up(tmp_path):
    """It fell by nearly all the counter counts, and the next one went on: an hour was put between them."""
    path = w.dot_app(tmp_path, SAMPLES)
    rewrite(path, lambda k, fields: [fields[0], "-0.605" if k == 20 else fields[1], *fields[2:]])
    rec = read(path)
    np.testing.assert_allclose(rec.samples(rec.sites[0])[1], SAMPLES, atol=1e-6)
    assert any("the time in row 20, -0.605, cannot be right" in note for note in rec.warnings)


def test_a_counter_set_back_is_no_wrap(tmp_path):
    """Two trials one below the other: no pause between them is made up."""
    path = w.dot_app(tmp_path, SAMPLES)
    rewrite(path, lambda k, fields: [fields[0], str(3_000_000_000 * (k < 100) + 10_000 * k), *fields[2:]])
    with pytest.raises(
        UnreadableExport, match="time runs backward .* cut the table where the clock was reset"
    ):
        read(path)


COLUMNS = {"sensor_1": "{acc|gyr}_{x|y|z} ({g|g|g|dps|dps|dps})"}
BOTH = pytest.mark.parametrize(
    "options", [{}, {"columns": COLUMNS, "acc_unit": "g", "gyr_unit": "deg/s"}], ids=["found", "declared"]
)


def table(folder, cells, name="time"):
    return write_layout(
        folder, Layout("a.csv", f"{name}|acc_{{xyz}} (g)|gyr_{{xyz}} (dps)", f"{cells} a:g w:deg/s")
    )


TWELVE_HOURS = {
    "12 AM is midnight": ("12:00:00 AM", 0.0),
    "before 1 AM": ("12:59:59.5 AM", 3599.5),
    "1 AM": ("1:00:00 am", 3600.0),
    "before noon": ("11:59:59 AM", 43199.0),
    "12 PM is noon": ("12:00:00 PM", 43200.0),
    "after noon": ("12:59:59.5 p.m.", 46799.5),
    "1 PM": ("01:00:00 PM", 46800.0),
    "before midnight": ("11:59:59 PM", 86399.0),
}


@pytest.mark.parametrize("name", TWELVE_HOURS)
@pytest.mark.parametrize("day", ["", "2023-11-14 ", "14.11.2023 ", "11/14/2023 "])
def test_a_clock_of_twelve_hours_is_that_of_24(name, day):
    cell, seconds = TWELVE_HOURS[name]
    clock = clock_of_dates(pd.Series([f"{day}12:00:00 AM", f"{day}{cell}"]), "time")
    assert clock.seconds[1] == seconds
    assert clock.start == (pd.Timestamp("2023-11-14") if day else None)


@BOTH
@pytest.mark.parametrize(
    "first", ["12:59:59 AM", "11:59:59 AM", "12:59:59 PM", "11:59:59 PM"], ids=lambda time: f"from {time}"
)
def test_a_clock_of_twelve_hours_goes_on(tmp_path, first, options):
    """From 12:59 AM to 1:00 AM, to noon, from 12:59 PM to 1:00 PM, and over midnight."""
    times = pd.Timestamp(f"2023-11-14 {first}") + pd.to_timedelta(10 * np.arange(len(SAMPLES)), unit="ms")
    words = times.strftime("%I:%M:%S.%f %p").str.removeprefix("0")
    path = rewrite(table(tmp_path, "n"), lambda k, fields: [words[k], *fields[1:]])
    time_s, values = read(path, **options).samples("sensor_1")
    np.testing.assert_allclose(time_s, np.arange(len(SAMPLES)) / 100.0, atol=1e-9)
    np.testing.assert_allclose(values, SAMPLES, atol=1e-4)


@pytest.mark.parametrize(
    "cells",
    [
        *(
            "s",
            "ms",
            "us",
            "ns",
            "epoch_s",
            "epoch_ms",
            "epoch_us",
            "epoch_ns",
            "clock",
            "date",
            "us_date",
            "iso",
        ),
        *("@%d.%m.%Y_%H:%M:%S.%f", "@%Y-%m-%d_%I:%M:%S.%f_%p", "@%d-%b-%Y_%H:%M:%S.%f", "@%M:%S.%f"),
    ],
)
@pytest.mark.parametrize("rate_hz", [None, 100.0])
def test_a_column_of_time_is_read_the_same_declared_or_not(tmp_path, cells, rate_hz):
    unit = {"ms": "ms", "us": "us", "ns": "ns"}.get(cells) if rate_hz is None else None
    path = table(tmp_path, cells)
    found = read(path, rate_hz=rate_hz, time_unit=unit)
    declared = read(path, rate_hz=rate_hz, time_unit=unit, columns=COLUMNS, acc_unit="g", gyr_unit="deg/s")
    pd.testing.assert_frame_equal(found.wide(), declared.wide(), check_exact=True)
    assert found.start_time == declared.start_time


@BOTH
@pytest.mark.parametrize(
    ("rate_hz", "message"),
    [
        (
            79.0,
            "time' steps by 10, as seconds 0.1 Hz, expected rate_hz=79; pass time_unit=, correct rate_hz=",
        ),
        (81.0, "sensor_1: rate_hz=81 is declared, but the stamps step by 0.01 s, which is 100 Hz"),
        (124.0, "sensor_1: rate_hz=124 is declared, but the stamps step by 0.01 s, which is 100 Hz"),
        (
            126.0,
            "time' steps by 10, as seconds 0.1 Hz, expected rate_hz=126; pass time_unit=, correct rate_hz=",
        ),
    ],
)
def test_a_unit_is_told_by_a_rate_about_right(tmp_path, rate_hz, message, options):
    """Within 0.8 to 1.25 of it; what is wrong then is the rate, not the unit."""
    with pytest.raises(UnreadableExport, match=message):
        read(table(tmp_path, "ms"), rate_hz=rate_hz, **options)


@BOTH
def test_a_time_beyond_any_start_names_its_unit(tmp_path, options):
    with pytest.raises(
        UnreadableExport, match=r"starts at 1.7e\+15, which is not a time in ms since 1970; pass time_un"
    ):
        read(table(tmp_path, "epoch_us", "time (ms)"), **options)
    assert read(table(tmp_path, "epoch_us", "time (us)"), **options).start_time.year == 2023


@BOTH
def test_rows_without_a_time_are_dropped_and_told(tmp_path, options):
    path = rewrite(table(tmp_path, "s"), lambda k, fields: ["" if k == 40 else fields[0], *fields[1:]])
    rec = read(path, **options)
    assert rec.n_samples == len(SAMPLES)
    assert any("1 rows without a time, dropped" in note for note in rec.warnings)


@BOTH
def test_what_is_called_a_count_and_has_decimals_is_a_time(tmp_path, options):
    path = table(tmp_path, "s", "sample")
    assert read(path, time_column="sample", **options).rate_hz == pytest.approx(100.0)
    path = table(tmp_path, "n", "sample")
    with pytest.raises(
        UnreadableExport, match="'sample' counts samples and the rate is not stated; pass rate_hz="
    ):
        read(path, time_column="sample", **options)
    assert read(path, time_column="sample", rate_hz=100.0, **options).rate_hz == 100.0


@BOTH
@pytest.mark.parametrize(
    ("cells", "damaged", "message"),
    [
        ("date", "#?", "column 'time' holds '#.', which is not a date"),
        ("s", "2023-11-14 10:00:00", "line 2, column 'time' holds '2023-11-14 10:00:00'; expected numbers"),
    ],
)
def test_what_most_cells_are_says_which_is_damaged(tmp_path, cells, damaged, message, options):
    path = rewrite(table(tmp_path, cells), lambda k, fields: [fields[0] if k else damaged, *fields[1:]])
    with pytest.raises(UnreadableExport, match=message):
        read(path, **options)


@BOTH
@pytest.mark.parametrize(
    ("before", "after", "back_s"),
    [("+02:00", "+01:00", 3600.0), ("+0100", "+0200", -3600.0), ("+00:00", "Z", 0.0)],
    ids=["end of summer time", "its beginning", "as written"],
)
def test_an_offset_that_changes_is_read_by_utc(tmp_path, before, after, back_s, options):
    times = pd.Timestamp("2026-10-25 02:59:59.500") + pd.to_timedelta(10 * np.arange(len(SAMPLES)), unit="ms")
    turned = np.arange(len(SAMPLES)) >= 50
    local = (times - pd.to_timedelta(np.where(turned, back_s, 0.0), unit="s")).strftime(
        "%Y-%m-%dT%H:%M:%S.%f"
    )
    words = [f"{word}{after if late else before}" for word, late in zip(local, turned, strict=True)]
    path = rewrite(table(tmp_path, "n", "timestamp"), lambda k, fields: [words[k], *fields[1:]])
    rec = read(path, **options)
    np.testing.assert_allclose(rec.time_s, np.arange(len(SAMPLES)) / 100.0, atol=1e-9)
    assert rec.start_time == pd.Timestamp(words[0])
    assert rec.start_time.utcoffset() == pd.Timestamp(words[0]).utcoffset()


def test_dates_of_which_some_have_an_offset_are_refused(tmp_path):
    path = table(tmp_path, "iso", "timestamp")
    rewrite(path, lambda k, fields: [fields[0].removesuffix("Z") + ("" if k < 50 else "+01:00"), *fields[1:]])
    with pytest.raises(UnreadableExport, match="which is not a date as in ISO 8601"):
        read(path)
