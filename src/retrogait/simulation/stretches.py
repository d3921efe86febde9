"""The steps of a run as they are meant: pace, way, turn and rise of each, before a person's unsteadiness."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation import jogging, stairs
from retrogait.simulation.intent import Intent, Pace
from retrogait.simulation.program import SIDEWAYS, STAIRS, TURNS
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrogait.simulation.program import Leg, Segment

_TURN_STEP_DEG = 35.0
_TURN_RADIUS_M = 0.35
_STEP_TO_STAIRS_M = 0.4
_SPIN_RHYTHM_M = 0.15
_SIDE_STEP_M, _SIDE_RHYTHM_M, _SIDE_CADENCE_SPM = 0.32, 0.4, 80.0
ODD_LIFT_DEG, ODD_STRIKE_DEG = 10.0, 2.0


def intended_steps(run: Leg, pace_of: Callable[[str, float | None], Pace]) -> list[Intent]:
    """Steps of a run; where the last does not close it, one more brings the feet together."""
    intents: list[Intent] = []
    for segment in run.segments:
        intents += _segment_steps(segment, run.direction, pace_of)
    intents = jogging.between_walks(intents)
    intents = [_beside_stairs(one, intents[max(0, i - 1) : i + 2]) for i, one in enumerate(intents)]
    last = intents[-1]
    if (last.length_m == 0.0 and not last.odd) or last.side is not None:
        return intents
    if last.rise_m:
        return [*intents, _climb(last.pace, 0.0, last.rise_m)]
    pace = pace_of(run.direction, None) if last.odd else last.pace
    return [*intents, Intent(pace, 0.0)]


def _segment_steps(
    segment: Segment, direction: str, pace_of: Callable[[str, float | None], Pace]
) -> list[Intent]:
    if segment.kind in STAIRS:
        rise = stairs.RISE_M if segment.kind == "stairs_up" else -stairs.RISE_M
        cadence = stairs.CADENCE_SPM[direction]
        pace = Pace(direction, stairs.TREAD_M * cadence / 60.0, cadence)
        return [_climb(pace, rise, rise)] * int(segment.amount)
    if segment.kind in SIDEWAYS:
        return _side_steps(segment)
    if segment.kind == "jog":
        return jogging.jog(segment)
    pace = pace_of(direction, segment.speed_mps)
    if segment.kind in WALKED:
        return [Intent(pace, pace.step_m)] * max(1, int(segment.amount / pace.step_s))
    if segment.kind not in TURNS:
        strides = max(1, int(segment.amount / (2 * pace.step_s)))
        return [Intent(pace, pace.step_m), Intent(pace, 0.0)] * strides
    count = max(2, int(np.ceil(abs(segment.amount) / _TURN_STEP_DEG)))
    angle = np.radians(segment.amount) / count
    if segment.kind == "spin":
        return [Intent(pace, 0.0, angle, fixed=True, rhythm_m=_SPIN_RHYTHM_M, odd=True)] * count
    return [Intent(pace, min(pace.step_m, _TURN_RADIUS_M * abs(angle)), angle)] * count


def _climb(pace: Pace, rise_m: float, going_m: float) -> Intent:
    """Make a step on stairs that go up or down as `going_m`; one without rise brings the feet together."""
    how = stairs.manner(going_m, pace.direction == "backward")
    return Intent(
        pace,
        stairs.TREAD_M if rise_m else 0.0,
        rise_m=rise_m,
        fixed=True,
        strike_deg=stairs.STRIKE_DEG[how],
        lift_deg=stairs.LIFT_DEG[how],
        sink_mps=stairs.SINK_MPS["up" if going_m > 0.0 else "down"],
    )


def _beside_stairs(intent: Intent, around: list[Intent]) -> Intent:
    """Shorten a level step before or after stairs: nobody takes them in full stride."""
    if intent.rise_m or not any(one.rise_m for one in around):
        return intent
    return replace(intent, length_m=min(intent.length_m, _STEP_TO_STAIRS_M))


def _side_steps(segment: Segment) -> list[Intent]:
    """Pairs of steps sideways: one foot goes out, the other comes beside it."""
    pace = Pace("forward", _SIDE_STEP_M * _SIDE_CADENCE_SPM / 120.0, _SIDE_CADENCE_SPM)
    sign, other = (1.0, "right") if segment.kind == "left" else (-1.0, "left")
    pair = [
        Intent(pace, 0.0, aside_m=aside * sign, side=side, rhythm_m=_SIDE_RHYTHM_M, odd=True)
        for side, aside in ((segment.kind, _SIDE_STEP_M), (other, 0.0))
    ]
    return pair * max(1, int(segment.amount / (2 * pace.step_s)))
