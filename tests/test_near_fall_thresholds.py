"""What a live near-fall is, on each side of each bound: its size, the walk before it, and what standing is."""

from __future__ import annotations

import numpy as np
import pytest

from retrogait._kernels.live import jerk_peaks
from retrogait.live.trunk import LEAST_USUAL_MPS3, TrunkKernel
from retrogait.safety.rules import NearFallRule
from retrogait.stability import NearFallOptions
from retrogait.stability.jerk_peaks import _peak_to_peak, derivative

RATE_HZ = 100.0
OPTIONS = NearFallOptions()


def size_of(up: np.ndarray) -> np.ndarray:
    return _peak_to_peak(derivative(up, RATE_HZ, OPTIONS.span_s), int(OPTIONS.window_s * RATE_HZ))


def waves(duration_s: float, size_mps3: float) -> np.ndarray:
    """Vertical acceleration of steps, 1.6 in a second, whose derivative goes from peak to peak over so much."""
    t = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    wave = np.sin(2 * np.pi * 1.6 * t)
    return wave * size_mps3 / np.median(size_of(wave)[50:-50])


def bump(up: np.ndarray, at_s: float, size_mps3: float) -> np.ndarray:
    """The same with a push of 0.1 s that brings the peak-to-peak at `at_s` to so much."""
    here = slice(round(at_s * RATE_HZ), round((at_s + 0.1) * RATE_HZ))
    low, high = 0.0, 500.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        pushed = up.copy()
        pushed[here] += middle
        low, high = (low, middle) if size_of(pushed)[here].max() > size_mps3 else (middle, high)
    pushed = up.copy()
    pushed[here] += high
    return pushed


def reported_s(up: np.ndarray) -> list[float]:
    samples = np.zeros((len(up), 6))
    samples[:, 2] = 9.80665 + up
    rows = TrunkKernel(RATE_HZ, OPTIONS).watch(samples)
    return [row[jerk_peaks.AT] / RATE_HZ for row in rows]


@pytest.mark.parametrize(("size_mps3", "count"), [(175.0, 0), (215.0, 1)])
def test_a_near_fall_has_200_metres_per_second_cubed(size_mps3, count):
    assert OPTIONS.least_mps3 == 200.0
    assert len(reported_s(bump(waves(20, 40.0), 12.0, size_mps3))) == count


@pytest.mark.parametrize(("size_mps3", "count"), [(280.0, 0), (330.0, 1)])
def test_a_near_fall_has_two_and_a_half_times_the_usual(size_mps3, count):
    assert OPTIONS.times_usual == 2.5
    assert len(reported_s(bump(waves(20, 120.0), 12.0, size_mps3))) == count


def test_the_rule_takes_what_the_stream_reports():
    assert NearFallRule().least_mps3 == OPTIONS.least_mps3


@pytest.mark.parametrize(("at_s", "count"), [(3.0, 0), (4.5, 1)])
def test_what_is_usual_is_known_after_three_seconds_of_walking(at_s, count):
    """Real people who stumbled in their fifth second were not reported while five seconds were needed."""
    assert jerk_peaks.LEAST_HISTORY == 6
    assert len(reported_s(bump(waves(12, 60.0), at_s, 500.0))) == count


@pytest.mark.parametrize("standing_mps3", [0.0, 0.8 * LEAST_USUAL_MPS3])
def test_standing_is_no_part_of_the_usual(standing_mps3):
    """Who walks on after a rest is not near a fall, though the last 15 seconds were nearly still."""
    walk = waves(12, 240.0)
    rest = waves(20, standing_mps3) if standing_mps3 else np.zeros(2000)
    assert reported_s(np.concatenate([walk, rest, walk])) == []


def test_slow_walking_is_a_part_of_the_usual():
    """A walk of 1.3 times the bound of standing is a walk: what is 20 times as hard as it is reported."""
    slow = waves(20, 1.3 * LEAST_USUAL_MPS3)
    assert len(reported_s(bump(slow, 12.0, 260.0))) == 1
    nearly_still = waves(20, 0.7 * LEAST_USUAL_MPS3)
    assert reported_s(bump(nearly_still, 12.0, 260.0)) == []
