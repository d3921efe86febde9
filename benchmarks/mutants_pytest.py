"""What pytest does to a mutant: chosen tests in a given order, few examples, and a file of what came of them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

FEW = 5
ASKED: dict[str, Any] = json.loads(Path(os.environ["MUTANTS_ASKED"]).read_text(encoding="utf-8"))
SECONDS: dict[str, float] = {}
FAILED: list[str] = []


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests asked for, in that order; none that is slow."""
    place = {test: k for k, test in enumerate(ASKED["tests"])}
    asked = [
        item
        for item in items
        if item.get_closest_marker("slow") is None
        and (not place or item.nodeid in place)
        and (not ASKED["marker"] or item.get_closest_marker(ASKED["marker"]))
    ]
    for item in asked:
        given = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
        if given is not None:
            item.obj._hypothesis_internal_use_settings = (
                settings(  # a profile does not reach those that have their own
                    given,
                    max_examples=min(FEW, given.max_examples),
                    deadline=None,
                    derandomize=True,
                    database=None,
                    phases=(Phase.explicit, Phase.generate),
                )
            )
    items[:] = sorted(asked, key=lambda item: place.get(item.nodeid, 0))


def pytest_collection_finish() -> None:
    """Refuse to test what is not the copy."""
    source = Path(ASKED["root"]) / "src"
    for name in ASKED["packages"]:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file and source not in Path(file).parents:
            raise pytest.UsageError(f"{name} comes from {file}, not from the copy in {source}")


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        FAILED.append(report.nodeid)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    SECONDS[report.nodeid] = SECONDS.get(report.nodeid, 0.0) + report.duration
    if report.failed or report.skipped:
        SECONDS[report.nodeid] = float("inf")
    if report.failed:
        FAILED.append(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write seconds of the tests that passed and the ids of those that failed."""
    passed = {test: seconds for test, seconds in SECONDS.items() if seconds < float("inf")}
    Path(ASKED["result"]).write_text(json.dumps({"seconds": passed, "failed": FAILED}), encoding="utf-8")
