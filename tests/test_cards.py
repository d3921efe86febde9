"""The cards of a session made by hand: value, interval, what is missing, few strides, both directions."""

from __future__ import annotations

import numpy as np
import pytest
from sessions import CARDS, make_session

import retrogait as rg
from retrogait.errors import InvalidTable
from retrogait.gait.summary import summarise_strides
from retrogait.messages import in_language
from retrogait.report.blocks import Card
from retrogait.report.cards import make_cards
from retrogait.report.changes import Changes
from retrogait.report.content import Named
from retrogait.report.counted_cards import which_way
from retrogait.report.published import PUBLISHED, published_of
from retrogait.session import Session

FEET = {"sites": "left_foot right_foot", "frame": "segment", "direction_source": "segment"}


def hand_made(
    n: int, directions: dict[str, int] | None = None, facts: dict | None = None, seed: int = 0, **means: float
) -> Session:
    """A session of n strides a foot, so many of each direction, with measures that spread by 1 % of their means."""
    base = make_session(n)
    ways = np.repeat(list(directions or {"backward": n}), list((directions or {"backward": n}).values()))
    assert len(ways) == n
    rng = np.random.default_rng(seed)
    spread = {
        name: mean * (1 + 0.01 * rng.normal(size=2 * n))
        for name, mean in {"stride_time_s": 1.2, "step_time_s": 0.6, **means}.items()
    }
    strides = base.strides.assign(direction=np.tile(ways, 2), bout_id=0, **spread)
    starts = strides[["side", "start_s", "direction"]].rename(columns={"start_s": "time_s"}).round(3)
    landed = base.events[["side", "time_s"]].round(3).merge(starts, "left", ["side", "time_s"])["direction"]
    initial = base.events["event"].eq("initial_contact")
    events = base.events.assign(direction=landed.fillna("unknown"), strike=np.where(initial, "toe", None))
    summary = summarise_strides(strides, events, base.bouts, {**FEET, "rate_hz": 100.0, **(facts or {})})
    return Session(events, strides, base.bouts, base.knee, summary, samples=base.samples)


def cards_of(session: Session, **more) -> dict[str, Card]:
    return {card.name: card for card in make_cards(session, **more).cards}


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def doubts(card: Card) -> str:
    return " | ".join(card.doubts)


def test_cards_stand_in_their_order_with_a_title_and_a_sentence():
    cards = make_cards(hand_made(25)).cards
    assert tuple(card.name for card in cards) == CARDS
    assert all(card.title and card.about.endswith(".") for card in cards)


@pytest.mark.parametrize(
    ("directions", "way", "strides"),
    [
        ({"backward": 10}, "backward", "strides: 20 backward"),
        ({"forward": 10}, "forward", "strides: 20 forward"),
        ({"backward": 9, "forward": 1}, "mixed", "strides: 18 backward, 2 forward"),
        ({"unknown": 10}, "unknown", "strides: 20 of unknown direction"),
        ({"backward": 5, "unknown": 5}, "unknown", "strides: 10 backward, 10 of unknown direction"),
        ({"backward": 6, "unknown": 4}, "backward", "strides: 12 backward, 8 of unknown direction"),
    ],
)
def test_the_way_is_said_with_the_strides_of_each(directions, way, strides):
    session = hand_made(10, directions)
    assert which_way(session) == way
    card = cards_of(session)["direction"]
    assert card.readings[0].basis == strides
    assert ("no known direction" in doubts(card)) == ("unknown" in directions)


def test_strides_of_unknown_direction_as_many_as_known_ones_leave_the_way_unknown():
    assert which_way(hand_made(4, {"backward": 2, "unknown": 2})) == "unknown"


def test_strides_of_unknown_direction_fewer_than_known_ones_leave_the_way_known():
    assert which_way(hand_made(5, {"backward": 3, "unknown": 2})) == "backward"


def test_a_walk_that_is_none_has_no_way_and_no_number():
    cards = cards_of(make_session(n_strides=0))
    assert cards["direction"].readings[0].value == "no level walking"
    assert cards["steps"].readings[0].value == "0"
    for name in CARDS[2:]:
        assert cards[name].readings[0].value == ""
        assert "No walking was found." in cards[name].doubts


def test_a_direction_that_was_stated_is_not_called_measured():
    card = cards_of(hand_made(10, facts={"direction_source": "stated"}))["direction"]
    assert doubts(card) == "The direction was stated by who made the analysis, not measured."


