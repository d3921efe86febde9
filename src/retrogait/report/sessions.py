"""Key measures of several sessions beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.messages import message
from retrogait.plot.words import unit_of
from retrogait.report.blocks import Block, Grid
from retrogait.report.content import validity
from retrogait.report.measures import KEY
from retrogait.report.numbers import NONE, number
from retrogait.report.recorded import MOST_COLUMNS
from retrogait.report.words import label_of, way
from retrogait.tables.measures import KNEE, Measure
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.report.content import Named


def tables_of_sessions(sessions: Sequence[Named]) -> list[Block]:
    """A table of each direction that two sessions or more walk: a column for each of the last sessions."""
    blocks: list[Block] = []
    for direction in WALKED:
        own = [named for named in sessions if direction in named.walked][-MOST_COLUMNS:]
        if len(own) < 2:
            continue
        cells = {one: [_mean(named, direction, one) for named in own] for one in (*KEY, *KNEE)}
        rows = tuple(
            (label_of(one), unit_of(one.unit), *means)
            for one, means in cells.items()
            if any(mean != NONE for mean in means)
        )
        if rows:
            head = (message("head.measure"), message("head.unit"), *(named.name for named in own))
            blocks.append(Grid(message("progress.sessions", way=way(direction)), head, rows))
    return blocks


def _mean(named: Named, direction: str, measure: Measure) -> str:
    """The mean over steady strides, where there are strides enough for one."""
    values = named.strides(direction)[measure.column].dropna()
    return NONE if validity(len(values)).is_invalid else number(values.mean(), measure.digits)
