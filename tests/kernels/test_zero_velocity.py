from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, prefix_sums, walk_like, wandering

from retrogait._kernels import zero_velocity

pytestmark = pytest.mark.kernels

RATE_HZ = 100.0


@given(SEEDS, st.integers(1, 60), st.integers(1, 9), st.integers(0, 500))
def test_motion_energy(seed, n, smooth, longest):
    samples, energy, totals = walk_like(n, seed), np.empty(n), np.empty(n + 1)
    stride = np.random.default_rng(seed).uniform(0, longest, n)
    zero_velocity.motion_energy(samples, 9.81, 60.0, 3.0, smooth, stride, 0.16, energy, totals)
    width = np.maximum(3, np.rint(0.16 * stride)).astype(int)
    np.testing.assert_allclose(energy, naive.motion_energy(samples, 9.81, 60.0, 3.0, smooth, width))
    np.testing.assert_allclose(totals, prefix_sums(energy))


@given(SEEDS, st.integers(2, 60), st.integers(13, 300))
def test_velocity_spreads(seed, n, longest):
    """Windows of one sample to either side up to those that are looked at by every third one only."""
    force_sum, spreads = wandering(n, seed), np.empty(n)
    stride = np.random.default_rng(seed).uniform(12.6, longest, n)
    totals = np.empty(len(spreads) + 1)
    zero_velocity.velocity_spreads(force_sum, stride, 0.16, spreads, totals)
    np.testing.assert_allclose(totals, np.concatenate([[0.0], np.cumsum(spreads)]), rtol=1e-12)
    np.testing.assert_allclose(spreads, naive.velocity_spreads(force_sum, stride, 0.16), atol=1e-12)


@given(SEEDS, st.integers(1, 60), st.integers(1, 12), st.integers(0, 4))
def test_stillest_window(seed, n, width, holes):
    channels = np.ascontiguousarray(walk_like(n, seed).T)
    channels[:, np.random.default_rng(seed).integers(0, n, holes)] = np.nan
    pull, average = np.empty(3), np.empty(3)
    first = zero_velocity.stillest_window(channels, width, 60.0, 9.81, 3.0, pull, average)
    whole, wanted_pull, wanted_average = naive.stillest_window(channels, width, 60.0, 9.81, 3.0)
    assert (first == -1) == (not whole)
    if whole:
        assert whole[first] == pytest.approx(min(whole.values()))
    np.testing.assert_allclose(pull, wanted_pull)
    np.testing.assert_allclose(average, wanted_average)


def minima(energy, stride, reach, floor, share=1.0, apart=1.0):
    found, totals = np.empty(len(energy), np.int64), prefix_sums(energy)
    return found[: zero_velocity.quiet_minima(energy, totals, reach, floor, share, stride, apart, found)]


@given(SEEDS, st.integers(1, 60), st.floats(0, 100), st.integers(1, 6), st.floats(0, 2), st.floats(0, 3))
def test_quiet_minima(seed, n, stride, levels, reach, floor):
    energy = (
        np.random.default_rng(seed).integers(0, levels, n).astype(float)
    )  # few levels: ties, flat stretches
    got = minima(energy, np.full(n, stride), reach, floor, 0.8, 0.25)
    spacing = max(1, int(0.25 * stride))
    ceiling = 0.8 * np.maximum(naive.local_means(energy, np.full(n, int(reach * stride))), floor)
    np.testing.assert_array_equal(got, naive.quiet_minima(energy, ceiling, np.full(n, spacing)))
    assert (np.diff(got) > spacing).all()


def test_quiet_minima_at_the_ends_and_on_flat_ground():
    stride = np.full(9, 2.0)
    assert minima(np.zeros(9), stride, 0.0, 1.0).tolist() == [0]
    assert minima(np.array([0, 2, 2, 2, 2, 2, 2, 2, 0.0]), stride, 0.0, 1.0).tolist() == [0, 8]
    assert minima(np.full(9, 1.0), stride, 0.0, 1.0).tolist() == []
    assert minima(np.zeros(1), np.ones(1), 0.0, 1.0).tolist() == [0]


@given(SEEDS, st.integers(2, 60), st.integers(1, 4))
def test_swing_speeds(seed, n, windows):
    force_sum, rng = wandering(n, seed), np.random.default_rng(seed)
    starts = rng.integers(0, n - 1, windows)
    ends = np.minimum(starts + rng.integers(0, n, windows), n - 1)
    speeds = np.empty(windows)
    zero_velocity.swing_speeds(force_sum, starts, ends, speeds)
    np.testing.assert_allclose(speeds, naive.swing_speeds(force_sum, starts, ends), atol=1e-12)


