"""The first page of a report: who, when, which way, cards, three pictures, doubts; then details, then reproduction."""

from __future__ import annotations

import re

import pytest
from sessions import CARDS, make_session
from test_cards import hand_made

from retrogait.gait.summary import summarise_strides
from retrogait.report import render_report
from retrogait.report.blocks import Listing, Paragraph
from retrogait.report.doubts import part_doubts
from retrogait.session import Session

NASTY = "<script>alert('x')</script>&\"'"


def part(text: str, name: str) -> str:
    return text.split(f'<section id="{name}"')[1].split("</section>", maxsplit=1)[0]


@pytest.fixture(scope="module")
def text() -> str:
    facts = {"surface": "treadmill", "belt_speed_mps": 0.5, "start_time": "2026-11-02T10:15:30"}
    return render_report(hand_made(25, facts=facts, speed_mps=0.5), names=["Monday"], subject="A. B.")


def test_who_when_which_way_and_the_belt_stand_above_all(text):
    head = text.split("</header>")[0]
    assert "<h1>Gait report: A. B.</h1>" in head
    facts = re.search(r'<p class="facts">(.*?)</p>', head)[1]
    assert (
        re.sub("</?bdi>", "", facts)
        == "Monday · recorded: 2026-11-02 10:15 · walked: backward · treadmill, belt 0.50 m/s"
    )


def test_a_person_that_is_not_stated_is_said_to_be():
    assert "who walked is not stated</bdi> · <bdi>session 1" in render_report(make_session())


def test_the_answer_stands_before_the_details_and_these_before_reproduction(text):
    front = part(text, "answer")
    assert re.findall(r'<article class="card" aria-labelledby="card-(\w+)">', front) == list(CARDS)
    places = [
        text.index(one)
        for one in (
            'id="card-direction"',
            "<figure>",
            "doubtful",
            'id="measures"',
            "sampling rate",
            'id="definitions"',
        )
    ]
    assert places == sorted(places)


def test_three_pictures_stand_on_the_front_page():
    text = render_report(hand_made(25, speed_mps=0.5))
    assert part(text, "answer").count("<figure>") in {
        2,
        3,
    }  # no foot is mounted here: no curve over the stride
    several = [hand_made(25, seed=k, facts={"surface": "treadmill"}, speed_mps=0.5) for k in range(3)]
    assert "over 3 sessions" in part(render_report(several), "answer")


def test_nothing_doubtful_is_said(text):
    assert "Nothing is doubtful" in part(text, "answer")


def test_doubts_that_have_room_stand_on_the_front_page_alone():
    doubts = [Listing("", ("a" * 60, "b" * 40))]
    group, section = part_doubts(doubts, most_characters=100)
    assert group.blocks == tuple(doubts)
    assert section is None


def test_doubts_one_character_too_long_stand_in_full_in_the_details():
    doubts = [Listing("", ("a" * 60, "b" * 41)), Listing("warned", ("c",), language="en")]
    group, section = part_doubts(doubts, most_characters=100)
    assert group.blocks == (
        Listing("", ("a" * 60,)),
        Paragraph("2 more stand under “All that is doubtful”."),
    )
    assert section is not None
    assert section.blocks == tuple(doubts)


def test_the_first_doubt_stands_on_the_front_page_however_long_it_is():
    group, section = part_doubts([Listing("", ("a" * 101,))], most_characters=100)
    assert group.blocks == (Listing("", ("a" * 101,)),)
    assert section is None


def test_what_is_doubtful_is_listed():
    session = hand_made(10, {"backward": 6, "unknown": 4}, {"direction_source": "none"})
    front = part(render_report(session), "answer")
    assert "8 strides have no known direction. They are in no mean." in front
    assert "The mounting of the sensors is not known" in front
    assert "backward: 12 steady strides only; means are uncertain below 20." in front


@pytest.mark.parametrize(("n", "doubtful"), [(9, True), (10, False)])
def test_fewer_than_twenty_steady_strides_are_doubtful(n, doubtful):
    assert ("steady strides only" in part(render_report(hand_made(n)), "answer")) == doubtful


def test_a_walk_without_a_steady_stride_is_doubtful():
    session = hand_made(10)
    strides = session.strides.assign(is_turning=True)
    summary = summarise_strides(strides, session.events, session.bouts, dict(session.summary.tail(4)))
    turning = Session(session.events, strides, session.bouts, session.knee, summary, samples=session.samples)
    assert "no stride is steady" in part(render_report(turning), "answer")


