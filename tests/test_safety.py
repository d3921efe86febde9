"""The safety monitor: each rule, and laws of advice that hold for any walk."""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import dataclass, replace

import naive_safety
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrogait as rg
from retrogait.safety import (
    ADVICE,
    RULES,
    Baseline,
    ContactSeen,
    Finding,
    MeasureSeen,
    NearFallRule,
    NearFallSeen,
    Rule,
    SafetyMonitor,
    SpeedRule,
    StrideSeen,
    VariabilityRule,
    advice_table,
)

FEWER = settings(max_examples=40)
STEP = rg.training.PlanStep(1, 0.22, 0.0)
NAN = math.nan


def strides(times_s, direction="backward", first_s=0.0, speed_mps=NAN):
    """Strides of both feet, one after the other, the right half a stride after the left."""
    ends = {"left": first_s, "right": first_s + 0.5 * times_s[0]}
    seen = []
    for place, time_s in enumerate(times_s):
        side = ("left", "right")[place % 2]
        ends[side] += time_s
        seen.append(StrideSeen(ends[side], side, direction, time_s, speed_mps))
    return sorted(seen, key=lambda one: one.time_s)


def unsteady(n, cv, seed=0, mean_s=1.5):
    return list(
        np.clip(np.random.default_rng(seed).normal(mean_s, cv * mean_s, n), 0.75 * mean_s, 1.3 * mean_s)
    )


@st.composite
def walks(draw):
    """Observations of every kind, with gaps, NaN, repeats and changes of direction; times on a grid, so that shifts are
    exact."""
    seen, at = [], 0
    for _ in range(draw(st.integers(1, 40))):
        at += draw(st.sampled_from([0, 1, 20, 32, 40, 64, 600, -16, -2000]))
        time_s = at / 64
        way = draw(st.sampled_from(["backward", "backward", "forward", "unknown"]))
        side = draw(st.sampled_from(["left", "right"]))
        kind = draw(st.integers(0, 3))
        number = draw(st.sampled_from([NAN, 0.25, 0.5, 1.0, 1.5]))
        if kind == 0:
            seen.append(ContactSeen(time_s, side, way))
        elif kind == 1:
            seen.append(StrideSeen(time_s, side, way, number, draw(st.sampled_from([NAN, 0.2, 0.3]))))
        elif kind == 2:
            seen.append(MeasureSeen(time_s, way, step_regularity=number / 2))
        else:
            seen.append(NearFallSeen(time_s, draw(st.sampled_from([NAN, 50.0, 350.0])), way))
    return seen


EAGER = (
    NearFallRule(cooldown_s=1.0),
    replace(RULES[1], window=3, least_pct=0.5, in_a_row=1, cooldown_s=1.0),
    replace(RULES[2], sds_below=0.0, least_fall=0.0, in_a_row=1, cooldown_s=1.0),
    SpeedRule(window=2, cooldown_s=1.0),
)
KNOWN = [Baseline(way, 0.1, 0.6, 0.01) for way in ("backward", "forward", "unknown")]


@FEWER
@given(walks(), st.lists(st.integers(0, 40), max_size=6))
def test_advice_is_the_same_however_the_walk_is_cut_and_carried(seen, cuts):
    whole = rg.SafetyMonitor(STEP, KNOWN, EAGER)
    wanted = whole.observe_all(seen)
    monitor, found = rg.SafetyMonitor(STEP, KNOWN, EAGER), []
    borders = [0, *sorted(min(cut, len(seen)) for cut in cuts), len(seen)]
    for first, last in itertools.pairwise(borders):
        found += monitor.observe_all(seen[first:last])
        monitor = rg.SafetyMonitor.from_state(json.loads(json.dumps(monitor.state(), allow_nan=False)))
    assert (
        found == pytest.approx(wanted)
        if not wanted
        else [str(one) for one in found] == list(map(str, wanted))
    )
    assert json.dumps(monitor.state()) == json.dumps(whole.state())


