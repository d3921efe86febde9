"""Gyroscopes, sensors and accelerations by the many names that devices give them."""

from __future__ import annotations

import warnings

import export_writers as w
import numpy as np
import pandas as pd
import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.errors import InvalidOption, RetrogaitWarning, UnreadableExport
from retrogait.readers.interleaved import find_turns
from retrogait.readers.words import understand

SAMPLES = signal(np.arange(500) / 100.0)
TURNED = SAMPLES * [1, 1, 1, -1, -1, -1]
FEET = ("left_foot", "right_foot")


def read(given, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(given, **options)


def matches(rec, wanted, atol=2e-3):
    assert rec.sites == tuple(wanted)
    for site, samples in wanted.items():
        np.testing.assert_allclose(rec.samples(site)[1], samples, atol=atol)


def plain(folder, names, *columns, time="Time (s)"):
    """A table of a time and columns of our samples."""
    return w.rows_of(folder / "a.csv", w.table([time, *names], w.seconds(SAMPLES), *columns))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("AngVelX1", "gyr"), ("ang_vel_x", "gyr"), ("AsX(°/s)", "gyr"), ("RotRateX", "gyr"), ("ωx", "gyr"),
        ("omega_x", "gyr"), ("angularrate.x", "gyr"), ("velang_x", "gyr"), ("Rate X (deg/s)", "gyr"),
        ("ITG3200_x", "gyr"), ("L3GD20_x", "gyr"), ("MPU6050_gx", "gyr"), ("BMI270 Gyroscope X (dps)", "gyr"),
        ("ADXL345_x", "acc"), ("MMA8451Q_x", "acc"), ("LSM6DSO_acc_x", "acc"), ("LIS2DW12 X", "acc"),
        ("alpha_x", "other"), ("α_x", "other"), ("ang_acc_x", "other"), ("AngularAccelerationX", "other"),
        ("Angular acceleration x (rad/s^2)", "other"), ("AngX1", "other"), ("Rotation X (deg)", "other"),
        ("Rotation X (°)", "other"), ("HX(uT)", "other"), ("RotationX", "turn"), ("rot_x", "turn"), ("rotx", "turn"),
        ("turnrateX", "gyr"),
    ],
)  # fmt: skip
def test_what_a_name_says(name, kind):
    assert understand(name).kind == kind


def test_the_id_and_the_site_of_apdm_stand_in_one_row(tmp_path):
    rec = read(w.apdm_of_three_rows(tmp_path, SAMPLES))
    matches(rec, dict.fromkeys(("lower_back", *FEET), SAMPLES))
    assert rec.source["format"] == "APDM Opal, format 7"
    assert rec.source["found"]["left_foot"] == "1002 Left Foot"
    matches(read(w.apdm_of_three_rows(tmp_path, SAMPLES, [("1001", "Lumbar")])), {"lower_back": SAMPLES})


@pytest.mark.parametrize("extra", [True, False])
def test_devices_below_one_another_with_a_gyroscope_called_as(tmp_path, extra):
    matches(read(w.witmotion(tmp_path, SAMPLES, extra=extra)), {"left_foot": SAMPLES, "right_foot": TURNED})
    one = w.witmotion(tmp_path, SAMPLES, devices=("WT901(left foot)",), extra=extra)
    matches(read(one), {"left_foot": SAMPLES})


@pytest.mark.parametrize("name", ["设备名称", "Quelle", "which"])
def test_devices_that_take_turns_are_told_apart_whatever_the_column_is_called(tmp_path, name):
    path = w.witmotion(tmp_path, SAMPLES)
    path.write_text(path.read_text().replace("DeviceName", name))
    matches(read(path), {"left_foot": SAMPLES, "right_foot": TURNED})


