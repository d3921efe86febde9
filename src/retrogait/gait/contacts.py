"""Initial and final contacts of a foot or shank, with strike type and foot strike angle, in either direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait._kernels import swings
from retrogait.errors import InvalidOption
from retrogait.gait.contact_error import contact_error_s
from retrogait.gait.impact_onset import impact_instants
from retrogait.gait.stride_error import length_error_m, strike_angle_error_deg
from retrogait.gait.swings import Directions, Swings
from retrogait.gait.touch import find_touches
from retrogait.gait.ways import measure_ways
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import DIRECTIONS, EVENTS, EVENTS_KINDS, SIDES, SITES, STRIKES
from retrogait.tables.checks import Checked, option
from retrogait.tables.schema import category_array

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from retrogait._arrays import Flags, Floats
    from retrogait.kinematics.limb import LimbMotion


CONTACTS = ("impact", "velocity", "extremum", "touch")
# of the time by which the ankle lands later, or leaves earlier, than toes at a right angle to the shank
_ANKLE_SHARE = 0.1


def _toes_of_a_shank(rows: Floats) -> tuple[Floats, Floats]:
    """When the toes below a shank land and leave, samples (n,): each is the other in the time-reversed walk.

    Toes that still move when the ankle rests are the shank's, which turns; and a foot is off the ground when its shank
    is fastest.
    """
    land, leave = rows[:, swings.TOE_IC], rows[:, swings.TOE_FC]
    later = np.nan_to_num(rows[:, swings.OWN_IC] - land)
    earlier = np.nan_to_num(leave - rows[:, swings.OWN_FC])
    land = land + np.where(later > 0.0, _ANKLE_SHARE * later, later)
    leave = leave - np.where(earlier > 0.0, _ANKLE_SHARE * earlier, earlier)
    fastest = rows[:, swings.PEAK_AT]
    return np.maximum(land, fastest), np.minimum(leave, fastest)


class Instants(NamedTuple):
    """When the foot lands and leaves in each swing (m,), in samples, and the standard errors in s; NaN is none."""

    land: Floats
    leave: Floats
    land_error_s: Floats
    leave_error_s: Floats


@dataclass(frozen=True)
class ContactOptions(Checked):
    """Definition of a contact, and kinds of landing.

    The landing point is the heel in forward and the toe in backward walking; the leaving point is the other one.

    Attributes
    ----------
    contact : {"impact", "velocity", "extremum", "touch"}
        `velocity`: an initial contact is the instant at which the speed of the landing point along travel falls below
        `threshold` of its peak in the swing, a final contact the instant at which the leaving point rises above it.
        `extremum`: the same at the mean walking speed, where the point turns round relative to the pelvis, the usual
        definition with markers (Zeni 2008, doi 10.1016/j.gaitpost.2007.07.007); the swing's peak is about three times
        that speed, so the two are within 10 ms. `impact`: as `velocity`, but forward initial contacts are moved to the
        onset of the impact transient where it stands out: on real feet overground about 35 ms later. Backward landings
        and captured motion are too soft for it. `touch`: the landing point meets the floor, the leaving point leaves it
        (`retrogait.gait.touch`), as double support and stance are defined in the literature. Feet only; strike angles
        stay those of `velocity`.
    threshold : float
        Share of the swing's peak speed, 0 to 1.
    impact_contrast : float
        Multiple of the swing's median jerk that an impact must reach to stand out.
    flat_from_deg, flat_to_deg : float
        Foot strike angles between which a landing is `flat`; above is `heel`, below is `toe`.
    """

    contact: str = option("impact", "what an initial contact is", choices=CONTACTS)
    threshold: float = option(0.30, "a share of the swing's peak speed", low=0, high=1, inside=True)
    impact_contrast: float = option(12.0, low=0, inside=True)
    flat_from_deg: float = option(-2.0)
    flat_to_deg: float = option(8.0)

    def __post_init__(self) -> None:
        """Refuse an unknown kind of contact."""
        super().__post_init__()
        check_flat_strikes("ContactOptions", self.flat_from_deg, self.flat_to_deg)

    @property
    def landing_share(self) -> float:
        """Share of its peak speed at which a point lands and leaves; 0 where it is the speed of the walk instead."""
        return 0.0 if self.contact == "extremum" else self.threshold

    @arguments()
    def detect(self, motion: LimbMotion, direction: Directions, steps: Flags) -> Swings:
        """Detect the contacts of one limb as its swings.

        Parameters
        ----------
        motion : LimbMotion
            Rests and swings of a foot or shank, tracked with this `threshold`.
        direction : Directions
            That of each of its swings, from `DirectionOptions.decide`.
        steps : (m,) array of bool
            Which of its swings are steps, from `StepOptions.choose`.

        Returns
        -------
        Swings
            One row per step. One cut off by the end of the recording has NaN for what was not recorded.
        """
        return self.tabulate(motion, direction, steps, self._instants(motion, direction, steps))

    def _instants(self, motion: LimbMotion, direction: Directions, steps: Flags) -> Instants:
        rows = motion.swing_features
        forward, backward = direction.forward, direction.backward
        land = np.where(forward, rows[:, swings.HEEL_IC], rows[:, swings.OWN_IC])
        is_foot = motion.site.endswith("foot")
        toe_land, toe_leave = rows[:, swings.TOE_IC], rows[:, swings.TOE_FC]
        if not is_foot:
            toe_land, toe_leave = _toes_of_a_shank(rows)
        land = np.where(backward, toe_land, land)
        leave = np.where(forward, toe_leave, rows[:, swings.OWN_FC])
        leave = np.where(backward, rows[:, swings.HEEL_FC], leave)
        if self.contact == "impact" and is_foot:
            may_strike = steps & (forward | ~motion.mounted)
            impact = impact_instants(motion, np.where(may_strike, land, np.nan), self.impact_contrast)
            land = np.where(np.isnan(impact), land, impact)
        lands_by, leaves_by = (
            np.where(forward, 0, np.where(backward, 1, 2)),
            np.where(forward, 1, np.where(backward, 0, 2)),
        )
        land_error_s = contact_error_s(motion, land, lands_by, swings.HEEL_IC_PASSING, swings.HEEL_IC_SKIPPED)
        leave_error_s = contact_error_s(
            motion, leave, leaves_by, swings.HEEL_FC_PASSING, swings.HEEL_FC_SKIPPED
        )
        if self.contact == "touch" and is_foot:
            touches = find_touches(motion, land, leave, forward, backward)
            land, leave = touches.land, touches.leave
            land_error_s = np.hypot(land_error_s, touches.land_error_s)
            leave_error_s = np.hypot(leave_error_s, touches.leave_error_s)
        return Instants(land, leave, land_error_s, leave_error_s)

    @arguments()
    def tabulate(self, motion: LimbMotion, direction: Directions, steps: Flags, instants: Instants) -> Swings:
        """Tabulate the steps of a limb as `detect` does, with contacts at these instants, wherever they are from."""
        rows = motion.swing_features
        way = direction.way
        is_foot = motion.site.endswith("foot")
        land, leave, land_error_s, leave_error_s = instants
        angle = (
            _strike_angle(rows, direction.forward, direction.backward)
            if is_foot
            else np.full(len(rows), np.nan)
        )
        before, after = rows[:, swings.REST_BEFORE].copy(), rows[:, swings.REST_AFTER].copy()
        decided = after.copy()
        before[0] = after[-1] = np.nan
        closed = ~np.isnan(before) & ~np.isnan(after)
        measured = closed & motion.mounted
        land, leave = (
            np.where(_touches(motion.lost, instant, instant), np.nan, instant) for instant in (land, leave)
        )
        bridged = _touches(
            motion.guessed,
            np.fmin(rows[:, swings.REST_BEFORE], leave),
            np.fmax(rows[:, swings.REST_AFTER], land),
        )
        measured &= ~bridged
        angle = np.where(bridged, np.nan, angle)
        keep = steps & ~(np.isnan(land) & np.isnan(leave))
        seconds = [motion.start_s + x[keep] / motion.rate_hz for x in (before, after, leave, land, decided)]
        count = int(keep.sum())
        length = motion.metre * np.hypot(rows[:, swings.DISPLACEMENT_X], rows[:, swings.DISPLACEMENT_Y])
        ways = measure_ways(motion)
        heading = np.degrees(np.arctan2(rows[:, swings.ASIDE], rows[:, swings.AHEAD]))
        turning = np.where(closed & motion.mounted, rows[:, swings.TURN_DEG], np.nan)
        middle = np.clip(rows[:, swings.PEAK_AT], 0, len(motion.stride) - 1)
        return Swings(
            {
                "side": np.full(count, SIDES.index(motion.side)),
                "site": np.full(count, SITES.index(motion.site)),
                "rest_before_s": seconds[0],
                "rest_after_s": seconds[1],
                "final_contact_s": seconds[2],
                "initial_contact_s": seconds[3],
                "final_contact_se_s": leave_error_s[keep],
                "initial_contact_se_s": land_error_s[keep],
                "decided_s": seconds[4],
                "direction": way[keep],
                "direction_confidence": direction.confidence[keep],
                "time_nats": direction.time_nats[keep],
                "travel_heading_deg": np.where(closed & motion.mounted, heading, np.nan)[keep],
                "strike": self._strikes(angle[keep]),
                "foot_strike_angle_deg": angle[keep],
                "foot_strike_angle_se_deg": strike_angle_error_deg(rows, angle)[keep],
                "displacement_m" if is_foot else "model_displacement_m": np.where(measured, length, np.nan)[
                    keep
                ],
                "displacement_se_m": length_error_m(rows, motion.rate_hz, np.where(measured, length, np.nan))[
                    keep
                ],
                **{name: np.where(bridged, np.nan, values)[keep] for name, values in ways._asdict().items()},
                "turning_angle_deg": turning[keep],
                "is_bridged": bridged[keep],
                "peak_speed_mps": rows[keep, swings.PEAK_MPS],
                "stride_period_s": motion.period_s(np.nan_to_num(middle[keep]).astype(int)),
            }
        )

    def _strikes(self, angle_deg: Floats) -> NDArray[np.intp]:
        above, below = angle_deg > self.flat_to_deg, angle_deg < self.flat_from_deg
        kinds = [STRIKES.index("heel"), STRIKES.index("toe"), -1]
        return np.select([above, below, np.isnan(angle_deg)], kinds, STRIKES.index("flat"))


def check_touch(contact: str, sites: Sequence[str]) -> None:
    """Raise `InvalidOption` where contacts by touch are asked of sites that do not show the foot."""
    others = [site for site in sites if not site.endswith("foot")]
    if contact == "touch" and others:
        raise InvalidOption(
            f"analyze: contact is 'touch' and contacts come from {', '.join(others)}; expected sensors on the feet, "
            "because no other shows when a foot meets the floor; leave contacts out, or analyse the feet alone with "
            "recording.select(...)"
        )


def check_flat_strikes(where: str, from_deg: float, to_deg: float) -> None:
    """Raise `InvalidOption` where no foot strike angle lies between the bounds of a flat strike."""
    if not from_deg <= to_deg:
        raise InvalidOption(
            f"{where}: flat_from_deg {from_deg:g} lies above flat_to_deg {to_deg:g}; flat strikes are those between "
            "the two; swap them"
        )


def _touches(missing: Flags, first: Floats, last: Floats) -> Flags:
    """Whether samples from `first` to `last` (m,) hold one that is `missing` (n,), or come within one sample of it."""
    lost = np.flatnonzero(missing)
    if not len(lost):
        return np.zeros(len(first), bool)
    a = np.floor(np.nan_to_num(first)) - 1
    b = np.ceil(np.nan_to_num(last)) + 1
    inside = np.searchsorted(lost, b, side="right") > np.searchsorted(lost, a)
    touches: Flags = np.isfinite(first) & np.isfinite(last) & inside
    return touches


def _strike_angle(rows: Floats, forward: Flags, backward: Flags) -> Floats:
    """Foot pitch at landing against the foot-flat after it (before the swing where there is none), toe-up positive."""
    landing = np.where(forward, rows[:, swings.PITCH_HEEL_IC_DEG], np.nan)
    landing = np.where(backward, rows[:, swings.PITCH_TOE_IC_DEG], landing)
    after, before = rows[:, swings.PITCH_AFTER_DEG], rows[:, swings.PITCH_BEFORE_DEG]
    return np.where(np.isnan(after), before, after) - landing


def list_events(table: Swings) -> pd.DataFrame:
    """List the contacts of swings as events (`catalogue.EVENTS`), in order of time.

    A final contact carries the direction of the swing it opens; strike and angle belong to initial contacts.
    """
    leave, land = table["final_contact_s"], table["initial_contact_s"]
    error_s = np.concatenate([table["final_contact_se_s"], table["initial_contact_se_s"]])
    count = len(table)
    time_s = np.concatenate([leave, land])
    side = table["side"]
    order = np.lexsort((np.concatenate([side, side]), time_s))[: np.isfinite(time_s).sum()]
    landing = order >= count
    swing = order - count * landing
    kinds = EVENTS_KINDS.index("final_contact"), EVENTS_KINDS.index("initial_contact")
    strike = np.where(landing, table["strike"][swing], -1)
    angle_deg = np.where(landing, table["foot_strike_angle_deg"][swing], np.nan)
    shared = ("direction_confidence", "decided_s", "bout_id")
    return EVENTS.frame(
        {
            "time_s": time_s[order],
            "side": category_array(side[swing], SIDES),
            "direction": category_array(table["direction"][swing], DIRECTIONS),
            "event": category_array(np.where(landing, kinds[1], kinds[0]), EVENTS_KINDS),
            "strike": category_array(strike, STRIKES),
            "foot_strike_angle_deg": angle_deg,
            "foot_strike_angle_se_deg": np.where(
                np.isnan(angle_deg), np.nan, table["foot_strike_angle_se_deg"][swing]
            ),
            **{name: table[name][swing] for name in shared},
            "time_se_s": error_s[order],
        }
    )
