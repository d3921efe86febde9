"""Curves made of polynomials, against numpy's and scipy's."""

from __future__ import annotations

import naive_poses
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS

from retrogait._kernels.pieces import evaluate_pieces
from retrogait.simulation.curves import Keyframes, Pieces, bump, ease

pytestmark = pytest.mark.kernels


@given(SEEDS, st.integers(1, 5), st.integers(1, 3), st.booleans())
def test_evaluate_pieces(seed, pieces, curves, in_order):
    rng = np.random.default_rng(seed)
    breaks_s = np.cumsum(rng.uniform(0.1, 1.0, pieces + 1))
    coefficients = rng.normal(size=(pieces, curves, 8))
    time_s = rng.uniform(breaks_s[0] - 0.5, breaks_s[-1] + 0.5, 30)
    time_s = np.sort(time_s) if in_order else time_s
    given_pieces = breaks_s, breaks_s[:-1] + 0.1, rng.uniform(0.5, 2.0, pieces)
    values = np.empty((curves, 30))
    evaluate_pieces(time_s, *given_pieces, coefficients, np.empty(30), values)
    for k, t in enumerate(np.clip(time_s, breaks_s[0], breaks_s[-1])):
        i = min(int(np.sum(breaks_s[1:] <= t)), pieces - 1)
        share = (t - given_pieces[1][i]) * given_pieces[2][i]
        np.testing.assert_allclose(values[:, k], np.polynomial.polynomial.polyval(share, coefficients[i].T))


@given(SEEDS, st.integers(2, 6))
def test_keyframes_are_the_quintic_through_them(seed, knots):
    rng = np.random.default_rng(seed)
    knot_s = np.cumsum(rng.uniform(0.1, 1.0, knots))
    value, rate, second = rng.normal(size=(3, knots))
    time_s = rng.uniform(knot_s[0] - 0.5, knot_s[-1] + 0.5, 30)
    want = naive_poses.keyframes(knot_s, value, rate, second, time_s)
    np.testing.assert_allclose(Keyframes(knot_s, value, rate, second).at(time_s), want, atol=1e-11)


def test_what_is_polynomial_between_breaks_is_hit_far_from_the_start_of_the_walk():
    def curves(time_s):
        u = time_s - 1000.0
        return np.stack([500.0 + 0.3 * bump(u) * (u - 0.5), np.full(len(u), 7.1), 2.0 * ease(u / 0.3)])

    time_s = np.random.default_rng(1).uniform(998.0, 1003.0, 2000)
    pieces = Pieces.through(np.array([999.0, 1000.0, 1000.3, 1001.0, 1002.0]), curves)
    np.testing.assert_allclose(pieces.at(time_s), curves(time_s), rtol=2e-15, atol=1e-12)
    assert (pieces.at(time_s)[1] == 7.1).all()
