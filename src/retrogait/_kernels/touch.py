"""When the ends of a foot leave the floor and touch it, by how fast they begin and cease to move."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.swings import speeds_along
from retrogait._kernels.velocities import longest_interval, swing_velocity

# of the point's top speed in the swing
FIRST, SECOND = 0.05, 0.25  # a point that has left reaches these
STOPPED = 0.10  # a point that has touched falls below it
_REACH_S = 0.15  # from a contact by speed
_RING_S = 0.015  # a point that is faster again so soon rings

# Columns of a row, one for each interval between rests: samples, with a fraction.
HEEL_FIRST, BALL_FIRST, HEEL_SECOND, BALL_SECOND, HEEL_STOPPED, BALL_STOPPED = range(6)
WIDTH = 6


@kernel("M M M I M C f V V M M", stage="touch")
def find_touches(samples, turn, force_sum, rests, gravity, frames, rate_hz, heel_m, ball_m, contacts, rows):
    """Fill `rows` (rests - 1, WIDTH) with the crossings of speed nearest to contacts by speed; NaN if there is none.

    `heel_m` and `ball_m` (3,) are points fixed to the sensor, as in `measure_swings`. `contacts` (rests - 1, 4) are the
    samples, with a fraction, at which heel and ball leave and at which they land, where their speed passes a larger
    share of its top. The way of a swing is the straight one from rest to rest.
    """
    longest = longest_interval(rests)
    moves, points, tops = np.empty((longest, 4)), np.empty((3, longest)), np.empty(3)
    reach, hold = _REACH_S * rate_hz, _RING_S * rate_hz
    for k in range(rests.shape[0] - 1):
        rows[k, :] = np.nan
        a, b = rests[k], rests[k + 1]
        length = b - a + 1
        f = frames[k]
        velocity = moves[:length]
        swing_velocity(samples, force_sum, rests, gravity, rate_hz, k + 1, a, velocity)
        x = y = 0.0
        for s in range(length):
            u, v, w = velocity[s, 0], velocity[s, 1], velocity[s, 2]
            x += f[0, 0] * u + f[0, 1] * v + f[0, 2] * w
            y += f[1, 0] * u + f[1, 1] * v + f[1, 2] * w
        way = math.hypot(x, y)
        if way <= 0.0:
            continue
        speeds_along(
            samples[a : b + 1], turn[a : b + 1], velocity, f, x / way, y / way, heel_m, ball_m, points, tops
        )
        for point in range(2):
            speed, top = points[point, :length], tops[point]
            if top <= 0.0:
                continue
            left = contacts[k, point] - a
            landed = contacts[k, 2 + point] - a
            rows[k, HEEL_FIRST + point] = a + _rise_near(speed, left, FIRST * top, reach)
            rows[k, HEEL_SECOND + point] = a + _rise_near(speed, left, SECOND * top, reach)
            rows[k, HEEL_STOPPED + point] = a + _fall_near(speed, landed, STOPPED * top, reach, hold)


@kernel
def _rise_near(speed, start, level, reach):
    """Where `speed` last rose above a level before the sample `start`, or first does after it; NaN beyond `reach`."""
    if not 0.0 <= start <= speed.shape[0] - 1:
        return np.nan
    k = int(start)
    if speed[k] >= level:
        while k > 0 and speed[k] >= level:
            k -= 1
    else:
        while k < speed.shape[0] - 2 and speed[k + 1] < level:
            k += 1
    if not speed[k] < level <= speed[k + 1]:
        return np.nan
    at = k + (level - speed[k]) / (speed[k + 1] - speed[k])
    return at if abs(at - start) <= reach else np.nan


@kernel
def _fall_near(speed, start, level, reach, hold):
    """Where `speed` falls below a level for `hold` samples after the sample `start`, or last did before it.

    NaN beyond `reach`.
    """
    if not 0.0 <= start <= speed.shape[0] - 1:
        return np.nan
    k = int(start)
    while k > 0 and speed[k] < level:
        k -= 1
    j = k
    while j < speed.shape[0] - 2 and j - k <= hold:
        j += 1
        if speed[j] >= level:
            k = j
    if not speed[k] >= level > speed[k + 1]:
        return np.nan
    at = k + (speed[k] - level) / (speed[k] - speed[k + 1])
    return at if abs(at - start) <= reach else np.nan
