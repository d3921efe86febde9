"""Backward against forward, at matched speed only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.comparison import compare_strides
from retrogait.comparison.alike import conditions_of
from retrogait.errors import InvalidOption
from retrogait.intervals.matching import MOST_BIAS, ComparisonOptions
from retrogait.messages import message
from retrogait.plot.words import unit_of
from retrogait.report.blocks import Block, Grid, Listing, Paragraph, Section
from retrogait.report.measures import KEY
from retrogait.report.numbers import mean_sd, number, span
from retrogait.report.words import label_of, way
from retrogait.tables.catalogue import SURFACES
from retrogait.tables.measures import KNEE, Measure
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.report.content import Named

_OPTIONS = ComparisonOptions()


def compare_directions(sessions: Sequence[Named]) -> Section:
    """A table of the last session where it walks both ways; else of the sessions together that were walked alike."""
    last = sessions[-1]
    if len(last.walked) == len(WALKED):
        blocks = _compare([last], "")
    else:
        whole = groups_of_both_ways(sessions)
        blocks = [block for own in whole for block in _compare(own, _which(own, alone=len(whole) == 1))]
        if not whole:
            found = sorted({direction for named in sessions for direction in named.walked})
            words = message("list.and").join(way(one) for one in found) or message("comparison.no_direction")
            blocks = [Paragraph(message("comparison.nothing", found=words))]
    if any(isinstance(block, Grid) for block in blocks):
        caliper, bias = (number(size) for size in (_OPTIONS.caliper_mps, MOST_BIAS * _OPTIONS.caliper_mps))
        blocks.append(Paragraph(message("comparison.note", caliper=caliper, bias=bias)))
    return Section("comparison", message("comparison.title"), tuple(blocks))


def groups_of_both_ways(sessions: Sequence[Named]) -> list[list[Named]]:
    """Sessions that were walked alike, together, where both directions are among them."""
    groups: dict[tuple[str | None, ...], list[Named]] = {}
    for named in sessions:
        groups.setdefault(conditions_of(named.session), []).append(named)
    return [
        own
        for own in groups.values()
        if {direction for named in own for direction in named.walked} == set(WALKED)
    ]


def surface_of(named: Named) -> str:
    """What was walked on."""
    surface = str(named.session.summary.get("surface"))
    return message(f"surface.{surface}") if surface in SURFACES else message("surface.not_stated")


def _which(own: list[Named], *, alone: bool) -> str:
    if alone:
        return ": " + message("comparison.together", surface=surface_of(own[0]))
    return ": " + message("list.and").join(named.name for named in own)


def _compare(sessions: list[Named], which: str) -> list[Block]:
    """The measures of strides that are paired by speed."""
    measures = (*KEY, *KNEE)
    try:
        table = compare_strides(
            [named.session for named in sessions], measures=[measure.column for measure in measures]
        )
    except InvalidOption as error:
        return [Listing(message("comparison.refused", which=which), (f"{error}.",), language="en")]
    is_paired = table["matched_speed"] & table["side"].eq("both")
    rows = {str(row["measure"]): row for _, row in table[is_paired].iterrows()}
    lines = [line for measure in measures if (line := _line(measure, rows.get(measure.column))) is not None]
    if not lines:
        return [
            _no_overlap(sessions, max((int(row["n_backward"]) for row in rows.values()), default=0), which)
        ]
    names = ("difference", "interval", "pairs", "effective")
    head = (message("head.measure"), message("head.unit"), *map(way, WALKED))
    return [
        Grid(
            message("comparison.caption", which=which),
            (*head, *(message(f"head.{name}") for name in names)),
            tuple(lines),
        )
    ]


def _no_overlap(sessions: list[Named], n_pairs: int, which: str) -> Paragraph:
    """Why no strides are paired."""
    speeds = {
        direction: pd.concat([named.strides(direction)["speed_mps"].dropna() for named in sessions])
        for direction in WALKED
    }
    if not all(map(len, speeds.values())):
        return Paragraph(message("comparison.no_speed", which=which))
    ranges = [f"{way(direction)} {span(own.min(), own.max())} m/s" for direction, own in speeds.items()]
    return Paragraph(
        message(
            "comparison.no_overlap",
            which=which,
            ranges=message("list.comma").join(ranges),
            n=n_pairs,
            least=_OPTIONS.least_pairs,
        )
    )


def _line(measure: Measure, row: pd.Series[Any] | None) -> tuple[str, ...] | None:
    if row is None or pd.isna(row["difference"]):
        return None
    means = [mean_sd(row[direction], row[f"{direction}_sd"], measure.digits) for direction in WALKED]
    digits = measure.decimals((row["difference_high"] - row["difference_low"]) / 2.0)
    interval = span(row["difference_low"], row["difference_high"], digits)
    counts = (f"{row['n_backward']}", number(row["n_effective"], 0))
    return (
        label_of(measure),
        unit_of(measure.unit),
        *means,
        number(row["difference"], digits),
        interval,
        *counts,
    )
