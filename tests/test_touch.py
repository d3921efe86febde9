"""Contacts by touch: stance and double support against the floor, and what is done where it does not show."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from test_steps import walk_of
from walks import BACK, BOTH, SHANKS, VELOCITY, frames_of, mirrored, recorded, simulate

import retrogait as rg
from retrogait import _kernels as kernels
from retrogait.cli import main
from retrogait.errors import InvalidOption
from retrogait.gait import touch

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
TOUCH = rg.ContactOptions(contact="touch")
WALKS = [("backward", v) for v in (0.22, 0.5, 0.8)] + [("forward", v) for v in (0.5, 0.8, 1.2)]


@pytest.fixture(scope="module")
def stance():
    """The file that prints the figures of docs/accuracy.md; benchmarks are no package."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
    yield importlib.import_module("stance")
    sys.path.pop(0)


def shares(strides: pd.DataFrame) -> tuple[float, float]:
    """Mean double support and stance, of the stride, of strides inside a bout."""
    inner = strides[~(strides["is_first"] | strides["is_last"] | strides["is_turning"])]
    return float((inner["double_support_s"] / inner["stride_time_s"]).mean()), float(
        inner["stance_pct"].mean()
    )


@pytest.mark.parametrize("walker", ["plain", "adult"])
@pytest.mark.parametrize(("direction", "speed"), WALKS)
def test_double_support_and_stance_are_within_two_percent(direction, speed, walker):
    walk, truth = simulate(direction, speed, 40, seed=7, walker=walker, contact="touch")
    found = shares(rg.analyze(walk, contacts=TOUCH).strides)
    assert found == pytest.approx(shares(truth.strides), rel=0.02)


@pytest.mark.parametrize("walker", ["plain", "adult"])
@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize(("rate_hz", "within"), [(50.0, 0.05), (200.0, 0.03), (400.0, 0.03)])
def test_the_rate_hardly_matters(direction, walker, rate_hz, within):
    walk, truth = simulate(direction, 0.6, 30, seed=3, walker=walker, contact="touch", rate_hz=rate_hz)
    assert shares(rg.analyze(walk, contacts=TOUCH).strides) == pytest.approx(
        shares(truth.strides), rel=within
    )


def test_by_velocity_the_same_walk_is_a_third_longer_on_both_feet():
    """What the definition is for; it stays the default."""
    walk, truth = simulate("forward", 1.2, 40, seed=7, walker="adult", contact="touch")
    assert shares(rg.analyze(walk).strides)[0] > 1.25 * shares(truth.strides)[0]
    assert rg.ContactOptions().contact == "impact"


def test_captured_people_are_within_norms_forward(stance, shared_data):
    """20 to 24 % and 60 to 62 % of the stride at 1.1 to 1.3 m/s, as the literature has it."""
    strides = pd.concat(stance.captured_strides(shared_data / "virtual_imu", TOUCH))
    strides = strides[strides["speed_mps"].between(1.1, 1.3) & (strides["direction"] == "forward")]
    strides = strides[~strides["is_turning"]]
    double_pct = 100.0 * strides["double_support_s"] / strides["stride_time_s"]
    assert 20.0 <= double_pct.median() <= 24.0
    assert 60.0 <= strides["stance_pct"].median() <= 62.1


@pytest.mark.parametrize("direction", BOTH)
def test_in_a_mirror_left_touches_as_right(direction):
    walk, _ = simulate(direction, 0.6, 20, seed=4)
    here = rg.analyze(walk, contacts=TOUCH).events
    there = rg.analyze(recorded(mirrored(frames_of(walk))), contacts=TOUCH).events
    there = there.assign(side=there["side"].map({"left": "right", "right": "left"}))
    np.testing.assert_allclose(there["time_s"], here["time_s"], atol=1e-6)


def test_it_is_in_the_provenance():
    summary = rg.analyze(simulate("backward", 0.6, 20, seed=4)[0], contacts=TOUCH).summary
    assert summary["contact_contact"] == "touch"


@pytest.mark.parametrize(("sites", "named"), [(SHANKS, "left_shank, right_shank"), (BACK, "lower_back")])
def test_no_site_but_a_foot_shows_a_touch(sites, named):
    walk, _ = simulate("backward", 0.6, 16, seed=5, sites=sites)
    words = (
        f"analyze: contact is 'touch' and contacts come from {named}; expected sensors on the feet, because no other "
        "shows when a foot meets the floor; leave contacts out, or analyse the feet alone"
    )
    with pytest.raises(InvalidOption, match=words):
        rg.analyze(walk, contacts=TOUCH)


def test_the_feet_alone_may_be_analysed_instead():
    walk, _ = simulate("backward", 0.6, 16, seed=5, sites=("left_foot", "right_shank"))
    with pytest.raises(InvalidOption, match="right_shank"):
        rg.analyze(walk, contacts=TOUCH)
    assert len(rg.analyze(walk.select("left_foot"), contacts=TOUCH).strides)


def test_a_stream_has_no_contacts_by_touch():
    with pytest.raises(InvalidOption, match="options is a ContactOptions; expected a LiveOptions or None"):
        rg.ContactStream(rate_hz=100.0, site="left_foot", options=TOUCH)


