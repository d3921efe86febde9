"""Walking tests of a real walk with markers on the feet."""

from __future__ import annotations

import importlib
from pathlib import Path

BENCHMARKS = str(Path(__file__).resolve().parents[1] / "benchmarks")


def test_a_real_foot_is_as_far_as_its_marker_when_it_is_found_to_be(shared_data, monkeypatch):
    """One distance ends where a foot comes to stand, so that the other is first; the interval holds both."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    benchmark = importlib.import_module("walk_test_error")
    found = benchmark.marked_errors(*benchmark.marked_walk(shared_data / "forward_foot_mocap"))
    assert (found["flag"] == "ok").all()
    assert found["holds"].all()
    assert found["late_s"].abs().median() < 0.02