@FEWER
@given(walks(), st.integers(-(2**20), 2**20))
def test_a_shift_of_the_clock_shifts_the_advice(seen, ticks):
    shift_s = ticks / 64
    plain = rg.SafetyMonitor(STEP, KNOWN, EAGER).observe_all(seen)
    moved = rg.SafetyMonitor(STEP, KNOWN, EAGER).observe_all(
        [replace(one, time_s=one.time_s + shift_s) for one in seen]
    )
    assert [(one.time_s + shift_s, one.rule, one.direction) for one in plain] == [
        (one.time_s, one.rule, one.direction) for one in moved
    ]


@FEWER
@given(walks())
def test_the_feet_are_alike(seen):
    other = {"left": "right", "right": "left"}
    swapped = [replace(one, side=other[one.side]) if hasattr(one, "side") else one for one in seen]
    advice = [rg.SafetyMonitor(STEP, KNOWN, EAGER).observe_all(walk) for walk in (seen, swapped)]
    assert list(map(str, advice[0])) == list(map(str, advice[1]))


@FEWER
@given(walks())
def test_a_rule_is_silent_during_its_cooldown_unless_the_clock_starts_over(seen):
    monitor, until, newest = rg.SafetyMonitor(STEP, KNOWN, EAGER), {}, -math.inf
    for one in seen:
        if one.time_s < newest - 10:
            until, newest = {}, one.time_s
        newest = max(newest, one.time_s)
        for advice in monitor.observe(one):
            assert advice.time_s >= until.get(advice.rule, -math.inf)
            assert advice.quiet_until_s == advice.time_s + 1.0
            until[advice.rule] = advice.quiet_until_s


@FEWER
@given(walks())
def test_nan_is_nothing_known(seen):
    blank = {"stride_time_s": NAN, "speed_mps": NAN, "step_regularity": NAN}
    walk = [
        replace(one, **{name: NAN for name in blank if hasattr(one, name)})
        for one in seen
        if not isinstance(one, NearFallSeen | ContactSeen)
    ]
    assert rg.SafetyMonitor(STEP, KNOWN, EAGER).observe_all(walk) == []


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(90, 110), st.booleans()), min_size=1, max_size=110),
    st.sampled_from([0.0, 0.3]),
)
def test_variability_is_that_of_the_slow_twin(parts, pause_share):
    seen, at = [], {"left": 0.0, "right": 0.5}
    for place, (hundredths, paused) in enumerate(parts):
        side = ("left", "right")[place % 2]
        at[side] += hundredths / 100 + (pause_share if paused and place % 7 == 0 else 0.0)
        seen.append((at[side], side, hundredths / 100))
    baseline, wanted = naive_safety.watch(seen)
    always = replace(RULES[1], times_baseline=1.0, least_pct=0.0, in_a_row=1, cooldown_s=0.0)
    monitor = rg.SafetyMonitor(rules=(always,))
    advice = monitor.observe_all(
        [StrideSeen(end_s, side, "backward", time_s) for end_s, side, time_s in seen]
    )
    if math.isnan(baseline):
        assert advice == []
        return
    assert monitor.baselines[0].stride_time_variation_pct == pytest.approx(baseline)
    above = [value for value in wanted if value > baseline * (1 + 1e-9)]
    assert [one.value for one in advice if one.value > baseline * (1 + 1e-9)] == pytest.approx(above)


def test_memory_does_not_grow():
    monitor, lengths = rg.SafetyMonitor(STEP), []
    walk = strides(unsteady(6000, 0.03), speed_mps=0.2)
    for place, one in enumerate(walk, start=1):
        monitor.observe(one)
        monitor.observe(MeasureSeen(one.time_s, "backward", step_regularity=0.8))
        monitor.observe(NearFallSeen(one.time_s, 20.0))
        if place in (500, 6000):
            state = monitor.state()
            lengths.append(
                [len(state["speeds"])]
                + [len(v) for v in state["walks"]["backward"].values() if isinstance(v, list)]
            )
    assert lengths[0] == lengths[1]


