"""The time of a stream's samples: counted, or by the stamps that come with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait._kernels.live import clock
from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats, Integers


def _stamps_of(chunk: pd.DataFrame) -> Any:
    return chunk["time_s"] if "time_s" in chunk.columns else chunk.index


def read_stamps_s(chunk: pd.DataFrame | ArrayLike, day: int = 0) -> Floats | None:
    """Stamps of a chunk in s, dates from `day` in ns since 1970; None where its samples have none."""
    if not isinstance(chunk, pd.DataFrame):
        return None
    return _seconds(_stamps_of(chunk), day)


def _seconds(index: Any, day: int) -> Floats | None:
    if isinstance(index, pd.DatetimeIndex):
        return np.asarray((index.as_unit("ns").asi8 - day) / 1e9, float)
    if isinstance(index, pd.TimedeltaIndex):
        return np.array(index.total_seconds(), float)
    if pd.api.types.is_float_dtype(index.dtype):
        return np.array(index, float)
    return None


class StreamClock:
    """A steady count of samples that slowly follows stamps, where there are any."""

    def __init__(self, rate_hz: float, start_s: float) -> None:
        self.rate_hz = rate_hz
        self.line = np.array([start_s, 0.0])
        self.stamp_s: float | None = None  # the last one
        self.day: int | None = None  # of stamps that are dates: the first, ns since 1970

    def time_s(self, sample: float) -> float:
        """Time of a sample, counted from the last one that was stamped."""
        time_s, at = self.line.tolist()
        return float(time_s + (sample - at) / self.rate_hz)

    def stamps_s(self, site: str, chunk: pd.DataFrame) -> Floats | None:
        """Read the stamps of a chunk in s, checked to be later than all before; None where samples are counted.

        Raises
        ------
        InvalidTable
            A stamp is missing, or not later than the one before it.
        """
        stamps = self._read(chunk)
        if stamps is None or not len(stamps):
            return None
        last_s = -np.inf if self.stamp_s is None else self.stamp_s
        if stamps[0] > last_s and (stamps[1:] > stamps[:-1]).all() and np.isfinite(stamps[-1]):
            return stamps
        before = np.concatenate([[last_s], stamps[:-1]])
        wrong = np.flatnonzero(~(stamps > before) | ~np.isfinite(stamps))
        if len(wrong):
            row = int(wrong[0])
            raise InvalidTable(
                f"{site}: time is {stamps[row]:.6g} s in row {row} of the chunk, after {before[row]:.6g} s; expected "
                "stamps that rise, chunk after chunk; nothing of this chunk was taken: put samples in order and leave "
                "repeated ones out, or push an array, whose samples are counted"
            )
        return stamps

    def place(self, stamps: Floats, next_sample: int) -> tuple[Integers, Floats]:
        """Say how many samples were lost before each that has a stamp, and the clock's time there."""
        if self.stamp_s is None:
            self.line[:] = stamps[0], next_sample
        lost, when = np.empty(len(stamps), np.int64), np.empty(len(stamps))
        clock.place_stamps(stamps, self.rate_hz, next_sample, self.line, lost, when)
        self.stamp_s = float(stamps[-1])
        return lost, when

    def _read(self, chunk: pd.DataFrame) -> Floats | None:
        index = _stamps_of(chunk)
        if isinstance(index, pd.DatetimeIndex) and self.day is None and len(index):
            self.day = int(index.as_unit("ns").asi8[0])
        return _seconds(index, self.day or 0)

    def carried(self) -> dict[str, Any]:
        """What goes into a stream's state."""
        return {"line": self.line.tolist(), "stamp_s": self.stamp_s, "day": self.day}

    def restore(self, carried: dict[str, Any]) -> None:
        """Go on from what `carried` gave."""
        self.line[:] = [float(number) for number in carried["line"]]
        self.stamp_s = None if carried["stamp_s"] is None else float(carried["stamp_s"])
        self.day = None if carried["day"] is None else int(carried["day"])
