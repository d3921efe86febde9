"""Flags of measures: whether one can be relied on, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrogait._arrays import Flags


@dataclass(frozen=True, slots=True)
class Flag:
    """What is said of a measure; as a text in a column it is `state: reason`, or the state alone.

    >>> str(invalid("4 strides, 6 needed")), Flag.parse("invalid: 4 strides, 6 needed").reason
    ('invalid: 4 strides, 6 needed', '4 strides, 6 needed')

    Attributes
    ----------
    state : str
        `ok`, `invalid` where there is no figure, or a caution such as `few_strides`.
    reason : str
        Why it is invalid.
    """

    state: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.state}: {self.reason}" if self.reason else self.state

    @property
    def is_invalid(self) -> bool:
        """Whether there is no figure, or none to be used."""
        return self.state == "invalid"

    @classmethod
    def parse(cls, text: str) -> Flag:
        """Read the text of a column."""
        state, _, reason = text.partition(": ")
        return cls(state, reason)


OK = Flag("ok")


def invalid(reason: str) -> Flag:
    """Flag a measure that cannot be had."""
    return Flag("invalid", reason)


def are_invalid(column: Iterable[Any]) -> Flags:
    """Which texts of a column of flags (n,) say that there is no figure."""
    return np.array([Flag.parse(text).is_invalid for text in column], bool)
