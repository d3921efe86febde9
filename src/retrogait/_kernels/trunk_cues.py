"""Products of a trunk's oscillations, whose means over strides tell the direction of travel."""

from __future__ import annotations

import math

from retrogait._kernels.jit import kernel

# Rows of the products.
(
    LEAN,  # how far the anterior saw-tooth leans: twice the step frequency against the square of the step's
    LEAN_SIZE,
    ANTERIOR_POWER,
    VAULT,  # anterior against up, a quarter step apart
    UP_POWER,
    NOD,  # pitch rate against anterior
    NOD_POWER,
) = range(7)
HEIGHT = 7


@kernel("Z Z Z Z M", stage="trunk")
def cue_products(anterior, twice, up, pitch_rate, products):
    """Fill `products` (HEIGHT, n) from the analytic signals (n,) of a trunk."""
    for k in range(anterior.shape[0]):
        a, b = anterior[k].real, anterior[k].imag
        c, d = twice[k].real, twice[k].imag
        e, f = up[k].real, up[k].imag
        g, h = pitch_rate[k].real, pitch_rate[k].imag
        power = a * a + b * b
        products[LEAN, k] = 2.0 * c * a * b - d * (a * a - b * b)
        products[LEAN_SIZE, k] = math.sqrt(c * c + d * d) * power
        products[ANTERIOR_POWER, k] = power
        products[VAULT, k] = b * e - a * f
        products[UP_POWER, k] = e * e + f * f
        products[NOD, k] = g * a + h * b
        products[NOD_POWER, k] = g * g + h * h
