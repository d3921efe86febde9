"""Sitting and lying: pelvis and chest move, the feet stay where they are, the legs follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.curves import Keyframes
from retrogait.simulation.pose import Pose, product, rotations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.leg import Leg
    from retrogait.simulation.program import Spell

_SEAT_OVER_KNEE_M = 0.02
_BACK_SHARE = 1.05
# s, shares of the way back and down to the seat, and pitch of pelvis and chest in deg, top forward
_SIT = (
    (0.0, 0.0, 0.0, 0.0, 0.0),
    (0.8, 0.35, 0.20, 16.0, 32.0),
    (1.5, 0.92, 0.84, 10.0, 24.0),
    (2.1, 1.0, 1.0, -12.0, 2.0),
)
_DOWN_TO = {"sit": _SIT, "lie": (*_SIT, (3.0, 1.0, 1.0, -48.0, -40.0), (3.9, 1.0, 1.0, -90.0, -90.0))}
"""To lie down is to sit on the edge of a bed and to lean back onto it."""


@dataclass(frozen=True)
class Resting:
    """How pelvis and chest are moved from standing: `back_m` and `down_m`, and pitched, over a walk."""

    back_m: Keyframes
    down_m: Keyframes
    pelvis_rad: Keyframes
    chest_rad: Keyframes

    @classmethod
    def through(cls, spells: Sequence[Spell], leg: Leg) -> Resting | None:
        """Rest in these spells, on a seat as high as the knees; None where nobody sits or lies."""
        rows = [row for spell in spells if spell.kind in _DOWN_TO for row in _knots(spell)]
        if not rows:
            return None
        time_s, back, down, pelvis_deg, chest_deg = np.array(rows).T
        standing_m = float(leg.reach_m(np.zeros(1))[0])
        back_m = back * _BACK_SHARE * leg.thigh_m
        down_m = down * (standing_m - leg.shank_m - _SEAT_OVER_KNEE_M)
        curves = (back_m, down_m, np.radians(pelvis_deg), np.radians(chest_deg))
        return cls(*(Keyframes(time_s, x, _rates(time_s, x), np.zeros(len(x))) for x in curves))

    def pelvis(self, standing: Pose, time_s: Floats) -> Pose:
        """Pose of the pelvis, of which `standing` is the pose without rest."""
        ahead = standing.rotation[:, :, 0]
        away = np.stack([ahead[:, 0], ahead[:, 1], np.zeros(len(ahead))], axis=1)
        away *= -self.back_m.at(time_s)[:, None]
        away[:, 2] -= self.down_m.at(time_s)
        return Pose(standing.position_m + away, _pitched(standing.rotation, self.pelvis_rad.at(time_s)))

    def chest(self, standing: Floats, time_s: Floats) -> Floats:
        """Rotations of the chest, of which `standing` are those without rest."""
        return _pitched(standing, self.chest_rad.at(time_s))


def _pitched(rotation: Floats, pitch_rad: Floats) -> Floats:
    none = np.zeros(len(pitch_rad))
    return product(rotation, rotations(none, pitch_rad, none))


def _knots(spell: Spell) -> list[tuple[float, ...]]:
    """Rows of the table above on the way there, and in reverse on the way back."""
    there = [(spell.begin_s + row[0], *row[1:]) for row in _DOWN_TO[spell.kind]]
    back = [(spell.end_s - row[0], *row[1:]) for row in reversed(_DOWN_TO[spell.kind])]
    down, up = _DOWN_TO[spell.kind][-1][1:], _DOWN_TO[spell.kind][0][1:]
    if spell.first:
        there = [(spell.begin_s - 1.0, *down), (spell.begin_s, *down)]
    if spell.last:
        back = [(spell.end_s, *down), (spell.end_s + 1.0, *down)]
    ends = [] if spell.last else [(spell.end_s + 0.01, *up)]
    return [*there, *back, *ends]


def _rates(time_s: Floats, x: Floats) -> Floats:
    """Rates at the knots, from their neighbours; none where the curve turns or stays."""
    rate = np.zeros(len(x))
    step = np.diff(x)
    goes_on = step[1:] * step[:-1] > 0.0
    rate[1:-1] = np.where(goes_on, (x[2:] - x[:-2]) / (time_s[2:] - time_s[:-2]), 0.0)
    return rate
