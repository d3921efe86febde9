"""Rows of an accelerometer and of a gyroscope below each other, with a column that names the kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrogait.readers.text_table import NUMBER
from retrogait.readers.words import understand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from retrogait.readers.foreign_table import ForeignTable
    from retrogait.readers.triads import Triad

_MEASURED = ("acc", "gyr")


def find_kind_column(foreign: ForeignTable) -> str | None:
    """Find the column whose cells name accelerometer or gyroscope where the columns of numbers are x y z alone."""
    bare = [triad for triad in foreign.triads if triad.is_bare and not triad.kind]
    if foreign.is_declared or not bare or len(bare) < len(foreign.triads):
        return None
    used = {position for triad in bare for position in triad.positions}
    for position, name in enumerate(foreign.table.names):
        cells = {row[position].strip() for row in foreign.layout.rows if position < len(row)} - {""}
        if position in used or not cells or any(map(NUMBER.fullmatch, cells)):
            continue
        kinds = {understand(f"{cell} x").kind for cell in cells}
        if kinds & {*_MEASURED} and "" not in kinds:
            return name
    return None


def split_by_kind(
    frame: pd.DataFrame, column: str, timed: Sequence[tuple[Triad, int | None]]
) -> Iterator[tuple[pd.DataFrame, list[tuple[Triad, int | None]]]]:
    """Give the rows of each accelerometer and gyroscope, and the triads as theirs; others are left out."""
    for cell in dict.fromkeys(frame[column].dropna()):
        said = understand(f"{str(cell).strip()} x")
        if said.kind not in _MEASURED:
            continue
        kinded = [
            (
                replace(
                    triad,
                    kind=said.kind,
                    label=said.label,
                    traits=said.traits,
                    unit=triad.unit or said.unit,
                    is_bare=False,
                ),
                clock,
            )
            for triad, clock in timed
        ]
        yield frame[frame[column] == cell], kinded
