"""Smooth curves through keyframes: C2 everywhere, so that accelerations are continuous."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Keyframes:
    """A quintic Hermite curve: time, value, rate and second rate at each knot; held constant outside."""

    time_s: Floats
    value: Floats
    rate: Floats
    second: Floats

    def at(self, time_s: Floats) -> Floats:
        """Values of the curve at `time_s` (n,)."""
        inside = np.clip(time_s, self.time_s[0], self.time_s[-1])
        i = np.clip(np.searchsorted(self.time_s, inside, side="right") - 1, 0, len(self.time_s) - 2)
        span = self.time_s[i + 1] - self.time_s[i]
        return hermite(
            (inside - self.time_s[i]) / span,
            span,
            (self.value[i], self.rate[i], self.second[i]),
            (self.value[i + 1], self.rate[i + 1], self.second[i + 1]),
        )


def hermite(
    u: Floats,
    span_s: Floats,
    start: tuple[Floats, Floats, Floats],
    end: tuple[Floats, Floats, Floats],
) -> Floats:
    """Quintic from (value, rate, second rate) at u = 0 to those at u = 1, u running over `span_s` seconds."""
    x0, v0, a0 = start[0], start[1] * span_s, start[2] * span_s**2
    x1, v1, a1 = end[0], end[1] * span_s, end[2] * span_s**2
    gap = x1 - x0
    c3 = 10 * gap - 6 * v0 - 4 * v1 - 1.5 * a0 + 0.5 * a1
    c4 = -15 * gap + 8 * v0 + 7 * v1 + 1.5 * a0 - a1
    c5 = 6 * gap - 3 * (v0 + v1) - 0.5 * (a0 - a1)
    return x0 + u * (v0 + u * (0.5 * a0 + u * (c3 + u * (c4 + u * c5))))


def ease(u: Floats) -> Floats:
    """Minimum-jerk step from 0 to 1 while u goes from 0 to 1, flat outside."""
    u = np.clip(u, 0.0, 1.0)
    return u**3 * (10.0 - 15.0 * u + 6.0 * u**2)


def bump(u: Floats) -> Floats:
    """Smooth hill from 0 over 1 at u = 0.5 back to 0, flat outside."""
    u = np.clip(u, 0.0, 1.0)
    return 64.0 * (u * (1.0 - u)) ** 3
