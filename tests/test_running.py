"""Running: which swings of a bout are of a run, by hand, and in simulated jogs and quick walks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from swings_by_hand import swings_of

import retrogait as rg
from retrogait.gait import steps
from retrogait.gait.running import RunOptions
from retrogait.gait.steps import StepOptions
from retrogait.gait.ways import measure_ways
from retrogait.kinematics.track import track
from retrogait.tables.catalogue import SWINGS

FEET, SHANKS = ("left_foot", "right_foot"), ("left_shank", "right_shank")
JOG = [("forward", 8), ("jog", 12), ("forward", 8)]


def swings(
    share: float | list[float],
    speed_mps: float = 2.5,
    n: int = 40,
    stride_s: float = 0.7,
    error_s: float = 0.0,
    seed: int = 0,
    **columns: object,
) -> pd.DataFrame:
    """Swings of both feet in turn that take a share of the stride; contacts may be off by errors of this SD."""
    land = 1.0 + 0.5 * stride_s * np.arange(n)
    leave = land - np.broadcast_to(share, n) * stride_s
    off = np.random.default_rng(seed).normal(0.0, error_s, (2, n))
    sides = (["left", "right"] * n)[:n]
    filled = {
        "side": sides,
        "site": [f"{side}_foot" for side in sides],
        "final_contact_s": leave + off[0],
        "initial_contact_s": land + off[1],
        "way_m": [speed_mps * stride_s] * n,
        "rise_m": [0.0] * n,
        "rest_share": [0.2] * n,
        "force_mps2": [10.0] * n,
        "stride_period_s": [stride_s] * n,
        "bout_id": [0] * n,
    }
    return SWINGS.frame({**filled, **columns})


def marked(frame: pd.DataFrame, **options: float) -> list[bool]:
    return RunOptions(**options).mark(swings_of(frame))["is_running"].tolist()


@pytest.mark.parametrize(("share", "found"), [(0.475, False), (0.495, True)])
def test_a_swing_of_half_the_stride_is_a_run(share, found):
    assert marked(swings(share)) == [found] * 40
    assert not any(marked(swings(share), least_swing=0.51))


@pytest.mark.parametrize(("speed_mps", "found"), [(1.35, False), (1.45, True)])
def test_who_goes_slowly_walks_however_quick_the_steps(speed_mps, found):
    assert marked(swings(0.53, speed_mps)) == [found] * 40


@pytest.mark.parametrize(("speed_mps", "found"), [(2.5, False), (2.7, True)])
def test_who_goes_too_fast_for_a_walk_runs(speed_mps, found):
    assert marked(swings(0.4, speed_mps)) == [found] * 40


@pytest.mark.parametrize("speed_mps", [1.2, 1.9])
@pytest.mark.parametrize("seed", range(10))
def test_a_small_double_support_is_walking_though_contacts_are_off_by_20_ms(seed, speed_mps):
    """180 steps a minute, both feet down for 8 % of the stride."""
    frame = swings(0.46, speed_mps, n=60, stride_s=2.0 / 3.0, error_s=0.02, seed=seed)
    assert not any(marked(frame))


@pytest.mark.parametrize("seed", range(10))
def test_a_flight_is_found_though_contacts_are_off_by_20_ms(seed):
    assert np.mean(marked(swings(0.56, error_s=0.02, seed=seed))) > 0.95


def test_one_long_swing_is_no_run():
    assert not any(marked(swings([0.4] * 20 + [0.7] + [0.4] * 19)))


@pytest.mark.parametrize(("in_a_row", "found"), [(5, False), (6, True)])
def test_a_run_is_some_swings_in_a_row_or_all_there_are(in_a_row, found):
    shares = [0.4] * 12 + [0.55] * in_a_row + [0.4] * 12
    assert any(marked(swings(shares, n=len(shares)), neighbours=0)) == found
    assert marked(swings(0.55, n=3)) == [True] * 3


@pytest.mark.parametrize(("force_mps2", "found"), [(13.5, 24), (14.5, 26)])
def test_hard_swings_beside_a_run_are_of_it(force_mps2, found):
    shares = [0.4] * 12 + [0.55] * 24 + [0.4] * 12
    force = np.full(48, 5.0)
    force[[11, 36, 40]] = force_mps2
    assert sum(marked(swings(shares, n=48, force_mps2=force))) == found


def test_a_run_begins_and_ends_where_it_does():
    shares = [0.4] * 12 + [0.55] * 24 + [0.4] * 12
    assert marked(swings(shares, n=48)) == [False] * 12 + [True] * 24 + [False] * 12


@pytest.mark.parametrize(
    ("name", "walked", "run"),
    [("rest_share", 0.29, 0.27), ("rise_m", -0.62, -0.66), ("force_mps2", 13.5, 14.5)],
)
def test_a_limb_that_never_rests_and_is_moved_hard_is_of_a_runner(name, walked, run):
    """A way of 1.75 m at 20 deg rises by 0.637 m."""
    of_a_run = {"rest_share": 0.17, "rise_m": -0.8, "force_mps2": 17.0}
    for value, found in ((walked, False), (run, True)):
        columns = {key: [each] * 40 for key, each in {**of_a_run, name: value}.items()}
        assert marked(swings(0.35, **columns)) == [found] * 40, (name, value)


@pytest.mark.parametrize(("in_a_row", "found"), [(5, 0), (7, 7)])
def test_a_short_jog_of_a_limb_that_never_rests_is_found(in_a_row, found):
    jogs = np.arange(40) // in_a_row == 2
    columns = {
        "rest_share": np.where(jogs, 0.17, 0.5),
        "rise_m": np.where(jogs, -1.5, 0.0),
        "force_mps2": np.where(jogs, 17.0, 5.0),
    }
    assert sum(marked(swings(0.35, 1.2, **columns))) == found


def test_swings_that_are_cut_off_beside_a_run_are_of_it():
    way_m = np.full(40, 1.75)
    way_m[[0, 20, 39]] = np.nan
    share = np.where(np.isnan(way_m), 0.3, 0.55)
    assert all(marked(swings(share, way_m=way_m)))
    walk = np.where(np.isnan(way_m), 0.55, 0.4)
    assert not any(marked(swings(walk, way_m=way_m)))


def test_swings_without_a_way_are_no_run():
    assert not any(marked(swings(0.6, way_m=[np.nan] * 40)))


def test_order_of_rows_does_not_matter_and_marks_of_others_stay():
    frame = swings([0.4] * 12 + [0.55] * 16 + [0.4] * 12)
    assert marked(frame[::-1].reset_index(drop=True)) == marked(frame)[::-1]
    trunk = frame.assign(way_m=np.nan, is_running=[False, True] * 20)
    assert marked(trunk) == [False, True] * 20
    assert any(marked(frame))
    assert not any(marked(frame.assign(bout_id=np.repeat(range(8), 5)))[:10])


@pytest.mark.parametrize("sites", [FEET, FEET[:1], SHANKS], ids=" ".join)
@pytest.mark.parametrize("speed_mps", [1.6, 2.4])
def test_a_simulated_jog_is_run_and_has_no_direction(speed_mps, sites):
    program = [(kind, amount, *([speed_mps] if kind == "jog" else [])) for kind, amount in JOG]
    walk, truth = rg.simulate_walk(program=program, seed=2, sites=sites)
    with pytest.warns(rg.RetrogaitWarning, match="no walking direction"):
        session = rg.analyze(walk)
    true = truth.strides[truth.strides["is_running"]]
    # of some steps into the jog, and out of it, a simulated person still walks
    first_s, last_s = true["start_s"].min() + 1.5, true["end_s"].max() - 1.0
    inside = session.strides[(session.strides["start_s"] > first_s) & (session.strides["end_s"] < last_s)]
    assert len(inside) > (5 if sites == SHANKS else 10)
    assert inside["is_running"].mean() >= 0.95
    run = session.strides["is_running"]
    assert session.strides.loc[run, "direction"].eq("unknown").all()
    assert session.strides.loc[run, ["direction_confidence", "signed_displacement_m"]].isna().all(axis=None)
    landed = session.events[session.events["time_s"].between(first_s, last_s)]
    assert landed["direction"].eq("unknown").mean() >= 0.95
    assert session.summary["n_strides_running"] == run.sum()
    outside = (session.strides["end_s"] < true["start_s"].min()) | (
        session.strides["start_s"] > true["end_s"].max()
    )
    assert not (run & outside).any()


@pytest.mark.parametrize("sites", [FEET, SHANKS], ids=" ".join)
@pytest.mark.parametrize("direction", ["backward", "forward"])
@pytest.mark.parametrize(("speed_mps", "cadence_spm"), [(1.2, 180), (1.2, 125), (0.6, 180), (0.3, 60)])
def test_quick_and_fast_walks_are_walked(speed_mps, cadence_spm, direction, sites):
    walk, _ = rg.simulate_walk(direction, speed_mps, 20, cadence_spm=cadence_spm, seed=1, sites=sites)
    session = rg.analyze(walk)
    assert not session.strides[["is_stairs", "is_running"]].to_numpy().any()


def test_only_who_is_fast_enough_for_a_run_may_swing_for_more_than_half_of_the_stride(monkeypatch):
    walk, _ = rg.simulate_walk(program=[("jog", 12, 2.0)], seed=2, sites=FEET[:1])
    (motion,) = track(walk, FEET[:1])
    chosen = StepOptions().choose(motion)
    assert chosen[1:-1].sum() > 10
    monkeypatch.setattr(steps, "SLOWEST_MPS", 2.1)
    assert not StepOptions().choose(motion)[1:-1].any()


def test_ways_are_those_of_a_slow_obvious_twin():
    walk, _ = rg.simulate_walk("forward", 1.0, 12, seed=5, sites=FEET[:1])
    (motion,) = track(walk, FEET[:1])
    ways = measure_ways(motion)
    width = round(0.05 * motion.rate_hz)
    for k, (first, last) in enumerate(zip(motion.rests[:-1], motion.rests[1:], strict=True), start=1):
        means = [
            (motion.force_sum[at + width] - motion.force_sum[at]) * motion.rate_hz / width
            for at in range(width * (first // width), width * (last // width), width)
        ]
        spread = np.sqrt(np.mean(np.sum((means - np.mean(means, axis=0)) ** 2, axis=1)))
        assert ways.force_mps2[k] == pytest.approx(spread, rel=1e-6, abs=1e-6)
        assert ways.rest_share[k] == min(motion.dwell[k - 1], motion.dwell[k])
    far = ways.way_m[1:-1] > 0.5
    assert far.sum() > 5
    assert ways.way_m[1:-1][far].max() == pytest.approx(1.3, abs=0.2)
    assert np.abs(ways.rise_m[1:-1][far]).max() < 0.03
    assert np.isnan([each[[0, -1]] for each in ways]).all()
