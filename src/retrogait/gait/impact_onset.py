"""The onset of the impact of a foot that lands: an instant that shows in the jerk of a forward walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import transients

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.kinematics.limb import LimbMotion


_BEFORE_S, _AFTER_S = 0.0, 0.13  # after the heel point slows: where the impact can be
_LEAST_RATE_HZ = 80.0  # below it an onset is no better known than the landing itself
_TYPICAL_SHARE = 0.4  # of the recording's median jerk: a weaker transient is none
_LEAST_JERK = 1000.0  # m/s^3, a g in 10 ms; feet on the ground make 2000 and more
_ONSET_SHARE = 0.4  # of its own peak jerk: the onset
_LEAST_SHARE = 0.5  # of the landings must stand out, or none is taken
_LARGEST_SHIFT_S = 0.06  # of a foot that slows early; further from its usual delay it is something else


def impact_instants(motion: LimbMotion, landings: Floats, contrast: float) -> Floats:
    """Instants in samples of the impacts that follow the landings of a forward walk, NaN where they do not stand out.

    The mark of an impact is the onset of its jerk, steadied by the fastest toe-down rotation: half of what the onset is
    early or late against that, beyond the recording's median lag, is taken back. A landing whose impact does not stand
    out, by `contrast` times the median jerk of its swing, keeps the recording's median delay. `landings` (m,) are
    samples; NaN is none.
    """
    count = len(landings)
    if motion.rate_hz < _LEAST_RATE_HZ:
        return np.full(count, np.nan)
    peak, clearness, onset, slap = np.empty(count), np.empty(count), np.empty(count), np.empty(count)
    window = (landings, _BEFORE_S, _AFTER_S)
    transients.landing_jerks(motion.samples, motion.rate_hz, *window, peak, clearness)
    known = np.isfinite(peak)
    clear = known & (clearness > contrast) & (peak > _LEAST_JERK)
    if known.any():
        clear &= peak > _TYPICAL_SHARE * np.median(peak[known])
    if clear.sum() < max(3, _LEAST_SHARE * known.sum()):
        return np.full(count, np.nan)
    level = np.where(clear, _ONSET_SHARE * np.minimum(peak, 1.5 * np.median(peak[known])), np.nan)
    transients.landing_onsets(motion.samples, motion.rate_hz, *window, level, onset)
    if motion.mounted:
        transients.landing_slaps(motion.samples, motion.rate_hz, *window, slap)
        lag = slap - onset
        slapped = np.isfinite(lag)  # a toe-walker's foot does not
        if slapped.any():
            onset[slapped] += 0.5 * (lag[slapped] - np.median(lag[slapped]))
    delay = onset - landings
    usual = np.nanmedian(delay[clear])
    limit = _LARGEST_SHIFT_S * motion.rate_hz
    return landings + np.where(clear, np.clip(delay, usual - limit, usual + limit), usual)
