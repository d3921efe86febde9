"""Brief runs: what they leave out is still there, and is left out for the reason given."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path
from types import SimpleNamespace

import brief
import pytest

HERE = Path(__file__).parent


def starts_one():
    return subprocess.run


def starts_one_by_a_helper():
    return [starts_one() for _ in range(2)]


def starts_none():
    return HERE.name


@pytest.mark.parametrize(
    ("function", "found"), [(starts_one, True), (starts_one_by_a_helper, True), (starts_none, False)]
)
def test_a_test_that_starts_processes_is_seen_by_its_code(function, found):
    assert ("subprocess" in brief.names_reached(function)) == found


def test_every_test_listed_as_long_is_there():
    """One that was renamed would be run again by `make quick`: write the list anew."""
    defined = {
        f"{path.relative_to(HERE).as_posix()}::{node.name}"
        for path in HERE.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert brief.long_tests() <= defined


@pytest.mark.parametrize(("of", "kept"), [("all", ["a[1]", "b[1]"]), ("long", ["a[1]", "b[1]", "b[2]"])])
def test_the_first_case_is_kept(of, kept):
    def item(name):
        marked = "mark" if name.startswith("a") else None
        return SimpleNamespace(nodeid=f"tests/{name}", get_closest_marker=lambda _: marked)

    items = [item(name) for name in ("a[1]", "a[2]", "b[1]", "b[2]")]
    assert [one.nodeid for one in brief.first_cases(items, of)] == [f"tests/{name}" for name in kept]
