"""What strides leave over: laws of the residual, and the bounded sample of strides it is taken over."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from walks import simulate

from retrogait.kinematics.stride_closure import Scales, sample_strides

FOOT = Scales.of_site("left_foot")


def channels(site: str = "left_foot", **given_: object) -> np.ndarray:
    walk, _ = simulate("forward", 0.9, duration_s=30, sites=("left_foot", "left_shank"), seed=3, **given_)
    return walk.channels(site)


def residual(samples: np.ndarray, change: np.ndarray | None = None) -> float:
    sample = sample_strides(np.ascontiguousarray(samples), 100.0)
    return sample.left_over(np.eye(3) if change is None else change).residual(FOOT)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_how_a_sensor_is_turned_does_not_matter(seed):
    turn = Rotation.random(random_state=seed).as_matrix()
    given_ = channels()
    turned = np.concatenate([turn @ given_[:3], turn @ given_[3:]])
    assert residual(turned) == pytest.approx(residual(given_), rel=1e-6)
    assert residual(turned, -np.eye(3)) == pytest.approx(residual(given_, -np.eye(3)), rel=1e-6)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_left_handed_axes_are_a_negated_gyroscope(axis):
    mirror = np.eye(3)
    mirror[axis, axis] = -1.0
    given_ = channels()
    left_handed = np.concatenate([mirror @ given_[:3], mirror @ given_[3:]])
    assert residual(left_handed) == pytest.approx(residual(given_, -np.eye(3)), rel=1e-9)
    assert residual(left_handed, -np.eye(3)) == pytest.approx(residual(given_), rel=1e-9)


def test_the_sign_of_the_accelerometer_does_not_show():
    given_ = channels()
    assert residual(np.concatenate([-given_[:3], given_[3:]])) == pytest.approx(residual(given_), rel=1e-9)


def test_gravity_comes_out_at_a_foot_and_at_a_shank_and_little_else_is_left():
    for site, most in (("left_foot", 0.5), ("left_shank", 1.0)):
        left = sample_strides(channels(site), 100.0).left_over(np.eye(3))
        assert np.median(left.gravity) == pytest.approx(9.81, abs=0.15)
        assert left.residual(Scales.of_site(site)) < most


def test_strides_begin_and_end_where_the_foot_stands():
    walk, truth = simulate("forward", 0.9, duration_s=30, sites=("left_foot", "left_shank"), seed=3)
    sample = sample_strides(walk.channels("left_foot"), 100.0)
    own = truth.strides[truth.strides["side"] == "left"]
    assert sample.n_strides == pytest.approx(len(own), abs=6)
    for samples, spans in zip(sample.windows, sample.spans, strict=True):
        rate = np.linalg.norm(samples[:, 3:], axis=1)
        assert (rate[spans] < 0.2 * rate.max()).all()


@pytest.mark.parametrize(("times", "windows"), [(1, (1, 3)), (40, (2, 5))])
def test_a_long_recording_is_sampled_until_there_are_strides_enough(times, windows):
    sample = sample_strides(np.tile(channels(), times), 100.0)
    assert windows[0] <= len(sample.windows) <= windows[1]
    assert times == 1 or sample.n_strides >= 15


def test_of_a_recording_in_which_nobody_walks_a_bounded_part_is_looked_at():
    rng = np.random.default_rng(2)
    still = np.array([0, 0, 9.81, 0, 0, 0])[:, None] + rng.normal(0, 0.05, (6, 600_000))
    sample = sample_strides(still, 100.0)
    assert len(sample.windows) == 16


def test_a_minute_of_walking_in_two_hours_is_found():
    still = np.array([0, 0, 9.81, 0, 0, 0])[:, None] + np.random.default_rng(2).normal(0, 0.05, (6, 360_000))
    walk = np.concatenate([still, channels(), channels(), still], axis=1)
    sample = sample_strides(walk, 100.0)
    assert len(sample.windows) <= 5
    assert sample.n_strides >= 15


@pytest.mark.parametrize("n", [0, 1, 50, 249])
def test_a_recording_that_is_too_short_has_no_strides(n):
    assert sample_strides(np.ascontiguousarray(channels()[:, :n]), 100.0).n_strides == 0


def test_lost_samples_are_no_part_of_a_stride():
    holed = channels().copy()
    holed[:, ::700] = np.nan
    sample = sample_strides(holed, 100.0)
    assert sample.n_strides > 3
    assert all(np.isfinite(samples).all() for samples in sample.windows)


def test_a_shuffle_is_no_brisk_stride():
    walk = channels()
    slow = np.concatenate([walk[:, 500:1700], walk[:, 500:1700]], axis=1)
    slow[3:, 1200:] *= 0.2
    assert (
        sample_strides(slow, 100.0).n_strides
        < 0.7 * 2 * sample_strides(slow[:, :1200].copy(), 100.0).n_strides
    )


@pytest.mark.parametrize("late", [-6, 4, 9])
def test_a_delay_is_found_from_what_is_left_over(late):
    given_ = channels().copy()
    given_[3:] = np.roll(given_[3:], late, axis=1)
    sample = sample_strides(np.ascontiguousarray(given_[:, 20:-20]), 100.0)
    assert sample.delay(FOOT, late) == pytest.approx(late, abs=2.5)
