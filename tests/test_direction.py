"""Direction of travel from the cues of a swing, and from the trunk."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from walks import BACK, BOTH, FEET, SHANKS, VELOCITY, recorded, simulate

import retrogait as rg
from retrogait._kernels import swings
from retrogait.gait.direction import DirectionOptions
from retrogait.simulation import Walker
from retrogait.tables.catalogue import DIRECTIONS

NO_EVIDENCE = SimpleNamespace(judge=lambda motion, _: np.full(len(motion.swing_features), np.nan))


def limb(rows, site="left_foot", mounted=True):
    return SimpleNamespace(site=site, mounted=mounted, swing_features=rows)


def decide(ahead, roll_deg=0.0, rate_dps=0.0, site="left_foot", mounted=True, **options):
    """Direction and confidence of one swing: where it went, how the foot rolled after landing."""
    rows = np.full((1, swings.WIDTH), np.nan)
    rows[0, swings.AHEAD] = ahead
    rows[0, swings.PITCH_AFTER_DEG] = roll_deg
    rows[0, [swings.PITCH_HEEL_IC_DEG, swings.PITCH_TOE_IC_DEG]] = 0.0
    rows[0, [swings.RATE_HEEL_IC_DPS, swings.RATE_TOE_IC_DPS]] = rate_dps
    decided = DirectionOptions(**options).decide(
        limb(rows, site, mounted), np.ones(len(rows), bool), NO_EVIDENCE
    )
    return DIRECTIONS[decided.way[0]], decided.confidence[0]


def test_the_way_decides():
    assert decide(1.0)[0] == "forward"
    assert decide(-1.0)[0] == "backward"


@pytest.mark.parametrize("ahead", [0.0, 0.49, -0.49, np.nan])
def test_a_step_to_the_side_is_unknown(ahead):
    direction, confidence = decide(ahead)
    assert direction == "unknown"
    assert np.isnan(confidence)
    assert decide(0.49, least_ahead=0.4)[0] == "forward"


@given(
    st.floats(-1, 1), st.floats(-60, 60), st.floats(-400, 400), st.sampled_from(["left_foot", "left_shank"])
)
def test_run_back_in_time_every_cue_speaks_for_the_other_direction(ahead, roll_deg, rate_dps, site):
    there = decide(ahead, roll_deg, rate_dps, site)
    back = decide(-ahead, -roll_deg, -rate_dps, site)
    assert {there[0], back[0]} in ({"forward", "backward"}, {"unknown"})
    assert there[1] == pytest.approx(back[1], nan_ok=True)


@given(st.floats(0.5, 1), st.floats(-60, 60), st.floats(-400, 400))
def test_the_roll_of_the_foot_moves_confidence_not_direction(ahead, roll_deg, rate_dps):
    direction, confidence = decide(ahead, roll_deg, rate_dps)
    assert direction == "forward"
    assert 0.5 < confidence < 1.0
    for more in (decide(ahead, roll_deg + 5, rate_dps), decide(ahead, roll_deg, rate_dps + 30)):
        assert more[1] > confidence or confidence > 1 - 1e-12  # the cue has a weight


def test_a_shank_does_not_roll():
    assert decide(0.8, -60, -400, "left_shank") == decide(0.8, 60, 400, "left_shank")


def test_cues_that_are_missing_do_not_matter():
    assert decide(0.8, np.nan, np.nan) == decide(0.8, 0.0, 0.0)


def test_an_unknown_mounting_has_no_direction():
    assert decide(1.0, 10.0, 130.0, mounted=False)[0] == "unknown"


@pytest.mark.parametrize(("most", "confidence"), [(0.9, 0.9), (1.0, 1.0)])
def test_no_direction_is_surer_than_the_mounting(most, confidence):
    rows = np.full((1, swings.WIDTH), np.nan)
    rows[:, swings.AHEAD] = 1.0
    decided = DirectionOptions(way_weight=50.0).decide(
        limb(rows), np.ones(len(rows), bool), NO_EVIDENCE, most
    )
    assert decided.confidence[0] == pytest.approx(confidence)


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("sites", [FEET, SHANKS, BACK], ids=lambda sites: sites[-1])
@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_a_sensor_turned_by_half_a_turn_never_gives_the_other_direction(direction, sites):
    """What goes the other way is still not run back in time; the trunk has no such evidence, but cues of its own."""
    recording, _ = simulate(direction, 0.7, 20, seed=7, sites=sites)
    turned = recorded({site: recording[site] * [-1, -1, 1, -1, -1, 1] for site in recording.sites})
    assert (rg.analyze(recording).events["direction"] == direction).all()
    seen = set(rg.analyze(turned).events["direction"])
    assert seen == {"unknown"} if sites != BACK else direction not in seen


def test_odd_strikes_lose_confidence_not_direction():
    """A toe-walker forward and a heel-first step backward roll the other way."""
    for direction, style in (
        ("forward", Walker(rest_pitch_deg=12.0)),
        ("backward", Walker(backward_strike_deg=8.0)),
    ):
        odd, plain = (
            rg.analyze(simulate(direction, 0.6, 20, seed=7, walker=w)[0]).events for w in (style, Walker())
        )
        assert (odd["direction"] == direction).all()
        assert odd["direction_confidence"].mean() < plain["direction_confidence"].mean()
        assert odd["direction_confidence"].min() > 0.9


def test_a_change_of_direction_is_seen_at_the_step():
    program = [("stand", 2), ("forward", 8), ("stop", 1.5), ("backward", 10), ("stop", 1.5), ("forward", 8)]
    recording, truth = rg.simulate_walk(program=program, speed_mps=0.6, seed=3)
    session = rg.analyze(recording, contacts=VELOCITY)
    runs = session.events["direction"]
    assert runs[runs.ne(runs.shift())].tolist() == ["forward", "backward", "forward"]
    true_unknown = (truth.strides["direction"] == "unknown").sum()
    assert (session.strides["direction"] == "unknown").sum() <= true_unknown
    bouts = session.bouts
    assert len(bouts) == 1  # short stops end no bout, so its strides go both ways
    assert set(session.strides["direction"]) >= {"forward", "backward"}
    assert (bouts["start_s"] < bouts["end_s"]).all()


def test_a_foot_that_pivots_is_unknown():
    rows = np.full((2, swings.WIDTH), np.nan)
    rows[:, swings.AHEAD] = -0.8
    rows[:, swings.AHEAD_BEFORE] = 0.9, -0.9
    rows[:, swings.AHEAD_AFTER] = -0.9
    decided = DirectionOptions().decide(limb(rows), np.ones(len(rows), bool), NO_EVIDENCE)
    assert [DIRECTIONS[way] for way in decided.way] == ["unknown", "backward"]
