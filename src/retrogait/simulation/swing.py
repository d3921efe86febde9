"""The swing: a body point glides from the departing to the landing contact point.

It leaves the floor with a short push, arrives with about a quarter of its top speed, as in real walks, and
comes to rest within some 30 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrogait.simulation.curves import Floats, Keyframes, bump, ease
from retrogait.simulation.stairs import TREAD_M

if TYPE_CHECKING:
    from retrogait.simulation.foothold import Footholds

Indices = NDArray[np.intp]

_DEPARTURE_SHARE = 0.24
_DESCENT_LANDING_SHARE = 0.10
_LONGEST_PUSH = 0.12  # of the swing
_SKID_S = 0.036
_SINK_S = 0.024
_EARLY, _FULL_FALL_MPS2 = 0.6, 8.0
_ROLLS_OVER = (0.1, 0.9)
"""Shares of the swing between which the gliding point moves from the departing to the landing one."""
_BROAD = 0.30
"""Broadens the speed curve of the swing, in shares of its way."""
_CLIMB_LAG, _DESCENT_LAG = 0.24, -0.14
"""Upstairs the foot goes up before it goes on, downstairs on before it goes down."""
_STAIR_STRIDE_M = 2 * TREAD_M
_CLIMB_AT, _DESCENT_AT = (-0.04, 0.2, 0.42), (0.1, 0.7, 0.40)
"""Share of swing at which the foot begins to go up or down a step: at its bottom, more with the share of the way at
which the step's edge is; and the share that this takes."""


