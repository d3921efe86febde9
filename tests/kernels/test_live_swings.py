"""What a live final contact expects of a swing: its peak, its travel, and whether it can be a step at all."""

from __future__ import annotations

import math

import numpy as np
import pytest

import retrogait as rg
from retrogait._kernels.jit import kernel
from retrogait._kernels.live import faults, final_contact, points, strides
from retrogait._kernels.live.frame import FORCE
from retrogait._kernels.live.state import FINE, NOT_PAIRED, new_state
from retrogait.live.limb import LimbKernel

pytestmark = pytest.mark.kernels
GROWTH = 1.3


@kernel
def expected_of(state, which):
    """Only compiled code can hand a record on."""
    return final_contact.expected_peak(state[0], which)


@kernel
def travel_of(state, x, y, z):
    return points.travel_expected(state[0], x, y, z)


@kernel
def doubtful(state, ahead):
    return strides.is_doubtful(state[0], ahead)


@kernel
def goes_on(state, ahead):
    return strides.goes_on(state[0], ahead)


@kernel
def went_somewhere(settings, state, ring, a, event):
    return strides.went_somewhere(settings[0], state[0], ring, a, event)


@kernel
def judge_pair(settings, state, ring):
    faults.judge_pair(settings[0], state[0], ring)


def swing(**given):
    state = new_state()
    state["usual_growth"] = GROWTH
    for name, value in given.items():
        state[name] = value
    return state


@pytest.mark.parametrize(
    ("usual_mps", "counts"),
    [
        (1.01 * 2.0 * GROWTH / final_contact.GROWTH_BAND, True),
        (0.99 * 2.0 * GROWTH / final_contact.GROWTH_BAND, False),
        (0.99 * 2.0 * GROWTH * final_contact.GROWTH_BAND, True),
        (1.01 * 2.0 * GROWTH * final_contact.GROWTH_BAND, False),
    ],
)
def test_the_usual_peak_counts_where_it_is_near_what_the_swing_grows_to(usual_mps, counts):
    grown = GROWTH * 2.0
    expected = 0.5 * (grown + usual_mps) if counts else grown
    state = swing(leave_top_mps=2.0, usual_leave_mps=usual_mps)
    assert expected_of(state, points.TOE) == pytest.approx(expected)


@pytest.mark.parametrize(("share", "unlike"), [(0.99, True), (1.01, False)])
def test_a_swing_far_slower_than_usual_is_expected_to_grow_little(share, unlike):
    """It is looked at twice as long, and so is nearly as fast as it gets."""
    top = share * final_contact.LIKELY_SHARE * 3.0
    expected = top * (1.0 + final_contact.LATER_SHARE * (GROWTH - 1.0)) if unlike else top * GROWTH
    assert expected_of(swing(leave_top_mps=top, usual_leave_mps=3.0), points.TOE) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("straight", "least"),
    [
        (0.0, points.SAME_WAY),  # not known yet
        (points.STRAIGHT - 0.01, points.SAME_WAY),
        (points.STRAIGHT, points.TURNED),
        (0.2, 0.2 - points.BENDING),
    ],
)
def test_a_foot_is_expected_to_go_the_usual_way_unless_it_leaves_far_from_it(straight, least):
    """A foot that leaves straight and now 30 degrees off has turned; one that always leaves sideways has not."""
    for cosine, usual in ((least + 0.01, True), (least - 0.01, False)):
        state = swing(straight=straight, usual_travel=np.array([1.0, 0.0, 0.0]))
        leaves = (cosine, math.sqrt(1 - cosine**2), 0.0)
        found = travel_of(state, *leaves)
        assert found == pytest.approx((1.0, 0.0, 0.0) if usual else leaves)


@pytest.mark.parametrize(
    ("ahead", "share", "trusted", "expected"),
    [
        (-1.0, strides.DOUBTFUL_SHARE - 0.01, 1, True),
        (-1.0, strides.DOUBTFUL_SHARE + 0.01, 1, False),
        (1.0, strides.DOUBTFUL_SHARE - 0.01, 1, False),  # the same way
        (-1.0, strides.DOUBTFUL_SHARE - 0.01, 0, False),  # after a pause anybody may turn round
    ],
)
def test_a_slow_step_the_other_way_in_the_middle_of_a_walk_is_doubtful(ahead, share, trusted, expected):
    state = swing(usual_ahead=0.9, usual_own_mps=2.0, own_top_mps=2.0 * share, trusted=trusted)
    assert doubtful(state, ahead) == expected


@pytest.mark.parametrize(
    ("ahead", "trusted", "expected"),
    [(-0.8, 1, True), (0.8, 1, False), (-0.8, 0, False), (math.nan, 1, False)],
)
def test_a_step_goes_on_where_the_step_before_went_the_same_way(ahead, trusted, expected):
    state = swing(usual_ahead=-0.9, trusted=trusted)
    assert goes_on(state, ahead) == expected


@pytest.mark.parametrize(("longer", "known"), [(-1, True), (0, False), (1, False)])
def test_a_stride_longer_than_what_is_remembered_is_none(longer, known):
    """Four seconds at 128 Hz: one sample more was a division by zero, two more a stride of other samples."""
    limb = LimbKernel("left_foot", 128.0, None, rg.LiveOptions(), mounted=True)
    ring = limb.ring
    ring[:] = np.random.default_rng(3).uniform(0.1, 1.0, ring.shape).cumsum(axis=0)
    limb.state["gravity"] = 0.0, 0.0, 9.81
    limb.state["anchor"] = 5000
    event = np.zeros(strides.EVENT_WIDTH)
    went_somewhere(limb.settings, limb.state, ring, 5000 - len(ring) - longer, event)
    assert np.isfinite(event[strides.DISPLACEMENT_M]) == known


@pytest.mark.parametrize("site", ["left_foot", "left_shank"])
@pytest.mark.parametrize("gravity_mps2", [9.80665, 10.2])
@pytest.mark.parametrize(("off", "wrong"), [(-0.005, False), (0.005, True)])
def test_strides_with_8_percent_too_much_force_show_that_the_gyroscope_does_not_fit(
    site, gravity_mps2, off, wrong
):
    """Of a foot, three in a row: a shank rests too little for it. An accelerometer off by 4 % is no such thing."""
    limb = LimbKernel(site, 100.0, None, rg.LiveOptions(), mounted=True)
    force = np.full(200, gravity_mps2)
    force[40:120] *= 1 + 1.25 * (
        faults.LARGEST_PULL + off - 1
    )  # of the 100 samples between the rests at 30 and 130
    limb.ring[:200, FORCE + 2] = np.cumsum(force) / 100.0
    limb.state["rest"], limb.state["anchor"] = 30, 130
    for stride in range(1, faults.UNPAIRED_STRIDES + 1):
        judge_pair(limb.settings, limb.state, limb.ring)
        expected = wrong and site == "left_foot" and stride >= faults.UNPAIRED_STRIDES
        assert limb.state["fault"][0] == (NOT_PAIRED if expected else FINE)
