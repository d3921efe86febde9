"""The session log: what is taken from a session, and a file that is read whole or not at all."""

from __future__ import annotations

import json
import math
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logged import comfortable, entries
from sessions import make_session

import retrogait as rg
from retrogait._runtime.files import holding
from retrogait.errors import InvalidOption, InvalidTable, RetrogaitError
from retrogait.training import SessionLog
from retrogait.training.columns import STABILITY_MEASURES
from retrogait.training.entries import table_of

DAY = "2026-11-20"
SAME_FILE = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def session():
    return make_session()


def test_what_is_taken_from_a_session(session):
    strides = session.strides
    entry = SessionLog().add(session, date=DAY, effort=3, near_falls=1).entries[0]
    own = strides[(strides["direction"] == "backward") & ~strides["is_first"] & ~strides["is_last"]]
    length = entry.figures["backward"]["stride_length_m"]
    assert length.n == len(own)
    assert length.mean == pytest.approx(own["stride_length_m"].mean())
    assert (entry.surface, entry.belt_speed_mps, entry.contact_sites) == ("treadmill", 0.5, "")
    assert (entry.effort, entry.near_falls) == (3, 1)
    assert math.isnan(entry.pain_before)


def test_strikes_are_counted_by_contacts(session):
    events = session.events
    landed = events[(events["event"] == "initial_contact") & (events["direction"] == "backward")]
    decided = landed["strike"].dropna()
    figure = SessionLog().add(session, date=DAY).entries[0].figures["backward"]["toe_strike_pct"]
    assert figure.n == len(decided)
    assert figure.mean == pytest.approx(100 * (decided == "toe").mean())


def test_a_row_of_a_batch_gives_the_same_means(session):
    of_session = SessionLog().add(session, date=DAY).entries[0]
    of_row = SessionLog().add(session.summary, date=DAY).entries[0]
    assert of_row.minutes_backward == of_session.minutes_backward
    for direction, own in of_row.figures.items():
        for name, figure in own.items():
            if not name.endswith("_strike_pct"):
                assert figure.mean == pytest.approx(of_session.figures[direction][name].mean), name


def test_adding_makes_a_new_log_and_the_same_session_twice_is_refused(session):
    log = SessionLog()
    one = log.add(session, date=DAY)
    assert (len(log.entries), len(one.entries)) == (0, 1)
    with pytest.raises(
        InvalidTable, match="the session of 2026-11-20 is in the log already, as number 1.*add a note"
    ):
        one.add(session, date=DAY)
    assert len(one.add(session, date=DAY, note="afternoon").entries) == 2


def test_the_date_of_the_recording_is_used(session):
    summary = session.summary.copy()
    summary["start_time"] = "2026-11-05T09:30:00"
    assert SessionLog().add(summary).entries[0].date == "2026-11-05T09:30:00"
    with pytest.raises(InvalidOption, match=r"the day of the session is not known .* pass date='2026-11-20'"):
        SessionLog().add(session)


def test_sessions_that_cannot_be_added(session):
    summary = session.summary.copy()
    summary["surface"] = np.nan
    with pytest.raises(
        InvalidTable, match=r"surface is nan; expected one of overground treadmill.*surface='overground'"
    ):
        SessionLog().add(summary, date=DAY)
    with pytest.raises(InvalidTable, match="found a str without 'n_strides'; expected a Session, or a row"):
        SessionLog().add("walk.csv", date=DAY)  # type: ignore[arg-type]
    with pytest.raises(InvalidTable, match="stability: column 'scope' is missing; expected the table"):
        SessionLog().add(session, date=DAY, stability=pd.DataFrame())
    summary = session.summary.copy()
    summary["n_strides_unknown"] = 100
    with pytest.raises(InvalidTable, match=r"the direction of 100 of .* strides is not known.*pass minutes"):
        SessionLog().add(summary, date=DAY)
    assert SessionLog().add(summary, date=DAY, minutes=9).entries[0].minutes_backward == 9


def test_strides_that_are_run_do_not_hide_a_walk(session):
    summary = session.summary.copy()
    summary["n_strides_unknown"] = summary["n_strides_running"] = 100
    assert len(SessionLog().add(summary, date=DAY).entries) == 1


