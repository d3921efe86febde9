"""`timed_up_and_go` against the truth of simulated people who rise, walk and sit down."""

from __future__ import annotations

import numpy as np
import pytest
from naive_walk_test import seat_s
from walks import frames_of, mirrored, recorded

import retrogait as rg
from retrogait.cli import main
from retrogait.cli.walk_test_table import render_up_and_go
from retrogait.gait.turns import TurnOptions, find_turns
from retrogait.walk_tests import UP_AND_GO, UpAndGoOptions

SITES = ("left_foot", "right_foot", "lower_back")
PARTS = ["rise_s", "walk_out_s", "turn_s", "walk_back_s", "sit_s"]
COURSES = {
    "round": [("forward", 4), ("turn", 180), ("forward", 4), ("spin", -180)],
    "backward": [("forward", 4), ("stop", 0.5), ("backward", 5)],
}


@pytest.fixture(scope="module")
def chairs():
    made = {}
    for name, course in COURSES.items():
        speeds = {"forward": 0.8, "backward": 0.5}
        walk, truth = rg.simulate_walk(
            "forward", speeds, seed=3, program=[("sit", 6), *course, ("sit", 6)], walker="adult", sites=SITES
        )
        made[name] = walk, truth, rg.analyze(walk)
    return made


def one(session, **more):
    table = rg.timed_up_and_go(session, **more)
    UP_AND_GO.check(table)
    assert len(table) == 1
    return table.iloc[0]


@pytest.mark.parametrize("course", COURSES)
def test_the_whole_and_rising_take_as_long_as_the_true_trunk_takes(chairs, course):
    _, truth, session = chairs[course]
    row = one(session)
    (begin_s, up_s), (end_s, down_s) = (
        seat_s(truth, truth.spells.iloc[place], place == 0) for place in (0, 1)
    )
    assert row["flag"] == "ok"
    assert row["start_s"] == pytest.approx(begin_s, abs=0.03)
    assert row["end_s"] == pytest.approx(end_s, abs=0.03)
    assert row["low"] < row["time_s"] < row["high"]
    assert row["rise_s"] == pytest.approx(up_s - begin_s, abs=0.25)
    assert row["seat_m"] == pytest.approx(np.ptp(truth.paths["lower_back"]["z_m"]), abs=0.1)
    assert row[PARTS].sum() == pytest.approx(row["time_s"])
    assert (row[PARTS] >= 0).all()
    if course == "backward":
        assert row["sit_s"] == pytest.approx(end_s - down_s, abs=0.25)


def test_a_turn_half_way_and_one_before_the_seat(chairs):
    _, truth, session = chairs["round"]
    row = one(session)
    assert (row["out_direction"], row["back_direction"]) == ("forward", "forward")
    assert row["turn_deg"] == pytest.approx(180, abs=15)
    assert row["sit_turn_deg"] == pytest.approx(-180, abs=15)
    yaw = truth.paths["lower_back"]["yaw_deg"]
    middle_s = yaw.index[np.argmax(yaw.rolling(101, center=True, min_periods=1).mean() > 90)]
    begin_s = row["start_s"] + row["rise_s"] + row["walk_out_s"]
    assert begin_s < middle_s < begin_s + row["turn_s"]


def test_walking_back_backward_needs_no_turn(chairs):
    row = one(chairs["backward"][2])
    assert (row["out_direction"], row["back_direction"]) == ("forward", "backward")
    assert row["turn_s"] == 0.0
    assert np.isnan(row["turn_deg"])
    assert np.isnan(row["sit_turn_deg"])


def test_the_mirror_image_turns_the_other_way(chairs):
    walk, _, session = chairs["round"]
    image, row = one(rg.analyze(recorded(mirrored(frames_of(walk))))), one(session)
    assert image["turn_deg"] == pytest.approx(-row["turn_deg"], abs=0.1)
    for name in ("time_s", *PARTS):
        assert image[name] == pytest.approx(row[name], abs=0.02), name


