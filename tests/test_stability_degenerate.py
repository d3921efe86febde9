"""Signals that have no figure, and arrays of every kind that have one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from retrogait import stability


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9 + 0.1])
def test_a_constant_signal_has_no_figure_whatever_its_rounding(value):
    x = np.full(6000, value)  # the mean of so many 0.1 is not 0.1
    starts_s = np.arange(41.0)
    divergence, floquet = (
        stability.local_divergence(x, 100.0, starts_s),
        stability.floquet_multiplier(x, 100.0, starts_s),
    )
    regular = stability.regularity(x, 100.0, 1.0)
    figures = [
        *(divergence.short, divergence.long, floquet.maximum, floquet.mean),
        *(regular.step, regular.stride, regular.ratio),
        stability.harmonic_ratio(x, 100.0, starts_s),
        stability.improved_harmonic_ratio(x, 100.0, starts_s),
        stability.sample_entropy(x),
        *stability.multiscale_entropy(x),
        stability.dfa(x),
        *stability.rms_ratio(np.stack([x, x, x], axis=1)),
    ]
    assert np.isnan(figures).all()
    assert divergence.flag.startswith(
        "invalid: no neighbours drift apart; the signal is constant, repeats exactly"
    )
    assert floquet.flag == "invalid: strides do not differ"


def test_strides_that_repeat_exactly_do_not_diverge():
    t = np.arange(6000) / 100.0
    x = np.sin(2 * np.pi * t) + 0.5 * np.sin(4 * np.pi * t)
    found = stability.local_divergence(x, 100.0, np.arange(41.0))
    assert np.isnan([found.short, found.long]).all()
    assert np.isnan(stability.floquet_multiplier(x, 100.0, np.arange(41.0)).maximum)


def test_a_signal_that_dies_away_has_a_curve():
    # distances far below those at the start, whose products left the range of floats
    x = np.exp(-np.arange(2000) / 8.0) * np.sin(np.arange(2000) / 3.0)
    curve = stability.divergence_curve(x, 2, 5, exclude_samples=20, horizon_samples=20)
    assert not np.isinf(curve).any()


@pytest.mark.parametrize(
    "kind",
    [list, tuple, pd.Series, np.float32, lambda x: pd.Series(x, index=x + 5), lambda x: np.flip(np.flip(x))],
)
def test_a_row_of_numbers_of_any_kind_will_do(kind):
    x = np.round(100 * np.cos(np.arange(6000) / 7.0) + np.arange(6000) % 13)
    x.setflags(write=False)
    given = kind(x)
    for measured in (stability.sample_entropy, stability.dfa, stability.sparc, stability.ldlj):
        assert measured(given) == pytest.approx(measured(x))
    assert stability.sample_entropy(x.astype(int)) == stability.sample_entropy(x)
    assert (
        stability.divergence_curve(x, 5.0, horizon_samples=5)[5]
        == stability.divergence_curve(x, 5, horizon_samples=5)[5]
    )
