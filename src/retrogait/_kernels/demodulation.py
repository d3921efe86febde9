"""One harmonic of a signal whose period changes slowly: its size and its phase around every sample."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel


@kernel("V Z", stage="thigh")
def turn_carrier(stride, carrier):
    """Fill `carrier` (n,) with unit numbers that turn once in a stride; `stride` (n,) is in samples."""
    angle = 0.0
    for k in range(stride.shape[0]):
        carrier[k] = complex(math.cos(angle), math.sin(angle))
        angle += 2.0 * math.pi / stride[k]


@kernel
def _mean_over(values, span, out):
    """Fill `out` (n,) with means of complex `values` over `span` (n,) samples around each, as many as there are."""
    n = values.shape[0]
    totals = np.zeros(n + 1, np.complex128)
    for k in range(n):
        totals[k + 1] = totals[k] + values[k]
    for k in range(n):
        half = span[k] // 2
        a, b = max(0, k - half), min(n, k + half + 1)
        out[k] = (totals[b] - totals[a]) / (b - a)


@kernel("V Z I i Z", stage="thigh")
def demodulate(signal, carrier, span, harmonic, out):
    """Fill `out` (n,) with the analytic signal of a harmonic: the real part is the oscillation, the angle its phase.

    The signal times the carrier turned back is averaged over a stride, `span` (n,) samples, twice: the mean over a
    whole stride holds nothing of the other harmonics, and taken twice a period that is a little off matters less.
    """
    n = signal.shape[0]
    turned, moved = np.empty(n, np.complex128), np.empty(n, np.complex128)
    for k in range(n):
        power = complex(1.0, 0.0)
        for _ in range(harmonic):
            power *= carrier[k]
        turned[k] = power
        moved[k] = signal[k] * power.conjugate()
    _mean_over(moved, span, out)
    _mean_over(out, span, moved)
    for k in range(n):
        out[k] = 2.0 * moved[k] * turned[k]
