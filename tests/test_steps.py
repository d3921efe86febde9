"""Which swings count as steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from walks import BOTH, FEET, simulate

from retrogait._kernels import swings
from retrogait.gait.steps import StepOptions
from retrogait.kinematics.limb import LimbMotion, track_limb


def short_swings(motion: LimbMotion, way_m: float, which: slice) -> LimbMotion:
    """The same motion with some swings that carry the foot less far."""
    rows = motion.rows.copy()
    shrink = way_m / np.hypot(rows[which, swings.WAY_X], rows[which, swings.WAY_Y])
    for column in (swings.WAY_X, swings.WAY_Y, swings.PATH_M):
        rows[which, column] *= shrink
    return replace(motion, rows=rows)


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
