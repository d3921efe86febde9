"""Kernels compiled by several processes: the tables say what is called, and each kernel is compiled once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from kernel_calls import SOURCE, called_from_python

from retrogait._runtime import compiling

OUTSIDE = {
    "period.block_means",  # called with arrays of several layouts
    "zero_velocity.stillest_window",  # compiled before a table is asked for
    "levelling.stride_gravity",  # these of shanks only, and quick
    "levelling.tilt_angles",
    "levelling.up_from_sensor",
}

CALLED = """
import sys
import retrogait as rg
from retrogait._runtime import compiling
from retrogait.cli.warming import kernels
table, *sites = sys.argv[1:]
walk, _ = rg.simulate_walk("backward", 0.6, duration_s=30, sites=sites, seed=1)
rg.analyze(walk)
for kernel in kernels():
    wanted = [tuple(compiling._TYPES[one] for one in letters.split())
              for known, letters in compiling._TABLES[table] if known is kernel]
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
    ("table", "sites"),
    [("limb", ["left_foot", "right_foot"]), ("limb", ["left_shank"]), ("trunk", ["lower_back"])],
)
def test_a_table_has_every_kernel_of_its_analysis_with_the_types_it_is_called_with(table, sites):
    found = {
        name: (known, types) for name, known, types in map(str.split, run(CALLED, table, *sites).splitlines())
    }
    known = {name for name, (state, _) in found.items() if state == "known"}
    assert len(known) == len(compiling._TABLES[table])
    assert [name for name in known if found[name][1] != "same"] == []
    assert (found.keys() & called_from_python()) - known <= OUTSIDE


QUICK = """
from retrogait._runtime import compiling
compiling._TABLES["quick"] = compiling._TABLES["limb"][-5:]
compiling.make_ready("quick")
for kernel, _ in compiling._TABLES["quick"]:
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
compiling._TABLES["quick"] = compiling._TABLES["limb"][-2:]
compiling._PATIENCE_S = 0.1
kernel, _ = compiling._TABLES["quick"][0]
with compiling._locked(Path(kernel.stats.cache_path) / "retrogait._kernels.strapdown.gravity_between.lock"):
    compiling.make_ready("quick")
print([len(kernel.signatures) for kernel, _ in compiling._TABLES["quick"]])
"""
    assert run(code, NUMBA_CACHE_DIR=str(tmp_path), NUMBA_NUM_THREADS="1") == "[0, 1]\n"


HELPED = """
import sys, types
from retrogait._runtime import compiling
compiling._TABLES["quick"] = compiling._TABLES["limb"][-3:]
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
    run(compiling._helper_code("trunk"), NUMBA_CACHE_DIR=str(tmp_path))
    kept = {path.name.split("-")[0] for path in tmp_path.rglob("*.nbi")}
    wanted = {
        f"{kernel.py_func.__module__.rsplit('.', 1)[-1]}.{kernel.py_func.__name__}"
        for kernel, _ in compiling._TABLES["trunk"]
    }
    assert wanted <= kept
