"""When a recording began, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Start:
    """A time of day, how it is known, and whether it is that of the first sample or of the clock's zero."""

    time: pd.Timestamp
    how: str
    is_first_sample: bool = True

    def at_zero(self, frames: Mapping[str, pd.DataFrame]) -> pd.Timestamp:
        """Give the time of day of the zero of the clock that indexes `frames`."""
        if not self.is_first_sample:
            return self.time
        first_s = min(
            float(frame.index[0]) if frame.index.name == "time_s" else 0.0 for frame in frames.values()
        )
        return self.time - pd.Timedelta(round(first_s * 1e9), unit="ns")
