"""The likeliest course of something that is one of two things and seldom changes."""

from __future__ import annotations

import numpy as np

from retrogait._kernels.jit import kernel


@kernel("V f I", stage="trunk")
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
