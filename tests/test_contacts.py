"""Contacts of feet and shanks: what the options do, what kind of landing it was, and what happens at gaps and ends."""

from __future__ import annotations

import itertools
import types

import numpy as np
import pandas as pd
import pytest
from swings_by_hand import swings_of
from walks import BOTH, FEET, SHANKS, VELOCITY, assert_same_events, compare, frames_of, recorded, simulate

import retrogait as rg
from retrogait._kernels import swings
from retrogait.errors import InvalidOption, RetrogaitWarning
from retrogait.gait.contacts import impact_instants, list_events
from retrogait.gait.swings import Directions, Swings
from retrogait.kinematics.limb import track_limb
from retrogait.simulation import Walker
from retrogait.tables.catalogue import DIRECTIONS, EVENTS, SWINGS

WAYS = pytest.mark.parametrize("direction", BOTH)


def events_of(recording: rg.Recording, kind: str | None = None, **options: object) -> pd.DataFrame:
    events = rg.analyze(recording, contacts=rg.ContactOptions(**options)).events
    return events if kind is None else events[events["event"] == kind].reset_index(drop=True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"contact": "landing"},
            "contact is 'landing'; expected .* one of impact velocity extremum touch; the default is 'impact'",
        ),
        ({"threshold": 0.0}, "threshold is 0.0; expected a share of the swing's peak speed between 0 and 1"),
        ({"threshold": 1.0}, "threshold is 1.0; .*between 0 and 1; the default is 0.3"),
        ({"threshold": float("nan")}, "threshold is nan"),
        ({"flat_from_deg": 9.0}, "flat_from_deg 9 lies above flat_to_deg 8; .*swap them"),
    ],
)
def test_options_no_contact_can_have(options, words):
    with pytest.raises(InvalidOption, match=f"ContactOptions: {words}"):
        rg.ContactOptions(**options)


@WAYS
@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[0])
def test_a_higher_threshold_lands_earlier_and_leaves_later(direction, sites):
    recording, _ = simulate(direction, 0.7, 20, seed=6, sites=sites)
    tables = [events_of(recording, contact="velocity", threshold=t) for t in (0.2, 0.3, 0.45)]
    for low, high in itertools.pairwise(tables):
        landed = compare(low, high, "initial_contact")
        left = compare(low, high, "final_contact")
        assert (landed.missing, landed.extra, left.missing, left.extra) == (0, 0, 0, 0)
        assert (landed.error_s < 0).all()
        assert (left.error_s > 0).all()
        assert landed.error_s.min() > -0.1


def test_an_impact_follows_the_landing_of_the_heel():
    recording, _ = simulate("forward", 1.0, 20, seed=6)
    slowed, hit = (events_of(recording, contact=contact) for contact in ("velocity", "impact"))
    late = compare(slowed, hit, "initial_contact")
    assert (late.missing, late.extra) == (0, 0)
    assert late.error_s.between(-0.003, 0.05).all()
    assert late.error_s.mean() > 0.002
    assert_same_events(slowed[slowed["event"] == "final_contact"], hit[hit["event"] == "final_contact"], 1e-9)


# Landings 1 s apart at 200 Hz; each hits 20 ms later, and its foot slaps down 40 ms after that.
LANDINGS = 200.0 * np.arange(1, 12)
ODD = 5


def impact_delays_ms(odd_ms: float = 20.0, odd_lag_ms: float = 40.0, jump_mps2: float = 30.0, **given: float):
    """Delays of the instants of impacts behind their landings, where one impact, or its slap, is odd."""
    rate_hz, mounted = given.get("rate_hz", 200.0), given.get("mounted", True)
    samples = np.random.default_rng(0).normal(0.0, 0.01, (2600, 6))
    for k, landing in enumerate(LANDINGS.astype(int)):
        hit = landing + round(0.2 * (odd_ms if k == ODD else 20.0))
        samples[hit : hit + 6, 2] += jump_mps2
        samples[hit + round(0.2 * (odd_lag_ms if k == ODD else 40.0)), 4] += 300.0
    motion = types.SimpleNamespace(samples=samples, rate_hz=rate_hz, mounted=mounted)
    return 5.0 * (impact_instants(motion, LANDINGS, 12.0) - LANDINGS)


