"""MATLAB files: read by the names of variables and fields, within bounds of memory; the samples are ours."""

from __future__ import annotations

import contextlib
import struct
import warnings
import zlib

import numpy as np
import pandas as pd
import pytest
from recording_frames import signal
from scipy.io import savemat

import retrogait as rg
from retrogait.errors import InvalidOption, RetrogaitWarning, UnreadableExport
from retrogait.readers import matlab

SAMPLES = signal(np.arange(500) / 100.0)
ACC, GYR = SAMPLES[:, :3], SAMPLES[:, 3:]
TIME = np.arange(500) / 100.0
UNITS = {"acc_unit": "m/s^2", "gyr_unit": "deg/s"}
FEET = ("left_foot", "right_foot")
SENSOR = {"acc": ACC, "gyr": GYR}


def read(given, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(given, **options)


def save(folder, variables, name="walk.mat", **options):
    savemat(folder / name, variables, **options)
    return folder / name


def several(**fields):
    """An array of structs."""
    count = len(next(iter(fields.values())))
    made = np.zeros(count, dtype=[(name, "O") for name in fields])
    for n in range(count):
        made[n] = tuple(values[n] for values in fields.values())
    return made


def cells(*words):
    made = np.empty(len(words), dtype=object)
    made[:] = words
    return made


LAYOUTS = {
    "matrices": ({**SENSOR, "fs": 100.0}, ("sensor_1",)),
    "matrices, axes down": ({"acc": ACC.T, "gyr": GYR.T, "fs": 100.0}, ("sensor_1",)),
    "time beside": ({**SENSOR, "time": TIME}, ("sensor_1",)),
    "names with sites": ({f"{s}_{k}": v for s in FEET for k, v in SENSOR.items()} | {"Fs": 100}, FEET),
    "struct": ({"data": {**SENSOR, "t": TIME}}, ("sensor_1",)),
    "structs of sites": ({"data": {"LeftFoot": SENSOR, "RightFoot": SENSOR, "fs": 100}}, FEET),
    "structs of sites, one deeper": ({"data": {s: {"imu": SENSOR} for s in FEET}, "fs": 100}, FEET),
    "structs of sites at the top": ({"left_foot": SENSOR, "right_foot": SENSOR, "fs": 100}, FEET),
    "kinds above sites": ({"acc": dict.fromkeys(FEET, ACC), "gyr": dict.fromkeys(FEET, GYR), "fs": 100}, FEET),
    "values in structs": ({"acc": {"data": ACC}, "gyr": {"data": GYR}, "fs": 100}, ("sensor_1",)),
    "array of structs": ({"sensors": several(location=("left foot", "right foot"), acc=(ACC, ACC), gyr=(GYR, GYR)),
                          "fs": 100}, FEET),
    "array of structs without names": ({"imu": several(acc=(ACC, ACC), gyr=(GYR, GYR)), "fs": 100},
                                       ("imu(1)", "imu(2)")),
    "structs with a label": ({f"s{n}": {"Accelerometers": ACC, "Gyroscopes": GYR, "Label": s}
                              for n, s in enumerate(("Left Foot", "Right Foot"))} | {"fs_Hz": 100}, FEET),
    "columns": ({"T": {"time": TIME, **{f"acc_{a}": ACC[:, n] for n, a in enumerate("xyz")},
                       **{f"gyro_{a}": GYR[:, n] for n, a in enumerate("xyz")}}}, ("sensor_1",)),
    "axes in structs": ({"acc": dict(zip("xyz", ACC.T, strict=True)), "gyr": dict(zip("xyz", GYR.T, strict=True)),
                         "fs": 100}, ("sensor_1",)),
    "matrix with names": ({"data": np.column_stack([TIME, SAMPLES]), "colheaders":
                           cells("time", *(f"Acc{a}" for a in "XYZ"), *(f"Gyr{a}" for a in "XYZ"))}, ("sensor_1",)),
}  # fmt: skip


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_read_as_written(tmp_path, layout, packed):
    variables, sites = LAYOUTS[layout]
    rec = read(save(tmp_path, variables, do_compression=packed), **UNITS)
    assert rec.sites == sites
    assert rec.rate_hz == pytest.approx(100.0)
    assert rec.source["format"] == "MATLAB"
    for site in sites:
        np.testing.assert_allclose(rec.samples(site)[1], SAMPLES, atol=1e-9)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_else_a_file_holds_changes_nothing(tmp_path, layout):
    variables, sites = LAYOUTS[layout]
    more = {"subject": "P01", "age": 61.0, "mag": GYR, "events": np.array([12.0, 120.0]), "quat": np.ones((500, 4)),
            "info": {"lab": "x", "steps": np.arange(40.0), "angles": np.ones((500, 3))}}  # fmt: skip
    rec = read(save(tmp_path, {**more, **variables}), **UNITS)
    assert rec.sites == sites
    np.testing.assert_allclose(rec.samples(sites[0])[1], SAMPLES, atol=1e-9)


def test_units_and_rates_that_are_written_beside(tmp_path):
    variables = {"acc": ACC / 9.80665, "gyr": np.radians(GYR), "fs": 100, "acc_unit": "g", "gyrUnit": "rad/s"}
    np.testing.assert_allclose(read(save(tmp_path, variables)).samples("sensor_1")[1], SAMPLES, atol=1e-9)
    variables = {"Acc_g": ACC / 9.80665, "Gyr_dps": GYR, "SampleRate": 100}
    np.testing.assert_allclose(read(save(tmp_path, variables)).samples("sensor_1")[1], SAMPLES, atol=1e-9)
    path = save(tmp_path, {**SENSOR, "fs": 100})
    with pytest.raises(
        UnreadableExport, match="walk.mat: the unit of the accelerometer is not said; .*pass acc_unit= and"
    ):
        read(path)
    path = save(tmp_path, SENSOR)
    with pytest.raises(UnreadableExport, match="has no column of time and states no rate .*pass rate_hz="):
        read(path, **UNITS)
    assert read(path, rate_hz=50, **UNITS).rate_hz == 50.0


def mobilise_d(folder, trials=1, units=("SU",)):
    """The sensor units of a measurement, in g and deg/s with stamps since 1970."""
    unit = {"LowerBack": {"Acc": ACC / 9.80665, "Gyr": GYR, "Mag": GYR, "Timestamp": 1.7e9 + TIME,
                          "Fs": {"Acc": 100.0, "Gyr": 100.0, "Mag": 100.0}}}  # fmt: skip
    recordings = {f"Recording{n}": {**dict.fromkeys(units, unit), "TimeZone": "Europe/London"}
                  for n in range(1, trials + 1)}  # fmt: skip
    return save(folder, {"data": {"TimeMeasure1": recordings}}, "data.mat")


def test_the_sensor_units_of_mobilise_d(tmp_path):
    rec = read(mobilise_d(tmp_path))
    assert rec.sites == ("lower_back",)
    assert rec.source["format"] == "Mobilise-D"
    assert rec.start_time == pd.Timestamp(1.7e9, unit="s", tz="UTC")
    np.testing.assert_allclose(rec.samples("lower_back")[1], SAMPLES, atol=1e-9)
    save(tmp_path, {"infoForAlgo": {"TimeMeasure1": {"Height": 170.0}}}, "infoForAlgo.mat")
    assert read(tmp_path).sites == ("lower_back",)


def test_a_sensor_beside_one_at_a_site_is_of_the_same_recording(tmp_path):
    units = {"LowerBack": SENSOR, "LeftWrist": SENSOR}
    path = save(tmp_path, {"data": {"T1": {"SU": units}, "T2": {"SU": units}}, "fs": 100})
    with pytest.raises(UnreadableExport, match="walk.mat: holds 2 recordings .data/T1/SU, data/T2/SU."):
        read(path, **UNITS)
    assert read(path, recording="T2", **UNITS).sites == ("lower_back", "LeftWrist")


def test_several_recordings_are_listed_and_one_is_read(tmp_path):
    path = mobilise_d(tmp_path, trials=2, units=("SU", "SU_INDIP"))
    wanted = (
        r"data.mat: holds 4 recordings \(data/TimeMeasure1/Recording1/SU, data/TimeMeasure1/Recording1/SU_INDIP, .*; "
        "expected one; pass recording='data/TimeMeasure1/Recording1/SU'"
    )
    for given in (path, tmp_path):
        with pytest.raises(UnreadableExport, match=wanted):
            read(given)
    assert read(path, recording="data/TimeMeasure1/Recording1/SU").sites == ("lower_back",)
    assert read(path, recording="Recording2/SU_INDIP").sites == ("lower_back",)
    with pytest.raises(
        InvalidOption, match="recording: 'SU' is the name of 4 of the recordings in data.mat .*pass one of"
    ):
        read(path, recording="SU")
    trials = save(tmp_path, {"trial1": SENSOR, "trial2": SENSOR, "fs": 100})
    with pytest.raises(UnreadableExport, match="walk.mat: holds 2 recordings .trial1, trial2.; expected one"):
        read(trials, **UNITS)


def test_columns_are_declared_by_the_names_that_are_there(tmp_path):
    path = save(tmp_path, {"T": dict(zip("abcdef", SAMPLES.T, strict=True))})
    rec = read(path, columns={"left_foot": list("abcdef")}, rate_hz=100, **UNITS)
    np.testing.assert_allclose(rec.samples("left_foot")[1], SAMPLES)


def test_what_is_not_called_anything_is_listed(tmp_path):
    path = save(tmp_path, {"data": np.column_stack([TIME, SAMPLES])})
    wanted = "walk.mat: none of its arrays is called an accelerometer and a gyroscope .found data 500x7.; expected acc"
    with pytest.raises(UnreadableExport, match=wanted):
        read(path)
    advised = {"acc": ACC, "gyr": GYR, "fs": 100}  # as the message says
    assert read(save(tmp_path, advised), **UNITS).n_samples == 500
    with pytest.raises(UnreadableExport, match="walk.mat: holds an accelerometer only"):
        read(save(tmp_path, {"acc": ACC, "fs": 100}), **UNITS)


def element(kind, content):
    return struct.pack("<II", kind, len(content)) + content + b"\0" * (-len(content) % 8)


def file_of(*elements):
    head = matlab.MARK.ljust(124) + struct.pack("<H", 0x0100) + b"IM"
    return head + b"".join(elements)


def matrix(kind, shape, name, *parts):
    head = element(6, struct.pack("<II", kind, 0)) + element(5, struct.pack(f"<{len(shape)}i", *shape))
    return element(14, head + element(1, name) + b"".join(parts))


def test_objects_of_matlab_are_named(tmp_path):
    flags = element(6, struct.pack("<II", 17, 0))
    table = element(14, flags + element(1, b"T") + element(1, b"MCOS") + element(1, b"timetable"))
    (tmp_path / "a.mat").write_bytes(file_of(table))
    wanted = r"a.mat: holds objects that only MATLAB can read \(T \(timetable\)\); .*writetimetable\(T, 'walk.csv'\)"
    with pytest.raises(UnreadableExport, match=wanted):
        read(tmp_path / "a.mat")


def test_version_7_3_is_refused_by_name(tmp_path):
    (tmp_path / "a.mat").write_bytes(
        b"MATLAB 7.3 MAT-file, Platform".ljust(512) + b"\x89HDF\r\n\x1a\n" + bytes(100)
    )
    wanted = r"a.mat: is a MATLAB file of version 7.3, .*save\('walk.mat', '-v7'\), which is read, or export"
    with pytest.raises(UnreadableExport, match=wanted):
        read(tmp_path / "a.mat")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (matrix(6, (400_000_000, 3), b"acc", element(9, bytes(80))), "an array of 1200000000 numbers holds 10"),
        (matrix(1, (400_000_000, 3), b"c"), "1200000000 structs or cells in"),
        (element(14, b"")[:4] + struct.pack("<I", 1 << 31) + bytes(80), "an element of 2147483648 bytes where"),
        (matrix(4, (400_000_000, 3), b"c", element(16, b"abc")), "text of 1200000000 letters holds 3"),
        (matrix(2, (400_000_000, 3), b"c", element(5, struct.pack("<i", 8)), element(1, b"")), "1200000000 structs or"),
        (element(14, element(6, b"")), "a number is lacking"),
        (struct.pack("<II", 15, 0), "without any variable"),
    ],
)  # fmt: skip
def test_sizes_that_are_declared_are_not_believed(tmp_path, damage, message):
    (tmp_path / "a.mat").write_bytes(file_of(damage))
    with pytest.raises(UnreadableExport, match=f"a.mat: .*(?:{message}|none of its arrays).*"):
        read(tmp_path / "a.mat")


