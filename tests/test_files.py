"""Files are written all or not at all, and a lock is free when its holder is gone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading

import pytest
from kernel_calls import SOURCE

import retrogait as rg
from retrogait._runtime import files
from retrogait._runtime.files import holding, replacing
from retrogait.errors import RetrogaitError


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
def test_a_link_keeps_pointing_to_what_is_written(tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old")
    link.symlink_to(target)
    with replacing(link) as draft:
        draft.write_text("new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    with replacing(pipe) as draft:
        draft.write_text("streamed")
    reader.join()
    assert read == ["streamed"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


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
