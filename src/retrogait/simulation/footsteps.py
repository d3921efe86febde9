"""From the program to footholds: when and where each foot steps, with a person's unsteadiness."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.foothold import Footholds
from retrogait.simulation.fractal import fractional_noise
from retrogait.simulation.walker import HANDRAIL_SHARE
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.program import Leg
    from retrogait.simulation.walker import Walker

_TURN_STEP_DEG = 35.0
_TURN_RADIUS_M = 0.35
_LEAST_DOUBLE_SUPPORT_S = 0.04
START_DELAY_S = 0.25
_NO_MEMORY = 0.5  # of a Hurst exponent


@dataclass(frozen=True)
class Step:
    """One step: who swings, when, how far the body goes on and turns meanwhile, and how the foot lands."""

    side: str
    lift_s: float
    touch_s: float
    backward: bool
    length_m: float
    turn_rad: float
    speed_mps: float
    width_m: float
    strike_rad: float
    effort: float
    starts: bool
    stops: bool


@dataclass(frozen=True)
class Pace:
    """How a stretch is walked: speed, cadence and the step length that follows."""

    direction: str
    speed_mps: float
    cadence_spm: float

    @property
    def step_s(self) -> float:
        """Mean step time."""
        return 60.0 / self.cadence_spm

    @property
    def step_m(self) -> float:
        """Mean step length."""
        return self.speed_mps * self.step_s


def plan_steps(
    runs: Sequence[Leg],
    pace_of: Callable[[str, float | None], Pace],
    walker: Walker,
    first_side: str,
    start_s: float,
    rng: np.random.Generator,
) -> tuple[list[Step], float]:
    """Draw the steps of all runs; also give the time at which the last run is over."""
    steps: list[Step] = []
    clock, side = start_s, first_side
    stretches = [_nominal(run, pace_of) for run in runs]
    total = sum(map(len, stretches))
    remembered = _remembered(total, walker.stride_time_hurst, rng)
    for run, stretch in zip(runs, stretches, strict=True):
        clock += run.pause_s + START_DELAY_S
        for number, (fresh, length, turn) in enumerate(stretch):
            last = number == len(stretch) - 1
            ramp = 0.0 if last else min(1.0, 0.65 + 0.25 * number, 0.8 + 0.2 * (len(stretch) - 2 - number))
            tired = 1.0 + walker.slowing * len(steps) / max(total - 1, 1)
            pace = replace(fresh, speed_mps=fresh.speed_mps / tired**2, cadence_spm=fresh.cadence_spm / tired)
            noise = None if remembered is None else float(remembered[len(steps)])
            step = _draw_step(
                walker, pace, side, clock, length * ramp / tired, turn, (number, last), rng, noise
            )
            steps.append(step)
            clock, side = step.touch_s, "right" if side == "left" else "left"
    return steps, clock


def _remembered(n: int, hurst: float, rng: np.random.Generator) -> Floats | None:
    """Noise of the step times that remembers; None where it has no memory, and each step draws its own."""
    return None if hurst == _NO_MEMORY else fractional_noise(n, hurst, rng.spawn(1)[0])


def _nominal(run: Leg, pace_of: Callable[[str, float | None], Pace]) -> list[tuple[Pace, float, float]]:
    """Pace, length in m and turn in rad of each step of a run; the last only brings the feet together."""
    out: list[tuple[Pace, float, float]] = []
    for segment in run.segments:
        pace = pace_of(run.direction, segment.speed_mps)
        if segment.kind in WALKED:
            out += [(pace, pace.step_m, 0.0)] * max(1, int(segment.amount / pace.step_s))
        else:
            count = max(2, int(np.ceil(abs(segment.amount) / _TURN_STEP_DEG)))
            angle = np.radians(segment.amount) / count
            out += [(pace, min(pace.step_m, _TURN_RADIUS_M * abs(angle)), angle)] * count
    return [*out, (out[-1][0], 0.0, 0.0)]


def _draw_step(
    walker: Walker,
    pace: Pace,
    side: str,
    clock: float,
    length_m: float,
    turn_rad: float,
    place: tuple[int, bool],
    rng: np.random.Generator,
    noise: float | None,
) -> Step:
    """Draw one step; the draws do not depend on the side, so that a mirrored walk is the mirror of a walk."""
    z = rng.standard_normal(5).clip(-2.5, 2.5)
    if noise is not None:
        z[0] = np.clip(noise, -2.5, 2.5)
    left = 0.5 if side == "left" else -0.5
    # a stride holds two steps, so its CV is that of a step over the root of two
    time = pace.step_s * (1 + left * walker.step_time_asymmetry) * (1 + 2**0.5 * walker.stride_time_cv * z[0])
    length = (
        length_m * (1 + left * walker.step_length_asymmetry) * (1 + 2**0.5 * walker.stride_length_cv * z[1])
    )
    number, last = place
    swing = (
        walker.swing_time_s(pace.direction, 2 * pace.step_s)
        * (time / pace.step_s) ** 0.5
        * (1 + 0.015 * z[2])
    )
    if number == 0:
        time = max(swing, 0.9 * time)
    swing = min(swing, time - (_LEAST_DOUBLE_SUPPORT_S if number else 0.0))
    effort = 0.55 if last or number == 0 else max(0.55, min(1.0, length_m / pace.step_m))
    strike = walker.strike_deg(pace.direction, pace.speed_mps)
    held = HANDRAIL_SHARE if walker.handrail else 1.0
    return Step(
        side=side,
        lift_s=clock + time - swing,
        touch_s=clock + time,
        backward=pace.direction == "backward",
        length_m=length,
        turn_rad=turn_rad,
        speed_mps=pace.speed_mps,
        width_m=max(0.02, walker.step_width_m + held * walker.step_width_sd_m * z[3]),
        strike_rad=float(np.radians(strike * effort + walker.strike_sd_deg * z[4])),
        effort=effort,
        starts=number == 0,
        stops=last,
    )


def place_feet(steps: Sequence[Step], walker: Walker) -> dict[str, Footholds]:
    """Place both feet: each step carries the body on along its heading and sets one foot beside that line."""
    body, heading = np.zeros(2), 0.0
    half = walker.step_width_m / 2
    places: dict[str, list[tuple[float, float, float]]] = {
        side: [(0.0, sign * half, sign * np.radians(walker.toe_out_deg))]
        for side, sign in (("left", 1), ("right", -1))
    }
    for step in steps:
        way = -1.0 if step.backward else 1.0
        middle = heading + step.turn_rad / 2
        body = body + way * step.length_m * np.array([np.cos(middle), np.sin(middle)])
        heading += step.turn_rad
        sign = 1.0 if step.side == "left" else -1.0
        aside = sign * step.width_m / 2 * np.array([-np.sin(heading), np.cos(heading)])
        places[step.side].append((*(body + aside), heading + sign * np.radians(walker.toe_out_deg)))
    return {
        side: _footholds(side, places[side], [s for s in steps if s.side == side], walker) for side in places
    }


def _footholds(
    side: str, places: Sequence[tuple[float, float, float]], steps: Sequence[Step], walker: Walker
) -> Footholds:
    table = np.array(places)
    rest = float(np.radians(walker.rest_pitch_deg))

    def per_step(pick: Callable[[Step], float]) -> Floats:
        return np.array([pick(step) for step in steps], dtype=float)

    backward = per_step(lambda s: s.backward) > 0.5
    speed, effort = per_step(lambda s: s.speed_mps), per_step(lambda s: s.effort)
    strike = per_step(lambda s: s.strike_rad)
    forward_lift = np.radians(38.0 + 10.0 * np.minimum(speed, 1.0))
    backward_lift = (
        -np.radians(10.0 + 6.0 * np.minimum(speed, 1.2)) if rest == 0.0 else np.full(len(steps), 0.75 * rest)
    )
    return Footholds(
        side=side,
        place_m=table[:, :2],
        heading_rad=table[:, 2],
        lift_s=per_step(lambda s: s.lift_s),
        touch_s=per_step(lambda s: s.touch_s),
        backward=backward,
        lift_pitch_rad=np.where(backward, backward_lift, forward_lift) * effort + rest * (1 - effort),
        touch_pitch_rad=rest - strike,
        rest_pitch_rad=rest,
        sink_mps=walker.impact * effort * np.where(backward, 0.25 + 0.2 * speed, 0.12 + 0.35 * speed),
        clearance_m=np.full(len(steps), walker.clearance_m),
        swing_yaw_rad=float(np.radians(walker.swing_yaw_deg)),
    )
