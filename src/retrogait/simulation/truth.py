"""The truth behind a simulated walk, as the tables an analysis gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.foot import FootPath

_THRESHOLD = 0.30
_FLAT_DEG = (-2.0, 8.0)
_FLAT_PITCH_DEG = 3.0
_LANDING_S, _LEAVING_S = (-0.008, 0.010), (0.0, 0.050)
"""Contacts by speed are no further from those by touch than those of long level steps are. A foot that starts, stops,
shuffles or climbs a stair may be slower than 30 % of its peak for the last 0.2 s of its swing."""
_SHARE = np.linspace(0.0, 1.0, 501)
_SWINGS_AT_ONCE = 50


@dataclass(frozen=True, eq=False)
class Truth:
    """The truth of a simulated walk; the tables have the columns of a `Session`.

    Attributes
    ----------
    events, strides, bouts : DataFrame
        As `retrogait.tables.catalogue` describes them; `decided_s` is missing, `direction_confidence` is 1. Jogging has
        its direction here.
    rises : DataFrame
        `side`, `start_s` and `height_change_m` of each row of `strides`: how much higher the foot rests at its end.
    spells : DataFrame
        `kind` (`sit`, `lie`, `table`), `start_s` and `end_s` of what is done without steps besides standing.
    near_falls : DataFrame
        `time_s`, `kind`, `size` and the `side` of the foot that is held, slides or steps aside.
    knee : DataFrame
        Knee flexion in deg of both legs, indexed by `time_s`.
    belt : DataFrame
        `belt_mps`, the belt's speed along the room's x, indexed by `time_s`; 0 overground.
    paths : mapping of site to DataFrame
        Where each sensor was in the room: `x_m y_m z_m` and `yaw_deg pitch_deg roll_deg`, indexed by
        `time_s`.
    mounting : mapping of site to (3, 3) array
        Rotation from sensor to segment; the identity without a mounting.
    """

    events: pd.DataFrame
    strides: pd.DataFrame
    bouts: pd.DataFrame
    rises: pd.DataFrame
    spells: pd.DataFrame
    near_falls: pd.DataFrame
    knee: pd.DataFrame
    belt: pd.DataFrame
    paths: Mapping[str, pd.DataFrame]
    mounting: Mapping[str, Floats]


@dataclass(frozen=True)
class Swing:
    """One swing of one foot, with the instants and angles that the tables are made of."""

    side: str
    final_contact_s: float
    initial_contact_s: float
    direction: str
    foot_strike_angle_deg: float
    displacement_m: float
    turning_angle_deg: float
    height_change_m: float
    is_stairs: bool
    is_running: bool
    roll_lift_s: float
    roll_down_s: float
    leaving_pitch_deg: float
    toe_out_deg: float

    @property
    def strike(self) -> str:
        """The part of the foot that lands first, by the same cut-offs as `ContactOptions`."""
        low, high = _FLAT_DEG
        if low <= self.foot_strike_angle_deg <= high:
            return "flat"
        return "toe" if self.foot_strike_angle_deg < low else "heel"


def list_swings(path: FootPath, contact: str, slope: Floats) -> list[Swing]:
    """All swings of a foot; `slope` (3, 3) turns the walk's frame into the room, where up is up."""
    holds = path.holds
    rests = path.pose(path.rest_s).position_m @ slope.T
    way = np.hypot(*np.diff(rests[:, :2], axis=0).T)
    rise = np.diff(rests[:, 2])
    turning = np.degrees(np.diff(holds.heading_rad))
    times = np.stack([holds.lift_s, holds.touch_s], axis=1)
    if contact == "velocity":
        near = np.array([_LEAVING_S, _LANDING_S])
        times = np.clip(_speed_crossings(path), times + near[:, 0], times + near[:, 1])
    on_stairs = np.asarray(holds.edge_rise_m.any(axis=1))
    strike = np.degrees(holds.rest_pitch_rad - path.pitch.at(times[:, 1]))
    leaving = np.degrees(path.pitch.at(times[:, 0]) - holds.rest_pitch_rad)
    travel_rad = np.arctan2(*(holds.travel * np.where(holds.backward, -1.0, 1.0)[:, None])[:, ::-1].T)
    aside = (holds.heading_rad[:-1] - travel_rad + np.pi) % (2.0 * np.pi) - np.pi
    toe_out = np.degrees(aside if holds.side == "left" else -aside)
    flat_s = [_flat_ends(path, k, *times[k]) for k in range(len(holds))]
    return [
        Swing(
            side=holds.side,
            final_contact_s=float(times[k, 0]),
            initial_contact_s=float(times[k, 1]),
            direction="unknown" if holds.odd[k] else "backward" if holds.backward[k] else "forward",
            foot_strike_angle_deg=float(strike[k]),
            displacement_m=float(way[k]),
            turning_angle_deg=float(turning[k]),
            height_change_m=float(rise[k]),
            is_stairs=bool(on_stairs[k]),
            is_running=bool(holds.runs[k]),
            roll_lift_s=flat_s[k][0],
            roll_down_s=flat_s[k][1],
            leaving_pitch_deg=float(leaving[k]),
            toe_out_deg=float(toe_out[k]),
        )
        for k in range(len(holds))
    ]


