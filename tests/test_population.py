"""The population that detectors are tried on: drawn again the same, judged by the truth, and every gate moved."""

from __future__ import annotations

import importlib
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.gait.stages import Stages

ROOT = Path(__file__).resolve().parents[1]
FIRST = 300  # people


@pytest.fixture(scope="module")
def benchmark_of():
    """Import a file of the benchmarks folder, which is no package."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield importlib.import_module
    sys.path.remove(str(ROOT / "benchmarks"))


def test_people_are_drawn_from_the_whole_of_their_ranges_and_again_the_same(benchmark_of):
    people, population = benchmark_of("population_people"), benchmark_of("population")
    drawn = [people.draw_person(number) for number in range(FIRST)]
    factors = pd.DataFrame([one.factors[way] for one in drawn for way in people.WAYS])
    for name, low, high in (
        ("speed", 0.2, 1.6),
        ("cadence", 50, 160),
        ("step", 0.15, 0.75),
        ("off", 1, 14),
        ("rate", 50, 400),
        ("clearance", 0.005, 0.03),
        ("heel_rise", 0.0, 0.7),
    ):
        assert factors[name].min() <= low, name
        assert factors[name].max() >= high, name
    assert factors["cadence"].between(40, 180).all()
    assert {one.kind for one in drawn} == set(people.KINDS)
    rows = factors.to_dict("records")
    assert all(any(holds(f) for f in rows) for _, holds in population.PROPERTIES)
    again = people.draw_person(7)
    assert again.given == drawn[7].given
    for site, turn in again.off.items():
        np.testing.assert_array_equal(turn, drawn[7].off[site])


def test_all_two_thousand_can_be_drawn(benchmark_of):
    people, population = benchmark_of("population_people"), benchmark_of("population")
    assert len({people.draw_person(number).kind for number in range(population.FULL)}) == len(people.KINDS)


def test_a_line_of_code_walks_again(benchmark_of):
    people = benchmark_of("population_people")
    person = people.draw_person(3)
    walk, truth = eval(person.code("forward"), {"rg": rg, "draw_person": people.draw_person})  # noqa: S307
    raw, stated, same = people.recordings(person, "forward")
    pd.testing.assert_frame_equal(walk["left_foot"], raw["left_foot"])
    pd.testing.assert_frame_equal(truth.events, same.events)
    turned = stated["left_foot"].to_numpy()[:, :3]
    expected = raw["left_foot"].to_numpy()[:, :3] @ (person.off["left_foot"] @ truth.mounting["left_foot"]).T
    np.testing.assert_allclose(turned, expected, atol=1e-9)


def test_what_is_right_and_wrong_of_directions(benchmark_of):
    measures = benchmark_of("population_measures")
    true = pd.DataFrame({"side": "left", "start_s": [1.0, 2.0, 3.0, 4.0], "direction": "backward"})
    found = true.assign(direction=["backward", "forward", "unknown", "backward"])
    assert measures.direction_shares(found, true) == (0.5, 0.25)
    assert measures.direction_shares(found.iloc[:0], true) == (0.0, 0.0)


def test_every_threshold_of_steps_directions_and_trunks_is_moved(benchmark_of):
    gates = benchmark_of("population_gates")
    for group, stages in gates.STAGES.items():
        moved = {name for _, name in gates.gates(group)}
        for stage in stages:
            options = getattr(Stages(), stage)
            thresholds = {
                one.name for one in fields(options) if isinstance(getattr(options, one.name), float)
            }
            left_out = thresholds - moved - gates.NO_GATES
            trunk = group == "lower back"
            of_limbs = {"least_ahead", "least_radius_m", "least_lone_radius_m", "turning_deg"}
            assert left_out <= (of_limbs if trunk else {"least_trunk"})


def test_a_gate_that_decides_is_seen_to_move(benchmark_of, monkeypatch):
    gates = benchmark_of("population_gates")
    walk, _ = rg.simulate_walk("backward", 0.4, 20, seed=1)
    monkeypatch.setattr(gates, "SHIFT", 0.0)
    still = list(gates.move_gates(walk, 0, every=1))
    assert len(still) == 2 * len(gates.gates("feet"))
    assert not any(one.changed for one in still)
    monkeypatch.setattr(gates, "SHIFT", 0.99)  # of the least displacement: 0.08 m becomes 0.16, and 0.04 0.08
    monkeypatch.setitem(gates.STAGES, "feet", ("step",))
    assert any(one.changed for one in gates.move_gates(walk, 0, every=1))


@pytest.mark.slow
def test_the_quick_population_reaches_its_floors(benchmark_of, monkeypatch, capsys):
    population = benchmark_of("population")
    monkeypatch.setattr(sys, "argv", ["population.py", "--quick", "--workers", "1"])
    assert population.main() == 0, capsys.readouterr().out
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
