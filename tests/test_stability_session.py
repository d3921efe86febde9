"""`measure_stability`: rows, flags, steady strides, what is pooled and what is not."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.session import Session
from retrogait.simulation.walker import Walker
from retrogait.stability import StabilityOptions
from retrogait.stability.walks import list_walks

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")

SITES = ("left_foot", "right_foot", "lower_back")
THERE_AND_BACK = [("stand", 2), ("forward", 30), ("stand", 6), ("backward", 30), ("stand", 2)]
IN_ONE_GO = [("stand", 2), ("forward", 20), ("backward", 20), ("stand", 2)]


@pytest.fixture(scope="module")
def walk():
    return rg.simulate_walk("backward", 0.6, duration_s=70, sites=SITES, seed=4)[0]


@pytest.fixture(scope="module")
def session(walk):
    return rg.analyze(walk)


@pytest.fixture(scope="module")
def table(session):
    return rg.measure_stability(session)


def measures(table: pd.DataFrame) -> list[str]:
    return [str(name) for name in table.columns if f"{name}_flag" in table.columns]


def values(table: pd.DataFrame, row: int = 0) -> np.ndarray:
    return table.iloc[row][measures(table)].to_numpy(float)


def with_strides(session: Session, **changes) -> Session:
    strides = session.strides.assign(**changes)
    return Session(
        session.events,
        strides,
        session.bouts,
        session.knee,
        session.summary,
        session.warnings,
        session.samples,
    )


def test_one_row_per_bout_and_direction_and_one_per_direction_of_the_session():
    walk, _ = rg.simulate_walk(program=THERE_AND_BACK, speed_mps=0.6, sites=SITES, seed=5)
    table = rg.measure_stability(rg.analyze(walk))
    assert table[["scope", "direction"]].to_numpy().tolist() == [
        ["bout", "forward"],
        ["bout", "backward"],
        ["session", "backward"],
        ["session", "forward"],
    ]
    assert table["bout_id"].tolist()[:2] == [0, 1]
    assert table["bout_id"].isna().tolist() == [False, False, True, True]
    # a session of one bout a direction is that bout
    np.testing.assert_array_equal(values(table, 0), values(table, 3))


def test_every_measure_says_how_many_strides_it_used_and_whether_it_holds(table):
    names = measures(table)
    assert len(names) > 80
    for name in names:
        flags = table[f"{name}_flag"]
        assert flags.str.fullmatch("ok|few_strides|noisy|invalid: .+").all(), name
        invalid = flags.str.startswith("invalid")
        np.testing.assert_array_equal(table[name].isna(), invalid, err_msg=name)
        assert (table[f"{name}_n_strides"] >= 0).all()
    assert table["speed_mps"].iloc[0] == pytest.approx(0.6, rel=0.1)


@pytest.mark.parametrize(
    "name",
    [
        "local_divergence_short_vertical_per_stride",
        "sample_entropy_anterior",
        "harmonic_ratio_vertical",
        "improved_harmonic_ratio_lateral_pct",
        "step_regularity_vertical",
        "phase_coordination_index_pct",
        "gait_asymmetry_pct",
        "symmetry_index_step_time_pct",
        "stride_time_sd_s",
        "step_time_cv_robust_pct",
        "stance_time_sd_detrended_s",
        "foot_strike_angle_sd_deg",
        "complexity_index_vertical",
        "trunk_sparc",
        "trunk_ldlj",
        "rms_vertical_mps2",
        "rms_ratio_lateral",
        "near_falls",
    ],
)
def test_a_walk_of_a_minute_has(table, name):
    assert table[f"{name}_flag"].iloc[0] in {"ok", "few_strides"}
    assert np.isfinite(table[name].iloc[0])


def test_too_few_strides_are_nan_and_say_so(table):
    assert np.isnan(table["stride_time_dfa"].iloc[0])
    assert "256 needed" in table["stride_time_dfa_flag"].iloc[0]
    walk, _ = rg.simulate_walk("backward", 0.6, duration_s=17, sites=SITES, seed=4)
    short = rg.measure_stability(rg.analyze(walk)).iloc[0]
    assert short["stride_time_sd_s_flag"].endswith("20 needed")
    assert np.isnan(short["sample_entropy_vertical"])
    assert short["harmonic_ratio_vertical_flag"] == "few_strides"


def test_divergence_uses_as_many_strides_as_told(session):
    table = rg.measure_stability(session, StabilityOptions(n_strides=35))
    assert table["local_divergence_long_lateral_per_stride_n_strides"].iloc[0] == 35
    assert table["local_divergence_short_lateral_per_stride_flag"].iloc[0] == "ok"
    assert table["stability_n_strides"].iloc[0] == 35


def test_only_steady_strides_count(session):
    unsteady = session.strides["is_first"] | session.strides["is_last"]
    unsteady[20] = True
    wild = np.where(unsteady, 9.0, session.strides["stride_time_s"])
    marked = with_strides(session, stride_time_s=wild, is_turning=unsteady)
    table = rg.measure_stability(marked)
    assert table["n_strides"].iloc[0] == (~unsteady).sum()
    assert table["stride_time_sd_s"].iloc[0] < 0.1
    assert table["stride_time_sd_s_n_strides"].iloc[0] == (~unsteady).sum()


def test_runs_end_where_a_stride_is_left_out(session):
    left = session.strides.index[session.strides["side"] == "left"]
    turning = session.strides.index == left[10]
    walk = list_walks(with_strides(session, is_turning=turning))[0]
    runs = walk.runs("left")
    assert [len(run) - 1 for run in runs] == [9, len(left) - 12]
    for run in runs:
        assert session.strides["start_s"][left[10]] not in run[:-1]


def test_variability_of_stride_time_is_that_of_the_walker():
    sites = ("left_foot", "right_foot")
    sds = []
    for cv in (0.01, 0.06):
        walker = Walker(stride_time_cv=cv)
        walk, truth = rg.simulate_walk("backward", 0.6, duration_s=90, sites=sites, seed=4, walker=walker)
        row = rg.measure_stability(rg.analyze(walk)).iloc[0]
        true = truth.strides[~(truth.strides["is_first"] | truth.strides["is_last"])]
        want = np.sqrt(true.groupby("side")["stride_time_s"].var().mean())
        assert row["stride_time_sd_s"] == pytest.approx(want, rel=0.1, abs=0.003)
        sds.append(row["stride_time_cv_pct"])
    assert sds[1] > 3 * sds[0]


def test_bouts_in_which_direction_changes_are_not_pooled():
    walk, _ = rg.simulate_walk(
        program=[*IN_ONE_GO, ("stop", 6), *IN_ONE_GO], speed_mps=0.6, sites=SITES, seed=5
    )
    session = rg.analyze(walk)
    assert len(session.bouts) == 2
    table = rg.measure_stability(session)
    assert table["scope"].tolist() == ["bout"] * 4 + ["session"] * 2
    assert sorted(table["direction"][:2]) == ["backward", "forward"]
    assert (table["n_strides"][:4] > 10).all()
    pooled = table[table["scope"] == "session"]
    assert (pooled["n_strides"] == 0).all()
    reason = "invalid: direction changes in every bout; see the rows of bouts"
    assert (pooled[[f"{name}_flag" for name in measures(table)]] == reason).all(axis=None)
    assert pooled[measures(table)].isna().all(axis=None)
    unknown = session.strides[session.strides["direction"] == "unknown"]
    for walked in list_walks(session):
        assert not np.isin(walked.strides.places, unknown.index).any()


def test_a_bout_that_is_alone_in_its_directions_stands_for_the_session():
    walk, _ = rg.simulate_walk(program=IN_ONE_GO, speed_mps=0.6, sites=SITES, seed=5)
    table = rg.measure_stability(rg.analyze(walk))
    assert table["scope"].tolist() == ["bout", "bout", "session", "session"]
    of_bout, of_session = (
        table[table["scope"].eq(scope)].set_index("direction").sort_index() for scope in ("bout", "session")
    )
    assert (of_session["n_strides"] > 10).all()
    pd.testing.assert_frame_equal(of_session[measures(table)], of_bout[measures(table)])


def test_time_origin_does_not_matter(walk, table):
    later = {site: walk[site].set_axis(walk[site].index + 1000.0) for site in walk.sites}
    moved = rg.measure_stability(rg.analyze(rg.Recording.from_frames(later)))
    np.testing.assert_allclose(values(moved), values(table), rtol=1e-3, atol=1e-4)


def test_units_at_import_do_not_matter(walk, table):
    scaled = {site: walk[site] / np.array([9.80665] * 3 + [180.0 / np.pi] * 3) for site in walk.sites}
    other = rg.Recording.from_frames(scaled, acc_unit="g", gyr_unit="rad/s")
    np.testing.assert_allclose(
        values(rg.measure_stability(rg.analyze(other))), values(table), rtol=1e-3, atol=1e-4
    )


def test_the_parameters_stand_in_the_table(table):
    row = table.iloc[0]
    assert row["stability_samples_per_stride"] == 100
    assert row["stability_near_fall_least_mps3"] == 200.0
    assert row["trunk_site"] == "lower_back"
    assert row["surface"] == "not stated"


def test_without_a_trunk_sensor_the_measures_of_strides_remain(walk):
    feet = rg.Recording.from_frames({site: walk[site] for site in SITES[:2]})
    session = rg.analyze(feet)
    with pytest.warns(
        rg.RetrogaitWarning,
        match="measure_stability: trunk measures are missing: no lower_back or sternum sensor among the sites",
    ):
        table = rg.measure_stability(session)
    assert (
        table["harmonic_ratio_vertical_flag"].iloc[0].startswith("invalid: no lower_back or sternum sensor")
    )
    assert table["near_falls_flag"].iloc[0].startswith("invalid: no lower_back or sternum sensor")
    assert np.isfinite(table["stride_time_sd_s"].iloc[0])


def test_a_session_from_json_has_the_measures_of_strides(session, table):
    with pytest.warns(rg.RetrogaitWarning, match="this Session was read from JSON and holds no samples"):
        again = rg.measure_stability(Session.from_json(session.to_json()))
    assert again["stride_time_sd_s"].tolist() == table["stride_time_sd_s"].tolist()
    assert np.isnan(again["rms_vertical_mps2"]).all()


def test_an_unknown_mounting_has_no_axes(walk):
    raw = rg.Recording.from_frames({site: walk[site] for site in SITES}, frame="sensor")
    session = rg.analyze(raw)
    with pytest.warns(rg.RetrogaitWarning, match="the mounting of lower_back is not known; pass alignment="):
        table = rg.measure_stability(session)
    assert set(table["direction"]) == set(session.strides["direction"])
    assert np.isnan(table["rms_ratio_lateral"]).all()
    assert table["stride_time_sd_s_flag"].iloc[0] == "ok"


def test_nobody_walks():
    standing, _ = rg.simulate_walk(program=[("stand", 20)], sites=SITES, seed=1)
    table = rg.measure_stability(rg.analyze(standing))
    walked = rg.measure_stability(rg.analyze(rg.simulate_walk(duration_s=20, sites=SITES, seed=1)[0]))
    assert len(table) == 0
    assert list(table.columns) == list(walked.columns)


def test_trunk_samples_lost_are_left_out(walk):
    frames = {site: walk[site].copy() for site in SITES}
    frames["lower_back"].iloc[3000:3300] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = rg.analyze(rg.Recording.from_frames(frames))
        table = rg.measure_stability(session)
    used = table["harmonic_ratio_vertical_n_strides"].iloc[0]
    assert 0 < used < table["n_strides"].iloc[0] / 2
    assert np.isfinite(table["harmonic_ratio_vertical"].iloc[0])


def test_the_trunk_alone_will_do(walk):
    row = rg.measure_stability(rg.analyze(rg.Recording.from_frames({"lower_back": walk["lower_back"]}))).iloc[
        0
    ]
    assert np.isfinite(row["harmonic_ratio_vertical"])
    assert np.isfinite(row["stride_time_sd_s"])
    assert np.isnan(row["foot_strike_angle_sd_deg"])


def test_turning_strides_are_known_from_the_trunk_alone():
    program = [("stand", 2), ("forward", 20), ("turn", 180), ("forward", 20), ("stand", 2)]
    walk, _ = rg.simulate_walk(program=program, speed_mps=0.9, sites=SITES, seed=2)
    feet = list_walks(rg.analyze(walk))[0]
    session = rg.analyze(rg.Recording.from_frames({"lower_back": walk["lower_back"]}))
    assert session.strides["turning_angle_deg"].isna().all()
    trunk = list_walks(session, "lower_back")[0]
    assert len(list_walks(session)[0].strides) > len(trunk.strides)
    assert len(trunk.strides) == pytest.approx(len(feet.strides), abs=4)
    assert len(trunk.runs("left")) == 2


def test_treadmill_is_said():
    walk, _ = rg.simulate_walk("backward", 0.5, duration_s=30, surface="treadmill", seed=1)
    table = rg.measure_stability(rg.analyze(walk, surface="treadmill", belt_speed_mps=0.5))
    assert table["surface"].tolist() == ["treadmill"] * 2
    assert table["belt_speed_mps"].tolist() == [0.5, 0.5]
