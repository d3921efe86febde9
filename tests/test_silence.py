"""Who gets no strides is told which gate let nothing through, and what to do works when it is done."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from not_walking import TUMBLING, UPRIGHT
from walks import FEET, frames_of, of_site, recorded, simulate

import retrogait as rg

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
WALK = "walk over ground at your own pace for 10 s or more"
ON_A_FOOT = f"{WALK}, with a sensor on a foot, which rests at every step"
FIRMLY = f"{WALK}, with the sensor strapped on firmly"
A_POINT = "it turns about a point that stays where it is, as a leg does that is swung or cycles"


def words(recording: rg.Recording) -> str:
    """The one note on sites that gave no strides."""
    session = rg.analyze(recording)
    (note,) = [one for one in session.warnings if ": no strides: " in one]
    return note


def walk(site: str = "left_foot") -> rg.Recording:
    return simulate("backward", 0.6, duration_s=20, seed=3, sites=(site,))[0]


@pytest.mark.parametrize(
    ("motion", "site", "said"),
    [
        (
            "standing",
            "left_foot",
            "it turns by 0.18 deg/s at most, a walk makes 10 and more; check that it was worn",
        ),
        (
            "slow sway",
            "lower_back",
            "it turns by 1.2 deg/s at most, a walk makes 2.5 and more; check that it was",
        ),
        ("tapping", "left_foot", f"it moves 72 times a minute as a walk may, but {A_POINT}; {WALK}"),
        ("marching", "left_shank", f"it moves 48 times a minute as a walk may, but {A_POINT}; {WALK}"),
        ("squats", "left_shank", f"but nothing else of it is like a step; {ON_A_FOOT}"),
        ("squats", "left_thigh", f"but it turns about a hip that stays where it is; {WALK}"),
        (
            "squats",
            "lower_back",
            f"but its steps are not alike; {ON_A_FOOT}, and check acc_unit and its range",
        ),
        (
            "cycling",
            "left_foot",
            f"but it hardly stays on the ground between swings (7.1 % of the stride); {FIRMLY}",
        ),
        (
            "cycling",
            "left_shank",
            f"but it hardly stays on the ground between swings (9.1 % of the stride); {ON_A_FOOT}",
        ),
        (
            "slow cycling",
            "left_shank",
            f"but it nowhere stays on the ground between; {ON_A_FOOT}, and check acc_unit",
        ),
        (
            "waving",
            "left_foot",
            "but it is in the air for more than half of the time, as a sensor that is shaken or",
        ),
        ("waving", "lower_back", f"but it does not sway from foot to foot; {ON_A_FOOT}"),
        ("slow tapping", "lower_back", f"but it hardly speeds up and slows down; {ON_A_FOOT}"),
        ("strong noise", "left_thigh", "but it turns about no axis in particular; strap it on firmly"),
        ("leg swing", "left_thigh", f"but its swings do not differ from the way back; {ON_A_FOOT}"),
        (
            "slow tapping",
            "left_thigh",
            f"but the hip is not highest in the middle of its swing, as in cycling; {ON_A_FOOT}",
        ),
    ],
)
def test_the_gate_that_let_nothing_through_is_named(motion, site, said):
    note = words(of_site({**UPRIGHT, **TUMBLING}[motion], site))
    assert note.startswith(f"{site}: no strides: ")
    assert said in note


@pytest.mark.parametrize("site", ["left_foot", "left_shank", "left_thigh", "lower_back"])
def test_who_walks_as_advised_gets_strides_and_no_such_note(site):
    session = rg.analyze(walk(site))
    assert len(session.strides) > 5
    assert not any("no strides" in one for one in session.warnings)


def test_a_sensor_that_is_never_whole_is_said_to_be_so_and_one_that_is_gives_strides():
    values = walk()["left_foot"].to_numpy().copy()
    for start in range(0, len(values), 200):
        values[start : start + 40] = np.nan
    assert words(of_site(values, "left_foot")) == (
        "left_foot: no strides: 20 % of its samples are missing or left out, and no 2.5 s are without a gap of more "
        "than 0.3 s; record again with the sensor near its receiver, or logging by itself"
    )


def test_a_walk_of_too_few_strides_counts_its_steps():
    short = simulate("forward", 0.6, program=(("stand", 4.0), ("forward", 2.4), ("stand", 4.0)), seed=3)[0]
    note = words(short.select("left_foot"))
    assert "in all make" in note
    assert note.endswith("no 3 strides in a row; record a walk of 10 s or more without a stop")


def test_turning_that_never_changes_repeats_nothing():
    spinning = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 50.0], (2000, 1))
    spinning[:, :3] += np.random.default_rng(0).normal(0.0, 0.02, (2000, 3))
    assert f"it moves, but nothing repeats every 0.6 to 4.5 s as strides do; {WALK}" in words(
        of_site(spinning, "left_foot")
    )


def test_the_silent_foot_of_two_is_named():
    frames = frames_of(simulate("backward", 0.6, duration_s=20, seed=3, sites=FEET)[0])
    still = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (len(frames["right_foot"]), 1))
    still += np.random.default_rng(0).normal(0.0, 0.05, still.shape)
    frames["right_foot"] = pd.DataFrame(
        still, columns=frames["right_foot"].columns, index=frames["right_foot"].index
    )
    assert words(recorded(frames)).startswith("right_foot: no strides: it turns by ")


def test_two_that_are_silent_alike_share_a_note():
    frames = frames_of(of_site(UPRIGHT["standing"], "left_foot"))
    frames["right_foot"] = frames["left_foot"] + 0.0
    assert words(recorded(frames)).startswith("left_foot right_foot: no strides: ")


def test_a_sensor_that_is_named_as_faulty_is_not_explained_twice():
    frames = {
        site: frame.assign(gyr_x=50.0, gyr_y=50.0, gyr_z=50.0) for site, frame in frames_of(walk()).items()
    }
    session = rg.analyze(recorded(frames))
    assert not len(session.strides)
    assert [one for one in session.warnings if "stuck at 50" in one]
    assert not [one for one in session.warnings if "no strides" in one]


def test_swings_that_lead_nowhere_are_said_to():
    still = np.array([0.0, 0.0, 9.81, 0.0, 0.0, 0.0])
    values = still + 0.1 * (walk()["left_foot"].to_numpy() - still)
    assert words(of_site(values, "left_foot")) == (
        "left_foot: no strides: it moves 47 times a minute as a walk may, but its swings end about where they began "
        f"(7.2 cm away), as of who marches on the spot; {WALK}"
    )
