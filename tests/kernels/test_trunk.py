"""How a trunk repeats and the likeliest course of its steps, against slow twins; and the likeliest of two states."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS

from retrogait._kernels import trunk

pytestmark = pytest.mark.kernels


def worth(path, evidence, cost):
    path = np.asarray(path)
    return float((path * evidence).sum() - cost * np.count_nonzero(np.diff(path)))


def run(evidence, cost):
    path = np.empty(len(evidence), np.int64)
    trunk.two_state_path(evidence, cost, path)
    return path


@given(SEEDS, st.integers(1, 9), st.floats(0, 5))
def test_no_path_is_worth_more(seed, n, cost):
    evidence = np.random.default_rng(seed).normal(size=n)
    best = max(worth(path, evidence, cost) for path in itertools.product((1, -1), repeat=n))
    path = run(evidence, cost)
    assert set(path) <= {1, -1}
    assert worth(path, evidence, cost) == pytest.approx(best, abs=1e-12)


@given(SEEDS, st.integers(1, 50), st.floats(0.01, 5))
def test_opposite_evidence_gives_the_opposite_path(seed, n, cost):
    evidence = np.random.default_rng(seed).normal(size=n)
    np.testing.assert_array_equal(run(-evidence, cost), -run(evidence, cost))


def test_a_short_doubt_is_outvoted_and_a_long_one_is_not():
    evidence = np.array([1.0] * 5 + [-0.5] * 3 + [1.0] * 5)
    assert (run(evidence, 2.0) == 1).all()
    evidence[5:8] = -2.5
    assert run(evidence, 2.0).tolist() == [1] * 5 + [-1] * 3 + [1] * 5


def alike_slowly(motion, first_lag, every, reach, side_weight, blocks, lags):
    """How alike motion is after each lag, pair by pair."""
    alike = np.empty((blocks, lags))
    for j in range(lags):
        lag = first_lag + j
        for b in range(blocks):
            ahead_up = ahead_up_power = side = side_power = 0.0
            for k in range(len(motion) - lag):
                of = min((k + lag // 2) // every, blocks - 1)
                weight = max(0, reach + 1 - abs(of - b))
                x, u = motion[k], motion[k + lag]
                ahead_up += weight * (x[0] * u[0] + x[2] * u[2])
                ahead_up_power += weight * 0.5 * (x[0] ** 2 + x[2] ** 2 + u[0] ** 2 + u[2] ** 2)
                side += weight * x[1] * u[1]
                side_power += weight * 0.5 * (x[1] ** 2 + u[1] ** 2)
            faint = 1e-3 * every * (reach + 1) ** 2
            both = ahead_up / max(ahead_up_power, faint)
            alike[b, j] = both - side_weight * side / max(side_power, faint)
    return alike


@given(SEEDS, st.integers(12, 40), st.integers(1, 5), st.integers(0, 4), st.floats(0, 1))
def test_repetition(seed, n, every, reach, side_weight):
    motion = np.random.default_rng(seed).normal(0, 2, (n, 3))
    blocks, lags = max(1, n // every), 5
    alike = np.empty((blocks, lags))
    trunk.repetition(motion, 2, every, reach, side_weight, alike)
    slow = alike_slowly(motion, 2, every, reach, side_weight, blocks, lags)
    np.testing.assert_allclose(alike, slow, atol=1e-9)


def test_what_repeats_perfectly_is_alike_and_what_hardly_moves_is_not():
    wave = np.sin(2 * np.pi * np.arange(400) / 20)
    motion = np.column_stack([wave, np.zeros(400), np.zeros(400)])
    alike = np.empty((20, 30))
    trunk.repetition(motion, 1, 20, 3, 0.5, alike)
    assert alike[10, 19] == pytest.approx(1.0)  # lag 20
    assert alike[10, 9] == pytest.approx(-1.0)
    trunk.repetition(1e-4 * motion, 1, 20, 3, 0.5, alike)
    assert np.abs(alike).max() < 1e-3


LEAST_S, MOST_S = np.array([0.3, 0.6]), np.array([0.8, 1.5])


def course_worth(course, marks, alike, costs, least_s=LEAST_S, most_s=MOST_S):
    """What a course, a list of walks, each a list of marks, is worth; not a thing where two are too near or far."""
    at_s, worth, sense, scale = marks
    alike_worth, start, change, other_scale = costs
    total, before = 0.0, None
    for walk in course:
        if before is not None and at_s[walk[0]] - at_s[before] < least_s.min():
            return -np.inf
        total -= start
        for j, i in itertools.pairwise(walk):
            step_s = at_s[i] - at_s[j]
            low, high = max(least_s[scale[i]], least_s[scale[j]]), min(most_s[scale[i]], most_s[scale[j]])
            if not low <= step_s <= high:
                return -np.inf
            row, column = 0.5 * (at_s[i] + at_s[j]) * 5.0 - 0.5, (step_s - 0.2) * 25.0
            total += alike_worth * interpolated(alike, row, column)
            total -= change * (sense[i] != sense[j]) + other_scale * (scale[i] != scale[j])
        total += sum(worth[i] for i in walk)
        before = walk[-1]
    return total


def interpolated(alike, row, column):
    columns = [np.interp(column, np.arange(alike.shape[1]), line) for line in alike]
    return np.interp(row, np.arange(len(alike)), columns)


def all_courses(n):
    """Every course through n marks: none, or steps that go on, or begin a walk."""
    for kinds in itertools.product((0, 1, 2), repeat=n):  # left out, begins a walk, goes on
        course = []
        for i, kind in enumerate(kinds):
            if kind == 1:
                course.append([i])
            elif kind == 2:
                if not course:
                    break
                course[-1].append(i)
        else:
            yield course


@given(SEEDS, st.integers(0, 6))
def test_no_course_of_steps_is_worth_more(seed, n):
    rng = np.random.default_rng(seed)
    at_s = np.sort(rng.uniform(0, 3, n))
    marks = at_s, rng.normal(0.3, 0.6, n), rng.choice([1, -1], n), rng.integers(0, 2, n)
    alike, costs = rng.uniform(-1, 1, (15, 60)), (1.2, 0.4, 0.6, 0.2)
    walk = np.empty(n, np.int64)
    trunk.likeliest_steps(*marks, LEAST_S, MOST_S, alike, 5.0, 0.2, 25.0, *costs, walk)
    found = [np.flatnonzero(walk == number).tolist() for number in range(walk.max(initial=-1) + 1)]
    assert (np.diff(walk[walk >= 0]) >= 0).all()
    best = max(course_worth(course, marks, alike, costs) for course in all_courses(n))
    assert course_worth(found, marks, alike, costs) == pytest.approx(best, abs=1e-9)


def test_walks_apart_do_not_count_for_each_other():
    """Steps of a walk are the same whatever was walked a minute before."""
    rng = np.random.default_rng(5)
    once = np.sort(rng.uniform(0, 6, 30))
    worth, sense, scale = rng.normal(0.2, 0.5, 30), rng.choice([1, -1], 30), rng.integers(0, 2, 30)
    alike, costs = np.full((700, 60), 0.3), (1.2, 0.4, 0.6, 0.2)
    alone, both = np.empty(30, np.int64), np.empty(60, np.int64)
    given = LEAST_S, MOST_S, alike, 5.0, 0.2, 25.0, *costs
    trunk.likeliest_steps(once, worth, sense, scale, *given, alone)
    twice = [np.concatenate([a, b]) for a, b in ((once, once + 60), *((x, x) for x in (worth, sense, scale)))]
    trunk.likeliest_steps(*twice, *given, both)
    np.testing.assert_array_equal(both[30:] >= 0, alone >= 0)
    walks = both[:30].max() + 1
    np.testing.assert_array_equal(both[30:][alone >= 0] - walks, alone[alone >= 0])


def test_steps_that_just_take_the_shortest_or_longest_time_are_steps():
    """Marks on a grid of a quarter of a second, against every course; of courses worth as much any will do."""
    least_s, most_s = np.array([0.25, 0.5]), np.array([0.75, 1.5])
    alike, costs = np.full((20, 60), 0.5), (1.0, 0.5, 0.25, 0.125)
    rng = np.random.default_rng(3)
    for n in (1, 2, 3, 4, 5) * 12:
        at_s = np.sort(rng.choice(0.25 * np.arange(12), n, replace=False))
        marks = at_s, rng.choice([0.25, 0.5, 0.75], n), rng.choice([1, -1], n), rng.integers(0, 2, n)
        walk = np.empty(n, np.int64)
        trunk.likeliest_steps(*marks, least_s, most_s, alike, 5.0, 0.2, 25.0, *costs, walk)
        found = [np.flatnonzero(walk == number).tolist() for number in range(walk.max(initial=-1) + 1)]
        limits = alike, costs, least_s, most_s
        best = max(course_worth(course, marks, *limits) for course in all_courses(n))
        assert course_worth(found, marks, *limits) == pytest.approx(best, abs=1e-9)


def test_a_walk_that_is_worth_nothing_is_none_and_a_step_goes_on_only_where_it_gains():
    least_s, most_s = np.array([0.25]), np.array([0.75])
    given = least_s, most_s, np.zeros((20, 60)), 5.0, 0.2, 25.0, 1.0, 1.0, 0.0, 0.0
    ones, walk = np.ones(2, np.int64), np.empty(2, np.int64)
    trunk.likeliest_steps(np.array([1.0, 1.5]), np.array([0.5, 0.5]), ones, 0 * ones, *given, walk)
    assert walk.tolist() == [-1, -1]
    trunk.likeliest_steps(np.array([1.0, 1.5]), np.array([0.0, 2.0]), ones, 0 * ones, *given, walk)
    assert walk.tolist() == [-1, 0]  # of a walk of both, worth as much, the shorter


def test_of_paths_that_are_worth_as_much_the_one_of_fewer_changes():
    assert run(np.zeros(3), 1.0).tolist() == [1, 1, 1]
    assert run(np.array([-1.0, 5.0]), 2.0).tolist() == [1, 1]
    assert run(np.array([1.0, -5.0]), 2.0).tolist() == [-1, -1]
