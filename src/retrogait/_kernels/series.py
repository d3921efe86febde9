"""Kernels of one series: its products with itself later, values between samples, lines taken out, its matches."""

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


@kernel
def window_residuals(profile, windows, residual):
    """Fill `residual` (w,): mean square about the straight line in each window, windows counted from both ends.

    `windows` (w,) are lengths in samples, 3 or more and none longer than `profile`.
    """
    n = profile.shape[0]
    for w in range(windows.shape[0]):
        size = windows[w]
        blocks = n // size
        middle = 0.5 * (size - 1)
        spread = size * (size * size - 1.0) / 12.0
        total = 0.0
        for end in range(2):
            offset = 0 if end == 0 else n - blocks * size
            for block in range(blocks):
                a = offset + block * size
                mean = 0.0
                for k in range(size):
                    mean += profile[a + k]
                mean /= size
                slope = 0.0
                for k in range(size):
                    slope += (k - middle) * (profile[a + k] - mean)
                slope /= spread
                for k in range(size):
                    total += (profile[a + k] - mean - slope * (k - middle)) ** 2
        residual[w] = total / (2.0 * blocks * size)


@kernel
def count_matches(templates, tolerance):
    """Pairs of columns of `templates` (m + 1, n) that differ by `tolerance` at most: in m rows, and in all m + 1.

    The first row ascends, so that only columns close in it are compared.
    """
    m, n = templates.shape[0] - 1, templates.shape[1]
    short, long = 0, 0
    if m == 2:
        first, second, third = templates[0], templates[1], templates[2]
        for a in range(n):
            # the last column in reach by halving steps, then slices: a loop without an exit, and without an index that
            # might be negative, runs several steps at a time
            low, top = a + 1, n
            while low < top:
                middle = (low + top) // 2
                if first[middle] - first[a] <= tolerance:
                    low = middle + 1
                else:
                    top = middle
            y, z = second[a], third[a]
            others_y, others_z = second[a + 1 : low], third[a + 1 : low]
            for b in range(low - a - 1):
                near = abs(others_y[b] - y) <= tolerance
                short += near
                long += near & (abs(others_z[b] - z) <= tolerance)
        return short, long
    for a in range(n):
        for b in range(a + 1, n):
            if templates[0, b] - templates[0, a] > tolerance:
                break
            row = 1
            while row <= m and abs(templates[row, b] - templates[row, a]) <= tolerance:
                row += 1
            if row >= m:
                short += 1
            if row > m:
                long += 1
    return short, long
