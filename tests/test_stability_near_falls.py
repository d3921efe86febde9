"""Near-falls. Validated: simulation only; the curves are made by benchmarks/near_fall_curves.py."""

from __future__ import annotations

import numpy as np
import pytest
from perturbations import KINDS, perturb, pulses
from scipy.stats import chi2, poisson

import retrogait as rg
from retrogait.kinematics.trunk import level_trunk
from retrogait.simulation.walker import Walker
from retrogait.stability import NearFallOptions, list_near_falls, near_falls
from retrogait.stability.jerk_peaks import derivative
from retrogait.stability.near_fall_measures import _readings
from retrogait.tables.catalogue import SENSOR_COLUMNS


def walk_level(way: str, speed_mps: float, seed: int, **style) -> np.ndarray:
    walk, _ = rg.simulate_walk(
        way, speed_mps, duration_s=60, seed=seed, sites=["lower_back"], walker=Walker(**style)
    )
    return level_trunk(np.ascontiguousarray(walk["lower_back"].to_numpy()), 100.0, 1.2)[0]


@pytest.mark.parametrize(("way", "speed_mps"), [("backward", 0.4), ("forward", 1.0)])
def test_large_events_are_found_and_small_ones_are_not(way, speed_mps):
    acc = walk_level(way, speed_mps, 501)
    found = {}
    for size in (1.0, 20.0):
        moved, events = perturb(acc, 100.0, size, 7)
        at_s = near_falls(moved[:, 2], 100.0)["time_s"].to_numpy()
        found[size] = [bool(((at_s > start - 1) & (at_s < start + 2.2)).any()) for start, _ in events]
        assert len(at_s) == sum(found[size])
    assert len(found[20.0]) >= 3
    assert all(found[20.0])
    assert not any(found[1.0])


@pytest.mark.parametrize("way", ["backward", "forward"])
@pytest.mark.parametrize("style", [{}, {"stride_time_cv": 0.1, "stride_length_cv": 0.15}, {"impact": 3.0}])
def test_walking_is_no_near_fall(way, style):
    assert len(near_falls(walk_level(way, 0.7, 502, **style)[:, 2], 100.0)) == 0


def test_one_jolt_is_one_event_at_its_time():
    up = 2.0 * np.sin(4.0 * np.pi * np.arange(6000) / 100.0)
    up[3000:3120] += pulses("slip", 15.0, 100.0, np.random.default_rng(0))[:, 2]
    table = near_falls(up, 100.0, start_s=500.0)
    assert table["time_s"].tolist() == pytest.approx([530.3], abs=0.4)
    assert table["times_usual"].iloc[0] > 2.5
    assert list(table.columns) == ["time_s", "peak_to_peak_mps3", "times_usual", "validated"]
    assert table["validated"].tolist() == ["simulation only"]


def test_the_sampling_rate_does_not_matter():
    sizes = []
    for rate_hz in (100.0, 200.0, 370.37):
        t = np.arange(int(60 * rate_hz)) / rate_hz
        up = 2.0 * np.sin(4.0 * np.pi * t) + 15.0 * np.exp(-0.5 * ((t - 30.0) / 0.04) ** 2)
        table = near_falls(up, rate_hz)
        assert len(table) == 1
        sizes.append(table["peak_to_peak_mps3"].iloc[0])
    assert sizes[1:] == pytest.approx([sizes[0]] * 2, rel=0.05)


def test_the_usual_is_that_of_the_walk_around():
    quiet = 1.0 * np.sin(4.0 * np.pi * np.arange(6000) / 100.0)
    loud = 12.0 * quiet
    jerk_peak = pulses("trip", 12.0, 100.0, np.random.default_rng(0))[:, 2]
    padded = np.concatenate([np.zeros(3000), jerk_peak, np.zeros(3000 - len(jerk_peak))])
    assert len(near_falls(quiet + padded, 100.0)) == 1
    assert len(near_falls(loud + padded, 100.0)) == 0


def test_derivative_of_a_ramp_is_its_slope():
    ramp = 3.0 * np.arange(200) / 100.0
    assert derivative(ramp, 100.0, 0.05)[20:-20] == pytest.approx(3.0)
    assert len(near_falls(np.empty(0), 100.0)) == 0
    assert len(near_falls(ramp[:1], 100.0)) == 0


def test_options_move_the_bounds():
    up = 2.0 * np.sin(4.0 * np.pi * np.arange(6000) / 100.0)
    up[3000:3120] += pulses("slip", 15.0, 100.0, np.random.default_rng(0))[:, 2]
    assert len(near_falls(up, 100.0, NearFallOptions(least_mps3=1e4))) == 0
    assert len(near_falls(up, 100.0, NearFallOptions(times_usual=1e3))) == 0


