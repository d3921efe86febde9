"""Tables cut by the first bits of `recording_id`: which part a recording is in, and rows by recording.

Parts read in the order of their names are in the order of `recording_id`, so what a table holds and in which order
does not depend on when, where and by how many workers its rows were made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrogait.tables.schema import Table

# recordings, about: a file of 350 columns takes 20 ms to write, however few its rows are
_FEWEST_PER_PART = 64
_BYTES_PER_PART = 256 << 20  # of exports, about
_MOST_BITS = 12  # three digits

Columns = dict[str, Any]  # name -> values, a list or an array
ByRecording = dict[str, Columns]  # recording_id -> its rows


def choose_bits(n_recordings: int, n_bytes: int) -> int:
    """How many bits of the hash name a part, for parts of 64 recordings and up to twice that, fewer of large ones.

    >>> [choose_bits(n, 0) for n in (10, 500, 10_000, 1_000_000)]
    [0, 2, 7, 12]
    """
    by_number = max(n_recordings // _FEWEST_PER_PART, 1).bit_length() - 1
    by_size = (n_bytes // _BYTES_PER_PART).bit_length()
    return min(max(by_number, by_size), _MOST_BITS)


def name_bucket(recording_id: str, bits: int) -> str:
    """Name the part that a recording is in; without bits there is one part for all.

    >>> name_bucket("c0ffee", 0), name_bucket("c0ffee", 2), name_bucket("c0ffee", 12)
    ('all', '003', 'c0f')
    """
    return f"{int(recording_id[:3], 16) >> (_MOST_BITS - bits):03x}" if bits else "all"


def split_rows(columns: Columns) -> ByRecording:
    """ByRecording of a part by recording."""
    rows: ByRecording = {}
    ids = columns["recording_id"]
    start = 0
    for stop in range(1, len(ids) + 1):
        if stop == len(ids) or ids[stop] != ids[start]:
            rows[ids[start]] = {name: values[start:stop] for name, values in columns.items()}
            start = stop
    return rows


def join_rows(pieces: Iterable[Columns], table: Table) -> Columns:
    """ByRecording of all pieces as one part, in the order of `recording_id`; columns one lacks are missing values."""
    found = [table.arrays(columns, len(columns["recording_id"])) for columns in pieces]
    joined = {
        name: np.concatenate([nothing, *(columns[name] for columns in found)])
        for name, nothing in table.arrays({}, 0).items()
    }
    order = np.argsort(joined["recording_id"], kind="stable")
    return {name: values[order] for name, values in joined.items()}
