"""Files are written all or not at all, and a lock is free when its holder is gone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest
from kernel_calls import SOURCE

import retrogait as rg
from retrogait._runtime import files
from retrogait._runtime.files import holding, replacing
from retrogait.errors import RetrogaitError, UnwritableFile


def test_what_fails_half_way_leaves_the_old_file_and_no_draft(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(path) as draft:
        draft.write_text("half" * (draft.write_text("half") // 0))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_made(tmp_path):
    with replacing(tmp_path / "new" / "table.csv") as draft:
        draft.write_text("all")
    assert (tmp_path / "new" / "table.csv").read_text() == "all"


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda path: path.symlink_to(path.with_name("target.csv")),
            "is a link, .*; name what it points to, .*target",
        ),
        (
            os.mkfifo if sys.platform != "win32" else None,
            "is a pipe, which is not written over; expected a plain file",
        ),
        (lambda path: path.mkdir(), "is a folder, which is not written over"),
    ],
)
def test_what_is_no_plain_file_is_not_written_over(tmp_path, make, message):
    path = tmp_path / "there.csv"
    (tmp_path / "target.csv").write_text("old")
    make(path)
    before = path.lstat()
    with pytest.raises(UnwritableFile, match=message), replacing(path) as draft:
        draft.write_text("new")
    assert path.lstat().st_mode == before.st_mode
    assert (tmp_path / "target.csv").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="devices of POSIX")
def test_a_device_is_not_written_over():
    with pytest.raises(UnwritableFile, match="/dev/null: is a device, which is not written over"):
        rg.Alignment.declared({"left_foot": ("+x", "+y", "+z")}).save("/dev/null")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_the_mode_of_the_file_that_was_there_is_kept(tmp_path):
    path = tmp_path / "table.csv"
    path.touch()
    path.chmod(0o640)
    with replacing(path) as draft:
        draft.write_text("new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_what_the_system_refuses_is_told_as_an_error_of_the_file(tmp_path):
    with (
        pytest.raises(
            UnwritableFile, match="cannot be written .*; expected a name in a folder that can be written to"
        ),
        replacing(tmp_path / ("a" * 300)) as draft,
    ):
        draft.write_text("new")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_others_may_read_a_recording_as_any_other_file(tmp_path):
    plain, written = tmp_path / "plain", tmp_path / "walk.csv"
    plain.touch()
    rg.write_recording(rg.simulate_walk(duration_s=5, seed=1)[0], written)
    assert stat.S_IMODE(written.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@pytest.mark.parametrize(("busy", "works"), [(files._TRIES - 1, True), (files._TRIES, False)])
def test_a_file_that_another_program_reads_is_waited_for(tmp_path, monkeypatch, busy, works):
    monkeypatch.setattr(files, "_PAUSE_S", 0.0)
    draft, path = tmp_path / "draft", tmp_path / "table.csv"
    draft.write_text("new")
    left, replace = [busy], type(draft).replace

    def locked(self, target):
        left[0] -= 1
        if left[0] >= 0:
            raise PermissionError
        return replace(self, target)

    monkeypatch.setattr(type(draft), "replace", locked)
    if works:
        files._put_in_place(draft, path)
        assert path.read_text() == "new"
    else:
        with pytest.raises(PermissionError):
            files._put_in_place(draft, path)


def test_one_holds_a_file_at_a_time_and_it_is_gone_afterwards(tmp_path):
    path, held = tmp_path / ".lock", RetrogaitError("held")
    with holding(path, held):
        with pytest.raises(RetrogaitError, match="held"), holding(path, held):
            pass
        assert path.exists()
    assert not path.exists()
    with holding(path, held):
        pass


def test_a_holder_that_is_killed_holds_nothing(tmp_path):
    path = tmp_path / ".lock"
    code = f"""
import os, pathlib
from retrogait._runtime.files import holding
with holding(pathlib.Path({str(path)!r}), RuntimeError()):
    os._exit(9)
"""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent)}
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 9
    assert path.exists()
    with holding(path, RuntimeError()):
        pass
