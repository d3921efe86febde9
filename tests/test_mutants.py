"""The script behind `make mutants`, on a package of one file: what it draws, what it finds, what it leaves alone."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

SOURCE = '''"""How deep and wide a pond is."""

LEAST_M, WIDTH = 0.75, 25


def is_deep(depth_m):
    return depth_m >= LEAST_M


def is_wide(width_m, rows):
    return rows[3] < width_m > 2 * 1.5
'''
TESTS = """from pond.water import depth


def test_deep():
    assert depth.is_deep(0.75)
    assert depth.is_deep(0.8)
    assert not depth.is_deep(0.7)
"""


@pytest.fixture(scope="module")
def script():
    """Import a file of the benchmarks folder, which is no package."""
    folder = str(Path(__file__).resolve().parents[1] / "benchmarks")
    sys.path.insert(0, folder)
    yield importlib.import_module
    sys.path.remove(folder)


@pytest.fixture
def tree(tmp_path) -> Path:
    """A package `pond` with one room, a helper that uses it, and tests of some of it."""
    files = {
        "src/pond/__init__.py": "",
        "src/pond/water/__init__.py": "",
        "src/pond/water/depth.py": SOURCE,
        "src/pond/swimming.py": "from pond.water.depth import is_deep\n",
        "tests/test_depth.py": TESTS,
        "tests/test_swimming.py": "from pond import swimming\n",
        "tests/deep/test_swimming.py": "from pond.water import depth\n",
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["--import-mode=importlib"]\n',
        "tests/test_weather.py": "LEAST_M = 'no pond here'\n",
    }
    for name, text in files.items():
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_text(text, encoding="utf-8")
    return tmp_path / "tree"


def contents(tree: Path) -> dict[str, bytes]:
    return {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


def test_every_number_and_comparison_is_changed_both_ways(script):
    drawn = script("mutants_drawn")
    changes = {(m.line, m.name, m.before, m.after) for m in drawn.mutants_of("depth.py", SOURCE.encode())}
    assert changes == {
        (3, "LEAST_M", "0.75", "0.375"),  # WIDTH is that of an array
        (3, "LEAST_M", "0.75", "0.875"),  # a share stays one
        (7, "is_deep", ">=", ">"),
        (7, "is_deep", ">=", "<"),
        (11, "is_wide", "<", "<="),  # the place 3 is none to change
        (11, "is_wide", "<", ">="),
        (11, "is_wide", ">", ">="),
        (11, "is_wide", ">", "<="),
        (11, "", "2", "1"),
        (11, "", "2", "3"),
        (11, "", "1.5", "0.75"),
        (11, "", "1.5", "3.0"),
    }


def test_a_mutant_changes_one_place(script):
    drawn = script("mutants_drawn")
    for mutant in drawn.mutants_of("depth.py", SOURCE.encode()):
        changed = mutant.apply(SOURCE.encode()).decode().splitlines()
        lines = [k for k, (a, b) in enumerate(zip(SOURCE.splitlines(), changed, strict=True), 1) if a != b]
        assert lines == [mutant.line]


def test_options_change_in_their_defaults_not_in_their_bounds(script):
    drawn = script("mutants_drawn")
    source = (
        b"class Options:\n    least: float = option(-8.0, low=-90, high=90)\n    steps: int = option(2)\n"
    )
    assert [(m.name, m.before, m.after) for m in drawn.mutants_of("options.py", source)] == [
        ("least", "8.0", "16.0"),
        ("least", "8.0", "4.0"),
        ("steps", "2", "1"),
        ("steps", "2", "3"),
    ]


def test_the_same_seed_draws_the_same(script, tree):
    draw = script("mutants_drawn").draw
    paths = ["src/pond/water/depth.py"]
    assert draw(tree, paths, 5, seed=1) == draw(tree, paths, 5, seed=1)
    assert len(set(draw(tree, paths, 5, seed=1))) == 5
    assert draw(tree, paths, 5, seed=1) != draw(tree, paths, 5, seed=2)
    assert len(draw(tree, paths, 99, seed=1)) == 12


def test_tests_near_a_file_import_it_or_name_what_changes(script, tree):
    near = script("mutants_near").Near(tree)
    assert near.tests_of("src/pond/water/depth.py") == {
        "tests/test_depth.py": -1,
        "tests/deep/test_swimming.py": 0,
        "tests/test_swimming.py": 1,
    }
    assert near.tests_of("src/pond/water/depth.py", "no pond") == {
        "tests/test_depth.py": -1,
        "tests/deep/test_swimming.py": 0,
        "tests/test_weather.py": 0,
        "tests/test_swimming.py": 1,
    }


def test_survivors_are_found_and_the_tree_is_left_alone(script, tree, tmp_path, capsys):
    before = contents(tree)
    out = tmp_path / "fates.json"
    given = ["--root", str(tree), "--rooms", "water", "--count", "3", "--seed", "6", "--out", str(out)]
    assert script("mutants").main(given) == 0
    assert contents(tree) == before
    killers = {
        tuple(fate["mutant"][-3:]): fate["killer"] for fate in json.loads(out.read_text(encoding="utf-8"))
    }
    assert killers == {
        ("0.75", "0.875", "LEAST_M"): "tests/test_depth.py::test_deep",
        (">", ">=", "is_wide"): "",
        ("2", "3", ""): "",
    }
    printed = capsys.readouterr().out
    assert "SURVIVED  src/pond/water/depth.py:11: is_wide: > -> >=  1 tests in 3 files near" in printed
    assert "all             1 of    3 killed  0.33" in printed


def test_survivors_are_judged_again(script, tree, tmp_path, capsys):
    (mutant,) = (
        m
        for m in script("mutants_drawn").mutants_of("src/pond/water/depth.py", SOURCE.encode())
        if m[-3:-1] == (">", ">=")
    )
    fates = [{"mutant": list(mutant), "killer": ""}, {"mutant": list(mutant), "killer": "a test"}]
    (tmp_path / "fates.json").write_text(json.dumps(fates), encoding="utf-8")
    (tree / "tests/test_wide.py").write_text(
        "from pond.water.depth import is_wide\n\n\ndef test_wide():\n    assert not is_wide(3, [0] * 4)\n",
        encoding="utf-8",
    )
    assert script("mutants").main(["--root", str(tree), "--again", str(tmp_path / "fates.json")]) == 0
    assert "all             1 of    1 killed  1.00" in capsys.readouterr().out
