"""Calibration: the mounting of every sensor, found from a walk."""

from __future__ import annotations

import warnings as python_warnings
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption, PoorExcitation, RetrogaitWarning, UnknownSite
from retrogait.gait.time_asymmetry import AsymmetryOptions
from retrogait.intake.site_names import explain_unknown
from retrogait.kinematics.worn import Worn
from retrogait.mounting.alignment import Alignment
from retrogait.mounting.fronts import doubts, find_fronts
from retrogait.mounting.sensor_pair import broken_sites, check_pairs, why_broken
from retrogait.mounting.site_mounting import check_quality, find_site_mounting
from retrogait.tables.arguments import CALLER, arguments
from retrogait.tables.catalogue import SITES, TRUNK
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from retrogait.recording import Recording


@arguments()
def calibrate(recording: Recording, direction: str | None = None) -> Alignment:
    """Find the mounting of every sensor from a walk.

    Up is gravity while standing, else at the rests of a foot, else over whole strides: then the mean tilt of a shank or
    thigh counts as upright. The side-to-side axis of a leg is its main axis of rotation; that of the trunk the
    horizontal axis along which it sways at the stride frequency and not at the step frequency. The front follows from
    the direction of the walk: stated, or found from the time asymmetry of walking (`retrogait.gait.time_asymmetry`),
    which feet, shanks and thighs show in any mounting.

    Parameters
    ----------
    recording : Recording
        A walk in the sensor frame: a dozen strides are enough, a turn does no harm; standing at its start helps.
    direction : {"forward", "backward"}, optional
        The direction in which the person walked. Without it the direction is found from the walk, which may then go
        both ways, unless a trunk is calibrated too. Where the walk contradicts the direction given, a warning says so.

    Returns
    -------
    Alignment
        With a quality figure for every site, and the evidence of time asymmetry for its front. A sensor that cannot be
        calibrated is named in a warning and left out.

    Raises
    ------
    InvalidOption
        `direction` is not one of the two.
    PoorExcitation
        No sensor can be calibrated: there is no walking, accelerometer and gyroscope do not belong together, or the
        axes or the front cannot be found. The first sensor is named.

    Examples
    --------
    >>> import numpy as np, retrogait as rg
    >>> walk, truth = rg.simulate_walk(direction="backward", speed_mps=0.6, duration_s=20, seed=2)
    >>> turned = rg.Alignment.declared({site: ("-y", "+x", "+z") for site in walk.sites})
    >>> worn = rg.Recording.from_frames({s: walk[s] for s in walk.sites}, walk.rate_hz, frame="sensor")
    >>> alignment = rg.calibrate(worn)
    >>> alignment.source["left_foot"]
    'calibrated, direction from the walk'
    """
    if direction is not None and direction not in WALKED:
        raise InvalidOption(
            f"calibrate: direction is {direction!r}; expected the direction the person walked in, 'forward' or "
            "'backward'; pass the one that is true of this walk, or leave it out"
        )
    for site in recording.sites:
        if site not in SITES:
            raise UnknownSite(explain_unknown("calibrate", site, recording.sites))
    recording = Worn.find(recording).only(recording)
    options = AsymmetryOptions()
    pairs = check_pairs(recording)
    missing = {site: why_broken(site, pairs) for site in broken_sites(pairs)}
    found = {}
    for site in recording.sites:
        if site not in missing:
            try:
                found[site] = find_site_mounting(recording, site, options)
            except PoorExcitation as error:
                missing[site] = str(error)
    fronts = find_fronts(found, direction, options)
    for site, front in fronts.items():
        try:
            check_quality(site, front.quality)
        except PoorExcitation as error:
            missing[site] = str(error)
        if front.unknown_because:
            missing.setdefault(site, f"{site}: {front.unknown_because}")
    fronts = {site: front for site, front in fronts.items() if site not in missing}
    if not fronts:
        raise PoorExcitation(f"calibrate: {next(why for site, why in missing.items())}")
    kept = " ".join(fronts)
    for note in (
        *(f"{why}; it is left out, and {kept} calibrated" for why in missing.values()),
        *doubts(fronts, direction, options),
    ):
        python_warnings.warn(f"calibrate: {note}", RetrogaitWarning, stacklevel=CALLER)
    how = "direction from the walk" if direction is None else f"walking {direction}"
    return Alignment(
        {site: front.matrix for site, front in fronts.items()},
        {site: front.quality for site, front in fronts.items()},
        dict.fromkeys(fronts, f"calibrated, {how}"),
        {site: front.nats for site, front in fronts.items() if site not in TRUNK},
        missing,
    )
