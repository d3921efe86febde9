"""Knee and proxy columns of strides, against the truth of simulated walks and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from legs import ALL, COLUMNS, LEFT, analysed, walk
from walks import BOTH

import retrogait as rg
from retrogait.knee import KneeChangeOptions, Knees, describe_strides
from retrogait.simulation import Walker
from retrogait.tables.catalogue import KNEE_STRIDE_COLUMNS, PROXY_STRIDE_COLUMNS, STRIDES

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")

WAYS = pytest.mark.parametrize("direction", BOTH)


def by_hand(flexion, zero="standing", span=(0.0, 0.6, 1.0)) -> pd.Series:
    """Knee columns of one stride whose flexion is known, at 100 Hz from 0 to 1 s."""
    index = pd.Index(np.arange(101) / 100, name="time_s")
    table = pd.DataFrame({COLUMNS[0]: flexion(index.to_numpy())}, index=index)
    nothing = pd.DataFrame(index=index)
    strides = STRIDES.frame(
        {"side": ["left"], "start_s": [span[0]], "final_contact_s": [span[1]], "end_s": [span[2]]}
    )
    return describe_strides(strides, Knees(table, nothing, nothing, {"left": zero})).iloc[0]


def test_measures_of_a_known_stride():
    """20 deg at contact, straight down to 5 at 0.3 s, up to 65 at 0.8 s, down again."""
    row = by_hand(lambda t: np.interp(t, [0, 0.3, 0.8, 1.0], [20, 5, 65, 20]))
    assert row["knee_flexion_at_contact_deg"] == pytest.approx(20)
    assert row["knee_peak_extension_stance_deg"] == pytest.approx(5)
    assert row["knee_extension_deficit_deg"] == pytest.approx(5)
    assert row["knee_peak_extension_pct"] == pytest.approx(30)
    assert row["knee_range_stance_deg"] == pytest.approx(36)  # 5 at 0.3 s to 41 at 0.6 s
    assert row["knee_range_swing_deg"] == pytest.approx(45)  # 65 to 20
    assert row["knee_peak_extension_velocity_dps"] == pytest.approx(225)


@pytest.mark.parametrize(("zero", "known"), [("standing", 3), ("mounting", 2), ("straightest", 0)], ids=str)
def test_what_depends_on_the_zero(zero, known):
    row = by_hand(lambda t: 20 + 10 * np.sin(6 * t), zero)
    absolute = ["knee_flexion_at_contact_deg", "knee_peak_extension_stance_deg", "knee_extension_deficit_deg"]
    assert row[absolute].notna().sum() == known
    assert row[list(KNEE_STRIDE_COLUMNS)].drop(absolute).notna().all()


def test_a_gap_in_a_stride_leaves_all_its_measures_out():
    row = by_hand(lambda t: np.where(abs(t - 0.5) < 0.05, np.nan, 20.0))
    assert row[list(KNEE_STRIDE_COLUMNS)].isna().all()


def test_a_stride_without_final_contact_has_no_phases():
    row = by_hand(lambda t: 20 + 10 * np.sin(6 * t), span=(0.0, np.nan, 1.0))
    assert np.isfinite(row["knee_flexion_at_contact_deg"])
    assert np.isnan(row["knee_range_stance_deg"])


@WAYS
def test_strides_of_a_simulated_walk(direction):
    recording, truth = walk(direction, 0.7, sites=("left_foot", *LEFT))
    strides = analysed(recording).strides
    angle = truth.knee[COLUMNS[0]] - truth.knee[COLUMNS[0]].iloc[:50].median()
    assert len(strides) > 10
    for _, row in strides.iterrows():
        near = 3.0 if row["is_first"] or row["is_last"] else 1.0
        instants = row[["start_s", "final_contact_s", "end_s"]].to_numpy(float)
        stance, swing = (
            np.interp(np.linspace(*span, 500), angle.index, angle) for span in (instants[:2], instants[1:])
        )
        assert row["knee_peak_extension_stance_deg"] == pytest.approx(stance.min(), abs=near)
        assert row["knee_extension_deficit_deg"] == row["knee_peak_extension_stance_deg"]
        assert row["knee_range_swing_deg"] == pytest.approx(np.ptp(swing), abs=near)
        assert row["knee_range_stance_deg"] == pytest.approx(np.ptp(stance), abs=near)
        assert 0 <= row["knee_peak_extension_pct"] <= row["stance_pct"]


def test_a_knee_that_does_not_straighten_shows_in_the_deficit_only_if_standing_is_straighter():
    """Zero is standing: who stands with a bent knee has no deficit against it."""
    straight, bent = (
        analysed(walk("forward", 0.7, walker=Walker(knee_extension_deficit_deg=d))[0]).strides
        for d in (0, 20)
    )
    assert abs(bent["knee_extension_deficit_deg"].median()) < 3
    assert abs(straight["knee_extension_deficit_deg"].median()) < 3


@WAYS
@pytest.mark.parametrize("part", ["shank", "thigh"])
def test_proxies_of_one_sensor(direction, part):
    recording, truth = walk(direction, 0.7, sites=("left_foot", f"left_{part}"))
    strides = analysed(recording).strides
    lean = truth.paths[f"left_{part}"]["pitch_deg"]
    lean -= lean.iloc[:50].median()
    at = {"contact": strides["start_s"], "final_contact": strides["final_contact_s"]}
    at["midstance"] = (strides["start_s"] + strides["final_contact_s"]) / 2
    for name, time_s in at.items():
        want = np.interp(time_s, lean.index, lean)
        miss = np.abs(strides[f"proxy_{part}_angle_{name}_deg"] - want)
        assert miss.max() < 3.0
        assert miss[~(strides["is_first"] | strides["is_last"])].max() < 1.5
    assert strides[list(KNEE_STRIDE_COLUMNS)].isna().all(axis=None)
    other = "thigh" if part == "shank" else "shank"
    assert strides.filter(like=other).isna().all(axis=None)
    if part == "shank":
        rate = -np.gradient(lean, lean.index)
        spans = strides[["start_s", "end_s"]].to_numpy()
        want = [rate[(lean.index >= a) & (lean.index <= b)].max() for a, b in spans]
        np.testing.assert_allclose(strides["proxy_peak_shank_extension_rate_dps"], want, rtol=0.1)


def test_no_proxy_is_called_a_knee_and_no_knee_a_proxy():
    assert all(name.startswith("proxy_") and "knee" not in name for name in PROXY_STRIDE_COLUMNS)
    assert all(name.startswith("knee_") for name in KNEE_STRIDE_COLUMNS)


def test_summary_means_by_direction():
    recording, _ = walk("backward", 0.7, sites=ALL)
    session = analysed(recording)
    steady = ~(session.strides["is_first"] | session.strides["is_last"] | session.strides["is_turning"])
    want = session.strides.loc[steady, "knee_range_swing_deg"].mean()
    assert session.summary["backward_knee_range_swing_deg"] == pytest.approx(want)
    assert np.isnan(session.summary["forward_knee_range_swing_deg"])
    STRIDES.check(session.strides)


# change between sessions


def session_of(seed: int = 1, **given) -> rg.Session:
    return analysed(walk("backward", 0.7, duration_s=40, seed=seed, **given)[0])


def test_the_same_walk_twice_is_within_error():
    table = rg.compare_knees(session_of(seed=1), session_of(seed=2))
    assert table["measure"].tolist() == [c for c in KNEE_STRIDE_COLUMNS if c.endswith("deg")]
    assert table["verdict"].unique().tolist() == ["within error"]
    assert (table["minimal_detectable_change"] >= 1.96 * 3 * 2**0.5).all()


def test_a_change_larger_than_the_error_is_told():
    before, after = session_of(), session_of()
    moved = after.strides.assign(knee_range_stance_deg=after.strides["knee_range_stance_deg"] + 10.0)
    after = rg.Session(after.events, moved, after.bouts, after.knee, after.summary)
    table = rg.compare_knees(before, after).set_index("measure")
    assert table["verdict"]["knee_range_stance_deg"] == "changed"
    assert table["change"]["knee_range_stance_deg"] == pytest.approx(10)
    assert table["verdict"]["knee_range_swing_deg"] == "within error"


def test_zeros_that_differ_are_not_compared():
    table = rg.compare_knees(session_of(), session_of(surface="treadmill")).set_index("measure")
    verdict = table["verdict"]["knee_peak_extension_stance_deg"]
    assert verdict.startswith("invalid: zero flexion is not from standing in both sessions")
    assert np.isnan(table["change"]["knee_peak_extension_stance_deg"])
    assert table["verdict"]["knee_range_swing_deg"] == "within error"


def test_few_strides_are_not_compared():
    few = KneeChangeOptions(least_strides=500)
    table = rg.compare_knees(session_of(), session_of(), few)
    assert table["verdict"].str.contains("500 needed in each session").all()
    assert table["change"].isna().all()


def test_sessions_without_knees_give_an_empty_table():
    feet = analysed(walk("backward", 0.7, sites=("left_foot", "right_foot"))[0])
    assert rg.compare_knees(feet, feet).empty


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"session_sd_deg": -1.0},
            "session_sd_deg is -1.0; expected a number of 0 or more; the default is 3.0",
        ),
        ({"least_strides": 1}, "least_strides is 1; expected a whole number of 2 or more; the default is 6"),
    ],
)
def test_options_that_mean_nothing(given, message):
    with pytest.raises(rg.InvalidOption, match=message):
        KneeChangeOptions(**given)
