"""Tables cut by the first digits of `recording_id`: which part a recording is in, and rows by recording.

Parts read in the order of their names are in the order of `recording_id`, so what a table holds and in which order
does not depend on when, where and by how many workers its rows were made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.batch.values import complete, missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrogait.batch.values import Columns, Kinds

_PER_PART = 64  # recordings, about
_BYTES_PER_PART = 256 << 20  # of exports, about
_MOST_DIGITS = 3

Rows = dict[str, "Columns"]  # recording_id -> its rows


def choose_digits(n_recordings: int, n_bytes: int) -> int:
    """How many digits of the hash name a part, for parts of some 64 recordings, fewer where these are large.

    >>> [choose_digits(n, 0) for n in (10, 500, 10_000, 1_000_000)]
    [0, 1, 2, 3]
    """
    wanted = max(n_recordings / _PER_PART, n_bytes / _BYTES_PER_PART)
    return next((digits for digits in range(_MOST_DIGITS) if 16**digits >= wanted), _MOST_DIGITS)


def name_bucket(recording_id: str, digits: int) -> str:
    """Name the part that a recording is in; without digits there is one part for all."""
    return recording_id[:digits] or "all"


def split_rows(columns: Columns) -> Rows:
    """Rows of a part by recording."""
    rows: Rows = {}
    ids = columns["recording_id"]
    start = 0
    for stop in range(1, len(ids) + 1):
        if stop == len(ids) or ids[stop] != ids[start]:
            rows[ids[start]] = {name: values[start:stop] for name, values in columns.items()}
            start = stop
    return rows


def join_rows(pieces: Iterable[Columns], kinds: Kinds) -> Columns:
    """Rows of all pieces as one part, in the order of `recording_id`; columns one lacks are missing values."""
    found = [complete(columns, kinds) for columns in pieces]
    joined = {
        name: np.concatenate([missing(0, kind), *(columns[name] for columns in found)])
        for name, kind in kinds.items()
    }
    order = np.argsort(joined["recording_id"], kind="stable")
    return {name: values[order] for name, values in joined.items()}
