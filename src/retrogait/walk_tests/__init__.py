"""Walking tests as clinicians give them, from a recording: a distance or a time, with an interval.

Definitions, accuracy and limits are on the page docs/walk_tests.md.

Names are loaded when first used, so that the command line knows the tests without numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrogait.walk_tests.measure import walk_test
    from retrogait.walk_tests.options import WalkTestOptions
    from retrogait.walk_tests.protocols import PROTOCOLS, Protocol
    from retrogait.walk_tests.published_change import DETECTABLE_CHANGES, DetectableChange, compare_tests
    from retrogait.walk_tests.table import WALK_TESTS
    from retrogait.walk_tests.up_and_go import UP_AND_GO, UpAndGoOptions, timed_up_and_go

__all__ = [
    "DETECTABLE_CHANGES",
    "PROTOCOLS",
    "UP_AND_GO",
    "WALK_TESTS",
    "DetectableChange",
    "Protocol",
    "UpAndGoOptions",
    "WalkTestOptions",
    "compare_tests",
    "timed_up_and_go",
    "walk_test",
]

_HOMES = {
    "measure": ("walk_test",),
    "options": ("WalkTestOptions",),
    "protocols": ("PROTOCOLS", "Protocol"),
    "published_change": ("DETECTABLE_CHANGES", "DetectableChange", "compare_tests"),
    "table": ("WALK_TESTS",),
    "up_and_go": ("UP_AND_GO", "UpAndGoOptions", "timed_up_and_go"),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"retrogait.walk_tests.{home}"), name)
            globals()[name] = value
            return value
    raise AttributeError(
        f"module 'retrogait.walk_tests' has no attribute {name!r}; it offers {' '.join(__all__)}"
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
