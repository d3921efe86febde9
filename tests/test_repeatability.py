"""`repeatability`: published figures, another package's figures, laws, and tables that cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_visits import SHROUT_FLEISS, TABLES, visits

import retrogait as rg
from retrogait.comparison import REPEATABILITY, SessionComparisonOptions
from retrogait.comparison.agreement import (
    agreement,
    consistency,
    error_of_measurement,
    mean_squares,
    one_way,
)
from retrogait.training import TrendOptions

ORACLES = json.loads((Path(__file__).parent / "repeatability_oracles.json").read_text(encoding="utf-8"))[
    "figures"
]
KINDS = {
    "ICC(1,1)": "icc_1_1",
    "ICC(A,1)": "icc_a_1",
    "ICC(C,1)": "icc_c_1",
    "ICC(1,k)": "icc_1_k",
    "ICC(A,k)": "icc_a_k",
    "ICC(C,k)": "icc_c_k",
}
FIGURES = [f"{name}{end}" for name in (*KINDS.values(), "sem") for end in ("", "_low", "_high")]


def tidy(values, measure="speed_mps", **columns):
    frame = pd.DataFrame(values).rename_axis("subject").reset_index().melt("subject", var_name="visit")
    return frame.assign(measure=measure, **columns)


def figures(values, **given):
    return rg.repeatability(tidy(values, **given)).iloc[0]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("kind", KINDS)
def test_correlations_and_intervals_are_those_of_pingouin(name, kind):
    row = figures(TABLES[name])
    found = [row[f"{KINDS[kind]}{end}"] for end in ("", "_low", "_high")]
    np.testing.assert_allclose(found, ORACLES[name][kind], rtol=1e-6, atol=1e-9)


def test_the_example_of_shrout_and_fleiss():
    row = figures(SHROUT_FLEISS)
    assert [round(row[name], 2) for name in ("icc_1_1", "icc_a_1", "icc_c_1")] == [0.17, 0.29, 0.71]
    assert [round(row[name], 2) for name in ("icc_1_k", "icc_a_k", "icc_c_k")] == [0.44, 0.62, 0.91]
    squares = mean_squares(SHROUT_FLEISS)
    table_3 = (squares.subjects, squares.within, squares.sessions, squares.error)
    assert [round(one, 2) for one in table_3] == [11.24, 6.26, 32.49, 1.02]


def naive_squares(values):
    """Mean squares cell by cell."""
    n, k = values.shape
    cells = [(i, j) for i in range(n) for j in range(k)]
    whole = sum(values[i, j] for i, j in cells) / (n * k)
    subject = [sum(values[i, j] for j in range(k)) / k for i in range(n)]
    session = [sum(values[i, j] for i in range(n)) / n for j in range(k)]
    return (
        sum((subject[i] - whole) ** 2 for i, _ in cells) / (n - 1),
        sum((session[j] - whole) ** 2 for _, j in cells) / (k - 1),
        sum((values[i, j] - subject[i] - session[j] + whole) ** 2 for i, j in cells) / ((n - 1) * (k - 1)),
        sum((values[i, j] - subject[i]) ** 2 for i, j in cells) / (n * (k - 1)),
    )


@pytest.mark.parametrize("name", TABLES)
def test_mean_squares_cell_by_cell(name):
    found = mean_squares(TABLES[name])
    np.testing.assert_allclose(
        (found.subjects, found.sessions, found.error, found.within), naive_squares(TABLES[name]), rtol=1e-9
    )


def test_two_visits_have_the_error_of_their_differences():
    """Bland: the SD of differences is the root of 2 times the standard error."""
    values = TABLES["two visits"]
    row = figures(values)
    spread = np.std(values[:, 1] - values[:, 0], ddof=1)
    assert row["sem"] == pytest.approx(spread / np.sqrt(2))
    assert row["mdc95"] == pytest.approx(1.96 * spread)
    assert row["sem_low"] < row["sem"] < row["sem_high"]
    assert row["sem_from_icc"] == pytest.approx(row["sd"] * np.sqrt(1 - row["icc_a_1"]))


def test_what_all_change_by_is_in_the_agreement_and_not_in_the_consistency():
    same, shifted = visits(2, 12, 3, 0.2, 0.05), TABLES["three visits, all faster"]
    one, other = figures(same), figures(shifted)
    assert other["icc_c_1"] == pytest.approx(one["icc_c_1"], abs=0.001)
    assert other["icc_a_1"] < one["icc_a_1"] - 0.05
    assert other["sem"] == pytest.approx(one["sem"], rel=0.01)
    assert other["visit_range"] == pytest.approx(0.2, abs=0.05)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 20), st.floats(-50, 50))
def test_another_unit_changes_errors_alone(factor, shift):
    values = TABLES["five people"]
    one, other = figures(values), figures(values * factor + shift)
    for name in FIGURES:
        scale = factor if name.startswith("sem") else 1.0
        assert other[name] == pytest.approx(scale * one[name], rel=1e-6, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.randoms())
def test_neither_order_of_rows_nor_of_subjects_nor_of_visits_matters(random):
    table = tidy(TABLES["five people"])
    places = list(range(len(table)))
    random.shuffle(places)
    names = ["a", "b", "c", "d"]
    random.shuffle(names)
    mixed = table.iloc[places].assign(visit=lambda own: own["visit"].map(dict(enumerate(names))))
    one, other = (rg.repeatability(frame).iloc[0] for frame in (table, mixed))
    for name in FIGURES:
        assert other[name] == pytest.approx(one[name], rel=1e-9)


def test_perfect_agreement_is_1_and_has_no_error():
    row = figures(np.repeat([[1.0], [2.0], [4.0]], 2, axis=1))
    assert [row[f"icc_a_1{end}"] for end in ("", "_low", "_high")] == [1.0, 1.0, 1.0]
    assert (row["sem"], row["mdc95"], row["flag"]) == (0.0, 0.0, "ok")


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Of 200 tables of 12 people, ICC 0.8: 95 % of a binomial's 200 lie within 3 % of 95."""
    held = []
    for seed in range(200):
        squares = mean_squares(visits(1000 + seed, 12, 2, 0.2, 0.1))
        ends = [one(squares) for one in (one_way, agreement, consistency, error_of_measurement)]
        held.append(
            [one.low <= truth <= one.high for one, truth in zip(ends, (0.8, 0.8, 0.8, 0.1), strict=True)]
        )
    assert (np.mean(held, axis=0) >= 0.90).all()
    assert (np.mean(held, axis=0) <= 0.995).all()


