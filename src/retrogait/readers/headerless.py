"""Tables without a header that are recognised by their rows: a first column of dates, or counts of known chips."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.readers.formats import FORMATS, Counts, Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.readers.layout import Layout

_DATE = re.compile(r"\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[.,]\d+\s*")
MOST_DIFFERENT = 0.2  # of what two accelerometers show that lie on one board
_LINES = 200


def name_columns(layout: Layout, lines: Sequence[str], own: tuple[Format, ...] = ()) -> Layout:
    """Name the columns of a table without a header, if its rows show the format; a caller's `own` come first."""
    if all(_DATE.fullmatch(row[0]) for row in layout.rows):
        names = next(
            (known.headerless for known in (*own, *FORMATS) if len(known.headerless) == layout.width), ()
        )
        return replace(layout, names=names)
    for known in (*own, *FORMATS):
        counts = known.counts
        if (
            counts is not None
            and layout.delimiter == ","
            and layout.width == len(counts.columns)
            and _are_counts(counts, lines[layout.first_row :])
        ):
            return replace(
                layout,
                names=counts.columns,
                units=("",) * layout.width,
                groups=("",) * layout.width,
                rates_hz=(counts.rate_hz,) * layout.width,
            )
    return layout


def _are_counts(counts: Counts, lines: Sequence[str]) -> bool:
    """Recognise rows of whole numbers whose accelerometers agree in g."""
    rows = [line for line in lines[:_LINES] if line.strip()][:-1]  # the last may be cut
    if len(rows) < 2 or not all(re.fullmatch(counts.row, row) for row in rows):
        return False
    values = np.array([[float(cell) for cell in row.rstrip(" ;\t").split(",")] for row in rows])
    shown_g = [
        float(np.median(np.linalg.norm(values[:, at : at + 3], axis=1))) / per_g
        for at, per_g in counts.acc_counts_per_g
    ]
    return min(shown_g) > 0.0 and max(shown_g) - min(shown_g) <= MOST_DIFFERENT * shown_g[0]
