"""Thresholds of a trunk that are just reached: of direction, other movements, and of who walks."""

from __future__ import annotations

import numpy as np
import pytest
from trunk_motions import shape_of, steps_in_a_row, trunk_motion, with_samples

from retrogait.gait import trunk_steps
from retrogait.gait.trunk_direction import TrunkDirectionOptions
from retrogait.gait.trunk_movements import TrunkMovementOptions
from retrogait.gait.trunk_steps import TrunkStepOptions
from retrogait.tables.catalogue import DIRECTIONS

OPTIONS = TrunkStepOptions()
NOBODY_RUNS = np.zeros(9, bool)

# Direction.

FORWARD, BACKWARD = {"lean": 0.9, "vault": 0.95}, {"lean": -0.9, "vault": -0.95}


@pytest.mark.parametrize(
    ("option", "sense", "shape"),
    [
        ("least_forward", 1, {"lean": 0.5, "vault": 0.0}),
        ("least_lean_forward", 1, {"lean": 0.3, "vault": 0.9}),
        ("most_spread_forward", 1, FORWARD | {"spread": 1.1}),
        ("least_share", 1, FORWARD | {"rise": 2.0, "push": 2.0, "power": 25.0}),
        ("most_aloft", 1, FORWARD | {"vault": 0.5, "aloft": 0.02}),
        ("least_brisk_vault", 1, FORWARD | {"vault": 0.7, "aloft": 0.1}),
        ("least_backward", -1, {"lean": -0.8, "vault": 0.0}),
        ("least_lean_backward", -1, {"lean": -0.5, "vault": -0.9}),
        ("most_vault_backward", -1, {"lean": -1.0, "vault": 0.2}),
        ("most_spread_backward", -1, BACKWARD | {"spread": 0.7}),
        ("most_aloft", -1, BACKWARD | {"aloft": 0.02}),
    ],
)
def test_a_step_that_just_reaches_a_threshold_has_a_direction(option, sense, shape):
    options = TrunkDirectionOptions(reach=0)
    assert hasattr(options, option)
    way = options.decide(True, steps_in_a_row(sense=sense), shape_of(**shape), NOBODY_RUNS).way
    assert [DIRECTIONS[k] for k in way] == ["forward" if sense > 0 else "backward"] * 9


@pytest.mark.parametrize(("vault", "told"), [(0.05, "forward"), (0.049, "unknown")])
def test_cues_of_a_quarter_do_not_speak_against_what_a_step_takes_over(vault, told):
    first = np.arange(9) == 0
    shape = shape_of(lean=np.where(first, 0.9, 0.2), vault=np.where(first, 0.9, vault))
    way = TrunkDirectionOptions().decide(True, steps_in_a_row(), shape, NOBODY_RUNS).way
    assert DIRECTIONS[way[1]] == told


# Other movements.


@pytest.mark.parametrize(
    ("option", "shape", "runs"),
    [
        ("least_bounce", {"aloft": 0.1, "vault": -0.2, "rise": 1.0, "push": 2.0}, False),
        ("least_hop", {"aloft": 0.1, "vault": 0.9, "rise": 6.0, "push": 2.0}, True),
        ("most_aloft", {"aloft": 0.02, "vault": -0.8}, False),
    ],
)
def test_a_step_that_just_reaches_a_threshold_of_running(option, shape, runs):
    options = TrunkMovementOptions()
    assert hasattr(options, option)
    assert options.find(steps_in_a_row(), shape_of(**shape)).running.tolist() == [runs] * 9


@pytest.mark.parametrize(("rise", "stairs"), [(1.5, True), (1.4999, False)])
def test_a_step_that_just_reaches_the_thresholds_of_stairs(rise, stairs):
    """A step of a second that is pushed by 1 m/s^2: both are 1.5."""
    movements = TrunkMovementOptions().find(steps_in_a_row(step_s=1.0), shape_of(rise=rise, push=1.0))
    assert movements.stairs.tolist() == [stairs] * 9


# Which steps are of somebody who walks.


