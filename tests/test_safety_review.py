"""A finished session told to a monitor: from samples to advice."""

from __future__ import annotations

import numpy as np
import pytest
from perturbations import pulses
from sessions import make_session
from walks import FEET, frames_of, recorded, simulate

import retrogait as rg
from retrogait.errors import RetrogaitWarning
from retrogait.safety import (
    ContactSeen,
    MeasureSeen,
    NearFallSeen,
    StrideSeen,
    contacts_seen,
    list_observations,
    review_session,
)
from retrogait.stability import regularity

AT_S = 30.0


@pytest.fixture(scope="module")
def walk():
    return simulate("backward", 0.4, duration_s=60, seed=5, sites=(*FEET, "lower_back"))[0]


@pytest.fixture(scope="module")
def session(walk):
    return rg.analyze(walk)


def test_what_a_monitor_would_have_been_told(session):
    seen = list_observations(session)
    assert [one.time_s for one in seen] == sorted(one.time_s for one in seen)
    strides = session.strides
    steady = strides[~(strides["is_first"] | strides["is_last"] | strides["is_turning"])]
    assert sum(isinstance(one, StrideSeen) for one in seen) == len(steady)
    values = [one.step_regularity for one in seen if isinstance(one, MeasureSeen)]
    assert len(values) > 10
    up = session.recording["lower_back"]["acc_z"].to_numpy()[1000:5000]
    whole = regularity(up, 100.0, float(steady["stride_time_s"].median())).step
    assert np.median(values) == pytest.approx(whole, abs=0.1)  # ten strides each, against all of them
    assert not any(isinstance(one, NearFallSeen) for one in seen)


def test_a_steady_walk_at_its_step_has_no_advice_and_a_faster_one_is_too_fast(session):
    speed_mps = float(session.strides["speed_mps"].median())
    at_step = rg.SafetyMonitor(step=rg.training.PlanStep(1, speed_mps, 0.0))
    assert review_session(session, at_step).empty
    assert at_step.judged["SpeedRule"] > 10
    too_fast = review_session(session, rg.SafetyMonitor(step=rg.TrainingPlan().steps[0]))
    assert set(too_fast["advice"]) == {"too_fast"}
    assert too_fast["time_s"].diff().dropna().ge(10.0).all()


def test_a_trip_leads_to_reduce_speed_once(walk):
    frames = frames_of(walk)
    back = frames["lower_back"].copy()
    added = pulses("trip", 25.0, 100.0, np.random.default_rng(0))
    first = round(AT_S * 100)
    back.iloc[first : first + len(added), :3] += added * (-1.0, 1.0, 1.0)  # travel is backward
    told = review_session(rg.analyze(recorded({**frames, "lower_back": back})))
    assert told["advice"].tolist() == ["reduce_speed"]
    assert AT_S - 1.0 < told["time_s"].iloc[0] < AT_S + 2.2
    assert told["direction"].tolist() == ["backward"]


def test_contacts_of_a_table_of_events(session):
    seen = contacts_seen(session.events)
    assert len(seen) == (session.events["event"] == "initial_contact").sum()
    assert {type(one) for one in seen} == {ContactSeen}
    monitor = rg.SafetyMonitor()
    monitor.observe_all(seen)
    assert [baseline.direction for baseline in monitor.baselines] == ["backward"]


def test_what_cannot_be_judged_is_said(session):
    back = rg.Session.from_json(session.to_json())
    with pytest.warns(
        RetrogaitWarning, match="near-falls and step regularity are not judged: .*read from JSON"
    ):
        assert review_session(back).empty
    with pytest.warns(
        RetrogaitWarning, match="not judged: no lower_back or sternum sensor among the sites left_foot"
    ):
        review_session(make_session())
