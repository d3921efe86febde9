"""Who gets no strides is told which gate let nothing through, and what to do works when it is done."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from not_walking import TUMBLING, UPRIGHT
from walks import FEET, frames_of, of_site, recorded, simulate

import retrogait as rg
from retrogait.gait import silence
from retrogait.gait.silence import Gate, silence_notes
from retrogait.gait.stages import Stages
from retrogait.gait.steps import StepOptions
from retrogait.gait.thigh_contacts import ThighContactOptions
from retrogait.gait.trunk_steps import TrunkStepOptions
from retrogait.tables.catalogue import STRIDES

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
WALK = "walk over ground at your own pace for 10 s or more"
ON_A_FOOT = f"{WALK}, with a sensor on a foot, which rests at every step"
FIRMLY = f"{WALK}, with the sensor strapped on firmly"
A_POINT = "it turns about a point that stays where it is, as a leg does in swinging or cycling"


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
        ("strong noise", "left_foot", f"but nothing else in its motion is like a step; {FIRMLY}"),
        ("squats", "left_thigh", f"but it turns about a hip that stays where it is; {WALK}"),
        ("strong noise", "lower_back", f"but its steps are not alike; {ON_A_FOOT}"),
        (
            "cycling",
            "left_foot",
            f"but it moves to and fro evenly, as in shaking or cycling, without a stance; {FIRMLY}",
        ),
        (
            "slow cycling",
            "left_foot",
            f"but it never stays on the ground in between; {FIRMLY}, and check acc_unit",
        ),
        (
            "waving",
            "left_foot",
            "but it moves to and fro evenly, as in shaking or cycling, without a stance",
        ),
        ("waving", "lower_back", f"but it does not sway from foot to foot; {ON_A_FOOT}"),
        ("slow tapping", "lower_back", f"but it hardly speeds up and slows down; {ON_A_FOOT}"),
        ("strong noise", "left_thigh", "but it turns about no axis in particular; strap it on firmly"),
        ("leg swing", "left_thigh", f"but its movements forward and back do not differ; {ON_A_FOOT}"),
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


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 step in all makes no 3"), (2, "2 steps in all make no 3")]
)
def test_one_step_is_one(monkeypatch, count, text):
    monkeypatch.setattr(silence, "_emptied_by", lambda *_: (count, None))
    (note,) = silence_notes(walk(), ["left_foot"], STRIDES.frame(), Stages(), ())
    assert text in note


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


def shut(gate: Gate, options: object) -> dict[str, float]:
    """Values of the options of a gate through which nobody walks: the other way than it is opened."""
    values = {}
    for name, opened in gate.opened.items():
        usual = getattr(options, name)
        lowest = {
            "least_clearness": 0.5,
            "largest_tilt_deg": 1e-6,
            "longest_periods": 1e-6,
            "largest_wobble_deg": 1e-6,
        }.get(name, 0.0)
        highest = 1.0 if name in HIGHEST else 1e6
        values[name] = highest if opened < usual else lowest if name != "steepest" else -1e6
    return values


LOWEST = {
    "least_clearness": 0.5,
    "largest_tilt_deg": 1e-6,
    "largest_wobble_deg": 1e-6,
    "longest_periods": 1e-6,
}
HIGHEST = (
    "least_peak_share",
    "least_dwell",
    "least_share",
    "least_clearness",
)
OF_SITE = {
    "left_foot": ("step", StepOptions(), silence._LIMB),
    "left_thigh": ("thigh_contact", ThighContactOptions(), silence._THIGH),
    "lower_back": ("trunk_step", TrunkStepOptions(), silence._TRUNK),
}


@pytest.mark.parametrize(
    ("site", "gate"),
    [(site, gate) for site, (_, _, gates) in OF_SITE.items() for gate in gates],
    ids=lambda one: one if isinstance(one, str) else next(iter(one.opened)),
)
def test_the_one_gate_that_is_shut_is_named(site, gate):
    stage, options, _ = OF_SITE[site]
    stages = Stages(**{stage: replace(options, **shut(gate, options))})
    (note,) = silence_notes(walk(site), [site], STRIDES.frame(), stages, ())
    words = gate.words.split(" ({")[0]
    assert note.startswith(f"{site}: no strides: it moves ")
    assert f" times a minute as a walk may, but {words}" in note
    assert "{" not in note
