"""Arguments of the simulator: each does what it says, and what no walk can have is refused with a full message."""

import re
from dataclasses import replace

import numpy as np
import pytest
from simulated import matrices, positions

import retrogait as rg
from retrogait.errors import InvalidOption
from retrogait.simulation import Sensor, Walker

PROGRAM = [("stand", 3), ("forward", 15), ("turn", 180), ("stop", 2), ("backward", 15), ("stand", 2)]


@pytest.fixture(scope="module")
def programmed():
    return rg.simulate_walk(program=PROGRAM, speed_mps={"forward": 1.0, "backward": 0.5}, seed=1, rate_hz=100)


def test_a_program_is_walked_in_order(programmed):
    recording, truth = programmed
    events, strides = truth.events, truth.strides
    order = events.direction.ne(events.direction.shift()).cumsum()
    assert events.groupby(order).direction.first().tolist() == ["forward", "backward"]
    assert events.time_s.min() > 3.0
    assert events.time_s.max() < recording.duration_s - 1.9
    assert np.diff(events.time_s).max() == pytest.approx(2.4, abs=0.5)  # the stop, and setting off
    assert (strides.direction == "unknown").sum() == 2  # one of each foot spans the stop
    turned = truth.paths["left_foot"].yaw_deg.iloc[-1] - truth.paths["left_foot"].yaw_deg.iloc[0]
    assert turned == pytest.approx(180.0, abs=1e-6)
    assert strides[strides.is_turning].turning_angle_deg.between(20, 75).all()
    assert 5 <= strides.is_turning.sum() <= 8


def test_both_feet_come_to_stand_side_by_side(programmed):
    _, truth = programmed
    for when in (0.5, -0.5):
        left, right = (positions(truth.paths[f"{side}_foot"])[int(100 * when)] for side in ("left", "right"))
        ahead = matrices(truth.paths["left_foot"])[int(100 * when)][:2, 0]
        ahead_deg = np.arctan2(ahead[1], ahead[0]) - np.radians(6.0)
        apart = (left - right)[:2]
        assert abs(apart @ [np.cos(ahead_deg), np.sin(ahead_deg)]) < 0.02
        assert 0.1 < np.linalg.norm(apart) < 0.2
    quiet = programmed[0]["left_foot"].iloc[:290]
    assert quiet[["gyr_x", "gyr_y", "gyr_z"]].std().max() < 0.2


def test_a_change_of_direction_without_a_stop_gets_a_pause():
    _, truth = rg.simulate_walk(program=[("forward", 8), ("backward", 8)], speed_mps=0.6)
    events = truth.events
    last, first = (
        events[events.direction == "forward"].time_s.max(),
        events[events.direction == "backward"].time_s.min(),
    )
    assert 0.5 < first - last < 2.0


def test_standing_alone_has_empty_tables_and_straight_knees():
    recording, truth = rg.simulate_walk(
        program=[("stand", 5)], sites=["left_foot", "lower_back", "left_shank"]
    )
    assert recording.duration_s == pytest.approx(5.0)
    assert len(truth.events) == len(truth.strides) == len(truth.bouts) == 0
    assert truth.knee.to_numpy().max() < 10
    assert recording["left_foot"].acc_z.mean() == pytest.approx(9.81, abs=0.1)


def test_a_pause_longer_than_three_seconds_parts_bouts():
    _, truth = rg.simulate_walk(program=[("forward", 8), ("stop", 5), ("forward", 8)], speed_mps=0.9)
    assert truth.bouts.bout_id.tolist() == [0, 1]
    assert truth.events.bout_id.tolist() == sorted(truth.events.bout_id)
    assert truth.strides.groupby("bout_id").is_first.sum().tolist() == [2, 2]


def test_variability_is_the_one_asked_for():
    for cv in (0.0, 0.05):
        walker = Walker(stride_time_cv=cv, stride_length_cv=cv)
        _, truth = rg.simulate_walk("forward", 0.9, 200, seed=2, walker=walker, stand_s=0)
        strides = truth.strides.iloc[1:-1]
        for column in ("stride_time_s", "stride_length_m"):
            assert strides[column].std() / strides[column].mean() == pytest.approx(cv, abs=0.2 * cv + 1e-3)


