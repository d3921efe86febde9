"""The roll of the foot over its stance: truth, laws, and what makes it missing."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from walks import BOTH, VELOCITY, frames_of, mirrored, recorded, reversed_in_time, simulate

import retrogait as rg
from retrogait._kernels import swings
from retrogait.errors import InvalidOption
from retrogait.gait.clipped import mark_clipped
from retrogait.gait.contacts import ContactOptions
from retrogait.gait.direction import DirectionOptions
from retrogait.gait.roll import RollOptions, measure_stance_roll
from retrogait.gait.steps import StepOptions
from retrogait.gait.swings import Swings
from retrogait.gait.time_asymmetry import AsymmetryOptions
from retrogait.kinematics.clipping import Clipped
from retrogait.kinematics.limb import track_limb
from retrogait.tables.catalogue import ROLL_FLAGS, ROLL_MEASURES, SITES

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
WAYS = pytest.mark.parametrize("direction", BOTH)


@pytest.fixture(scope="module")
def stance():
    """The file that prints the figures of docs/accuracy.md; benchmarks are no package."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
    yield importlib.import_module("stance")
    sys.path.pop(0)


def by_side(strides: pd.DataFrame) -> pd.DataFrame:
    return strides.sort_values(["side", "start_s"], ignore_index=True)


@WAYS
@pytest.mark.parametrize("walker", ["plain", "adult", "older_adult", "on_the_toes"])
def test_rolls_of_simulated_walks(stance, direction, walker):
    walk, truth = simulate(direction, 0.6, 30, seed=3, walker=walker)
    errors = pd.DataFrame(stance.stride_errors(truth.strides, rg.analyze(walk, contacts=VELOCITY).strides))
    assert len(errors) >= 15
    for name in ROLL_MEASURES:
        off = errors[f"{name} off"]
        limit = 0.02 if name.endswith("_s") else 2.0 if name.endswith("_pct") else 0.1 * errors[name].mean()
        assert off.abs().mean() <= limit, name
        assert off.notna().equals(errors[name].notna()), name


def test_heels_that_do_not_rest_give_no_roll_instead_of_a_wrong_one():
    """Forward this walker's foot is quiet twice in a stance: flat, and with the heel 18 deg up."""
    strides = rg.analyze(simulate("forward", 0.6, 30, seed=3, walker="bouncing")[0]).strides
    assert set(strides["roll_flag"]) == {"drift"}
    assert strides[list(ROLL_MEASURES)].isna().all(axis=None)


@WAYS
def test_the_parts_of_a_stance_add_up(direction):
    strides = rg.analyze(simulate(direction, 0.6, 25, seed=4)[0]).strides
    known = strides[strides["roll_flag"] == "ok"]
    assert len(known) >= 10
    parts = ("on", "flat", "off")
    total = sum(known[f"roll_{part}_time_s"] for part in parts)
    np.testing.assert_allclose(total, known["stance_time_s"], atol=1e-9)
    np.testing.assert_allclose(sum(known[f"roll_{part}_pct"] for part in parts), 100.0)
    np.testing.assert_allclose(known["roll_down_s"] - known["start_s"], known["roll_on_time_s"], atol=1e-9)
    np.testing.assert_allclose(
        known["roll_lift_s"] - known["roll_down_s"], known["roll_flat_time_s"], atol=1e-9
    )


@WAYS
def test_run_back_in_time_the_roll_on_is_the_roll_off(direction):
    """A stance is the stance of the other way of walking, last part first."""
    walk = simulate(direction, 0.6, 30, seed=4, walker=rg.simulation.Walker(impact=0.3))[0]
    here = by_side(rg.analyze(walk, contacts=VELOCITY).strides)
    there = rg.analyze(recorded(reversed_in_time(frames_of(walk))), contacts=VELOCITY).strides
    end_s = walk["left_foot"].index[[0, -1]].to_numpy().sum()
    assert len(here) >= 12
    met = 0
    for side in ("left", "right"):
        own, run_back = (table[table["side"] == side] for table in (here, there))
        lifts_s = end_s - run_back["roll_lift_s"].to_numpy()
        for _, stride in own[own["roll_flag"] == "ok"].iterrows():
            near = np.flatnonzero(np.abs(lifts_s - stride["roll_down_s"]) < 0.1)
            if len(near) != 1:  # the stances at both ends have a stride one way only
                continue
            other = run_back.iloc[near[0]]
            met += 1
            for one, two in (("on", "off"), ("off", "on"), ("flat", "flat")):
                assert other[f"roll_{two}_time_s"] == pytest.approx(stride[f"roll_{one}_time_s"], abs=0.006)
            for one, two in (("on", "off"), ("off", "on")):
                speed = stride[f"roll_{one}_speed_dps"]
                assert other[f"roll_{two}_speed_dps"] == pytest.approx(speed, rel=0.05)
    assert met >= 10


