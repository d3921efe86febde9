"""The monitor: observations in, advice out, one at a time."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption, InvalidTable
from retrogait.safety.advice import Advice
from retrogait.safety.baseline import Baseline
from retrogait.safety.memory import Memory
from retrogait.safety.observations import ContactSeen, MeasureSeen, NearFallSeen, StrideSeen
from retrogait.safety.rules import (
    KINDS,
    RULES,
    NearFallRule,
    RegularityRule,
    SpeedRule,
    VariabilityRule,
)
from retrogait.safety.steadiness import Steadiness
from retrogait.tables.strict_json import check_format
from retrogait.training import PlanStep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrogait.safety.observations import Observation
    from retrogait.safety.rules import Rule

STATE_FORMAT = "retrogait safety state 1"


class SafetyMonitor:
    """Watch a walk as it happens and advise an application: `reduce_speed`, `caution`, `too_fast`.

    It advises an application; it is not a medical device and does not prevent falls. That it finds what it should was
    seen in simulation only; real walks were at hand for false advice alone (docs/safety.md).

    What is too unsteady is judged against the person's own baseline, by direction: given, as from an earlier session,
    or learned from the first 40 differences between strides and the first 20 values of step regularity. Until then only
    near-falls and speed are judged.

    The same observations in the same order give the same advice, in whatever portions they come; memory does not grow.
    NaN is nothing known and changes nothing. A stride that does not end after the last one of its foot is a repeat and
    is left out. Time that goes back by more than 10 s is a new clock: baselines are kept, all else starts over. One
    thread at a time may use a monitor.

    Parameters
    ----------
    step : PlanStep, optional
        Step of a `TrainingPlan`, for the rule on speed; without it there is none.
    baselines : iterable of Baseline
        Of an earlier session, one for each direction at most.
    rules : tuple of rules
        Others than `RULES`, at most one of a kind.

    Raises
    ------
    InvalidOption
        Two rules of a kind, two baselines of a direction, or a step that is no PlanStep.

    Examples
    --------
    >>> import retrogait as rg
    >>> from retrogait.safety import NearFallSeen, StrideSeen
    >>> monitor = rg.SafetyMonitor(step=rg.TrainingPlan().steps[0])
    >>> [advice.advice for advice in monitor.observe(NearFallSeen(12.3, 180.0))]
    ['reduce_speed']
    >>> strides = [StrideSeen(20.0 + k, "left", "backward", 1.0, 0.3) for k in range(5)]
    >>> monitor.observe_all(strides)[0].because
    'speed 0.30 m/s, median of 5, is above 0.24 m/s: the step of 0.22 m/s and 10 %'
    """

    def __init__(
        self,
        step: PlanStep | None = None,
        baselines: Iterable[Baseline] = (),
        rules: tuple[Rule, ...] = RULES,
    ) -> None:
        self.step = step
        self._rules: dict[str, Any] = {type(rule).__name__: rule for rule in rules}
        if len(self._rules) < len(rules):
            raise InvalidOption(
                f"SafetyMonitor: rules has {len(rules)} rules of {len(self._rules)} kinds; expected one of a kind at "
                "most; leave one out"
            )
        unknown = [kind for kind in self._rules if kind not in KINDS]
        if unknown:
            raise InvalidOption(
                f"SafetyMonitor: rules has a {unknown[0]}; expected rules of the kinds {' '.join(KINDS)}; use one of "
                "these with bounds of your own"
            )
        rule = self._rules.get("VariabilityRule")
        self._window = int(rule.window) if rule else VariabilityRule.window
        self._memory = Memory()
        for baseline in baselines:
            if baseline.direction in self._memory.walks:
                raise InvalidOption(
                    f"SafetyMonitor: baselines has two of direction {baseline.direction!r}; expected one for each at "
                    "most; leave one out"
                )
            self._memory.walks[baseline.direction] = Steadiness(
                self._window,
                baseline.stride_time_variation_pct,
                baseline.step_regularity,
                baseline.step_regularity_sd,
            )

    @property
    def step(self) -> PlanStep | None:
        """The plan's step that speed is held against; set it when the plan goes on."""
        return self._step

    @step.setter
    def step(self, step: PlanStep | None) -> None:
        if not (step is None or isinstance(step, PlanStep)):
            raise InvalidOption(
                f"SafetyMonitor: step is {step!r}; expected a PlanStep, as TrainingPlan().steps[0], or None"
            )
        self._step = step

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
        """How many values each rule has set against its bound; of a rule at 0, silence says nothing."""
        return {kind: self._memory.judged.get(kind, 0) for kind in self._rules}

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
        if isinstance(observation, ContactSeen | StrideSeen | MeasureSeen | NearFallSeen):
            self._memory.follow_clock(observation.time_s)
        if isinstance(observation, ContactSeen):
            return self._contact(observation)
        if isinstance(observation, StrideSeen):
            return self._stride(observation)
        if isinstance(observation, MeasureSeen):
            return [
                *self._speed(observation.time_s, observation.direction, observation.speed_mps),
                *self._regularity(observation),
            ]
        if isinstance(observation, NearFallSeen):
            return self._near_fall(observation)
        raise InvalidTable(
            f"SafetyMonitor: found a {type(observation).__name__}; expected a ContactSeen, StrideSeen, MeasureSeen or "
            "NearFallSeen of retrogait.safety; make one of these of it"
        )

    def _contact(self, contact: ContactSeen) -> list[Advice]:
        before = self._memory.contacts.get(contact.side)
        if before is not None and contact.time_s <= before[0]:
            return []
        self._memory.contacts[contact.side] = [contact.time_s, contact.direction]
        length_s = math.nan if before is None else contact.time_s - before[0]
        if before is None or before[1] != contact.direction or length_s > 60.0:
            return []
        return self._stride(StrideSeen(contact.time_s, contact.side, contact.direction, length_s))

    def _stride(self, stride: StrideSeen) -> list[Advice]:
        if stride.time_s <= self._memory.ends.get(stride.side, -math.inf):
            return []
        self._memory.ends[stride.side] = stride.time_s
        advice = self._speed(stride.time_s, stride.direction, stride.speed_mps)
        if math.isnan(stride.stride_time_s) or stride.stride_time_s == 0.0:
            return advice
        walk = self._walk(stride.direction)
        if walk.add_stride(stride.time_s, stride.side, stride.stride_time_s):
            advice += self._variability(stride, walk)
        return advice

    def _near_fall(self, near_fall: NearFallSeen) -> list[Advice]:
        rule: NearFallRule | None = self._rules.get("NearFallRule")
        size = near_fall.peak_to_peak_mps3
        if rule is None:
            return []
        self._memory.count("NearFallRule")
        if size < rule.least_mps3:
            return []
        told = "" if math.isnan(size) else f": a jerk peak of {size:.0f} m/s³, {rule.least_mps3:g} or more"
        return self._advise(
            rule,
            near_fall.time_s,
            near_fall.direction,
            ("near_fall_peak_to_peak_mps3", size, rule.least_mps3, math.nan),
            f"near-fall at {near_fall.time_s:.1f} s{told}",
        )

    def _variability(self, stride: StrideSeen, walk: Steadiness) -> list[Advice]:
        rule: VariabilityRule | None = self._rules.get("VariabilityRule")
        if rule is None:
            return []
        self._memory.count("VariabilityRule")
        value, baseline = walk.variation(), walk.variation_baseline_pct
        bound = max(rule.times_baseline * baseline, rule.least_pct)
        if not self._lasts(rule, stride.direction, passed=value > bound):
            return []
        return self._advise(
            rule,
            stride.time_s,
            stride.direction,
            ("stride_time_variation_pct", value, bound, baseline),
            f"stride-time variability {value:.1f} %, over {rule.window} strides, is above {bound:.1f} %; "
            f"the person's own is {baseline:.1f} %",
        )

    def _regularity(self, seen: MeasureSeen) -> list[Advice]:
        rule: RegularityRule | None = self._rules.get("RegularityRule")
        value = seen.step_regularity
        if math.isnan(value):
            return []
        walk = self._walk(seen.direction)
        if not walk.add_regularity(value) or rule is None:
            return []
        self._memory.count("RegularityRule")
        baseline = walk.regularity_baseline
        bound = baseline - max(rule.sds_below * walk.regularity_baseline_sd, rule.least_fall)
        if not self._lasts(rule, seen.direction, passed=value < bound):
            return []
        return self._advise(
            rule,
            seen.time_s,
            seen.direction,
            ("step_regularity", value, bound, baseline),
            f"step regularity {value:.2f}, {rule.in_a_row} times in a row, is below {bound:.2f}; the person's own is "
            f"{baseline:.2f}",
        )

    def _speed(self, time_s: float, direction: str, speed_mps: float) -> list[Advice]:
        rule: SpeedRule | None = self._rules.get("SpeedRule")
        if rule is None or math.isnan(speed_mps):
            return []
        if direction == "forward":
            self._memory.speeds = []
            return []
        self._memory.speeds = (
            [*self._memory.speeds[-(rule.window - 1) :], speed_mps] if rule.window > 1 else [speed_mps]
        )
        if self.step is None or len(self._memory.speeds) < rule.window:
            return []
        self._memory.count("SpeedRule")
        ordered = sorted(self._memory.speeds)
        value = 0.5 * (ordered[(rule.window - 1) // 2] + ordered[rule.window // 2])
        bound = self.step.speed_mps * (1.0 + rule.tolerance_pct / 100.0)
        if not value > bound:
            return []
        return self._advise(
            rule,
            time_s,
            direction,
            ("speed_mps", value, bound, self.step.speed_mps),
            f"speed {value:.2f} m/s, median of {rule.window}, is above {bound:.2f} m/s: the step of "
            f"{self.step.speed_mps:g} m/s and {rule.tolerance_pct:g} %",
        )

    def _walk(self, direction: str) -> Steadiness:
        return self._memory.walks.setdefault(direction, Steadiness(self._window))

    def _lasts(self, rule: VariabilityRule | RegularityRule, direction: str, *, passed: bool) -> bool:
        """Count how often in a row a bound was passed, and say whether that is often enough."""
        key = f"{type(rule).__name__} {direction}"
        self._memory.in_a_row[key] = (
            min(self._memory.in_a_row.get(key, 0) + 1, rule.in_a_row) if passed else 0
        )
        return passed and self._memory.in_a_row[key] >= rule.in_a_row

    def _advise(
        self, rule: Rule, time_s: float, direction: str, what: tuple[str, float, float, float], because: str
    ) -> list[Advice]:
        kind = type(rule).__name__
        if time_s < self._memory.quiet_until.get(kind, -math.inf):
            return []
        quiet_until_s = time_s + rule.cooldown_s
        self._memory.quiet_until[kind] = quiet_until_s
        return [Advice(time_s, rule.advice, kind, *what, direction, quiet_until_s, because, rule.source)]

    def state(self) -> dict[str, Any]:
        """Everything needed to go on elsewhere, as plain values for JSON."""
        return {
            "format": STATE_FORMAT,
            "step": None if self.step is None else asdict(self.step),
            "rules": {kind: asdict(rule) for kind, rule in self._rules.items()},
            **self._memory.state(),
        }

    @classmethod
    def from_state(cls, state: Any) -> SafetyMonitor:
        """Go on from what `state` gave, as if there had been no break.

        Raises
        ------
        InvalidTable
            It is not such a state, or one of a newer version.
        """
        found = state.get("format") if isinstance(state, dict) else None
        check_format(found, STATE_FORMAT, "SafetyMonitor.from_state")
        try:
            rules = tuple(KINDS[kind](**values) for kind, values in state["rules"].items())
            monitor = cls(None if state["step"] is None else PlanStep(**state["step"]), rules=rules)
            monitor._memory = Memory.from_state(state)
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise InvalidTable(
                f"SafetyMonitor.from_state: the state is damaged ({type(fault).__name__}: {fault}); expected what "
                "SafetyMonitor.state gives; start a new monitor"
            ) from fault
        return monitor
