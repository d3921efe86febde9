"""Flipped bytes in binary files: refused by name, before room is made for what they declare."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.errors import UnreadableExport
from retrogait.intake.units import acc_factor
from retrogait.readers import declared_size
from retrogait.readers.declared_size import MOST_DECLARED_BYTES, check_declared
from retrogait.readers.header import METADATA_KEY, parse
from retrogait.readers.time_units import check_time_unit, seconds_per
from retrogait.tables.catalogue import SENSOR_COLUMNS


def test_what_a_day_of_eight_sensors_takes_is_read():
    day = 24 * 3600 * 200 * 8 * 6 * 8
    assert day < MOST_DECLARED_BYTES
    check_declared("day.h5", day, day // 2)


@pytest.mark.parametrize(
    ("declared", "file_bytes", "limit_mb"),
    [
        (MOST_DECLARED_BYTES + 1, MOST_DECLARED_BYTES, 8192),
        (declared_size.LONG_BYTES + 1, 4000, 64),
        (declared_size.MOST_SHRINKING * 1_000_000 + 1, 1_000_000, 286),
        (-1, 1000, 64),
    ],
)
def test_more_than_a_file_can_hold_is_refused(declared, file_bytes, limit_mb):
    if declared > 0:
        check_declared("a.h5", declared - 1, file_bytes)
    with pytest.raises(
        UnreadableExport,
        match=rf"a\.h5: declares {declared} bytes of samples in a file of {file_bytes}; expected {limit_mb} MB at most,"
        ".* export it again",
    ):
        check_declared("a.h5", declared, file_bytes)


def opal(path, acc, gyr, time):
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "w") as file:
        for word, given in (("Accelerometer", acc), ("Gyroscope", gyr), ("Time", time)):
            if isinstance(given, tuple):
                file.create_dataset(f"Sensors/1/{word}", shape=given, dtype="f8", chunks=True)
            else:
                file[f"Sensors/1/{word}"] = given
    return path


def test_an_hdf5_file_of_a_few_kb_that_declares_gigabytes(tmp_path):
    n = 400_000_000
    path = opal(tmp_path / "big.h5", (n, 3), (n, 3), (n,))
    assert path.stat().st_size < 10_000
    with pytest.raises(
        UnreadableExport, match=r"big\.h5: declares 22400000000 bytes of samples in a file of \d+"
    ):
        rg.read_recording(path)


@pytest.mark.parametrize("lengths", [(10, 9, 10), (10, 10, 9), (9, 10, 10)])
def test_parts_of_a_sensor_that_are_of_unequal_length(tmp_path, lengths):
    acc, gyr, time = lengths
    path = opal(tmp_path / "u.h5", np.zeros((acc, 3)), np.zeros((gyr, 3)), np.arange(time) * 1e4)
    said = f"{acc} of accelerometer, {gyr} of gyroscope, {time} of time"
    with pytest.raises(
        UnreadableExport, match=rf"sensor 1 has unequal numbers of samples \({said}\); expected as"
    ):
        rg.read_recording(path)


def written(tmp_path):
    pytest.importorskip("pyarrow")
    path = tmp_path / "walk.parquet"
    rg.write_recording(rg.simulate_walk("backward", 0.5, duration_s=5, seed=1)[0], path)
    return path


def test_bytes_of_a_parquet_file_that_are_flipped(tmp_path):
    path = written(tmp_path)
    whole, rng = path.read_bytes(), np.random.default_rng(0)
    refused = 0
    for _ in range(150):
        content = bytearray(whole)
        for place in rng.integers(
            len(content) - 6000, len(content), 3
        ):  # where names, sizes and the header are
            content[place] = rng.integers(256)
        path.write_bytes(content)
        try:
            rg.read_recording(path)
        except rg.RetrogaitError as error:
            refused += "walk.parquet" in str(error)
    assert refused > 50


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (StopIteration(), r"StopIteration: "),
        (OSError("Unexpected end of stream"), "OSError: Unexpected end of stream"),
        (MemoryError("malloc of size 9 failed"), "MemoryError: malloc of size 9"),
        (KeyError("acc_x"), "KeyError: 'acc_x'"),
    ],
)
def test_whatever_pyarrow_raises_is_told_of_the_file(tmp_path, monkeypatch, raised, said):
    path = written(tmp_path)
    from pyarrow import parquet

    def failing(*_, **__):
        raise raised

    for place in ("ParquetFile", "read_table"):
        with monkeypatch.context() as patch:
            patch.setattr(parquet, place, failing)
            with pytest.raises(
                UnreadableExport, match=rf"walk\.parquet: is a damaged parquet file \({said}.*export it again"
            ):
                rg.read_recording(path)


def test_a_header_of_parquet_that_is_no_text(tmp_path):
    path = written(tmp_path)
    from pyarrow import parquet

    table = parquet.read_table(path)
    for content in (b"\xff\xfe", b'{"version": 1', b"[" * 100_000, b"[]", b'{"version": 1e999}'):
        parquet.write_table(table.replace_schema_metadata({METADATA_KEY: content}), path)
        with pytest.raises(UnreadableExport, match=r"walk\.parquet: .*damaged"):
            rg.read_recording(path)


@pytest.mark.parametrize(
    ("name", "value"),
    [("warnings", [1, None]), ("warnings", "abc"), ("rate_hz", "x"), ("source", 3), ("version", [])],
)
def test_a_header_whose_entries_are_of_another_kind(name, value):
    good = {"version": 1, "rate_hz": 100.0, "n_samples": 3, "warnings": [], "source": {}, "start_time": None,
            "time_zone": None, "frame": "segment"}  # fmt: skip
    text = json.dumps({**good, name: value})
    if name == "warnings":
        assert all(isinstance(warning, str) for warning in parse(text, "a.csv")["warnings"])
        return
    with pytest.raises(UnreadableExport, match=r"a\.csv: its retrogait header is damaged"):
        parse(text, "a.csv")


@pytest.mark.parametrize(
    ("unit", "seconds"),
    [("1e-3 Hz", 1e3), ("1e12 Hz", 1e-12), ("9e-4 Hz", None), ("1.1e12 Hz", None), ("1e400 Hz", None)],
)
def test_ticks_from_the_slowest_to_the_fastest_clock(unit, seconds):
    if seconds is not None:
        check_time_unit(unit)
        assert seconds_per(unit) == pytest.approx(seconds)
        return
    with pytest.raises(rg.InvalidOption, match=f"time_unit: '{unit}' is not known; use one of"):
        check_time_unit(unit)


def test_stamps_that_rise_by_more_than_a_billion_are_told_as_ticks(tmp_path):
    """Their rate was written with an exponent, which was not read back: an AssertionError."""
    rows = "".join(f"{k * 10**13},{k % 7},{k % 5},9.8,1,{k % 3},2\n" for k in range(300))
    (tmp_path / "a.csv").write_text("time,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n" + rows)
    options = {"rate_hz": 100.0, "acc_unit": "m/s^2", "gyr_unit": "deg/s"}
    with pytest.warns(rg.RetrogaitWarning):
        assert rg.read_recording(tmp_path / "a.csv", **options).rate_hz == 100.0


@pytest.mark.parametrize("acc_unit", ["m/s^2", "g"])
def test_a_signalling_nan_is_a_missing_sample_like_any_other(recwarn, acc_unit):
    """Flipped bytes make them; they gave a RuntimeWarning wherever they were subtracted."""
    samples = np.random.default_rng(0).normal((0, 0, 9.81, 0, 0, 0), 0.1, (300, 6))
    samples[:, :3] /= acc_factor(acc_unit)
    samples.view(np.uint64)[100, 2] = 0x7FF4000000000000
    frame = pd.DataFrame(samples, columns=list(SENSOR_COLUMNS), index=np.arange(300) / 100)
    recording = rg.Recording.from_frames({"left_foot": frame}, 100.0, acc_unit=acc_unit)
    assert not [one for one in recwarn if not issubclass(one.category, rg.RetrogaitWarning)]
    assert np.isfinite(recording.channels("left_foot")).all()
