"""Texts in CSV that a spreadsheet would take for a formula and run: written with an apostrophe before, read without.

>>> guard("=HYPERLINK(0)"), guard("-5"), guard("left_foot"), unguard("'=HYPERLINK(0)")
("'=HYPERLINK(0)", '-5', 'left_foot', '=HYPERLINK(0)')
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = re.compile(
    r"'*[=+\-@\t\r]"
)  # with those whose apostrophes are their own, so that reading is the reverse
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def guard(text: str) -> str:
    """A text as a CSV may have it: what begins as a formula does gets an apostrophe; a number is none."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def guard_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with its names and its texts guarded; numbers are left alone."""
    guarded = frame.copy(deep=False)
    for name, kind in frame.dtypes.items():
        if kind.kind not in "biufcmM":
            guarded[name] = frame[name].map(_guard_any)
    return guarded.rename(columns=_guard_any)


def _guard_any(value: Any) -> Any:
    return guard(value) if isinstance(value, str) else value
