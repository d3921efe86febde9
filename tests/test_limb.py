"""A limb's stride period and rests."""

from __future__ import annotations

import numpy as np
import pytest
from walks import BOTH, FEET, SHANKS, of_site, simulate

from retrogait import Recording, RetrogaitWarning, analyze, simulate_walk
from retrogait._kernels import strapdown, swings
from retrogait.kinematics import zero_velocity
from retrogait.kinematics.limb import track_limb
from retrogait.kinematics.zero_velocity import follow_stride, rate_bias
from retrogait.simulation import Sensor, Walker

WAYS = pytest.mark.parametrize("direction", BOTH)


@WAYS
@pytest.mark.parametrize("speed", [0.2, 0.5, 1.4])
@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[0])
def test_stride_period(direction, speed, sites):
    recording, truth = simulate(direction, speed, 30, seed=4, sites=sites)
    _, values = recording.samples(sites[0])
    strides = truth.strides[
        (truth.strides["side"] == "left") & ~truth.strides["is_first"] & ~truth.strides["is_last"]
    ]
    stride = np.empty(len(values))
    assert follow_stride(values[:, 3:], 100.0, stride)
    np.testing.assert_allclose(stride[800:-800] / 100.0, strides["stride_time_s"].median(), rtol=0.08)


def test_stride_period_of_stillness_is_missing():
    for still in (np.zeros((1000, 3)), np.ones((5, 3))):
        stride = np.empty(len(still))
        assert not follow_stride(still, 100.0, stride)
        assert np.isnan(stride).all()


@WAYS
def test_a_gyroscope_bias_shows_in_gravity(direction):
    """Found to half a degree per second, but for the part along gravity, which turns nothing."""
    walk, _ = simulate(direction, 0.6, 30, seed=4, sensor=Sensor.perfect())
    _, values = walk.samples("left_foot")
    bias_dps = np.array([2.5, -3.0, 1.0])
    turn, force_sum = np.empty((len(values), 4)), np.empty((len(values), 3))
    strapdown.integrate_motion(values + np.append(np.zeros(3), bias_dps), 100.0, np.zeros(3), turn, force_sum)
    stride = np.empty(len(values))
    follow_stride(values[:, 3:], 100.0, stride)
    found = rate_bias(turn, force_sum, stride, 100.0)
    assert np.abs(found - bias_dps)[:2].max() < 0.5
    assert abs(found[2] - bias_dps[2]) < 1.5


@WAYS
@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[0])
@pytest.mark.parametrize("speed", [0.25, 0.7, 1.4])
def test_a_limb_rests_once_in_each_stance(direction, sites, speed):
    recording, truth = simulate(direction, speed, 30, seed=4, sites=sites)
    own = truth.strides[truth.strides["side"] == "left"]
    (motion,) = track_limb(recording, sites[0], 0.3)
    rests_s = motion.start_s + motion.rests / motion.rate_hz
    inside = [
        int(((rests_s > start) & (rests_s < leave)).sum())
        for start, leave in zip(own["start_s"], own["final_contact_s"], strict=True)
    ]
    assert inside == [1] * len(own)
    np.testing.assert_allclose(np.linalg.norm(motion.gravity, axis=1), 9.81, atol=0.25)
    assert motion.side == "left"
    assert motion.mounted
    assert motion.swing_features.shape == (len(motion.rests) + 1, swings.WIDTH)
    assert len(motion.dwell) == len(motion.rests)
    assert (motion.dwell > 0.1).mean() > 0.9


@WAYS
@pytest.mark.parametrize(("speed", "cadence_spm"), [(0.4, 125.0), (0.6, 150.0), (0.8, 100.0)])
def test_the_shanks_of_an_adult_rest_in_every_stance(direction, speed, cadence_spm):
    """They turn about the ankle while they stand, and rest so little that skipping a stance would be cheaper."""
    adult = Walker.profile("adult")
    recording, truth = simulate(
        direction, speed, 20, seed=0, sites=SHANKS, cadence_spm=cadence_spm, walker=adult
    )
    for site in SHANKS:
        own = truth.strides[truth.strides["side"] == site.split("_")[0]]
        (motion,) = track_limb(recording, site)
        rests_s = motion.start_s + motion.rests / motion.rate_hz
        inside = np.searchsorted(rests_s, own["final_contact_s"]) - np.searchsorted(rests_s, own["start_s"])
        assert (inside == 1).mean() > 0.9


