"""What simulated people do besides walking level and straight: stairs, side steps, closing steps, turns on the spot."""

from __future__ import annotations

import re

import numpy as np
import pytest
from simulated import BOTH, drift, matrices, positions

import retrogait as rg
from retrogait.errors import InvalidOption
from retrogait.simulation import Sensor, Walker
from retrogait.simulation.stairs import RISE_M, TREAD_M
from retrogait.tables.catalogue import BOUTS, EVENTS, SITES, STRIDES

HEEL, TOE = np.array([-0.12, 0.0, -0.05]), np.array([0.09, 0.0, -0.05])
FEET = ("left_foot", "right_foot")
RATE_HZ = 400.0
PROGRAMS = {
    "jog": [
        ("stand", 2),
        ("jog", 5),
        ("stop", 1),
        ("forward", 4),
        ("jog", 4, 3.0),
        ("forward", 4),
        ("stand", 2),
    ],
    "stairs": [("stand", 2), ("stairs_up", 5), ("stop", 1), ("stairs_down", 5), ("stand", 2)],
    "side steps": [("stand", 2), ("left", 5), ("right", 5), ("stand", 2)],
    "closing": [("stand", 2), ("closing_forward", 6), ("closing_backward", 6), ("stand", 2)],
    "spin": [("stand", 2), ("spin", 180), ("stop", 1), ("spin", -90), ("forward", 5), ("stand", 2)],
    "sit and lie": [("forward", 3), ("sit", 7), ("lie", 11), ("backward", 3), ("sit", 6), ("stand", 2)],
    "table": [
        ("table", 6),
        ("forward", 4),
        ("off", 7),
        ("sit", 6),
        ("backward", 4),
        ("table", 8),
        ("stand", 2),
    ],
    "starts": [
        ("backward", 1.5),
        ("stop", 1),
        ("forward", 1.5),
        ("stop", 1),
        ("backward", 1.5),
        ("stand", 2),
    ],
    "out and in": [("stand", 2), ("forward", 5), ("stairs_up", 4), ("forward", 5), ("stand", 2)],
}


def walk(program, direction="forward", sites=SITES, **arguments):
    return rg.simulate_walk(
        direction, program=program, seed=3, rate_hz=RATE_HZ, sites=sites, sensor=Sensor.perfect(), **arguments
    )


def foot_points(truth, site):
    path = truth.paths[site]
    return tuple(positions(path) + matrices(path) @ point for point in (HEEL, TOE))


@pytest.fixture(scope="module", params=PROGRAMS)
def done(request):
    return walk(PROGRAMS[request.param])


def test_integrating_any_site_over_the_program_gives_its_path_back(done):
    recording, truth = done
    for site in ("left_foot", "right_shank", "left_thigh", "lower_back", "sternum"):
        values = recording[site].to_numpy()
        for start in range(400, len(values) - 1600, 800):  # two seconds each
            missed_m, turned_deg = drift(values, truth.paths[site], RATE_HZ, start, start + 800)
            assert missed_m < 0.01
            assert turned_deg < 0.05


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_nothing_jumps(program):
    _, truth = walk(program, walker=Walker(impact=0.0))
    for site in SITES:
        speed = np.diff(positions(truth.paths[site]), axis=0) * RATE_HZ
        assert np.abs(speed).max() < 7.0
        assert np.abs(np.diff(speed, axis=0)).max() * RATE_HZ < 90.0


def test_tables_hold_and_sensors_at_rest_measure_gravity(done):
    recording, truth = done
    for table, frame in ((EVENTS, truth.events), (STRIDES, truth.strides), (BOUTS, truth.bouts)):
        table.check(frame)
    assert truth.rises.side.tolist() == truth.strides.side.tolist()
    assert truth.rises.start_s.tolist() == truth.strides.start_s.tolist()
    for site in SITES:
        still = recording[site].iloc[-200:]
        assert np.abs(still[["gyr_x", "gyr_y", "gyr_z"]]).max().max() < 0.5
        np.testing.assert_allclose(
            np.linalg.norm(still[["acc_x", "acc_y", "acc_z"]], axis=1), 9.80665, atol=0.02
        )


