"""Contacts of a trunk: the first and last steps, followed from the steps between them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrogait.gait.trunk_contacts import extend_walks

WALK = 100.0 * np.arange(5, 11)  # steps of 100 samples
ALL = np.ones(3000, bool)
MARKS = 50.0 * np.arange(1, 60)  # two to a step


def test_two_steps_are_added_at_either_end_where_somebody_walks():
    assert extend_walks(WALK, 100.0, MARKS, ALL).tolist() == [300, 400, *WALK, 1100, 1200]


def test_nothing_is_added_where_nobody_walks():
    walking = np.zeros(3000, bool)
    walking[400:1101] = True
    assert extend_walks(WALK, 100.0, MARKS, walking).tolist() == [400, *WALK, 1100]
    assert extend_walks(WALK, 100.0, MARKS, ~ALL).tolist() == WALK.tolist()


def test_a_mark_must_be_near_where_the_step_is_due():
    late = np.array([1120.0, 1246.0])
    assert extend_walks(WALK, 100.0, late, ALL).tolist() == [*WALK, 1120]
    assert extend_walks(WALK, 100.0, np.empty(0), ALL).tolist() == WALK.tolist()


def test_two_walks_do_not_grow_into_each_other():
    both = np.concatenate([WALK, WALK + 800])  # 300 samples between them
    assert extend_walks(both, 100.0, MARKS, ALL)[6:14].tolist() == [
        900,
        1000,
        1100,
        1200,
        1300,
        1400,
        1500,
        1600,
    ]


def test_nothing_stays_nothing():
    assert extend_walks(np.empty(0), 100.0, MARKS, ALL).tolist() == []


@given(st.integers(0, 500), st.floats(60.0, 140.0))
def test_in_order_and_apart_and_moved_with_time(later, step):
    run = extend_walks(WALK, step, MARKS, ALL)
    assert (np.diff(run) > 0).all()
    assert set(WALK) <= set(run)
    moved = extend_walks(WALK + later, step, MARKS + later, np.concatenate([np.zeros(later, bool), ALL]))
    np.testing.assert_allclose(moved, run + later)
