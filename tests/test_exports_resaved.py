"""Exports after a spreadsheet, another language or another version has been at them."""

from __future__ import annotations

import csv
import warnings

import export_writers as w
import numpy as np
import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.errors import RetrogaitWarning

SAMPLES = signal(np.arange(500) / 100.0)
PLAIN = {
    "dot app": (w.dot_app, "Movella DOT"),
    "dot sdk": (w.dot_sdk, "Movella DOT"),
    "xsens": (w.xsens, "Xsens MTw / MT Manager"),
    "shimmer": (w.shimmer, "Shimmer Consensys"),
    "apdm": (w.apdm, "APDM Opal"),
    "actigraph": (w.actigraph_imu, "ActiGraph"),
    "vicon": (w.vicon, "Vicon Blue Trident"),
    "trigno": (w.trigno, "Delsys Trigno"),
    "moticon": (w.moticon, "Moticon OpenGo"),
    "sensorlog": (w.sensorlog, "SensorLog"),
    "physics toolbox": (w.physics_toolbox, "Physics Toolbox"),
    "gaitmap": (w.gaitmap, "gaitmap or mobgap frames"),
}


def read(given, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(given, **options)


def resave(path, delimiter, decimal, encoding):
    """Do what a spreadsheet does: every line as wide as the widest, one delimiter, its own decimal sign."""
    lines = path.read_text(encoding="utf-8").splitlines()
    sign = max(",;\t", key=lambda one: sum(line.count(one) for line in lines[-20:]))
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=sign)]
    rows = [row for row in rows if not (row and row[0].lower().startswith("sep="))]
    width = max(map(len, rows))

    def number(cell):
        try:
            float(cell)
        except ValueError:
            return cell
        return cell.replace(".", decimal)

    rows = [[number(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


@pytest.mark.parametrize(
    ("delimiter", "decimal", "encoding"),
    [
        (",", ".", "utf-8"),
        (",", ".", "utf-8-sig"),
        (";", ",", "cp1252"),
        ("\t", ".", "utf-16"),
        (";", ".", "utf-8-sig"),
    ],
)
@pytest.mark.parametrize("layout", PLAIN)
def test_a_resaved_export_is_read_alike(tmp_path, layout, delimiter, decimal, encoding):
    write, name = PLAIN[layout]
    path = write(tmp_path, SAMPLES)
    wanted = read(path)
    resave(path, delimiter, decimal, encoding)
    rec = read(path)
    assert rec.source["format"] == name
    assert rec.sites == wanted.sites
    for site in rec.sites:
        np.testing.assert_allclose(rec.samples(site)[1][:490], wanted.samples(site)[1][:490], atol=1e-6)


@pytest.mark.parametrize(
    ("language", "time", "acc", "gyr"),
    [
        ("de", "Zeit (s)", "Beschleunigung {} (m/s^2)", "Gyroskop {} (rad/s)"),
        ("fr", "Temps (s)", "Accélération {} (m/s²)", "Gyroscope {} (rad/s)"),
        ("es", "Tiempo (s)", "Aceleración {} (m/s^2)", "Giroscopio {} (rad/s)"),
        ("it", "Tempo (s)", "Accelerazione {} (m/s^2)", "Giroscopio {} (rad/s)"),
        ("pt", "Tempo (s)", "Aceleração {} (m/s^2)", "Giroscópio {} (rad/s)"),
        ("nl", "Tijd (s)", "Versnelling {} (m/s^2)", "Gyroscoop {} (rad/s)"),
        ("zh", "时间 (s)", "加速度 {} (m/s^2)", "角速度 {} (rad/s)"),
        ("ru", "Время (с)", "Ускорение {} (m/s^2)", "Гироскоп {} (rad/s)"),
    ],
)
def test_other_languages(tmp_path, language, time, acc, gyr):
    names = [time, *(acc.format(a) for a in "xyz"), *(gyr.format(a) for a in "xyz")]
    rows = w.table(names, w.seconds(SAMPLES), *SAMPLES[:, :3].T, *w.rad(SAMPLES).T)
    rec = read(w.rows_of(tmp_path / f"{language}.csv", rows))
    np.testing.assert_allclose(rec.samples("sensor_1")[1], SAMPLES, atol=1e-5)


def test_x_imu3_with_microseconds(tmp_path):
    names = [
        "Timestamp (us)",
        *(f"Gyroscope {a} (deg/s)" for a in "XYZ"),
        *(f"Accelerometer {a} (g)" for a in "XYZ"),
    ]
    stamps = [str(12_345_678 + 10_000 * k) for k in range(len(SAMPLES))]
    rows = w.table(names, stamps, *SAMPLES[:, 3:].T, *(SAMPLES[:, :3] / w.G).T)
    rec = read(w.rows_of(tmp_path / "Inertial.csv", rows))
    assert rec.source["format"] == "x-io x-IMU3"
    np.testing.assert_allclose(rec.samples("sensor_1")[1], SAMPLES, atol=1e-5)


def test_emgworks_with_a_time_beside_every_channel(tmp_path):
    names, columns = [], []
    for kind, unit, values in (("ACC", "g", SAMPLES[:, :3] / w.G), ("GYRO", "deg/s", SAMPLES[:, 3:])):
        for axis, column in zip("XYZ", values.T, strict=True):
            names += ["X [s]", f"Sensor 1: {kind}.{axis} 1 [{unit}]"]
            columns += [w.seconds(SAMPLES), column]
    rec = read(w.rows_of(tmp_path / "emgworks.csv", w.table(names, *columns)))
    assert rec.sites == ("sensor_1",) or len(rec.sites) == 1
    np.testing.assert_allclose(rec.samples(rec.sites[0])[1], SAMPLES, atol=1e-5)


def test_a_trailing_line_of_words_names_its_line(tmp_path):
    path = w.physics_toolbox(tmp_path, SAMPLES)
    path.write_text(path.read_text() + "end of recording,,,,,,,,,,\n")
    with pytest.raises(
        rg.errors.UnreadableExport, match="physics.csv: line 503, column 'time' holds 'end of recording'"
    ):
        rg.read_recording(path)
