"""Direction of a trunk: products of its oscillations as complex numbers have them, and the likeliest course."""

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


@given(SEEDS)
def test_cue_products(seed):
    rng = np.random.default_rng(seed)
    anterior, twice, up, pitch_rate = rng.normal(0, 2, (4, 9)) + 1j * rng.normal(0, 2, (4, 9))
    products = np.empty((trunk.HEIGHT, 9))
    trunk.cue_products(anterior, twice, up, pitch_rate, products)
    want = {
        trunk.LEAN: -(twice * anterior.conj() ** 2).imag,
        trunk.LEAN_SIZE: np.abs(twice * anterior**2),
        trunk.ANTERIOR_POWER: np.abs(anterior) ** 2,
        trunk.VAULT: (anterior * up.conj()).imag,
        trunk.UP_POWER: np.abs(up) ** 2,
        trunk.NOD: (pitch_rate * anterior.conj()).real,
        trunk.NOD_POWER: np.abs(pitch_rate) ** 2,
    }
    np.testing.assert_allclose(products, [want[row] for row in range(trunk.HEIGHT)], atol=1e-9)
