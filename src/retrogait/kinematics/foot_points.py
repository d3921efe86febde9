"""Points of a limb whose motion shows contact, and the positions of those of a foot relative to its sensor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait._kernels import foot_path, foot_roll, swings

if TYPE_CHECKING:
    from retrogait._arrays import Floats, Integers


_TOES_M = 0.03  # from the ball, on which a foot rolls, to the toes that leave last and land first
_ANKLE_M = 0.06  # from the heel to the sole below the ankle, where a foot rests
_ROLL_M = 0.165  # from heel to ball, where the walk shows only one of them
_SHORTEST_ROLL_M, _LONGEST_ROLL_M = 0.08, 0.28
_FARTHEST_M = 0.3  # a sensor is on the foot
_LEAST_SWINGS = 3
_ENOUGH = 240  # intervals between rests: a sensor stays where it is, so a sample of a long recording will do
_BLOCK = 12


@dataclass(frozen=True)
class Points:
    """Points of a segment, in the segment frame, m from the sensor.

    `base` is the one that rests on the ground; `heel` and `toe` land first and leave last. `strictness` is for
    `find_zero_velocity`: a shank never lies as still as a foot.
    """

    base: tuple[float, float, float]
    heel: tuple[float, float, float]
    toe: tuple[float, float, float]
    strictness: float

    @property
    def ball(self) -> tuple[float, float, float]:
        """The point on which a foot rolls off, behind the toes."""
        return (self.toe[0] - _TOES_M, *self.toe[1:])

    def hung(self, pull: Floats) -> Points:
        """Points for a sensor of unknown axes: only the distance to the resting point below it is known.

        `pull` is the mean specific force over the walk, up in the sensor's frame.
        """
        below = self.base[2] * pull / max(float(np.linalg.norm(pull)), 1e-9)
        base = (float(below[0]), float(below[1]), float(below[2]))
        return Points(base, base, base, self.strictness)

    def seen_from(self, ball_m: float, heel_m: float) -> Points:
        """Points of a foot whose ball and heel lie that far ahead of the sensor; both NaN keeps them as they are."""
        if np.isnan(ball_m) and np.isnan(heel_m):
            return self
        ball = heel_m + _ROLL_M if np.isnan(ball_m) else ball_m
        heel = ball_m - _ROLL_M if np.isnan(heel_m) else heel_m
        on_a_foot = max(abs(ball), abs(heel)) <= _FARTHEST_M
        if not on_a_foot or not _SHORTEST_ROLL_M <= ball - heel <= _LONGEST_ROLL_M:
            return self
        return replace(
            self,
            base=(heel + _ANKLE_M, *self.base[1:]),
            heel=(heel, *self.heel[1:]),
            toe=(ball + _TOES_M, *self.toe[1:]),
        )


# An adult's, from a sensor on the instep and in the middle of the shank. Only directions and rough distances matter:
# the threshold is relative, and 3 cm move a contact by a few milliseconds. A foot rests on the sole below the ankle,
# where the load is: at its quietest it rolls about there at some 10 deg/s, which carries a sensor 5 cm ahead and above
# on by 1 to 3 cm a stride. The shank's are the ankle, and heel and toe of a foot at a right angle to it.
FOOT = Points(base=(-0.04, 0.0, -0.04), heel=(-0.10, 0.0, -0.05), toe=(0.095, 0.0, -0.05), strictness=0.2)
SHANK = Points(base=(-0.03, 0.0, -0.27), heel=(-0.08, 0.0, -0.33), toe=(0.15, 0.0, -0.37), strictness=0.0)


class RestIntervals(NamedTuple):
    """Intervals between rests from `first` up to `last`, half-open, over which gravity is followed."""

    first: int
    last: int
    gravity: Floats  # (last - first, 3) smoothed, m/s^2
    frames: Floats  # (last - first, 3, 3) two level axes and up

    def part(self, first: int, last: int) -> RestIntervals:
        """Some of its intervals."""
        inside = slice(first - self.first, last - self.first)
        return RestIntervals(first, last, self.gravity[inside], self.frames[inside])


def find_foot_points(
    samples: Floats,
    turn: Floats,
    force_sum: Floats,
    rests: Integers,
    runs: list[RestIntervals],
    rate_hz: float,
    points: Points,
    threshold: float,
) -> Points:
    """Find where heel and ball of a foot are from the sensor, from the points it rolls on before and after each swing.

    A sensor on the heel sees the ball 15 cm ahead, one on the instep 5 to 9 cm: contacts, and the point that rests, are
    those of the foot only when that is known. `points` are kept where fewer than three swings show it.
    """
    base = np.array(points.base)
    heel, toe = np.array(points.heel) - base, np.array(points.toe) - base
    found = []
    for run in sample_intervals(runs):
        own = rests[run.first : run.last + 1]
        inside = slice(own[0], own[-1] + 1)
        own = own - own[0]
        walk = samples[inside], turn[inside], force_sum[inside], own, run.gravity, run.frames, rate_hz
        rows = np.empty((len(own) + 1, swings.WIDTH))
        swings.measure_swings(*walk, 0, heel, toe, threshold, rows)
        path = np.empty((own[-1] + 1, foot_path.PATH_WIDTH))
        path[0] = np.nan
        foot_path.trace_path(*walk, 1.0, 0.0, 0.0, path)
        part = np.empty((run.last - run.first, foot_roll.WIDTH))
        foot_roll.roll_points(path, own, rows, part)
        found.append(part)
    ahead = np.concatenate(found)
    seen = np.isfinite(ahead).sum(axis=0) >= _LEAST_SWINGS
    ball_m, heel_m = (
        float(np.nanmedian(ahead[:, k])) + points.base[0] if seen[k] else np.nan
        for k in range(foot_roll.WIDTH)
    )
    return points.seen_from(ball_m, heel_m)


def sample_intervals(runs: list[RestIntervals]) -> list[RestIntervals]:
    """All runs, or blocks of them spread over a long recording."""
    total = sum(run.last - run.first for run in runs)
    if total <= _ENOUGH:
        return runs
    step = -(-total * _BLOCK // _ENOUGH)
    blocks = []
    skip = 0
    for run in runs:
        at = run.first + skip
        while at < run.last:
            blocks.append(run.part(at, min(at + _BLOCK, run.last)))
            at += step
        skip = at - run.last
    return blocks
