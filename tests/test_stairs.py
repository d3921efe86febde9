"""Stairs: which swings of a bout are of a flight, by hand, and on simulated stairs of every kind."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from swings_by_hand import swings_of

import retrogait as rg
from retrogait.gait.stairs import StairOptions, two_states
from retrogait.tables.catalogue import SWINGS

FEET, SHANKS = ("left_foot", "right_foot"), ("left_shank", "right_shank")
WAY_M = 0.6


def swings(slope_deg: list[float], rise_m: list[float] | None = None, **columns: object) -> pd.DataFrame:
    """Swings of both feet in turn, one every 0.6 s."""
    n = len(slope_deg)
    slope = np.array(slope_deg, float)
    time_s = 0.6 * np.arange(n)
    sides = ["left", "right"] * (n // 2 + 1)
    filled = {
        "side": sides[:n],
        "site": [f"{side}_foot" for side in sides[:n]],
        "final_contact_s": time_s + 0.5,
        "initial_contact_s": time_s + 1.0,
        "way_m": np.full(n, WAY_M)
        if rise_m is None
        else np.abs(rise_m) / np.tan(np.radians(np.abs(slope) + 1e-9)),
        "rise_m": WAY_M * np.tan(np.radians(slope)) if rise_m is None else rise_m,
        "rest_share": [0.5] * n,
        "bout_id": [0] * n,
    }
    return SWINGS.frame({**filled, **columns})


def marked(frame: pd.DataFrame, **options: float) -> list[bool]:
    return StairOptions(**options).mark(swings_of(frame))["is_stairs"].tolist()


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("slope_deg", "found"), [(11.0, False), (13.0, True)])
def test_a_long_way_of_more_than_12_deg_is_stairs(slope_deg, found, sign):
    slopes = [sign * slope_deg] * 20
    assert marked(swings(slopes)) == [found] * 20
    assert marked(swings(slopes), slope_deg=14.0) == [False] * 20


def test_one_swing_that_is_badly_integrated_is_no_stair_and_two_in_a_row_are():
    assert not any(marked(swings([0.0] * 5 + [40.0] + [0.0] * 5)))
    assert marked(swings([0.0] * 5 + [40.0] * 2 + [0.0] * 5)) == [False] * 5 + [True] * 2 + [False] * 5


@pytest.mark.parametrize(("slope_deg", "found"), [(17.9, False), (18.1, True)])
def test_two_swings_have_to_be_worth_a_beginning_and_an_end(slope_deg, found):
    assert any(marked(swings([0.0] * 5 + [slope_deg] * 2 + [0.0] * 5))) == found


def test_up_and_down_in_turn_are_no_flight():
    assert not any(marked(swings([30.0, -30.0] * 6)))


def test_a_foot_that_is_off_while_the_other_is_level_is_not_on_stairs():
    assert not any(marked(swings([25.0, 0.0] * 8)))


def test_a_flight_goes_on_over_a_swing_without_a_rise():
    assert marked(swings([0.0, 0.0, 30.0, 30.0, np.nan, 30.0, 30.0, 0.0, 0.0])) == [
        *[False] * 2,
        *[True] * 5,
        *[False] * 2,
    ]


def test_swings_that_are_cut_off_beside_a_flight_are_of_it():
    """As at the end of a recording: else one stride that nobody could measure would stand for the level."""
    slopes = [0.0, 0.0, np.nan, 30.0, 30.0, 30.0, np.nan, np.nan]
    assert marked(swings(slopes)) == [False] * 2 + [True] * 6
    assert not any(marked(swings([0.0, np.nan, 0.0, np.nan])))
    # the rest in which a recording ends is short; limbs that hardly rest are believed for one swing
    short_rest = swings([30.0] * 5, rest_share=[0.5, 0.5, 0.1, 0.1, 0.1])
    assert marked(short_rest) == [True] * 3 + [False] * 2


@pytest.mark.parametrize(("rise_m", "found"), [(0.09, False), (0.11, True)])
def test_a_short_way_has_to_rise_by_a_riser(rise_m, found):
    assert marked(swings([30.0] * 6, [rise_m] * 6)) == [found] * 6


@pytest.mark.parametrize("share", [0.23, 0.27])
def test_the_swings_beside_a_flight_are_of_it_where_they_take_a_riser(share):
    rise_m = [0.0, 0.3 * share, *[0.3] * 4, 0.3 * share, 0.0]
    slopes = [0.0, 9.0, *[26.0] * 4, 9.0, 0.0]
    beside = share > 0.25
    assert marked(swings(slopes, rise_m)) == [False, beside, *[True] * 4, beside, False]


def test_no_flight_goes_on_from_one_bout_to_the_next():
    slopes = [0.0, 0.0, 0.0, 40.0, 40.0, 0.0, 0.0, 0.0]
    assert any(marked(swings(slopes)))
    assert not any(marked(swings(slopes, bout_id=[0] * 4 + [1] * 4)))


def test_order_of_rows_does_not_matter_and_marks_of_others_stay():
    frame = swings([0.0] * 3 + [30.0] * 4 + [0.0] * 3)
    want = marked(frame)
    assert marked(frame[::-1].reset_index(drop=True)) == want[::-1]
    trunk = swings([np.nan] * 3, is_stairs=[False, True, False], site=["lower_back"] * 3)
    assert marked(trunk) == [False, True, False]
    both = pd.concat([trunk, frame.assign(bout_id=1)], ignore_index=True)
    assert marked(both) == [False, True, False, *want]


@given(
    st.lists(st.floats(-3, 3).map(lambda nats: round(nats, 2)), min_size=1, max_size=9),
    st.sampled_from([0.5, 2.0]),
)
def test_the_course_of_two_states_is_the_best_of_all(nats, change):
    def worth(course: tuple[bool, ...]) -> float:
        changes = np.abs(np.diff([False, *course, False])).sum()
        return sum(own for own, on in zip(nats, course, strict=True) if on) - change * changes

    best = max(worth(course) for course in product([False, True], repeat=len(nats)))
    assert worth(tuple(two_states(np.array(nats), change))) == pytest.approx(best)


@pytest.mark.parametrize(("rest", "found"), [(0.27, False), (0.29, True)])
def test_a_limb_that_hardly_rests_is_not_believed(rest, found):
    assert marked(swings([30.0] * 6, rest_share=[rest] * 6)) == [found] * 6


@pytest.mark.parametrize("sites", [FEET, SHANKS, FEET[:1], SHANKS[1:]], ids=" ".join)
@pytest.mark.parametrize("up", ["up", "down"])
@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_simulated_stairs_are_found_and_the_level_around_them_is_not(direction, up, sites):
    program = [(direction, 8), (f"stairs_{up}", 14), (direction, 8)]
    walk, truth = rg.simulate_walk(direction, program=program, seed=3, sites=sites)
    with pytest.warns(rg.RetrogaitWarning, match="climb or descend as on stairs"):
        session = rg.analyze(walk)
    true = truth.strides.sort_values("end_s")
    both = pd.merge_asof(
        session.strides.sort_values("end_s"),
        true[["end_s", "side", "is_stairs"]],
        on="end_s",
        by="side",
        direction="nearest",
        tolerance=0.25,  # the shank of who descends backward lands 0.2 s before the foot
        suffixes=("", "_true"),
    ).dropna(subset="is_stairs_true")
    on_stairs = both["is_stairs_true"].astype(bool)
    assert on_stairs.sum() > (8 if len(sites) == 2 else 4)
    assert both.loc[on_stairs, "is_stairs"].mean() >= 0.95
    assert not both.loc[~on_stairs, "is_stairs"].any()
    assert session.summary[f"{direction}_n_stairs"] == session.strides["is_stairs"].sum()
    assert not session.strides.loc[session.strides["is_stairs"], "direction"].ne(direction).any()


@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[0])
@pytest.mark.parametrize("incline_deg", [-8.0, 0.0, 8.0])
@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_a_ramp_is_walked(direction, incline_deg, sites):
    walk, _ = rg.simulate_walk(direction, 0.7, 25, incline_deg=incline_deg, seed=4, sites=sites)
    session = rg.analyze(walk)
    assert len(session.strides) > 15
    assert not session.strides[["is_stairs", "is_running"]].to_numpy().any()


@pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
def test_real_stairs_are_found_and_the_landing_between_them_is_not(shared_data):
    table = pd.read_csv(shared_data / "real" / "foot_stairs_down.csv.gz")
    frames = {
        site: table[["time_s", *(f"{site}_{kind}_{axis}" for kind in ("acc", "gyr") for axis in "xyz")]]
        .rename(columns=lambda name, site=site: name.removeprefix(f"{site}_"))
        .set_index("time_s")
        for site in FEET
    }
    recording = rg.Recording.from_frames(frames, rate_hz=204.8, frame="sensor")
    strides = rg.analyze(recording, alignment=rg.calibrate(recording, "forward")).strides
    steep = strides["incline_deg"] < -8.0
    assert steep.sum() == 31
    assert strides.loc[steep, "is_stairs"].all()
    assert not strides.loc[~steep, "is_stairs"].any()
