"""Each threshold of a contact from both sides: impacts made by hand, and a walk of thirteen swings."""

from __future__ import annotations

import types
from dataclasses import replace

import numpy as np
import pytest
from test_steps import MIDDLE, walk_of

from retrogait._kernels import swings
from retrogait.gait.contacts import ContactOptions, impact_instants
from retrogait.gait.swings import Directions
from retrogait.tables.catalogue import DIRECTIONS, STRIKES

RATE_HZ = 200.0
COUNT, ODD = 10, 4
LANDINGS = RATE_HZ * np.arange(1, COUNT + 1)


def delays_ms(
    hit_ms: float = 20.0,
    jump_mps2: float = 30.0,
    odd_ms: float | None = None,
    odd_mps2: float | None = None,
    before_mps2: float = 0.0,
    swing_jerk_mps3: float = 0.0,
    soft: int = 0,
    landings: int = COUNT,
) -> np.ndarray:
    """Delays of the instants of impacts behind landings a second apart, each hit by a jump of the acceleration.

    One of them may be odd; a smaller jump may come 25 ms before each; in the swing the acceleration may rise and fall
    evenly; the first few may be `soft`.
    """
    samples = np.zeros((2400, 6))
    for k, landing in enumerate(LANDINGS.astype(int)):
        late_ms = odd_ms if k == ODD and odd_ms is not None else hit_ms
        size = 0.0 if k < soft else odd_mps2 if k == ODD and odd_mps2 is not None else jump_mps2
        hit = landing + round(late_ms * RATE_HZ / 1000.0)
        samples[hit : hit + 6, 2] += size
        samples[hit - 5 : hit + 1, 2] += before_mps2 * (size > 0.0)
        samples[landing - 60 : landing, 2] += (30 - np.abs(np.arange(60) - 30)) * swing_jerk_mps3 / RATE_HZ
    motion = types.SimpleNamespace(samples=samples, rate_hz=RATE_HZ, mounted=False)
    at = np.where(np.arange(COUNT) < landings, LANDINGS, np.nan)
    return 5.0 * (impact_instants(motion, at, ContactOptions().impact_contrast) - LANDINGS)


@pytest.mark.parametrize(("hit_ms", "seen"), [(-60.0, False), (0.0, True), (125.0, True), (140.0, False)])
def test_an_impact_is_looked_for_from_the_landing_to_130_ms_after_it(hit_ms, seen):
    assert np.isfinite(delays_ms(hit_ms)).all() == seen


@pytest.mark.parametrize(("share", "own"), [(0.45, True), (0.35, False)])
def test_an_impact_far_weaker_than_the_others_is_none(share, own):
    """It counts from two fifths of the median jerk; below, the landing keeps the usual delay."""
    late = delays_ms(odd_ms=50.0, odd_mps2=share * 30.0)[ODD]
    assert late == pytest.approx(45.0 if own else 15.0)


@pytest.mark.parametrize(("share", "delay_ms"), [(0.38, 35.0), (0.42, 10.0)])
def test_the_onset_is_where_the_jerk_reaches_two_fifths_of_its_peak(share, delay_ms):
    assert delays_ms(before_mps2=share * 30.0, hit_ms=40.0)[1] == pytest.approx(delay_ms)


@pytest.mark.parametrize(("soft", "taken"), [(5, True), (6, False)])
def test_half_of_the_landings_must_stand_out_or_none_is_moved(soft, taken):
    assert np.isfinite(delays_ms(soft=soft)).all() == taken


@pytest.mark.parametrize(("landings", "taken"), [(3, True), (2, False)])
def test_three_landings_must_stand_out(landings, taken):
    assert np.isfinite(delays_ms(landings=landings)[:landings]).all() == taken


@pytest.mark.parametrize(("jump_mps2", "seen"), [(10.0, False), (10.5, True)])
def test_an_impact_jerks_by_more_than_a_g_in_10_ms(jump_mps2, seen):
    assert np.isfinite(delays_ms(jump_mps2=jump_mps2)).all() == seen


@pytest.mark.parametrize(("times", "seen"), [(11.5, False), (12.5, True)])
def test_an_impact_stands_out_by_twelve_times_the_jerk_of_the_swing(times, seen):
    assert np.isfinite(delays_ms(jump_mps2=30.0, swing_jerk_mps3=3000.0 / times)).all() == seen


