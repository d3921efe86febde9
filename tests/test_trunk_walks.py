"""Simulated walks seen from the trunk: what runs is named, has no direction, and tells no mounting."""

from __future__ import annotations

import pytest
from walks import BOTH, recorded, simulate

import retrogait as rg
from retrogait.errors import PoorExcitation

BACK = ("lower_back",)
QUIET = pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")


@QUIET
@pytest.mark.parametrize("speed_mps", [1.8, 2.6])
def test_a_jog_is_run_and_has_no_direction(speed_mps):
    program = (("forward", 8), ("jog", 25, speed_mps), ("forward", 8))
    recording, _ = simulate("forward", 1.1, program=program, seed=2, sites=BACK)
    strides = rg.analyze(recording).strides
    jogged = strides["start_s"].between(12.0, 31.0)
    assert strides.loc[jogged, "is_running"].mean() >= 0.95
    assert set(strides.loc[jogged, "direction"]) == {"unknown"}
    assert "backward" not in set(strides["direction"])
    walked = strides[strides["end_s"].lt(6.7)]
    assert len(walked) > 5
    assert not walked["is_running"].any()


@QUIET
def test_a_jog_calibrates_no_trunk_and_a_walk_does():
    program = (("jog", 40, 2.2),)
    jog, _ = simulate("forward", 1.1, program=program, seed=2, sites=BACK)
    walk, _ = simulate("forward", 1.1, 30, seed=2, sites=BACK)
    raw = {name: recorded({"lower_back": one["lower_back"]}, frame="sensor") for name, one in
           {"jog": jog, "walk": walk}.items()}  # fmt: skip
    assert rg.calibrate(raw["walk"], direction="forward").rotations["lower_back"][0][0] > 0.9
    with pytest.raises(PoorExcitation) as caught:
        rg.calibrate(raw["jog"], direction="forward")
    assert str(caught.value) == (
        "calibrate: lower_back: no walk was found that shows which end is the front; expected a dozen strides in one "
        "direction without running, jumping or nearly flying; pass a recording that holds a walk at an easy pace"
    )


@QUIET
@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("speed_mps", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("walker", ["adult", "older_adult", "knee_oa"])
def test_a_walk_on_the_level_is_neither_run_nor_on_stairs(direction, speed_mps, walker):
    recording, _ = simulate(direction, speed_mps, 20, seed=5, sites=BACK, walker=walker)
    strides = rg.analyze(recording).strides
    assert len(strides) > 8
    assert not strides["is_running"].any()
    assert not strides["is_stairs"].any()
    other = BOTH[1 - BOTH.index(direction)]
    assert other not in set(strides["direction"])