def test_a_limp_is_uneven_steps():
    walker = Walker(step_time_asymmetry=0.3, step_length_asymmetry=0.2)
    _, truth = rg.simulate_walk("backward", 0.5, 60, seed=2, walker=walker, stand_s=0)
    step = truth.strides.groupby("side").step_time_s.mean()
    assert (step["left"] - step["right"]) / step.mean() == pytest.approx(0.3, abs=0.03)
    stride = truth.strides.groupby("side").stride_time_s.mean()
    assert stride["left"] == pytest.approx(stride["right"], rel=0.01)


@pytest.mark.parametrize(
    ("direction", "walker", "strike"),
    [
        ("forward", Walker(), "heel"),
        ("backward", Walker(), "toe"),
        ("forward", Walker(forward_strike_deg=-12.0), "toe"),
        ("forward", Walker(forward_strike_deg=3.0, strike_sd_deg=1.0), "flat"),
        ("backward", Walker(backward_strike_deg=15.0), "heel"),
        ("forward", Walker(rest_pitch_deg=15.0), "toe"),
        ("backward", Walker(rest_pitch_deg=15.0), "toe"),
    ],
)
def test_strike_is_the_one_asked_for(direction, walker, strike):
    soft = replace(walker, impact=0.0)  # else the ringing sensor is not where the foot is
    _, truth = rg.simulate_walk(direction, 0.8, 20, walker=soft, stand_s=0)
    landings = truth.events[truth.events.event == "initial_contact"]
    assert (landings.strike == strike).all()
    path = truth.paths["left_foot"]
    heel, toe = (positions(path) + matrices(path) @ np.array([x, 0.0, -0.05]) for x in (-0.12, 0.09))
    assert min(heel[:, 2].min(), toe[:, 2].min()) > -1e-6
    if walker.rest_pitch_deg:
        assert heel[:, 2].min() > 0.03  # a toe-walker's heel stays up


def test_a_shuffle_stays_low():
    heights = {}
    for clearance in (0.003, 0.05):
        _, truth = rg.simulate_walk("forward", 0.6, 15, walker=Walker(clearance_m=clearance), stand_s=0)
        path = truth.paths["left_foot"]
        toe = positions(path) + matrices(path) @ np.array([0.09, 0.0, -0.05])
        swings = [
            toe[
                (path.index > s.final_contact_s + 0.45 * s.swing_time_s)
                & (path.index < s.end_s - 0.45 * s.swing_time_s)
            ]
            for s in truth.strides[truth.strides.side == "left"].itertuples()
        ]
        heights[clearance] = min(z[:, 2].min() for z in swings)
    assert 0.002 < heights[0.003] < 0.02
    assert 0.049 < heights[0.05] < 0.09


def test_uphill_tilts_gravity_and_shortens_the_way():
    flat, ground = rg.simulate_walk(
        "backward",
        0.5,
        20,
        sensor=Sensor.perfect(),
        sites=("left_foot", "lower_back"),
        walker=Walker(toe_out_deg=0, step_width_sd_m=0),
    )
    steep, hill = rg.simulate_walk(
        "backward",
        0.5,
        20,
        sensor=Sensor.perfect(),
        incline_deg=10,
        sites=("left_foot", "lower_back"),
        walker=Walker(toe_out_deg=0, step_width_sd_m=0),
    )
    still = steep["left_foot"].iloc[50]
    assert np.degrees(np.arctan2(still.acc_x, still.acc_z)) == pytest.approx(-10.0, abs=1e-6)  # toes downhill
    assert np.hypot(steep["lower_back"].iloc[50].acc_x, 0) < 0.01  # the trunk stays upright
    assert hill.paths["left_foot"].z_m.iloc[-1] > hill.paths["left_foot"].z_m.iloc[0] + 0.5
    ratio = hill.strides.stride_length_m / ground.strides.stride_length_m
    np.testing.assert_allclose(ratio, np.cos(np.radians(10)), atol=1e-9)
    np.testing.assert_allclose(steep["left_foot"].iloc[:, 3:], flat["left_foot"].iloc[:, 3:], atol=1e-6)


