"""Folders, zips, open files and lists; nothing leaves its folder, nothing fills the disk."""

from __future__ import annotations

import contextlib
import io
import warnings
import zipfile

import export_writers as w
import numpy as np
import pandas as pd
import pytest
from recording_frames import signal, wide

import retrogait as rg
from retrogait.errors import InvalidOption, RetrogaitWarning, UnreadableExport

SAMPLES = signal(np.arange(500) / 100.0)


def read(given, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(given, **options)


def archive(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "/"), data)
    return path


def test_retrogaits_own_file_in_a_zip(tmp_path):
    path = archive(tmp_path / "a.zip", **{"walk.csv": wide().to_csv(index=False)})
    rec = read(path, frame="segment")
    assert rec.frame == "segment"
    pd.testing.assert_frame_equal(rec.wide(), wide(), check_exact=True)


@pytest.mark.parametrize("kind", [io.BytesIO, io.StringIO])
def test_open_files(tmp_path, kind):
    path = w.physics_toolbox(tmp_path, SAMPLES)
    given = kind(path.read_bytes() if kind is io.BytesIO else path.read_text())
    rec = read(given)
    np.testing.assert_allclose(rec.samples("sensor_1")[1], SAMPLES, atol=1e-4)
    with path.open("rb") as file:
        assert read(file).source["file"] == "physics.csv"


def test_names_in_a_zip_never_leave_its_folder(tmp_path):
    outside = tmp_path / "evil.csv"
    text = w.physics_toolbox(tmp_path, SAMPLES).read_text()
    for name in ("../../evil.csv", "/evil.csv", "..\\evil.csv", "C:\\evil.csv", "a/../../evil.csv"):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr(zipfile.ZipInfo(name), text)
        np.testing.assert_allclose(read(path).samples("sensor_1")[1], SAMPLES, atol=1e-4)
        assert not outside.exists()


def test_a_bomb_is_not_unpacked(tmp_path):
    path = archive(tmp_path / "a.zip", **{"a.csv": b"0," * (80 << 20)})
    assert path.stat().st_size < 1 << 20
    with pytest.raises(UnreadableExport, match="a.zip: a.csv unpacks to more than 6. MB .*no recording does"):
        rg.read_recording(path)


