"""The training plan: its steps, which comes next, the dose walked, the questions and the cut-offs."""

from __future__ import annotations

import itertools
import math
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logged import comfortable, entries, with_figures

import retrogait as rg
from retrogait.errors import InvalidOption, InvalidTable
from retrogait.training import (
    CUT_OFFS,
    QUESTIONS,
    LogEntry,
    SessionLog,
    TrainingPlan,
    compare_cut_offs,
    follow_plan,
    measure_adherence,
)


@st.composite
def plans(draw):
    return TrainingPlan(
        start_speed_mps=draw(st.floats(0.1, 1.0)),
        speed_step_mps=draw(st.floats(0.0, 0.2)),
        n_speed_steps=draw(st.integers(1, 8)),
        incline_step_pct=draw(st.floats(0.0, 5.0)),
        n_incline_steps=draw(st.integers(0, 4)),
        sessions_per_step=draw(st.integers(1, 3)),
    )


def test_the_default_is_the_published_dose_started_at_half_a_mile_an_hour():
    plan = TrainingPlan()
    assert (plan.minutes_per_session, plan.sessions_per_week, plan.weeks) == (10, 3, 6)
    assert plan.steps[0].speed_mps == pytest.approx(0.5 * 1609.344 / 3600, abs=0.005)
    assert set(plan.sources) == {field.name for field in fields(plan)}
    assert "nothing is published" in plan.sources["speed_step_mps"]


@given(plans())
def test_incline_comes_only_after_the_last_speed_and_nothing_falls(plan):
    steps = plan.steps
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert all(step.incline_pct == 0 for step in steps[: plan.n_speed_steps])
    assert all(
        step.speed_mps == steps[plan.n_speed_steps - 1].speed_mps for step in steps[plan.n_speed_steps :]
    )
    for before, after in itertools.pairwise(steps):
        assert after.speed_mps >= before.speed_mps
        assert after.incline_pct >= before.incline_pct


@given(plans())
def test_a_plan_comes_back_from_json(plan):
    assert TrainingPlan.from_json(plan.to_json()) == plan


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"start_speed_mps": 0},
            "start_speed_mps is 0; expected a number from 0.05 to 3; the default is 0.22",
        ),
        ({"weeks": 1.5}, "weeks is 1.5; expected a whole number from 1 to 104; the default is 6"),
        ({"minutes_per_session": math.nan}, "minutes_per_session is nan"),
        ({"sessions_per_week": True}, "sessions_per_week is True"),
    ],
)
def test_values_that_are_no_plan(change, words):
    with pytest.raises(InvalidOption) as caught:
        TrainingPlan(**change)
    assert words in str(caught.value)


def test_a_plan_of_a_newer_version_cut_or_with_more_is_refused():
    text = TrainingPlan().to_json()
    with pytest.raises(InvalidTable, match="newer than 'retrogait training plan 2'.*install a newer"):
        TrainingPlan.from_json(text.replace("plan 2", "plan 3"))
    with pytest.raises(InvalidTable, match="plan: the text is not JSON.*ends early"):
        TrainingPlan.from_json(text[:-20])
    with pytest.raises(InvalidTable, match="'weeks' is missing; a plan holds"):
        TrainingPlan.from_dict({k: v for k, v in TrainingPlan().to_dict().items() if k != "weeks"})
    with pytest.raises(InvalidTable, match="'months' is unknown"):
        TrainingPlan.from_dict({**TrainingPlan().to_dict(), "months": 2})
    with pytest.raises(InvalidTable, match="found a list"):
        TrainingPlan.from_dict([])


@settings(max_examples=25)
@given(plans())
def test_comfortable_sessions_walk_through_the_whole_plan(plan):
    sessions = [step for step in plan.steps for _ in range(plan.sessions_per_step)][:28]
    log = SessionLog(
        plan,
        tuple(
            comfortable(day, step, minutes_backward=plan.minutes_per_session)
            for day, step in enumerate(sessions, start=1)
        ),
    )
    table = follow_plan(log)
    assert table["comfortable"].eq("yes").all(), table["reason"].tolist()
    assert table["step"].tolist() == [step.number for step in sessions]


