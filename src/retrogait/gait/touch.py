"""Contacts by touch: when a foot meets and leaves the floor, from how it stops and starts to move."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait._kernels import touch
from retrogait._runtime.compiling import make_ready

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats
    from retrogait.kinematics.limb import LimbMotion

# A point that is lifted goes with the square of time at first, to which sampling adds its own spread: its start follows
# from the instants at which it has two shares of its top speed. The time from there to the true one, and from coming to
# rest back to the touch, are the simulator's, by the end that leaves or lands; docs/accuracy.md has their SD.
_RATIO = touch.SECOND / touch.FIRST
# of the square of a sample's time: a sample is the mean of an interval, with straight lines to the next
_SPREAD = 0.7
_LATER_S = {"heel": 0.0009, "ball": 0.0055}  # the end that leaves
_EARLIER_S = {"heel": 0.0228, "ball": 0.0191}  # the end that lands
_USUAL_LEAVE_S, _USUAL_LAND_S = -0.044, 0.003  # against a contact by speed, of a foot that does not show it
_SHOWN_ERROR_S = 0.003  # SD between walkers and speeds, simulated
_USUAL_ERROR_S = 0.015  # SD of the delay between the few real and captured feet on which it shows
_FARTHEST_S = 0.1
_SLOWEST_STOP_S = 0.045  # from a contact by speed to rest: what takes longer slides on
_SLOWEST_S = 0.050  # from one share to the other: what takes longer creeps away
_LEAST_SHARE = 0.5  # of the swings of a direction must show it, or their median is not taken


class Touches(NamedTuple):
    """Instants in samples (n,), and the standard errors in s that a touch has beyond a contact by speed."""

    land: Floats
    leave: Floats
    land_error_s: Floats
    leave_error_s: Floats


def find_touches(motion: LimbMotion, land: Floats, leave: Floats, forward: Flags, backward: Flags) -> Touches:
    """The touches and departures, samples (n,), that belong to contacts by speed of a foot of known mounting.

    `land`, `leave`, `forward` and `backward` (n,) are of the rows of `motion.swing_features`. A swing whose touch does
    not show, or without a direction, takes the median delay of the others, or the usual one where there are none.
    """
    make_ready("touch")
    count = len(motion.rests) - 1
    rows = np.full((len(land), touch.WIDTH), np.nan)
    contacts = np.full((count, 4), np.nan)
    # of heel and ball: forward the heel lands and the ball leaves
    contacts[:, 0], contacts[:, 1] = np.where([backward, forward], leave, np.nan)[:, 1:-1]
    contacts[:, 2], contacts[:, 3] = np.where([forward, backward], land, np.nan)[:, 1:-1]
    for run in motion.runs:
        touch.find_touches(
            motion.samples,
            motion.turn,
            motion.force_sum,
            motion.rests[run.first : run.last + 1],
            run.gravity,
            run.frames,
            motion.rate_hz,
            motion.heel,
            motion.ball,
            contacts[run.first : run.last],
            rows[run.first + 1 : run.last + 1],
        )
    first = np.where(forward, rows[:, touch.BALL_FIRST], rows[:, touch.HEEL_FIRST])
    second = np.where(forward, rows[:, touch.BALL_SECOND], rows[:, touch.HEEL_SECOND])
    later_s = np.where(forward, _LATER_S["ball"], _LATER_S["heel"])
    quick = second - first <= _SLOWEST_S * motion.rate_hz
    leaves = first - _since_rest(np.where(quick, second - first, np.nan)) + later_s * motion.rate_hz
    stopped = np.where(forward, rows[:, touch.HEEL_STOPPED], rows[:, touch.BALL_STOPPED])
    stopped = np.where(stopped - land <= _SLOWEST_STOP_S * motion.rate_hz, stopped, np.nan)
    lands = stopped - np.where(forward, _EARLIER_S["heel"], _EARLIER_S["ball"]) * motion.rate_hz
    land_at, land_error_s = _or_usual(lands, land, _USUAL_LAND_S, motion.rate_hz, forward)
    leave_at, leave_error_s = _or_usual(leaves, leave, _USUAL_LEAVE_S, motion.rate_hz, forward)
    return Touches(land_at, leave_at, land_error_s, leave_error_s)


def _since_rest(apart: Floats) -> Floats:
    """Samples from the lift of a point to the first of two shares of its speed, reached `apart` samples apart."""
    under = _RATIO * apart * apart - (_RATIO - 1.0) ** 2 * _SPREAD
    since: Floats = (apart + np.sqrt(np.maximum(under, 0.0))) / (_RATIO - 1.0)
    return since


def _or_usual(
    found: Floats, contact: Floats, usual_s: float, rate_hz: float, forward: Flags
) -> tuple[Floats, Floats]:
    """What was `found`, or the contact and the median delay of its direction where that is missing or far off.

    And the standard error in s of either.
    """
    delay = found - contact
    near = np.abs(delay) <= _FARTHEST_S * rate_hz
    usual = np.full(len(found), usual_s * rate_hz)
    for way in (forward, ~forward):
        steps = way & np.isfinite(contact)
        if (steps & near).sum() >= max(1, _LEAST_SHARE * steps.sum()):
            usual[way] = np.median(delay[way & near])
    return contact + np.where(near, delay, usual), np.where(near, _SHOWN_ERROR_S, _USUAL_ERROR_S)