def test_knees_stay_knees(done):
    _, truth = done
    assert truth.knee.to_numpy().min() >= 5.0 - 1e-9
    assert truth.knee.to_numpy().max() < 140.0
    links = 0.90 - 0.08
    _, soft = walk(PROGRAMS["stairs"], walker=Walker(impact=0.0))
    for side in ("left", "right"):
        thigh, shank = soft.paths[f"{side}_thigh"], soft.paths[f"{side}_shank"]
        above = positions(thigh) + matrices(thigh) @ np.array([-0.06, 0.0, 0.20 - 0.49 * links])
        below = positions(shank) + matrices(shank) @ np.array([-0.03, 0.0, 0.51 * links - 0.27])
        np.testing.assert_allclose(above, below, atol=1e-9)


def stair_level(along_m, place_of_first_m, rear_m, up):
    """Steps climbed at this way along the stairs, whose first foothold is known: a stair drawn anew."""
    behind = rear_m + 0.01 if up else TREAD_M - (0.21 - rear_m) - 0.01
    return np.clip(np.floor((along_m - place_of_first_m + behind) / TREAD_M + 1.0), 0, 6)


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("kind", ["stairs_up", "stairs_down"])
def test_feet_stand_on_the_steps_and_never_in_them(direction, kind):
    _, truth = walk([("stand", 2), (kind, 6), ("stand", 2)], direction, FEET, walker=Walker(impact=0.0))
    up, way = (1 if kind == "stairs_up" else -1), (1 if direction == "forward" else -1)
    rear_m = 0.12 if direction == "forward" else 0.09
    for site in FEET:
        heel, toe = foot_points(truth, site)
        over = [
            point[:, 2] - up * RISE_M * stair_level(way * point[:, 0], TREAD_M, rear_m, up > 0)
            for point in (heel, toe)
        ]
        assert min(over[0].min(), over[1].min()) > -1e-6
        rests = truth.paths[site].z_m.iloc[[0, -1]] - 0.05
        np.testing.assert_allclose(rests, [0.0, 6 * up * RISE_M], atol=1e-9)
        assert max(over[0].max(), over[1].max()) < 0.6  # a foot passes near the steps
        # every contact is at the height of a step
        landings = truth.events[(truth.events.event == "initial_contact") & (truth.events.side == site[:-5])]
        heel_first = (landings.foot_strike_angle_deg > 0).to_numpy()
        time = truth.paths[site].index
        at = np.searchsorted(time, landings.time_s + 0.08)
        height = np.where(heel_first, heel[at, 2], toe[at, 2])
        np.testing.assert_allclose(height / RISE_M, np.round(height / RISE_M), atol=0.01)


@pytest.mark.parametrize("direction", BOTH)
def test_truth_of_stairs_tells_their_rise(direction):
    _, truth = walk(
        [("stand", 2), ("stairs_up", 6), ("stop", 1), ("stairs_down", 6), ("stand", 2)], direction
    )
    inner = truth.rises.height_change_m.iloc[1:4]
    np.testing.assert_allclose(inner, 2 * RISE_M, atol=1e-9)
    np.testing.assert_allclose(truth.rises.height_change_m.iloc[-4:-1], -2 * RISE_M, atol=1e-9)
    np.testing.assert_allclose(truth.strides.stride_length_m.iloc[1:4], 2 * TREAD_M, atol=1e-3)
    _, touch = walk(
        [("stand", 2), ("stairs_up", 6), ("stop", 1), ("stairs_down", 6), ("stand", 2)],
        direction,
        contact="touch",
    )
    late = truth.events.time_s - touch.events.time_s
    assert late[truth.events.event == "initial_contact"].between(-0.0101, 1e-9).all()
    assert late[truth.events.event == "final_contact"].between(0.0, 0.0501).all()
    backward = direction == "backward"
    assert set(truth.events.direction) == {"backward" if backward else "forward"}


def test_a_hill_is_in_the_rises_too():
    _, truth = rg.simulate_walk("forward", 1.0, 15, incline_deg=5.0, seed=1)
    slope = truth.rises.height_change_m / truth.strides.stride_length_m
    np.testing.assert_allclose(slope.iloc[2:-2], np.tan(np.radians(5.0)), rtol=0.02)
    _, level = rg.simulate_walk("forward", 1.0, 15, seed=1)
    np.testing.assert_allclose(level.rises.height_change_m, 0.0, atol=1e-9)


