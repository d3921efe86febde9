"""Logs that were appended to: the header is repeated at each restart of the logger."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption, SeveralRecordings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import pandas as pd

    from retrogait._arrays import Flags

STARTS = "part starts"  # in the attrs of a frame: the rows at which a header stood again
FEWEST_NUMBERS = 2  # of a sample: a time and a value; a line of a preamble has one at most
LEAST_LIKE_NAMES = (
    0.5  # of the cells of a header that stands again; units and rows above are in its names too
)
_SHOWN = 4


def without_headers(frame: pd.DataFrame, first_line: int) -> tuple[pd.DataFrame, list[str]]:
    """Remove repeated header lines, and the lines next to them that are not samples either.

    Columns hold text as written; `first_line` is the line of the first row. The rows at which a part begins are kept in
    the attrs of the frame, under `STARTS`.
    """
    texts = {str(name): column for name, column in frame.items() if column.dtype.kind not in "fiu"}
    numbers = np.zeros(len(frame), dtype=np.int64)
    for name in frame.columns:
        numbers += _holds_number(frame[name])
    numberless: Flags = np.asarray(numbers < FEWEST_NUMBERS)
    if not numberless.any() or not texts:
        return frame, []
    named = [_is_within(column, name) for name, column in texts.items()]
    heads = numberless & (np.mean(named, axis=0) >= LEAST_LIKE_NAMES)
    if not heads.any():
        return frame, []
    block = np.cumsum(np.diff(numberless, prepend=False) & numberless) * numberless
    dropped = numberless & np.isin(block, np.unique(block[heads]))
    starts = np.unique(np.cumsum(~dropped)[heads])
    kept = frame[~dropped]
    kept.attrs[STARTS] = [int(start) for start in starts if 0 < start < len(kept)]
    at = int(np.flatnonzero(heads)[0])
    more = int(np.count_nonzero(np.diff(heads.astype(np.int8), prepend=0) > 0)) - 1
    also = f" and {more} more times" if more else ""
    return kept, [f"the header stands again at line {first_line + at}{also}, dropped"]


def _holds_number(column: pd.Series[Any]) -> Flags:
    """Return where a column holds a number or a date."""
    if column.dtype.kind in "fiu":
        return np.asarray(column.notna())
    written = column.fillna("").astype(str).str.strip()
    return np.asarray(written.str.match(r"[-+]?[.,]?\d", na=False))


def _is_within(column: pd.Series[Any], name: str) -> Flags:
    """Return where a column holds a part of its own name, as the last of several rows of names is one."""
    written = column.fillna("").astype(str).str.strip().str.lower()
    parts = [one for one in written.unique() if one and one in name.lower()]
    return np.asarray(written.isin(parts))


def choose_part(
    frame: pd.DataFrame, continues: Sequence[bool], asked: str | None, file: str
) -> tuple[pd.DataFrame, list[str], bool]:
    """Keep one part of a log whose time starts anew at a header; gives it, notes, and whether it was chosen.

    `continues` is, for each header but the first, whether the time goes on there.

    Raises
    ------
    SeveralRecordings
        The time starts anew, and no part is named.
    InvalidOption
        There is no part of that name.
    """
    starts = list(frame.attrs.pop(STARTS, ()))
    anew = [start for start, goes_on in zip(starts, continues, strict=True) if not goes_on]
    if not anew:
        return frame, [], False
    edges = [0, *anew, len(frame)]
    parts = {f"part {n}": (a, b) for n, (a, b) in enumerate(pairwise(edges), start=1)}
    shown = ", ".join(f"{name} of {b - a} rows" for name, (a, b) in list(parts.items())[:_SHOWN])
    shown += f" and {len(parts) - _SHOWN} more" if len(parts) > _SHOWN else ""
    if asked is None:
        raise SeveralRecordings(
            f"{file}: the header stands again and the time starts anew: {len(parts)} recordings one after the other "
            f"({shown}); expected one; pass recording='part 1'",
            parts,
        )
    if asked not in parts:
        raise InvalidOption(
            f"recording: {asked!r} is the name of none of the recordings in {file} ({shown}); pass recording='part 1'"
        )
    first, end = parts[asked]
    return (
        frame.iloc[first:end],
        [f"{end - first} of {len(frame)} rows are of recording {asked!r}, read"],
        True,
    )
