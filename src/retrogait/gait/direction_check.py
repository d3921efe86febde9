"""Check of every direction found: the time asymmetry of walking against the way a sensor was carried."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait.tables.catalogue import DIRECTIONS, SITES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from retrogait._arrays import Flags, Floats, Integers
    from retrogait.gait.swings import Swings
    from retrogait.gait.time_asymmetry import AsymmetryOptions

_LEAST_SHARED = 4  # steps of two sensors at once, to hold the one against the other
_AT_ONCE_S = 1.0
_BESIDE_S = 2.0  # from a step to those of another sensor before and after it
_NEEDS_DIRECTION = ("direction_confidence", "foot_strike_angle_deg", "displacement_m", "model_displacement_m")
_LEAST_SLIPPED, _ONE_MIND = 4, 0.8  # steps before and after a slip, and the share of them that agree
_SLIPPED_DEG = 45.0  # from one line of travel to another, seen from the sensor
_OPPOSITE = 0.5  # share of them that go opposite ways


class SiteEvidence(NamedTuple):
    """Steps of one site that have a direction, in order of time."""

    time_s: Floats  # (k,)
    way: Floats  # (k,) 1 forward, -1 backward
    nats: Floats  # (k,) evidence of time for forward, NaN where a step has none


class Contradiction(NamedTuple):
    """Evidence against the directions of a site."""

    nats: float  # evidence of time asymmetry for the directions found, negative; NaN where it does not decide
    slipped_s: float = float("nan")  # when the sensor began to speak against itself
    opposite: str = ""  # the site that goes the other way at the same time
    stated: str = ""  # the direction that was stated, where the sensor was carried the other way
    beside: str = ""  # the site whose mounting, known in the same way, time speaks against


def evidence_by_site(swings: Swings) -> dict[str, SiteEvidence]:
    """Steps that have a direction, of each site that contacts were read from."""
    sites, way = swings["site"], swings["direction"]
    time_s = np.fmax(swings["final_contact_s"], swings["initial_contact_s"])
    known = way != DIRECTIONS.index("unknown")
    sign = np.where(way == DIRECTIONS.index("forward"), 1.0, -1.0)
    by_site = {}
    for code in np.unique(sites).tolist():
        own = np.flatnonzero((sites == code) & known)
        own = own[np.argsort(time_s[own], kind="stable")]
        by_site[SITES[code]] = SiteEvidence(time_s[own], sign[own], swings["time_nats"][own])
    return by_site


def support(evidence: SiteEvidence, options: AsymmetryOptions) -> float:
    """Evidence of time asymmetry for the directions of a site, in nats; negative where it contradicts them."""
    return options.pool(evidence.nats * evidence.way)


def least_support(by_site: Mapping[str, SiteEvidence], options: AsymmetryOptions) -> float:
    """Evidence of time asymmetry of the site with the least, in nats; NaN where no site has any."""
    return min(
        (support(one, options) for one in by_site.values() if np.isfinite(one.nats).any()), default=np.nan
    )


def find_contradictions(
    by_site: Mapping[str, SiteEvidence], options: AsymmetryOptions, stated: str | None = None
) -> dict[str, Contradiction]:
    """Sites whose directions are unreliable.

    Time asymmetry contradicts them, another sensor goes the other way, or most steps go against the direction `stated`.
    Where time asymmetry contradicts one sensor, another that it does not support is unreliable too. Of two sensors that
    go opposite ways at the same time, the contradicted one is wrong; if it contradicts neither, both are unreliable.
    """
    found = {}
    for site, evidence in by_site.items():
        nats = support(evidence, options)
        slipped_s = slip_time(evidence, options)
        against = evidence.way == (-1 if stated == "forward" else 1)
        if stated is not None and len(against) and np.mean(against) > _OPPOSITE:
            found[site] = Contradiction(nats, stated=stated)
        if np.isfinite(slipped_s) or nats <= -options.most_against_nats:
            found[site] = Contradiction(nats, slipped_s)
    wrong = [site for site, one in found.items() if np.isnan(one.slipped_s) and not one.stated]
    for site, evidence in by_site.items():
        if wrong and site not in found and support(evidence, options) < options.least_nats:
            found[site] = Contradiction(support(evidence, options), beside=wrong[0])
    sites = [site for site in by_site if site not in found]
    for k, site in enumerate(sites):
        for other in sites[k + 1 :]:
            if _go_opposite(by_site[site], by_site[other]):
                found.setdefault(site, Contradiction(float("nan"), opposite=other))
                found.setdefault(other, Contradiction(float("nan"), opposite=site))
    return found


def stated_notes(by_site: Mapping[str, SiteEvidence], stated: str | None) -> list[str]:
    """A note for each site with some steps against the direction `stated`, too few to reject it."""
    notes = []
    for site, evidence in by_site.items() if stated is not None else ():
        against = int(np.sum(evidence.way == (-1 if stated == "forward" else 1)))
        if 0 < against <= _OPPOSITE * len(evidence.way):
            other = "backward" if stated == "forward" else "forward"
            notes.append(
                f"{site}: {_steps(against)} of {len(evidence.way)} went {other}, although {stated} is stated; expected "
                "a recording of one direction; leave direction= out, or analyse the parts apart"
            )
    return notes


def slip_time(evidence: SiteEvidence, options: AsymmetryOptions) -> float:
    """When the front of a sensor seems to change ends: the steps before and after each clearly show the opposite front.

    A few steps at a start or a stop are not a slip: there have to be some on each side, most of them in agreement.
    """
    known = np.isfinite(evidence.nats)
    nats, time_s = (evidence.nats * evidence.way)[known], evidence.time_s[known]
    splits = np.arange(_LEAST_SLIPPED, len(nats) - _LEAST_SLIPPED + 1)
    before, minds_before = _side_of(nats, splits, options)
    after, minds_after = (rows[::-1] for rows in _side_of(nats[::-1], len(nats) - splits[::-1], options))
    slips = (before * after < 0) & (minds_before >= _ONE_MIND) & (minds_after >= _ONE_MIND)
    slips &= np.minimum(np.abs(before), np.abs(after)) >= options.least_nats
    if not slips.any():
        return float("nan")
    apart = np.where(slips, np.abs(2.0 * np.cumsum(nats)[splits - 1] - nats.sum()), -np.inf)
    return float(time_s[splits[int(apart.argmax())]])


def _side_of(nats: Floats, counts: Integers, options: AsymmetryOptions) -> tuple[Floats, Floats]:
    """Pooled evidence of the first so many steps, and the share of them that agree with it."""
    total, forward = np.cumsum(nats)[counts - 1], np.cumsum(nats > 0)[counts - 1]
    pooled = total / (1.0 + (counts - 1.0) / options.independent_steps)
    return pooled, np.where(pooled > 0, forward, counts - forward) / counts


def ways_at_once(one: SiteEvidence, other: SiteEvidence) -> tuple[Floats, Floats]:
    """Ways (k,) of the steps of one sensor, and of the other's nearest to each, where both are at about one time."""
    if not (len(one.time_s) and len(other.time_s)):
        return np.empty(0), np.empty(0)
    place = np.searchsorted(other.time_s, one.time_s)
    near = np.stack([np.clip(place - 1, 0, None), np.clip(place, None, len(other.time_s) - 1)])
    apart = np.abs(other.time_s[near] - one.time_s)
    nearest = np.where(apart[0] <= apart[1], near[0], near[1])
    at_once = apart.min(axis=0) <= _AT_ONCE_S
    return one.way[at_once], other.way[nearest][at_once]