@WAYS
def test_in_a_mirror_left_rolls_as_right(direction):
    walk, _ = simulate(direction, 0.6, 25, seed=4)
    here = by_side(rg.analyze(walk).strides)
    there = rg.analyze(recorded(mirrored(frames_of(walk)))).strides
    there = by_side(there.assign(side=there["side"].map({"left": "right", "right": "left"})))
    for column in ROLL_MEASURES:
        np.testing.assert_allclose(there[column], here[column], atol=1e-6, err_msg=column)
    assert there["roll_flag"].astype(str).tolist() == here["roll_flag"].astype(str).tolist()


def test_the_roll_down_is_longer_backward():
    """The claim of backward walking that this is measured for, in the simulator's adult."""
    on_s = {
        way: rg.analyze(simulate(way, 0.7, 25, seed=4, walker="adult")[0]).summary[f"{way}_roll_on_time_s"]
        for way in BOTH
    }
    assert on_s["backward"] > 1.5 * on_s["forward"]


def test_real_feet_on_a_treadmill_roll_down_four_times_as_long_backward(stance, shared_data):
    on_s = {
        way: stance.treadmill_strides(shared_data / "treadmill", way)["roll_on_time_s"].median()
        for way in BOTH
    }
    assert on_s["backward"] == pytest.approx(0.31, abs=0.03)
    assert on_s["forward"] == pytest.approx(0.08, abs=0.02)


def test_captured_people_roll_as_their_captured_feet_do(stance, shared_data):
    rows = {way: [] for way in BOTH}
    for name in pd.read_csv(shared_data / "virtual_imu" / "index.csv")["name"].iloc[::4]:
        for way, own in stance.captured_rolls(shared_data / "virtual_imu", name).items():
            rows[way] += own
    for way in BOTH:
        errors = pd.DataFrame(rows[way])
        for part in ("on", "flat", "off"):
            off = errors[f"roll_{part}_time_s off"]
            assert abs(off.mean()) < 0.02, (way, part)
            assert off.std() < 0.06, (way, part)


@pytest.mark.parametrize(
    ("sites", "frame"), [(("left_shank", "right_shank"), "segment"), (("lower_back",), "segment")]
)
def test_without_a_foot_there_is_no_roll(sites, frame):
    strides = rg.analyze(simulate("forward", 0.8, 16, seed=5, sites=sites)[0]).strides
    assert len(strides)
    assert set(strides["roll_flag"]) == {"no_pitch"}
    assert strides[list(ROLL_MEASURES)].isna().all(axis=None)


def test_lost_samples_in_a_swing_cost_both_its_rolls():
    walk = simulate("backward", 0.6, 20, seed=3, sites=("left_foot",))[0]
    strides = rg.analyze(walk).strides
    k = len(strides) // 2
    values = walk["left_foot"].copy()
    first = strides.loc[k, "final_contact_s"] + 0.1
    values.loc[first : first + 0.08] = np.nan
    holed = rg.analyze(recorded({"left_foot": values})).strides
    assert holed["roll_flag"].eq("bridged").tolist() == [i in (k, k + 1) for i in range(len(holed))]
    assert holed.loc[[k, k + 1], list(ROLL_MEASURES)].isna().all(axis=None)


def roll_of(**given: object) -> dict[str, object]:
    """The roll of the one stance between two swings by hand: from 1 to 2 s, flat from 1.2 to 1.7 s."""
    columns = {
        "side": [0, 0],
        "roll_down_s": [1.2, 2.9],
        "roll_lift_s": [0.3, 1.7],
        "roll_on_speed_dps": [50.0, 1.0],
        "roll_off_speed_dps": [2.0, 70.0],
        "roll_flag": [0, 0],
    } | given
    table = Swings({name: np.array(values) for name, values in columns.items()})
    return measure_stance_roll(table, np.array([0]), np.array([1]), np.array([1.0]), np.array([2.0]))


def test_a_stance_by_hand():
    roll = {name: value[0] for name, value in roll_of().items()}
    assert roll == pytest.approx(
        {
            "roll_down_s": 1.2,
            "roll_lift_s": 1.7,
            "roll_on_time_s": 0.2,
            "roll_flat_time_s": 0.5,
            "roll_off_time_s": 0.3,
            "roll_on_pct": 20.0,
            "roll_flat_pct": 50.0,
            "roll_off_pct": 30.0,
            "roll_on_speed_dps": 50.0,
            "roll_off_speed_dps": 70.0,
            "roll_flag": "ok",
        }
    )


