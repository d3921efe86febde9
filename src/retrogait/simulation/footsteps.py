"""From the program to footholds: when and where each foot steps, with a person's unsteadiness."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.foothold import Footholds, FootShape
from retrogait.simulation.fractal import fractional_noise
from retrogait.simulation.jogging import HARDNESS as JOG_HARDNESS
from retrogait.simulation.stairs import swing_edges
from retrogait.simulation.step import Step
from retrogait.simulation.stretches import ODD_LIFT_DEG, ODD_STRIKE_DEG, intended_steps
from retrogait.simulation.walker import HANDRAIL_SHARE, HIGHEST_TOE_STRIKE_DEG

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.intent import Intent, Pace
    from retrogait.simulation.near_falls import Mishaps
    from retrogait.simulation.program import Leg
    from retrogait.simulation.walker import Walker

_LEAST_DOUBLE_SUPPORT_S = 0.04
_LEAST_STANCE_S = 0.10
_UNEVEN_FLIGHT = 0.12  # most of the step time by which one of a jog is longer or shorter
_SAME_FOOT_S = 1.5
START_DELAY_S = 0.25
_NO_MEMORY = 0.5  # of a Hurst exponent
_DRIFT_STEPS = 40
_FORWARD_LANDING_SHARE, _FORWARD_PUSH_S = 0.27, 0.035
_BACKWARD_LAG = -0.01
"""Backward a foot is fastest early in its swing (0.44 of it on real walks)."""


def plan_steps(
    runs: Sequence[Leg],
    pace_of: Callable[[str, float | None], Pace],
    walker: Walker,
    first_side: str,
    start_s: float,
    rng: np.random.Generator,
    mishaps: Mishaps,
) -> tuple[list[Step], float]:
    """Draw the steps of all runs; also give the time at which the last run is over."""
    steps: list[Step] = []
    clock, side = start_s, first_side
    stretches = [intended_steps(run, pace_of) for run in runs]
    total = sum(map(len, stretches))
    memory = remembered(total, walker.stride_time_hurst, rng)
    drift = _drift(total, walker.speed_drift, rng)
    landed_s: dict[str, float] = {}
    for run, stretch in zip(runs, stretches, strict=True):
        clock += run.pause_s + START_DELAY_S
        for number, meant in enumerate(stretch):
            last = number == len(stretch) - 1
            ramp = 0.0 if last else min(1.0, 0.65 + 0.25 * number, 0.8 + 0.2 * (len(stretch) - 2 - number))
            tired = (1.0 + walker.slowing * len(steps) / max(total - 1, 1)) / (1.0 + drift[len(steps)] / 2)
            fresh = meant.pace
            pace = replace(fresh, speed_mps=fresh.speed_mps / tired**2, cadence_spm=fresh.cadence_spm / tired)
            intent = replace(meant, pace=pace)
            if not meant.fixed:
                intent = replace(intent, length_m=meant.length_m * ramp / tired)
            noise = None if memory is None else float(memory[len(steps)])
            side = meant.side or side
            if number == 0 and steps and steps[-1].side == side:  # it lies flat before it leaves again
                clock = max(clock, steps[-1].touch_s + _SAME_FOOT_S)
            step = mishaps.on(draw_step(walker, intent, side, clock, (number, last), rng, noise))
            # an uneven jogger's next step may be so quick that the foot would leave before it has landed
            stood_s = landed_s.get(side, -np.inf) + _LEAST_STANCE_S
            step = replace(step, lift_s=max(step.lift_s, stood_s))
            steps.append(step)
            landed_s[side] = step.touch_s
            clock, side = step.touch_s, "right" if side == "left" else "left"
    return steps, clock


def remembered(n: int, hurst: float, rng: np.random.Generator) -> Floats | None:
    """Noise of the step times that remembers; None where it has no memory, and each step draws its own."""
    return None if hurst == _NO_MEMORY else fractional_noise(n, hurst, rng.spawn(1)[0])


def _drift(n: int, size: float, rng: np.random.Generator) -> Floats:
    """Slow changes of speed (n,) as shares, of this SD and mean 0."""
    if size == 0.0 or n < 2:
        return np.zeros(n)
    weights = np.hanning(2 * _DRIFT_STEPS + 1)
    slow = np.convolve(rng.spawn(1)[0].standard_normal(n + 2 * _DRIFT_STEPS), weights, mode="valid")
    slow -= slow.mean()
    return np.asarray(size * (slow / max(float(slow.std()), 1e-9)).clip(-2.0, 2.0))


def draw_step(
    walker: Walker,
    intent: Intent,
    side: str,
    clock: float,
    place: tuple[int, bool],
    rng: np.random.Generator,
    noise: float | None,
) -> Step:
    """Draw one step; the draws do not depend on the side, so that a mirrored walk is the mirror of a walk."""
    pace, length_m = intent.pace, intent.length_m
    z = rng.standard_normal(5).clip(-2.5, 2.5)
    if noise is not None:
        z[0] = np.clip(noise, -2.5, 2.5)
    left = 0.5 if side == "left" else -0.5
    # a stride holds two steps, so its CV is that of a step over the root of two
    time = pace.step_s * (1 + left * walker.step_time_asymmetry) * (1 + 2**0.5 * walker.stride_time_cv * z[0])
    flies = intent.swing_share is not None and intent.swing_share > 0.5
    if flies:
        time = float(np.clip(time, (1 - _UNEVEN_FLIGHT) * pace.step_s, (1 + _UNEVEN_FLIGHT) * pace.step_s))
    uneven = (1 + left * walker.step_length_asymmetry) * (1 + 2**0.5 * walker.stride_length_cv * z[1])
    length, aside = (x if intent.fixed else x * uneven for x in (length_m, intent.aside_m))
    number, last = place
    usual_s = walker.swing_time_s(pace.direction, 2 * pace.step_s)
    if intent.swing_share is not None:
        usual_s = intent.swing_share * 2 * pace.step_s
    swing = usual_s * (time / pace.step_s) ** 0.5 * (1 + 0.015 * z[2])
    if number == 0:
        time = max(swing, 0.9 * time)
    if not flies:
        swing = min(swing, time - (_LEAST_DOUBLE_SUPPORT_S if number else 0.0))
    effort = 0.55 if last or number == 0 else max(0.55, min(1.0, length_m / pace.step_m))
    strike, lift_deg = effort * walker.strike_deg(pace.direction, pace.speed_mps), intent.lift_deg
    if intent.odd:
        strike, lift_deg = ODD_STRIKE_DEG, ODD_LIFT_DEG
    elif intent.strike_deg is not None:
        strike = intent.strike_deg
    if walker.rest_pitch_deg and (intent.odd or intent.strike_deg is not None):
        strike = min(strike, HIGHEST_TOE_STRIKE_DEG)  # whose heel never touches lands on the toes
    held = HANDRAIL_SHARE if walker.handrail else 1.0
    return Step(
        side=side,
        lift_s=clock + time - swing,
        touch_s=clock + time,
        backward=pace.direction == "backward",
        length_m=length,
        turn_rad=intent.turn_rad,
        speed_mps=pace.speed_mps,
        width_m=max(0.02, walker.step_width_m + held * walker.step_width_sd_m * z[3]),
        strike_rad=float(np.radians(strike + walker.strike_sd_deg * z[4])),
        effort=effort,
        starts=number == 0,
        stops=last,
        rhythm_m=length if intent.rhythm_m is None else intent.rhythm_m,
        aside_m=aside,
        rise_m=intent.rise_m,
        lift_rad=None if lift_deg is None else float(np.radians(lift_deg)),
        sink_mps=intent.sink_mps,
        odd=intent.odd,
        hop_m=intent.hop_m,
        hardness=JOG_HARDNESS if intent.hop_m else 1.0,
        clearance_m=walker.clearance_m if intent.clearance_m is None else intent.clearance_m,
    )


def draw_blows(steps: Sequence[Step], walker: Walker, rng: np.random.Generator) -> list[Step]:
    """Draw how hard each step lands against the others, apart from its speed."""
    if walker.impact_cv == 0.0:
        return list(steps)
    sizes = np.exp(walker.impact_cv * rng.standard_normal(len(steps)))
    return [replace(step, blow=float(size)) for step, size in zip(steps, sizes, strict=True)]


def place_feet(steps: Sequence[Step], walker: Walker) -> dict[str, Footholds]:
    """Place both feet: each step carries the body on along its heading and sets one foot beside that line."""
    body, heading, height = np.zeros(2), 0.0, 0.0
    half = walker.step_width_m / 2
    shape = FootShape.of_length(walker.foot_length_m)
    places: dict[str, list[tuple[float, ...]]] = {
        side: [(0.0, sign * half, sign * np.radians(walker.toe_out_deg), 0.0)]
        for side, sign in (("left", 1), ("right", -1))
    }
    passed: dict[str, list[tuple[float, float, bool]]] = {side: [] for side in places}
    edges: dict[str, list[tuple[tuple[float, float], tuple[float, float]]]] = {side: [] for side in places}
    for step in steps:
        way = -1.0 if step.backward else 1.0
        middle = heading + step.turn_rad / 2
        body = body + way * step.length_m * _ahead(middle) + step.aside_m * _left(middle)
        heading += step.turn_rad
        height += step.rise_m
        sign = 1.0 if step.side == "left" else -1.0
        aside = sign * step.width_m / 2 * _left(heading)
        places[step.side].append((*(body + aside), heading + sign * np.radians(walker.toe_out_deg), height))
        for side, before in passed.items():
            done = before[-1][0] if before else 0.0
            before.append((done + step.length_m, step.rise_m, step.backward))
            if side == step.side:
                edges[side].append(swing_edges(before, shape))
                before.clear()
    return {
        side: _footholds(side, places[side], edges[side], [s for s in steps if s.side == side], walker)
        for side in places
    }


def _ahead(heading_rad: float) -> Floats:
    return np.array([np.cos(heading_rad), np.sin(heading_rad)])


def _left(heading_rad: float) -> Floats:
    return np.array([-np.sin(heading_rad), np.cos(heading_rad)])


def _footholds(
    side: str,
    places: Sequence[tuple[float, ...]],
    edges: Sequence[tuple[tuple[float, float], tuple[float, float]]],
    steps: Sequence[Step],
    walker: Walker,
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
    lift = np.where(backward, backward_lift, forward_lift) * effort + rest * (1 - effort)
    sink = effort * np.where(backward, 0.25 + 0.2 * speed, 0.12 + 0.35 * speed)
    passed = np.array(edges).reshape(len(steps), 2, 2)
    return Footholds(
        side=side,
        place_m=table[:, :2],
        heading_rad=table[:, 2],
        lift_s=per_step(lambda s: s.lift_s),
        touch_s=per_step(lambda s: s.touch_s),
        backward=backward,
        lift_pitch_rad=_given(lift, [s.lift_rad for s in steps], rest),
        touch_pitch_rad=rest - strike,
        rest_pitch_rad=rest,
        sink_mps=walker.impact * _given(sink, [s.sink_mps for s in steps], 0.0),
        fall_mps2=np.where(backward, walker.backward_fall_mps2, walker.forward_fall_mps2) * effort,
        blow=per_step(lambda s: s.blow),
        landing_share=np.where(backward, walker.backward_landing_share, _FORWARD_LANDING_SHARE),
        push_s=np.where(backward, walker.backward_push_s, _FORWARD_PUSH_S),
        lag=np.where(backward, _BACKWARD_LAG, walker.forward_lag),
        clearance_m=per_step(lambda s: s.clearance_m),
        swing_yaw_rad=float(np.radians(walker.swing_yaw_deg)),
        swing_roll_rad=float(np.radians(walker.swing_roll_deg)),
        heel_rise=walker.heel_rise,
        height_m=table[:, 3],
        edge_m=passed[:, 0],
        edge_rise_m=passed[:, 1],
        odd=per_step(lambda s: s.odd) > 0.5,
        runs=per_step(lambda s: s.hop_m) > 0.0,
        hardness=per_step(lambda s: s.hardness),
    )


def _given(usual: Floats, given: Sequence[float | None], rest: float) -> Floats:
    """Values (n,) of level walking, or what was `given`, over `rest`, where it is not None."""
    return np.array([u if g is None else g + rest for u, g in zip(usual, given, strict=True)], dtype=float)