def _go_opposite(one: SiteEvidence, other: SiteEvidence) -> bool:
    """Whether two sensors go opposite ways in most of the steps that they take at about the same time."""
    own, others = ways_at_once(one, other)
    return len(own) >= _LEAST_SHARED and bool(np.mean(own != others) > _OPPOSITE)


def sideways_notes(swings: Swings) -> list[str]:
    """A note for each limb whose line of travel, seen from its sensor, turns by a quarter turn."""
    sites, heading = swings["site"], swings["travel_heading_deg"]
    time_s = np.fmax(swings["final_contact_s"], swings["initial_contact_s"])
    notes = []
    for code in np.unique(sites).tolist():
        own = np.flatnonzero((sites == code) & np.isfinite(heading))
        own = own[np.argsort(time_s[own], kind="stable")]
        at, turned_deg = _quarter_turn(heading[own])
        if at > 0:
            notes.append(
                f"{SITES[code]}: from {time_s[own[at]]:.1f} s on it is carried at {turned_deg:.0f} deg to how it was "
                "before, seen from the sensor; steps to the side have no direction; the sensor has probably slipped "
                "round, or the person went sideways; analyse the parts before and after apart"
            )
    return notes


def _quarter_turn(heading_deg: Floats) -> tuple[int, float]:
    """The step (of k) from which the line of travel differs, and by how many deg, 0 to 90; 0 where it does not.

    Lines, not directions: to and fro along one of them is the same, by twice the angle.
    """
    count = len(heading_deg)
    splits = np.arange(_LEAST_SLIPPED, count - _LEAST_SLIPPED + 1)
    if not len(splits):
        return 0, 0.0
    total = np.cumsum(np.exp(2j * np.radians(heading_deg)))
    before, after = total[splits - 1], total[-1] - total[splits - 1]
    turned_deg = 0.5 * np.degrees(np.abs(np.angle(before * np.conj(after))))
    straight = np.minimum(np.abs(before) / splits, np.abs(after) / (count - splits))
    found = (straight >= _ONE_MIND) & (turned_deg >= _SLIPPED_DEG)
    at = int(np.where(found, np.abs(before) + np.abs(after), 0.0).argmax())
    return (int(splits[at]), float(turned_deg[at])) if found[at] else (0, 0.0)


