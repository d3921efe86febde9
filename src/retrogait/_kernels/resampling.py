"""Samples at other instants: the cubic through the four samples around each."""

from __future__ import annotations

from retrogait._kernels.jit import kernel


@kernel
def interpolate_cubic(x, at, out):
    """Fill `out` (m,) with `x` (n >= 4,) at the positions `at`, in samples, by the cubic through four samples.

    Positions outside of 0..n-1 are taken from the cubic at that end.
    """
    n = x.shape[0]
    for k in range(at.shape[0]):
        j = min(max(int(at[k]), 1), n - 3)
        t = at[k] - j
        out[k] = (
            -x[j - 1] * t * (t - 1.0) * (t - 2.0) / 6.0
            + x[j] * (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0
            - x[j + 1] * (t + 1.0) * t * (t - 2.0) / 2.0
            + x[j + 2] * (t + 1.0) * t * (t - 1.0) / 6.0
        )
