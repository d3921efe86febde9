"""Tracking a limb, a thigh and strides of one sensor: each threshold from both sides, on stages made by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import Mock

import numpy as np
import pytest

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.kinematics import limb, stride_closure, thigh
from retrogait.kinematics.foot_points import FOOT
from retrogait.kinematics.segment import SegmentMotion
from retrogait.kinematics.stride_closure import Leftover, Scales, StrideSample, sample_strides
from retrogait.kinematics.zero_velocity import follow_stride

RATE_HZ = 100.0
RESTS = 100 * np.arange(1, 9)


def fills(value: object):
    """A stage that fills the last of what it is given."""

    def stage(*given: np.ndarray) -> bool:
        given[-1][...] = value
        return True

    return Mock(side_effect=stage)


@pytest.fixture
def stages(monkeypatch):
    """What a limb is tracked by, replaced: rests a second apart, gravity of 9.81, no swing measured."""
    made = SimpleNamespace(
        follow_stride=fills(120.0),
        integrate_unbiased=Mock(side_effect=lambda *given: given[0]),
        find_zero_velocity=Mock(return_value=(RESTS, np.full(len(RESTS), 0.4))),
        gravity_between=fills([0, 0, 9.81]),
        smooth_gravity=fills([0, 0, 9.81]),
        measure_swings=Mock(),
        find_foot_points=Mock(return_value=FOOT),
        move_point=Mock(),
    )
    for name in ("follow_stride", "integrate_unbiased", "find_zero_velocity", "find_foot_points"):
        monkeypatch.setattr(limb, name, getattr(made, name))
    for name in ("gravity_between", "smooth_gravity", "move_point"):
        monkeypatch.setattr(limb.strapdown, name, getattr(made, name))
    monkeypatch.setattr(limb.swings, "measure_swings", made.measure_swings)
    return made


def tracked(change_mps2: float = 5.0, at: int = 5, lost: int | None = None):
    """The motion of a foot whose accelerometer shows another value at one sample."""
    samples = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (1000, 1))
    samples[at, 0] = change_mps2
    missing = np.arange(1000) == (-1 if lost is None else lost)
    return limb._track("left_foot", True, samples, RATE_HZ, 0.0, FOOT, 0.3, missing, missing)


@pytest.mark.parametrize(
    ("pull_mps2", "rests"),
    [(8.1, True), (8.0, False), (7.9, False), (11.9, True), (12.0, False), (12.1, False)],
)
def test_between_rests_is_gravity(stages, pull_mps2, rests):
    stages.gravity_between.side_effect = fills([0, 0, pull_mps2]).side_effect
    assert (tracked() is not None) == rests


@pytest.mark.parametrize(("change_mps2", "moves"), [(1.0, True), (0.95, False)])
def test_an_accelerometer_that_changes_by_less_than_a_tenth_of_g_stays_at_one_value(
    stages, change_mps2, moves
):
    assert (tracked(change_mps2) is not None) == moves


@pytest.mark.parametrize(("at", "seen"), [(5, True), (2, False)])
def test_it_is_looked_at_20_times_a_second(stages, at, seen):
    assert (tracked(at=at) is not None) == seen


@pytest.mark.parametrize(("count", "found"), [(2, True), (1, False)])
def test_a_limb_rests_twice(stages, count, found):
    stages.find_zero_velocity.return_value = RESTS[:count], np.full(count, 0.4)
    assert (tracked() is not None) == found


@pytest.mark.parametrize(("moved_m", "anew"), [(0.0105, True), (0.0095, False), (-0.0105, True)])
def test_a_resting_point_moves_by_more_than_a_centimetre(stages, moved_m, anew):
    x, y, z = FOOT.base
    stages.find_foot_points.return_value = replace(FOOT, base=(x + moved_m, y, z))
    tracked()
    assert stages.move_point.called == anew


def test_a_swing_is_followed_for_one_and_a_half_strides_from_its_only_rest(stages):
    tracked()
    assert stages.measure_swings.call_args.args[7] == 180


def test_gravity_is_smoothed_over_three_strides_to_either_side(stages):
    tracked()
    assert stages.smooth_gravity.call_args.args[2] == 3


@pytest.mark.parametrize(
    ("lost", "runs"),
    [
        (None, [(0, 7)]),
        (350, [(0, 2), (2, 3), (3, 7)]),
        (300, [(0, 1), (1, 2), (2, 3), (3, 7)]),
        (301, [(0, 2), (2, 3), (3, 7)]),
    ],
)
def test_an_interval_with_a_lost_sample_is_a_run_by_itself(stages, lost, runs):
    """A sample at a rest is one of both intervals that it parts."""
    assert [(run.first, run.last) for run in tracked(lost=lost).runs] == runs


def test_a_metre_is_what_gravity_makes_it(stages):
    assert tracked().metre == pytest.approx(STANDARD_GRAVITY_MPS2 / 9.81, rel=1e-6)


# The stride period.


@pytest.mark.parametrize(
    ("period_s", "found_s"), [(0.62, 0.62), (0.57, 1.14), (1.2, 1.2), (4.4, 4.4), (4.7, None)]
)
def test_strides_take_0_6_to_4_5_seconds(period_s, found_s):
    """SHORTEST_STRIDE_S and LONGEST_STRIDE_S: of what repeats sooner two are taken for one."""
    rate = np.zeros((2400, 3))
    rate[:, 1] = 100.0 * np.sin(2 * np.pi * np.arange(2400) / RATE_HZ / period_s)
    stride = np.empty(2400)
    assert follow_stride(rate, RATE_HZ, stride) == (found_s is not None)
    if found_s is not None:
        np.testing.assert_allclose(stride / RATE_HZ, found_s, rtol=0.02)


# Segments.


@pytest.mark.parametrize(("tilt_deg", "stands"), [(29.5, True), (30.5, False)])
def test_a_standing_segment_is_tilted_by_30_degrees_at_most(tilt_deg, stands):
    n = 1000
    up = np.tile([0.0, 0.0, 1.0], (n, 1))
    up[500:] = [np.sin(np.radians(tilt_deg)), 0.0, np.cos(np.radians(tilt_deg))]
    samples = np.hstack([STANDARD_GRAVITY_MPS2 * up, np.zeros((n, 3))])
    walking = np.arange(n) < 500
    motion = SegmentMotion("left_shank", RATE_HZ, np.arange(n) / RATE_HZ, samples, up, walking, up[0], 0.9)
    assert motion.standing()[500:].all() == stands


# Thighs.


def test_the_axis_of_a_thigh_is_sought_in_pieces_of_two_seconds(monkeypatch):
    pieces = Mock(side_effect=RuntimeError)
    monkeypatch.setattr(thigh, "follow_axis", pieces)
    values = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (1000, 1))
    values[:, 4] = 100.0 * np.sin(2 * np.pi * np.arange(1000) / 120.0)
    recording = SimpleNamespace(
        rate_hz=RATE_HZ,
        channels=lambda _: values.T,
        frame_of=lambda _: "segment",
        time_s=np.arange(1000) / RATE_HZ,
    )
    with pytest.raises(RuntimeError):
        list(thigh.track_thigh(recording, "left_thigh"))
    assert pieces.call_args.args[2] == 200


def turns_round(odd: float, second_dps: float, bob_mps2: float = 0.0) -> bool:
    """Whether a thigh is found to be swung the other way for some strides, in which it is fast in the other half."""
    n, stride = 6000, 120.0
    phase = 2 * np.pi * np.arange(n) / stride
    other = np.where(np.abs(np.arange(n) - n / 2) < 0.5 * odd * stride, -1.0, 1.0)
    samples = np.zeros((n, 6))
    samples[:, 4] = 100.0 * np.cos(phase) + other * second_dps * np.cos(2 * phase)
    samples[:, 2] = 9.81 - np.cos(2 * phase) - other * bob_mps2 * (np.cos(phase) + np.cos(3 * phase))
    up, axis = np.tile([0.0, 0.0, 1.0], (n, 1)), np.tile([0.0, 1.0, 0.0], (n, 1))
    return len(set(thigh._swings(samples, up, axis, np.ones(n), np.full(n, stride))["turns"])) == 2


@pytest.mark.parametrize(("odd", "turned"), [(4.0, False), (5.0, True)])
def test_a_thigh_that_says_little_turns_round_after_five_strides(odd, turned):
    assert turns_round(odd, 25.0) == turned


@pytest.mark.parametrize(("odd", "turned"), [(0.9, False), (1.5, True)])
def test_a_thigh_that_says_much_turns_round_after_a_stride(odd, turned):
    """Two nats a stride from both halves of it, against four."""
    assert turns_round(odd, 100.0, 2.0) == turned


def crests_of(*wave: complex) -> list[tuple[float, float]]:
    """Instants, to a hundredth of a sample, of crests (1) and troughs (-1) of a wave of 8 samples a stride."""
    at, ways = thigh._crests(np.array(wave), np.full(len(wave), 8.0))
    return [(round(float(a), 2), float(w)) for a, w in zip(at, ways, strict=True)]


@pytest.mark.parametrize("size", [0.1, 1.0, 50.0])
@pytest.mark.parametrize("early", [0.0, 0.25, 0.5, 0.9])
def test_crests_and_troughs_of_a_wave_of_any_size(size, early):
    """Crests at samples 2 and 10, troughs at 6 and 14, less what the wave is early by."""
    wave = size * np.exp(2j * np.pi * (np.arange(16) - 2.0 + early) / 8.0)
    found = crests_of(*wave)
    assert [way for _, way in found] == [1.0, -1.0, 1.0, -1.0]
    np.testing.assert_allclose([at for at, _ in found], np.array([2.0, 6.0, 10.0, 14.0]) - early, atol=0.1)


def test_a_crest_on_a_sample_is_one():
    """Where the imaginary part is just zero, at an end as well as inside."""
    assert crests_of(1 - 1j, 1 + 0j, 1 + 1j) == [(1.0, 1.0)]
    assert crests_of(1 + 0j, 1 + 1j) == [(0.0, 1.0)]
    assert crests_of(-1 + 1j, -1 + 0j, -1 - 1j) == [(1.0, -1.0)]


def test_crests_up_to_a_quarter_of_a_stride_outside_are_found():
    assert crests_of(1 + 1j, 0 + 1j) == [(-1.0, 1.0)]
    assert crests_of(0 - 1j, 1 - 1j) == [(2.0, 1.0)]
    assert crests_of(0.1 + 0.1j, 0.05 + 0.1j) == [(-1.0, 1.0)]
    assert crests_of(0 + 1j, -1 + 1j) == [
        (2.0, -1.0)
    ]  # a quarter from the crest: none of either at the start
    assert crests_of(-1 - 1j, 0 - 1j) == [(-1.0, -1.0)]


# Strides of one sensor.


def test_what_is_usually_left_over_at_a_site():
    """0.3 m/s^2 of velocity and 0.5 of tilt on a foot; three and two times that on a shank; a thigh never rests."""
    for site, velocity, tilt in (("left_foot", 0.3, 0.5), ("left_shank", 1.0, 1.0), ("lower_back", 4.0, 2.0)):
        left = Leftover(np.array([[velocity, 0, 0]]), np.array([[tilt, 0, 0]]), np.array([9.80665 + 0.25]))
        np.testing.assert_allclose(left.parts(Scales.of_site(site)), [[1, 0, 0, 1, 0, 0, 1]], atol=1e-9)


def lively(*sizes: float) -> np.ndarray:
    """Windows of twelve seconds that turn by so many deg/s."""
    channels = np.zeros((6, 1200 * len(sizes)))
    channels[2] = 9.81
    channels[4] = np.repeat(sizes, 1200)
    return channels


def windows_of(channels: np.ndarray) -> list[float]:
    """Turning of the windows that are looked at, in deg/s."""
    seen = list(stride_closure._windows(channels, RATE_HZ))
    assert {len(samples) for samples in seen} <= {1200}
    return sorted(float(samples[:, 4].max()) for samples in seen)


def test_windows_are_looked_at_that_turn_by_a_tenth_of_the_liveliest():
    """Of the squared rate of the third: 32 and 31 deg/s beside three of 100."""
    assert windows_of(lively(100.0, 32.0, 100.0, 31.0, 100.0)) == [32.0, 100.0, 100.0, 100.0]
    assert windows_of(lively(900.0, 100.0, 32.0, 100.0, 31.0)) == [32.0, 100.0, 100.0, 900.0]


@pytest.mark.parametrize(("at", "seen"), [(0, True), (1, False), (18, False), (37, True)])
def test_turning_is_looked_at_every_37_samples(at, seen):
    channels = lively(100.0, 0.0, 100.0, 100.0)
    channels[4, 1200 + at : 2400 : 74] = 100.0
    assert (len(windows_of(channels)) == 4) == seen


@pytest.mark.parametrize(("strides", "windows"), [(12, 2), (11, 3)])
def test_24_strides_are_enough(monkeypatch, strides, windows):
    spans = np.stack([10 * np.arange(strides), 10 * np.arange(strides) + 10], axis=1)
    monkeypatch.setattr(stride_closure, "_strides", lambda *_: spans)
    assert len(sample_strides(lively(*[100.0] * 8), RATE_HZ).windows) == windows


@pytest.mark.parametrize(("slow_dps", "kept"), [(50.0, 10), (49.0, 8)])
def test_a_stride_with_a_quarter_of_the_squared_rate_of_brisk_ones_is_no_shuffle(monkeypatch, slow_dps, kept):
    spans = np.stack([100 * np.arange(10), 100 * np.arange(10) + 100], axis=1)
    monkeypatch.setattr(stride_closure, "_strides", lambda *_: spans)
    channels = lively(100.0)
    channels[4, :200] = slow_dps
    assert sample_strides(channels, RATE_HZ).n_strides == kept


def quiet(monkeypatch, period: float, found: list[int]) -> tuple[np.ndarray, tuple]:
    """Strides of a window with this stride period in samples, from quiet instants; and how these were sought."""
    asked = Mock(side_effect=lambda *given: [given[-1].__setitem__(slice(len(found)), found), len(found)][1])
    monkeypatch.setattr(stride_closure.closure, "quiet_instants", asked)
    monkeypatch.setattr(stride_closure, "follow_stride", lambda *given: [given[2].fill(period), True][1])
    spans = stride_closure._strides(np.zeros((1200, 6)), RATE_HZ)
    return spans, asked.call_args.args[1:4]


@pytest.mark.parametrize(("period", "half"), [(100.0, 6), (200.0, 12), (400.0, 12), (40.0, 3)])
def test_a_quiet_instant_is_an_eighth_of_a_stride_long(monkeypatch, period, half):
    """To either side half of that, 0.06 to 0.25 s in all; three fifths of a stride from the next, half as lively."""
    _, asked = quiet(monkeypatch, period, [0, 100])
    assert asked == (half, int(0.6 * period), 0.5)


def test_a_stride_is_1_6_periods_long_at_most(monkeypatch):
    spans, _ = quiet(monkeypatch, 100.0, [0, 100, 260, 421])
    assert spans.tolist() == [[0, 100], [100, 260]]
    assert len(quiet(monkeypatch, 100.0, [0])[0]) == 0
    assert len(quiet(monkeypatch, 100.0, [0, 100])[0]) == 1


def sample_of(samples: np.ndarray) -> StrideSample:
    return StrideSample(RATE_HZ, (samples,), (np.array([[100, 200], [200, 300]]),))


def test_the_accelerometer_is_asked_for_four_hundredths_of_a_second_at_either_end():
    samples = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (400, 1))
    samples[[95, 105], 0] = 50.0
    assert not sample_of(samples).left_over(np.eye(3)).tilt[0].any()
    samples[96, 0] = 9.0
    np.testing.assert_allclose(sample_of(samples).left_over(np.eye(3)).tilt[0], [-1.0, 0.0, 0.0])


@pytest.mark.parametrize(("late", "found"), [(10, 10), (-10, -10), (12, None)])
def test_impacts_reach_the_gyroscope_a_tenth_of_a_second_later_at_most(late, found):
    samples = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (400, 1))
    for at in (80, 180, 290):
        samples[at, 0] = 20.0
        samples[at + late, 4] = 300.0
    delay = sample_of(samples).jerk_delay()
    assert delay == late if found is not None else abs(delay) <= 10


def test_the_jerk_around_an_impact_is_that_of_15_hundredths_of_a_second(monkeypatch):
    asked = Mock()
    monkeypatch.setattr(stride_closure.closure, "correlate_jerks", asked)
    sample_of(np.zeros((400, 6))).jerk_delay()
    assert asked.call_args.args[1] == 15
