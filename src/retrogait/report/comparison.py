"""Backward against forward, at matched speed only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.comparison import compare_strides
from retrogait.comparison.alike import conditions_of
from retrogait.errors import InvalidOption
from retrogait.intervals.matching import MOST_BIAS, ComparisonOptions
from retrogait.report.blocks import Block, Grid, Paragraph, Section
from retrogait.report.content import about
from retrogait.report.measures import KEY
from retrogait.report.numbers import NONE, mean_sd, number
from retrogait.tables.measures import KNEE, Measure
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.report.content import Named

_OPTIONS = ComparisonOptions()
_NOTE = (
    "Most measures change with speed, and people walk slower backward. So every backward stride is paired with a "
    f"forward stride of the same foot and nearly its speed (within {_OPTIONS.caliper_mps:g} m/s, means of all pairs "
    f"within {MOST_BIAS * _OPTIONS.caliper_mps:.2g}), each used once, and only pairs are compared. The "
    "difference is backward less forward, with its 95 % interval, which knows that strides that follow each other are "
    "alike."
)


def compare_directions(sessions: Sequence[Named]) -> Section:
    """A table for each session that walks both ways; else for the sessions together that were walked alike."""
    both = [named for named in sessions if len(named.walked) == len(WALKED)]
    blocks: list[Block] = [Paragraph(_NOTE)]
    if both:
        for named in both:
            blocks += _compare([named], about(named, len(sessions) > 1))
    else:
        groups: dict[tuple[str | None, ...], list[Named]] = {}
        for named in sessions:
            groups.setdefault(conditions_of(named.session), []).append(named)
        whole = [
            own for own in groups.values() if {way for named in own for way in named.walked} == set(WALKED)
        ]
        for own in whole:
            together = f"{own[0].session.summary.get('surface')} sessions together"
            which = together if len(whole) == 1 else " and ".join(named.name for named in own)
            blocks += _compare(own, f": {which}")
        if not whole:
            ways = sorted({way for named in sessions for way in named.walked})
            blocks.append(
                Paragraph(
                    "There is nothing to compare: no sessions walked and measured alike hold both directions (found "
                    f"{' and '.join(ways) or 'no known direction'}). Record forward walking as slow as the backward."
                )
            )
    return Section("comparison", "Backward against forward at matched speed", tuple(blocks))


def _compare(sessions: list[Named], which: str) -> list[Block]:
    """The measures of strides that are paired by speed."""
    measures = (*KEY, *KNEE)
    try:
        table = compare_strides(
            [named.session for named in sessions], measures=[measure.column for measure in measures]
        )
    except InvalidOption as error:
        return [Paragraph(f"Nothing is compared{which}: {error}.")]
    is_paired = table["matched_speed"] & table["side"].eq("both")
    rows = {str(row["measure"]): row for _, row in table[is_paired].iterrows()}
    lines = [line for measure in measures if (line := _line(measure, rows.get(measure.column))) is not None]
    if not lines:
        return [
            _no_overlap(sessions, max((int(row["n_backward"]) for row in rows.values()), default=0), which)
        ]
    head = ("measure", "unit", "backward", "forward", "difference", "95 % interval", "pairs", "effective")
    return [Grid(f"Strides paired by speed{which}", head, tuple(lines))]


def _no_overlap(sessions: list[Named], n_pairs: int, which: str) -> Paragraph:
    """Why no strides are paired."""
    speeds = {
        way: pd.concat([named.strides(way)["speed_mps"].dropna() for named in sessions]) for way in WALKED
    }
    if not all(map(len, speeds.values())):
        return Paragraph(
            f"Strides have no speed to be matched by{which}; that needs a foot sensor of known mounting."
        )
    ranges = [f"{way} {number(own.min())} to {number(own.max())} m/s" for way, own in speeds.items()]
    return Paragraph(
        f"The speeds do not overlap enough{which}: {', '.join(ranges)}; {n_pairs} pairs, "
        f"{_OPTIONS.least_pairs} needed. Record forward walking as slow as the backward."
    )


def _line(measure: Measure, row: pd.Series[Any] | None) -> tuple[str, ...] | None:
    if row is None or pd.isna(row["difference"]):
        return None
    means = [mean_sd(row[way], row[f"{way}_sd"], measure.digits) for way in WALKED]
    digits = measure.decimals((row["difference_high"] - row["difference_low"]) / 2.0)
    difference, low, high = (number(row[f"difference{end}"], digits) for end in ("", "_low", "_high"))
    interval = NONE if NONE in (low, high) else f"{low} to {high}"
    counts = (f"{row['n_backward']}", number(row["n_effective"], 0))
    return (measure.label, measure.unit, *means, difference, interval, *counts)
