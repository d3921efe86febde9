"""Sensors on a table, taken off, or on somebody who lies: the walk stays, and a note says what is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from walks import FEET, SHANKS, compare, frames_of, of_site, recorded, simulate

import retrogait as rg
from retrogait.errors import InvalidTable
from retrogait.kinematics.worn import Worn

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
THIGHS = ("left_thigh", "right_thigh")
PROGRAMS = {
    "before": lambda kind: (((kind, 30.0)), ("stand", 2.0), ("backward", 15.0)),
    "between": lambda kind: (("stand", 2.0), ("backward", 12.0), (kind, 30.0), ("backward", 12.0)),
    "after": lambda kind: (("stand", 2.0), ("backward", 15.0), (kind, 30.0)),
}


def walk(kind: str, when: str, seed: int = 3) -> tuple[rg.Recording, object]:
    return simulate(
        "backward",
        0.6,
        program=PROGRAMS[when](kind),
        seed=seed,
        sites=(*FEET, *SHANKS, *THIGHS),
    )


@pytest.mark.parametrize("when", PROGRAMS)
@pytest.mark.parametrize("kind", ["lie", "sit", "table", "off"])
@pytest.mark.parametrize("sites", [FEET, SHANKS, THIGHS], ids=lambda sites: sites[0][5:])
def test_none_of_the_walk_is_lost(kind, when, sites):
    """None that is found with standing in place of it: of a thigh one step is missed there as well."""
    missing, extra = [], []
    for done in (kind, "stand"):
        recording, truth = walk(done, when)
        match = compare(truth.events, rg.analyze(recording.select(*sites)).events, "initial_contact")
        missing.append(match.missing)
        extra.append(match.extra)
    assert missing[0] <= missing[1] <= 1
    assert extra[0] <= extra[1] == 0


@pytest.mark.parametrize("when", PROGRAMS)
def test_a_walk_calibrates_though_its_sensors_lay_on_a_table(when):
    recording, truth = walk("table", when)
    feet = recorded({site: recording[site] for site in FEET}, frame="sensor")
    session = rg.analyze(feet, alignment=rg.calibrate(feet, direction="backward"))
    match = compare(truth.events, session.events, "initial_contact")
    assert (match.missing, match.extra) == (0, 0)
    assert match.same_direction.all()


def test_what_is_left_out_is_said_with_its_time():
    recording, _ = walk("table", "after")
    session = rg.analyze(recording.select("left_foot"))
    (note,) = [one for one in session.warnings if "left out" in one]
    assert note == (
        "left_foot: 30 s, from 18 to 48 s, are left out: gravity stays more than 45 deg from where it is in "
        "walking, so the sensor was taken off, or its wearer sat or lay"
    )
    # the samples themselves stay as they were
    assert np.isfinite(session.recording.channels("left_foot")).all()


def test_two_spells_are_one_note():
    recording, _ = simulate(
        "backward",
        0.6,
        program=(("table", 20.0), ("backward", 12.0), ("table", 20.0)),
        seed=3,
        sites=FEET,
    )
    (note,) = [one for one in rg.analyze(recording).warnings if "left out" in one]
    assert " s and 1 more spell, are left out" in note


def test_a_plain_walk_loses_nothing():
    for way in ("backward", "forward"):
        recording, _ = simulate(
            way, 0.6, duration_s=20, seed=3, sites=(*FEET, *SHANKS, *THIGHS, "lower_back")
        )
        found = Worn.find(recording)
        assert found.off == {}
        assert all(found.walks.values())
        assert found.only(recording) is recording


def test_sensors_that_are_upside_down_in_walking_are_refused_whatever_the_table_says():
    recording, _ = walk("table", "after")
    turned = {
        site: pd.DataFrame(
            frame.to_numpy() * [1, -1, -1, 1, -1, -1], index=frame.index, columns=frame.columns
        )
        for site, frame in frames_of(recording.select(*FEET)).items()
    }
    with pytest.raises(InvalidTable, match="left_foot: gravity lies along -z"):
        rg.analyze(recorded(turned))


def test_who_only_lies_is_not_refused_but_has_no_strides():
    lying = np.tile([0.0, 9.81, 0.0, 0.0, 0.0, 0.0], (3000, 1))
    lying += np.random.default_rng(0).normal(0.0, 0.3, lying.shape)
    recording = of_site(lying, "left_foot")
    assert Worn.find(recording).walks == {"left_foot": False}
    assert not len(rg.analyze(recording).strides)


def test_lost_packets_hide_no_spell():
    recording, _ = walk("table", "after")
    whole = Worn.find(recording.select("left_foot")).off["left_foot"]
    values = recording["left_foot"].to_numpy().copy()
    rng = np.random.default_rng(1)
    for start in rng.integers(0, len(values) - 10, len(values) // 100):
        values[start : start + 5] = np.nan
    off = Worn.find(of_site(values, "left_foot")).off["left_foot"]
    assert np.abs(np.array(off) - np.array(whole)).max() <= 150
