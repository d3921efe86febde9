"""Pairs at matched speed: as many as there can be, the nearest of them, and none that compares speeds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_pairs import most_pairs

from retrogait.intervals.matching import _CALIPERS, MOST_BIAS, _match_sorted, match_speeds

SPEEDS = st.lists(st.integers(20, 60), max_size=6).map(lambda x: np.array(x, float) / 100)
CALIPER = 0.05


def bias(first, second, caliper=CALIPER):
    one, other = match_speeds(first, second, caliper)
    return len(one), float(np.mean(first[one] - second[other])) if len(one) else 0.0


@settings(max_examples=50)
@given(SPEEDS, SPEEDS, st.sampled_from([0.01, 0.035, 0.1, 0.3]))
def test_within_a_caliper_there_are_as_many_pairs_as_there_can_be_of_the_least_total_difference(
    first, second, caliper
):
    first, second = np.sort(first), np.sort(second)
    one, other = _match_sorted(first, second, caliper)
    assert len(set(one)) == len(one) == len(set(other)) == len(other)
    apart = np.abs(first[one] - second[other])
    assert (apart <= caliper).all()
    count, total = most_pairs(first, second, caliper)
    assert len(one) == count
    assert apart.sum() == pytest.approx(total, abs=1e-9)


@settings(max_examples=50)
@given(SPEEDS, SPEEDS, st.sampled_from([0.02, 0.05, 0.2]))
def test_mean_speeds_of_the_pairs_agree_and_the_caliper_is_narrowed_no_more_than_that_needs(
    first, second, caliper
):
    one, other = match_speeds(first, second, caliper)
    count = len(one)
    if count:
        assert abs(np.mean(first[one] - second[other])) <= MOST_BIAS * caliper
    widest = []
    for share in _CALIPERS:
        pairs = _match_sorted(np.sort(first), np.sort(second), share * caliper)
        apart = np.sort(first)[pairs[0]] - np.sort(second)[pairs[1]]
        if not len(apart) or abs(apart.mean()) <= MOST_BIAS * caliper:
            widest = apart
            break
    assert count == len(widest)


@settings(max_examples=30)
@given(SPEEDS, SPEEDS, st.randoms())
def test_order_and_exchange_of_the_lists_change_neither_number_nor_total(first, second, random):
    one, other = match_speeds(first, second, CALIPER)
    total = np.abs(first[one] - second[other]).sum()
    mixed = list(first)
    random.shuffle(mixed)
    for a, b in ((np.array(mixed), second), (second, first)):
        again = match_speeds(a, b, CALIPER)
        assert len(again[0]) == len(one)
        assert np.abs(a[again[0]] - b[again[1]]).sum() == pytest.approx(total, abs=1e-9)


def test_equal_speeds_go_together_where_both_lists_hold_them():
    """In order of speed 0.52 would go with 0.47, and all pairs would differ by 0.05 the same way."""
    first, second = np.repeat([0.52, 0.57], 13), np.repeat([0.47, 0.52, 0.57], 13)
    one, other = match_speeds(first, second, CALIPER)
    assert len(one) == 26
    np.testing.assert_array_equal(first[one], second[other])


def test_one_speed_against_a_faster_one_is_no_match():
    """Thirteen pairs of 0.52 with 0.57 lie within the caliper, and compare speeds."""
    assert bias(np.full(13, 0.52), np.full(13, 0.57))[0] == 0


def test_a_slow_walk_is_paired_with_its_like_in_one_that_is_faster_on_average():
    count, apart = bias(np.full(13, 0.52), np.repeat([0.57, 0.52], 13))
    assert (count, apart) == (13, 0.0)


@pytest.mark.parametrize(("apart_mps", "count"), [(0.0049, 30), (0.0051, 0)])
def test_a_bias_of_a_tenth_of_the_caliper_is_the_most(apart_mps, count):
    assert bias(np.full(30, 0.5), np.full(30, 0.5 + apart_mps))[0] == count


def test_overlapping_walks_keep_pairs_and_lose_their_bias():
    rng = np.random.default_rng(0)
    first, second = rng.normal(0.50, 0.03, 60), rng.normal(0.53, 0.03, 60)
    widest = _match_sorted(np.sort(first), np.sort(second), CALIPER)
    assert abs(np.mean(np.sort(first)[widest[0]] - np.sort(second)[widest[1]])) > MOST_BIAS * CALIPER
    count, apart = bias(first, second)
    assert 30 <= count < len(widest[0])
    assert abs(apart) <= MOST_BIAS * CALIPER


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0)])
def test_nothing_pairs_with_nothing(n, m):
    assert bias(np.full(n, 0.5), np.full(m, 0.5)) == (0, 0.0)
