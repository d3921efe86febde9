"""Export files of kinds that nobody had prepared for: each is read rightly, or refused with a way that works."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import retrogait as rg
from retrogait.errors import RetrogaitWarning, UnreadableExport


@pytest.fixture
def cases(shared_data):
    folder = shared_data.parent / "cases" / "files"
    if not folder.is_dir():
        pytest.skip(f"the cases are absent: {folder}")
    return folder


def read(given, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(given, **options)


def holds_gravity(rec):
    for site in rec.sites:
        still = np.linalg.norm(rec.samples(site)[1][:20, :3], axis=1)
        assert np.median(still) == pytest.approx(9.9, abs=0.7)
    return True


def test_06_bids_motion(cases):
    folder = cases / "06_bids_motion"
    for given in (folder, folder / "sub-01", next(folder.rglob("*_motion.tsv"))):
        rec = read(given)
        assert rec.sites == ("left_foot", "right_foot", "lower_back")
        assert rec.rate_hz == 100.0
        assert holds_gravity(rec)


def test_19_sensor_logger_without_metadata(cases):
    rec = read(cases / "19_sensor_logger_without_metadata", phone="ios")
    assert np.median(rec["sensor_1"]["acc_z"]) > 9.0


def test_08_apdm_format_7(cases):
    rec = read(cases / "08_apdm_format7" / "apdm_format7.csv")
    assert rec.sites == ("lower_back", "left_foot", "right_foot")
    assert rec.rate_hz == pytest.approx(128.0, rel=1e-3)


def test_12_witmotion_app_of_two_devices(cases):
    rec = read(cases / "12_witmotion_app_two_devices" / "witmotion.csv")
    assert rec.sites == ("left_foot", "right_foot")
    assert holds_gravity(rec)


def test_01_common_names_are_no_mounting(cases):
    (path,) = (cases / "01_common_names_taken_as_segment_frame").glob("*.csv")
    assert read(path, site="left_foot").frame == "sensor"


def test_02_a_period_is_no_rate(cases):
    folder = cases / "02_sampling_rate_20ms_read_as_20_Hz"
    assert read(folder / "hyperimu_export.csv", acc_unit="m/s^2", gyr_unit="rad/s").rate_hz == pytest.approx(
        50.0
    )
    assert read(folder / "logger_20000us.csv").rate_hz == pytest.approx(50.0)


def test_07_a_file_without_names_is_read_by_numbers(cases):
    (path,) = (cases / "07_no_header_row_columns_cannot_help").glob("*.csv")
    rec = read(
        path, columns=[1, 2, 3, 4, 5, 6], acc_unit="m/s2", gyr_unit="dps", time_column=0, time_unit="ms"
    )
    assert (rec.n_samples, rec.rate_hz) == (300, 100.0)
    assert holds_gravity(rec)


def test_08_rows_of_a_header_joined(cases):
    (path,) = (cases / "08_apdm_format7").glob("*.csv")
    columns = {"lower_back": {"acc": "1001 Accelerometer {X|Y|Z}", "gyr": "Lumbar Gyroscope {X|Y|Z}"}}
    rec = read(path, columns=columns, acc_unit="m/s^2", gyr_unit="rad/s")
    assert rec.rate_hz == pytest.approx(128.0, rel=1e-3)
    assert holds_gravity(rec)


def test_12_sensors_below_each_other_by_columns(cases):
    (path,) = (cases / "12_witmotion_app_two_devices").glob("*.csv")
    rec = read(path, columns={"sensor": "DeviceName", "acc": "Acc{X|Y|Z}(g)", "gyr": "As{X|Y|Z}(°/s)"})
    assert rec.sites == ("left_foot", "right_foot")
    assert holds_gravity(rec)


def test_14_gyroscopes_by_other_names(cases):
    folder = cases / "14_gyroscope_by_other_names"
    rec = read(folder / "bwt901_two_sensors.csv", acc_unit="m/s^2", gyr_unit="deg/s")
    assert rec.sites == ("sensor_1", "sensor_2")
    assert holds_gravity(rec)
    rec = read(folder / "airpods_sampler.csv", acc_unit="g", gyr_unit="rad/s")
    assert np.median(rec["sensor_1"]["acc_z"]) > 9.0


def test_17_two_accelerations_of_noraxon(cases):
    rec = read(cases / "17_noraxon_two_accelerations" / "noraxon.csv")
    assert rec.sites == ("left_foot", "right_foot")
    assert holds_gravity(rec)


def test_16_parquet_of_names_that_csv_knows(cases):
    pytest.importorskip("pyarrow", reason="pyarrow (extra parquet) is not installed")
    folder = cases / "16_parquet_of_names_that_csv_knows"
    for name in ("table.csv", "table.parquet", "datetime_index.parquet"):
        rec = read(folder / name)
        assert (rec.n_samples, rec.rate_hz) == (400, 100.0)
        assert holds_gravity(rec)


def test_18_columns_over_two_files(cases):
    folder = cases / "18_columns_over_two_files"
    columns = {
        f"{side}_foot": {
            "acc": f"specificForce{letter}{{x|y|z}}Foot",
            "gyr": f"angularRate{letter}{{x|y|z}}Foot",
        }
        for side, letter in (("left", "L"), ("right", "R"))
    }
    for given in (folder, sorted(folder.glob("*.csv"))):
        rec = read(given, columns=columns, rate_hz=100, acc_unit="m/s^2", gyr_unit="rad/s")
        assert rec.sites == ("left_foot", "right_foot")
        assert holds_gravity(rec)


def test_22_a_header_alone_says_that_rows_are_lacking(cases):
    with pytest.raises(UnreadableExport, match="has a header but no rows"):
        read(cases / "22_header_only" / "header_only.csv")


def test_23_columns_change_nothing_else(cases):
    paths = sorted((cases / "23_columns_goes_to_a_weaker_reader").glob("*.csv"))
    assert len(paths) >= 6
    for path in paths:
        lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
        names = next(row for row in lines if sum("acc" in cell.lower() for cell in row) == 3)
        columns = [name for name in names if "acc" in name.lower() or "gyr" in name.lower()]
        alone = read(path)
        declared = read(path, columns=columns, acc_unit="m/s^2", gyr_unit="deg/s")
        np.testing.assert_array_equal(alone["sensor_1"], declared["sensor_1"])
        assert alone.start_time == declared.start_time


def test_03_a_clock_set_back_keeps_the_rows_in_order(cases):
    path = next((cases / "03_clock_set_back_a_little_interleaves_samples").glob("*.csv"))
    rec = read(path)
    written = np.loadtxt(path, delimiter=",", skiprows=1, usecols=range(1, 7))
    np.testing.assert_allclose(rec.samples("sensor_1")[1], written, atol=1e-9)
    assert any("the clock was set back at row 200, from 1.99 to 1.94 s" in note for note in rec.warnings)


def test_10_an_offset_that_changes_is_read_by_utc(cases):
    rec = read(cases / "10_offset_of_daylight_saving_changes" / "night_recording.csv")
    assert (rec.n_samples, rec.rate_hz) == (400, 100.0)
    assert rec.start_time.isoformat() == "2026-10-25T02:59:58+02:00"


@pytest.mark.parametrize(("name", "n_lost", "gap"), [("10", 10, [5.0, 5.18]), ("60", 60, [5.0, 6.18])])
def test_04_zeros_in_place_of_lost_packets_are_a_gap(cases, name, n_lost, gap):
    rec = read(cases / "04_lost_packets_written_as_zeros" / f"{name}_zero_rows.csv")
    assert np.isnan(rec.samples("sensor_1")[1]).all(axis=1).sum() == n_lost
    assert rec.source["gaps_s"] == {"sensor_1": [gap]}
    assert any(f"{n_lost} of 700 samples" in note and "written as zeros" in note for note in rec.warnings)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("whole_seconds", "2026-01-05T10:00:00"),
        ("excel_saved_epoch", "2025-10-09T08:53:20+00:00"),
        ("excel_serial_days", "2026-01-05T10:00:00"),
    ],
)
def test_09_useless_stamps_are_counted_and_tell_the_start(cases, name, start):
    path = cases / "09_coarse_stamps_rate_hz_does_not_help" / f"{name}.csv"
    rec = read(path, rate_hz=100)
    written = np.loadtxt(path, delimiter=",", skiprows=1, usecols=range(1, 7))
    assert rec.rate_hz == 100.0
    np.testing.assert_allclose(rec.samples("sensor_1")[1], written, atol=1e-9)
    assert rec.start_time.isoformat() == start


def test_24_packet_numbers_do_not_contradict_the_rate(cases):
    path = cases / "24_packet_numbers" / "packets.csv"
    rec = read(path, rate_hz=256, site="right_foot")
    assert (rec.n_samples, rec.rate_hz) == (1536, 256.0)
