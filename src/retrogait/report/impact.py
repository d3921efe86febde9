"""The impact of steps, sensor by sensor, and backward against forward at matched speed."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption, RetrogaitWarning
from retrogait.impact import compare_directions, measure_impact, shock_attenuation
from retrogait.intervals.compared import BOTH
from retrogait.messages import message
from retrogait.report.blocks import Block, Grid, Listing, Paragraph, Section
from retrogait.report.comparison import groups_of_both_ways, surface_of
from retrogait.report.content import head_of_means, mean_cells, validity
from retrogait.report.numbers import number, span
from retrogait.report.words import flag_in_words, site, way
from retrogait.tables.catalogue import TRUNK
from retrogait.tables.flags import OK, Flag, are_invalid
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait.report.content import Named

_MEASURES = (
    ("peak_axial_mps2", "m/s²", 1),
    ("peak_resultant_mps2", "m/s²", 1),
    ("slope_mps3", "m/s³", 0),
    ("peak_jerk_mps3", "m/s³", 0),
)


def describe_impact(sessions: Sequence[Named]) -> Section:
    """A table of the last session, and the comparison of its directions, or of sessions that were walked alike."""
    last = sessions[-1]
    blocks: list[Block] = []
    if not last.has_samples:
        blocks.append(Paragraph(message("impact.no_samples")))
    elif last.walked:
        with warnings.catch_warnings(record=True, action="always", category=RetrogaitWarning) as caught:
            steps = measure_impact(last.session)
        rows = [row for name in steps["site"].unique() for row in _rows(steps[steps["site"].eq(name)], name)]
        rows += _attenuation(steps)
        blocks += [Grid(message("impact.caption"), head_of_means(), tuple(rows))] if rows else []
        blocks += _compare(sessions)
        blocks += [Paragraph(message("impact.note"))] if rows else []
        if caught:
            items = tuple(f"{warning.message}." for warning in caught)
            blocks.append(Listing(message("warnings.lead"), items, language="en"))
    return Section(
        "impact", message("impact.title"), tuple(blocks) or (Paragraph(message("impact.no_direction")),)
    )


def _rows(steps: pd.DataFrame, name: str) -> list[tuple[str, ...]]:
    """Means over steady steps that are not flagged invalid."""
    usable = steps[steps["is_steady"] & ~are_invalid(steps["flag"])]
    rows = []
    for column, unit, digits in _MEASURES:
        cells: list[str] = []
        for direction in WALKED:
            own = usable[usable["direction"].eq(direction)]
            values = own[column].dropna()
            flag = validity(len(values))
            if flag == OK and own["flag"].eq("low_rate").any():
                flag = Flag("low_rate")
            walked = bool(steps["direction"].eq(direction).any())
            cells += mean_cells(values, flag, digits, walked=walked)
        if cells[1] != "0" or cells[4] != "0":
            rows.append((f"{site(name)}: {message(f'impact.{column}')}", unit, *cells))
    return rows


def _attenuation(steps: pd.DataFrame) -> list[tuple[str, ...]]:
    """How much of the impact of the shank is left at the trunk."""
    worn = set(steps["site"])
    upper = next((name for name in TRUNK if name in worn), None)
    if upper is None or not worn & {"left_shank", "right_shank"}:
        return []
    table = shock_attenuation(steps, "shank", upper)
    cells: list[str] = []
    for direction in WALKED:
        own = table[table["is_steady"] & table["direction"].eq(direction)]["attenuation_pct"].dropna()
        cells += mean_cells(own, validity(len(own)), 0)
    return [(message("impact.attenuation", trunk=site(upper)), "%", *cells)]


def _compare(sessions: Sequence[Named]) -> list[Block]:
    """The comparison at matched speed."""
    last = sessions[-1]
    groups = (
        [[last]]
        if len(last.walked) == len(WALKED)
        else groups_of_both_ways([named for named in sessions if named.has_samples])
    )
    return [block for own in groups for block in _compare_group(own)]


def _compare_group(own: list[Named]) -> list[Block]:
    which = surface_of(own[0])
    try:
        with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
            table = compare_directions([named.session for named in own])
    except InvalidOption as error:
        why = str(error).removeprefix("compare_directions: ")
        return [Listing(message("impact.refused", which=which), (f"{why}.",), language="en")]
    labels = {column: (unit, digits) for column, unit, digits in _MEASURES}
    table = table[table["difference"].notna() & table["measure"].isin(labels)]
    of_both = set(table.loc[table["side"].eq(BOTH), "part"])
    rows = []
    for row in table.itertuples():
        if row.part in of_both and row.side != BOTH:
            continue
        unit, digits = labels[str(row.measure)]
        means = (number(value, digits) for value in (row.backward, row.forward, row.difference))
        part = message("impact.part", part=site(str(row.part)), side=message(f"side.{row.side}"))
        interval = span(row.difference_low, row.difference_high, digits)
        counts = (f"{row.n_pairs}", number(row.n_effective, 0))
        flag = flag_in_words(Flag.parse(str(row.flag)).state)
        name = f"{part}: {message(f'impact.{row.measure}')}"
        rows.append((name, unit, *means, interval, *counts, flag))
    names = ("difference", "interval", "pairs", "effective", "validity")
    head: tuple[str, ...] = (message("head.measure"), message("head.unit"), *map(way, WALKED))
    blocks: list[Block] = []
    if rows:
        head = (*head, *(message(f"head.{name}") for name in names))
        blocks.append(Grid(message("impact.paired", which=which), head, tuple(rows)))
    if table["part"].eq("foot").any():
        blocks.append(Paragraph(message("impact.placed")))
    return blocks
