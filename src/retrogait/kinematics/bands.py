"""Bands of a signal, by its spectrum: as a second-order Butterworth band-pass run forward and backward gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait._arrays import Floats


_PAD_S = 0.5  # that the ends go on for, by point reflection


def band_pass(values: Floats, rate_hz: float, low_hz: float, high_hz: float) -> Floats:
    """Keep a band of the columns of (n, columns), which go on at their ends by point reflection."""
    pad = min(len(values) - 1, int(_PAD_S * rate_hz))
    before, after = 2 * values[0] - values[pad:0:-1], 2 * values[-1] - values[-2 : -pad - 2 : -1]
    return _pass(values, before, after, rate_hz, low_hz, high_hz)


def mirrored_band_pass(values: Floats, rate_hz: float, low_hz: float, high_hz: float, pad_s: float) -> Floats:
    """The same of values about 0, which go on as in a mirror and die away in `pad_s`: a cut through a step is no jump.

    Nothing of one end gets round to the other.
    """
    pad = min(len(values) - 1, int(pad_s * rate_hz))
    rising = np.sin(0.5 * np.pi * (np.arange(pad) + 0.5) / max(pad, 1))[:, None] ** 2
    before, after = values[pad:0:-1] * rising, values[-2 : -pad - 2 : -1] * rising[::-1]
    return _pass(values, before, after, rate_hz, low_hz, high_hz)


def _pass(
    values: Floats, before: Floats, after: Floats, rate_hz: float, low_hz: float, high_hz: float
) -> Floats:
    lasting = np.concatenate([before, values, after])
    # Back to where it began in a straight line, up to a length of small factors: an hour is eight times as fast.
    unit = 1 << max(0, len(lasting).bit_length() - 5)
    way_back = np.linspace(lasting[-1], lasting[0], -len(lasting) % unit + 2)[1:-1]
    padded = np.concatenate([lasting, way_back])
    spectrum = np.fft.rfft(padded, axis=0)
    spectrum[0] = 0.0
    spectrum[1:] /= _loss(np.fft.rfftfreq(len(padded), 1.0 / rate_hz)[1:, None], low_hz, high_hz)
    passed: Floats = np.fft.irfft(spectrum, len(padded), axis=0)
    return np.ascontiguousarray(passed[len(before) : len(before) + len(values)])


def _loss(frequency_hz: NDArray[np.floating[Any]], low_hz: float, high_hz: float) -> Floats:
    """What each frequency is divided by: 2 (-6 dB) at the edges of the band, 1 in its middle."""
    off2: Floats = ((frequency_hz**2 - low_hz * high_hz) / (frequency_hz * (high_hz - low_hz))) ** 2
    return 1.0 + off2 * off2
