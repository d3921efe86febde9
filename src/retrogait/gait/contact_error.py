"""Standard error of the time of a contact of a foot or shank, from how its speed passes the threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait._arrays import Flags, Floats
    from retrogait.kinematics.limb import LimbMotion

# Error that remains when a point passes the threshold at once: the rate, the drift taken out, where the point is.
_LEAST_S = {"foot": 0.005, "shank": 0.006}
# Of the time in which it passes from half the threshold to half as much again. The points of a shank are where a foot
# at a right angle would have them: how fast they pass says less of the foot.
_PASSING_SHARE = {"foot": 0.1, "shank": 0.3}
_LOST_S = 0.018  # samples were lost within this time of the contact, and bridged


def contact_error_s(
    motion: LimbMotion, contact_at: Floats, point: NDArray[np.intp], passing: int, skipped: int
) -> Floats:
    """Standard errors in s of the contacts (m,) of a limb, at samples `contact_at`, definitions apart.

    `point` (m,) is 0 for the heel, 1 for the toe, 2 for the sensor's own point; `passing` and `skipped` are the
    columns of `swings` that hold both for the heel. A transient that was skipped counts in full: it may have been the
    contact, and the point may have gone on after it.
    """
    segment = motion.site.rpartition("_")[2]
    row = np.arange(len(contact_at))
    parts = (
        _LEAST_S[segment],
        _PASSING_SHARE[segment] * motion.swing_features[row, passing + point] / motion.rate_hz,
        motion.swing_features[row, skipped + point] / motion.rate_hz,
        np.where(_near_lost(motion.guessed, contact_at, _LOST_S * motion.rate_hz), _LOST_S, 0.0),
    )
    error_s: Floats = np.sqrt(sum(np.square(part) for part in parts))
    return np.where(np.isnan(contact_at), np.nan, error_s)


def _near_lost(lost: Flags, at: Floats, reach: float) -> Flags:
    """Which instants `at` (m,), in samples, have a sample that is `lost` (n,) within `reach`; NaN has none."""
    where = np.append(np.flatnonzero(lost), np.inf)
    near: Flags = where[np.searchsorted(where, np.nan_to_num(at, nan=np.inf) - reach)] <= at + reach
    return near
