"""Means over windows around samples, each from two prefix sums: the cost does not depend on the width."""

from __future__ import annotations

import numpy as np

from retrogait._kernels.jit import kernel


@kernel
def sum_up(values, totals):
    """Fill `totals` (n + 1,) with prefix sums of `values` (n,)."""
    totals[0] = 0.0
    for k in range(values.shape[0]):
        totals[k + 1] = totals[k] + values[k]


@kernel
def mean_around(totals, k, half):
    """Mean over `half` samples to either side of `k`, as many of them as there are, from prefix sums (n + 1,)."""
    a = max(0, k - half)
    b = min(totals.shape[0] - 1, k + half + 1)
    return (totals[b] - totals[a]) / (b - a)


@kernel("V V f I V", stage="limb")
def means_at(totals, stride, reach, at, out):
    """Fill `out` (m,) with means over `reach` times `stride` (n,), in samples, to either side of the samples `at` (m,).

    `totals` (n + 1,) are prefix sums of the values.
    """
    for j in range(at.shape[0]):
        out[j] = mean_around(totals, at[j], int(reach * stride[at[j]]))


@kernel("V i V", stage="trunk")
def running_means(values, half, out):
    """Fill `out` (n,) with the mean of `values` over `half` samples to either side, as many of them as there are."""
    totals = np.empty(values.shape[0] + 1)
    sum_up(values, totals)
    for k in range(values.shape[0]):
        out[k] = mean_around(totals, k, half)
