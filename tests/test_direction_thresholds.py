"""Each threshold and weight of a limb's direction from both sides, on swings made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import Mock

import numpy as np
import pytest
from test_direction import NO_EVIDENCE, decide, limb
from test_direction_check import steps, swings_of_two, unknown_steps
from test_turning_on_the_spot import told

from retrogait._kernels import swings
from retrogait.gait.direction import DirectionOptions
from retrogait.gait.direction_check import (
    SiteEvidence,
    evidence_by_site,
    find_contradictions,
    sideways_notes,
    slip_time,
    stated_notes,
    ways_at_once,
    without_opposite_steps,
)
from retrogait.gait.swings import Swings
from retrogait.gait.time_asymmetry import AsymmetryOptions
from retrogait.tables.catalogue import DIRECTIONS, SITES

OPTIONS = AsymmetryOptions()


def nats(confidence: float) -> float:
    return float(np.log(confidence / (1.0 - confidence)))


@pytest.mark.parametrize(
    ("ahead", "roll_deg", "rate_dps", "expected"),
    [
        (0.5, 0.0, 0.0, 4.0),  # eight times the cosine
        (1.0, 0.0, 0.0, 8.0),
        (
            0.5,
            10.0,
            0.0,
            4.0 + np.tanh(1.0),
        ),  # a roll of ten degrees, and 100 deg/s, are three quarters of a nat
        (0.5, -60.0, 0.0, 3.0),  # and never more than one
        (0.5, 0.0, 100.0, 4.0 + np.tanh(1.0)),
        (0.5, 0.0, 900.0, 5.0),
    ],
)
def test_the_cues_of_a_foot_in_nats(ahead, roll_deg, rate_dps, expected):
    direction, confidence = decide(ahead, roll_deg, rate_dps)
    assert direction == "forward"
    assert nats(confidence) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(("ahead", "known"), [(0.5, True), (0.499, False)])
def test_least_ahead_is_60_degrees_from_straight(ahead, known, sign):
    assert (decide(sign * ahead)[0] != "unknown") == known


@pytest.mark.parametrize(("before", "known"), [(-0.49, True), (-0.5, True), (-0.51, False)])
@pytest.mark.parametrize("column", ["AHEAD_BEFORE", "AHEAD_AFTER"])
def test_a_foot_pivots_that_points_back_at_one_end(before, known, column):
    rows = np.full((1, swings.WIDTH), np.nan)
    rows[0, [swings.AHEAD, swings.AHEAD_BEFORE, swings.AHEAD_AFTER]] = 1.0
    rows[0, getattr(swings, column)] = before
    decided = DirectionOptions().decide(limb(rows), np.ones(1, bool), NO_EVIDENCE)
    assert (DIRECTIONS[decided.way[0]] == "forward") == known


def test_the_limits_of_turning_on_the_spot_themselves():
    """A turn of 20 degrees is asked for its radius, and a radius of 20 cm is wide enough."""
    assert told((20.0, 0.05)) == ["unknown"]
    assert told((19.9, 0.05)) == ["forward"]
    assert told(*[(180.0, 0.2)] * 3) == ["forward"] * 3
    assert told(*[(180.0, 0.199)] * 3) == ["unknown"] * 3


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(("ahead", "known"), [(0.5, True), (0.49, False)])
def test_a_thigh_is_swung_ahead_or_back_or_to_the_side(ahead, known, sign):
    thigh = SimpleNamespace(
        mounted=True, swing=np.zeros(1), swung_ahead=Mock(return_value=sign * np.array([ahead]))
    )
    asymmetry = Mock()
    decided = DirectionOptions().decide_thigh(thigh, asymmetry)
    np.testing.assert_array_equal(thigh.swung_ahead.call_args.args[0], [0.0, 1.0, 0.0])  # y points left
    expected = ("forward" if sign > 0 else "backward") if known else "unknown"
    assert DIRECTIONS[decided.way[0]] == expected
    assert (
        decided.confidence[0] == pytest.approx(1.0 / (1.0 + np.exp(-8.0 * ahead)), nan_ok=True) or not known
    )


# Sensors that speak against each other.


def test_the_evidence_of_a_step_is_in_order_of_time_and_has_a_way():
    swings_ = Swings(
        {
            "site": [SITES.index("left_foot")] * 3,
            "final_contact_s": [2.6, 0.6, 1.6],
            "initial_contact_s": [3.0, 1.0, np.nan],
            "direction": [DIRECTIONS.index(name) for name in ("forward", "backward", "unknown")],
            "time_nats": [1.0, 2.0, 3.0],
        }
    )
    (one,) = evidence_by_site(swings_).values()
    assert one.time_s.tolist() == [1.0, 3.0]
    assert one.way.tolist() == [-1.0, 1.0]
    assert one.nats.tolist() == [2.0, 1.0]


def test_evidence_of_just_1_nat_against_a_mounting_is_enough():
    evidence = steps([1, 1, 1], [-0.5] * 3)  # three steps are worth two
    assert set(find_contradictions({"left_foot": evidence}, OPTIONS)) == {"left_foot"}


def test_beside_a_wrong_sensor_2_2_nats_are_enough():
    wrong, other = steps([1] * 3, [-2.0] * 3), steps([1] * 3, [0.5 * OPTIONS.least_nats] * 3)
    assert set(find_contradictions({"left_foot": wrong, "right_foot": other}, OPTIONS)) == {"left_foot"}


@pytest.mark.parametrize(("nats_", "slips"), [(0.77, True), (0.76, False)])
def test_both_sides_of_a_slip_are_sure_of_their_front(nats_, slips):
    """Ten steps of 0.77 nats are worth 2.37 together, ten of 0.76 2.34; 2.35 are needed here."""
    options = AsymmetryOptions(least_nats=10 * 0.765 / (1.0 + 9.0 / 4.0))
    evidence = steps([1] * 20, [nats_] * 10 + [-nats_] * 10)
    assert np.isfinite(slip_time(evidence, options)) == slips


def test_a_slip_as_sure_as_that_is_one():
    options = AsymmetryOptions(least_nats=10 * 1.0 / (1.0 + 9.0 / 4.0))
    assert slip_time(steps([1] * 20, [1.0] * 10 + [-1.0] * 10), options) == 10.0


@pytest.mark.parametrize(("later", "slips"), [(-0.3, True), (0.3, False)])
def test_a_slip_of_steps_that_say_little_is_one_of_opposite_minds(later, slips):
    """Ten steps of 0.3 nats are worth 0.92 together."""
    options = AsymmetryOptions(least_nats=0.5)
    assert np.isfinite(slip_time(steps([1] * 20, [0.3] * 10 + [later] * 10), options)) == slips
    assert np.isfinite(slip_time(steps([1] * 20, [-0.3] * 10 + [-later] * 10), options)) == slips


@pytest.mark.parametrize(("count", "judged"), [(8, True), (7, False)])
def test_a_slip_takes_four_steps_before_and_four_after(count, judged):
    evidence = steps([1] * count, [5.0] * 4 + [-5.0] * (count - 4))
    assert np.isfinite(slip_time(evidence, OPTIONS)) == judged


def test_steps_a_second_apart_are_at_once():
    one, other = steps([1] * 4, [0.0] * 4, 0.0, 8.0), steps([-1] * 4, [0.0] * 4, 1.0, 8.0)
    own, others = ways_at_once(one, other)
    assert (own.tolist(), others.tolist()) == ([1.0] * 4, [-1.0] * 4)
    late = steps([-1] * 4, [0.0] * 4, 1.01, 8.0)
    assert len(ways_at_once(one, late)[0]) == 0


def test_of_two_steps_as_near_the_earlier_is_the_nearest():
    one = SiteEvidence(np.array([1.0]), np.array([1.0]), np.zeros(1))
    other = SiteEvidence(np.array([0.5, 1.5]), np.array([-1.0, 1.0]), np.zeros(2))
    assert ways_at_once(one, other)[1].tolist() == [-1.0]


def turned_after(count_before: int, count_after: int, turn_deg: float, odd: int = 0) -> bool:
    """Whether a note says that a foot is carried at an angle from some step on, of whose steps some go across."""
    heading = np.concatenate([np.zeros(count_before), np.full(count_after, turn_deg)])
    heading[:odd] += 90.0
    found = Swings(
        {
            "site": np.full(len(heading), SITES.index("left_foot")),
            "initial_contact_s": 1.0 + np.arange(len(heading)),
            "travel_heading_deg": heading,
        }
    )
    return bool(sideways_notes(found))


@pytest.mark.parametrize(("turn_deg", "noted"), [(44.5, False), (45.5, True), (90.0, True)])
def test_a_foot_carried_at_45_degrees_to_before(turn_deg, noted):
    assert turned_after(10, 10, turn_deg) == noted


@pytest.mark.parametrize(("count", "noted"), [(4, True), (3, False)])
def test_four_steps_on_each_side_are_carried_so(count, noted):
    assert turned_after(10, count, 80.0) == noted
    assert turned_after(count, 10, 80.0) == noted


@pytest.mark.parametrize(("odd", "noted"), [(1, True), (3, False)])
def test_the_steps_on_one_side_are_of_one_mind(odd, noted):
    """One of 20 that goes across leaves nine tenths of one mind, three leave seven."""
    assert turned_after(20, 20, 80.0, odd) == noted


@pytest.mark.parametrize(("count", "unknown"), [(1, 0), (2, 4)])
def test_one_step_of_the_other_sensor_is_none_to_be_held_against(count, unknown):
    """It is itself unknown, as it goes against the steps before and after it."""
    found = unknown_steps({"left_foot": [1] * 6, "right_foot": [-1] * count})
    assert found == {"left_foot": unknown, "right_foot": count}


def test_steps_just_two_seconds_away_are_beside_one():
    assert unknown_steps({"left_foot": [1] * 4, "right_foot": [1, -1, 1, 1]}, 2.0)["right_foot"] == 1


@pytest.mark.parametrize("later_s", [20.0, -20.0])
def test_who_walked_the_other_way_long_before_or_after_says_nothing(later_s):
    """Steps of one sensor that end, or begin, where the other's are twenty seconds away."""
    both = swings_of_two({"left_foot": [1] * 4, "right_foot": [-1] * 4})
    time_s = both["initial_contact_s"] + later_s * (both["site"] == SITES.index("right_foot"))
    swings_, notes = without_opposite_steps(both.with_columns({"initial_contact_s": time_s}))
    assert notes == []
    np.testing.assert_array_equal(swings_["direction"], both["direction"])


