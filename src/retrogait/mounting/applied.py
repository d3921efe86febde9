"""The mounting that an analysis uses: given with the samples, by an alignment, by a stated direction, or by the walk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import PoorExcitation
from retrogait.gait.time_asymmetry import confidence
from retrogait.mounting.axes import about_face
from retrogait.mounting.fronts import doubts, find_fronts
from retrogait.mounting.site_mounting import LEAST_QUALITY, find_site_mounting
from retrogait.mounting.upright import check_upright
from retrogait.tables.catalogue import SIDES, TRUNK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from retrogait.gait.time_asymmetry import AsymmetryOptions
    from retrogait.mounting.alignment import Alignment
    from retrogait.mounting.fronts import Front
    from retrogait.mounting.site_mounting import SiteMounting
    from retrogait.recording import Recording

# A recording of hours is not walked through twice: its mounting is found from some minutes, spread over its length.
_PIECES, _PIECE_S, _LOOK_HZ = 5, 60.0, 5.0
_ALIKE_TRACE = 1.0 + 2.0 * np.cos(
    np.radians(45.0)
)  # of the turn from one mounting to another: 45 deg or less
_MOVING_SHARE = (
    0.3  # of the brisk moving of a recording, 95th percentile: a piece with less holds little walking
)


@dataclass(frozen=True, eq=False)
class Mounted:
    """A recording whose sites are in their segments' axes where the mounting is known.

    Attributes
    ----------
    recording : Recording
    source : dict of str to str
        By site, how the mounting is known: `segment`, `declared`, `stated`, `walk` or `none`.
    confidence : dict of str to float
        By site whose front the walk told, how probable it is, 0.5 to 1.
    notes : list of str
    """

    recording: Recording
    source: dict[str, str]
    confidence: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def apply_mounting(
    recording: Recording,
    alignment: Alignment | None,
    direction: str | None,
    options: AsymmetryOptions,
    broken: Collection[str] = (),
) -> Mounted:
    """Put every site into its segment's axes, as far as its mounting is given or shows in the walk.

    Sites that are `broken`, whose accelerometer and gyroscope do not belong together, are left out: nothing can be known
    of which way they go.

    Raises
    ------
    InvalidTable
        A site that is in its segment's frame, or is put there by an alignment, is tilted by more than 45 degrees.
    UnknownSite
        A site has no rotation in the alignment.
    InvalidOption
        An alignment is given for a recording in the segment frame.
    """
    if alignment is not None or recording.frame == "segment":
        source = "segment" if alignment is None else "declared"
        recording = recording if alignment is None else alignment.apply(recording)
        for site in recording.sites:
            check_upright(recording, site)
        sources = {site: "none" if site in broken else source for site in recording.sites}
        return Mounted(recording.unmounted(*broken) if broken else recording, sources)
    found, missing = _find_all(recording, direction, options, broken)
    fronts = find_fronts(found, direction, options)
    for site, front in fronts.items():
        if front.unknown_because:
            missing[site] = front.unknown_because
        elif front.quality < LEAST_QUALITY:
            missing[site] = (
                f"the axes do not show clearly (quality {front.quality:.2f}, expected {LEAST_QUALITY:g})"
            )
    known = {site: front for site, front in fronts.items() if site not in missing}
    how = "walk" if direction is None else "stated"
    return Mounted(
        recording.rotated({site: front.matrix for site, front in known.items()}, keep_others=True),
        {site: how if site in known else "none" for site in recording.sites},
        {
            site: confidence(front.nats)
            for site, front in known.items()
            if direction is None and front.nats > 0
        },
        [
            *_found_notes(known, direction),
            *doubts(known, direction, options),
            *_missing_notes(missing, direction),
        ],
    )


def _find_all(
    recording: Recording, direction: str | None, options: AsymmetryOptions, broken: Collection[str]
) -> tuple[dict[str, SiteMounting], dict[str, str]]:
    """The axes of every site that shows them, and why the others do not."""
    found, missing = {}, {}
    sample = _some_minutes(recording)
    for site in recording.sites:
        if site in broken:
            continue
        if site in TRUNK and direction is None:
            missing[site] = "which end is the front cannot be told from the trunk"
            continue
        try:
            found[site] = find_site_mounting(sample, site, options)
        except PoorExcitation as error:
            missing[site] = str(error).removeprefix(f"{site}: ")
    return found, missing


def _some_minutes(recording: Recording) -> Recording:
    """The recording; of a long one its beginning, where people stand, and pieces over its length in which legs move."""
    width = round(_PIECE_S * recording.rate_hz)
    count = recording.n_samples // width
    if count <= _PIECES + 1:
        return recording
    every = max(1, round(recording.rate_hz / _LOOK_HZ))
    speed = sum(
        np.abs(np.nan_to_num(recording.channels(site)[3:, ::every])).sum(axis=0) for site in recording.sites
    )
    moving = np.array([piece.mean() for piece in np.array_split(speed, count)])
    busy = np.flatnonzero(moving >= _MOVING_SHARE * np.quantile(moving, 0.95))
    chosen = busy[np.unique(np.linspace(0, len(busy) - 1, _PIECES).round().astype(int))]
    pieces = sorted({0, *chosen.tolist()})
    return recording.excerpts([(k * width, (k + 1) * width) for k in pieces])


def _found_notes(known: dict[str, Front], direction: str | None) -> list[str]:
    told = {site: front.nats for site, front in known.items() if np.isfinite(front.nats)}
    if not told or direction is not None:
        return []
    sure = ", ".join(f"{site} {confidence(nats):.2f}" for site, nats in told.items())
    return [
        "the mounting was found from the walk itself, and which way is forward from its asymmetry in time "
        f"(confidence: {sure}); a known mounting, Alignment.declared(...), is surer"
    ]


def _missing_notes(missing: dict[str, str], direction: str | None) -> list[str]:
    """One note for all sites that lack a mounting for the same reason."""
    alike: dict[str, list[str]] = {}
    for site, why in missing.items():
        alike.setdefault(why.split(";")[0], []).append(site)
    stated = "" if direction is None else f", although walking {direction} is stated"
    return [
        f"{', '.join(sites)}: direction, strike, angles and lengths are missing: the recording is in the sensor frame and "
        f"the mounting does not show in it{stated}: {why}; pass direction= if everybody walked one way, "
        "alignment=calibrate(walk), or Alignment.declared(...)"
        for why, sites in alike.items()
    ]


def name_sources(source: dict[str, str]) -> str:
    """How the directions of these sites are known: one word, or one for each site where they differ.

    >>> name_sources({"left_foot": "walk", "right_foot": "walk"})
    'walk'
    >>> name_sources({"left_foot": "walk", "right_foot": "none"})
    'left_foot walk, right_foot none'
    """
    if len(set(source.values())) == 1:
        return next(iter(source.values()))
    return ", ".join(f"{site} {how}" for site, how in source.items())


def exchanged_sides(sites: Iterable[str], alignment: Alignment | None) -> list[str]:
    """What may have happened to an alignment that two sides contradict, where it has them half a turn apart."""
    causes = []
    if alignment is not None:
        walks = {alignment.source.get(site, "") for site in sites}
        if any(walk.startswith("calibrated") for walk in walks):
            causes.append("it was calibrated on a walk of the other direction")
        for segment in ("foot", "shank", "thigh"):
            pair = [f"{side}_{segment}" for side in SIDES]
            if set(pair) <= set(sites):
                left, right = (alignment.rotations[site] for site in pair)
                if np.trace(about_face(left) @ right.T) > _ALIKE_TRACE:
                    causes.append(f"{' and '.join(pair)} were exchanged")
    return causes
