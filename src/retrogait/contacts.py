"""Initial and final contacts of a foot or shank, with strike type and foot strike angle, in either direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait._kernels import impacts, swings
from retrogait.errors import InvalidOption
from retrogait.schema import EVENTS, SWINGS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait.motion import LimbMotion

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_BEFORE_S, _AFTER_S = 0.03, 0.13  # around a contact: where its impact can be
_LARGEST_SHIFT_S = 0.05  # an impact further than this from its usual delay is something else
_GRAVITY_TOLERANCE = 0.1
_STRAIGHTNESS = 0.4  # way over path; a foot that marches on the spot comes back to where it was
_STEEPEST = 0.7  # rise over way: a stair
_LONGEST_STRIDES = 3.0
_NEIGHBOURS = 3  # steps to either side


@dataclass(frozen=True)
class ContactOptions:
    """How contacts are told from the motion of a foot or shank.

    An initial contact is the instant at which the speed of the landing point along travel (the heel forward, the toe
    backward) falls below `threshold` of its peak in the swing; a final contact is the instant at which the speed of the
    point that leaves last rises above it. The swing's peak is about three times the walking speed, so this is close to
    where the point turns round relative to the pelvis, the usual definition with markers (Zeni 2008,
    doi 10.1016/j.gaitpost.2007.07.007).

    Attributes
    ----------
    threshold : float
        Share of the swing's peak speed, 0 to 1.
    sharpen : bool
        Move forward contacts by how much their impact is early or late against the recording's median delay, where
        impacts stand out. This narrows the spread and leaves the mean. Backward landings are too soft for it.
    sharpen_contrast : float
        How many times the swing's median jerk an impact must reach to stand out.
    flat_from_deg, flat_to_deg : float
        Foot strike angles between which a landing is `flat`; above is `heel`, below is `toe`.
    least_swing_mps, least_way_m : float
        A swing slower than this, or one that carries the foot less far, is no step.
    least_peak_share : float
        Nor is one whose peak speed is a smaller share of the recording's median.
    least_dwell : float
        Share of the stride for which the limb must keep within a tenth of the swing's speed when on the ground, median
        of neighbouring steps. A shaken sensor that moves like a sine reaches 0.25, people 0.35 to 0.6.
    """

    threshold: float = 0.30
    sharpen: bool = True
    sharpen_contrast: float = 12.0
    flat_from_deg: float = -2.0
    flat_to_deg: float = 8.0
    least_swing_mps: float = 0.2
    least_way_m: float = 0.08
    least_peak_share: float = 0.12
    least_dwell: float = 0.26

    def __post_init__(self) -> None:
        if not 0.0 < self.threshold < 1.0:
            raise InvalidOption(
                f"ContactOptions: threshold is {self.threshold!r}; wanted is a share of the swing's peak speed "
                "between 0 and 1; leave it out for 0.3"
            )
        if not self.flat_from_deg <= self.flat_to_deg:
            raise InvalidOption(
                f"ContactOptions: flat_from_deg {self.flat_from_deg:g} lies above flat_to_deg {self.flat_to_deg:g}; "
                "flat strikes are those between the two; swap them"
            )

    def detect(self, motion: LimbMotion, direction: pd.DataFrame) -> pd.DataFrame:
        """Detect the contacts of one limb as a table of its swings (`schema.SWINGS`).

        Parameters
        ----------
        motion : LimbMotion
            Rests and swings of a foot or shank, tracked with this `threshold`.
        direction : DataFrame
            Its `direction` and `direction_confidence`, a row per swing, from `DirectionOptions.decide`.

        Returns
        -------
        DataFrame
            One row per step; swings that are no step of a walk are left out. A swing cut off by the end of the
            recording has NaN for what was not recorded.
        """
        rows = motion.rows
        steps = self._steps(motion)
        way = direction["direction"].to_numpy()
        forward, backward = way == "forward", way == "backward"
        land = np.where(forward, rows[:, swings.HEEL_LAND], rows[:, swings.OWN_LAND])
        land = np.where(backward, rows[:, swings.TOE_LAND], land)
        leave = np.where(forward, rows[:, swings.TOE_LEAVE], rows[:, swings.OWN_LEAVE])
        leave = np.where(backward, rows[:, swings.HEEL_LEAVE], leave)
        is_foot = motion.site.endswith("foot")
        if self.sharpen and is_foot:
            land = self._sharpen(motion, land, steps & (forward | ~motion.mounted))
        angle = _strike_angle(rows, forward, backward) if is_foot else np.full(len(rows), np.nan)
        before, after = rows[:, swings.REST_BEFORE].copy(), rows[:, swings.REST_AFTER].copy()
        decided = after.copy()
        before[0] = after[-1] = np.nan
        closed = ~np.isnan(before) & ~np.isnan(after)
        measured = closed & is_foot & motion.mounted
        keep = steps & ~(np.isnan(land) & np.isnan(leave))
        seconds = [motion.start_s + x[keep] / motion.rate_hz for x in (before, after, leave, land, decided)]
        count = int(keep.sum())
        length = np.hypot(rows[:, swings.WAY_X], rows[:, swings.WAY_Y])
        middle = np.clip(rows[:, swings.PEAK_AT], 0, len(motion.period_s) - 1)
        return SWINGS.frame(
            {
                "side": [motion.side] * count,
                "site": [motion.site] * count,
                "rest_before_s": seconds[0],
                "rest_after_s": seconds[1],
                "final_contact_s": seconds[2],
                "initial_contact_s": seconds[3],
                "decided_s": seconds[4],
                "direction": list(way[keep]),
                "direction_confidence": direction["direction_confidence"].to_numpy()[keep],
                "strike": self._strikes(angle[keep]),
                "foot_strike_angle_deg": angle[keep],
                "way_m": np.where(measured, length, np.nan)[keep],
                "turning_angle_deg": np.where(closed & motion.mounted, rows[:, swings.TURN_DEG], np.nan)[
                    keep
                ],
                "peak_speed_mps": rows[keep, swings.PEAK_MPS],
                "stride_period_s": motion.period_s[np.nan_to_num(middle[keep]).astype(int)],
            }
        )

    def _steps(self, motion: LimbMotion) -> Flags:
        """Which swings carry the foot like a step: far and fast enough, level, between rests under true gravity."""
        rows = motion.rows
        peak = np.nan_to_num(rows[:, swings.PEAK_MPS])
        way = np.nan_to_num(np.hypot(rows[:, swings.WAY_X], rows[:, swings.WAY_Y]))
        span_s = (rows[:, swings.REST_AFTER] - rows[:, swings.REST_BEFORE]) / motion.rate_hz
        period_s = motion.period_s[rows[:, swings.REST_BEFORE].astype(int)]
        norm = np.linalg.norm(motion.gravity, axis=1)
        level = np.concatenate([[True], np.abs(norm / np.median(norm) - 1.0) < _GRAVITY_TOLERANCE, [True]])
        steps = peak >= self.least_swing_mps
        if steps.any():
            steps &= peak >= self.least_peak_share * np.median(peak[steps])
        closed = np.ones(len(rows), bool)
        closed[[0, -1]] = False
        carried = way >= np.maximum(self.least_way_m, _STRAIGHTNESS * np.nan_to_num(rows[:, swings.PATH_M]))
        carried &= np.abs(np.nan_to_num(rows[:, swings.RISE_M])) <= 0.1 + _STEEPEST * way
        carried &= span_s <= _LONGEST_STRIDES * period_s
        steps &= level & (carried | ~closed)
        return steps & self._dwells(motion, steps)

    def _dwells(self, motion: LimbMotion, steps: Flags) -> Flags:
        """Whether the limb dwells on the ground between the steps around each: swinging to and fro it does not."""
        around = np.concatenate(
            [motion.dwell[:1], 0.5 * (motion.dwell[1:] + motion.dwell[:-1]), motion.dwell[-1:]]
        )
        at = np.flatnonzero(steps)
        if not len(at):
            return steps
        padded = np.pad(around[at], _NEIGHBOURS, mode="reflect" if len(at) > _NEIGHBOURS else "edge")
        usual = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1), axis=1)
        dwelling = np.zeros(len(steps), bool)
        dwelling[at] = usual >= self.least_dwell
        return dwelling

    def _sharpen(self, motion: LimbMotion, land: Floats, candidates: Flags) -> Floats:
        """Shift contacts by how far the onset of their impact is from the recording's median delay behind them."""
        contacts = np.where(candidates, land, np.nan)
        peak, contrast, onset = np.empty(len(land)), np.empty(len(land)), np.empty(len(land))
        window = (contacts, _BEFORE_S, _AFTER_S)
        impacts.landing_jerks(motion.samples, motion.rate_hz, *window, peak, contrast)
        known = np.isfinite(peak)
        if not known.any():
            return land
        typical = np.median(peak[known])
        clear = known & (peak > 0.4 * typical) & (contrast > self.sharpen_contrast)
        if clear.sum() < max(3, 0.5 * known.sum()):
            return land
        level = np.where(clear, 0.4 * np.minimum(peak, 1.5 * typical), np.nan)
        impacts.landing_onsets(motion.samples, motion.rate_hz, *window, level, onset)
        delay = onset - land
        usual = np.nanmedian(delay[clear])
        limit = _LARGEST_SHIFT_S * motion.rate_hz
        return np.where(clear, land + np.nan_to_num(np.clip(delay - usual, -limit, limit)), land)

    def _strikes(self, angle_deg: Floats) -> list[str | None]:
        names = np.where(
            angle_deg > self.flat_to_deg, "heel", np.where(angle_deg < self.flat_from_deg, "toe", "flat")
        )
        return [None if np.isnan(a) else str(name) for a, name in zip(angle_deg, names, strict=True)]


