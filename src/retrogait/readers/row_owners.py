"""Rows of several sensors below each other, and the columns that name the sensor of a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrogait.readers.interleaved import find_turns

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from retrogait.readers.foreign_table import ForeignTable

_OWNERS = re.compile(
    r"(?i)(?:sensor|device|imu|node|mac|serial|site|placement|side|body ?part|segment)s?[ _]?"
    r"(?:id|name|address|number|no|label|location|position|placement|site)?"
)


def owner_columns(foreign: ForeignTable, used: Collection[int], clocks: Collection[int]) -> list[str]:
    """Find the columns that may name the sensor of a row, in tables of several sensors one below another."""
    if foreign.owners is not None:
        return [foreign.table.names[foreign.owners]]
    if foreign.known.rows is not None:
        return []
    named = [
        foreign.table.names[position]
        for position, name in enumerate(foreign.layout.names)
        if position not in used and _OWNERS.fullmatch(name.strip())
    ]
    turns = None if named else find_turns(foreign.layout.rows, used, clocks)
    return named if turns is None else [foreign.table.names[turns]]


def name_owners(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[str | None, pd.DataFrame]:
    """Choose the column that separates the sensors; returns it and the frame, extended if it joins several columns."""
    telling: str | None = None
    for column in columns:
        if telling is None or frame[telling].nunique() == 1:
            telling = column
        elif frame[column].nunique() > 1:
            both = frame[telling].astype(str).str.strip() + " " + frame[column].astype(str).str.strip()
            frame = frame.assign(**{telling: both.where(frame[telling].notna() & frame[column].notna())})
    return telling, frame
