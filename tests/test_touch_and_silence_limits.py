"""Touches, rolls and silent sensors that just reach a limit."""

from __future__ import annotations

from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest
from test_steps import walk_of
from test_touch import FORWARD
from walks import of_site

from retrogait import _kernels as kernels
from retrogait.gait import silence, touch
from retrogait.gait.roll import RollOptions
from retrogait.gait.stages import Stages
from retrogait.gait.steps import StepOptions
from retrogait.gait.thigh_contacts import ThighContactOptions
from retrogait.gait.trunk_steps import TrunkStepOptions
from retrogait.tables.catalogue import STRIDES

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")

# Touch.


def touches_ms(monkeypatch, way: str = "forward", **crossings: float) -> tuple[float, float]:
    """By how much touch and departure of a foot at 100 Hz are late, from crossings so many samples from contacts."""
    motion = replace(walk_of(), runs=(SimpleNamespace(first=0, last=11, gravity=None, frames=None),))
    land, leave = np.arange(13) * 120.0 + 100.0, np.arange(13) * 120.0 + 40.0

    def kernel(*given):
        for name, samples in crossings.items():
            at = land if name.endswith("STOPPED") else leave
            given[-1][:, getattr(kernels.touch, name)] = at[1:-1] + samples

    monkeypatch.setattr(kernels.touch, "find_touches", kernel)
    forward = np.full(13, way == "forward")
    found = touch.find_touches(motion, land, leave, forward, ~forward)
    return 10.0 * (found.land - land)[1], 10.0 * (found.leave - leave)[1]


SINCE_MS = (
    10.0 * (3.0 + np.sqrt(45.0 - 11.2)) / 4.0
)  # of 30 ms from 5 to 25 %: 4 v = 3 + sqrt(5 * 9 - 16 * 0.7)


@pytest.mark.parametrize(
    ("way", "leaves", "lands", "later_ms", "earlier_ms"),
    [("forward", "BALL", "HEEL", 5.5, 22.8), ("backward", "HEEL", "BALL", 0.9, 19.1)],
)
def test_how_late_the_end_that_leaves_and_how_early_the_one_that_lands(
    monkeypatch, way, leaves, lands, later_ms, earlier_ms
):
    crossings = {f"{leaves}_FIRST": -3.0, f"{leaves}_SECOND": 0.0, f"{lands}_STOPPED": 2.5}
    late_ms = touches_ms(monkeypatch, way, **crossings)
    assert late_ms == pytest.approx((25.0 - earlier_ms, -30.0 - SINCE_MS + later_ms))


def test_a_foot_that_takes_just_so_long_to_stop_or_to_leave_shows(monkeypatch):
    """45 and 50 ms; one of which nothing shows lands 3 ms after, and leaves 44 ms before, its contacts by speed."""
    crossings = {"BALL_FIRST": -2.0, "BALL_SECOND": 3.0, "HEEL_STOPPED": 4.5}
    lands_ms, leaves_ms = touches_ms(monkeypatch, **crossings)
    assert lands_ms == pytest.approx(45.0 - 22.8)
    assert leaves_ms != pytest.approx(-44.0)
    assert touches_ms(monkeypatch) == pytest.approx((3.0, -44.0))


def test_the_errors_of_touches_that_show_and_do_not_and_a_delay_of_just_a_tenth_of_a_second():
    found = np.array([2.0, 3.0, np.nan, 10.0, 0.7, 10.1])
    at, errors_s = touch._or_usual(found, np.zeros(6), 0.005, 100.0, FORWARD)
    assert errors_s.tolist() == [0.003, 0.003, 0.015, 0.003, 0.003, 0.015]
    assert at.tolist() == pytest.approx([2.0, 3.0, 3.0, 10.0, 0.7, 0.7])


# The speed of a roll.


@pytest.mark.parametrize(
    ("pitch_deg", "time_s", "dps"),
    [(13.0, 0.5, 20.0), (-13.0, 0.5, 20.0), (3.0, 0.5, np.nan), (13.0, 0.0, np.nan), (3.5, 0.25, 2.0)],
)
def test_a_roll_has_a_speed_where_it_turns_beyond_the_band_in_some_time(pitch_deg, time_s, dps):
    found = RollOptions()._speed(np.array([pitch_deg]), np.array([time_s]))
    np.testing.assert_allclose(found, [dps])


# Silence.


@pytest.mark.parametrize(
    ("options", "gates"),
    [
        (StepOptions(), silence._LIMB),
        (ThighContactOptions(), silence._THIGH),
        (TrunkStepOptions(), silence._TRUNK),
    ],
    ids=["limb", "thigh", "trunk"],
)
def test_a_gate_is_opened_as_wide_as_it_goes(options, gates):
    """Else something that is still shut out would be explained by another gate."""
    bounds = {field.name: field.metadata["bounds"] for field in fields(options)}
    for name, opened in (pair for gate in gates for pair in gate.opened.items()):
        widest = bounds[name].low if opened < getattr(options, name) else bounds[name].high
        assert opened == widest or (np.isinf(widest) and abs(opened) >= 1e9) or opened == widest - 1.0, name


@pytest.mark.parametrize(
    ("site", "rate_dps", "said"),
    [
        ("left_foot", 9.0, "it turns by 9 deg/s at most, a walk makes 10 and more"),
        ("left_foot", 10.0, "nothing repeats"),
        ("lower_back", 2.0, "it turns by 2 deg/s at most, a walk makes 2.5 and more"),
        ("lower_back", 2.5, "nothing repeats"),
    ],
)
def test_a_limb_that_turns_just_as_fast_as_the_slowest_walk_moves(monkeypatch, site, rate_dps, said):
    monkeypatch.setattr(silence, "follow_stride", lambda *_: False)
    turns = np.tile([0.0, 0.0, 9.81, 0.0, rate_dps, 0.0], (1000, 1))
    (note,) = silence.silence_notes(of_site(turns, site), [site], STRIDES.frame(), Stages(), ())
    assert said in note


@pytest.mark.parametrize(("n", "told"), [(251, True), (249, False)])
def test_what_lasts_two_and_a_half_seconds_is_explained(n, told):
    turns = np.tile([0.0, 0.0, 9.81, 0.0, 1.0, 0.0], (n, 1))
    notes = silence.silence_notes(of_site(turns, "left_foot"), ["left_foot"], STRIDES.frame(), Stages(), ())
    assert bool(notes) == told