def _flat_ends(path: FootPath, k: int, leave_s: float, land_s: float) -> tuple[float, float]:
    """Instants at which the foot stops to be flat before swing `k`, and is flat again after it."""
    ends = []
    for rest_s, contact_s in ((path.rest_s[k], leave_s), (path.rest_s[k + 1], land_s)):
        time_s = rest_s + _SHARE * (contact_s - rest_s)
        pitch = np.degrees(np.abs(path.pitch.at(time_s) - path.holds.rest_pitch_rad))
        rolled = np.flatnonzero(pitch > _FLAT_PITCH_DEG)
        ends.append(float(time_s[rolled[0]]) if len(rolled) else float(contact_s))
    return ends[0], ends[1]


def _speed_crossings(path: FootPath) -> Floats:
    """Instants (n, 2) at which departing points pass 30 % of their swing peak and landing ones drop below."""
    holds = path.holds
    parts = [
        _cross_some(path, slice(first, first + _SWINGS_AT_ONCE))
        for first in range(0, len(holds), _SWINGS_AT_ONCE)
    ]
    crossings = np.concatenate([np.empty((0, 2)), *parts])
    # a foot that turns on the spot hardly travels: there only the touch shows contact
    odd = crossings[:, 1] - crossings[:, 0] < 0.5 * holds.swing_s
    crossings[odd] = np.stack([holds.lift_s, holds.touch_s], axis=1)[odd]
    return crossings


def _cross_some(path: FootPath, now: slice) -> Floats:
    """Crossings of some swings: an hour's at once would fill the memory."""
    holds = path.holds
    first_s, span_s = holds.lift_s[now] - 0.02, holds.swing_s[now] + 0.07
    time_s = first_s[:, None] + _SHARE * span_s[:, None]
    # where a stance is very short, what comes beyond its rest is of another swing
    own_s = np.clip(time_s, path.rest_s[:-1][now, None], path.rest_s[1:][now, None])
    heel_mps, toe_mps = (
        _speed(point_m.reshape(*time_s.shape, 3), holds.travel[now], time_s)
        for point_m in path.points([path.shape.heel_m, path.shape.toe_m], own_s.ravel())
    )
    rows = np.arange(len(time_s))
    leaving = np.where(holds.lift_pitch_rad[now, None] > 0.0, toe_mps, heel_mps)
    landing = np.where(holds.touch_pitch_rad[now, None] > 0.0, toe_mps, heel_mps)
    leave_mps, land_mps = (_THRESHOLD * x.max(axis=1) for x in (leaving, landing))
    i = np.argmax(leaving >= leave_mps[:, None], axis=1) - 1
    j = time_s.shape[1] - 1 - np.argmax((landing >= land_mps[:, None])[:, ::-1], axis=1)
    return np.stack(
        [
            time_s[rows, k]
            + (level - x[rows, k]) / (x[rows, k + 1] - x[rows, k]) * (time_s[:, 1] - time_s[:, 0])
            for x, level, k in ((leaving, leave_mps, i), (landing, land_mps, j))
        ],
        axis=1,
    )


def _speed(point_m: Floats, travel: Floats, time_s: Floats) -> Floats:
    """Speeds (n, u) of points (n, u, 3) along the travel (n, 2) of their swings."""
    way = point_m[..., 0] * travel[:, :1] + point_m[..., 1] * travel[:, 1:]
    return np.asarray(np.gradient(way, axis=1) / (time_s[:, 1:2] - time_s[:, :1]))
