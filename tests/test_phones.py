"""Sensor Logger: the sign of its accelerations is that of the phone, by Metadata.csv or by `phone=`."""

from __future__ import annotations

import warnings

import export_writers as w
import numpy as np
import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.cli import main
from retrogait.errors import InvalidOption, RetrogaitWarning, UnreadableExport

SAMPLES = signal(np.arange(500) / 100.0)


def read(given, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(given, **options)


@pytest.mark.parametrize("phone", ["ios", "android"])
@pytest.mark.parametrize("total", [True, False])
def test_the_phone_can_be_said_where_metadata_is_lost(tmp_path, phone, total):
    folder = w.sensor_logger(tmp_path / "walk", SAMPLES, platform=phone, total=total, metadata=False)
    rec = read(folder, phone=phone)
    np.testing.assert_allclose(rec.samples("sensor_1")[1], SAMPLES, atol=1e-6)
    turned = any("written on iOS: accelerations are turned round" in note for note in rec.warnings)
    assert turned == (phone == "ios")


def test_the_refusal_names_what_then_works(tmp_path, capsys):
    folder = w.sensor_logger(tmp_path / "walk", SAMPLES, platform="ios", total=False, metadata=False)
    with pytest.raises(
        UnreadableExport, match="sign depends on the phone, .*or phone='ios' or phone='android' \\('andr"
    ):
        read(folder)
    assert main(["inspect", str(folder)]) == 3
    assert "[here: --phone]" in " ".join(capsys.readouterr().out.split())
    assert main(["inspect", str(folder), "--phone", "ios"]) == 0


def test_a_phone_that_is_not_needed_or_known_is_refused(tmp_path):
    folder = w.sensor_logger(tmp_path / "walk", SAMPLES, platform="ios")
    assert read(folder, phone="ios").sites == ("sensor_1",)
    with pytest.raises(
        InvalidOption, match="phone: 'android' given, but Metadata.csv says 'ios'; leave phone= out"
    ):
        read(folder, phone="android")
    with pytest.raises(InvalidOption, match="phone: 'iPhone' is not known; use one of 'ios', 'android'"):
        read(folder, phone="iPhone")
    path = w.physics_toolbox(tmp_path / "other", SAMPLES)
    with pytest.raises(
        InvalidOption, match="phone: 'ios' given, but physics.csv is not an export of Sensor Logger"
    ):
        read(path, phone="ios")


def test_a_manifest_says_the_phone(tmp_path):
    w.sensor_logger(tmp_path / "walk", SAMPLES, platform="ios", total=False, metadata=False)
    w.sensor_logger(tmp_path / "other", SAMPLES[:450], platform="ios", total=False, metadata=False)
    (tmp_path / "manifest.csv").write_text("path,phone\nwalk,ios\nother,\n")
    _, failures = rg.run_batch(tmp_path / "manifest.csv", tmp_path / "out", workers=1, progress="none")
    said = " ".join(failures["message"])
    assert said.count("its sign depends on the phone") == 1  # of the row that does not say it


@pytest.mark.parametrize(("phone", "sign"), [("ios", -1), ("android", 1)])
@pytest.mark.parametrize("axes", [("alpha", "beta", "gamma"), ("x", "y", "z")])
def test_the_motion_of_a_browser_needs_its_phone(tmp_path, phone, sign, axes):
    gravity = np.array([0.0, 0.0, 9.80665])
    names = ["timestamp", *(f"accelerationIncludingGravity.{a}" for a in "xyz"), *(f"acceleration.{a}" for a in "xyz"),
             *(f"rotationRate.{a}" for a in axes)]  # fmt: skip
    columns = [*(sign * SAMPLES[:, :3]).T, *(sign * (SAMPLES[:, :3] - gravity)).T, *SAMPLES[:, 3:].T]
    path = w.rows_of(tmp_path / "web.csv", w.table(names, w.stamps_ms(SAMPLES), *columns))
    with pytest.raises(
        UnreadableExport, match="web.csv: DeviceMotion of a browser: its sign .*pass phone='ios' or phone="
    ):
        read(path)
    np.testing.assert_allclose(read(path, phone=phone).samples("sensor_1")[1], SAMPLES, atol=1e-6)
