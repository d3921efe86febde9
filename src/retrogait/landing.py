"""The instant a foot hits the ground, where its impact stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import impacts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait.motion import LimbMotion

    Floats = NDArray[np.float64]

_BEFORE_S, _AFTER_S = 0.03, 0.13  # around the landing of the heel point: where the impact can be
_TYPICAL_SHARE = 0.4  # of the recording's median jerk: a weaker knock is none
_ONSET_SHARE = 0.4  # of its own peak jerk: the onset
_LEAST_SHARE = 0.5  # of the landings must stand out, or none is taken
_LARGEST_SHIFT_S = 0.05  # an impact further than this from its usual delay is something else
_SLAP_STRIDES = 0.027  # from impact to the fastest toe-down rotation


def impact_instants(motion: LimbMotion, landings: Floats, contrast: float) -> Floats:
    """Instants in samples of the impacts that follow the landings of a forward walk, NaN where they do not stand out.

    Two marks of an impact are averaged: the onset of its jerk, and the fastest toe-down rotation, which follows at
    a nearly fixed share of the stride. A landing whose impact does not stand out, by `contrast` times the median jerk
    of its swing, keeps the recording's median delay. `landings` (m,) are samples; NaN is none.
    """
    count = len(landings)
    peak, clearness, onset, slap = np.empty(count), np.empty(count), np.empty(count), np.empty(count)
    window = (landings, _BEFORE_S, _AFTER_S)
    impacts.landing_jerks(motion.samples, motion.rate_hz, *window, peak, clearness)
    known = np.isfinite(peak)
    clear = known & (clearness > contrast)
    if known.any():
        clear &= peak > _TYPICAL_SHARE * np.median(peak[known])
    if clear.sum() < max(3, _LEAST_SHARE * known.sum()):
        return np.full(count, np.nan)
    level = np.where(clear, _ONSET_SHARE * np.minimum(peak, 1.5 * np.median(peak[known])), np.nan)
    impacts.landing_onsets(motion.samples, motion.rate_hz, *window, level, onset)
    if motion.mounted:
        impacts.landing_slaps(motion.samples, motion.rate_hz, *window, slap)
        at = np.nan_to_num(landings).astype(int)
        lag = _SLAP_STRIDES * motion.period_s[at] * motion.rate_hz
        onset = np.where(np.isnan(slap), onset, 0.5 * (onset + slap - lag))
    delay = onset - landings
    usual = np.nanmedian(delay[clear])
    limit = _LARGEST_SHIFT_S * motion.rate_hz
    return landings + np.where(clear, np.clip(delay, usual - limit, usual + limit), usual)
