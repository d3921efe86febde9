"""Sensors as they are sold: each fault of a simulated sensor is what it says, and the walk stays the same."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrogait as rg
from retrogait.errors import InvalidOption
from retrogait.simulation import Sensor
from retrogait.simulation.sensor_faults import lose

FEET = ("left_foot", "right_foot")
CLEAN = {"acc_noise_mps2": 0.0, "gyr_noise_dps": 0.0, "acc_bias_mps2": 0.0, "gyr_bias_dps": 0.0}


def walk(seed=3, sites=FEET, duration_s=20, **faults):
    return rg.simulate_walk(
        "forward", 1.0, duration_s, seed=seed, sites=sites, sensor=Sensor(**CLEAN | faults)
    )


@pytest.fixture(scope="module")
def plain():
    return walk()[0]


@settings(max_examples=20, deadline=None)
@given(
    faults=st.fixed_dictionaries(
        {},
        optional={
            "bits": st.sampled_from([8, 12, 16]),
            "bandwidth_hz": st.sampled_from([5.0, 20.0, 40.0]),
            "scale_error": st.sampled_from([0.0, 0.02]),
            "rate_error_ppm": st.sampled_from([0.0, 100.0]),
            "clock_offset_s": st.sampled_from([0.0, 0.05]),
            "left_handed": st.sampled_from([(), ("left_foot",)]),
            "exchanged": st.sampled_from([(), FEET]),
            "lost_share": st.sampled_from([0.0, 0.05]),
            "lost_when": st.sampled_from(["any", "swing"]),
            "lost_as": st.sampled_from(["nan", "rows", "zeros", "held"]),
        },
    )
)
def test_no_fault_of_a_sensor_moves_the_truth(faults):
    _, truth = walk(duration_s=10)
    _, other = walk(duration_s=10, **faults)
    pd.testing.assert_frame_equal(truth.events, other.events)
    pd.testing.assert_frame_equal(truth.strides, other.strides)


def test_bits_divide_the_range_into_steps(plain):
    coarse, _ = walk(bits=8, acc_range_g=4.0, gyr_range_dps=1000.0)
    steps = np.repeat([8.0 * 9.80665 / 256, 2000.0 / 256], 3)
    for site in FEET:
        in_steps = coarse[site].to_numpy() / steps
        np.testing.assert_allclose(in_steps, np.round(in_steps), atol=1e-9)
        inside = np.abs(plain[site].to_numpy()) < 0.99 * 128 * steps
        error = np.abs(coarse[site].to_numpy() - plain[site].to_numpy())[inside]
        assert error.max() <= 0.5 * steps.max() + 1e-9


def test_a_filter_of_the_sensor_weakens_what_is_fast_and_is_late(plain):
    slow, _ = walk(bandwidth_hz=5.0)
    before, after = plain["left_foot"].gyr_y.to_numpy(), slow["left_foot"].gyr_y.to_numpy()
    assert after.std() < before.std()
    lags = np.arange(0, 21)
    fit = [np.corrcoef(before[: len(before) - lag], after[lag:])[0, 1] for lag in lags]
    assert 2 <= lags[int(np.argmax(fit))] <= 6  # the delay of such a filter is 0.225 / 5 Hz: 4.5 samples
    still = slow["left_foot"].iloc[:50]
    np.testing.assert_allclose(still.mean(), plain["left_foot"].iloc[:50].mean(), atol=0.05)


def test_scale_errors_are_drawn_for_each_axis(plain):
    scaled, _ = walk(scale_error=0.05)
    ratios = [(scaled[site] * plain[site]).sum() / (plain[site] ** 2).sum() for site in FEET]
    ratios = np.concatenate(ratios)
    assert 0.02 < ratios.std() < 0.09
    for site in FEET:
        ratio = (scaled[site] * plain[site]).sum() / (plain[site] ** 2).sum()
        np.testing.assert_allclose(scaled[site], plain[site] * ratio, atol=1e-9)


def test_clocks_run_apart_and_begin_apart(plain):
    late, _ = walk(clock_offset_s=0.2)
    shifts = [lag_s(plain[site].gyr_y.to_numpy(), late[site].gyr_y.to_numpy()) for site in FEET]
    assert np.ptp(shifts) > 0.01
    fast, _ = walk(rate_error_ppm=20000.0)
    first = lag_s(plain["left_foot"].gyr_y.to_numpy()[:1000], fast["left_foot"].gyr_y.to_numpy()[:1000])
    last = lag_s(plain["left_foot"].gyr_y.to_numpy()[1000:], fast["left_foot"].gyr_y.to_numpy()[1000:])
    assert abs(last - first) > 0.01


def lag_s(one, other, most=60):
    lags = np.arange(-most, most + 1)
    inner = slice(most, len(one) - most)
    fit = [np.corrcoef(one[inner], np.roll(other, -lag)[inner])[0, 1] for lag in lags]
    return lags[int(np.argmax(fit))] / 100.0


def test_a_slip_turns_a_sensor_from_then_on(plain):
    slipped, _ = walk(slips={"left_foot": (10.0, 90.0)})
    before, after = plain["left_foot"].to_numpy(), slipped["left_foot"].to_numpy()
    at = int(np.searchsorted(plain.time_s, 10.0))
    np.testing.assert_allclose(after[:at], before[:at], atol=1e-12)
    np.testing.assert_allclose(after[at:, [2, 5]], before[at:, [2, 5]], atol=1e-9)
    np.testing.assert_allclose(after[at:, 0], before[at:, 1], atol=1e-9)
    np.testing.assert_allclose(after[at:, 1], -before[at:, 0], atol=1e-9)
    pd.testing.assert_frame_equal(slipped["right_foot"], plain["right_foot"])


def test_a_left_handed_sensor_shows_z_the_other_way(plain):
    other, _ = walk(left_handed=("right_foot",))
    np.testing.assert_allclose(other["right_foot"], plain["right_foot"] * [1, 1, -1, 1, 1, -1], atol=1e-12)
    pd.testing.assert_frame_equal(other["left_foot"], plain["left_foot"])


def test_exchanged_sensors_are_worn_at_each_other_s_place(plain):
    other, _ = walk(exchanged=FEET)
    np.testing.assert_allclose(other["right_foot"], plain["left_foot"], atol=1e-9)
    np.testing.assert_allclose(other["left_foot"], plain["right_foot"], atol=1e-9)


def lost(length_s=60.0, **options):
    """A frame of ones counting up at 100 Hz, with swings of 0.4 s every second, after its losses."""
    time_s = np.arange(round(100 * length_s)) / 100
    frame = pd.DataFrame(
        {name: 1.0 + np.arange(len(time_s)) for name in "abcdef"}, index=pd.Index(time_s, name="time_s")
    )
    swings = np.arange(0.3, length_s, 1.0)[:, None] + [0.0, 0.4]
    sensor = Sensor(lost_share=0.3, lost_packet_s=0.02, **options)
    return frame, lose(frame, 100.0, sensor, np.random.default_rng(0), swings)


def test_packets_are_lost_inside_swings_alone():
    frame, after = lost(lost_when="swing")
    missing = after["a"].isna().to_numpy()
    phase = frame.index.to_numpy() % 1.0
    swings = (phase > 0.295) & (phase < 0.705)
    assert not missing[~swings].any()
    assert 0.25 < missing[swings].mean() < 0.35
    _, anywhere = lost()
    assert 0.25 < anywhere["a"].isna().mean() < 0.35


def test_lost_samples_are_written_as_loggers_do():
    frame, blank = lost()
    missing = blank["a"].isna().to_numpy()
    _, zeros = lost(lost_as="zeros")
    np.testing.assert_array_equal((zeros == 0.0).all(axis=1), missing)
    _, held = lost(lost_as="held")
    before = frame["a"].where(~missing).ffill()
    pd.testing.assert_series_equal(held["a"], before)
    _, rows = lost(lost_as="rows")
    pd.testing.assert_frame_equal(rows, frame[~missing])


@pytest.mark.parametrize("lost_as", ["zeros", "held"])
def test_what_a_logger_wrote_for_lost_samples_is_found(lost_as):
    recording, _ = walk(lost_share=0.05, lost_packet_s=0.06, lost_when="swing", lost_as=lost_as)
    assert any(
        f"{site}: " in note and "were lost and written as" in note
        for note in recording.warnings
        for site in FEET
    )


@pytest.mark.parametrize(
    ("message", "make"),
    [
        ("Sensor: bits is 5; expected a whole number from 6 to 24", lambda: Sensor(bits=5)),
        ("bits is 12 and a range is None; expected ranges", lambda: Sensor(bits=12, acc_range_g=None)),
        ("Sensor: bandwidth_hz is 0; expected a number from 0.5", lambda: Sensor(bandwidth_hz=0)),
        ("Sensor: scale_error is 0.5; expected a number from 0 to 0.3", lambda: Sensor(scale_error=0.5)),
        (
            "Sensor: left_handed is 'left_foot'; expected a tuple of sites",
            lambda: Sensor(left_handed="left_foot"),
        ),
        ("Sensor: slips is ['wrist']; expected a mapping of sites", lambda: Sensor(slips=["wrist"])),
        (
            "slips of 'left_foot' is 5; expected (time in s, angle in deg)",
            lambda: Sensor(slips={"left_foot": 5}),
        ),
        (
            "exchanged is ('left_foot',); expected two different sites",
            lambda: Sensor(exchanged=("left_foot",)),
        ),
        (
            "bandwidth_hz of the sensor is 60 and rate_hz is 100; expected less",
            lambda: walk(bandwidth_hz=60.0),
        ),
        (
            "exchanged of the sensor names 'left_shank', which is not worn (sites left_foot right_foot)",
            lambda: walk(exchanged=("left_shank", "left_foot")),
        ),
    ],
)
def test_sensors_that_nobody_sells_are_refused(message, make):
    with pytest.raises(InvalidOption, match=re.escape(message)):
        make()