def test_a_variable_that_unpacks_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(matlab, "LONG", 1 << 16)
    packed = zlib.compress(bytes(1 << 20))
    (tmp_path / "a.mat").write_bytes(file_of(struct.pack("<II", 15, len(packed)) + packed))
    with pytest.raises(
        UnreadableExport, match="a.mat: is a damaged MATLAB file .a variable of .* bytes unpacks to more"
    ):
        read(tmp_path / "a.mat")


def test_structs_in_structs_without_end(tmp_path):
    inner = matrix(6, (1, 1), b"", element(9, bytes(8)))
    for _ in range(40):
        inner = matrix(1, (1, 1), b"", inner)
    (tmp_path / "a.mat").write_bytes(file_of(matrix(1, (1, 1), b"x", inner)))
    with pytest.raises(UnreadableExport, match="structs are nested more than 16 deep"):
        read(tmp_path / "a.mat")


@pytest.mark.parametrize("packed", [True, False])
def test_damaged_files(tmp_path, packed):
    small = {k: v[:40] for k, v in SENSOR.items()}
    whole = save(
        tmp_path, {"s": {"left": small, "n": cells("a", "b")}, "fs": 100.0}, do_compression=packed
    ).read_bytes()
    rng = np.random.default_rng(0)
    for n in range(300):
        data = bytearray(whole)
        for at in rng.integers(0, len(data), 1 + n % 5):
            data[at] = rng.integers(0, 256)
        (tmp_path / "b.mat").write_bytes(data[: len(data) if n % 3 else rng.integers(130, len(data))])
        with contextlib.suppress(UnreadableExport):
            read(tmp_path / "b.mat", **UNITS)