def test_a_near_fall_is_told_with_what_triggered_it():
    monitor = rg.SafetyMonitor()
    one = monitor.observe(NearFallSeen(12.3, 480.0, "backward"))[0]
    assert (one.advice, one.rule, one.value, one.threshold) == ("reduce_speed", "NearFallRule", 480.0, 200.0)
    assert one.because == "near-fall at 12.3 s: a jerk peak of 480 m/s³, 200 or more"
    assert one.direction == "backward"
    assert one.quiet_until_s == pytest.approx(17.3)
    assert monitor.observe(NearFallSeen(17.2, 480.0)) == []
    assert len(monitor.observe(NearFallSeen(17.4, 480.0))) == 1
    assert monitor.observe(NearFallSeen(60.0, 99.0)) == []
    assert monitor.observe(NearFallSeen(60.0))[0].because == "near-fall at 60.0 s"


def test_rising_variability_is_told_against_the_own_baseline():
    monitor = rg.SafetyMonitor()
    steady = strides(unsteady(80, 0.015))
    assert monitor.observe_all(steady) == []
    assert monitor.baselines[0].stride_time_variation_pct == pytest.approx(1.5, rel=0.4)
    later = strides(unsteady(60, 0.08, 1), first_s=steady[-1].time_s)
    first = monitor.observe_all(later)[0]
    assert (first.advice, first.rule, first.measure) == (
        "caution",
        "VariabilityRule",
        "stride_time_variation_pct",
    )
    assert first.value > first.threshold >= 2 * first.baseline
    # the same strides are quite steady for someone who always walks so
    used = rg.SafetyMonitor(baselines=[Baseline("backward", 8.0)])
    assert used.observe_all(strides(unsteady(120, 0.08, 1))) == []


def test_a_slow_change_of_pace_is_not_unsteadiness():
    times = np.linspace(1.6, 1.0, 200) * (1 + np.random.default_rng(3).normal(0, 0.01, 200))
    assert rg.SafetyMonitor().observe_all(strides(list(times))) == []


def test_falling_regularity_is_told_only_when_it_lasts():
    monitor = rg.SafetyMonitor()
    usual = [MeasureSeen(k, "backward", step_regularity=0.8 + 0.01 * (-1) ** k) for k in range(25)]
    low = [MeasureSeen(30 + k, "backward", step_regularity=0.5) for k in range(3)]
    assert monitor.observe_all([*usual, *low[:2], MeasureSeen(32.5, "backward", step_regularity=0.8)]) == []
    one = monitor.observe_all([replace(seen, time_s=seen.time_s + 10) for seen in low])[0]
    assert (one.time_s, one.advice, one.rule, one.value) == (42, "caution", "RegularityRule", 0.5)
    assert one.because.startswith(
        "step regularity 0.50, 3 times in a row, is below 0.65; the person's own is 0.8"
    )


def test_speed_above_the_step_is_too_fast_backward_and_of_unknown_direction_only():
    for way, told in (("backward", True), ("unknown", True), ("forward", False)):
        walk = [MeasureSeen(k, way, speed_mps=0.25) for k in range(5)]
        assert bool(rg.SafetyMonitor(STEP).observe_all(walk)) is told
    assert rg.SafetyMonitor().observe_all([MeasureSeen(k, "backward", speed_mps=3.0) for k in range(9)]) == []
    slow = [MeasureSeen(k, "backward", speed_mps=0.24) for k in range(9)]
    assert rg.SafetyMonitor(STEP).observe_all(slow) == []
    monitor = rg.SafetyMonitor(STEP)
    monitor.step = rg.training.PlanStep(2, 0.27, 0.0)
    assert monitor.observe_all([MeasureSeen(k, "backward", speed_mps=0.25) for k in range(9)]) == []


