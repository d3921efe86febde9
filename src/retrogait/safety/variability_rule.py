"""The rule on the variability of stride times: caution far above the person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from retrogait.safety.memory import DIFFERENCES
from retrogait.safety.rule import CHOICE, SIMULATION, Finding, Rule
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrogait.safety.memory import Fact


@dataclass(frozen=True)
class VariabilityRule(Rule):
    """Stride-time variability far above the person's own: caution.

    Variability is the mean absolute difference between successive strides of one foot, converted to an SD, in percent
    of the mean stride time; a slow change of pace hardly affects it.

    Attributes
    ----------
    window : int
        Number of differences in the window.
    times_baseline : float
        Variability must exceed the person's own by this factor.
    least_pct : float
        It must also exceed this, in percent, however small the person's own is.
    in_a_row : int
        Windows in a row that must reach it, each a stride later.
    cooldown_s : float
        How long the rule is silent after its advice.
    """

    judges: ClassVar[str] = (
        "stride times, from feet or shanks, once the person's own variability is learned from some 40 strides"
    )

    advice: str = option("caution", "text", of=str)
    window: int = option(DIFFERENCES, whole=True, low=1)
    times_baseline: float = option(2.0, low=1)
    least_pct: float = option(3.0, low=0)
    in_a_row: int = option(2, whole=True, low=1)
    cooldown_s: float = option(30.0, low=0)
    source: str = option(CHOICE, "text", of=str)
    validated: str = option(SIMULATION, "text", of=str)

    @arguments()
    def judge(self, fact: Fact) -> Finding | None:
        """Judge the variability of the window, once the person's own is known."""
        if fact.variation is None:
            return None
        value, baseline = fact.variation
        bound = max(self.times_baseline * baseline, self.least_pct)
        because = (
            f"stride-time variability {value:.1f} %, over {self.window} strides, is above {bound:.1f} %; "
            f"the person's own is {baseline:.1f} %"
        )
        return Finding(value > bound, "stride_time_variation_pct", value, bound, baseline, because)

    def windows(self) -> Mapping[str, int]:
        """Variability is over its window."""
        return {"differences": self.window}
