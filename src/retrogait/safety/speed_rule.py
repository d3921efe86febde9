"""The rule on speed: too fast above the step of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from retrogait.safety.memory import SPEEDS
from retrogait.safety.rule import SIMULATION, Finding, Rule
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrogait.safety.memory import Fact
    from retrogait.training import PlanStep


@dataclass(frozen=True)
class SpeedRule(Rule):
    """Speed above the plan's step, not walking forward: too fast.

    Attributes
    ----------
    tolerance_pct : float
        How far above the step's speed the median of the last values may be.
    window : int
        Number of these values.
    cooldown_s : float
        How long the rule is silent after its advice.
    """

    judges: ClassVar[str] = (
        "speeds not walking forward, from feet of known mounting, against a step of the plan"
    )

    advice: str = option("too_fast", "text", of=str)
    tolerance_pct: float = option(10.0, low=0)
    window: int = option(SPEEDS, whole=True, low=1)
    cooldown_s: float = option(10.0, low=0)
    source: str = option("the step of the TrainingPlan; tolerance: choice of this library", "text", of=str)
    validated: str = option(SIMULATION, "text", of=str)

    @arguments()
    def judge(self, fact: Fact) -> Finding | None:
        """Judge the median of the last speeds, where there is a step of the plan."""
        if fact.step is None or len(fact.speeds_mps) < self.window:
            return None
        ordered = sorted(fact.speeds_mps[-self.window :])
        value = 0.5 * (ordered[(self.window - 1) // 2] + ordered[self.window // 2])
        bound = fact.step.speed_mps * (1.0 + self.tolerance_pct / 100.0)
        because = (
            f"speed {value:.2f} m/s, median of {self.window}, is above {bound:.2f} m/s: the step of "
            f"{fact.step.speed_mps:g} m/s and {self.tolerance_pct:g} %"
        )
        return Finding(value > bound, "speed_mps", value, bound, fact.step.speed_mps, because)

    def waits_for(self, step: PlanStep | None) -> str:
        """Name the missing step of the plan."""
        return "no step of the plan is set; set monitor.step" if step is None else super().waits_for(step)

    def windows(self) -> Mapping[str, int]:
        """The median is over this many speeds."""
        return {"speeds": self.window}
