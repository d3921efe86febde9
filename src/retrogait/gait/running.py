"""Running: two flight phases in every stride, which neither quick nor fast walking has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.kinematics.gaps import spans_of
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats, Integers
    from retrogait.gait.swings import Swings

SLOWEST_MPS = 1.4  # of a run: its square is 0.2 times gravity and a leg; people change over at 0.5
_NEAREST = 3  # neighbours that are looked at everywhere


@dataclass(frozen=True)
class RunOptions(Checked):
    """What distinguishes a run from a walk.

    Swings are judged by the medians over their neighbours of both legs. A limb that rests on the ground shows the
    flight: its swing takes half of the stride, so that the other leg's begins before it ends. A limb that hardly rests,
    such as a jogger's ankle, has an unreliable path, and is judged by how hard it is moved instead.

    Attributes
    ----------
    least_swing : float
        Share of the stride that the swing takes in a run. Without double support it is 0.5; contacts are known to some
        10 ms, and captured runs have 0.488 to 0.51.
    slowest_mps : float
        Speed below which quick short steps are walking, whatever their double support.
    fastest_walk_mps : float
        Speed above which it is a run, whatever the contacts say: beyond it a hip cannot follow the arc over the
        standing foot.
    neighbours : int
        Swings to either side, fewer near the ends of a bout so that a walk before a run is not judged by the run.
    least_swings : int
        Least number of swings in a row of a run, unless the bout has fewer and all are running.
    least_rest : float
        Share of the stride below which a limb hardly rests at the ends of its swing.
    least_false_slope_deg : float
        Apparent slope on level ground of a limb that hardly rests, because its zero-velocity instants are false: ankles
        of joggers 30 to 42, of bouncy walkers 12 to 40.
    least_force_mps2 : float
        How hard such a limb is moved in a run: the spread of its specific force from rest to rest. Ankles of joggers
        have 17 to 25, those of walkers that seem to climb so steeply 8 to 12. Swings next to a run of a limb that
        hardly rests belong to it if they are as hard, and so do those that are cut off.
    """

    least_swing: float = option(0.485, low=0, high=1)
    slowest_mps: float = option(SLOWEST_MPS, low=0)
    fastest_walk_mps: float = option(2.6, low=0)
    neighbours: int = option(10, whole=True, low=0)
    least_swings: int = option(6, whole=True, low=1)
    least_rest: float = option(0.28, low=0, high=1)
    least_false_slope_deg: float = option(20.0, low=0, high=90)
    least_force_mps2: float = option(14.0, low=0)

    def mark(self, swings: Swings) -> Swings:
        """Mark the swings of a run, in addition to any already marked; neighbours share a `bout_id`."""
        land, bout, side = swings["initial_contact_s"], swings["bout_id"], swings["side"]
        period_s = _stride_times(land, bout, side, swings["stride_period_s"])
        share, speed = (land - swings["final_contact_s"]) / period_s, swings["way_m"] / period_s
        slope = np.abs(np.degrees(np.arctan2(swings["rise_m"], swings["way_m"])))
        hard = (swings["rest_share"] < self.least_rest) & (swings["force_mps2"] >= self.least_force_mps2)
        never_rests = hard & (slope > self.least_false_slope_deg)
        flies = (share >= self.least_swing) & (speed >= self.slowest_mps) | (speed >= self.fastest_walk_mps)
        if not (flies | never_rests).any():
            return swings
        is_running = swings["is_running"].copy()
        order = np.lexsort((np.fmax(swings["final_contact_s"], land), bout))
        for own in np.split(order, np.flatnonzero(np.diff(bout[order])) + 1):
            usual_share, usual_speed = (
                _medians(share[own], self.neighbours),
                _medians(speed[own], self.neighbours),
            )
            run = (usual_share >= self.least_swing) & (usual_speed >= self.slowest_mps)
            run |= usual_speed >= self.fastest_walk_mps
            run |= _medians(never_rests[own].astype(float), _NEAREST) > 0.5
            is_running[own] |= self._stretches(run, hard[own] | np.isnan(speed[own]))
        return swings.with_columns({"is_running": is_running})

    def _stretches(self, run: Flags, alike: Flags) -> Flags:
        """The stretches of a run (n,) in a bout that are long enough, with the swings beside them that are `alike`."""
        found = np.zeros(len(run), bool)
        for stretch in spans_of(run):
            first, last = stretch
            if last - first < min(self.least_swings, len(run)):
                continue
            while first > 0 and alike[first - 1]:
                first -= 1
            while last < len(run) and alike[last]:
                last += 1
            found[first:last] = True
        return found


def _medians(values: Floats, neighbours: int) -> Floats:
    """Median of each value (n,) and its neighbours, of those that are known; NaN where none is.

    Near the ends there are as many to one side as to the other, so that an edge close by stays where it is.
    """
    place = np.arange(len(values))
    reach = np.clip(np.minimum(place, place[::-1]), min(_NEAREST, neighbours), neighbours)
    padded = np.pad(values, neighbours, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * neighbours + 1)
    apart = np.abs(np.arange(-neighbours, neighbours + 1))
    windows = np.sort(np.where(apart <= reach[:, None], windows, np.nan), axis=1)
    count = windows.shape[1] - np.isnan(windows).sum(axis=1)  # NaN are last
    return np.asarray(0.5 * (windows[place, (count - 1) // 2] + windows[place, count // 2]))


def _stride_times(land_s: Floats, bout: Integers, side: Integers, usual_s: Floats) -> Floats:
    """Time since the last landing of the same foot in the bout; the usual one where there is none near."""
    order = np.lexsort((land_s, bout, side))
    here, before = order[1:], order[:-1]
    own_s = land_s[here] - land_s[before]
    near: Flags = (bout[here] == bout[before]) & (side[here] == side[before]) & (own_s < 2.0 * usual_s[here])
    times_s: Floats = usual_s.copy()
    times_s[here[near]] = own_s[near]
    return times_s
