"""Directions that cannot be believed: turned, slipped, opposite, stated otherwise; each with a note that names it."""

from __future__ import annotations

import contextlib

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.transform import Rotation
from walks import BOTH, FEET, frames_of, of_site, recorded, simulate

import retrogait as rg
from retrogait.gait.direction_check import (
    Contradiction,
    SiteEvidence,
    contradiction_notes,
    find_contradictions,
    least_support,
    sideways_notes,
    stated_notes,
    support,
    without_opposite_steps,
)
from retrogait.gait.sites import check_distinct
from retrogait.gait.swings import Swings
from retrogait.gait.time_asymmetry import AsymmetryOptions
from retrogait.mounting.pair_finding import PairFinding
from retrogait.mounting.sensor_pair import broken_sites, why_broken
from retrogait.simulation import Sensor
from retrogait.tables.catalogue import DIRECTIONS, SITES

OPTIONS = AsymmetryOptions()
HALF_TURN = np.array([-1.0, -1.0, 1.0, -1.0, -1.0, 1.0])
QUIET = pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")


def steps(ways, nats, start_s=0.0, apart_s=1.0) -> SiteEvidence:
    """Steps some time apart, each with its way and its evidence for forward."""
    ways, nats = np.asarray(ways, float), np.asarray(nats, float)
    return SiteEvidence(start_s + apart_s * np.arange(len(ways)), ways, nats)


# By hand: each threshold from both sides.


def test_support_is_for_the_directions_told():
    assert support(steps([1, 1, 1], [2, 2, 2]), OPTIONS) == -support(steps([-1, -1, -1], [2, 2, 2]), OPTIONS)
    both_ways = steps([1, 1, -1, -1], [3, 3, -3, -3])
    assert support(both_ways, OPTIONS) == support(steps([1] * 4, [3] * 4), OPTIONS) > 0
    assert np.isnan(least_support({"lower_back": steps([1, 1], [np.nan, np.nan])}, OPTIONS))
    two = {"left_foot": steps([1] * 4, [3] * 4), "right_foot": steps([1] * 4, [1] * 4)}
    assert least_support(two, OPTIONS) == support(two["right_foot"], OPTIONS)


@pytest.mark.parametrize(("nats", "believed"), [(-0.55, False), (-0.45, True), (5.0, True)])
def test_evidence_of_1_nat_against_the_directions_of_a_site(nats, believed):
    evidence = steps([1, 1, -1], np.array([1, 1, -1]) * nats)
    assert support(evidence, OPTIONS) == pytest.approx(2.0 * nats)  # three steps are worth two
    assert ("left_foot" not in find_contradictions({"left_foot": evidence}, OPTIONS)) == believed


@pytest.mark.parametrize(("turned", "slipped"), [(4, True), (3, False)])
def test_a_slip_has_four_steps_on_each_side(turned, slipped):
    evidence = steps([1] * (12 + turned), [4.0] * 12 + [-4.0] * turned)
    found = find_contradictions({"left_foot": evidence}, OPTIONS)
    assert ("left_foot" in found) == slipped
    if slipped:
        assert found["left_foot"].slipped_s == 12.0


@pytest.mark.parametrize(("after", "slipped"), [("nnnnnonon n", True), ("nnonnonon n", False)])
def test_four_fifths_of_the_steps_on_each_side_of_a_slip_are_of_one_mind(after, slipped):
    nats = [-5.0 if step == "n" else 0.5 for step in after.replace(" ", "")]
    evidence = steps([1] * 20, [5.0] * 10 + nats)
    found = find_contradictions({"left_foot": evidence}, OPTIONS)
    assert bool(found) == slipped


def test_who_turns_round_has_not_slipped():
    evidence = steps([1] * 10 + [-1] * 10, [4.0] * 10 + [-4.0] * 10)
    assert not find_contradictions({"left_foot": evidence}, OPTIONS)


