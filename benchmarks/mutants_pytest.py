"""What pytest does to a mutant: test files in a given order, few examples, an end in time, a file of the outcome."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

FEW = 5  # examples of a law
ASKED: dict[str, Any] = json.loads(Path(os.environ["MUTANTS_ASKED"]).read_text(encoding="utf-8"))
SECONDS: dict[str, float] = {}
FAILED: list[str] = []


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out tests that are slow, or not of the kind asked for, and draw few examples in the others."""
    left_out = set(ASKED["left_out"])
    items[:] = [
        item
        for item in items
        if item.get_closest_marker("slow") is None
        and item.nodeid not in left_out
        and (not ASKED["marker"] or item.get_closest_marker(ASKED["marker"]))
    ]
    for item in items:
        given = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
        if given is not None:
            item.obj._hypothesis_internal_use_settings = (
                settings(  # a profile does not reach those with their own
                    given,
                    max_examples=min(FEW, given.max_examples),
                    deadline=None,
                    derandomize=True,
                    database=None,
                    phases=(Phase.explicit, Phase.generate),
                )
            )


def pytest_collection_finish() -> None:
    """Refuse to test what is not the copy."""
    for name in ASKED["packages"]:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file and Path(ASKED["source"]) not in Path(file).parents:
            raise pytest.UsageError(f"{name} comes from {file}, not from the copy in {ASKED['source']}")


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        FAILED.append(report.nodeid)


def pytest_runtest_logstart(nodeid: str) -> None:
    """Say which test is on, for whoever has to end it."""
    Path(ASKED["at"]).write_text(nodeid, encoding="utf-8")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        FAILED.append(report.nodeid)
    elif not report.skipped:
        SECONDS[report.nodeid] = SECONDS.get(report.nodeid, 0.0) + report.duration


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Stop when the time is up; a test counts for no more than the longest that is asked for again."""
    if sum(min(seconds, ASKED["longest_s"]) for seconds in SECONDS.values()) > ASKED["budget_s"]:
        item.session.shouldstop = "the time is up"


def pytest_sessionfinish() -> None:
    """Write what came of them."""
    passed = {test: seconds for test, seconds in SECONDS.items() if test not in FAILED}
    outcome = {"passed": passed, "failed": next(iter(FAILED), "")}
    Path(ASKED["result"]).write_text(json.dumps(outcome), encoding="utf-8")