def test_minutes_are_of_level_walking(session):
    summary = session.summary.copy()
    summary["backward_stride_time_s"] = 1.2
    whole = SessionLog().add(summary, date=DAY).entries[0].minutes_backward
    summary["backward_n_stairs"] = summary["backward_n_strides"] // 2
    part = SessionLog().add(summary, date=DAY).entries[0].minutes_backward
    assert part == pytest.approx(whole * (1 - summary["backward_n_stairs"] / summary["backward_n_strides"]))


def test_stability_and_near_falls_are_taken(session):
    row = {
        **dict.fromkeys(STABILITY_MEASURES, np.nan),
        "scope": "session",
        "direction": "backward",
        "stride_time_cv_pct": 2.5,
        "stride_time_cv_pct_n_strides": 24,
        "step_regularity_vertical": np.nan,
        "step_regularity_vertical_n_strides": 0,
        "harmonic_ratio_vertical": 2.0,
        "harmonic_ratio_vertical_n_strides": 12,
        "near_falls": np.nan,
    }
    bouts = [{**row, "scope": "bout", "near_falls": count} for count in (1, 2)]
    entry = SessionLog().add(session, date=DAY, stability=pd.DataFrame([row, *bouts])).entries[0]
    assert entry.figures["backward"]["stride_time_cv_pct"][:1] == (2.5,)
    assert "step_regularity_vertical" not in entry.figures["backward"]
    assert entry.near_falls == 3
    bouts[1]["near_falls"] = np.nan
    entry = SessionLog().add(session, date=DAY, stability=pd.DataFrame([row, *bouts])).entries[0]
    assert math.isnan(entry.near_falls)


@SAME_FILE
@given(sessions=st.lists(entries(), max_size=3), kind=st.sampled_from(["json", "parquet"]))
def test_a_log_comes_back_from_its_file(tmp_path, sessions, kind):
    log = SessionLog(rg.TrainingPlan(weeks=8), tuple(sessions), {"knee_injury": False})
    path = tmp_path / f"log.{kind}"
    log.save(path, overwrite=True)
    back = SessionLog.load(path)
    assert (back.plan, back.answers) == (log.plan, log.answers)
    assert len(back.entries) == len(sessions)
    assert all(a.same_as(b) for a, b in zip(back.entries, sessions, strict=True))
    pd.testing.assert_frame_equal(back.table, log.table)


def saved(tmp_path, n=3):
    path = tmp_path / "log.json"
    SessionLog(entries=tuple(comfortable(day) for day in range(1, n + 1))).save(path)
    return path


def test_a_person_can_read_the_file(tmp_path):
    data = json.loads(saved(tmp_path).read_text(encoding="utf-8"))
    assert data["format"] == "retrogait session log 2"
    assert data["sessions"][0]["effort"] == 3
    assert data["sessions"][0]["note"] == ""


def test_a_log_cut_anywhere_is_refused(tmp_path):
    whole = saved(tmp_path).read_bytes()
    path = tmp_path / "cut.json"
    for length in range(0, len(whole) - 2, max(1, len(whole) // 150)):
        path.write_bytes(whole[:length])
        with pytest.raises(InvalidTable, match=r"cut\.json: log: .*JSON"):
            SessionLog.load(path)


def test_a_parquet_log_cut_anywhere_is_refused(tmp_path):
    path = tmp_path / "log.parquet"
    SessionLog(entries=(comfortable(1),)).save(path)
    whole = path.read_bytes()
    for length in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:length])
        with pytest.raises(
            InvalidTable, match=r"log\.parquet: log: the parquet file is half written or damaged"
        ):
            SessionLog.load(path)
    table_of((comfortable(1),)).to_parquet(path)
    with pytest.raises(InvalidTable, match="the parquet file is not a session log"):
        SessionLog.load(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(format="retrogait session log 3"), "newer than 'retrogait session log 2'"),
        (
            lambda d: d.update(format="retrogait session 1"),
            "the file holds a session (format 'retrogait session 1'); expected 'retrogait session log",
        ),
        (lambda d: d["sessions"].pop(), "says it holds 3 sessions and holds 2"),
        (lambda d: d.update(sessions={}), "'sessions' is not a list"),
        (lambda d: d.update(sessions=[1, 2, 3]), "session 1 is a int; expected an object"),
        (lambda d: d.update(answers=[]), "'answers' is not an object"),
        (lambda d: d.pop("plan"), "'plan' is missing"),
        (lambda d: d["plan"].update(weeks=0), "weeks is 0"),
        (lambda d: d["sessions"][1].pop("effort"), "session 2: 'effort' is missing"),
        (lambda d: d["sessions"][1].update(mood=1), "session 2: 'mood' is unknown"),
        (lambda d: d["sessions"][1].update(effort=50), "session 2: effort is 50"),
        (lambda d: d["sessions"][1].update(date="soon"), "session 2: date is 'soon'"),
        (lambda d: d["sessions"][0].update(backward={"hops": {}}), "session 1: 'hops' is not a measure"),
        (
            lambda d: d["sessions"][0].update(backward={"speed_mps": {"mean": None, "sd": 0, "n": 3}}),
            "session 1: backward speed_mps is",
        ),
    ],
)
def test_a_log_changed_by_hand_is_refused_with_the_place(tmp_path, change, words):
    path = saved(tmp_path)
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(RetrogaitError) as caught:
        SessionLog.load(path)
    assert "log.json" in str(caught.value)
    assert words in str(caught.value)


