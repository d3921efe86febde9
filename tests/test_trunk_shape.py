"""The shape of steps: what it is of motions made by hand, and what turning them round in time does to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trunk_motions import RATE_HZ, still_but, trunk_motion, with_samples

from retrogait.gait.trunk_shape import TrunkSteps, step_shape

INNER = slice(2, -2)


def steps_at(count: int = 16, step_s: float = 0.6, sense: int = 1) -> TrunkSteps:
    at_s = 3.0 + step_s * np.arange(count)
    return TrunkSteps(at_s, np.full(count, sense), np.zeros(count, np.int64), np.full(count, step_s))


def test_a_saw_tooth_forward_leans_and_vaults():
    shape = step_shape(trunk_motion(), steps_at())
    assert (shape.lean[INNER] > 0.95).all()
    assert (shape.vault[INNER] > 0.95).all()
    assert (shape.spread[INNER] < 0.1).all()
    np.testing.assert_allclose(shape.push[INNER], 1.5, rtol=0.1)
    np.testing.assert_allclose(shape.rise[INNER], 2.0, rtol=0.1)
    np.testing.assert_allclose(shape.sway[INNER], 0.8 / 1.5, rtol=0.15)


@settings(max_examples=10, deadline=None)
@given(st.floats(0.45, 1.0), st.floats(0.1, 0.6), st.floats(0.3, 1.0))
def test_run_back_in_time_cues_turn_round_and_sizes_stay(step_s, lean, vault):
    motion = trunk_motion(16, step_s, lean=lean, vault=vault)
    back = still_but(motion.level[::-1])
    end_s = (len(motion.level) - 1) / RATE_HZ
    steps = steps_at(16, step_s)
    there = step_shape(motion, steps)
    again = step_shape(back, steps._replace(at_s=(end_s - steps.at_s)[::-1]))
    for name in ("lean", "vault"):
        np.testing.assert_allclose(getattr(again, name)[::-1], -getattr(there, name), atol=0.02)
    for name in ("spread", "sway", "rise", "push"):
        np.testing.assert_allclose(getattr(again, name)[::-1], getattr(there, name), rtol=0.05, atol=0.02)


def test_spread_is_how_much_steps_differ():
    rng = np.random.default_rng(1)
    motion = trunk_motion()
    noisy = still_but(motion.level + rng.normal(0, 3.0, motion.level.shape))
    assert step_shape(noisy, steps_at()).spread.min() > 0.4
    assert step_shape(motion, steps_at()).spread[INNER].max() < 0.1
    assert step_shape(noisy, steps_at()).smooth.max() < 0.3 < step_shape(motion, steps_at()).smooth.min()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4])
def test_aloft_is_the_share_of_the_time_in_flight(share):
    shape = step_shape(with_samples(trunk_motion(), aloft=share), steps_at())
    np.testing.assert_allclose(shape.aloft, share, atol=1e-9)


def test_steps_of_another_walk_do_not_count():
    walk = (np.arange(16) >= 8).astype(np.int64)
    both = step_shape(trunk_motion(), steps_at()._replace(walk=walk))
    first = step_shape(trunk_motion(), steps_at(8))
    np.testing.assert_allclose(both.lean[:8], first.lean)
    np.testing.assert_allclose(both.spread[:8], first.spread, atol=1e-9)


def test_no_steps_have_no_shape():
    assert [len(column) for column in step_shape(trunk_motion(), steps_at(0))] == [0] * 9
