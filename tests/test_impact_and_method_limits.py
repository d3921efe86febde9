"""Limits of impacts and of shanks' toes, of a published detector, and of where the axis of a thigh is sought."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from walks import of_site

from retrogait._kernels import swings
from retrogait.gait import contacts, impact_onset, reference_methods
from retrogait.kinematics import stride_closure, thigh

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")

# Impacts.


def moved(monkeypatch, late: list[float], rate_hz: float = 100.0, mounted: bool = False) -> np.ndarray:
    """By how many samples landings are moved whose impacts, all clear, begin so many samples after them."""
    landings = 100.0 * np.arange(1, len(late) + 1)
    asked = {}

    def jerks(samples, rate, at, before_s, after_s, peak, clearness):
        asked["window"] = before_s, after_s
        peak[:], clearness[:] = 3000.0, 100.0

    def onsets(*given):
        asked["level"] = given[-2].copy()
        given[-1][:] = landings + late

    monkeypatch.setattr(impact_onset.transients, "landing_jerks", jerks)
    monkeypatch.setattr(impact_onset.transients, "landing_onsets", onsets)
    motion = SimpleNamespace(samples=np.zeros((9, 6)), rate_hz=rate_hz, mounted=mounted)
    found = impact_onset.impact_instants(motion, landings, 12.0) - landings
    assert asked.get("window", (0.0, 0.13)) == (0.0, 0.13)
    np.testing.assert_allclose(asked.get("level", 1200.0), 1200.0)  # two fifths of the jerk
    return found


@pytest.mark.parametrize(("rate_hz", "known"), [(80.0, True), (79.9, False)])
def test_an_onset_is_known_from_80_samples_a_second_on(monkeypatch, rate_hz, known):
    assert np.isfinite(moved(monkeypatch, [2.0] * 4, rate_hz)).all() == known


@pytest.mark.parametrize(("late", "delay"), [(9.9, 9.9), (10.1, 10.0), (-1.9, -1.9), (-2.1, -2.0)])
def test_an_impact_is_within_60_ms_of_the_usual_delay(monkeypatch, late, delay):
    np.testing.assert_allclose(moved(monkeypatch, [4.0, 4.0, 4.0, 4.0, late])[-1], delay)


@pytest.mark.parametrize(
    ("peak", "clearness", "moves"),
    [(1001.0, 12.1, True), (1000.0, 12.1, False), (1001.0, 12.0, False)],
)
def test_an_impact_that_just_reaches_a_limit_is_none(monkeypatch, peak, clearness, moves):
    def jerks(*given):
        given[-2][:], given[-1][:] = peak, clearness

    monkeypatch.setattr(impact_onset.transients, "landing_jerks", jerks)
    monkeypatch.setattr(
        impact_onset.transients, "landing_onsets", lambda *given: given[-1].__setitem__(slice(None), 3.0)
    )
    motion = SimpleNamespace(samples=np.zeros((9, 6)), rate_hz=100.0, mounted=False)
    assert np.isfinite(impact_onset.impact_instants(motion, np.zeros(4), 12.0)).all() == moves


def test_of_impacts_one_just_two_fifths_as_hard_as_the_others_is_none(monkeypatch):
    def jerks(*given):
        given[-2][:], given[-1][:] = [5000.0, 5000.0, 5000.0, 5000.0, 2000.0], 100.0

    asked = []
    monkeypatch.setattr(impact_onset.transients, "landing_jerks", jerks)
    monkeypatch.setattr(impact_onset.transients, "landing_onsets", lambda *given: asked.append(given[-2]))
    motion = SimpleNamespace(samples=np.zeros((9, 6)), rate_hz=100.0, mounted=False)
    impact_onset.impact_instants(motion, np.zeros(5), 12.0)
    assert np.isfinite(asked[0]).tolist() == [True] * 4 + [False]


@pytest.mark.parametrize(
    ("ankle", "toes"),
    [(110.0, (101.0, 49.0)), (100.5, (100.05, 49.95)), (90.0, (90.0, 60.0)), (100.0, (100.0, 50.0))],
)
def test_toes_below_a_shank_land_a_tenth_of_the_way_to_a_later_ankle_and_with_an_earlier_one(ankle, toes):
    """And leave so before it: that is the same of a walk run back in time, about sample 75."""
    rows = np.zeros((1, swings.WIDTH))
    rows[0, [swings.TOE_IC, swings.TOE_FC, swings.PEAK_AT]] = 100.0, 50.0, 75.0
    rows[0, [swings.OWN_IC, swings.OWN_FC]] = ankle, 150.0 - ankle
    np.testing.assert_allclose(np.ravel(contacts._toes_of_a_shank(rows)), toes)


# A published detector.


def test_levels_are_a_standard_deviation_from_the_mean_and_contacts_six_tenths_of_a_stride_apart(monkeypatch):
    seen = {}

    def maxima(signal, least):
        seen.update(signal=signal, least=least)
        return np.empty(0, np.int64), np.empty(0)

    def runs(signal, level):
        seen["level"] = level
        return np.empty(0, np.int64), np.empty(0)

    def one_each(at, size, apart):
        seen["apart"] = set(apart.tolist())
        return at

    monkeypatch.setattr(reference_methods, "_maxima", maxima)
    monkeypatch.setattr(reference_methods, "_runs_below", runs)
    monkeypatch.setattr(reference_methods, "_one_per_stride", one_each)
    monkeypatch.setattr(reference_methods, "follow_stride", lambda *given: [given[2].fill(100.0), True][1])
    values = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (1000, 1))
    values[:, 2] += 3.0 * np.sin(np.arange(1000) / 20.0)
    reference_methods.gottlieb2020(of_site(values, "left_foot"), "left_foot", axis=(0, 0, 1))
    mean, sd = seen["signal"].mean(), seen["signal"].std()
    assert seen["least"] == pytest.approx(mean + sd)
    assert seen["level"] == pytest.approx(mean - sd)
    assert seen["apart"] == {60.0}


@pytest.mark.parametrize(("size", "walks"), [(0.48, False), (0.52, True)])
def test_nobody_walks_whose_foot_is_shaken_by_less_than_half_a_metre_a_second_squared(
    monkeypatch, size, walks
):
    monkeypatch.setattr(reference_methods, "follow_stride", lambda *given: [given[2].fill(100.0), True][1])
    values = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (4000, 1))
    values[:, 2] += np.sqrt(2.0) * size * np.sin(2 * np.pi * np.arange(4000) / 400.0)
    found = reference_methods.gottlieb2020(of_site(values, "left_foot"), "left_foot", axis=(0, 0, 1))
    assert bool(len(found)) == walks


@pytest.mark.parametrize(("quiet", "axis"), [(19, [1.0, 0.0, 0.0]), (5, [0.0, 0.0, 1.0])])
def test_a_foot_rests_where_it_does_not_turn_for_a_tenth_of_a_second(quiet, axis):
    """So many samples at rest with x up, beside 40 that turn a little with z up, among others that turn."""
    values = np.zeros((80, 6))
    values[:, 3], values[:, 2] = 100.0, 9.81
    values[10 : 10 + quiet, [0, 2]], values[10 : 10 + quiet, 3] = [9.81, 0.0], 0.0
    values[35:75, 3] = 3.0
    repeated = np.tile(values, (4, 1))
    found = reference_methods._direction("", "left_foot", "sensor", "backward", "toe", repeated, 100.0)
    np.testing.assert_allclose(found, axis)


@pytest.mark.parametrize(
    ("signal", "starts", "lengths"),
    [([0, 9, 9, 0, 0, 9], [3], [2.0]), ([9, 0, 9, 0], [1, 3], [1.0, 1.0]), ([9, 1, 0, 9], [2], [1.0])],
)
def test_runs_below_one_begin_where_something_was_before(signal, starts, lengths):
    at, size = reference_methods._runs_below(np.array(signal, float), 1.0)
    assert (at.tolist(), size.tolist()) == (starts, lengths)


@pytest.mark.parametrize(("apart", "kept"), [(10.0, [5, 15]), (10.5, [15])])
def test_contacts_just_so_far_apart_are_two(apart, kept):
    at, size = np.array([5, 15]), np.array([1.0, 2.0])
    assert reference_methods._one_per_stride(at, size, np.full(20, apart)).tolist() == kept


# The axis of a thigh, and windows of strides.


@pytest.mark.parametrize(("pieces_before", "mixed"), [(6, False), (5, True)])
def test_the_axis_is_sought_in_five_pieces_to_either_side(pieces_before, mixed):
    """Of a thigh that turns about y for fifteen pieces, and then about x."""
    rates = np.zeros((300, 3))
    rates[:150, 1], rates[150:, 0] = 50.0, 50.0
    _, share = thigh.follow_axis(rates, np.tile([0.0, 0.0, 1.0], (300, 1)), 10)
    at = 150 - 10 * pieces_before + 5  # the middle of a piece
    assert share[at] == pytest.approx(10.0 / 11.0 if mixed else 1.0)


@pytest.mark.parametrize(("minutes", "windows"), [(3.0, 15), (3.2, 16), (8.0, 16)])
def test_of_a_long_recording_sixteen_windows_of_twelve_seconds_are_looked_at(minutes, windows):
    channels = np.zeros((6, round(6000 * minutes)))
    channels[4] = 100.0
    assert len(list(stride_closure._windows(channels, 100.0))) == windows


def test_windows_that_turn_by_just_a_tenth_of_the_squared_rate_are_looked_at():
    channels = np.zeros((6, 4800))
    channels[4] = np.repeat([20.0, 20.0, 20.0, 2.0 * np.sqrt(10.0) + 1e-9], 1200)
    assert len(list(stride_closure._windows(channels, 100.0))) == 4
    channels[4, 3600:] -= 1e-3
    assert len(list(stride_closure._windows(channels, 100.0))) == 3
