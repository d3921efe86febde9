"""Which swings of a limb are steps of a walk: far and fast enough, level, and between true rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import fixed_point, sine, swings
from retrogait._kernels.steps import is_carried
from retrogait.gait.running import SLOWEST_MPS
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats, Integers
    from retrogait.kinematics.limb import LimbMotion


_NEIGHBOURS = 5  # steps to either side
_MOST_BESIDE = 10  # steps that a swing at an end of the recording is held against
_LOOK_HZ, _MOST_SEEN = 33.0, 500  # samples a second, and steps, at which turning about a point is looked for


@dataclass(frozen=True)
class StepOptions(Checked):
    """What a swing needs to count as a step; a stream reads its speed, displacement, straightness and stairs here too.

    Attributes
    ----------
    least_swing_mps, least_displacement_m : float
        Peak speed and displacement.
    least_closing_displacement_m, least_closing_share : float
        Displacement of a swing beside a step: when starting or stopping, people set one foot beside the other. The
        share is of the displacement of that step, and of the usual speed: in slow walking both are smaller.
    least_peak_share, least_open_share : float
        Peak speed as a share of the recording's median; the second for a swing cut off by the end of the recording,
        whose speed drifts without a closing rest: its angular rate must reach the first share of that of the steps
        beside it.
    least_straightness, least_shank_straightness : float
        Displacement as a share of the path, of a foot and of a shank: one that marches on the spot comes back to where
        it was. In quick short steps the ankle goes ahead as the heel rises, and back, by more than the step is long.
    most_shank_detour_m : float
        Path less displacement up to which a shank needs no more straightness than that; beyond, that of a foot.
    steepest : float
        Rise over displacement, beyond 10 cm: a stair.
    longest_periods : float
        Stride periods between the rests around the swing.
    gravity_tolerance : float
        Departure of the mean specific force between the rests from the recording's median: between rests it is gravity.
    most_swing, most_shank_swing : float
        Share of the stride that the swing of a foot or of a shank may take, from the last of heel and toe to leave to
        the first to land, median of neighbouring steps: feet stand for 0.55 to 0.8 of it. A shank moves on while the
        heel rises and the sole comes down: in quick short steps it stands for 0.4.
    most_run_swing : float
        The same where the limb goes on as fast as in a run.
    most_of_a_sine : float
        Share of the changes of specific force from rest to rest that one sine may carry, median of neighbouring steps:
        in walking it is 0.55 at most, in shaking, cycling or squats nearly all.
    least_dwell : float
        Share of the stride for which the limb keeps within a tenth of the swing's speed when on the ground, median of
        neighbouring steps. Quick and bouncy walkers, whose heel comes up right after landing, reach 0.16.
    most_about_a_point : float
        Share of the acceleration that turning about one point at rest may explain, median of neighbouring steps: in
        walking it is 0.64 at most, for a leg swung about a knee or hip at rest nearly all.
    """

    least_swing_mps: float = option(0.2, low=0)
    least_displacement_m: float = option(0.08, low=0)
    least_closing_displacement_m: float = option(0.03, low=0)
    least_closing_share: float = option(0.2, low=0, high=1)
    least_peak_share: float = option(0.12, low=0, high=1)
    least_open_share: float = option(0.4, low=0, high=1)
    least_straightness: float = option(0.4, low=0)
    least_shank_straightness: float = option(0.2, low=0)
    most_shank_detour_m: float = option(0.25, low=0)
    steepest: float = option(0.7)
    longest_periods: float = option(3.0, low=0, inside=True)
    gravity_tolerance: float = option(0.15, low=0, high=1)
    most_swing: float = option(0.5, low=0, high=1)
    most_shank_swing: float = option(0.65, low=0, high=1)
    most_run_swing: float = option(0.7, low=0, high=1)
    most_of_a_sine: float = option(0.75, low=0, high=1)
    least_dwell: float = option(0.12, low=0, high=1)
    most_about_a_point: float = option(0.82, low=0, high=1)

    def choose(self, motion: LimbMotion) -> Flags:
        """Choose the swings that are steps: a flag for each row of `motion.swing_features`."""
        rows = motion.swing_features
        peak = np.nan_to_num(rows[:, swings.PEAK_MPS])
        fast = peak >= self.least_swing_mps
        usual = float(np.median(peak[fast])) if fast.any() else np.inf
        least = np.full(len(rows), self.least_peak_share * usual)
        least[[0, -1]] = self.least_open_share * usual
        whole = fast & (peak >= least) & self._carried(motion, self.least_displacement_m)
        beside = _way_beside(np.where(whole, _displacements(rows), 0.0), peak < least)
        closing_m = np.minimum(self.least_closing_displacement_m, self.least_closing_share * beside)
        closing_mps = np.maximum(least, min(self.least_swing_mps, self.least_closing_share * usual))
        closes = (beside > 0.0) & (peak >= closing_mps)
        steps: Flags = whole | (closes & self._carried(motion, closing_m[1:-1]))
        for end in (0, -1):
            steps[end] = steps[end] and self._turns_as_usual(motion, end, steps)
        at = np.flatnonzero(steps)
        if len(at):
            steps[at] = self._stands(motion, at)
        return steps

    def _carried(self, motion: LimbMotion, least_displacement_m: float | Floats) -> Flags:
        """Whether the foot was carried somewhere.

        Open ends have no rest to measure it by and pass; over a bridged gap the displacement is a guess and does not
        count.
        """
        rows = motion.swing_features[1:-1]
        way = _displacements(rows)
        path = np.nan_to_num(rows[:, swings.PATH_M])
        span_s = (rows[:, swings.REST_AFTER] - rows[:, swings.REST_BEFORE]) / motion.rate_hz
        pull = np.linalg.norm(motion.gravity, axis=1)
        rise = np.nan_to_num(rows[:, swings.RISE_M])
        straight = motion.site.endswith("foot") | (path - way > self.most_shank_detour_m)
        straightness = np.where(straight, self.least_straightness, self.least_shank_straightness)
        carried = is_carried(way, path, rise, least_displacement_m, straightness, self.steepest)
        lost = np.searchsorted(np.flatnonzero(motion.guessed), motion.rests)
        guessed = lost[1:] > lost[:-1]
        carried |= guessed
        carried &= span_s <= self.longest_periods * motion.period_s(motion.rests[:-1])
        carried &= guessed | (np.abs(pull / np.median(pull) - 1.0) < self.gravity_tolerance)
        return np.concatenate([[True], carried, [True]])

    def _turns_as_usual(self, motion: LimbMotion, end: int, steps: Flags) -> bool:
        """Whether a limb turns in the open swing at an `end` as it does in those `steps` that are closed.

        In standing the speed drifts without a closing rest; the angular rate does not.
        """
        closed = 1 + np.flatnonzero(steps[1:-1])
        closed = closed[:_MOST_BESIDE] if end == 0 else closed[-_MOST_BESIDE:]
        spans = motion.swing_features[:, [swings.REST_BEFORE, swings.REST_AFTER]].astype(int)
        tops = [np.linalg.norm(motion.samples[a : b + 1, 3:], axis=1).max() for a, b in spans[[*closed, end]]]
        return len(tops) < 2 or bool(tops[-1] >= self.least_peak_share * np.median(tops[:-1]))

    def _stands(self, motion: LimbMotion, at: Integers) -> Flags:
        """Whether the limb stands, for half of the stride and still, around each of the steps `at` (k,)."""
        rows = motion.swing_features[at]
        land = np.fmin(rows[:, swings.HEEL_IC], rows[:, swings.TOE_IC])
        leave = np.fmax(rows[:, swings.HEEL_FC], rows[:, swings.TOE_FC])
        share = (land - leave) / motion.stride[motion.rests[np.minimum(at, len(motion.rests) - 1)]]
        dwell = motion.dwell
        around = np.concatenate([dwell[:1], 0.5 * (dwell[1:] + dwell[:-1]), dwell[-1:]])[at]
        # where no swing has both its ends, nothing speaks against them
        most = self.most_swing if motion.site.endswith("foot") else self.most_shank_swing
        usual = _medians_around(share)
        long = (usual > most) & ~self._runs(motion, at, usual)
        about_a_point, of_a_sine = _shares_explained(motion, at)
        hangs = _medians_around(about_a_point) > self.most_about_a_point
        shakes = _medians_around(of_a_sine) > self.most_of_a_sine
        stands: Flags = ~long & (_medians_around(around) >= self.least_dwell) & ~hangs & ~shakes
        return stands

    def _runs(self, motion: LimbMotion, at: Integers, share: Floats) -> Flags:
        """Whether the steps `at` (k,) are of a run: as fast, and with a stance.

        `share` (k,) is that of the stride which the swing takes, median of neighbouring steps.
        """
        way_m = motion.metre * _displacements(motion.swing_features[at])
        rows = motion.swing_features[at]
        inner = (at > 0) & (at < len(motion.rests))
        span_s = np.maximum(rows[:, swings.REST_AFTER] - rows[:, swings.REST_BEFORE], 1.0) / motion.rate_hz
        fast = _medians_around(np.where(inner, way_m / span_s, np.nan)) >= SLOWEST_MPS
        return np.asarray(fast & (share <= self.most_run_swing))


def _way_beside(way: Floats, stays: Flags) -> Floats:
    """The longer way (n,) of the two swings beside each; one in which the limb `stays` as it is, is looked past."""
    before, after = np.append(0.0, way[:-1]), np.append(way[1:], 0.0)
    before[2:] = np.where(stays[1:-1], way[:-2], before[2:])
    after[:-2] = np.where(stays[1:-1], way[2:], after[:-2])
    return np.asarray(np.maximum(before, after))


def _displacements(rows: Floats) -> Floats:
    """Horizontal displacement (n,) of each swing, m; 0 where it is not known."""
    way: Floats = np.nan_to_num(np.hypot(rows[:, swings.DISPLACEMENT_X], rows[:, swings.DISPLACEMENT_Y]))
    return way


def _shares_explained(motion: LimbMotion, at: Integers) -> tuple[Floats, Floats]:
    """How much of the acceleration in the swings `at` (k,) is that of a limb about a point at rest, and one sine.

    NaN where that is unknown. Of a long walk one step in four is looked at: its neighbours say the same.
    """
    about_a_point, of_a_sine = np.full(len(at), np.nan), np.full(len(at), np.nan)
    seen = np.flatnonzero((at > 0) & (at < len(motion.rests)))[:: 1 + min(3, len(at) // _MOST_SEEN)]
    if len(seen):
        first = at[seen] - 1
        rests = np.stack([motion.rests[first], motion.rests[first + 1]], axis=1)
        every, found = max(1, round(motion.rate_hz / _LOOK_HZ)), np.empty(len(seen))
        fixed_point.share_explained(
            motion.samples, motion.turn, rests, motion.gravity[first], motion.rate_hz, every, found
        )
        about_a_point[seen] = found
        sine.share_of_sine(motion.force_sum, rests, found)
        of_a_sine[seen] = found
    return about_a_point, of_a_sine


def _medians_around(values: Floats) -> Floats:
    """Median of each value (n,) and its neighbours, of those that there are."""
    padded = np.pad(values, _NEIGHBOURS, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1)
    ascending = np.sort(windows, axis=1)  # NaN last
    count = windows.shape[1] - np.isnan(windows).sum(axis=1)
    row = np.arange(len(values))
    return np.asarray(0.5 * (ascending[row, (count - 1) // 2] + ascending[row, count // 2]))
