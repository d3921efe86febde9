"""Contacts of simulated walks against their exact truth: within a sample and 5 ms over the whole speed range.

The truth's definition is that of `contact="velocity"`. A pass here says that the method is sound, not how well it does
on people: that is what the reference recordings are for.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from walks import BACK, BOTH, FEET, SHANKS, VELOCITY, compare, frames_of, recorded

import retrogait as rg
from retrogait.simulation import Sensor, Walker

pytestmark = pytest.mark.slow

WAYS = pytest.mark.parametrize("direction", BOTH)
SLOW_AND_BRISK = pytest.mark.parametrize(
    ("direction", "speed"), [("backward", 0.25), ("forward", 0.25), ("forward", 1.1)]
)
SPEEDS = (0.2, 0.3, 0.5, 0.8, 1.2, 1.6)


def assert_accurate(truth: rg.simulation.Truth, session: rg.Session, rate_hz: float) -> None:
    bar_s = 1.0 / rate_hz + 0.005
    for kind in ("initial_contact", "final_contact"):
        match = compare(truth.events, session.events, kind)
        n = len(match.error_s)
        assert match.error_s.abs().mean() <= bar_s, kind
        assert match.missing <= 0.01 * n, kind
        assert match.extra <= 0.01 * n + 1, kind  # a first or last step slower than a step need be
        assert match.same_direction.mean() >= 0.995


def simulated(direction, speed, rate_hz=100.0, duration_s=30.0, surface="overground", **given):
    recording, truth = rg.simulate_walk(
        direction, speed, duration_s, seed=21, rate_hz=rate_hz, surface=surface, **given
    )
    return recording, truth, rg.analyze(recording, surface=surface, contacts=VELOCITY)


@WAYS
@pytest.mark.parametrize("speed", SPEEDS)
def test_over_the_whole_speed_range(direction, speed):
    _, truth, session = simulated(direction, speed)
    assert_accurate(truth, session, 100.0)


@WAYS
@pytest.mark.parametrize("rate_hz", [50.0, 200.0, 400.0])
@pytest.mark.parametrize("speed", [0.3, 0.6, 1.4])
def test_at_any_rate(direction, speed, rate_hz):
    _, truth, session = simulated(direction, speed, rate_hz)
    assert_accurate(truth, session, rate_hz)


SENSORS = {
    "gyroscope bias 3 deg/s": Sensor(gyr_bias_dps=3.0),
    "noise": Sensor(acc_noise_mps2=0.3, gyr_noise_dps=3.0),
    "clipped at 8 g": Sensor(acc_range_g=8.0),
    "clipped at 4 g and 500 deg/s": Sensor(acc_range_g=4.0, gyr_range_dps=500.0),
    "packets lost": Sensor(lost_share=0.01),
    "rows lost": Sensor(lost_share=0.01, lost_as="rows"),
}


@SLOW_AND_BRISK
@pytest.mark.parametrize("sensor", SENSORS.values(), ids=SENSORS.keys())
@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_with_the_faults_of_sensors(direction, speed, sensor):
    _, truth, session = simulated(direction, speed, sensor=sensor)
    assert_accurate(truth, session, 100.0)


@WAYS
@pytest.mark.parametrize("speed", [0.3, 0.9])
def test_mounted_20_degrees_off(direction, speed):
    turns = {
        "left_foot": Rotation.from_rotvec([12.0, 12.0, 10.0], degrees=True).as_matrix(),
        "right_foot": Rotation.from_rotvec([-14.0, 12.0, 8.0], degrees=True).as_matrix(),
    }
    recording, truth = rg.simulate_walk(direction, speed, 30, seed=21, sensor=Sensor(mounting=turns))
    session = rg.analyze(recorded(frames_of(recording), frame="segment"), contacts=VELOCITY)
    assert_accurate(truth, session, 100.0)


WALKERS = {
    "limp": Walker(step_time_asymmetry=0.3, step_length_asymmetry=0.2),
    "toe-walker": Walker(rest_pitch_deg=12.0),
    "shuffle": Walker(clearance_m=0.003, forward_strike_deg=0.0, backward_strike_deg=-3.0),
    "soft floor": Walker(impact=0.0),
    "child": Walker(leg_length_m=0.6, foot_length_m=0.18),
}


@SLOW_AND_BRISK
@pytest.mark.parametrize("walker", WALKERS.values(), ids=WALKERS.keys())
def test_walkers_of_every_style(direction, speed, walker):
    _, truth, session = simulated(direction, speed, walker=walker)
    assert_accurate(truth, session, 100.0)


@WAYS
@pytest.mark.parametrize("speed", [0.22, 0.8])
def test_on_a_treadmill(direction, speed):
    _, truth, session = simulated(direction, speed, surface="treadmill")
    assert_accurate(truth, session, 100.0)
    length = session.strides["stride_length_m"]
    assert length.mean() == pytest.approx(truth.strides["stride_length_m"].mean(), abs=0.02)


@WAYS
@pytest.mark.parametrize("speed", [0.4, 0.9])
def test_stops_and_turns(direction, speed):
    legs = [("stand", 3), (direction, 9), ("stop", 2), (direction, 8), ("turn", 180), (direction, 9)]
    _, truth, session = simulated(direction, speed, program=[*legs, ("stop", 4), *legs[1:]])
    assert_accurate(truth, session, 100.0)
    assert session.strides["is_turning"].any()


@WAYS
@pytest.mark.parametrize(("speed", "walk_s"), [(0.3, 10.0), (0.6, 5.0), (1.2, 2.5)])
def test_three_metres(direction, speed, walk_s):
    """The clinical test: standing, three metres, standing. Every step counts."""
    program = [("stand", 3), (direction, walk_s), ("stand", 3)]
    _, truth, session = simulated(direction, speed, program=program)
    match = compare(truth.events, session.events)
    assert (match.missing, match.extra) == (0, 0)
    assert match.error_s.abs().mean() <= 0.015
    assert len(session.bouts) == 1
    assert session.bouts["direction"].tolist() == [direction]


def test_both_directions_in_one_recording():
    program = [
        ("stand", 2),
        ("forward", 10, 0.8),
        ("stop", 2),
        ("backward", 12, 0.4),
        ("stop", 5),
        ("forward", 8, 0.8),
    ]
    _, truth, session = simulated("forward", 0.8, program=program)
    assert_accurate(truth, session, 100.0)
    for way in BOTH:
        true = truth.strides[truth.strides["direction"] == way]
        got = session.strides[session.strides["direction"] == way]
        assert abs(len(got) - len(true)) <= 1
        assert session.summary[f"{way}_speed_mps"] == pytest.approx(
            true.loc[~true["is_first"] & ~true["is_last"], "speed_mps"].mean(), rel=0.05
        )


@WAYS
@pytest.mark.parametrize("speed", [0.3, 0.8])
def test_strides_are_as_long_as_they_are(direction, speed):
    _, truth, session = simulated(direction, speed)
    true, got = (t.strides.sort_values(["side", "start_s"], ignore_index=True) for t in (truth, session))
    assert len(true) == len(got)
    assert (got["stride_length_m"] - true["stride_length_m"]).abs().mean() <= 0.02
    assert (got["foot_strike_angle_deg"] - true["foot_strike_angle_deg"]).abs().mean() <= 4.0
    assert (got["strike"] == true["strike"]).mean() >= 0.95
    assert (got["stance_time_s"] - true["stance_time_s"]).abs().mean() <= 0.02
    both = got["double_support_s"].notna() & true["double_support_s"].notna()
    assert both.sum() >= len(true) - 4
    assert (got["double_support_s"] - true["double_support_s"])[both].abs().mean() <= 0.03
    steps = got["step_time_s"].notna() & true["step_time_s"].notna()
    assert (got["step_time_s"] - true["step_time_s"])[steps].abs().mean() <= 0.02


@WAYS
@pytest.mark.parametrize("speed", [0.3, 0.8])
def test_shanks_find_every_stride(direction, speed):
    """Contacts of a shank are less sharp; none is missed and its direction is right."""
    _, truth, session = simulated(direction, speed, sites=SHANKS)
    for kind in ("initial_contact", "final_contact"):
        match = compare(truth.events, session.events, kind)
        assert match.missing == 0
        assert match.extra <= 1
        assert match.same_direction.all()
        late = match.error_s - match.error_s.median()  # by its own points, not by those of the foot
        assert late.abs().quantile(0.75) <= 0.01  # first and last steps differ
    assert session.strides["stride_length_m"].isna().all()
    assert session.strides["strike"].isna().all()


@WAYS
@pytest.mark.parametrize("speed", [0.5, 0.9])
@pytest.mark.filterwarnings("ignore:side is inferred")
def test_a_lower_back_finds_steps_and_direction(direction, speed):
    _, truth, session = simulated(direction, speed, sites=BACK)
    true_s, found_s = (
        np.sort(t.events.loc[t.events["event"] == "initial_contact", "time_s"]) for t in (truth, session)
    )
    nearest = np.abs(found_s[:, None] - true_s)
    assert (nearest.min(axis=0) < 0.15).mean() >= 0.9
    assert (nearest.min(axis=1) < 0.15).all()
    assert (session.events["direction"] == direction).mean() >= 0.99
    assert session.strides["cadence_spm"].median() == pytest.approx(
        truth.strides["cadence_spm"].median(), rel=0.03
    )
    assert list(session.events["side"]) == list(np.resize(["left", "right"], len(session.events)))


@WAYS
@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[0])
def test_a_recording_cut_out_of_a_walk(direction, sites):
    """No standing at the ends: half a stride at each is open, and no event is made up beyond the samples."""
    recording, truth = rg.simulate_walk(direction, 0.7, 30, seed=21, sites=sites)
    frames = {site: frame.loc[9.3:20.7] for site, frame in frames_of(recording).items()}
    session = rg.analyze(recorded(frames), contacts=VELOCITY)
    inside = truth.events[truth.events["time_s"].between(9.8, 20.2)]
    match = compare(inside, session.events[session.events["time_s"].between(9.75, 20.25)])
    assert match.missing == 0
    assert session.events["time_s"].between(9.3, 20.7).all()
    assert match.same_direction.all()
    assert match.error_s.abs().max() <= 0.06