def walked(monkeypatch, count: int = 31, motion=None, options=OPTIONS, **shape: object) -> list[int]:
    """Which of so many steps in a row, of this shape, are of somebody who walks."""
    steps = steps_in_a_row(count, 0.5)
    monkeypatch.setattr(TrunkStepOptions, "_course", lambda *_: steps)
    monkeypatch.setattr(
        trunk_steps, "step_shape", lambda _, own: shape_of(count, **shape).take(np.isin(steps.at_s, own.at_s))
    )
    chosen = options.choose(motion or trunk_motion(count, 0.5))[0]
    return np.flatnonzero(np.isin(steps.at_s, chosen.at_s)).tolist()


@pytest.mark.parametrize(
    ("option", "shape", "walks"),
    [
        ("least_sway", {"sway": 0.05}, False),
        ("least_sway", {"sway": 0.051}, True),
        ("least_push_mps2", {"push": 0.12}, False),
        ("least_push_mps2", {"push": 0.121}, True),
        ("most_spread", {"spread": 1.8}, True),
        ("most_spread", {"spread": 1.81}, False),
        ("most_rough_spread", {"spread": 1.2, "smooth": 0.1}, True),
        ("most_rough_spread", {"spread": 1.21, "smooth": 0.1}, False),
        ("least_smooth", {"spread": 1.5, "smooth": 0.15}, True),
        ("least_smooth", {"spread": 1.5, "smooth": 0.149}, False),
    ],
)
def test_steps_that_just_reach_a_threshold(monkeypatch, option, shape, walks):
    assert hasattr(OPTIONS, option)
    assert len(walked(monkeypatch, **shape)) == (31 if walks else 0)


@pytest.mark.parametrize(("share", "walks"), [(0.06, True), (0.0599, False)])
def test_least_power_share_of_a_step_among_others(monkeypatch, share, walks):
    power = np.where(np.arange(31) == 15, share, 1.0)
    assert (15 in walked(monkeypatch, power=power)) is walks


@pytest.mark.parametrize(("odd", "all_walk"), [(7, True), (8, False)])
def test_spread_is_that_of_most_of_fifteen_steps(monkeypatch, odd, all_walk):
    spread = np.where((np.arange(31) >= 12) & (np.arange(31) < 12 + odd), 9.0, 0.1)
    assert (len(walked(monkeypatch, spread=spread)) == 31) is all_walk


@pytest.mark.parametrize(
    ("tilt_deg", "mounted", "walks"),
    [
        (45.0, True, False),
        (44.9, True, True),
        (10.0, False, False),
        (9.9, False, True),
        (44.9, False, False),
    ],
)
def test_tilts_that_just_reach_the_limit(monkeypatch, tilt_deg, mounted, walks):
    motion = with_samples(trunk_motion(31, 0.5, mounted=mounted), tilt_deg=tilt_deg)
    assert bool(walked(monkeypatch, motion=motion)) is walks


@pytest.mark.parametrize(("count", "walks"), [(4, True), (3, False)])
def test_four_steps_are_a_walk(monkeypatch, count, walks):
    assert bool(walked(monkeypatch, count)) is walks


@pytest.mark.parametrize(("lean", "looks"), [(-0.49, 1), (-0.5, 2)])
def test_steps_whose_shape_contradicts_them_by_half_are_looked_at_again(monkeypatch, lean, looks):
    worths = []
    steps = steps_in_a_row()

    def course(self, marks, worth, alike):
        worths.append(worth)
        return steps

    monkeypatch.setattr(TrunkStepOptions, "_course", course)
    monkeypatch.setattr(trunk_steps, "step_shape", lambda *_: shape_of(lean=lean, vault=0.0))
    monkeypatch.setattr(trunk_steps, "_lean", lambda _, at_s: np.zeros(len(at_s)))
    OPTIONS.choose(trunk_motion(9))
    assert len(worths) == looks
    if looks == 2:  # 0.35 of shape against marks forward, where the steps are
        lost = worths[0] - worths[1]
        assert lost.max() == pytest.approx(0.7 * 0.5)
        assert lost.min() == 0.0
