"""Trends over sessions: like with like, and a change counts only beyond what chance makes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logged import comfortable, entries, with_figures, wobbling

from retrogait.errors import InvalidOption, InvalidTable
from retrogait.training import (
    LogEntry,
    SessionLog,
    TrendOptions,
    expected_by_chance,
    label_of,
    measure_trends,
)
from retrogait.training.measures import Figure
from retrogait.training.series import TREND

KNEE = "knee_extension_deficit_deg"


def trends(sessions, **options):
    return measure_trends(SessionLog(entries=tuple(sessions)), TrendOptions(**options))


@settings(max_examples=30)
@given(st.lists(entries(), max_size=8))
def test_every_figure_has_a_row_and_every_trend_one_reference(sessions):
    table = trends(sessions)
    n_figures = sum(len(own) for entry in sessions for own in entry.figures.values())
    assert len(table) == n_figures + sum(len(entry.scores) for entry in sessions)
    groups = table.groupby([*TREND], dropna=False)
    for _, own in groups:
        assert (own["verdict"] == "reference").sum() == int(
            (own["n"] >= 6).any() or own["direction"].isna().all()
        )
    told = table[table["verdict"].isin(["changed", "not confirmed", "within error"])]
    beyond = (told["value"] < told["band_low"]) | (told["value"] > told["band_high"])
    margin = (told["change"].abs() - told["minimal_detectable_change"]).abs() > 1e-6
    assert ((told["verdict"] != "within error") == beyond)[margin].all()
    for _, own in told.groupby([*groups.keys], dropna=False):
        side = np.sign(own["change"]) * (own["verdict"] != "within error")
        second = (side * side.shift(fill_value=0.0)) > 0
        assert ((own["verdict"] == "changed") == second).all()


def test_surfaces_handrail_incline_and_sensors_are_never_mixed():
    first = with_figures(1, 0.3)
    for change in (
        {"surface": "overground"},
        {"handrail": "held"},
        {"incline_pct": 2.0},
        {"contact_sites": "lower_back"},
        {"task": "counting"},
    ):
        table = trends([first, replace(with_figures(2, 0.5), **change)], session_sd={"speed_mps": 0.01})
        assert table["verdict"].tolist() == ["reference", "reference"]
    table = trends([first, with_figures(2, 0.5)], session_sd={"speed_mps": 0.01})
    assert table["verdict"].tolist() == ["reference", "not confirmed"]


def test_two_sessions_in_a_row_on_one_side_are_a_change_and_one_is_not():
    values = (0.3, 0.5, 0.3, 0.5, 0.1, 0.1, 0.1, 0.3)
    table = trends(
        [with_figures(day, value) for day, value in enumerate(values, start=1)],
        session_sd={"speed_mps": 0.01},
    )
    assert table["verdict"].tolist() == [
        "reference",
        "not confirmed",
        "within error",
        "not confirmed",
        "not confirmed",
        "changed",
        "changed",
        "within error",
    ]


def test_a_session_of_few_strides_between_two_does_not_part_them():
    sessions = [with_figures(1, 0.3), with_figures(2, 0.5), with_figures(3, 0.3, n=3), with_figures(4, 0.5)]
    table = trends(sessions, session_sd={"speed_mps": 0.01})
    assert table["verdict"].tolist()[-1] == "changed"
    assert np.isnan(table["chance_pct"].tolist()[2])


def test_a_given_sd_makes_the_band():
    table = trends(
        [with_figures(1, 0.3, sd=0.0), with_figures(2, 0.4, sd=0.0)], session_sd={"speed_mps": 0.05}
    )
    detectable = 1.96 * math.sqrt(2) * 0.05
    assert table["minimal_detectable_change"].tolist()[1] == pytest.approx(detectable)
    assert table["band_high"].tolist()[1] == pytest.approx(0.3 + detectable)
    assert table["verdict"].tolist()[1] == "within error"
    # the strides' own error is added
    wider = trends([with_figures(1, 0.3), with_figures(2, 0.4)], session_sd={"speed_mps": 0.05})
    assert wider["minimal_detectable_change"].tolist()[1] == pytest.approx(
        1.96 * math.sqrt(2 * 0.05**2 + 2 * 0.02**2 / 30)
    )


def test_knee_angles_have_the_published_error():
    table = trends([with_figures(1, 12.0, measure=KNEE), with_figures(2, 6.0, measure=KNEE)])
    assert table["verdict"].tolist()[1] == "within error"
    assert table["session_sd_from"].tolist()[1] == "3 deg, Seel et al. 2014, doi 10.3390/s140406891"
    table = trends([with_figures(day, mean, measure=KNEE) for day, mean in ((1, 16.0), (2, 6.0), (3, 6.0))])
    assert table["verdict"].tolist()[1:] == ["not confirmed", "changed"]


def test_few_sessions_and_few_strides_are_undecided():
    table = trends(wobbling(5, 0.01))
    assert set(table["verdict"]) == {
        "reference",
        "undecided: 5 sessions, 6 needed to know how far they differ by chance",
    }
    table = trends([with_figures(1, 0.3, n=3), with_figures(2, 0.3), with_figures(3, 0.3)])
    assert table["verdict"].tolist()[:2] == ["undecided: 3 strides or contacts, 6 needed", "reference"]


@pytest.mark.parametrize(("n", "before", "after"), [(6, 0.20, 0.06), (12, 0.325, 0.085), (18, 0.40, 0.094)])
def test_trends_in_which_nothing_changed_are_seldom_called_changed(n, before, after):
    """Shares of 300 trends with any session beyond the band, which was called changed, and with two in a row."""
    alarms = confirmed = 0
    for seed in range(300):
        verdicts = set(trends(wobbling(n, 0.02, seed))["verdict"])
        alarms += bool(verdicts & {"not confirmed", "changed"})
        confirmed += "changed" in verdicts
    error = 3 * math.sqrt(0.25 / 300)
    assert alarms / 300 == pytest.approx(before, abs=error)
    assert confirmed / 300 == pytest.approx(after, abs=0.05)


def test_how_many_trends_change_by_chance_is_said():
    expected = found = 0.0
    for seed in range(300):
        table = trends(wobbling(12, 0.02, seed))
        one, n_trends = expected_by_chance(table)
        assert n_trends == 1
        assert one == pytest.approx(table["chance_pct"].iloc[-1] / 100)
        expected += one
        found += table["verdict"].iloc[-1] == "changed"
    assert expected == pytest.approx(300 * 0.018, rel=0.1)
    assert found == pytest.approx(expected, abs=8)  # three standard errors of a count of five


def test_trends_of_two_measures_add_up_and_those_undecided_do_not():
    speeds = wobbling(8, 0.02)
    both = [
        replace(entry, figures={"backward": {**entry.figures["backward"], KNEE: Figure(5.0, 1.0, 30)}})
        for entry in speeds
    ]
    one, two = expected_by_chance(trends(speeds)), expected_by_chance(trends(both))
    assert two == (pytest.approx(one[0] + 0.009, abs=0.002), 2)  # the knee's SD is given
    assert expected_by_chance(trends(speeds[:3])) == (0.0, 0)


def test_a_large_change_counts():
    drifting = [
        with_figures(day, 0.25 + 0.03 * day + float(noise))
        for day, noise in enumerate(np.random.default_rng(0).normal(0, 0.01, 12), start=1)
    ]
    assert trends(drifting)["verdict"].tolist()[-1] == "changed"


def test_other_tables_and_measures_that_are_none_are_refused():
    with pytest.raises(
        InvalidTable, match=r"column 'direction' is missing; expected .*measure_trends\(log\) gives"
    ):
        expected_by_chance(pd.DataFrame())
    with pytest.raises(InvalidOption, match="label_of: measure is 'joy'; expected one of speed_mps"):
        label_of("joy")


def scored(values, name="pain_before", **facts):
    return [
        LogEntry(f"2026-11-{day:02d}", "treadmill", **{name: one}, **facts)
        for day, one in enumerate(values, 1)
    ]


def test_pain_effort_walk_time_and_outcomes_have_trends():
    sessions = [
        comfortable(
            day, pain_before=5, pain_after=6, three_metre_backward_walk_s=5.0, outcomes={"koos_pain": 60}
        )
        for day in range(1, 4)
    ]
    table = trends(sessions)
    assert set(table["measure"]) == {
        "pain_before",
        "pain_after",
        "pain_rise",
        "effort",
        "three_metre_backward_walk_s",
        "outcome_koos_pain",
    }
    assert table["direction"].isna().all()
    assert table.loc[table["measure"].eq("pain_rise"), "value"].tolist() == [1, 1, 1]


def test_pain_after_is_split_by_handrail_and_task_but_pain_before_and_outcomes_are_not():
    sessions = [
        comfortable(1, outcomes={"koos_pain": 60}),
        comfortable(2, handrail="held", outcomes={"koos_pain": 61}),
        comfortable(3, task="counting", outcomes={"koos_pain": 62}),
        comfortable(4, contact_sites="lower_back", outcomes={"koos_pain": 63}),
    ]
    references = trends(sessions).query("verdict == 'reference'")["measure"].value_counts()
    assert references["pain_after"] == references["effort"] == references["pain_rise"] == 3
    assert references["pain_before"] == references["outcome_koos_pain"] == 1


def test_a_score_that_moves_by_one_step_is_no_change_and_by_more_it_is():
    one_step = trends(scored([3, 3, 3, 3, 3, 2, 2, 2]))
    assert set(one_step["verdict"]) == {"reference", "within error"}
    assert one_step["minimal_detectable_change"].dropna().min() == pytest.approx(1.96 * math.sqrt(2) * 0.5)
    assert trends(scored([3, 3, 3, 3, 3, 1, 1, 1]))["verdict"].tolist()[-1] == "changed"


def test_an_outcome_has_the_sd_that_is_given_and_one_that_is_not_there_is_refused():
    sessions = [comfortable(day, outcomes={"koos_pain": value}) for day, value in enumerate((60, 70, 71), 1)]
    table = trends(sessions, session_sd={"outcome_koos_pain": 2.0}).query("measure == 'outcome_koos_pain'")
    assert table["verdict"].tolist() == ["reference", "not confirmed", "changed"]
    with pytest.raises(
        InvalidOption,
        match="session_sd names 'outcome_koos'; the outcomes of this log are outcome_koos_pain; correct",
    ):
        trends(sessions, session_sd={"outcome_koos": 2.0})


def test_the_impact_at_a_foot_is_flagged_and_at_a_shank_is_not():
    for part, flag in (("foot", "placement_dependent: the impact at a foot depends"), ("shank", "ok")):
        table = trends([with_figures(1, 20.0, measure=f"left_{part}_peak_resultant_mps2")])
        assert table["flag"].str.startswith(flag).all()
        label = label_of(f"left_{part}_peak_resultant_mps2").title
        assert ("placement dependent" in label) == (part == "foot")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"session_sd": {"pace": 1.0}}, "session_sd names 'pace'; expected one of speed_mps"),
        (
            {"session_sd": {"speed_mps": -1.0}},
            "session_sd of 'speed_mps' is -1.0; expected a number of 0 or more",
        ),
        ({"least_strides": 1}, "least_strides is 1; expected a whole number of 2 or more; the default is 6"),
        ({"least_sessions": 4.5}, "least_sessions is 4.5"),
        ({"least_slope_sessions": 5}, "least_slope_sessions is 5; expected a whole number of 6 or more"),
    ],
)
def test_options_that_mean_nothing(options, words):
    with pytest.raises(InvalidOption) as caught:
        TrendOptions(**options)
    assert words in str(caught.value)
