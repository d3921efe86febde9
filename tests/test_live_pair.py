"""Streams of a foot whose accelerometer and gyroscope do not belong together: no direction is made up for long."""

from __future__ import annotations

import re

import pytest
from streams import walk

import retrogait as rg

RATE_HZ = 100.0
WRONG = {"left-handed axes": [1, -1, 1, 1, -1, 1], "gyroscope negated": [1, 1, 1, -1, -1, -1]}


@pytest.mark.parametrize("signs", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize(("direction", "speed_mps"), [("backward", 0.5), ("backward", 1.2), ("forward", 1.2)])
def test_axes_of_the_other_hand_are_refused_after_a_few_strides(direction, speed_mps, signs):
    samples = walk(direction, speed_mps, seed=7, duration_s=30)[0]
    stream = rg.ContactStream(RATE_HZ, "left_foot")
    expected = (
        "left_foot: accelerometer and gyroscope do not belong together: over 3 strides in a row the mean specific "
        "force is 8 % and more above that at rest; expected right-handed axes, the same for both, and rates of the "
        "right sign; check the axes and the signs of gyr_x, gyr_y and gyr_z, and begin a new stream; rg.analyze of a "
        "walk names the cause"
    )
    with pytest.raises(rg.InvalidTable, match=re.escape(expected)):
        stream.feed(samples * signs)
    with pytest.raises(rg.InvalidTable, match="do not belong together"):
        stream.feed(samples[:1])
    assert rg.ContactStream(RATE_HZ, "left_foot").feed(samples), "as they should be they are followed"
