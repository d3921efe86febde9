"""Steps of a sensor on the trunk: marks of double support in three bands, and the likeliest course through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import trunk
from retrogait.gait.trunk_shape import TrunkSteps, median_around, step_shape
from retrogait.kinematics.trunk import GRID_S
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait._arrays import Floats
    from retrogait.gait.trunk_shape import StepShape
    from retrogait.kinematics.trunk import TrunkMotion

# Bands that steps are looked for in: upper edge in Hz, and the shortest and longest steps in s.
_BANDS = ((3.5, 0.30, 0.75), (2.2, 0.50, 1.2), (1.4, 0.80, 2.3))
_LOWEST_HZ, _LOWEST_SHARE = 0.4, 0.2  # lower edge: the lesser of the two, in Hz and of the upper edge
_FALL_S = 0.3  # over the upper edge in Hz: weighs how fast acceleration along travel falls against upward acceleration
_REPEATS_HZ, _REPEATS_UP_TO_HZ = 25.0, 4.0
_REPEATS_REACH_S = 2.4
_SHORTEST_S, _LONGEST_S = 0.28, 2.4  # of what repeats
_LEAN_HZ, _LEAN_REACH_S = (0.4, 6.0), 2.0
_AROUND = 7  # steps
_CONTRADICTS, _NEAR_S = 0.5, 1.5
_SCALE_COST = 0.3  # of going from one band to another

Marks = tuple["Floats", "Floats", "NDArray[np.int64]", "NDArray[np.int64]"]  # when (s), size, sense and band
Repetition = tuple[
    "Floats", float, float, float
]  # (m, lags), rows in a second, the first lag, lags in a second


@dataclass(frozen=True)
class TrunkStepOptions(Checked):
    """How steps are detected in the motion of the trunk.

    In double support the trunk is pushed up, and its acceleration along travel falls: it is slowed by the foot that has
    landed. Where the two come together is marked, going forward and going backward. The likeliest course through the
    marks is made of large ones after times at which the motion repeats. It is found by dynamic programming, so that
    other parts of a recording change nothing.

    Attributes
    ----------
    usual_mps2 : float
        Size of a mark worth half of what the largest is worth.
    least_worth : float
        Worth, of 2 for the largest, that a mark needs to be a step where the motion does not repeat at all.
    repetition_worth : float
        Of a motion that repeats perfectly after the time of the step.
    lean_worth : float
        Of acceleration ahead that falls much faster than it rises, against a step backward, and the other way round.
    shape_worth : float
        Of the lean and vault of steps, against those of the other sense, where the course that was found contradicts
        them.
    side_weight : float
        Weight of motion to the side in that: it repeats with the stride, not with the step.
    start_cost, change_cost : float
        Worth that a walk has to have more than its steps, and that a change of direction in it takes.
    least_steps : int
        Steps that make a walk.
    least_sway : float
        Acceleration to the side at the stride frequency, as a share of that along travel at the step frequency: waving
        or shaking has no sway from foot to foot.
    least_push_mps2 : float
        Acceleration along travel at the step frequency below which it is not walking.
    most_spread : float
        Power by which steps differ, as a share of that of their mean, above which they are none: the median of fifteen.
    least_smooth, most_rough_spread : float
        Correlation of acceleration with itself 0.04 s later, below which it may be noise, and the spread is to be less.
    least_power_share : float
        Power of a step, as a share of the median of those around it: in standing before and after, the trunk moves
        less.
    largest_tilt_deg : float
        Tilt of the trunk from upright, where its mounting is known.
    largest_wobble_deg : float
        Tilt of a sensor whose mounting is not known from how it hangs in the ten seconds before or after.
    """

    usual_mps2: float = option(1.0, low=0, inside=True)
    least_worth: float = option(1.5, low=0)
    repetition_worth: float = option(1.5, low=0)
    lean_worth: float = option(0.4, low=0)
    shape_worth: float = option(0.7, low=0)
    side_weight: float = option(0.8, low=0)
    start_cost: float = option(1.0, low=0)
    change_cost: float = option(2.0, low=0)
    least_steps: int = option(4, whole=True, low=2)
    least_sway: float = option(0.05, low=0)
    least_push_mps2: float = option(0.12, low=0)
    most_spread: float = option(1.8, low=0)
    least_smooth: float = option(0.15, low=-1, high=1)
    most_rough_spread: float = option(1.2, low=0)
    least_power_share: float = option(0.06, low=0, high=1)
    largest_tilt_deg: float = option(45.0, low=0, high=180, inside=True)
    largest_wobble_deg: float = option(10.0, low=0, high=180, inside=True)

    def choose(self, motion: TrunkMotion) -> tuple[TrunkSteps, StepShape]:
        """Choose the double supports of a stretch, and describe them."""
        at_s, size, sense, band = marks = _marks(motion)
        edges_hz = np.array([edge_hz for edge_hz, _, _ in _BANDS])
        usual = self.usual_mps2 * edges_hz[band] / edges_hz[0]
        worth = 2.0 * size / (size + usual) - self.least_worth
        against = np.maximum(0.0, -sense * _lean(motion, at_s))
        alike = _repetition(motion, self.side_weight)
        steps, shape = self._walking(motion, self._course(marks, worth - self.lean_worth * against, alike))
        score = shape.lean + shape.vault * np.minimum(1.0, shape.rise / shape.push)
        if (steps.sense * score > -_CONTRADICTS).all():
            return steps, shape
        # the shape of steps shows their sense better than marks do, but there are steps only now
        against = np.maximum(0.0, -sense * _near_steps(at_s, steps.at_s, score))
        return self._walking(motion, self._course(marks, worth - self.shape_worth * against, alike))

    def _course(self, marks: Marks, worth: Floats, alike: Repetition) -> TrunkSteps:
        """The likeliest course through marks of some worth."""
        at_s, _, sense, band = marks
        least_s, most_s = (np.array(column) for column in list(zip(*_BANDS, strict=True))[1:])
        walk = np.empty(len(at_s), np.int64)
        trunk.likeliest_steps(
            at_s,
            worth,
            sense,
            band,
            least_s,
            most_s,
            *alike,
            self.repetition_worth,
            self.start_cost,
            self.change_cost,
            _SCALE_COST,
            walk,
        )
        chosen = walk >= 0
        at_s, sense, walk = at_s[chosen], sense[chosen], walk[chosen]
        return TrunkSteps(at_s, sense, walk, step_times(at_s, walk))

    def _walking(self, motion: TrunkMotion, steps: TrunkSteps) -> tuple[TrunkSteps, StepShape]:
        """The steps of upright walking without lost samples, and their shape."""
        at = np.clip(np.round(steps.at_s * motion.rate_hz).astype(int), 0, len(motion.lost) - 1)
        largest_deg = self.largest_tilt_deg if motion.mounted else self.largest_wobble_deg
        steps = steps.take(~motion.lost[at] & (motion.tilt_deg[at] < largest_deg))
        shape = step_shape(motion, steps)
        most = np.where(shape.smooth < self.least_smooth, self.most_rough_spread, self.most_spread)
        alike_steps = median_around(shape.spread, steps.walk, _AROUND) <= most
        usual_power = median_around(shape.power, steps.walk, _AROUND)
        likely = (shape.sway > self.least_sway) & (shape.push > self.least_push_mps2) & alike_steps
        likely &= shape.power >= self.least_power_share * usual_power
        counts = np.bincount(steps.walk[likely], minlength=1 + steps.walk.max(initial=0))
        walking = likely & (counts[steps.walk] >= self.least_steps)
        return steps.take(walking), shape.take(walking)


def step_times(at_s: Floats, walk: NDArray[np.int64]) -> Floats:
    """Time of a step around each double support of a walk, s: the mean of the two shortest of the four around it.

    In pauses and turns a step or two take longer: that is not a slower pace.
    """
    if not len(at_s):
        return np.empty(0)
    of_walk = np.where(np.diff(walk) == 0, walk[1:], -1)
    times = np.lib.stride_tricks.sliding_window_view(np.pad(np.diff(at_s), 2), 4)
    own = np.lib.stride_tricks.sliding_window_view(np.pad(of_walk, 2, constant_values=-1), 4) == walk[:, None]
    around = np.sort(np.where(own, times, np.inf), axis=1)
    step_s: Floats = np.where(np.isinf(around[:, 1]), around[:, 0], around[:, :2].mean(axis=1))
    return step_s


def _marks(motion: TrunkMotion) -> Marks:
    """Where the trunk is pushed up as it is slowed, in order of time: when (s), how much, its sense and its band."""
    found = []
    for number, (edge_hz, _, _) in enumerate(_BANDS):
        low_hz = min(_LOWEST_HZ, _LOWEST_SHARE * edge_hz)
        moved = motion.band(low_hz, edge_hz)
        rise = np.gradient(moved[:, 0]) * motion.rate_hz
        for way in (1, -1):
            pushed = moved[:, 2] - way * (_FALL_S / edge_hz) * rise
            # the last landing before a cut has no way down: it counts where the motion rises to it
            around = np.concatenate([pushed[:1], pushed, pushed[-1:]])
            at = np.flatnonzero((pushed > around[:-2]) & (pushed >= around[2:]) & (pushed > 0))
            before, top, after = around[at], pushed[at], around[at + 2]
            shift = 0.5 * (before - after) / np.minimum(before - 2.0 * top + after, -1e-12)
            shift = np.minimum(shift, len(pushed) - 1 - at)
            kind = np.full(len(at), way), np.full(len(at), number)
            found.append(((at + shift) / motion.rate_hz, top, *kind))
    at_s, size, sense, band = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(at_s, kind="stable")
    return at_s[order], size[order], sense[order], band[order]


def _lean(motion: TrunkMotion, at_s: Floats) -> Floats:
    """How much faster acceleration ahead falls than it rises around times (m,), -1 to 1: the skew of its changes."""
    change = np.diff(motion.band(*_LEAN_HZ)[:, 0], append=0.0)
    change[-1] = 0.0
    totals = np.cumsum([change**2, change**3], axis=1, out=np.zeros((2, len(change))))
    at, reach = (at_s * motion.rate_hz).astype(int), round(_LEAN_REACH_S * motion.rate_hz)
    first, last = np.maximum(at - reach, 0), np.minimum(at + reach, len(change) - 1)
    square, cube = (totals[:, last] - totals[:, first]) / np.maximum(last - first, 1)
    lean: Floats = np.tanh(-cube / np.maximum(square, 1e-12) ** 1.5)
    return lean


def _near_steps(at_s: Floats, steps_s: Floats, score: Floats) -> Floats:
    """The score of steps at times (m,), by straight lines between them; 0 further than `_NEAR_S` from any."""
    place = np.clip(np.searchsorted(steps_s, at_s), 1, len(steps_s) - 1)
    away_s = np.minimum(np.abs(at_s - steps_s[place - 1]), np.abs(at_s - steps_s[place]))
    near: Floats = np.where(away_s <= _NEAR_S, np.interp(at_s, steps_s, score), 0.0)
    return near


def _repetition(motion: TrunkMotion, side_weight: float) -> Repetition:
    """How alike the motion is after each lag (m, lags); its rows in a second, the first lag, and lags in a second."""
    every = max(1, round(motion.rate_hz / _REPEATS_HZ))
    rate_hz = motion.rate_hz / every
    moved = motion.band(_LOWEST_HZ, _REPEATS_UP_TO_HZ)[::every].copy()
    first, last = round(_SHORTEST_S * rate_hz), round(_LONGEST_S * rate_hz)
    block = max(1, round(GRID_S * rate_hz))
    alike = np.empty((max(1, len(moved) // block), last - first + 1))
    trunk.repetition(moved, first, block, round(_REPEATS_REACH_S / GRID_S), side_weight, alike)
    return alike, rate_hz / block, first / rate_hz, rate_hz