def detected(motion, way: str = "forward", **options: object):
    count = len(motion.swing_features)
    told = Directions(np.full(count, DIRECTIONS.index(way)), np.ones(count), np.full(count, np.nan))
    return ContactOptions(**{"contact": "velocity", **options}).detect(motion, told, np.ones(count, bool))


def walk_with(**features: float):
    motion = walk_of()
    rests = motion.swing_features[:, swings.REST_BEFORE]
    for name in ("HEEL_FC", "TOE_FC", "OWN_FC"):
        motion.swing_features[:, getattr(swings, name)] = rests + 40.0
    for name in ("HEEL_IC", "TOE_IC", "OWN_IC"):
        motion.swing_features[:, getattr(swings, name)] = rests + 90.0
    motion.swing_features[:, [swings.PITCH_AFTER_DEG, swings.PEAK_AT]] = 0.0
    for name, value in features.items():
        motion.swing_features[:, getattr(swings, name)] = value
    return motion


@pytest.mark.parametrize(
    ("angle_deg", "strike"),
    [(-2.1, "toe"), (-2.0, "flat"), (-1.9, "flat"), (7.9, "flat"), (8.0, "flat"), (8.1, "heel")],
)
def test_a_landing_is_flat_from_minus_2_to_8_degrees(angle_deg, strike):
    found = detected(walk_with(PITCH_HEEL_IC_DEG=-angle_deg))
    np.testing.assert_allclose(found["foot_strike_angle_deg"], angle_deg)
    assert set(found["strike"]) == {STRIKES.index(strike)}


def test_the_bounds_of_a_flat_strike_may_be_one_angle():
    found = detected(walk_with(PITCH_HEEL_IC_DEG=-3.0), flat_from_deg=3.0, flat_to_deg=3.0)
    assert set(found["strike"]) == {STRIKES.index("flat")}


@pytest.mark.parametrize(("apart", "kept"), [(1, False), (2, True), (-1, False), (-2, True)])
def test_a_contact_next_to_a_lost_sample_is_not_known(apart, kept):
    motion = walk_with()
    at = int(motion.swing_features[MIDDLE, swings.HEEL_IC]) + apart
    motion.lost[at] = True
    found = detected(motion)["initial_contact_s"]
    assert np.isfinite(found[MIDDLE]) == kept
    assert np.isfinite(np.delete(found, MIDDLE)).all()


@pytest.mark.parametrize(
    ("way", "columns"), [("forward", ("HEEL_IC", "TOE_FC")), ("backward", ("TOE_IC", "HEEL_FC"))]
)
def test_the_heel_lands_forward_and_the_toes_backward(way, columns):
    motion = walk_with()
    for name, value in zip(columns, (95.0, 35.0), strict=True):
        motion.swing_features[:, getattr(swings, name)] = motion.swing_features[:, swings.REST_BEFORE] + value
    found = detected(motion, way)
    for name, value in zip(("initial_contact_s", "final_contact_s"), (0.95, 0.35), strict=True):
        start_s = motion.swing_features[:, swings.REST_BEFORE] / 100.0
        np.testing.assert_allclose(found[name], start_s + value)


def test_contacts_are_three_tenths_of_the_peak_speed_or_that_of_the_walk():
    """What a limb is tracked with, and what a contact is by its options, are the same share."""
    assert ContactOptions(threshold=0.4).landing_share == 0.4
    assert ContactOptions(contact="velocity", threshold=0.4).landing_share == 0.4
    assert ContactOptions(contact="extremum", threshold=0.4).landing_share == 0.0


@pytest.mark.parametrize("contact", ["velocity", "extremum"])
def test_only_the_impact_moves_a_landing(contact, monkeypatch):
    def seven_samples_later(motion, landings, contrast):
        return landings + 7.0

    monkeypatch.setattr("retrogait.gait.contacts.impact_instants", seven_samples_later)
    motion = walk_with()
    usual = detected(motion, contact=contact)["initial_contact_s"]
    hit = detected(motion, contact="impact")["initial_contact_s"]
    np.testing.assert_allclose(hit, usual + 0.07)
    np.testing.assert_allclose(detected(motion, "backward", contact="impact")["initial_contact_s"], usual)
    shank = replace(motion, site="left_shank")
    np.testing.assert_allclose(detected(shank, contact="impact")["initial_contact_s"], usual)
