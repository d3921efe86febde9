"""Harmonics of each stride, by the least squares fit of their sines and cosines to its samples."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel


@kernel
def _factorise(gram):
    """Turn the lower half of a symmetric matrix into its Cholesky factor; False where it is singular."""
    size = gram.shape[0]
    for i in range(size):
        for j in range(i + 1):
            total = gram[i, j]
            for k in range(j):
                total -= gram[i, k] * gram[j, k]
            if i == j:
                if total <= 1e-9 * gram.shape[0]:
                    return False
                gram[i, i] = math.sqrt(total)
            else:
                gram[i, j] = total / gram[j, j]
    return True


@kernel
def _solve(factor, right):
    """Solve in place for each column of `right` (size, columns), `factor` being a Cholesky factor."""
    size, columns = right.shape
    for c in range(columns):
        for i in range(size):
            total = right[i, c]
            for k in range(i):
                total -= factor[i, k] * right[k, c]
            right[i, c] = total / factor[i, i]
        for i in range(size - 1, -1, -1):
            total = right[i, c]
            for k in range(i + 1, size):
                total -= factor[k, i] * right[k, c]
            right[i, c] = total / factor[i, i]


@kernel
def fit_harmonics(x, first, last, rounding, amplitudes):
    """Fill `amplitudes` (strides, harmonics, columns) of `x` (n, columns) from positions `first` to `last`, in samples.

    With a whole number of samples to a stride this is its discrete Fourier transform; with a broken number it still is
    exact for a periodic signal. NaN where the stride lies outside of `x` or holds too few samples, 0 up to
    `rounding` times the largest sample of the stride.
    """
    n, columns = x.shape
    harmonics = amplitudes.shape[1]
    size = 2 * harmonics + 1
    basis = np.empty(size)
    gram = np.empty((size, size))
    right = np.empty((size, columns))
    largest = np.empty(columns)
    for s in range(first.shape[0]):
        period = last[s] - first[s]
        a, b = int(math.ceil(first[s])), int(math.ceil(last[s]))
        fits = a >= 0 and b <= n and b - a >= size
        if fits:
            gram[:] = 0.0
            right[:] = 0.0
            largest[:] = 0.0
            basis[0] = 1.0
            for k in range(a, b):
                angle = 2.0 * math.pi * (k - first[s]) / period
                c1, s1 = math.cos(angle), math.sin(angle)
                c, d = 1.0, 0.0
                for h in range(harmonics):
                    c, d = c * c1 - d * s1, d * c1 + c * s1
                    basis[2 * h + 1] = c
                    basis[2 * h + 2] = d
                for i in range(size):
                    for j in range(i + 1):
                        gram[i, j] += basis[i] * basis[j]
                    for j in range(columns):
                        right[i, j] += basis[i] * x[k, j]
                for j in range(columns):
                    largest[j] = max(largest[j], abs(x[k, j]))
            fits = _factorise(gram)
            if fits:
                _solve(gram, right)
        for h in range(harmonics):
            for j in range(columns):
                height = math.hypot(right[2 * h + 1, j], right[2 * h + 2, j]) if fits else np.nan
                amplitudes[s, h, j] = 0.0 if height <= rounding * largest[j] else height
