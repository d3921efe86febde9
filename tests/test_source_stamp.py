"""Kernels are compiled again where something changed that is compiled into them, and only there."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import retrogait._kernels as kernels
from retrogait._kernels.source_stamp import imported_files, source_stamp

HERE = Path(kernels.__file__).parent
FILES = sorted(HERE.rglob("*.py"))


def naive_imports(path: Path) -> set[Path]:
    """By the syntax, one import after the other."""
    found, left = set(), [path]
    while left:
        file = left.pop()
        if file in found:
            continue
        found.add(file)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("retrogait._kernels"):
                module = HERE.joinpath(*node.module.split(".")[2:])
                for one in (module, *(module / alias.name for alias in node.names)):
                    left += [one.with_suffix(".py")] * one.with_suffix(".py").is_file()
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_imports_are_those_of_the_syntax(path):
    assert imported_files(path) == naive_imports(path)


def test_a_kernel_depends_on_what_it_calls_and_on_constants_but_not_on_others():
    names = {path.relative_to(HERE).as_posix() for path in imported_files(HERE / "foot_roll.py")}
    assert {"foot_roll.py", "swings.py", "strapdown.py", "jit.py"} <= names
    assert "trunk.py" not in names
    assert HERE / "constants.py" in imported_files(HERE / "live" / "energy.py")


def test_every_kernel_is_stamped():
    from retrogait._runtime.compiling import KERNELS

    for kernel in KERNELS:
        path = Path(kernel.compiled.py_func.__code__.co_filename)
        assert kernel.compiled._cache._cache_file._source_stamp == source_stamp(path), path


COUNT = """
from retrogait._kernels.planted_caller import twice
from retrogait._kernels.planted_other import half
print(twice(1.0), half(1.0))
print(len(twice.stats.cache_hits), len(half.stats.cache_hits))
"""
PLANTED = {
    "planted_called": "FACTOR = 1.0\n\n\n@kernel\ndef value(x):\n    return x * FACTOR\n",
    "planted_caller": "from retrogait._kernels.planted_called import value\n\n\n@kernel\ndef twice(x):\n"
    "    return 2.0 * value(x)\n",
    "planted_other": "@kernel\ndef half(x):\n    return 0.5 * x\n",
}


@pytest.mark.slow
def test_the_edit_of_one_kernel_leaves_others_compiled_and_is_felt_by_its_callers(tmp_path):
    source = tmp_path / "src" / "retrogait"
    shutil.copytree(HERE.parent, source, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in PLANTED.items():
        head = "from retrogait._kernels.jit import kernel\n"
        (source / "_kernels" / f"{name}.py").write_text(head + text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(source.parent), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}

    def run() -> list[str]:
        command = [sys.executable, "-c", COUNT]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    assert run() == ["2.0 0.5", "0 0"]
    assert run() == ["2.0 0.5", "1 1"]
    called = source / "_kernels" / "planted_called.py"
    called.write_text(
        called.read_text(encoding="utf-8").replace("FACTOR = 1.0", "FACTOR = 3.0"), encoding="utf-8"
    )
    assert run() == ["6.0 0.5", "0 1"]
    os.utime(called)  # a date is no edit
    assert run() == ["6.0 0.5", "1 1"]
