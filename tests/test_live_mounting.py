"""A stream in the sensor frame finds the mounting from the walk, says when, and reports no direction before."""

from __future__ import annotations

import functools
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from streams import cut
from walks import compare

import retrogait as rg
from retrogait.live import mounting_search
from retrogait.live.mounting_search import FIRST_LOOK_S, LEAST_CONTACTS, LOOK_EVERY_S, MountingSearch
from retrogait.live.searched_limb import SAME_CONTACT_S

RATE_HZ = 100.0
SITES = pytest.mark.parametrize("site", ["left_foot", "left_shank"])
WAYS = pytest.mark.parametrize("direction", ["backward", "forward"])


@functools.cache
def walked(direction, site, duration_s=30, seed=2):
    walk, truth = rg.simulate_walk(direction, 0.6, duration_s, sites=[site], seed=seed)
    return np.array(walk[site], float), truth.events[truth.events["side"].eq("left")]


def turned(samples, seed=7):
    turn = Rotation.random(random_state=seed).as_matrix()
    return np.concatenate([samples[:, :3] @ turn.T, samples[:, 3:] @ turn.T], axis=1)


def stream(site="left_foot"):
    return rg.ContactStream(RATE_HZ, site, frame="sensor")


@SITES
@WAYS
def test_the_mounting_is_found_and_directions_are_right_from_then_on(direction, site):
    samples, truth = walked(direction, site)
    one = stream(site)
    events = pd.concat([one.push(turned(samples)), one.flush()])
    assert one.mounting_found_s < 16.0
    known = events[events["direction"].ne("unknown")]
    assert set(known["direction"]) == {direction}
    assert known["decided_s"].min() >= one.mounting_found_s
    assert events.loc[events["time_s"] > one.mounting_found_s + 0.1, "direction"].eq(direction).all()
    match = compare(truth, events)
    assert match.extra == 0, "no contact is reported a second time where the axes change"
    assert match.missing <= 1, "a first step may be too short for one"


@SITES
@pytest.mark.parametrize(
    "first", [0, 30, 53, 55, 56, 91]
)  # at 30 to 56 it is found between the two decisions
def test_no_contact_is_reported_twice_wherever_the_mounting_is_found(site, first):
    """A contact that one frame has just decided is not decided again by the other a sample later."""
    events = stream(site).push(turned(walked("forward", site)[0][first:]))
    for _, own in events.groupby("event"):
        assert own["time_s"].diff().min() > 0.8


@SITES
def test_no_direction_is_surer_than_the_mounting(site):
    one = stream(site)
    events = one.push(turned(walked("backward", site)[0]))
    known = events.loc[events["direction"].ne("unknown"), "direction_confidence"]
    from retrogait.gait.time_asymmetry import confidence

    assert known.max() <= confidence(one.alignment.evidence[site])


@SITES
@given(lengths=st.lists(st.integers(1, 700), min_size=1, max_size=6))
@settings(max_examples=10)
def test_cutting_changes_nothing(site, lengths):
    samples = turned(walked("backward", site)[0])
    whole, pieces = stream(site), stream(site)
    expected = whole.feed(samples.copy())
    found = [contact for part in cut(samples, lengths) for contact in pieces.feed(part.copy())]
    assert repr(found) == repr(expected)
    assert pieces.mounting_found_s == whole.mounting_found_s


@given(at=st.integers(0, 1500))
@settings(max_examples=10)
def test_a_saved_stream_goes_on_looking(at):
    samples = turned(walked("backward", "left_foot")[0])
    whole, first = stream(), stream()
    expected = whole.feed(samples.copy())
    found = first.feed(samples[:at].copy())
    other = rg.ContactStream.from_state(json.dumps(first.state()))
    found += other.feed(samples[at:].copy())
    assert repr(found) == repr(expected)
    assert other.mounting_found_s == whole.mounting_found_s


def test_stamps_and_a_gap_do_no_harm():
    samples = turned(walked("backward", "left_foot")[0])
    keep = np.ones(len(samples), bool)
    keep[450:520] = False
    frame = pd.DataFrame(samples, np.arange(len(samples)) / RATE_HZ, list(rg.tables.catalogue.SENSOR_COLUMNS))
    one, other = stream(), stream()
    events = one.push(frame[keep])
    pieces = [other.push(frame[keep].iloc[k : k + 31]) for k in range(0, keep.sum(), 31)]
    pd.testing.assert_frame_equal(pd.concat(pieces, ignore_index=True), events)
    assert set(events["direction"]) == {"unknown", "backward"}
    assert one.alignment is not None


