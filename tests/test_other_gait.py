"""Stairs and running: what becomes of swings and strides that are flagged so."""

from __future__ import annotations

import numpy as np
from swings_by_hand import swings_of

from retrogait.gait.other_gait import other_gait_notes, without_running_direction
from retrogait.tables.catalogue import DIRECTIONS, STRIDES, SWINGS


def hand_made(**columns):
    filled = {
        "side": ["left", "right", "left"],
        "site": ["left_foot", "right_foot", "left_foot"],
        "direction": ["backward", "forward", "forward"],
        "direction_confidence": [0.9, 0.8, 0.7],
        "time_nats": [1.0, 2.0, 3.0],
        "strike": ["toe", "heel", "heel"],
        "foot_strike_angle_deg": [-20.0, 20.0, 21.0],
        "displacement_m": [0.6, 0.7, 0.8],
    }
    return swings_of(SWINGS.frame({**filled, **columns}))


def test_who_runs_has_no_direction_and_keeps_the_length():
    swings = without_running_direction(hand_made(is_running=[False, True, True]))
    assert [DIRECTIONS[place] for place in swings["direction"]] == ["backward", "unknown", "unknown"]
    for name in ("direction_confidence", "time_nats", "foot_strike_angle_deg"):
        assert np.isnan(swings[name]).tolist() == [False, True, True], name
    assert swings["strike"].tolist()[1:] == [-1, -1]
    assert swings["displacement_m"].tolist() == [0.6, 0.7, 0.8]


def test_who_walks_keeps_everything():
    swings = hand_made(is_stairs=[True, True, False])
    assert without_running_direction(swings) is swings


def test_notes_say_how_many_and_what_to_do():
    strides = STRIDES.frame(
        {"is_stairs": [True, False, True, False], "is_running": [False, True, False, False]}
    )
    stairs, run = other_gait_notes(strides)
    assert stairs.startswith("2 strides climb or descend")
    assert "they are not steady and in no mean" in stairs
    assert run.startswith("1 stride is run")
    assert "no walking direction" in run
    assert other_gait_notes(strides.iloc[3:]) == []
