"""Products of a trunk's oscillations, as complex numbers have them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from kernel_inputs import SEEDS

from retrogait._kernels import trunk_cues

pytestmark = pytest.mark.kernels


@given(SEEDS)
def test_cue_products(seed):
    rng = np.random.default_rng(seed)
    anterior, twice, up, pitch_rate = rng.normal(0, 2, (4, 9)) + 1j * rng.normal(0, 2, (4, 9))
    products = np.empty((trunk_cues.HEIGHT, 9))
    trunk_cues.cue_products(anterior, twice, up, pitch_rate, products)
    want = {
        trunk_cues.LEAN: -(twice * anterior.conj() ** 2).imag,
        trunk_cues.LEAN_SIZE: np.abs(twice * anterior**2),
        trunk_cues.ANTERIOR_POWER: np.abs(anterior) ** 2,
        trunk_cues.VAULT: (anterior * up.conj()).imag,
        trunk_cues.UP_POWER: np.abs(up) ** 2,
        trunk_cues.NOD: (pitch_rate * anterior.conj()).real,
        trunk_cues.NOD_POWER: np.abs(pitch_rate) ** 2,
    }
    np.testing.assert_allclose(products, [want[row] for row in range(trunk_cues.HEIGHT)], atol=1e-9)
