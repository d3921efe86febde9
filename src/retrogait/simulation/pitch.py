"""Pitch of the foot over a walk: roll down after contact, lie flat, roll off, swing.

The numbers shape the curves after real ones: a treadmill walk with heel-worn sensors (Gottlieb 2020,
doi 10.3390/s20216331) and motion capture of a few people. `tests/test_simulation_people.py` says how near they come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.curves import Floats, Keyframes

if TYPE_CHECKING:
    from retrogait.simulation.foothold import Footholds

_LONG_STANCE_S = 1.0
"""A stance longer than this rolls down and off as one of this length and rests in between."""

Knot = tuple[float, float, float, float]


def draw_pitch(holds: Footholds) -> tuple[Keyframes, Floats]:
    """Pitch curve of a foot, and the instants (n + 1,) in the middle of its flat rests."""
    knots: list[Knot] = []
    rests = np.empty(len(holds) + 1)
    for k in range(len(holds) + 1):
        landed = _roll_down(holds, k) if k else []
        leaves = _roll_off(holds, k) if k < len(holds) else []
        begin = landed[-1][0] if landed else (leaves[0][0] if leaves else 0.0) - 1.0
        end = leaves[0][0] if leaves else begin + 1.0
        rests[k] = (begin + end) / 2
        knots += landed or [_flat(holds, begin)]
        knots += leaves or [_flat(holds, end)]
    table = np.array(knots)
    return Keyframes(table[:, 0], table[:, 1], table[:, 2], table[:, 3]), rests


def _flat(holds: Footholds, time_s: float) -> Knot:
    return (time_s, holds.rest_pitch_rad, 0.0, 0.0)


def _stance_s(holds: Footholds, k: int) -> float:
    """Length of the stance at place k, as the rolling sees it."""
    if 0 < k < len(holds):
        return float(min(holds.lift_s[k] - holds.touch_s[k - 1], _LONG_STANCE_S))
    return _LONG_STANCE_S


def _roll_down(holds: Footholds, k: int) -> list[Knot]:
    """Knots from touch to flat at place k: down in one go, then creeping on until flat in mid-stance."""
    rest, stance = holds.rest_pitch_rad, _stance_s(holds, k)
    touch, pitch = float(holds.touch_s[k - 1]), float(holds.touch_pitch_rad[k - 1])
    turn, rise = pitch - rest, holds.heel_rise
    if holds.backward[k - 1] and turn > 0.0:
        quick = min(0.16, 0.24 * stance)
        return [
            (touch, pitch, -2.5 * turn, -30.0 * turn),
            (touch + quick, rest + (0.27 + 0.35 * rise) * turn, -1.3 * turn, 0.0),
            _flat(holds, touch + (0.53 + 0.22 * rise) * stance),
        ]
    quick = min(0.17, (0.27 - 0.14 * rise) * stance)
    return [
        (touch, pitch, -5.0 * turn, -40.0 * turn),
        (touch + quick, rest + 0.09 * turn, -0.6 * turn, 0.0),
        _flat(holds, touch + (0.42 - 0.24 * rise) * stance),
    ]


def _roll_off(holds: Footholds, k: int) -> list[Knot]:
    """Knots from the end of flat over the lift to mid-swing, where the foot turns fastest."""
    rest, stance, swing = holds.rest_pitch_rad, _stance_s(holds, k), float(holds.swing_s[k])
    lift, pitch, land = (
        float(holds.lift_s[k]),
        float(holds.lift_pitch_rad[k]),
        float(holds.touch_pitch_rad[k]),
    )
    turn, rise = pitch - rest, holds.heel_rise
    if holds.backward[k]:
        off = min((0.33 - 0.15 * rise) * stance, 0.30)
        middle = 0.40 * pitch + 0.60 * land
        rate = 1.75 * (land - pitch) / swing
        return [
            _flat(holds, lift - off),
            (lift, pitch, 2.2 * turn / off, 0.0),
            (lift + 0.55 * swing, middle, rate, 0.0),
        ]
    off = min((0.50 + 0.28 * rise) * stance, 0.40 + 0.28 * rise)
    peak_s = min(0.06, 0.15 * swing)
    rate = 3.6 * turn / off
    peak = pitch + 0.58 * rate * peak_s
    fall = -1.75 * (peak - land) / swing
    risen = 0.11 + 0.35 * rise  # half-way through the roll-off; the plain curve passes there by itself
    half = [(lift - 0.45 * off, rest + risen * turn, 1.6 * risen * turn / off, 0.0)] if rise > 0.0 else []
    return [
        _flat(holds, lift - off),
        *half,
        (lift, pitch, rate, 9.0 * turn / off**2),
        (lift + peak_s, peak, 0.0, 2.5 * fall / (0.5 * swing)),
        (lift + 0.55 * swing, 0.45 * peak + 0.55 * land, fall, 0.0),
    ]
