"""What microcontrollers print, and other shapes of tables than a column for each channel."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from recording_frames import COLUMNS, even

import retrogait as rg
from retrogait.errors import InvalidOption, RetrogaitWarning, UnreadableExport
from retrogait.readers.printed_lines import LEAST_SHARE, is_printed

UNITS = {"acc_unit": "m/s^2", "gyr_unit": "deg/s"}
N = 400
VALUES = even(N).to_numpy()
STAMPS = [f"10:30:{second:06.3f}" for second in np.arange(N) / 100]


def read(path, lines, **options):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        return rg.read_recording(path, **{**UNITS, **options})


def pairs(sign=":", between=","):
    names = ("aX", "aY", "aZ", "gX", "gY", "gZ")
    return [
        between.join(f"{name}{sign}{value:.4f}" for name, value in zip(names, row, strict=True))
        for row in VALUES
    ]


@pytest.mark.parametrize(
    ("sign", "between"), [(":", ","), (": ", " "), ("=", ";"), (" = ", "\t"), (":", ", ")]
)
def test_values_with_their_names(tmp_path, sign, between):
    rec = read(tmp_path / "log.txt", pairs(sign, between), rate_hz=100)
    np.testing.assert_allclose(rec["sensor_1"], VALUES, atol=1e-4)


@pytest.mark.parametrize("between", ["\t", ",", ";", " "])
@pytest.mark.parametrize("head_is_stamped", [False, True])
def test_a_monitor_s_time_before_each_line(tmp_path, between, head_is_stamped):
    head = between.join(name.replace("_", "") for name in COLUMNS)
    head = f"{STAMPS[0]} -> {head}" if head_is_stamped else head
    rows = [
        f"{stamp} -> {between.join(f'{v:.4f}' for v in row)}"
        for stamp, row in zip(STAMPS, VALUES, strict=True)
    ]
    rec = read(tmp_path / "log.txt", [head, *rows])
    np.testing.assert_allclose(rec["sensor_1"], VALUES, atol=1e-4)
    assert rec.rate_hz == pytest.approx(100.0)


def test_both_at_once_after_messages(tmp_path):
    rows = [f"{stamp} -> {row}" for stamp, row in zip(STAMPS, pairs(), strict=True)]
    rec = read(tmp_path / "log.txt", ["10:29:59.000 -> starting up", "10:29:59.500 -> IMU found", *rows])
    np.testing.assert_allclose(rec["sensor_1"], VALUES, atol=1e-4)
    assert rec.rate_hz == pytest.approx(100.0)


@pytest.mark.parametrize(("printed", "is_so"), [(8, True), (7, False)])
def test_most_of_the_first_lines_are_printed_so(tmp_path, printed, is_so):
    assert printed / 10 >= LEAST_SHARE or not is_so
    (tmp_path / "a.txt").write_text("\n".join([*pairs()[:printed], *["message"] * (10 - printed), ""]))
    assert is_printed(tmp_path / "a.txt") == is_so


def test_a_table_is_not_taken_for_printed_lines(tmp_path):
    for text in ("time,acc x\n" + "0.1,0.2\n" * 9, "a: 1\nb: 2\nc: 3\n" * 5, "10:30:00.000,1,2,3\n" * 9):
        (tmp_path / "a.txt").write_text(text)
        assert not is_printed(tmp_path / "a.txt")


def stacked(names, column="sensor"):
    """Rows of the accelerometer and of the gyroscope by turns, told apart by a column."""
    parts = [
        pd.DataFrame(VALUES[:, span], columns=list("xyz"), index=pd.Index(np.arange(N) / 100, name="time"))
        for span in (slice(0, 3), slice(3, 6))
    ]
    table = pd.concat([part.assign(**{column: name}) for part, name in zip(parts, names, strict=True)])
    return table.sort_index(kind="stable")


@pytest.mark.parametrize(
    "names",
    [
        ("accelerometer", "gyroscope"),
        ("ACC", "GYRO"),
        ("acc (m/s^2)", "gyr (deg/s)"),
        ("Accel", "AngularVelocity"),
    ],
)
@pytest.mark.parametrize("column", ["sensor", "type", "kind of data"])
def test_rows_of_accelerometer_and_gyroscope_are_told_apart(tmp_path, names, column):
    rec = read(tmp_path / "a.csv", stacked(names, column).to_csv().splitlines())
    np.testing.assert_allclose(rec["sensor_1"], VALUES, atol=1e-9)


def test_rows_of_two_devices_and_of_other_kinds(tmp_path):
    left, right = (
        stacked(("accelerometer", "gyroscope"), "type").assign(device=f"{s}_foot") for s in ("left", "right")
    )
    other = left.assign(type="magnetometer")
    table = pd.concat([left, right, other]).sort_index(kind="stable")
    rec = read(tmp_path / "gyr_and_acc.csv", table.to_csv().splitlines())
    assert rec.sites == ("left_foot", "right_foot")
    np.testing.assert_allclose(rec["right_foot"], VALUES, atol=1e-9)


def test_rows_without_gravity_are_refused_as_such(tmp_path):
    with pytest.raises(UnreadableExport, match="acceleration without gravity"):
        read(tmp_path / "a.csv", stacked(("linear acceleration", "gyroscope")).to_csv().splitlines())


def test_one_number_a_row_is_refused_with_the_pivot_that_makes_a_table(tmp_path):
    long = even(N).reset_index(names="time").melt("time").sort_values("time", kind="stable")
    path = tmp_path / "long.csv"
    with pytest.raises(
        UnreadableExport, match="holds one number a row, and column 'variable' says of what"
    ) as caught:
        read(path, long.to_csv(index=False).splitlines())
    code = str(caught.value).partition("in pandas: ")[2].partition(".to_csv")[0]
    wide = eval(code, {"table": pd.read_csv(path)})  # noqa: S307 - our own advice
    rec = read(tmp_path / "wide.csv", wide.to_csv().splitlines())
    np.testing.assert_allclose(rec["sensor_1"], even(N)[list(COLUMNS)], atol=1e-9)


def test_several_numbers_in_a_cell_are_refused_with_the_split_that_works(tmp_path):
    cells = [
        f'{n / 100};"{list(map(float, row[:3]))}";"{list(map(float, row[3:]))}"'
        for n, row in enumerate(VALUES)
    ]
    path = tmp_path / "cells.csv"
    with pytest.raises(UnreadableExport, match="column 'acc' holds several numbers in a cell") as caught:
        read(path, ["time;acc;gyr", *cells])
    table = pd.read_csv(path, sep=";")
    code = str(caught.value).partition("in pandas: ")[2]
    exec(code, {"table": table})  # noqa: S102 - our own advice
    exec(code.replace("acc", "gyr"), {"table": table})  # noqa: S102
    text = table.drop(columns=["acc", "gyr"]).to_csv(index=False)
    np.testing.assert_allclose(read(tmp_path / "a.csv", text.splitlines())["sensor_1"], VALUES, atol=1e-9)


def test_units_in_cells_are_named(tmp_path):
    rows = [f"{n / 100}," + ",".join(f"{value:.3f} m/s2" for value in row) for n, row in enumerate(VALUES)]
    message = "column 'acc_x' holds '.* m/s2' below the header; expected numbers alone"
    with pytest.raises(UnreadableExport, match=message):
        read(tmp_path / "a.csv", ["time (s)," + ",".join(COLUMNS), *rows])


@pytest.mark.parametrize("dashes", ["-", "--", "---"])
def test_dashes_are_missing(tmp_path, dashes):
    text = even(N).to_csv(index_label="time (s)", float_format="%.6f").splitlines()
    text[50] = text[50].split(",")[0] + f",{dashes}" * 6
    rec = read(tmp_path / "a.csv", text)
    assert any("1 missing sample" in note for note in rec.warnings)
    assert len(rec["sensor_1"]) == N
    np.testing.assert_allclose(rec["sensor_1"].drop(index=0.49), even(N).drop(index=0.49), atol=1e-6)


@pytest.mark.parametrize(
    ("acc", "gyr", "per_g", "per_dps"),
    [
        ("16384 LSB/g", "131 LSB/(deg/s)", 16384.0, 131.0),
        ("2048 lsb/G", "16.4 LSB/dps", 2048.0, 16.4),
        ("4096 counts per g", "65.5 counts/°/s", 4096.0, 65.5),
    ],
)
@pytest.mark.parametrize("unit", ["", " (LSB)"])
def test_raw_counts_are_read_by_the_sensitivity_of_the_chip(tmp_path, acc, gyr, per_g, per_dps, unit):
    counts = np.rint(VALUES * np.repeat([per_g / 9.80665, per_dps], 3)).astype(int)
    table = pd.DataFrame(
        counts, columns=[f"{name}{unit}" for name in ("AcX", "AcY", "AcZ", "GyX", "GyY", "GyZ")]
    )
    lines = table.to_csv(index=False).splitlines()
    rec = read(tmp_path / "mpu.csv", lines, rate_hz=100, acc_unit=acc, gyr_unit=gyr)
    np.testing.assert_allclose(rec["sensor_1"], VALUES, atol=0.05)


def test_raw_counts_without_a_sensitivity_are_refused_with_the_way_to_say_it(tmp_path):
    table = pd.DataFrame(
        np.rint(100 * VALUES), columns=[f"{n} (LSB)" for n in ("AcX", "AcY", "AcZ", "GyX", "GyY", "GyZ")]
    )
    lines = table.to_csv(index=False).splitlines()
    with pytest.raises(
        UnreadableExport, match=r"raw uncalibrated counts .*; .* acc_unit='16384 LSB/g' and gyr_unit="
    ):
        read(tmp_path / "mpu.csv", lines, rate_hz=100, acc_unit=None, gyr_unit=None)
    with pytest.raises(
        InvalidOption, match="acc_unit: '0 LSB/g' is not known; .* sensitivity, as '16384 LSB/g'"
    ):
        read(tmp_path / "mpu.csv", lines, rate_hz=100, acc_unit="0 LSB/g")
    with pytest.raises(UnreadableExport, match="the accelerometer shows .* g when stillest"):
        read(tmp_path / "mpu.csv", lines, rate_hz=100, acc_unit="16384 LSB/g", gyr_unit="131 LSB/dps")


@pytest.mark.parametrize("text", [",,,\n,,,\n", "g,g,g\n", ";;\n", "m/s^2\n"])
def test_a_file_of_empty_rows_or_of_units_alone_is_refused(tmp_path, text):
    with pytest.raises(UnreadableExport, match="a.csv: its columns are not retrogait's"):
        read(tmp_path / "a.csv", text.splitlines())
