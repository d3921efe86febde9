"""Kernels compiled by several processes: their signatures say how they are called, and each is compiled once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from kernel_calls import SOURCE, called_from_python

from retrogait._runtime import compiling

OUTSIDE = {
    "period.block_means",  # called with arrays of several layouts
    "zero_velocity.stillest_window",  # compiled before a stage begins
    "levelling.stride_gravity",  # these of thighs and shanks, and quick
    "levelling.tilt_angles",
    "levelling.up_from_sensor",
}

CALLED = """
import sys
import retrogait as rg
from retrogait._runtime import compiling
from retrogait.cli.warming import kernels
stage, *sites = sys.argv[1:]
walk, _ = rg.simulate_walk("backward", 0.6, duration_s=30, sites=sites, seed=1)
rg.analyze(walk)
known = compiling.kernels_of(stage)
for kernel in kernels():
    wanted = [one.types for one in known if one.compiled is kernel]
    name = kernel.py_func.__module__.rsplit(".", 1)[-1] + "." + kernel.py_func.__name__
    if kernel.signatures or wanted:
        print(name, "known" if wanted else "new", "same" if wanted == kernel.signatures else "other")
"""


def run(code: str, *arguments: str, **environment: str) -> str:
    given = {**os.environ, "PYTHONPATH": str(SOURCE.parent), **environment}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments], capture_output=True, text=True, env=given
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("stage", "sites"),
    [
        ("limb", ["left_foot", "right_foot"]),
        ("limb", ["left_shank"]),
        ("thigh", ["left_thigh"]),
        ("trunk", ["lower_back"]),
    ],
)
def test_a_stage_has_every_kernel_of_its_analysis_with_the_types_it_is_called_with(stage, sites):
    found = {
        name: (known, types) for name, known, types in map(str.split, run(CALLED, stage, *sites).splitlines())
    }
    known = {name for name, (state, _) in found.items() if state == "known"}
    assert len(known) == len(compiling.kernels_of(stage))
    assert [name for name in known if found[name][1] != "same"] == []
    assert (found.keys() & called_from_python()) - known <= OUTSIDE


def test_every_file_with_kernels_of_a_stage_is_loaded_to_compile_them():
    """A helper process loads no more than this: what it does not know is left to the one that waits."""
    folder = SOURCE / "_kernels"
    staged = {path.stem for path in folder.glob("*.py") if ', stage="' in path.read_text(encoding="utf-8")}
    code = "from retrogait._runtime.compiling import KERNELS\nprint(*{one.compiled.__module__ for one in KERNELS})"
    loaded = {name.rsplit(".", 1)[-1] for name in run(code).split()}
    assert staged - {"jit"} == loaded


def test_one_that_is_quick_to_compile_comes_first_then_those_that_take_longest():
    """Of 15 s of one core measure_swings takes 5.9, the two paths 3.7, window_periods 2.4, gravity_between 0.2."""
    order = [one.compiled.py_func.__name__ for one in compiling.kernels_of("limb")]
    assert order[:2] == ["gravity_between", "measure_swings"]
    assert order.index("trace_path") < order.index("window_periods") < order.index("quiet_minima")


QUICK = """
from retrogait._runtime import compiling
some = compiling.kernels_of("limb")[-5:]
compiling.kernels_of = lambda stage: some
compiling.make_ready("quick")
for kernel in (one.compiled for one in some):
    print(kernel.py_func.__name__, sum(kernel.stats.cache_misses.values()), len(kernel.signatures))
"""


def test_processes_that_begin_at_once_compile_each_kernel_once(tmp_path):
    given = {
        **os.environ,
        "PYTHONPATH": str(SOURCE.parent),
        "NUMBA_CACHE_DIR": str(tmp_path),
        "NUMBA_NUM_THREADS": "1",
    }
    running = [
        subprocess.Popen([sys.executable, "-c", QUICK], stdout=subprocess.PIPE, text=True, env=given)
        for _ in range(3)
    ]
    rows = [row.split() for one in running for row in one.communicate(timeout=120)[0].splitlines()]
    assert len(rows) == 15
    assert {ready for _, _, ready in rows} == {"1"}
    compiled: dict[str, int] = {}
    for name, misses, _ in rows:
        compiled[name] = compiled.get(name, 0) + int(misses)
    assert set(compiled.values()) == {1}
    assert list(tmp_path.rglob("*.nbi"))
    assert not list(tmp_path.rglob("*.lock"))


def test_somebody_who_holds_a_kernel_and_does_nothing_is_not_waited_for_for_ever(tmp_path):
    code = """
from pathlib import Path
from retrogait._runtime import compiling
some = compiling.kernels_of("limb")[-2:]
held, other = (one.compiled for one in some)
compiling.kernels_of = lambda stage: some
compiling._PATIENCE_S = 0.1
name = f"{held.py_func.__module__}.{held.py_func.__name__}.lock"
with compiling._locked(Path(held.stats.cache_path) / name):
    compiling.make_ready("quick")
print([len(held.signatures), len(other.signatures)])
"""
    assert run(code, NUMBA_CACHE_DIR=str(tmp_path), NUMBA_NUM_THREADS="1") == "[0, 1]\n"


HELPED = """
import sys, types
from retrogait._runtime import compiling
some = compiling.kernels_of("limb")[-3:]
compiling.kernels_of = lambda stage: some
called = []
class Helper:
    def __init__(self, command, **streams): called.append(command)
    def kill(self): called.append("killed")
    def wait(self): called.append("gone")
compiling.subprocess = types.SimpleNamespace(Popen=Helper, DEVNULL=None)
{setting}
compiling.make_ready("quick")
print([one if isinstance(one, str) else one[0] == sys.executable for one in called])
"""


@pytest.mark.parametrize(
    ("setting", "called"),
    [
        ("", "[True, True, 'killed', 'gone', 'killed', 'gone']"),
        ("sys.frozen = True", "[]"),
        ("sys.executable = 'C:/Programs/R/Rterm.exe'", "[]"),
        ("sys.executable = None", "[]"),
        ("def Refused(*a, **k): raise PermissionError\ncompiling.subprocess.Popen = Refused", "[]"),
    ],
)
def test_helpers_are_called_once_and_only_where_python_runs_by_itself(tmp_path, setting, called):
    code = HELPED.replace("{setting}", setting)
    assert run(code, NUMBA_CACHE_DIR=str(tmp_path), NUMBA_NUM_THREADS="3") == f"{called}\n"


def test_no_helper_is_called_where_the_cache_is_full(tmp_path):
    run(QUICK, NUMBA_CACHE_DIR=str(tmp_path), NUMBA_NUM_THREADS="1")
    code = HELPED.replace("{setting}", "").replace("[-3:]", "[-5:]")
    assert run(code, NUMBA_CACHE_DIR=str(tmp_path), NUMBA_NUM_THREADS="3") == "[]\n"


@pytest.mark.slow
def test_a_helper_fills_the_cache(tmp_path):
    """Started by the very command that starts helpers."""
    given = {**os.environ, "PYTHONPATH": str(SOURCE.parent), "NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run(compiling.helper_command("trunk"), check=True, env=given)
    kept = {path.name.split("-")[0] for path in tmp_path.rglob("*.nbi")}
    functions = [one.compiled.py_func for one in compiling.kernels_of("trunk")]
    assert {f"{one.__module__.rsplit('.', 1)[-1]}.{one.__name__}" for one in functions} <= kept