def test_warnings_of_several_sessions_stand_once_with_their_names():
    sessions = [hand_made(25, seed=k, speed_mps=0.5) for k in range(2)]
    warned = [
        Session(
            one.events, one.strides, one.bouts, one.knee, one.summary, ("a sample is missing",), one.samples
        )
        for one in sessions
    ]
    front = part(render_report(warned, names=["a", "b"]), "answer")
    assert front.count("a sample is missing") == 1
    assert '<ul lang="en">' not in front  # the page is English itself
    assert "<li>a, b: a sample is missing</li>" in front


def test_changes_since_the_first_session_stand_on_the_cards():
    sessions = [hand_made(25, seed=k, speed_mps=0.5 + 0.05 * k) for k in range(3)]
    front = part(render_report(sessions, names=["a", "b", "c"]), "answer")
    change = re.search(r'<p class="change">since a: \+(0\.\d+)', front)
    assert float(change[1]) == pytest.approx(0.1, abs=0.01)


def test_changes_that_cannot_be_had_say_why():
    sessions = [
        hand_made(25, seed=k, facts={"surface": surface}, speed_mps=0.5)
        for k, surface in enumerate(("overground", "treadmill"))
    ]
    front = part(render_report(sessions, names=["a", "b"]), "answer")
    assert "Changes since a are not given, because" in front


def test_sessions_stand_beside_each_other_in_one_table():
    sessions = [hand_made(25, seed=k, speed_mps=0.5 + 0.05 * k) for k in range(4)]
    table = part(render_report(sessions), "progress").split("Means of each session, backward</caption>")[1]
    assert re.findall(r'<th scope="col">([^<]*)</th>', table)[:6] == [
        "measure",
        "unit",
        *(f"session {k}" for k in range(1, 5)),
    ]
    cells = re.search(r"speed</th><td>m/s</td>" + r"<td>([^<]*)</td>" * 4, table).groups()
    assert [float(cell) for cell in cells] == pytest.approx([0.5, 0.55, 0.6, 0.65], abs=0.006)


def test_six_sessions_stand_beside_each_other_and_of_seven_the_last_six():
    sessions = [hand_made(7, seed=k, speed_mps=0.5) for k in range(7)]
    text = part(render_report(sessions), "reproduction")
    assert '<th scope="col">session 1</th>' not in text
    assert '<th scope="col">session 2</th>' in text


def test_names_stay_text_in_every_language():
    sessions = [hand_made(25, seed=k, speed_mps=0.5) for k in range(2)]
    for language in ("en", "de"):
        text = render_report(sessions, names=[NASTY, "b"], subject=NASTY, language=language)
        assert "<script>" not in text
        assert "&lt;script&gt;" in text


def test_options_are_listed_where_they_are_not_the_usual_ones():
    usual = part(render_report(hand_made(10)), "reproduction")
    assert "All options of the analysis are the usual ones." in usual
    changed = part(render_report(hand_made(10, facts={"bout_least_strides": 5})), "reproduction")
    assert re.search(r"bout_least_strides</th><td>5</td><td>3</td>", changed)


def test_only_words_that_are_used_are_defined():
    text = render_report(Session.from_json(hand_made(10).to_json()))
    definitions = part(text, "definitions")
    assert "<dt>stride</dt>" in definitions
    assert "harmonic ratio" not in definitions
    assert "<dt>cadence</dt>" in definitions


def test_measures_without_strides_enough_are_named_below_the_table():
    stability = part(render_report(hand_made(25)), "stability")
    assert "memory of stride time (DFA)</th>" not in stability
    assert re.search(r"Not given for want of strides: [^.]*memory of stride time \(DFA\)", stability)


def test_strides_on_stairs_have_a_line_where_there_are_any():
    session = hand_made(25)
    assert "strides on stairs" not in part(render_report(session), "reproduction")
    session.summary["n_strides_stairs"] = 4
    text = render_report(session)
    assert "strides on stairs, in no mean</th><td>4</td>" in part(text, "reproduction")
    assert "4 strides are on stairs. They are in no mean." in part(text, "answer")


def test_a_name_that_turns_writing_round_turns_no_fact_beside_it():
    name = "\N{RIGHT-TO-LEFT OVERRIDE}abc"
    page = render_report(hand_made(10), names=[name], subject="A")
    facts = page.partition('<p class="facts">')[2].partition("</p>")[0]
    assert facts.startswith(f"<bdi>{name}</bdi> · <bdi>recorded: ")
    assert facts.count("<bdi>") == facts.count("</bdi>") == 4
