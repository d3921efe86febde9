"""Stability measures of a walk from its table of strides: variability, symmetry, coordination, long memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.stability.coordination import coordination_of, gait_asymmetry, step_phases, symmetry_index
from retrogait.stability.fluctuation import dfa
from retrogait.stability.grading import MEAN, SCALING, SPREAD, Reading, grade
from retrogait.stability.spread import variability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrogait.stability.signals import Floats
    from retrogait.stability.walks import Walk

# column of strides -> unit of its SD, and whether a share of the mean has a meaning
_QUANTITIES = {
    "stride_time": ("stride_time_s", "s", True),
    "step_time": ("step_time_s", "s", True),
    "stance_time": ("stance_time_s", "s", True),
    "swing_time": ("swing_time_s", "s", True),
    "stride_length": ("stride_length_m", "m", True),
    "foot_strike_angle": ("foot_strike_angle_deg", "deg", False),
    "toe_clearance": ("toe_clearance_m", "m", True),
    "heel_clearance": ("heel_clearance_m", "m", True),
}
_SYMMETRIES = ("step_time", "stance_time", "swing_time")


def measure_strides(walk: Walk) -> list[Reading]:
    """All measures that need the contacts only."""
    readings: list[Reading] = []
    strides = walk.strides
    right = strides["side"] == "right"
    feet = 2 * strides["bout_id"] + right  # a number for each foot in each bout
    for name, (column, unit, share) in _QUANTITIES.items():
        known = column in strides
        values = strides[column] if known else np.full(len(strides), np.nan)
        readings += _spread(name, column, unit, values, feet, share=share, known=known)
    sides = {
        name: (values[~right & ~np.isnan(values)], values[right & ~np.isnan(values)])
        for name in _SYMMETRIES
        for values in [strides[_QUANTITIES[name][0]]]
    }
    return [*readings, *_symmetry(sides), _coordination(walk, *sides["swing_time"]), _memory(walk)]


def _spread(
    name: str, column: str, unit: str, values: Floats, feet: Floats, *, share: bool, known: bool
) -> Iterator[Reading]:
    """SD and CV within each foot and bout, plain, detrended and robust."""
    there = ~np.isnan(values)
    found = variability(values[there], feet[there])
    for kind, sd, cv in (
        ("", found.sd, found.cv_pct),
        ("_detrended", found.sd_detrended, found.cv_detrended_pct),
        ("_robust", found.sd_robust, found.cv_robust_pct),
    ):
        for title, value in ((f"{name}_sd{kind}_{unit}", sd), (f"{name}_cv{kind}_pct", cv)):
            if "_cv" in title and not share:
                continue
            reading = grade(title, value, found.n, SPREAD)
            yield reading if known else reading.without(f"strides have no column {column}")


def _symmetry(sides: dict[str, tuple[Floats, Floats]]) -> Iterator[Reading]:
    """Left against right. The strides used are twice those of the foot that has fewer."""
    for title, name, measure in (
        ("gait_asymmetry_pct", "swing_time", gait_asymmetry),
        *((f"symmetry_index_{name}_pct", name, symmetry_index) for name in _SYMMETRIES),
    ):
        left, right = sides[name]
        used = 2 * min(len(left), len(right))
        yield grade(title, measure(left, right) if used else np.nan, used, MEAN)


def _coordination(walk: Walk, left: Floats, right: Floats) -> Reading:
    """Phase coordination index, against the foot with the longer swing; `left` and `right` are swing times."""
    own = "right" if len(right) and (not len(left) or right.mean() > left.mean()) else "left"
    other = np.unique(walk.landings["time_s"][walk.landings["side"] != own])
    phases = [step_phases(contacts_s, other) for contacts_s in walk.runs(own)]
    joined = np.concatenate([np.empty(0), *phases])
    return grade("phase_coordination_index_pct", coordination_of(joined), len(joined), SPREAD)


def _memory(walk: Walk) -> Reading:
    """Scaling exponent of stride time over the longest run of one foot."""
    runs = [np.diff(contacts_s) for side in ("left", "right") for contacts_s in walk.runs(side)]
    longest = max(runs, key=len, default=np.empty(0))
    return grade("stride_time_dfa", dfa(longest), len(longest), SCALING)
