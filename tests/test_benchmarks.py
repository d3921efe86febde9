"""What the benchmarks count with: pairing, tables of 80 columns, blocks of the docs, and walkers drawn from ranges."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retrogait as rg

ROOT = Path(__file__).resolve().parents[1]
FIRST = 300  # walkers


@pytest.fixture(scope="module")
def benchmark_of():
    """Import a file of the benchmarks folder, which is no package."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield importlib.import_module
    sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture
def errors(benchmark_of):
    return benchmark_of("contact_errors")


def test_pairs_are_nearest_first_and_one_to_one(errors):
    assert errors.pairs(np.array([1.0, 2.0]), np.array([1.1, 0.95, 2.2])) == [(0, 1)]
    assert errors.pairs(np.array([1.0, 1.1]), np.array([1.09])) == [(1, 0)]
    assert errors.pairs(np.array([]), np.array([1.0])) == []


def test_a_session_that_is_its_own_truth_has_no_errors(errors):
    walk, _ = rg.simulate_walk("backward", 0.6, 20, seed=3)
    session = rg.analyze(walk)
    row = errors.Errors().add(session, session).row()
    for name, value in row.items():
        expected = (
            len(session.events) // 2 if name == "n" else 1.0 if name[-2:] in ("f1", "on", "ke") else 0.0
        )
        assert value == pytest.approx(expected, abs=1), name
    assert row["ic_f1"] == row["direction"] == row["strike"] == 1.0


def test_what_is_missed_made_up_late_or_the_other_way_shows(errors):
    walk, truth = rg.simulate_walk("backward", 0.6, 20, seed=3)
    session = rg.analyze(walk)
    late = session.events.copy()
    late["time_s"] += 0.02
    late = late[~late["time_s"].between(8.0, 10.0)]
    other = late["direction"].where(late["time_s"] < 14.0, "forward")
    changed = type(session)(
        late.assign(direction=other), session.strides, session.bouts, session.knee, session.summary
    )
    before, after = (errors.Errors().add(truth, s, clip="walk") for s in (session, changed))
    assert after.row()["ic_bias_ms"] == pytest.approx(before.row()["ic_bias_ms"] + 20.0, abs=1.0)
    assert after.row()["ic_f1"] < before.row()["ic_f1"]
    assert 0.5 < after.row()["direction"] < 1.0
    clip = after.clips["walk"]["initial_contact"]
    assert clip.wanted - clip.met == (truth.events["event"] == "initial_contact").sum() - len(
        after.late_ms["initial_contact"]
    )
    assert len(after.row()) == len(errors.COLUMNS)


def test_tables_are_80_columns_wide(errors):
    row = dict.fromkeys((name for name, *_ in errors.COLUMNS), 99.0) | dict.fromkeys(
        ("direction", "strike", "ic_f1", "fc_f1"), 1.0
    )
    lines = errors.table_lines("Title", [("lower back backward", row), ("feet", {})])
    assert {len(line) for line in lines[2:]} == {80}
    assert lines[-1].split()[1:] == ["-"] * len(errors.COLUMNS)


