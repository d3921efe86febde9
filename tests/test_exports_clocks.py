"""Clocks and numbers of exports gone wrong: dates beyond calendars, counters that wrap, numbers nothing measures."""

from __future__ import annotations

import warnings

import export_writers as w
import numpy as np
import pytest
from gallery import SAMPLES, Layout, write_layout

import retrogait as rg
from retrogait.errors import RetrogaitWarning, UnreadableExport
from retrogait.readers.stopwatch import unwrap


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
    with pytest.raises(UnreadableExport, match=rf"'{date}', which is no date .* from 1678 to 2261"):
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
    with pytest.raises(UnreadableExport, match="time runs backward at row 21, from 0.967295 to 0.21 s"):
        read(path)


def test_a_counter_set_back_is_no_wrap(tmp_path):
    """Two trials one below the other: no pause between them is made up."""
    path = w.dot_app(tmp_path, SAMPLES)
    rewrite(path, lambda k, fields: [fields[0], str(3_000_000_000 * (k < 100) + 10_000 * k), *fields[2:]])
    with pytest.raises(
        UnreadableExport, match="time runs backward .* cut the table where the clock was reset"
    ):
        read(path)
