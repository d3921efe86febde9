"""Measures of the path of a foot in every swing: clearance, pitch, circumduction, rise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._kernels import foot_path, swings
from retrogait.session import LONGEST_FOOT_M, SHORTEST_FOOT_M
from retrogait.tables.checks import Bounds, Checked, check, option
from retrogait.tables.kinds import or_none

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from retrogait._arrays import Floats
    from retrogait.gait.swings import Swings
    from retrogait.kinematics.foot_points import RestIntervals
    from retrogait.kinematics.limb import LimbMotion


_ADULT_M = 0.26
_ALONG = "a distance along the foot in m"

_KERNEL_COLUMNS = {
    "incline_deg": foot_path.INCLINE_DEG,
    "toe_clearance_m": foot_path.TOE_CLEARANCE_M,
    "heel_clearance_m": foot_path.HEEL_CLEARANCE_M,
    "toe_peak_height_m": foot_path.TOE_PEAK_M,
    "heel_peak_height_m": foot_path.HEEL_PEAK_M,
    "peak_toe_down_deg": foot_path.TOE_DOWN_DEG,
    "peak_toe_up_deg": foot_path.TOE_UP_DEG,
}

# What a clearance may be off by: how far heel and ball of the foot are not where `SoleOptions` has them, times the sine
# of the pitch; a share of the way that the vertical velocity left over at the closing rest makes in a swing; and the
# rest. `benchmarks/clearance_error.py` holds it against the truth of simulated walks.
_CLEARANCES = (
    ("toe_clearance_m", foot_path.TOE_LOW_SINE, 0.015),
    ("heel_clearance_m", foot_path.HEEL_LOW_SINE, 0.004),
)
_DRIFT_SHARE = 0.3
_LEAST_ERROR_M = 0.001
_TO_SD = 1.4826  # median size to SD, of a normal distribution


@dataclass(frozen=True)
class SoleOptions(Checked):
    """The two ends of the sole, relative to its resting point below the ankle.

    Attributes
    ----------
    heel_m, toe_m : float
        Distance of the heel behind that point, and of the ball of the foot, on which it rolls, ahead of it. The point
        is placed 6 cm ahead of the heel found from the roll of the foot, for every foot size.
    """

    heel_m: float = option(0.06, _ALONG, low=0, high=LONGEST_FOOT_M)
    toe_m: float = option(0.13, _ALONG, low=0, high=LONGEST_FOOT_M)

    @classmethod
    def of_length(cls, foot_length_m: float | None) -> SoleOptions:
        """Scale an adult's foot of 0.26 m to a length; None keeps it."""
        if foot_length_m is None:
            return cls()
        bounds = Bounds("a length in m", SHORTEST_FOOT_M, LONGEST_FOOT_M)
        check("Person", "foot_length_m", foot_length_m, bounds, "leave it out if it is not known")
        roll_m = (cls.heel_m + cls.toe_m) * foot_length_m / _ADULT_M
        return cls(toe_m=max(0.0, roll_m - cls.heel_m))

    @classmethod
    def of_summary(cls, summary: Mapping[str, Any] | pd.Series[Any]) -> SoleOptions:
        """The sole that a session was analysed with; in one of an early version, that of the length of the foot."""
        heel_m, toe_m = (or_none(summary.get(f"sole_{end}_m")) for end in ("heel", "toe"))
        if heel_m is None or toe_m is None:
            return cls.of_length(or_none(summary.get("person_foot_length_m")))
        return cls(heel_m, toe_m)

    def trace(self, motion: LimbMotion) -> Floats:
        """Trace a foot over a stretch: (n, foot_path.PATH_WIDTH), NaN outside the first and the last rest."""
        path = np.full((len(motion.samples), foot_path.PATH_WIDTH), np.nan)
        for run in motion.runs:
            self._call(foot_path.trace_path, motion, run, path)
        return path

    def _call(
        self, kernel: Callable[..., object], motion: LimbMotion, run: RestIntervals, out: Floats
    ) -> None:
        """Call a kernel of a foot's path for a run of intervals."""
        kernel(
            motion.samples,
            motion.turn,
            motion.force_sum,
            motion.rests[run.first : run.last + 1],
            run.gravity,
            run.frames,
            motion.rate_hz,
            motion.metre,
            self.heel_m,
            self.toe_m,
            out,
        )

    def measure(self, motion: LimbMotion, table: Swings) -> Swings:
        """Add the space columns of `SWINGS` to the swings of a limb; NaN unless it is a foot of known mounting.

        A swing has them where its displacement is known: between two rests, without lost samples.
        """
        known = ~np.isnan(table["displacement_m"])
        if not motion.mounted or not motion.site.endswith("foot") or not known.any():
            return table
        measures = np.empty((len(motion.rests) - 1, foot_path.MEASURES_WIDTH))
        for run in motion.runs:
            self._call(foot_path.measure_swing_paths, motion, run, measures[run.first : run.last])
        interval = motion.intervals_from(table["rest_before_s"], known)
        rows = np.where(known[:, None], measures[interval], np.nan)
        values = {name: rows[:, column] for name, column in _KERNEL_COLUMNS.items()}
        values["foot_pitch_range_deg"] = rows[:, foot_path.TOE_DOWN_DEG] + rows[:, foot_path.TOE_UP_DEG]
        left_mps = _not_less_than_usual(rows[:, foot_path.LEFT_OVER_MPS])
        below = np.zeros(len(rows), bool)
        for name, sine, ends_m in _CLEARANCES:
            drift_m = _DRIFT_SHARE * left_mps * rows[:, foot_path.SWING_S]
            error_m = np.sqrt((ends_m * rows[:, sine]) ** 2 + drift_m**2 + _LEAST_ERROR_M**2)
            under = values[name] < 0.0  # where nothing can be
            below |= under
            values[name] = np.where(under, np.nan, values[name])
            values[f"{name.removesuffix('_m')}_se_m"] = np.where(under, np.nan, error_m)
        values["is_below_floor"] = below
        # left of the travel is left of the body only when it goes forward
        leftward = np.sign(motion.swing_features[interval + 1, swings.AHEAD]) * (
            1.0 if motion.side == "left" else -1.0
        )
        values["circumduction_m"] = np.where(
            leftward > 0, rows[:, foot_path.ASIDE_LEFT_M], rows[:, foot_path.ASIDE_RIGHT_M]
        )
        return table.with_columns(values)


def _not_less_than_usual(left_over: Floats) -> Floats:
    """Sizes (n,), none below the usual size: a swing that closes well by chance is not more exact."""
    size = np.abs(left_over)
    known = size[~np.isnan(size)]
    usual = _TO_SD * float(np.median(known)) if len(known) else np.nan
    return np.maximum(size, usual)
