"""Gyroscopes that are stuck or cut off, and accelerometers that are: each limit from both sides."""

from __future__ import annotations

import numpy as np
import pytest
from walks import frames_of, recorded, simulate

import retrogait as rg
from retrogait.kinematics.sensor_range import CutOff, RangeOptions, stuck_axes
from retrogait.kinematics.stride_closure import sample_strides
from retrogait.mounting.sensor_pair import PairOptions, check_pair, pair_notes

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")


def swings(
    n_tops: int = 5, flat: int = 4, level: float = 250.0, column: int = 4, sign: float = 1.0
) -> np.ndarray:
    """Swings of different heights, some of them cut off at one level for so many samples."""
    samples = np.zeros((400, 6))
    for k in range(8):
        peak = level * np.sin(np.linspace(0, np.pi, 30)) * (0.6 + 0.04 * k)
        samples[50 * k : 50 * k + 30, column] = sign * peak
    for k in range(n_tops):
        samples[50 * k + 10 : 50 * k + 10 + flat, column] = sign * level
    return samples


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, CutOff(250.0, 5)),
        ({"sign": -1.0}, CutOff(250.0, 5)),
        ({"column": 3}, CutOff(250.0, 5)),
        ({"flat": 3}, CutOff(250.0, 5)),
        ({"flat": 2}, None),
        ({"n_tops": 3}, CutOff(250.0, 3)),
        ({"n_tops": 2}, None),
        ({"level": 101.0}, CutOff(101.0, 5)),
        ({"level": 99.0}, None),
        ({"n_tops": 0}, None),
    ],
)
def test_a_gyroscope_is_cut_off_where_swing_after_swing_stays_at_one_height(given, found):
    assert RangeOptions().cut_off([swings(**given)]) == found


@pytest.mark.parametrize(("level", "found"), [(16.0, CutOff(16.0, 5)), (14.0, None)])
def test_an_accelerometer_is_cut_off_above_the_least_range(level, found):
    assert RangeOptions().cut_off([swings(level=level, column=1)], "acc") == found


def test_nothing_is_cut_off_in_no_samples():
    assert RangeOptions().cut_off([]) is None
    assert stuck_axes([]) == []


@pytest.mark.parametrize(("shake_mps2", "stuck"), [(1.2, [0, 2]), (0.8, [])])
def test_an_axis_is_stuck_that_shows_one_value_while_the_sensor_shakes(shake_mps2, stuck):
    samples = np.tile([0.0, 0.0, 9.81, 50.0, 0.0, -3.0], (400, 1))
    samples[:, 0] += shake_mps2 * np.sqrt(2) * np.sin(np.arange(400) / 5)
    samples[:, 4] = np.arange(400)
    assert stuck_axes([samples]) == stuck


@pytest.mark.parametrize(
    ("values", "stuck"),
    [((0.0, -3.0), [2]), ((1.0, -3.0), [0, 2]), ((0.0, 0.0), [])],
)
def test_an_axis_at_zero_beside_one_that_turns_was_not_recorded(values, stuck):
    samples = np.tile([0.0, 0.0, 9.81, values[0], 0.0, values[1]], (400, 1))
    samples[:, 0] += 5.0 * np.sin(np.arange(400) / 5)
    samples[:, 4] = np.arange(400)
    assert stuck_axes([samples]) == stuck
    samples[:, 3:] = 0.0
    assert stuck_axes([samples]) == [0, 1, 2]  # of a gyroscope that shows nothing at all every axis is


def test_a_stuck_gyroscope_is_named_with_its_axes_and_values():
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    frames = {
        site: frame.assign(gyr_x=50.0, gyr_y=50.0, gyr_z=50.0) for site, frame in frames_of(walk).items()
    }
    (note, _) = pair_notes(recorded(frames))
    assert note == (
        "left_foot: gyr_x gyr_y gyr_z stuck at 50, 50, 50 deg/s while the accelerometer moves; expected a rate that "
        "changes with every step; check the gyroscope's columns and export again"
    )
    assert check_pair(recorded(frames), "left_foot").broken


def clipped(walk: rg.Recording, dps: float) -> rg.Recording:
    rates = ["gyr_x", "gyr_y", "gyr_z"]
    return recorded(
        {s: f.assign(**{c: f[c].clip(-dps, dps) for c in rates}) for s, f in frames_of(walk).items()}
    )


def test_a_clipped_gyroscope_is_named_with_its_range():
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    finding = check_pair(clipped(walk, 125.0), "left_foot")
    assert (finding.cause, finding.broken) == ("clipped", True)
    assert "the gyroscope is cut off at 125 deg/s" in finding.note
    assert "record with a range of 2000 deg/s" in finding.note
    assert check_pair(clipped(walk, 2000.0), "left_foot").note == ""


@pytest.mark.parametrize(("scale", "said"), [(0.9, True), (1.1, False)])
@pytest.mark.parametrize("limit", ["clipped_share", "often_clipped_share"])
def test_it_takes_so_many_peaks_in_strides(limit, scale, said):
    walk, _ = simulate("forward", 0.9, duration_s=20, seed=5)
    wrong = clipped(walk, 150.0)
    sample = sample_strides(wrong.channels("left_foot"), 100.0)
    share = RangeOptions().cut_off(sample.windows).n_tops / sample.n_strides
    options = PairOptions(**{limit: scale * share}, least_ratio_foot=1e6, no_fit_mps2=100.0)
    finding = check_pair(wrong, "left_foot", options)
    assert (finding.cause == "clipped" if limit == "clipped_share" else finding.broken) == said
