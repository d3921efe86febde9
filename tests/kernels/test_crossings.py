"""Falls and rises of a speed through a level: on whole arrays, and in the ring of a stream."""

from __future__ import annotations

import naive_swings
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrogait._kernels.crossings import CARRIED, TRANSIENT_S, WHOLE, first_rise, last_fall, passing, skipped

pytestmark = pytest.mark.kernels

RATE_HZ = 200.0
LEAST = 10.0  # samples of a transient: 50 ms
# whole numbers against a level between them: no ties
SPEEDS = st.lists(st.integers(0, 9), min_size=4, max_size=40).map(lambda v: np.array([0.0, *v, 0.0]))


def falls(*given):
    return last_fall(*given, CARRIED)


PAIRS = [(falls, lambda *given: naive_swings.fall(*given, CARRIED)), (first_rise, naive_swings.rise)]


def ringed(speed: np.ndarray, first: int) -> tuple[np.ndarray, int]:
    """The ring of a stream that holds `speed` from sample `first` on among older samples, and its mask."""
    size = 1 << len(speed).bit_length()
    ring = np.full((size, 3), 99.0)
    ring[(first + np.arange(len(speed))) & (size - 1), 1] = speed
    return ring[:, 1], size - 1


@pytest.mark.parametrize(("kernel", "twin"), PAIRS)
@given(SPEEDS, st.integers(1, 8), st.integers(0, 200))
def test_crossings_are_those_by_hand_wherever_the_samples_lie(kernel, twin, speed, least, first):
    speed, top, level = speed + 0.001, speed.max() + 0.001, 0.3 * speed.max() + 0.0123
    by_hand = twin(speed, top, level, least)
    last = len(speed) - 1
    flat = kernel(speed, WHOLE, 0, last, top, level, least)
    assert flat == pytest.approx(by_hand, nan_ok=True)
    ring, mask = ringed(speed, first)
    live = kernel(ring, mask, first, first + last, top, level, least)
    assert live - first == pytest.approx(flat, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(("kernel", "twin"), PAIRS)
@given(SPEEDS, st.integers(1, 8), st.integers(0, 9), st.integers(0, 9))
def test_a_part_of_an_array_is_seen_as_if_it_were_all(kernel, twin, speed, least, before, after):
    top, level = speed.max() + 0.001, 0.3 * speed.max() + 0.0123
    long = np.concatenate([np.full(before, 9.5), speed, np.full(after, 9.5)])
    part = kernel(long, WHOLE, before, before + len(speed) - 1, top, level, least)
    assert part - before == pytest.approx(twin(speed, top, level, least), abs=1e-9, nan_ok=True)


def swing_with(transient_s: float, height: float) -> np.ndarray:
    """A swing that peaks at 3 m/s, is over after 0.5 s, and is followed by a transient of so long."""
    speed = np.concatenate([np.zeros(20), 3.0 * np.sin(np.linspace(0, np.pi, 100)), np.zeros(80)])
    speed[150 : 150 + round(transient_s * RATE_HZ)] = height
    return speed


@pytest.mark.parametrize(("lasts_s", "height", "counts"), [(0.045, 1.2, 0), (0.055, 1.2, 1), (0.02, 2.5, 1)])
def test_a_point_that_moves_for_less_than_a_transient_has_been_hit_not_carried(lasts_s, height, counts):
    """50 ms are the limit, as is half way to the top: the foot has landed before a transient, not after it."""
    speed = swing_with(lasts_s, height)
    before, after = speed, speed[::-1].copy()
    last, level, least = len(speed) - 1, 0.9, TRANSIENT_S * RATE_HZ
    assert least == LEAST
    landed = falls(before, WHOLE, 0, last, 3.0, level, least)
    assert (landed > 150) == bool(counts)
    left = first_rise(after, WHOLE, 0, last, 3.0, level, least)
    assert left == pytest.approx(last - landed)


def test_what_is_fast_at_the_end_has_not_landed_and_at_the_start_has_left_before():
    fast, slow = np.full(20, 2.0), np.full(20, 0.5)
    for speed in (fast, slow):
        for kernel, _ in PAIRS:
            assert np.isnan(kernel(speed, WHOLE, 0, 19, 3.0, 0.9, 5))


def wave_after(rest: float, high: float, lasts_s: float) -> np.ndarray:
    """A swing that peaks at 3 m/s and slows to `rest` at 0.6 s, and a wave of so long after it, all as speeds."""
    down = np.concatenate(
        [np.zeros(20), 3.0 * np.sin(np.linspace(0, np.pi / 2, 50)), np.linspace(3.0, rest, 50)]
    )
    wave = np.full(round(lasts_s * RATE_HZ), high)
    wave[0] = wave[-1] = 0.75 * high + 0.001
    return np.concatenate([down, wave, np.zeros(40)])


LEVEL, TOP = 0.9, 3.0
WAVES = {  # a wave that has to be taken, with one number at a time on the other side of its limit
    "as it is": (0.0, 0.85, 0.2, CARRIED, True),
    "slowed to a third of the level before": (0.28, 0.85, 0.2, CARRIED, True),
    "not slowed to a third of it before": (0.32, 0.85, 0.2, CARRIED, False),
    "faster than four fifths of the level": (0.0, 0.74, 0.2, CARRIED, True),
    "slower than four fifths of it": (0.0, 0.70, 0.2, CARRIED, False),
    "longer than a transient": (0.0, 0.85, 0.06, 0.01, True),
    "as short as a transient": (0.0, 0.85, 0.04, 0.01, False),
    "less of the way than carried": (0.0, 0.85, 0.2, 0.2, False),
    "5.4 % of the way": (0.0, 0.85, 0.06, CARRIED, True),
    "4.6 % of the way": (0.0, 0.85, 0.05, CARRIED, False),
}


@pytest.mark.parametrize("name", WAVES)
def test_a_point_that_goes_on_after_it_came_to_rest_has_not_landed(name):
    rest, high, lasts_s, carried, counts = WAVES[name]
    speed = wave_after(rest, high, lasts_s)
    landed = last_fall(speed, WHOLE, 0, len(speed) - 1, TOP, LEVEL, LEAST, carried)
    assert (landed > 121) == counts
    if counts:  # at three quarters of the wave's speed
        assert landed == pytest.approx(120 + round(lasts_s * RATE_HZ) - 1, abs=1.0)


def test_a_slow_wave_that_lasts_to_the_end_has_not_landed_either_way():
    """Below the level at the end, and above three quarters of the wave's speed: the swing before it tells."""
    speed = np.concatenate([wave_after(0.0, 0.85, 0.2)[:-40], [0.7]])
    landed = last_fall(speed, WHOLE, 0, len(speed) - 1, TOP, LEVEL, TRANSIENT_S * RATE_HZ, CARRIED)
    assert landed < 121


# Ties. Of whole speeds: a third of the level is 1, three quarters of 4 are the level, half way to the top is 6.


def whole_speeds():
    rng = np.random.default_rng(1)
    for length in (3, 5, 8, 13, 21) * 40:
        yield np.concatenate([[0.0], rng.integers(0, 8, length)])


def test_speeds_just_at_a_limit_are_judged_as_by_hand():
    found = {"falls": 0, "rises": 0}
    for speed in whole_speeds():
        last = len(speed) - 1
        for least in (2, 3):
            fall = last_fall(speed, WHOLE, 0, last, 9.0, 3.0, least, 0.25)
            assert fall == pytest.approx(naive_swings.fall(speed, 9.0, 3.0, least, 0.25), nan_ok=True), speed
            on = np.append(speed, 0.0)  # a rise is looked for before the last sample
            rise = first_rise(on, WHOLE, 0, last + 1, 9.0, 3.0, least)
            assert rise == pytest.approx(naive_swings.rise(on, 9.0, 3.0, least), nan_ok=True), speed
            found["falls"] += np.isfinite(fall)
            found["rises"] += np.isfinite(rise)
    assert min(found.values()) > 100


def test_what_passes_or_skips_just_at_a_limit_is_counted_as_by_hand():
    """Half of the level is 1, half as much again 3."""
    for speed in whole_speeds():
        last, level = len(speed) - 1, 2.0
        for falls_, at in (
            (True, last_fall(speed, WHOLE, 0, last, 7.0, level, 2, 0.25)),
            (False, first_rise(speed, WHOLE, 0, last, 7.0, level, 2)),
        ):
            if np.isfinite(at):
                assert passing(speed, at, level, falls_) == naive_swings.passing(speed, at, level, falls_)
                assert skipped(speed, at, level, falls_) == naive_swings.skipped(speed, at, level, falls_)


def test_a_wave_just_as_fast_as_four_fifths_of_the_level_goes_on():
    """And at three quarters of its speed it has landed, where that is just what it has at the end."""
    speed = np.array([0.0, 9.0, 9.0, 0.0, 4.0, 4.0, 4.0, 0.0])
    assert last_fall(speed, WHOLE, 0, 7, 9.0, 5.0, 3, 0.0) == pytest.approx(6.25)
    assert last_fall(speed[:7], WHOLE, 0, 6, 9.0, 5.0, 2, 0.0) == pytest.approx(2.0 + 4.0 / 9.0)
    speed[-1] = 3.0
    assert last_fall(speed, WHOLE, 0, 7, 9.0, 5.0, 3, 0.0) == pytest.approx(2.0 + 4.0 / 9.0)
    speed[-1] = 2.9
    assert last_fall(speed, WHOLE, 0, 7, 9.0, 5.0, 3, 0.0) == pytest.approx(6.0 + 1.0 / 1.1)
