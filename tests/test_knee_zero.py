"""What zero flexion is: a deficit that standing shares shows against a zero that was stated."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from walks import BOTH

import retrogait as rg
from retrogait.errors import InvalidOption
from retrogait.knee.zero import check_knee_zero, is_absolute
from retrogait.simulation import Sensor, Walker

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
LEGS = ("left_foot", "right_foot", "left_thigh", "left_shank", "right_thigh", "right_shank")
DEFICITS_DEG = (5.0, 18.0)


@functools.cache
def bent(direction: str = "forward", **given: object):
    """Who does not straighten the knees, the right one least; what these are in standing, and at least in stance."""
    walker = Walker(knee_extension_deficit_deg=DEFICITS_DEG)
    walk, truth = rg.simulate_walk(direction, 0.7, 25, seed=3, sites=LEGS, walker=walker, **given)
    stands, least = {}, {}
    for side in ("left", "right"):
        angle = truth.knee[f"{side}_knee_flexion_deg"]
        own = truth.strides[truth.strides["side"] == side]
        stands[side] = float(angle.iloc[:50].median())
        spans = own[["start_s", "final_contact_s"]].to_numpy()
        least[side] = float(np.median([angle[first:last].min() for first, last in spans]))
    return walk, stands, least


def deficits(session: rg.Session) -> dict[str, float]:
    by_side = session.strides.groupby("side", observed=True)["knee_extension_deficit_deg"]
    return by_side.median().to_dict()


@pytest.mark.parametrize("direction", BOTH)
def test_standing_hides_what_it_shares(direction):
    walk, stands_deg, least_deg = bent(direction)
    assert stands_deg["right"] > 15.0
    assert least_deg["right"] > 15.0
    session = rg.analyze(walk)
    assert session.summary["right_knee_zero"] == "standing"
    assert abs(deficits(session)["right"]) < 3.0


@pytest.mark.parametrize("direction", BOTH)
def test_a_goniometer_shows_it(direction):
    walk, stands_deg, least_deg = bent(direction)
    session = rg.analyze(walk, knee_zero=stands_deg)
    assert session.summary["right_knee_zero"] == f"standing at {stands_deg['right']:g} deg"
    assert deficits(session) == pytest.approx(least_deg, abs=1.5)


@pytest.mark.parametrize("direction", BOTH)
def test_the_stated_mounting_shows_it(direction):
    walk, _, least_deg = bent(direction)
    session = rg.analyze(walk, knee_zero="mounting")
    assert session.summary["left_knee_zero"] == "mounting as stated"
    assert deficits(session) == pytest.approx(least_deg, abs=1.5)


def test_a_leg_that_is_left_out_has_its_zero_in_standing():
    walk, stands_deg, _ = bent()
    session = rg.analyze(walk, knee_zero={"right": stands_deg["right"]})
    assert session.summary["left_knee_zero"] == "standing"
    plain = rg.analyze(walk)
    assert deficits(session)["left"] == deficits(plain)["left"]
    assert deficits(session)["right"] == pytest.approx(deficits(plain)["right"] + stands_deg["right"])


def test_a_mounting_that_a_walk_showed_has_no_zero_of_its_own():
    """Its upright is standing, so it would hide what standing shares, and call it the mounting."""
    sensor = Sensor(mounting="random")
    walker = Walker(knee_extension_deficit_deg=DEFICITS_DEG)
    walk, truth = rg.simulate_walk("forward", 0.7, 25, seed=3, sites=LEGS, walker=walker, sensor=sensor)
    words = "left_knee_flexion_deg: zero is standing, because the mounting of its sensors was not stated"
    with pytest.warns(rg.RetrogaitWarning, match=words):
        session = rg.analyze(walk, knee_zero="mounting")
    assert session.summary["left_knee_zero"] == "standing"
    declared = rg.Alignment.declared(truth.mounting)
    session = rg.analyze(walk, knee_zero="mounting", alignment=declared)
    assert session.summary["left_knee_zero"] == "mounting as stated"


def test_a_flexion_in_standing_needs_standing():
    walker = Walker(knee_extension_deficit_deg=DEFICITS_DEG)
    walk = rg.simulate_walk("forward", 0.7, 20, seed=3, sites=LEGS, walker=walker, stand_s=0)[0]
    with pytest.warns(
        rg.RetrogaitWarning, match="left_knee_flexion_deg: nobody stands still for a second, so zero"
    ):
        session = rg.analyze(walk, knee_zero={"left": 5.0})
    assert session.summary["left_knee_zero"] == "straightest"
    assert session.summary["right_knee_zero"] == "mounting"


def test_sessions_with_a_stated_zero_are_compared_with_each_other_only():
    walk, stands_deg, _ = bent()
    stated, plain = rg.analyze(walk, knee_zero=stands_deg), rg.analyze(walk)
    for before, after, compared in ((stated, stated, True), (stated, plain, False)):
        table = rg.compare_knees(before, after).set_index(["side", "measure"])
        verdict = table.loc[("right", "knee_extension_deficit_deg"), "verdict"]
        assert verdict.startswith("within error") == compared, verdict


@pytest.mark.parametrize(
    ("knee_zero", "words"),
    [
        ("sitting", "knee_zero is 'sitting'; expected 'standing', 'mounting', or the flexion .*leave it out"),
        (5.0, "knee_zero is 5.0; expected 'standing'"),
        ({}, "knee_zero is {}; expected 'standing'"),
        ({"left_knee": 5.0}, "knee_zero has 'left_knee'; expected .*correct the side"),
        (
            {"left": float("nan")},
            "knee_zero has nan for left; expected degrees from -30 to 90, flexion positive",
        ),
        ({"left": -30.5}, "knee_zero has -30.5 for left"),
        ({"right": 90.5}, "knee_zero has 90.5 for right"),
    ],
)
def test_zeros_that_are_none(knee_zero, words):
    with pytest.raises(InvalidOption, match=f"analyze: {words}"):
        rg.analyze(bent()[0], knee_zero=knee_zero)


@pytest.mark.parametrize("flexion_deg", [-30.0, 0, 90.0])
def test_what_a_knee_in_standing_may_be(flexion_deg):
    check_knee_zero({"left": flexion_deg})


@pytest.mark.parametrize("zero", ["standing", "mounting", "straightest", "none"])
def test_what_hides_a_deficit(zero):
    assert not is_absolute(zero)


def test_a_leg_that_is_not_measured_has_no_zero():
    """It would be left out without a word, and the leg that is worn would keep its zero in standing."""
    walk = bent()[0].select("left_thigh", "left_shank")
    words = (
        "knee_zero names the right leg, but sensors on thigh and shank are worn by left; .*leave 'right' out"
    )
    with pytest.raises(InvalidOption, match=words):
        rg.analyze(walk, knee_zero={"right": 15.0})
    feet = rg.simulate_walk("backward", 0.5, 10, seed=1)[0]
    with pytest.raises(InvalidOption, match="are worn by neither leg"):
        rg.analyze(feet, knee_zero={"left": 15.0})
