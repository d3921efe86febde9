"""The standard error that each contact states: what it is made of, and that errors are as large as it says."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from walks import BOTH, FEET, SHANKS, frames_of, recorded, reversed_in_time

import retrogait as rg
from retrogait._kernels import swings
from retrogait.gait.contact_error import contact_error_s
from retrogait.simulation import Walker

RATE_HZ = 100.0


def stated_s(site="left_foot", passing=0.0, skipped=0.0, lost=(), at=100.0):
    """Standard error of one contact of a toe at the sample `at` of 200."""
    features = np.full((1, swings.WIDTH), np.nan)
    features[0, swings.TOE_IC_PASSING], features[0, swings.TOE_IC_SKIPPED] = passing, skipped
    guessed = np.zeros(200, bool)
    guessed[list(lost)] = True
    motion = SimpleNamespace(site=site, rate_hz=RATE_HZ, swing_features=features, guessed=guessed)
    columns = swings.HEEL_IC_PASSING, swings.HEEL_IC_SKIPPED
    return contact_error_s(motion, np.array([at]), np.array([1]), *columns)[0]


@pytest.mark.parametrize(
    ("site", "least_s", "share"), [("left_foot", 0.005, 0.1), ("left_shank", 0.006, 0.3)]
)
def test_who_passes_the_threshold_slowly_is_known_less_well(site, least_s, share):
    assert stated_s(site) == pytest.approx(least_s)
    assert stated_s(site, passing=10.0) == pytest.approx(np.hypot(least_s, share * 0.1))


def test_a_transient_that_was_skipped_counts_in_full():
    assert stated_s(skipped=4.0) == pytest.approx(np.hypot(0.005, 0.04))


@pytest.mark.parametrize(("lost", "near"), [(98, False), (99, True), (101, True), (102, False)])
def test_lost_samples_count_within_18_ms(lost, near):
    assert stated_s(lost=[lost]) == pytest.approx(np.hypot(0.005, 0.018) if near else 0.005)


def test_no_contact_has_no_standard_error():
    assert np.isnan(stated_s(at=np.nan))


@pytest.mark.parametrize("sites", [FEET, SHANKS, ("left_thigh", "right_thigh"), ("lower_back",)])
@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")  # sides and contacts are inferred
def test_every_contact_states_one_and_is_no_further_off(sites, direction):
    late, stated = [], []
    for seed in range(3):
        walk, truth = rg.simulate_walk(
            direction, 0.6, 20, seed=seed, sites=sites, walker=Walker.profile("older_adult")
        )
        events = rg.analyze(walk).events
        for kind, own in events.groupby("event", observed=True):
            true_s = truth.events.loc[truth.events["event"] == kind, "time_s"].to_numpy()
            error_s = (
                own["time_s"].to_numpy()
                - true_s[np.abs(own["time_s"].to_numpy()[:, None] - true_s).argmin(axis=1)]
            )
            late.append(error_s - np.median(error_s))
            stated.append(own["time_se_s"].to_numpy())
    late, stated = np.concatenate(late), np.concatenate(stated)
    assert np.isfinite(stated).all()
    assert np.mean(np.abs(late) <= 2.0 * stated) > 0.9


def test_a_walk_run_back_in_time_states_what_the_walk_does():
    walk, _ = rg.simulate_walk("backward", 0.6, 20, seed=1, sites=FEET)
    frames = frames_of(walk)
    there, back = (
        rg.analyze(recorded(given)).events.groupby("event", observed=True)["time_se_s"].median()
        for given in (frames, reversed_in_time(frames))
    )
    assert back["initial_contact"] == pytest.approx(there["final_contact"], rel=0.1)
    assert back["final_contact"] == pytest.approx(there["initial_contact"], rel=0.1)
