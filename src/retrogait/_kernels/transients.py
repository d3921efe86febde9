"""The transient of a landing: how strong it is around a contact, and when it begins."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.medians import median_of


@kernel
def _jerk(samples, k, span, rate_hz):
    """Norm of the change of acceleration from sample k - span to k, m/s^3."""
    total = 0.0
    for i in range(3):
        total += (samples[k, i] - samples[k - span, i]) ** 2
    return math.sqrt(total) * rate_hz / span


@kernel
def _span(rate_hz):
    """Samples of 10 ms: over that long a jerk is the same at any rate, over one sample it grows with it."""
    return max(1, int(0.01 * rate_hz + 0.5))


@kernel("M f V f f V V", stage="limb")
def landing_jerks(samples, rate_hz, contacts, before_s, after_s, peak, contrast):
    """Fill `peak` (largest jerk from `before_s` before to `after_s` after each contact) and `contrast`.

    Contrast is the peak over the median jerk of the swing that precedes it, from 250 to 50 ms before. Contacts are in
    samples; NaN gives NaN.
    """
    n = samples.shape[0]
    span = _span(rate_hz)
    for c in range(contacts.shape[0]):
        peak[c] = np.nan
        contrast[c] = np.nan
        if math.isnan(contacts[c]):
            continue
        centre = int(contacts[c])
        first = max(span, centre - int(before_s * rate_hz))
        last = min(n, centre + int(after_s * rate_hz))
        top = 0.0
        for k in range(first, last):
            top = max(top, _jerk(samples, k, span, rate_hz))
        swing_first = max(span, centre - int(0.25 * rate_hz))
        swing_last = max(swing_first + 1, centre - int(0.05 * rate_hz))
        swing = np.empty(max(0, min(n, swing_last) - swing_first))
        for k in range(swing.shape[0]):
            swing[k] = _jerk(samples, swing_first + k, span, rate_hz)
        if swing.shape[0] == 0:
            continue
        peak[c] = top
        contrast[c] = top / max(median_of(swing, swing.shape[0]), 1e-9)


@kernel
def landing_onsets(samples, rate_hz, contacts, before_s, after_s, level, onset):
    """Fill `onset` with the first sample around each contact whose jerk exceeds `level[c]`."""
    n = samples.shape[0]
    span = _span(rate_hz)
    for c in range(contacts.shape[0]):
        onset[c] = np.nan
        if math.isnan(contacts[c]) or math.isnan(level[c]):
            continue
        centre = int(contacts[c])
        for k in range(max(span, centre - int(before_s * rate_hz)), min(n, centre + int(after_s * rate_hz))):
            if _jerk(samples, k, span, rate_hz) > level[c]:
                onset[c] = k - 0.5 * span
                break


@kernel
def landing_slaps(samples, rate_hz, contacts, before_s, after_s, slap):
    """Fill `slap` with the sample around each contact at which the foot turns toe-down fastest; NaN if it does not."""
    n = samples.shape[0]
    for c in range(contacts.shape[0]):
        slap[c] = np.nan
        if math.isnan(contacts[c]):
            continue
        centre = int(contacts[c])
        top = 0.0
        for k in range(max(0, centre - int(before_s * rate_hz)), min(n, centre + int(after_s * rate_hz))):
            if samples[k, 4] > top:
                top = samples[k, 4]
                slap[c] = k
