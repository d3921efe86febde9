"""The rules as data: what is watched, beyond which bound, what is advised, and where that is from."""

from __future__ import annotations

from dataclasses import dataclass

from retrogait.tables.checks import Checked, option

_SIMULATION = "simulation only"
_CHOICE = "choice of this library; no bound is published for backward walking"


@dataclass(frozen=True)
class NearFallRule(Checked):
    """A near-fall: reduce speed.

    Attributes
    ----------
    least_mps3 : float
        Near-falls whose jerk peak is known to be smaller are left out.
    cooldown_s : float
        So long the rule is silent after its advice.
    """

    advice: str = option("reduce_speed", "text", of=str)
    least_mps3: float = option(100.0, low=0)
    cooldown_s: float = option(5.0, low=0)
    source: str = option(
        "jerk peaks after Weiss et al. 2010, doi 10.1186/1756-0500-3-62; bounds: choice of this library",
        "text",
        of=str,
    )
    validated: str = option(_SIMULATION, "text", of=str)


@dataclass(frozen=True)
class VariabilityRule(Checked):
    """Stride-time variability far above the person's own: caution.

    Variability is the mean absolute difference between strides of one foot that follow each other, as the SD it belongs
    to, in percent of the mean stride time; a slow change of pace hardly enters.

    Attributes
    ----------
    window : int
        Differences it is taken over.
    times_baseline : float
        How many times the baseline it must reach ...
    least_pct : float
        ... and how much at least.
    in_a_row : int
        Windows in a row that must reach it, each a stride later.
    cooldown_s : float
        So long the rule is silent after its advice.
    """

    advice: str = option("caution", "text", of=str)
    window: int = option(20, whole=True, low=1)
    times_baseline: float = option(2.0, low=1)
    least_pct: float = option(3.0, low=0)
    in_a_row: int = option(2, whole=True, low=1)
    cooldown_s: float = option(30.0, low=0)
    source: str = option(_CHOICE, "text", of=str)
    validated: str = option(_SIMULATION, "text", of=str)


@dataclass(frozen=True)
class RegularityRule(Checked):
    """Step regularity far below the person's own: caution.

    Attributes
    ----------
    sds_below : float
        How many SDs of the baseline's windows it must fall ...
    least_fall : float
        ... and how far at least; 1 is the regularity of steps that repeat exactly.
    in_a_row : int
        Values in a row that must be so low.
    cooldown_s : float
        So long the rule is silent after its advice.
    """

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


@dataclass(frozen=True)
class SpeedRule(Checked):
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

    advice: str = option("too_fast", "text", of=str)
    tolerance_pct: float = option(10.0, low=0)
    window: int = option(5, whole=True, low=1)
    cooldown_s: float = option(10.0, low=0)
    source: str = option("the step of the TrainingPlan; tolerance: choice of this library", "text", of=str)
    validated: str = option(_SIMULATION, "text", of=str)


Rule = NearFallRule | VariabilityRule | RegularityRule | SpeedRule
RULES: tuple[Rule, ...] = (NearFallRule(), VariabilityRule(), RegularityRule(), SpeedRule())
KINDS = {kind.__name__: kind for kind in (NearFallRule, VariabilityRule, RegularityRule, SpeedRule)}
