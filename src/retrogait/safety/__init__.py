"""Advice to an application while a person walks: slow down, take care, too fast. Not a medical device.

Rules, their sources, and what was and was not validated are on the page docs/safety.md.
"""

from __future__ import annotations

from retrogait.safety.advice import ADVICE, Advice, advice_table
from retrogait.safety.baseline import Baseline
from retrogait.safety.memory import Fact
from retrogait.safety.monitor import SafetyMonitor
from retrogait.safety.near_fall_rule import NearFallRule
from retrogait.safety.observations import (
    ContactSeen,
    MeasureSeen,
    NearFallSeen,
    Observation,
    StrideSeen,
    contacts_seen,
)
from retrogait.safety.regularity_rule import RegularityRule
from retrogait.safety.review import list_observations, review_session
from retrogait.safety.rule import Finding, Rule
from retrogait.safety.rules import RULES
from retrogait.safety.speed_rule import SpeedRule
from retrogait.safety.variability_rule import VariabilityRule

__all__ = [
    "ADVICE",
    "RULES",
    "Advice",
    "Baseline",
    "ContactSeen",
    "Fact",
    "Finding",
    "MeasureSeen",
    "NearFallRule",
    "NearFallSeen",
    "Observation",
    "RegularityRule",
    "Rule",
    "SafetyMonitor",
    "SpeedRule",
    "StrideSeen",
    "VariabilityRule",
    "advice_table",
    "contacts_seen",
    "list_observations",
    "review_session",
]