@pytest.mark.parametrize(("opposite", "believed"), [(5, True), (6, False)])
def test_two_sensors_that_mostly_go_opposite_ways(opposite, believed):
    one = steps([1] * 10, [0.2] * 10)
    other = steps([-1] * opposite + [1] * (10 - opposite), [0.0] * 10, start_s=0.1)
    found = find_contradictions({"left_foot": one, "right_foot": other}, OPTIONS)
    assert set(found) == (set() if believed else {"left_foot", "right_foot"})


@pytest.mark.parametrize(("apart_s", "believed"), [(0.9, False), (1.1, True)])
def test_sensors_are_held_against_each_other_where_they_step_within_a_second(apart_s, believed):
    one, other = (steps([way] * 6, [0.0] * 6, start, 3.0) for way, start in ((1, 0.0), (-1, apart_s)))
    found = find_contradictions({"left_foot": one, "right_foot": other}, OPTIONS)
    assert ("left_foot" not in found) == believed


@pytest.mark.parametrize(("shared", "believed"), [(3, True), (4, False)])
def test_four_steps_at_once_are_needed_to_hold_sensors_against_each_other(shared, believed):
    one, other = steps([1] * shared, [0.0] * shared), steps([-1] * shared, [0.0] * shared)
    assert (not find_contradictions({"left_foot": one, "right_foot": other}, OPTIONS)) == believed


def test_of_two_opposite_sensors_time_says_which_is_wrong():
    one, other = steps([1] * 10, [3.0] * 10), steps([-1] * 10, [3.0] * 10, start_s=0.5)
    assert set(find_contradictions({"left_foot": one, "right_foot": other}, OPTIONS)) == {"right_foot"}


@pytest.mark.parametrize(("nats", "believed"), [(1.05, False), (1.15, True)])
def test_beside_a_sensor_worn_the_other_way_round_one_has_to_tell_by_itself(nats, believed):
    wrong, other = steps([1] * 3, [-2.0] * 3), steps([1] * 3, [nats] * 3)
    found = find_contradictions({"left_foot": wrong, "right_foot": other}, OPTIONS)
    assert ("right_foot" not in found) == believed
    if not believed:
        assert found["right_foot"].beside == "left_foot"


def test_a_slip_says_nothing_of_the_other_sensor():
    slipped, other = steps([1] * 20, [4.0] * 10 + [-4.0] * 10), steps([1] * 20, [0.0] * 20)
    assert set(find_contradictions({"left_foot": slipped, "right_foot": other}, OPTIONS)) == {"left_foot"}


@pytest.mark.parametrize(("against", "believed"), [(5, True), (6, False)])
def test_a_stated_direction_that_most_steps_go_against(against, believed):
    evidence = steps([-1] * against + [1] * (10 - against), [0.0] * 10)
    found = find_contradictions({"left_foot": evidence}, OPTIONS, "forward")
    assert (not found) == believed
    assert not find_contradictions({"left_foot": evidence}, OPTIONS)


@pytest.mark.parametrize(("against", "noted"), [(0, False), (1, True), (5, True), (6, False)])
def test_steps_against_a_stated_direction_are_noted_where_they_are_not_most(against, noted):
    evidence = steps([-1] * against + [1] * (10 - against), [0.0] * 10)
    assert bool(stated_notes({"left_foot": evidence}, "forward")) == noted
    assert not stated_notes({"left_foot": evidence}, None)


def test_the_note_on_steps_against_a_stated_direction():
    (note,) = stated_notes({"left_foot": steps([-1] + [1] * 9, [0.0] * 10)}, "forward")
    assert note == (
        "left_foot: 1 step of 10 went backward, although forward is stated; expected a recording of one direction; "
        "leave direction= out, or analyse the parts apart"
    )


@QUIET
def test_a_trunk_mounted_by_a_stated_direction_that_is_wrong_is_not_mounted():
    walk, _ = simulate("forward", 0.8, 25, seed=3, sites=(*FEET, "lower_back"))
    session = rg.analyze(recorded(frames_of(walk), frame="sensor"), direction="backward")
    assert set(session.strides["direction"]) == {"unknown"}
    assert {session.recording.frame_of(site) for site in session.recording.sites} == {"sensor"}