def test_a_command_and_a_batch_may_ask_for_it(tmp_path):
    """A recording without feet fails in a batch, and the others go on."""
    for name, sites in (("feet", ("left_foot", "right_foot")), ("shanks", SHANKS)):
        rg.write_recording(simulate("backward", 0.6, 16, seed=5, sites=sites)[0], tmp_path / f"{name}.csv")
    summaries, failures = rg.run_batch(tmp_path, tmp_path / "out", contacts=TOUCH, progress="none", workers=1)
    assert summaries["contact_contact"].tolist() == ["touch"]
    assert "contact is 'touch' and contacts come from left_shank, right_shank" in failures["message"].iloc[0]
    words = ["analyze", str(tmp_path / "feet.csv"), "--contact", "touch", "--out", str(tmp_path), "--quiet"]
    assert main(words) == 0
    assert pd.read_csv(tmp_path / "feet.summary.csv")["contact_contact"].tolist() == ["touch"]


FORWARD = np.array([True] * 4 + [False] * 2)


def usual_of(found_ms: list[float]) -> list[float]:
    """Contacts by touch, ms, of six swings whose contacts by speed are at 0 and whose usual delay is 5 ms."""
    found = np.array(found_ms) / 10.0
    return (10.0 * touch._or_usual(found, np.zeros(6), 0.005, 100.0, FORWARD)[0]).tolist()


def test_a_touch_that_does_not_show_is_as_late_as_the_others_of_its_direction():
    assert usual_of([20, 30, 40, np.nan, 7, 7]) == pytest.approx([20, 30, 40, 30, 7, 7])


def test_with_less_than_half_of_them_it_is_as_late_as_usual():
    assert usual_of([20, 30, np.nan, np.nan, 7, 7])[2:4] == pytest.approx([25, 25])
    assert usual_of([20, np.nan, np.nan, np.nan, 7, 7])[1:4] == pytest.approx([5, 5, 5])


def test_a_touch_is_within_a_tenth_of_a_second():
    assert usual_of([20, 20, 20, 99, 7, 7])[3] == pytest.approx(99)
    assert usual_of([20, 20, 20, 101, 7, 7])[3] == pytest.approx(20)


@pytest.mark.parametrize("apart", [1.6, 3.0, 8.0])
def test_the_square_of_time_tells_when_a_point_was_lifted(apart):
    """Two shares, the second five times the first, in samples; the spread of sampling makes both earlier."""
    since = touch._since_rest(np.array([apart]))[0]
    exact = lambda time: time**2 + touch._SPREAD  # noqa: E731
    assert exact(since + apart) == pytest.approx(touch._RATIO * exact(since), rel=1e-9)


def test_a_touch_that_does_not_show_states_the_larger_error():
    shown, usual = touch._SHOWN_ERROR_S, touch._USUAL_ERROR_S
    found = np.array([2.0, 3.0, np.nan, 99.0, 0.7, 0.7])
    errors = touch._or_usual(found, np.zeros(6), 0.005, 100.0, FORWARD)[1]
    assert errors.tolist() == [shown, shown, usual, usual, shown, shown]
    walk = simulate("backward", 0.6, 20, seed=4)[0]
    by_touch, by_speed = (rg.analyze(walk, contacts=one).events["time_se_s"] for one in (TOUCH, VELOCITY))
    assert (by_touch > by_speed).all()


def found_by(monkeypatch, **crossings: float) -> tuple[np.ndarray, np.ndarray]:
    """Delays in ms of the touches of a forward walk at 100 Hz, with crossings so many samples from the contacts."""
    motion = replace(walk_of(), runs=(SimpleNamespace(first=0, last=11, gravity=None, frames=None),))
    land, leave = np.arange(13) * 120.0 + 100.0, np.arange(13) * 120.0 + 40.0

    def kernel(*given):
        rows, at = given[-1], {"BALL_FIRST": leave, "BALL_SECOND": leave, "HEEL_STOPPED": land}
        for name, samples in crossings.items():
            rows[:, getattr(kernels.touch, name)] = at[name][1:-1] + samples

    monkeypatch.setattr(kernels.touch, "find_touches", kernel)
    forward = np.ones(13, bool)
    touches = touch.find_touches(motion, land, leave, forward, ~forward)
    return 10.0 * (touches.land - land)[1:-1], 10.0 * (touches.leave - leave)[1:-1]


@pytest.mark.parametrize(("apart_ms", "shows"), [(49.9, True), (50.1, False)])
def test_a_foot_that_takes_more_than_50_ms_from_5_to_25_percent_creeps_away(monkeypatch, apart_ms, shows):
    crossings = {"BALL_FIRST": -4.0, "BALL_SECOND": -4.0 + apart_ms / 10.0, "HEEL_STOPPED": 2.5}
    _, late_ms = found_by(monkeypatch, **crossings)
    assert (late_ms == pytest.approx(np.full(11, -44.0))) == (not shows)


@pytest.mark.parametrize(("stops_ms", "shows"), [(44.9, True), (45.1, False)])
def test_a_foot_that_takes_more_than_45_ms_to_stop_slides(monkeypatch, stops_ms, shows):
    crossings = {"BALL_FIRST": -4.0, "BALL_SECOND": -1.0, "HEEL_STOPPED": stops_ms / 10.0}
    late_ms, _ = found_by(monkeypatch, **crossings)
    assert late_ms == pytest.approx(np.full(11, stops_ms - 22.8 if shows else 3.0))
