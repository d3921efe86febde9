"""Thresholds of kernels from both sides, by hand: their slow twins read the same constants."""

from __future__ import annotations

import numpy as np
import pytest
from kernel_inputs import walk_like
from scipy.spatial.transform import Rotation

from retrogait._kernels import (
    closure,
    fixed_point,
    foot_path,
    foot_roll,
    levelling,
    period,
    rest_rotation,
    strapdown,
    swings,
    time_asymmetry,
    transients,
    velocities,
    zero_velocity,
)
from retrogait._kernels.constants import REST_SHARE

pytestmark = pytest.mark.kernels


# Velocity.


@pytest.mark.parametrize(("jerk_mps3", "blame"), [(600.0, 1.0), (300.0, 0.25), (1200.0, 4.0)])
def test_a_jerk_of_600_counts_as_much_as_time(jerk_mps3, blame):
    assert velocities.transient_blame(jerk_mps3 / 100.0, 0.0, 0.0, 100.0) == pytest.approx(blame)


# The points a foot rolls on.


def rolled(ahead=1.0, down_deg=20.0, up_deg=20.0, count=10) -> tuple[float, float]:
    """Ball and heel of one swing from rest 0 to rest 100, pitched for some samples after either rest."""
    path, rows = np.zeros((101, foot_path.PATH_WIDTH)), np.zeros((3, swings.WIDTH))
    rows[1, swings.AHEAD] = ahead
    rows[1, [swings.TOE_FC, swings.HEEL_FC]] = 40.0
    rows[1, [swings.HEEL_IC, swings.TOE_IC]] = 60.0
    for at, sine in ((slice(10, 10 + count), down_deg), (slice(80, 80 + count), -up_deg)):
        path[at, foot_path.PITCH_SINE] = np.sin(np.radians(sine)) * np.sign(ahead)
        path[at, foot_path.SOLE_M] = 0.15 * np.abs(path[at, foot_path.PITCH_SINE])
    rolls = np.empty((1, foot_roll.WIDTH))
    if ahead < 0:  # run back in time: heel up before it leaves, toes down as it lands
        path = path[::-1].copy() * np.where(np.arange(foot_path.PATH_WIDTH) == foot_path.PITCH_SINE, -1, 1)
    foot_roll.roll_points(path, np.array([0, 100]), rows, rolls)
    return rolls[0, foot_roll.BALL_M], rolls[0, foot_roll.HEEL_M]


@pytest.mark.parametrize(("ahead", "seen"), [(0.7, True), (0.69, False), (-0.7, True), (-0.69, False)])
def test_a_foot_that_goes_along_itself_shows_where_it_rolls(ahead, seen):
    np.testing.assert_allclose(rolled(ahead), (0.15, -0.15) if seen else (np.nan, np.nan))


@pytest.mark.parametrize(("down_deg", "ball_m"), [(8.2, 0.15), (7.8, np.nan)])
def test_it_rolls_on_the_ball_from_8_degrees_on(down_deg, ball_m):
    np.testing.assert_allclose(rolled(down_deg=down_deg), (ball_m, -0.15))


@pytest.mark.parametrize(("up_deg", "heel_m"), [(5.2, -0.15), (4.8, np.nan)])
def test_it_rolls_on_the_heel_from_5_degrees_on(up_deg, heel_m):
    np.testing.assert_allclose(rolled(up_deg=up_deg), (0.15, heel_m))


@pytest.mark.parametrize(("count", "seen"), [(3, True), (2, False)])
def test_it_rolls_for_three_samples_or_more(count, seen):
    assert np.isfinite(rolled(count=count)).all() == seen


# The path of a foot.


def measured(way_m: float = 0.6, slow: float = 1.0) -> np.ndarray:
    """Measures of a swing at one speed but about one sample, at which heel and toes are lowest."""
    path = np.zeros((12, foot_path.PATH_WIDTH))
    step = np.r_[0.0, np.ones(11)]
    step[5:7] = slow
    path[:, foot_path.PATH_X] = way_m * np.cumsum(step) / step.sum()
    path[:, foot_path.SOLE_X] = 1.0
    path[:, [foot_path.HEEL_M, foot_path.TOE_M]] = 0.05
    path[5, [foot_path.HEEL_M, foot_path.TOE_M]] = 0.02, 0.01
    measures = np.empty(foot_path.MEASURES_WIDTH)
    foot_path.measure_path(path, 0.06, 0.13, measures)
    return measures


@pytest.mark.parametrize(("way_m", "known"), [(0.1, True), (0.101, True), (0.099, False)])
def test_a_foot_that_goes_less_than_10_cm_gets_nowhere(way_m, known):
    of_the_path = measured(way_m)[: foot_path.LEFT_OVER_MPS]
    assert np.isfinite(of_the_path).all() == known


