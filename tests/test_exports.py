"""Every layout our writers know is read as what was written, under the right name, site and start."""

from __future__ import annotations

import warnings

import export_writers as w
import numpy as np
import pandas as pd
import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.errors import RetrogaitWarning, UnreadableExport

SAMPLES = signal(np.arange(500) / 100.0)
EPOCH = pd.Timestamp(w.EPOCH_MS, unit="ms", tz="UTC")


def read(given, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(given, **options)


PHYPHOX = pd.Timestamp(1.7e9, unit="s", tz="UTC")
LAYOUTS = {
    "dot app": (w.dot_app, {}, "Movella DOT", ("left_shank",), pd.Timestamp("2021-08-20T20:21:13.804+08:00")),
    "dot sdk": (w.dot_sdk, {}, "Movella DOT", ("sensor_1",), pd.Timestamp("2025-12-02 14:37:28.533")),
    "xsens tab": (w.xsens, {}, "Xsens MTw / MT Manager", ("right_foot",), None),
    "xsens semicolon": (w.xsens, {"delimiter": ";"}, "Xsens MTw / MT Manager", ("right_foot",), None),
    "xsens comma": (w.xsens, {"delimiter": ","}, "Xsens MTw / MT Manager", ("right_foot",), None),
    "xsens blank": (w.xsens, {"delimiter": " "}, "Xsens MTw / MT Manager", ("right_foot",), None),
    "sensor logger": (w.sensor_logger, {}, "Sensor Logger", ("sensor_1",), EPOCH),
    "sensor logger, gravity apart": (w.sensor_logger, {"total": False}, "Sensor Logger", ("sensor_1",), EPOCH),
    "sensor logger iOS": (w.sensor_logger, {"platform": "ios"}, "Sensor Logger", ("sensor_1",), EPOCH),
    "phyphox iOS": (w.phyphox, {}, "phyphox", ("sensor_1",), PHYPHOX),
    "phyphox Android": (w.phyphox, {"style": "android"}, "phyphox", ("sensor_1",), PHYPHOX),
    "phyphox tab": (w.phyphox, {"delimiter": "\t"}, "phyphox", ("sensor_1",), PHYPHOX),
    "phyphox semicolon, comma": (w.phyphox, {"delimiter": ";"}, "phyphox", ("sensor_1",), PHYPHOX),
    "mbient": (w.mbient, {}, "MbientLab MetaBase", ("sensor_1",), EPOCH),
    "shimmer": (w.shimmer, {}, "Shimmer Consensys", ("Shimmer_40AC",), EPOCH),
    "shimmer comma": (w.shimmer, {"delimiter": ","}, "Shimmer Consensys", ("Shimmer_40AC",), EPOCH),
    "apdm": (w.apdm, {}, "APDM Opal", ("left_foot", "right_foot", "lower_back"), None),
    "apdm old": (w.apdm, {"style": "old"}, "APDM Opal", ("left_foot", "right_foot", "lower_back"), None),
    "axivity": (w.axivity, {}, "Axivity AX6", ("sensor_1",), pd.Timestamp("2019-12-23 21:04:00")),
    "actigraph": (w.actigraph_imu, {}, "ActiGraph", ("sensor_1",), pd.Timestamp("2019-02-14 08:58:00")),
    "x-io": (w.xio, {}, "x-io NGIMU", ("sensor_1",), None),
    "vicon": (w.vicon, {}, "Vicon Blue Trident", ("left_foot",), None),
    "trigno": (w.trigno, {}, "Delsys Trigno", ("EMG 01 04498 (54717)", "left_shank"), None),
    "moticon": (w.moticon, {}, "Moticon OpenGo", ("left_foot", "right_foot"), pd.Timestamp("2023-09-27 10:21:14.922")),
    "sensorlog": (w.sensorlog, {}, "SensorLog", ("sensor_1",), pd.Timestamp("2022-09-27T12:56:36.467+02:00")),
    "androsensor": (w.androsensor, {}, "AndroSensor", ("sensor_1",), pd.Timestamp("2022-09-27 11:16:12.662")),
    "physics toolbox": (w.physics_toolbox, {}, "Physics Toolbox", ("sensor_1",), None),
    "gaitmap": (w.gaitmap, {}, "gaitmap or mobgap frames", ("left_foot", "right_foot"), None),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_read_as_written(tmp_path, layout):
    write, options, name, sites, start = LAYOUTS[layout]
    rec = read(write(tmp_path / "export", SAMPLES, **options))
    assert rec.source["format"] == name
    assert rec.sites == sites
    assert rec.frame == "sensor"
    assert rec.rate_hz == pytest.approx(100.0, rel=1e-4)
    for site in sites:
        time_s, values = rec.samples(site)
        assert len(time_s) == pytest.approx(len(SAMPLES), abs=1)
        wanted = signal(time_s - time_s[0])
        np.testing.assert_allclose(values[:-1], wanted[:-1], atol=2e-3 if layout != "androsensor" else 0.5)
    if start is None:
        assert rec.start_time is None
    else:
        first_s = float(rec.samples(sites[0])[0][0])
        assert abs((rec.start_time + pd.Timedelta(first_s, "s") - start).total_seconds()) < 1e-3


@pytest.mark.parametrize("write", [w.sensor_logger, w.phyphox, w.xio])
def test_a_zip_is_read_like_its_folder(tmp_path, write):
    folder = write(tmp_path / "export", SAMPLES)
    archive = w.zipped(tmp_path / "export.zip", folder)
    pd.testing.assert_frame_equal(read(archive).wide(), read(folder).wide(), check_exact=True)
    with archive.open("rb") as file:
        pd.testing.assert_frame_equal(read(file).wide(), read(folder).wide(), check_exact=True)


def test_the_history_is_kept(tmp_path):
    source = read(w.dot_app(tmp_path, SAMPLES), sites={"left_shank": "right_shank"}).source
    assert source["device"] == "abc"
    assert source["files"] == ["LTibia_20210820_202113_811.csv"]
    assert source["found"] == {"right_shank": "LTibia_20210820_202113_811.csv"}
    assert source["stated_rate_hz"] == 100.0
    assert source["measured_rate_hz"] == {"right_shank": 100.0}
    assert (source["acc_unit"], source["gyr_unit"]) == ("m/s^2", "deg/s")
    assert source["start_time_from"] == "the lines before the table"
    assert source["gaps_s"] == {"right_shank": []}
    held = read(w.androsensor(tmp_path, SAMPLES)).source["repairs"]
    assert any("rows hold the sample before, collapsed" in note for note in held)


def test_the_sign_of_ios_is_turned_and_said(tmp_path):
    rec = read(w.sensor_logger(tmp_path / "a", SAMPLES, platform="ios"))
    assert any("written on iOS: accelerations are turned round" in note for note in rec.warnings)
    assert np.median(rec["sensor_1"]["acc_z"]) > 9.0


@pytest.mark.parametrize(
    ("write", "options", "message"),
    [
        (
            w.shimmer,
            {"cal": "UNCAL"},
            "holds raw uncalibrated counts without a unit; .* export the CAL signals",
        ),
        (w.actigraph_raw, {}, "holds an accelerometer only; contacts need a gyroscope too"),
        (w.actigraph_counts, {}, "ActiGraph: holds activity counts per epoch, which hold no samples"),
        (
            w.xsens,
            {"rate": False},
            "column 'PacketCounter' counts samples and the rate is not stated; pass rate_hz=",
        ),
        (
            w.sensor_logger,
            {"total": False, "metadata": False},
            "its sign depends on the phone, which Metadata.csv says, and that is lacking; pass the whole folder",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(tmp_path, write, options, message):
    given = write(tmp_path / "export", SAMPLES, **options)
    with pytest.raises(UnreadableExport, match=message):
        rg.read_recording(given)


def test_the_rate_an_xsens_text_lacks_can_be_said(tmp_path):
    path = w.xsens(tmp_path, SAMPLES, rate=False)
    np.testing.assert_allclose(read(path, rate_hz=100.0).samples("right_foot")[1], SAMPLES, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Linear Accelerometer.csv", "holds acceleration without gravity .linear, user or free"),
        ("Accelerometer.csv", "holds an accelerometer only; .*read_recording.\\[acc_file, gyr_file\\]"),
        ("Gyroscope.csv", "holds a gyroscope only; contacts need an accelerometer too"),
    ],
)
def test_one_file_of_several_says_what_lacks(tmp_path, name, message):
    folder = w.phyphox(tmp_path / "export", SAMPLES)
    with pytest.raises(UnreadableExport, match=message):
        rg.read_recording(folder / name)


def test_a_list_of_files_is_one_recording(tmp_path):
    paths = []
    for name in ("trial_lf.txt", "trial_rf.txt", "trial_lb.txt"):
        path = w.xsens(tmp_path / name, SAMPLES)
        paths.append(path.rename(tmp_path / f"x_{name}"))
    rec = read(paths)
    assert rec.sites == ("left_foot", "right_foot", "lower_back")
    np.testing.assert_allclose(rec.samples("lower_back")[1], SAMPLES, atol=1e-4)


def test_a_folder_of_several_recordings_is_refused(tmp_path):
    for trial in ("1-1", "1-2"):
        for site in ("lf", "rf"):
            w.xsens(tmp_path / "t", SAMPLES).rename(tmp_path / f"{trial}_{site}.txt")
    with pytest.raises(UnreadableExport, match="seems to hold several recordings .1-1_lf.txt, 1-2_lf.txt"):
        rg.read_recording(tmp_path)


def test_location_never_enters(tmp_path):
    rec = read(w.sensor_logger(tmp_path / "a", SAMPLES))
    assert "52.1" not in str(dict(rec.source))
    assert "Location.csv" not in rec.source["files"]


def test_every_real_export_is_read_or_refused_for_the_right_reason(shared_data):
    """What each real export gives: sites, or the reason."""
    wanted = {
        "actigraph/example-IMU.csv": "ActiGraph",
        "actigraph/neo.csv": "accelerometer only",
        "androsensor/AndroSensor.csv": "AndroSensor",
        "apdm/imuData01.csv": "APDM Opal",
        "axivity/ax6_testfile_formatted_timestamps.csv": "the accelerometer shows 0.071 g when stillest",
        "delsys_trigno/pkg_discover150.csv": "Delsys Trigno",
        "mbientlab/gaitspeed_lab": "MbientLab MetaBase",
        "mbientlab/chenliseu_gait": "accelerometer only",
        "moticon/230927_102114.txt": "Moticon OpenGo",
        "movella_dot/allwillcome_lowerbody": "acceleration without gravity",
        "movella_dot/luw31_pcsdk/logfile_CustomMode5_D4-22-CD-00-96-8D.csv": "Movella DOT",
        "movella_dot/luw31_pcsdk/logfile_RateQuantitieswMag_D4-22-CD-00-96-8D.csv": "Movella DOT",
        "phyphox/android_soerenarlt": "phyphox",
        "phyphox/gait_lucadomene": "phyphox",
        "phyphox/kartof0nix_semicolon": "phyphox",
        "phyphox/tiagofelice": "phyphox",
        "physics_toolbox": "Physics Toolbox",
        "sensor_logger/android_d33pk3rn3l": "Sensor Logger",
        "sensor_logger/bennyjhui": "acceleration without gravity",
        "sensor_logger/lynch1206": "Sensor Logger",
        "sensor_logger/nmkoval_walk/Run": "acceleration without gravity",
        "sensorlog_ios": "SensorLog",
        "shimmer_consensys/devicely_sepsemicolon_Shimmer_40AC.csv": "Shimmer Consensys",
        "shimmer_consensys/triaxcal_uncalibrated.csv": "raw uncalibrated counts",
        "vicon_bluetrident": "Vicon Blue Trident",
        "xio_ngimu": "x-io NGIMU",
        "xio_ximu3_gait_tracking": "x-io x-IMU3",
        "xsens_mtmanager/MT2022_ACC_GYRO_ROT_MAT_SEMICOLON_00B42D4B.txt": "pass rate_hz=",
        "xsens_mtmanager/MT_012005D6_009-001_00B421E6.txt": "accelerometer only",
        "xsens_mtmanager/MT_012005D6_031-000_00B421AF.txt": "Xsens MTw / MT Manager",
    }
    for name, result in wanted.items():
        try:
            rec = read(shared_data / "exports" / name)
        except UnreadableExport as refusal:
            said = str(refusal)
        else:
            said = rec.source["format"]
            norm = np.linalg.norm(rec.samples(rec.sites[0])[1][:, :3], axis=1)
            assert 0.85 < np.nanmedian(norm) / 9.80665 < 1.15, name
        assert result in said, name