@pytest.mark.parametrize("step", [0, 1])
def test_numbers_that_take_turns_are_devices_where_the_time_stands(tmp_path, step):
    """A bit that toggles with every sample is no device."""
    names = ["time (s)", "bit", *(f"{k} {a}" for k in ("Acc", "Gyro") for a in "XYZ")]
    rows = [names] + [
        [f"{(k + step * n / 2) / 100:.3f}", n, *(sample if step else sample * [1, 1, 1, *[(-1) ** n] * 3])]
        for k, sample in enumerate(SAMPLES) for n in (0, 1)
    ]  # fmt: skip
    rec = read(w.rows_of(tmp_path / "a.csv", rows), acc_unit="m/s^2", gyr_unit="deg/s")
    if step:
        assert rec.sites == ("sensor_1",)
        return
    for site, samples in zip(rec.sites, (SAMPLES, TURNED), strict=True):
        np.testing.assert_allclose(rec.samples(site)[1], samples, atol=2e-3)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("dev1", "dev2"), 1),
        (("de1", "de2"), None),  # two letters in common are too few
        (("left foot", "right foot"), 1),
        (("on", "off"), None),
        (("1", "2"), None),
    ],
)
def test_what_takes_turns_while_the_time_goes_on_has_to_be_a_name(words, found):
    table = [[str(n), words[n % 2], "1.5"] for n in range(8)]
    assert find_turns(table, {0, 2}, {0}) == found


