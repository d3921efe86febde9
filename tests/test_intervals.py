"""Intervals of means of strides that follow each other: a twin, laws, thresholds, coverage."""

from __future__ import annotations

import subprocess
import sys

import naive_intervals
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrogait as rg
from retrogait.intervals import mean_interval
from retrogait.intervals.dependence import _nodes, estimate_means
from retrogait.intervals.means import (
    LEAST_EFFECTIVE,
    LEAST_VALUES,
    block_size,
    gather,
    intervals_of_both,
    judge,
    less_sides,
)
from retrogait.intervals.order import order_strides


def wandering(rng, shape, rho):
    """AR(1) series (m, n) of variance 1."""
    fresh = rng.normal(size=(shape[0], shape[1] + 100))
    series = fresh.copy()
    for k in range(1, series.shape[1]):
        series[:, k] = rho * series[:, k - 1] + np.sqrt(1 - rho * rho) * fresh[:, k]
    return series[:, 100:]


@st.composite
def placed(draw, least=5, most=14):
    """Values with stretches and gaps."""
    n = draw(st.integers(least, most))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    new = rng.random(n) < draw(st.sampled_from([0.0, 0.1, 0.4]))
    stretch = np.cumsum(new)
    step = rng.integers(1, 4, n)
    return wandering(rng, (1, n), draw(st.sampled_from([-0.5, 0.0, 0.8])))[0], stretch, np.cumsum(step)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(placed(), st.booleans())
def test_as_the_slow_twin_has_it(series, with_covariate):
    values, stretch, place = series
    covariate = np.linspace(-1.0, 1.0, len(values))[:, None] if with_covariate else None
    found = estimate_means(values[None], stretch, place, covariate)
    mean, half, effective = naive_intervals.mean_and_half_width(
        values, stretch, place, *_nodes(len(values)), covariate
    )
    assert found.value[0] == pytest.approx(mean)
    assert found.half_width[0] == pytest.approx(half, rel=1e-6)
    assert found.n_effective[0] == pytest.approx(effective, rel=1e-6)