@pytest.mark.parametrize(("slow", "clearance_m"), [(0.7, (0.01, 0.02)), (0.63, (0.034, 0.038))])
def test_it_is_mid_swing_while_both_ends_have_two_thirds_of_their_top_speed(slow, clearance_m):
    """Slower, mid-swing ends 0.9 of the way from the middle of one interval to that of the next, 0.4 of one sample."""
    np.testing.assert_allclose(
        measured(slow=slow)[[foot_path.TOE_CLEARANCE_M, foot_path.HEEL_CLEARANCE_M]], clearance_m, rtol=1e-2
    )


# Level frames.


def first_axis(*gravity: tuple[float, float, float]) -> np.ndarray:
    frames = np.empty((len(gravity), 3, 3))
    strapdown.level_frames(9.81 * np.array(gravity), frames)
    np.testing.assert_allclose(frames[:, 2], gravity, atol=1e-12)
    return frames[-1, 0]


def leaning(cosine: float) -> tuple[float, float, float]:
    return (cosine, 0.0, float(np.sqrt(1.0 - cosine**2)))


@pytest.mark.parametrize(("cosine", "axis"), [(0.89, "x"), (-0.89, "x"), (0.91, "y"), (-0.91, "y")])
def test_the_first_level_axis_is_x_unless_that_is_about_upright(cosine, axis):
    up = np.array(leaning(cosine))
    level = np.array([1.0, 0.0, 0.0]) - cosine * up if axis == "x" else np.array([0.0, 1.0, 0.0])
    np.testing.assert_allclose(first_axis(tuple(up)), level / np.linalg.norm(level), atol=1e-12)


@pytest.mark.parametrize(
    ("cosine", "kept"), [(0.95, True), (0.9985, True), (0.9993, False), (-0.9993, False)]
)
def test_where_gravity_jumps_onto_the_first_axis_the_second_is_taken(cosine, kept):
    level = first_axis((0.0, 0.0, 1.0), leaning(cosine))
    np.testing.assert_allclose(
        level, [leaning(cosine)[2], 0.0, -cosine] if kept else [0.0, 1.0, 0.0], atol=1e-9
    )


# Swings.


def contact_of_a_curve(turn_deg: float) -> tuple[float, float, float]:
    """Landing of a point that turns evenly as it swings: found, and by its horizontal speed and that along the way."""
    n, rate_hz = 2001, 1000.0
    time_s = np.arange(n) / rate_hz
    share = np.clip((time_s - 0.5) / 1.0, 0.0, 1.0)
    angle = np.radians(turn_deg) * (share - 0.5)
    speed = np.sin(np.pi * share) ** 2
    force_sum = np.stack([speed * np.cos(angle), speed * np.sin(angle), 9.81 * time_s], axis=1)
    turn = np.stack([np.cos(angle / 2), 0 * angle, 0 * angle, np.sin(angle / 2)], axis=1)
    samples = np.zeros((n, 6))
    rows, rests = np.empty((3, swings.WIDTH)), np.array([400, 1600])
    none, gravity = np.zeros(3), np.array([[0.0, 0.0, 9.81]])
    swings.measure_swings(
        samples, turn, force_sum, rests, gravity, np.eye(3)[None], rate_hz, 0, none, none, 0.3, rows
    )
    assert rows[1, swings.TURN_DEG] == pytest.approx(turn_deg)
    lands = []
    for moving in (speed, speed * np.cos(angle)):
        k = np.flatnonzero(moving >= 0.3 * moving.max())[-1]
        lands.append(k + (moving[k] - 0.3 * moving.max()) / (moving[k] - moving[k + 1]))
    return rows[1, swings.OWN_IC], *lands


@pytest.mark.parametrize(("turn_deg", "curve"), [(19.5, False), (20.5, True), (-20.5, True), (60.0, True)])
def test_a_swing_that_turns_by_more_than_20_degrees_lands_by_its_horizontal_speed(turn_deg, curve):
    found, horizontal, along = contact_of_a_curve(turn_deg)
    assert horizontal - along > 0.5
    assert found == pytest.approx(horizontal if curve else along, abs=0.1)


