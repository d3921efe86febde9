"""The slow, obvious twin of `_kernels/touch.py`."""

from __future__ import annotations

import itertools

import naive_swings
import numpy as np
from naive import rotations

from retrogait._kernels import touch

REACH_S, RING_S = 0.15, 0.015


def find_touches(samples, turn, force_sum, rests, gravity, frames, rate_hz, heel_m, ball_m, contacts):
    rows = np.full((len(rests) - 1, touch.WIDTH), np.nan)
    for row, (a, b) in enumerate(itertools.pairwise(rests)):
        k, level = np.arange(a, b + 1), frames[row]
        given = (samples, force_sum, rests, gravity, rate_hz, row + 1, k)
        own = naive_swings.swing_velocity(*given) @ level.T
        way = own.sum(axis=0)[:2]
        if not way.any():
            continue
        travel = way / np.linalg.norm(way)
        axes, rate = level @ rotations(turn[k]).as_matrix(), np.radians(samples[k, 3:])
        for point, place in enumerate((heel_m, ball_m)):
            speed = (own + np.einsum("nij,nj->ni", axes, np.cross(rate, place)))[:, :2] @ travel
            top = speed.max()
            if top <= 0.0:
                continue
            left, landed = contacts[row, point] - a, contacts[row, 2 + point] - a
            for column, share in ((touch.HEEL_FIRST, touch.FIRST), (touch.HEEL_SECOND, touch.SECOND)):
                rows[row, column + point] = a + near(
                    rises(speed, share * top), speed, share * top, left, rate_hz
                )
            low = touch.STOPPED * top
            rows[row, touch.HEEL_STOPPED + point] = a + near(
                stops(speed, low, rate_hz), speed, low, landed, rate_hz, True
            )
    return rows


def rises(speed, level):
    return np.flatnonzero((speed[:-1] < level) & (speed[1:] >= level))


def stops(speed, level, rate_hz):
    """Falls below the level after which it stays below for as long as a foot rings, or to the end."""
    falls = np.flatnonzero((speed[:-1] >= level) & (speed[1:] < level))
    hold = int(RING_S * rate_hz) + 1
    return np.array([k for k in falls if (speed[k + 1 : k + 1 + hold] < level).all()], int)


def near(crossings, speed, level, start, rate_hz, falling=False):
    """The crossing that belongs to a contact: the last before it, or the first after it where the speed is yet to."""
    if not 0.0 <= start <= len(speed) - 1:
        return np.nan
    k = int(start)
    before, after = crossings[crossings < k], crossings[crossings >= k]
    done = speed[k] < level if falling else speed[k] >= level
    if falling and done and len(before) == 0 and not (speed[:k] >= level).any():
        return np.nan
    if falling and done:
        last = np.flatnonzero(speed[: k + 1] >= level)
        chosen = crossings[crossings >= last[-1]][:1]
    else:
        chosen = before[-1:] if done else after[:1]
    if len(chosen) == 0:
        return np.nan
    at = naive_swings.crossing(speed, level, chosen[0])
    return at if abs(at - start) <= REACH_S * rate_hz else np.nan
