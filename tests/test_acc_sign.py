"""Accelerometers that report gravity the other way: told by turns of the person, and by declared axes."""

from __future__ import annotations

import numpy as np
import pytest
from test_sensor_pair import changed
from walks import frames_of, recorded, simulate

import retrogait as rg
from retrogait.errors import InvalidTable
from retrogait.kinematics.body_turns import turns_deg
from retrogait.mounting.acc_sign import SignOptions, sign_notes
from retrogait.mounting.sensor_pair import check_pair, pair_notes

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")

TURNING = (("stand", 2), ("forward", 8), ("turn", 180), ("forward", 8))
SITES = ("left_foot", "right_foot", "lower_back")


def walked(program=TURNING, sites=SITES) -> rg.Recording:
    return simulate(program=program, speed_mps=0.9, sites=sites, seed=3)[0]


def turned_over(recording: rg.Recording, *sites: str) -> rg.Recording:
    """The recording, in the sensor frame, with accelerometers of the other sign at these sites."""
    other = [-1, -1, -1, 1, 1, 1]
    frames = {s: f * (other if s in sites else 1) for s, f in frames_of(recording).items()}
    return recorded(frames, recording.rate_hz, frame="sensor")


def test_the_one_that_turns_the_other_way_is_named():
    (note,) = pair_notes(turned_over(walked(), "right_foot"))
    assert note == (
        "right_foot: it turns to one side while left_foot, lower_back turn to the other side as the person turns round "
        "by 120 deg or more; expected the same side all over the body; its accelerometer seems to report gravity the "
        "other way (-1 g at rest); multiply its acc_x, acc_y and acc_z by -1"
    )


def test_of_two_it_is_one():
    (note,) = pair_notes(turned_over(walked(sites=SITES[:2]), "right_foot"))
    assert note.startswith("one of left_foot, right_foot: it turns to one side and the other to the other")


@pytest.mark.parametrize("sites", [(), SITES], ids=["none", "all"])
def test_sensors_that_agree_are_left_alone(sites):
    assert pair_notes(turned_over(walked(), *sites)) == []


def test_a_straight_walk_does_not_tell():
    assert pair_notes(turned_over(walked((("forward", 15),)), "right_foot")) == []


@pytest.mark.parametrize(("scale", "named"), [(0.9, True), (1.1, False)])
def test_the_turn_must_be_as_large_as_is_said(scale, named):
    wrong = turned_over(walked(sites=SITES[:2]), "right_foot")
    turns = np.abs([turns_deg(wrong.channels(site), wrong.rate_hz) for site in wrong.sites])
    largest = np.nanmax(turns.min(axis=0))
    assert 100 < largest < 220
    options = SignOptions(least_turn_deg=scale * largest)
    assert bool(sign_notes(wrong, wrong.sites, options)) == named


def test_turns_are_those_walked_and_missing_where_samples_are():
    walk = walked((("forward", 5), ("turn", 90), ("forward", 5)))
    for site, within in zip(
        SITES, (35, 35, 15), strict=True
    ):  # a foot begins and ends anywhere in its stride
        turns = turns_deg(walk.channels(site), walk.rate_hz)
        assert np.nanmax(np.abs(turns)) == pytest.approx(90, abs=within)
    lost = np.full((6, 900), np.nan)
    assert np.isnan(turns_deg(lost, 100.0)).all()
    assert np.isnan(turns_deg(np.zeros((6, 1)), 100.0)).all()


def test_the_strides_of_a_sensor_do_not_show_the_sign_of_its_accelerometer():
    """They are those of a person in a mirror: exactly as much is left over."""
    walk = walked()
    given, other = (check_pair(turned_over(walk, *sites), "left_foot") for sites in ((), ("left_foot",)))
    assert other.residual == pytest.approx(given.residual, rel=1e-9)
    assert (other.cause, other.broken) == ("fits", False)


def test_declared_axes_show_the_sign_and_the_message_says_what_to_do():
    walk = walked((("stand", 2), ("forward", 10)))
    wrong = changed(walk, acc=-np.eye(3))
    with pytest.raises(
        InvalidTable, match=r"gravity lies along -z.* multiply acc_x, acc_y and acc_z by -1 if this"
    ):
        rg.analyze(wrong)
    assert len(rg.analyze(changed(wrong, acc=-np.eye(3))).strides)
