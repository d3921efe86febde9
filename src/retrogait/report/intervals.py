"""How sure the means are: left, right and both, each with its 95 % interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.intervals import tabulate
from retrogait.report.blocks import Block, Grid, Paragraph
from retrogait.report.content import about
from retrogait.report.numbers import NONE, number
from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from retrogait.report.content import Named
    from retrogait.tables.measures import Measure

_ALL_SIDES = (*SIDES, "both")
_HEAD = ("measure", "unit", *_ALL_SIDES, "strides", "effective")
NOTE = Paragraph(
    "Intervals hold the mean of this person's walking on that day in 95 of 100 recordings. They know that strides that "
    "follow each other are alike: effective is the number of independent strides that would give as sure a mean of "
    "both feet. Means without an interval are of fewer than 20 strides, or 20 pairs of both feet. No error of the "
    "sensors is in them."
)


def interval_tables(named: Named, measures: Iterable[Measure], several: bool) -> list[Block]:
    """A table for each direction walked; measures that no stride has are left out."""
    table = tabulate(named.session)
    blocks: list[Block] = []
    for direction in named.walked:
        rows = []
        for measure in measures:
            is_own = table["direction"].eq(direction) & table["measure"].eq(measure.column)
            own = {str(row["side"]): row for _, row in table[is_own].iterrows()}
            if own:
                counts = (f"{own['both']['n_strides']}", number(own["both"]["n_effective"], 0))
                rows.append((measure.label, measure.unit, *_cells(own, measure), *counts))
        if rows:
            caption = f"Means with 95 % intervals, {direction}, steady strides{about(named, several)}"
            blocks.append(Grid(caption, _HEAD, tuple(rows)))
    return blocks


def _cells(own: Mapping[str, pd.Series[Any]], measure: Measure) -> list[str]:
    """The mean of each side, with its interval where it has one."""
    cells = []
    for side in _ALL_SIDES:
        if side not in own:
            cells.append(NONE)
            continue
        row = own[side]
        digits = measure.decimals(row["high"] - row["value"])
        value, low, high = (number(row[name], digits) for name in ("value", "low", "high"))
        cells.append(value if low == NONE else f"{value} ({low} to {high})")
    return cells
