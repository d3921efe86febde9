"""Strides with lost samples in a swing keep their times; lengths and angles over a bridge are missing, and flagged."""

from __future__ import annotations

import numpy as np
import pytest
from walks import BOTH, FEET, SHANKS, of_site, simulate

import retrogait as rg
from retrogait.kinematics.gaps import find_filled
from retrogait.simulation import Sensor
from retrogait.tables.catalogue import SPACE_COLUMNS

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
LENGTH = {FEET: "stride_length_m", SHANKS: "model_stride_length_m"}
LOSSY = Sensor(lost_share=0.05, lost_packet_s=0.1)


@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=lambda sites: sites[0][5:])
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("direction", BOTH)
def test_no_length_is_off_by_a_fifth_without_being_missing(direction, seed, sites):
    """At 5 % of packets of 0.1 s lost."""
    speed_mps = 0.6 if direction == "backward" else 0.9
    walk, truth = simulate(direction, speed_mps, duration_s=30, seed=seed, sites=sites, sensor=LOSSY)
    strides = rg.analyze(walk).strides
    seen, ratios = 0, []
    for true in truth.strides.itertuples():
        near = strides[
            (strides["side"] == true.side)
            & ((strides["start_s"] - true.start_s).abs() < 0.2)
            & ((strides["end_s"] - true.end_s).abs() < 0.2)
        ]
        seen += len(near)
        ratios += (near[LENGTH[sites]] / true.stride_length_m).tolist()
    assert seen >= 0.93 * len(truth.strides)  # times stay
    assert np.nanmax(np.abs(np.array(ratios) - 1.0)) < 0.2
    assert np.isfinite(ratios).mean() > 0.35
    assert (strides["direction"] == direction).all()


def holed(gap_s: tuple[float, float]) -> tuple[rg.Session, int]:
    """A clean walk with one gap: at shares of the stride after a landing in the middle of it; the stride's number."""
    walk = simulate("backward", 0.6, duration_s=20, seed=3, sites=("left_foot",))[0]
    strides = rg.analyze(walk).strides
    k = len(strides) // 2
    start_s, leave_s = strides.loc[k, ["start_s", "final_contact_s"]]
    values = walk["left_foot"].to_numpy().copy()
    first, last = (round((leave_s + at) * 100.0) for at in gap_s)
    assert first / 100.0 > start_s
    values[first:last] = np.nan
    return rg.analyze(of_site(values, "left_foot")), k


@pytest.mark.parametrize("gap_s", [(0.1, 0.2), (0.1, 0.16), (0.06, 0.22)])
def test_a_gap_in_a_swing_costs_its_length_and_angle_and_no_time(gap_s):
    session, k = holed(gap_s)
    strides = session.strides
    plain = rg.analyze(simulate("backward", 0.6, duration_s=20, seed=3, sites=("left_foot",))[0]).strides
    assert len(strides) == len(plain)
    assert strides["is_bridged"].tolist() == [number == k for number in range(len(strides))]
    assert strides.loc[k, ["stride_length_m", "speed_mps", *SPACE_COLUMNS]].isna().all()
    assert np.isfinite(strides.loc[k, ["stride_time_s", "stance_time_s", "swing_time_s"]].astype(float)).all()
    np.testing.assert_allclose(strides["start_s"], plain["start_s"], atol=0.03)
    # it opens the stride after it
    assert strides["foot_strike_angle_deg"].isna().tolist() == [
        number == k + 1 for number in range(len(strides))
    ]
    others = [number for number in range(len(strides)) if number != k]
    np.testing.assert_allclose(
        strides.loc[others, "stride_length_m"], plain.loc[others, "stride_length_m"], atol=0.02
    )


def test_a_gap_of_two_samples_or_of_a_foot_at_rest_is_none():
    for gap_s in ((0.1, 0.12), (-0.5, -0.42)):
        session, _ = holed(gap_s)
        assert not session.strides["is_bridged"].any()
        assert session.strides["stride_length_m"].notna().all()


def test_gravity_is_not_judged_over_a_bridge():
    """An impact that a bridge leads up to would put the mean specific force off."""
    walk = simulate("backward", 0.6, duration_s=20, seed=3, sites=("left_foot",))[0]
    plain = rg.analyze(walk).strides
    k = len(plain) // 2
    values = walk["left_foot"].to_numpy().copy()
    first = round((plain.loc[k, "final_contact_s"] + 0.1) * 100.0)
    values[first : first + 8] = np.nan
    values[[first - 1, first + 8], :3] = [0.0, 0.0, 90.0]
    strides = rg.analyze(of_site(values, "left_foot")).strides
    assert len(strides) == len(plain)
    assert np.flatnonzero(strides["is_bridged"]).tolist() == [k]


def test_what_was_filled_is_in_the_source_and_found_again():
    walk = simulate("backward", 0.6, duration_s=20, seed=3, sites=("left_foot",))[0]
    values = walk["left_foot"].to_numpy().copy()
    for start, count in ((500, 2), (630, 8), (700, 12)):  # too short, filled, left missing
        values[start : start + count] = np.nan
    values[[629, 638], 4] = 100.0
    recording = of_site(values, "left_foot")
    assert recording.source["filled_s"] == {"left_foot": [[5.0, 5.01], [6.3, 6.37]]}
    assert np.flatnonzero(find_filled(recording, "left_foot")).tolist() == list(range(630, 638))
    assert not find_filled(recording.excerpts([(0, 900)]), "left_foot").any()


def test_a_clock_of_its_own_is_bridged_as_well():
    """Samples between those of the common grid are interpolated: over a lost packet that is a bridge too."""
    one, other = (simulate("backward", 0.6, duration_s=20, seed=3, sites=FEET)[0][site] for site in FEET)
    late = other.set_axis(other.index + 0.0045)
    packet = (late.index > 6.30) & (late.index < 6.37)
    late.loc[late.index[np.argmax(packet) - 1], "gyr_y"] = 100.0
    recording = rg.Recording.from_frames({"left_foot": one, "right_foot": late[~packet]})
    (span,) = recording.source["filled_s"]["right_foot"]
    np.testing.assert_allclose(span, [6.2945, 6.3745], atol=1e-3)
    assert 6 <= find_filled(recording, "right_foot").sum() <= 9
    assert recording.source["filled_s"]["left_foot"] == []


@pytest.mark.parametrize("share", [0.01, 0.05])
def test_two_strides_with_a_lost_landing_between_them_are_not_one(share):
    """A packet of 0.2 s is too long to bridge: the swing in it is lost, and so are the strides on either side."""
    sensor = Sensor(lost_share=share, lost_packet_s=0.2)
    for seed in range(2):
        walk, truth = rg.simulate_walk("backward", 0.5, 90, seed=seed, sensor=sensor)
        session = rg.analyze(walk)
        assert session.strides["stride_time_s"].max() < 2.0
        assert session.summary["backward_stride_time_s_sd"] < 0.04
        row = rg.tabulate(session).set_index(["side", "measure"]).loc[("both", "stride_time_s")]
        assert row["low"] < truth.strides["stride_time_s"].mean() < row["high"]
