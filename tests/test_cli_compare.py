"""`retrogait compare`: which comparison the files call for, what is printed and written, and what ends it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from compared_walks import drawn_session, drawn_strides, session_of

import retrogait as rg
from retrogait.cli import compare_arguments, main
from retrogait.cli.comparison_text import render_costs, render_directions, render_sessions
from retrogait.cli.intervals import short_label
from retrogait.comparison import SESSION_COMPARISON, SessionComparisonOptions
from retrogait.comparison.alike import CONDITIONS
from retrogait.intervals.tabulation import TABULATED
from retrogait.tables.measures import FOOT, GAIT, KNEE


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two recordings of backward walks, and sessions as JSON: before, after, forward, single, dual, empty."""
    folder = tmp_path_factory.mktemp("walks")
    for name, direction, speed, seed in (("a", "backward", 0.50, 1), ("b", "backward", 0.525, 2)):
        walk, _ = rg.simulate_walk(direction, speed, duration_s=40, seed=seed)
        rg.write_recording(walk, folder / f"{name}.csv")
        session = rg.analyze(walk)
        (folder / f"{name}.session.json").write_text(session.to_json(), encoding="utf-8")
        named = rg.analyze(walk, task={"a": "single", "b": "counting"}[name], subject=name)
        (folder / f"{name}.named.session.json").write_text(named.to_json(), encoding="utf-8")
    walk, _ = rg.simulate_walk("forward", 0.52, duration_s=40, seed=3)
    (folder / "forward.session.json").write_text(rg.analyze(walk).to_json(), encoding="utf-8")
    rg.write_recording(rg.simulate_walk(program=[("stand", 20)], seed=1)[0], folder / "standing.csv")
    return folder


def compare(folder, capsys, *words):
    code = main(
        ["compare", *(str(folder / word) if "." in word and "=" not in word else word for word in words)]
    )
    return code, *capsys.readouterr()


def row_of(text, label):
    return next(line for line in text.splitlines() if line.startswith(f"  {label}")).split()


def test_two_sessions_are_compared_second_against_first(folder, capsys, tmp_path):
    code, text, err = compare(
        folder, capsys, "a.csv", "b.csv", "--sd", "speed_mps=0.002", "--out", str(tmp_path / "o.csv")
    )
    assert (code, err) == (0, "")
    sessions = [rg.analyze(rg.read_recording(folder / f"{name}.csv")) for name in "ab"]
    options = SessionComparisonOptions(session_sd={"speed_mps": 0.002})
    table = rg.compare_sessions(*sessions, options)
    row = table.set_index(["side", "measure"]).loc[("both", "speed_mps")]
    ends = [f"{row[f'difference_{end}']:.2f}" for end in ("low", "high")]
    expected = ["speed", "m/s", f"{row['before']:.2f}", f"{row['after']:.2f}", f"{row['difference']:.2f}"]
    detectable = f"{row['minimal_detectable_change']:.2f}*"
    assert row_of(text, "speed") == [*expected, ends[0], "to", ends[1], detectable]
    assert "*: the change is larger than that" in text
    written = pd.read_csv(tmp_path / "o.csv")
    assert list(written) == list(table)
    np.testing.assert_allclose(written["difference"], table["difference"], rtol=1e-9)


def test_a_session_as_json_is_the_same_as_its_recording(folder, capsys):
    as_json, as_csv = (
        compare(folder, capsys, f"a{end}", f"b{end}")[1].splitlines()[2:] for end in (".session.json", ".csv")
    )
    assert as_json == as_csv


def test_a_backward_and_a_forward_walk_are_set_against_each_other(folder, capsys):
    code, text, _ = compare(folder, capsys, "a.csv", "forward.session.json", "--measures", "stance_pct")
    assert code == 0
    assert "both feet: steady strides, as they were walked" in text
    assert "both feet: steady strides, in pairs of nearly equal speed" in text
    assert row_of(text, "stance")[:3] == ["stance", "%", "stride"]
    assert "cadence" not in text


def test_one_recording_of_both_directions_is_set_against_itself(tmp_path, capsys):
    program = [("stand", 2), ("backward", 20), ("stand", 3), ("forward", 20)]
    rg.write_recording(rg.simulate_walk(program=program, speed_mps=0.6, seed=5)[0], tmp_path / "both.csv")
    code, text, _ = compare(tmp_path, capsys, "both.csv")
    assert code == 0
    assert "backward forward" in text
    assert "too few strides" in " ".join(text.split())


def test_two_tasks_have_a_cost(folder, capsys):
    code, text, _ = compare(folder, capsys, "a.csv", "b.csv", "--tasks", "single", "counting")
    assert code == 0
    assert text.startswith("single: ")
    speed, time = row_of(text, "speed"), row_of(text, "stride time")
    assert float(speed[4]) < 0 < float(speed[-1])  # faster with the second task: no cost
    assert float(time[5]) < 0
    same = compare(folder, capsys, "a.session.json", "b.session.json", "--tasks", "single", "counting")[1]
    assert same.splitlines()[2:] == text.splitlines()[2:]


