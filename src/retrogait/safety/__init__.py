"""Advice to an application while a person walks: slow down, take care, too fast. Not a medical device.

Rules, their sources, and what was and was not validated are on the page docs/safety.md.
"""

from __future__ import annotations

from retrogait.safety.advice import ADVICE, Advice, advice_table
from retrogait.safety.baseline import Baseline
from retrogait.safety.monitor import SafetyMonitor
from retrogait.safety.observations import (
    ContactSeen,
    MeasureSeen,
    NearFallSeen,
    Observation,
    StrideSeen,
    contacts_seen,
)
from retrogait.safety.review import list_observations, review_session
from retrogait.safety.rules import (
    RULES,
    Finding,
    NearFallRule,
    RegularityRule,
    Rule,
    SpeedRule,
    VariabilityRule,
)

__all__ = [
    "ADVICE",
    "RULES",
    "Advice",
    "Baseline",
    "ContactSeen",
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
