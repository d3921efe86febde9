"""How the trunk lurches in a near-fall: it goes on, drops, tips over and is caught."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.curves import bump
from retrogait.simulation.near_falls import acts_at_s
from retrogait.simulation.pose import Pose, product, rotations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.step import Step

_CHANNELS = ("along", "aside", "up", "pitch", "roll")
# channel, delay and length in s, size: m along the travel, to the side of the foot, and up; deg of pitch and roll of
# the chest, of which the pelvis has its share. Pitch is positive along the travel, roll to the side of the foot.
_LURCHES = {
    "trip": (
        ("along", 0.0, 0.60, 0.07),
        ("up", 0.06, 0.34, -0.080),
        ("pitch", 0.0, 0.80, 35.0),
        ("roll", 0.05, 0.60, -6.0),
    ),
    "slip": (
        ("along", 0.0, 0.50, -0.06),
        ("up", 0.02, 0.34, -0.075),
        ("pitch", 0.0, 0.70, -28.0),
        ("aside", 0.10, 0.50, 0.02),
    ),
    "stumble": (
        ("aside", -0.20, 0.45, -0.07),
        ("up", 0.0, 0.32, -0.060),
        ("roll", -0.20, 0.65, -20.0),
        ("pitch", -0.10, 0.70, 8.0),
    ),
    "side_step": (
        ("aside", -0.15, 0.42, 0.06),
        ("up", 0.0, 0.30, -0.055),
        ("roll", -0.15, 0.60, 18.0),
    ),
}
_PELVIS_SHARE = 0.7


@dataclass(frozen=True)
class Lurches:
    """What near-falls do to the trunk of a walk."""

    steps: tuple[Step, ...]

    @classmethod
    def of(cls, steps: Sequence[Step]) -> Lurches | None:
        """Take the steps in which something happens; None where nothing does."""
        met = tuple(step for step in steps if step.near_fall)
        return cls(met) if met else None

    def pelvis(self, steady: Pose, time_s: Floats) -> Pose:
        """Pose of the pelvis, of which `steady` is the pose without near-falls."""
        moved = self._moved(time_s)
        ahead = steady.rotation[:, :2, 0] / np.linalg.norm(steady.rotation[:, :2, 0], axis=1)[:, None]
        left = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
        level = moved["along"][:, None] * ahead + moved["aside"][:, None] * left
        place = steady.position_m + np.column_stack([level, moved["up"]])
        return Pose(place, _tipped(steady.rotation, *(_PELVIS_SHARE * moved[c] for c in ("pitch", "roll"))))

    def chest(self, steady: Floats, time_s: Floats) -> Floats:
        """Rotations of the chest, of which `steady` are those without near-falls."""
        moved = self._moved(time_s)
        return _tipped(steady, moved["pitch"], moved["roll"])

    def _moved(self, time_s: Floats) -> dict[str, Floats]:
        """M ahead, to the left and up, rad of pitch ahead and of roll to the right (n,)."""
        moved = {channel: np.zeros(len(time_s)) for channel in _CHANNELS}
        for step in self.steps:
            ahead, left = -1.0 if step.backward else 1.0, 1.0 if step.side == "left" else -1.0
            signs = dict(zip(_CHANNELS, (ahead, left, 1.0, ahead, -left), strict=True))
            fall, begin_s = step.near_fall, acts_at_s(step)
            if fall is None:
                continue
            for channel, delay_s, lasts_s, size in _LURCHES[fall.kind]:
                unit = np.radians(1.0) if channel in ("pitch", "roll") else 1.0
                course = bump((time_s - begin_s - delay_s) / lasts_s)
                moved[channel] += signs[channel] * fall.size * size * unit * course
        return moved


def _tipped(rotation: Floats, pitch_rad: Floats, roll_rad: Floats) -> Floats:
    return product(rotation, rotations(np.zeros(len(pitch_rad)), pitch_rad, roll_rad))