@settings(max_examples=25)
@given(plans(), st.lists(entries(), max_size=8))
def test_a_step_is_gained_or_lost_one_at_a_time_and_lost_only_by_a_near_fall(plan, sessions):
    log = SessionLog(plan, tuple(sessions))
    table = follow_plan(log)
    assert len(table) == len(sessions)
    place = {"without handrail": 1, "with handrail": 1}
    line = "without handrail"
    for row, entry in zip(table.itertuples(), log.by_date(), strict=True):
        if entry.handrail is not None:
            line = "without handrail" if entry.handrail == "none" else "with handrail"
        if line == "with handrail":
            place[line] = max(place.values())
        assert row.line == line
        assert row.step == place[line]
        assert 1 <= row.next_step <= len(plan.steps)
        if row.near_falls > 0:
            assert row.next_step == max(1, row.step - 1)
            assert row.comfortable == "no"
        else:
            assert row.next_step - row.step in (0, 1)
        if row.next_step > row.step:
            assert row.comfortable == "yes"
            assert row.comfortable_in_a_row >= plan.sessions_per_step
        place[line] = row.next_step


def lines_of(*handrails, speeds=None):
    """Comfortable sessions with these uses of the handrail, as `follow_plan` has them."""
    steps = TrainingPlan().steps
    at = speeds or [1] * len(handrails)
    sessions = [
        comfortable(day, steps[step - 1], handrail=handrail)
        for day, (handrail, step) in enumerate(zip(handrails, at, strict=True), start=1)
    ]
    table = follow_plan(SessionLog(entries=tuple(sessions)))
    return table[["line", "step", "comfortable", "next_step"]].to_numpy().tolist(), table["reason"].tolist()


def test_who_always_holds_the_handrail_progresses():
    rows, reasons = lines_of("held", "touched", "held", "held", speeds=[1, 1, 2, 2])
    assert [row[1:] for row in rows] == [[1, "yes", 1], [1, "yes", 2], [2, "yes", 2], [2, "yes", 3]]
    assert {row[0] for row in rows} == {"with handrail"}
    assert reasons == [""] * 4


def test_letting_go_of_the_handrail_starts_a_line_at_the_first_step_and_says_so():
    rows, reasons = lines_of("held", "held", "none", "none", speeds=[1, 1, 1, 1])
    assert [row[1] for row in rows] == [1, 1, 1, 1]
    assert [row[3] for row in rows] == [1, 2, 1, 2]
    assert reasons == ["", "", "without handrail from here: a line of its own, at step 1", ""]


def test_the_line_with_the_handrail_is_never_behind_the_one_without():
    rows, reasons = lines_of("none", "none", "held", "held", "none", speeds=[1, 1, 2, 2, 2])
    assert [row[:2] for row in rows[2:]] == [
        ["with handrail", 2],
        ["with handrail", 2],
        ["without handrail", 2],
    ]
    assert rows[3][3] == 3
    assert reasons[2] == "with handrail from here: a line of its own, at step 2"


def test_a_session_without_word_of_the_handrail_is_of_the_line_before_it():
    rows, _ = lines_of("held", None, "held")
    assert [row[0] for row in rows] == ["with handrail"] * 3
    assert [row[2] for row in rows] == ["yes", "not known", "yes"]
    assert rows[2][3] == 2


@pytest.mark.parametrize(
    ("minutes", "comfort", "reason"),
    [(12.5, "yes", ""), (12.6, "no", "12.6 of 10 minutes, more than 1.25 times the plan")],
)
def test_minutes_up_to_the_share_above_the_plan_are_comfortable_and_more_are_not(minutes, comfort, reason):
    table = follow_plan(SessionLog(entries=(comfortable(1, minutes_backward=minutes),)))
    assert table[["comfortable", "reason"]].to_numpy().tolist() == [[comfort, reason]]
    wide = SessionLog(TrainingPlan(most_share=1.26), entries=(comfortable(1, minutes_backward=minutes),))
    assert follow_plan(wide)["comfortable"].tolist() == ["yes"]


@pytest.mark.parametrize(
    ("days", "minutes", "above"),
    [(3, 12.5, ""), (3, 12.6, "minutes"), (4, 9, "sessions"), (4, 10, "sessions minutes")],
)
def test_a_week_of_more_than_the_share_above_the_plan_is_named(days, minutes, above):
    log = SessionLog(entries=tuple(comfortable(day, minutes_backward=minutes) for day in range(1, days + 1)))
    assert measure_adherence(log)["above_plan"].tolist() == [above]
    late = SessionLog(TrainingPlan(weeks=1), (comfortable(1), comfortable(9, minutes_backward=600)))
    assert measure_adherence(late)["above_plan"].tolist() == ["", ""]  # nothing is planned in the second week


