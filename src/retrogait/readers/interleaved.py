"""A column that tells sensors apart whose rows take turns, whatever the column is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.readers.text_table import NUMBER

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MOST_TAKING_TURNS = 5  # more would not come twice in the first rows of a table
FEWEST_TURNS = 2  # of each in the first rows


def find_turns(rows: Sequence[Sequence[str]], used: Collection[int], clocks: Collection[int]) -> int | None:
    """Find a column whose values take turns from row to row, as devices do; None where there is none.

    Words are enough; numbers, which may be a bit that toggles, have to take turns while the time stands.

    >>> rows = [["0.00", "dev A", "1.0"], ["0.00", "dev B", "1.1"], ["0.01", "dev A", "1.0"], ["0.01", "dev B", "1.1"]]
    >>> find_turns(rows, {0, 2}, {0})
    1
    """
    width = min(map(len, rows), default=0)
    for position in range(width):
        cells = [row[position].strip() for row in rows]
        kinds = list(dict.fromkeys(cells))
        count = len(kinds)
        if position in used or not 1 < count <= MOST_TAKING_TURNS or len(rows) < FEWEST_TURNS * count:
            continue
        if not all(kinds) or any(cell != kinds[n % count] for n, cell in enumerate(cells)):
            continue
        is_text = not any(map(NUMBER.fullmatch, kinds))
        if is_text or any(_stands(rows, clock, count) for clock in clocks):
            return position
    return None


def _stands(rows: Sequence[Sequence[str]], clock: int, count: int) -> bool:
    """Tell whether a time stays the same while all have their turn, and is another one in the next."""
    stamps = [row[clock].strip() for row in rows]
    whole = [set(stamps[at : at + count]) for at in range(0, len(stamps) - count + 1, count)]
    return all(len(one) == 1 for one in whole) and len(set.union(*whole)) == len(whole)
