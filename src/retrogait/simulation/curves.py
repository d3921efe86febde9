"""Smooth curves through keyframes: C2 everywhere, so that accelerations are continuous."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrogait._kernels.pieces import evaluate_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Floats = NDArray[np.float64]


_DEGREE = 7
_NODES = np.cos(np.pi * (np.arange(_DEGREE, -1, -1) + 0.5) / (_DEGREE + 1))
_PROOF = 0.33  # where no node is: what passes through all nodes and this is the curve
_TO_COEFFICIENTS = np.linalg.inv(np.vander(_NODES, increasing=True))
_CLOSE = 1e-9
_AT_ONCE = 6000


@dataclass(frozen=True, eq=False)
class Pieces:
    """Polynomials up to the seventh degree from break to break, for several curves; held constant outside.

    `coefficients` (m, curves, 8) are those of the powers of (time - `origin_s`) * `scale`, (m,) each, between two of
    `breaks_s` (m + 1,).
    """

    breaks_s: Floats
    origin_s: Floats
    scale: Floats
    coefficients: Floats

    @classmethod
    def through(cls, breaks_s: Floats, curves: Callable[[Floats], Floats]) -> Pieces:
        """Make pieces of `curves`, which gives values (curves, n) at times (n,).

        They have to be polynomials up to the seventh degree between two breaks, and are then hit to the last digits.
        """
        middle, half = (breaks_s[1:] + breaks_s[:-1]) / 2, np.diff(breaks_s) / 2
        shares = np.append(_NODES, _PROOF)
        values = curves((middle[:, None] + half[:, None] * shares).ravel())
        values = values.reshape(len(values), len(middle), len(shares)).swapaxes(0, 1)
        # without the first value, so that digits are not lost far from the start of the walk
        base = values[..., :1]
        coefficients = (values[..., :-1] - base) @ _TO_COEFFICIENTS.T
        proof = coefficients @ _PROOF ** np.arange(_DEGREE + 1) + base[..., 0]
        missed = np.abs(proof - values[..., -1]) > _CLOSE * (1.0 + np.abs(base[..., 0]))
        if missed.any():
            piece, curve = np.argwhere(missed)[0]
            raise ValueError(
                f"Pieces: curve {curve} is not a polynomial up to degree {_DEGREE} from {breaks_s[piece]:.4f} to "
                f"{breaks_s[piece + 1]:.4f} s; give the instants between at which its formula changes as breaks"
            )
        coefficients[..., :1] += base
        return cls(breaks_s, middle, 1.0 / half, np.ascontiguousarray(coefficients))

    def at(self, time_s: Floats) -> Floats:
        """Values (curves, n) at `time_s` (n,)."""
        time_s = np.ascontiguousarray(time_s)
        values = np.empty((self.coefficients.shape[1], len(time_s)))
        share = np.empty(len(time_s))
        evaluate_pieces(time_s, self.breaks_s, self.origin_s, self.scale, self.coefficients, share, values)
        return values


@dataclass(frozen=True)
class Keyframes:
    """A quintic Hermite curve: time, value, rate and second rate at each knot; held constant outside."""

    time_s: Floats
    value: Floats
    rate: Floats
    second: Floats

    def at(self, time_s: Floats) -> Floats:
        """Values of the curve at `time_s` (n,)."""
        return np.asarray(self._pieces.at(time_s)[0])

    @cached_property
    def _pieces(self) -> Pieces:
        first, last = (
            (self.value[i], self.rate[i], self.second[i]) for i in (slice(None, -1), slice(1, None))
        )
        span = np.diff(self.time_s)
        powers = quintic(span, first, last)
        coefficients = np.zeros((len(span), 1, _DEGREE + 1))
        coefficients[:, 0, : len(powers)] = np.stack(powers, axis=1)
        return Pieces(np.ascontiguousarray(self.time_s), self.time_s[:-1].copy(), 1.0 / span, coefficients)


def quintic(
    span_s: Floats, start: tuple[Floats, Floats, Floats], end: tuple[Floats, Floats, Floats]
) -> tuple[Floats, ...]:
    """Coefficients of the powers of u, from (value, rate, second rate) at u = 0 to those at u = 1.

    u runs over `span_s` seconds.
    """
    x0, v0, a0 = start[0], start[1] * span_s, start[2] * span_s**2
    x1, v1, a1 = end[0], end[1] * span_s, end[2] * span_s**2
    gap = x1 - x0
    c3 = 10 * gap - 6 * v0 - 4 * v1 - 1.5 * a0 + 0.5 * a1
    c4 = -15 * gap + 8 * v0 + 7 * v1 + 1.5 * a0 - a1
    c5 = 6 * gap - 3 * (v0 + v1) - 0.5 * (a0 - a1)
    return x0, v0, 0.5 * a0, c3, c4, c5


def blocks(n: int) -> Iterator[slice]:
    """Divide n instants into blocks that are worked on one after the other, which keeps memory small and near."""
    return (slice(first, first + _AT_ONCE) for first in range(0, n, _AT_ONCE))


def ease(u: Floats) -> Floats:
    """Minimum-jerk step from 0 to 1 while u goes from 0 to 1, flat outside."""
    u = np.clip(u, 0.0, 1.0)
    return u * u * u * (10.0 - u * (15.0 - 6.0 * u))  # u**3 would take ten times as long


def bump(u: Floats) -> Floats:
    """Smooth hill from 0 over 1 at u = 0.5 back to 0, flat outside."""
    u = np.clip(u, 0.0, 1.0)
    hill = 4.0 * u * (1.0 - u)
    return hill * hill * hill
