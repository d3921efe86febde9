"""A column that names sensors whose rows alternate, whatever the column is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.intake.site_names import find_site
from retrogait.readers.text_table import NUMBER

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MOST_TAKING_TURNS = 5  # more would not come twice in the first rows of a table
LEAST_IN_COMMON = 3  # letters at the beginning of names of devices, as WT901(1) and WT901(2)
FEWEST_TURNS = 2  # of each in the first rows


def find_turns(rows: Sequence[Sequence[str]], used: Collection[int], clocks: Collection[int]) -> int | None:
    """Find a column whose values take turns from row to row, as devices do; None where there is none.

    They have to alternate while the time stays the same, or be names of sites or names with a common beginning: a
    toggling bit or flag is not a device.

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
        if _are_names(kinds) or any(_stands(rows, clock, count) for clock in clocks):
            return position
    return None


def _are_names(words: Sequence[str]) -> bool:
    if any(map(NUMBER.fullmatch, words)):
        return False
    return all(map(find_site, words)) or len({word[:LEAST_IN_COMMON] for word in words}) == 1


def _stands(rows: Sequence[Sequence[str]], clock: int, count: int) -> bool:
    """Return whether a time stays the same while all have their turn, and is another one in the next."""
    stamps = [row[clock].strip() for row in rows]
    whole = [set(stamps[at : at + count]) for at in range(0, len(stamps) - count + 1, count)]
    return all(len(one) == 1 for one in whole) and len(set.union(*whole)) == len(whole)
