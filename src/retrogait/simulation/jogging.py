"""Jogging: forward, with a flight in every step."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.errors import InvalidOption
from retrogait.simulation.intent import Intent, Pace
from retrogait.tables.checks import Bounds, check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.simulation.program import Segment
    from retrogait.simulation.walker import Walker

_USUAL_MPS = 2.4
_SLOWEST_MPS, _FASTEST_MPS = 1.6, 4.0
_CADENCE_SPM, _MORE_SPM_PER_MPS = 140.0, 8.0
_SWING_SHARE, _MORE_SWING_PER_MPS = 0.57, 0.03
_STRIKE_DEG, _LIFT_DEG, _SINK_MPS, _CLEARANCE_M = 10.0, 42.0, 1.2, 0.05
_RHYTHM_M = 0.3
_HOP_G = 1.3
"""The trunk rises and falls so far that it falls nearly freely in flight."""
HARDNESS = 1.8
"""A landing shakes the body so much more than one of a walk with the same speed of the foot."""
_LONGEST_STEP = 1.3  # of the leg
_SETTING_OFF_STEPS, _SETTING_OFF_SHARE, _SETTING_OFF_SPM = 2, 0.7, 130.0


def jog(segment: Segment) -> list[Intent]:
    """Steps of a jog."""
    speed = _USUAL_MPS if segment.speed_mps is None else segment.speed_mps
    bounds = Bounds("a number", _SLOWEST_MPS, _FASTEST_MPS)
    check("simulate_walk: jog", "speed_mps", speed, bounds, "walk slower, or pass one of these")
    pace = Pace("forward", speed, float(np.clip(_CADENCE_SPM + _MORE_SPM_PER_MPS * speed, 150.0, 180.0)))
    step_hz = pace.cadence_spm / 60.0
    step = Intent(
        pace,
        pace.step_m,
        rhythm_m=_RHYTHM_M,
        strike_deg=_STRIKE_DEG,
        lift_deg=_LIFT_DEG,
        sink_mps=_SINK_MPS,
        swing_share=_SWING_SHARE + _MORE_SWING_PER_MPS * speed,
        hop_m=_HOP_G * STANDARD_GRAVITY_MPS2 / (2.0 * np.pi * step_hz) ** 2,
        clearance_m=_CLEARANCE_M,
    )
    return [step] * max(1, int(segment.amount / pace.step_s))


def between_walks(intents: Sequence[Intent]) -> list[Intent]:
    """Walk a few steps where a run begins or ends with a jog, and between a jog and stairs."""
    before, after = (_walked(one) if one.hop_m else [] for one in (intents[0], intents[-1]))
    walked = [*before, intents[0]]
    for one, two in pairwise(intents):
        if (one.hop_m and two.rise_m) or (one.rise_m and two.hop_m):
            walked += _walked(one if one.hop_m else two)
        walked.append(two)
    return [*walked, *after]


def _walked(jogged: Intent) -> list[Intent]:
    length = _SETTING_OFF_SHARE * jogged.length_m
    pace = Pace("forward", length * _SETTING_OFF_SPM / 60.0, _SETTING_OFF_SPM)
    return [Intent(pace, length)] * _SETTING_OFF_STEPS


def check_jogger(walker: Walker, longest_m: float) -> None:
    """Refuse jogs whose steps are too long for the legs."""
    limit = _LONGEST_STEP * walker.leg_length_m
    if longest_m > limit:
        raise InvalidOption(
            f"simulate_walk: a jog of the program needs steps of {longest_m:.2f} m; legs of {walker.leg_length_m:g} m "
            f"make {limit:.2f} m at most in flight; lower the jog's speed"
        )