def test_steps_are_counted_in_each_direction():
    readings = cards_of(hand_made(10, {"backward": 7, "forward": 3}))["steps"].readings
    assert [(one.way, one.value) for one in readings] == [("backward", "14"), ("forward", "6")]


def test_steps_of_one_foot_are_said_to_be():
    session = hand_made(10)
    left = session.events[session.events["side"].eq("left")]
    one_foot = Session(left, session.strides, session.bouts, session.knee, session.summary)
    assert "Only the left foot was seen" in doubts(cards_of(one_foot)["steps"])


@pytest.mark.parametrize(
    ("name", "column", "mean", "digits", "unit"),
    [
        ("speed", "speed_mps", 0.5, 2, "m/s"),
        ("cadence", "cadence_spm", 90.0, 1, "steps/min"),
        ("stride_length", "stride_length_m", 0.8, 2, "m"),
        ("roll", "roll_on_time_s", 0.3, 3, "s"),
        ("knee", "knee_peak_extension_stance_deg", 8.0, 1, "deg"),
    ],
)
def test_a_mean_stands_with_its_interval(name, column, mean, digits, unit):
    session = hand_made(40, {"backward": 40}, {"left_knee_zero": "standing"}, **{column: mean})
    row = rg.tabulate(session).set_index(["side", "measure"]).loc[("both", column)]
    (reading,) = cards_of(session)[name].readings
    assert reading.way == "backward"
    assert plain(reading.value) in {f"{row['value']:.{digits + more}f} {unit}" for more in (0, 1)}
    low, high = plain(reading.interval).removeprefix("95 % interval ").split(" to ")
    assert float(low) <= row["value"] <= float(high)
    assert float(low) == pytest.approx(row["low"], abs=0.5 * 10.0**-digits)
    assert float(high) == pytest.approx(row["high"], abs=0.5 * 10.0**-digits)
    assert reading.basis.startswith("80 strides")


def test_backward_stands_first_and_forward_beside_it():
    readings = cards_of(hand_made(50, {"forward": 25, "backward": 25}, speed_mps=0.5))["speed"].readings
    assert [one.way for one in readings] == ["backward", "forward"]
    assert all("95 % interval" in one.interval for one in readings)


def test_nineteen_pairs_of_strides_have_a_number_without_an_interval():
    card = cards_of(hand_made(19, speed_mps=0.5))["speed"]
    assert plain(card.readings[0].value) == "0.50 m/s"
    assert card.readings[0].interval == "no interval: 19 pairs of strides, 20 needed"
    assert card.readings[0].basis == "38 strides"


def test_twenty_pairs_of_strides_have_an_interval():
    card = cards_of(hand_made(20, speed_mps=0.5))["speed"]
    assert card.readings[0].interval.startswith("95 % interval ")
    assert card.doubts == ()


def test_five_strides_have_no_number():
    session = hand_made(5, speed_mps=0.5)
    session.strides.loc[session.strides["side"].eq("right"), "speed_mps"] = np.nan
    card = cards_of(session)["speed"]
    assert (card.readings[0].value, card.readings[0].interval) == ("", "")
    assert doubts(card) == "backward: 5 strides, 6 needed"


def test_six_strides_have_a_number_without_an_interval():
    session = hand_made(6, speed_mps=0.5)
    session.strides.loc[session.strides["side"].eq("right"), "speed_mps"] = np.nan
    card = cards_of(session)["speed"]
    assert plain(card.readings[0].value) in {"0.50 m/s", "0.51 m/s"}
    assert card.readings[0].interval == "no interval: 6 strides, 20 needed"


def test_strides_that_are_not_steady_are_said_to_be():
    session = hand_made(20, speed_mps=0.5)
    session.strides["is_turning"] = True
    assert "no stride is steady" in doubts(cards_of(session)["speed"])


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"sites": "lower_back"}, "No sensor was worn on a foot"),
        ({"frame": "sensor", "direction_source": "none"}, "How the sensors are mounted is not known"),
        ({}, "No stride of a known direction has it, although the sensors"),
    ],
)
def test_a_missing_speed_says_what_would_be_needed(facts, sentence):
    card = cards_of(hand_made(20, facts=facts))["speed"]
    assert card.readings[0].value == ""
    assert sentence in doubts(card)
    assert card.published == ()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "needs a thigh and a shank sensor on one leg"),
        ({"left_knee_zero": "straightest"}, "needs some seconds of quiet standing"),
        ({"left_knee_zero": "none"}, "No stride of a known direction has it"),
    ],
)
def test_a_missing_knee_says_what_would_be_needed(facts, sentence):
    card = cards_of(hand_made(20, facts=facts))["knee"]
    assert card.readings[0].value == ""
    assert sentence in doubts(card)