@pytest.mark.parametrize(("more", "known"), [(0.6, True), (-0.6, False)])
def test_a_landing_before_the_end_is_known_after_two_transients(more, known):
    """An open end has to go on for 100 ms after it: until then the point may move on."""
    n, rate_hz = 3001, 1000.0
    time_s = np.arange(n) / rate_hz
    speed = (
        np.sin(np.pi * np.clip(time_s - 1.7, 0.0, 1.0)) ** 2
        + np.sin(np.pi * np.clip(time_s - 0.5, 0.0, 1.0)) ** 2
    )
    land = 2700 - 1000 * np.arcsin(np.sqrt(0.3)) / np.pi
    reach = round(land + 100.0 + more) - 1600
    force_sum = np.stack([speed, 0 * speed, 9.81 * time_s], axis=1)
    turn = np.tile([1.0, 0.0, 0.0, 0.0], (n, 1))
    rows, none = np.empty((3, swings.WIDTH)), np.zeros(3)
    gravity = np.array([[0.0, 0.0, 9.81]])
    walk = np.zeros((n, 6)), turn, force_sum, np.array([400, 1600]), gravity, np.eye(3)[None]
    swings.measure_swings(*walk, rate_hz, reach, none, none, 0.3, rows)
    assert np.isfinite(rows[2, swings.OWN_IC]) == known
    assert rows[2, swings.OWN_FC] == pytest.approx(1700 + 2700 - land, abs=0.1)


@pytest.mark.parametrize(("samples", "measured_"), [(5, True), (4, False)])
def test_a_swing_has_five_samples(samples, measured_):
    rows, rests = np.empty((3, swings.WIDTH)), np.array([50, 50 + samples - 1])
    still = walk_like(100, 1), np.tile([1.0, 0.0, 0.0, 0.0], (100, 1)), np.zeros((100, 3))
    gravity, none = np.array([[0.0, 0.0, 9.81]]), np.zeros(3)
    swings.measure_swings(*still, rests, gravity, np.eye(3)[None], 100.0, 0, none, none, 0.3, rows)
    assert np.isfinite(rows[1, swings.PEAK_MPS]) == measured_


# Periods and numbers that no unit moves.


def test_the_unit_of_a_rate_does_not_move_its_period():
    rate = walk_like(300, 5, 25.0)[:, 3:]
    found = []
    for unit in (1.0, 1e-4, 1e4):
        one = np.empty(1), np.empty(1)
        period.window_periods(unit * rate, 25.0, np.array([0]), 300, 0.6, 4.5, 0.8, *one)
        found.append(np.ravel(one))
    np.testing.assert_allclose(found[1:], [found[0]] * 2, rtol=1e-4)
    assert found[0][1] > 0.5


def asymmetry(samples, middle=150.0, length=60.0, strides=2.0) -> np.ndarray:
    rows = np.empty((1, time_asymmetry.WIDTH))
    time_asymmetry.stride_asymmetry(samples, np.array([middle]), np.array([length]), strides, rows)
    return rows[0]


@pytest.mark.parametrize("unit", [1e-4, 1e4])
def test_the_unit_of_samples_does_not_move_their_asymmetry(unit):
    samples = walk_like(300, 4)
    np.testing.assert_allclose(asymmetry(unit * samples), asymmetry(samples), rtol=1e-6)
    assert np.isfinite(asymmetry(samples)).all()


@pytest.mark.parametrize("up", [[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, 0, 0], [0, -1, 0]])
def test_asymmetry_does_not_depend_on_which_axis_is_upright(up):
    samples = walk_like(300, 4)
    turn = Rotation.align_vectors([up], [[0, 0, 1]])[0].as_matrix()
    turned = np.hstack([samples[:, :3] @ turn.T, samples[:, 3:] @ turn.T])
    np.testing.assert_allclose(asymmetry(turned), asymmetry(samples), atol=1e-9)


@pytest.mark.parametrize(("length", "known"), [(2.0, False), (2.5, True)])
def test_a_stride_has_more_than_two_samples(length, known):
    assert np.isfinite(asymmetry(walk_like(300, 4), length=length, strides=4.0)).all() == known


@pytest.mark.parametrize(("middle", "known"), [(30.0, True), (29.0, False), (269.0, True), (270.0, False)])
def test_a_recording_holds_three_quarters_of_a_window(middle, known):
    """Of 120 samples, 60 to either side of the middle."""
    assert np.isfinite(asymmetry(walk_like(300, 4), middle)).all() == known


@pytest.mark.parametrize(("number", "counts"), [(4, True), (5, False)])
def test_numbers_are_shares_of_four_harmonics(number, counts):
    """A tilt in phase with the acceleration, and a fourth or fifth harmonic of as much power beside it."""
    phase = 2 * np.pi * np.arange(300) / 60.0
    samples = np.zeros((300, 6))
    samples[:, 2] = 9.81
    samples[:, 0] = np.cos(phase)
    samples[:, 4] = np.cos(phase)
    plain = asymmetry(samples)[time_asymmetry.IN_PHASE_1]
    samples[:, 0] += np.cos(number * phase)
    more = asymmetry(samples)[time_asymmetry.IN_PHASE_1]
    assert abs(plain) == pytest.approx(1.0, abs=0.02)
    assert more / plain == pytest.approx(np.sqrt(0.5) if counts else 1.0, abs=0.03)


