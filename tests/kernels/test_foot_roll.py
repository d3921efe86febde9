"""The points a foot rolls on, against the slow twin and a foot that pivots on a known point."""

from __future__ import annotations

import naive_foot_roll
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing

from retrogait._kernels import foot_path, foot_roll, swings

pytestmark = pytest.mark.kernels


def measured(path, rests, rows):
    found = np.empty((len(rests) - 1, foot_roll.WIDTH))
    foot_roll.roll_points(path, rests, rows, found)
    return found


@given(SEEDS, st.integers(2, 6))
def test_twin(seed, m):
    rng = np.random.default_rng(seed)
    path = rng.normal(size=(80, foot_path.PATH_WIDTH))
    path[:, foot_path.PITCH_SINE] = np.sin(np.radians(20 * path[:, foot_path.PITCH_SINE].clip(-4, 4)))
    rests = np.asarray(increasing(m, 80, seed), np.int64)
    rows = rng.uniform(-1, 1, (m + 1, swings.WIDTH))
    for column in (swings.TOE_FC, swings.HEEL_FC, swings.HEEL_IC, swings.TOE_IC):
        rows[1:-1, column] = rng.uniform(rests[:-1], rests[1:])
        rows[rng.random(m + 1) < 0.1, column] = np.nan
    np.testing.assert_allclose(
        measured(path, rests, rows), naive_foot_roll.roll_points(path, rests, rows), rtol=1e-9
    )


@pytest.mark.parametrize("forward", [True, False])
def test_a_pivot_is_found_where_it_is(forward):
    """Toes down about a ball 13 cm ahead, toes up about a heel 6 cm behind; the other way round walking backward."""
    pitch = np.zeros(100)
    down, up = (slice(5, 30), slice(70, 95)) if forward else (slice(70, 95), slice(5, 30))
    pitch[down], pitch[up] = np.linspace(0, 40, 25), np.linspace(-20, 0, 25)
    path = np.zeros((100, foot_path.PATH_WIDTH))
    sine = np.sin(np.radians(pitch))
    path[:, foot_path.PITCH_SINE] = sine
    path[:, foot_path.SOLE_M] = np.where(pitch > 0, 0.13 * sine, -0.06 * sine)
    rows = np.full((3, swings.WIDTH), np.nan)
    rows[1, swings.AHEAD] = 1.0 if forward else -1.0
    rows[1, [swings.TOE_FC, swings.HEEL_FC]] = 31.5
    rows[1, [swings.TOE_IC, swings.HEEL_IC]] = 68.5
    np.testing.assert_allclose(measured(path, np.array([0, 99]), rows), [[0.13, -0.06]])
