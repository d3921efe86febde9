"""A process that has loaded what every test needs, and runs tests of a mutant in forks of itself.

Loading numpy, pandas and numba takes three times as long as a unit test: `python mutants_pytest.py` does it once, reads
a line of JSON for each run (`Asked`) and writes one of what came of it (`Outcome`).
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, settings

LOADED = (
    "numpy",
    "pandas",
    "numba",
    "scipy.optimize",
    "scipy.signal",
    "scipy.spatial.transform",
    "unittest.mock",
)
FEW = 5  # examples of a law
UNKNOWN_S = 0.3  # of a test that has not run yet


class Asked(NamedTuple):
    """What to run, and how long."""

    tests: list[str]  # ids, or files
    known_s: dict[str, float]  # what some of the tests took
    left_out: list[str]
    marker: str  # only tests with it; all with ""
    budget_s: float  # of tests, of which each counts for no more than the longest
    longest_s: float
    limit_s: float  # of the process
    cache: str  # of numba
    folder: str  # for files of this run
    source: str  # where packages must come from
    packages: list[str]


class Outcome(NamedTuple):
    """Seconds of the tests that passed, the first that failed, and whether that was for not coming to an end."""

    passed: dict[str, float]
    failed: str
    hangs: bool = False


class Plugin:
    """What pytest does to a mutant: few examples, nothing slow, an end in time, and a file of what came of it."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out tests that are slow or not of the kind asked for; quick ones of a file first, with few examples."""
        left_out = set(self.asked.left_out)
        items[:] = [
            item
            for item in items
            if item.get_closest_marker("slow") is None
            and item.nodeid not in left_out
            and (not self.asked.marker or item.get_closest_marker(self.asked.marker))
        ]
        place = {file: k for k, file in enumerate(self.asked.tests)}
        items.sort(
            key=lambda item: (
                place.get(item.nodeid.partition("::")[0], 0),
                self.asked.known_s.get(item.nodeid, UNKNOWN_S),
            )
        )
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

    def pytest_collection_finish(self) -> None:
        """Refuse to test what is not the copy."""
        for name in self.asked.packages:
            file = getattr(sys.modules.get(name), "__file__", None)
            if file and Path(self.asked.source) not in Path(file).parents:
                raise pytest.UsageError(f"{name} comes from {file}, not from {self.asked.source}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say which test is on, for whoever has to end it."""
        _at(self.asked).write_text(nodeid, encoding="utf-8")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif not report.skipped:
            self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Stop when the time is up."""
        if sum(min(seconds, self.asked.longest_s) for seconds in self.seconds.values()) > self.asked.budget_s:
            item.session.shouldstop = "the time is up"

    def pytest_sessionfinish(self) -> None:
        """Write what came of them."""
        passed = {test: seconds for test, seconds in self.seconds.items() if test not in self.failed}
        outcome = {"passed": passed, "failed": next(iter(self.failed), "")}
        _result(self.asked).write_text(json.dumps(outcome), encoding="utf-8")


def run(asked: Asked) -> Outcome:
    """Run tests in a fork until one fails or the time is up."""
    for old in (_result(asked), _at(asked)):
        old.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        _be_the_child(asked)
    until = time.monotonic() + asked.limit_s
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > until:
            os.killpg(child, 9)
            os.waitpid(child, 0)
            at = _at(asked)
            return Outcome({}, at.read_text(encoding="utf-8") if at.is_file() else "collection", hangs=True)
        time.sleep(0.02)
    if not _result(asked).is_file():
        return Outcome({}, "pytest ended before its tests")
    return Outcome(**json.loads(_result(asked).read_text(encoding="utf-8")))


def _be_the_child(asked: Asked) -> None:
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    os.environ["NUMBA_CACHE_DIR"] = asked.cache
    if numba := sys.modules.get("numba"):
        numba.core.config.CACHE_DIR = asked.cache
    try:
        pytest.main(["-q", "-x", "-p", "no:cacheprovider", *asked.tests], plugins=[Plugin(asked)])
    finally:
        os._exit(0)


def _result(asked: Asked) -> Path:
    return Path(asked.folder) / "result.json"


def _at(asked: Asked) -> Path:
    return Path(asked.folder) / "at.txt"


def main() -> None:
    """Serve runs until there are no more."""
    for name in LOADED:
        with suppress(ImportError):
            import_module(name)
    for line in sys.stdin:
        outcome: Any = run(Asked(**json.loads(line)))._asdict()
        print(json.dumps(outcome), flush=True)


if __name__ == "__main__":
    main()
