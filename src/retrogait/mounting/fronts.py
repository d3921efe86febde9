"""Which end of each sensor is the front: from a stated direction, or from the asymmetry of the walk in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait.gait.direction_check import slip_time, ways_at_once
from retrogait.gait.time_asymmetry import confidence
from retrogait.tables.catalogue import TRUNK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from retrogait._arrays import Floats
    from retrogait.gait.time_asymmetry import AsymmetryOptions
    from retrogait.mounting.heading import Heading
    from retrogait.mounting.site_mounting import SiteMounting

_LEAST_SHARED = 3  # steps
_AGREED = 0.5  # mean product of the ways of steps at once, -1 to 1
_ONE_WAY = 0.9  # share of steps


class Front(NamedTuple):
    """The mounting of one site, its front decided or not."""

    matrix: Floats
    quality: float
    nats: float  # evidence of time for this front; negative speaks against it, NaN where the site has none
    unknown_because: str = ""
    follows: str = ""  # the site whose front it was decided by


def find_fronts(
    found: Mapping[str, SiteMounting], direction: str | None, options: AsymmetryOptions
) -> dict[str, Front]:
    """Decide the front of every site found.

    With a `direction` stated the walk as a whole goes that way. Without one, every leg sensor decides by its own
    evidence; one that has too little goes the way of the others that step at the same time, and two that are sure of
    opposite ways are both unknown. A trunk faces in the direction found from the legs, if they go one way throughout.
    """
    if direction is not None:
        way = 1.0 if direction == "forward" else -1.0
        stated = {site: one if one.front * way > 0 else one.turned() for site, one in found.items()}
        return {
            site: Front(one.matrix, one.one_way_quality, evidence_of(one, options))
            for site, one in stated.items()
        }
    legs = {site: one for site, one in found.items() if one.heading is not None}
    nats = {site: evidence_of(one, options) for site, one in legs.items()}
    sure = {site: _facing(legs[site], nats[site]) for site in legs if abs(nats[site]) >= options.least_nats}
    against = _opposite({site: one.heading for site, one in sure.items() if one.heading is not None})
    trusted = {site: one for site, one in sure.items() if site not in against}
    fronts = {}
    for site, one in found.items():
        if site in against:
            fronts[site] = _unknown(one, abs(nats[site]), _why_opposite(against[site]))
        elif site in trusted:
            fronts[site] = Front(trusted[site].matrix, one.quality, abs(nats[site]))
        else:
            fronts[site] = _by_others(one, trusted, nats.get(site, np.nan), options)
    return fronts


def evidence_of(one: SiteMounting, options: AsymmetryOptions) -> float:
    """Evidence of time that x of a mounting points to the front, in nats; NaN where the site has none."""
    return float("nan") if one.heading is None else one.heading.evidence(options)


def agreement(one: Heading, other: Heading) -> float:
    """How far two sensors step the same way along their x axes, -1 (always opposite) to 1; NaN where not at once."""
    own, others = ways_at_once(one.along, other.along)
    if len(own) < _LEAST_SHARED:
        return float("nan")
    return float(np.mean(own * others))


def doubts(fronts: Mapping[str, Front], direction: str | None, options: AsymmetryOptions) -> list[str]:
    """What the walk says against the direction stated of it."""
    if direction is None:
        return []
    other = "backward" if direction == "forward" else "forward"
    return [
        f"{site}: the walk is said to go {direction}, but its asymmetry in time, which no mounting changes, speaks for "
        f"{other} (confidence {confidence(front.nats):.2f}); check direction={direction!r}"
        for site, front in fronts.items()
        if front.nats <= -options.least_nats
    ]


def _facing(one: SiteMounting, nats: float) -> SiteMounting:
    return one if nats > 0 else one.turned()


def _opposite(headings: Mapping[str, Heading | None]) -> dict[str, str]:
    """Sites that are sure of opposite ways at the same time: each with one that it contradicts."""
    against: dict[str, str] = {}
    sites = list(headings)
    for k, site in enumerate(sites):
        for other in sites[k + 1 :]:
            one, two = headings[site], headings[other]
            if one is not None and two is not None and agreement(one, two) < -_AGREED:
                against.setdefault(site, other)
                against.setdefault(other, site)
    return against


def _by_others(
    one: SiteMounting, trusted: Mapping[str, SiteMounting], nats: float, options: AsymmetryOptions
) -> Front:
    """The front of a site that has too little evidence of its own, by those that step at the same time."""
    if one.site in TRUNK or one.heading is None:
        way = _way_of(trusted.values())
        if way == 0:
            return _unknown(one, nats, _why_no_way(bool(trusted)))
        facing = one if one.front * way > 0 else one.turned()
        return Front(facing.matrix, one.one_way_quality, nats, follows=next(iter(trusted)))
    for other in trusted.values():
        together = np.nan if other.heading is None else agreement(one.heading, other.heading)
        if abs(together) > _AGREED:
            facing = _facing(one, together)
            return Front(facing.matrix, one.quality, np.sign(together) * nats, follows=other.site)
    slipped_s = slip_time(one.heading.along, options)
    if np.isfinite(slipped_s):
        return _unknown(one, nats, _why_slipped(slipped_s))
    steps = int(np.isfinite(one.heading.nats).sum())
    return _unknown(
        one,
        nats,
        f"which end is the front does not show in the walk (evidence of {abs(nats):.1f} nats from {steps} steps, "
        f"expected {options.least_nats:g}); pass direction=, a longer walk, or an alignment",
    )


def _way_of(trusted: Iterable[SiteMounting]) -> int:
    """1 where all steps of the legs go forward, -1 where all go backward, else 0."""
    travel = [one.heading.travel.real for one in trusted if one.heading is not None]
    ways = np.sign(np.concatenate([np.empty(0), *travel]))
    if not len(ways) or abs(ways.mean()) < 2.0 * _ONE_WAY - 1.0:
        return 0
    return int(np.sign(ways.mean()))


def _unknown(one: SiteMounting, nats: float, why: str) -> Front:
    return Front(one.matrix, one.quality, nats, why)


def _why_opposite(other: str) -> str:
    return (
        f"it goes the opposite way of {other}, and both walks are clear; expected two sensors of one "
        "person; check that both were worn at the same time by the same person, and their clocks"
    )


def _why_slipped(slipped_s: float) -> str:
    return (
        f"from {slipped_s:.1f} s on the asymmetry of walking in time puts the front at the other end than "
        "before, and the sensor has probably slipped round; analyse the parts before and after apart"
    )


def _why_no_way(is_known: bool) -> str:
    if is_known:
        return (
            "the legs go forward and backward, so the walk does not show which end is the front; pass one that goes "
            "one way"
        )
    return (
        "which end is the front cannot be determined from this sensor alone; wear one on a foot or shank as well, or "
        "pass direction="
    )
