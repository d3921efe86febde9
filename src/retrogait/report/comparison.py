"""Backward against forward, at matched speed only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.impact.comparison import ComparisonOptions, match_speeds
from retrogait.impact.contrast import Steps, contrast
from retrogait.intervals.order import Order, order_strides
from retrogait.report.blocks import Block, Grid, Paragraph, Section
from retrogait.report.content import about
from retrogait.report.measures import KEY
from retrogait.report.numbers import NONE, mean_sd, number
from retrogait.tables.measures import KNEE, Measure
from retrogait.tables.selection import WALKED, steady

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.report.content import Named

_OPTIONS = ComparisonOptions()
_NOTE = (
    "Most measures change with speed, and people walk slower backward. So every backward stride is paired with a "
    f"forward stride of nearly its speed (within {_OPTIONS.caliper_mps:g} m/s), each used once, and only pairs are "
    "compared. The difference is backward less forward, with its 95 % interval, which knows that strides that follow "
    "each other are alike."
)


def compare_directions(sessions: Sequence[Named]) -> Section:
    """A table for each session that walks both ways; else for the sessions of one surface together."""
    both = [named for named in sessions if len(named.walked) == len(WALKED)]
    blocks: list[Block] = [Paragraph(_NOTE)]
    if both:
        for named in both:
            blocks += _compare([named], about(named, len(sessions) > 1))
    else:
        groups: dict[str, list[Named]] = {}
        for named in sessions:
            groups.setdefault(str(named.session.summary.get("surface")), []).append(named)
        whole = [
            own for own in groups.values() if {way for named in own for way in named.walked} == set(WALKED)
        ]
        for own in whole:
            blocks += _compare(own, f": {own[0].session.summary.get('surface')} sessions together")
        if not whole:
            ways = sorted({way for named in sessions for way in named.walked})
            blocks.append(
                Paragraph(
                    f"There is nothing to compare: on no surface were both directions walked (found "
                    f"{' and '.join(ways) or 'no known direction'}). Record forward walking as slow as the backward."
                )
            )
    return Section("comparison", "Backward against forward at matched speed", tuple(blocks))


def _compare(sessions: list[Named], which: str) -> list[Block]:
    """Pair strides by speed, and compare each measure over the pairs."""
    every = pd.concat([named.session.strides.assign(walk=k) for k, named in enumerate(sessions)])
    stretch = every.groupby(["walk", "bout_id"], dropna=False).ngroup()
    order = order_strides(stretch, every["start_s"], every["side"])
    every = every.assign(stretch=order.stretch, in_bout=order.in_bout, of_side=order.of_side)
    backward, forward = (
        pd.concat([steady(own, way, or_all=True) for _, own in every.groupby("walk")]) for way in WALKED
    )
    backward, forward = (own[own["speed_mps"].notna()] for own in (backward, forward))
    if not len(backward) or not len(forward):
        return [
            Paragraph(
                f"Strides have no speed to be matched by{which}; that needs a foot sensor of known mounting."
            )
        ]
    one, other = match_speeds(
        backward["speed_mps"].to_numpy(float), forward["speed_mps"].to_numpy(float), _OPTIONS.caliper_mps
    )
    if len(one) < _OPTIONS.least_pairs:
        ranges = [
            f"{way} {number(own['speed_mps'].min())} to {number(own['speed_mps'].max())} m/s"
            for way, own in (("backward", backward), ("forward", forward))
        ]
        return [
            Paragraph(
                f"The speeds do not overlap enough{which}: {', '.join(ranges)}; {len(one)} pairs, "
                f"{_OPTIONS.least_pairs} needed. Record forward walking as slow as the backward."
            )
        ]
    backward, forward = backward.iloc[one], forward.iloc[other]
    rows = [row for measure in (*KEY, *KNEE) if (row := _row(measure, backward, forward))]
    head = ("measure", "unit", "backward", "forward", "difference", "95 % interval", "pairs", "effective")
    return [Grid(f"Strides paired by speed{which}", head, tuple(rows))]


def _row(measure: Measure, backward: pd.DataFrame, forward: pd.DataFrame) -> tuple[str, ...] | None:
    if measure.column not in backward:
        return None
    pairs = np.stack([own[measure.column].to_numpy(float) for own in (backward, forward)], axis=1)
    known = np.isfinite(pairs).all(axis=1)
    if known.sum() < _OPTIONS.least_pairs:
        return None
    found, _ = contrast(*(_steps(own[known], measure.column) for own in (backward, forward)))
    means = [
        mean_sd(values.mean(), values.std(ddof=1), measure.digits)
        for values in (pairs[known, 0], pairs[known, 1])
    ]
    ends = [number(found[f"difference_{end}"], measure.digits) for end in ("low", "high")]
    cells = (number(found["difference"], measure.digits), NONE if NONE in ends else " to ".join(ends))
    return (measure.label, measure.unit, *means, *cells, f"{known.sum()}", number(found["n_effective"], 0))


def _steps(strides: pd.DataFrame, column: str) -> Steps:
    """A measure of strides with their speed and order."""
    stretch, in_bout, of_side = (strides[name].to_numpy() for name in ("stretch", "in_bout", "of_side"))
    order = Order(stretch, in_bout, of_side, strides["side"].to_numpy(object))
    return Steps(strides[column].to_numpy(float), strides["speed_mps"].to_numpy(float), order)
