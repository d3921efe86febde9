"""The low-pass filter of a sensor's chip: of second order, by what came before alone."""

from __future__ import annotations

import math

from retrogait._kernels.jit import kernel


@kernel
def low_pass(values, cutoff_hz, rate_hz):
    """Filter columns (n, m) in place by a Butterworth filter of second order, as if the first row had been there."""
    warped = math.tan(math.pi * cutoff_hz / rate_hz)
    scale = 1.0 / (1.0 + math.sqrt(2.0) * warped + warped * warped)
    b = warped * warped * scale
    a1 = 2.0 * (warped * warped - 1.0) * scale
    a2 = (1.0 - math.sqrt(2.0) * warped + warped * warped) * scale
    for column in range(values.shape[1]):
        x1 = x2 = y1 = y2 = values[0, column]
        for row in range(values.shape[0]):
            x = values[row, column]
            y = b * (x + 2.0 * x1 + x2) - a1 * y1 - a2 * y2
            x2, x1, y2, y1 = x1, x, y1, y
            values[row, column] = y
