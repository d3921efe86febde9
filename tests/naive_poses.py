"""Slow, obvious twins of what moves a simulated body: whole arrays of numpy and scipy, one step after the other."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import BPoly
from scipy.spatial.transform import Rotation


def rotations(yaw_rad, pitch_rad, roll_rad):
    return Rotation.from_euler("ZYX", np.stack([yaw_rad, pitch_rad, roll_rad], axis=1)).as_matrix()


def place(motion, point_m, rotation):
    """Positions (n, 3): that of the point that is known, and the turned way from it to the other."""
    return motion[:3].T + np.einsum("nij,nj->ni", rotation, point_m - motion[3:6].T)


def keyframes(knot_s, value, rate, second, time_s):
    curve = BPoly.from_derivatives(knot_s, np.stack([value, rate, second], axis=1))
    return curve(np.clip(time_s, knot_s[0], knot_s[-1]))


def measure(position_m, rotation, gravity_mps2, step_s):
    """Integrals (n - 2, 6) of specific force and angular rate: differences, turned, and trapezoids."""
    acc = np.diff(position_m, n=2, axis=0) / step_s**2 - gravity_mps2
    inner = rotation[1:-1]
    force = np.einsum("nji,nj->ni", inner, acc)
    turned = Rotation.from_matrix(np.swapaxes(inner[:-1], 1, 2) @ inner[1:]).as_rotvec(degrees=True)
    added = np.concatenate([0.5 * (force[1:] + force[:-1]) * step_s, turned], axis=1)
    return np.concatenate([np.zeros((1, 6)), np.cumsum(added, axis=0)])


def sample(fine_s, integrals, time_s, rate_hz):
    half = 0.5 / rate_hz
    return np.stack(
        [
            rate_hz * (np.interp(time_s + half, fine_s, x) - np.interp(time_s - half, fine_s, x))
            for x in integrals.T
        ],
        axis=1,
    )


def ring(time_s, hit_s, rate, ring_hz, decay_s, onset_s, whole_s):
    total = np.zeros(len(time_s))
    for hit, one in zip(hit_s, rate, strict=True):
        t = time_s - hit
        fade = ease(t / onset_s) * (1.0 - ease(t / whole_s))
        swinging = np.exp(-np.abs(t) / decay_s) * np.sin(2.0 * np.pi * ring_hz * t)
        total += one / (2.0 * np.pi * ring_hz) * swinging * fade
    return total


def ease(u):
    u = np.clip(u, 0.0, 1.0)
    return u**3 * (10.0 - 15.0 * u + 6.0 * u**2)


def bend(hip_m, ankle_m, ahead, reach_m, upper_m, lower_m):
    """Rotations of both links, and the flexion, from angles."""
    line = hip_m - ankle_m
    length = np.linalg.norm(line, axis=1)
    d = np.clip(length, abs(upper_m - lower_m) + 1e-3, reach_m)
    up = line / length[:, None]
    left = np.cross(up, ahead)
    left /= np.linalg.norm(left, axis=1)[:, None]
    front = np.cross(left, up)
    flexion = np.pi - np.arccos(np.clip((upper_m**2 + lower_m**2 - d**2) / (2 * upper_m * lower_m), -1, 1))
    back = np.arccos(np.clip((upper_m**2 + d**2 - lower_m**2) / (2 * upper_m * d), -1, 1))

    def tipped(angle):
        c, s = np.cos(angle)[:, None], np.sin(angle)[:, None]
        return np.stack([c * front - s * up, left, s * front + c * up], axis=2)

    return tipped(-back), tipped(flexion - back), flexion
