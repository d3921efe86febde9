"""Tables without a header that their rows tell: Axivity's by dates, SisFall's by nine counts of three chips."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.readers.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.readers.layout import Layout

_DATE = re.compile(r"\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[.,]\d+\s*")
_NINE_COUNTS = re.compile(r"\s*-?\d+(?:\s*,\s*-?\d+){8}\s*;?\s*")
SISFALL = (
    *(f"ADXL345 {axis} (g)" for axis in "xyz"),
    *(f"ITG3200 {axis} (deg/s)" for axis in "xyz"),
    *("MMA8451Q",) * 3,
)
SISFALL_HZ = 200.0
_COUNTS_PER_G = (256.0, 1024.0)  # of its two accelerometers
MOST_DIFFERENT = 0.2  # of what the two accelerometers of SisFall show, which lie on one board
_LINES = 200


def name_columns(layout: Layout, lines: Sequence[str]) -> Layout:
    """Name the columns of a table without a header, where its rows tell whose it is."""
    if all(_DATE.fullmatch(row[0]) for row in layout.rows):
        names = next((known.headerless for known in FORMATS if len(known.headerless) == layout.width), ())
        return replace(layout, names=names)
    if layout.delimiter == "," and layout.width == len(SISFALL) and _is_sisfall(lines[layout.first_row :]):
        rates = (SISFALL_HZ,) * len(SISFALL)
        return replace(
            layout, names=SISFALL, units=("",) * len(SISFALL), groups=("",) * len(SISFALL), rates_hz=rates
        )
    return layout


def _is_sisfall(lines: Sequence[str]) -> bool:
    """Tell rows of nine whole numbers, each closed by a semicolon, whose two accelerometers agree in g."""
    rows = [line for line in lines[:_LINES] if line.strip()][:-1]  # the last may be cut
    if len(rows) < 2 or not all(_NINE_COUNTS.fullmatch(row) and row.rstrip().endswith(";") for row in rows):
        return False
    counts = np.array([[float(cell) for cell in row.rstrip(" ;\t").split(",")] for row in rows])
    one, other = (
        float(np.median(np.linalg.norm(counts[:, at : at + 3], axis=1))) / per_g
        for at, per_g in zip((0, 6), _COUNTS_PER_G, strict=True)
    )
    return one > 0.0 and abs(other - one) <= MOST_DIFFERENT * one
