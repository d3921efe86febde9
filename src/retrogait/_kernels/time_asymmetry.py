"""Numbers of a stride that change sign when its samples are run back in time, and that no turning of the sensor moves.

Run back in time, the order of the samples is reversed and the angular rate changes its sign; specific force is the same.
"""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel

# Columns of a row.
(
    IN_PHASE_1,  # horizontal acceleration in phase with the tilt rate, at the stride frequency
    IN_PHASE_2,  # at twice the stride frequency
    IN_PHASE_3,
    SKEW_11,  # of the vertical acceleration over time, from its phases at once and twice the stride frequency
    SKEW_12,  # at once, twice and three times
) = range(5)
WIDTH = 5
HARMONICS = 4  # whose power the numbers are shares of


@kernel
def _horizontal_axes(ux, uy, uz):
    """Two unit vectors that are square to a unit vector and to each other, right-handed with it."""
    if abs(ux) < 0.8:
        ex, ey, ez = 0.0, uz, -uy
    else:
        ex, ey, ez = -uz, 0.0, ux
    norm = math.sqrt(ex * ex + ey * ey + ez * ez)
    ex, ey, ez = ex / norm, ey / norm, ez / norm
    return ex, ey, ez, uy * ez - uz * ey, uz * ex - ux * ez, ux * ey - uy * ex


@kernel("M V V f M", stage="limb thigh")
def stride_asymmetry(samples, middles, periods, strides, rows):
    """Fill `rows` (m, WIDTH) for windows of so many `strides` around the samples `middles` (m,), `periods` (m,) long.

    `samples` (n, 6) are acc and gyr; units do not matter. A window falls off like a raised cosine from its middle; one
    that the recording holds less than three quarters of gives NaN. Up is the mean specific force of the window. The tilt rate is
    up cross angular rate: the horizontal vector that says which way, and how fast, the segment leans over.
    """
    n = samples.shape[0]
    of_acc, of_tilt = np.empty((HARMONICS, 4)), np.empty((HARMONICS, 4))  # two axes, each real and imaginary
    of_up = np.empty((HARMONICS, 2))
    for row in range(middles.shape[0]):
        for i in range(WIDTH):
            rows[row, i] = np.nan
        period = periods[row]
        half = 0.5 * strides * period
        first = max(0, int(math.ceil(middles[row] - half)))
        last = min(n - 1, int(math.floor(middles[row] + half)))
        if not (period > 2.0 and last - first >= 1.5 * half):
            continue
        # sines and cosines of steady steps by turning them on: a call for each sample took two thirds of the time
        fall, cos_fall, sin_fall = math.pi / half, math.cos(math.pi / half), math.sin(math.pi / half)
        x = y = z = p = q = r = total = 0.0
        c, s = math.cos(fall * (first - middles[row])), math.sin(fall * (first - middles[row]))
        for k in range(first, last + 1):
            weight = 0.5 + 0.5 * c
            c, s = c * cos_fall - s * sin_fall, s * cos_fall + c * sin_fall
            total += weight
            x += weight * samples[k, 0]
            y += weight * samples[k, 1]
            z += weight * samples[k, 2]
            p += weight * samples[k, 3]
            q += weight * samples[k, 4]
            r += weight * samples[k, 5]
        pull = math.sqrt(x * x + y * y + z * z)
        if not pull > 0.0:
            continue
        ux, uy, uz = x / pull, y / pull, z / pull
        ax, ay, az, bx, by, bz = _horizontal_axes(ux, uy, uz)
        pull /= total
        tilt_a = -(bx * p + by * q + bz * r) / total
        tilt_b = (ax * p + ay * q + az * r) / total
        of_acc[:], of_tilt[:], of_up[:] = 0.0, 0.0, 0.0
        turn = 2.0 * math.pi / period
        cos_step, sin_step = math.cos(turn), math.sin(turn)
        cosine, sine = math.cos(turn * (first - middles[row])), math.sin(turn * (first - middles[row]))
        taper, lag = math.cos(fall * (first - middles[row])), math.sin(fall * (first - middles[row]))
        for k in range(first, last + 1):
            weight = 0.5 + 0.5 * taper
            taper, lag = taper * cos_fall - lag * sin_fall, lag * cos_fall + taper * sin_fall
            x, y, z = weight * samples[k, 0], weight * samples[k, 1], weight * samples[k, 2]
            p, q, r = weight * samples[k, 3], weight * samples[k, 4], weight * samples[k, 5]
            acc_a, acc_b = ax * x + ay * y + az * z, bx * x + by * y + bz * z
            rate_a = -(bx * p + by * q + bz * r) - weight * tilt_a
            rate_b = ax * p + ay * q + az * r - weight * tilt_b
            up = ux * x + uy * y + uz * z - weight * pull
            c, s = cosine, sine  # of the first harmonic, and in turn of the others
            for h in range(HARMONICS):
                of_acc[h, 0] += acc_a * c
                of_acc[h, 1] += acc_a * s
                of_acc[h, 2] += acc_b * c
                of_acc[h, 3] += acc_b * s
                of_tilt[h, 0] += rate_a * c
                of_tilt[h, 1] += rate_a * s
                of_tilt[h, 2] += rate_b * c
                of_tilt[h, 3] += rate_b * s
                of_up[h, 0] += up * c
                of_up[h, 1] -= up * s  # of exp(-i phase), whose products below keep their sign
                c, s = c * cosine - s * sine, s * cosine + c * sine
            cosine, sine = cosine * cos_step - sine * sin_step, sine * cos_step + cosine * sin_step
        acc_power = tilt_power = up_power = 0.0
        for h in range(HARMONICS):
            for i in range(4):
                acc_power += of_acc[h, i] ** 2
                tilt_power += of_tilt[h, i] ** 2
            up_power += of_up[h, 0] ** 2 + of_up[h, 1] ** 2
        scale = math.sqrt(acc_power * tilt_power)
        if scale > 0.0:
            for h in range(3):
                product = 0.0
                for i in range(4):
                    product += of_acc[h, i] * of_tilt[h, i]
                rows[row, IN_PHASE_1 + h] = product / scale
        if up_power > 0.0:
            one = complex(of_up[0, 0], of_up[0, 1])
            two = complex(of_up[1, 0], of_up[1, 1])
            three = complex(of_up[2, 0], of_up[2, 1])
            scale = up_power**1.5
            rows[row, SKEW_11] = (one * one * two.conjugate()).imag / scale
            rows[row, SKEW_12] = (one * two * three.conjugate()).imag / scale
