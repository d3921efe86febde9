"""Backward walking as training: the plan, the log of its sessions, and what is to be asked before starting.

Numbers, never a verdict; what is published and what is a choice of this library is on the page docs/plan.md.
"""

from __future__ import annotations

from retrogait.training.adherence import measure_adherence
from retrogait.training.cut_offs import CUT_OFFS, CutOff, compare_cut_offs
from retrogait.training.entries import LogEntry
from retrogait.training.labels import label_of
from retrogait.training.log import SessionLog
from retrogait.training.progress import follow_plan
from retrogait.training.questions import QUESTIONS, Question
from retrogait.training.series import TREND
from retrogait.training.slopes import SLOPES, measure_slopes
from retrogait.training.training import PlanStep, TrainingPlan
from retrogait.training.trends import TrendOptions, expected_by_chance, measure_trends

__all__ = [
    "CUT_OFFS",
    "QUESTIONS",
    "SLOPES",
    "TREND",
    "CutOff",
    "LogEntry",
    "PlanStep",
    "Question",
    "SessionLog",
    "TrainingPlan",
    "TrendOptions",
    "compare_cut_offs",
    "expected_by_chance",
    "follow_plan",
    "label_of",
    "measure_adherence",
    "measure_slopes",
    "measure_trends",
]
