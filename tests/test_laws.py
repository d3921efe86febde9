"""Laws of the whole analysis: what must not change when the recording says the same in another way."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from walks import (
    BACK,
    BOTH,
    FEET,
    MOUNTING_UNKNOWN,
    SHANKS,
    VELOCITY,
    assert_same_events,
    frames_of,
    mirrored,
    recorded,
    reversed_in_time,
    run_back,
    simulate,
    swap_sides,
    worn,
)

import retrogait as rg
from retrogait.errors import RetrogaitWarning
from retrogait.simulation import Sensor, Walker
from retrogait.tables.catalogue import SENSOR_COLUMNS

SITES = pytest.mark.parametrize("sites", [FEET, SHANKS, BACK], ids=lambda sites: sites[-1])
LIMBS = pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[-1])
WAYS = pytest.mark.parametrize("direction", BOTH)
QUIET = pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")  # side is inferred
SOFT = Walker(impact=0.0)


def walk(direction, sites=FEET, speed=0.7, **given):
    return simulate(direction, speed, 16, seed=5, sites=sites, **given)[0]


@QUIET
@SITES
@WAYS
@pytest.mark.parametrize("shift_s", [-7.25, 1000.0])
def test_another_start_of_the_clock_shifts_everything(direction, sites, shift_s):
    recording = walk(direction, sites)
    here = rg.analyze(recording)
    there = rg.analyze(
        recorded({s: f.set_axis(f.index + shift_s, axis=0) for s, f in frames_of(recording).items()})
    )
    times = {
        "events": ["time_s", "decided_s"],
        "strides": ["start_s", "end_s", "final_contact_s", "roll_down_s", "roll_lift_s"],
        "bouts": ["start_s", "end_s"],
    }
    for table, columns in times.items():
        moved = getattr(here, table).assign(**{c: getattr(here, table)[c] + shift_s for c in columns})
        pd.testing.assert_frame_equal(getattr(there, table), moved, rtol=0, atol=1e-6)


@LIMBS
@WAYS
def test_in_a_mirror_left_is_right(direction, sites):
    recording = walk(direction, sites)
    seen = rg.analyze(recorded(mirrored(frames_of(recording)))).events
    assert_same_events(swap_sides(rg.analyze(recording).events), seen, 1e-6)


@QUIET
@WAYS
def test_in_a_mirror_a_trunk_steps_at_the_same_instants(direction):
    recording = walk(direction, BACK)
    seen = rg.analyze(recorded(mirrored(frames_of(recording)))).events
    np.testing.assert_allclose(seen["time_s"], rg.analyze(recording).events["time_s"], atol=1e-6)


@LIMBS
@WAYS
@pytest.mark.parametrize("speed", [0.3, 0.7, 1.4])
def test_time_run_back_swaps_direction_and_kind(direction, sites, speed):
    recording = walk(direction, sites, speed, walker=SOFT)
    back = recorded(reversed_in_time(frames_of(recording)))
    index = recording[sites[0]].index
    there = run_back(rg.analyze(back, contacts=VELOCITY).events, index[0] + index[-1])
    assert_same_events(rg.analyze(recording, contacts=VELOCITY).events, there, 0.002)


@SITES
@WAYS
@QUIET
def test_units_at_import_change_nothing(direction, sites):
    recording = walk(direction, sites)
    factors = np.repeat([1 / 9.80665, np.pi / 180], 3)
    frames = {site: frame * factors for site, frame in frames_of(recording).items()}
    imported = recorded(frames, acc_unit="g", gyr_unit="rad/s")
    assert_same_events(rg.analyze(recording).events, rg.analyze(imported).events, 1e-6)


@WAYS
def test_the_order_of_sites_does_not_matter(direction):
    recording = walk(direction, (*FEET, *SHANKS))
    other = recording.select(*reversed(recording.sites))
    pd.testing.assert_frame_equal(rg.analyze(recording).events, rg.analyze(other).events)
    pd.testing.assert_frame_equal(rg.analyze(recording).strides, rg.analyze(other).strides)


@WAYS
def test_a_shank_adds_nothing_to_its_foot(direction):
    recording = walk(direction, (*FEET, *SHANKS))
    alone = rg.analyze(recording.select(*FEET)).events
    pd.testing.assert_frame_equal(rg.analyze(recording).events, alone)


@LIMBS
@WAYS
def test_standing_around_a_walk_does_not_move_its_contacts(direction, sites):
    recording = walk(direction, sites)
    frames = {}
    for site, frame in frames_of(recording).items():
        noise = np.random.default_rng(1).normal(0, [0.02] * 3 + [0.1] * 3, (2, 2000, 6))
        before, after = (
            pd.DataFrame(frame.iloc[part].mean().to_numpy() + own, columns=list(SENSOR_COLUMNS))
            for part, own in zip((slice(0, 80), slice(-80, None)), noise, strict=True)
        )
        longer = pd.concat([before, frame, after])
        frames[site] = longer.set_axis(np.arange(len(longer)) / 100 - 20.0, axis=0)
    assert_same_events(rg.analyze(recording).events, rg.analyze(recorded(frames)).events, 0.003)


@WAYS
@pytest.mark.parametrize("program", [False, True], ids=["walk", "program"])
def test_phases_add_up(direction, program):
    legs = [("stand", 2), (direction, 8), ("turn", 180), (direction, 8), ("stop", 4), (direction, 8)]
    recording = rg.simulate_walk(program=legs, speed_mps=0.7, seed=5)[0] if program else walk(direction, FEET)
    session = rg.analyze(recording)
    strides = session.strides
    assert len(strides) > 10
    np.testing.assert_allclose(strides["stance_time_s"] + strides["swing_time_s"], strides["stride_time_s"])
    np.testing.assert_allclose(strides["end_s"] - strides["start_s"], strides["stride_time_s"])
    np.testing.assert_allclose(strides["cadence_spm"] * strides["stride_time_s"], 120.0)
    np.testing.assert_allclose(strides["speed_mps"] * strides["stride_time_s"], strides["stride_length_m"])
    np.testing.assert_allclose(
        strides["stance_pct"] * strides["stride_time_s"], 100 * strides["stance_time_s"]
    )
    assert strides["final_contact_s"].between(strides["start_s"], strides["end_s"]).all()
    contacts = session.events.loc[session.events["event"] == "initial_contact", "time_s"]
    assert strides["start_s"].isin(contacts).all()
    assert strides["end_s"].isin(contacts).all()
    assert (session.events["decided_s"] >= session.events["time_s"]).all()
    assert session.events["time_s"].is_monotonic_increasing


@WAYS
def test_calibration_undoes_any_mounting(direction):
    worn_straight = walk(direction, FEET)

    @settings(max_examples=6)
    @given(st.integers(0, 2**32 - 1))
    def law(seed):
        turns = Rotation.from_quat(np.random.default_rng(seed).normal(size=(2, 4))).as_matrix()
        recording = worn(worn_straight, dict(zip(FEET, turns, strict=True)))
        alignment = rg.calibrate(recording, direction=direction)
        found = rg.analyze(recording, alignment=alignment, contacts=VELOCITY).events
        assert_same_events(rg.analyze(worn_straight, contacts=VELOCITY).events, found, 0.006)

    law()


@SITES
@WAYS
def test_an_unknown_mounting_leaves_direction_unknown_and_says_so_once(direction, sites, mounting_unknown):
    recording = recorded(frames_of(walk(direction, sites)), frame="sensor")
    with pytest.warns(RetrogaitWarning) as caught:
        session = rg.analyze(recording)
    assert [str(w.message) for w in caught if "mounting" in str(w.message)] == [MOUNTING_UNKNOWN]
    assert len(caught) == (2 if sites == BACK else 1)
    assert len(session.events) >= 10
    assert (session.events["direction"] == "unknown").all()
    assert (session.strides["direction"] == "unknown").all()
    for table in (session.events, session.strides):
        assert table["strike"].isna().all()
        assert table["foot_strike_angle_deg"].isna().all()
        assert table["direction_confidence"].isna().all()
    assert session.strides["stride_length_m"].isna().all()
    assert session.strides["speed_mps"].isna().all()
    known = rg.analyze(walk(direction, FEET)).strides["cadence_spm"].median()
    assert session.strides["cadence_spm"].median() == pytest.approx(known, rel=0.03)


@WAYS
def test_unknown_mounting_still_finds_the_contacts_of_feet(direction, mounting_unknown):
    recording, truth = simulate(direction, 0.7, 16, seed=5, sensor=Sensor(mounting="random"))
    with pytest.warns(RetrogaitWarning, match=MOUNTING_UNKNOWN):
        found = rg.analyze(recording).events
    assert len(found) == len(truth.events)