def test_side_steps_go_sideways_and_have_no_direction():
    _, truth = walk([("stand", 2), ("left", 8), ("stand", 2)])
    assert set(truth.events.direction) == set(truth.strides.direction) == {"unknown"}
    assert truth.events.side.iloc[0] == "left"
    path = truth.paths["lower_back"]
    moved = positions(path)[-1] - positions(path)[0]
    assert moved[1] > 1.0
    assert abs(moved[0]) < 0.02
    assert abs(path.yaw_deg.iloc[-1] - path.yaw_deg.iloc[0]) < 1e-6
    for site in FEET:
        assert min(point[:, 2].min() for point in foot_points(truth, site)) > -0.005
    _, mirrored = walk([("stand", 2), ("right", 8), ("stand", 2)])
    assert mirrored.events.side.iloc[0] == "right"
    np.testing.assert_allclose(mirrored.events.time_s, truth.events.time_s, atol=1e-9)


@pytest.mark.parametrize("direction", BOTH)
def test_closing_steps_bring_one_foot_beside_the_other(direction):
    _, truth = walk([("stand", 2), (f"closing_{direction}", 8, 0.5), ("stand", 2)])
    assert set(truth.strides.direction) == {direction}
    sign = 1 if direction == "forward" else -1
    gaps = truth.paths["left_foot"].x_m - truth.paths["right_foot"].x_m
    for landing in truth.events[truth.events.event == "initial_contact"].itertuples():
        gap = sign * np.interp(landing.time_s + 0.12, gaps.index, gaps)
        if landing.side == "left":
            assert gap > 0.2
        else:
            assert abs(gap) < 0.02


def test_a_spin_turns_on_the_spot():
    _, truth = walk([("stand", 2), ("spin", 360), ("stand", 2)])
    path = truth.paths["left_foot"]
    assert path.yaw_deg.iloc[-1] - path.yaw_deg.iloc[0] == pytest.approx(360.0, abs=1e-6)
    middle = sum(positions(truth.paths[site])[:, :2] for site in FEET) / 2
    assert np.abs(middle - middle[0]).max() < 0.12
    assert set(truth.strides.direction) == {"unknown"}
    assert truth.strides.turning_angle_deg.sum() > 300
    _, round_a_circle = walk([("stand", 2), ("turn", 360), ("stand", 2)])
    assert np.ptp(positions(round_a_circle.paths["lower_back"])[:, 1]) > 0.5


def test_starts_and_stops_within_two_steps_are_exact():
    program = [("backward", 1.5), ("stop", 1)] * 4
    _, truth = walk(program)
    swings = truth.events[truth.events.event == "final_contact"]
    gaps = np.diff(swings.time_s) > 1.0
    assert gaps.sum() == 3
    parts = np.split(swings.side.to_numpy(), np.flatnonzero(gaps) + 1)
    assert [len(part) for part in parts] == [3, 3, 3, 3]  # two steps and one that closes
    assert set(truth.events.direction) == {"backward"}
    for stop in np.flatnonzero(gaps):
        landed = truth.events[truth.events.event == "initial_contact"].time_s.iloc[stop]
        left, right = (truth.paths[site] for site in FEET)
        at = np.searchsorted(left.index, landed + 0.5)
        assert abs(left.x_m.iloc[at] - right.x_m.iloc[at]) < 0.02


def test_a_jog_flies():
    recording, truth = walk([("stand", 2), ("jog", 10), ("stand", 2)])
    strides = truth.strides.iloc[4:-6]
    assert set(strides.direction) == {"forward"}
    assert (strides.swing_time_s > 0.52 * strides.stride_time_s).all()
    assert strides.double_support_s.isna().all()
    assert strides.cadence_spm.between(150, 180).mean() > 0.9
    assert strides.speed_mps.mean() == pytest.approx(2.4, abs=0.1)
    inner = truth.paths["lower_back"].loc[5.0:9.0]
    assert 0.06 < np.ptp(inner.z_m) < 0.12  # people rise and fall by 0.06 to 0.11 m
    back = recording["lower_back"].loc[5.0:9.0].acc_z
    assert back.rolling(20).mean().min() < 4.0  # nearly free in flight
    assert back.rolling(20).mean().max() > 22.0
    for site in FEET:
        assert min(point[:, 2].min() for point in foot_points(truth, site)) > -0.01
    # both feet are up at once, between a lift and the other foot's touch
    events = truth.events.loc[truth.events.time_s.between(5.0, 9.0)]
    lifts, touches = (
        events[events.event == kind].time_s.to_numpy() for kind in ("final_contact", "initial_contact")
    )
    nearest = np.searchsorted(touches, lifts[1:-1])
    assert ((touches[nearest] - lifts[1:-1]) < 0.12).mean() > 0.9


