"""Direction of a trunk's steps from their shape, each threshold from both sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trunk_motions import shape_of, steps_in_a_row

from retrogait.gait.trunk_direction import TrunkDirectionOptions
from retrogait.tables.catalogue import DIRECTIONS

OPTIONS = TrunkDirectionOptions()
ALONE = replace(OPTIONS, reach=0)  # no step takes its direction from another
FORWARD = {"lean": 0.9, "vault": 0.95}
BACKWARD = {"lean": -0.9, "vault": -0.95}


def ways(sense: int, options: TrunkDirectionOptions = ALONE, *, mounted: bool = True, running=None, **shape):
    steps = steps_in_a_row(sense=sense)
    running = np.zeros(9, bool) if running is None else running
    return [DIRECTIONS[k] for k in options.decide(mounted, steps, shape_of(**shape), running).way]


def only(sense: int, **shape) -> str:
    (way,) = set(ways(sense, **shape))
    return way


def test_both_cues_and_the_sense_of_the_marks_tell():
    assert only(1, **FORWARD) == "forward"
    assert only(-1, **BACKWARD) == "backward"
    assert only(1, **BACKWARD) == only(-1, **FORWARD) == "unknown"


def test_without_a_mounting_no_direction_shows():
    assert set(ways(1, mounted=False, **FORWARD)) == set(ways(-1, mounted=False, **BACKWARD)) == {"unknown"}


@pytest.mark.parametrize(
    ("option", "sense", "inside", "outside"),
    [
        ("least_forward", 1, {"lean": 0.6, "vault": -0.09}, {"lean": 0.6, "vault": -0.11}),
        ("least_lean_forward", 1, {"lean": 0.31, "vault": 0.9}, {"lean": 0.29, "vault": 0.9}),
        ("most_spread_forward", 1, FORWARD | {"spread": 1.09}, FORWARD | {"spread": 1.11}),
        ("least_share", 1, FORWARD | {"power": 22.5}, FORWARD | {"power": 22.8}),
        ("least_share", -1, BACKWARD | {"power": 22.5}, BACKWARD | {"power": 22.8}),
        ("least_backward", -1, {"lean": -0.9, "vault": 0.09}, {"lean": -0.9, "vault": 0.11}),
        ("least_lean_backward", -1, {"lean": -0.51, "vault": -0.9}, {"lean": -0.49, "vault": -0.9}),
        ("most_vault_backward", -1, {"lean": -1.0, "vault": 0.19}, {"lean": -1.0, "vault": 0.21}),
        ("most_spread_backward", -1, BACKWARD | {"spread": 0.69}, BACKWARD | {"spread": 0.71}),
        ("most_aloft", -1, BACKWARD | {"aloft": 0.019}, BACKWARD | {"aloft": 0.021}),
        (
            "least_brisk_vault",
            1,
            FORWARD | {"aloft": 0.1, "vault": 0.71},
            FORWARD | {"aloft": 0.1, "vault": 0.69},
        ),
    ],
)
def test_a_threshold_from_both_sides(option, sense, inside, outside):
    assert hasattr(OPTIONS, option)
    assert only(sense, **inside) == ("forward" if sense > 0 else "backward")
    assert only(sense, **outside) == "unknown"


def test_who_runs_has_no_direction():
    running = np.zeros(9, bool)
    running[4:] = True
    assert ways(1, running=running, **FORWARD) == ["forward"] * 4 + ["unknown"] * 5


@pytest.mark.parametrize(("reach", "told"), [(3, 2), (4, 1), (5, 0)])
def test_who_has_just_been_running_does_not_go_backward(reach, told):
    running = np.arange(9) >= 5
    seen = ways(-1, replace(OPTIONS, reach=reach), running=running, **BACKWARD)
    assert seen == ["backward"] * told + ["unknown"] * (9 - told)


@pytest.mark.parametrize(("reach", "told"), [(0, 1), (2, 3), (4, 5)])
def test_a_direction_holds_for_neighbours_that_do_not_show_one(reach, told):
    lean = np.where(np.arange(9) == 0, 0.9, 0.2)
    assert ways(1, replace(OPTIONS, reach=reach), lean=lean, vault=0.9) == ["forward"] * told + [
        "unknown"
    ] * (9 - told)


@pytest.mark.parametrize(("vault", "told"), [(0.06, "forward"), (0.04, "unknown")])
def test_what_a_step_shows_itself_must_not_speak_against_what_it_takes_over(vault, told):
    lean = np.where(np.arange(9) == 0, 0.9, 0.2)
    vaults = np.where(np.arange(9) == 0, 0.9, vault)
    assert ways(1, OPTIONS, lean=lean, vault=vaults)[1] == told


def test_no_direction_is_taken_over_from_another_walk_or_across_another_sense():
    steps = steps_in_a_row()
    lean = np.where(np.arange(9) == 0, 0.9, 0.2)
    shape = shape_of(lean=lean, vault=0.9)
    other_walk = steps._replace(walk=(np.arange(9) > 0).astype(np.int64))
    other_sense = steps._replace(sense=np.where(np.arange(9) == 1, -1, 1))
    for given_steps in (other_walk, other_sense):
        way = OPTIONS.decide(True, given_steps, shape, np.zeros(9, bool)).way
        assert [DIRECTIONS[k] for k in way] == ["forward"] + ["unknown"] * 8


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 2), st.floats(0, 0.3))
def test_what_goes_backward_would_go_forward_run_back_in_time(lean, vault, spread, aloft):
    """Going backward asks for more: whatever is told backward is told forward when it is turned round."""
    there = only(-1, lean=lean, vault=vault, spread=spread, aloft=aloft)
    back = only(1, lean=-lean, vault=-vault, spread=spread, aloft=aloft)
    assert there in ("backward", "unknown")
    if there == "backward":
        assert back == "forward" or vault > 0.2 or lean + vault > -0.8


def test_confidence_grows_with_the_cues_and_is_missing_without_a_direction():
    steps, running = steps_in_a_row(), np.zeros(9, bool)
    clear, faint = (ALONE.decide(True, steps, shape_of(lean=x, vault=x), running) for x in (0.9, 0.3))
    np.testing.assert_allclose(clear.confidence, 1 / (1 + np.exp(-2 * 1.8)))
    assert (faint.confidence < clear.confidence).all()
    assert np.isnan(ALONE.decide(False, steps, shape_of(), running).confidence).all()