def test_a_limb_that_does_not_tilt_has_no_number_of_it():
    samples = walk_like(300, 4)
    still = samples.copy()
    still[:, 3:] = 0.0
    known = np.isfinite(asymmetry(still))
    assert known.tolist() == [False, False, False, True, True]


# Small things that are none.


def test_a_way_of_millimetres_has_a_direction():
    turn = np.tile([1.0, 0.0, 0.0, 0.0], (20, 1))
    rows = np.empty((2, rest_rotation.WIDTH))
    rests, frames = np.array([[0, 19]] * 2), np.tile(np.eye(3), (2, 1, 1))
    rest_rotation.leans_between(turn, rests, frames, np.array([[0.001, 0.0], [0.0, 0.0]]), 1, rows)
    assert np.isfinite(rows).all(axis=1).tolist() == [True, False]


def test_a_weak_pull_has_a_direction():
    up = np.empty((2, 3))
    levelling.up_from_sensor(
        np.tile([1.0, 0, 0, 0], (2, 1)), np.array([[0.0, 0.3, 0.0], [0.0, 0.0, 0.0]]), up
    )
    assert up.tolist() == [[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]


@pytest.mark.parametrize(("known", "told"), [(8, True), (7, False)])
def test_eight_samples_tell_whether_a_limb_turns_about_a_point(known, told):
    samples = walk_like(60, 3)
    samples[known + 2 :] = np.nan
    turn = np.tile([1.0, 0.0, 0.0, 0.0], (60, 1))
    share = np.empty(1)
    fixed_point.share_explained(
        samples, turn, np.array([[0, 50]]), np.array([[0.0, 0.0, 9.81]]), 100.0, 1, share
    )
    assert np.isfinite(share[0]) == told


@pytest.mark.parametrize(("level", "found"), [(2999.0, True), (3000.0, False)])
def test_an_onset_exceeds_its_level(level, found):
    samples = np.zeros((100, 6))
    samples[60:, 2] = 30.0
    onset = np.empty(1)
    transients.landing_onsets(samples, 200.0, np.array([50.0]), 0.0, 0.13, np.array([level]), onset)
    assert (onset[0] == 59.0) == found


@pytest.mark.parametrize(("rate_dps", "slaps"), [(0.5, True), (0.0, False), (-50.0, False)])
def test_a_foot_slaps_that_turns_toe_down_at_all(rate_dps, slaps):
    samples, slap = np.zeros((100, 6)), np.empty(1)
    samples[[60, 63], 4] = rate_dps
    transients.landing_slaps(samples, 200.0, np.array([50.0]), 0.0, 0.13, slap)
    assert (slap[0] == 60.0) == slaps  # the first of those as fast


@pytest.mark.parametrize(("quiet", "rests"), [(21, True), (11, False)])
def test_a_rest_is_quiet_for_a_seventh_of_the_stride(quiet, rests):
    """REST_SHARE of a stride of 100 samples."""
    samples = np.tile([0.0, 0.0, 9.81, 0.0, 60.0, 0.0], (300, 1))
    samples[150 - quiet // 2 : 151 + quiet // 2, 4] = 0.0
    energy, totals = np.empty(300), np.empty(301)
    stride = np.full(300, 100.0)
    zero_velocity.motion_energy(samples, 9.81, 60.0, 3.0, 1, stride, REST_SHARE, energy, totals)
    assert (energy[150] < 1e-9) == rests


# Ties.


def test_a_plateau_peaks_where_it_ends_and_the_first_peak_may_be_just_strong_enough():
    assert period._first_strong_peak(np.array([0.0, 0.0, 1.0, 1.0, 0.0]), 1, 0.8) == 3
    assert period._first_strong_peak(np.array([0.0, 0.8, 0.0, 1.0, 0.0]), 1, 0.8) == 1
    assert period._first_strong_peak(np.array([0.0, 0.79, 0.0, 1.0, 0.0]), 1, 0.8) == 3
    assert period._first_strong_peak(np.array([1.0, 0.8, 0.0, 1.0, 0.0]), 2, 0.8) == 3
    assert period._first_strong_peak(np.zeros(5), 1, 0.8) == -1


def test_what_is_just_as_quiet_as_the_limit_is_quiet():
    samples = walk_like(80, 7)
    found, space, totals = np.empty(80, np.int64), np.empty((2, 80)), np.empty(81)
    given = samples, 2, 10
    assert closure.quiet_instants(*given, np.inf, space[0], space[1], totals, found) > 0
    least = float(space[0].min())
    assert closure.quiet_instants(*given, least, space[0], space[1], totals, found) == 1
    assert closure.quiet_instants(*given, np.nextafter(least, 0), space[0], space[1], totals, found) == 0
