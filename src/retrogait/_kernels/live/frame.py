"""The frame a limb's stream integrates in: carried by the gyroscope, levelled where the limb rests."""

from __future__ import annotations

import math

from retrogait._kernels.constants import ACC_SCALE_MPS2, RATE_SCALE_DPS, STANDARD_GRAVITY_MPS2
from retrogait._kernels.jit import kernel
from retrogait._kernels.strapdown import matrix_of, quaternion_step
from retrogait._kernels.velocities import transient_blame

_RAD = math.pi / 180.0

# columns of a row of the ring: what a sample leaves behind
QUAT, FORCE, RATE, ENERGY, BLAME, ALONG = 0, 4, 7, 10, 11, 12
RING_WIDTH = 13

_RATE_SCALE = RATE_SCALE_DPS * _RAD
NORM_S = 0.02  # over which the size of acceleration is smoothed: a transient is no motion
LONGEST_LEVEL_S = 2.5  # of gravity measured: a frame drifts
LEVEL_S = 0.3
LEAST_PULL, MOST_PULL = 8.3, 11.3  # m/s^2 between rests: else they are none
MOST_ENERGY = 600.0  # of a sample: 1,500 deg/s, or 70 m/s^2 more than gravity
MOST_GROWTH = 2.0  # of what a walk is known to have, from stride to stride
_BIAS_GAIN, _FIRST_BIAS_GAIN = 0.15, 0.5  # a stride; the first ones teach more
LARGEST_TURN = 0.25  # rad: a frame that turns by more from stride to stride was not turned by a bias
_STILL_GAIN = 0.3
_LARGEST_BIAS_DPS = 12.0
PULL_S = 1.0  # over which a sensor of unknown axes shows which way it hangs


@kernel
def find_base(c, s):
    """Find which way a sensor of unknown axes hangs, and the point below that rests; return whether it is known.

    It is settled by the first second of samples.
    """
    p = s["pull"]
    if s["pulled"] >= PULL_S * c["rate_hz"]:
        return True
    s["pulled"] += 1
    for i in range(3):
        p[i] += s["sample"][i]
    norm = math.sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2])
    for i in range(3):
        s["base"][i] = -c["hang"] * p[i] / max(norm, 1e-9)
    return False


@kernel
def take_in(c, s, ring):
    """Integrate the sample at hand: orientation, specific force and energy of motion, into state and ring."""
    x = s["sample"]
    dt = c["dt"]
    wx = (x[3] - s["bias"][0]) * _RAD
    wy = (x[4] - s["bias"][1]) * _RAD
    wz = (x[5] - s["bias"][2]) * _RAD
    q = s["turn"]
    norm = math.sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2])
    w, i, j, k = q[0], q[1], q[2], q[3]
    if s["started"] == 0:
        s["norm"] = norm
    else:
        half = 0.25 * dt
        a, b, d = (wx + s["rate"][0]) * half, (wy + s["rate"][1]) * half, (wz + s["rate"][2]) * half
        w, i, j, k = quaternion_step(w, i, j, k, a, b, d)
        q[0], q[1], q[2], q[3] = w, i, j, k
    r00, r01, r02, r10, r11, r12, r20, r21, r22 = matrix_of(w, i, j, k)
    fx = r00 * x[0] + r01 * x[1] + r02 * x[2]
    fy = r10 * x[0] + r11 * x[1] + r12 * x[2]
    fz = r20 * x[0] + r21 * x[1] + r22 * x[2]
    force, total = s["force"], s["force_sum"]
    if s["started"] > 0:
        s["blame"] += 1.0 + transient_blame(fx - force[0], fy - force[1], fz - force[2], c["rate_hz"])
        total[0] += 0.5 * dt * (fx + force[0])
        total[1] += 0.5 * dt * (fy + force[1])
        total[2] += 0.5 * dt * (fz + force[2])
        s["norm"] += (norm - s["norm"]) * min(1.0, dt / NORM_S)
    force[0], force[1], force[2] = fx, fy, fz
    s["rate"][0], s["rate"][1], s["rate"][2] = wx, wy, wz
    p = s["base"]
    vx, vy, vz = wy * p[2] - wz * p[1], wz * p[0] - wx * p[2], wx * p[1] - wy * p[0]
    energy = (wx * wx + wy * wy + wz * wz) / _RATE_SCALE**2 + (
        (s["norm"] - STANDARD_GRAVITY_MPS2) / ACC_SCALE_MPS2
    ) ** 2
    s["energy"] += min(energy, MOST_ENERGY)  # one odd sample must not make all that follows look like rest
    row = s["seen"] & (ring.shape[0] - 1)
    ring[row, 0], ring[row, 1], ring[row, 2], ring[row, 3] = w, i, j, k
    ring[row, FORCE] = total[0] + r00 * vx + r01 * vy + r02 * vz
    ring[row, FORCE + 1] = total[1] + r10 * vx + r11 * vy + r12 * vz
    ring[row, FORCE + 2] = total[2] + r20 * vx + r21 * vy + r22 * vz
    ring[row, RATE], ring[row, RATE + 1], ring[row, RATE + 2] = wx, wy, wz
    ring[row, ENERGY] = s["energy"]
    ring[row, BLAME] = s["blame"]