def test_a_block_replaces_only_what_lies_between_its_markers(errors, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- map: begin -->\nold\n<!-- map: end -->\nafter\n", encoding="utf-8")
    errors.write_block(page, "map", "new\n")
    assert page.read_text(encoding="utf-8") == "before\n<!-- map: begin -->\nnew\n<!-- map: end -->\nafter\n"
    with pytest.raises(SystemExit, match="expected one line '<!-- other: begin -->'"):
        errors.write_block(page, "other", "new")


@pytest.mark.slow
def test_markers_of_a_real_walk_are_met(benchmark_of, shared_data):
    walk = benchmark_of("reference_recordings").markers_of_a_walk(shared_data / "forward_foot_mocap")
    row = walk.row()
    assert row["n"] == 62
    assert row["ic_f1"] >= 0.96
    assert row["ic_sd_ms"] <= 15.0
    assert row["length_cm"] <= 5.0


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_clips_add_up_to_what_the_scorer_says(benchmark_of, shared_data):
    references = benchmark_of("reference_recordings")
    scorer = references._Scorer(shared_data.parent / "tools" / "score.py")
    names = sorted(path.stem for path in (shared_data / "forward_overground").glob("*.json"))
    rows = scorer.run("overground", rg, shared_data, clips=names)
    (label, scored), *_ = references._by_way("instep", rows)
    assert label == "instep forward"
    assert list(scored.clips) == names
    clips = [clip["initial_contact"] for clip in scored.clips.values()]
    assert sum(clip.wanted for clip in clips) == scored.row()["n"]
    row = scored.row()
    met, found = (sum(getattr(clip, name) for clip in clips) for name in ("met", "found"))
    assert 2.0 * met / (row["n"] + found) == pytest.approx(row["ic_f1"])
    late_ms = [late for clip in clips for late in clip.late_ms]
    assert np.std(late_ms) == pytest.approx(scored.row()["ic_sd_ms"])
    assert sorted(late_ms) == sorted(scored.late_ms["initial_contact"])


def test_the_figure_of_errors_is_drawn(errors, benchmark_of, tmp_path):
    pytest.importorskip("matplotlib")
    walk, truth = rg.simulate_walk("forward", 0.8, 15, seed=1)
    parts = [("Simulated", [("feet forward", errors.Errors().add(truth, rg.analyze(walk), clip="a"))])]
    accuracy = benchmark_of("accuracy")
    accuracy.draw_errors(parts, tmp_path / "there" / "errors.png")
    assert (tmp_path / "there" / "errors.png").read_bytes().startswith(b"\x89PNG")
    lines = accuracy.clip_lines(parts)
    assert [line.split()[:4] for line in lines if "feet" in line] == [
        ["feet", "forward:", "a", "initial"],
        ["feet", "forward:", "a", "final"],
    ]


def test_walkers_are_drawn_from_the_whole_of_their_ranges_and_again_the_same(benchmark_of):
    sweep = benchmark_of("sweep")
    draws = [sweep.draw_walker(number) for number in range(FIRST)]
    factors = pd.DataFrame([draw.factors for draw in draws])
    for name, low, high in (
        ("speed", 0.16, 1.7),
        ("off", 1, 19),
        ("rate", 50, 400),
        ("clearance", 0.0032, 0.028),
    ):
        assert factors[name].min() <= low
        assert factors[name].max() >= high
    assert factors["speed"].between(0.15, 1.8).all()
    assert {draw.given["direction"] for draw in draws} == {"backward", "forward"}
    again = sweep.draw_walker(7).given
    for site, turn in again.pop("sensor").mounting.items():
        assert np.array_equal(turn, draws[7].given["sensor"].mounting[site])
    assert again == {name: value for name, value in draws[7].given.items() if name != "sensor"}
    assert all(any(holds(f) for f in factors.to_dict("records")) for _, holds in sweep.GROUPS)


@pytest.mark.slow
def test_the_quick_sweep_reaches_its_floors(benchmark_of, monkeypatch, capsys):
    sweep = benchmark_of("sweep")
    monkeypatch.setattr(sys, "argv", ["sweep.py", "--quick"])
    assert sweep.main() == 0, capsys.readouterr().out
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(sweep.GROUPS)
    assert max(map(len, lines)) <= 80


@pytest.fixture(scope="module")
def unknown(benchmark_of):
    return benchmark_of("unknown_mounting")


@pytest.fixture(scope="module")
def backward(unknown):
    walk, _ = rg.simulate_walk("backward", 0.6, 15, seed=3, sites=("left_foot", "right_foot"))
    return [
        unknown.Walk("walk", "simulated", "rolling", site, "backward", walk.rate_hz, walk.samples(site)[1])
        for site in walk.sites
    ]


def test_a_walk_run_back_twice_is_itself_and_once_goes_the_other_way(unknown, backward):
    back = backward[0].run_back()
    assert back.truth == "forward"
    assert np.array_equal(back.run_back().values, backward[0].values)
    rng = np.random.default_rng(1)
    turned = back.turned(rng).values
    for columns in (slice(0, 3), slice(3, 6)):
        lengths = (np.linalg.norm(v[:, columns], axis=1) for v in (turned, back.values))
        np.testing.assert_allclose(*lengths)


def test_a_verdict_is_held_against_the_truth(unknown, backward):
    told = unknown.judge(backward[0].turned(np.random.default_rng(2)))
    assert told.verdict == "right"
    assert told.wrong_strides == 0
    mistaken = unknown.replace(backward[0], truth="forward")
    assert unknown.judge(mistaken).verdict == "wrong"
    still = backward[0].changed(np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (1500, 1)))
    assert unknown.judge(still).verdict == "no strides"


def test_evidence_is_for_the_truth_and_rotation_does_not_move_it(unknown, backward):
    here = unknown.evidence(backward[0])
    assert here > 2.2
    turned = backward[0].turned(np.random.default_rng(3))
    assert unknown.evidence(turned) == pytest.approx(here, abs=0.5)
    nats, time_s = unknown.step_evidence(backward[0])
    assert len(nats) == len(time_s) >= 8
    assert (nats > 0).mean() > 0.8


