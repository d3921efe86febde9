"""Bands of a signal, by its spectrum: as a Butterworth filter run forward and backward gives them, without delay.

The gain is that of the analogue filter, so that it is the same at every sampling rate, up to the end of the spectrum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrogait._arrays import Floats

    Loss = Callable[[Floats], Floats]


_PAD_S = 0.5  # that the ends go on for, by point reflection
_RINGING = 6.0  # periods of its cut-off, after which no more than a millionth of a low-pass is left


def low_pass(values: Floats, rate_hz: float, cut_off_hz: float) -> Floats:
    """Keep what is slow of the columns of (n, columns), which go on at their ends by point reflection.

    A Butterworth filter of fourth order, run forward and backward: half of the amplitude (-6 dB) is left at the
    cut-off. A cut-off far above half of the rate changes nothing.
    """

    def loss(frequency_hz: Floats) -> Floats:
        return low_pass_loss(frequency_hz, cut_off_hz)

    return _reflected(values, rate_hz, _RINGING / cut_off_hz, loss, at_0=1.0)


def low_pass_loss(frequency_hz: Floats, cut_off_hz: float) -> Floats:
    """What `low_pass` divides the amplitude of a frequency by."""
    lost: Floats = 1.0 + (frequency_hz / cut_off_hz) ** 8
    return lost


def band_pass(values: Floats, rate_hz: float, low_hz: float, high_hz: float) -> Floats:
    """Keep a band of the columns of (n, columns), which go on at their ends by point reflection.

    A Butterworth filter of second order, run forward and backward.
    """
    return _reflected(values, rate_hz, _PAD_S, _band_loss(low_hz, high_hz))


def _reflected(values: Floats, rate_hz: float, pad_s: float, loss: Loss, at_0: float = 0.0) -> Floats:
    pad = min(len(values) - 1, int(pad_s * rate_hz))
    before, after = 2 * values[0] - values[pad:0:-1], 2 * values[-1] - values[-2 : -pad - 2 : -1]
    return _pass(values, before, after, rate_hz, loss, at_0)


def mirrored_band_pass(values: Floats, rate_hz: float, low_hz: float, high_hz: float, pad_s: float) -> Floats:
    """The same of values about 0, which go on as in a mirror and die away in `pad_s`: a cut through a step is no jump.

    Nothing of one end gets round to the other.
    """
    pad = min(len(values) - 1, int(pad_s * rate_hz))
    rising = np.sin(0.5 * np.pi * (np.arange(pad) + 0.5) / max(pad, 1))[:, None] ** 2
    before, after = values[pad:0:-1] * rising, values[-2 : -pad - 2 : -1] * rising[::-1]
    return _pass(values, before, after, rate_hz, _band_loss(low_hz, high_hz))


def _pass(
    values: Floats, before: Floats, after: Floats, rate_hz: float, loss: Loss, at_0: float = 0.0
) -> Floats:
    """Divide each frequency by its loss, a function of (frequencies, 1) in Hz above 0; `at_0` is what is kept of 0."""
    lasting = np.concatenate([before, values, after])
    # Back to where it began in a straight line, up to a length of small factors: an hour is eight times as fast.
    unit = 1 << max(0, len(lasting).bit_length() - 5)
    way_back = np.linspace(lasting[-1], lasting[0], -len(lasting) % unit + 2)[1:-1]
    padded = np.concatenate([lasting, way_back])
    spectrum = np.fft.rfft(padded, axis=0)
    spectrum[0] *= at_0
    frequency_hz: Floats = np.fft.rfftfreq(len(padded), 1.0 / rate_hz)[1:, None].astype(
        np.float64, copy=False
    )
    spectrum[1:] /= loss(frequency_hz)
    passed: Floats = np.fft.irfft(spectrum, len(padded), axis=0)
    return np.ascontiguousarray(passed[len(before) : len(before) + len(values)])


def _band_loss(low_hz: float, high_hz: float) -> Loss:
    """What each frequency is divided by: 2 (-6 dB) at the edges of the band, 1 in its middle."""

    def loss(frequency_hz: Floats) -> Floats:
        off2: Floats = ((frequency_hz**2 - low_hz * high_hz) / (frequency_hz * (high_hz - low_hz))) ** 2
        return 1.0 + off2 * off2

    return loss