def test_a_plan_of_the_first_format_is_read_with_the_default_of_what_it_does_not_hold():
    data = {**TrainingPlan(weeks=8).to_dict(), "format": "retrogait training plan 1"}
    del data["most_share"]
    assert TrainingPlan.from_dict(data) == TrainingPlan(weeks=8)
    with pytest.raises(InvalidTable, match="'most_share' is missing"):
        TrainingPlan.from_dict({**data, "format": "retrogait training plan 2"})


@pytest.mark.parametrize(
    ("change", "comfort", "reason"),
    [
        ({"effort": 5}, "no", "effort 5 above 4"),
        ({"pain_after": 4}, "no", "pain rose by 1"),
        ({"belt_speed_mps": 0.15}, "no", "speed 0.15 m/s below the step's 0.22"),
        ({"belt_speed_mps": 0.3}, "no", "speed 0.30 m/s above the step's 0.22"),
        ({"minutes_backward": 8}, "no", "8.0 of 10 minutes"),
        ({"incline_pct": 2}, "no", "incline 2 %, the step's is 0 %"),
        ({"handrail": "held"}, "yes", ""),
        ({"minutes_backward": 60}, "no", "60.0 of 10 minutes, more than 1.25 times the plan"),
        ({"near_falls": 1}, "no", "1 near-falls"),
        ({"effort": math.nan, "handrail": None}, "not known", "effort, handrail not stated"),
        ({"effort": 9, "handrail": None}, "no", "effort 9 above 4"),
        ({"pain_before": math.nan}, "not known", "pain before and after not stated"),
        ({"handrail": "touched"}, "yes", ""),
    ],
)
def test_what_makes_a_session_comfortable(change, comfort, reason):
    table = follow_plan(SessionLog(entries=(comfortable(1, **change),)))
    assert table["comfortable"].tolist() == [comfort]
    assert table["reason"].tolist() == [reason]


def test_measured_speed_goes_before_that_of_the_belt():
    entry = replace(with_figures(1, 0.4), belt_speed_mps=0.22)
    assert follow_plan(SessionLog(entries=(entry,)))["speed_mps"].tolist() == [0.4]


def test_the_order_of_adding_does_not_matter():
    days = tuple(comfortable(day) for day in range(1, 6))
    assert follow_plan(SessionLog(entries=days)).equals(follow_plan(SessionLog(entries=days[::-1])))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 28), st.floats(0, 60)), max_size=15))
def test_dose_is_counted_once_and_whole(sessions):
    log = SessionLog(entries=tuple(comfortable(day, minutes_backward=minutes) for day, minutes in sessions))
    table = measure_adherence(log, start="2026-11-01", until="2026-11-30")
    assert table["week"].tolist() == [1, 2, 3, 4, 5]
    assert table["is_over"].tolist() == [True, True, True, True, False]
    assert table["minutes_done"].sum() == pytest.approx(sum(minutes for _, minutes in sessions))
    assert table["sessions_done"].sum() == len({day for day, _ in sessions})
    assert table["sessions_planned"].eq(3).all()
    assert (table["minutes_pct"] - 100 * table["minutes_done"] / 30).abs().max() < 1e-9


def test_adherence_of_weeks_beyond_the_plan_and_of_unknown_minutes():
    log = SessionLog(
        TrainingPlan(weeks=1),
        (with_figures(1, 0.25, minutes_backward=12.0), comfortable(9, minutes_backward=math.nan)),
    )
    table = measure_adherence(log)
    assert table["distance_m"].tolist()[0] == pytest.approx(180.0)
    assert math.isnan(table["distance_m"].tolist()[1])
    assert table["n_minutes_unknown"].tolist() == [0, 1]
    assert table["sessions_planned"].tolist() == [3, 0]
    assert math.isnan(table["sessions_pct"].tolist()[1])
    assert measure_adherence(SessionLog()).empty


@pytest.mark.parametrize(
    ("given_dates", "words"),
    [
        ({"start": "2026-11-05"}, "a session of 2026-11-01 is before start='2026-11-05'"),
        ({"until": "2026-10-05"}, "until='2026-10-05' is before the plan's first day, 2026-11-01"),
        ({"start": "soon"}, "date is 'soon'; expected an ISO date"),
    ],
)
def test_dates_that_cannot_be(given_dates, words):
    with pytest.raises(InvalidOption) as caught:
        measure_adherence(SessionLog(entries=(comfortable(1),)), **given_dates)
    assert words in str(caught.value)


