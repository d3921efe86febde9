"""Turns of the trunk about the vertical."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait.kinematics.gaps import spans_of

if TYPE_CHECKING:
    from retrogait._arrays import Floats

_TURNING_DPS = 12.0  # averaged over a stride, in which the swaying of the pelvis evens out
_APART_S = 1.0  # a lull in a turn


class Turn(NamedTuple):
    """A turn: from when to when, s, and by how much, deg, positive to the left."""

    begin_s: float
    end_s: float
    angle_deg: float


def find_turns(
    yaw_dps: Floats, rate_hz: float, start_s: float, stride_s: float, least_deg: float
) -> list[Turn]:
    """Find the turns by so much in a yaw rate (n,) from `start_s` on."""
    width = max(3, round(stride_s * rate_hz) | 1)
    padded = np.pad(yaw_dps, width // 2)
    smooth = np.convolve(padded, np.full(width, 1.0 / width), mode="valid")
    turns = []
    for sense in (1.0, -1.0):
        spans: list[list[int]] = []
        for first, last in spans_of(sense * smooth > _TURNING_DPS):
            if spans and first - spans[-1][1] <= _APART_S * rate_hz:
                spans[-1][1] = last
            else:
                spans.append([first, last])
        for first, last in spans:
            angle_deg = float(smooth[first:last].sum() / rate_hz)
            if abs(angle_deg) >= least_deg:
                turns.append(Turn(start_s + first / rate_hz, start_s + (last - 1) / rate_hz, angle_deg))
    return sorted(turns)
