"""How a foot rolls over the floor: from its contact until it is flat, and from flat until it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._kernels import stance_roll, swings
from retrogait.tables.catalogue import ROLL_FLAGS
from retrogait.tables.checks import Checked, option
from retrogait.tables.schema import category_array

if TYPE_CHECKING:
    from retrogait._arrays import Floats, Integers
    from retrogait.gait.swings import Swings
    from retrogait.kinematics.limb import LimbMotion

_OK, _NO_PITCH, _CUT, _BRIDGED, _DRIFT, _NOT_FLAT = (
    ROLL_FLAGS.index(name) for name in ("ok", "no_pitch", "cut", "bridged", "drift", "not_flat")
)


@dataclass(frozen=True)
class RollOptions(Checked):
    """When a foot lies flat on the floor.

    Attributes
    ----------
    flat_deg : float
        Largest pitch of a foot that is flat, relative to its own pitch at its rest in mid-stance.
    most_drift_deg : float
        Largest change of the resting pitch from one rest to the next; a roll beside one that changes more is not given.
    """

    flat_deg: float = option(3.0, "an angle in deg", low=0, high=20, inside=True)
    most_drift_deg: float = option(5.0, "an angle in deg", low=0, inside=True)

    def measure(self, motion: LimbMotion, table: Swings) -> Swings:
        """Add the roll columns of `SWINGS` to the swings of a limb, if it is a foot of known mounting.

        The pitch of the sole is 0 at the rest in every stance. From there it is followed in both directions until it
        exceeds `flat_deg`: before it the foot comes down (`roll_down_s`), after it the foot lifts (`roll_lift_s`).
        Either part may do so: time reversal exchanges the two.
        """
        if not motion.mounted or not motion.site.endswith("foot") or not len(table):
            return table
        closed = ~np.isnan(table["rest_before_s"]) & ~np.isnan(table["rest_after_s"])
        interval = motion.intervals_from(table["rest_before_s"], closed)
        contacts = np.full((len(motion.rests) - 1, 2), np.nan)
        for column, name in enumerate(("final_contact_s", "initial_contact_s")):
            at = (table[name] - motion.start_s) * motion.rate_hz
            contacts[interval[closed], column] = at[closed]
        rows = np.empty((len(motion.rests) - 1, stance_roll.WIDTH))
        for run in motion.runs:
            inside = slice(run.first, run.last)
            stance_roll.follow_roll(
                motion.turn,
                motion.rests[run.first : run.last + 1],
                run.frames,
                self.flat_deg,
                contacts[inside],
                rows[inside],
            )
        before, behind = (
            motion.swing_features[interval + 1, column]
            for column in (swings.PITCH_BEFORE_DEG, swings.PITCH_AFTER_DEG)
        )
        drifts = ~(np.abs(behind - before) <= self.most_drift_deg)
        flag = np.select([~closed, table["is_bridged"], drifts], [_CUT, _BRIDGED, _DRIFT], _OK)
        found = np.where((flag == _OK)[:, None], rows[interval], np.nan)
        lift_s, down_s = (
            motion.start_s + found[:, column] / motion.rate_hz
            for column in (stance_roll.LIFT, stance_roll.DOWN)
        )
        # a foot that leaves or lands flat does not roll
        lift_s = np.fmin(lift_s, np.where(flag == _OK, table["final_contact_s"], np.nan))
        down_s = np.fmax(down_s, np.where(flag == _OK, table["initial_contact_s"], np.nan))
        off_s, on_s = table["final_contact_s"] - lift_s, down_s - table["initial_contact_s"]
        return table.with_columns(
            {
                "roll_lift_s": lift_s,
                "roll_down_s": down_s,
                "roll_off_speed_dps": self._speed(found[:, stance_roll.LEAVING_DEG], off_s),
                "roll_on_speed_dps": self._speed(found[:, stance_roll.LANDING_DEG], on_s),
                "roll_flag": flag,
            }
        )

    def _speed(self, pitch_deg: Floats, time_s: Floats) -> Floats:
        """Mean speed of a roll between the flat band and the pitch at its other end; NaN where there is none."""
        turned = np.abs(pitch_deg) - self.flat_deg
        rolls = (time_s > 0.0) & (turned > 0.0)
        speed: Floats = np.where(rolls, turned, np.nan) / np.where(rolls, time_s, 1.0)
        return speed


def measure_stance_roll(
    table: Swings, opening: Integers, closing: Integers, start_s: Floats, leave_s: Floats
) -> dict[str, Any]:
    """The roll columns of `STRIDES`, from the swings that open and close each stance; NaN and a flag where unknown.

    `opening` and `closing` (n,) are rows of `table`, `start_s` and `leave_s` (n,) the contacts of the stance.
    """
    down_s, lift_s = table["roll_down_s"][opening], table["roll_lift_s"][closing]
    before, after = table["roll_flag"][opening], table["roll_flag"][closing]
    before, after = (np.where(flag < 0, _NO_PITCH, flag) for flag in (before, after))
    flag = np.where(before == _OK, after, before)
    with np.errstate(invalid="ignore"):
        in_order = (start_s <= down_s) & (down_s <= lift_s) & (lift_s <= leave_s)
    flag = np.where((flag == _OK) & ~in_order, np.where(np.isnan(leave_s), _CUT, _NOT_FLAT), flag)
    known = flag == _OK
    down_s, lift_s = (np.where(known, one, np.nan) for one in (down_s, lift_s))
    times_s = {"on": down_s - start_s, "flat": lift_s - down_s, "off": leave_s - lift_s}
    share = 100.0 / np.where(known, leave_s - start_s, np.nan)
    return {
        "roll_down_s": down_s,
        "roll_lift_s": lift_s,
        **{f"roll_{part}_time_s": time_s for part, time_s in times_s.items()},
        **{f"roll_{part}_pct": share * time_s for part, time_s in times_s.items()},
        "roll_on_speed_dps": np.where(known, table["roll_on_speed_dps"][opening], np.nan),
        "roll_off_speed_dps": np.where(known, table["roll_off_speed_dps"][closing], np.nan),
        "roll_flag": category_array(flag, ROLL_FLAGS),
    }
