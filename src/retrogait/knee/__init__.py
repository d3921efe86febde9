"""Knee flexion from thigh and shank sensors, its measures by stride, and how it changes between sessions.

Definitions and limits are on the page docs/knee_impact.md.
"""

from __future__ import annotations

from retrogait.knee.angles import Knees, measure_knees
from retrogait.knee.change import KneeChangeOptions, compare_knees
from retrogait.knee.strides import describe_strides

__all__ = ["KneeChangeOptions", "Knees", "compare_knees", "describe_strides", "measure_knees"]