@pytest.mark.parametrize(
    ("devices", "rows", "found"),
    [(2, 4, 1), (2, 3, None), (5, 10, 1), (6, 12, None), (1, 10, None)],
)
def test_how_many_take_turns(devices, rows, found):
    table = [[str(n // devices), f"dev {'abcdef'[n % devices]}", "1.5"] for n in range(rows)]
    assert find_turns(table, {0, 2}, {0}) == found


def test_two_sensors_by_number(tmp_path):
    kinds = {"Acc": SAMPLES[:, :3], "AngVel": SAMPLES[:, 3:], "Ang": SAMPLES[:, :3]}
    names = [f"{kind}{a}{n}" for kind in kinds for n in (1, 2) for a in "XYZ"]
    columns = [sign * column for kind, values in kinds.items() for sign in (1, -1 if kind == "AngVel" else 1)
               for column in values.T]  # fmt: skip
    path = plain(tmp_path, names, *columns, time="Time")
    with pytest.raises(UnreadableExport, match="nothing is guessed: pass acc_unit= and gyr_unit="):
        read(path)
    rec = read(
        path, acc_unit="m/s^2", gyr_unit="deg/s", sites={"sensor_1": "left_foot", "sensor_2": "right_foot"}
    )
    matches(rec, {"left_foot": SAMPLES, "right_foot": TURNED})


def test_an_angular_acceleration_is_no_accelerometer(tmp_path):
    names = [
        f"{kind}{a}" for kind in ("AngularAcceleration", "Acceleration", "AngularVelocity") for a in "XYZ"
    ]
    path = plain(tmp_path, names, *SAMPLES.T[3:], *SAMPLES.T)
    matches(read(path, acc_unit="m/s^2", gyr_unit="deg/s"), {"sensor_1": SAMPLES})


def test_a_rotation_is_the_gyroscope_where_nothing_else_is(tmp_path):
    names = [f"{kind}{a}" for kind in ("Acc", "Rotation") for a in "XYZ"]
    path = plain(tmp_path / "a", names, *SAMPLES.T)
    with pytest.raises(
        UnreadableExport, match="unit of the accelerometer is not said; .*pass acc_unit= and gyr_unit="
    ):
        read(path)
    rec = read(path, acc_unit="m/s^2", gyr_unit="deg/s")
    matches(rec, {"sensor_1": SAMPLES})
    assert any("columns called rotation are taken as the gyroscope" in note for note in rec.warnings)
    names = [f"{kind} {a}" for kind in ("Acc", "Rotation", "Gyro") for a in "XYZ"]
    path = plain(tmp_path / "b", names, *SAMPLES.T[:3], *SAMPLES.T[:3], *SAMPLES.T[3:])
    matches(read(path, acc_unit="m/s^2", gyr_unit="deg/s"), {"sensor_1": SAMPLES})
    names = [f"{kind} {a}{unit}" for kind, unit in (("Acc", " (g)"), ("Rotation", " (°)")) for a in "XYZ"]
    with pytest.raises(UnreadableExport, match="holds an accelerometer only"):
        read(plain(tmp_path / "c", names, *SAMPLES.T), gyr_unit="deg/s")


@pytest.mark.parametrize("rotation", ["Rotation {}", "rotation_{}", "Rotation Vector {}", "Rot{}", "rot{}"])
def test_a_quaternion_is_no_gyroscope(tmp_path, rotation):
    names = [
        *(f"Acc {a}" for a in "XYZ"),
        *(rotation.format(a if rotation[0] == "R" else a.lower()) for a in "XYZW"),
    ]
    path = plain(tmp_path, names, *SAMPLES.T[:3], *SAMPLES.T[3:], SAMPLES[:, 0])
    with pytest.raises(UnreadableExport, match="holds an accelerometer only"):
        read(path, acc_unit="m/s^2", gyr_unit="deg/s")


def test_a_rotation_vector_of_android_is_no_gyroscope(tmp_path):
    path = w.hyperimu(tmp_path, SAMPLES)
    path.write_text(path.read_text().replace("XY_LSM-Gyroscope", "Rotation"))
    with pytest.raises(UnreadableExport, match="holds an accelerometer only"):
        read(path)


@pytest.mark.parametrize(
    ("acc", "gyr"),
    [
        ("ADXL345", "ITG3200"),
        ("LSM303_acc", "L3GD20_gyro"),
        ("LSM6DSO_a", "LSM6DSO_g"),
        ("mpu6050.acc", "mpu6050.gyro"),
    ],
)
def test_chips_name_their_sensors(tmp_path, acc, gyr):
    names = [
        f"{side}_{chip}_{a}" for side in ("left_foot", "right_foot") for chip in (acc, gyr) for a in "xyz"
    ]
    path = plain(tmp_path, names, *SAMPLES.T, *TURNED.T)
    matches(read(path, acc_unit="m/s^2", gyr_unit="deg/s"), {"left_foot": SAMPLES, "right_foot": TURNED})


def test_two_accelerometer_chips_of_one_sensor_are_not_chosen_from(tmp_path):
    names = [f"{chip}_{a}" for chip in ("ADXL345", "MMA8451Q", "ITG3200") for a in "xyz"]
    path = plain(tmp_path, names, *SAMPLES.T[:3], *SAMPLES.T[:3], *SAMPLES.T[3:])
    with pytest.raises(
        UnreadableExport, match="2 accelerometers of one sensor .adxl345, mma8451q.; say which with col"
    ):
        read(path, acc_unit="m/s^2", gyr_unit="deg/s")


def test_a_word_that_all_gyroscopes_have_names_no_sensor(tmp_path):
    """Two sensors, the quantity of the gyroscope in a word that is not known."""
    names = [f"{side} {kind}" for side in ("left foot", "right foot")
             for kind in (*(f"Acc {a} (g)" for a in "XYZ"), *(f"Whirl {a} (deg/s)" for a in "XYZ"))]  # fmt: skip
    scale = [1 / w.G] * 3 + [1] * 3
    path = plain(tmp_path, names, *(SAMPLES * scale).T, *(TURNED * scale).T)
    matches(read(path), {"left_foot": SAMPLES, "right_foot": TURNED})


def test_the_raw_accelerometer_of_noraxon_is_taken(tmp_path):
    rec = read(w.noraxon(tmp_path, SAMPLES))
    matches(rec, dict.fromkeys(FEET, SAMPLES))
    assert any("of 2 accelerometers the plain one is taken" in note for note in rec.warnings)
    matches(read(w.noraxon(tmp_path, SAMPLES, raw=False)), dict.fromkeys(FEET, SAMPLES))


def test_gravity_of_headphones_is_added_and_turned_up(tmp_path):
    path = w.airpods(tmp_path, SAMPLES)
    rec = read(path)
    matches(rec, {"sensor_1": SAMPLES})
    assert any("writes gravity pointing down" in note for note in rec.warnings)
    matches(read(path, acc_unit="g", gyr_unit="rad/s"), {"sensor_1": SAMPLES})


@pytest.mark.parametrize(("phone", "sign"), [("ios", -1), ("android", 1)])
def test_gravity_written_apart_is_added_once_its_sign_is_known(tmp_path, phone, sign):
    gravity = np.tile([0.0, 0.0, sign * w.G], (len(SAMPLES), 1))
    names = [f"{kind} {a}{unit}" for kind, unit in (("Gravity", " (m/s^2)"), ("Acc", " (m/s^2)"), ("Gyro", " (deg/s)"))
             for a in "xyz"]  # fmt: skip
    path = plain(tmp_path, names, *gravity.T, *(sign * SAMPLES[:, :3] - gravity).T, *SAMPLES.T[3:])
    with pytest.raises(
        UnreadableExport, match="gravity seems to be taken out, .*or pass phone='ios' or phone='android'"
    ):
        read(path)
    rec = read(path, phone=phone)
    matches(rec, {"sensor_1": SAMPLES})
    assert any("gravity, written apart, is added" in note for note in rec.warnings)


def test_a_phone_says_nothing_where_no_gravity_is_apart(tmp_path):
    with pytest.raises(
        InvalidOption, match="and has no gravity written apart, whose sign depends on it; leave phone="
    ):
        read(w.noraxon(tmp_path, SAMPLES), phone="ios")


def test_counts_of_sisfall_are_scaled_as_documented(tmp_path):
    rec = read(w.sisfall(tmp_path, SAMPLES), site="lower_back")
    assert rec.source["format"] == "SisFall"
    assert rec.rate_hz == 200.0
    matches(rec, {"lower_back": SAMPLES}, atol=0.04)  # a count is 0.04 m/s^2 and 0.06 deg/s


def test_nine_counts_that_do_not_agree_are_nobody_s(tmp_path):
    with pytest.raises(UnreadableExport, match="the first line holds numbers"):
        read(w.sisfall(tmp_path, SAMPLES, agree=False))


@pytest.mark.parametrize(("scale", "is_read"), [(1.15, True), (1.25, False)])
def test_the_two_accelerometers_of_sisfall_lie_on_one_board(tmp_path, scale, is_read):
    path = w.sisfall(tmp_path, SAMPLES)
    rows = [[int(cell) for cell in line.rstrip(";").split(",")] for line in path.read_text().splitlines()]
    path.write_text(
        "".join(",".join(map(str, [*r[:6], *(round(scale * x) for x in r[6:])])) + ";\n" for r in rows)
    )
    if is_read:
        assert read(path).source["format"] == "SisFall"
    else:
        with pytest.raises(UnreadableExport, match="the first line holds numbers"):
            read(path)


def test_hyperimu_writes_the_units_of_android(tmp_path):
    rec = read(w.hyperimu(tmp_path, SAMPLES))
    assert rec.source["format"] == "HyperIMU"
    assert rec.rate_hz == 100.0
    matches(rec, {"XY_LSM": SAMPLES})


@pytest.mark.parametrize("since_s", [946_684_800, 0])
def test_polar_counts_from_2000(tmp_path, since_s):
    rec = read(w.polar(tmp_path, SAMPLES, since_s=since_s))
    assert rec.source["format"] == "Polar"
    assert rec.start_time == pd.Timestamp(w.EPOCH_MS, unit="ms", tz="UTC")
    matches(rec, {"sensor_1": SAMPLES})
