"""Every error and warning a user of retrogait can meet, by name.

A message says where the fault is, what was found, what is expected, and the next step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class RetrogaitError(ValueError):
    """Base of all errors raised on purpose by retrogait."""


class InvalidTable(RetrogaitError):
    """A table lacks a column, or holds values that cannot be what the column says."""


class InvalidOption(RetrogaitError):
    """An argument has a value the function cannot work with."""


class UnknownSite(RetrogaitError):
    """A sensor's body site is not stated, or is not one that can be analysed."""


class UnreadableExport(RetrogaitError):
    """A file is not what a reader can turn into a Recording."""


class SeveralRecordings(UnreadableExport):
    """A file or folder holds several recordings, and none is named; `names` are theirs."""

    def __init__(self, message: str, names: Iterable[str]) -> None:
        super().__init__(message)
        self.names = tuple(names)


class PoorExcitation(RetrogaitError):
    """A recording does not move enough, or not in the right way, to find the mounting."""


class MissingExtra(RetrogaitError):
    """An optional dependency is needed; the message names the extra to install."""


class RetrogaitWarning(UserWarning):
    """Something was repaired, left out or not decidable; the result says which."""
