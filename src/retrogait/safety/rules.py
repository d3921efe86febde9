"""The rules as data: what is watched, beyond which bound, what is advised, and where that is from."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any

from retrogait.errors import InvalidOption

_SIMULATION = "simulation only"
_CHOICE = "choice of this library; no bound is published for backward walking"

_LOWEST = {"window": 1, "in_a_row": 1, "times_baseline": 1}


def _check(rule: Any) -> None:
    for field in fields(rule):
        value = getattr(rule, field.name)
        if field.type == "str":
            if not (isinstance(value, str) and value):
                raise InvalidOption(
                    f"{type(rule).__name__}: {field.name} is {value!r}; expected text; the default is "
                    f"{field.default!r}"
                )
            continue
        low = _LOWEST.get(field.name, 0)
        whole = field.type == "int"
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (number and low <= value < math.inf and (not whole or value == int(value))):
            raise InvalidOption(
                f"{type(rule).__name__}: {field.name} is {value!r}; expected a {'whole ' if whole else ''}number of "
                f"{low} or more; the default is {field.default!r}"
            )


@dataclass(frozen=True)
class NearFallRule:
    """A near-fall: reduce speed.

    Attributes
    ----------
    least_mps3 : float
        Near-falls whose jerk peak is known to be smaller are left out.
    cooldown_s : float
        So long the rule is silent after its advice.
    """

    advice: str = "reduce_speed"
    least_mps3: float = 100.0
    cooldown_s: float = 5.0
    source: str = (
        "jerk peaks after Weiss et al. 2010, doi 10.1186/1756-0500-3-62; bounds: choice of this library"
    )
    validated: str = _SIMULATION

    def __post_init__(self) -> None:
        """Refuse bounds that mean nothing."""
        _check(self)


@dataclass(frozen=True)
class VariabilityRule:
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

    advice: str = "caution"
    window: int = 20
    times_baseline: float = 2.0
    least_pct: float = 3.0
    in_a_row: int = 2
    cooldown_s: float = 30.0
    source: str = _CHOICE
    validated: str = _SIMULATION

    def __post_init__(self) -> None:
        """Refuse bounds that mean nothing."""
        _check(self)


@dataclass(frozen=True)
class RegularityRule:
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

    advice: str = "caution"
    sds_below: float = 4.0
    least_fall: float = 0.15
    in_a_row: int = 3
    cooldown_s: float = 30.0
    source: str = (
        "step regularity of Moe-Nilssen and Helbostad 2004, doi 10.1016/S0021-9290(03)00233-1; " + _CHOICE
    )
    validated: str = _SIMULATION

    def __post_init__(self) -> None:
        """Refuse bounds that mean nothing."""
        _check(self)


@dataclass(frozen=True)
class SpeedRule:
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

    advice: str = "too_fast"
    tolerance_pct: float = 10.0
    window: int = 5
    cooldown_s: float = 10.0
    source: str = "the step of the TrainingPlan; tolerance: choice of this library"
    validated: str = _SIMULATION

    def __post_init__(self) -> None:
        """Refuse bounds that mean nothing."""
        _check(self)


Rule = NearFallRule | VariabilityRule | RegularityRule | SpeedRule
RULES: tuple[Rule, ...] = (NearFallRule(), VariabilityRule(), RegularityRule(), SpeedRule())
KINDS = {kind.__name__: kind for kind in (NearFallRule, VariabilityRule, RegularityRule, SpeedRule)}
