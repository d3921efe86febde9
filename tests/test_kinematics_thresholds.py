"""Small thresholds of the kinematics room from both sides: foot points, limits, gaps, bands, turns, ends of ranges."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import Mock

import numpy as np
import pytest
from test_clipping import tops
from test_sensor_range import swings as cut_off_swings
from walks import of_site

from retrogait.errors import InvalidTable
from retrogait.kinematics import foot_points, knee_point, limb, thigh
from retrogait.kinematics.bands import band_pass
from retrogait.kinematics.body_turns import turns_deg
from retrogait.kinematics.clipping import find_clipped
from retrogait.kinematics.foot_points import FOOT, SHANK, RestIntervals, find_foot_points, sample_intervals
from retrogait.kinematics.gaps import find_filled, join_spans
from retrogait.kinematics.knee_bending import bending_agreement
from retrogait.kinematics.limits import limit_notes
from retrogait.kinematics.sensor_range import CutOff, RangeOptions

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")

# Points of a foot.


def test_the_usual_place_is_that_of_a_sensor_on_the_instep():
    """Heel 10 cm behind it, ball 16.5 cm ahead of that: the same base and toes as found from either or both."""
    for ball_m, heel_m in ((0.065, -0.10), (np.nan, -0.10), (0.065, np.nan)):
        found = FOOT.seen_from(ball_m, heel_m)
        assert found is not FOOT
        for name in ("base", "heel", "toe"):
            np.testing.assert_allclose(getattr(found, name), getattr(FOOT, name), atol=1e-12)


@pytest.mark.parametrize(
    ("point", "metres"),
    [
        (FOOT.base, (-0.04, 0.0, -0.04)),
        (FOOT.heel, (-0.10, 0.0, -0.05)),
        (FOOT.toe, (0.095, 0.0, -0.05)),
        (SHANK.base, (-0.03, 0.0, -0.27)),
        (SHANK.heel, (-0.08, 0.0, -0.33)),
        (SHANK.toe, (0.15, 0.0, -0.37)),
    ],
)
def test_points_are_those_of_an_adult_to_a_centimetre(point, metres):
    """The instep is 5 cm above the sole; the middle of the shank 27 cm above the ankle, as the toes point down."""
    np.testing.assert_allclose(point, metres, atol=0.01)


def test_a_foot_lies_still_and_a_shank_never_does():
    assert 0.1 < FOOT.strictness < 0.4
    assert SHANK.strictness == 0.0


@pytest.mark.parametrize(
    ("ball_m", "heel_m", "is_a_foot"),
    [
        (0.3, 0.1, True),
        (0.305, 0.105, False),  # 30 cm from the sensor is no foot
        (-0.1, -0.3, True),
        (-0.105, -0.305, False),
        (0.08, 0.0, True),
        (0.075, 0.0, False),  # heel to ball is 8 cm of a child
        (0.28, 0.0, True),
        (0.285, 0.0, False),  # and 28 cm of nobody
    ],
)
def test_what_may_be_a_foot(ball_m, heel_m, is_a_foot):
    assert (FOOT.seen_from(ball_m, heel_m) is not FOOT) == is_a_foot


@pytest.mark.parametrize(("seen", "moved"), [(3, True), (2, False)])
def test_three_swings_must_show_where_heel_and_ball_are(monkeypatch, seen, moved):
    def rolls(path, rests, rows, part):
        part[:] = np.nan
        part[:seen] = 0.155, -0.02  # from the resting point

    monkeypatch.setattr(foot_points.swings, "measure_swings", lambda *_: None)
    monkeypatch.setattr(foot_points.foot_path, "trace_path", lambda *_: None)
    monkeypatch.setattr(foot_points.foot_roll, "roll_points", rolls)
    runs = [RestIntervals(0, 9, np.zeros((9, 3)), np.zeros((9, 3, 3)))]
    samples = np.zeros((1000, 6)), np.zeros((1000, 4)), np.zeros((1000, 3))
    points = find_foot_points(*samples, 100 * np.arange(10), runs, 100.0, FOOT, 0.3)
    assert (points is not FOOT) == moved


@pytest.mark.parametrize(("count", "blocks"), [(240, [240]), (241, [12] * 18 + [7])])
def test_of_more_than_240_intervals_blocks_of_12_are_looked_at(count, blocks):
    runs = [RestIntervals(0, count, np.zeros((count, 3)), np.zeros((count, 3, 3)))]
    assert [run.last - run.first for run in sample_intervals(runs)] == blocks


# Limits.


def recording(rate_hz: float = 100.0, duration_s: float = 10.0):
    return SimpleNamespace(rate_hz=rate_hz, duration_s=duration_s)


@pytest.mark.parametrize(("rate_hz", "notes"), [(20.0, 1), (44.9, 1), (45.0, 0), (50.0, 0)])
def test_contacts_need_20_samples_a_second_and_50_to_be_sure(rate_hz, notes):
    """A clock a tenth slow is not noted."""
    assert len(limit_notes(recording(rate_hz))) == notes
    with pytest.raises(InvalidTable, match="contacts need 20 at least, and 50"):
        limit_notes(recording(19.9))


@pytest.mark.parametrize(("duration_s", "notes"), [(2.49, 1), (2.5, 0)])
def test_walking_is_recognised_from_two_and_a_half_seconds_on(duration_s, notes):
    assert len(limit_notes(recording(duration_s=duration_s))) == notes


# Gaps.


def filled(count: int = 8, rate_dps: float = 100.0, change_mps2: float = 0.0) -> bool:
    """Whether so many samples that were filled in are found, between samples that turn and change by so much."""
    values = np.zeros((6, 500))
    values[4, :200], values[4, 200:] = 0.0, rate_dps
    values[2, 200:] = change_mps2
    given = SimpleNamespace(
        n_samples=500,
        rate_hz=100.0,
        time_s=np.arange(500) / 100.0,
        source={"filled_s": {"left_foot": [[2.0, 2.0 + (count - 1) / 100.0]]}},
        channels=Mock(return_value=values),
    )
    found = np.flatnonzero(find_filled(given, "left_foot"))
    assert found.tolist() in ([], list(range(200, 200 + count)))
    return bool(len(found))


@pytest.mark.parametrize(("count", "found"), [(2, False), (3, True)])
def test_a_gap_of_30_ms_is_harmless(count, found):
    assert filled(count) == found


@pytest.mark.parametrize(("rate_dps", "found"), [(19.5, False), (20.0, True)])
def test_over_a_gap_a_sensor_was_still_that_turns_by_less_than_20_degrees_a_second(rate_dps, found):
    assert filled(rate_dps=rate_dps) == found


@pytest.mark.parametrize(("change_mps2", "found"), [(0.95, False), (1.0, True)])
def test_over_a_gap_a_sensor_was_still_whose_acceleration_changes_by_less_than_a_tenth_of_g(
    change_mps2, found
):
    assert filled(rate_dps=0.0, change_mps2=change_mps2) == found


def test_spans_just_as_far_apart_as_that_are_one():
    assert join_spans([(0.0, 1.0), (1.5, 2.0)], 0.5) == [(0.0, 2.0)]
    assert join_spans([(0.0, 1.0), (1.625, 2.0)], 0.5) == [(0.0, 1.0), (1.625, 2.0)]


@pytest.mark.parametrize(("lost", "stretches"), [(30, [(0, 1000)]), (31, [(0, 500), (531, 1000)])])
@pytest.mark.parametrize("room", [limb, thigh])
def test_gaps_of_up_to_three_tenths_of_a_second_are_bridged(monkeypatch, room, lost, stretches):
    values = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (1000, 1))
    values[:, 4] = np.arange(1000)
    values[500 : 500 + lost] = np.nan
    monkeypatch.setattr("retrogait.recording.Recording.channels", Mock(return_value=values.T))
    seen = []
    if room is limb:
        monkeypatch.setattr(limb, "_track", lambda *given: seen.append(given[2]))
        list(limb.track_limb(of_site(np.nan_to_num(values), "left_foot"), "left_foot"))
    else:
        monkeypatch.setattr(thigh, "follow_stride", lambda rates, *_: seen.append(rates))
        list(thigh.track_thigh(of_site(np.nan_to_num(values), "left_thigh"), "left_thigh"))
    assert [len(one) for one in seen] == [b - a for a, b in stretches]


@pytest.mark.parametrize(("n", "tracked"), [(250, True), (249, False)])
def test_a_stretch_to_track_lasts_two_and_a_half_seconds(monkeypatch, n, tracked):
    seen = []
    monkeypatch.setattr(limb, "_track", lambda *given: seen.append(given[2]))
    still = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (n, 1))
    list(limb.track_limb(of_site(still, "left_foot"), "left_foot"))
    assert bool(seen) == tracked


# Bands.


def reflected(values: np.ndarray, pad: int) -> np.ndarray:
    return np.concatenate(
        [2 * values[0] - values[pad:0:-1], values, 2 * values[-1] - values[-2 : -pad - 2 : -1]]
    )


def gain(frequency_hz: np.ndarray, low_hz: float, high_hz: float) -> np.ndarray:
    """Of a second-order Butterworth band-pass, there and back."""
    with np.errstate(divide="ignore"):
        off = (frequency_hz**2 - low_hz * high_hz) / (frequency_hz * (high_hz - low_hz))
    return 1.0 / (1.0 + off**4)


def test_before_a_band_pass_half_a_second_is_reflected_at_either_end():
    values = np.cumsum(np.random.default_rng(0).normal(size=(300, 3)), axis=0)
    spectrum = np.fft.rfft(reflected(values, 50), axis=0)
    spectrum *= gain(np.fft.rfftfreq(400, 0.01), 0.5, 5.0)[:, None]
    np.testing.assert_allclose(
        band_pass(values, 100.0, 0.5, 5.0), np.fft.irfft(spectrum, 400, axis=0)[50:350], atol=1e-9
    )


# Turns of the body.


@pytest.mark.parametrize(("seconds", "windows"), [(12.0, 1), (13.0, 2), (60.0, 5), (72.0, 6), (600.0, 6)])
def test_turns_over_six_seconds_in_six_windows_of_twelve(seconds, windows):
    channels = np.tile([[0.0], [0.0], [9.81], [0.0], [0.0], [10.0]], round(50 * seconds))
    turns = turns_deg(channels, 50.0)
    assert turns.shape == (windows, 13)  # every half second from 0 to 6 s
    np.testing.assert_allclose(turns, 60.0)


@pytest.mark.parametrize(("seconds", "known"), [(5.9, 0), (6.0, 1), (8.0, 5)])
def test_a_turn_needs_six_seconds(seconds, known):
    channels = np.tile([[0.0], [0.0], [9.81], [0.0], [0.0], [10.0]], round(50 * seconds))
    assert np.isfinite(turns_deg(channels, 50.0)).sum() == known
    assert np.isnan(turns_deg(channels[:, :1], 50.0)).all()


# Knees.


def segment(rates: np.ndarray, rate_hz: float = 100.0):
    walking = np.ones(len(rates), bool)
    return SimpleNamespace(rate_dps=lambda: rates, rate_hz=rate_hz, walking=walking)


@pytest.mark.parametrize(("width", "agrees"), [(15, True), (7, False), (29, False)])
def test_a_leg_moves_fast_over_0_15_of_its_stride(width, agrees):
    """One sample that turns is fast for 15 samples of a stride of 100: the knee that bends just then agrees wholly."""
    rates, flexion = np.zeros(200), np.zeros(200)
    rates[100] = 50.0
    flexion[100 - width // 2 : 101 + width // 2] = 30.0
    agreement = bending_agreement(segment(rates), segment(np.zeros(200)), flexion, 1.0)
    assert (agreement > 0.99) == agrees


@pytest.mark.parametrize(("bend_deg", "rate_dps"), [(0.5, 50.0), (30.0, 0.5)])
def test_a_knee_that_bends_a_little_or_a_leg_that_moves_slowly_tells_as_much(bend_deg, rate_dps):
    rates, flexion = np.zeros(200), np.zeros(200)
    rates[100] = rate_dps
    flexion[93:108] = bend_deg
    agreement = bending_agreement(segment(rates), segment(np.zeros(200)), flexion, 1.0)
    assert agreement == pytest.approx(1.0)


@pytest.mark.parametrize(("known", "tells"), [(2, True), (1, False)])
def test_two_samples_are_needed_to_tell_how_a_knee_bends(known, tells):
    rates, flexion = np.zeros(200), np.full(200, np.nan)
    rates[100], flexion[100], flexion[150] = 50.0, 30.0, 10.0
    flexion[150] = 10.0 if known == 2 else np.nan
    assert np.isfinite(bending_agreement(segment(rates), segment(np.zeros(200)), flexion, 1.0)) == tells


def test_a_knee_or_a_leg_that_does_not_move_tells_nothing():
    rates = np.zeros(200)
    rates[100] = 50.0
    still = segment(np.zeros(200))
    assert np.isnan(bending_agreement(segment(rates), still, np.full(200, 5.0), 1.0))
    assert np.isnan(bending_agreement(still, still, np.arange(200.0), 1.0))


@pytest.mark.parametrize(("walked", "told"), [(50, True), (49, False)])
def test_a_knee_is_found_from_50_samples(walked, told):
    rng = np.random.default_rng(0)
    one, other = (
        SimpleNamespace(
            samples=rng.normal([0, 0, 9.81, 0, 0, 0], 50.0, (400, 6)),
            rate_hz=50.0,
            walking=np.arange(400) < walked,
            up=np.tile([0.0, 0.0, 1.0], (400, 1)),
            axis=np.array([0.0, 1.0, 0.0]),
            mean_up=lambda: np.array([0.0, 0.0, 1.0]),
        )
        for _ in range(2)
    )
    assert np.isfinite(knee_point.find_knee_point(one, other).misfit) == told


@pytest.mark.parametrize(("rate_hz", "every"), [(50.0, 1), (100.0, 2), (200.0, 4)])
def test_a_knee_is_sought_in_a_minute_of_walking_at_50_samples_a_second(rate_hz, every):
    walking = np.ones(round(90 * rate_hz), bool)
    leg = SimpleNamespace(walking=walking, rate_hz=rate_hz)
    rows, at, shift = knee_point._common(leg, leg, 0.0)
    assert (rows, shift) == (slice(0, round(60 * rate_hz)), 0)
    assert at.tolist() == list(range(0, round(60 * rate_hz), every))


def test_skin_is_smoothed_over_a_twentieth_of_a_second_twice():
    samples = np.zeros((200, 6))
    samples[100, 0] = 1.0
    acc, _ = knee_point._carrying(samples, 200.0, np.arange(200))
    weights = np.concatenate([np.arange(1, 12), np.arange(10, 0, -1)]) / 11.0**2
    np.testing.assert_allclose(acc[90:111, 0], weights)
    assert not acc[:90].any()


# Ends of a range.


@pytest.mark.parametrize(("share", "cut"), [(0.995, True), (0.99, True), (0.985, False)])
def test_other_axes_end_where_the_one_that_is_cut_off_does(share, cut):
    """Within a hundredth; a single sample up there lacks something as well."""
    samples = tops(5, 2)
    samples[400, 0] = 20.0 * share
    (one,) = find_clipped(of_site(samples, "left_foot"))["left_foot"]
    assert (4.0 in one.time_s) == cut


def test_a_peak_reaches_three_times_beyond_its_range_at_most():
    (one,) = find_clipped(of_site(tops(5, 38), "left_foot"))["left_foot"]
    assert one.lacks.max() == pytest.approx(3.0 * 20.0 / 100.0)
    (other,) = find_clipped(of_site(tops(5, 12), "left_foot"))["left_foot"]
    assert other.lacks.max() == pytest.approx(
        14.0 * 13.0 / 4.0 / 100.0, rel=0.05
    )  # in the middle of the arch


@pytest.mark.parametrize(("off", "found"), [(0.0, 5), (7e-7, 5), (1.5e-6, 4)])
def test_a_top_is_level_to_a_millionth(off, found):
    samples = tops(6, 2)
    samples[61, 1] *= 1.0 - off  # one sample of the second of six
    triads = find_clipped(of_site(samples[:250], "left_foot")).get("left_foot", [])
    assert bool(triads) == (found == 5)
    gyr = cut_off_swings(n_tops=3)
    gyr[12, 4] *= 1.0 - off  # within a flat top of four: two are left on one side
    assert (RangeOptions().cut_off([gyr]) is not None) == (found == 5)


@pytest.mark.parametrize(("level", "found"), [(100.0, CutOff(100.0, 5)), (99.9, None)])
def test_a_gyroscope_that_ends_at_100_degrees_a_second(level, found):
    assert RangeOptions().cut_off([cut_off_swings(level=level)]) == found


@pytest.mark.parametrize(("level", "found"), [(15.0, True), (14.95, False)])
def test_an_accelerometer_that_ends_at_15(level, found):
    assert bool(find_clipped(of_site(tops(5, 2, level), "left_foot"))) == found
    samples = cut_off_swings(level=level, column=1)
    assert (RangeOptions().cut_off([samples], "acc") is not None) == found
