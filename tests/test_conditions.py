"""Who walked, at which visit, with what task: from `analyze`, the command line and a manifest to every table."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from batch_folders import tables, use_this_process

import retrogait as rg
from retrogait.batch.manifest import list_rows
from retrogait.batch.settings import Settings
from retrogait.cli import main
from retrogait.session import CONDITIONS, Conditions

STATED = {"subject": "007", "visit": "week 6", "task": "counting"}


@pytest.fixture(scope="module")
def walk():
    return rg.simulate_walk("backward", 0.6, 15, seed=2, sites=("left_foot", "right_foot", "lower_back"))[0]


@pytest.fixture(scope="module")
def session(walk):
    return rg.analyze(walk, **STATED)


def test_a_session_knows_its_conditions_and_json_keeps_them(session):
    assert session.conditions == Conditions(**STATED)
    assert rg.Session.from_json(session.to_json()).conditions == session.conditions


def test_what_is_not_stated_is_missing(walk):
    session = rg.analyze(walk)
    assert session.conditions == Conditions(None, None, None)
    assert rg.Session.from_json(session.to_json()).conditions == Conditions()
    assert rg.tabulate(session)[list(CONDITIONS)].isna().all(axis=None)


def test_names_are_taken_without_the_blanks_around_them(walk):
    session = rg.analyze(walk, subject=" P1 ", visit=" ", task="counting ")
    assert session.conditions == Conditions("P1", None, "counting")
    assert session.summary[["subject", "visit", "task"]].tolist() == ["P1", None, "counting"]


def test_a_session_of_an_older_version_states_none(session):
    old = session.to_dict()
    for name in CONDITIONS:
        del old["summary"][name]
    assert rg.Session.from_dict(old).conditions == Conditions()


def test_the_tables_of_a_session_state_them(session):
    for table in (rg.tabulate(session), rg.measure_stability(session)):
        assert (table[list(CONDITIONS)] == list(STATED.values())).all(axis=None)


@pytest.mark.parametrize("name", CONDITIONS)
def test_an_empty_name_or_a_number_is_refused(walk, name):
    with pytest.raises(rg.InvalidOption, match=rf"{name} is ''; expected text, or None; write it in quotes"):
        rg.analyze(walk, **{name: ""})
    with pytest.raises(rg.InvalidOption, match=rf"analyze: {name} is 7; expected text or None"):
        rg.analyze(walk, **{name: 7})


def test_a_manifest_carries_them_to_every_table(walk, tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    rg.write_recording(walk, tmp_path / "walk.csv")
    (tmp_path / "diary.csv").write_text("date,mood\n2026-11-22,good\n")
    paths = [str(tmp_path / name) for name in ("walk.csv", "diary.csv")]
    rg.run_batch(
        pd.DataFrame([{"path": path, **STATED} for path in paths]), tmp_path / "out", progress="none"
    )
    found = tables(tmp_path / "out")
    for name in ("summaries", "strides", "events", "bouts", "stability", "intervals", "failures"):
        assert len(found[name]), name
        assert (found[name][list(CONDITIONS)] == list(STATED.values())).all(axis=None), name


def test_another_subject_is_another_result(walk, tmp_path, monkeypatch):
    use_this_process(monkeypatch)
    rg.write_recording(walk, tmp_path / "walk.csv")
    for subject in ("1", "2"):
        summaries, _ = rg.run_batch(
            str(tmp_path / "walk.csv"), tmp_path / "out", subject=subject, progress="none"
        )
        assert summaries["subject"].tolist() == [subject]
    assert set(tables(tmp_path / "out")["strides"]["subject"]) == {"2"}


def test_numbers_of_people_are_names_also_in_a_column_with_gaps(tmp_path):
    table = pd.DataFrame(
        {"path": ["a.csv", "b.csv", "c.csv"], "subject": [7, None, "007"], "visit": [1.0, 2.0, None]}
    )
    table["visit"] = table["visit"].astype(float)
    found = [item.settings.conditions for item in list_rows(table, Settings(), tmp_path).items]
    assert found == [Conditions("7", "1"), Conditions(None, "2"), Conditions("007")]


def test_the_command_line_states_them(walk, tmp_path, capsys):
    rg.write_recording(walk, tmp_path / "walk.csv")
    words = [word for name, value in STATED.items() for word in (f"--{name}", value)]
    command = ["analyze", str(tmp_path / "walk.csv"), *words, "--out", str(tmp_path), "--format", "json"]
    assert main(command) == 0
    assert "subject 007, visit week 6, task counting" in capsys.readouterr().out
    written = next(tmp_path.glob("*.session.json"))
    assert rg.Session.from_json(written.read_text()).conditions == Conditions(**STATED)


@pytest.mark.parametrize(
    ("name", "compare"),
    [
        ("compare_directions", lambda one, other: rg.compare_directions([one, other])),
        ("compare_knees", rg.compare_knees),
        ("compare_sessions", rg.compare_sessions),
        ("compare_strides", lambda one, other: rg.compare_strides([one, other])),
        ("compare_sides", lambda one, other: rg.compare_sides([one, other])),
        ("dual_task_cost", rg.dual_task_cost),
    ],
)
def test_people_are_never_pooled(walk, session, name, compare):
    other = rg.analyze(rg.simulate_walk("backward", 0.6, 10, seed=3)[0], subject="008", task="singing")
    words = "the sessions are of different subjects .found 007 and 008.; expected one person: people are never pooled"
    with pytest.raises(rg.InvalidOption, match=f"{name}: {words}"):
        compare(replace(session, summary=session.summary.drop("task")), other)
