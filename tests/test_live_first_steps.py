"""First steps of a stream: from the middle of a walk, after standing, and up to the last sample."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from streams import walk
from walks import BOTH, compare

import retrogait as rg

RATE_HZ = 100.0
SITES = pytest.mark.parametrize("site", ["left_foot", "left_shank"])
WAYS = pytest.mark.parametrize("direction", BOTH)


@functools.cache
def after_standing(direction, site, speed_mps=0.7):
    """Contacts of a walk from standing, the true ones, and its samples."""
    samples, truth = walk(direction, speed_mps, site, seed=5)
    return rg.ContactStream(RATE_HZ, site).push(samples), truth, samples


def from_mid_stance(direction, site):
    """A walk cut off in front, 0.5 s before a foot that stands leaves the ground; its true contacts."""
    _, truth, samples = after_standing(direction, site)
    leaving_s = truth.loc[(truth["event"] == "final_contact") & (truth["time_s"] > 5.0), "time_s"].iloc[0]
    first = int(RATE_HZ * (leaving_s - 0.5))
    rest = truth[truth["time_s"] * RATE_HZ >= first].copy()
    rest["time_s"] -= first / RATE_HZ
    return samples[first:], rest


@SITES
@WAYS
def test_a_walk_under_way_is_followed_from_its_first_swing(direction, site):
    """Only that swing shows that the limb rested before it: it is looked back for."""
    samples, truth = from_mid_stance(direction, site)
    stream = rg.ContactStream(RATE_HZ, site)
    events = stream.push(samples[: int(RATE_HZ * (truth["time_s"].iloc[5] + 0.4))])
    match = compare(truth.iloc[:6], events)
    assert (match.missing, match.extra) == (0, 0)
    assert events["direction"].tolist() == ["unknown"] * 2 + [direction] * 4, (
        "of one step alone there is none"
    )


@SITES
@WAYS
def test_the_step_after_the_first_one_is_followed(direction, site):
    """The two strides around its rest are mostly standing: the step at hand tells how quiet a rest is."""
    found, truth, _ = after_standing(direction, site)
    match = compare(truth.iloc[:8], found.iloc[:8])
    assert match.missing <= 1, "a first step may be short of one"
    assert match.extra == 0


@pytest.mark.parametrize("scale", [0.985, 1.015])
def test_an_accelerometer_off_by_1_5_percent_makes_no_step_of_standing(scale):
    """It shows more energy than a walk's rest: a limb that stands is held against a walk, though none was seen."""
    samples = walk(site="left_foot", seed=5)[0]
    standing = np.tile([0.0, 0.0, 9.80665, 0.3, 0.5, -0.9], (800, 1))
    standing += np.random.default_rng(1).normal(0, [0.02] * 3 + [0.1] * 3, standing.shape)
    both = np.concatenate([standing, samples]) * [scale, scale, scale, 1, 1, 1]
    contacts = rg.ContactStream(RATE_HZ, "left_foot").feed(both)
    assert len(contacts) > 20
    assert min(contact.time_s for contact in contacts) > 8.0


@WAYS
@pytest.mark.parametrize(("after_s", "told"), [(0.03, False), (0.09, True)])
def test_the_end_of_the_samples_decides_a_final_contact_that_half_its_look_has_seen(direction, after_s, told):
    _, truth, samples = after_standing(direction, "left_foot")
    leaving_s = truth.loc[(truth["event"] == "final_contact") & (truth["time_s"] > 8.0), "time_s"].iloc[0]
    stream = rg.ContactStream(RATE_HZ, "left_foot")
    stream.feed(samples[: int(RATE_HZ * (leaving_s + after_s))])
    contacts, _ = stream.finish()
    assert [contact.event for contact in contacts] == (["final_contact"] if told else [])
    if told:
        assert contacts[0].direction == direction
        assert contacts[0].time_s == pytest.approx(leaving_s, abs=0.06)


@WAYS
def test_a_shank_tells_its_first_landing_when_it_has_rested_after_it(direction):
    """Not before, because a leg that only swings turns round there; not as late as the next step, a second later."""
    found, _, _ = after_standing(direction, "left_shank")
    first = found[found["event"] == "initial_contact"].iloc[0]
    assert 0.15 < first["decided_s"] - first["time_s"] < 0.6