def test_a_smaller_person_makes_smaller_steps():
    lengths = [
        rg.simulate_walk("backward", 0.5, 20, walker=Walker(leg_length_m=leg, foot_length_m=foot))[
            1
        ].strides.stride_length_m.median()
        for leg, foot in ((0.7, 0.2), (1.0, 0.29))
    ]
    assert lengths[0] < 0.9 * lengths[1]


def test_bias_noise_and_range():
    sensor = Sensor(acc_noise_mps2=0.1, gyr_noise_dps=1.0, acc_bias_mps2=0.2, gyr_bias_dps=2.0)
    one, _ = rg.simulate_walk(program=[("stand", 40)], sensor=sensor)
    none, _ = rg.simulate_walk(program=[("stand", 40)], sensor=Sensor.perfect())
    error = one["left_foot"] - none["left_foot"]
    np.testing.assert_allclose(error.std(), [0.1] * 3 + [1.0] * 3, rtol=0.06)
    assert 0.001 < error.mean().abs().iloc[:3].mean() < 0.6
    clipped, _ = rg.simulate_walk("forward", 1.4, 15, sensor=Sensor(acc_range_g=2.0, gyr_range_dps=250.0))
    values = clipped["left_foot"].to_numpy()
    assert np.abs(values[:, :3]).max() == pytest.approx(2.0 * 9.80665)
    assert np.abs(values[:, 3:]).max() == 250.0


def test_mounting_is_taken_out_by_its_own_truth():
    straight, _ = rg.simulate_walk("backward", 0.5, 15, sensor=Sensor.perfect())
    turned, truth = rg.simulate_walk(
        "backward", 0.5, 15, sensor=Sensor(0.0, 0.0, 0.0, 0.0, None, None, mounting="random")
    )
    assert (straight.frame, turned.frame) == ("segment", "sensor")
    back = turned.rotated(truth.mounting)
    for site in straight.sites:
        np.testing.assert_allclose(back[site], straight[site], atol=1e-9)
    assert not np.allclose(truth.mounting["left_foot"], truth.mounting["right_foot"])
    given = {site: np.diag([-1.0, -1.0, 1.0]) for site in straight.sites}
    half_turn, _ = rg.simulate_walk("backward", 0.5, 15, sensor=Sensor(0.0, 0.0, 0.0, 0.0, mounting=given))
    np.testing.assert_allclose(half_turn["left_foot"].acc_x, -straight["left_foot"].acc_x, atol=1e-9)


def test_lost_packets_leave_gaps_however_they_are_lost():
    blank, _ = rg.simulate_walk("forward", 1.0, 40, sensor=Sensor(lost_share=0.1, lost_packet_s=0.3))
    missing = np.isnan(blank["left_foot"].acc_x)
    assert 0.04 < missing.mean() < 0.16
    assert any("left missing" in warning for warning in blank.warnings)
    rows, _ = rg.simulate_walk(
        "forward", 1.0, 40, sensor=Sensor(lost_share=0.1, lost_packet_s=0.3, lost_as="rows")
    )
    np.testing.assert_allclose(rows["left_foot"], blank["left_foot"], atol=1e-9)


def refused(message, **arguments):
    with pytest.raises(InvalidOption, match=re.escape(message)):
        rg.simulate_walk(**arguments)