def test_impacts_alike_are_where_they_hit():
    np.testing.assert_allclose(impact_delays_ms(), 15.0)  # 20 ms, less half of the 10 ms a jerk is taken over


@pytest.mark.parametrize(("odd_ms", "taken_ms"), [(75.0, 70.0), (80.0, 75.0), (85.0, 75.0), (110.0, 75.0)])
def test_an_impact_counts_up_to_60_ms_from_its_usual_delay(odd_ms, taken_ms):
    delays = impact_delays_ms(odd_ms)
    assert delays[ODD] == pytest.approx(taken_ms)
    np.testing.assert_allclose(np.delete(delays, ODD), 15.0)


@pytest.mark.parametrize("lag_ms", [20.0, 60.0])
def test_half_of_what_an_impact_is_early_or_late_against_the_slap_of_the_foot_is_taken_back(lag_ms):
    delays = impact_delays_ms(odd_lag_ms=lag_ms)
    assert delays[ODD] == pytest.approx(15.0 + 0.5 * (lag_ms - 40.0))
    np.testing.assert_allclose(np.delete(delays, ODD), 15.0)
    np.testing.assert_allclose(impact_delays_ms(odd_lag_ms=lag_ms, mounted=False), 15.0)  # which way is down?


@pytest.mark.parametrize(("jump_mps2", "stands_out"), [(10.5, True), (9.5, False)])
def test_an_impact_jerks_by_a_g_in_10_ms(jump_mps2, stands_out):
    assert np.isfinite(impact_delays_ms(jump_mps2=jump_mps2)).all() == stands_out


@pytest.mark.parametrize(("rate_hz", "seen"), [(80.0, True), (79.0, False)])
def test_no_impact_is_looked_for_below_80_hz(rate_hz, seen):
    assert np.isfinite(impact_delays_ms(rate_hz=rate_hz, jump_mps2=300.0)).any() == seen


@pytest.mark.parametrize(
    ("direction", "speed", "walker"),
    [("backward", 0.7, Walker()), ("forward", 0.3, Walker(impact=0.0))],
    ids=["backward", "soft"],
)
def test_without_an_impact_to_see_landings_stay(direction, speed, walker):
    recording, _ = simulate(direction, speed, 20, seed=6, walker=walker)
    slowed, hit = (events_of(recording, contact=contact) for contact in ("velocity", "impact"))
    assert_same_events(slowed, hit, 1e-9)


@WAYS
def test_the_extremum_is_near_the_velocity_contact(direction):
    """The point turns round against the pelvis where it is as fast as the walk."""
    recording, _ = simulate(direction, 0.7, 20, seed=6)
    match = compare(*(events_of(recording, contact=contact) for contact in ("velocity", "extremum")))
    assert (match.missing, match.extra) == (0, 0)
    assert match.error_s.abs().median() < 0.02
    assert match.error_s.abs().max() > 0.0


@pytest.mark.parametrize(
    ("direction", "strike_deg", "strike"),
    [
        ("forward", 22.0, "heel"),
        ("forward", 4.0, "flat"),
        ("backward", -25.0, "toe"),
        ("backward", 2.0, "flat"),
    ],
)
def test_strikes(direction, strike_deg, strike):
    """The sign says which part is first: positive heel, negative toe, in either direction."""
    style = Walker(**{f"{direction}_strike_deg": strike_deg}, strike_sd_deg=0.3)
    recording, truth = simulate(direction, 0.7, 20, seed=6, walker=style)
    landings = events_of(recording, "initial_contact")
    inner = landings.iloc[2:-2]
    true_deg = truth.events.loc[truth.events["event"] == "initial_contact", "foot_strike_angle_deg"]
    assert inner["foot_strike_angle_deg"].mean() == pytest.approx(true_deg.iloc[2:-2].mean(), abs=3.0)
    assert (inner["strike"] == strike).mean() >= 0.9


