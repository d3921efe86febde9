"""Rows of several sensors that alternate in a frame passed as one sensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from retrogait._arrays import Floats


MOST_SENSORS = 6
CALMER = 1.5  # how much less, in squares, a row differs from the one some rows before than from its neighbour
LEAST_ROWS = 200
_CHUNK, _MOST_CHUNKS = 500, 8  # rows that are looked at


def refuse_turns(channels: Floats, label: str) -> None:
    """Raise `InvalidTable` where the rows of several sensors take turns in channels (6, n) of one."""
    n = count_turns(channels)
    if n > 1:
        raise InvalidTable(
            f"{label}: each row is like the one {n} rows before it and unlike its neighbours: the rows of {n} sensors "
            "seem to take turns; expected the rows of one sensor, or a column that names the sensor of each row; write "
            f"such a column into the file (frame['sensor'] = np.arange(len(frame)) % {n}), or take the rows of each "
            f"(frame[0::{n}])"
        )


def count_turns(channels: Floats) -> int:
    """Count the sensors whose rows take turns in channels (6, n); 1 where they are of one.

    A row of one sensor is like the row before; where sensors take turns, it is like the one as many rows before. It has
    to show in the accelerometer and in the gyroscope.

    >>> one = np.vstack([np.sin(0.1 * np.arange(400) + phase) for phase in range(6)])
    >>> count_turns(one), count_turns(np.stack([one, 2 - one], axis=2).reshape(6, -1))
    (1, 2)
    """
    n = channels.shape[1]
    if n < LEAST_ROWS:
        return 1
    starts = np.linspace(0, max(0, n - _CHUNK), min(_MOST_CHUNKS, -(-n // _CHUNK))).astype(int)
    changes = np.zeros((MOST_SENSORS + 1, 2))
    for start in starts:
        chunk = channels[:, start : start + _CHUNK]
        chunk = np.where((chunk == 0.0).all(axis=0), np.nan, chunk)  # lost, and no sensor's turn
        for apart in range(1, MOST_SENSORS + 1):
            squares = np.square(chunk[:, apart:] - chunk[:, :-apart])
            changes[apart] += np.nansum(squares[:3]), np.nansum(squares[3:])
    for apart in range(2, MOST_SENSORS + 1):
        if (CALMER * changes[apart] < changes[1]).all():
            return apart
    return 1
