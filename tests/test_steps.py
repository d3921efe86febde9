"""Which swings count as steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from walks import BOTH, FEET, simulate

from retrogait._kernels import swings
from retrogait._kernels.live.state import FINAL, KIND
from retrogait.gait.contacts import ContactOptions
from retrogait.gait.direction import DirectionOptions
from retrogait.gait.steps import StepOptions
from retrogait.kinematics.limb import LimbMotion, track_limb
from retrogait.live.limb import LimbKernel
from retrogait.live.options import LiveOptions


def short_swings(motion: LimbMotion, displacement_m: float, which: slice) -> LimbMotion:
    """The same motion with some swings that carry the foot less far."""
    rows = motion.swing_features.copy()
    shrink = displacement_m / np.hypot(rows[which, swings.DISPLACEMENT_X], rows[which, swings.DISPLACEMENT_Y])
    for column in (swings.DISPLACEMENT_X, swings.DISPLACEMENT_Y, swings.PATH_M):
        rows[which, column] *= shrink
    return replace(motion, swing_features=rows)


@pytest.mark.parametrize("direction", BOTH)
def test_a_closing_step_beside_a_step(direction):
    """Who stops puts one foot next to the other: 4 cm there is a step, 4 cm after 4 cm is no walk."""
    recording, _ = simulate(direction, 0.7, 20, seed=3, sites=FEET)
    (motion,) = track_limb(recording, "left_foot")
    steps = StepOptions().choose(motion)
    last = np.flatnonzero(steps)[-1]
    closing = StepOptions().choose(short_swings(motion, 0.04, slice(last, last + 1)))
    np.testing.assert_array_equal(closing, steps)
    in_place = StepOptions().choose(short_swings(motion, 0.05, slice(last - 2, last + 1)))
    assert in_place[last - 2]
    assert not in_place[last - 1 : last + 1].any()
    stamped = StepOptions().choose(short_swings(motion, 0.02, slice(last, last + 1)))
    assert not stamped[last]


# Each threshold from both sides. A walk of thirteen swings, all alike but for the one in question.
ALIKE = {"PEAK_MPS": 1.5, "DISPLACEMENT_X": 0.6, "DISPLACEMENT_Y": 0.0, "PATH_M": 0.62, "RISE_M": 0.01}
MIDDLE, LAST = 6, 12


def walk_of(site: str = "left_foot", period_s: float = 1.2) -> LimbMotion:
    """Twelve rests a stride apart and the thirteen swings between and around them; all of them are steps."""
    rests = np.arange(12) * round(100 * period_s)
    rows = np.zeros((13, swings.WIDTH))
    for name, value in ALIKE.items():
        rows[:, getattr(swings, name)] = value
    rows[1:-1, swings.REST_BEFORE], rows[1:-1, swings.REST_AFTER] = rests[:-1], rests[1:]
    n = int(rests[-1]) + 1
    return LimbMotion(
        site=site,
        mounted=True,
        rate_hz=100.0,
        start_s=0.0,
        samples=np.zeros((n, 6)),
        stride=np.full(n, 100.0 * period_s),
        rests=rests,
        dwell=np.full(12, 0.4),
        gravity=np.tile([0.0, 0.0, 9.8], (11, 1)),
        turn=np.tile([1.0, 0.0, 0.0, 0.0], (n, 1)),
        force_sum=np.zeros((n, 3)),
        runs=(),
        swing_features=rows,
        lost=np.zeros(n, bool),
        guessed=np.zeros(n, bool),
        heel=np.array([-0.06, 0.0, 0.0]),
        ball=np.array([0.1, 0.0, 0.0]),
    )


def is_step(
    row: int = MIDDLE, *, also: slice | None = None, site: str = "left_foot", **features: float
) -> bool:
    """Whether the swing `row` is a step where it (and those of `also`) has these features."""
    motion = walk_of(site)
    for name, value in features.items():
        motion.swing_features[also or slice(row, row + 1), getattr(swings, name)] = value
    return bool(StepOptions().choose(motion)[row])


def test_swings_like_those_of_a_walk_are_steps():
    assert StepOptions().choose(walk_of()).all()


@pytest.mark.parametrize(("rise_over_way", "steps"), [(0.6, True), (0.8, False)])
@pytest.mark.parametrize("sign", [-1.0, 1.0], ids=["down", "up"])
def test_stairs_are_no_steps(rise_over_way, steps, sign):
    """Steeper than 0.7 beyond 10 cm: as a stair of 29 cm treads and 17 cm risers is over two of them."""
    assert is_step(RISE_M=sign * (0.1 + rise_over_way * 0.6)) == steps


@pytest.mark.parametrize(("straightness", "steps"), [(0.45, True), (0.35, False)])
def test_a_foot_that_comes_back_to_where_it_was_marches_on_the_spot(straightness, steps):
    assert is_step(PATH_M=0.6 / straightness) == steps


@pytest.mark.parametrize(("straightness", "steps"), [(0.25, True), (0.15, False)])
def test_a_shank_may_go_back_by_more_than_a_foot(straightness, steps):
    path_m = 0.04 / straightness
    assert is_step(site="left_shank", DISPLACEMENT_X=0.04, PATH_M=path_m) == steps
    assert not is_step(DISPLACEMENT_X=0.04, PATH_M=path_m)


@pytest.mark.parametrize(("detour_m", "steps"), [(0.24, True), (0.26, False)])
def test_it_does_so_by_25_cm_at_most(detour_m, steps):
    """A shank that goes round by more is kicked or danced with."""
    assert is_step(site="left_shank", DISPLACEMENT_X=0.1, PATH_M=0.1 + detour_m) == steps


@pytest.mark.parametrize(("displacement_m", "steps"), [(0.085, True), (0.075, False)])
def test_a_step_goes_8_cm_or_more(displacement_m, steps):
    short = slice(MIDDLE - 1, MIDDLE + 2)  # none is beside a step
    assert is_step(also=short, DISPLACEMENT_X=displacement_m, PATH_M=displacement_m) == steps


@pytest.mark.parametrize(("displacement_m", "steps"), [(0.035, True), (0.025, False)])
def test_a_closing_step_goes_3_cm_or_more(displacement_m, steps):
    assert is_step(DISPLACEMENT_X=displacement_m, PATH_M=displacement_m) == steps


def slow_walk(closing: float, name: str) -> LimbMotion:
    """Steps of 10 cm at 0.4 m/s with one whose displacement or speed is a share of that, after a rest too many."""
    motion = walk_of()
    rows = motion.swing_features
    rows[:, [swings.DISPLACEMENT_X, swings.PATH_M, swings.PEAK_MPS]] = 0.1, 0.1, 0.4
    rows[MIDDLE, getattr(swings, name)] *= closing
    if name == "DISPLACEMENT_X":
        rows[MIDDLE, swings.PATH_M] *= closing
    rows[MIDDLE - 1, [swings.DISPLACEMENT_X, swings.PATH_M, swings.PEAK_MPS]] = 0.001, 0.001, 0.01
    return motion


@pytest.mark.parametrize(("share", "steps"), [(0.23, True), (0.17, False)])
@pytest.mark.parametrize("name", ["DISPLACEMENT_X", "PEAK_MPS"])
def test_a_closing_step_goes_a_fifth_as_far_and_as_fast_as_the_step_beside_it(name, share, steps):
    """0.09 m/s and 2.3 cm there: below what other steps have, and a step too."""
    chosen = StepOptions().choose(slow_walk(share, name))
    assert chosen[MIDDLE] == steps
    assert not chosen[MIDDLE - 1]
    assert chosen[[MIDDLE - 2, MIDDLE + 1]].all()


def test_what_is_looked_past_is_one_rest_too_many_and_no_pause():
    motion = slow_walk(0.5, "DISPLACEMENT_X")
    motion.swing_features[[MIDDLE - 2, MIDDLE + 1, MIDDLE + 2]] = motion.swing_features[MIDDLE - 1]
    assert not StepOptions().choose(motion)[MIDDLE]


@pytest.mark.parametrize(("speed_mps", "steps"), [(0.21, True), (0.19, False)])
def test_a_swing_reaches_20_cm_a_second(speed_mps, steps):
    assert is_step(also=slice(None), PEAK_MPS=speed_mps) == steps


@pytest.mark.parametrize(("share", "steps"), [(0.14, True), (0.11, False)])
def test_a_swing_far_slower_than_the_others_is_no_step(share, steps):
    motion = walk_of()
    motion.swing_features[:, swings.PEAK_MPS] = 3.0
    motion.swing_features[MIDDLE, swings.PEAK_MPS] = share * 3.0
    assert StepOptions().choose(motion)[MIDDLE] == steps


@pytest.mark.parametrize(("share", "steps"), [(0.42, True), (0.38, False)])
@pytest.mark.parametrize("row", [0, LAST], ids=["first", "last"])
def test_a_swing_cut_off_by_the_end_is_as_fast_as_the_others(share, steps, row):
    assert is_step(row, PEAK_MPS=share * 1.5) == steps


@pytest.mark.parametrize(("share", "steps"), [(0.14, True), (0.1, False)])
@pytest.mark.parametrize("row", [0, LAST], ids=["first", "last"])
def test_a_swing_cut_off_by_the_end_turns_as_the_others(share, steps, row):
    """Without a rest to close it the speed of a foot that stands drifts; its turning does not."""
    motion = walk_of()
    rests, rows = motion.rests, motion.swing_features
    rows[[0, -1], swings.REST_BEFORE : swings.REST_AFTER + 1] = [[0, 30], [rests[-1] - 30, rests[-1]]]
    rows[1, swings.REST_BEFORE], rows[-2, swings.REST_AFTER] = 31, rests[-1] - 31
    motion.samples[:, 4] = 200.0
    inside = slice(0, 31) if row == 0 else slice(rests[-1] - 30, None)
    motion.samples[inside, 4] = share * 200.0
    assert StepOptions(most_about_a_point=1.0).choose(motion)[row] == steps


@pytest.mark.parametrize(("share", "steps"), [(0.13, True), (0.17, False), (-0.13, True), (-0.17, False)])
def test_between_true_rests_the_mean_specific_force_is_gravity(share, steps):
    motion = walk_of()
    motion.gravity[MIDDLE - 1] *= 1.0 + share
    assert StepOptions().choose(motion)[MIDDLE] == steps


@pytest.mark.parametrize(("strides", "steps"), [(2.9, True), (3.1, False)])
def test_rests_are_three_strides_apart_at_most(strides, steps):
    assert is_step(REST_AFTER=120 * (MIDDLE - 1 + strides)) == steps


@pytest.mark.parametrize(("dwell", "steps"), [(0.125, True), (0.12, True), (0.115, False)])
@pytest.mark.parametrize("site", ["left_foot", "left_shank"])
def test_a_limb_dwells_on_the_ground_for_an_eighth_of_the_stride(site, dwell, steps):
    motion = replace(walk_of(site), dwell=np.full(12, dwell))
    assert (StepOptions().choose(motion) == steps).all()


def swing_takes(share: float, rows: slice = slice(None), site: str = "left_foot") -> LimbMotion:
    """The walk, whose swings take this share of the stride; the heel leaves last, the toe lands first."""
    motion = walk_of(site)
    features, length = motion.swing_features[rows], 120.0 * share
    features[:, [swings.TOE_FC, swings.HEEL_FC]] = [10.0, 30.0]
    features[:, [swings.TOE_IC, swings.HEEL_IC]] = [30.0 + length, 45.0 + length]
    return motion


@pytest.mark.parametrize(("share", "steps"), [(0.49, True), (0.51, False)])
def test_a_limb_stands_for_half_of_the_stride(share, steps):
    """From the last of heel and toe to leave to the first to land; a shaken sine swings for longer."""
    assert (StepOptions().choose(swing_takes(share)) == steps).all()


def run_of(share: float = 0.6, speed_mps: float = 2.0) -> LimbMotion:
    """Swings of a runner, whose specific force is far from a sine."""
    motion = swing_takes(share)
    rows = motion.swing_features.copy()
    rows[:, swings.DISPLACEMENT_X] = rows[:, swings.PATH_M] = 1.2 * speed_mps
    return replace(motion, swing_features=rows)


@pytest.mark.parametrize(("speed_mps", "steps"), [(1.35, False), (1.45, True)])
def test_a_limb_may_swing_for_longer_where_it_goes_on_as_fast_as_in_a_run(speed_mps, steps):
    assert (StepOptions().choose(run_of(speed_mps=speed_mps))[1:-1] == steps).all()


@pytest.mark.parametrize(("share", "steps"), [(0.69, True), (0.71, False)])
def test_who_runs_has_a_stance(share, steps):
    assert (StepOptions().choose(run_of(share))[1:-1] == steps).all()


@pytest.mark.parametrize(("share_of_sine", "steps"), [(0.73, True), (0.77, False)])
def test_what_goes_to_and_fro_like_a_sine_does_not_run(share_of_sine, steps):
    motion = run_of()
    turn = 2.0 * np.pi * np.arange(120) / 120
    force = np.sqrt(share_of_sine) * np.cos(turn) + np.sqrt(1.0 - share_of_sine) * np.cos(3.0 * turn)
    force_sum = np.zeros_like(motion.force_sum)
    force_sum[1:, 0] = np.cumsum(np.tile(force, 11))[: len(force_sum) - 1]
    assert (StepOptions().choose(replace(motion, force_sum=force_sum))[1:-1] == steps).all()


@pytest.mark.parametrize(("share", "steps"), [(0.64, True), (0.66, False)])
def test_a_shank_stands_for_a_third_of_the_stride(share, steps):
    """It moves on while the heel rises and the sole comes down."""
    assert (StepOptions().choose(swing_takes(share, site="left_shank")) == steps).all()


def test_one_long_swing_among_others_is_a_step():
    assert StepOptions().choose(swing_takes(0.6, slice(MIDDLE, MIDDLE + 1))).all()


@pytest.mark.parametrize(("share", "steps"), [(0.81, True), (0.83, False)])
def test_a_limb_that_turns_about_a_point_at_rest_goes_nowhere(monkeypatch, share, steps):
    def explained(samples, turn, rests, gravity, rate_hz, every, found):
        assert (len(rests), len(gravity)) == (11, 11)
        found[:] = share

    monkeypatch.setattr("retrogait.gait.steps.fixed_point.share_explained", explained)
    assert (StepOptions().choose(walk_of()) == steps).all()


@pytest.mark.parametrize(("share", "steps"), [(0.74, True), (0.76, False)])
def test_a_limb_that_moves_like_one_sine_is_shaken_or_cycles(monkeypatch, share, steps):
    def of_a_sine(force_sum, rests, found):
        assert len(rests) == 11
        found[:] = share

    monkeypatch.setattr("retrogait.gait.steps.sine.share_of_sine", of_a_sine)
    assert (StepOptions().choose(walk_of()) == steps).all()


# One rule offline and live.
NO_STEPS = {
    "least_swing_mps": 99.0,
    "least_displacement_m": 99.0,
    "least_straightness": 1.01,
    "steepest": -9.0,
}


def live_landings(samples: np.ndarray, step: StepOptions | None = None) -> int:
    """Initial contacts and strides that a stream decides; a final contact is told before the step has led anywhere."""
    limb = LimbKernel("left_foot", 100.0, None, LiveOptions(), mounted=True, step=step)
    return sum(row[KIND] != FINAL for row in limb.watch(samples))


@pytest.mark.parametrize("name", NO_STEPS)
def test_a_rule_changed_changes_the_answer_offline_and_live(name):
    """A rule that no swing meets leaves no steps, whoever looks; by the rule as it is both see them."""
    recording, _ = simulate("backward", 0.7, 20, seed=3, sites=FEET)
    (motion,) = track_limb(recording, "left_foot")
    samples = np.ascontiguousarray(recording["left_foot"].to_numpy()[:, :6])
    rule = StepOptions(**{name: NO_STEPS[name]})
    assert StepOptions().choose(motion)[1:-1].sum() > 8
    assert live_landings(samples) > 16
    assert not rule.choose(motion)[1:-1].any()
    assert live_landings(samples, rule) == 0


def test_a_stream_has_the_rule_of_the_analysis():
    limb = LimbKernel("left_foot", 100.0, None, LiveOptions(), mounted=True)
    for name in NO_STEPS:
        assert limb.settings[name] == getattr(StepOptions(), name)
    assert limb.settings["least_ahead"] == DirectionOptions().least_ahead
    for name in ("threshold", "flat_from_deg", "flat_to_deg"):
        assert getattr(LiveOptions(), name) == getattr(ContactOptions(), name)