def test_a_period_is_wrong_only_inside(benchmark_of, unknown, backward):
    from retrogait.kinematics import limb

    kept = limb.follow_stride
    with benchmark_of("direction_limits").wrong_period(2.0):
        assert limb.follow_stride is not kept
        wrong = unknown.judge(backward[0])
    assert limb.follow_stride is kept
    assert wrong.strides == 0 or wrong.verdict != "right"


def test_confidence_is_binned_with_what_is_right(benchmark_of):
    counts, shares = benchmark_of("direction_limits").curve(np.array([3.5, 4.0, -3.6, 0.1, -0.1, 2.5]))
    assert counts.tolist() == [2, 0, 0, 0, 1, 3]
    assert shares[[0, 4, 5]].tolist() == pytest.approx([0.5, 1.0, 2.0 / 3.0])


def test_damage_does_what_it_says(benchmark_of, backward):
    limits, walk = benchmark_of("direction_limits"), backward[0]
    late = limits.gyroscope_late(walk, 0.03).values
    np.testing.assert_allclose(late[10:, 3:], walk.values[7:-3, 3:])
    np.testing.assert_array_equal(late[:, :3], walk.values[:, :3])
    assert limits.resampled(walk).rate_hz == 25.0
    assert len(limits.resampled(walk).values) == pytest.approx(len(walk.values) / 4, abs=1)
    assert limits.low_passed(walk).values.std() < walk.values.std()


def test_faults_are_named_and_none_is_found_where_there_is_none(benchmark_of, backward):
    faults = benchmark_of("mounting_faults")
    (person,) = faults._people(backward)
    found = {one.fault: one for one in faults.try_faults(person)}
    assert list(found) == list(faults.FAULTS)
    sound = found["nothing wrong"]
    assert (sound.wrong, sound.unknown, sound.any_word) == (0, 0, False)
    for fault in ("one turned by half a turn", "sides exchanged", "calibrated the wrong way"):
        assert found[fault].named, fault
        assert not found[fault].wrong, fault
    lines = faults.fault_lines("Title", list(found.values()))
    assert len(lines) == 3 + len(faults.FAULTS)
    assert max(map(len, lines)) <= 80


def test_the_mounting_found_is_held_against_the_true_one(benchmark_of):
    found = benchmark_of("mounting_found")
    walk, _ = rg.simulate_walk("forward", 0.9, 15, seed=2, sites=("left_foot",))
    turn = found._random_matrices(1)["left_foot"]
    pair = found.recorded(
        {"left_foot": walk.samples("left_foot")[1] @ np.kron(np.eye(2), turn)}, 100.0, "sensor"
    )
    assert abs(found.heading_errors(pair, {"left_foot": turn})["left_foot"]) < 3.0
    about_face = np.diag([-1.0, -1.0, 1.0]) @ turn
    assert abs(found.heading_errors(pair, {"left_foot": about_face})["left_foot"]) > 177.0


def test_a_claim_without_travel_is_told_from_one_with(benchmark_of, backward):
    moves = benchmark_of("no_walking")
    for speed, name in ((-0.6, "along"), (0.6, "against"), (0.0, "nowhere")):
        claims = moves.Claims()
        there = pd.Series(speed, index=np.arange(0.0, 15.0, 0.01))
        moves._count(claims, "walk", "left_foot", backward[0].values, 100.0, there)
        told = {key: getattr(claims, key) for key in ("along", "against", "nowhere")}
        assert told.pop(name) > 5
        assert set(told.values()) == {0}


@pytest.mark.slow
def test_the_quick_tables_of_direction_reach_their_floors(benchmark_of, monkeypatch, capsys, tmp_path):
    direction = benchmark_of("direction")
    tables = ("walkers", "faults", "no walking", "strides", "both ways", "mounting")
    page = tmp_path / "page.md"
    page.write_text("".join(f"<!-- direction {t}: begin -->\n<!-- direction {t}: end -->\n" for t in tables))
    chosen = [word for table in tables for word in ("--table", table)]
    given = ["direction.py", "--quick", *chosen, "--shared", str(tmp_path), "--markdown", str(page)]
    monkeypatch.setattr(sys, "argv", given)
    assert direction.main() == 0, capsys.readouterr().out
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("real and captured recordings were not found")
    assert max(map(len, lines[1:])) <= 80
    assert page.read_text().count("```text") == len(tables)
