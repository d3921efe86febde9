"""Bands of a signal, by its spectrum: as a second-order Butterworth band-pass run forward and backward gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait._arrays import Complex, Floats


_ANALYTIC_PAD_S, _PAD_S = 3.0, 0.5  # that the ends go on for, by point reflection


def analytic_bands(signal: Floats, rate_hz: float, *bands_hz: tuple[float, float]) -> list[Complex]:
    """Analytic signal (n,) of each band."""
    n = len(signal)
    before, after = _reflected(signal, _ANALYTIC_PAD_S * rate_hz)
    pad = len(before)
    # Back to where it began in a straight line, up to a length of small factors: an hour is eight times as fast.
    total = n + 2 * pad
    unit = 1 << max(0, total.bit_length() - 5)
    spare = -total % unit
    way_back = np.linspace(after[-1], before[0], spare + 2)[1:-1]
    spectrum = np.fft.rfft(np.concatenate([before, signal, after, way_back]))
    frequency = np.arange(1, len(spectrum)) * (rate_hz / (total + spare))
    analytic = []
    for band_hz in bands_hz:
        band = np.zeros(len(spectrum), complex)
        np.divide(spectrum[1:], _loss(frequency, *band_hz), out=band[1:])
        # two real transforms, of the band and of it a quarter turn behind: half the time of one complex transform
        both = np.empty(n, complex)
        both.real = np.fft.irfft(band, total + spare)[pad : pad + n]
        band *= -1j
        both.imag = np.fft.irfft(band, total + spare)[pad : pad + n]
        analytic.append(both)
    return analytic


def band_pass(values: Floats, rate_hz: float, low_hz: float, high_hz: float) -> Floats:
    """Keep a band of the columns of (n, 3)."""
    before, after = _reflected(values, _PAD_S * rate_hz)
    padded = np.concatenate([before, values, after])
    spectrum = np.fft.rfft(padded, axis=0)
    spectrum[0] = 0.0
    spectrum[1:] /= _loss(np.fft.rfftfreq(len(padded), 1.0 / rate_hz)[1:, None], low_hz, high_hz)
    passed: Floats = np.fft.irfft(spectrum, len(padded), axis=0)
    return np.ascontiguousarray(passed[len(before) : len(before) + len(values)])


def _reflected(values: Floats, reach: float) -> tuple[Floats, Floats]:
    """How values go on before and after, by point reflection, for `reach` samples or as long as they are."""
    pad = min(len(values) - 1, int(reach))
    return 2 * values[0] - values[pad:0:-1], 2 * values[-1] - values[-2 : -pad - 2 : -1]


def _loss(frequency_hz: NDArray[np.floating[Any]], low_hz: float, high_hz: float) -> Floats:
    """What each frequency is divided by: 2 (-6 dB) at the edges of the band, 1 in its middle."""
    off2: Floats = ((frequency_hz**2 - low_hz * high_hz) / (frequency_hz * (high_hz - low_hz))) ** 2
    return 1.0 + off2 * off2
