"""Streams given a sample that no sensor measured: it costs the strides it touches, and nothing after them."""

from __future__ import annotations

import functools
import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from streams import fed, walk

import retrogait as rg
from retrogait._kernels.constants import LARGEST_ACC_MPS2, LARGEST_GYR_DPS, SENTINELS
from retrogait._kernels.live.faults import (
    FAST_HZ,
    LARGEST_JUMP_DPS,
    LARGEST_JUMP_MPS2,
    LARGEST_LIMB_DPS,
    PATIENCE,
    jumps,
)
from retrogait.errors import InvalidTable

RATE_HZ = 100.0
TOUCHED_S = (
    0.5,
    6.0,
)  # before and after the sample: the swing it lies in, and the two strides that energy is held against
LIMBS = pytest.mark.parametrize("site", ["left_foot", "left_shank"])


def contact_times(samples, site):
    return np.array([contact.time_s for contact in fed(rg.ContactStream(RATE_HZ, site), [samples])])


@functools.cache
def clean_times(site):
    return contact_times(walk(site=site, duration_s=40)[0], site)


def damaged(site, at, channel, value):
    samples = walk(site=site, duration_s=40)[0].copy()
    samples[at, channel] = value
    return samples


@LIMBS
@given(
    at=st.integers(0, 3999),
    channel=st.integers(0, 5),
    value=st.floats(allow_nan=True, allow_infinity=True),
)
@example(at=1071, channel=0, value=-2400.0)
@example(at=1071, channel=2, value=2.0**31 - 1)
@example(at=1000, channel=4, value=2400.0)
@example(at=1000, channel=4, value=1e300)
def test_any_number_at_any_place_costs_at_most_the_strides_it_touches(site, at, channel, value):
    clean, found = clean_times(site), contact_times(damaged(site, at, channel, value), site)
    first, last = at / RATE_HZ - TOUCHED_S[0], at / RATE_HZ + TOUCHED_S[1]
    for one, other in ((clean, found), (found, clean)):
        outside = one[(one < first) | (one > last)]
        assert len(other)
        assert np.abs(outside[:, None] - other).min(axis=1).max(initial=0.0) < 0.03


def spiked(channel, value, count=1):
    """Contact times of a foot with `count` samples in a swing at one value, as they are and as lost ones."""
    times = []
    for given_value in (value, np.nan):
        samples = walk(duration_s=40)[0].copy()
        samples[1071 : 1071 + count, channel] = given_value
        times.append(contact_times(samples, "left_foot"))
    return times


@pytest.mark.parametrize(("channel", "largest"), [(4, LARGEST_LIMB_DPS), (0, LARGEST_ACC_MPS2)])
@pytest.mark.parametrize(("over", "lost"), [(-1.0, False), (1.0, True)])
def test_what_no_sensor_on_a_leg_gives_is_lost(channel, largest, over, lost):
    """Three samples of it: what is not lost turns the frame, or throws the foot."""
    found, holed = spiked(channel, largest + over, count=3)
    assert np.array_equal(found, holed) == lost


@pytest.mark.parametrize(("channel", "jump"), [(4, LARGEST_JUMP_DPS), (0, LARGEST_JUMP_MPS2)])
@pytest.mark.parametrize(("share", "lost"), [(0.95, False), (1.05, True)])
def test_one_sample_far_from_the_one_before_is_lost(channel, jump, share, lost):
    before = walk(duration_s=40)[0][1070, channel]
    found, holed = spiked(channel, before + share * jump)
    assert np.array_equal(found, holed) == lost


def test_two_such_samples_are_taken():
    found, holed = spiked(4, 2.0 * LARGEST_JUMP_DPS, count=2)
    assert not np.array_equal(found, holed)


@pytest.mark.parametrize(("rate_hz", "lost"), [(200.0, True), (FAST_HZ, True), (50.0, False)])
def test_at_a_low_rate_there_is_time_for_more(rate_hz, lost):
    x = np.array([0.0, 0.0, 9.8, 0.0, 1.5 * LARGEST_JUMP_DPS, 0.0])
    assert jumps(x, np.array([0.0, 0.0, 9.8, 0.0, 0.0, 0.0]), rate_hz) == lost


@pytest.mark.parametrize("value", [SENTINELS[0], -SENTINELS[1]])
def test_a_number_that_stands_for_no_value_is_none(value):
    holed, spiked = (
        contact_times(damaged("left_foot", 1071, 3, each), "left_foot") for each in (np.nan, value)
    )
    assert np.array_equal(holed, spiked)


@pytest.mark.parametrize(("seconds", "raises"), [(PATIENCE - 1, False), (2 * PATIENCE, True)])
@pytest.mark.parametrize(
    ("channel", "text"), [(0, "is not about 9.8 m/s^2"), (4, "is too large or too small")]
)
def test_a_sensor_that_gives_nothing_else_is_named_after_five_seconds_of_walking(
    channel, text, seconds, raises
):
    samples = walk()[0][300:][: int(seconds * RATE_HZ)].copy()
    samples[:, channel] = 1e9
    stream = rg.ContactStream(RATE_HZ, "left_foot")
    if not raises:
        assert stream.feed(samples) == []
        return
    with pytest.raises(InvalidTable, match=re.escape(text)):
        stream.feed(samples)


@pytest.mark.parametrize("channel", [0, 4])
def test_a_damaged_sample_in_every_second_is_no_unit(channel):
    samples = walk(duration_s=30)[0].copy()
    samples[50::100, channel] = 1e9
    assert len(fed(rg.ContactStream(RATE_HZ, "left_foot"), [samples])) > 30


def test_a_near_fall_is_seen_after_a_damaged_sample_of_the_trunk():
    samples, _ = walk(site="lower_back", duration_s=60, seed=1)
    trip = samples.copy()
    trip[5000:5006, :3] += 25.0
    for value in (None, 4294967295.0, 1e38, 1e300, LARGEST_GYR_DPS * 2):
        given_ = trip.copy()
        if value is not None:
            given_[3000, 0] = value
        stream = rg.SessionStream(RATE_HZ, ["left_foot", "lower_back"])
        foot = walk(site="left_foot", duration_s=60, seed=1)[0]
        falls = stream.push({"left_foot": foot, "lower_back": given_}).near_falls
        assert len(falls) == 1, value
