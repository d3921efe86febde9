"""Contact streams: cutting the samples changes nothing, and what they tell is what happened."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streams import cut, fed, same, walk
from test_shared_data import clips, frames_of_clip
from walks import BOTH, compare, simulate

import retrogait as rg
from retrogait.tables.catalogue import EVENTS, SENSOR_COLUMNS

RATE_HZ = 100.0
LENGTHS = st.lists(st.one_of(st.integers(1, 3), st.integers(1, 400)), min_size=1, max_size=6)
LONG = st.lists(st.integers(40, 600), min_size=1, max_size=4)
HOLES = st.lists(st.tuples(st.integers(0, 1950), st.integers(1, 45)), max_size=3)


def whole(samples, site="left_foot", **given_):
    return rg.ContactStream(RATE_HZ, site, **given_).feed(samples)


@given(st.sampled_from(BOTH), st.sampled_from(["left_foot", "right_shank"]), LENGTHS, HOLES)
@settings(max_examples=30)
def test_cutting_changes_nothing(direction, site, lengths, holes):
    samples = walk(direction, site=site)[0].copy()
    for first, length in holes:
        samples[first : first + length, 2] = np.nan
    stream = rg.ContactStream(RATE_HZ, site)
    one = rg.ContactStream(RATE_HZ, site)
    assert same(fed(stream, cut(samples, lengths)), one.feed(samples))
    pd.testing.assert_frame_equal(stream.flush(), one.flush())


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("settle_s", [0.06, 0.1])
def test_what_a_point_moves_in_the_40_ms_before_a_landing_is_decided_is_drift(direction, settle_s):
    """Within 5 ms of the truth even where a landing is decided 60 ms after it: no more of the swing counts as drift."""
    recording, truth = simulate(direction, 0.7, 20, seed=3, sites=("left_foot",))
    options = rg.LiveOptions(settle_s=settle_s, longest_settle_s=settle_s)
    found = rg.ContactStream(RATE_HZ, "left_foot", options=options).push(recording["left_foot"])
    match = compare(truth.events[truth.events["side"] == "left"], found, "initial_contact")
    assert match.missing <= 1
    assert match.extra == 0
    assert match.error_s.abs().max() < 0.005


@given(LONG, st.integers(0, 1999), st.integers(0, 1999))
@settings(max_examples=10)
def test_a_state_goes_on_anywhere(lengths, first, second):
    samples = walk()[0]
    chunks = [part for piece in np.split(samples, sorted((first, second))) for part in cut(piece, lengths)]
    stream, contacts = rg.ContactStream(RATE_HZ, "left_foot"), []
    for number, chunk in enumerate(chunks):
        contacts += stream.feed(chunk)
        if number % 3 == 0:
            stream = rg.ContactStream.from_state(json.dumps(stream.state()))
        elif number % 3 == 1:
            stream = pickle.loads(pickle.dumps(stream))  # noqa: S301 - our own
    assert same(contacts, whole(samples))


@given(st.integers(0, 2**32), LONG, st.floats(-0.004, 0.004))
@settings(max_examples=15)
def test_cutting_changes_nothing_where_samples_have_stamps(seed, lengths, drift):
    """Stamps that jitter and drift, with packets lost: the events and their times are the same however cut."""
    rng = np.random.default_rng(seed)
    samples = walk()[0]
    stamps = 7.0 + (1 + drift) * (np.arange(len(samples)) + rng.uniform(-0.2, 0.2, len(samples))) / RATE_HZ
    keep = np.ones(len(samples), bool)
    for first in rng.integers(0, len(samples), 3):
        keep[first : first + rng.integers(1, 60)] = False
    frame = pd.DataFrame(samples, columns=list(SENSOR_COLUMNS), index=stamps)[keep]
    one, other = (rg.ContactStream(RATE_HZ, "left_foot") for _ in range(2))
    pieces = [other.push(frame.iloc[rows]) for rows in cut(np.arange(len(frame)), lengths)]
    told = pd.concat([piece for piece in pieces if len(piece)] or [EVENTS.frame()], ignore_index=True)
    pd.testing.assert_frame_equal(told, one.push(frame))


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("speed_mps", [0.2, 0.5, 1.2])
def test_simulated_feet_are_followed(direction, speed_mps):
    samples, truth = walk(direction, speed_mps, seed=11, duration_s=30)
    stream = rg.ContactStream(RATE_HZ, "left_foot")
    events = pd.concat([stream.push(samples), stream.flush()])
    match = compare(truth, events)
    assert match.missing <= 1, "a first step may be too short for one"
    assert match.extra == 0
    assert events["direction"].iloc[:2].tolist() == ["unknown"] * 2, "of one step alone there is none"
    assert set(events["direction"].iloc[2:]) == {direction}
    steady = truth.iloc[4:-2]
    match = compare(
        steady, events[events["time_s"].between(steady["time_s"].min() - 0.1, steady["time_s"].max() + 0.1)]
    )
    assert (match.missing, match.extra) == (0, 0)
    assert match.error_s.abs().max() < 0.03
    strikes = events["strike"].dropna().unique().tolist()
    assert strikes == (["toe"] if direction == "backward" else ["heel"])


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("size_dps", [3.0, 5.0])
def test_the_bias_of_a_gyroscope_is_learned(size_dps, direction):
    """Up to five degrees a second: after a few strides contacts are where they were without it."""
    samples, truth = walk(direction, seed=11, duration_s=30)
    biased = samples + size_dps * np.array([0, 0, 0, 0.7, -0.6, 0.3])
    later = truth[truth["time_s"].between(10.0, 27.0)]
    events = rg.ContactStream(RATE_HZ, "left_foot").push(biased)
    match = compare(later, events[events["time_s"].between(9.9, 27.1)])
    assert (match.missing, match.extra) == (0, 0)
    assert match.same_direction.all()
    assert match.error_s.abs().max() < 0.03


@pytest.mark.parametrize("rate_hz", [50.0, 128.0, 400.0])
def test_any_rate(rate_hz):
    recording, truth = simulate("backward", 0.5, 20, seed=5, rate_hz=rate_hz, sites=("left_foot",))
    stream = rg.ContactStream(rate_hz, "left_foot")
    events = stream.push(recording["left_foot"])
    match = compare(truth.events[truth.events["side"] == "left"], events)
    assert match.missing <= 1
    assert match.extra == 0
    assert match.error_s.abs().max() < 0.03


def test_decisions_are_told_soon_and_in_order():
    """The delay from contact to decision, in the time of the stream: nothing is told before it happened."""
    for direction in BOTH:
        contacts = whole(walk(direction)[0])
        delays = np.array([contact.decided_s - contact.time_s for contact in contacts])
        assert delays.min() > 0
        assert np.median(delays) <= 0.150
        assert np.quantile(delays[4:], 0.95) <= 0.300
        decided = [contact.decided_s for contact in contacts]
        assert decided == sorted(decided)


def test_nothing_is_told_before_its_sample():
    """A contact comes with the very sample that is named as having decided it."""
    stream = rg.ContactStream(RATE_HZ, "left_foot", start_s=100.0)
    for k, sample in enumerate(walk()[0]):
        for contact in stream.feed(sample):
            assert contact.decided_s == 100.0 + k / RATE_HZ


@pytest.mark.parametrize("site", ["left_foot", "left_shank"])
def test_the_mounting_may_be_given_instead(site):
    """Samples turned by a known rotation give the same contacts; without it, no direction until it is found."""
    samples = walk(site=site)[0]
    alignment = rg.Alignment.declared({site: ("-y", "+x", "+z")})
    worn = samples @ np.kron(np.eye(2), alignment.rotations[site])
    aligned = whole(worn, site, alignment=alignment)
    assert same(aligned, whole(samples, site))
    stream = rg.ContactStream(RATE_HZ, site, frame="sensor")
    contacts = stream.feed(worn)
    before = [contact for contact in contacts if contact.decided_s < stream.mounting_found_s]
    assert {contact.direction for contact in before} == {"unknown"}
    assert {contact.strike for contact in before} == {None}
    assert {contact.direction for contact in contacts[len(before) :]} == {"backward"}
    assert abs(len(contacts) - len(aligned)) <= 2


def test_threads_take_turns():
    """Streams run side by side; calls of several threads on one stream do not corrupt it."""
    samples = walk()[0]
    with ThreadPoolExecutor(4) as pool:
        apart = list(pool.map(lambda _: whole(samples), range(4)))
        shared = rg.ContactStream(RATE_HZ, "left_foot")
        standing = np.tile([0, 0, 9.81, 0, 0, 0.0], (50, 1))
        assert not any(pool.map(lambda _: shared.feed(standing), range(100)))
    assert all(same(one, apart[0]) for one in apart)
    alone = rg.ContactStream(RATE_HZ, "left_foot")
    for _ in range(100):
        alone.feed(standing)
    assert shared.state() == alone.state()


@pytest.mark.slow
def test_cutting_changes_nothing_on_people(shared_data):
    for path in clips(shared_data)[::8]:
        for site in ("left_foot", "right_shank"):
            samples = np.array(frames_of_clip(path, (site,))[site], float)
            assert same(fed(rg.ContactStream(RATE_HZ, site), cut(samples, [1, 7, 50])), whole(samples, site))
    heel = pd.read_csv(shared_data / "treadmill" / "backward_imu.csv")
    samples = np.array(heel[[f"LH.{kind}.{axis}" for kind in ("ACC", "GY") for axis in "XYZ"]], float)
    samples[:, :3] *= 9.80665
    one, other = (rg.ContactStream(370.37, "left_foot", frame="sensor") for _ in range(2))
    assert same(fed(one, cut(samples, [1, 7, 50])), other.feed(samples))
