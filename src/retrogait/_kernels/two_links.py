"""A simulated leg of two links."""

from __future__ import annotations

import math

from retrogait._kernels.jit import kernel


@kernel
def bend_links(hip_m, ankle_m, ahead, reach_m, upper_m, lower_m, upper, lower, flexion_rad):
    """Fill the rotations (n, 3, 3) of the `upper` and `lower` link of a leg, and the flexion (n,) between them.

    The leg goes from `ankle_m` to `hip_m`, (n, 3) each, and its knee points `ahead`, (n, 3) too. It is bent as
    much as its ends want, straight at `reach_m` (n,).
    """
    a2, b2 = upper_m * upper_m, lower_m * lower_m
    for k in range(flexion_rad.shape[0]):
        ux = hip_m[k, 0] - ankle_m[k, 0]
        uy = hip_m[k, 1] - ankle_m[k, 1]
        uz = hip_m[k, 2] - ankle_m[k, 2]
        length = math.sqrt(ux * ux + uy * uy + uz * uz)
        ux /= length
        uy /= length
        uz /= length
        d = min(max(length, abs(upper_m - lower_m) + 1e-3), reach_m[k])
        # left is across the line up and the way ahead, and front across both
        ax, ay, az = ahead[k, 0], ahead[k, 1], ahead[k, 2]
        lx, ly, lz = uy * az - uz * ay, uz * ax - ux * az, ux * ay - uy * ax
        across = math.sqrt(lx * lx + ly * ly + lz * lz)
        lx /= across
        ly /= across
        lz /= across
        fx, fy, fz = ly * uz - lz * uy, lz * ux - lx * uz, lx * uy - ly * ux
        inner = min(max((a2 + b2 - d * d) / (2.0 * upper_m * lower_m), -1.0), 1.0)
        back = min(max((a2 + d * d - b2) / (2.0 * upper_m * d), -1.0), 1.0)
        flexion_rad[k] = math.pi - math.acos(inner)
        # the thigh leans back by the angle at the hip, the shank forward by what the knee bends more
        thigh_sine = math.sqrt(1.0 - back * back)
        knee_sine = math.sqrt(1.0 - inner * inner)
        # cosine and sine of flexion - back; flexion has the cosine -inner
        c, s = knee_sine * thigh_sine - inner * back, knee_sine * back + inner * thigh_sine
        _tip(ux, uy, uz, lx, ly, lz, fx, fy, fz, back, -thigh_sine, upper[k])
        _tip(ux, uy, uz, lx, ly, lz, fx, fy, fz, c, s, lower[k])


@kernel
def _tip(ux, uy, uz, lx, ly, lz, fx, fy, fz, c, s, rotation):
    """Rotation of a link whose top is tipped forward from the line up, by an angle of this cosine and sine."""
    rotation[0, 0], rotation[0, 1], rotation[0, 2] = c * fx - s * ux, lx, s * fx + c * ux
    rotation[1, 0], rotation[1, 1], rotation[1, 2] = c * fy - s * uy, ly, s * fy + c * uy
    rotation[2, 0], rotation[2, 1], rotation[2, 2] = c * fz - s * uz, lz, s * fz + c * uz
