"""The first page: the cards, three pictures, and what is doubtful."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from retrogait.messages import message
from retrogait.report.blocks import Block, Paragraph, Section
from retrogait.report.cards import make_cards
from retrogait.report.changes import Changes
from retrogait.report.counted_cards import which_way
from retrogait.report.doubts import describe_doubts, part_doubts
from retrogait.report.knee import curve_of
from retrogait.report.knee_zero import zeros_of
from retrogait.report.pictures import picture
from retrogait.report.recorded import contacts_of, start_of, surface_and_belt, timeline_of
from retrogait.report.words import ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait.report.blocks import Picture
    from retrogait.report.content import Named
    from retrogait.report.progress import Progress


def facts_of(sessions: Sequence[Named], subject: str | None) -> tuple[str, ...]:
    """Who, when, which way and on what, in one line; of several sessions that of the last."""
    last = sessions[-1]
    dates = [named.start[:10] for named in sessions if named.start]
    when = start_of(last)
    if len(sessions) > 1 and len(set(dates)) > 1:
        when = message("facts.dates", first=min(dates), last=max(dates))
    facts = (
        message("facts.sessions", n=len(sessions), last=last.name) if len(sessions) > 1 else last.name,
        message("facts.when", when=when),
        message("facts.way", way=message(f"which_way.{which_way(last.session)}")),
        message("facts.surface", surface=surface_and_belt(last)),
    )
    return facts if subject else (message("facts.nobody"), *facts)


def describe_answer(
    sessions: Sequence[Named], stability: pd.DataFrame, progress: Progress | None
) -> list[Section]:
    """The answers of the last session and what changed since the first; then the doubts that have no room there."""
    last = sessions[-1]
    changes = Changes.between(sessions[0], last.session) if len(sessions) > 1 else None
    blocks: list[Block] = [make_cards(last.session, changes, stability)]
    if not len(last.session.strides):
        blocks.append(Paragraph(message("missing.no_walking")))
    else:
        over_time = None if progress is None else progress.front_picture()
        pictures = (contacts_of(last), cycle_of(last), over_time or timeline_of(last))
        blocks += filter(None, pictures)
    doubts, all_doubts = part_doubts(describe_doubts(sessions, changes))
    answer = Section("answer", message("answer.title"), (*blocks, doubts))
    return [answer, all_doubts] if all_doubts else [answer]


def leg_in_front(named: Named) -> str:
    """The leg whose knee is drawn on the first page; empty where there is none."""
    return next(iter(zeros_of(named.session)), "") if named.walked else ""


def cycle_of(named: Named) -> Picture | None:
    """A knee, or the foot, over the stride, backward against forward; None where neither is measured."""
    from retrogait.plot import plot_cycles

    if side := leg_in_front(named):
        return curve_of(named, side)
    if not named.walked or not named.has_samples:
        return None
    for part in ("foot", "shank", "thigh"):
        worn = [one for one in named.session.recording.sites if one.endswith(f"_{part}")]
        if any(named.session.recording.frame_of(one) == "segment" for one in worn):
            curve = "foot_pitch" if part == "foot" else f"{part}_angle"
            return picture(
                partial(plot_cycles, named.session, curve),
                message(f"answer.{curve}_alt", ways=ways(named.walked)),
                message(f"answer.{curve}"),
            )
    return None
