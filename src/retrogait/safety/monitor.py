"""The monitor: observations in, advice out, one at a time."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, cast

from retrogait.errors import InvalidOption, InvalidTable
from retrogait.safety.advice import Advice
from retrogait.safety.baseline import Baseline
from retrogait.safety.memory import DIFFERENCES, SPEEDS, Memory
from retrogait.safety.observations import Observation
from retrogait.safety.rule_check import check_finding, check_rules, class_of, foreign_modules, judged
from retrogait.safety.rules import RULES
from retrogait.safety.steadiness import Steadiness
from retrogait.tables.arguments import arguments
from retrogait.tables.checksums import verify_checksum, with_checksum
from retrogait.tables.strict_json import check_format
from retrogait.training import PlanStep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrogait.safety.memory import Fact
    from retrogait.safety.rule import Rule

STATE_FORMAT = "retrogait safety state 2"


class SafetyMonitor:
    """Watch a walk as it happens and advise an application: `reduce_speed`, `caution`, `too_fast`.

    It advises an application; it is not a medical device and does not prevent falls. Its sensitivity was tested in
    simulation only; real walks were available only for counting false advice (docs/safety.md).

    Unsteadiness is judged against the person's own baseline of each direction: given, for example from an earlier
    session, or learned from the first 40 differences between strides and the first 20 values of step regularity. Until
    then only near-falls and speed are judged.

    The same observations in the same order give the same advice, however they are grouped; memory does not grow. NaN
    means not known and changes nothing. A stride that ends no later than the last one of its foot is a repeat and is
    left out. Time that goes back by more than 10 s means a new clock: baselines are kept, all else starts over. Use a
    monitor from one thread at a time.

    Parameters
    ----------
    step : PlanStep, optional
        Step of a `TrainingPlan`, for the speed rule; without it there is no such rule.
    baselines : iterable of Baseline
        From an earlier session, at most one per direction.
    rules : tuple of rules
        Replace `RULES`, at most one of a kind; your own rules subclass `Rule`.

    Raises
    ------
    InvalidOption
        An item of `rules` is not a rule, two rules are of one kind, two baselines of one direction, or `step` is not a
        PlanStep.

    Examples
    --------
    >>> import retrogait as rg
    >>> from retrogait.safety import NearFallSeen, StrideSeen
    >>> monitor = rg.SafetyMonitor(step=rg.TrainingPlan().steps[0])
    >>> [advice.advice for advice in monitor.observe(NearFallSeen(12.3, 480.0))]
    ['reduce_speed']
    >>> strides = [StrideSeen(20.0 + k, "left", "backward", 1.0, 0.3) for k in range(5)]
    >>> monitor.observe_all(strides)[0].because
    'speed 0.30 m/s, median of 5, is above 0.24 m/s: the step of 0.22 m/s and 10 %'
    """

    @arguments(rules="Iterable[Any]", step="Any")
    def __init__(
        self,
        step: PlanStep | None = None,
        baselines: Iterable[Baseline] = (),
        rules: tuple[Rule, ...] = RULES,
    ) -> None:
        self._rules = check_rules(rules)
        windows = [rule.windows() for rule in self._rules.values()]
        differences, speeds = (
            [one[name] for one in windows if name in one] for name in ("differences", "speeds")
        )
        self._memory = Memory(max(differences, default=DIFFERENCES), max(speeds, default=SPEEDS))
        self.step = step
        for baseline in baselines:
            if baseline.direction in self._memory.walks:
                raise InvalidOption(
                    f"SafetyMonitor: baselines has two of direction {baseline.direction!r}; expected one for each at "
                    "most; leave one out"
                )
            self._memory.walks[baseline.direction] = Steadiness(
                self._memory.window,
                baseline.stride_time_variation_pct,
                baseline.step_regularity,
                baseline.step_regularity_sd,
            )

    @property
    def step(self) -> PlanStep | None:
        """The plan's step that speed is compared with; set it when the plan moves on."""
        return self._memory.step

    @step.setter
    def step(self, step: PlanStep | None) -> None:
        if not (step is None or isinstance(step, PlanStep)):
            raise InvalidOption(
                f"SafetyMonitor: step is {step!r}; expected a PlanStep, as TrainingPlan().steps[0], or None"
            )
        if step != self._memory.step:
            self._memory.speeds = []  # those walked at the step before are not held against this one
        self._memory.step = step

    @property
    def baselines(self) -> tuple[Baseline, ...]:
        """The person's own steadiness, as given or learned so far; NaN where that is not done."""
        return tuple(
            Baseline(
                direction,
                walk.variation_baseline_pct,
                walk.regularity_baseline,
                walk.regularity_baseline_sd,
            )
            for direction, walk in sorted(self._memory.walks.items())
        )

    @property
    def judged(self) -> dict[str, int]:
        """How many values each rule has compared with its bound; for a rule at 0, no advice means nothing."""
        return {kind: self._memory.judged.get(kind, 0) for kind in self._rules}

    @property
    def deaf_to(self) -> dict[str, str]:
        """The rules that have judged nothing yet, and what they wait for: no advice from them means nothing.

        A walk without a near-fall gives `NearFallRule` nothing to judge: check that a trunk sensor is worn.
        """
        return {
            kind: self._rules[kind].waits_for(self.step) for kind, count in self.judged.items() if not count
        }

    @arguments()
    def observe_all(self, observations: Iterable[Observation]) -> list[Advice]:
        """Take observations in order and give the advice on all of them."""
        return [advice for observation in observations for advice in self.observe(observation)]

    def observe(self, observation: Observation) -> list[Advice]:
        """Take one observation and give the advice that follows from it, most often none.

        Raises
        ------
        InvalidTable
            It is not one of the observations of `retrogait.safety`.
        """
        if not isinstance(observation, Observation):
            raise InvalidTable(
                f"SafetyMonitor: found a {type(observation).__name__}; expected a ContactSeen, StrideSeen, MeasureSeen "
                "or NearFallSeen of retrogait.safety; make one of these of it"
            )
        fact = self._memory.take(observation)
        if fact is None:
            return []
        return [advice for rule in self._rules.values() if (advice := self._ask(rule, fact)) is not None]

    def _ask(self, rule: Rule, fact: Fact) -> Advice | None:
        """Let a rule judge; its advice, unless the bound was not passed often enough or the rule is to be silent."""
        kind, memory = type(rule).__name__, self._memory
        answer = judged(rule, replace(fact, memory=memory.own.setdefault(kind, {})))
        if answer is None:
            return None
        found = check_finding(kind, answer)
        memory.count(kind)
        times = memory.count_in_a_row(kind, fact.direction, rule.in_a_row, passed=found.passed)
        if times < rule.in_a_row or fact.time_s < memory.quiet_until.get(kind, -math.inf):
            return None
        quiet_until_s = fact.time_s + rule.cooldown_s
        memory.quiet_until[kind] = quiet_until_s
        _, measure, value, bound, baseline, because = found
        what = measure, value, bound, baseline
        return Advice(
            fact.time_s, rule.advice, kind, *what, fact.direction, quiet_until_s, because, rule.source
        )

    def state(self) -> dict[str, Any]:
        """State to continue elsewhere, as plain values for JSON."""
        return with_checksum(
            {
                "format": STATE_FORMAT,
                "step": None if self.step is None else asdict(self.step),
                "rules": {kind: asdict(cast("Any", rule)) for kind, rule in self._rules.items()},
                **({"modules": modules} if (modules := foreign_modules(self._rules)) else {}),
                **self._memory.state(),
            }
        )

    @classmethod
    def from_state(cls, state: Any) -> SafetyMonitor:
        """Continue from a saved `state`, as if there had been no break.

        Raises
        ------
        InvalidTable
            It is not a monitor state, or of a newer version.
        """
        found = state.get("format") if isinstance(state, dict) else None
        check_format(found, STATE_FORMAT, "SafetyMonitor.from_state")
        verify_checksum(state, "SafetyMonitor.from_state", "start a new monitor")
        try:
            modules = state.get("modules", {})
            rules = tuple(
                class_of(kind, modules.get(kind))(**values) for kind, values in state["rules"].items()
            )
            monitor = cls(rules=rules)
            monitor._memory = Memory.from_state(state, monitor._memory, state["rules"])
            monitor._memory.step = None if state["step"] is None else PlanStep(**state["step"])
        except InvalidTable:  # the class of a rule is not there
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise InvalidTable(
                f"SafetyMonitor.from_state: the state is damaged ({type(fault).__name__}: {fault}); expected what "
                "SafetyMonitor.state gives; start a new monitor"
            ) from fault
        return monitor