def test_samples_lost_for_hours_are_let_go_of():
    search = MountingSearch("left_foot", RATE_HZ)
    search.take(np.zeros((500, 6)), 0)
    search.pass_over(10**9)
    first, kept = search.kept
    assert (first, len(kept)) == (10**9 + 500, 0)


def test_what_is_kept_does_not_grow():
    search = MountingSearch("left_foot", RATE_HZ)
    for k in range(100):
        search.take(np.full((97, 6), float(k)), 0)
    first, kept = search.kept
    assert first + len(kept) == 9700
    assert len(kept) <= mounting_search.KEPT_S * RATE_HZ
    assert (kept[-1] == 99.0).all()


@pytest.mark.parametrize(("contacts", "looks"), [(LEAST_CONTACTS - 1, 0), (LEAST_CONTACTS, 1)])
def test_it_looks_where_somebody_walked(monkeypatch, contacts, looks):
    seen = []
    monkeypatch.setattr(mounting_search, "_mounting_in", lambda *given: seen.append(given))
    search = MountingSearch("left_foot", RATE_HZ)
    search.take(np.zeros((search.until_look, 6)), contacts)
    assert search.look() is None
    assert len(seen) == looks
    assert search.until_look == LOOK_EVERY_S * RATE_HZ


@pytest.mark.parametrize(
    ("apart_deg", "agree"),
    [(mounting_search.MOST_APART_DEG - 1.0, True), (mounting_search.MOST_APART_DEG + 1.0, False)],
)
def test_two_looks_have_to_agree(monkeypatch, apart_deg, agree):
    turns = [np.eye(3), Rotation.from_euler("z", apart_deg, degrees=True).as_matrix()]
    found = [rg.Alignment({"left_foot": turn}, {"left_foot": 1.0}) for turn in turns]
    monkeypatch.setattr(mounting_search, "_mounting_in", lambda *_: found.pop(0))
    search = MountingSearch("left_foot", RATE_HZ)
    for first in (True, False):
        search.take(np.zeros((search.until_look, 6)), LEAST_CONTACTS)
        assert (search.look() is not None) == (agree and not first)


def test_the_first_look_waits_for_some_strides():
    assert MountingSearch("left_foot", RATE_HZ).until_look == FIRST_LOOK_S * RATE_HZ
    assert SAME_CONTACT_S < 0.3, "contacts of a kind are further apart"


def test_a_session_stream_says_when():
    walk, _ = rg.simulate_walk("backward", 0.6, 20, sites=["left_foot", "right_foot"], seed=2)
    frames = {site: turned(np.array(walk[site], float), seed) for seed, site in enumerate(walk.sites)}
    session = rg.SessionStream(RATE_HZ, list(walk.sites), frame="sensor")
    update = session.push(frames)
    assert [note.split(" at ")[0] for note in update.notes] == [
        f"{site}: the mounting of the sensor was found from the walk" for site in walk.sites
    ]
    assert session.rolling().direction == "backward"
    assert session.push({site: values[:300] for site, values in frames.items()}).notes == []


def test_captured_movements_that_are_hardly_walking_have_no_direction(shared_data):
    """Turned at random: contacts backward where the pelvis did not go back in the second before."""
    index = pd.read_csv(shared_data / "real" / "index.csv", keep_default_na=False)
    wrong = []
    for k, row in enumerate(index[index["set"] == "moves"].itertuples()):
        table = pd.read_csv(shared_data / "real" / f"{row.name}.csv.gz")
        for site in ("left_foot", "right_foot", "left_shank", "right_shank"):
            names = [f"{site}_{name}" for name in rg.tables.catalogue.SENSOR_COLUMNS]
            one = rg.ContactStream(float(row.rate_hz), site, frame="sensor")
            events = one.push(turned(np.ascontiguousarray(table[names].to_numpy(float)), k))
            for event in events[events["direction"].eq("backward")].itertuples():
                before = table["time_s"].between(event.time_s - 1.0, event.time_s)
                if not table.loc[before, "truth_forward_mps"].mean() < -0.15:
                    wrong.append((row.name, site, event.time_s))
    assert wrong == []