def test_the_shanks_of_a_bouncing_walker_rest_though_they_are_quieter_in_mid_swing():
    """Heels up right after landing at 170 steps a minute: the shank turns all through the stance."""
    bouncing = Walker.profile("bouncing")
    recording, truth = simulate(
        "forward", 1.4, 20, seed=0, sites=SHANKS, cadence_spm=170.0, walker=bouncing, stand_s=0.0
    )
    own = truth.strides[truth.strides["side"] == "left"]
    (motion,) = track_limb(recording, "left_shank")
    rests_s = motion.start_s + motion.rests / motion.rate_hz
    inside = np.searchsorted(rests_s, own["final_contact_s"]) - np.searchsorted(rests_s, own["start_s"])
    assert (inside == 1).mean() > 0.9


RESTS = np.array([0, 100, 150, 250, 350])  # a stride is 100 samples; the third is near the second
STILL, RESTLESS = 3.0, 1.5  # nats


def rests_kept(at=RESTS, third=RESTLESS, between_mps=0.0):
    """Rests that are kept where all but the third are still, with some motion between the second and the third."""
    force_sum = np.zeros((at[-1] + 1, 3))
    force_sum[at[1] : at[2] + 1, 0] = between_mps * np.sin(np.linspace(0.0, np.pi, at[2] - at[1] + 1))
    gains = np.full(len(at), STILL)
    gains[2] = third
    stride = np.full(len(force_sum), 100.0)
    kept = zero_velocity._without_restless(force_sum, at, gains, np.ones(len(at)), stride)
    return kept.tolist()


@pytest.mark.parametrize(
    ("given", "dropped"),
    [
        ({}, True),
        ({"third": STILL - 0.9}, False),
        ({"third": STILL - 1.1}, True),
        ({"at": np.array([0, 100, 159, 250, 350])}, True),
        ({"at": np.array([0, 100, 161, 250, 350])}, False),
        ({"between_mps": 0.24}, True),
        ({"between_mps": 0.26}, False),
        ({"at": np.array([0, 100, 150, 259, 350])}, True),
        ({"at": np.array([0, 100, 150, 261, 350])}, False),
    ],
)
def test_of_two_rests_of_a_stance_a_far_stiller_one_stays(given, dropped):
    """By a nat; no more than 0.6 strides apart, without a swing between, and not if a stride of 1.6 were left."""
    assert rests_kept(**given) == ([0, 1, 3, 4] if dropped else [0, 1, 2, 3, 4])


def test_the_first_step_of_a_quick_shank_is_measured_from_where_it_stood():
    """It moves before the foot leaves: a rest there, and the half step is 3 cm long instead of 7."""
    recording, truth = simulate(
        "backward", 0.3, 20, seed=0, sites=SHANKS, cadence_spm=180.0, walker=Walker.profile("adult")
    )
    own = truth.events[(truth.events["side"] == "left") & (truth.events["event"] == "final_contact")]
    leaves_s = own["time_s"].min()
    (motion,) = track_limb(recording, "left_shank")
    first = motion.swing_features[np.searchsorted(motion.rests / motion.rate_hz, leaves_s)]
    assert first[swings.REST_BEFORE] / motion.rate_hz < leaves_s - 0.2
    assert np.hypot(first[swings.DISPLACEMENT_X], first[swings.DISPLACEMENT_Y]) > 0.05


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_lost_packets_leave_a_walk_whole_and_guess_nothing(direction):
    whole, _ = simulate_walk(direction, 0.6, 30, seed=4)
    gap = slice(1200, 1220)
    frames = {site: whole[site].copy() for site in whole.sites}
    for frame in frames.values():
        frame.iloc[gap] = np.nan
    with pytest.warns(RetrogaitWarning, match="gap"):
        holed = Recording.from_frames(frames, rate_hz=100.0)
    before, after = (analyze(recording) for recording in (whole, holed))
    inside = before.events["time_s"].between(11.98, 12.21)
    assert len(after.events) == len(before.events) - inside.sum()
    assert not after.events["time_s"].between(12.0, 12.19).any()
    assert after.strides["stride_length_m"].isna().sum() >= 1
    assert len(after.bouts) == 1


@pytest.mark.parametrize(("swing_mps2", "tracked"), [(1.2, True), (0.8, False)])
def test_an_accelerometer_that_hardly_changes_is_not_a_limb_s(swing_mps2, tracked):
    """The gyroscope of a walk beside an accelerometer that stays within 1 m/s^2 along every axis."""
    walk, _ = simulate("backward", 0.6, 20, seed=1)
    _, values = walk.samples("left_foot")
    lean = values[:, 1] - values[:, 1].min()
    values[:, :3] = [0.0, 0.0, 9.81]
    values[:, 1] = swing_mps2 * lean / lean.max()
    found = list(track_limb(of_site(values, "left_foot"), "left_foot"))
    assert bool(found) == tracked