def without_opposite_steps(swings: Swings) -> tuple[Swings, list[str]]:
    """The swings, those of unknown direction that go against the other sensor's before and after them; with a note.

    Turning round leaves no such step: the feet alternate, and each takes the new direction after the other.
    """
    sites = np.unique(swings["site"]).tolist()
    time_s = np.fmax(swings["final_contact_s"], swings["initial_contact_s"])
    sign = np.select(
        [swings["direction"] == DIRECTIONS.index(name) for name in ("forward", "backward")], [1, -1], 0
    )
    opposite = np.zeros(len(swings), bool)
    for site in sites:
        own = np.flatnonzero((swings["site"] == site) & (sign != 0))
        for other in sites:
            others = np.flatnonzero((swings["site"] == other) & (sign != 0))
            if other != site and len(others) > 1:
                others = others[np.argsort(time_s[others], kind="stable")]
                opposite[own] |= _against_neighbours(time_s[own], sign[own], time_s[others], sign[others])
    if not opposite.any():
        return swings, []
    names = " and ".join(SITES[code] for code in sites if opposite[swings["site"] == code].any())
    note = (
        f"{names}: the direction of {_steps(int(opposite.sum()))}, the first at {time_s[opposite].min():.1f} s, is "
        "unknown: the other sensor goes the opposite way before and after; expected two sensors of one person; one of "
        "them has probably slipped or was moved"
    )
    unknown = {
        "direction": np.where(opposite, DIRECTIONS.index("unknown"), swings["direction"]),
        "strike": np.where(opposite, -1, swings["strike"]),
        **{name: np.where(opposite, np.nan, swings[name]) for name in _NEEDS_DIRECTION},
    }
    return swings.with_columns(unknown), [note]


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def _against_neighbours(time_s: Floats, sign: Integers, other_s: Floats, other_sign: Integers) -> Flags:
    """Which steps go against those of another sensor near them, before and after; one will do where a walk ends."""
    place = np.searchsorted(other_s, time_s, side="right")
    before, after = np.clip(place - 1, 0, None), np.clip(place, None, len(other_s) - 1)
    has_before = (place > 0) & (time_s - other_s[before] <= _BESIDE_S)
    has_after = (place < len(other_s)) & (other_s[after] - time_s <= _BESIDE_S)
    against: Flags = has_before | has_after
    against &= ~has_before | (other_sign[before] == -sign)
    against &= ~has_after | (other_sign[after] == -sign)
    return against


def contradiction_notes(
    found: Mapping[str, Contradiction], source: Mapping[str, str], causes: Iterable[str] = ()
) -> list[str]:
    """A note for each contradiction: the site, what was found, the likely cause, and what to do.

    `source` is by site how its mounting is known, `causes` other likely causes known to the caller.
    """
    return [_note(site, one, source.get(site, ""), tuple(causes)) for site, one in found.items()]


def _note(site: str, one: Contradiction, source: str, causes: tuple[str, ...]) -> str:
    if one.opposite:
        return (
            f"{site}: direction is unknown: it goes the opposite way of {one.opposite} at the same time, and the "
            "asymmetry of walking in time does not show which of the two is wrong; expected two sensors of one person; "
            "check which way round each was worn, then declare its mounting or pass direction="
        )
    if one.beside:
        return (
            f"{site}: direction is unknown: its own steps do not show how it was worn, and those of {one.beside} speak "
            f"against a mounting that is known in the same way; check both, or {_way_out(source)}"
        )
    if one.stated:
        return (
            f"{site}: direction is unknown: the sensor was mostly carried the other way than {one.stated}, which is "
            "stated; check direction= and the mounting"
        )
    if np.isfinite(one.slipped_s):
        return (
            f"{site}: direction is unknown: from {one.slipped_s:.1f} s on the asymmetry of walking in time puts "
            "the front at the other end than before; the sensor has probably slipped round; analyse the parts before "
            "and after apart"
        )
    if site.endswith("thigh"):  # at a foot or shank a wrong hand is recognised otherwise
        causes = (*causes, "its axes are left-handed or its gyroscope is negated")
    likely = {
        "segment": (
            "the sensor was probably worn the other way round, by half a turn, or its axes are not the segment's"
        ),
        "declared": "the sensor was probably worn the other way round, by half a turn",
        "stated": "the stated direction is probably not the one walked",
        "walk": "the mounting was found from other steps than these",
    }[source or "segment"]
    return (
        f"{site}: direction is unknown: the asymmetry of walking in time speaks against the mounting (confidence "
        f"{1.0 / (1.0 + np.exp(one.nats)):.2f}); {', or '.join((likely, *causes))}; check it, or "
        f"{_way_out(source)}"
    )


def _way_out(source: str) -> str:
    """The next step for a contradicted mounting known in this way."""
    return {
        "stated": "leave direction= out, so that the walk decides",
        "walk": "declare the mounting with Alignment.declared(...)",
    }.get(source, "make the recording with frame='sensor' and without an alignment, so that the walk decides")