def test_what_no_walk_can_have_is_refused():
    refused("direction is 'sideways'; expected one of backward forward", direction="sideways")
    refused("surface is 'ice'; expected one of overground treadmill", surface="ice")
    refused("contact is 'force'; expected one of velocity touch", contact="force")
    refused("first_step is 'both'; expected one of left right", first_step="both")
    refused("sites is ('left_hand',); expected a list of different sites, of left_foot", sites=("left_hand",))
    refused("sites is 'left_foot'; expected a list of different sites", sites="left_foot")
    refused("sites is (); expected a list of different sites", sites=())
    refused("duration_s is 0; expected a number from 1 to 86400", duration_s=0)
    refused("rate_hz is 10; expected a number from 50 to 400", rate_hz=10)
    refused("rate_hz is nan; expected a number from 50 to 400", rate_hz=float("nan"))
    refused("incline_deg is 40; expected a number from -15 to 15", incline_deg=40)
    refused("seed is -1; expected a whole number from 0 to", seed=-1)
    refused("seed is 1.5; expected a whole number from 0 to", seed=1.5)
    refused("backward: speed_mps is 0; expected a number from 0.1 to 2", speed_mps=0)
    refused("backward: speed_mps is True; expected a number from 0.1 to 2", speed_mps=True)
    refused("backward: cadence_spm is 500; expected a number from 20 to 200", cadence_spm=500)
    refused(
        "speed_mps is {'forward': 1.0}, and the walk goes backward; give a number", speed_mps={"forward": 1.0}
    )
    refused(
        "needs steps of 3.20 m; legs of 0.9 m make 0.85 m at most; raise cadence_spm",
        speed_mps=1.6,
        cadence_spm=30,
    )
    refused("of it are standing; at this pace a step takes", duration_s=6, stand_s=2.5)
    refused("stand_s is -1; expected seconds from 0 to duration_s, or two of them", stand_s=-1)
    refused("stand_s is (1, 2, 3); expected seconds from 0 to duration_s, or two of them", stand_s=(1, 2, 3))


def test_contradictions_are_refused():
    refused(
        "stand_s is 2 on surface='treadmill': a moving belt carries a standing person away",
        surface="treadmill",
        stand_s=2,
    )
    refused(
        "program on surface='treadmill' has 'turn'; expected only stand stop forward backward",
        surface="treadmill",
        program=PROGRAM,
    )
    refused(
        "program and stand_s are both given; a program says itself when to stand", stand_s=1, program=PROGRAM
    )


def test_a_program_that_says_nothing_walkable_is_refused():
    refused("program is empty; expected segments, as in [('stand', 3)", program=[])
    refused(
        "program[1] is ('hop', 3); expected one of stand stop forward backward turn",
        program=[("stand", 1), ("hop", 3)],
    )
    refused(
        "program[0] is 'forward'; a segment is (kind, amount) or (kind, amount, speed_mps)",
        program=["forward"],
    )
    refused(
        "program[0] is ('forward', '8'); seconds, degrees and speeds are numbers", program=[("forward", "8")]
    )
    refused("program[0] is ('turn', 0); a turn takes degrees, positive to the left", program=[("turn", 0)])
    refused("program[0] is ('stand', -1); stand takes seconds from 0 to 86400", program=[("stand", -1)])
    refused(
        "program[0] is ('stand', 3, 0.5); only forward and backward take a speed", program=[("stand", 3, 0.5)]
    )
    refused("forward: speed_mps is 5.0; expected a number from 0.1 to 2", program=[("forward", 8, 5.0)])


def test_walkers_and_sensors_nobody_has_are_refused():
    for message, make in (
        (
            "Walker: leg_length_m is 3; expected a number from 0.4 to 1.3; the default is 0.9",
            lambda: Walker(leg_length_m=3),
        ),
        (
            "Walker: stride_time_cv is '2 %'; expected a number from 0 to 0.2",
            lambda: Walker(stride_time_cv="2 %"),
        ),
        (
            "rest_pitch_deg is 10 and forward_strike_deg is 20",
            lambda: Walker(rest_pitch_deg=10, forward_strike_deg=20),
        ),
        ("Sensor: gyr_noise_dps is -1; expected a number of 0 or more", lambda: Sensor(gyr_noise_dps=-1)),
        ("Sensor: lost_share is 0.9; expected a number from 0 to 0.5", lambda: Sensor(lost_share=0.9)),
        ("Sensor: lost_as is 'ones'; expected one of nan rows zeros held", lambda: Sensor(lost_as="ones")),
        (
            "Sensor: mounting is 'ankle'; expected None, 'random' or a mapping",
            lambda: Sensor(mounting="ankle"),
        ),
    ):
        with pytest.raises(InvalidOption, match=re.escape(message)):
            make()
    refused(
        "mounting has no rotation for site 'right_foot' (given left_foot)",
        sensor=Sensor(mounting={"left_foot": np.eye(3)}),
    )
    refused(
        "mounting of 'left_foot' is not a rotation; expected a (3, 3) matrix",
        sensor=Sensor(mounting={"left_foot": 2 * np.eye(3), "right_foot": np.eye(3)}),
    )