@pytest.mark.parametrize(
    ("n", "flag"), [(2, "too_few: 2 subjects with a value at each of 2 visits, 3 needed"), (3, "ok")]
)
def test_three_subjects_are_the_fewest(n, flag):
    row = figures(visits(0, n, 2, 0.2, 0.05))
    assert row["flag"] == flag
    assert np.isnan(row["icc_a_1"]) == (flag != "ok")


def test_one_visit_and_equal_values_have_no_figures():
    assert figures(visits(0, 5, 1, 0.2, 0.05))["flag"] == "too_few: 1 visit, 2 needed"
    equal = figures(np.full((5, 2), 0.7))
    assert equal["flag"] == "no_spread: all values are equal"
    assert np.isnan(equal["icc_a_1"])


def test_a_subject_without_a_value_at_a_visit_is_left_out_and_counted():
    values = visits(5, 8, 3, 0.2, 0.05)
    holed = values.copy()
    holed[[1, 4], [0, 2]] = np.nan
    row, without = figures(holed), figures(np.delete(values, [1, 4], axis=0))
    assert (row["n_subjects"], row["n_left_out"], without["n_left_out"]) == (6, 2, 0)
    assert row["icc_a_1"] == pytest.approx(without["icc_a_1"])
    dropped = tidy(holed).dropna()
    assert rg.repeatability(dropped).iloc[0]["icc_a_1"] == pytest.approx(row["icc_a_1"])


def test_measures_directions_sides_and_tasks_are_told_apart():
    parts = [
        tidy(visits(seed, 6, 2, 0.2, 0.05), measure, direction=way, side=side, task=task)
        for seed, (measure, way, side, task) in enumerate(
            [
                ("speed_mps", "backward", "both", "single"),
                ("speed_mps", "forward", "both", "single"),
                ("speed_mps", "backward", "left", "single"),
                ("speed_mps", "backward", "both", "counting"),
                ("cadence_spm", "backward", "both", "single"),
            ]
        )
    ]
    table = rg.repeatability(pd.concat(parts))
    REPEATABILITY.check(table)
    assert len(table) == 5
    assert table["n_subjects"].eq(6).all()
    keys = ["task", "direction", "side", "measure"]
    assert table[keys].to_numpy().tolist() == [part[keys].iloc[0].tolist() for part in parts]


@pytest.fixture(scope="module")
def tabulated():
    """Three people, two visits, as `tabulate` gives them."""
    sessions = {}
    for k, speed in enumerate((0.4, 0.5, 0.65)):
        for visit in ("test", "retest"):
            walk, _ = rg.simulate_walk("backward", speed, 15, seed=2 * k + (visit == "test"))
            sessions[f"{k} {visit}"] = rg.analyze(walk, subject=f"P{k}", visit=visit)
    return rg.tabulate(sessions)


def test_the_table_of_tabulate_is_taken_as_it_is(tabulated):
    table = rg.repeatability(tabulated)
    REPEATABILITY.check(table)
    row = table.set_index(["direction", "side", "measure"]).loc[("backward", "both", "speed_mps")]
    assert (row["n_subjects"], row["n_visits"], row["flag"]) == (3, 2, "ok")
    assert row["icc_a_1"] > 0.9


