"""Products of a signal with itself, so many samples later."""

from __future__ import annotations

from retrogait._kernels.jit import kernel


@kernel
def lagged_products(x, first_lag, products):
    """Fill `products` (lags,) with the sum of x[i] x[i + lag] for lags from `first_lag` on."""
    n = x.shape[0]
    for k in range(products.shape[0]):
        lag = first_lag + k
        total = 0.0
        for i in range(n - lag):
            total += x[i] * x[i + lag]
        products[k] = total
