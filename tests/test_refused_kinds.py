"""Files that hold no table are refused by what they are, with a way that works."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.errors import RetrogaitWarning, UnreadableExport
from retrogait.readers.refused_kinds import BINARY, C3D, MVN, REFUSED

SAMPLES = signal(np.arange(500) / 100.0)
MVNX = b'<?xml version="1.0" encoding="UTF-8"?>\n<mvnx version="4">\n<mvn version="2021.0.0" build="6643"/>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.mvnx", MVNX, "is MVNX of Xsens MVN, the motion of a fitted body, .*write its sensorAcceleration and"),
        ("a.txt", b'\n<mvnx version="3">', "is MVNX of Xsens MVN"),
        ("a.xml", b"<?xml version='1.0'?><gpx></gpx>", "is XML, expected a CSV; export the samples as CSV"),
        ("a.c3d", b"\x02\x50" + bytes(510), "is C3D, which holds markers and analog channels, .*as text, which is"),
        ("walk.dat", b"\x02\x50" + bytes(510), "is C3D"),
        ("a.mvn", bytes(range(256)) * 4, "is a recording of Xsens MVN that only MVN opens, .*export it as MVNX"),
        ("a.dat", bytes(range(256)) * 4, "is binary, expected a CSV; export the samples as CSV"),
        ("a.csv", b"\x50\x50" + bytes(510), "is binary"),
    ],
)  # fmt: skip
def test_a_kind_is_named_with_what_to_do(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableExport, match=f"{name}: {message}"):
        rg.read_recording(tmp_path / name)


def test_what_is_advised_for_mvnx_is_read(tmp_path):
    names = [f"LeftFoot_{kind}_{axis}" for kind in ("acc", "gyr") for axis in "xyz"]
    pd.DataFrame(SAMPLES, columns=names).to_csv(tmp_path / "a.csv", index=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        rec = rg.read_recording(tmp_path / "a.csv", acc_unit="m/s^2", gyr_unit="deg/s", rate_hz=100)
    assert rec.sites == ("left_foot",)


def test_every_kind_says_what_to_do():
    for kind in (*REFUSED, C3D, MVN, BINARY):
        assert kind.name
        assert kind.advice
        assert f"a.bin: is {kind.what}, expected a CSV; {kind.advice}" == kind.refusal("a.bin")
