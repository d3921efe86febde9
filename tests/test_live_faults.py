"""Contact streams on bad packets, gaps, wrong units and damaged states."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest
from not_walking import TUMBLING, UPRIGHT
from streams import same, walk
from walks import compare

import retrogait as rg
from retrogait.tables.catalogue import EVENTS, SENSOR_COLUMNS
from retrogait.tables.checksums import with_checksum

RATE_HZ = 100.0


def stream(**given):
    return rg.ContactStream(RATE_HZ, "left_foot", **given)


def resealed(state):
    """A state whose checksum is right again, to reach what is checked behind it."""
    if not isinstance(state, dict):
        return state
    return with_checksum({name: value for name, value in state.items() if name != "checksum"})


def frame(samples, index=None):
    return pd.DataFrame(samples, columns=list(SENSOR_COLUMNS), index=index)


def test_an_empty_chunk_is_nothing():
    one = stream()
    assert one.feed(np.empty((0, 6))) == []
    pd.testing.assert_frame_equal(one.push(frame(np.empty((0, 6)))), EVENTS.frame())
    pd.testing.assert_frame_equal(one.flush(), EVENTS.frame())


@pytest.mark.parametrize("lost", [1, 5, 10])
def test_a_short_gap_is_bridged(lost):
    """Contacts away from the gap stay; none is moved by more than a sample or two."""
    samples, truth = walk()
    holed = samples.copy()
    for first in range(400, 1900, 170):
        holed[first : first + lost] = np.nan
    match = compare(truth, pd.concat([(one := stream()).push(holed), one.flush()]))
    assert match.missing <= 1
    assert match.extra == 0
    assert match.error_s.abs().max() < 0.04


def test_after_a_long_gap_contacts_begin_again():
    """No contact inside the gap or from across it; the walk after it is followed."""
    samples, truth = walk()
    holed = samples.copy()
    holed[800:900] = np.nan
    events = stream().push(holed)
    assert not events["time_s"].between(8.0, 9.0).any()
    later = truth[truth["time_s"] > 11.0]
    match = compare(later, events[events["time_s"] > 11.0])
    assert match.missing <= 1
    assert match.extra == 0


def test_a_gap_in_the_stamps_is_a_gap():
    """Samples that never came, and samples that came as NaN: the same events at the same times."""
    samples = walk()[0]
    stamps = np.arange(len(samples)) / RATE_HZ
    keep = np.ones(len(samples), bool)
    keep[500:504] = keep[900:1000] = False
    holed = np.where(keep[:, None], samples, np.nan)
    one, other = stream().push(frame(samples[keep], stamps[keep])), stream().push(holed)
    assert len(one) > 10
    pd.testing.assert_frame_equal(one, other, atol=1e-9)


def test_dates_are_stamps():
    samples = walk()[0]
    dates = pd.date_range("2026-03-01 10:00", periods=len(samples), freq="10ms", tz="Europe/Berlin")
    durations = dates - dates[0]
    counted = stream().push(frame(samples))
    for index in (dates, durations):
        one = stream()
        half = [one.push(frame(samples[rows], index[rows])) for rows in (slice(0, 900), slice(900, None))]
        pd.testing.assert_frame_equal(pd.concat(half, ignore_index=True), counted, atol=1e-6)


def test_time_that_goes_back_is_refused_and_nothing_is_taken():
    samples = walk()[0]
    one, other = stream(), stream()
    stamps = np.arange(300) / RATE_HZ
    for each in (one, other):
        each.push(frame(samples[:300], stamps))
    told = (
        "left_foot: time is 2.5 s in row 0 of the chunk, after 2.99 s; expected stamps that rise, chunk after chunk; "
        "nothing of this chunk was taken: put samples in order and leave repeated ones out, or push an array, whose "
        "samples are counted"
    )
    with pytest.raises(rg.InvalidTable, match=re.escape(told)):
        one.push(frame(samples[300:400], stamps[:100] + 2.5))
    with pytest.raises(rg.InvalidTable, match="time is nan s in row 3 of the chunk"):
        one.push(frame(samples[300:310], [3.0, 3.01, 3.02, np.nan, *(3.04 + stamps[:6])]))
    rest = frame(samples[300:], 3.0 + np.arange(len(samples) - 300) / RATE_HZ)
    pd.testing.assert_frame_equal(one.push(rest), other.push(rest))


def test_little_is_told_after_a_sensor_sticks_and_nothing_after_it_stops():
    samples = walk()[0]
    for at in range(700, 900, 23):
        one = stream()
        one.feed(samples[:at])
        stuck = one.feed(np.tile(samples[at], (1000, 1)))
        assert len(stuck) <= 1, "a contact under way may still be told"
        assert all(contact.time_s < at / RATE_HZ + 0.5 for contact in stuck)
        assert one.feed(np.full((1000, 6), np.nan)) == []
        assert len(one.feed(samples[at:])) > 8, "the walk that goes on is followed"


@pytest.mark.parametrize("site", ["left_foot", "left_shank"])
@pytest.mark.parametrize("name", sorted(set(UPRIGHT) - {"zeros", "driving"}))
def test_who_does_not_walk_takes_no_steps(site, name, request):
    if site == "left_shank" and name.startswith("brisk leg swing"):
        why = "a stream does not look yet whether the limb turns about a point at rest, as an analysis does"
        request.applymarker(pytest.mark.xfail(reason=why, strict=True))
    try:
        contacts = rg.ContactStream(RATE_HZ, site).feed(UPRIGHT[name])
    except rg.InvalidTable:
        return
    assert contacts == []


def test_zeros_are_no_samples():
    with pytest.raises(rg.InvalidTable, match="acceleration is not about 9.8"):
        stream().feed(UPRIGHT["zeros"])


def test_units_are_judged():
    samples = walk()[0]
    told = (
        "left_foot: acceleration is not about 9.8 m/s^2 on average, for 5 s in a row; the stream takes specific force "
        "in m/s^2 gravity included; multiply values in g by 9.80665, send no zeros and no linear acceleration, and "
        "begin a new stream"
    )
    for scale in (1 / 9.80665, 1000 / 9.80665):
        one = stream()
        with pytest.raises(rg.InvalidTable, match=re.escape(told)):
            one.feed(samples * ([scale] * 3 + [1] * 3))
        with pytest.raises(rg.InvalidTable, match="begin a new stream"):
            one.feed(samples[:1])
    told = (
        "left_foot: the angular rate is too large or too small for the acceleration, for 5 s in a row; the stream "
        "takes angular rate in deg/s; convert from rad/s with numpy.degrees, and begin a new stream"
    )
    for scale in (np.pi / 180, 1000.0):
        with pytest.raises(rg.InvalidTable, match=re.escape(told)):
            stream().feed(samples * ([1] * 3 + [scale] * 3))


def test_a_sensor_that_does_not_stand_is_refused():
    samples = walk()[0]
    worn = samples @ np.kron(np.eye(2), [[0, 0, 1], [0, 1, 0], [-1, 0, 0]])
    told = (
        "left_foot: gravity is more than 45 degrees from +z at 5 rests in a row; samples in the segment frame have z "
        "up; begin a new stream with alignment=calibrate(walk, direction=...), Alignment.declared(...) or "
        "frame='sensor'"
    )
    with pytest.raises(rg.InvalidTable, match=re.escape(told)):
        stream().feed(worn)
    assert len(stream(frame="sensor").feed(worn)) > 10


def test_wrong_samples_say_what_is_wanted():
    for bad, told in (
        (
            np.zeros((3, 5)),
            "the samples have the shape (3, 5); expected (n, 6), acc_x acc_y acc_z in m/s^2 and gyr_x",
        ),
        (["a"] * 6, "the samples hold something that is not a number"),
    ):
        with pytest.raises(rg.InvalidTable, match=re.escape(f"left_foot: {told}")):
            stream().feed(bad)
    short = frame(np.zeros((3, 6))).drop(columns="gyr_y")
    told = "left_foot: column 'gyr_y' is missing (found acc_x acc_y acc_z gyr_x gyr_z); a chunk has acc_x"
    with pytest.raises(rg.InvalidTable, match=re.escape(told)):
        stream().push(short)
    with pytest.raises(rg.InvalidTable, match="a column holds something that is not a number"):
        stream().push(frame(np.zeros((3, 6))).astype({"acc_x": object}).assign(acc_x="1,0"))


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"rate_hz": 10}, rg.InvalidOption, "rate_hz is 10; expected a sampling rate from 20 to 4000 Hz"),
        ({"rate_hz": float("nan")}, rg.InvalidOption, "rate_hz is nan; expected a sampling rate"),
        (
            {"site": "lower_back"},
            rg.UnknownSite,
            "site is 'lower_back'; live contacts are read from one of left_foot",
        ),
        (
            {"frame": "body"},
            rg.InvalidOption,
            "frame is 'body'; expected one of segment sensor; leave it out",
        ),
        (
            {"alignment": rg.Alignment.declared({"left_foot": ("x", "y", "z")}), "frame": "segment"},
            rg.InvalidOption,
            "an alignment was given for samples in the segment frame",
        ),
        (
            {"alignment": rg.Alignment.declared({"right_foot": ("x", "y", "z")})},
            rg.UnknownSite,
            "the alignment has no rotation for 'left_foot' (it holds right_foot)",
        ),
    ],
)
def test_wrong_arguments_say_what_is_wanted(given, error, told):
    with pytest.raises(error, match=re.escape(f"ContactStream: {told}")):
        rg.ContactStream(**{"rate_hz": RATE_HZ, "site": "left_foot", **given})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"threshold": 1.0}, "threshold is 1.0; expected a share of the swing's peak speed between 0 and 1"),
        ({"look_s": 2.0}, "look_s is 2.0; expected a time in s from 0 to 1, because a stream decides"),
        ({"settle_s": 0.3}, "longest_settle_s 0.25 is less than settle_s 0.3"),
        ({"flat_from_deg": 9.0}, "flat_from_deg 9 lies above flat_to_deg 8"),
    ],
)
def test_wrong_options_say_what_is_wanted(given, told):
    with pytest.raises(rg.InvalidOption, match=re.escape(f"LiveOptions: {told}")):
        rg.LiveOptions(**given)


def test_a_damaged_state_is_refused():
    one = stream()
    one.feed(walk()[0][:700])
    state = one.state()
    limb = state["limb"]
    for bad, told in (
        ("{", "stream state: the text is not JSON"),
        (
            {**state, "format": "retrogait contact stream 9"},
            "the format is 'retrogait contact stream 9'; expected",
        ),
        ({**state, "limb": {**limb, "checksum": 1}}, "stream state: its checksum is another"),
        ({**state, "limb": {**limb, "ring": limb["ring"][:-8]}}, "stream state: 'ring' cannot be read"),
        ({**state, "limb": {**limb, "ring": limb["state"]}}, "stream state: 'ring' has"),
        ({**state, "rate_hz": 200.0}, "stream state: 'ring' has"),
        ({key: value for key, value in state.items() if key != "clock"}, "stream state: 'clock' is missing"),
        ({**state, "options": {"look": 1}}, "unexpected keyword argument 'look'"),
        ([], "stream state: the format is 'list'"),
        ("[" * 100_000, "stream state: the text is not JSON"),
    ):
        with pytest.raises(rg.InvalidTable, match=re.escape(told)):
            rg.ContactStream.from_state(resealed(bad))
    assert same(rg.ContactStream.from_state(state).feed(walk()[0][700:]), one.feed(walk()[0][700:]))


@pytest.mark.parametrize("name", sorted(TUMBLING))
def test_tumbling_raises_or_tells_little(name):
    """A sensor in a bag moves like nothing that walks: a few contacts at most before it is quiet about it."""
    try:
        contacts = stream(frame="sensor").feed(TUMBLING[name])
    except rg.InvalidTable:
        return
    assert len(contacts) <= 12


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("window", "contacts", "left", 0), []),
        (("window", "strides", "left", 0), [1]),
        (("window", "contacts", "left", 0, 0), "x"),
        (("window", "contacts"), 3),
        (("last_sample_s", "left_foot"), 10**400),
        (("limbs", "left_foot", "clock"), []),
        (("rolling", "window_strides"), "x"),
        (("sites",), None),
    ],
)
def test_a_damaged_state_of_several_sites_is_refused(path, value):
    walk = rg.simulate_walk("backward", 0.5, 20, seed=1)[0]
    one = rg.SessionStream(100.0, walk.sites)
    one.push({site: walk[site] for site in walk.sites})
    state = json.loads(json.dumps(one.state()))
    entry = state
    for name in path[:-1]:
        entry = entry[name]
    entry[path[-1]] = value
    with pytest.raises(rg.InvalidTable, match="stream state: its checksum is another"):
        rg.SessionStream.from_state(state)
    if path[0] == "limbs":
        state["limbs"]["left_foot"] = resealed(state["limbs"]["left_foot"])
    with pytest.raises(rg.RetrogaitError, match="(?<!checksum is another)$"):
        rg.SessionStream.from_state(resealed(state))
