"""Stability of walking: each measure as a function of plain arrays, and `measure_stability` for a session.

Definitions, parameters, least numbers of strides and limits are on the page docs/stability.md.

Names are loaded when first used, so that the functions of arrays come without pandas, which takes more memory than
they do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    from retrogait.stability.jerk_peaks import NearFallOptions, near_falls
    from retrogait.stability.measure import measure_stability
    from retrogait.stability.near_fall_measures import list_near_falls
    from retrogait.stability.options import StabilityOptions
    from retrogait.stability.repetition import Regularity, regularity
    from retrogait.stability.session_divergence import trace_divergence
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

_HOMES = {
    "amplitude": ("rms", "rms_ratio"),
    "coordination": ("gait_asymmetry", "phase_coordination_index", "step_phases", "symmetry_index"),
    "divergence": ("divergence_curve",),
    "entropy": ("multiscale_entropy", "sample_entropy"),
    "exponents": ("Divergence", "local_divergence"),
    "floquet": ("Floquet", "floquet_multiplier", "floquet_multipliers"),
    "fluctuation": ("dfa",),
    "harmonics": ("harmonic_ratio", "improved_harmonic_ratio", "stride_harmonics"),
    "jerk_peaks": ("NearFallOptions", "near_falls"),
    "measure": ("measure_stability",),
    "near_fall_measures": ("list_near_falls",),
    "options": ("StabilityOptions",),
    "repetition": ("Regularity", "regularity"),
    "session_divergence": ("trace_divergence",),
    "smoothness": ("ldlj", "sparc"),
    "spread": ("Variability", "variability"),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"retrogait.stability.{home}"), name)
            globals()[name] = value
            return value
    raise AttributeError(
        f"module 'retrogait.stability' has no attribute {name!r}; it offers {' '.join(__all__)}"
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
