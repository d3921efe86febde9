"""`walk_test` against the truth of simulated walks, and what it says where there is no test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_walk_test import first_movement_s, reach_s, way_m
from simulated import BOTH
from walks import frames_of, mirrored, recorded

import retrogait as rg
from retrogait._kernels import swings
from retrogait.errors import InvalidOption
from retrogait.gait.stride_error import length_error_m, path_error_m
from retrogait.walk_tests import DETECTABLE_CHANGES, WALK_TESTS, WalkTestOptions
from retrogait.walk_tests.trials import Step, find_trials

ALL = ("left_foot", "right_foot", "left_shank", "right_shank", "left_thigh", "right_thigh", "lower_back")
FEET, SHANKS, THIGHS, BACK = ALL[:2], ALL[2:4], ALL[4:6], ALL[6:]
BEYOND_S = 0.1  # what is promised


def walk_of(direction, speed_mps=0.5, walked_s=9.0, seed=1, stand_s=2.5, sites=FEET, **more):
    program = [("stand", stand_s), (direction, walked_s), ("stand", 2.5)]
    return rg.simulate_walk(direction, speed_mps, seed=seed, program=program, sites=sites, **more)


@pytest.fixture(scope="module")
def walks():
    made = {way: walk_of(way, walker="adult", sites=ALL) for way in BOTH}
    return {way: (walk, truth, rg.analyze(walk)) for way, (walk, truth) in made.items()}


@pytest.fixture(scope="module")
def returned():
    """Backward, forward again to the line round a turn, and backward."""
    program = [("stand", 2), ("backward", 9), ("stop", 2), ("forward", 5), ("turn", 180), ("stand", 2)]
    walk, truth = rg.simulate_walk(
        "backward", 0.5, seed=3, program=[*program, ("backward", 10), ("stand", 2)], walker="adult"
    )
    return walk, truth, rg.analyze(walk)


def one(session, *given, **more):
    table = rg.walk_test(session, *given, **more)
    WALK_TESTS.check(table)
    assert len(table) == 1
    return table.iloc[0]


@pytest.mark.parametrize("direction", BOTH)
def test_three_metres_take_as_long_as_the_true_feet_take(walks, direction):
    _, truth, session = walks[direction]
    row = one(session, direction=direction)
    begin_s, end_s = first_movement_s(truth), reach_s(truth, 3.0, direction)
    assert row["start_s"] == pytest.approx(begin_s, abs=0.03)
    assert row["end_s"] == pytest.approx(end_s, abs=BEYOND_S)
    assert row["low"] <= end_s - begin_s <= row["high"]
    assert row["low"] < row["time_s"] < row["high"]
    assert row["flag"] == "ok"
    assert row["time_s"] == pytest.approx(row["end_s"] - row["start_s"])
    assert row["mean_speed_mps"] == pytest.approx(3.0 / row["time_s"])
    assert row["walked_m"] == pytest.approx(way_m(truth, np.inf), abs=0.15)


@pytest.mark.parametrize("direction", BOTH)
def test_steps_are_those_that_begin_before_the_line_is_reached(walks, direction):
    _, truth, session = walks[direction]
    row = one(session, direction=direction)
    events = truth.events
    leaves = events[events["event"].eq("final_contact") & (events["time_s"] < reach_s(truth, 3.0, direction))]
    assert row["n_steps"] == len(leaves)
    lands = events.loc[events["event"].eq("initial_contact"), "time_s"].to_numpy()
    lands = lands[lands <= reach_s(truth, 3.0, direction)]
    assert row["step_time_s"] == pytest.approx(np.median(np.diff(lands)), abs=0.03)
    assert row["first_step_s"] == pytest.approx(lands[0] - first_movement_s(truth), abs=0.04)


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize(("sites", "off_s"), [(FEET, 0.05), (SHANKS, 0.25), (THIGHS, 0.6), (BACK, 0.6)])
def test_a_taped_course_is_timed_to_the_last_contact_from_any_site(walks, direction, sites, off_s):
    walk, truth, _ = walks[direction]
    session = rg.analyze(walk.select(*sites), direction=direction)
    row = one(session, direction=direction, ends="stop", distance_m=4.2)
    lands = truth.events.loc[truth.events["event"].eq("initial_contact"), "time_s"]
    true_s = lands.max() - first_movement_s(truth)
    assert row["time_s"] == pytest.approx(true_s, abs=off_s)
    assert row["low"] <= true_s <= row["high"]
    assert row["mean_speed_mps"] == pytest.approx(4.2 / row["time_s"])
    assert (row["flag"], row["test"]) == ("ok", "custom")
    assert np.isfinite(row["first_step_s"]) == (sites in (FEET, SHANKS))


def test_without_a_foot_there_is_no_distance(walks):
    session = rg.analyze(walks["backward"][0].select(*SHANKS))
    row = one(session)
    assert row["flag"] == "no_distance: lengths need a sensor of known mounting on a foot"
    assert np.isnan(row["time_s"])


def test_one_foot_alone_may_be_second_and_says_so(walks):
    walk, truth, session = walks["backward"]
    both, left = one(session), one(rg.analyze(walk.select("left_foot")))
    assert left["flag"].startswith("one_foot: only the way of the left foot is known")
    true_s = reach_s(truth, 3.0, "backward") - first_movement_s(truth)
    assert left["low"] <= true_s <= left["high"]
    assert left["high"] - left["low"] > both["high"] - both["low"] + 0.8 * both["step_time_s"] * 2


def test_each_trial_has_its_row_and_the_way_back_has_none(returned):
    _, truth, session = returned
    table = rg.walk_test(session)
    assert table["trial"].tolist() == [1, 2]
    assert table["flag"].tolist() == ["ok", "ok"]
    pause_s = table["start_s"][1] - 1.0
    for row, after_s in zip(table.to_dict("records"), (0.0, pause_s), strict=True):
        true_s = reach_s(truth, 3.0, "backward", after_s) - first_movement_s(truth, after_s)
        assert row["time_s"] == pytest.approx(true_s, abs=BEYOND_S)
    back = rg.walk_test(session, direction="forward", distance_m=2.0)
    assert back["flag"].str.split(":").str[0].tolist() == ["ok"]


def test_go_starts_the_clock_and_shows_the_reaction(returned):
    session = returned[2]
    moved = rg.walk_test(session)
    gone = rg.walk_test(session, go_s=moved["start_s"].to_numpy() - 0.4)
    np.testing.assert_allclose(gone["time_s"], moved["time_s"] + 0.4)
    np.testing.assert_allclose(gone["reaction_s"], 0.4)
    np.testing.assert_allclose(gone["first_step_s"], moved["first_step_s"])
    only_first = rg.walk_test(session, go_s=float(moved["start_s"][0] - 0.4))
    assert only_first["reaction_s"].notna().tolist() == [True, False]


def test_ten_metres_are_timed_in_the_middle_where_the_ends_are_skipped():
    walk, truth = walk_of("forward", 1.1, 11.0, walker="adult")
    session = rg.analyze(walk)
    whole, middle = (one(session, "10m", direction="forward", skip_m=skip_m) for skip_m in (0.0, 2.0))
    lines = [reach_s(truth, line_m, "forward") for line_m in (2.0, 8.0, 10.0)]
    assert middle["start_s"] == pytest.approx(lines[0], abs=BEYOND_S)
    assert middle["time_s"] == pytest.approx(lines[1] - lines[0], abs=BEYOND_S)
    assert whole["time_s"] == pytest.approx(lines[2] - first_movement_s(truth), abs=BEYOND_S)
    assert middle["distance_m"] == 6.0
    assert middle["mean_speed_mps"] > whole["mean_speed_mps"]  # it starts at speed
    feet = one(session, "25ft", direction="forward")
    assert feet["distance_m"] == pytest.approx(7.62)


def test_a_stated_time_gives_the_distance_along_the_way_also_round_a_turn():
    program = [("stand", 2), ("backward", 12), ("turn", 180), ("backward", 14), ("stand", 2)]
    walk, truth = rg.simulate_walk("backward", 0.6, seed=5, program=program)
    row = one(rg.analyze(walk), "2min", duration_s=24.0)
    true_m = way_m(truth, row["end_s"])
    assert row["measure"] == "distance_m"
    assert row["distance_m"] == pytest.approx(true_m, rel=0.03)
    assert row["low"] <= true_m <= row["high"]
    assert row["time_s"] == pytest.approx(24.0)
    assert row["walked_m"] < 0.7 * row["distance_m"]  # it came back
    short = one(rg.analyze(walk), "2min")
    assert short["flag"].startswith("too_short: ")
    assert short["flag"].endswith("s recorded from the start, 120 s needed")


def test_a_short_walk_says_how_far_it_went():
    walk, _ = walk_of("backward", 0.5, 5.0)
    row = one(rg.analyze(walk))
    assert np.isnan(row["time_s"])
    assert row["flag"].startswith(f"too_short: {row['walked_m']:.2f} m walked, 0.0")
    assert row["flag"].endswith("3 m needed")


def test_a_walk_that_ends_at_the_line_says_that_it_may_not_have_reached_it(walks):
    session = walks["backward"][2]
    walked_m = one(session)["walked_m"]
    row = one(session, distance_m=round(walked_m - 0.01, 3))
    assert row["flag"].startswith("near_end: ")
    assert one(session, distance_m=round(walked_m - 0.3, 3))["flag"] == "ok"
    assert one(session, distance_m=round(walked_m + 0.01, 3))["flag"].startswith("too_short: ")


@pytest.mark.parametrize(("stands_s", "flag"), [(0.0, "no_standing"), (1.2, "ok")])
def test_a_walk_needs_standing_before_it(stands_s, flag):
    walk, _ = walk_of("backward", stand_s=2.0)
    frames = {
        site: walk[site].iloc[round((2.0 - stands_s) * 100) + 30 * (stands_s == 0.0) :] for site in FEET
    }
    row = one(rg.analyze(recorded(frames)))
    assert row["flag"].split(":")[0] == flag
    assert np.isfinite(row["time_s"]) == (flag == "ok")


def test_least_standing_has_two_sides(walks):
    session = walks["backward"][2]
    stood_s = one(session)["start_s"]
    for off_s, flag in ((-0.01, "ok"), (0.01, "no_standing")):
        options = WalkTestOptions(least_standing_s=float(stood_s + off_s))
        assert one(session, options=options)["flag"].split(":")[0] == flag


def test_a_walk_round_a_turn_is_no_course():
    program = [("stand", 2), ("backward", 4), ("turn", 90), ("backward", 6), ("stand", 2)]
    walk, _ = rg.simulate_walk("backward", 0.5, seed=5, program=program)
    row = one(rg.analyze(walk))
    assert row["flag"].startswith("turned: a foot turned by ")
    assert np.isnan(row["time_s"])
    lenient = one(rg.analyze(walk), options=WalkTestOptions(most_turn_deg=150.0))
    assert lenient["flag"] == "ok"


def test_feet_that_stand_one_ahead_of_the_other_are_said_to(walks):
    """The first foot's step is two thirds of a step, the other foot's more than twice that."""
    session = walks["backward"][2]
    row = one(session, options=WalkTestOptions(most_first_share=0.2))
    assert row["flag"].startswith("uneven_start: the first step went 0.")
    assert np.isfinite(row["time_s"])
    assert one(session, options=WalkTestOptions(most_first_share=0.7))["flag"] == "ok"


def test_a_belt_covers_no_distance():
    walk, _ = rg.simulate_walk("backward", 0.5, duration_s=15, seed=1, surface="treadmill")
    row = one(rg.analyze(walk, surface="treadmill"))
    assert row["flag"] == "treadmill: on a treadmill no distance is covered; walk on the floor"


def test_who_walks_the_other_way_is_no_trial(walks):
    row = one(walks["forward"][2])
    assert row["flag"] == "no_walk: there is no backward walking in this recording"
    assert row["trial"] == 1


def test_nobody_walks_in_an_empty_recording():
    rest = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (800, 1))
    walk = walk_of("backward")[0]
    frame = walk["left_foot"].iloc[:800] * 0.0 + rest
    session = rg.analyze(recorded({"left_foot": frame}))
    assert one(session)["flag"].startswith("no_walk")


def test_a_recording_that_ends_before_the_feet_stand_is_cut(walks):
    walk, truth, _ = walks["backward"]
    end_s = reach_s(truth, 3.0, "backward") + 0.05
    frames = {site: walk[site].loc[:end_s] for site in FEET}
    row = one(rg.analyze(recorded(frames)))
    assert row["flag"].split(":")[0] in ("too_short", "cut")
    assert np.isnan(row["time_s"])


def test_no_stop_at_the_end_of_a_course(walks):
    walk, truth, _ = walks["backward"]
    end_s = reach_s(truth, 3.0, "backward")
    frames = {site: walk[site].loc[:end_s] for site in SHANKS}
    row = one(rg.analyze(recorded(frames)), ends="stop")
    assert row["flag"].startswith("no_stop: ")
    assert row["flag"].endswith("stand still at the end of the course")


def test_a_course_of_another_length_than_the_feet_went_is_said(walks):
    row = one(walks["backward"][2], ends="stop")
    assert row["flag"] == f"other_distance: the feet went {row['walked_m']:.2f} m, and the course is 3 m"


@settings(max_examples=8)
@given(late_s=st.floats(-50.0, 5000.0))
def test_the_origin_of_time_does_not_matter(walks, late_s):
    walk = walks["backward"][0].select(*FEET)
    frames = {site: walk[site].set_axis(walk.time_s + late_s) for site in FEET}
    moved = one(rg.analyze(recorded(frames)))
    row = one(walks["backward"][2])
    for name in ("time_s", "low", "high", "walked_m"):
        assert moved[name] == pytest.approx(row[name], abs=2e-3), name
    assert moved["start_s"] == pytest.approx(row["start_s"] + late_s, abs=2e-3)


def test_the_mirror_image_takes_as_long(walks):
    walk = walks["backward"][0].select(*FEET)
    image = one(rg.analyze(recorded(mirrored(frames_of(walk)))))
    row = one(walks["backward"][2])
    for name in ("time_s", "low", "high", "walked_m", "n_steps", "first_step_s"):
        assert image[name] == pytest.approx(row[name], abs=1e-6), name


def test_a_longer_course_never_takes_less(walks):
    session = walks["backward"][2]
    times = [one(session, distance_m=d)["time_s"] for d in np.arange(0.5, 4.0, 0.25)]
    assert (np.diff(times) >= 0).all()


REFUSED = (
    ({"test": "6m"}, "test is '6m'; expected one of 3m 10m 25ft 2min; choose one of them"),
    ({"direction": "sideways"}, "direction is 'sideways'; expected one of backward forward"),
    ({"ends": "line"}, "ends is 'line'; expected one of distance stop"),
    (
        {"distance_m": -1.0},
        "distance_m is -1.0; expected a distance in m from 0.5 to 1000, or None; leave it out",
    ),
    ({"duration_s": 0.0}, "duration_s is 0.0; expected a time in s from 0.1 to 86400, or None; leave it out"),
    (
        {"distance_m": 3.0, "duration_s": 9.0},
        "distance_m and duration_s are both given; expected one of them",
    ),
    (
        {"skip_m": 1.5},
        "skip_m is 1.5; expected a distance in m from 0 and below 1.5, half of the course; pass 2",
    ),
    ({"skip_m": 1.0, "ends": "stop"}, "skip_m is 1.0 with ends='stop'; expected 0"),
    (
        {"test": "2min", "ends": "stop"},
        "test '2min' ends after 120 s; expected ends='distance' and no skip_m",
    ),
    ({"go_s": "now"}, "go_s is 'now'; expected the time of go in s, on the recording's clock"),
    (
        {"go_s": 400.0},
        "go_s is 400, and no trial of its own begins after it; expected a time while the person stands",
    ),
    ({"go_s": [0.5, 0.6]}, "go_s is 0.6, and no trial of its own begins after it"),
)


@pytest.mark.parametrize(("given", "text"), REFUSED, ids=[" ".join(one[0]) for one in REFUSED])
def test_what_cannot_be_asked_is_refused(walks, given, text):
    with pytest.raises(InvalidOption) as error:
        rg.walk_test(walks["backward"][2], **given)
    assert str(error.value).startswith(f"walk_test: {text}")


def table_of(*times_s, **more):
    columns = {
        "test": "3m",
        "direction": "backward",
        "distance_m": 3.0,
        "measure": "time_s",
        "flag": "ok",
        "how": "path of the feet from where they stood",
        **more,
    }
    times = np.array(times_s)
    return WALK_TESTS.frame(
        {
            **{name: [value] * len(times) for name, value in columns.items()},
            "time_s": times,
            "low": times - 0.3,
            "high": times + 0.3,
        }
    )


def test_a_change_stands_beside_each_published_one():
    found = rg.compare_tests(table_of(7.0, 8.0, np.nan), table_of(4.5))
    assert len(found) == len(DETECTABLE_CHANGES)
    assert found["change_s"].tolist() == [-3.0] * 3
    assert found["n_before"].tolist() == [2] * 3
    assert found["change_high"][0] - found["change_low"][0] == pytest.approx(2 * 0.3 * 2**0.5)
    assert [reading.split(" is ")[1].split(" ")[0] for reading in found["reading"]] == [
        "beyond" if abs(-3.0) > one.detectable_s else "within" for one in DETECTABLE_CHANGES
    ]
    assert found["source"].str.contains("doi").all()


def test_tests_of_a_batch_are_compared_whose_person_or_task_is_not_stated():
    before, after = (
        table_of(7.0).assign(subject="P1", task=None),
        table_of(4.5).assign(subject="P1", task="single"),
    )
    for one in (before, before.assign(subject=None)):
        assert rg.compare_tests(one, after)["change_s"].tolist() == [-2.5] * 3


@pytest.mark.parametrize(("after_s", "side"), [(4.05, "beyond"), (4.07, "within"), (9.95, "beyond")])
def test_beyond_has_two_sides(after_s, side):
    found = rg.compare_tests(table_of(7.0), table_of(after_s)).set_index("detectable_s")
    assert f" is {side} 2.94 s of people with a total knee arthroplasty" in found.loc[2.94, "reading"]


def test_a_test_without_a_published_change_has_its_row_too():
    forward = {"direction": "forward"}
    found = rg.compare_tests(table_of(3.0, **forward), table_of(2.5, **forward))
    assert found["reading"].tolist() == ["no detectable change of this test is known here"]
    assert found["change_s"].tolist() == [-0.5]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (
            table_of(7.0),
            table_of(7.0, direction="forward"),
            "direction is 'backward' before and 'forward' after",
        ),
        (
            table_of(7.0),
            table_of(7.0, distance_m=4.0),
            "distance_m is 3.0 before and 4.0 after; expected the same",
        ),
        (
            table_of(np.nan, flag="turned: a"),
            table_of(7.0),
            "before has no trial with a time (turned: a); expected",
        ),
        (
            table_of(7.0),
            table_of(7.0).drop(columns="low"),
            "after has no column 'low'; expected rows of walk_test",
        ),
        (
            table_of(7.0, 6.0).assign(subject=["P1", "P2"]),
            table_of(7.0),
            "before holds several subjects (P1, P2); expected one, because their times are averaged; pass the rows",
        ),
        (
            table_of(7.0).assign(subject="P1"),
            table_of(7.0).assign(subject="P2"),
            "subject is 'P1' before and 'P2' after; expected the same, because people are never pooled; pass the",
        ),
        (
            table_of(7.0).assign(task="single"),
            table_of(7.0).assign(task="counting"),
            "task is 'single' before and 'counting' after; expected the same, because a second task changes",
        ),
    ],
)
def test_what_is_no_pair_of_tests_is_refused(before, after, text):
    with pytest.raises(InvalidOption) as error:
        rg.compare_tests(before, after)
    assert str(error.value).startswith(f"compare_tests: {text}")


def step(leave_s, direction="backward", side="left", bout=0):
    return Step(side, leave_s, leave_s + 0.4, 0.01, 0.01, direction, bout)


@pytest.mark.parametrize(("unknown", "trials"), [(2, 1), (3, 2)])
def test_a_few_steps_of_unknown_direction_are_of_the_walk_around_them(unknown, trials):
    ways = ["backward"] * 3 + ["unknown"] * unknown + ["backward"] * 3
    steps = [step(float(k), way) for k, way in enumerate(ways)]
    assert len(find_trials(steps, "backward")) == trials
    assert len(find_trials(steps, "backward", np.inf)) == 1


def test_unknown_steps_between_two_directions_are_of_neither():
    ways = ["backward"] * 3 + ["unknown"] + ["forward"] * 3
    steps = [step(float(k), way) for k, way in enumerate(ways)]
    (trial,) = find_trials(steps, "backward")
    assert len(trial.steps) == 3
    (back,) = find_trials(steps, "forward")
    assert back.before_s == 3.4


def test_the_error_of_a_way_grows_with_its_scale_and_with_the_root_of_its_steps():
    rows = np.zeros((9, swings.WIDTH))
    one_m, nine_m = (path_error_m(rows[:n], 100.0, np.full(n, 0.5)) for n in (1, 9))
    assert one_m == pytest.approx(float(length_error_m(rows[:1], 100.0, np.array([0.5]))[0]))
    assert nine_m == pytest.approx(np.hypot(3 * 0.004, 9 * 0.009 * 0.5))


def test_who_fidgets_before_the_other_foot_leaves_stood_all_the_same(walks):
    """Real people do: one foot is turned about while the other begins to leave."""
    walk, _, session = walks["backward"]
    row = one(session)
    second = "right_foot" if session.events["side"].iloc[0] == "left" else "left_foot"
    frames = {site: walk[site].copy() for site in FEET}
    at = (walk.time_s > row["start_s"] + 0.02) & (walk.time_s < row["start_s"] + 0.22)
    frames[second].loc[at, "gyr_z"] += 25.0 * np.sin(2 * np.pi * np.linspace(0, 1, at.sum(), endpoint=False))
    fidgeted = one(rg.analyze(recorded(frames)))
    assert fidgeted["flag"] == "ok"
    assert fidgeted["time_s"] == pytest.approx(row["time_s"], abs=0.05)


@pytest.mark.parametrize(("off_s", "flag"), [(-0.02, "ok"), (0.02, "no_stop")])
def test_standing_at_the_end_of_a_course_has_two_sides(walks, off_s, flag):
    walk, _, session = walks["backward"]
    row = one(session, ends="stop", distance_m=4.2)
    stands_s = walk.time_s[-1] - row["end_s"]
    options = WalkTestOptions(least_standing_s=float(stands_s + off_s))
    assert one(session, ends="stop", distance_m=4.2, options=options)["flag"].split(":")[0] == flag


@pytest.mark.parametrize(("off_m", "flag"), [(0.1, "ok"), (0.6, "other_distance")])
def test_a_stated_course_may_differ_from_the_way_of_the_feet_by_a_tenth(walks, off_m, flag):
    session = walks["backward"][2]
    walked_m = one(session)["walked_m"]
    for distance_m in (walked_m - off_m, walked_m + off_m):
        row = one(session, ends="stop", distance_m=float(distance_m))
        assert row["flag"].split(":")[0] == flag


@pytest.mark.parametrize(("most", "flag"), [(0.3, "ok"), (0.1, "mixed")])
def test_steps_the_other_way_in_a_stated_time_are_said(most, flag):
    program = [("stand", 2), ("backward", 12), ("stop", 0.5), ("forward", 4), ("stand", 2)]
    walk, _ = rg.simulate_walk("backward", {"backward": 0.5, "forward": 0.8}, seed=5, program=program)
    row = one(rg.analyze(walk), "2min", duration_s=16.0, options=WalkTestOptions(most_other_share=most))
    assert row["flag"].split(":")[0] == flag
    if flag == "mixed":
        assert row["flag"].endswith("steps go forward")


def test_the_order_in_which_sensors_are_given_does_not_matter(walks):
    walk, _, session = walks["backward"]
    turned = one(rg.analyze(recorded({site: walk[site] for site in reversed(FEET)})))
    row = one(session)
    for name in ("time_s", "low", "high", "n_steps", "flag"):
        assert turned[name] == row[name], name


def without(walk, site, from_s, to_s):
    frames = {one: walk[one].copy() for one in FEET}
    frames[site].loc[from_s:to_s] = np.nan
    return recorded(frames)


@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_where_samples_of_a_foot_are_lost_the_other_is_measured(walks):
    walk, truth, session = walks["backward"]
    first = session.events["side"].iloc[0]
    other = "right" if first == "left" else "left"
    swings_s = session.events.loc[session.events["event"].eq("final_contact")].groupby("side")["time_s"]
    true_s = reach_s(truth, 3.0, "backward") - first_movement_s(truth)
    for side, kept in ((first, other), (other, first)):
        third_s = swings_s.get_group(side).iloc[2] + 0.2
        row = one(rg.analyze(without(walk, f"{side}_foot", third_s, third_s + 0.1)))
        assert row["flag"].startswith(f"one_foot: only the way of the {kept} foot is known")
        assert row["low"] <= true_s <= row["high"]
        assert row["start_s"] == pytest.approx(first_movement_s(truth), abs=0.05)  # both are known there
    begins_s = swings_s.get_group(first).iloc[0]
    row = one(rg.analyze(without(walk, f"{first}_foot", begins_s - 0.12, begins_s - 0.05)))
    assert row["flag"] == f"lost_samples: samples of the {first} foot are missing as it leaves"
    assert np.isnan(row["time_s"])


def test_one_foot_round_a_turn_is_no_course_either():
    program = [("stand", 2), ("backward", 4), ("turn", 90), ("backward", 6), ("stand", 2)]
    walk, _ = rg.simulate_walk("backward", 0.5, seed=5, program=program)
    assert one(rg.analyze(walk.select("left_foot")))["flag"].startswith("turned: ")


@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_a_stated_time_is_measured_by_the_foot_that_is_known(walks):
    walk, truth, session = walks["backward"]
    both = one(session, "2min", duration_s=6.0)
    lost = one(rg.analyze(without(walk, "right_foot", 5.0, 5.12)), "2min", duration_s=6.0)
    assert lost["flag"].startswith("one_foot: only the way of the left foot")
    true_m = way_m(truth, both["end_s"])
    for row in (both, lost):
        assert row["low"] <= true_m <= row["high"]
    assert lost["high"] - lost["low"] > both["high"] - both["low"]


@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
@pytest.mark.parametrize("sites", [FEET, SHANKS, THIGHS], ids=["feet", "shanks", "thighs"])
def test_one_leg_over_a_taped_course_may_begin_second_and_end_first(walks, sites):
    walk, truth, _ = walks["backward"]
    lands = truth.events.loc[truth.events["event"].eq("initial_contact"), "time_s"]
    true_s = lands.max() - first_movement_s(truth)
    for site in sites:
        session = rg.analyze(walk.select(site), direction="backward")
        row = one(session, ends="stop", distance_m=4.2)
        leg = site.split("_")[0]
        assert row["flag"] == (
            f"one_foot: only the {leg} leg wears a sensor; the other may be first or last by a step"
        )
        assert row["low"] <= true_s <= row["high"]
        called = one(session, ends="stop", distance_m=4.2, go_s=first_movement_s(truth) - 0.3)
        assert called["low"] <= true_s + 0.3 <= called["high"]
        step_s = row["high"] - row["time_s"] - (row["time_s"] - row["low"])
        assert called["high"] - called["time_s"] < row["high"] - row["time_s"] - 0.4 * step_s


@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_a_step_that_may_be_among_lost_samples_leaves_a_taped_course_without_a_time(walks):
    walk, _, session = walks["backward"]
    whole = one(session, ends="stop", distance_m=4.2)
    for side in ("left", "right"):
        site = f"{side}_foot"
        begins = one(
            rg.analyze(without(walk, site, whole["start_s"] - 1.0, whole["start_s"] - 0.4)), ends="stop"
        )
        assert begins["flag"] == (
            "lost_samples: samples are missing where the walk begins, and a step may be among them"
        )
        ends = one(rg.analyze(without(walk, site, whole["end_s"] + 0.3, whole["end_s"] + 0.9)), ends="stop")
        assert (
            ends["flag"]
            == "lost_samples: samples are missing where the walk ends, and a step may be among them"
        )
        assert np.isnan([begins["time_s"], ends["time_s"]]).all()
        between = one(rg.analyze(without(walk, site, 5.0, 5.6)), ends="stop", distance_m=4.2)
        assert between["time_s"] == pytest.approx(whole["time_s"], abs=0.02)
        assert (between["flag"], between["n_steps"] is pd.NA) == ("ok", True)


def test_a_session_of_a_file_says_that_its_samples_are_missing(walks):
    session = rg.Session.from_json(walks["backward"][2].to_json())
    with pytest.raises(rg.RetrogaitError, match=r"holds no samples; .* run analyze on the recording again"):
        rg.walk_test(session)
