"""Which swings count as steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from walks import BOTH, FEET, simulate

from retrogait._kernels import swings
from retrogait.gait.steps import StepOptions
from retrogait.kinematics.limb import LimbMotion, track_limb


def short_swings(motion: LimbMotion, displacement_m: float, which: slice) -> LimbMotion:
    """The same motion with some swings that carry the foot less far."""
    rows = motion.swing_features.copy()
    shrink = displacement_m / np.hypot(rows[which, swings.DISPLACEMENT_X], rows[which, swings.DISPLACEMENT_Y])
    for column in (swings.DISPLACEMENT_X, swings.DISPLACEMENT_Y, swings.PATH_M):
        rows[which, column] *= shrink
    return replace(motion, swing_features=rows)


@pytest.mark.parametrize("direction", BOTH)
def test_a_closing_step_beside_a_step(direction):
    """Who stops puts one foot next to the other: 5 cm there is a step, 5 cm after 5 cm is no walk."""
    recording, _ = simulate(direction, 0.7, 20, seed=3, sites=FEET)
    (motion,) = track_limb(recording, "left_foot")
    steps = StepOptions().choose(motion)
    last = np.flatnonzero(steps)[-1]
    closing = StepOptions().choose(short_swings(motion, 0.05, slice(last, last + 1)))
    np.testing.assert_array_equal(closing, steps)
    in_place = StepOptions().choose(short_swings(motion, 0.05, slice(last - 2, last + 1)))
    assert in_place[last - 2]
    assert not in_place[last - 1 : last + 1].any()
    stamped = StepOptions().choose(short_swings(motion, 0.03, slice(last, last + 1)))
    assert not stamped[last]
