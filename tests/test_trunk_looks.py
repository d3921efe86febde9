"""What steps of a trunk are marked by, what a course of them costs, and what its motion is looked at by."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from trunk_motions import RATE_HZ, steps_in_a_row, still_but, trunk_motion
from walks import of_site

from retrogait.gait import trunk_steps
from retrogait.gait.swings import Directions
from retrogait.gait.trunk_contacts import TrunkContactOptions
from retrogait.gait.trunk_movements import Movements
from retrogait.gait.trunk_steps import TrunkStepOptions
from retrogait.kinematics import trunk, trunk_period

OPTIONS = TrunkStepOptions()
NOBODY_RUNS = np.zeros(9, bool)

# Marks, and what they are worth.


def looked_at(level: np.ndarray) -> tuple[SimpleNamespace, list[tuple[float, float]]]:
    """A motion whose every band is this acceleration; and the bands that it is asked for."""
    bands: list[tuple[float, float]] = []

    def band(low_hz, high_hz):
        bands.append((low_hz, high_hz))
        return level.copy()

    return SimpleNamespace(level=level, rate_hz=RATE_HZ, band=band), bands


def bump(*heights: float, ahead_mps3: float = 0.0) -> np.ndarray:
    """Acceleration upward of these values, one a sample, among -1; ahead it rises evenly."""
    level = np.zeros((60, 3))
    level[:, 2] = -1.0
    level[30 : 30 + len(heights), 2] = heights
    level[:, 0] = ahead_mps3 * np.arange(60) / RATE_HZ
    return level


def test_marks_are_looked_for_in_three_bands():
    motion, bands = looked_at(bump(1.0))
    trunk_steps._marks(motion)
    assert bands == [(0.4, 3.5), (0.4, 2.2), (pytest.approx(0.28), 1.4)]


@pytest.mark.parametrize(("heights", "at"), [((2.0,), [30.0]), ((2.0, 2.0), [30.5]), ((0.0,), [])])
def test_a_mark_is_where_the_trunk_is_pushed_up_most(heights, at):
    """Of two samples alike it lies between them; what does not rise above nothing is none."""
    at_s, _, sense, band = trunk_steps._marks(looked_at(bump(*heights))[0])
    np.testing.assert_allclose(np.sort(at_s), np.repeat(at, 6) / RATE_HZ)
    assert sorted(zip(sense.tolist(), band.tolist(), strict=True)) == [
        (way, number) for way in (-1, 1) for number in range(3) if at
    ]


def test_a_fall_of_acceleration_ahead_counts_for_0_3_s_over_the_edge_of_the_band():
    _, size, sense, band = trunk_steps._marks(looked_at(bump(2.0, ahead_mps3=-1.0))[0])
    edges_hz = np.array([3.5, 2.2, 1.4])[band]
    np.testing.assert_allclose(size, 2.0 + sense * 0.3 / edges_hz)


def test_what_a_course_of_steps_costs_and_how_long_steps_take(monkeypatch):
    seen = {}

    def likeliest(at_s, worth, sense, scale, least_s, most_s, alike, rows_hz, first_s, lags_hz, *costs):
        seen.update(worth=worth, least_s=least_s.tolist(), most_s=most_s.tolist(), costs=costs[:-1])
        seen.update(alike=alike.shape, rates=(rows_hz, first_s, lags_hz))
        costs[-1][:] = -1

    marks = np.array([4.0, 5.0, 6.0]), np.ones(3), np.array([1, 1, 1]), np.arange(3)
    monkeypatch.setattr(trunk_steps, "_marks", lambda _: marks)
    monkeypatch.setattr(trunk_steps, "_lean", lambda *_: np.array([0.0, -1.0, 1.0]))
    monkeypatch.setattr(trunk_steps.trunk, "likeliest_steps", likeliest)
    OPTIONS.choose(still_but(np.zeros((1000, 3))))
    assert seen["least_s"] == [0.3, 0.5, 0.8]
    assert seen["most_s"] == [0.75, 1.2, 2.3]
    assert seen["costs"] == (1.5, 1.0, 2.0, 0.3)  # of repeating; of a walk, a change of sense, of band
    usual = np.array([1.0, 2.2 / 3.5, 1.4 / 3.5])
    np.testing.assert_allclose(seen["worth"], 2.0 / (1.0 + usual) - 1.5 - [0.0, 0.4, 0.0])
    assert seen["alike"] == (100, 54)  # every 0.2 s; lags of 0.28 to 2.4 s at 25 Hz
    assert seen["rates"] == (5.0, 0.28, 25.0)


def test_how_a_motion_repeats_is_looked_at_over_2_4_s_up_to_4_hz(monkeypatch):
    motion, bands = looked_at(np.zeros((1000, 3)))
    asked = []
    monkeypatch.setattr(trunk_steps.trunk, "repetition", lambda *given: asked.append(given))
    trunk_steps._repetition(motion, 0.8)
    ((moved, first, block, reach, side_weight, _),) = asked
    assert bands == [(0.4, 4.0)]
    assert (len(moved), first, block, reach, side_weight) == (500, 7, 5, 12, 0.8)


@pytest.mark.parametrize(
    ("samples", "seen"), [(98, True), (102, False), (-98, True), (-102, False), (0, True)]
)
def test_the_lean_is_that_of_two_seconds_to_either_side(samples, seen):
    level = np.zeros((600, 3))
    level[301 + samples :, 0] = -1.0  # falls at once
    motion, bands = looked_at(level)
    lean = trunk_steps._lean(motion, np.array([6.0]))
    assert bands == [(0.4, 6.0)]
    assert lean[0] == pytest.approx(1.0 if seen else 0.0, abs=1e-6)


@pytest.mark.parametrize(("at_s", "score"), [(4.5, 0.7), (4.51, 0.0), (0.5, 0.3), (0.49, 0.0)])
def test_the_shape_of_steps_counts_for_marks_within_a_second_and_a_half(at_s, score):
    found = trunk_steps._near_steps(np.array([at_s]), np.array([2.0, 3.0]), np.array([0.3, 0.7]))
    assert found[0] == pytest.approx(score)


def test_a_contact_is_known_to_a_25th_of_the_stride():
    steps = steps_in_a_row(step_s=0.5)
    directions = Directions(np.zeros(9, np.intp), np.full(9, 0.9), np.full(9, np.nan))
    found = TrunkContactOptions().detect(
        trunk_motion(), steps, directions, Movements(NOBODY_RUNS, NOBODY_RUNS)
    )
    np.testing.assert_allclose(found["initial_contact_se_s"], 0.04)


# Motion.


def standing(n: int, shake_mps2: float = 0.0) -> np.ndarray:
    samples = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (n, 1))
    samples[:, 0] += shake_mps2 * np.sin(2 * np.pi * np.arange(n) / 50.0)
    return samples


@pytest.mark.parametrize(("ends", "begins_s"), [(521, 5.405), (540, 5.405), (541, 5.605)])
@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_a_stretch_begins_on_a_grid_of_a_fifth_of_a_second(ends, begins_s):
    values = standing(1200)
    values[480:ends] = np.nan
    found = trunk.track_trunk(of_site(values, "lower_back"), "lower_back")
    assert [motion.start_s for motion in found][-1] == pytest.approx(begins_s)


def test_bands_ring_out_within_four_seconds(monkeypatch):
    asked = []

    def band_pass(values, *given):
        asked.append(given)
        return values

    monkeypatch.setattr(trunk, "mirrored_band_pass", band_pass)
    trunk_motion().band(0.3, 8.0)
    trunk._in_own_axes(standing(500, 1.0), 100.0)
    assert asked == [(50.0, 0.3, 8.0, 4.0), (100.0, 0.4, 3.5, 4.0)]


@pytest.mark.parametrize(("every", "taken"), [(30, 1.0), (60, 0.5)])
def test_gravity_is_looked_at_eight_times_in_two_strides(monkeypatch, every, taken):
    """Every 0.3 s of the 2.4 s to either side that it is averaged over."""
    asked = []

    def level_samples(samples, turn, force_sum, reach, rate_hz, level, pitch_rate, pull):
        asked.append(reach)
        level[:], pull[:] = 0.0, np.arange(len(pull)) % every == 0

    monkeypatch.setattr(trunk.levelling, "level_samples", level_samples)
    level, _ = trunk.level_trunk(standing(1200), 100.0, trunk._LEVEL_S)
    assert asked == [240]
    np.testing.assert_allclose(level[:, 2], -taken)


@pytest.mark.parametrize(("samples", "tilted"), [(119, True), (121, False)])
def test_a_tilt_is_averaged_over_2_4_s_to_either_side(samples, tilted):
    force = standing(600)[:, :3]
    force[300 + samples :] = [9.81, 0.0, 0.0]
    assert bool(trunk._tilt_deg(force, 50.0)[300] > 0.01) is tilted


@pytest.mark.parametrize(("n", "wobbles"), [(610, True), (621, False)])
def test_how_a_sensor_hangs_is_how_it_does_for_ten_seconds(n, wobbles):
    """From 2.4 s after it began to hang otherwise, where nothing else is averaged with it, on for ten seconds."""
    up, otherwise = standing(2000)[:, :3], np.tile([9.81, 0.0, 0.0], (n, 1))
    found_deg = trunk._wobble_deg(np.concatenate([up, otherwise, up]), 50.0)[2000 + 120]
    assert bool(found_deg > 0.5) is wobbles


@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
@pytest.mark.parametrize(("n", "seen"), [(500, True), (499, False)])
def test_a_sensor_of_unknown_mounting_hangs_for_five_seconds(n, seen):
    found = trunk.track_trunk(of_site(standing(n, 1.0), "lower_back", frame="sensor"), "lower_back")
    assert bool(list(found)) is seen


def test_strides_of_0_7_to_4_4_s_are_looked_for_in_windows_of_20_s(monkeypatch):
    asked = {}

    def windows(rate, rate_hz, starts, length, low_s, high_s, share, periods, strength):
        asked.update(rate_hz=rate_hz, length=length, hops=set(np.diff(starts)), given=(low_s, high_s, share))
        periods[:], strength[:] = 1.0 + np.arange(len(starts)), 1.0

    monkeypatch.setattr(trunk_period.period, "window_periods", windows)
    found_s = trunk_period.trunk_stride_period(standing(6000, 1.0), 100.0)
    assert asked == {"rate_hz": 50.0, "length": 1000, "hops": {500}, "given": (0.7, 4.4, 0.8)}
    assert found_s == 3.0  # the middle one of five windows