def test_a_jog_lands_harder_than_a_walk():
    peaks = []
    for program in (
        [("stand", 2), ("jog", 8), ("stand", 2)],
        [("stand", 2), ("forward", 8, 1.3), ("stand", 2)],
    ):
        recording, truth = walk(program)
        time = recording["left_foot"].index
        acc = np.linalg.norm(recording["left_foot"].to_numpy()[:, :3], axis=1)
        landings = truth.events[(truth.events.event == "initial_contact") & (truth.events.side == "left")]
        near = [acc[(time > t) & (time < t + 0.05)].max() for t in landings.time_s.iloc[2:-3]]
        peaks.append(np.median(near))
    assert 1.6 < peaks[0] / peaks[1] < 3.0


def test_toe_walkers_land_on_their_toes_in_every_move():
    program = [("jog", 4), ("stop", 1), ("left", 3), ("stop", 1), ("spin", 90)]
    _, truth = walk(program, walker=Walker(rest_pitch_deg=10.0, impact=0.0))
    assert "heel" not in set(truth.events.strike.dropna())
    for site in FEET:
        heel, toe = foot_points(truth, site)
        assert toe[:, 2].min() > -1e-6
        assert heel[:, 2].min() > 0.02


@pytest.mark.parametrize("uneven", [0.0, -0.3, 0.3])
def test_a_jog_of_uneven_steps_still_stands_between_its_flights(uneven):
    for seed in range(4):
        walker = Walker(stride_time_cv=0.2, step_time_asymmetry=uneven)
        recording, truth = rg.simulate_walk(program=[("turn", 90), ("jog", 5)], seed=seed, walker=walker)
        assert (truth.strides.stance_time_s > 0.1).all()
        assert np.isfinite(recording["left_foot"].to_numpy()).all()


def test_the_foot_that_closed_lies_flat_before_it_starts_again():
    program = [("backward", 4), ("right", 2), ("left", 2), ("right", 2)]
    _, truth = walk(program, "backward", walker=Walker(impact=0.0, heel_rise=1.0))
    for site in FEET:
        turned = truth.paths[site][["yaw_deg", "pitch_deg", "roll_deg"]].diff().abs().iloc[1:]
        assert turned.to_numpy().max() < 2.0  # 800 deg/s
    events = truth.events
    for side in ("left", "right"):
        own = events[events.side == side]
        lifts = own[own.event == "final_contact"].time_s.to_numpy()
        landings = own[own.event == "initial_contact"].time_s.to_numpy()
        assert (lifts[1:] - landings[:-1]).min() > 0.3


def test_stairs_after_a_jog_are_walked_to():
    _, truth = walk([("stand", 2), ("jog", 3), ("stairs_up", 3), ("jog", 3), ("stand", 2)])
    climbing = truth.strides[truth.rises.height_change_m > 0.0]
    assert len(climbing) >= 4
    assert (climbing.stance_time_s > 0.4 * climbing.stride_time_s).all()
    assert truth.rises.height_change_m.max() == pytest.approx(2 * RISE_M, abs=1e-9)


def refused(message, **arguments):
    with pytest.raises(InvalidOption, match=re.escape(message)):
        rg.simulate_walk(**arguments)


def test_moves_nobody_makes_are_refused():
    refused(
        "program[0] is ('stairs_up', 2.5); stairs_up takes a whole number of steps from 1 to 1000",
        program=[("stairs_up", 2.5)],
    )
    refused("program[0] is ('stairs_down', 0); stairs_down takes a whole", program=[("stairs_down", 0)])
    refused("program[0] is ('spin', 0); a spin takes degrees, positive to the left", program=[("spin", 0)])
    refused("program[0] is ('left', -2); left takes seconds from 0 to 86400", program=[("left", -2)])
    refused(
        "program[0] is ('left', 2, 0.3); only forward and backward take a speed, and closing_forward",
        program=[("left", 2, 0.3)],
    )
    refused("jog: speed_mps is 1.0; expected a number from 1.6 to 4; walk slower", program=[("jog", 8, 1.0)])
    refused(
        "a jog of the program needs steps of 1.4",
        program=[("jog", 8, 4.0)],
    )
    stairs = [("stairs_up", 4)]
    refused(
        "stairs with treads of 0.29 m and a foot of 0.35 m; expected foot_length_m of 0.33 m at most",
        program=stairs,
        walker=Walker(foot_length_m=0.35),
    )
    refused(
        "stairs with rises of 0.17 m and legs of 0.7 m; expected leg_length_m of 0.85 m or more",
        program=stairs,
        walker=Walker(leg_length_m=0.7),
    )
    refused("incline_deg is 5 and the program has stairs; expected 0", program=stairs, incline_deg=5)
