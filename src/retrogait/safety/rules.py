"""The rules: what is watched, beyond which bound, what is advised, and where that is from."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from retrogait.stability.jerk_peaks import NearFallOptions
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait.safety.memory import Fact

_SIMULATION = "simulation only"
_CHOICE = "choice of this library; no bound is published for backward walking"


class Finding(NamedTuple):
    """A value that a rule has set against its bound, and what it says if that was passed."""

    passed: bool
    measure: str
    value: float
    bound: float
    baseline: float
    because: str


class Rule(Checked, ABC):
    """A rule of a monitor: a frozen dataclass with these fields and bounds of its own.

    `in_a_row` is how often in a row its bound must be passed; 1 where a rule does not say. `judges` names what it sets
    against its bound, and where that comes from, for `SafetyMonitor.deaf_to`.
    """

    judges: ClassVar[str] = "what its judge() takes"

    advice: str
    cooldown_s: float
    source: str
    validated: str
    in_a_row: int = 1

    @abstractmethod
    def judge(self, fact: Fact) -> Finding | None:
        """Set what is newly known against the bound; None where it has nothing to do with this rule."""


@dataclass(frozen=True)
class NearFallRule(Rule):
    """A near-fall: reduce speed.

    Attributes
    ----------
    least_mps3 : float
        Near-falls whose jerk peak is known to be smaller are left out.
    cooldown_s : float
        So long the rule is silent after its advice.
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
    validated: str = option(_SIMULATION, "text", of=str)

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


@dataclass(frozen=True)
class VariabilityRule(Rule):
    """Stride-time variability far above the person's own: caution.

    Variability is the mean absolute difference between strides of one foot that follow each other, as the SD it belongs
    to, in percent of the mean stride time; a slow change of pace hardly enters.

    Attributes
    ----------
    window : int
        Differences it is taken over.
    times_baseline : float
        Variability must exceed the person's own by this factor.
    least_pct : float
        It must also exceed this, in percent, however small the person's own is.
    in_a_row : int
        Windows in a row that must reach it, each a stride later.
    cooldown_s : float
        So long the rule is silent after its advice.
    """

    judges: ClassVar[str] = (
        "stride times, from feet or shanks, once the person's own variability is learned from some 40 strides"
    )

    advice: str = option("caution", "text", of=str)
    window: int = option(20, whole=True, low=1)
    times_baseline: float = option(2.0, low=1)
    least_pct: float = option(3.0, low=0)
    in_a_row: int = option(2, whole=True, low=1)
    cooldown_s: float = option(30.0, low=0)
    source: str = option(_CHOICE, "text", of=str)
    validated: str = option(_SIMULATION, "text", of=str)

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
        So long the rule is silent after its advice.
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
        "step regularity of Moe-Nilssen and Helbostad 2004, doi 10.1016/S0021-9290(03)00233-1; " + _CHOICE,
        "text",
        of=str,
    )
    validated: str = option(_SIMULATION, "text", of=str)

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


@dataclass(frozen=True)
class SpeedRule(Rule):
    """Speed above the plan's step, not walking forward: too fast.

    Attributes
    ----------
    tolerance_pct : float
        How far above the step's speed the median of the last values may be.
    window : int
        How many values that is.
    cooldown_s : float
        So long the rule is silent after its advice.
    """

    judges: ClassVar[str] = (
        "speeds not walking forward, from feet of known mounting, against a step of the plan"
    )

    advice: str = option("too_fast", "text", of=str)
    tolerance_pct: float = option(10.0, low=0)
    window: int = option(5, whole=True, low=1)
    cooldown_s: float = option(10.0, low=0)
    source: str = option("the step of the TrainingPlan; tolerance: choice of this library", "text", of=str)
    validated: str = option(_SIMULATION, "text", of=str)

    @arguments()
    def judge(self, fact: Fact) -> Finding | None:
        """Judge the median of the last speeds, where there is a step of the plan."""
        if fact.step is None or len(fact.speeds_mps) < self.window:
            return None
        ordered = sorted(fact.speeds_mps)
        value = 0.5 * (ordered[(self.window - 1) // 2] + ordered[self.window // 2])
        bound = fact.step.speed_mps * (1.0 + self.tolerance_pct / 100.0)
        because = (
            f"speed {value:.2f} m/s, median of {self.window}, is above {bound:.2f} m/s: the step of "
            f"{fact.step.speed_mps:g} m/s and {self.tolerance_pct:g} %"
        )
        return Finding(value > bound, "speed_mps", value, bound, fact.step.speed_mps, because)


RULES: tuple[Rule, ...] = (NearFallRule(), VariabilityRule(), RegularityRule(), SpeedRule())