def _strike_angle(rows: Floats, forward: Flags, backward: Flags) -> Floats:
    """Foot pitch at landing against the foot-flat after it (before the swing where there is none), toe-up positive."""
    landing = np.where(forward, rows[:, swings.PITCH_HEEL_LAND_DEG], np.nan)
    landing = np.where(backward, rows[:, swings.PITCH_TOE_LAND_DEG], landing)
    after, before = rows[:, swings.PITCH_AFTER_DEG], rows[:, swings.PITCH_BEFORE_DEG]
    return np.where(np.isnan(after), before, after) - landing


def list_events(table: pd.DataFrame) -> pd.DataFrame:
    """List the contacts of a swings table as events (`schema.EVENTS`), in order of time.

    A final contact carries the direction of the swing it opens; strike and angle belong to initial contacts.
    """
    shared = ["side", "direction", "direction_confidence", "decided_s", "bout_id"]
    leave = table[[*shared, "final_contact_s"]].rename(columns={"final_contact_s": "time_s"})
    landing = [*shared, "strike", "foot_strike_angle_deg", "initial_contact_s"]
    land = table[landing].rename(columns={"initial_contact_s": "time_s"})
    both = pd.concat([leave.assign(event="final_contact"), land.assign(event="initial_contact")])
    both = both.dropna(subset="time_s").sort_values(["time_s", "side"], kind="stable", ignore_index=True)
    return EVENTS.frame({name: both[name].to_numpy() for name in EVENTS.names if name in both})