def test_a_knee_names_its_legs_and_a_zero_that_is_not_standing():
    facts = {"left_knee_zero": "standing", "right_knee_zero": "mounting"}
    card = cards_of(hand_made(25, facts=facts, knee_peak_extension_stance_deg=8.0))["knee"]
    assert card.readings[0].basis == "50 strides; left 8.0, right 8.0"
    assert doubts(card).startswith(
        "Angles of the right knee: zero is where the mounting of the sensors has it"
    )


def test_a_measure_of_one_direction_says_so_of_the_other():
    session = hand_made(50, {"backward": 25, "forward": 25}, speed_mps=0.5)
    session.strides.loc[session.strides["direction"].eq("forward"), "speed_mps"] = np.nan
    card = cards_of(session)["speed"]
    assert [one.way for one in card.readings] == ["backward"]
    assert doubts(card) == (
        "forward: No stride of a known direction has it, although the sensors for it were worn. "
        "The warnings may say why."
    )


def test_toe_first_landings_are_a_share_with_an_interval():
    session = hand_made(30)
    initial = session.events.index[session.events["event"].eq("initial_contact")]
    session.events.loc[initial[::3], "strike"] = "flat"
    (reading,) = cards_of(session)["toe"].readings
    assert plain(reading.value) == "67 %"
    assert reading.interval.startswith("95 % interval ")
    assert reading.basis == "60 landings"


def test_an_interval_of_a_share_stays_between_nothing_and_all():
    session = hand_made(30)
    initial = session.events.index[session.events["event"].eq("initial_contact")]
    session.events.loc[initial[10], "strike"] = "flat"
    (reading,) = cards_of(session)["toe"].readings
    assert reading.interval.startswith("95 % interval 9")
    assert plain(reading.interval).endswith(" to 100")


def test_landings_that_are_all_alike_have_no_interval():
    card = cards_of(hand_made(30))["toe"]
    assert plain(card.readings[0].value) == "100 %"
    assert card.readings[0].interval == "no interval: all values are equal"


def test_undecided_landings_are_counted_and_left_out():
    session = hand_made(30)
    initial = session.events.index[session.events["event"].eq("initial_contact")]
    session.events.loc[initial[:4], "strike"] = None
    card = cards_of(session)["toe"]
    assert card.readings[0].basis == "56 landings"
    assert "4 landings could not be decided" in doubts(card)


def test_no_landing_that_is_decided_says_what_would_be_needed():
    session = hand_made(30, facts={"sites": "lower_back"})
    session.events["strike"] = None
    card = cards_of(session)["toe"]
    assert card.readings[0].value == ""
    assert "No sensor was worn on a foot" in doubts(card)


def test_left_against_right_is_a_symmetry_index_with_an_interval():
    session = hand_made(30)
    session.strides.loc[session.strides["side"].eq("left"), "step_time_s"] *= 1.1
    row = rg.compare_sides(session, measures=["step_time_s"]).iloc[0]
    (reading,) = cards_of(session)["sides"].readings
    assert plain(reading.value) == f"+{row['symmetry_index_pct']:.1f} %"
    assert f"{row['symmetry_index_low_pct']:.1f} to {row['symmetry_index_high_pct']:.1f}" in plain(
        reading.interval
    )
    assert f"left {row['left']:.3f} s, right {row['right']:.3f} s" in plain(reading.basis)


@pytest.mark.parametrize(("n", "has_number"), [(5, False), (6, True)])
def test_fewer_than_six_pairs_of_feet_have_no_number(n, has_number):
    card = cards_of(hand_made(n))["sides"]
    assert bool(card.readings[0].value) == has_number
    assert ("5 pairs of strides, 6 needed" in doubts(card)) != has_number


def test_one_foot_cannot_be_compared():
    session = hand_made(30)
    left = session.strides[session.strides["side"].eq("left")]
    one_foot = Session(session.events, left, session.bouts, session.knee, session.summary)
    card = cards_of(one_foot)["sides"]
    assert card.readings[0].value == ""
    assert "this needs a sensor on each foot or shank" in doubts(card)


