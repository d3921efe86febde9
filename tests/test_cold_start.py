"""The first run: kernels compiled once, said on a terminal, from any install, by many processes at a time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest
from kernel_calls import called_from_python

import retrogait
from retrogait._kernels.jit import Notice

ONE_KERNEL = """
import numpy as np
from retrogait._kernels import period
means = np.empty((2, 3))
period.block_means(np.arange(18.0).reshape(6, 3), 0, 3, means)
print(*means[:, 0], period.block_means.stats.cache_path, sep=" ")
"""


class Stream:
    """A stream that keeps what is written, and is a terminal or not."""

    def __init__(self, terminal: bool) -> None:
        self.terminal, self.text = terminal, ""

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def compiling(module: str | None) -> types.SimpleNamespace:
    """What numba tells as it begins to compile a function of a module."""
    function = types.SimpleNamespace(__module__=module)
    return types.SimpleNamespace(data={"dispatcher": types.SimpleNamespace(py_func=function)})


def said(monkeypatch: pytest.MonkeyPatch, terminal: bool, *modules: str | None) -> str:
    stream, notice = Stream(terminal), Notice()
    monkeypatch.setattr(sys, "stderr", stream)
    for module in modules:
        notice.on_start(compiling(module))
    return stream.text


def test_a_terminal_is_told_once(monkeypatch):
    text = said(
        monkeypatch, True, "scipy.other", "retrogait._kernels.zero_velocity", "retrogait._kernels.swings"
    )
    assert text == "retrogait: compiling its kernels, once for this installation (some seconds)\n"


def test_nothing_is_said_of_others_kernels_or_where_nobody_looks(monkeypatch):
    assert said(monkeypatch, True, "scipy.other", None) == ""
    assert said(monkeypatch, False, "retrogait._kernels.zero_velocity") == ""


def run_one_kernel(source: Path, **environment: str) -> list[str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    given |= {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    command = [sys.executable, "-W", "error", "-c", ONE_KERNEL]
    done = subprocess.run(command, capture_output=True, text=True, env=given, cwd=source)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="makes folders unwritable in the way of POSIX")
def test_a_read_only_install_under_an_unwritable_home_works(tmp_path):
    """Files stand where the folders of the cache would be, which stops even the superuser."""
    package = tmp_path / "retrogait"
    shutil.copytree(Path(retrogait.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "_kernels" / "__pycache__").write_text("no folder")
    nowhere = tmp_path / "no_home"
    nowhere.write_text("no folder")
    found = run_one_kernel(tmp_path, HOME=str(nowhere), XDG_CACHE_HOME=str(nowhere))
    assert found[:2] == ["3.0", "12.0"]
    assert found[2] == "None"


@pytest.mark.slow
def test_eight_processes_at_once_fill_an_empty_cache(tmp_path):
    source = Path(retrogait.__file__).parents[1]
    cache = tmp_path / "cache"
    given = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(source)}
    command = [sys.executable, "-c", ONE_KERNEL]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=given)
        for _ in range(8)
    ]
    for one in running:
        found, complaint = one.communicate(timeout=120)
        assert (one.returncode, complaint) == (0, "")
        assert found.split()[:2] == ["3.0", "12.0"]
    assert list(cache.rglob("*.nbc"))


@pytest.mark.slow
def test_warm_reaches_every_kernel_of_an_analysis():
    """In a process of its own, where nothing else has compiled one."""
    code = (
        "from retrogait.cli import main; main(['warm'])\n"
        "from retrogait.cli.warming import kernels\n"
        "print('idle:', *[k.py_func.__name__ for k in kernels() if not k.signatures and k.py_func.__name__[0] != '_'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("compiled: ")
    assert " kernels, kept in " in done.stdout
    idle = set(
        done.stdout.splitlines()[-1].split()[1:]
    )  # those that are called from kernels are part of these
    called = {name.split(".")[1] for name in called_from_python()}
    assert not idle & called
