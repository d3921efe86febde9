"""Evidence of direction that needs no mounting: laws on walks, and each threshold from both sides."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_inputs import SEEDS
from scipy.spatial.transform import Rotation
from walks import BOTH, FEET, SHANKS, frames_of, mirrored, recorded, reversed_in_time, simulate, worn

import retrogait as rg
from retrogait._kernels import rest_rotation, swings, time_asymmetry
from retrogait.gait import time_asymmetry as evidence
from retrogait.gait.steps import StepOptions
from retrogait.gait.thigh_contacts import ThighContactOptions
from retrogait.gait.time_asymmetry import IN_PHASE, LEAD, SKEW, AsymmetryOptions, confidence
from retrogait.kinematics.limb import LimbMotion, track_limb
from retrogait.kinematics.thigh import track_thigh

OPTIONS = AsymmetryOptions()
THIGHS = ("left_thigh", "right_thigh")
WAYS = pytest.mark.parametrize("direction", BOTH)
SITES = pytest.mark.parametrize("sites", [FEET, SHANKS, THIGHS], ids=lambda sites: sites[0].split("_")[1])
pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")


def judge(motion: LimbMotion, options: AsymmetryOptions = OPTIONS) -> np.ndarray:
    return options.judge(motion, np.flatnonzero(StepOptions().choose(motion)[1:-1]))


def nats_of(recording: rg.Recording, site: str, options: AsymmetryOptions = OPTIONS) -> np.ndarray:
    """Evidence of every step of a site, in nats for forward."""
    if site.endswith("thigh"):
        motions = list(track_thigh(recording, site))
        return np.concatenate([options.judge_thigh(m)[ThighContactOptions().choose(m)] for m in motions])
    motions = list(track_limb(recording, site))
    return np.concatenate([judge(m, options)[StepOptions().choose(m)] for m in motions])


def told(recording: rg.Recording, site: str) -> float:
    return OPTIONS.pool(nats_of(recording, site))


# Laws.


@WAYS
@SITES
@pytest.mark.parametrize("speed_mps", [0.4, 0.8, 1.2])
def test_the_walk_tells_its_direction(direction, sites, speed_mps):
    walk, _ = simulate(direction, speed_mps, 25, seed=6, sites=sites)
    unaligned = recorded(frames_of(walk), frame="sensor")
    for site in sites:
        nats = told(unaligned, site) * (1 if direction == "forward" else -1)
        assert nats > OPTIONS.least_nats


@settings(max_examples=8)
@given(SEEDS, st.sampled_from(BOTH), st.sampled_from([FEET, SHANKS, THIGHS]))
def test_a_turned_sensor_tells_the_same(seed, direction, sites):
    walk, _ = simulate(direction, 0.7, 20, seed=6, sites=sites)
    site = sites[seed % 2]
    turns = dict.fromkeys(sites, Rotation.random(random_state=seed).as_matrix())
    here, there = told(recorded(frames_of(walk), frame="sensor"), site), told(worn(walk, turns), site)
    assert there == pytest.approx(here, abs=0.3)


@WAYS
@SITES
def test_run_back_in_time_a_walk_never_tells_the_same_direction(direction, sites):
    """It tells the other one, or nothing: a foot that goes forward has to rise, and not every one that came did."""
    walk, _ = simulate(direction, 0.7, 25, seed=6, sites=sites)
    back = recorded(reversed_in_time(frames_of(walk)), frame="sensor")
    for site in sites:
        before = told(recorded(frames_of(walk), frame="sensor"), site)
        after = told(back, site) * np.sign(before)
        assert after < (-OPTIONS.least_nats if (direction, sites) != ("backward", FEET) else 0.5)


@WAYS
@SITES
def test_in_a_mirror_each_side_tells_what_the_other_told(direction, sites):
    walk, _ = simulate(direction, 0.7, 20, seed=6, sites=sites)
    seen = recorded(mirrored(frames_of(walk)), frame="sensor")
    here = recorded(frames_of(walk), frame="sensor")
    for one, other in zip(sites, sites[::-1], strict=True):
        assert told(seen, one) == pytest.approx(told(here, other), abs=0.1)


@WAYS
@SITES
def test_an_accelerometer_of_the_other_sign_tells_the_same(direction, sites):
    walk, _ = simulate(direction, 0.7, 20, seed=6, sites=sites)
    turned_over = {site: frame * [-1, -1, -1, 1, 1, 1] for site, frame in frames_of(walk).items()}
    for site in sites:
        here = told(recorded(frames_of(walk), frame="sensor"), site)
        assert told(recorded(turned_over, frame="sensor"), site) == pytest.approx(here, abs=0.1)


def test_a_thigh_of_the_other_hand_never_tells_the_other_direction():
    """Its two witnesses disagree: what leans depends on the hand of the axes, how the hip rises does not."""
    for direction in BOTH:
        walk, _ = simulate(direction, 0.8, 25, seed=6, sites=THIGHS)
        negated = {site: frame * [1, 1, 1, -1, -1, -1] for site, frame in frames_of(walk).items()}
        sign = 1.0 if direction == "forward" else -1.0
        for site in THIGHS:
            right, wrong = (
                told(recorded(frames, frame="sensor"), site) for frames in (frames_of(walk), negated)
            )
            assert sign * right > OPTIONS.least_nats
            assert sign * wrong > -OPTIONS.least_nats
            assert abs(wrong) < 0.5 * abs(right)


# Thresholds.


def judged(
    monkeypatch,
    site="left_foot",
    in_phase=0.0,
    along=60.0,
    against=20.0,
    aside=10.0,
    share=1.0,
    slope=0.0,
    beside=(),
):
    """Evidence of one step between two rests that leans so far and climbs so, with others of such shares beside it."""
    shares = [share, *beside]
    numbers = np.zeros((len(shares), time_asymmetry.WIDTH))
    numbers[:, evidence.IN_PHASE_COLUMNS[0]] = in_phase
    leans = np.zeros((len(shares), rest_rotation.WIDTH))
    leans[:, [rest_rotation.ALONG, rest_rotation.AGAINST, rest_rotation.ASIDE]] = along, against, aside
    monkeypatch.setattr(evidence, "asymmetry_numbers", lambda *_: numbers)
    monkeypatch.setattr(evidence, "_leans", lambda *_: leans)
    rests = np.cumsum([0, *(round(100 * one) for one in shares)])
    rows = np.zeros((len(rests) + 1, swings.WIDTH))
    rows[:, [swings.DISPLACEMENT_X, swings.RISE_M]] = 0.8, 0.8 * slope
    motion = SimpleNamespace(
        site=site,
        rests=rests,
        samples=np.zeros((rests[-1] + 1, 6)),
        rate_hz=100.0,
        stride=np.full(rests[-1] + 1, 100.0),
        swing_features=rows,
    )
    before, nats, *_, after = OPTIONS.judge(motion, np.arange(len(shares)))
    assert np.isnan(before)
    assert np.isnan(after)
    return nats


FORWARD = 1.0 / IN_PHASE["foot"][0]  # of one nat


@pytest.mark.parametrize(("along_deg", "share"), [(41.5, 1.0), (33.5, 0.5), (25.5, 0.0)])
def test_a_foot_that_goes_forward_rises_by_41_degrees(monkeypatch, along_deg, share):
    assert judged(monkeypatch, in_phase=FORWARD, along=along_deg) == pytest.approx(share)
    assert judged(monkeypatch, in_phase=-FORWARD, along=along_deg) == pytest.approx(-(1.0 - share))


@pytest.mark.parametrize(("along_deg", "share"), [(48.5, 1.0), (28.0, 0.5), (7.5, 0.0)])
def test_a_shank_that_goes_forward_leans_by_48_degrees(monkeypatch, along_deg, share):
    nats = 1.0 / IN_PHASE["shank"][0]
    assert judged(monkeypatch, "left_shank", in_phase=nats, along=along_deg) == pytest.approx(share)
    assert judged(monkeypatch, "left_shank", in_phase=-nats, along=along_deg) == pytest.approx(-(1.0 - share))


@pytest.mark.parametrize(("aside_deg", "has_evidence"), [(79.0, True), (81.0, False)])
def test_a_step_that_leans_to_the_sides_more_than_along_has_none(monkeypatch, aside_deg, has_evidence):
    assert np.isfinite(judged(monkeypatch, in_phase=FORWARD, aside=aside_deg)) == has_evidence


@pytest.mark.parametrize(
    ("share", "has_evidence"), [(0.58, False), (0.62, True), (1.58, True), (1.62, False)]
)
def test_rests_are_about_a_stride_apart(monkeypatch, share, has_evidence):
    assert np.isfinite(judged(monkeypatch, in_phase=FORWARD, share=share)) == has_evidence


@pytest.mark.parametrize(("halves", "has_evidence"), [(1, True), (2, False)])
@pytest.mark.parametrize("share", [0.5, 2.0], ids=["doubled", "halved"])
def test_with_a_wrong_period_no_step_has_any(monkeypatch, share, halves, has_evidence):
    """As many steps half as long as the stride period, or twice as long, as there are whole ones and more."""
    nats = judged(monkeypatch, in_phase=FORWARD, beside=[share] * halves)
    assert np.isfinite(nats) == has_evidence


@pytest.mark.parametrize(("slope", "has_evidence"), [(0.39, True), (0.41, False), (-0.41, False)])
def test_a_step_that_climbs_has_none(monkeypatch, slope, has_evidence):
    assert np.isfinite(judged(monkeypatch, in_phase=FORWARD, slope=slope)) == has_evidence


@pytest.mark.parametrize(("nats", "counted"), [(5.9, 5.9), (6.1, 6.0), (-6.1, -6.0)])
def test_a_step_says_six_nats_at_most(monkeypatch, nats, counted):
    along = 60.0 if nats > 0 else 5.0
    assert judged(monkeypatch, in_phase=nats * FORWARD, along=along) == pytest.approx(counted)


def test_many_steps_of_one_person_count_as_four():
    assert OPTIONS.pool(np.array([1.0, 1.0])) == pytest.approx(1.6)
    assert OPTIONS.pool(np.full(5, 1.0)) == pytest.approx(2.5)
    assert OPTIONS.pool(np.full(10_000, 1.0)) == pytest.approx(4.0, abs=0.01)
    assert OPTIONS.pool(np.array([1.0, np.nan, -1.0])) == 0.0
    assert OPTIONS.pool(np.array([np.nan])) == OPTIONS.pool(np.empty(0)) == 0.0


@pytest.mark.parametrize(("steps", "told_nats"), [(1, 0.0), (2, 8.0)])
def test_one_step_of_a_recording_tells_nothing(steps, told_nats):
    nats = np.concatenate([np.full(steps, 5.0), np.full(30, np.nan)])
    assert OPTIONS.pool(nats) == told_nats


def test_2_2_nats_are_a_confidence_of_0_9():
    assert confidence(OPTIONS.least_nats) == pytest.approx(0.9, abs=0.001)
    assert confidence(-3.0) == confidence(3.0) > 0.95
    assert confidence(0.0) == 0.5


def thigh_of(monkeypatch, leads) -> SimpleNamespace:
    """A thigh whose swings lean for forward by 1 nat, and lead by so much."""
    count = len(leads)
    numbers = np.zeros((count, time_asymmetry.WIDTH))
    numbers[:, evidence.IN_PHASE_COLUMNS[0]] = 1.0 / IN_PHASE["thigh"][0]
    monkeypatch.setattr(evidence, "asymmetry_numbers", lambda *_: numbers)
    return SimpleNamespace(
        swing=50.0 + 100.0 * np.arange(count),
        at=50 + 100 * np.arange(count),
        lead=np.array(leads),
        stride=np.full(100 * count, 100.0),
        samples=np.zeros((100 * count, 6)),
        rate_hz=100.0,
    )


def test_both_witnesses_of_a_thigh_have_to_agree(monkeypatch):
    thigh = thigh_of(monkeypatch, [0.1, 0.1, -0.1])
    both = LEAD * 0.1 + 1.0
    assert OPTIONS.judge_thigh(thigh) == pytest.approx([both, both, 0.0])
    assert OPTIONS.judge_thigh(thigh, against=True) == pytest.approx([both, both, LEAD * -0.1])


def test_of_a_long_walk_some_steps_are_judged_and_say_the_same():
    walk, _ = simulate("backward", 0.8, 40, seed=6)
    (motion,) = track_limb(recorded(frames_of(walk), frame="sensor"), "left_foot")
    all_of_them = judge(motion)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "_MOST_JUDGED", 12)
        some = judge(motion)
    known = np.isfinite(some)
    assert 5 <= known.sum() < np.isfinite(all_of_them).sum() / 2
    np.testing.assert_allclose(
        some[known], all_of_them[known], rtol=1e-12
    )  # the last digit goes with the count
    assert OPTIONS.pool(some) == pytest.approx(OPTIONS.pool(all_of_them), rel=0.25)


def test_weights_have_a_line_for_each_segment():
    assert set(IN_PHASE) == set(SKEW) == set(evidence.SKEW_SHARE) == set(evidence.STRIDES)