def test_steadiness_is_the_variation_of_stride_time():
    session = hand_made(30)
    table = rg.measure_stability(session)
    cv = table[table["scope"].eq("session")]["stride_time_cv_pct"].iloc[0]
    (reading,) = cards_of(session)["steadiness"].readings
    assert plain(reading.value) == f"{cv:.1f} %"
    assert (reading.interval, reading.basis) == ("no interval", "60 strides; one figure of the walk")


@pytest.mark.parametrize(("n", "has_number"), [(9, False), (10, True)])
def test_fewer_than_twenty_strides_have_no_variation(n, has_number):
    card = cards_of(hand_made(n))["steadiness"]
    assert bool(card.readings[0].value) == has_number
    assert ("18 strides, 20 needed" in doubts(card)) != has_number


def test_steadiness_of_a_trunk_that_is_worn_stands_beside_it():
    session = hand_made(30)
    table = rg.measure_stability(session).assign(stride_regularity_vertical=0.87)
    (reading,) = cards_of(session, stability=table)["steadiness"].readings
    assert "stride regularity of the trunk 0.87, where 1 is perfect repetition" in reading.basis


def test_an_unknown_direction_gives_no_number_of_a_direction():
    cards = cards_of(hand_made(20, {"unknown": 20}, {"direction_source": "none"}, speed_mps=0.5))
    for name in CARDS[2:]:
        assert cards[name].readings[0].value == ""
        assert "The direction of travel is not known." in doubts(cards[name])


def test_no_number_is_nan():
    sessions = (hand_made(1), hand_made(3, speed_mps=0.5), hand_made(20), make_session(), make_session(0))
    for session in sessions:
        for card in make_cards(session).cards:
            for text in (*card.doubts, *(words for one in card.readings for words in vars(one).values())):
                assert "nan" not in text.lower().split()
                assert "–" not in text


def test_changes_stand_where_they_have_an_interval():
    before, after = (hand_made(30, seed=seed, speed_mps=speed) for seed, speed in ((1, 0.5), (2, 0.6)))
    row = rg.compare_sessions(before, after, measures=["speed_mps"]).set_index("side").loc["both"]
    cards = cards_of(after, changes=Changes.between(Named("Monday", before), after))
    change = plain(cards["speed"].readings[0].change)
    assert change.startswith(f"since Monday: +{row['difference']:.2f}")
    assert cards["direction"].readings[0].change == ""


def test_changes_without_an_interval_are_not_given():
    before, after = (hand_made(10, seed=seed, speed_mps=0.5) for seed in (1, 2))
    assert (
        cards_of(after, changes=Changes.between(Named("a", before), after))["speed"].readings[0].change == ""
    )


def test_sessions_that_cannot_be_compared_say_why():
    before, after = (
        hand_made(30, facts={"surface": surface}, seed=k, speed_mps=0.5)
        for k, surface in enumerate(("overground", "treadmill"))
    )
    changes = Changes.between(Named("a", before), after)
    assert changes.table is None
    assert "surface" in changes.why
    assert cards_of(after, changes=changes)["speed"].readings[0].change == ""


def test_published_values_are_of_the_same_direction_only():
    assert cards_of(hand_made(25, speed_mps=0.5))["speed"].published
    assert cards_of(hand_made(25, {"forward": 25}, speed_mps=0.5))["speed"].published == ()


def test_published_values_name_population_number_and_source():
    for one in PUBLISHED:
        sentence = one.in_words()
        assert sentence in published_of(one.measure, (one.direction,))
        assert one.population in sentence
        assert f"{one.n} people" in sentence
        assert "doi 10." in one.source
        assert one.source in sentence


def test_cards_speak_german():
    with in_language("de"):
        cards = cards_of(hand_made(25, speed_mps=0.5))
    assert cards["direction"].readings[0].value == "rückwärts"
    assert plain(cards["speed"].readings[0].value) == "0,500 m/s"
    assert cards["speed"].readings[0].interval.startswith("95-%-Intervall 0,")
    assert "Veröffentlicht" in cards["speed"].published[0]


def test_another_table_is_no_stability():
    walk, _ = rg.simulate_walk("backward", 0.5, 20, seed=1)
    session = rg.analyze(walk)
    with pytest.raises(
        InvalidTable,
        match=r"make_cards: stability has no column 'scope'; expected the table of measure_stability\(session\)",
    ):
        make_cards(session, stability=session.strides)
