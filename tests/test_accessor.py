"""df.gait: doors only, so each must lead where it says."""

from __future__ import annotations

import pandas as pd
import pytest

import retrogait as rg
import retrogait.accessor  # registers df.gait
from retrogait.errors import InvalidTable


@pytest.fixture(scope="module")
def walk():
    return rg.simulate_walk(direction="backward", speed_mps=0.6, duration_s=20, seed=4)[0]


def test_every_door_leads_to_its_table(walk):
    df, session = walk.wide(), rg.analyze(walk)
    pd.testing.assert_frame_equal(df.gait.contacts(), session.events)
    pd.testing.assert_frame_equal(df.gait.strides(), session.strides)
    pd.testing.assert_frame_equal(df.gait.bouts(), session.bouts)
    pd.testing.assert_series_equal(df.gait.summary(), session.summary)


def test_declarations_and_options_go_to_their_functions(walk):
    frame = walk["left_foot"].assign(
        **{name: walk["left_foot"][name] / 9.80665 for name in ("acc_x", "acc_y", "acc_z")}
    )
    session = frame.gait.analyze(
        site="left_foot", acc_unit="g", rate_hz=100.0, surface="treadmill", belt_speed_mps=0.6
    )
    assert session.recording.sites == ("left_foot",)
    assert session.summary["surface"] == "treadmill"
    assert set(session.strides["side"]) == {"left"}


def test_recording_is_that_of_from_frames(walk):
    recording = walk.wide().gait.recording(sites={"left_foot": "left_shank", "right_foot": "right_shank"})
    assert recording.sites == ("left_shank", "right_shank")


def test_frame_without_sensors_says_what_it_wants():
    with pytest.raises(InvalidTable, match="acc_x"):
        pd.DataFrame({"mood": ["good", "bad"]}).gait.analyze()


def test_unknown_option_is_refused(walk):
    with pytest.raises(TypeError, match="belt_speed"):
        walk.wide().gait.analyze(belt_speed=0.6)
