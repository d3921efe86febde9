"""Walking tests as clinicians give them, from a recording: a distance or a time, with an interval.

Definitions, accuracy and limits are on the page docs/walk_tests.md.
"""

from __future__ import annotations

from retrogait.walk_tests.measure import walk_test
from retrogait.walk_tests.options import WalkTestOptions
from retrogait.walk_tests.protocols import PROTOCOLS, Protocol
from retrogait.walk_tests.published_change import DETECTABLE_CHANGES, DetectableChange, compare_tests
from retrogait.walk_tests.table import WALK_TESTS

__all__ = [
    "DETECTABLE_CHANGES",
    "PROTOCOLS",
    "WALK_TESTS",
    "DetectableChange",
    "Protocol",
    "WalkTestOptions",
    "compare_tests",
    "walk_test",
]
