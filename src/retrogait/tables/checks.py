"""One question asked of every number a user gives."""

from __future__ import annotations

from numbers import Real


def within(value: object, low: float, high: float) -> bool:
    """Tell whether `value` is a number from `low` to `high`; a flag or NaN is not."""
    if isinstance(value, bool):
        return False
    return isinstance(value, Real) and low <= float(value) <= high
