"""`list_turns`: the turns a person was told to take, and none in a straight walk; laws of mounting and time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.transform import Rotation

import retrogait as rg
from retrogait.gait.turns import TURNS, Turn, TurnOptions, _turns, vertical_rate_dps
from retrogait.recording import Recording
from retrogait.tables.catalogue import SENSOR_COLUMNS

SITES = ("left_foot", "right_foot", "lower_back")
PROGRAM = [
    ("stand", 2),
    ("backward", 10),
    ("turn", 180),
    ("backward", 10),
    ("turn", -90),
    ("forward", 8),
    ("stand", 2),
]
RATE_HZ = 100.0


@pytest.fixture(scope="module")
def session():
    walk, _ = rg.simulate_walk(program=PROGRAM, speed_mps=0.6, seed=3, walker="adult", sites=SITES)
    return rg.analyze(walk)


@pytest.fixture(scope="module")
def turns(session):
    return rg.list_turns(session)


def test_the_turns_of_a_walk_are_listed(turns):
    TURNS.check(turns)
    assert turns["angle_deg"].tolist() == pytest.approx([180.0, -90.0], abs=10.0)
    assert turns["start_s"].tolist() == pytest.approx([12.0, 25.0], abs=1.5)
    assert turns["direction_before"].tolist() == ["backward", "backward"]
    assert turns["direction_after"].tolist() == ["backward", "forward"]
    assert turns["n_steps"].between(3, 10).all()


@pytest.mark.parametrize("speed_mps", [0.22, 1.0])
@pytest.mark.parametrize("walker", ["adult", "older_adult", "parkinson"])
def test_a_straight_walk_has_none(walker, speed_mps):
    walk, _ = rg.simulate_walk("backward", speed_mps, 40, 5, walker=walker, sites=SITES)
    assert len(rg.list_turns(rg.analyze(walk))) == 0


def test_any_mounting_gives_the_same(session, turns):
    values = session.recording["lower_back"].to_numpy().copy()
    rotation = Rotation.random(random_state=4)
    turned = np.concatenate([rotation.apply(values[:, :3]), rotation.apply(values[:, 3:])], axis=1)
    time_s = session.recording.time_s
    found = list(_turns(time_s, turned, RATE_HZ, TurnOptions()))
    assert [turn.angle_deg for turn in found] == pytest.approx(turns["angle_deg"].tolist())
    assert [turn.start_s for turn in found] == pytest.approx(turns["start_s"].tolist())


def test_time_run_back_turns_the_other_way(session, turns):
    values = session.recording["lower_back"].to_numpy()[::-1].copy()
    values[:, 3:] *= -1.0
    found = list(_turns(session.recording.time_s, values, RATE_HZ, TurnOptions()))[::-1]
    assert [turn.angle_deg for turn in found] == pytest.approx((-turns["angle_deg"]).tolist(), abs=0.5)
    assert [turn.end_s - turn.start_s for turn in found] == pytest.approx(
        turns["duration_s"].tolist(), abs=0.03
    )


def turning(angle_deg: float, duration_s: float = 2.0) -> np.ndarray:
    """A sensor that lies level and turns once, from the tenth second on."""
    time_s = np.arange(2200) / RATE_HZ
    inside = (time_s >= 10.0) & (time_s < 10.0 + duration_s)
    shape = np.where(inside, np.sin(np.pi * (time_s - 10.0) / duration_s) ** 2, 0.0)
    samples = np.zeros((len(time_s), 6))
    samples[:, 2] = 9.80665
    samples[:, 5] = shape * angle_deg / (shape.sum() / RATE_HZ)
    return samples


def found_of(samples: np.ndarray, **options: float) -> list[Turn]:
    return list(_turns(np.arange(len(samples)) / RATE_HZ, samples, RATE_HZ, TurnOptions(**options)))


@pytest.mark.parametrize(("angle_deg", "count"), [(42.0, 0), (50.0, 1), (-50.0, 1)])
def test_a_turn_has_45_degrees(angle_deg, count):
    found = found_of(turning(angle_deg))
    assert len(found) == count
    assert all(turn.angle_deg == pytest.approx(angle_deg, abs=2.0) for turn in found)


@pytest.mark.parametrize(("duration_s", "count"), [(7.0, 1), (9.8, 0)])
def test_a_turn_reaches_15_degrees_a_second(duration_s, count):
    assert len(found_of(turning(60.0, duration_s))) == count


@pytest.mark.parametrize(("longest_s", "count"), [(1.5, 0), (3.0, 1)])
def test_a_turn_lasts_no_longer_than_the_longest(longest_s, count):
    assert len(found_of(turning(90.0), longest_s=longest_s)) == count


@pytest.mark.parametrize(("shortest_s", "count"), [(1.0, 1), (4.0, 0)])
def test_a_turn_lasts_as_long_as_the_shortest(shortest_s, count):
    assert len(found_of(turning(90.0), shortest_s=shortest_s)) == count


@pytest.mark.parametrize(("lull_s", "count"), [(0.2, 1), (2.5, 2)])
def test_two_turns_with_a_short_lull_are_one(lull_s, count):
    one = turning(60.0, 1.5)
    again = np.roll(one[:, 5], round((1.5 + lull_s) * RATE_HZ))
    samples = one.copy()
    samples[:, 5] += again
    assert len(found_of(samples)) == count


def test_the_vertical_rate_of_a_tilted_sensor_is_that_of_the_level_one():
    level = turning(90.0)
    tilt = Rotation.from_euler("xyz", [20, -35, 10], degrees=True)
    tilted = np.concatenate([tilt.apply(level[:, :3]), tilt.apply(level[:, 3:])], axis=1)
    np.testing.assert_allclose(vertical_rate_dps(tilted, RATE_HZ), level[:, 5], atol=1e-9)


def test_without_a_trunk_sensor_it_says_so():
    walk, _ = rg.simulate_walk("backward", 0.6, 10, 1)
    with pytest.raises(
        rg.InvalidTable,
        match="list_turns: no lower_back or sternum sensor among the sites left_foot right_foot; expected one",
    ):
        rg.list_turns(rg.analyze(walk))


def test_nobody_who_turns_gives_an_empty_table():
    frame = {name: np.zeros(600) for name in SENSOR_COLUMNS} | {"acc_z": np.full(600, 9.80665)}
    recording = Recording.from_frames({"lower_back": pd.DataFrame(frame)}, rate_hz=RATE_HZ)
    with pytest.warns(rg.RetrogaitWarning):
        session = rg.analyze(recording)
    assert tuple(rg.list_turns(session).columns) == TURNS.names
    assert len(rg.list_turns(session)) == 0


@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_a_turn_beside_lost_samples_may_be_cut_short_and_the_table_says_so(session, turns):
    first = round((turns["start_s"][0] + 0.5) * RATE_HZ)
    lost = rg.analyze(session.recording.without({"lower_back": [(first, first + 100)]}))
    with pytest.warns(
        rg.RetrogaitWarning, match=r"list_turns: 1\.0 s of lower_back have no samples .* is cut short"
    ):
        found = rg.list_turns(lost)
    assert abs(found["angle_deg"][0]) < abs(turns["angle_deg"][0]) - 20.0


def test_a_short_gap_is_bridged_without_a_word(session, turns, recwarn):
    first = round(turns["start_s"][0] * RATE_HZ)
    lost = rg.analyze(session.recording.without({"lower_back": [(first, first + 3)]}))
    recwarn.clear()
    assert len(rg.list_turns(lost)) == len(turns)
    assert not [one for one in recwarn if "list_turns" in str(one.message)]
