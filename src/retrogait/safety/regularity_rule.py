"""The rule on the regularity of steps: caution far below the person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from retrogait.safety.rule import CHOICE, SIMULATION, Finding, Rule
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import option

if TYPE_CHECKING:
    from retrogait.safety.memory import Fact


@dataclass(frozen=True)
class RegularityRule(Rule):
    """Step regularity far below the person's own: caution.

    Attributes
    ----------
    sds_below : float
        Regularity must lie this many SDs of the person's own values below their mean.
    least_fall : float
        It must also lie this far below that mean; 1 is the regularity of steps that repeat exactly.
    in_a_row : int
        Values in a row that must be so low.
    cooldown_s : float
        How long the rule is silent after its advice.
    """

    judges: ClassVar[str] = (
        "step regularity, from a sensor on the lower back or the sternum, once the person's own is learned (20 values)"
    )

    advice: str = option("caution", "text", of=str)
    sds_below: float = option(4.0, low=0)
    least_fall: float = option(0.15, low=0)
    in_a_row: int = option(3, whole=True, low=1)
    cooldown_s: float = option(30.0, low=0)
    source: str = option(
        "step regularity of Moe-Nilssen and Helbostad 2004, doi 10.1016/S0021-9290(03)00233-1; " + CHOICE,
        "text",
        of=str,
    )
    validated: str = option(SIMULATION, "text", of=str)

    @arguments()
    def judge(self, fact: Fact) -> Finding | None:
        """Judge a value of step regularity, once the person's own is known."""
        if fact.regularity is None:
            return None
        value, baseline, sd = fact.regularity
        bound = baseline - max(self.sds_below * sd, self.least_fall)
        because = (
            f"step regularity {value:.2f}, {self.in_a_row} times in a row, is below {bound:.2f}; the person's own is "
            f"{baseline:.2f}"
        )
        return Finding(value < bound, "step_regularity", value, bound, baseline, because)
