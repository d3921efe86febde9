"""Safety rules of one's own: a class and no edit elsewhere; asked, saved, named where deaf, and refused where wrong."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import numpy as np
import pytest

import retrogait as rg
from retrogait.errors import InvalidOption, InvalidTable
from retrogait.safety import (
    RULES,
    ContactSeen,
    Finding,
    MeasureSeen,
    NearFallSeen,
    Rule,
    SafetyMonitor,
    SpeedRule,
    StrideSeen,
    VariabilityRule,
)
from retrogait.tables.checksums import with_checksum


@dataclass(frozen=True)
class QuickStepRule(Rule):
    """Steps that come too fast."""

    judges = "initial contacts of both feet"

    advice: str = "reduce_speed"
    shortest_s: float = 0.35
    in_a_row: int = 2
    cooldown_s: float = 1.0
    source: str = "made up"
    validated: str = "nowhere"

    def judge(self, fact):
        if not isinstance(fact.seen, ContactSeen):
            return None
        before = fact.memory.get("before")
        fact.memory["before"] = [fact.seen.side, fact.time_s]
        if before is None or before[0] == fact.seen.side:
            return None
        step_s = fact.time_s - before[1]
        return Finding(step_s < self.shortest_s, "step_time_s", step_s, self.shortest_s, math.nan, "quick")


def contacts(count, step_s=0.3, start_s=0.0):
    return [ContactSeen(start_s + step_s * k, ("left", "right")[k % 2], "backward") for k in range(count)]


def watched(judge, **bounds):
    """A rule that judges as it is told."""

    @dataclass(frozen=True)
    class Plugin(Rule):
        advice: str = "caution"
        cooldown_s: float = 0.0
        source: str = "made up"
        validated: str = "nowhere"

        def judge(self, fact):
            return judge(fact)

    return Plugin(**bounds)


def test_a_fifth_rule_sees_every_contact_and_keeps_a_memory():
    monitor = SafetyMonitor(rules=(*RULES, QuickStepRule()))
    advice = [one for one in monitor.observe_all(contacts(8)) if one.rule == "QuickStepRule"]
    assert monitor.judged["QuickStepRule"] == 7
    assert [round(one.time_s, 6) for one in advice] == [0.6, 1.8]  # two in a row, then silent for a second
    assert (advice[0].advice, advice[0].measure, advice[0].threshold) == ("reduce_speed", "step_time_s", 0.35)


def test_the_other_rules_advise_as_without_it():
    times_s = np.concatenate([1.0 + 0.01 * np.random.default_rng(1).standard_normal(80), [1.0, 1.2] * 20])
    ends_s = np.cumsum(times_s)
    seen = [
        StrideSeen(end_s, "left", "backward", time_s, 0.3)
        for end_s, time_s in zip(ends_s, times_s, strict=True)
    ]
    seen[60:60] = [NearFallSeen(float(ends_s[59]) + 0.1, 400.0)]
    step = rg.TrainingPlan().steps[0]
    alone = SafetyMonitor(step).observe_all(seen)
    beside = SafetyMonitor(step, rules=(*RULES, QuickStepRule())).observe_all(seen)
    assert {one.rule for one in alone} == {"NearFallRule", "VariabilityRule", "SpeedRule"}
    assert beside == alone


@pytest.mark.parametrize("cut", [1, 2, 5])
def test_a_state_carries_its_memory(cut):
    whole = SafetyMonitor(rules=(*RULES, QuickStepRule(shortest_s=0.4))).observe_all(contacts(9))
    assert whole
    first = SafetyMonitor(rules=(*RULES, QuickStepRule(shortest_s=0.4)))
    begun = first.observe_all(contacts(9)[:cut])
    state = json.loads(json.dumps(first.state()))
    assert state["modules"] == {"QuickStepRule": __name__}
    again = SafetyMonitor.from_state(state)
    assert begun + again.observe_all(contacts(9)[cut:]) == whole
    assert again.state() != state


def test_a_state_without_rules_of_one_s_own_is_as_it_was():
    monitor = SafetyMonitor()
    monitor.observe_all(contacts(4))
    assert not {"modules", "own"} & set(monitor.state())


def test_a_saved_memory_is_a_copy():
    monitor = SafetyMonitor(rules=(QuickStepRule(),))
    monitor.observe_all(contacts(2))
    state = monitor.state()
    monitor.observe_all(contacts(4))
    again = SafetyMonitor.from_state(state)
    assert again.state() == state
    written = json.dumps(state)
    again.observe_all(contacts(2, start_s=5.0))
    assert json.dumps(state) == written


def test_a_jump_of_the_clock_empties_the_memory():
    monitor = SafetyMonitor(rules=(QuickStepRule(),))
    monitor.observe_all(contacts(2, start_s=100.0))
    assert monitor.judged["QuickStepRule"] == 1
    monitor.observe(contacts(1)[0])
    assert monitor.judged["QuickStepRule"] == 1
    monitor.observe(contacts(2)[1])
    assert monitor.judged["QuickStepRule"] == 2


def test_memories_of_two_rules_are_apart():
    seen = []
    monitor = SafetyMonitor(rules=(watched(lambda fact: seen.append(dict(fact.memory))), QuickStepRule()))
    monitor.observe_all(contacts(3))
    assert seen == [{}, {}, {}]


def test_where_it_is_deaf_it_says_what_it_takes():
    monitor = SafetyMonitor(rules=(*RULES, QuickStepRule()))
    assert monitor.deaf_to["QuickStepRule"] == "nothing to judge yet; it takes initial contacts of both feet"
    monitor.observe_all(contacts(3))
    assert "QuickStepRule" not in monitor.deaf_to
    assert "QuickStepRule" not in SafetyMonitor.from_state(monitor.state()).deaf_to


def test_a_fact_has_the_observation_and_the_stride():
    facts = []
    monitor = SafetyMonitor(rules=(watched(facts.append),))
    given = [
        *contacts(3, step_s=0.5),
        StrideSeen(3.0, "right", "backward", 1.0, 0.4),
        MeasureSeen(3.5, "forward", 0.5),
        NearFallSeen(4.0, 300.0),
    ]
    monitor.observe_all(given)
    assert [fact.seen for fact in facts] == given
    assert [fact.time_s for fact in facts] == [one.time_s for one in given]
    assert [fact.direction for fact in facts] == [one.direction for one in given]
    assert [fact.stride for fact in facts] == [
        None, None, StrideSeen(1.0, "left", "backward", 1.0), given[3], None, None,
    ]  # fmt: skip
    assert [fact.near_fall_mps3 for fact in facts][-1] == 300.0
    assert [fact.speeds_mps for fact in facts][3] == (0.4,)


def test_a_contact_that_is_given_again_is_no_fact():
    facts = []
    monitor = SafetyMonitor(rules=(watched(facts.append),))
    monitor.observe_all([contacts(1)[0]] * 3)
    assert len(facts) == 1


@dataclass(frozen=True)
class LongSpeedRule(SpeedRule):
    """The rule on speed once more, over more speeds."""


def test_two_rules_take_speeds_over_windows_of_their_own():
    rules = (SpeedRule(window=2, cooldown_s=0.0), LongSpeedRule(window=4, cooldown_s=0.0))
    speeds = [0.1, 0.1, 0.5, 0.5, 0.5, 0.5]
    seen = [StrideSeen(1.0 + k, "left", "backward", 1.0, speed) for k, speed in enumerate(speeds)]
    found = SafetyMonitor(rg.TrainingPlan().steps[0], rules=rules).observe_all(seen)
    first = {one.rule: one.time_s for one in reversed(found)}
    alone = {
        type(rule).__name__: SafetyMonitor(rg.TrainingPlan().steps[0], rules=(rule,))
        .observe_all(seen)[0]
        .time_s
        for rule in rules
    }
    assert first == alone
    assert first["SpeedRule"] < first["LongSpeedRule"]


@dataclass(frozen=True)
class OtherVariabilityRule(VariabilityRule):
    """The rule on variability once more."""


def test_variability_is_over_one_window():
    same = SafetyMonitor(rules=(VariabilityRule(window=8), OtherVariabilityRule(window=8)))
    assert set(same.judged) == {"VariabilityRule", "OtherVariabilityRule"}
    words = r"windows of several lengths \(20 in VariabilityRule, 8 in OtherVariabilityRule\); expected one"
    with pytest.raises(InvalidOption, match=words):
        SafetyMonitor(rules=(VariabilityRule(), OtherVariabilityRule(window=8)))


def test_a_rule_whose_module_is_not_there_is_named():
    monitor = SafetyMonitor(rules=(QuickStepRule(),))
    state = monitor.state()
    state["modules"] = {"QuickStepRule": "elsewhere"}
    state = with_checksum({name: value for name, value in state.items() if name != "checksum"})
    words = "the state has a rule QuickStepRule of the module elsewhere, which is not there; .*import elsewhere first"
    with pytest.raises(InvalidTable, match=words):
        SafetyMonitor.from_state(state)


def test_a_class_with_the_name_of_ours_does_not_take_its_place():
    state = SafetyMonitor(rules=(SpeedRule(),)).state()

    @dataclass(frozen=True)
    class SpeedRule2(QuickStepRule):
        pass

    SpeedRule2.__name__ = "SpeedRule"
    again = SafetyMonitor.from_state(state)
    assert type(next(iter(again._rules.values()))) is SpeedRule


@dataclass
class Thawed(Rule):
    advice: str = "caution"
    cooldown_s: float = 0.0
    source: str = "made up"
    validated: str = "nowhere"

    def judge(self, fact):
        return None


@dataclass(frozen=True)
class Lacking(Rule):
    advice: str = "caution"
    source: str = "made up"
    validated: str = "nowhere"

    def judge(self, fact):
        return None


@dataclass(frozen=True)
class Listing(QuickStepRule):
    bounds: object = (1.0, 2.0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: QuickStepRule,
            r"rules has the class QuickStepRule; expected an instance of it; write QuickStepRule\(\)",
        ),
        (
            lambda: 5,
            "rules has a int; expected rules as NearFallRule VariabilityRule RegularityRule SpeedRule; use",
        ),
        (
            Thawed,
            "rules has a Thawed, which is not a frozen dataclass; expected one, .*put @dataclass",
        ),
        (
            Lacking,
            "Lacking: cooldown_s is None; expected a number of 0 or more; declare it as a field",
        ),
        (
            Listing,
            "Listing: bounds is a tuple of 2, .*expected a number, text or None, .*several fields",
        ),
        (lambda: watched(None, advice=""), "Plugin: advice is ''; expected text"),
        (
            lambda: watched(None, cooldown_s=-1.0),
            "Plugin: cooldown_s is -1.0; expected a number of 0 or more",
        ),
        (
            lambda: QuickStepRule(in_a_row=0),
            "QuickStepRule: in_a_row is 0; expected a whole number of 1 or more",
        ),
    ],
)
def test_what_is_no_rule(make, words):
    with pytest.raises(InvalidOption, match=words):
        SafetyMonitor(rules=(make(),))


@pytest.mark.parametrize(
    "answer",
    [
        5.0,
        (True, "speed", 1.0, 1.0, 1.0, "why"),
        Finding(True, "speed", "fast", 1.0, math.nan, "why"),
        Finding(True, "speed", 1.0, None, math.nan, "why"),
        Finding(True, None, 1.0, 1.0, math.nan, "why"),
        Finding(True, "speed", 1.0, 1.0, math.nan, None),
        Finding("yes", "speed", 1.0, 1.0, math.nan, "why"),
    ],
)
def test_what_is_no_finding(answer):
    monitor = SafetyMonitor(rules=(watched(lambda _: answer),))
    with pytest.raises(
        InvalidOption, match=r"Plugin.judge gave .*; expected a Finding\(passed, .*or None; correct it"
    ):
        monitor.observe(contacts(1)[0])


@pytest.mark.parametrize("kept", [np.zeros(3), math.nan, {1, 2}, object(), ("left", 1.0), {1: 2.0}])
def test_a_memory_that_no_state_can_hold(kept):
    def judge(fact):
        fact.memory["kept"] = kept

    monitor = SafetyMonitor(rules=(watched(judge),))
    monitor.observe(contacts(1)[0])
    with pytest.raises(InvalidOption, match=r"state: Plugin keeps in fact.memory .*keep such values only"):
        monitor.state()


def test_a_rule_that_fails_is_named():
    monitor = SafetyMonitor(rules=(watched(lambda fact: fact.nothing),))
    with pytest.raises(
        InvalidOption,
        match=r"Plugin.judge failed at \S+ s \(AttributeError: .*expected a Finding or None; correct it",
    ):
        monitor.observe(contacts(1)[0])
