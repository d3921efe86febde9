"""Near-falls of simulated people: feet and trunk act together, and the truth tells when."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from simulated import BOTH, drift, matrices, positions

import retrogait as rg
from retrogait.errors import InvalidOption
from retrogait.simulation import Sensor, Walker
from retrogait.simulation.near_falls import KINDS
from retrogait.tables.catalogue import EVENTS, SITES, STRIDES

RATE_HZ = 400.0
SPEED = {"forward": 1.1, "backward": 0.6}
HEEL, TOE = np.array([-0.12, 0.0, -0.05]), np.array([0.09, 0.0, -0.05])
FALLS = [(kind, 8.0 + 5.0 * number) for number, kind in enumerate(KINDS)]


def walk(direction="forward", near_falls=FALLS, impact=0.0, **arguments):
    return rg.simulate_walk(
        direction,
        SPEED[direction],
        32.0,
        seed=4,
        rate_hz=RATE_HZ,
        sites=SITES,
        sensor=Sensor.perfect(),
        walker=Walker(impact=impact),
        near_falls=near_falls,
        **arguments,
    )


@pytest.fixture(scope="module", params=BOTH)
def done(request):
    return request.param, *walk(request.param)


def of_kind(truth, kind):
    return next(truth.near_falls[truth.near_falls.kind == kind].itertuples())


def swing_after(truth, side, from_s):
    """Final and initial contact of the first swing of a side that ends after `from_s`."""
    own = truth.events[truth.events.side == side]
    landing = own[(own.event == "initial_contact") & (own.time_s > from_s)].time_s.min()
    leaving = own[(own.event == "final_contact") & (own.time_s < landing)].time_s.max()
    return leaving, landing


def test_truth_lists_what_was_asked_for_and_near_when(done):
    _, _, truth = done
    table = truth.near_falls
    assert table.kind.tolist() == list(KINDS)
    assert (table["size"] == 1.0).all()
    assert (np.abs(table.time_s.to_numpy() - [time_s for _, time_s in FALLS]) < 0.8).all()
    assert table.side.isin(["left", "right"]).all()
    EVENTS.check(truth.events)
    STRIDES.check(truth.strides)
    assert len(walk(near_falls=None)[1].near_falls) == 0


def test_a_tripped_foot_is_held_in_mid_swing_and_lands_later(done):
    direction, _, truth = done
    trip = of_kind(truth, "trip")
    path = truth.paths[f"{trip.side}_foot"]
    sign = 1 if direction == "forward" else -1
    speed = pd.Series(sign * np.gradient(path.x_m, 1 / RATE_HZ), path.index)
    leaving, landing = swing_after(truth, trip.side, trip.time_s)
    assert leaving < trip.time_s < landing
    span = landing - leaving
    held = speed.loc[leaving + 0.35 * span : leaving + 0.65 * span].min()
    tops = [speed.loc[a:b].max() for a, b in ((leaving, trip.time_s), (trip.time_s + 0.1, landing))]
    assert held < 0.15 * min(tops)
    strides = truth.strides[truth.strides.side == trip.side]
    usual = strides.swing_time_s.median()
    tripped = strides[(strides.end_s - landing).abs() < 0.01].swing_time_s.iloc[0]
    assert tripped == pytest.approx(usual + 0.14, abs=0.04)


def test_a_slipping_foot_slides_along_the_travel(done):
    direction, _, truth = done
    slip = of_kind(truth, "slip")
    path = truth.paths[f"{slip.side}_foot"]
    point = pd.DataFrame(
        positions(path) + matrices(path) @ (HEEL if direction == "forward" else TOE), path.index
    )
    slid = point.loc[slip.time_s + 0.24 :].iloc[0] - point.loc[slip.time_s :].iloc[0]
    sign = 1 if direction == "forward" else -1
    assert sign * slid[0] == pytest.approx(0.14, abs=0.01)
    assert abs(slid[1]) < 0.02
    before = point.loc[slip.time_s - 0.01 : slip.time_s]
    assert np.ptp(before, axis=0).max() < 0.005  # it had landed
    # what it slid is in the stride that it ends, and the foot catches up in the next
    own = truth.strides[truth.strides.side == slip.side].reset_index(drop=True)
    last = int((own.end_s < slip.time_s).to_numpy().nonzero()[0][-1])
    assert own.stride_length_m[last] - own.stride_length_m[last + 1] == pytest.approx(0.28, abs=0.15)


def test_a_stumble_crosses_over_and_a_side_step_is_wide(done):
    _, _, truth = done
    gap = (truth.paths["left_foot"].y_m - truth.paths["right_foot"].y_m).rename("gap_m")
    crossed = of_kind(truth, "stumble").time_s
    assert gap.loc[crossed + 0.02 : crossed + 0.05].mean() < 0.0
    wide = of_kind(truth, "side_step").time_s
    assert gap.loc[wide + 0.02 : wide + 0.05].mean() > 0.22
    usual = gap.loc[4.0:7.0]
    assert usual.min() > 0.05
    assert usual.max() < 0.20


@pytest.mark.parametrize("kind", KINDS)
def test_the_trunk_drops_tips_and_is_caught(done, kind):
    direction, recording, truth = done
    at_s = of_kind(truth, kind).time_s
    height = truth.paths["lower_back"].z_m
    assert height.loc[4.0:7.0].min() - height.loc[at_s : at_s + 0.8].min() > 0.03
    chest = truth.paths["sternum"]
    pitch = chest.pitch_deg.loc[at_s : at_s + 1.0] - chest.pitch_deg.loc[4.0:7.0].mean()
    roll = chest.roll_deg.loc[at_s - 0.3 : at_s + 1.0]
    sign = 1 if direction == "forward" else -1
    if kind == "trip":
        assert (sign * pitch).max() > 20.0  # it tips over along the travel
    elif kind == "slip":
        assert (sign * pitch).min() < -18.0
    else:
        assert roll.abs().max() > 12.0
    acc = np.linalg.norm(recording["lower_back"].loc[at_s - 0.3 : at_s + 1.0].iloc[:, :3], axis=1)
    usual = np.linalg.norm(recording["lower_back"].loc[4.0:7.0].iloc[:, :3], axis=1)
    assert 9.0 < np.abs(acc - 9.80665).max() < 25.0
    assert np.abs(usual - 9.80665).max() < 6.0


def test_feet_stay_over_the_floor_and_knees_stay_knees(done):
    _, _, truth = done
    for side in ("left", "right"):
        path = truth.paths[f"{side}_foot"]
        heel, toe = (positions(path) + matrices(path) @ point for point in (HEEL, TOE))
        assert min(heel[:, 2].min(), toe[:, 2].min()) > -1e-6
        links = 0.90 - 0.08
        thigh, shank = truth.paths[f"{side}_thigh"], truth.paths[f"{side}_shank"]
        above = positions(thigh) + matrices(thigh) @ np.array([-0.06, 0.0, 0.20 - 0.49 * links])
        below = positions(shank) + matrices(shank) @ np.array([-0.03, 0.0, 0.51 * links - 0.27])
        np.testing.assert_allclose(above, below, atol=1e-6)


def test_nothing_jumps_and_samples_give_the_path_back(done):
    _, recording, truth = done
    for site in SITES:
        speed = np.diff(positions(truth.paths[site]), axis=0) * RATE_HZ
        assert np.abs(np.diff(speed, axis=0)).max() * RATE_HZ < 110.0
        values = recording[site].to_numpy()
        for start in range(400, len(values) - 1000, 800):
            missed_m, turned_deg = drift(values, truth.paths[site], RATE_HZ, start, start + 800)
            assert missed_m < 0.02
            assert turned_deg < 0.05


def test_larger_near_falls_are_larger_and_seeds_are_kept():
    sizes = {}
    for size in (0.5, 1.0, 2.0):
        recording, truth = walk(near_falls=[("trip", 12.0, size)])
        acc = np.linalg.norm(recording["lower_back"].loc[11.0:14.0].iloc[:, :3], axis=1)
        sizes[size] = np.abs(acc - 9.80665).max()
        assert truth.near_falls["size"].tolist() == [size]
    assert sizes[0.5] < 0.8 * sizes[1.0] < 0.6 * sizes[2.0]
    again, _ = walk(near_falls=[("trip", 12.0, 2.0)])
    pd.testing.assert_frame_equal(again.wide(), recording.wide())
    plain, untouched = walk(near_falls=None)
    before = truth.events.time_s < 11.0
    assert before.sum() > 15
    pd.testing.assert_frame_equal(
        truth.events[before].reset_index(drop=True), untouched.events.iloc[: before.sum()]
    )
    np.testing.assert_allclose(again["left_foot"].loc[:10.5], plain["left_foot"].loc[:10.5], atol=1e-9)


def test_near_falls_happen_on_a_changing_belt_and_in_programs():
    program = [("stand", 2), ("forward", 12, 0.9), ("stop", 2), ("backward", 12, 0.5), ("stand", 2)]
    for surface in ("treadmill", "overground"):
        _, truth = rg.simulate_walk(
            program=program, near_falls=[("slip", 26.0), ("trip", 9.0)], surface=surface, seed=1
        )
        assert truth.near_falls.kind.tolist() == ["trip", "slip"]


@pytest.mark.parametrize(
    ("near_falls", "message"),
    [
        ([("faint", 9.0)], "near_falls[0] is ('faint', 9.0); expected one of trip slip stumble side_step"),
        (["trip"], "near_falls[0] is 'trip'; expected (kind, time in s) or (kind, time in s, size)"),
        ([("trip", -1.0)], "near_falls[0] is ('trip', -1.0); expected (kind, time in s)"),
        ([("trip", 9.0, 5.0)], "near_falls[0] is ('trip', 9.0, 5.0); expected a size from 0.3 to 2"),
        ([("trip", 9.0), ("slip", 11.0)], "near_falls at 9 and 11 s; expected 4 s or more between two"),
        (
            [("trip", 0.0)],
            "near_falls has a trip at 0 s, where nobody walks straight on the level; the next such",
        ),
        (
            [("slip", 60.0)],
            "near_falls has a slip at 60 s, and the last step straight on the level is over by",
        ),
    ],
)
def test_near_falls_that_cannot_be_are_refused(near_falls, message):
    with pytest.raises(InvalidOption, match=re.escape(message)):
        rg.simulate_walk("forward", 1.0, 20, stand_s=4, near_falls=near_falls)