@pytest.mark.parametrize(("nats_", "believed"), [(-0.45, True), (-0.3, True), (-0.6, False)])
def test_most_against_nats(nats_, believed):
    """Three steps are worth two: 0.9, 0.6 and 1.2 nats against a mounting."""
    evidence = steps([1, 1, 1], [nats_] * 3)
    assert (not find_contradictions({"left_foot": evidence}, OPTIONS)) == believed


def test_the_note_on_two_steps_against_a_stated_direction():
    (note,) = stated_notes({"left_foot": steps([1, 1] + [-1] * 8, [0.0] * 10)}, "backward")
    assert note.startswith("left_foot: 2 steps of 10 went forward, although backward is stated")


@pytest.mark.parametrize("stated", ["forward", "backward"])
def test_steps_of_either_way_are_held_against_the_stated_one(stated):
    """All but one go the other way: too many to be believed, and none where it is the direction they go."""
    ways = np.array([1] * 9 + [-1]) * (-1 if stated == "forward" else 1)
    evidence = {"left_foot": steps(ways, [0.0] * 10)}
    other = "backward" if stated == "forward" else "forward"
    assert find_contradictions(evidence, OPTIONS, stated)["left_foot"].stated == stated
    assert not find_contradictions(evidence, OPTIONS, other)
    assert len(stated_notes(evidence, other)) == 1
    assert stated_notes(evidence, stated) == []
