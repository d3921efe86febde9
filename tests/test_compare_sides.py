"""`compare_sides`: neighbours in pairs, what an asymmetric walker was given, and laws of the two feet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrogait as rg
from retrogait.comparison import SIDE_COMPARISON, compare_sides
from retrogait.comparison.side_pairs import pair_sides
from retrogait.comparison.sides import symmetry_angle
from retrogait.intervals.order import order_strides
from retrogait.simulation.walker import Walker

SITES = ("left_foot", "right_foot", "left_shank", "right_shank")
SIGNED = ["difference", "symmetry_index_pct", "symmetry_angle_pct"]


def walked(seed: int = 1, **walker):
    return rg.simulate_walk("backward", 0.5, 50, seed, walker=Walker(**walker), sites=SITES)


@pytest.fixture(scope="module")
def limping():
    walk, truth = walked(step_time_asymmetry=0.1)
    return rg.analyze(walk), truth


@pytest.fixture(scope="module")
def table(limping):
    return compare_sides(limping[0])


def test_the_table_is_as_declared(table):
    SIDE_COMPARISON.check(table)
    assert not table.duplicated(["direction", "measure"]).any()
    assert {"stride_length_m", "foot_strike_angle_deg", "toe_clearance_m", "swing_time_s"} <= set(
        table["measure"]
    )


def test_the_difference_of_a_limp_is_that_of_the_truth(limping, table):
    row = table.set_index("measure").loc["step_time_s"]
    true = limping[1].strides.groupby("side")["step_time_s"].mean()
    assert row["flag"] == "ok"
    assert row["low"] < true["left"] - true["right"] < row["high"]
    assert row["low"] > 0.04
    assert row["symmetry_index_pct"] == pytest.approx(
        200.0 * row["difference"] / (row["left"] + row["right"])
    )


def test_who_walks_evenly_has_0_within_the_interval():
    measures = ["step_time_s", "stance_pct", "stride_length_m", "swing_time_s"]
    tables = [compare_sides(rg.analyze(walked(seed)[0]), measures=measures) for seed in (3, 4)]
    rows = pd.concat(tables)
    assert (rows["low"].lt(0) & rows["high"].gt(0)).sum() >= 7


def test_the_other_foot_turns_the_signs(limping, table):
    strides = limping[0].strides
    other = strides["side"].map({"left": "right", "right": "left"}).astype(strides["side"].dtype)
    mirrored = compare_sides(replace(limping[0], strides=strides.assign(side=other)))
    for name in SIGNED:
        np.testing.assert_allclose(mirrored[name], -table[name], atol=1e-9)
    np.testing.assert_allclose(mirrored["low"], -table["high"], atol=1e-9)
    assert mirrored["flag"].tolist() == table["flag"].tolist()


def test_the_order_of_rows_changes_nothing(limping, table):
    shuffled = replace(limping[0], strides=limping[0].strides.sample(frac=1.0, random_state=1))
    pd.testing.assert_frame_equal(compare_sides(shuffled), table)


def test_impacts_of_both_feet(limping):
    session = limping[0]
    impact = rg.measure_impact(session)
    table = compare_sides(
        session, impact=impact, measures=["shank_peak_resultant_mps2", "foot_peak_resultant_mps2"]
    )
    flags = table.set_index("measure")["flag"]
    assert flags["shank_peak_resultant_mps2"] == "ok"
    assert flags["foot_peak_resultant_mps2"].startswith("placement_dependent")
    assert table["symmetry_index_pct"].abs().max() < 30.0


def naive_pairs(stretch, time_s, side, chosen):
    """Walk through each bout in order of time, two strides at a time."""
    found = []
    for bout in sorted(set(stretch)):
        own = sorted((k for k in range(len(stretch)) if stretch[k] == bout), key=lambda k: time_s[k])
        for one, other in zip(own[::2], own[1::2], strict=False):
            if side[one] != side[other] and chosen[one] and chosen[other]:
                found.append((one, other) if side[one] == "left" else (other, one))
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["left", "right"]), st.booleans()), max_size=24))
def test_pairs_are_those_of_the_naive_twin(rows):
    stretch, side, chosen = ([row[k] for row in rows] for k in range(3))
    time_s = list(range(len(rows)))
    if not rows:
        return
    pairs = pair_sides(order_strides(stretch, time_s, side), np.array(chosen, bool))
    assert sorted(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == sorted(
        naive_pairs(stretch, time_s, side, chosen)
    )


def test_the_symmetry_angle_is_that_of_zifchock():
    """Their formula, (45 deg - arctan(left / right)) / 90 deg, with the sign of the symmetry index."""
    for left, right in ((1.0, 2.0), (3.0, 1.0), (0.7, 0.7)):
        published = 100.0 * (45.0 - np.degrees(np.arctan(left / right))) / 90.0
        assert symmetry_angle(left, right) == pytest.approx(-published)


def test_below_20_pairs_there_is_no_interval(limping):
    strides = limping[0].strides
    few = compare_sides(replace(limping[0], strides=strides.head(38)), measures=["step_time_s"])
    assert few["flag"].iloc[0] == "too_few: 18 pairs of strides, 20 needed"
    assert few[["low", "high"]].isna().all(axis=None)
    enough = compare_sides(replace(limping[0], strides=strides.head(46)), measures=["step_time_s"])
    assert enough["flag"].iloc[0] == "ok"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda _: compare_sides([]),
            r"no session is given; expected one, or several of one person; pass what",
        ),
        (lambda one: compare_sides([one, one]), r"session 2 of 2 has the same strides as one before it"),
        (
            lambda one: compare_sides(one, measures=["height_m"]),
            r"measures names 'height_m'; expected columns of",
        ),
        (
            lambda one: compare_sides(one, impact=[rg.measure_impact(one)] * 2),
            r"impact holds 2 tables for 1 sessions; expected one for each; pass \[measure_impact",
        ),
        (
            lambda one: compare_sides(one, impact=[one]),
            r"impact holds a Session; expected tables of impacts; pass \[measure_impact",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(limping, call, words):
    with pytest.raises(rg.InvalidOption, match=f"compare_sides: {words}"):
        call(limping[0])


def test_people_are_never_pooled(limping):
    other = rg.analyze(walked(2)[0], subject="B")
    one = rg.analyze(walked(3)[0], subject="A")
    with pytest.raises(rg.InvalidOption, match="different subjects .found A and B.; expected one person"):
        compare_sides([one, other])


def test_one_leg_alone_has_nothing_to_compare(limping):
    strides = limping[0].strides
    one = replace(limping[0], strides=strides[strides["side"] == "left"])
    with pytest.raises(
        rg.InvalidOption, match=r"no measure has a left and a right stride .* \(found \d+ left and 0"
    ):
        compare_sides(one, measures=["step_time_s"])


@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_sides_inferred_from_the_trunk_are_said_to_be():
    sites = ("left_foot", "right_foot", "lower_back")
    walk, _ = rg.simulate_walk("backward", 0.5, 50, 1, walker=Walker(step_time_asymmetry=0.1), sites=sites)
    row = compare_sides(rg.analyze(walk.select("lower_back")), measures=["step_time_s"]).iloc[0]
    feet = compare_sides(rg.analyze(walk), measures=["step_time_s"]).iloc[0]
    assert feet["flag"] == "ok"
    assert row["flag"].startswith("inferred_sides: which foot lands is inferred from the trunk")
    assert row["high"] < feet["low"]


@pytest.mark.parametrize(("contact", "state"), [("impact", "impact_times"), ("touch", "ok")])
def test_times_of_forward_landings_by_impact_are_flagged(contact, state):
    """The mean error of impacts differs by foot and recording, by some 10 ms, which is no chance of strides."""
    walk, _ = rg.simulate_walk("forward", 0.8, 45, seed=7, walker="knee_oa", sites=SITES[:2])
    session = rg.analyze(walk, contacts=rg.ContactOptions(contact=contact))
    table = compare_sides(session, measures=["step_time_s", "stride_time_s", "stride_length_m"])
    flags = table.set_index("measure")["flag"].str.split(":").str[0]
    assert flags["step_time_s"] == state
    assert flags["stride_time_s"] == flags["stride_length_m"] == "ok"


def test_times_of_backward_landings_are_not_flagged(table):
    assert table.set_index("measure").loc["step_time_s", "flag"] == "ok"
