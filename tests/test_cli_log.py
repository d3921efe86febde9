"""`retrogait log`: a log is made, filled and read from the command line, in 80 columns."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from logged import comfortable, wobbling

import retrogait as rg
from retrogait.cli import main
from retrogait.recording import Recording
from retrogait.tables.catalogue import SENSOR_COLUMNS
from retrogait.training import SessionLog, TrainingPlan
from retrogait.training.measures import Figure

FACTS = ["--surface", "treadmill", "--belt-speed-mps", "0.4", "--minutes", "10", "--effort", "3"]
FACTS += ["--pain-before", "3", "--pain-after", "4", "--handrail", "held", "--incline-pct", "0"]


@pytest.fixture(scope="module")
def walks(tmp_path_factory) -> Path:
    """A folder with a recording, the session of it, and a recording of standing."""
    folder = tmp_path_factory.mktemp("log_walks")
    walk, _ = rg.simulate_walk("backward", 0.4, duration_s=20, seed=3, surface="treadmill")
    rg.write_recording(walk, folder / "walk.csv")
    session = rg.analyze(walk, surface="treadmill", belt_speed_mps=0.4)
    (folder / "walk.session.json").write_text(session.to_json(), encoding="utf-8")
    noise = np.random.default_rng(0).normal((0, 0, 9.81, 0, 0, 0), 0.02, (1000, 6))
    still = pd.DataFrame(noise, columns=list(SENSOR_COLUMNS), index=np.arange(1000) / 100)
    rg.write_recording(Recording.from_frames({"left_foot": still}, rate_hz=100), folder / "still.csv")
    return folder


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command; its exit code, what it printed and what it complained of, no line of print beyond 80 columns."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        names = [
            word.name if isinstance(word, Path) and word.parent == tmp_path else str(word) for word in words
        ]
        code = main(["log", *names])
        out, err = capsys.readouterr()
        assert max((len(line) for line in out.splitlines()), default=0) <= 80
        return code, out, err

    return call


def test_a_session_is_added_to_a_log_that_is_made(walks, tmp_path, run):
    path = tmp_path / "walker.json"
    extra = ["--task", "Counting", "--observer", "yes", "--emergency-cord", "no", "--outcome", "womac_pain=7"]
    code, out, err = run(
        "add", path, walks / "walk.csv", "--date", "2026-11-20", *FACTS, *extra, "--note", "warm"
    )
    assert (code, err) == (0, "")
    assert "made; session 1 added" in out
    assert "pain rose by 1" in out
    entry = SessionLog.load(path).entries[0]
    assert (entry.date, entry.task, entry.handrail, entry.observer) == (
        "2026-11-20",
        "counting",
        "held",
        "yes",
    )
    assert (entry.emergency_cord, entry.outcomes, entry.note) == ("no", {"womac_pain": 7.0}, "warm")
    assert (entry.minutes_backward, entry.pain_before, entry.pain_after, entry.effort) == (10, 3, 4, 3)
    assert entry.figures["backward"]["left_foot_peak_resultant_mps2"].n
    code, out, _ = run("add", path, walks / "walk.csv", "--date", "2026-11-22", *FACTS)
    assert (code, "session 2 added" in out, "made" in out) == (0, True, False)


def test_a_session_file_is_added_without_what_needs_samples(walks, tmp_path, run):
    path = tmp_path / "walker.parquet"
    code, out, _ = run("add", path, walks / "walk.session.json", "--date", "2026-11-20")
    assert code == 0
    assert "note: a session file holds no samples" in out
    own = SessionLog.load(path).entries[0].figures["backward"]
    assert "speed_mps" in own
    assert "left_foot_peak_resultant_mps2" not in own


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (
            ["walk.csv", *FACTS],
            2,
            "because walk.csv does not state it; expected a date; give --date 2026-11-20",
        ),
        (["walk.csv", "--date", "2026-11-20"], 3, "surface is 'not stated'; expected one of"),
        (["walk.csv", "--date", "soon", *FACTS], 2, "date is 'soon'; expected an ISO date"),
        (["walk.csv", "--date", "2026-11-20", *FACTS, "--effort", "11"], 2, "effort is 11.0"),
        (
            ["walk.csv", "--date", "2026-11-20", *FACTS, "--outcome", "pain"],
            2,
            "expected NAME=VALUE; write it so",
        ),
        (
            ["walk.csv", "--date", "2026-11-20", *FACTS, "--outcome", "pain=low"],
            2,
            "pain is 'low'; expected a number",
        ),
        (["nothing.csv", "--date", "2026-11-20", *FACTS], 3, "nothing.csv"),
    ],
)
def test_what_cannot_be_added_says_why_and_makes_no_log(walks, tmp_path, run, words, code, text):
    path = tmp_path / "walker.json"
    found, out, err = run("add", path, walks / words[0], *words[1:])
    assert (found, out) == (code, "")
    assert text in err
    assert len(err.splitlines()) == 1
    assert not path.exists()


def test_no_walking_is_no_session(walks, tmp_path, run):
    code, out, _ = run("add", tmp_path / "walker.json", walks / "still.csv", "--date", "2026-11-20", *FACTS)
    assert code == 1
    assert "no walking found" in " ".join(out.split())
    assert not (tmp_path / "walker.json").exists()


def test_a_log_is_made_with_a_plan_and_not_made_twice(tmp_path, run):
    code, out, _ = run("plan")
    assert code == 0
    plan = TrainingPlan.from_json(out)
    assert plan == TrainingPlan()
    (tmp_path / "plan.json").write_text(json.dumps({**plan.to_dict(), "weeks": 8}))
    path = tmp_path / "walker.json"
    code, out, _ = run("new", path, "--plan", tmp_path / "plan.json", "--subject", "A. B.")
    assert code == 0
    assert "10 minutes, 3 times a week, 8 weeks" in out
    log = SessionLog.load(path)
    assert (log.plan.weeks, log.subject, log.entries) == (8, "A. B.", ())
    code, _, err = run("new", path)
    assert code == 2
    assert "walker.json is there already; expected a name of no file; add to it with retrogait log add" in err


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("shopping", 3, "plan.json: plan: the text is not JSON"),
        (json.dumps({**TrainingPlan().to_dict(), "weeks": 0}), 2, "plan.json: TrainingPlan: weeks is 0"),
        (None, 3, "plan.json cannot be opened"),
    ],
)
def test_a_plan_that_is_none_is_refused(tmp_path, run, text, code, words):
    if text is not None:
        (tmp_path / "plan.json").write_text(text)
    found, _, err = run("new", tmp_path / "walker.json", "--plan", tmp_path / "plan.json")
    assert found == code
    assert words in err


def test_questions_are_listed_answered_and_noted(walks, tmp_path, run):
    path = tmp_path / "walker.json"
    run("new", path)
    code, out, _ = run("answer", path)
    assert code == 0
    assert out.count("not asked") == 13
    code, out, _ = run("answer", path, "pain_now=yes", "medical_clearance=no", "knee_injury=no")
    assert code == 0
    assert "3 answers written" in out
    assert sorted(line.split()[0] for line in out.splitlines() if " * " in line) == [
        "medical_clearance",
        "pain_now",
    ]
    _, out, _ = run("add", path, walks / "walk.session.json", "--date", "2026-11-20")
    assert "to be weighed by a person: yes to pain_now; no to medical_clearance" in " ".join(out.split())
    for word, message in (
        ("pain_now=perhaps", "pain_now is 'perhaps'; expected yes or no; write pain_now=yes or pain_now=no"),
        ("pain_now", "found 'pain_now', expected KEY=yes or KEY=no; write it so"),
        ("pain=yes", "'pain' is not a question; expected one of"),
    ):
        code, _, err = run("answer", path, word)
        assert code == 2
        assert message in err


@pytest.fixture
def filled(tmp_path) -> Path:
    """A log of 18 sessions in which speed rises and pain does not."""
    generator = np.random.default_rng(0)
    sessions = []
    for day in range(1, 19):
        figures = {
            "speed_mps": Figure(0.2 + 0.02 * day + float(generator.normal(0, 0.01)), 0.02, 40),
            "stride_time_cv_pct": Figure(float(generator.normal(5, 0.5)), float("nan"), 40),
        }
        facts = {"figures": {"backward": figures}, "task": "single", "outcomes": {"womac_pain": 7 + day % 2}}
        sessions.append(comfortable(day, **facts, noted="yes to pain_now" * (day == 2)))
    path = tmp_path / "walker.json"
    SessionLog(entries=tuple(sessions), subject="A. B.").save(path)
    return path


def test_sessions_are_shown_against_the_plan(filled, run):
    code, out, _ = run("show", filled)
    assert code == 0
    head, *rest = [line for line in out.splitlines() if line]
    assert head.endswith("A. B., 18 sessions")
    row = next(line for line in rest if line.startswith("2026-11-03")).split()
    assert row[1:3] == ["none", "single"]
    assert row[4:10] == ["10/10", "3>3", "3", "0", "1", "no"]
    assert any(
        line.startswith("1    2026-11-01") and "7/3" in line and "sessions, minutes" in line for line in rest
    )
    assert "  yes to pain_now (2026-11-02)" in rest
    assert sum("not asked" in line for line in rest) == 13


def test_only_what_rises_or_falls_is_shown_and_all_on_request(filled, run):
    code, out, _ = run("trend", filled)
    assert code == 0
    speed = next(line for line in out.splitlines() if line.startswith("  speed (m/s)"))
    assert speed.split()[2] == "18"
    assert speed.endswith("rises")
    assert "stride time variability" not in out
    assert "of 7 trends 1 rise, 0 fall, 2 show neither, 4 have too few" in " ".join(out.split())
    _, out, _ = run("trend", filled, "--all")
    assert "stride time variability (CV, %)" in out
    assert "womac pain" in out
    assert out.count("no spread") == 4


def test_a_measure_is_followed_session_by_session(filled, run):
    code, out, _ = run("trend", filled, "--measure", "speed_mps", "--measure", "outcome_womac_pain")
    assert code == 0
    assert out.count("2026-11-05") == 2
    assert any(line.startswith("  2026-11-18") and line.endswith("changed") for line in out.splitlines())
    assert "sensors" not in out
    assert "slopes, adjusted among these measures" in out
    assert next(line for line in out.splitlines() if line.startswith("  speed (m/s)   ")).endswith("rises")
    for words, message in (
        (["--measure", "joy"], "no session has 'joy'; the log has speed_mps"),
        (["--measure", "speed_mps", "--direction", "forward"], "no session has 'speed_mps'"),
        (["--direction", "forward"], "--direction is of --measure; name one with --measure, or leave it out"),
    ):
        code, _, err = run("trend", filled, *words)
        assert code == 2
        assert message in err


def test_a_log_of_few_sessions_says_so(tmp_path, run):
    path = tmp_path / "walker.json"
    SessionLog(entries=wobbling(3, 0.01)).save(path)
    _, out, _ = run("trend", path)
    assert out.startswith("no trend rises or falls")
    _, out, _ = run("trend", path, "--measure", "speed_mps")
    assert "3 sessions, 6 needed to know how far they differ by chance" in out


def test_an_empty_log_says_what_to_do(tmp_path, run):
    path = tmp_path / "walker.json"
    run("new", path)
    for command in ("show", "trend"):
        code, out, _ = run(command, path)
        assert code == 0
        assert "no session yet; add one with retrogait log add" in out


def test_long_names_stay_within_80_columns(tmp_path, run):
    sites = "left_foot right_foot left_shank right_shank left_thigh right_thigh lower_back"
    long = {"task": "counting backward from a thousand by sevens", "contact_sites": sites, "noted": "x" * 200}
    sessions = [
        comfortable(
            day, **long, outcomes={"a_very_long_name_of_a_score_of_a_questionnaire_of_pain": day * 1e6}
        )
        for day in range(1, 8)
    ]
    path = tmp_path / "walker.json"
    SessionLog(entries=tuple(sessions)).save(path)
    for words in (["show", path], ["trend", path, "--all"], ["trend", path, "--measure", "pain_after"]):
        assert run(*words)[0] == 0


def test_a_log_that_is_not_there_is_named(tmp_path, run):
    for command in ("show", "trend", "answer"):
        code, _, err = run(command, tmp_path / "nothing.json")
        assert code == 3
        assert "nothing.json cannot be opened" in err


def test_slopes_at_equal_speed_are_named_so(filled, run):
    code, out, _ = run("trend", filled, "--at-speed")
    assert code == 0
    assert "slopes are those at equal speed" in " ".join(out.split())
    _, out, _ = run("trend", filled, "--at-speed", "--measure", "speed_mps")
    assert "slopes at equal speed, adjusted among this measure" in out