def test_sessions_of_another_program_are_not_lost(tmp_path):
    path = saved(tmp_path)
    mine = SessionLog.load(path)
    SessionLog(entries=(*mine.entries, comfortable(7))).save(path)
    with pytest.raises(
        InvalidOption, match=r"log\.json holds 4 sessions, and this log of 4 does not begin with them"
    ):
        SessionLog(entries=(*mine.entries, comfortable(8))).save(path)
    assert len(SessionLog.load(path).entries) == 4
    mine.save(path, overwrite=True)
    assert len(SessionLog.load(path).entries) == 3


def test_a_file_that_is_being_written_or_is_no_log_is_left_alone(tmp_path):
    path = saved(tmp_path)
    before = path.read_bytes()
    lock = tmp_path / ".log.json.lock"
    with (
        holding(lock, RuntimeError()),
        pytest.raises(
            RetrogaitError,
            match=r"log\.json is being written by another program; try again when it has ended",
        ),
    ):
        SessionLog().save(path, overwrite=True)
    lock.touch()  # left behind by a program that was killed: nobody holds it
    assert path.read_bytes() == before
    path.write_text("shopping list", encoding="utf-8")
    with pytest.raises(InvalidTable, match=r"log\.json: log: the text is not JSON"):
        SessionLog(entries=(comfortable(1),)).save(path)
    assert path.read_text(encoding="utf-8") == "shopping list"
    with pytest.raises(
        InvalidOption, match=r"'log\.txt' ends in '\.txt'; expected a log, in \.json or \.parquet"
    ):
        SessionLog().save(tmp_path / "log.txt")


def test_a_failed_write_leaves_the_old_log(tmp_path, monkeypatch):
    path = saved(tmp_path)
    before = path.read_bytes()
    log = SessionLog.load(path)
    spoiled = replace(log.entries[0])
    object.__setattr__(spoiled, "effort", math.inf)  # JSON has no such number
    with pytest.raises(ValueError, match="JSON"):
        SessionLog(entries=(*log.entries, spoiled)).save(path)
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["log.json"]


@pytest.mark.parametrize("name", ["log.json", "log.parquet"])
def test_a_log_that_is_not_there_is_named_with_where_it_was_looked_for(tmp_path, name):
    with pytest.raises(
        InvalidTable,
        match=rf"log: .*{name} cannot be opened .*looked in .*; expected what .* writes; check the path",
    ):
        SessionLog.load(tmp_path / name)


def test_one_recording_under_two_dates_is_noticed():
    session = rg.analyze(rg.simulate_walk("backward", 0.4, 15, seed=1)[0], surface="overground")
    log = SessionLog().add(session, date="2026-11-02")
    with pytest.warns(
        rg.RetrogaitWarning, match=r"session of 2026-11-04 has the very measures of that of 2026-11-02"
    ):
        log.add(session, date="2026-11-04", pain_before=3)
    other = rg.analyze(rg.simulate_walk("backward", 0.4, 15, seed=2)[0], surface="overground")
    with warnings.catch_warnings(action="error"):
        log.add(other, date="2026-11-04")
