"""The mounting that an analysis uses: given with the samples or by an alignment, or found from the walk itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import PoorExcitation
from retrogait.gait.time_asymmetry import confidence
from retrogait.mounting.axes import about_face
from retrogait.mounting.fronts import find_fronts
from retrogait.mounting.sensor_pair import broken_sites
from retrogait.mounting.site_mounting import LEAST_QUALITY, find_site_mounting
from retrogait.mounting.upright import check_upright
from retrogait.tables.catalogue import SIDES, TRUNK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from retrogait.gait.time_asymmetry import AsymmetryOptions
    from retrogait.kinematics.worn import Worn
    from retrogait.mounting.alignment import Alignment
    from retrogait.mounting.fronts import Front
    from retrogait.mounting.pair_finding import PairFinding
    from retrogait.mounting.site_mounting import SiteMounting
    from retrogait.recording import Recording

# A recording of hours is not walked through twice: its mounting is found from some of its minutes.
_PIECES, _PIECE_S, _LOOK_HZ = 5, 60.0, 5.0
_ALIKE_TRACE = 1.0 + 2.0 * np.cos(
    np.radians(45.0)
)  # of the turn from one mounting to another: 45 deg or less
# Too few strides to show the handedness of a shank's axes: with left-handed ones forward looks like backward.
_MOST_UNDECIDED = 0.9


@dataclass(frozen=True, eq=False)
class Mounted:
    """A recording whose sites are in their segments' axes where the mounting is known.

    Attributes
    ----------
    recording : Recording
    source : dict of str to str
        By site, how the mounting is known: `segment`, `declared`, `stated`, `walk` or `none`.
    confidence : dict of str to float
        By site whose front was found from the walk, its probability, 0.5 to 1.
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
    pairs: Mapping[str, PairFinding],
    worn: Worn,
) -> Mounted:
    """Put every site into its segment's axes, as far as its mounting is given or shows in the walk.

    Sites whose accelerometer and gyroscope do not belong together, by the findings `pairs`, are left out: their
    direction cannot be known. Only its orientation while `worn` in walking counts, not lying on a table.

    Raises
    ------
    InvalidTable
        A site in the segment frame, given or aligned, is tilted by more than 45 degrees.
    UnknownSite
        A site has no rotation in the alignment.
    InvalidOption
        An alignment is given for a recording in the segment frame.
    """
    broken = broken_sites(pairs)
    given = {site: "segment" for site in recording.sites if recording.frame_of(site) == "segment"}
    if alignment is not None:
        recording = alignment.apply(recording)
        declared = [site for site in recording.sites if site not in alignment.missing]
        given = {**dict.fromkeys(declared, "declared"), **given}
    as_worn = worn.only(recording)
    for site in given:
        if worn.walks[site]:
            check_upright(as_worn, site)
    given |= dict.fromkeys(broken, "none")
    if broken:
        recording = recording.unmounted(*broken)
    if len(given) == len(recording.sites):
        return Mounted(recording, given)
    found, missing = _find_all(worn.only(recording), direction, options, given)
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
    sure = {} if direction is not None else _how_sure(fronts, known, pairs)
    return Mounted(
        recording.rotated({site: front.matrix for site, front in known.items()}, keep_others=True),
        {site: given.get(site, how if site in known else "none") for site in recording.sites},
        sure,
        [*_found_notes(fronts, sure), *_missing_notes(missing, direction)],
    )


def _how_sure(
    fronts: Mapping[str, Front], known: Iterable[str], pairs: Mapping[str, PairFinding]
) -> dict[str, float]:
    """Probability of the front of each site found from the walk, 0.5 to 1: its own, or that of the site it follows."""
    sure = {}
    for site in known:
        leader = fronts[site].follows or site
        most = _MOST_UNDECIDED if leader.endswith("shank") and not pairs[leader].decided else 1.0
        sure[site] = min(most, confidence(fronts[leader].nats))
    return sure


