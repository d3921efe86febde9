"""Exports of many devices, written in the layouts of their makers: each is read right or refused by name."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from export_layouts import READ
from gallery import SAMPLES, Layout, write_layout

import retrogait as rg
from retrogait.errors import RetrogaitWarning, UnreadableExport


def read(path, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(path, **options)


def check(rec):
    assert rec.rate_hz == pytest.approx(100.0)
    for site in rec.sites:
        np.testing.assert_allclose(rec.samples(site)[1], SAMPLES, atol=1e-4)


@pytest.mark.parametrize("device", READ)
def test_every_layout_gives_the_samples_written(tmp_path, device):
    paths = [write_layout(tmp_path, layout) for layout in READ[device]]
    check(read(paths if len(paths) > 1 else paths[0], **READ[device][0].options))


@pytest.mark.parametrize(
    ("device", "sites"),
    [
        ("noraxon ultium", ("left_foot", "right_shank")),
        ("vicon nexus devices", ("left_foot",)),
        ("site, quantity, axis", ("left_foot", "right_foot")),
        ("site in a column", ("left_foot",)),
        ("delsys emgworks", ("left_shank",)),
        ("mac cols", ("F4_12_AB", "C0_01_02")),
        ("suffix num", ("sensor_1", "sensor_2")),
        ("noitom", ("lower_back",)),
        ("opensense sto", ("lower_back",)),
        ("pandas, several sensors", ("left_foot", "right_foot")),
        ("acc and gyro of two feet", ("left_foot", "right_foot")),
        ("own names of sites", ("right_foot",)),
    ],
)
def test_sites_are_those_the_layout_names(tmp_path, device, sites):
    assert read(write_layout(tmp_path, READ[device][0]), **READ[device][0].options).sites == sites


def test_every_column_beside_a_time_of_its_own(tmp_path):
    """As Trigno Discover and EMGworks write them."""
    channels = ("ACC X (G)", "ACC Y (G)", "ACC Z (G)", "GYRO X (deg/s)", "GYRO Y (deg/s)", "GYRO Z (deg/s)")
    names = [name for c in channels for name in (f"{c.partition('(')[0]}Time Series (s)", c)]
    values = SAMPLES / np.array([9.80665] * 3 + [1.0] * 3)
    rows = [[cell for v in row for cell in (f"{k / 100}", f"{v:.9g}")] for k, row in enumerate(values)]
    path = tmp_path / "trial.csv"
    path.write_text("\n".join(map(",".join, [names, *rows])) + "\n")
    check(read(path))


WATCH = "time|seconds_elapsed|rotationRate{XYZ}|gravity{XYZ}|acceleration{XYZ}|quaternion{WXYZ}"


@pytest.mark.parametrize(
    ("cells", "sign", "standard"),
    [("epoch_ns s w:rad/s v:g u:g q", -1, "false"), ("epoch_ns s w:rad/s v:m/s^2 u:m/s^2 q", 1, "true")],
)
def test_unit_and_sign_of_a_watch_come_from_the_metadata(tmp_path, cells, sign, standard):
    path = write_layout(tmp_path, Layout("WristMotion.csv", WATCH, cells, sign=sign))
    with pytest.raises(
        UnreadableExport, match=r"depend on the watch, which Metadata.csv says .that is lacking"
    ):
        rg.read_recording(path)
    (tmp_path / "Metadata.csv").write_text(f"version,platform,standardisation\n3,ios,{standard}\n")
    check(read(tmp_path))


GRAVITY_APART = "time (s)|acceleration {xyz} (m/s²)|gravity {xyz} (m/s²)|gyroscope {xyz} (rad/s)"


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        (Layout("a.csv", GRAVITY_APART, "s u:m/s^2 v:m/s^2 w:rad/s"), "gravity seems to be taken out, though no name"),
        (
            Layout("a.csv", GRAVITY_APART.replace("acc", "user acc").replace("gravity {xyz} (m/s²)", "gravity {xyz} g"),
                   "s u:m/s^2 v:g w:rad/s"),
            "acceleration without gravity is in m/s.2, gravity in g; expected both in one unit",
        ),
        (Layout("a.csv", "time|acc_{xyz} (g)|gyr_{xyz} (dps)", "ms a:g w:deg/s"), "pass time_unit='ms'"),
        (Layout("a.csv", "timestamp|acc_{xyz} (g)|gyr_{xyz} (dps)", "ns a:g w:deg/s"), "pass time_unit='ns'"),
        (Layout("a.csv", "sample|acc_{xyz} (g)|gyr_{xyz} (dps)", "n a:g w:deg/s"), "counts samples .* pass rate_hz="),
        (Layout("a.csv", "t_s|acc_{xyz}_mps2|gyr_{xyz}_deg", "s a:m/s^2 w:deg/s"), "unit of the gyroscope is not said"),
        (Layout("a.csv", "t_s|acc_{xyz} (g)|gyr_{xyz} (deg)", "s a:g w:deg/s"), "unit of the gyroscope is not said"),
        (Layout("a.csv", "t_s|a{xyz}|g{xyz}", "s a:g w:deg/s", head="# a in g, g in dps"), "acc_unit= and gyr_unit="),
        (Layout("a.csv", "t_s|acc_{xyz} (g)|gyr_{xyz} (dps)", "s a:m/s^2 w:deg/s"), "pass acc_unit='m/s"),
        (Layout("a.csv", "t_s|Acc{XYZ} (g)|GyroI_{XYZ} (dps)|GyroII_{XYZ} (dps)", "s a:g w:deg/s w:deg/s"),
         "no accelerometer can be put to a gyroscope .*gyr I, gyr II"),
        (Layout("a.csv", "t_s|acceleration_{xyz}|angular_velocity_{xyz}", "s a:m/s^2 w:rad/s"), "unit of the accel"),
        (Layout("a.csv", "t_s|linear_acceleration_{xyz}|angular_velocity_{xyz}", "s a:m/s^2 w:rad/s"),
         "holds acceleration without gravity"),
        (Layout("a.csv", "t_s|{xyz} (g)|{yaw/pitch/roll} (deg/s)", "s a:g w:deg/s"), "which columns it has with col"),
        (Layout("a.csv", "Time (min)|acc_{xyz} (g)|gyr_{xyz} (dps)", "s a:g w:deg/s"), "'min', which no sensor clock"),
        (Layout("a.csv", "t|acc {xyz}|gyr {xyz}", "s a:g w:deg/s", units="s|gpm|gpm|gpm|deg/s|deg/s|deg/s"),
         "unit of the accelerometer is 'gpm', which is not known; nothing is guessed: pass acc_unit= "),
        (Layout("a.csv", "acc_{xyz} (g)|gyr_{xyz} (dps)", "a:g w:deg/s", head="Rate: 10,000 Hz"), "pass rate_hz="),
        (Layout("a.csv", "t|acc_{xyz}|gyro_{xyz}", "s a:g w:deg/s"), "pass acc_unit= and gyr_unit="),
        (Layout("a.csv", "t|acc_{xyz}|mag_{xyz}", "s a:g m"), "holds an accelerometer only"),
        (Layout("a.csv", "t|acc_{xyz}|gyr_{xy}", "s a:g =0 =0"), "column 'gyr_z' is not in it"),
        (Layout("a.csv", "t_s|Accelerometer {XYZ} (g)|Gyroscope {XY} (dps)", "s a:g =0 =0"),
         "the gyroscope has no column for z .found .*Gyroscope Y .dps.+; x, y and z are all needed; export them, or"),
        (Layout("a.csv", "t_s|Accelerometer {X} (g)|Gyroscope {XYZ} (dps)", "s =0 w:deg/s"),
         "the accelerometer has no column for y and z .found"),
        (Layout("a.mvnx", "", "s a:g", head='<?xml version="1.0"?>\n<mvnx version="4">'), "is MVNX of Xsens MVN"),
    ],
)  # fmt: skip
def test_what_a_layout_leaves_open_is_asked_for(tmp_path, layout, message):
    with pytest.raises(UnreadableExport, match=message):
        rg.read_recording(write_layout(tmp_path, layout))


def test_core_motion_is_turned_round_and_says_so(tmp_path):
    rec = read(write_layout(tmp_path, READ["coremotion snake"][0]))
    assert any("Core Motion writes gravity pointing down" in note for note in rec.warnings)


def test_one_letter_names_need_a_unit_and_a_file_called_a_is_no_accelerometer(tmp_path):
    path = write_layout(tmp_path, Layout("a.csv", "t_s|{xyz}|{uvw}", "s a:g w:deg/s"))
    with pytest.raises(UnreadableExport, match="named x, y, z without a unit"):
        rg.read_recording(path)


@pytest.mark.parametrize("first", [0, 65_500])
def test_a_count_that_skips_leaves_a_gap(tmp_path, first):
    """Lost packets: what a counter skips is missing, not pushed together; the counter may wrap."""
    path = write_layout(tmp_path, Layout("b.csv", "sample|acc_{xyz} (g)|gyr_{xyz} (dps)", "n a:g w:deg/s"))
    head, *lines = path.read_text().splitlines()
    rows = [f"{(first + k) % 65_536},{line.partition(',')[2]}" for k, line in enumerate(lines)]
    path.write_text("\n".join([head, *rows[:60], *rows[90:]]) + "\n")
    time_s, values = read(path, rate_hz=100.0).samples("sensor_1")
    measured = ~np.isnan(values).any(axis=1)
    assert time_s[-1] == pytest.approx(1.99)
    assert not measured[60:90].any()
    np.testing.assert_allclose(values[measured], np.delete(SAMPLES, slice(60, 90), axis=0), atol=1e-4)
