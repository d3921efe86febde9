"""Cards of what is counted: which way somebody walked, and how many steps that were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.messages import message
from retrogait.report.blocks import Card, Reading
from retrogait.report.missing import sources_of
from retrogait.report.words import way
from retrogait.tables.catalogue import DIRECTIONS, SIDES
from retrogait.tables.selection import WALKED, are_level_landings, is_level_walk

if TYPE_CHECKING:
    from retrogait.session import Session

NOBODY, UNKNOWN, MIXED = "nobody", "unknown", "mixed"


def which_way(session: Session) -> str:
    """`backward`, `forward`, `mixed`, `unknown`, or `nobody` where there is no level walking.

    Unknown where strides of unknown direction are as many as the others, or more: a few strides do not speak for a
    walk. Mixed where there is a stride of each direction.
    """
    counts = count_strides(session)
    known = {direction: counts[direction] for direction in WALKED if counts[direction]}
    if not any(counts.values()):
        return NOBODY
    if counts[UNKNOWN] >= sum(known.values()):
        return UNKNOWN
    return MIXED if len(known) > 1 else next(iter(known))


def count_strides(session: Session) -> dict[str, int]:
    """Strides of level walking of each direction, those of unknown direction too."""
    level = session.strides[is_level_walk(session.strides)]
    return {direction: int(level["direction"].eq(direction).sum()) for direction in DIRECTIONS}


def card_of_direction(session: Session) -> Card:
    """Which way, with the number of strides of each."""
    counts = count_strides(session)
    of_ways = [message(f"card.n_of.{direction}", n=n) for direction, n in counts.items() if n]
    strides = message("card.strides", counts=message("list.comma").join(of_ways)) if of_ways else ""
    doubts = []
    if counts[UNKNOWN]:
        doubts.append(message("doubt.unknown_strides", n=counts[UNKNOWN], of=sum(counts.values())))
    if sum(counts.values()) > counts[UNKNOWN]:
        known_by = sources_of(session)
        doubts += [message(f"doubt.{one}_direction") for one in ("stated", "walk") if one in known_by]
    return Card(
        "direction",
        message("card.direction.title"),
        (Reading("", message(f"which_way.{which_way(session)}"), "", strides),),
        message("card.direction.about"),
        doubts=tuple(doubts),
    )


def card_of_steps(session: Session) -> Card:
    """Landings on level ground in each direction."""
    events = session.events
    landings = events[are_level_landings(events, session.strides)]
    readings = tuple(
        Reading(way(direction), f"{n}", "")
        for direction in DIRECTIONS
        if (n := int(landings["direction"].eq(direction).sum()))
    )
    none = "no_level_walking" if len(session.strides) else "no_walking"
    seen = [side for side in SIDES if landings["side"].eq(side).any()]
    one_foot = (message("doubt.one_foot", side=message(f"foot.{seen[0]}")),) if len(seen) == 1 else ()
    return Card(
        "steps",
        message("card.steps.title"),
        readings or (Reading("", "0", "", message(f"missing.{none}")),),
        message("card.steps.about"),
        doubts=one_foot,
    )
