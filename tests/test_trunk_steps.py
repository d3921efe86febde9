"""Steps of a trunk: where they are found in motions made by hand, and each threshold from both sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trunk_motions import RATE_HZ, still_but, trunk_motion, with_samples

from retrogait.gait.trunk_shape import median_around, step_shape
from retrogait.gait.trunk_steps import TrunkStepOptions, step_times

OPTIONS = TrunkStepOptions()
FORWARD, BACKWARD = {}, {"vault": -1.0, "lean": -0.4}


def found(motion, **options):
    return replace(OPTIONS, **options).choose(motion)[0]


@pytest.mark.parametrize(("step_s", "least"), [(0.35, 16), (0.5, 16), (0.7, 16), (1.0, 16), (1.5, 16)])
@pytest.mark.parametrize("way", [FORWARD, BACKWARD], ids=["forward", "backward"])
def test_every_double_support_is_found_at_every_pace(step_s, least, way):
    steps = found(trunk_motion(16, step_s, **way))
    assert len(steps.at_s) >= least
    true_s = 3.0 + step_s * np.arange(16)
    nearest = np.abs(steps.at_s[:, None] - true_s).min(axis=0)
    assert nearest.max() < 0.12 * step_s + 0.02
    assert (steps.sense == (1 if way is FORWARD else -1)).all()
    assert (steps.walk == 0).all()
    assert np.median(steps.step_s) == pytest.approx(step_s, rel=0.03)


def test_two_walks_are_numbered_in_order_and_do_not_count_for_each_other():
    one = trunk_motion(10, 0.6)
    both = found(still_but(np.concatenate([one.level, one.level])))
    alone = found(one)
    first = both.take(both.walk == 0)
    np.testing.assert_allclose(first.at_s, alone.at_s, atol=0.002)
    second = both.take(both.walk == 1)
    np.testing.assert_allclose(second.at_s, alone.at_s + len(one.level) / RATE_HZ, atol=0.002)
    assert both.walk.max() == 1


@settings(max_examples=15, deadline=None)
@given(st.floats(0.4, 1.2), st.floats(0.3, 3.0), st.integers(0, 2**16))
def test_noise_before_and_after_changes_no_step_of_a_walk(step_s, size, seed):
    motion = trunk_motion(12, step_s, rise=2.0 * size, push=1.5 * size)
    noise = np.random.default_rng(seed).normal(0, 0.02, (3000, 3))
    longer = still_but(np.concatenate([noise, motion.level, noise]))
    alone, among = found(motion), found(longer)
    np.testing.assert_allclose(among.at_s - 3000 / RATE_HZ, alone.at_s, atol=0.01)
    np.testing.assert_array_equal(among.sense, alone.sense)


@pytest.mark.parametrize(
    ("option", "inside", "outside"),
    [
        (
            "least_push_mps2",
            {"push": 0.16, "rise": 1.0, "lean": 0.0},
            {"push": 0.08, "rise": 1.0, "lean": 0.0},
        ),
        ("least_sway", {"sway": 0.2}, {"sway": 0.01}),
    ],
)
def test_a_threshold_of_walking_from_both_sides(option, inside, outside):
    assert hasattr(OPTIONS, option)
    assert len(found(trunk_motion(**inside)).at_s) >= 4
    assert len(found(trunk_motion(**outside)).at_s) == 0


def test_the_least_steps_of_a_walk_from_both_sides():
    motion = trunk_motion(5)
    count = len(found(motion).at_s)
    assert 5 <= count <= 7
    assert len(found(motion, least_steps=count).at_s) == count
    assert len(found(motion, least_steps=count + 1).at_s) == 0


def test_bands_that_ring_before_and_after_a_walk_make_no_steps():
    """Where somebody stands before and after the trunk hardly moves: what a filter leaves there is below a share."""
    motion = trunk_motion(12)
    assert len(found(motion).at_s) <= 14
    assert len(found(motion, least_power_share=0.0).at_s) > len(found(motion).at_s)


@pytest.mark.parametrize(("tilt_deg", "walks"), [(44.0, True), (46.0, False)])
def test_who_is_tilted_from_upright_does_not_walk(tilt_deg, walks):
    tilted = with_samples(trunk_motion(), tilt_deg=tilt_deg)
    assert bool(len(found(tilted).at_s)) is walks
    assert len(found(tilted, largest_tilt_deg=60.0).at_s) > 10


@pytest.mark.parametrize(("wobble_deg", "walks"), [(9.0, True), (11.0, False)])
def test_a_sensor_of_unknown_mounting_that_hangs_now_so_now_otherwise_is_not_worn(wobble_deg, walks):
    motion = with_samples(trunk_motion(mounted=False), tilt_deg=wobble_deg)
    assert bool(len(found(motion).at_s)) is walks


def test_no_step_is_marked_in_lost_samples():
    motion = trunk_motion()
    lost = np.zeros(len(motion.level), bool)
    lost[250:300] = True  # 5 to 6 s
    at_s = found(replace(motion, lost=lost)).at_s
    assert len(at_s) > 10
    assert not ((at_s > 5.0) & (at_s < 5.98)).any()


@pytest.mark.parametrize(
    ("option", "low", "high"),
    [
        ("usual_mps2", 0.2, 60.0),
        ("least_worth", 0.8, 6.0),
        ("start_cost", 0.0, 60.0),
        ("most_spread", 2.0, -0.0),
    ],
)
def test_what_costs_more_leaves_fewer_steps(option, low, high):
    rng = np.random.default_rng(3)
    motion = trunk_motion(rise=2.0, push=1.5)
    motion = still_but(motion.level + rng.normal(0, 0.1, motion.level.shape))
    few, many = (found(motion, **({"repetition_worth": 0.5} | {option: cost})).at_s for cost in (high, low))
    assert len(many) > len(few) == 0


def test_steps_that_do_not_repeat_need_larger_marks():
    """Of marks far too faint by themselves, those after the time in which all repeats are steps."""
    motion = trunk_motion(rise=0.35, push=0.3)
    assert len(found(motion).at_s) >= 14
    assert len(found(motion, repetition_worth=0.0).at_s) == 0


def test_motion_to_the_side_that_repeats_with_the_step_speaks_against_it():
    motion = trunk_motion(rise=0.35, push=0.3)
    phase = 2 * np.pi * (np.arange(len(motion.level)) / RATE_HZ - 3.0) / 0.6
    shaken = motion.level.copy()
    shaken[:, 1] = 0.5 * np.sin(phase) * (np.abs(shaken).max(axis=1) > 0)
    shaken = still_but(shaken)
    assert len(found(shaken, least_sway=0.0).at_s) == 0
    assert len(found(shaken, least_sway=0.0, side_weight=0.0).at_s) >= 14


def test_a_lean_tells_the_sense_where_the_vault_speaks_against_it():
    """Of a saw-tooth forward whose double supports are faintly lowered: of the vault alone it goes backward."""
    ahead = trunk_motion(lean=0.5, rise=0.3)
    ahead = still_but(ahead.level * [1, 1, -1])
    assert (found(ahead).sense == 1).mean() > 0.9
    assert (
        found(ahead, lean_worth=0.0).sense == 1
    ).mean() > 0.9  # by the shape of the steps, on a second look
    assert (found(ahead, lean_worth=0.0, shape_worth=0.0).sense == -1).mean() > 0.9


def test_a_change_of_direction_has_its_cost():
    there, back = trunk_motion(8, after_s=0.3), trunk_motion(8, before_s=0.3, **BACKWARD)
    both = still_but(np.concatenate([there.level, back.level]))
    assert set(found(both).sense) == {1, -1}
    cheap, dear = (found(both, change_cost=cost) for cost in (0.0, 50.0))
    assert len(set(cheap.walk)) <= len(set(dear.walk))


@pytest.mark.parametrize(("smooth", "walks"), [(0.16, True), (0.14, False)])
def test_what_may_be_noise_has_to_be_more_alike(smooth, walks, monkeypatch):
    from retrogait.gait import trunk_steps

    def shaped(motion, steps):
        shape = step_shape(motion, steps)
        return shape._replace(
            smooth=np.full_like(shape.smooth, smooth), spread=np.full_like(shape.spread, 1.4)
        )

    monkeypatch.setattr(trunk_steps, "step_shape", shaped)
    assert bool(len(found(trunk_motion()).at_s)) is walks
    assert len(found(trunk_motion(), most_rough_spread=1.5).at_s) > 0


def test_step_times_leave_out_pauses():
    at_s = np.array([0.0, 0.6, 1.2, 2.8, 3.4, 4.0, 9.0, 9.5])
    walk = np.array([0, 0, 0, 0, 0, 0, 1, 1])
    np.testing.assert_allclose(step_times(at_s, walk), [0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.5, 0.5])
    assert len(step_times(np.empty(0), np.empty(0, np.int64))) == 0


@given(st.lists(st.floats(-5, 5), min_size=0, max_size=12), st.integers(0, 4), st.data())
def test_median_around_is_that_of_the_same_walk(values, reach, data):
    values = np.array(values)
    walk = np.sort(data.draw(st.lists(st.integers(0, 2), min_size=len(values), max_size=len(values))))
    walk = np.asarray(walk, np.int64)
    slow = [
        np.median([v for k, v in enumerate(values) if abs(k - i) <= reach and walk[k] == walk[i]])
        for i in range(len(values))
    ]
    np.testing.assert_allclose(median_around(values, walk, reach), slow)
