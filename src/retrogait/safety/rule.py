"""What a rule of a monitor is: how it judges, and what it has to say of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from retrogait.tables.checks import Checked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrogait.safety.memory import Fact
    from retrogait.training import PlanStep

SIMULATION = "simulation only"
CHOICE = "choice of this library; no bound is published for backward walking"


class Finding(NamedTuple):
    """A value that a rule compared with its bound, and its advice if the bound was passed."""

    passed: bool
    measure: str
    value: float
    bound: float
    baseline: float
    because: str


class Rule(Checked, ABC):
    """A rule of a monitor: a frozen dataclass with these fields, bounds of its own and the method `judge`.

    The monitor passes it everything newly known, counts how often in a row its bound was passed, and silences it for
    its cooldown after an advice; all else is up to the rule. Your own rule is a subclass, in its own file, passed as
    `SafetyMonitor(rules=(*RULES, MyRule()))`.

    Attributes
    ----------
    judges : str
        The value it compares with its bound, and the source of that value, for `SafetyMonitor.deaf_to`.
    advice : str
        What it advises.
    cooldown_s : float
        How long the rule is silent after its advice.
    source, validated : str
        Where the rule is from, and what it was validated on.
    in_a_row : int
        How often in a row its bound must be passed; 1 by default.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> from retrogait.safety import RULES, Finding, Rule, SafetyMonitor, StrideSeen
    >>> @dataclass(frozen=True)
    ... class LongStrideRule(Rule):
    ...     advice: str = "caution"
    ...     cooldown_s: float = 10.0
    ...     source: str = "made up"
    ...     validated: str = "nowhere"
    ...     longest_s: float = 2.0
    ...
    ...     def judge(self, fact):
    ...         if fact.stride is None:
    ...             return None
    ...         value = fact.stride.stride_time_s
    ...         because = f"a stride of {value:g} s is longer than {self.longest_s:g} s"
    ...         return Finding(value > self.longest_s, "stride_time_s", value, self.longest_s, float("nan"), because)
    >>> monitor = SafetyMonitor(rules=(*RULES, LongStrideRule()))
    >>> monitor.observe(StrideSeen(5.0, "left", "backward", 2.5))[0].because
    'a stride of 2.5 s is longer than 2 s'
    """

    judges: ClassVar[str] = "what its judge() takes"

    advice: str
    cooldown_s: float
    source: str
    validated: str
    in_a_row: int = 1

    @abstractmethod
    def judge(self, fact: Fact) -> Finding | None:
        """Compare newly known values with the bound; None if they do not concern this rule.

        `fact.seen` is the observation and `fact.memory` a mapping of the rule's own, which a saved state carries: plain
        numbers, text, and lists and mappings of them, their number bounded by the rule. It starts empty, also after a
        jump of the clock.
        """

    def waits_for(self, step: PlanStep | None) -> str:  # noqa: ARG002
        """Name what is missing as long as it has judged nothing; `step` is that of the plan."""
        return f"nothing to judge yet; it takes {self.judges}"

    def windows(self) -> Mapping[str, int]:
        """Number of values it needs in a fact: "differences" of its variation, "speeds"."""
        return {}
