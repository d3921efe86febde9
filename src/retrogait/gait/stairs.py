"""Stairs: strides whose foothold lies higher or lower than the last by more than any ramp that people walk on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats
    from retrogait.gait.swings import Swings


@dataclass(frozen=True)
class StairOptions(Checked):
    """What distinguishes stairs from level ground and ramps: the slopes of successive swings of both legs.

    Each swing is evidence for or against stairs by the distance of its slope from `slope_deg`; a flight is where the
    evidence of successive swings exceeds the cost of beginning and ending one. So a single badly integrated swing is
    not taken for stairs, nor is a foot that climbs while the other stays level.

    Attributes
    ----------
    slope_deg : float
        Slope from foothold to foothold beyond which it is a stair's: stairs have 20 and more, ramps 8 at most.
    spread_deg : float
        Slope beyond it that is one nat of evidence.
    most_nats : float
        Largest evidence of one swing.
    change_nats : float
        Cost of the beginning of a flight, and of its end: together more than the evidence of one swing.
    least_rest : float
        Share of the stride that a limb has to rest at both ends of a swing for its slope to be used: ankles that hardly
        stop seem to descend by 40 deg on the level; real ones that rest this long, by 11 at most.
    least_rise_m : float
        A swing that rises or falls by less is evidence against stairs, however short it is.
    riser_share : float
        The swings before and after a flight belong to it if they rise by this share of its usual rise: the first and
        the last take one riser where the others take two, level swings none.
    """

    slope_deg: float = option(12.0, low=0, high=90, inside=True)
    spread_deg: float = option(3.0, low=0, inside=True)
    most_nats: float = option(3.0, low=0, inside=True)
    change_nats: float = option(2.0, low=0)
    least_rest: float = option(0.28, low=0, high=1)
    least_rise_m: float = option(0.1, low=0)
    riser_share: float = option(0.25, low=0, high=1)

    def mark(self, swings: Swings) -> Swings:
        """Mark the swings on stairs, in addition to any already marked; successive swings share a `bout_id`."""
        rise = swings["rise_m"]
        slope = np.degrees(np.arctan2(rise, swings["way_m"]))
        slope = np.where(swings["rest_share"] >= self.least_rest, slope, np.nan)
        if not (np.abs(slope) > self.slope_deg).any():
            return swings
        on_stairs = swings["is_stairs"].copy()
        time_s, bout = np.fmax(swings["final_contact_s"], swings["initial_contact_s"]), swings["bout_id"]
        order = np.lexsort((time_s, bout))
        for own in np.split(order, np.flatnonzero(np.diff(bout[order])) + 1):
            for sign in (1.0, -1.0):
                flights = self._flights(sign * slope[own], sign * rise[own])
                on_stairs[own] |= _with_cut_off(flights, np.isnan(rise[own]))
        return swings.with_columns({"is_stairs": on_stairs})

    def _flights(self, slope_deg: Floats, rise_m: Floats) -> Flags:
        """Which swings (n,) of a bout, in order of time, are of a flight upward."""
        nats = np.clip((slope_deg - self.slope_deg) / self.spread_deg, -self.most_nats, self.most_nats)
        nats = np.where(rise_m < self.least_rise_m, -self.most_nats, nats)
        nats = np.where(np.isnan(slope_deg), 0.0, nats)
        flights = two_states(nats, self.change_nats)
        bounds = np.flatnonzero(np.diff(np.concatenate([[False], flights, [False]]))).reshape(-1, 2)
        for first, last in bounds:
            least_m = self.riser_share * np.nanmedian(rise_m[first:last])
            for beside in (first - 1, last):
                if 0 <= beside < len(flights):
                    flights[beside] |= rise_m[beside] >= least_m
        return flights


def _with_cut_off(flights: Flags, cut_off: Flags) -> Flags:
    """Flights (n,) of a bout with the swings `cut_off` before and after them: nothing says that these are level."""
    for step in (1, -1):
        beside = flights[::step]
        for k in np.flatnonzero(cut_off[::step]):
            beside[k] |= k > 0 and beside[k - 1]
    return flights


def two_states(nats: Floats, change_nats: float) -> Flags:
    """The likeliest course (n,) between a state and its absence, which is before it and after it.

    `nats` (n,) are evidence for the state, `change_nats` the cost of each change.
    """
    came_on, came_off = np.empty(len(nats), bool), np.empty(len(nats), bool)
    ahead = -change_nats  # of the best course that is in the state now, against the best that is not
    for k, own in enumerate(nats.tolist()):
        came_on[k], came_off[k] = ahead > -change_nats, ahead > change_nats
        ahead = min(max(ahead, -change_nats), change_nats) + own
    course = np.empty(len(nats), bool)
    on = ahead > change_nats
    for k in range(len(nats) - 1, -1, -1):
        course[k] = on
        on = came_on[k] if on else came_off[k]
    return course
