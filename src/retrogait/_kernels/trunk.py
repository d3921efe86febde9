"""Direction of a trunk: products of its oscillations, whose means over strides tell it, and its likeliest course."""

from __future__ import annotations

import math

import numpy as np

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


@kernel("V f I", stage="trunk thigh")
def two_state_path(evidence, cost, path):
    """Fill `path` (n,) with 1 and -1 such that the sum of `path * evidence`, less `cost` for each change, is greatest.

    `evidence` (n,) is in nats for 1. Dynamic programming, linear in n. Of equals the one that changes last is taken.
    """
    n = evidence.shape[0]
    came_from = np.empty((n, 2), np.int8)
    plus = minus = 0.0
    for k in range(n):
        came_from[k, 0] = 1 if minus - cost > plus else 0
        came_from[k, 1] = 0 if plus - cost > minus else 1
        best_plus, best_minus = max(plus, minus - cost), max(minus, plus - cost)
        plus, minus = best_plus + evidence[k], best_minus - evidence[k]
    state = 0 if plus >= minus else 1
    for k in range(n - 1, -1, -1):
        path[k] = 1 if state == 0 else -1
        state = came_from[k, state]