def test_at_matched_speed_of_a_foot(folder, capsys):
    code, text, _ = compare(folder, capsys, "a.csv", "b.csv", "--matched-speed", "--side", "left")
    assert code == 0
    assert "backward, left foot: steady strides, in pairs of nearly equal speed" in text
    assert "  speed" not in text


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["a.csv", "b.csv", "c.csv"], 2, "compare: found 3 files; expected one or two; name them one by one"),
        (["a.csv", "--tasks", "single", "x"], 2, "compare: found 1 file; expected two with --tasks"),
        (["a.csv", "missing.csv"], 3, "missing.csv"),
        (["a.csv", "a.csv"], 2, "a.csv is named 2 times; expected different walks; name it once to set its"),
        (
            ["a.csv", "standing.csv"],
            2,
            "standing.csv holds no level walking of known direction (found 0 strides)",
        ),
        (
            ["a.csv", "b.csv", "--tasks", "counting", "single"],
            2,
            "the first walk has the task counting and the second single; expected single first; name the files",
        ),
        (["a.csv", "a.session.json"], 2, "compare_sessions: session 2 of 2 has the same strides"),
        (["a.csv", "b.csv", "--measures", "pace"], 2, "measures names 'pace'; expected columns of strides"),
        (
            ["a.csv", "b.csv", "--sd", "speed_mps"],
            2,
            "--sd: found 'speed_mps'; expected MEASURE=SD, as speed_mps=0.03, or",
        ),
        (
            ["a.csv", "b.csv", "--sd", "speed_mps=slow"],
            2,
            "--sd: found 'speed_mps=slow'; expected MEASURE=SD with a number",
        ),
        (["a.csv", "b.csv", "--sd", "pace=1"], 2, "session_sd names 'pace'"),
        (
            ["a.named.session.json", "b.named.session.json"],
            2,
            "the sessions are of different subjects (found a and b)",
        ),
        (
            ["a.named.session.json", "b.csv", "--tasks", "music", "counting"],
            2,
            "compare: --tasks says 'music' of a session whose task is 'single'; expected the same; leave --tasks out",
        ),
        (
            ["a.csv", "b.csv", "--tasks", "single", "counting", "--matched-speed"],
            2,
            "compare: --matched-speed was given with the tasks single and counting; expected one of them",
        ),
        (["a.csv"], 2, "compare_strides: there are no forward strides of level walking"),
    ],
)
def test_wrong_use_ends_with_one_line(folder, capsys, words, code, message):
    found, text, err = compare(folder, capsys, *words)
    assert found == code
    assert message in err
    assert err.count("\n") == 1
    assert text == ""


def test_walks_that_differ_are_compared_where_that_is_allowed(folder, capsys, tmp_path):
    walk = rg.read_recording(folder / "b.csv")
    session = rg.analyze(walk, surface="treadmill")
    other = tmp_path / "belt.session.json"
    other.write_text(session.to_json(), encoding="utf-8")
    first = tmp_path / "floor.session.json"
    first.write_text(
        rg.analyze(rg.read_recording(folder / "a.csv"), surface="overground").to_json(), encoding="utf-8"
    )
    code, _, err = compare(tmp_path, capsys, str(first), str(other))
    assert code == 2
    assert "pass allow=['surface'] to compare them all the same [here: --allow]" in err
    assert compare(tmp_path, capsys, str(first), str(other), "--allow", "surface")[0] == 0


def test_where_nobody_walks_the_code_says_so(folder, capsys):
    code, text, _ = compare(folder, capsys, "standing.csv")
    assert (code, text) == (1, "no walking found\n")


def test_sd_comes_from_a_table_of_repeatability(folder, capsys, tmp_path):
    visits = pd.DataFrame(
        {"subject": list("abcd") * 2, "visit": ["1"] * 4 + ["2"] * 4, "measure": "speed_mps"}
    )
    visits["value"] = [0.50, 0.60, 0.70, 0.80, 0.51, 0.59, 0.71, 0.79]
    table = rg.repeatability(visits)
    table.to_csv(tmp_path / "repeated.csv", index=False)
    text = compare(folder, capsys, "a.csv", "b.csv", "--sd", str(tmp_path / "repeated.csv"))[1]
    assert row_of(text, "speed")[-1] != "-"
    assert row_of(text, "cadence")[-1] == "-"


def wide(seed, **given):
    """A walk of many measures, of either sign and of any size."""
    rng = np.random.default_rng(seed)
    names = [name for name in TABULATED if name not in ("speed_mps", *given)]
    columns = {name: -0.0123 * 10.0 ** (k % 5) + rng.normal(0, 1e-4, 120) for k, name in enumerate(names)}
    return drawn_strides(seed=seed, **columns, **given)


def test_no_line_passes_80_columns():
    before, after = (session_of(wide(k)) for k in (1, 2))
    forward = session_of(wide(3, direction="forward"))
    options = SessionComparisonOptions(session_sd=dict.fromkeys(TABULATED, 1e-9))
    texts = [
        render_sessions(rg.compare_sessions(before, after, options), ["a", "b"], "both"),
        render_directions(rg.compare_strides([before, forward]), ["a"], "left"),
        render_costs(rg.dual_task_cost(before, after), ["a", "b"], "right"),
    ]
    for text in texts:
        assert max(map(len, text.splitlines())) <= 80
        assert "nan" not in text
        shown = [one for one in (*GAIT, *FOOT, *KNEE) if one.column in TABULATED]
        assert all(f"\n  {short_label(one)}" in text for one in shown)


def test_words_of_the_command_are_those_of_the_functions():
    assert tuple(CONDITIONS) == compare_arguments.CONDITIONS
    assert set(compare_arguments.SIDES) == set(SESSION_COMPARISON.columns[1].values)


def test_measures_of_no_label_stand_by_their_name():
    names = ["proxy_shank_angle_final_contact_deg", "swing_time_s"]
    rng = np.random.default_rng(0)
    sessions = [
        drawn_session(k, **{names[0]: rng.normal(-9, 1, 120), names[1]: rng.normal(0.4, 0.01, 120)})
        for k in (1, 2)
    ]
    text = render_sessions(rg.compare_sessions(*sessions, measures=names), ["a", "b"], "both", named=names)
    assert f"  {names[0]}\n" in text
    assert row_of(text, "swing_time_s")[1:3] == ["0.399", "0.400"]
