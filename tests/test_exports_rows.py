"""Rows above the numbers and signs within them: units above names, names twice, thousands, an end of lines."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.errors import InvalidTable, UnreadableExport
from retrogait.intake.columns import column_numbers

WALK = signal(np.arange(600) / 100.0)
NAMES = ["time", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
WITH_UNITS = ["time (s)", *(f"acc_{a} (m/s^2)" for a in "xyz"), *(f"gyr_{a} (deg/s)" for a in "xyz")]


def rows(values=WALK, **options):
    table = pd.DataFrame(np.column_stack([np.arange(600) / 100.0, values]), columns=WITH_UNITS)
    return table.to_csv(index=False, **options)


def read(folder, text, **options):
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return rg.read_recording(folder / "a.csv", **options)


def test_units_above_the_names_are_units(tmp_path):
    """In rad/s, which would be taken for the deg/s of such names else."""
    values = WALK / np.repeat([9.80665, 180.0 / np.pi], 3)
    head = "s,g,g,g,rad/s,rad/s,rad/s\n" + ",".join(NAMES) + "\n"
    rec = read(tmp_path, head + rows(values, header=False))
    assert rec.sites == ("sensor_1",)
    np.testing.assert_allclose(rec["sensor_1"].to_numpy(), WALK, atol=1e-9)


def test_names_that_stand_there_twice_name_no_sensor(tmp_path):
    text = rows()
    rec = read(tmp_path, text.split("\n", 1)[0] + "\n" + text)
    assert rec.sites == ("sensor_1",)
    np.testing.assert_allclose(rec["sensor_1"].to_numpy(), WALK, atol=1e-9)


def test_lines_that_end_in_a_semicolon_and_a_typographic_minus(tmp_path):
    text = rows().replace("\n", ";\n").replace("-", "\N{MINUS SIGN}")
    np.testing.assert_allclose(read(tmp_path, text)["sensor_1"].to_numpy(), WALK, atol=1e-9)


@pytest.mark.parametrize("sign", [",", "'"])
def test_a_sign_between_thousands_is_no_decimal_comma(tmp_path, sign):
    table = pd.read_csv(io.StringIO(rows())).rename(columns={"time (s)": "time (ms)"})
    table["time (ms)"] = [f"{10 * n:,}".replace(",", sign) for n in range(600)]
    with pytest.raises(UnreadableExport) as refused:
        read(tmp_path, table.to_csv(index=False))
    assert str(refused.value) == (
        f"a.csv: line 102, column 'time (ms)' holds \"1{sign}000\"; expected numbers (500 of 600 rows are none); it "
        "looks like a sign between thousands: write the numbers without it"
    ).replace('"1,000"', "'1,000'")


def test_a_header_with_units_and_no_rows_is_named_so(tmp_path):
    with pytest.raises(UnreadableExport, match=r"a\.csv: has a header but no rows \(found time, acc_x"):
        read(tmp_path, ",".join(NAMES) + "\ns,g,g,g,dps,dps,dps\n")


@pytest.mark.parametrize("form", ["attr_{}", "value.{}", "{}_value", "{}-axis"])
def test_axes_alone_are_told_by_the_name_of_their_file(tmp_path, form):
    for name, values in (("acc_walking", WALK[:, :3]), ("Gyroscope_walking", WALK[:, 3:])):
        table = pd.DataFrame(values, columns=[form.format(axis) for axis in "xyz"])
        table.insert(0, "time (s)", np.arange(600) / 100.0)
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    rec = rg.read_recording(tmp_path, acc_unit="m/s^2", gyr_unit="deg/s")
    assert len(rec.sites) == 1
    np.testing.assert_allclose(rec.samples(rec.sites[0])[1], WALK, atol=1e-9)


@pytest.mark.parametrize(
    "name", ["attempt", "cycle", "case", "day", "exercise", "order", "dataset", "window"]
)
def test_what_parts_the_time_names_recordings_whatever_it_counts(tmp_path, name):
    text = rows()
    table = pd.concat([pd.read_csv(io.StringIO(text)).assign(**{name: n}) for n in (1, 2)])
    with pytest.raises(
        UnreadableExport, match=rf"column '{name}' names 2 recordings .*recording='1' reads the first"
    ):
        read(tmp_path, table.to_csv(index=False))
    assert rg.read_recording(tmp_path / "a.csv", recording="2").n_samples == 600
    table["time (s)"] = np.arange(1200) / 100.0
    assert read(tmp_path, table.to_csv(index=False)).n_samples == 1200


@pytest.mark.parametrize("scale", [1e3, 1e6])
def test_a_named_index_of_even_numbers_is_a_clock(tmp_path, scale):
    """Parquet holds no column of it, only its first number and its step."""
    stamps = (1.76e9 * scale + np.arange(600) * scale / 100).astype(np.int64)
    index = pd.RangeIndex(stamps[0], stamps[-1] + 1, stamps[1] - stamps[0], name="timestamp")
    pd.DataFrame(WALK, columns=WITH_UNITS[1:], index=index).to_parquet(tmp_path / "a.parquet")
    rec = rg.read_recording(tmp_path / "a.parquet")
    assert rec.rate_hz == 100.0
    assert rec.start_time == pd.Timestamp(1.76e9, unit="s", tz="UTC")
    np.testing.assert_allclose(rec["sensor_1"].to_numpy(), WALK, atol=1e-9)


def test_cells_of_several_numbers_are_no_numbers():
    cells = pd.Series([np.zeros(3), np.ones(3)])
    with pytest.raises(InvalidTable, match="column 'acc' holds .* in row 0; expected numbers"):
        column_numbers(cells, "acc", "a.parquet")
