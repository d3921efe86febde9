"""Contacts of a thigh alone: walks of any mounting are found, whatever else a thigh does is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from not_walking import TUMBLING, UPRIGHT
from scipy.spatial.transform import Rotation
from thigh_motions import MOVING, bouncing, pedalling, striding_machine
from walks import (
    BOTH,
    compare,
    frames_of,
    mirrored,
    of_site,
    recorded,
    reversed_in_time,
    run_back,
    simulate,
    swap_sides,
    worn,
)

import retrogait as rg
from retrogait.gait.contacts import list_events
from retrogait.gait.stages import Stages
from retrogait.gait.swings import Directions, join_swings
from retrogait.gait.thigh_contacts import ThighContactOptions, middles
from retrogait.kinematics.thigh import ThighMotion, track_thigh
from retrogait.tables.catalogue import DIRECTIONS

THIGHS = ("left_thigh", "right_thigh")
OPTIONS = ThighContactOptions()
pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")


def told(motion: ThighMotion, way: str) -> Directions:
    count = len(motion.swing)
    return Directions(np.full(count, DIRECTIONS.index(way)), np.full(count, 0.9), np.full(count, np.nan))


def events(recording: rg.Recording, way: str, options: ThighContactOptions = OPTIONS) -> pd.DataFrame:
    """Contacts of the thighs worn, the direction being told."""
    swings = [
        options.detect(motion, told(motion, way))
        for site in recording.sites
        for motion in track_thigh(recording, site)
    ]
    return list_events(Stages().bout.detect(join_swings(swings)))


def strides_found(values: np.ndarray, options: ThighContactOptions = OPTIONS) -> int:
    recording = of_site(values, "left_thigh", frame="sensor")
    return int((events(recording, "unknown", options)["event"] == "initial_contact").sum())


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("speed_mps", [0.4, 0.6, 0.8, 1.0, 1.2, 1.4])
@pytest.mark.parametrize("known", [True, False])
def test_steps_of_simulated_walkers_are_found(direction, speed_mps, known):
    walk, truth = simulate(direction, speed_mps, 30, seed=3, sites=THIGHS)
    found = events(walk, direction if known else "unknown")
    match = compare(truth.events, found, "initial_contact", reach_s=0.15)
    assert match.missing + match.extra <= 4, "no other than the first and last step of either foot"
    assert abs(match.error_s.mean()) < 0.08  # the simulator's own legs, which the model was not made from


@pytest.mark.parametrize("direction", BOTH)
def test_the_sessions_figures_are_those_of_the_truth(direction):
    walk, truth = simulate(direction, 0.8, 40, seed=4, sites=THIGHS)
    session = rg.analyze(walk)
    strides = session.strides[~session.strides["is_first"] & ~session.strides["is_last"]]
    true = truth.strides
    assert strides["stride_time_s"].median() == pytest.approx(true["stride_time_s"].median(), rel=0.01)
    assert strides["cadence_spm"].median() == pytest.approx(true["cadence_spm"].median(), rel=0.01)
    assert strides["step_time_s"].median() == pytest.approx(true["step_time_s"].median(), rel=0.03)
    assert len(session.strides) == pytest.approx(len(true), abs=4)
    fixed = ["stance_time_s", "swing_time_s", "stance_pct", "double_support_s", "stride_length_m"]
    assert strides[fixed].isna().all().all(), "what the model fixes is not given as measured"
    assert strides["final_contact_s"].notna().all()


@settings(max_examples=8)
@given(st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=2), st.sampled_from(BOTH))
def test_however_a_sensor_is_turned_its_contacts_are_the_same(seeds, direction):
    walk, _ = simulate(direction, 0.7, 20, seed=5, sites=THIGHS)
    turned = {
        site: Rotation.random(random_state=s).as_matrix() for site, s in zip(THIGHS, seeds, strict=True)
    }
    for way in DIRECTIONS:
        there, here = events(walk, way), events(worn(walk, turned), way)
        assert list(there["event"]) == list(here["event"])
        np.testing.assert_allclose(here["time_s"], there["time_s"], atol=1e-6)


@pytest.mark.parametrize("direction", BOTH)
def test_contacts_move_with_the_clock(direction):
    walk, _ = simulate(direction, 0.7, 20, seed=5, sites=THIGHS)
    later = {site: frame.set_index(frame.index + 100.0) for site, frame in frames_of(walk).items()}
    there, here = events(walk, direction), events(recorded(later), direction)
    np.testing.assert_allclose(here["time_s"], there["time_s"] + 100.0, atol=1e-6)


@pytest.mark.parametrize("direction", BOTH)
def test_a_mirror_swaps_the_sides_and_nothing_else(direction):
    walk, _ = simulate(direction, 0.7, 20, seed=5, sites=THIGHS)
    there = events(walk, direction)
    here = swap_sides(events(recorded(mirrored(frames_of(walk)), frame="sensor"), direction))
    for side in ("left", "right"):
        one, other = (table.loc[table["side"] == side, "time_s"] for table in (there, here))
        np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("direction", BOTH)
def test_time_run_back_swaps_direction_and_kind(direction):
    walk, _ = simulate(direction, 0.7, 20, seed=5, sites=THIGHS)
    frames = frames_of(walk)
    index = frames[THIGHS[0]].index
    other = BOTH[1 - BOTH.index(direction)]
    there = events(walk, direction)
    back = run_back(events(recorded(reversed_in_time(frames)), other), index[0] + index[-1])
    match = compare(there, back, reach_s=0.05)
    # at the ends of a walk the bias of the gyroscope, found from either end, is not quite the same
    assert match.missing + match.extra <= 2
    assert match.error_s.abs().quantile(0.9) < 0.01
    assert match.same_direction.all()


def test_middles_are_those_of_three_marks():
    swing, height = np.array([100.0]), np.array([[108.0, 112.0]])
    forward, backward, unknown = (
        float(middles(swing, height, np.array([100.0]), np.array([DIRECTIONS.index(way)]))[0])
        for way in ("forward", "backward", "unknown")
    )
    assert forward == pytest.approx(0.3 * 108 + 0.3 * 112 + 0.4 * 108)
    assert backward == pytest.approx(0.3 * 108 + 0.3 * 112 + 0.4 * 92)
    assert unknown == pytest.approx(0.4 * 108 + 0.4 * 112 + 0.2 * 100)


@pytest.mark.parametrize("motion", MOVING)
def test_a_thigh_that_moves_does_not_walk(motion):
    assert strides_found(MOVING[motion]) == 0


@settings(max_examples=25)
@given(
    st.floats(50.0, 100.0),
    st.floats(0.165, 0.175),
    st.floats(0.0, 0.006),
    st.floats(0.58, 0.66),
    st.floats(0.1, 0.35),
    st.floats(0.0, 6.3),
)
def test_nobody_walks_on_a_bicycle(rpm, crank_m, rocking_m, saddle_m, below_m, rocking_phase):
    assert strides_found(pedalling(rpm, crank_m, rocking_m, saddle_m, below_m, rocking_phase)) == 0


@pytest.mark.parametrize("direction", BOTH)
def test_a_ride_before_a_walk_is_left_out(direction):
    walk, truth = simulate(direction, 0.8, 30, seed=9, sites=("left_thigh",))
    ride = pedalling(75)
    both = of_site(np.concatenate([ride, walk["left_thigh"].to_numpy()]), "left_thigh", frame="sensor")
    found = events(both, direction)
    rode_s = len(ride) / 100.0
    assert (found["time_s"] > rode_s).all()
    own = truth.events[truth.events["side"] == "left"]
    match = compare(own.assign(time_s=own["time_s"] + rode_s), found, "initial_contact", reach_s=0.15)
    assert match.missing + match.extra <= 3


@pytest.mark.parametrize("motion", [*UPRIGHT, *TUMBLING])
def test_nothing_else_walks(motion):
    values = {**UPRIGHT, **TUMBLING}[motion]
    if np.abs(values).any():
        assert strides_found(values) == 0


@pytest.mark.parametrize(
    ("motion", "option", "off"),
    [
        (MOVING["marching fast"], "largest_lead", 0.5),
        (MOVING["lunges 0.7"], "least_radius_m", 0.0),
        (MOVING["a rocking ride"], "least_rise", 0.0),
        (striding_machine(0.8, 3.0, 1.0, 0.008, 4.9), "largest_spread", 0.5),
        (bouncing(0.5), "least_contrast", -9.0),
        (TUMBLING["bag 2 Hz, 2 m/s2"], "least_clearness", 0.5),
    ],
    ids=["marching", "lunges", "rocking ride", "striding machine", "bouncing", "bag"],
)
def test_each_gate_alone_keeps_something_out(motion, option, off):
    assert strides_found(motion) == 0
    assert strides_found(motion, replace(OPTIONS, **{option: off})) > 3


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("speed_mps", [0.6, 1.2])
def test_what_is_left_of_a_swing_when_who_walked_stands_is_none(direction, speed_mps):
    """Each swing is seen over two strides, so standing beside a walk looks a little like it."""
    walk, truth = rg.simulate_walk(
        program=[("stand", 8), (direction, 10), ("stand", 8)], speed_mps=speed_mps, seed=3, sites=THIGHS
    )
    true = truth.events[truth.events["event"] == "initial_contact"]
    motions = [next(iter(track_thigh(walk, site))) for site in THIGHS]
    for motion in motions:
        own = true.loc[true["side"] == motion.side, "time_s"]
        swung_s = motion.swing / 100.0
        outside = (swung_s < own.min() - 1.0) | (swung_s > own.max() + 0.3)
        assert outside.any()
        assert not OPTIONS.choose(motion)[outside].any()
    loose = replace(OPTIONS, least_swing_dps=0.0, least_share=0.0)
    assert sum(loose.choose(motion).sum() for motion in motions) > sum(
        OPTIONS.choose(motion).sum() for motion in motions
    )


def test_a_swing_much_smaller_than_those_beside_it_is_none():
    motion = walking_motion()
    motion.swing_rate_dps[4] = 0.36 * 80.0
    assert OPTIONS.choose(motion).all()
    motion.swing_rate_dps[4] = 0.34 * 80.0
    assert OPTIONS.choose(motion).tolist() == [k != 4 for k in range(9)]


def walking_motion(**changed: float) -> ThighMotion:
    """Nine swings that pass every gate, but for what is changed."""
    n, m = 1000, 9
    swing = np.arange(100.0, 1000.0, 100.0)
    given = {"swing_rate_dps": 80.0, "rise": 2.0, "radius_m": 0.7, "clearness": 0.9, "contrast": 1.5}
    lead, spread = changed.pop("lead", 0.08), changed.pop("spread", 0.0)
    return ThighMotion(
        site="left_thigh",
        mounted=False,
        rate_hz=100.0,
        start_s=0.0,
        samples=np.zeros((n, 6)),
        up=np.zeros((n, 3)),
        axis=np.zeros((n, 3)),
        stride=np.full(n, 100.0),
        swing=swing,
        by_height=np.stack([swing - 50.0 * spread, swing + 50.0 * spread], axis=1) + 100.0 * lead,
        turns=np.ones(m),
        **{name: np.full(m, changed.get(name, value)) for name, value in given.items()},
        lost=np.zeros(n, bool),
    )


@pytest.mark.parametrize(
    ("option", "measure", "inside", "outside"),
    [
        ("least_swing_dps", "swing_rate_dps", 12.1, 11.9),
        ("least_clearness", "clearness", 0.76, 0.74),
        ("least_rise", "rise", 0.71, 0.69),
        ("least_radius_m", "radius_m", 0.26, 0.24),
        ("least_contrast", "contrast", 0.61, 0.59),
        ("largest_spread", "spread", 0.088, 0.092),
        ("largest_spread", "spread", -0.088, -0.092),
        ("largest_lead", "lead", 0.195, 0.205),
        ("largest_lead", "lead", -0.195, -0.205),
    ],
)
def test_either_side_of_each_threshold(option, measure, inside, outside):
    assert OPTIONS.choose(walking_motion(**{measure: inside})).all()
    assert not OPTIONS.choose(walking_motion(**{measure: outside})).any()
    moved = replace(OPTIONS, **{option: abs(inside + outside) / 2 + 2 * (abs(outside) - abs(inside))})
    assert (
        OPTIONS.choose(walking_motion(**{measure: outside})).any()
        != moved.choose(walking_motion(**{measure: outside})).any()
    )


def test_one_odd_swing_neither_makes_nor_breaks_a_walk():
    motion = walking_motion()
    motion.contrast[4] = -2.0
    assert OPTIONS.choose(motion).all()
    motion.contrast[:] = -2.0
    motion.contrast[4] = 2.0
    assert not OPTIONS.choose(motion).any()


def test_a_swing_over_lost_samples_is_none():
    motion = walking_motion()
    motion.lost[495:505] = True
    assert OPTIONS.choose(motion).tolist() == [k != 4 for k in range(9)]


def test_short_gaps_cost_a_step_and_long_ones_part_the_walk():
    walk, truth = simulate("forward", 0.9, 30, seed=6, sites=("left_thigh",))
    frame = walk["left_thigh"].copy()
    frame.iloc[1000:1010] = np.nan
    frame.iloc[2000:2100] = np.nan
    holed = recorded({"left_thigh": frame}, frame="sensor")
    assert len(list(track_thigh(holed, "left_thigh"))) == 2
    match = compare(truth.events[truth.events["side"] == "left"], events(holed, "forward"), "initial_contact")
    assert match.missing <= 4
    assert match.extra <= 1
