"""A treadmill whose belt changes its speed, and a person who keeps up with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.curves import Keyframes
from retrogait.simulation.footsteps import draw_step, remembered
from retrogait.simulation.intent import Intent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.intent import Pace
    from retrogait.simulation.near_falls import Mishaps
    from retrogait.simulation.program import Leg
    from retrogait.simulation.step import Step
    from retrogait.simulation.walker import Walker

_RAMP_S, _RAMP_MPS2 = 2.0, 0.25
"""The belt takes so long at least for a change of speed, and longer for a large one."""
_REACTS_S, _LOOKS_AHEAD_S = 0.9, 0.4
"""A person sets off so long after the belt, and then walks as fast as it will be in a moment."""
_SLOWEST_MPS, _STOPS_MPS = 0.2, 0.15
_CATCHES_UP = 0.25
_WANDERS_M, _WANDERS_S = 0.12, 23.0
"""A step makes up this share of what the person is behind; the place they keep wanders by so much, so slowly."""
_HALF_S = 0.005
_LONGEST_SHARE = 1.3  # of the step that suits the belt's speed


def plan_on_belt(
    runs: Sequence[Leg],
    pace_of: Callable[[str, float | None], Pace],
    walker: Walker,
    first_side: str,
    rng: np.random.Generator,
    mishaps: Mishaps,
) -> tuple[list[Step], float, Keyframes]:
    """Draw the steps on a belt that starts and stops with each run.

    Also give the time at which all is over, and how far the belt has moved along the walk's x.
    """
    steps: list[Step] = []
    knots = [(-1.0, 0.0, 0.0)]
    wander, memory = rng.spawn(2)
    phase = wander.random()
    clock, side = 0.0, first_side
    for run in runs:
        belt = _belt_of(run, clock + run.pause_s, pace_of)
        noises = _noises(walker, belt, memory)
        clock = float(belt.time_s[0]) + _REACTS_S
        walked = _way(belt, clock)
        number = 0
        while True:
            speed = float(belt_speed_mps(belt, np.array([clock + _LOOKS_AHEAD_S]))[0])
            last = number >= 2 and speed < _STOPS_MPS and clock > belt.time_s[-2] - 1.0
            pace = pace_of(run.direction, max(speed, _SLOWEST_MPS))
            keeps_m = _WANDERS_M * np.sin(2.0 * np.pi * (clock / _WANDERS_S + phase))
            behind_m = _way(belt, clock) + keeps_m - walked
            meant = speed * pace.step_s + _CATCHES_UP * behind_m
            length = 0.0 if last else float(np.clip(meant, 0.0, _LONGEST_SHARE * pace.step_m))
            step = draw_step(walker, Intent(pace, length), side, clock, (number, last), rng, next(noises))
            step = mishaps.on(step)
            steps.append(step)
            walked += step.length_m
            number += 1
            clock, side = step.touch_s, "right" if side == "left" else "left"
            if last:
                break
        ahead = 1.0 if run.direction == "backward" else -1.0
        x = knots[-1][1] + ahead * belt.value
        knots += zip(belt.time_s, x, ahead * belt.rate, strict=True)
        clock = max(clock, float(belt.time_s[-1]))
    knots.append((knots[-1][0] + 1.0, knots[-1][1], 0.0))
    time_s, x, rate = np.array(knots).T
    return steps, clock, Keyframes(time_s, x, rate, np.zeros(len(x)))


def _belt_of(run: Leg, begin_s: float, pace_of: Callable[[str, float | None], Pace]) -> Keyframes:
    """How far the belt has gone since a run began: up to speed, on at each segment's speed, down to a stop."""
    times, speeds = [begin_s], [0.0]
    for segment in run.segments:
        speed = pace_of(run.direction, segment.speed_mps).speed_mps
        ramp_s = max(_RAMP_S, abs(speed - speeds[-1]) / _RAMP_MPS2)
        times += [times[-1] + ramp_s, times[-1] + max(segment.amount, ramp_s + 0.5)]
        speeds += [speed, speed]
    times.append(times[-1] + max(_RAMP_S, speeds[-1] / _RAMP_MPS2))
    speeds.append(0.0)
    time_s, rate = np.array(times), np.array(speeds)
    way = np.concatenate([[0.0], np.cumsum(np.diff(time_s) * (rate[1:] + rate[:-1]) / 2)])
    return Keyframes(time_s, way, rate, np.zeros(len(way)))


def _way(belt: Keyframes, time_s: float) -> float:
    return float(belt.at(np.array([time_s]))[0])


def belt_speed_mps(belt: Keyframes, time_s: Floats) -> Floats:
    """Speed of the belt (n,); it is constant or changes evenly over hundredths of a second."""
    return (belt.at(time_s + _HALF_S) - belt.at(time_s - _HALF_S)) / (2.0 * _HALF_S)


def _noises(walker: Walker, belt: Keyframes, rng: np.random.Generator) -> Iterator[float | None]:
    """Noise of the step times that remembers, more than steps can be made; None for ever where there is none."""
    most = 5 * int(belt.time_s[-1] - belt.time_s[0] + 10.0)
    noise = remembered(most, walker.stride_time_hurst, rng)
    return iter([None] * most if noise is None else noise.tolist())