@pytest.mark.parametrize(
    ("given", "flag"),
    [
        ({"roll_flag": [-1, 0]}, "no_pitch"),
        ({"roll_flag": [0, ROLL_FLAGS.index("drift")]}, "drift"),
        ({"roll_flag": [ROLL_FLAGS.index("bridged"), ROLL_FLAGS.index("drift")]}, "bridged"),
        ({"roll_down_s": [1.75, 2.9]}, "not_flat"),
        ({"roll_lift_s": [0.3, 2.01]}, "not_flat"),
        ({"roll_down_s": [np.nan, 2.9]}, "not_flat"),
    ],
)
def test_why_a_roll_is_missing(given, flag):
    roll = {name: value[0] for name, value in roll_of(**given).items()}
    assert roll.pop("roll_flag") == flag
    assert np.isnan(list(roll.values())).all()


@pytest.mark.parametrize(
    "given",
    [
        {"roll_down_s": [1.0, 2.9]},
        {"roll_lift_s": [0.3, 2.0]},
        {"roll_down_s": [1.7, 2.9]},
    ],
    ids=["down at contact", "lifts at the final contact", "lifts as it comes down"],
)
def test_instants_of_a_roll_may_be_one(given):
    assert roll_of(**given)["roll_flag"][0] == "ok"


@pytest.mark.parametrize(
    ("drift_deg", "flag"), [(5.0, "ok"), (-5.0, "ok"), (5.001, "drift"), (-5.001, "drift")]
)
def test_a_resting_pitch_that_changes_by_just_5_degrees_has_a_roll(drift_deg, flag):
    (motion,) = track_limb(simulate("backward", 0.6, 12, seed=3, sites=("left_foot",))[0], "left_foot")
    features = motion.swing_features.copy()
    features[:, swings.PITCH_BEFORE_DEG], features[:, swings.PITCH_AFTER_DEG] = 0.0, drift_deg
    motion = replace(motion, swing_features=features)
    steps = StepOptions().choose(motion)
    told = DirectionOptions().decide(motion, steps, AsymmetryOptions())
    table = RollOptions().measure(motion, ContactOptions().detect(motion, told, steps))
    assert {ROLL_FLAGS[k] for k in table["roll_flag"][1:-1]} == {flag}


@pytest.mark.parametrize(("lacks", "flag"), [(1.9, "ok"), (2.1, "clipped")])
def test_a_gyroscope_cut_off_by_two_degrees_has_no_roll(lacks, flag):
    table = Swings(
        {
            "side": [0],
            "site": [SITES.index("left_foot")],
            "rest_before_s": [1.0],
            "rest_after_s": [2.0],
            "final_contact_s": [1.2],
            "initial_contact_s": [1.8],
            "roll_down_s": [1.9],
            "roll_lift_s": [1.1],
            "roll_flag": [0],
        }
    )
    cut = Clipped("gyr", 1.0, 0.1, np.array([1.5]), np.array([lacks]))
    marked = mark_clipped(table, {"left_foot": [cut]})
    assert ROLL_FLAGS[marked["roll_flag"][0]] == flag
    assert np.isfinite(marked["roll_down_s"][0]) == (flag == "ok")


@pytest.mark.parametrize("flat_deg", [0.0, 20.1, float("nan")])
def test_a_band_that_is_none_is_refused(flat_deg):
    with pytest.raises(InvalidOption, match=r"RollOptions: flat_deg is .*; expected an angle in deg"):
        RollOptions(flat_deg=flat_deg)


@WAYS
def test_a_resting_pitch_that_changes_has_no_roll(direction):
    """On each side of what is allowed from one rest to the next."""
    walk = simulate(direction, 0.6, 20, seed=3, sites=("left_foot",))[0]
    frames = frames_of(walk)
    middle = frames["left_foot"].index[len(walk["left_foot"]) // 2]
    for turned_deg, lost in ((4.0, False), (6.5, True)):
        frame = frames["left_foot"].copy()
        swing = (frame.index >= middle) & (frame.index < middle + 0.2)
        frame.loc[swing, "gyr_y"] += turned_deg / 0.2
        flags = rg.analyze(recorded({"left_foot": frame})).strides["roll_flag"]
        assert (flags == "drift").any() == lost
