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

    from retrogait._arrays import Floats
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
_COMPARED = (  # left against right: measure, quantity, function
    ("gait_asymmetry_pct", "swing_time", gait_asymmetry),
    *((f"symmetry_index_{name}_pct", name, symmetry_index) for name in _SYMMETRIES),
)
_COORDINATION, _MEMORY = "phase_coordination_index_pct", "stride_time_dfa"


def _spread_names(name: str) -> Iterator[str]:
    """SD and, where it has a meaning, CV of a quantity: plain, detrended and robust."""
    _, unit, share = _QUANTITIES[name]
    for kind in ("", "_detrended", "_robust"):
        yield f"{name}_sd{kind}_{unit}"
        if share:
            yield f"{name}_cv{kind}_pct"


STRIDE_MEASURES = (
    *(measure for name in _QUANTITIES for measure in _spread_names(name)),
    *(measure for measure, _, _ in _COMPARED),
    _COORDINATION,
    _MEMORY,
)


def measure_strides(walk: Walk) -> list[Reading]:
    """All measures that need the contacts only: those of `STRIDE_MEASURES`."""
    readings: list[Reading] = []
    strides = walk.strides
    right = strides["side"] == "right"
    feet = 2 * strides["bout_id"] + right  # a number for each foot in each bout
    for name, (column, _, _) in _QUANTITIES.items():
        known = column in strides
        values = strides[column] if known else np.full(len(strides), np.nan)
        readings += _spread(name, values, feet, known=known)
    sides = {
        name: (values[~right & ~np.isnan(values)], values[right & ~np.isnan(values)])
        for name in _SYMMETRIES
        for values in [strides[_QUANTITIES[name][0]]]
    }
    return [*readings, *_symmetry(sides), _coordination(walk, *sides["swing_time"]), _memory(walk)]


def _spread(name: str, values: Floats, feet: Floats, *, known: bool) -> Iterator[Reading]:
    """SD and CV within each foot and bout, plain, detrended and robust."""
    there = ~np.isnan(values)
    found = variability(values[there], feet[there])
    column, _, share = _QUANTITIES[name]
    pairs = (
        (found.sd, found.cv_pct),
        (found.sd_detrended, found.cv_detrended_pct),
        (found.sd_robust, found.cv_robust_pct),
    )
    figures = [figure for pair in pairs for figure in (pair if share else pair[:1])]
    for measure, figure in zip(_spread_names(name), figures, strict=True):
        reading = grade(measure, figure, found.n, SPREAD)
        yield reading if known else reading.without(f"strides have no column {column}")


def _symmetry(sides: dict[str, tuple[Floats, Floats]]) -> Iterator[Reading]:
    """Left against right. The strides used are twice those of the foot that has fewer."""
    for measure, name, compare in _COMPARED:
        left, right = sides[name]
        used = 2 * min(len(left), len(right))
        yield grade(measure, compare(left, right) if used else np.nan, used, MEAN)


def _coordination(walk: Walk, left: Floats, right: Floats) -> Reading:
    """Phase coordination index, against the foot with the longer swing; `left` and `right` are swing times."""
    own = "right" if len(right) and (not len(left) or right.mean() > left.mean()) else "left"
    other = np.unique(walk.landings["time_s"][walk.landings["side"] != own])
    phases = [step_phases(contacts_s, other) for contacts_s in walk.runs(own)]
    joined = np.concatenate([np.empty(0), *phases])
    return grade(_COORDINATION, coordination_of(joined), len(joined), SPREAD)


def _memory(walk: Walk) -> Reading:
    """Scaling exponent of stride time over the longest run of one foot."""
    runs = [np.diff(contacts_s) for side in ("left", "right") for contacts_s in walk.runs(side)]
    longest = max(runs, key=len, default=np.empty(0))
    return grade(_MEMORY, dfa(longest), len(longest), SCALING)
