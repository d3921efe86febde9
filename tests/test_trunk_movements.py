"""Running, jumping and stairs told from walking by the shape of a trunk's steps, each threshold from both sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from trunk_motions import shape_of, steps_in_a_row

from retrogait.gait.trunk_movements import TrunkMovementOptions

OPTIONS = TrunkMovementOptions()
FLYING = {"aloft": 0.1, "vault": -0.8}
STAIRS = {"rise": 1.8, "push": 0.66}  # at a step of 0.84 s


def found(step_s: float = 0.6, options: TrunkMovementOptions = OPTIONS, **shape):
    movements = options.find(steps_in_a_row(step_s=step_s), shape_of(**shape))
    return movements.running.tolist(), movements.stairs.tolist()


ALL, NONE = [True] * 9, [False] * 9


def test_walking_on_the_level_is_neither():
    assert found() == found(0.45, rise=4.4, push=2.6) == found(0.9, rise=0.8, push=0.9) == (NONE, NONE)


@pytest.mark.parametrize(
    ("option", "inside", "outside"),
    [
        ("most_aloft", FLYING | {"aloft": 0.021}, FLYING | {"aloft": 0.019}),
        ("least_bounce", FLYING | {"vault": -0.21}, FLYING | {"vault": -0.19}),
        ("least_hop", {"aloft": 0.1, "rise": 6.1, "push": 2.0}, {"aloft": 0.1, "rise": 5.9, "push": 2.0}),
    ],
)
def test_a_threshold_of_running_from_both_sides(option, inside, outside):
    assert hasattr(OPTIONS, option)
    assert found(0.4, **inside)[0] == ALL
    assert found(0.4, **outside)[0] == NONE


def test_a_brisk_walk_that_nearly_flies_is_no_running():
    assert found(0.45, aloft=0.17, vault=0.9, rise=6.0, push=2.8)[0] == NONE


@pytest.mark.parametrize(
    ("option", "inside", "outside"),
    [
        ("least_climb", (1.0, {"rise": 1.51, "push": 1.0}), (1.0, {"rise": 1.49, "push": 0.99999})),
        ("least_climb_s4pm", (0.9, {"rise": 1.9, "push": 1.0}), (0.88, {"rise": 1.9, "push": 1.0})),
    ],
)
def test_a_threshold_of_stairs_from_both_sides(option, inside, outside):
    options = replace(OPTIONS, **{"least_climb_s4pm" if option == "least_climb" else "least_climb": 0.1})
    for (step_s, shape), told in ((inside, ALL), (outside, NONE)):
        assert found(step_s, options, **shape)[1] == told


def test_stairs_are_told_by_most_of_the_steps_around_and_running_is_no_stairs():
    assert found(0.84, **STAIRS) == (NONE, ALL)
    push = np.where(np.arange(9) == 4, 2.0, 0.66)
    assert found(0.84, rise=1.8, push=push)[1] == ALL
    assert found(0.84, options=replace(OPTIONS, reach=0), rise=1.8, push=push)[1] == [
        k != 4 for k in range(9)
    ]
    assert found(0.84, **STAIRS, **FLYING) == (ALL, NONE)


@pytest.mark.parametrize(("reach", "told"), [(1, True), (2, False)])
def test_the_reach_of_stairs_from_both_sides(reach, told):
    """Three steps on stairs: of the three around the middle one all are, of the five around it three of the others."""
    here = np.isin(np.arange(9), [3, 4])
    push = np.where(here, 0.66, 2.0)
    assert found(0.84, options=replace(OPTIONS, reach=reach), rise=1.8, push=push)[1][3] is told


def test_nothing_is_found_in_nothing():
    steps = steps_in_a_row(0)
    movements = OPTIONS.find(steps, shape_of(0))
    assert len(movements.running) == len(movements.stairs) == 0