@given(SEEDS, st.integers(1, 40), st.integers(1, 20))
def test_swing_speed_does_not_feel_a_steady_pull(seed, n, more):
    """Gravity in a levelled frame, or any constant acceleration, is the chord."""
    force_sum, last = wandering(n + more, seed), n + more - 1
    pull = np.arange(n + more)[:, None] * np.array([0.1, -0.2, 9.81])
    speeds = np.empty((2, 1))
    for one, force in zip(speeds, (force_sum, force_sum + pull), strict=True):
        zero_velocity.swing_speeds(force, np.array([0]), np.array([last]), one)
    assert speeds[1] == pytest.approx(speeds[0], abs=1e-9)


@given(SEEDS, st.integers(1, 9), st.floats(0, 10), st.floats(0, 5), st.floats(0.3, 2.5))
def test_still_chain_is_the_best_of_all_chains(seed, m, cost, skip, period_s):
    rng = np.random.default_rng(seed)
    at = increasing(m, 1200, seed)
    mean_force = 9.81 * np.outer(at / RATE_HZ, [0.1, 0, 1]) + rng.normal(0, 0.6, (m, 3))
    gains, scale, period = rng.normal(1, 2, m), rng.uniform(0.3, 3, m), np.full(m, period_s)
    chain = np.empty(m, np.int64)
    kept = zero_velocity.quietest_chain(at, mean_force, gains, scale, period, RATE_HZ, cost, skip, chain)
    got = tuple(np.searchsorted(at, chain[:kept]))
    terms = (at, mean_force, gains, scale, period, RATE_HZ, cost, skip)
    assert set(chain[:kept]) <= set(at)
    assert naive.chain_value(got, *terms) == pytest.approx(
        naive.chain_value(naive.quietest_chain(*terms), *terms)
    )


def test_still_chain_keeps_rests_and_drops_swings():
    """A foot that rests every second; half-way between it swings at 3 m/s and looks as quiet."""
    at = np.arange(0, 1001, 50)
    mean_force = 9.81 * np.outer(at / RATE_HZ, [0.0, 0.0, 1.0])
    mean_force[1::2, 0] += 3.0
    even, gains = np.ones(len(at)), np.ones(len(at))
    chain = np.empty(len(at), np.int64)
    kept = zero_velocity.quietest_chain(at, mean_force, gains, 3.0 * even, even, RATE_HZ, 7.0, 0.0, chain)
    assert chain[:kept].tolist() == list(range(0, 1001, 100))


@pytest.mark.parametrize(("skip", "kept"), [(2.4, False), (2.6, True)])
@pytest.mark.parametrize("where", ["middle", "first", "last"])
def test_a_stance_that_moves_a_little_is_kept_for_what_skipping_it_costs(skip, kept, where):
    """A rest that costs 2.5 nats more than it earns, in a walk that rests every second; at an end two of them."""
    at = np.arange(0, 1001, 100)
    mean_force = 9.81 * np.outer(at / RATE_HZ, [0.0, 0.0, 1.0])
    gains, even = np.ones(len(at)), np.ones(len(at))
    poor = {"middle": slice(5, 6), "first": slice(0, 2), "last": slice(-2, None)}[where]
    gains[poor] = -2.5
    chain = np.empty(len(at), np.int64)
    count = zero_velocity.quietest_chain(at, mean_force, gains, even, even, RATE_HZ, 7.0, skip, chain)
    assert bool(set(at[poor]) & set(chain[:count])) == kept


def test_still_chain_of_nothing_is_nothing():
    none = np.empty(0)
    assert (
        zero_velocity.quietest_chain(
            none.astype(int), np.empty((0, 3)), none, none, none, RATE_HZ, 7.0, 2.5, none
        )
        == 0
    )


@given(SEEDS, st.integers(2, 80), st.integers(1, 100), st.floats(0.01, 3))
def test_dwell_times(seed, n, stride, scale):
    force_sum = wandering(n, seed)
    at = increasing(min(n, 4), n, seed)
    period, scales, dwell = np.full(len(at), stride), np.full(len(at), scale), np.empty(len(at))
    spans = np.stack([np.maximum(0, at - stride), np.minimum(n, at + 1 + stride) - 1], axis=1)
    spans[spans[:, 0] == spans[:, 1]] = 0, n - 1
    zero_velocity.dwell_times(force_sum, at, spans, period, scales, 0.1, dwell)
    np.testing.assert_allclose(dwell, naive.dwell_times(force_sum, at, spans, period, scales, 0.1))
