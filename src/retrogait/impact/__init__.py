"""Impact of every step at every sensor, shock attenuation between them, and backward against forward.

Definitions and limits are on the page docs/knee_impact.md. None of this is a loading rate: the acceleration of a tibia
explains less than a third of that in walking.
"""

from __future__ import annotations

from retrogait.impact.attenuation import shock_attenuation
from retrogait.impact.comparison import compare_directions
from retrogait.impact.measure import ImpactOptions, measure_impact
from retrogait.intervals.matching import ComparisonOptions

__all__ = [
    "ComparisonOptions",
    "ImpactOptions",
    "compare_directions",
    "measure_impact",
    "shock_attenuation",
]
