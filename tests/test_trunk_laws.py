"""What is found of a trunk does not depend on what else the recording holds, nor on where it was cut."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import BOTH, of_site, simulate

import retrogait as rg

RATE_HZ = 100.0
QUIET = pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
OTHERWISE = ("standing", "sitting", "lying", "noise")


@functools.cache
def walk(direction: str, speed: float) -> np.ndarray:
    recording, _ = simulate(direction, speed, 20, seed=4, sites=("lower_back",), walker="adult", stand_s=2.0)
    return recording.samples("lower_back")[1]


def otherwise(kind: str, seconds: float, seed: int) -> np.ndarray:
    """Samples of a trunk that does not walk, with the noise of its sensor."""
    n = round(seconds * RATE_HZ)
    rng = np.random.default_rng(seed)
    tilt = {"standing": 0.0, "sitting": 25.0, "lying": 85.0, "noise": 0.0}[kind]
    gravity = 9.81 * np.array([np.sin(np.radians(tilt)), 0.0, np.cos(np.radians(tilt))])
    noise = rng.normal(0, [0.03] * 3 + [0.1] * 3, (n, 6))
    if kind == "noise":
        noise[:, :3] += rng.normal(0, 0.5, (n, 3))
    noise[:, :3] += gravity
    return noise


def contacts(values: np.ndarray) -> np.ndarray:
    """Times of contacts."""
    return rg.analyze(of_site(values, "lower_back")).events["time_s"].to_numpy()


def assert_same_walk(values: np.ndarray, before: np.ndarray, after: np.ndarray) -> None:
    """With some seconds of standing around it: nobody lies down in a hundredth of a second without turning."""
    stands = otherwise("standing", 4.0, 0)
    walked = np.concatenate([stands, values, stands])
    alone = contacts(walked)
    among = contacts(np.concatenate([before, walked, after])) - len(before) / RATE_HZ
    assert len(alone) > 10
    assert len(among) == len(alone)
    np.testing.assert_allclose(among, alone, atol=0.01)


@QUIET
@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(BOTH),
    st.sampled_from([0.3, 0.6, 1.0]),
    st.sampled_from(OTHERWISE),
    st.sampled_from(OTHERWISE),
    st.integers(3, 300).map(lambda fifths: 0.2 * fifths),
    st.integers(3, 300).map(lambda fifths: 0.2 * fifths),
    st.integers(0, 2**16),
)
def test_minutes_of_something_else_change_no_contact(direction, speed, first, last, before_s, after_s, seed):
    assert_same_walk(
        walk(direction, speed), otherwise(first, before_s, seed), otherwise(last, after_s, seed + 1)
    )


@QUIET
@pytest.mark.parametrize("samples", [1, 2, 3, 7, 11, 19])
@pytest.mark.parametrize("direction", BOTH)
def test_some_samples_more_move_no_contact_between_the_first_and_the_last(direction, samples):
    """Between whole fifths of a second, on whose grid the trunk is looked at, times change by less than a sample."""
    values = walk(direction, 0.6)
    stands = otherwise("standing", 4.0, 0)
    walked = np.concatenate([stands, values, stands])
    alone, among = contacts(walked), contacts(np.concatenate([stands[:samples], walked])) - samples / RATE_HZ
    nearest = np.abs(among[:, None] - alone[1:-1]).min(axis=0)
    assert nearest.max() < 0.01
    assert abs(len(among) - len(alone)) <= 2


@QUIET
@pytest.mark.slow
@pytest.mark.parametrize("kind", OTHERWISE)
def test_an_hour_of_something_else_changes_no_contact(kind):
    hour = otherwise(kind, 3600.0, 1)
    assert_same_walk(walk("backward", 0.6), hour, hour[: round(60 * RATE_HZ)])


@QUIET
@pytest.mark.parametrize("direction", BOTH)
def test_a_walk_cut_out_has_the_contacts_it_has_in_the_whole(direction):
    """Away from the cuts, to within 10 ms."""
    values = walk(direction, 0.8)
    whole = contacts(values)
    for first_s, last_s in ((4.0, 14.0), (6.5, 19.0)):
        part = contacts(values[round(first_s * RATE_HZ) : round(last_s * RATE_HZ)]) + first_s
        inner = whole[(whole > first_s + 1.5) & (whole < last_s - 1.5)]
        nearest = np.abs(part[:, None] - inner).min(axis=0)
        assert nearest.max() < 0.01


@QUIET
@pytest.mark.parametrize("direction", BOTH)
def test_a_walk_after_a_jog_is_told_as_it_is_alone(direction):
    """Sizes of another movement do not set what counts as a step."""
    jog = 4.0 * (walk("forward", 1.0) - [0, 0, 9.81, 0, 0, 0]) + [0, 0, 9.81, 0, 0, 0]
    values = walk(direction, 0.6)
    alone = contacts(values)
    among = contacts(np.concatenate([jog, otherwise("standing", 20.0, 2), values]))
    among = among[among > len(jog) / RATE_HZ + 20.0] - len(jog) / RATE_HZ - 20.0
    np.testing.assert_allclose(among, alone, atol=0.01)