def test_what_was_judged_is_counted_so_that_silence_can_be_read():
    monitor = rg.SafetyMonitor(STEP)
    monitor.observe_all(strides(unsteady(44, 0.01)))  # 4 settle, 40 differences are learned
    assert set(monitor.judged.values()) == {0}
    monitor.observe_all(strides(unsteady(10, 0.01), first_s=70.0, speed_mps=0.2))
    monitor.observe(NearFallSeen(90.0, 20.0))
    assert monitor.judged == {"NearFallRule": 1, "VariabilityRule": 6, "RegularityRule": 0, "SpeedRule": 6}


def test_baselines_of_directions_are_apart():
    monitor = rg.SafetyMonitor()
    monitor.observe_all(strides(unsteady(60, 0.01)))
    monitor.observe_all(strides(unsteady(60, 0.06, 2), "forward", first_s=200.0))
    backward, forward = monitor.baselines
    assert (backward.direction, forward.direction) == ("backward", "forward")
    assert forward.stride_time_variation_pct > 3 * backward.stride_time_variation_pct


def test_contacts_make_the_same_strides():
    walk = strides(unsteady(120, 0.02))
    contacts = [
        ContactSeen(0.0, "left", "backward"),
        ContactSeen(0.5 * walk[0].stride_time_s, "right", "backward"),
    ]
    contacts += [ContactSeen(one.time_s, one.side, "backward") for one in walk]
    monitors = rg.SafetyMonitor(), rg.SafetyMonitor()
    monitors[0].observe_all(walk)
    monitors[1].observe_all(sorted(contacts, key=lambda one: one.time_s))
    of_strides, of_contacts = (m.baselines[0].stride_time_variation_pct for m in monitors)
    assert of_contacts == pytest.approx(of_strides)


def test_a_clock_that_starts_over_does_not_make_the_monitor_deaf():
    monitor = rg.SafetyMonitor(STEP)
    monitor.observe_all(strides(unsteady(80, 0.015), first_s=1000.0))
    known = monitor.baselines
    assert len(monitor.observe(NearFallSeen(1200.0, 200.0))) == 1
    assert len(monitor.observe(NearFallSeen(0.5, 200.0))) == 1
    assert monitor.baselines == known
    advice = monitor.observe_all(strides(unsteady(60, 0.08, 1), first_s=6.0))
    assert [one.rule for one in advice][:1] == ["VariabilityRule"]


def test_a_pause_and_a_missed_contact_are_not_unsteadiness():
    times = unsteady(160, 0.015)
    walk = strides(times)
    missed = [one for place, one in enumerate(walk) if place % 25 != 10]
    missed = [
        replace(one, stride_time_s=2 * one.stride_time_s) if place % 25 == 11 else one
        for place, one in enumerate(missed)
    ]
    assert rg.SafetyMonitor().observe_all(missed) == []


def test_advice_as_a_table_and_as_json():
    advice = rg.SafetyMonitor().observe_all([NearFallSeen(1.0, 350.0), NearFallSeen(9.0)])
    table = advice_table(advice)
    ADVICE.check(table)
    assert table["advice"].tolist() == ["reduce_speed", "reduce_speed"]
    assert list(advice_table([]).columns) == list(table.columns)
    plain = json.loads(json.dumps([one.to_dict() for one in advice], allow_nan=False))
    assert plain[1]["value"] is None
    assert list(plain[0]) == list(ADVICE.names)


def test_rules_say_where_they_are_from_and_how_they_were_validated():
    for rule in RULES:
        assert rule.source
        assert rule.validated == "simulation only"
    assert VariabilityRule().advice == "caution"


@dataclass(frozen=True)
class LongStrideRule(Rule):
    """A rule from outside the package: any value of variability at all, twice in a row."""

    advice: str = "caution"
    cooldown_s: float = 0.0
    source: str = "made up for a test"
    validated: str = "nowhere"
    in_a_row: int = 2

    def judge(self, fact):
        if fact.variation is None:
            return None
        value, baseline = fact.variation
        return Finding(True, "stride_time_variation_pct", value, 0.0, baseline, "a value")


