"""Options are checked by what stands beside their defaults: every one of them, on both sides of every bound."""

from __future__ import annotations

import importlib
import math
import pkgutil
from dataclasses import MISSING, dataclass, fields, is_dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import retrogait
from retrogait.errors import InvalidOption, InvalidTable
from retrogait.tables.checks import Bounds, Checked, option


def every_checked() -> list[type]:
    for module in pkgutil.walk_packages(retrogait.__path__, "retrogait."):
        if not module.name.startswith(("retrogait._kernels", "retrogait.__main__")):
            importlib.import_module(module.name)
    found, left = [], [Checked]
    while left:
        left += (children := left.pop().__subclasses__())
        found += children
    return sorted(
        (one for one in found if is_dataclass(one) and one.__module__.startswith("retrogait.")),
        key=lambda one: one.__name__,
    )


CHECKED = every_checked()
BOUNDED = [
    (kind, one, one.metadata["bounds"])
    for kind in CHECKED
    for one in fields(kind)
    if "bounds" in one.metadata
]
IDS = [f"{kind.__name__}.{one.name}" for kind, one, _ in BOUNDED]


def make(kind: type, name: str, value: object) -> object:
    """One of a kind with this value, and something that is right where there is no default."""
    given = {}
    for one in fields(kind):
        if one.name != name and one.default is MISSING and one.default_factory is MISSING:
            bounds = one.metadata["bounds"]
            given[one.name] = bounds.choices[0] if bounds.choices else max(1, bounds.low)
    return kind(**{**given, name: value})


def refusal(kind: type, name: str, value: object) -> str:
    with pytest.raises((InvalidOption, InvalidTable)) as caught:
        make(kind, name, value)
    return str(caught.value)


def test_they_are_found():
    assert {"ContactOptions", "StabilityOptions", "LiveOptions", "Walker", "ContactSeen"} <= {
        kind.__name__ for kind in CHECKED
    }


@pytest.mark.parametrize(("kind", "one", "bounds"), BOUNDED, ids=IDS)
def test_what_is_beyond_a_bound_is_refused_with_what_is_expected(kind, one, bounds):
    wrong = ["", "sideways", object(), [1.0]] if bounds.of is not str else ["", 3]
    if bounds.of is None and not bounds.choices:
        wrong += [True, math.inf, -math.inf]
        wrong += [] if bounds.nan is not None else [math.nan]
        wrong += [bounds.low - 1] if math.isfinite(bounds.low) else []
        wrong += [bounds.high + 1] if math.isfinite(bounds.high) else []
        wrong += [bounds.low, bounds.high] if bounds.inside else []
        wrong += [bounds.low + 0.5] if bounds.whole else []
    wrong += [] if bounds.none else [None]
    for value in wrong:
        text = refusal(kind, one.name, value)
        assert text.startswith(f"{kind.__name__}: {one.name} is {value!r}; expected {bounds}; "), text
        assert len(text.rpartition("; ")[2]) > 5


@pytest.mark.parametrize(("kind", "one", "bounds"), BOUNDED, ids=IDS)
def test_bounds_hold_their_default_and_both_their_ends(kind, one, bounds):
    assert one.default is MISSING or bounds.allow(one.default)
    ends = () if bounds.inside or bounds.choices or bounds.of else (bounds.low, bounds.high)
    assert all(bounds.allow(end) for end in ends if math.isfinite(end))


@given(st.floats(allow_nan=True), st.floats(-5, 5), st.floats(0, 5), st.booleans(), st.booleans())
def test_it_is_what_comparisons_say(value, low, width, inside, whole):
    high = low + width
    want = low < value < high if inside else low <= value <= high
    assert Bounds("a number", low, high, inside, whole).allow(value) == (
        want and (not whole or value == round(value))
    )


def test_whole_numbers_are_kept_as_such_and_numpy_s_are_numbers():
    @dataclass(frozen=True)
    class Some(Checked):
        count: int = option(3, whole=True, low=1)
        share: float | None = option(None, low=0, high=1, none=True)

    assert repr(Some(5.0).count) == repr(Some(np.int32(5)).count) == "5"
    assert Some(share=np.float32(0.5)).share == 0.5
    assert Some().share is None
