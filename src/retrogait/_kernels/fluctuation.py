"""What a straight line leaves over in windows of a profile: detrended fluctuation."""

from __future__ import annotations

from retrogait._kernels.jit import kernel


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
