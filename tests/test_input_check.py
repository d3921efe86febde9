"""What a stream says of samples that cannot be right, and that it says nothing of good ones."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streams import cut, walk

import retrogait as rg
from retrogait.live.input_check import (
    FAULTS,
    LARGEST_RATE_ERROR,
    LEAST_WHOLE,
    LOUDER,
    MOST_HELD,
    PATIENCE,
    InputCheck,
)
from retrogait.tables.catalogue import SENSOR_COLUMNS

RATE_HZ = 100.0
SITES = pytest.mark.parametrize("site", ["left_foot", "right_shank", "lower_back", "sternum"])


def held(samples, every=3):
    return samples[np.arange(len(samples)) // every * every]


def scaled(samples, acc=1.0, gyr=1.0):
    return samples * ([acc] * 3 + [gyr] * 3)


SPOILT = {
    "g": lambda x: scaled(x, acc=1 / 9.80665),
    "mg": lambda x: scaled(x, acc=1000 / 9.80665),
    "no gravity": lambda x: x - [0, 0, 6.80665, 0, 0, 0],
    "no gyroscope": lambda x: scaled(x, gyr=0.0),
    "too little turning": lambda x: scaled(x, gyr=np.pi / 180),
    "too much turning": lambda x: scaled(x, gyr=1000.0),
    "held": held,
    "zeros": lambda x: scaled(x, 0.0, 0.0),
}


def notes_of(site, samples, stamps_s=None, rate_hz=RATE_HZ):
    """Notes, and the second in which each was made."""
    check = InputCheck(site, rate_hz)
    made = []
    for first in range(0, len(samples), 10):
        part = slice(first, first + 10)
        notes = check.take(samples[part], None if stamps_s is None else stamps_s[part])
        made += [(first / rate_hz, note) for note in notes]
    return made


@SITES
@pytest.mark.parametrize("direction", ["backward", "forward"])
@pytest.mark.parametrize("speed_mps", [0.2, 1.0])
def test_nothing_is_said_of_good_samples(site, direction, speed_mps):
    samples, _ = walk(direction, speed_mps, site)
    assert notes_of(site, samples, np.arange(len(samples)) / RATE_HZ) == []


@SITES
@pytest.mark.parametrize("name", SPOILT)
def test_what_cannot_be_right_is_said_within_five_seconds_of_walking(site, name):
    samples = walk("backward", 0.6, site)[0][400:]
    (made_s, note), *more = notes_of(site, SPOILT[name](samples))
    assert note == f"{site}: {FAULTS[name]}"
    assert made_s < 5.0
    assert all(FAULTS[name] in text for _, text in more)


@pytest.mark.parametrize(
    ("factor", "text"),
    [
        (1e3, "expected seconds: divide values in ms"),
        (1e6, "expected seconds: divide values in microseconds"),
        (
            2.0,
            "stamps rise by 0.02 s from sample to sample, 50 Hz; expected 100 Hz, the rate the stream was made for",
        ),
    ],
)
def test_stamps_of_another_unit_or_rate_are_named(factor, text):
    samples = walk()[0][400:]
    (made_s, note), *more = notes_of("left_foot", samples, factor * np.arange(len(samples)) / RATE_HZ)
    assert text in note
    assert made_s * max(1.0, min(factor, 2.0)) < 5.0
    assert not more


@pytest.mark.parametrize(
    ("mean_mps2", "text"), [(0.7, "no gravity"), (0.9, "g"), (1.6, "g"), (1.8, "no gravity")]
)
def test_a_mean_of_about_one_is_in_g(mean_mps2, text):
    samples = np.tile([0.0, 0.0, mean_mps2, 0.0, 0.0, 0.0], (400, 1))
    samples[::2, 2] += 0.01
    assert [note for _, note in notes_of("lower_back", samples)] == [f"lower_back: {FAULTS[text]}"]


@pytest.mark.parametrize(
    ("turn", "text"),
    [
        (0.9, "too little turning"),
        (1.1, None),
        (0.95 * LOUDER * 75, None),
        (1.05 * LOUDER * 75, "too much turning"),
    ],
)
def test_turning_for_shaking(turn, text):
    """Of 2 to 300 deg/s for 1 m/s^2; a sensor that shakes by 2 m/s^2."""
    samples = np.tile([0.0, 0.0, 9.8, 0.0, 0.0, 0.0], (400, 1))
    samples += np.where(np.arange(400)[:, None] % 2, 1.0, -1.0) * [0, 0, 2.0, 0, 2.0 * 2.0 * turn, 0]
    expected = [] if text is None else [f"lower_back: {FAULTS[text]}"]
    assert [note for _, note in notes_of("lower_back", samples)] == expected


@pytest.mark.parametrize(("share", "named"), [(0.95, False), (1.05, True)])
def test_a_rate_is_off_by_more_than_a_tenth(share, named):
    samples = walk()[0][400:]
    stamps_s = np.arange(len(samples)) / RATE_HZ / (1.0 + share * LARGEST_RATE_ERROR)
    assert bool(notes_of("left_foot", samples, stamps_s)) == named


@pytest.mark.parametrize(("seconds", "named"), [(PATIENCE - 1, False), (PATIENCE, True)])
def test_it_takes_two_seconds_in_a_row(seconds, named):
    samples = walk()[0][:2000].copy()
    samples[500 : 500 + int(seconds * RATE_HZ)] = 0.0
    assert bool(notes_of("left_foot", samples)) == named


@pytest.mark.parametrize(("share", "named"), [(MOST_HELD - 0.03, False), (MOST_HELD + 0.03, True)])
def test_more_than_half_of_the_samples_are_held(share, named):
    samples = walk()[0][400:1400].copy()
    for first in range(0, len(samples), 100):
        last = first + int(share * 100) + 1
        samples[first:last] = samples[first]
    assert bool(notes_of("left_foot", samples)) == named


@pytest.mark.parametrize(("share", "named"), [(LEAST_WHOLE - 0.02, False), (LEAST_WHOLE + 0.02, True)])
def test_nothing_is_said_of_a_second_that_is_mostly_lost(share, named):
    samples = scaled(walk()[0][400:1400], acc=1 / 9.80665)
    samples[np.arange(len(samples)) % 100 >= share * 100] = np.nan
    assert bool(notes_of("left_foot", samples)) == named


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("value", [1e300, -1.7e308, 2.0**31])
def test_a_damaged_sample_overflows_nothing(value):
    samples = walk()[0].copy()
    samples[700, 2] = samples[900, 4] = value
    assert notes_of("left_foot", samples) == []


def test_it_is_said_again_where_it_comes_again():
    samples = walk(duration_s=40)[0].copy()
    samples[500:1000] = samples[2000:2500] = 0.0
    assert [note for _, note in notes_of("left_foot", samples)] == [f"left_foot: {FAULTS['zeros']}"] * 2


@given(st.lists(st.integers(1, 300), min_size=1, max_size=8))
@settings(max_examples=30)
def test_cutting_changes_no_note(lengths):
    samples = held(walk()[0])
    check = InputCheck("left_foot", RATE_HZ)
    notes = [note for chunk in cut(samples, lengths) for note in check.take(chunk, None)]
    assert notes == [note for _, note in notes_of("left_foot", samples)]


def test_a_session_stream_brings_them_before_and_after_a_break():
    """A trunk in g: its near-falls would be missed without a word."""
    foot, back = walk(site="left_foot")[0], scaled(walk(site="lower_back")[0], acc=1 / 9.80665)
    stream = rg.SessionStream(RATE_HZ, ["left_foot", "lower_back"])
    notes = stream.push({"left_foot": foot[:150], "lower_back": back[:150]}).notes
    stream = rg.SessionStream.from_state(json.loads(json.dumps(stream.state())))
    notes += stream.push({"left_foot": foot[150:], "lower_back": back[150:]}).notes
    assert notes == [f"lower_back: {FAULTS['g']}"]


def test_stamps_of_a_chunk_are_looked_at():
    samples = walk()[0][400:]
    frame = pd.DataFrame(samples, columns=list(SENSOR_COLUMNS), index=np.arange(len(samples)) * 10.0)
    notes = rg.SessionStream(RATE_HZ, ["left_foot"]).push({"left_foot": frame}).notes
    assert re.fullmatch(r"left_foot: stamps rise by 10 .* divide values in ms", notes[0])


def test_no_direction_is_kept_when_every_sensor_is_silent():
    foot = walk()[0]
    stream = rg.SessionStream(RATE_HZ, ["left_foot"])
    stream.push({"left_foot": foot[:1500]})
    assert stream.rolling().direction == "backward"
    assert stream.rolling(at_s=15.5).is_walking
    later = stream.rolling(at_s=25.0)
    assert (later.is_walking, later.direction, later.silent_sites) == (False, "unknown", ("left_foot",))


@pytest.mark.parametrize("at_s", [-5.0, 14.0, float("nan")])
def test_a_time_before_the_last_sample_is_not_now(at_s):
    stream = rg.SessionStream(RATE_HZ, ["left_foot"])
    stream.push({"left_foot": walk()[0][:1500]})
    with pytest.raises(
        rg.InvalidOption, match=r"rolling: at_s is .*; expected the time now, not before .*14.99 s"
    ):
        stream.rolling(at_s=at_s)
