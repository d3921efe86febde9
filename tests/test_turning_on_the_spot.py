"""Who turns on the spot goes neither forward nor backward: one foot does the one, the other the other."""

from __future__ import annotations

import numpy as np
import pytest

import retrogait as rg
from retrogait._kernels import swings
from retrogait.gait.direction import DirectionOptions
from retrogait.tables.catalogue import DIRECTIONS


class Motion:
    """A limb with one swing, as far as its direction asks."""

    site, mounted = "left_shank", True

    def __init__(self, *turns: tuple[float, float]) -> None:
        rows = np.full((len(turns), swings.WIDTH), np.nan)
        for row, (turn_deg, radius_m) in zip(rows, turns, strict=True):
            row[swings.TURN_DEG] = turn_deg
            row[swings.DISPLACEMENT_X] = 2.0 * radius_m * np.sin(np.radians(abs(turn_deg)) / 2.0)
            row[swings.DISPLACEMENT_Y] = 0.0
            row[[swings.AHEAD, swings.AHEAD_BEFORE, swings.AHEAD_AFTER]] = 1.0
        self.swing_features = rows


class Asymmetry:
    def judge(self, motion, steps):
        return np.zeros(len(motion.swing_features))


def told(*turns):
    """The directions of swings of one limb, each by its turn and radius."""
    decided = DirectionOptions().decide(Motion(*turns), np.ones(len(turns), bool), Asymmetry())
    return [DIRECTIONS[int(way)] for way in decided.way]


@pytest.mark.parametrize("turn_deg", [25.0, -60.0, 150.0])
def test_least_radius_m(turn_deg):
    """Where the steps around turn as tightly."""
    least = 0.2
    assert told(*[(turn_deg, least - 0.01)] * 3) == ["unknown"] * 3
    assert told(*[(turn_deg, least + 0.01)] * 3) == ["forward"] * 3


@pytest.mark.parametrize("turn_deg", [25.0, -60.0, 150.0])
def test_least_lone_radius_m(turn_deg):
    """The inner foot of who walks round a corner turns tightly once."""
    least = 0.14
    straight = (0.0, 1.0)
    assert told(straight, (turn_deg, least + 0.01), straight) == ["forward"] * 3
    assert told(straight, (turn_deg, least - 0.01), straight) == ["forward", "unknown", "forward"]


def test_turning_deg():
    least = DirectionOptions().turning_deg
    assert told((least - 0.5, 0.05)) == ["forward"]
    assert told((least + 0.5, 0.05)) == ["unknown"]


@pytest.mark.parametrize("who", ["plain", "adult", "knee_oa", "shuffling"])
@pytest.mark.parametrize("sites", [("left_foot", "right_foot"), ("left_shank", "right_shank")])
@pytest.mark.parametrize("seed", range(3))
def test_turning_on_the_spot_is_no_way_of_walking(who, sites, seed):
    program = [("stand", 2), ("spin", 720), ("stand", 2)]
    walk, truth = rg.simulate_walk(program=program, seed=seed, sites=sites, walker=who)
    assert set(truth.strides["direction"]) == {"unknown"}
    strides = rg.analyze(walk).strides
    assert set(strides["direction"]) <= {"unknown"}


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("sites", [("left_foot", "right_foot"), ("left_shank", "right_shank")])
def test_walking_round_a_turn_keeps_its_direction(direction, sites):
    program = [("stand", 2), (direction, 8), ("turn", 180), (direction, 8), ("stand", 2)]
    walk, truth = rg.simulate_walk(program=program, seed=4, sites=sites, walker="adult")
    strides = rg.analyze(walk).strides
    assert len(strides) >= 0.95 * len(truth.strides)
    assert (strides["direction"] == direction).mean() > 0.9
    assert set(strides["direction"]) <= {direction, "unknown"}