def test_cut_offs_of_a_flat_strike_are_options():
    recording, _ = simulate("forward", 0.7, 20, seed=6)
    assert (events_of(recording, "initial_contact")["strike"].iloc[2:-2] == "heel").all()
    generous = events_of(recording, "initial_contact", flat_from_deg=-40.0, flat_to_deg=40.0)
    assert (generous["strike"].dropna() == "flat").all()


def test_final_contacts_have_no_strike():
    recording, _ = simulate("backward", 0.7, 20, seed=6)
    leaving = events_of(recording, "final_contact")
    assert leaving[["strike", "foot_strike_angle_deg"]].isna().all().all()


@WAYS
def test_contacts_take_turns(direction):
    recording, _ = simulate(direction, 0.5, 25, seed=6)
    events = events_of(recording)
    EVENTS.check(events)
    for _, own in events.groupby("side"):
        assert (own["event"].to_numpy()[1:] != own["event"].to_numpy()[:-1]).all()
    sides = events.loc[events["event"] == "initial_contact", "side"].to_numpy()
    assert (sides[1:] != sides[:-1]).all()
    assert events["direction_confidence"].between(0.9, 1.0).all()


@WAYS
@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[0])
@pytest.mark.parametrize("gap_s", [0.8])
def test_a_gap_costs_the_steps_around_it_only(direction, sites, gap_s):
    recording, _ = simulate(direction, 0.7, 30, seed=6, sites=sites)
    whole = rg.analyze(recording, contacts=VELOCITY)
    right = whole.events[whole.events["side"] == "right"]
    for begin_s in (14.0, 14.3, 14.6):
        frames = frames_of(recording)
        frames[sites[0]].loc[begin_s : begin_s + gap_s] = np.nan
        with pytest.warns(RetrogaitWarning, match=rf"1 gap of more than 0.1 s, the first at {begin_s:g} s"):
            holed = recorded(frames)
        got = rg.analyze(holed, contacts=VELOCITY)
        own, other = (t.events[t.events["side"] == "left"] for t in (whole, got))
        assert not other["time_s"].between(begin_s, begin_s + gap_s).any()
        for part in (slice(None, 12.0), slice(17.5, None)):
            one, two = (t.set_index("time_s", drop=False).loc[part] for t in (own, other))
            assert_same_events(one, two, 0.02)
        assert_same_events(right, got.events[got.events["side"] == "right"], 1e-9)
        strides = got.strides[got.strides["side"] == "left"]
        assert (strides["stride_time_s"] < 3.0).all()
        matched = pd.merge_asof(
            strides,
            whole.strides[whole.strides["side"] == "left"],
            on="start_s",
            direction="nearest",
            tolerance=0.1,
        )
        longer = matched["stride_length_m_x"] - matched["stride_length_m_y"]
        assert longer.abs().max() < 0.04 if sites == FEET else longer.isna().all()


@pytest.mark.parametrize("cut_s", np.round(np.arange(8.8, 10.4, 0.2), 1))
@WAYS
def test_wherever_a_recording_ends_no_contact_is_made_up(direction, cut_s):
    recording, truth = simulate(direction, 0.7, 20, seed=6)
    cut = recorded({site: frame.loc[:cut_s] for site, frame in frames_of(recording).items()})
    events = rg.analyze(cut, contacts=VELOCITY).events
    match = compare(truth.events[truth.events["time_s"] < cut_s + 0.1], events, reach_s=0.1)
    assert match.extra == 0
    assert match.error_s.abs().quantile(0.8) <= 0.015
    assert match.missing <= 3  # the last swing and the landing before it need a rest after them
    assert (events["decided_s"] <= cut_s).all()


