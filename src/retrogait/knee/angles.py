"""Knee flexion over a recording, leg by leg, and the tilt of each thigh and shank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.kinematics.knee_bending import bending_agreement
from retrogait.kinematics.knee_point import find_knee_point
from retrogait.kinematics.segment import SegmentMotion, follow_segment
from retrogait.knee.faults import find_fault
from retrogait.knee.zero import MOUNTING, STANDING, check_legs, set_zero
from retrogait.session import no_knee
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import KNEE_COLUMNS, SIDES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Floats
    from retrogait.knee.zero import KneeZero
    from retrogait.recording import Recording


_UP = np.array([0.0, 0.0, 1.0])
_LEFT = np.array([0.0, 1.0, 0.0])
_LEAST_CERTAIN = 0.1  # agreement below which the ends of the axes are unknown in the sensor frame


@dataclass(frozen=True, eq=False)
class Knees:
    """What the thighs and shanks of a recording show.

    Attributes
    ----------
    table : DataFrame
        Index `time_s`; a column of flexion in deg for each leg that wears both sensors.
    tilts : DataFrame
        Index `time_s`; a column by site, forward lean of a segment in deg, only where its mounting is known.
    rates : DataFrame
        The same in deg/s, positive where the lean grows.
    zeros : dict of str to str
        By side, what zero flexion is: `standing`, `standing at 5 deg`, `mounting`, `mounting as stated`, `straightest`
        or `none`.
    notes : tuple of str
        What was left out or is not certain, a sentence each.
    """

    table: pd.DataFrame
    tilts: pd.DataFrame
    rates: pd.DataFrame
    zeros: dict[str, str]
    notes: tuple[str, ...] = ()


@arguments(knee_zero="Any")
def measure_knees(
    recording: Recording,
    strides: pd.DataFrame,
    knee_zero: KneeZero = STANDING,
    stated: Sequence[str] = (),
) -> Knees:
    """Measure knee flexion of every leg with a thigh and a shank sensor, and the tilt of each of these.

    The axis each segment turns about is found from the walk: that of the most horizontal turning, in a frame levelled
    by gravity over whole strides. Flexion is the lean of the shank less that of the thigh, each about its own axis, so
    it neither drifts nor needs the sensors' headings to agree, and what unsteady walking does to gravity cancels.

    Parameters
    ----------
    recording : Recording
        In the segment frame, or in the sensor frame: there the joint shows which ends of the axes belong together.
    strides : DataFrame
        `catalogue.STRIDES`, with `start_s` and `end_s`.
    knee_zero : {"standing", "mounting"} or mapping of side to float
        What zero flexion is, as in `analyze`.
    stated : sequence of str
        Sites whose axes were stated. Those found from a walk take upright from standing: their zero would be standing.

    Returns
    -------
    Knees
        NaN, with a note, for a leg whose sensors do not turn about an axis or do not fit each other.

    Notes
    -----
    The idea of a hinge found from movement is that of Seel, Raisch, Schauer 2014, Sensors 14:6891-6909,
    doi 10.3390/s140406891. It differs: the axis is not fitted to the difference of the two gyroscopes, which a thigh
    that turns about the vertical as well spoils, and the drift is not filtered out of the angle but never enters it.
    """
    check_legs(knee_zero, recording.sites)
    worn = [f"{side}_{part}" for side in SIDES for part in ("thigh", "shank")]
    if not set(worn) & set(recording.sites):
        none = no_knee()
        bare = pd.DataFrame(index=none.index)
        return Knees(none, bare, bare, {})
    index = pd.Index(recording.time_s, name="time_s", copy=True)
    motions = {
        site: _aimed(motion, recording.frame_of(site) == "segment")
        for site in worn
        if site in recording and (motion := follow_segment(recording, site, strides))
    }
    flexion, zeros, notes = {}, {}, []
    for side, column in zip(SIDES, KNEE_COLUMNS, strict=True):
        pair = f"{side}_thigh", f"{side}_shank"
        if not set(pair) <= set(recording.sites):
            continue
        if not set(pair) <= set(motions):
            angle, zero, note = (
                np.full(len(index), np.nan),
                "none",
                f"{column}: missing: no strides were found",
            )
        else:
            mounted = all(recording.frame_of(site) == "segment" for site in pair)
            own = STANDING if knee_zero == MOUNTING and not set(pair) <= set(stated) else knee_zero
            angle, zero, note = _measure_leg(side, motions, mounted, strides, own)
            if own != knee_zero:
                note = (
                    f"{column}: zero is {zero}, because the mounting of its sensors was not stated; a mounting found "
                    "from a walk takes upright from standing; pass samples in the segment frame, or "
                    "alignment=Alignment.declared(...)"
                )
        flexion[column], zeros[side] = angle, zero
        notes += [note] if note else []
    mounted_motions = {site: one for site, one in motions.items() if recording.frame_of(site) == "segment"}
    tilts = {site: _tilt(motion) for site, motion in mounted_motions.items()}
    rates = {site: motion.rate_dps() for site, motion in mounted_motions.items()}
    table, tilted, turning = (
        pd.DataFrame(columns, index=index, dtype=float) for columns in (flexion, tilts, rates)
    )
    return Knees(table if flexion else no_knee(), tilted, turning, zeros, tuple(notes))


def _aimed(motion: SegmentMotion, mounted: bool) -> SegmentMotion:
    """The same motion with its axis pointing left, where the mounting defines left."""
    return replace(motion, axis=-motion.axis) if mounted and motion.axis @ _LEFT < 0 else motion


def _tilt(motion: SegmentMotion) -> Floats:
    """Forward lean (n,) of a segment of known mounting, zero in standing where there is standing."""
    tilt, standing = motion.tilt_deg(_UP), motion.standing()
    return tilt - np.median(tilt[standing]) if standing.any() else tilt


def _measure_leg(
    side: str,
    motions: dict[str, SegmentMotion],
    mounted: bool,
    strides: pd.DataFrame,
    knee_zero: KneeZero,
) -> tuple[Floats, str, str]:
    """Flexion (n,), what its zero is, and a note or nothing."""
    column = f"{side}_knee_flexion_deg"
    thigh, shank = motions[f"{side}_thigh"], motions[f"{side}_shank"]
    nothing = np.full(len(thigh.up), np.nan)
    point = find_knee_point(thigh, shank)
    if not mounted and point.heading < 0:
        thigh = replace(thigh, axis=-thigh.axis)
    tops = (_UP, _UP) if mounted else (thigh.mean_up(), shank.mean_up())
    flexion = _wrapped(shank.tilt_deg(tops[1]) - thigh.tilt_deg(tops[0]))
    bending = bending_agreement(thigh, shank, flexion, float(strides["stride_time_s"].median()))
    if not mounted and bending < 0:
        flexion, bending = -flexion, -bending
    other = motions.get(f"{'right' if side == 'left' else 'left'}_shank")
    fault = find_fault(point, thigh, shank, other, strides, bending, mounted)
    if fault:
        return nothing, "none", f"{column}: missing: {fault}"
    if not mounted and bending < _LEAST_CERTAIN:
        note = (
            f"{column}: missing: the mounting is not known and the walk does not distinguish flexion from extension; "
            "pass alignment=calibrate(walk, direction=...)"
        )
        return nothing, "none", note
    return set_zero(flexion, thigh, shank, mounted, side, knee_zero)


def _wrapped(angle_deg: Floats) -> Floats:
    wrapped: Floats = (angle_deg + 180.0) % 360.0 - 180.0
    return wrapped