def test_a_walk_without_a_chair_has_no_rise(chairs):
    walk, _ = rg.simulate_walk("forward", 0.8, 16, seed=3, sites=SITES)
    assert one(rg.analyze(walk))["flag"].startswith(
        "no_rise: the trunk never rises by 0.15 m or more, with a sec"
    )


def test_who_stays_on_their_feet_has_not_sat_down(chairs):
    walk, truth, _ = chairs["backward"]
    standing_s = truth.spells["start_s"].iloc[1] - 0.2
    frames = {site: walk[site].loc[:standing_s] for site in SITES}
    row = one(rg.analyze(recorded(frames)))
    assert row["flag"].startswith("no_sit: the trunk never sinks by 0.15 m or more")
    assert np.isnan(row["time_s"])


def test_without_a_trunk_nothing_is_known(chairs):
    row = one(rg.analyze(chairs["round"][0].select("left_foot", "right_foot")))
    assert (
        row["flag"] == "no_trunk: rising and sitting down show at the trunk; wear a sensor on the lower back"
    )


def test_least_rise_has_two_sides(chairs):
    session = chairs["round"][2]
    seat_m = one(session)["seat_m"]
    assert one(session, options=UpAndGoOptions(least_rise_m=seat_m - 0.1))["flag"] == "ok"
    assert one(session, options=UpAndGoOptions(least_rise_m=seat_m + 0.1))["flag"].startswith("no_rise")


def test_a_turn_that_counts_has_two_sides(chairs):
    session = chairs["round"][2]
    assert one(session, options=UpAndGoOptions(least_turn_deg=150.0))["flag"] == "ok"
    row = one(session, options=UpAndGoOptions(least_turn_deg=220.0))
    assert row["flag"] == "no_turn: no turn or change of direction half way"
    assert np.isfinite(row["time_s"])
    assert np.isnan(row["walk_out_s"])


def test_turns_are_found_where_the_heading_changes():
    rate_hz = 50.0
    time_s = np.arange(0.0, 20.0, 1 / rate_hz)
    yaw_dps = 30.0 * np.sin(2 * np.pi * time_s)  # swaying, once a stride of a second
    yaw_dps += np.where((time_s >= 5.0) & (time_s < 8.0), 60.0, 0.0)
    yaw_dps -= np.where((time_s >= 12.0) & (time_s < 14.0), 30.0, 0.0)
    turn, *others = find_turns(yaw_dps, rate_hz, 100.0, TurnOptions(least_deg=90.0))
    assert not others  # that of 60 deg is none
    assert turn.angle_deg == pytest.approx(180.0, abs=10)
    assert turn.start_s == pytest.approx(105.0, abs=0.5)
    assert turn.end_s == pytest.approx(108.0, abs=0.5)
    assert len(find_turns(yaw_dps, rate_hz, 100.0, TurnOptions(least_deg=50.0))) == 2


def test_the_command_prints_the_parts_and_refuses_what_has_no_distance(chairs, tmp_path, capsys):
    walk, _, session = chairs["backward"]
    rg.write_recording(walk, tmp_path / "chair.csv")
    assert main(["test", str(tmp_path / "chair.csv"), "--test", "tug"]) == 0
    text = capsys.readouterr().out
    assert f"{one(session)['time_s']:.2f}" in text
    assert "out forward, back backward" in text
    assert max(map(len, text.splitlines()[1:])) <= 80
    assert main(["test", str(tmp_path / "chair.csv"), "--test", "tug", "--distance-m", "3"]) == 2
    assert "--distance-m was given with --test tug" in capsys.readouterr().err
    longest = UP_AND_GO.frame(
        {"trial": [12], **{name: [9999.99] for name in ("start_s", "time_s", "low", "high")}}
    )
    longest["flag"] = "lost"
    assert max(map(len, render_up_and_go(longest, "chair.csv").splitlines())) <= 80