def test_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr("retrogait.readers.containers.MOST_FILES", 5)
    path = archive(tmp_path / "a.zip", **{f"{k}.csv": "a" for k in range(6)})
    with pytest.raises(UnreadableExport, match="a.zip: holds 6 files; expected the export of one recording"):
        rg.read_recording(path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_zip_cut_short(tmp_path, share):
    path = w.zipped(tmp_path / "a.zip", w.sensor_logger(tmp_path / "phone", SAMPLES))
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(UnreadableExport, match="a.zip: is a damaged zip archive .*download it again"):
        rg.read_recording(path)


def test_damaged_members(tmp_path):
    whole = w.zipped(tmp_path / "a.zip", w.sensor_logger(tmp_path / "phone", SAMPLES)).read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(60):
        data = bytearray(whole)
        for at in rng.integers(0, len(data), 5):
            data[at] = rng.integers(0, 256)
        (tmp_path / "b.zip").write_bytes(data)
        with contextlib.suppress(UnreadableExport):
            read(tmp_path / "b.zip")


def test_a_spreadsheet_is_named(tmp_path):
    path = archive(tmp_path / "a.csv", **{"[Content_Types].xml": "<x/>", "xl__sheet1.xml": "<x/>"})
    with pytest.raises(
        UnreadableExport, match="a.csv: is a spreadsheet or document, expected a CSV; save the sheet"
    ):
        rg.read_recording(path)


def test_a_zip_without_tables(tmp_path):
    with pytest.raises(UnreadableExport, match="holds no file that could be a table"):
        rg.read_recording(archive(tmp_path / "a.zip", **{"photo.jpg": b"\xff\xd8"}))
    with pytest.raises(
        UnreadableExport, match="none of its 2 files is a table of an accelerometer or gyroscope"
    ):
        rg.read_recording(archive(tmp_path / "a.zip", **{"a.csv": "name,value\n", "b.txt": "hello"}))


def test_a_folder_of_packed_files_names_them(tmp_path):
    (tmp_path / "left_foot.csv.7z").write_bytes(b"7z\xbc\xaf")
    with pytest.raises(UnreadableExport, match=r"but left_foot.csv.7z; unpack it first, or pass one zip"):
        rg.read_recording(tmp_path)


def test_an_encrypted_zip_says_so(tmp_path):
    path = archive(tmp_path / "a.zip", **{"a.csv": "1,2\n"})
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    path.write_bytes(data)
    with pytest.raises(UnreadableExport, match="a.zip: is encrypted; unpack it with its password first"):
        rg.read_recording(path)


@pytest.mark.parametrize(
    ("given", "message"), [(5, "5 given; expected a path, an open file"), ([], "list is empty")]
)
def test_what_cannot_be_opened(given, message):
    with pytest.raises(InvalidOption, match=message):
        rg.read_recording(given)


def test_columns_that_no_file_of_a_folder_has_are_named(tmp_path):
    folder = w.phyphox(tmp_path / "a", SAMPLES)
    with pytest.raises(UnreadableExport, match=r"a: column 'ACC.X' is not in it \(found Time \(s\), X"):
        rg.read_recording(folder, columns={"left_foot": "{ACC|GYR}.{X|Y|Z}"}, acc_unit="g", gyr_unit="deg/s")


def test_files_of_one_name_in_folders_named_by_site(tmp_path):
    for site in ("left_foot", "right_foot"):
        w.phyphox(tmp_path / "session" / site, SAMPLES)
    rec = read(tmp_path / "session")
    assert rec.sites == ("left_foot", "right_foot")
    np.testing.assert_allclose(rec.samples("right_foot")[1], SAMPLES, atol=1e-4)


def test_two_trials_in_a_folder_are_refused(tmp_path):
    for trial in ("Walk", "Run"):
        w.phyphox(tmp_path / "session" / trial, SAMPLES)
    with pytest.raises(
        UnreadableExport, match="session: seems to hold several recordings .Run/Accel.*Walk/Accel"
    ):
        rg.read_recording(tmp_path / "session")


def test_hdf5_of_apdm(tmp_path):
    h5py = pytest.importorskip("h5py", reason="h5py (extra apdm) is not installed")
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        for key, label in (("1234", "Left Foot"), ("1235", "Lumbar")):
            group = file.create_group(f"Sensors/{key}")
            group["Accelerometer"] = SAMPLES[:, :3]
            group["Gyroscope"] = np.radians(SAMPLES[:, 3:])
            group["Time"] = 1_700_000_000_000_000 + 10_000 * np.arange(len(SAMPLES))
            group.create_group("Configuration").attrs["Label 0"] = label.encode()
    rec = read(path)
    assert rec.sites == ("left_foot", "lower_back")
    assert str(rec.start_time) == "2023-11-14 22:13:20+00:00"
    np.testing.assert_allclose(rec.samples("left_foot")[1], SAMPLES, atol=1e-9)


@pytest.mark.parametrize(
    ("head", "package", "extra"), [(b"\x89HDF\r\n", "h5py", "apdm"), (b"MD\xfc\x03", "actfast", "axivity")]
)
def test_a_lacking_package_is_named(tmp_path, monkeypatch, head, package, extra):
    monkeypatch.setitem(__import__("sys").modules, package, None)
    (tmp_path / "a.bin").write_bytes(head + bytes(2000))
    with pytest.raises(
        rg.errors.MissingExtra, match=rf"a.bin: .*needs {package}.*pip install 'retrogait\[{extra}\]'"
    ):
        rg.read_recording(tmp_path / "a.bin")


def test_a_cwa_without_samples_is_refused(tmp_path):
    pytest.importorskip("actfast", reason="actfast (extra axivity) is not installed")
    (tmp_path / "a.cwa").write_bytes(b"MD\xfc\x03" + bytes(1020))
    with pytest.raises(
        UnreadableExport, match="a.cwa: (holds no samples|cannot be read as a binary recording)"
    ):
        rg.read_recording(tmp_path / "a.cwa")


def test_the_real_cwa(shared_data):
    pytest.importorskip("actfast", reason="actfast (extra axivity) is not installed")
    rec = read(shared_data / "exports" / "axivity" / "ax6_testfile.cwa")
    assert rec.source["format"] == "Axivity AX6"
    assert rec.rate_hz == pytest.approx(100.0, rel=0.02)
