"""A live direction takes two steps of a limb the same way: one step back is no backward walking."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest
from streams import walk

import retrogait as rg

RATE_HZ = 100.0
BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


def streamed(samples) -> pd.DataFrame:
    stream = rg.ContactStream(RATE_HZ, "left_foot")
    return pd.concat([stream.push(samples), stream.flush()], ignore_index=True)


def steps_of_a_walk(direction, count) -> tuple[object, pd.DataFrame]:
    """Samples of a walk up to the stance after so many of its swings, and its true contacts until then."""
    samples, truth = walk(direction, 0.7, seed=5)
    landings = truth[truth["event"].eq("initial_contact")]
    end_s = landings["time_s"].iloc[count - 1] + 0.4
    return samples[: int(RATE_HZ * end_s)], truth[truth["time_s"] < end_s]


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_one_step_has_contacts_and_no_direction(direction):
    samples, truth = steps_of_a_walk(direction, 1)
    events = streamed(samples)
    assert len(events) == len(truth) == 2
    assert events["direction"].eq("unknown").all()
    assert events["direction_confidence"].isna().all()


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_the_second_step_the_same_way_has_one(direction):
    samples, _ = steps_of_a_walk(direction, 2)
    assert streamed(samples)["direction"].tolist() == ["unknown", "unknown", direction, direction]


def test_the_first_step_back_has_none():
    recording, truth = rg.simulate_walk(
        program=[("forward", 8), ("stop", 3), ("backward", 8)], sites=["left_foot"], seed=3
    )
    own = truth.events
    turned_s = own.loc[own["direction"].eq("backward"), "time_s"].min()
    events = streamed(recording["left_foot"])
    before, after = events[events["time_s"] < turned_s - 0.1], events[events["time_s"] > turned_s - 0.1]
    assert before["direction"].tolist() == ["unknown"] * 2 + ["forward"] * (len(before) - 2)
    assert after["direction"].tolist() == ["unknown"] * 2 + ["backward"] * (len(after) - 2)
    assert min(len(before), len(after)) > 6


@pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
def test_captured_movements_have_hardly_a_false_direction(shared_data, monkeypatch):
    """Contacts backward where nobody goes backward; `analyze` has 7 of them by feet and 7 by shanks."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import live_moves

    found = live_moves.of_moves(shared_data.parent)
    for kind, most in (("foot", 0), ("shank", 4)):
        count = found[kind, "live"]
        assert count["backward", "against"] + count["backward", "no travel"] <= most, kind
        assert count["forward", "as body"] > 100, kind
    sys.modules.pop("live_moves", None)
