"""Of which measures of walking it is agreed whether more or less of it is better."""

from __future__ import annotations

BETTER = ("larger", "smaller")
_LARGER = frozenset(
    {
        "speed_mps",
        "model_speed_mps",
        "dimensionless_speed",
        "stride_length_m",
        "belt_stride_length_m",
        "model_stride_length_m",
        "dimensionless_stride_length",
        "cadence_spm",
    }
)
_SMALLER = frozenset(
    {
        "stride_time_s",
        "step_time_s",
        "double_support_s",
        "double_support_pct",
        "initial_double_support_s",
        "terminal_double_support_s",
    }
)
_VARIABILITY = ("_cv_pct", "_cv_detrended_pct", "_cv_robust_pct")


def better(measure: str) -> str | None:
    """Which is better of a measure, as studies of dual tasks take it; None where they do not agree.

    Faster, longer and more steps are better, and so is less time of a stride, less double support, and less variability
    from stride to stride. Nothing is said of angles, clearances and shares of stance, which can be too large and too
    small.

    >>> better("speed_mps"), better("stride_time_cv_pct"), better("toe_clearance_m")
    ('larger', 'smaller', None)
    """
    if measure in _LARGER:
        return "larger"
    return "smaller" if measure in _SMALLER or measure.endswith(_VARIABILITY) else None
