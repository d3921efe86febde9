"""How far states that were neighbours drift apart."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel

_TOGETHER = 8  # distances multiplied up before a logarithm is taken, which would take most of the time


@kernel
def embed(x, starts, dim, delay, states):
    """Fill `states` (m, dim): row k is x at `starts[k]`, `delay` samples later, and so on."""
    for k in range(starts.shape[0]):
        for c in range(dim):
            states[k, c] = x[starts[k] + c * delay]


@kernel
def follow_pairs(x, starts, ends, nearest, dim, delay, least_square, log_sum, count):
    """Add up the logarithm of the distance of every state and its neighbour, so many samples later.

    State k begins at sample `starts[k]` of `x` and its stretch of samples ends before `ends[k]`. `x` has a variance
    near 1 and `least_square` is 1e-30 or more, so that a product of eight squared distances stays within range. Fills
    `log_sum` (h,) and `count` (h,), pairs whose later squared distance is above `least_square` and where both states
    lie inside their stretch.
    """
    horizon = log_sum.shape[0]
    reach = (dim - 1) * delay
    square = np.empty(horizon + reach)
    apart = np.empty(horizon)
    product = np.ones(horizon)
    for k in range(horizon):
        log_sum[k] = 0.0
        count[k] = 0
    waiting = 0
    for s in range(starts.shape[0]):
        if nearest[s] < 0:
            continue
        a, b = starts[s], starts[nearest[s]]
        length = min(ends[s] - a, ends[nearest[s]] - b, horizon + reach)
        # slices, because an index that might be negative keeps a loop from running several steps at a time
        one, other = x[a : a + length], x[b : b + length]
        for k in range(length):
            square[k] = (one[k] - other[k]) ** 2
        for k in range(length - reach):
            apart[k] = square[k]
        for c in range(1, dim):
            later = square[c * delay :]
            for k in range(length - reach):
                apart[k] += later[k]
        for k in range(length - reach):
            count[k] += apart[k] > least_square
            product[k] *= apart[k] if apart[k] > least_square else 1.0
        waiting += 1
        if waiting == _TOGETHER:
            waiting = 0
            for k in range(horizon):
                log_sum[k] += 0.5 * math.log(product[k])
                product[k] = 1.0
    for k in range(horizon):
        log_sum[k] += 0.5 * math.log(product[k])