@kernel
def level_frame(c, s, ring, swung):
    """Measure gravity from the last rest to the present one, and the gyroscope's bias by how it has turned.

    Between two rests the mean specific force is gravity. `swung` is whether the limb has taken a step between.
    """
    a, b = s["rest"], s["anchor"]
    g = s["gravity"]
    here = s["anchor_sum"]
    span_s = (b - a) / c["rate_hz"]
    if a >= 0 and span_s > 0.0:
        px = (here[0] - s["rest_sum"][0]) / span_s
        py = (here[1] - s["rest_sum"][1]) / span_s
        pz = (here[2] - s["rest_sum"][2]) / span_s
        pull = math.sqrt(px * px + py * py + pz * pz)
        if LEAST_PULL < pull < MOST_PULL:
            share = span_s / (s["gravity_s"] + span_s)
            cx, cy, cz = px - g[0], py - g[1], pz - g[2]
            if swung and s["gravity_s"] > 1.0 and s["bridged"] < a:
                _learn_bias(s, ring, b, cx, cy, cz, span_s)
            g[0] += share * cx
            g[1] += share * cy
            g[2] += share * cz
            s["gravity_s"] = min(s["gravity_s"] + span_s, LONGEST_LEVEL_S)
            if swung:
                energy = (ring[b & (ring.shape[0] - 1), ENERGY] - s["rest_energy"]) / (b - a)
                if s["walking"] > 0.0:
                    s["walking"] += 0.3 * (min(energy, MOST_GROWTH * s["walking"]) - s["walking"])
                else:
                    s["walking"] = energy
    s["rest"] = b
    s["rest_energy"] = ring[b & (ring.shape[0] - 1), ENERGY]
    for i in range(3):
        s["rest_sum"][i] = here[i]


@kernel
def _learn_bias(s, ring, b, cx, cy, cz, span_s):
    """Blame a part of the change (cx, cy, cz) of gravity over `span_s` on the gyroscope."""
    g = s["gravity"]
    g2 = g[0] ** 2 + g[1] ** 2 + g[2] ** 2
    if cx * cx + cy * cy + cz * cz > LARGEST_TURN**2 * g2:
        return
    # a rate e in the fixed frame turns what is seen of gravity by e x g: e = g x change / g^2
    ex = (g[1] * cz - g[2] * cy) / (g2 * span_s)
    ey = (g[2] * cx - g[0] * cz) / (g2 * span_s)
    ez = (g[0] * cy - g[1] * cx) / (g2 * span_s)
    row = b & (ring.shape[0] - 1)
    r00, r01, r02, r10, r11, r12, r20, r21, r22 = matrix_of(
        ring[row, 0], ring[row, 1], ring[row, 2], ring[row, 3]
    )
    s["learned"] += 1
    gain = max(_BIAS_GAIN, _FIRST_BIAS_GAIN / s["learned"]) / _RAD
    _shift_bias(s, 0, gain * (r00 * ex + r10 * ey + r20 * ez))
    _shift_bias(s, 1, gain * (r01 * ex + r11 * ey + r21 * ez))
    _shift_bias(s, 2, gain * (r02 * ex + r12 * ey + r22 * ez))


@kernel
def _shift_bias(s, axis, by_dps):
    s["bias"][axis] = min(_LARGEST_BIAS_DPS, max(-_LARGEST_BIAS_DPS, s["bias"][axis] + by_dps))


@kernel
def settle_bias(s, ring, width):
    """Blame what a limb that stands turns on the gyroscope: the mean rate over the last `width` samples."""
    k = s["seen"] - 1
    for i in range(3):
        total = 0.0
        for j in range(k - width + 1, k + 1):
            total += ring[j & (ring.shape[0] - 1), RATE + i]
        _shift_bias(s, i, _STILL_GAIN * total / (width * _RAD))
