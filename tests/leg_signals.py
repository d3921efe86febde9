"""A leg that swings by a formula: samples of its two sensors and their true lean, the same everywhere."""

from __future__ import annotations

import numpy as np

RATE_HZ, STRIDE_S, SECONDS = 100.0, 1.25, 30.0
_FINE = 20  # fine steps to a sample
_GRAVITY = np.array([0.0, 0.0, -9.80665])
_BIAS_DPS = np.array([0.3, -0.2, 0.25])


def two_sensors() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Samples (n, 6) and true lean in deg (n,) of a thigh and a shank that walk forward along a slow bend."""
    step_s = 1.0 / (RATE_HZ * _FINE)
    time_s = np.arange(-2, round(SECONDS * RATE_HZ) * _FINE + 3) * step_s
    phase = 2 * np.pi * time_s / STRIDE_S
    thigh = np.radians(6 + 20 * np.cos(phase) + 4 * np.cos(2 * phase + 1.0))
    knee = np.radians(25 + 22 * np.cos(phase - 5.2) + 14 * np.cos(2 * phase - 4.6) + 2 * np.sin(3 * phase))
    turning = 2 * np.pi * time_s / 40.0 + np.radians(4) * np.sin(phase)
    rolling = np.radians(3) * np.sin(phase + 0.5)
    hip = np.stack([1.1 * time_s, 0.03 * np.sin(phase), 0.9 + 0.02 * np.cos(2 * phase)], axis=1)
    lean = {"thigh": -thigh, "shank": knee - thigh}  # forward lean is positive, so is flexion of the shank
    turns = {name: _turns(turning, angle, rolling) for name, angle in lean.items()}
    joint = hip + np.einsum("nij,j->ni", turns["thigh"], [0.0, 0.0, -0.42])
    places = {
        "thigh": hip + np.einsum("nij,j->ni", turns["thigh"], [0.06, 0.02, -0.25]),
        "shank": joint + np.einsum("nij,j->ni", turns["shank"], [0.04, 0.01, -0.18]),
    }
    return {
        name: (_samples(places[name], turns[name], step_s), np.degrees(lean[name][2:-2:_FINE]))
        for name in lean
    }


def _turns(turning: np.ndarray, lean: np.ndarray, rolling: np.ndarray) -> np.ndarray:
    """Rotations (n, 3, 3) about z, then y, then x."""
    cz, sz, cy, sy, cx, sx = (f(a) for a in (turning, lean, rolling) for f in (np.cos, np.sin))
    rows = [
        [cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx],
        [sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx],
        [-sy, cy * sx, cy * cx],
    ]
    return np.moveaxis(np.array(rows), 2, 0)


def _samples(place: np.ndarray, turn: np.ndarray, step_s: float) -> np.ndarray:
    """What a sensor with a biased gyroscope measures, at every sample instant."""
    acc = (place[2:] - 2 * place[1:-1] + place[:-2]) / step_s**2 - _GRAVITY
    force = np.einsum("nji,nj->ni", turn[1:-1], acc)
    change = np.einsum("nji,njk->nik", turn[:-2], turn[2:])
    skew = np.stack([change[:, 2, 1] - change[:, 1, 2], change[:, 0, 2] - change[:, 2, 0]], axis=1)
    skew = np.concatenate([skew, (change[:, 1, 0] - change[:, 0, 1])[:, None]], axis=1)
    rate = np.degrees(skew / 2) / (2 * step_s) + _BIAS_DPS
    return np.concatenate([force, rate], axis=1)[1:-1:_FINE].copy()
