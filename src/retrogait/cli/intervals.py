"""Means with their 95 % intervals as text for a terminal of 80 columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from retrogait.tables.catalogue import SIDES
from retrogait.tables.measures import FOOT, GAIT, KNEE
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from retrogait.tables.measures import Measure

_LABEL, _UNIT, _CELL = 19, 11, 16
_SHORT = {
    "stride length, by a shank model": "shank model length",
    "knee flexion at contact": "knee at contact",
    "least knee flexion in stance": "knee least flexion",
    "knee extension deficit": "knee deficit",
    "knee range in stance": "knee range, stance",
    "knee range in swing": "knee range, swing",
    "fastest knee extension": "knee extension",
}


def render_intervals(table: pd.DataFrame) -> str:
    """Lay out a table of `tabulate`: measures below each other, left, right and both beside each other."""
    if not len(table):
        return "95 % intervals: no steady strides of known direction"
    return "\n".join([*_lines(table), *_legend(table)])


def short_label(measure: Measure) -> str:
    """The words of a measure, in a narrow column."""
    return _SHORT.get(measure.label, measure.label)


def _lines(table: pd.DataFrame) -> Iterator[str]:
    for direction in WALKED:
        own = table[table["direction"].eq(direction)]
        if not len(own):
            continue
        yield f"{direction}: mean ± half the width of its 95 % interval"
        yield _line("", "", [*SIDES, "both"])
        for measure in (*GAIT, *FOOT, *KNEE):
            rows = own[own["measure"].eq(measure.column)].set_index("side")
            if len(rows):
                cells = [_cell(rows, side, measure) for side in (*SIDES, "both")]
                yield _line(short_label(measure), measure.unit.replace("% of", "%"), cells)
        yield ""


def _legend(table: pd.DataFrame) -> Iterator[str]:
    yield "  intervals allow for the correlation of successive strides"
    few = table.loc[table["flag"].str.startswith("too_few"), "flag"]
    if len(few):
        yield "  *: too few strides for an interval (20 of a foot, 20 pairs of both)"


def _cell(rows: pd.DataFrame, side: str, measure: Measure) -> str:
    own = rows[rows.index == side]
    if not len(own):
        return "-"
    number, high = float(own["value"].iloc[0]), float(own["high"].iloc[0])
    if math.isnan(high):
        return f"{number:.{measure.digits}f}" + "*" * str(own["flag"].iloc[0]).startswith("too_few")
    digits = measure.decimals(high - number)
    half = max(high - number, 10.0**-digits)  # never shown as none
    return f"{number:.{digits}f} ± {half:.{digits}f}"


def _line(label: str, unit: str, cells: list[str]) -> str:
    return (f"  {label:<{_LABEL}}{unit:<{_UNIT}}" + "".join(f"{cell:>{_CELL}}" for cell in cells)).rstrip()
