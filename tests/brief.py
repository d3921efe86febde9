"""What brief runs leave out (`make quick`, `make oldest`): by the code of a test, and by how long it took.

`long_tests.txt` lists the tests that take 0.1 s and more; `python benchmarks/long_tests.py` writes it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType

import pytest

LISTED = Path(__file__).with_name("long_tests.txt")
PROCESSES = {"subprocess", "Popen", "run_batch", "ProcessPoolExecutor", "multiprocessing"}
DRAWING = {"savefig", "write_report", "render_report"}


def mark(item: pytest.Item) -> None:
    """Mark a test that starts processes, draws, or is listed as long."""
    named = names_reached(item.function) if isinstance(item, pytest.Function) else set()
    if named & PROCESSES:
        item.add_marker("processes")
    if named & DRAWING or any(name.startswith("plot_") for name in named):
        item.add_marker("images")
    if name_of(item) in long_tests():
        item.add_marker("long")


def name_of(item: pytest.Item) -> str:
    """A test without its case: `test_laws.py::test_time_shift`."""
    return item.nodeid.removeprefix("tests/").split("[")[0]


@cache
def long_tests() -> frozenset[str]:
    """The names listed as long."""
    return frozenset(LISTED.read_text(encoding="utf-8").split())


def first_cases(items: list[pytest.Item], of: str) -> list[pytest.Item]:
    """Only the first case of all tests, or of the long ones."""
    seen: set[str] = set()
    kept = []
    for item in items:
        if of == "all" or item.get_closest_marker("long"):
            if name_of(item) in seen:
                continue
            seen.add(name_of(item))
        kept.append(item)
    return kept


def names_reached(function: Callable[..., object]) -> set[str]:
    """Names in the code of a function, and of the functions of its own module that it names in turn."""
    found: set[str] = set()
    left = [inspect.unwrap(function)]
    while left:
        one = left.pop()
        for code in codes(one.__code__):
            for name in set(code.co_names) - found:
                found.add(name)
                other = inspect.unwrap(one.__globals__.get(name))
                if inspect.isfunction(other) and other.__globals__ is one.__globals__:
                    left.append(other)
    return found


def codes(code: CodeType) -> Iterator[CodeType]:
    """The code of a function and of those defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)