def test_events_of_a_hand_made_table():
    table = SWINGS.frame(
        {
            "side": ["right", "left", "left"],
            "site": ["right_foot", "left_foot", "left_foot"],
            "final_contact_s": [2.0, np.nan, 3.0],
            "initial_contact_s": [2.5, 1.0, np.nan],
            "decided_s": [2.9, 1.4, 3.2],
            "direction": ["backward", "unknown", "forward"],
            "direction_confidence": [0.9, np.nan, 0.8],
            "strike": ["toe", None, "heel"],
            "foot_strike_angle_deg": [-20.0, np.nan, 15.0],
            "bout_id": [0, 0, 1],
        }
    )
    events = list_events(swings_of(table))
    EVENTS.check(events)
    assert events["time_s"].tolist() == [1.0, 2.0, 2.5, 3.0]
    assert events["event"].tolist() == [
        "initial_contact",
        "final_contact",
        "initial_contact",
        "final_contact",
    ]
    assert events["side"].tolist() == ["left", "right", "right", "left"]
    assert events["direction"].tolist() == ["unknown", "backward", "backward", "forward"]
    assert events["strike"].dropna().tolist() == ["toe"]
    assert events["decided_s"].tolist() == [1.4, 2.9, 2.9, 3.2]
    assert events["bout_id"].tolist() == [0, 0, 0, 1]
    pd.testing.assert_frame_equal(list_events(Swings()), EVENTS.frame())


def shank_lands(direction: str, **instants: float) -> Swings:
    """Contacts of the sixth swing of a shank with some of its instants changed, in samples from its rest on."""
    recording, _ = simulate(direction, 0.7, 20, seed=3, sites=SHANKS)
    (motion,) = track_limb(recording, "left_shank")
    row = motion.swing_features[6]
    for name, value in instants.items():
        row[getattr(swings, name)] = row[swings.REST_BEFORE] + value
    count = len(motion.swing_features)
    told = Directions(np.full(count, DIRECTIONS.index(direction)), np.ones(count), np.zeros(count))
    table = rg.ContactOptions(contact="velocity").detect(motion, told, np.arange(count) == 6)
    start_s = motion.start_s + row[swings.REST_BEFORE] / motion.rate_hz
    return table.with_columns(
        {name: table[name] - start_s for name in ("initial_contact_s", "final_contact_s")}
    )


@pytest.mark.parametrize(
    ("toe", "ankle", "lands"), [(60.0, 75.0, 61.5), (60.0, 60.0, 60.0), (75.0, 60.0, 60.0)]
)
def test_backward_the_toes_of_a_shank_land_before_its_ankle_rests(toe, ankle, lands):
    """A tenth of the way from the one to the other; toes that move on are those of a shank that turns."""
    table = shank_lands("backward", TOE_IC=toe, OWN_IC=ankle)
    assert table["initial_contact_s"] == pytest.approx(lands / 100.0)


@pytest.mark.parametrize(("toe", "fastest", "leaves"), [(30.0, 40.0, 30.0), (50.0, 40.0, 40.0)])
def test_forward_a_foot_has_left_by_when_its_shank_is_fastest(toe, fastest, leaves):
    table = shank_lands("forward", TOE_FC=toe, OWN_FC=toe, PEAK_AT=fastest)
    assert table["final_contact_s"] == pytest.approx(leaves / 100.0)


@pytest.mark.parametrize(
    ("toe", "ankle", "leaves"), [(30.0, 20.0, 29.0), (30.0, 30.0, 30.0), (30.0, 35.0, 35.0)]
)
def test_forward_the_toes_of_a_shank_leave_as_they_land_run_back_in_time(toe, ankle, leaves):
    table = shank_lands("forward", TOE_FC=toe, OWN_FC=ankle, PEAK_AT=40.0)
    assert table["final_contact_s"] == pytest.approx(leaves / 100.0)


@pytest.mark.parametrize(("fastest", "lands"), [(50.0, 60.0), (70.0, 70.0)])
def test_backward_no_foot_lands_before_its_shank_is_fastest(fastest, lands):
    table = shank_lands("backward", TOE_IC=60.0, OWN_IC=60.0, PEAK_AT=fastest)
    assert table["initial_contact_s"] == pytest.approx(lands / 100.0)
