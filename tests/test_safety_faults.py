"""What a monitor refuses, and the words it does so in."""

from __future__ import annotations

import copy
import math

import pytest

import retrogait as rg
from retrogait.errors import InvalidOption, InvalidTable
from retrogait.safety import (
    RULES,
    Baseline,
    ContactSeen,
    MeasureSeen,
    NearFallRule,
    NearFallSeen,
    SpeedRule,
    StrideSeen,
    VariabilityRule,
    contacts_seen,
)
from retrogait.tables.catalogue import EVENTS
from retrogait.tables.checksums import with_checksum


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: ContactSeen(math.nan, "left"), ["ContactSeen: time_s is nan", "leave it out"]),
        (lambda: ContactSeen(1.0, "both"), ["side is 'both'", "left right"]),
        (lambda: ContactSeen(1.0, "left", "back"), ["direction is 'back'", "backward forward unknown"]),
        (
            lambda: StrideSeen(1.0, "left", "backward", -1.0),
            ["StrideSeen: stride_time_s is -1.0", "from 0 to 60"],
        ),
        (lambda: StrideSeen(1.0, "left", "backward", 1.0, "0.3"), ["speed_mps is '0.3'", "or NaN"]),
        (lambda: MeasureSeen(1.0, "backward", 90.0), ["MeasureSeen: speed_mps is 90.0", "from 0 to 20"]),
        (lambda: MeasureSeen(1.0, step_regularity=5.0), ["step_regularity is 5.0", "from -2 to 2"]),
        (lambda: NearFallSeen(True), ["time_s is True", "seconds"]),
        (lambda: NearFallSeen(1.0, math.inf), ["peak_to_peak_mps3 is inf"]),
        (lambda: rg.SafetyMonitor().observe("fall"), ["found a str", "StrideSeen", "make one of these"]),
        (lambda: contacts_seen(EVENTS.frame().drop(columns="side")), ["'side' is missing"]),
    ],
)
def test_observations_that_cannot_be(make, words):
    with pytest.raises(InvalidTable) as caught:
        make()
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Baseline("back"), ["Baseline: direction is 'back'", "use one of these words"]),
        (lambda: Baseline("backward", -1.0), ["stride_time_variation_pct is -1.0", "or NaN to learn it"]),
        (lambda: Baseline("backward", 2.0, 0.8), ["go together", "or neither"]),
        (
            lambda: NearFallRule(cooldown_s=-1.0),
            ["NearFallRule: cooldown_s is -1.0", "0 or more", "default is 5.0"],
        ),
        (lambda: NearFallRule(advice=""), ["NearFallRule: advice is ''", "expected text"]),
        (lambda: VariabilityRule(window=2.5), ["window is 2.5", "whole number of 1 or more"]),
        (lambda: SpeedRule(tolerance_pct=math.nan), ["tolerance_pct is nan"]),
        (
            lambda: rg.SafetyMonitor(rules=(NearFallRule(), NearFallRule())),
            ["2 rules of 1 kinds", "leave one out"],
        ),
        (lambda: rg.SafetyMonitor(rules=("fall",)), ["rules has a str", "NearFallRule VariabilityRule"]),
        (lambda: rg.SafetyMonitor(baselines=[Baseline("forward")] * 2), ["two of direction 'forward'"]),
        (lambda: rg.SafetyMonitor(step=0.22), ["step is 0.22", "TrainingPlan().steps[0]"]),
        (
            lambda: rg.training.PlanStep(1, math.nan, 0.0),
            ["PlanStep: speed_mps is nan", "TrainingPlan().steps"],
        ),
    ],
)
def test_options_that_mean_nothing(make, words):
    with pytest.raises(InvalidOption) as caught:
        make()
    for word in words:
        assert word in str(caught.value)


def state():
    monitor = rg.SafetyMonitor(rg.TrainingPlan().steps[0], rules=RULES)
    for k in range(4):
        monitor.observe(ContactSeen(1.0 + k, "left", "backward"))
        monitor.observe(MeasureSeen(1.5 + k, "backward", 0.4, 0.8))
    monitor.observe(NearFallSeen(9.0, 350.0))
    return monitor.state()


def resealed(state):
    """A state whose checksum is right again, to reach what is checked behind it."""
    return with_checksum({name: value for name, value in state.items() if name != "checksum"})


def spoil(path, value):
    broken = copy.deepcopy(state())
    place = broken
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return resealed(broken)


@pytest.mark.parametrize(
    "broken",
    [
        spoil(["contacts", "left"], [1.0]),
        spoil(["contacts", "left"], [None, "backward"]),
        spoil(["contacts", "middle"], [1.0, "backward"]),
        spoil(["ends", "left"], "soon"),
        spoil(["speeds"], [None]),
        spoil(["quiet_until", "NearFallRule"], math.nan),
        spoil(["quiet_until", "MyRule"], 1.0),
        spoil(["in_a_row"], {"VariabilityRule up": 1}),
        spoil(["newest_s"], "now"),
        spoil(["judged"], {"MyRule": 1}),
        spoil(["walks", "up"], state()["walks"]["backward"]),
        spoil(["walks", "backward", "last"], {"left": [1.0]}),
        spoil(["walks", "backward", "settled"], {"left": None}),
        spoil(["walks", "backward", "recent_s"], [None]),
        spoil(["walks", "backward", "more"], 1),
        spoil(["rules", "MyRule"], {}),
        spoil(["rules", "NearFallRule", "cooldown_s"], -1),
        spoil(["step", "speed_mps"], None),
        resealed({name: value for name, value in state().items() if name != "ends"}),
    ],
)
def test_a_damaged_state_is_refused(broken):
    with pytest.raises(InvalidTable, match="the state is damaged .*; start a new monitor"):
        rg.SafetyMonitor.from_state(broken)


def test_a_state_of_another_version_is_refused():
    with pytest.raises(InvalidTable, match="newer than 'retrogait safety state 2'.*install a newer"):
        rg.SafetyMonitor.from_state(spoil(["format"], "retrogait safety state 3"))
    with pytest.raises(InvalidTable, match="the format is None"):
        rg.SafetyMonitor.from_state([])
