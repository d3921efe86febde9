"""Walks set against each other: sessions, directions, single and dual task; and how well measures repeat.

Definitions and limits are on the page docs/compare.md.
"""

from __future__ import annotations

from retrogait.comparison.directions import STRIDE_COMPARISON, compare_strides
from retrogait.comparison.dual_task import DUAL_TASK_COST, dual_task_cost
from retrogait.comparison.early_late import EARLY_LATE, compare_early_late
from retrogait.comparison.repeatability import repeatability
from retrogait.comparison.repeatability_table import REPEATABILITY
from retrogait.comparison.session_options import SessionComparisonOptions
from retrogait.comparison.session_rows import SESSION_COMPARISON
from retrogait.comparison.session_sd import session_sd_of
from retrogait.comparison.sessions import compare_sessions
from retrogait.comparison.sides import SIDE_COMPARISON, compare_sides

__all__ = [
    "DUAL_TASK_COST",
    "EARLY_LATE",
    "REPEATABILITY",
    "SESSION_COMPARISON",
    "SIDE_COMPARISON",
    "STRIDE_COMPARISON",
    "SessionComparisonOptions",
    "compare_early_late",
    "compare_sessions",
    "compare_sides",
    "compare_strides",
    "dual_task_cost",
    "repeatability",
    "session_sd_of",
]
