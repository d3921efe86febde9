"""Bands of acceleration in which impacts show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_PAD_S = 0.5


def band_pass(values: Floats, rate_hz: float, low_hz: float, high_hz: float) -> Floats:
    """Keep a band of the columns of (n, 3), without shift in time; the ends are continued by point reflection.

    The gain is that of a fourth-order Butterworth band-pass run forward and backward, -6 dB at the edges.
    """
    pad = min(len(values) - 1, int(_PAD_S * rate_hz))
    head, tail = 2 * values[0] - values[pad:0:-1], 2 * values[-1] - values[-2 : -pad - 2 : -1]
    padded = np.concatenate([head, values, tail])
    frequency = np.fft.rfftfreq(len(padded), 1.0 / rate_hz)[1:]
    off = (frequency**2 - low_hz * high_hz) / (frequency * (high_hz - low_hz))
    gain = np.concatenate([[0.0], 1.0 / (1.0 + off**4)])
    passed: Floats = np.fft.irfft(np.fft.rfft(padded, axis=0) * gain[:, None], len(padded), axis=0)
    return np.ascontiguousarray(passed[pad : pad + len(values)])
