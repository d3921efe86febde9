"""What is doubtful of a session: strides that count in no mean, what is not known, and the warnings of the analysis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrogait.messages import message
from retrogait.report.blocks import Group, Listing, Paragraph, Section
from retrogait.report.missing import is_mounting_known
from retrogait.report.words import of_way
from retrogait.stability.grading import MEAN
from retrogait.tables.flags import OK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.report.changes import Changes
    from retrogait.report.content import Named


_MOST_CHARACTERS = 560  # on the front page, beside its third picture


def describe_doubts(sessions: Sequence[Named], changes: Changes | None = None) -> list[Paragraph | Listing]:
    """Say what is doubtful of the last session, then the warnings of all as the analysis worded them."""
    own = _doubts(sessions[-1])
    blocks: list[Paragraph | Listing] = [Listing("", tuple(own))] if own else []
    if changes is not None and changes.why:
        lead = message("doubt.no_changes", since=changes.since)
        blocks.append(Listing(lead, (f"{changes.why}.",), language="en"))
    warned = _warnings(sessions)
    if warned:
        blocks.append(Listing(message("warnings.lead"), warned, language="en"))
    return blocks or [Paragraph(message("doubt.none"))]


def part_doubts(
    doubts: Sequence[Paragraph | Listing], most_characters: int = _MOST_CHARACTERS
) -> tuple[Group, Section | None]:
    """What the front page has room for, and all of it as a section of the details; None where nothing is left out.

    The first sentence stands on the front page however long it is.
    """
    title, kept, n_more, room = message("doubt.lead"), list[Paragraph | Listing](), 0, most_characters
    for block in doubts:
        if isinstance(block, Paragraph):
            kept.append(block)
            continue
        items = []
        for item in block.items:
            if n_more or (room < most_characters and len(item) > room):
                n_more += 1
            else:
                items.append(item)
                room -= len(item)
        kept += [replace(block, items=tuple(items))] if items else []
    if not n_more:
        return Group(title, tuple(kept)), None
    section = Section("doubts", message("doubt.all"), tuple(doubts))
    more = message("doubt.more", n=n_more, section=section.title)
    return Group(title, (*kept, Paragraph(more))), section


def _doubts(named: Named) -> list[str]:
    summary = named.session.summary
    found = [
        message(f"doubt.{name}", n=f"{summary[f'n_strides_{name}']:g}")
        for name in ("unknown", "stairs", "running")
        if summary[f"n_strides_{name}"]
    ]
    if len(named.session.strides) and not is_mounting_known(named.session):
        found.append(message("doubt.no_mounting"))
    for direction in named.walked:
        n = int(summary[f"{direction}_n_steady"])
        if not n:
            found.append(of_way(direction, message("doubt.unsteady")))
        elif MEAN.flag(n) != OK:
            found.append(of_way(direction, message("doubt.few", n=n, enough=MEAN.enough)))
    return found


def _warnings(sessions: Sequence[Named]) -> tuple[str, ...]:
    """Each warning once, with the sessions that have it where there are several."""
    of: dict[str, list[str]] = {}
    for named in sessions:
        for text in named.session.warnings:
            of.setdefault(text, []).append(named.name)
    if len(sessions) == 1:
        return tuple(of)
    return tuple(f"{', '.join(names)}: {text}" for text, names in of.items())