def test_its_errors_are_the_sd_between_sessions_of_a_comparison_and_of_trends(tabulated):
    table = rg.repeatability(tabulated)
    sd = rg.session_sd_of(table)
    row = table.set_index(["direction", "side", "measure"]).loc[("backward", "both", "speed_mps")]
    assert sd["speed_mps"] == row["sem"]
    assert SessionComparisonOptions(session_sd=sd).session_sd == sd
    few = rg.session_sd_of(table, measures=["speed_mps", "cadence_spm"])
    assert TrendOptions(session_sd=few).session_sd == few
    assert list(few) == ["speed_mps", "cadence_spm"]


@pytest.mark.parametrize(
    ("change", "given", "message"),
    [
        (
            lambda own: own.drop(columns="visit"),
            {},
            "repeatability: column 'visit' is missing (found subject value measure); expected one for the vis",
        ),
        (
            lambda own: own,
            {"visit": "session"},
            "repeatability: column 'session' is missing (found subject visit value measure); expected one",
        ),
        (
            lambda own: own.assign(subject=[None, *own["subject"][1:]]),
            {},
            "repeatability: 'subject' is missing in row 0; expected a name in every row; pass analyze(",
        ),
        (
            lambda own: own.assign(value=["fast", *own["value"][1:]]),
            {},
            "repeatability: 'value' holds 'fast' in row 0; expected numbers; correct it, or leave it empty",
        ),
        (
            lambda own: own.assign(value=[np.inf, *own["value"][1:]]),
            {},
            "repeatability: 'value' holds inf in row 0; expected numbers",
        ),
        (
            lambda own: pd.concat([own, own.iloc[:1]], ignore_index=True),
            {},
            "repeatability: there are two values of subject 0, visit 0, measure speed_mps; expected one; keep one",
        ),
        (
            lambda own: own.assign(
                visit=[f"{s}-{v}" for s, v in zip(own["subject"], own["visit"], strict=True)]
            ),
            {},
            "repeatability: no subject has a value at every visit (found visits 0-0 0-1 1-0 1-1 2-0 2-1 ...); expected",
        ),
    ],
)
def test_tables_that_cannot_be_are_refused(change, given, message):
    with pytest.raises(rg.InvalidTable) as caught:
        rg.repeatability(change(tidy(visits(0, 5, 2, 0.2, 0.05))), **given)
    assert str(caught.value).startswith(message)


def test_columns_may_be_called_otherwise():
    table = tidy(TABLES["two visits"])
    renamed = table.rename(columns={"subject": "who", "visit": "day", "measure": "what", "value": "mean"})
    again = rg.repeatability(renamed, subject="who", visit="day", measure="what", value="mean")
    pd.testing.assert_frame_equal(again, rg.repeatability(table))


def test_an_empty_table_gives_an_empty_one():
    assert not len(rg.repeatability(tidy(TABLES["two visits"]).iloc[:0]))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"measures": ["pace"]},
            "session_sd_of: measures names 'pace'; expected measures with the flag ok, speed_mps",
        ),
        (
            {},
            "session_sd_of: speed_mps stands in 2 rows (found tasks single counting); expected one; pass",
        ),
    ],
)
def test_an_sd_that_is_not_there_or_not_one_is_refused(given, message):
    tasks = ("single",) if given else ("single", "counting")
    table = rg.repeatability(pd.concat([tidy(visits(1, 5, 2, 0.2, 0.05), task=task) for task in tasks]))
    with pytest.raises(rg.InvalidOption) as caught:
        rg.session_sd_of(table, **given)
    assert str(caught.value).startswith(message)
    assert set(rg.session_sd_of(table, task="single")) == {"speed_mps"}


def test_another_table_is_no_table_of_repeatability():
    with pytest.raises(rg.InvalidTable, match="repeatability: column 'task' is missing"):
        rg.session_sd_of(pd.DataFrame({"sem": [1.0]}))


def test_one_recording_under_two_visits_is_no_repetition(tabulated):
    first = tabulated[tabulated["visit"] == "test"]
    copied = pd.concat([first, first.assign(visit="copy")])
    with pytest.raises(
        rg.InvalidTable, match=r"visits test and copy of subject P0 have the same \d+ values; expected"
    ):
        rg.repeatability(copied)


@pytest.mark.parametrize(("n_alike", "refused"), [(4, False), (5, True)])
def test_least_alike(n_alike, refused):
    """So many values in common, and none that differs."""
    one = tidy(visits(0, 5, 2, 0.2, 0.05))
    one.loc[one["visit"] == 1, "value"] = one.loc[one["visit"] == 0, "value"].to_numpy()
    table = pd.concat([one.assign(measure=f"m{k}") for k in range(n_alike)])
    if refused:
        with pytest.raises(rg.InvalidTable, match=r"have the same 5 values"):
            rg.repeatability(table)
    else:
        assert len(rg.repeatability(table)) == n_alike
