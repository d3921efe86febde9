"""Columns of a MATLAB file, read as those of a text file are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrogait._arrays import Floats

_ROWS_SEEN = 12


@dataclass(frozen=True)
class MatlabTable:
    """Columns of a MATLAB file, in memory."""

    path: Path
    names: tuple[str, ...]
    arrays: tuple[Floats, ...]
    header: None = None

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The first rows, as they would be written."""
        first = [[repr(float(number)) for number in array[:_ROWS_SEEN]] for array in self.arrays]
        return tuple(zip(*first, strict=True))

    def read(self, wanted: Sequence[str], text: Sequence[str] = ()) -> tuple[pd.DataFrame, list[str]]:
        """Give the columns `wanted` as float64 and those of `text` as they are; and no notes."""
        chosen = {name: self.arrays[self.names.index(name)] for name in (*text, *wanted)}
        return pd.DataFrame(chosen, copy=True), []
