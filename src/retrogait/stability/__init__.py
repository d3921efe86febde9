"""Stability of walking: each measure as a function of plain arrays, and `measure_stability` for a session.

Definitions, parameters, least numbers of strides and limits are on the page docs/stability.md.
"""

from __future__ import annotations

from retrogait.stability.amplitude import rms, rms_ratio
from retrogait.stability.coordination import (
    gait_asymmetry,
    phase_coordination_index,
    step_phases,
    symmetry_index,
)
from retrogait.stability.divergence import divergence_curve
from retrogait.stability.entropy import multiscale_entropy, sample_entropy
from retrogait.stability.exponents import Divergence, local_divergence
from retrogait.stability.floquet import Floquet, floquet_multiplier, floquet_multipliers
from retrogait.stability.fluctuation import dfa
from retrogait.stability.harmonics import harmonic_ratio, improved_harmonic_ratio, stride_harmonics
from retrogait.stability.jolts import NearFallOptions, near_falls
from retrogait.stability.measure import measure_stability
from retrogait.stability.options import StabilityOptions
from retrogait.stability.repetition import Regularity, regularity
from retrogait.stability.session_curves import list_near_falls, trace_divergence
from retrogait.stability.smoothness import ldlj, sparc
from retrogait.stability.spread import Variability, variability

__all__ = [
    "Divergence",
    "Floquet",
    "NearFallOptions",
    "Regularity",
    "StabilityOptions",
    "Variability",
    "dfa",
    "divergence_curve",
    "floquet_multiplier",
    "floquet_multipliers",
    "gait_asymmetry",
    "harmonic_ratio",
    "improved_harmonic_ratio",
    "ldlj",
    "list_near_falls",
    "local_divergence",
    "measure_stability",
    "multiscale_entropy",
    "near_falls",
    "phase_coordination_index",
    "regularity",
    "rms",
    "rms_ratio",
    "sample_entropy",
    "sparc",
    "step_phases",
    "stride_harmonics",
    "symmetry_index",
    "trace_divergence",
    "variability",
]
