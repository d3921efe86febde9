"""`measure_stability` on recordings out of the ordinary: slow, gappy, cut, long, and what is watched for near-falls."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow.parquet
import pytest
from perturbations import pulses

import retrogait as rg
from retrogait.kinematics.trunk import level_trunk
from retrogait.session import Session
from retrogait.stability.trunk_samples import level_stretches, overlapping
from retrogait.stability.walks import list_walks
from retrogait.tables.catalogue import SENSOR_COLUMNS

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")

SITES = ("left_foot", "right_foot", "lower_back")
TWO_BOUTS = [("stand", 2), ("forward", 25), ("stand", 8), ("backward", 25), ("stand", 8)]


@pytest.fixture(scope="module")
def walk():
    return rg.simulate_walk(program=TWO_BOUTS, speed_mps=0.6, sites=SITES, seed=8)[0]


@pytest.fixture(scope="module")
def session(walk):
    return rg.analyze(walk)


def numbers(table) -> np.ndarray:
    names = [name for name in table.columns if f"{name}_flag" in table.columns]
    return table[names].to_numpy(float)


def with_event(walk: rg.Recording, at_s: float) -> rg.Recording:
    frames = {site: walk[site].copy() for site in walk.sites}
    added = pulses("slip", 25.0, 100.0, np.random.default_rng(1))
    first = int(np.searchsorted(frames["lower_back"].index, at_s))
    rows = frames["lower_back"].index[first : first + len(added)]
    frames["lower_back"].loc[rows, list(SENSOR_COLUMNS[:3])] += added[: len(rows)]
    return rg.Recording.from_frames(frames)


def test_a_rate_too_low_for_jolts_leaves_the_other_measures():
    walk, _ = rg.simulate_walk("backward", 0.5, duration_s=60, rate_hz=80.0, sites=SITES, seed=3)
    halved = rg.Recording.from_frames({site: walk[site].iloc[::2] for site in SITES})
    row = rg.measure_stability(rg.analyze(halved)).iloc[0]
    assert row["near_falls_flag"] == "invalid: 40 Hz, 50 needed"
    assert np.isnan(row["near_falls"])
    assert row["harmonic_ratio_vertical_flag"] == "ok"


def test_a_near_fall_that_ends_a_bout_counts_and_what_comes_later_does_not(walk, session):
    last_s = session.bouts["end_s"].iloc[0]
    for after_s, count in ((0.3, 1), (3.2, 0)):
        table = rg.measure_stability(rg.analyze(with_event(walk, last_s + after_s)))
        assert table.loc[0, "direction"] == "forward"
        assert table["near_falls"].tolist()[:2] == [count, 0]
        assert table["near_falls"].sum() == 2 * count  # in the row of the bout and that of the session


def test_watched_time_is_around_each_walk_and_never_shared(session):
    walks = [walk for walk in list_walks(session) if walk.bout_id is not None]
    spans = sorted(span for walk in walks for span in walk.watched_s)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for walk in walks:
        for (first, last), (begin, end) in zip(walk.spans_s, walk.watched_s, strict=True):
            assert first - 2.0 - 1e-9 <= begin <= first
            assert last <= end <= last + 2.0 + 1e-9


def test_levelling_around_walks_is_that_of_the_whole_recording(walk, session):
    """But for the mean of the vertical, which no measure looks at: memory then grows with the time walked."""
    spans = [span for walked in list_walks(session)[:2] for span in walked.spans_s]
    whole, _ = level_trunk(walk.samples("lower_back")[1], 100.0, 1.3)
    stretches = level_stretches(walk, "lower_back", 1.3, spans)
    assert len(stretches) == 2
    for (first, last), stretch in zip(sorted(spans), stretches, strict=True):
        assert stretch.start_s == pytest.approx(first - 1.3, abs=0.006)
        begin, end = stretch.places((first, last))
        other = whole[round(first * 100) :][: end - begin]
        apart = stretch.level[begin:end] - other
        np.testing.assert_allclose(apart - apart.mean(axis=0), 0.0, atol=1e-6)
        np.testing.assert_allclose(apart.mean(axis=0)[:2], 0.0, atol=1e-6)


def test_stretches_that_share_time_with_a_span(walk):
    stretches = level_stretches(walk, "lower_back", 0.0, [(2.0, 6.0), (10.0, 14.0), (20.0, 24.0)])
    for first, last in ((0.0, 1.0), (5.0, 11.0), (6.5, 9.0), (13.0, 40.0), (0.0, 99.0), (14.0, 14.0)):
        want = [s for s in stretches if s.start_s <= last and s.end_s >= first]
        assert overlapping(stretches, first, last) == want


def test_clearance_is_measured_where_the_strides_have_it(session):
    rng = np.random.default_rng(0)
    height = rng.normal(0.02, 0.004, len(session.strides))
    strides = session.strides.assign(toe_clearance_m=height).drop(columns="heel_clearance_m")
    fields = {name: getattr(session, name) for name in ("events", "bouts", "knee", "summary", "samples")}
    row = rg.measure_stability(Session(strides=strides, **fields)).iloc[0]
    assert row["toe_clearance_sd_m"] == pytest.approx(0.004, rel=0.3)
    assert row["toe_clearance_cv_pct"] == pytest.approx(20.0, rel=0.35)
    assert row["toe_clearance_sd_m_n_strides"] == row["n_strides"]
    assert row["heel_clearance_sd_m_flag"] == "invalid: strides have no column heel_clearance_m"


def test_how_the_file_was_chunked_does_not_matter(walk, session, tmp_path):
    want = rg.measure_stability(session)
    rg.write_recording(walk, tmp_path / "walk.parquet")
    stored = pyarrow.parquet.read_table(tmp_path / "walk.parquet")
    for rows in (97, 100_000):
        pyarrow.parquet.write_table(stored, tmp_path / f"in_{rows}.parquet", row_group_size=rows)
        table = rg.measure_stability(rg.analyze(rg.read_recording(tmp_path / f"in_{rows}.parquet")))
        np.testing.assert_array_equal(numbers(table), numbers(want))


def test_long_divergence_needs_strides_that_follow_each_other(session):
    # every sixth stride of a foot turns: enough strides, none of them in a run of more than five
    walk, _ = rg.simulate_walk("backward", 0.6, duration_s=90, sites=SITES, seed=4)
    session = rg.analyze(walk)
    number = session.strides.groupby("side").cumcount()
    strides = session.strides.assign(is_turning=(number % 6 == 0).to_numpy())
    fields = {name: getattr(session, name) for name in ("events", "bouts", "knee", "summary", "samples")}
    row = rg.measure_stability(Session(strides=strides, **fields)).iloc[0]
    assert row["local_divergence_short_vertical_per_stride_flag"] == "few_strides"
    assert (
        row["local_divergence_long_vertical_per_stride_flag"]
        == "invalid: too few strides follow each other for 10 strides"
    )


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_foot_has_what_one_foot_can_give(walk, side):
    one = rg.Recording.from_frames({name: walk[name] for name in (f"{side}_foot", "lower_back")})
    row = rg.measure_stability(rg.analyze(one)).iloc[0]
    assert row["harmonic_ratio_vertical_flag"] in {"ok", "few_strides"}
    for name in ("gait_asymmetry_pct", "symmetry_index_step_time_pct", "phase_coordination_index_pct"):
        assert np.isnan(row[name])
        assert row[f"{name}_flag"].startswith("invalid: 0 strides")