def jerked(walk: rg.Recording, kind: str, at: list[int]) -> rg.Recording:
    frames = {site: walk[site].copy() for site in walk.sites}
    added = pulses(kind, 20.0, 100.0, np.random.default_rng(1))
    for first in at:
        rows = frames["lower_back"].index[first : first + len(added)]
        frames["lower_back"].loc[rows, list(SENSOR_COLUMNS[:3])] += added
    return rg.Recording.from_frames(frames)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_session_counts_them_and_says_how_they_were_validated(kind):
    walk, _ = rg.simulate_walk(
        "backward", 0.6, duration_s=60, sites=["left_foot", "right_foot", "lower_back"], seed=503
    )
    for used, count in ((walk, 0), (jerked(walk, kind, [3000]), 1)):
        table = rg.measure_stability(rg.analyze(used))
        assert table["near_falls"].tolist() == [count, count]
        assert table["near_falls_per_10min"].isna().all()
        assert table["near_falls_flag"].iloc[0] == "few_strides"
        assert table["near_falls_validated"].unique().tolist() == ["simulation only"]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_three_minutes_have_a_rate_with_exact_limits_and_less_has_none(count):
    short = {one.name: one for one in _readings(count, 179.9, 100)}
    long = {one.name: one for one in _readings(count, 180.0, 100)}
    assert short["near_falls"].value == long["near_falls"].value == count
    assert str(short["near_falls"].flag) == "few_strides"
    for end in ("", "_low", "_high"):
        assert np.isnan(short[f"near_falls_per_10min{end}"].value)
        assert str(short[f"near_falls_per_10min{end}"].flag) == "invalid: 179 s watched, 180 needed"
    assert {str(one.flag) for one in long.values()} == {"ok"}
    low, high = (long[f"near_falls_per_10min_{end}"].value * 0.3 for end in ("low", "high"))
    assert long["near_falls_per_10min"].value * 0.3 == pytest.approx(count)
    assert (low, high) == pytest.approx(
        (chi2.ppf(0.025, 2 * count) / 2 if count else 0.0, chi2.ppf(0.975, 2 * count + 2) / 2)
    )
    assert poisson.cdf(count, high) == pytest.approx(0.025)  # what Garwood's limits are


def test_a_session_of_three_minutes_says_how_often():
    sites = ["left_foot", "right_foot", "lower_back"]
    walk, _ = rg.simulate_walk("backward", 0.6, duration_s=200, sites=sites, seed=503)
    row = rg.measure_stability(rg.analyze(jerked(walk, "slip", [6000]))).iloc[-1]
    often = 600.0 / row["duration_s"]
    assert row["near_falls_per_10min"] == pytest.approx(often, rel=0.1)
    assert row["near_falls_per_10min_low"] == pytest.approx(0.0253 * often, rel=0.1)
    assert row["near_falls_per_10min_high"] == pytest.approx(5.572 * often, rel=0.1)
    assert row["near_falls_flag"] == row["near_falls_per_10min_flag"] == "ok"


def test_the_near_falls_of_a_session_are_listed_with_their_bouts_and_counted_alike():
    program = [("stand", 2), ("forward", 25), ("stand", 8), ("backward", 25), ("stand", 2)]
    walk, _ = rg.simulate_walk(
        program=program, speed_mps=0.6, sites=["left_foot", "right_foot", "lower_back"], seed=8
    )
    session = rg.analyze(jerked(walk, "slip", [1400, 4400, 5000]))
    listed, counted = list_near_falls(session), rg.measure_stability(session)
    assert listed["time_s"].tolist() == pytest.approx([14.3, 44.3, 50.3], abs=0.5)
    assert listed["direction"].tolist() == ["forward", "backward", "backward"]
    bouts = counted[counted["scope"] == "bout"]
    assert listed.groupby("bout_id").size().tolist() == bouts["near_falls"].tolist()
    assert listed["validated"].unique().tolist() == ["simulation only"]
    assert (listed["times_usual"] >= 2.5).all()
    assert len(list_near_falls(session, NearFallOptions(least_mps3=1e4))) == 0
    nobody, _ = rg.simulate_walk(program=[("stand", 20)], sites=["lower_back"], seed=1)
    empty = list_near_falls(rg.analyze(nobody))
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == listed.dtypes.to_dict()


def test_a_session_without_the_samples_to_find_near_falls_is_no_session_without_near_falls():
    walk, _ = rg.simulate_walk("backward", 0.6, duration_s=20, sites=["left_foot", "lower_back"], seed=3)
    slow = rg.Recording.from_frames({site: walk[site].iloc[::4] for site in walk.sites})
    for session, text in (
        (
            rg.analyze(walk.select("left_foot")),
            "list_near_falls: no lower_back or sternum sensor among the sites",
        ),
        (
            rg.analyze(slow),
            "list_near_falls: lower_back has 25 Hz; record at 50 or more; expected a lower_back or sternum sensor",
        ),
    ):
        with pytest.raises(rg.InvalidTable, match=text):
            list_near_falls(session)
    with pytest.raises(
        rg.InvalidTable, match="list_near_falls: session is a DataFrame; expected a Session; pass the"
    ):
        list_near_falls(walk["lower_back"])
    with pytest.raises(
        rg.InvalidOption, match=r"list_near_falls: options is 3; expected NearFallOptions\(...\), as in"
    ):
        list_near_falls(rg.analyze(walk), 3)


def test_near_falls_that_may_be_missing_are_said():
    walk, _ = rg.simulate_walk(
        "backward", 0.6, duration_s=40, sites=["left_foot", "right_foot", "lower_back"], seed=3
    )
    frames = {site: walk[site].copy() for site in walk.sites}
    frames["lower_back"].iloc[1000:2000] = np.nan
    with pytest.warns(rg.RetrogaitWarning):
        session = rg.analyze(rg.Recording.from_frames(frames))
    with pytest.warns(
        rg.RetrogaitWarning,
        match="list_near_falls: bout 0, backward: less than 90 % of the walk has trunk samples; near-falls may be",
    ):
        list_near_falls(session)
