"""Which swings of a limb are steps of a walk: far and fast enough, level, and between true rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import fixed_point, swings
from retrogait._kernels.steps import is_carried
from retrogait.gait.running import SLOWEST_MPS
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats, Integers
    from retrogait.kinematics.limb import LimbMotion


_NEIGHBOURS = 5  # steps to either side
_LOOK_HZ, _MOST_SEEN = 33.0, 500  # samples a second, and steps, at which turning about a point is looked for


@dataclass(frozen=True)
class StepOptions(Checked):
    """What a swing needs to count as a step; a stream reads its speed, displacement, straightness and stairs here too.

    Attributes
    ----------
    least_swing_mps, least_displacement_m : float
        Peak speed and displacement.
    least_closing_displacement_m : float
        Displacement of a swing beside a step: when starting or stopping, people set one foot beside the other.
    least_peak_share, least_open_share : float
        Peak speed as a share of the recording's median; the second for a swing cut off by the end of the recording,
        whose speed drifts for want of a closing rest.
    least_straightness : float
        Displacement as a share of the path: a foot that marches on the spot comes back to where it was.
    steepest : float
        Rise over displacement, beyond 10 cm: a stair.
    longest_periods : float
        Stride periods between the rests around the swing.
    gravity_tolerance : float
        Departure of the mean specific force between the rests from the recording's median: between rests it is gravity.
    most_swing : float
        Share of the stride that the swing may take, from the last of heel and toe to leave to the first to land, median
        of neighbouring steps: people stand for 0.55 to 0.8 of it, a shaken sensor that moves like a sine for 0.37 to
        0.44.
    most_run_swing, most_of_a_sine : float
        A swing may take so much of the stride where the limb goes on as fast as in a run, and one
        sine carries no more of the power of its specific force than this: in a run that is 0.2 to 0.65.
    least_dwell : float
        Share of the stride for which the limb keeps within a tenth of the swing's speed when on the ground, median of
        neighbouring steps. Quick and bouncy walkers, whose heel comes up right after landing, reach 0.16.
    most_about_a_point : float
        Share of the acceleration that turning about one point at rest may explain, median of neighbouring steps: of who
        walks it is 0.64 at most, of a leg that is swung while its knee or hip stays where it is nearly all.
    """

    least_swing_mps: float = option(0.2, low=0)
    least_displacement_m: float = option(0.08, low=0)
    least_closing_displacement_m: float = option(0.04, low=0)
    least_peak_share: float = option(0.12, low=0, high=1)
    least_open_share: float = option(0.4, low=0, high=1)
    least_straightness: float = option(0.4, low=0)
    steepest: float = option(0.7)
    longest_periods: float = option(3.0, low=0, inside=True)
    gravity_tolerance: float = option(0.15, low=0, high=1)
    most_swing: float = option(0.5, low=0, high=1)
    most_run_swing: float = option(0.7, low=0, high=1)
    most_of_a_sine: float = option(0.75, low=0, high=1)
    least_dwell: float = option(0.12, low=0, high=1)
    most_about_a_point: float = option(0.82, low=0, high=1)

    def choose(self, motion: LimbMotion) -> Flags:
        """Choose the swings that are steps: a flag for each row of `motion.swing_features`."""
        rows = motion.swing_features
        peak = np.nan_to_num(rows[:, swings.PEAK_MPS])
        steps = peak >= self.least_swing_mps
        if steps.any():
            usual = np.median(peak[steps])
            steps &= peak >= self.least_peak_share * usual
            steps[[0, -1]] &= peak[[0, -1]] >= self.least_open_share * usual
        whole = steps & self._carried(motion, self.least_displacement_m)
        beside = np.zeros(len(steps), bool)
        beside[1:] |= whole[:-1]
        beside[:-1] |= whole[1:]
        steps &= whole | (beside & self._carried(motion, self.least_closing_displacement_m))
        at = np.flatnonzero(steps)
        if len(at):
            steps[at] = self._stands(motion, at)
        return steps

    def _carried(self, motion: LimbMotion, least_displacement_m: float) -> Flags:
        """Whether the foot was carried somewhere.

        Open ends have no rest to measure it by and pass; over a bridged gap the way is a guess and does not count.
        """
        rows = motion.swing_features[1:-1]
        way = np.nan_to_num(np.hypot(rows[:, swings.DISPLACEMENT_X], rows[:, swings.DISPLACEMENT_Y]))
        path = np.nan_to_num(rows[:, swings.PATH_M])
        span_s = (rows[:, swings.REST_AFTER] - rows[:, swings.REST_BEFORE]) / motion.rate_hz
        pull = np.linalg.norm(motion.gravity, axis=1)
        rise = np.nan_to_num(rows[:, swings.RISE_M])
        carried = is_carried(way, path, rise, least_displacement_m, self.least_straightness, self.steepest)
        lost = np.searchsorted(np.flatnonzero(motion.guessed), motion.rests)
        guessed = lost[1:] > lost[:-1]
        carried |= guessed
        carried &= span_s <= self.longest_periods * motion.period_s(motion.rests[:-1])
        carried &= guessed | (np.abs(pull / np.median(pull) - 1.0) < self.gravity_tolerance)
        return np.concatenate([[True], carried, [True]])

    def _stands(self, motion: LimbMotion, at: Integers) -> Flags:
        """Whether the limb stands, for half of the stride and still, around each of the steps `at` (k,)."""
        rows = motion.swing_features[at]
        land = np.fmin(rows[:, swings.HEEL_IC], rows[:, swings.TOE_IC])
        leave = np.fmax(rows[:, swings.HEEL_FC], rows[:, swings.TOE_FC])
        share = (land - leave) / motion.stride[motion.rests[np.minimum(at, len(motion.rests) - 1)]]
        dwell = motion.dwell
        around = np.concatenate([dwell[:1], 0.5 * (dwell[1:] + dwell[:-1]), dwell[-1:]])[at]
        # where no swing has both its ends, nothing speaks against them
        usual = _medians_around(share)
        long = (usual > self.most_swing) & ~self._runs(motion, at, usual)
        hangs = _medians_around(_share_about_a_point(motion, at)) > self.most_about_a_point
        stands: Flags = ~long & (_medians_around(around) >= self.least_dwell) & ~hangs
        return stands

    def _runs(self, motion: LimbMotion, at: Integers, share: Floats) -> Flags:
        """Whether the steps `at` (k,) are of a run: as fast, with a stance, and not to and fro like a sine.

        `share` (k,) is that of the stride which the swing takes, median of neighbouring steps.
        """
        runs: Flags = share <= self.most_run_swing
        if not (runs & (share > self.most_swing)).any():
            return runs
        rows = motion.swing_features[at]
        way_m = motion.metre * np.hypot(rows[:, swings.DISPLACEMENT_X], rows[:, swings.DISPLACEMENT_Y])
        inner = (at > 0) & (at < len(motion.rests))
        span_s = np.maximum(rows[:, swings.REST_AFTER] - rows[:, swings.REST_BEFORE], 1.0) / motion.rate_hz
        runs &= _medians_around(np.where(inner, way_m / span_s, np.nan)) >= SLOWEST_MPS
        to_and_fro = np.full(len(at), np.nan)
        to_and_fro[inner] = [_share_of_sine(motion, k) for k in at[inner]]
        return runs & ~(_medians_around(to_and_fro) > self.most_of_a_sine)


def _share_of_sine(motion: LimbMotion, row: int) -> float:
    """How much of the power of the specific force in a swing one sine of its length carries: of who shakes it, all."""
    first, last = motion.rests[row - 1], motion.rests[row]
    force = np.diff(motion.force_sum[first : last + 1], axis=0)
    force -= force.mean(axis=0)
    turn = np.exp(2j * np.pi * np.arange(len(force)) / len(force))
    return float(2.0 * (np.abs(turn @ force) ** 2).sum() / max(len(force) * (force * force).sum(), 1e-9))


def _share_about_a_point(motion: LimbMotion, at: Integers) -> Floats:
    """How much of the acceleration in the swings `at` (k,) is that of a limb about a point at rest; NaN if unknown.

    Of a long walk one step in four is looked at: its neighbours say the same.
    """
    share = np.full(len(at), np.nan)
    seen = np.flatnonzero((at > 0) & (at < len(motion.rests)))[:: 1 + min(3, len(at) // _MOST_SEEN)]
    if len(seen):
        first = at[seen] - 1
        rests = np.stack([motion.rests[first], motion.rests[first + 1]], axis=1)
        every, found = max(1, round(motion.rate_hz / _LOOK_HZ)), np.empty(len(seen))
        fixed_point.share_explained(
            motion.samples, motion.turn, rests, motion.gravity[first], motion.rate_hz, every, found
        )
        share[seen] = found
    return share


def _medians_around(values: Floats) -> Floats:
    """Median of each value (n,) and its neighbours, of those that there are."""
    padded = np.pad(values, _NEIGHBOURS, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1)
    ascending = np.sort(windows, axis=1)  # NaN last
    count = windows.shape[1] - np.isnan(windows).sum(axis=1)
    row = np.arange(len(values))
    return np.asarray(0.5 * (ascending[row, (count - 1) // 2] + ascending[row, count // 2]))
