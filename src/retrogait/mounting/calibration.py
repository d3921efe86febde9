"""Calibration: the mounting of every sensor, found from a walk of known direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption, PoorExcitation, UnknownSite
from retrogait.intake.site_names import explain_unknown
from retrogait.kinematics.gaps import SHORTEST_S
from retrogait.kinematics.limb import track_limb
from retrogait.kinematics.segment import main_axis
from retrogait.kinematics.trunk import trunk_stride_period
from retrogait.mounting.alignment import Alignment
from retrogait.mounting.axes import (
    about_face,
    frame_from,
    mean_gravity,
    rest_gravity,
    sideways_axis,
    standing_gravity,
    turned_by,
    walking_part,
)
from retrogait.mounting.heading import heading_of
from retrogait.tables.catalogue import SITES, TRUNK

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.recording import Recording


_LEAST_QUALITY = 0.4
_LEAST_LIMB_DPS, _LEAST_TRUNK_DPS = 10.0, 2.5  # mean rate of a slow walk; a still sensor has less than 1
_CLEAR_TURNING = 0.6


def calibrate(recording: Recording, direction: str = "forward") -> Alignment:
    """Find the mounting of every sensor from a walk of known direction.

    Up is gravity while standing, else at the rests of a foot, else over whole strides: then the mean tilt of a shank or
    thigh counts as upright. The side-to-side axis of a leg is the one it mainly turns about; that of the trunk the
    horizontal one along which it sways with the stride and not with the step. Which way is front follows from the
    direction of the walk.

    Parameters
    ----------
    recording : Recording
        A walk in the sensor frame: a dozen strides are enough, a turn does no harm; standing at its start helps.
    direction : {"forward", "backward"}
        The direction in which the person walked.

    Returns
    -------
    Alignment
        With a quality figure for every site.

    Raises
    ------
    InvalidOption
        `direction` is not one of the two.
    PoorExcitation
        A sensor shows no walking, or its axes or its front cannot be told.

    Examples
    --------
    >>> import numpy as np, retrogait as rg
    >>> walk, truth = rg.simulate_walk(direction="backward", speed_mps=0.6, duration_s=20, seed=2)
    >>> turned = rg.Alignment.declared({site: ("-y", "+x", "+z") for site in walk.sites})
    >>> worn = rg.Recording.from_frames({s: walk[s] for s in walk.sites}, walk.rate_hz, frame="sensor")
    >>> sorted(rg.calibrate(worn, direction="backward").rotations)
    ['left_foot', 'right_foot']
    """
    if direction not in {"forward", "backward"}:
        raise InvalidOption(
            f"calibrate: direction is {direction!r}; expected the direction the person walked in, 'forward' or "
            "'backward'; pass the one that is true of this walk"
        )
    rotations: dict[str, Floats] = {}
    quality: dict[str, float] = {}
    source: dict[str, str] = {}
    for site in recording.sites:
        if site not in SITES:
            raise UnknownSite(explain_unknown("calibrate", site, recording.sites))
        rotations[site], quality[site] = _calibrate_site(
            recording, site, 1.0 if direction == "forward" else -1.0
        )
        source[site] = f"calibrated, walking {direction}"
    return Alignment(rotations, quality, source)


def _calibrate_site(recording: Recording, site: str, way: float) -> tuple[Floats, float]:
    """Rotation and quality of one site from a walk in the direction `way` (+1 forward, -1 backward)."""
    _, values = recording.samples(site)
    still = standing_gravity(values, recording.rate_hz)
    least_dps = _LEAST_TRUNK_DPS if site in TRUNK else _LEAST_LIMB_DPS
    walk = walking_part(values, recording.rate_hz, least_dps)
    if walk is None:
        raise PoorExcitation(
            f"calibrate: {site}: the sensor does not turn by {least_dps:g} deg/s or more for {SHORTEST_S:g} s "
            "without a gap, as a walk makes it; a dozen strides are needed; pass a recording that holds the walk"
        )
    find = _trunk_axes if site in TRUNK else _limb_axes
    matrix, clarity, front = find(recording, site, walk, still)
    if np.isnan(front):
        raise PoorExcitation(_no_walk(site))
    quality = float(np.clip(clarity, 0, 1) * min(1.0, abs(front)))
    if quality < _LEAST_QUALITY:
        raise PoorExcitation(
            f"calibrate: {site}: the axes do not show clearly (quality {quality:.2f}, expected {_LEAST_QUALITY:g}); "
            "pass a longer, straighter walk in one direction, or declare the mounting with Alignment.declared"
        )
    return (matrix if front * way > 0 else about_face(matrix)), quality


def _trunk_axes(
    recording: Recording, site: str, walk: Floats, still: Floats | None
) -> tuple[Floats, float, float]:
    """Provisional frame of a trunk, how clear its axes are, and how surely it goes along x."""
    up = mean_gravity(walk) if still is None else still
    stride_s = trunk_stride_period(walk, recording.rate_hz)
    if np.isnan(stride_s):
        return np.eye(3), 0.0, float("nan")
    left, clarity = sideways_axis(walk, up, recording.rate_hz, 0.5 * stride_s)
    matrix = frame_from(up, left)
    return matrix, clarity, heading_of(recording, site, matrix)[0]


def _limb_axes(
    recording: Recording, site: str, walk: Floats, still: Floats | None
) -> tuple[Floats, float, float]:
    """Provisional frame of a leg segment, how clear its axes are, and how surely it goes along x."""
    up = still
    if up is None and site.endswith("foot"):
        motions = list(track_limb(recording, site))
        if not motions:
            raise PoorExcitation(_no_walk(site))
        up = rest_gravity(max(motions, key=lambda motion: len(motion.rests)))
    elif up is None:
        up = mean_gravity(walk)
    left, share = main_axis(walk[:, 3:], up)
    clarity = 2.0 * share - 1.0
    matrix = frame_from(up, left)
    front, heading = heading_of(recording, site, matrix)
    if site.endswith("foot") and clarity < _CLEAR_TURNING and np.isfinite(heading):
        # a foot that hardly rolls turns about no axis in particular; then the way it is carried is its front
        matrix = turned_by(matrix, heading)
        front, clarity = heading_of(recording, site, matrix)[0], _CLEAR_TURNING
    return matrix, clarity, front


def _no_walk(site: str) -> str:
    return (
        f"calibrate: {site}: no walking was found; expected a dozen strides in the stated direction; "
        "check that the sensor was worn there and pass a recording that holds the walk"
    )
