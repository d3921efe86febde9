"""How the sensor of one site sits, found from a walk: its axes, and the evidence on which of its ends is the front."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import PoorExcitation
from retrogait.gait.steps import StepOptions
from retrogait.kinematics.gaps import SHORTEST_S
from retrogait.kinematics.limb import track_limb
from retrogait.kinematics.segment import main_axis
from retrogait.kinematics.thigh import track_thigh
from retrogait.kinematics.trunk_period import trunk_stride_period
from retrogait.mounting.axes import (
    about_face,
    frame_from,
    mean_gravity,
    rest_gravity,
    sideways_axis,
    standing_gravity,
    step_gravity,
    turned_by,
    turning_axis,
    walking_part,
)
from retrogait.mounting.heading import Heading, limb_heading, swings_in_a_row, thigh_heading, trunk_front
from retrogait.tables.catalogue import TRUNK

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.gait.time_asymmetry import AsymmetryOptions
    from retrogait.recording import Recording


LEAST_QUALITY = 0.4
_LEAST_LIMB_DPS, _LEAST_TRUNK_DPS = 10.0, 2.5  # mean rate of a slow walk; a still sensor has less than 1
_CLEAR_TURNING = 0.6


@dataclass(frozen=True, eq=False)
class SiteMounting:
    """A frame of a sensor whose x axis is the line ahead; whether it points to the front or the back is to be decided.

    Attributes
    ----------
    site : str
    matrix : (3, 3) array
        Takes sensor vectors into the frame.
    clarity : float
        How clearly the axes show, 0 to 1.
    front : float
        How surely the walk as a whole goes along x, -1 to 1.
    heading : Heading or None
        The steps of a foot or shank along x, with the evidence of time of each.
    """

    site: str
    matrix: Floats
    clarity: float
    front: float
    heading: Heading | None = None

    def turned(self) -> SiteMounting:
        """The same frame with x the other way."""
        heading = None if self.heading is None else self.heading._replace(travel=-self.heading.travel)
        return replace(self, matrix=about_face(self.matrix), front=-self.front, heading=heading)

    @property
    def one_way_quality(self) -> float:
        """How clearly axes and front show in a walk that goes one way, 0 to 1."""
        return float(np.clip(self.clarity, 0, 1) * min(1.0, abs(self.front)))

    @property
    def quality(self) -> float:
        """How clearly the axes show in a walk that may go to and fro, 0 to 1."""
        if self.heading is None:
            return self.one_way_quality
        return float(np.clip(self.clarity, 0, 1) * self.heading.straightness)


def find_site_mounting(recording: Recording, site: str, options: AsymmetryOptions) -> SiteMounting:
    """Find the axes of one sensor from a walk in the sensor frame.

    Raises
    ------
    PoorExcitation
        The sensor shows no walking, or no strides.
    """
    if site in TRUNK:
        found = _trunk(recording, site)
    else:
        found = (_thigh if site.endswith("thigh") else _limb)(recording, site, options)
    if found is None or np.isnan(found.front):
        raise PoorExcitation(f"{site}: {_why_nothing(recording, site)}")
    return found


def _why_nothing(recording: Recording, site: str) -> str:
    """Why a sensor shows no walk."""
    least_dps = _LEAST_TRUNK_DPS if site in TRUNK else _LEAST_LIMB_DPS
    if walking_part(recording.samples(site)[1], recording.rate_hz, least_dps) is None:
        return (
            f"the sensor does not turn by {least_dps:g} deg/s or more for {SHORTEST_S:g} s without a gap, as a walk "
            "makes it; a dozen strides are needed; pass a recording that holds the walk"
        )
    if site in TRUNK:
        return (
            "no walk was found that shows which end is the front; expected a dozen strides in one direction without "
            "running, jumping or nearly flying; pass a recording that holds a walk at an easy pace"
        )
    return (
        "no walking was found; expected a dozen strides in one direction; check that the sensor was worn there and "
        "pass a recording that holds the walk"
    )


def check_quality(site: str, quality: float) -> None:
    """Raise `PoorExcitation` where the axes of a site do not show clearly enough to be used."""
    if quality < LEAST_QUALITY:
        raise PoorExcitation(
            f"{site}: the axes do not show clearly (quality {quality:.2f}, expected {LEAST_QUALITY:g}); "
            "pass a longer, straighter walk in one direction, or declare the mounting with Alignment.declared"
        )


def _trunk(recording: Recording, site: str) -> SiteMounting | None:
    walk = walking_part(recording.samples(site)[1], recording.rate_hz, _LEAST_TRUNK_DPS)
    stride_s = float("nan") if walk is None else trunk_stride_period(walk, recording.rate_hz)
    if walk is None or np.isnan(stride_s):
        return None
    up = _upright(recording, site, mean_gravity(walk))
    left, clarity = sideways_axis(walk, up, recording.rate_hz, 0.5 * stride_s)
    matrix = frame_from(up, left)
    return SiteMounting(site, matrix, clarity, trunk_front(recording, site, matrix))


def _thigh(recording: Recording, site: str, options: AsymmetryOptions) -> SiteMounting | None:
    motions = list(track_thigh(recording, site))
    swings = [swings_in_a_row(motion) for motion in motions]
    if sum(map(len, swings)) == 0:
        return None
    walk = np.concatenate(
        [
            motion.samples[motion.at[at[0]] : motion.at[at[-1]]]
            for motion, at in zip(motions, swings, strict=True)
            if len(at)
        ]
    )
    up = _upright(recording, site, mean_gravity(walk))
    left, share = main_axis(walk[:, 3:], up)
    matrix = frame_from(up, left)
    heading = thigh_heading(motions, swings, matrix, options)
    return SiteMounting(site, matrix, 2.0 * share - 1.0, heading.front, heading)


def _limb(recording: Recording, site: str, options: AsymmetryOptions) -> SiteMounting | None:
    motions = list(track_limb(recording, site))
    steps = [np.flatnonzero(StepOptions().choose(motion)[1:-1]) for motion in motions]
    if sum(map(len, steps)) == 0:
        return None
    is_foot = site.endswith("foot")
    up = _upright(recording, site, rest_gravity(motions, steps) if is_foot else step_gravity(motions, steps))
    left, share = turning_axis(motions, steps)
    clarity = 2.0 * share - 1.0
    matrix = frame_from(up, left)
    heading = limb_heading(motions, steps, matrix, options)
    if is_foot and clarity < _CLEAR_TURNING and heading.is_walk:
        # a foot that hardly rolls turns about no axis in particular; then the way it is carried is its front
        matrix, clarity = turned_by(matrix, heading.line_rad), _CLEAR_TURNING
        heading = limb_heading(motions, steps, matrix, options)
    return SiteMounting(site, matrix, clarity, heading.front, heading)


def _upright(recording: Recording, site: str, usual: Floats) -> Floats:
    """Up, unit (3,), in the sensor's axes: while standing, else as usual in walking."""
    still = standing_gravity(recording.samples(site)[1], recording.rate_hz, usual)
    return usual if still is None else still
