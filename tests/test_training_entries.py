"""What a session of a log holds beside its gait: task, person, observer, scores, legs, impact; older files of it."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from logged import comfortable
from sessions import make_session

import retrogait as rg
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning
from retrogait.tables.catalogue import IMPACTS, NOT_STATED
from retrogait.training import QUESTIONS, SessionLog, follow_plan, measure_trends
from retrogait.training.columns import FACT_NAMES, MEASURES

DAY = "2026-11-20"
OLD = Path(__file__).parent / "old_logs"


@pytest.fixture(scope="module")
def session():
    return make_session()


@pytest.mark.parametrize("name", ["log_1.json", "log_1.parquet"])
def test_a_log_of_the_first_format_opens_with_all_it_held(name, tmp_path):
    log = SessionLog.load(OLD / name)
    first, second = log.entries
    assert (first.date, first.handrail, first.pain_after, first.note) == ("2026-11-02", "held", 4, "first")
    assert first.figures["backward"]["left_knee_extension_deficit_deg"] == (12.5, 1.5, 15)
    assert math.isnan(first.figures["backward"]["stride_time_cv_pct"].sd)
    assert first.figures["forward"]["speed_mps"] == (0.8, 0.05, 20)
    assert second.date == "2026-11-04T10:30"
    assert (log.plan.weeks, log.answers) == (8, {"knee_injury": True, "balance_disorder": False})
    for entry in log.entries:
        assert (entry.task, entry.subject, entry.observer, entry.emergency_cord) == (None,) * 4
        assert (entry.noted, entry.outcomes) == ("", {})
    assert len(follow_plan(log)) == 2
    assert len(measure_trends(log))
    grown = replace(log, entries=(*log.entries, comfortable(20)))
    again = tmp_path / name
    again.write_bytes((OLD / name).read_bytes())
    grown.save(again)  # it begins with all sessions of the old file
    assert len(SessionLog.load(again).entries) == 3


def test_both_files_of_the_first_format_hold_the_same():
    one, other = (SessionLog.load(OLD / name) for name in ("log_1.json", "log_1.parquet"))
    pd.testing.assert_frame_equal(one.table, other.table)


def test_what_a_session_states_of_task_and_person_is_taken_and_an_argument_goes_first(session):
    summary = session.summary.copy()
    for missing in (None, np.nan, NOT_STATED, "  "):
        summary["task"] = summary["subject"] = missing
        entry = SessionLog().add(summary, date=DAY).entries[0]
        assert (entry.task, entry.subject) == (None, None)
    summary["task"], summary["subject"] = "Counting  Back", "A. B."
    entry = SessionLog().add(summary, date=DAY).entries[0]
    assert (entry.task, entry.subject) == ("counting back", "A. B.")
    entry = SessionLog().add(summary, date=DAY, task="single", subject="C. D.").entries[0]
    assert (entry.task, entry.subject) == ("single", "C. D.")
    assert SessionLog().add(session, date=DAY).entries[0].task is None


def test_a_log_is_of_one_person(session):
    log = SessionLog().add(session, date=DAY)
    assert log.subject is None
    log = log.add(session, date=DAY, subject="A. B.")
    assert log.subject == "A. B."
    assert log.add(session, date=DAY, note="subject not stated").subject == "A. B."
    with pytest.raises(
        InvalidTable,
        match=r"the session is of 'C\. D\.' and the log of 'A\. B\.'; expected one person; add it to the log of",
    ):
        log.add(session, date="2026-11-21", subject="C. D.")
    with pytest.raises(InvalidTable, match="session 1 is of 'A' and the log of 'B'"):
        SessionLog(entries=(comfortable(1, subject="A"),), subject="B")
    with pytest.raises(
        InvalidOption, match="SessionLog: subject is ' '; expected a name; leave it out for none"
    ):
        SessionLog(subject=" ")


def test_observer_cord_and_outcomes_are_kept_and_come_back(session, tmp_path):
    log = SessionLog().add(
        session,
        date=DAY,
        observer=True,
        emergency_cord=False,
        outcomes={"womac_pain": 7, "strength_nm": 85.5},
    )
    log = log.add(session, date="2026-11-21", outcomes={"womac_pain": 5})
    log.save(tmp_path / "log.parquet")
    back = SessionLog.load(tmp_path / "log.parquet")
    assert (back.entries[0].observer, back.entries[0].emergency_cord) == ("yes", "no")
    assert back.entries[0].outcomes == {"womac_pain": 7.0, "strength_nm": 85.5}
    table = back.table
    assert table["outcome_womac_pain"].tolist() == [7.0, 5.0]
    assert math.isnan(table["outcome_strength_nm"].tolist()[1])
    assert table["observer"].tolist()[0] == "yes"
    with pytest.raises(InvalidOption, match="add: observer is 'yes'; expected True or False or None"):
        log.add(session, date=DAY, observer="yes")  # type: ignore[arg-type]


def test_scores_are_those_stated():
    entry = comfortable(1, pain_before=3, pain_after=5, effort=math.nan, outcomes={"koos_pain": 60})
    assert entry.scores == {"pain_before": 3, "pain_after": 5, "pain_rise": 2, "outcome_koos_pain": 60}


def test_each_leg_has_figures_of_its_own(session):
    strides = session.strides.assign(
        knee_range_swing_deg=np.where(session.strides["side"] == "left", 50.0, 60.0)
    )
    one = replace(session, strides=strides)
    own = SessionLog().add(one, date=DAY).entries[0].figures["backward"]
    assert own["left_knee_range_swing_deg"].mean == 50
    assert own["right_knee_range_swing_deg"].mean == 60
    assert own["knee_range_swing_deg"].mean == 55
    assert (
        own["left_knee_range_swing_deg"].n + own["right_knee_range_swing_deg"].n
        == own["knee_range_swing_deg"].n
    )


def test_a_mirrored_walk_swaps_the_legs_and_nothing_else(session):
    other = {"left": "right", "right": "left"}
    angles = np.linspace(-30.0, 10.0, len(session.strides))
    strides = session.strides.assign(foot_strike_angle_deg=angles, stride_time_s=angles / 10 + 5)
    mirrored = replace(
        session,
        strides=strides.assign(side=strides["side"].map(other)),
        events=session.events.assign(side=session.events["side"].map(other)),
    )
    one, two = (
        SessionLog().add(each, date=DAY).entries[0].figures
        for each in (replace(session, strides=strides), mirrored)
    )
    for direction, own in one.items():
        assert {f"{side}_foot_strike_angle_deg" for side in other} < set(own)
        for name, figure in own.items():
            side = name.split("_", 1)[0]
            swapped = name.replace(side, other[side], 1) if side in other else name
            assert two[direction][swapped] == pytest.approx(figure, nan_ok=True)


def impacts(n=8, **changed):
    """A table of impacts as `measure_impact` gives it: the left shank, steady backward steps."""
    facts = {
        "time_s": np.arange(n, dtype=float),
        "side": ["left"] * n,
        "site": ["left_shank"] * n,
        "direction": ["backward"] * n,
        "peak_resultant_mps2": np.linspace(10, 12, n),
        "is_steady": [True] * n,
        "flag": ["ok"] * n,
        **changed,
    }
    return IMPACTS.frame(facts)


def test_impact_peaks_are_averaged_over_steady_steps_of_each_leg(session):
    table = impacts(is_steady=[True] * 6 + [False] * 2)
    own = SessionLog().add(session, date=DAY, impact=table).entries[0].figures["backward"]
    peaks = np.linspace(10, 12, 8)[:6]
    assert own["left_shank_peak_resultant_mps2"].n == 6
    assert own["left_shank_peak_resultant_mps2"].mean == pytest.approx(peaks.mean())
    assert own["left_shank_peak_resultant_mps2"].sd == pytest.approx(peaks.std(ddof=1))
    assert "right_shank_peak_resultant_mps2" not in own


@pytest.mark.parametrize(
    "changed",
    [
        {"flag": ["invalid: samples are missing"] * 8},
        {"low_rate_measures": ["peak_axial_mps2 peak_resultant_mps2"] * 8},
        {"direction": ["unknown"] * 8},
        {"site": ["left_hand"] * 8},
    ],
)
def test_impacts_that_are_none_or_of_too_low_a_rate_are_left_out(session, changed):
    own = SessionLog().add(session, date=DAY, impact=impacts(**changed)).entries[0].figures
    assert not [name for figures in own.values() for name in figures if "peak_resultant" in name]
    kept = SessionLog().add(session, date=DAY, impact=impacts(low_rate_measures=["peak_axial_mps2"] * 8))
    assert "left_shank_peak_resultant_mps2" in kept.entries[0].figures["backward"]


def test_another_table_is_no_impact(session):
    with pytest.raises(
        InvalidTable,
        match=r"log.add: impact: column 'site' is missing; expected the table that retrogait.measure_impact\(session\)",
    ):
        SessionLog().add(session, date=DAY, impact=pd.DataFrame())


def sways(**changed):
    """A table as `measure_trunk_sway` gives it."""
    facts = {
        "direction": ["backward"] * 2,
        "measure": ["lean_forward_deg", "roll_range_deg"],
        "value_deg": [4.0, 7.0],
        "sd_deg": [0.5, 0.7],
        "n_strides": [25, 25],
        "flag": ["ok"] * 2,
        "zero": ["standing"] * 2,
        **changed,
    }
    return pd.DataFrame(facts)


def test_sway_is_taken_and_a_lean_only_against_standing(session):
    own = SessionLog().add(session, date=DAY, sway=sways()).entries[0].figures["backward"]
    assert own["trunk_lean_forward_deg"] == (4.0, 0.5, 25)
    assert own["trunk_roll_range_deg"] == (7.0, 0.7, 25)
    own = SessionLog().add(session, date=DAY, sway=sways(zero=["axes of the sensor"] * 2)).entries[0].figures
    assert "trunk_lean_forward_deg" not in own["backward"]
    assert "trunk_roll_range_deg" in own["backward"]
    own = SessionLog().add(session, date=DAY, sway=sways(value_deg=[math.nan, math.nan])).entries[0].figures
    assert not [name for name in own["backward"] if name.startswith("trunk_")]
    with pytest.raises(
        InvalidTable, match=r"sway: column 'measure' is missing; .*measure_trunk_sway\(session\)"
    ):
        SessionLog().add(session, date=DAY, sway=sways().drop(columns="measure"))


def test_tables_of_a_simulated_walk_reach_the_log():
    walk, _ = rg.simulate_walk(
        "backward", 0.4, 30, seed=1, sites=["left_foot", "right_foot", "lower_back"], rate_hz=200
    )
    session = rg.analyze(walk, surface="overground")
    log = SessionLog().add(
        session,
        date=DAY,
        stability=rg.measure_stability(session),
        impact=rg.measure_impact(session),
        sway=rg.measure_trunk_sway(session),
    )
    own = log.entries[0].figures["backward"]
    expected = {
        "stance_pct",
        "double_support_pct",
        "roll_on_pct",
        "left_stride_time_s",
        "right_foot_strike_angle_deg",
        "harmonic_ratio_lateral",
        "left_foot_peak_resultant_mps2",
        "trunk_roll_range_deg",
        "lower_back_peak_resultant_mps2",
    }
    assert expected <= set(own) <= set(MEASURES)
    assert own["left_foot_peak_resultant_mps2"].mean > own["lower_back_peak_resultant_mps2"].mean


ALL_WELL = {question.key: not question.weighed for question in QUESTIONS}


@pytest.mark.parametrize(
    ("answers", "observer", "noted"),
    [
        ({"pain_now": True}, None, "yes to pain_now"),
        ({"medical_clearance": False}, None, "no to medical_clearance"),
        ({"balance_disorder": True}, True, "yes to balance_disorder"),
        ({"balance_disorder": True}, False, "yes to balance_disorder; balance_disorder and no observer"),
        (
            {"balance_disorder": True},
            None,
            "yes to balance_disorder; balance_disorder and observer not stated",
        ),
    ],
)
def test_a_session_after_an_answer_to_be_weighed_is_added_and_noted(session, answers, observer, noted):
    log = SessionLog(answers={**ALL_WELL, **answers})
    with pytest.warns(
        RetrogaitWarning, match=f"to be weighed by a person: {noted}; the session's 'noted' says so"
    ):
        log = log.add(session, date=DAY, observer=observer)
    assert log.table["noted"].tolist() == [noted]


def test_no_note_where_nothing_is_to_be_weighed_or_nothing_was_asked(session):
    with warnings.catch_warnings(action="error"):
        for answers in ({}, ALL_WELL):
            assert SessionLog(answers=answers).add(session, date=DAY, observer=False).entries[0].noted == ""
    assert SessionLog(answers=ALL_WELL).open_questions == []
    answers = {**ALL_WELL, "medical_clearance": False}
    assert SessionLog(answers=answers).open_questions == [
        "answered no: Has a doctor or physiotherapist said that you may train so?"
    ]


def test_questions_name_their_source_and_keep_their_keys():
    keys = [question.key for question in QUESTIONS]
    assert keys[:6] == [
        "balance_disorder",
        "knee_surgery",
        "knee_injury",
        "multiple_sclerosis",
        "parkinsons_disease",
        "brain_injury",
    ]
    assert {"age_65_or_older", "limited_motion", "other_surgery", "other_injury", "pain_now"} <= set(keys)
    assert all("not from a trial" in question.source for question in QUESTIONS[:6])
    assert "choice of this library" in QUESTIONS[keys.index("age_65_or_older")].source
    assert [question.key for question in QUESTIONS if not question.weighed] == [
        "medical_clearance",
        "observer_at_hand",
    ]


def test_every_fact_is_a_field_of_an_entry():
    assert set(FACT_NAMES) < set(comfortable(1).row())
