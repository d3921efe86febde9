"""The rules of a monitor that is given no others, each with its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.safety.near_fall_rule import NearFallRule
from retrogait.safety.regularity_rule import RegularityRule
from retrogait.safety.speed_rule import SpeedRule
from retrogait.safety.variability_rule import VariabilityRule

if TYPE_CHECKING:
    from retrogait.safety.rule import Rule

RULES: tuple[Rule, ...] = (NearFallRule(), VariabilityRule(), RegularityRule(), SpeedRule())
