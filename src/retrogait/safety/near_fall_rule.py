"""The rule on near-falls: reduce speed after one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from retrogait.safety.rule import SIMULATION, Finding, Rule
from retrogait.stability.jerk_peaks import NearFallOptions
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import option

if TYPE_CHECKING:
    from retrogait.safety.memory import Fact


@dataclass(frozen=True)
class NearFallRule(Rule):
    """A near-fall: reduce speed.

    Attributes
    ----------
    least_mps3 : float
        Near-falls whose jerk peak is known to be smaller are left out.
    cooldown_s : float
        How long the rule is silent after its advice.
    """

    judges: ClassVar[str] = "near-falls, from a sensor on the lower back or the sternum, or a button"

    advice: str = option("reduce_speed", "text", of=str)
    least_mps3: float = option(NearFallOptions.least_mps3, low=0)
    cooldown_s: float = option(5.0, low=0)
    source: str = option(
        "jerk peaks after Weiss et al. 2010, doi 10.1186/1756-0500-3-62; bounds: choice of this library",
        "text",
        of=str,
    )
    validated: str = option(SIMULATION, "text", of=str)

    @arguments()
    def judge(self, fact: Fact) -> Finding | None:
        """Judge a near-fall; one of unknown size counts."""
        size = fact.near_fall_mps3
        if size is None:
            return None
        known = "" if math.isnan(size) else f": a jerk peak of {size:.0f} m/s³, {self.least_mps3:g} or more"
        because = f"near-fall at {fact.time_s:.1f} s{known}"
        passed = not size < self.least_mps3
        return Finding(passed, "near_fall_peak_to_peak_mps3", size, self.least_mps3, math.nan, because)