@settings(max_examples=25, deadline=None)
@given(placed(20, 60), st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_shifts_and_units_change_an_interval_as_they_change_values(series, shift, unit):
    values, stretch, _ = series
    one, other = mean_interval(values, stretch), mean_interval(unit * (values + shift), stretch)
    assert str(one.flag).split(":")[0] == str(other.flag).split(":")[0]
    for name in ("value", "low", "high"):
        assert getattr(other, name) == pytest.approx(
            unit * (getattr(one, name) + shift), rel=1e-6, abs=1e-4 * unit, nan_ok=True
        )
    assert other.n_effective == pytest.approx(one.n_effective, rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(placed(20, 60))
def test_time_run_back_changes_nothing(series):
    values, stretch, _ = series
    one, other = mean_interval(values, stretch), mean_interval(values[::-1], -stretch[::-1])
    assert (other.low, other.high) == pytest.approx((one.low, one.high), nan_ok=True)


@settings(max_examples=25, deadline=None)
@given(placed(20, 70))
def test_measures_side_by_side_are_as_each_alone(series):
    values, stretch, place = series
    both = estimate_means(np.stack([values, values**2]), stretch, place)
    alone = estimate_means(values[None], stretch, place)
    assert both.half_width[0] == pytest.approx(alone.half_width[0])


def test_dependence_makes_intervals_wide_and_the_effective_number_small():
    rng = np.random.default_rng(2)
    free, alike = (mean_interval(wandering(rng, (1, 200), rho)[0]) for rho in (0.0, 0.8))
    assert 150 < free.n_effective < 250
    assert 10 < alike.n_effective < 50
    assert alike.high - alike.low > 2 * (free.high - free.low)


def test_a_shuffled_series_has_the_interval_of_independent_values():
    values = np.random.default_rng(3).normal(size=400)
    found = mean_interval(values)
    plain = 1.966 * values.std(ddof=1) / 20
    assert (found.high - found.low) / 2 == pytest.approx(plain, rel=0.15)


@pytest.mark.parametrize("rho", [0.0, 0.5])
@pytest.mark.parametrize("n", [20, 40, 100, 300])
def test_intervals_hold_the_truth_in_95_percent(n, rho):
    """Of 1,000 draws: 95 give or take 2 %, three standard errors."""
    series = wandering(np.random.default_rng(n), (1000, n), rho)
    blocks = gather(series, np.zeros(n, np.int64), np.arange(n), block_size(n))
    found = estimate_means(*blocks)
    assert 0.93 <= np.mean(np.abs(found.value) <= found.half_width) <= 0.97


@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_intervals_of_pooled_stretches_hold_the_truth(rho):
    rng, stretch = np.random.default_rng(5), np.repeat(np.arange(6), 8)
    series = wandering(rng, (6 * 1000, 8), rho).reshape(1000, 48)
    found = estimate_means(series, stretch, np.tile(np.arange(8), 6))
    assert 0.93 <= np.mean(np.abs(found.value) <= found.half_width) <= 0.97


@pytest.mark.parametrize("shared", [0.0, 0.9, -0.9])
def test_intervals_of_both_feet_hold_the_truth_however_the_feet_go_together(shared):
    """Each foot wanders; the feet are alike, independent or take turns, and differ by a constant."""
    rng, m, n = np.random.default_rng(6), 1000, 40
    left, own = wandering(rng, (m, n), 0.5), wandering(rng, (m, n), 0.5)
    right = shared * left + np.sqrt(1 - shared**2) * own
    series = np.stack([left + 3.0, right - 3.0], axis=2).reshape(m, 2 * n)
    order = order_strides(np.zeros(2 * n), np.arange(2 * n), np.tile(["left", "right"], n).astype(object))
    held = [one.low <= 0.0 <= one.high for one in intervals_of_both(series, order)]
    assert 0.93 <= np.mean(held) <= 0.975


def test_pairs_keep_the_mean_where_strides_are_missing():
    rng = np.random.default_rng(7)
    order = order_strides(np.repeat([0, 1], 30), np.arange(60), np.tile(["left", "right"], 30).astype(object))
    there = rng.random(60) < 0.7
    values = (rng.normal(size=60) + np.tile([5.0, -5.0], 30))[there][None]
    found = gather(
        less_sides(values, order.take(there)), order.take(there).stretch, order.take(there).in_bout, 2
    )
    assert found[0].mean() == pytest.approx(values.mean())
    assert found[0].std() < 2.0  # the difference between the feet is no spread of pairs


def test_nineteen_values_are_too_few_and_twenty_are_enough():
    values = np.random.default_rng(8).normal(size=20)
    assert LEAST_VALUES == 20
    few, enough = mean_interval(values[:19]), mean_interval(values)
    assert str(few.flag) == "too_few: 19 strides, 20 needed"
    assert np.isnan(few.low)
    assert np.isnan(few.high)
    assert few.value == pytest.approx(values[:19].mean())
    assert str(enough.flag) == "ok"
    assert enough.low < enough.value < enough.high


def test_three_effective_values_are_enough_and_fewer_are_not():
    assert str(judge(20, LEAST_EFFECTIVE)) == "ok"
    assert str(judge(20, 2.9)) == "too_few: 2.9 effective strides, 3 needed"


def test_a_drift_has_too_few_effective_strides():
    found = mean_interval(np.arange(20.0) + 1e-3 * np.random.default_rng(9).normal(size=20))
    assert str(found.flag).startswith("too_few: ")
    assert str(found.flag).endswith(" effective strides, 3 needed")


def test_ten_strides_that_follow_each_other_have_three_or_four_effective_ones():
    found = [mean_interval(one) for one in wandering(np.random.default_rng(10), (200, 10), 0.5)]
    assert 3.0 < np.median([one.n_effective for one in found]) < 5.0
    assert {str(one.flag) for one in found} == {"too_few: 10 strides, 20 needed"}


def test_blocks_grow_at_eighty():
    assert [block_size(n) for n in (1, 79, 80, 179, 180)] == [1, 1, 2, 2, 3]


def test_equal_values_have_no_interval():
    found = mean_interval(np.full(30, 0.1))
    assert str(found.flag) == "no_spread: all values are equal"
    assert np.isnan(found.low)


@pytest.mark.parametrize("values", [np.tile([1.0, 2.0], 20), np.arange(40.0), np.eye(1, 40, 20)[0]])
def test_values_that_foretell_each_other_give_no_warning_and_no_false_certainty(values):
    found = mean_interval(values)
    if str(found.flag) == "ok":
        assert found.low < found.value < found.high
    alone = estimate_means(np.stack([values, np.ones(40)]), np.zeros(40, int), np.arange(40))
    assert np.isfinite(alone.half_width[0])
    assert np.isnan(alone.half_width[1])


@pytest.mark.parametrize("n", [0, 1, 3])
def test_a_handful_has_a_mean_at_most(n):
    found = mean_interval(np.arange(float(n)))
    assert found.n == n
    assert np.isnan(found.low)
    assert str(found.flag) == ("invalid: no values" if not n else f"too_few: {n} strides, 20 needed")


def test_missing_values_leave_gaps():
    values = wandering(np.random.default_rng(11), (1, 60), 0.7)[0]
    holed = values.copy()
    holed[::2] = np.nan
    found = mean_interval(holed)
    closed = mean_interval(values[1::2])
    assert found.n == closed.n == 30
    assert found.low != closed.low  # two strides apart are less alike than one


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: mean_interval(np.ones((2, 30))),
            "mean_interval: values have 2 dimensions; expected one number after the other; pass one column",
        ),
        (
            lambda: mean_interval(np.ones(30), [0, 1]),
            "mean_interval: stretch has 2 numbers; expected 30, one for each value; correct it",
        ),
    ],
)
def test_values_that_are_no_series(call, message):
    with pytest.raises(rg.InvalidOption) as caught:
        call()
    assert str(caught.value) == message


def test_scipy_is_loaded_by_the_first_interval_only():
    code = (
        "import sys, numpy as np\n"
        "from retrogait.intervals import mean_interval\n"
        "before = 'scipy' in sys.modules\n"
        "mean_interval(np.sin(np.arange(30.0)))\n"
        "print(before, 'scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