def test_a_rule_of_one_s_own_is_asked_like_the_others_and_goes_on_from_a_state():
    strides = [StrideSeen(k * 1.0, "left", "backward", 1.0 + 0.01 * (k % 3)) for k in range(1, 80)]
    monitor = SafetyMonitor(rules=(LongStrideRule(),))
    advice = monitor.observe_all(strides)
    assert {one.rule for one in advice} == {"LongStrideRule"}
    assert len(advice) == monitor.judged["LongStrideRule"] - 1  # the first time in a row is silent
    halves = SafetyMonitor(rules=(LongStrideRule(),))
    first = halves.observe_all(strides[:50])
    halves = SafetyMonitor.from_state(json.loads(json.dumps(halves.state())))
    assert first + halves.observe_all(strides[50:]) == advice


@dataclass(frozen=True)
class ShortSpeedRule(SpeedRule):
    """The rule on speed under a name of its own."""


@pytest.mark.parametrize(("window", "fired"), [(3, 3), (8, 8)])
def test_a_rule_made_of_another_keeps_its_own_window(window, fired):
    strides = [StrideSeen(float(k), "left", "backward", 1.0, 0.5) for k in range(1, 31)]
    monitor = SafetyMonitor(STEP, rules=(ShortSpeedRule(window=window),))
    assert monitor.observe_all(strides)[0].time_s == fired
    again = SafetyMonitor.from_state(json.loads(json.dumps(monitor.state())))
    assert again.judged == monitor.judged


def test_speeds_of_the_step_before_are_not_held_against_the_next():
    """Who slows down at once when the plan goes a step back is not too fast for what was walked before."""
    monitor = SafetyMonitor(rg.training.PlanStep(2, 0.5, 0.0))
    fast = [StrideSeen(float(k), "left", "backward", 1.0, 0.5) for k in range(1, 11)]
    slow = [StrideSeen(float(k), "left", "backward", 1.0, 0.2) for k in range(11, 21)]
    assert monitor.observe_all(fast) == []
    monitor.step = STEP
    assert monitor.observe_all(slow) == []
    monitor.step = STEP  # the same again forgets nothing
    assert [
        one.time_s for one in monitor.observe_all([replace(one, time_s=one.time_s + 20.0) for one in fast])
    ] == [23]


def test_a_state_keeps_the_speeds_of_its_step():
    strides = [StrideSeen(float(k), "left", "backward", 1.0, 0.5) for k in range(1, 6)]
    monitor = SafetyMonitor(STEP)
    monitor.observe_all(strides[:4])
    assert (
        SafetyMonitor.from_state(monitor.state()).observe_all(strides[4:])
        == monitor.observe_all(strides[4:])
        != []
    )


def test_rules_that_have_nothing_to_judge_are_named_with_what_they_wait_for():
    monitor = rg.SafetyMonitor()
    assert set(monitor.deaf_to) == {"NearFallRule", "VariabilityRule", "RegularityRule", "SpeedRule"}
    assert monitor.deaf_to["SpeedRule"] == "no step of the plan is set; set monitor.step"
    assert monitor.deaf_to["NearFallRule"] == (
        "nothing to judge yet; it takes near-falls, from a sensor on the lower back or the sternum, or a button"
    )
    monitor.step = rg.TrainingPlan().steps[0]
    assert "from feet of known mounting" in monitor.deaf_to["SpeedRule"]
    monitor.observe(NearFallSeen(1.0, 480.0))
    for k in range(6):
        monitor.observe(StrideSeen(2.0 + 1.5 * k, "left", "backward", 1.5, 0.2))
    assert set(monitor.deaf_to) == {"VariabilityRule", "RegularityRule"}
    assert set(rg.SafetyMonitor.from_state(monitor.state()).deaf_to) == {"VariabilityRule", "RegularityRule"}
