"""What is no file that can be read: told by name, at once, whatever kind of thing a path leads to."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from pathlib import Path

import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitError, UnreadableExport
from retrogait.readers import containers

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")


def refusal(given, kind=RetrogaitError):
    with pytest.raises(kind) as caught:
        rg.read_recording(given)
    return str(caught.value)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("", "''"),
        ("x\0y.csv", r"'x\x00y.csv'"),
        ("\ud800.csv", r"'\ud800.csv'"),
    ],
)
def test_a_name_that_no_file_has(given, shown):
    expected = f"path: {shown} given; expected the path of a file: not empty, without NUL; check it"
    assert refusal(given, InvalidOption) == expected


class PathOfBytes(os.PathLike):
    """A path that is no text."""

    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return "<PathOfBytes>"


def test_a_path_of_bytes():
    message = refusal(PathOfBytes(b"walk.csv"), InvalidOption)
    assert message.startswith("path: <PathOfBytes> given; expected the path of a file")


@posix
def test_a_name_that_is_too_long(tmp_path):
    assert "cannot be read (File name too long)" in refusal(tmp_path / ("a" * 300 + ".csv"), UnreadableExport)


def test_a_home_that_nobody_has():
    assert "there is no such file" in refusal("~nobody-of-this-name/walk.csv", UnreadableExport)


@posix
def test_a_pipe_is_not_waited_for(tmp_path):
    pipe = tmp_path / "walk.csv"
    os.mkfifo(pipe)
    for read in (rg.read_recording, rg.analyze):
        with pytest.raises(
            UnreadableExport, match=r"walk\.csv: cannot be read \(it is a pipe, not a file\); expected a"
        ):
            read(pipe)
    with pytest.raises(UnreadableExport, match="it is a pipe"):
        rg.read_recording([pipe])
    with pytest.raises(InvalidTable, match=r"cannot be opened \(it is a pipe, not a file; looked in"):
        rg.Alignment.load(pipe)
    pipe.rename(tmp_path / "log.json")
    with pytest.raises(InvalidTable, match="it is a pipe, not a file"):
        rg.SessionLog.load(tmp_path / "log.json")


@posix
def test_a_pipe_in_a_folder_is_no_file_of_it(tmp_path):
    os.mkfifo(tmp_path / "walk.csv")
    assert "holds no file that could be a table" in refusal(tmp_path, UnreadableExport)


@posix
def test_a_device_is_not_read():
    assert "/dev/zero: cannot be read (it is a device, not a file)" in refusal("/dev/zero", UnreadableExport)


def test_a_folder_where_a_file_is_expected(tmp_path):
    with pytest.raises(InvalidTable, match="cannot be opened"):
        rg.Alignment.load(tmp_path)
    with pytest.raises(rg.UnwritableFile, match="is a folder, which is not written over"):
        rg.Alignment.declared({"left_foot": ("+x", "+y", "+z")}).save(tmp_path)


@posix
def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "walk.csv"
    path.write_text("time_s\n")
    opened = Path.open

    def locked(self, *args, **kwargs):
        if self == path:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return opened(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", locked)
    assert "walk.csv: cannot be read (Permission denied); expected a file that can be read" in refusal(path)


def test_a_disk_that_fails_while_it_is_read(tmp_path, monkeypatch):
    rows = "".join(f"{k / 100},1,2,9.8,{k % 7},1,2\n" for k in range(300))
    path = tmp_path / "walk.csv"
    path.write_text("time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n" + rows)

    def failing(*_, **__):
        raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr("pandas.read_csv", failing)
    message = refusal(path, UnreadableExport)
    assert re.search(r"walk\.csv: cannot be read \(Input/output error\); .* copy it elsewhere first", message)


class Failing(io.BytesIO):
    def read(self, *_):
        raise OSError(errno.EIO, "Input/output error")


def closed():
    file = io.BytesIO(b"time_s\n")
    file.close()
    return file


@pytest.mark.parametrize(("make", "said"), [(closed, "ValueError: "), (Failing, "OSError: ")])
def test_an_open_file_that_gives_nothing(make, said):
    message = refusal(make(), UnreadableExport)
    assert f"the open file cannot be read ({said}" in message
    assert "open it again with open(path, 'rb'), or pass its path" in message


def test_an_open_file_without_end(monkeypatch):
    monkeypatch.setattr(containers, "MOST_BYTES", 3 << 20)

    class Endless(io.RawIOBase):
        def read(self, n=-1):
            return b"1,2\n" * (n // 4)

    assert "the open file gives more than 0 GB; expected the export of one" in refusal(
        Endless(), UnreadableExport
    )


def test_an_open_file_of_a_long_name(tmp_path):
    frame = rg.Recording.from_frames({"left_foot": signal_frame()}, 100.0)
    rg.write_recording(frame, tmp_path / "walk.csv")
    file = io.BytesIO((tmp_path / "walk.csv").read_bytes())
    file.name = "a" * 300 + ".csv"
    assert rg.read_recording(file).sites == ("left_foot",)


def signal_frame():
    import numpy as np
    import pandas as pd

    columns = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    return pd.DataFrame(signal(np.arange(300) / 100.0), columns=columns, index=np.arange(300) / 100.0)