def test_questions_are_asked_not_decided():
    assert len({question.key for question in QUESTIONS}) == len(QUESTIONS) >= 5
    log = SessionLog(answers={"knee_surgery": True, "multiple_sclerosis": False})
    assert log.open_questions[0] == "answered yes: Have you had surgery on a knee recently?"
    assert sum(note.startswith("not asked: ") for note in log.open_questions) == len(QUESTIONS) - 2
    assert SessionLog(answers={one.key: not one.weighed for one in QUESTIONS}).open_questions == []
    with pytest.raises(InvalidOption, match="'knee' is not a question; expected one of balance_disorder"):
        SessionLog(answers={"knee": True})
    with pytest.raises(InvalidOption, match="the answer to 'knee_injury' is 'no'; expected True for yes"):
        SessionLog(answers={"knee_injury": "no"})  # type: ignore[dict-item]


@pytest.mark.parametrize("measure", ["three_metre_backward_walk_s", "speed_mps"])
@given(value=st.floats(0.1, 60))
def test_every_cut_off_is_shown_with_population_and_source(measure, value):
    table = compare_cut_offs(value, measure)
    assert len(table) == sum(one.measure == measure for one in CUT_OFFS) > 0
    for row in table.itertuples():
        side = "below" if value < row.value else "above" if value > row.value else "at"
        assert row.reading == f"{side} cut-off {row.value:g} {row.unit} for {row.population}"
        assert "doi" in row.source or "PMID" in row.source


def test_how_well_a_cut_off_separates_stands_in_columns_and_in_no_text():
    table = compare_cut_offs(4.0)
    known = table.set_index("value")[["n", "auc", "sensitivity_pct", "specificity_pct"]]
    assert known.loc[5.5].tolist() == [483, 0.655, 59.5, 68.6]
    assert known.loc[4.2, ["n", "auc"]].tolist() == [175, 0.699]
    assert known.loc[3.5, "sensitivity_pct"] == 98.0
    assert table["n"].dtype == "Int64"
    assert table["n"].isna().sum() == 2
    assert not table["meaning"].str.contains("%").any()
    assert table.loc[table["value"].isin([3.0, 4.5]), "population"].str.contains("no walking aid").all()


def test_cut_offs_that_are_not_there():
    with pytest.raises(InvalidOption, match="measure is 'cadence_spm'; expected one of three_metre"):
        compare_cut_offs(1.0, "cadence_spm")
    with pytest.raises(InvalidOption, match="value is nan; expected a number above 0"):
        compare_cut_offs(math.nan)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"effort": 11}, "log: effort is 11; effort, of 10: expected a number from 0 to 10, or none"),
        ({"handrail": "grabbed"}, "handrail is 'grabbed'; expected one of none touched held, or none"),
        ({"surface": "grass"}, "surface is 'grass'; expected one of overground treadmill"),
        ({"note": 3}, "note is 3; expected text"),
        ({"task": " "}, "log: task is ' '; expected a name, or none"),
        ({"observer": "perhaps"}, "observer is 'perhaps'; expected one of yes no, or none"),
        (
            {"surface": "overground", "emergency_cord": "yes"},
            "emergency_cord is 'yes' and surface is 'overground'; expected it of a treadmill only; leave it out",
        ),
        ({"outcomes": [7]}, "outcomes is [7]; expected scores by name, as {'womac_pain': 7}; write it so"),
        (
            {"outcomes": {"WOMAC pain": 7}},
            "outcomes names 'WOMAC pain'; expected small letters, digits and _",
        ),
        (
            {"outcomes": {"womac_pain": math.nan}},
            "the outcome 'womac_pain' is nan; expected a number; leave out what was not measured",
        ),
    ],
)
def test_facts_that_cannot_be(change, words):
    with pytest.raises(InvalidOption) as caught:
        comfortable(1, **change)
    assert words in str(caught.value)
    with pytest.raises(InvalidOption, match="date is '20.11.2026'; expected an ISO date"):
        LogEntry("20.11.2026", "treadmill")


def test_public_names():
    assert rg.TrainingPlan is TrainingPlan
    assert rg.SessionLog is SessionLog