# Texts.
NOTES = {
    "turned": (
        Contradiction(-3.0),
        "segment",
        r"speaks against the mounting \(confidence 0.95\); .*by half a turn, or its",
    ),
    "declared": (
        Contradiction(-3.0),
        "declared",
        "probably worn the other way round, by half a turn; check it",
    ),
    "stated": (
        Contradiction(-3.0),
        "stated",
        "the stated direction is probably not the one walked; check it, or leave direction= out",
    ),
    "slipped": (
        Contradiction(1.0, slipped_s=12.34),
        "declared",
        "from 12.3 s on .* slipped round; analyse the parts",
    ),
    "opposite": (
        Contradiction(np.nan, opposite="right_foot"),
        "segment",
        "opposite way of right_foot at the same time",
    ),
    "beside": (
        Contradiction(0.3, beside="right_foot"),
        "declared",
        (
            "its own steps do not show how it was worn, and those of right_foot speak against a mounting that is known "
            "in the same way; check both, or make the recording with frame='sensor'"
        ),
    ),
    "asserted": (
        Contradiction(np.nan, stated="forward"),
        "segment",
        "carried the other way than forward, which is stated",
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_a_note_names_the_site_the_cause_and_the_next_step(name):
    one, source, words = NOTES[name]
    (note,) = contradiction_notes({"left_foot": one}, {"left_foot": source})
    assert note.startswith("left_foot: direction is unknown: ")
    import re

    assert re.search(words, note), note


def test_causes_that_the_caller_knows_are_told_as_well():
    (note,) = contradiction_notes(
        {"left_foot": Contradiction(-3.0)}, {"left_foot": "declared"}, ["the dog ate it"]
    )
    assert "by half a turn, or the dog ate it; check it" in note


# On walks.


def changed(recording: rg.Recording, site: str, by: np.ndarray, after_s: float = 0.0) -> rg.Recording:
    """The recording with one sensor's samples multiplied from an instant on."""
    frames = frames_of(recording)
    late = frames[site].index >= after_s
    frames[site].loc[late] *= by
    return recorded(frames, recording.rate_hz)


@QUIET
@pytest.mark.parametrize("direction", BOTH)
def test_one_foot_worn_the_wrong_way_round(direction):
    walk, _ = simulate(direction, 0.6, 30, seed=3)
    session = rg.analyze(changed(walk, "left_foot", HALF_TURN))
    ways = session.strides.groupby("side", observed=True)["direction"].unique().map(list)
    assert ways["left"] == ["unknown"]
    assert ways["right"] == [direction]
    assert session.strides.loc[session.strides["side"] == "left", "stride_length_m"].isna().all()
    assert session.summary["direction_source"] == "left_foot none, right_foot segment"
    assert session.summary["direction_evidence"] < -OPTIONS.least_nats
    assert any(note.startswith("left_foot: direction is unknown: the asymmetry") for note in session.warnings)


@QUIET
def test_a_sensor_that_slips_round_half_way():
    walk, _ = simulate("backward", 0.6, 40, seed=3)
    session = rg.analyze(changed(walk, "right_foot", HALF_TURN, after_s=22.0))
    right = session.strides[session.strides["side"] == "right"]
    assert (right["direction"] == "unknown").all()
    (note,) = [note for note in session.warnings if note.startswith("right_foot")]
    slipped_s = float(note.split("from ")[1].split(" s on")[0])
    assert slipped_s == pytest.approx(22.0, abs=1.5)


@QUIET
def test_sides_exchanged_that_were_mounted_half_a_turn_apart():
    """Left and right sensors, mounted with their cables inward, on each other's foot."""
    mounting = {"left_foot": np.eye(3), "right_foot": np.diag([-1.0, -1.0, 1.0])}
    walk, _ = rg.simulate_walk("forward", 0.8, 20, seed=4, sensor=Sensor(mounting=mounting))
    exchanged = recorded(
        {one: walk[other] for one, other in zip(FEET, FEET[::-1], strict=True)}, frame="sensor"
    )
    session = rg.analyze(exchanged, alignment=rg.Alignment.declared(mounting))
    assert (session.strides["direction"] == "unknown").all()
    assert all("left_foot and right_foot were exchanged" in note for note in session.warnings)
    right_way = rg.analyze(walk, alignment=rg.Alignment.declared(mounting))
    assert (right_way.strides["direction"] == "forward").all()


def test_a_calibration_walk_of_the_other_direction_is_noticed_twice():
    walk, _ = rg.simulate_walk("backward", 0.6, 20, seed=8, sensor=Sensor(mounting="random"))
    with pytest.warns(
        rg.RetrogaitWarning, match=r"calibrate: left_foot: the walk is said to go forward, but .* backward"
    ):
        alignment = rg.calibrate(walk, "forward")
    assert all(nats < -OPTIONS.least_nats for nats in alignment.evidence.values())
    with pytest.warns(rg.RetrogaitWarning, match="or it was calibrated on a walk of the other direction"):
        session = rg.analyze(walk, alignment=alignment)
    assert (session.strides["direction"] == "unknown").all()


@QUIET
def test_a_stated_direction_is_held_against_a_known_mounting():
    walk, _ = simulate("backward", 0.6, 20, seed=3)
    session = rg.analyze(walk, direction="forward")
    assert (session.strides["direction"] == "unknown").all()
    assert any("carried the other way than forward, which is stated" in note for note in session.warnings)
    agreed = rg.analyze(walk, direction="backward")
    pd.testing.assert_frame_equal(agreed.strides, rg.analyze(walk).strides)


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("sites", [FEET, ("left_shank", "right_shank")], ids=["feet", "shanks"])
def test_a_walk_with_its_mounting_known_has_nothing_against_it(direction, sites):
    for speed in (0.3, 1.2):
        walk, _ = simulate(direction, speed, 25, seed=5, sites=sites)
        session = rg.analyze(walk)
        assert not session.warnings
        assert session.summary["direction_source"] == "segment"
        assert session.summary["direction_evidence"] > OPTIONS.least_nats


@pytest.mark.parametrize(
    "turned", [np.eye(3), Rotation.random(random_state=2).as_matrix()], ids=["same", "turned"]
)
def test_one_sensor_given_for_two_feet_is_refused(turned):
    walk, _ = simulate("backward", 0.6, 20, seed=1, sites=("left_foot",))
    other = pd.DataFrame(
        walk["left_foot"].to_numpy() @ np.kron(np.eye(2), turned),
        walk["left_foot"].index,
        walk["left_foot"].columns,
    )
    twice = recorded({"left_foot": walk["left_foot"], "right_foot": other}, frame="sensor")
    with pytest.raises(rg.InvalidTable) as caught:
        rg.analyze(twice)
    assert str(caught.value) == (
        "analyze: left_foot and right_foot hold the same samples: one sensor was given for two sites; expected a "
        "sensor each; give right_foot its own, or keep one site with rec.select('left_foot')"
    )
    with pytest.warns(rg.RetrogaitWarning):
        assert len(rg.analyze(twice.select("left_foot")).strides) > 5


@pytest.mark.parametrize(("rate_dps", "same"), [(19.0, False), (21.0, True)])
def test_two_sensors_that_lie_still_may_measure_the_same(rate_dps, same):
    values = np.zeros((400, 6))
    values[:, 2], values[:, 4] = 9.81, np.linspace(0.0, rate_dps, 400)
    frame = of_site(values, "left_foot")["left_foot"]
    twice = recorded({"left_foot": frame, "right_foot": frame})
    with pytest.raises(rg.InvalidTable) if same else contextlib.nullcontext():
        check_distinct(twice)


# Steps of two sensors, one by one.


def swings_of_two(ways: dict[str, list[int]], apart_s: float = 0.6) -> Swings:
    """Steps of two feet in turn; 1 forward, -1 backward."""
    places = {1: DIRECTIONS.index("forward"), -1: DIRECTIONS.index("backward")}
    rows = [
        (apart_s * (2 * k + late), SITES.index(site), places[way])
        for late, site in enumerate(FEET)
        for k, way in enumerate(ways[site])
    ]
    time_s, site, direction = (np.array(column) for column in zip(*sorted(rows), strict=True))
    count = len(rows)
    return Swings(
        {
            "site": site,
            "side": site % 2,
            "initial_contact_s": time_s,
            "direction": direction,
            "direction_confidence": np.ones(count),
            "strike": np.zeros(count, int),
            "foot_strike_angle_deg": np.ones(count),
            "displacement_m": np.ones(count),
        }
    )


def unknown_steps(ways: dict[str, list[int]], apart_s: float = 0.6) -> dict[str, int]:
    swings, notes = without_opposite_steps(swings_of_two(ways, apart_s))
    unknown = swings["direction"] == DIRECTIONS.index("unknown")
    for name in ("direction_confidence", "foot_strike_angle_deg", "displacement_m"):
        np.testing.assert_array_equal(np.isnan(swings[name]), unknown)
    np.testing.assert_array_equal(swings["strike"] == -1, unknown)
    assert bool(notes) == unknown.any()
    return {site: int(unknown[swings["site"] == SITES.index(site)].sum()) for site in FEET}


def test_a_step_against_those_before_and_after_it_is_unknown_and_so_are_they():
    """Of two that go opposite ways neither is believed."""
    assert unknown_steps({"left_foot": [1] * 6, "right_foot": [1] * 6}) == {"left_foot": 0, "right_foot": 0}
    assert unknown_steps({"left_foot": [1] * 6, "right_foot": [1, 1, -1, 1, 1, 1]}) == {
        "left_foot": 0,
        "right_foot": 1,
    }
    slipped = unknown_steps({"left_foot": [1] * 6, "right_foot": [1, 1, 1, -1, -1, -1]})
    assert slipped == {"left_foot": 2, "right_foot": 3}


def test_who_turns_round_loses_no_step():
    """The feet take turns, and each goes the new way after the other."""
    for back in (3, 4):
        ways = {site: [1] * back + [-1] * (8 - back) for site in FEET}
        assert unknown_steps(ways) == {"left_foot": 0, "right_foot": 0}


def test_the_last_step_of_a_walk_has_one_neighbour():
    assert unknown_steps({"left_foot": [1] * 4, "right_foot": [1, 1, 1, -1]}) == {
        "left_foot": 0,
        "right_foot": 1,
    }


@pytest.mark.parametrize(("apart_s", "unknown"), [(1.95, 1), (2.05, 0)])
def test_steps_beside_one_are_two_seconds_away_at_most(apart_s, unknown):
    found = unknown_steps({"left_foot": [1] * 4, "right_foot": [1, -1, 1, 1]}, apart_s)
    assert found == {"left_foot": 0, "right_foot": unknown}


def test_the_note_says_how_many_and_from_when():
    _, (note,) = without_opposite_steps(
        swings_of_two({"left_foot": [1] * 6, "right_foot": [1, 1, -1, 1, 1, 1]})
    )
    assert note == (
        "right_foot: the direction of 1 step, the first at 3.0 s, is unknown: the other sensor goes the opposite way "
        "before and after; expected two sensors of one person; one of them has probably slipped or was moved"
    )


# A quarter turn.


def sideways(heading_deg, site="left_foot") -> list[str]:
    heading_deg = np.asarray(heading_deg, float)
    return sideways_notes(
        Swings(
            {
                "site": np.full(len(heading_deg), SITES.index(site)),
                "initial_contact_s": 1.0 + np.arange(len(heading_deg)),
                "travel_heading_deg": heading_deg,
            }
        )
    )


@pytest.mark.parametrize(
    ("after_deg", "noted"), [(44.0, False), (46.0, True), (134.0, True), (136.0, False), (180.0, False)]
)
def test_a_line_of_travel_that_turns_by_45_degrees_is_noted(after_deg, noted):
    """To and fro along one line is the same line."""
    notes = sideways([0.0] * 6 + [after_deg] * 6)
    assert bool(notes) == noted
    if noted:
        assert notes[0].startswith("left_foot: from 7.0 s on it is carried at ")


@pytest.mark.parametrize(("steps_after", "noted"), [(4, True), (3, False)])
def test_a_quarter_turn_shows_in_four_steps(steps_after, noted):
    assert bool(sideways([0.0] * 6 + [90.0] * steps_after)) == noted


@pytest.mark.parametrize(("spread_deg", "noted"), [(17.0, True), (20.0, False)])
def test_lines_of_travel_are_straight_before_and_after(spread_deg, noted):
    """Four fifths of the length that they would have if all steps were alike: to either side by 18 degrees."""
    wide = np.tile([-spread_deg, spread_deg], 4)
    assert bool(sideways(np.concatenate([wide, 90.0 + wide]))) == noted


@QUIET
def test_a_sensor_that_slips_by_a_quarter_turn_is_named_and_gives_no_wrong_direction():
    walk, _ = simulate("backward", 0.6, 40, seed=3)
    frames = frames_of(walk)
    late = frames["right_foot"].index >= 22.0
    quarter = np.kron(np.eye(2), [[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    frames["right_foot"].loc[late] = frames["right_foot"].loc[late].to_numpy() @ quarter
    session = rg.analyze(recorded(frames, walk.rate_hz))
    assert "forward" not in set(session.strides["direction"])
    (note,) = [note for note in session.warnings if note.startswith("right_foot: from")]
    assert "it is carried at 9" in note or "it is carried at 8" in note


# The hand of the axes.


@QUIET
@pytest.mark.parametrize("direction", BOTH)
def test_a_thigh_of_the_other_hand_contradicts_its_mounting(direction):
    walk, _ = simulate(direction, 0.8, 25, seed=6, sites=("left_thigh", "right_thigh"))
    negated = recorded({site: frame * [1, 1, 1, -1, -1, -1] for site, frame in frames_of(walk).items()})
    session = rg.analyze(negated)
    assert set(session.strides["direction"]) <= {"unknown"}
    assert any("left-handed" in note for note in session.warnings)


def test_a_sensor_of_the_other_hand_is_not_calibrated():
    walk, _ = simulate("forward", 0.8, 25, seed=6, sites=FEET)
    negated = recorded(
        {site: frame * [1, 1, 1, -1, -1, -1] for site, frame in frames_of(walk).items()}, frame="sensor"
    )
    with pytest.raises(rg.PoorExcitation, match=r"^calibrate: left_foot: .* left-handed"):
        rg.calibrate(negated)


def test_a_sensor_that_is_not_believed_for_the_hand_of_another_says_so():
    findings = {
        "left_foot": PairFinding("left_foot", "negated", True, True, "words"),
        "left_thigh": PairFinding("left_thigh", "fits", False, False, ""),
    }
    assert why_broken("left_foot", findings) == "left_foot: words"
    assert why_broken("left_thigh", findings) == (
        "left_thigh: left_foot has left-handed axes or a negated gyroscope, and the strides of this site do not show "
        "whether it has them too; expected the same handedness for all sensors of one maker; correct both in the same "
        "way"
    )


def test_where_one_sensor_is_of_the_other_hand_those_that_do_not_decide_are_not_believed():
    def found(cause, *, decided, broken=False):
        return PairFinding("left_foot", cause, decided, broken, "")

    named = {
        "left_foot": found("negated", decided=True, broken=True),
        "left_thigh": found("fits", decided=False),
    }
    assert broken_sites(named) == ["left_foot", "left_thigh"]
    assert broken_sites({**named, "left_foot": found("fits", decided=True)}) == []
    assert broken_sites({**named, "left_thigh": found("fits", decided=True)}) == ["left_foot"]
