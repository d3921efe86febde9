"""What a constant bias of the gyroscope does to gravity, as seen in the integrated frame: it turns it slowly."""

from __future__ import annotations

import math

from retrogait._kernels.jit import kernel


@kernel("M M I I f M C", stage="limb thigh")
def gravity_windows(turn, force_sum, centres, half, rate_hz, gravity, mean_turn):
    """Mean specific force over `half[k]` samples to either side of `centres[k]`, and mean rotation between centres.

    Fills `gravity` (k, 3) in m/s^2 and `mean_turn` (k - 1, 3, 3), the rotation matrices averaged from one centre to
    the next.
    """
    n = turn.shape[0]
    for k in range(centres.shape[0]):
        a = max(0, centres[k] - half[k])
        b = min(n - 1, centres[k] + half[k])
        for i in range(3):
            gravity[k, i] = (force_sum[b, i] - force_sum[a, i]) * rate_hz / (b - a)
    for k in range(centres.shape[0] - 1):
        a, b = centres[k], centres[k + 1]
        xx = yy = zz = xy = xz = yz = wx = wy = wz = 0.0  # sums of products, of which the matrix is made once
        for s in range(a, b):
            w, x, y, z = turn[s, 0], turn[s, 1], turn[s, 2], turn[s, 3]
            xx, yy, zz = xx + x * x, yy + y * y, zz + z * z
            xy, xz, yz = xy + x * y, xz + x * z, yz + y * z
            wx, wy, wz = wx + w * x, wy + w * y, wz + w * z
        per = 2.0 / (b - a)
        row = mean_turn[k]
        row[0, 0], row[0, 1], row[0, 2] = 1.0 - per * (yy + zz), per * (xy - wz), per * (xz + wy)
        row[1, 0], row[1, 1], row[1, 2] = per * (xy + wz), 1.0 - per * (xx + zz), per * (yz - wx)
        row[2, 0], row[2, 1], row[2, 2] = per * (xz - wy), per * (yz + wx), 1.0 - per * (xx + yy)


@kernel("M C f C M", stage="limb thigh")
def drift_design(gravity, mean_turn, hop_s, design, change):
    """Fill `change` (m, 3) of gravity from centre to centre, and `design` (m, 3, 3) that a bias, rad/s, makes it by.

    A bias `b` turns the frame by `R b`, and gravity `u` in it by `-u x (R b)`, for `hop_s` from one centre to the next.
    """
    for k in range(change.shape[0]):
        for i in range(3):
            change[k, i] = gravity[k + 1, i] - gravity[k, i]
        x, y, z = (
            -0.5 * hop_s * (gravity[k, 0] + gravity[k + 1, 0]),
            -0.5 * hop_s * (gravity[k, 1] + gravity[k + 1, 1]),
            -0.5 * hop_s * (gravity[k, 2] + gravity[k + 1, 2]),
        )
        for j in range(3):
            u, v, w = mean_turn[k, 0, j], mean_turn[k, 1, j], mean_turn[k, 2, j]
            design[k, 0, j] = y * w - z * v
            design[k, 1, j] = z * u - x * w
            design[k, 2, j] = x * v - y * u


@kernel("C M V M V", stage="limb thigh")
def weigh_drift(design, change, weight, normal, right):
    """Fill `normal` (3, 3) and `right` (3,): weighted normal equations for the bias, `weight` (m,) of each change."""
    normal[:] = 0.0
    right[:] = 0.0
    for k in range(change.shape[0]):
        for i in range(3):
            x, y, z = weight[k] * design[k, i, 0], weight[k] * design[k, i, 1], weight[k] * design[k, i, 2]
            for j in range(3):
                normal[0, j] += x * design[k, i, j]
                normal[1, j] += y * design[k, i, j]
                normal[2, j] += z * design[k, i, j]
            right[0] += x * change[k, i]
            right[1] += y * change[k, i]
            right[2] += z * change[k, i]


@kernel("C M V V", stage="limb thigh")
def drift_left(design, change, bias, left):
    """Fill `left` (m,) with how much of each change of gravity a bias does not explain, m/s^2."""
    for k in range(change.shape[0]):
        total = 0.0
        for i in range(3):
            miss = change[k, i] - (
                design[k, i, 0] * bias[0] + design[k, i, 1] * bias[1] + design[k, i, 2] * bias[2]
            )
            total += miss * miss
        left[k] = math.sqrt(total)