def _find_all(
    recording: Recording, direction: str | None, options: AsymmetryOptions, given: Collection[str]
) -> tuple[dict[str, SiteMounting], dict[str, str]]:
    """The axes of every site whose mounting is not `given` and that shows them, and why others do not."""
    found, missing = {}, {}
    sample = _some_minutes(recording)
    for site in recording.sites:
        if site in given:
            continue
        if site in TRUNK and direction is None:
            missing[site] = "which end is the front cannot be determined from the trunk"
            continue
        try:
            found[site] = find_site_mounting(sample, site, options)
        except PoorExcitation as error:
            missing[site] = str(error).removeprefix(f"{site}: ")
    return found, missing


def _some_minutes(recording: Recording) -> Recording:
    """The recording; of a long one its beginning, where people stand, and the pieces in which legs move most."""
    width = round(_PIECE_S * recording.rate_hz)
    if recording.n_samples <= (_PIECES + 1) * width:
        return recording
    every = max(1, round(recording.rate_hz / _LOOK_HZ))
    speed = sum(
        np.abs(np.nan_to_num(recording.channels(site)[3:, ::every])).sum(axis=0) for site in recording.sites
    )
    moving = np.bincount(np.arange(0, recording.n_samples, every) // width, weights=speed)
    most = np.argsort(-moving, kind="stable")[:_PIECES]
    pieces = sorted({0, *most.tolist()})
    return recording.excerpts([(k * width, min((k + 1) * width, recording.n_samples)) for k in pieces])


def _found_notes(fronts: Mapping[str, Front], sure: Mapping[str, float]) -> list[str]:
    if not sure:
        return []
    by = {site: f" by {fronts[site].follows}" if fronts[site].follows else "" for site in sure}
    each = ", ".join(f"{site} {how:.2f}{by[site]}" for site, how in sure.items())
    note = (
        "the mounting was found from the walk itself, and which way is forward from its asymmetry in time "
        f"(confidence: {each}); a known mounting, Alignment.declared(...), is more certain"
    )
    return [note]


def _missing_notes(missing: dict[str, str], direction: str | None) -> list[str]:
    """One note for all sites that lack a mounting for the same reason."""
    alike: dict[str, list[str]] = {}
    for site, why in missing.items():
        alike.setdefault(why.split(";")[0], []).append(site)
    stated = "" if direction is None else f", although walking {direction} is stated"
    ways_out = [] if direction is not None else ["direction= if everybody walked one way"]
    return [
        f"{', '.join(sites)}: direction, strike, angles and lengths are missing: the recording is in the sensor frame "
        f"and the mounting does not show in it{stated}: {why}; pass "
        + _or(*ways_out, f"alignment=calibrate({_a_walk_of(sites)})", "alignment=Alignment.declared(...)")
        for why, sites in alike.items()
    ]


def _a_walk_of(sites: Iterable[str]) -> str:
    """What `calibrate` needs: of a trunk the direction has to be stated."""
    return "walk, direction=..." if set(sites) & set(TRUNK) else "walk"


def _or(*choices: str) -> str:
    return ", ".join(choices[:-1]) + " or " + choices[-1]


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


def aimed_sites(source: Mapping[str, str], alignment: Alignment | None) -> list[str]:
    """Sites whose axes were stated. A calibrated one points in the direction of travel, whatever its toe-out.

    >>> aimed_sites({"left_foot": "segment", "right_foot": "walk"}, None)
    ['left_foot']
    """
    declared = {} if alignment is None else alignment.source
    return [
        site
        for site, how in source.items()
        if how == "segment" or (how == "declared" and declared.get(site) == "declared")
    ]


def exchanged_sides(sites: Iterable[str], alignment: Alignment | None) -> list[str]:
    """What may have happened to an alignment that two sides contradict, where it has them half a turn apart."""
    causes = []
    if alignment is not None:
        walks = {alignment.source.get(site, "") for site in sites}
        if any(walk.startswith("calibrated") for walk in walks):
            causes.append("it was calibrated on a walk of the other direction")
        for segment in ("foot", "shank", "thigh"):
            pair = [f"{side}_{segment}" for side in SIDES]
            if set(pair) <= set(sites) & set(alignment.rotations):
                left, right = (alignment.rotations[site] for site in pair)
                if np.trace(about_face(left) @ right.T) > _ALIKE_TRACE:
                    causes.append(f"{' and '.join(pair)} were exchanged")
    return causes
