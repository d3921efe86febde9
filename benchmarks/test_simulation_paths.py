"""Time of simulated walking, and of its kernels beside the slow twins that the tests hold them against: `make bench`.

Figures of a group are side by side: pytest-benchmark prints how many times the quickest each of them takes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

import retrogait as rg
from retrogait._kernels import poses
from retrogait.simulation.foot import FootPath
from retrogait.tables.catalogue import SITES

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
import naive_poses

TIME_S = np.arange(5000, 15000) / 1000.0
STEP_S, GRAVITY = 0.001, np.array([0.0, 0.0, -9.81])


@pytest.fixture(scope="module")
def foot():
    """The left foot of a walk."""
    feet, through = [], FootPath.through
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FootPath, "through", lambda *given: feet.append(through(*given)) or feet[-1])
        rg.simulate_walk("backward", 0.5, 20, seed=1)
    return feet[0]


@pytest.mark.parametrize("sites", [("left_foot", "right_foot"), SITES], ids=["two feet", "eight sites"])
def test_simulate_a_minute(benchmark, sites):
    rg.simulate_walk("backward", 0.5, 5, sites=sites)
    walk, _ = benchmark(rg.simulate_walk, "backward", 0.5, 60.0, sites=sites, seed=1)
    assert len(walk.sites) == len(sites)


def by_polynomials(foot):
    return foot.pose(TIME_S).position_m


def by_formulas(foot):
    motion = foot.motion(TIME_S, foot.swing_index(TIME_S))
    return naive_poses.place(motion, np.zeros(3), naive_poses.rotations(*motion[6:]))


@pytest.mark.benchmark(group="ten seconds of a foot at 1000 Hz")
@pytest.mark.parametrize("way", [by_polynomials, by_formulas])
def test_move_a_foot(benchmark, foot, way):
    want = foot.pose(TIME_S).position_m
    np.testing.assert_allclose(benchmark(way, foot), want, atol=1e-10)


def in_one_pass(pose):
    integrals = np.empty((len(TIME_S) - 2, 6))
    poses.integrate_pose(pose.position_m, pose.rotation, GRAVITY, STEP_S, integrals)
    return integrals


def step_by_step(pose):
    return naive_poses.measure(pose.position_m, pose.rotation, GRAVITY, STEP_S)


@pytest.mark.benchmark(group="what a sensor adds up in ten seconds")
@pytest.mark.parametrize("way", [in_one_pass, step_by_step])
def test_measure_a_foot(benchmark, foot, way):
    pose = foot.pose(TIME_S)
    want = in_one_pass(pose)
    np.testing.assert_allclose(benchmark(way, pose), want, atol=1e-6)
