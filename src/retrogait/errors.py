"""Every error and warning a user of retrogait can meet, by name.

A message says where the fault is, what was found, what is expected, and the next step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_SHOWN = 100


class RetrogaitError(ValueError):
    """Base of all errors raised on purpose by retrogait."""

    def __init__(self, *words: object) -> None:
        """Escape what a terminal would obey."""
        super().__init__(*map(_plain, words))


class InvalidTable(RetrogaitError):
    """A table lacks a column, or holds values that cannot be what the column says."""


class InvalidOption(RetrogaitError):
    """An argument has a value the function cannot work with."""


class UnknownSite(RetrogaitError):
    """A sensor's body site is not stated, or is not one that can be analysed."""


class UnreadableExport(RetrogaitError):
    """A file is not what a reader can turn into a Recording."""


class UnwritableFile(RetrogaitError, OSError):
    """A file cannot be written there, or would overwrite something else."""


class UnreachableSource(RetrogaitError, OSError):
    """A device for live samples does not answer, or does not start."""


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

    def __init__(self, *words: object) -> None:
        """Escape what a terminal would obey."""
        super().__init__(*map(_plain, words))


def shown(value: object) -> str:
    """A value as a message shows it: on one line, and not longer than a line."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # a repr of the caller's own, or a number of more digits than Python prints
        return f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def printable(text: str) -> str:
    r"""A text as a terminal may have it: names out of files can hold signs that a terminal obeys.

    >>> printable("\x1b[31mred, näher"), printable("a\tb")
    ('\\x1b[31mred, näher', 'a\tb')
    """
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or sign in "\n\t" else sign.encode("unicode_escape").decode()
        for sign in text
    )


def encodable(text: str) -> str:
    """A text as a file in UTF-8 can hold it: names of files on disk can have bytes that are none."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(word: object) -> object:
    return printable(word) if isinstance(word, str) else word