@dataclass(frozen=True)
class Glide:
    """Swing paths of one foot; `landing_peak_mps`, `departing_peak_mps` (n,) are the points' top speeds."""

    holds: Footholds
    departing_m: Floats
    landing_m: Floats
    landing_peak_mps: Floats
    departing_peak_mps: Floats
    hill_m: Floats

    @property
    def _push_s(self) -> Floats:
        return np.minimum(self.holds.push_s, _LONGEST_PUSH * self.holds.swing_s)

    @property
    def landing_mps(self) -> Floats:
        """Horizontal speed of the landing point at touch."""
        share = np.where(self.holds.rise_m < 0.0, _DESCENT_LANDING_SHARE, self.holds.landing_share)
        return np.asarray(share * self.landing_peak_mps)

    def breaks_s(self) -> Floats:
        """Instants at which a formula of `at` changes."""
        h = self.holds
        ends = (h.lift_s, h.lift_s + self._push_s, h.touch_s, h.touch_s + _SINK_S)
        rolls = (h.lift_s + share * h.swing_s for share in _ROLLS_OVER)
        rises = (h.lift_s + u * h.swing_s for _, at, lasts in self._rises() for u in (at, at + lasts))
        return np.concatenate([*ends, h.touch_s + _SKID_S, *rolls, *rises])

    def at(self, time_s: Floats, k: Indices) -> tuple[Floats, Floats]:
        """Position (3, n) of the gliding point in the walk, and (3, n) in the foot, around swing k."""
        u = self._share(time_s, k)
        begin, end = _ROLLS_OVER
        departing, landing = (pick(points, k) for points in (self.departing_m, self.landing_m))
        body = departing + ease((u - begin) / (end - begin)) * (landing - departing)
        return np.stack([*self._level(time_s, u, k), self._height(time_s, u, k)]), body

    def side_view(self, time_s: Floats, k: Indices) -> tuple[Floats, Floats]:
        """How far the gliding point is along swing k's travel from the place it leaves (n,), and how high (n,)."""
        h, u = self.holds, self._share(time_s, k)
        ahead = np.sum((self._start_m - h.place_m[:-1]) * h.travel, axis=1)
        return ahead[k] + self._along(time_s, u, k), self._height(time_s, u, k)

    def _share(self, time_s: Floats, k: Indices) -> Floats:
        return np.asarray((time_s - self.holds.lift_s[k]) / self.holds.swing_s[k])

    @cached_property
    def _start_m(self) -> Floats:
        return np.asarray(self.holds.place_m[:-1] + _turned(self.holds.heading_rad[:-1], self.departing_m))

    @cached_property
    def _gap_m(self) -> Floats:
        return np.asarray(
            self.holds.place_m[1:] + _turned(self.holds.heading_rad[1:], self.landing_m) - self._start_m
        )

    @cached_property
    def _way_m(self) -> Floats:
        return np.asarray(np.sum(self._gap_m * self.holds.travel, axis=1))

    def _level(self, time_s: Floats, u: Floats, k: Indices) -> Floats:
        """Horizontal path: push, flight, skid along the way; a little circle and the rest across it."""
        h = self.holds
        outward = (1.0 if h.side == "left" else -1.0) * np.where(h.backward, -1.0, 1.0)
        circle = outward[k] * 0.012 * bump(u) * np.minimum(h.displacement_m / 0.5, 1.0)[k]
        start, travel = pick(self._start_m, k), pick(h.travel, k)
        aside = pick(self._gap_m - self._way_m[:, None] * h.travel, k)
        across = np.stack([-travel[1], travel[0]])
        return np.asarray(start + self._along(time_s, u, k) * travel + circle * across + ease(u) * aside)

    @cached_property
    def _progress(self) -> Keyframes:
        """Way along the travel, of all swings one after the other: push, flight and skid."""
        h, push_s, way = self.holds, self._push_s, self._way_m
        leave, land = _DEPARTURE_SHARE * self.departing_peak_mps, self.landing_mps
        gain, brake = 0.9 * leave / push_s, -land / 0.06
        pushed = push_s * (leave / 2 - gain * push_s / 12)
        touched = way - _SKID_S * (land / 2 + brake * _SKID_S / 12)
        none = np.zeros(len(h))
        return _course(
            (h.lift_s, self._before_m, none, none),
            (h.lift_s + push_s, self._before_m + pushed, leave, gain),
            (h.touch_s, self._before_m + touched, land, brake),
            (h.touch_s + _SKID_S, self._before_m + way, none, none),
        )

    @cached_property
    def _before_m(self) -> Floats:
        """Way of all swings before each."""
        return np.asarray(np.cumsum(self._way_m) - self._way_m)

    def _along(self, time_s: Floats, u: Floats, k: Indices) -> Floats:
        along = self._progress.at(time_s) - self._before_m[k]
        u = np.clip(u, 0.0, 1.0)
        rise, length = self.holds.rise_m, self.holds.displacement_m
        beside = np.where(rise > 0.0, _CLIMB_LAG, _DESCENT_LAG) * _STAIR_STRIDE_M
        lag = np.where(rise == 0.0, self.holds.lag, beside / np.maximum(length, _STAIR_STRIDE_M))[k]
        return along - length[k] * (_BROAD * (u - 0.5) + lag) * bump(u)

    def _floor(self, u: Floats, k: Indices) -> Floats:
        """Height (n,) of the place left, and step by step to that of the next."""
        height = self.holds.height_m[k]
        for rise, begin, lasts in self._rises():
            height = height + rise[k] * ease((u - begin[k]) / lasts[k])
        return np.asarray(height)

    def _rises(self) -> list[tuple[Floats, Floats, Floats]]:
        """Steps up or down (n,) of each swing, and the shares of it at which they begin and that they last."""
        h = self.holds
        rises = []
        for edge, rise in zip(h.edge_m.T, h.edge_rise_m.T, strict=True):
            if rise.any():
                share = edge / np.maximum(h.displacement_m, 0.1)
                begin, later, lasts = np.where(rise > 0.0, np.array([_CLIMB_AT]).T, np.array([_DESCENT_AT]).T)
                rises.append((rise, np.clip(begin + later * share, 0.0, 1.0 - lasts), lasts))
        return rises

    def _height(self, time_s: Floats, u: Floats, k: Indices) -> Floats:
        """Height: up, over the clearance, down onto the sole, which gives by a few millimetres."""
        return np.asarray(self._sinking.at(time_s) + self.hill_m[k] * self.hill(u, k) + self._floor(u, k))

    def hill(self, u: Floats, k: Indices) -> Floats:
        """Shape of the way over the clearance: forward a foot that is let fall is lifted early."""
        fall = np.where(self.holds.backward, 0.0, self.holds.fall_mps2)[k]
        early = _EARLY * np.minimum(fall / _FULL_FALL_MPS2, 1.0)
        return np.asarray(bump(u) * (1.0 + early * (1.0 - 2.0 * np.clip(u, 0.0, 1.0))))

    @cached_property
    def _sinking(self) -> Keyframes:
        """Height of the path without the hill over the clearance."""
        h, none = self.holds, np.zeros(len(self.holds))
        return _course(
            (h.lift_s, none, none, none),
            (h.touch_s, h.sink_mps * _SINK_S / 2, -h.sink_mps, -h.fall_mps2),
            (h.touch_s + _SINK_S, none, none, none),
        )


def pick(table: Floats, k: Indices) -> Floats:
    """Columns (m, n) of the rows `k` (n,) of a table with m columns: `table[k].T`, in a tenth of the time."""
    return table.T.take(k, axis=1)


def _course(*knots: tuple[Floats, Floats, Floats, Floats]) -> Keyframes:
    """Keyframes through the same knots in every swing: time, value, rate and second rate, (n,) each."""
    return Keyframes(*(np.stack(column, axis=1).ravel() for column in zip(*knots, strict=True)))


def _turned(heading_rad: Floats, body_m: Floats) -> Floats:
    """Horizontal part (n, 2) of body points of a level foot with this heading."""
    c, s = np.cos(heading_rad), np.sin(heading_rad)
    return np.stack([c * body_m[:, 0] - s * body_m[:, 1], s * body_m[:, 0] + c * body_m[:, 1]], axis=1)
