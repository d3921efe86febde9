"""Cards of awkward sessions: what is missing says what would be needed, and nothing is claimed that is doubtful."""

from __future__ import annotations

import numpy as np
import pytest
from test_cards import cards_of, doubts, hand_made, plain

from retrogait.messages import in_language
from retrogait.report.content import Named
from retrogait.report.doubts import describe_doubts
from retrogait.report.measures import describe_measures
from retrogait.report.missing import is_mounting_known
from retrogait.report.recorded import describe_recordings
from retrogait.session import Session


def without_level_strides(column: str) -> Session:
    session = hand_made(20)
    session.strides[column] = True
    return session


@pytest.mark.parametrize("column", ["is_stairs", "is_running"])
def test_a_walk_without_a_level_stride_asks_for_level_walking(column):
    cards = cards_of(without_level_strides(column))
    assert cards["direction"].readings[0].value == "no level walking"
    for name in ("speed", "cadence", "stride_length", "roll", "knee", "sides", "steadiness"):
        assert doubts(cards[name]).startswith("No level walking was found; strides on stairs, or run,"), name


def test_strides_that_are_all_on_stairs_are_not_said_to_be_no_walking():
    walked = without_level_strides("is_stairs")
    session = Session(walked.events.iloc[:0], walked.strides, walked.bouts, walked.knee, walked.summary)
    (reading,) = cards_of(session)["steps"].readings
    assert (reading.value, reading.basis.partition(";")[0]) == ("0", "No level walking was found")


def test_strides_of_neither_direction_do_not_ask_for_a_mounting_that_is_known():
    card = cards_of(hand_made(20, {"unknown": 20}))["speed"]
    assert doubts(card).startswith("No stride could be called backward or forward, although the mounting")


def test_strides_of_neither_direction_ask_for_a_mounting_that_is_not_known():
    card = cards_of(hand_made(20, {"unknown": 20}, {"direction_source": "none"}))["speed"]
    assert "That needs the mounting of the sensors" in doubts(card)


@pytest.mark.parametrize(("source", "needed"), [("segment", "some metres"), ("none", "calibrate it")])
def test_the_table_of_measures_asks_for_what_the_cards_ask_for(source, needed):
    session = hand_made(20, {"unknown": 20}, {"direction_source": source})
    (paragraph,) = describe_measures(Named("a", session), session.strides).blocks
    assert needed in paragraph.text


@pytest.mark.parametrize(
    ("source", "known"),
    [
        ("segment", True),
        ("declared", True),
        ("walk", True),
        ("none", False),
        ("left_foot walk, right_foot none", True),
        ("left_foot none, right_foot none", False),
    ],
)
def test_a_mounting_is_known_where_a_contact_site_has_one(source, known):
    assert is_mounting_known(hand_made(6, facts={"direction_source": source, "frame": "sensor"})) == known


def test_a_trunk_sensor_of_unknown_mounting_leaves_that_of_the_feet_known():
    named = Named("a", hand_made(25, facts={"frame": "sensor"}))
    assert "mounting of the sensors is not known" not in str(describe_doubts([named]))
    rows = dict(describe_recordings([named]).rows)
    assert rows["mounting"] == "known of the sensors that contacts are read from, not of all"


@pytest.mark.parametrize("source", ["walk", "left_foot walk, right_foot segment"])
def test_a_front_that_the_walk_told_is_doubtful(source):
    card = cards_of(hand_made(10, facts={"direction_source": source}))["direction"]
    assert "backward and forward may be exchanged" in doubts(card)


def test_a_direction_that_was_stated_of_one_foot_is_not_called_measured():
    facts = {"direction_source": "left_foot stated, right_foot segment"}
    assert "stated by who made the analysis" in doubts(cards_of(hand_made(10, facts=facts))["direction"])


def test_a_front_does_not_matter_where_no_direction_is_known():
    card = cards_of(hand_made(10, {"unknown": 10}, {"direction_source": "walk"}))["direction"]
    assert doubts(card) == "Strides of no known direction: 20 of 20. They are in no mean."


def test_few_landings_are_called_landings():
    session = hand_made(20)
    initial = session.events.index[session.events["event"].eq("initial_contact")]
    session.events.loc[initial[5:], "strike"] = None
    card = cards_of(session)["toe"]
    assert card.doubts[0] == "backward: 5 landings, 6 needed"
    with in_language("de"):
        assert cards_of(session)["toe"].doubts[0] == "rückwärts: 5 Bodenkontakte, mindestens 6 nötig"


def test_a_published_value_does_not_stand_where_there_is_no_number():
    session = hand_made(27, {"backward": 2, "forward": 25}, speed_mps=0.5)
    card = cards_of(session)["speed"]
    assert [(one.way, bool(one.value)) for one in card.readings] == [("backward", False), ("forward", True)]
    assert card.published == ()


@pytest.mark.parametrize(("surface", "n"), [("overground", 2), ("not stated", 2), ("treadmill", 0)])
def test_a_published_speed_does_not_stand_beside_that_of_a_belt(surface, n):
    card = cards_of(hand_made(25, facts={"surface": surface}, speed_mps=0.5))["speed"]
    assert len(card.published) == n


@pytest.mark.parametrize(
    ("sites", "sentence"),
    [
        ("left_foot", "this needs a sensor on each foot or shank"),
        ("left_foot right_foot", "although sensors were worn on both sides"),
    ],
)
def test_sides_that_cannot_be_compared_ask_for_a_sensor_only_where_one_lacks(sites, sentence):
    walked = hand_made(20, facts={"contact_sites": sites})
    left = walked.strides[walked.strides["side"].eq("left")]
    session = Session(walked.events, left, walked.bouts, walked.knee, walked.summary)
    assert sentence in doubts(cards_of(session)["sides"])


@pytest.mark.parametrize(("n", "text"), [(24, "backward: uncertain below 50 strides."), (25, "")])
def test_a_variability_of_few_strides_says_how_many_are_enough(n, text):
    assert doubts(cards_of(hand_made(n))["steadiness"]) == text


def test_a_walk_of_both_ways_says_so_in_the_facts_and_on_the_card():
    session = hand_made(10, {"backward": 5, "forward": 5})
    assert cards_of(session)["direction"].readings[0].value == "partly backward, partly forward"


def test_one_stride_is_counted_in_proper_words():
    session = hand_made(6)
    session.strides.loc[session.strides.index[-1], "direction"] = "unknown"
    assert cards_of(session)["direction"].readings[0].basis == "strides: 11 backward, 1 of unknown direction"


def test_an_interval_wider_than_its_value_stands_as_it_is():
    session = hand_made(40, speed_mps=0.5)
    session.strides["speed_mps"] = np.random.default_rng(0).exponential(0.5, len(session.strides)) ** 4
    (reading,) = cards_of(session)["speed"].readings
    low, high = plain(reading.interval).removeprefix("95 % interval ").split(" to ")
    assert float(low.replace("−", "-")) < float(reading.value.split("\N{NO-BREAK SPACE}")[0]) < float(high)
