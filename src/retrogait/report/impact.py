"""The impact of steps, sensor by sensor, and backward against forward at matched speed."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from retrogait.comparison.alike import conditions_of
from retrogait.errors import InvalidOption, RetrogaitWarning
from retrogait.impact import compare_directions, measure_impact, shock_attenuation
from retrogait.report.blocks import Block, Grid, Paragraph, Section
from retrogait.report.content import HEAD, about, flag_in_words, mean_cells, validity
from retrogait.report.numbers import NONE, number
from retrogait.tables.catalogue import TRUNK
from retrogait.tables.flags import OK, Flag, are_invalid
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from retrogait.report.content import Named

_MEASURES = (
    ("peak_axial_mps2", "peak along the segment", "m/s²", 1),
    ("peak_resultant_mps2", "peak, any direction", "m/s²", 1),
    ("slope_mps3", "slope of the rise", "m/s³", 0),
    ("peak_jerk_mps3", "peak jerk", "m/s³", 0),
)
_NOTE = (
    "Accelerations of body segments, gravity removed. They are not forces and not loading rates, and grow with speed: "
    "read backward against forward in the table of matched speed only."
)


_PLACED = (
    "Placement dependent: a sensor at the heel is far from a toe that lands, one at the toe from a heel, so the impact "
    "at a foot tells as much of where the sensor sits as of how the foot lands. Shank, thigh and back tell less of it."
)


def describe_impact(sessions: Sequence[Named]) -> Section:
    """Tables of each session with samples, and the comparison."""
    blocks: list[Block] = []
    several = len(sessions) > 1
    for named in sessions:
        if not named.has_samples:
            blocks.append(Paragraph(f"Not measured{about(named, several)}: a session file holds no samples."))
            continue
        if not named.walked:
            continue
        with warnings.catch_warnings(record=True, action="always", category=RetrogaitWarning) as caught:
            steps = measure_impact(named.session)
        blocks += [Paragraph(f"{warning.message}.") for warning in caught]
        for site in steps["site"].unique():
            rows = _rows(steps[steps["site"].eq(site)])
            caption = f"Impact of steps at the {site.replace('_', ' ')}, mean ± SD{about(named, several)}"
            blocks += [Grid(caption, HEAD, rows)] if rows else []
        blocks += _attenuation(steps, about(named, several))
    if any(isinstance(block, Grid) for block in blocks):
        blocks = [Paragraph(_NOTE), *blocks, *_compare([named for named in sessions if named.has_samples])]
    return Section(
        "impact", "Impact", tuple(blocks) or (Paragraph("Not measured: no walking of known direction."),)
    )


def _rows(steps: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    """Means over steady steps that are not flagged invalid."""
    usable = steps[steps["is_steady"] & ~are_invalid(steps["flag"])]
    rows = []
    for column, label, unit, digits in _MEASURES:
        cells: list[str] = []
        for direction in WALKED:
            own = usable[usable["direction"].eq(direction)]
            values = own[column].dropna()
            flag = validity(len(values))
            if flag == OK and own["flag"].eq("low_rate").any():
                flag = Flag("too small", "low rate")
            walked = bool(steps["direction"].eq(direction).any())
            cells += mean_cells(values, flag, digits, walked=walked)
        if cells[1] != "0" or cells[4] != "0":
            rows.append((label, unit, *cells))
    return tuple(rows)


def _attenuation(steps: pd.DataFrame, which: str) -> list[Block]:
    """How much of the impact of the shank is left at the trunk."""
    worn = set(steps["site"])
    upper = next((site for site in TRUNK if site in worn), None)
    if upper is None or not worn & {"left_shank", "right_shank"}:
        return []
    table = shock_attenuation(steps, "shank", upper)
    cells: list[str] = []
    for direction in WALKED:
        own = table[table["is_steady"] & table["direction"].eq(direction)]["attenuation_pct"].dropna()
        cells += mean_cells(own, validity(len(own)), 0)
    trunk = upper.replace("_", " ")
    return [Grid(f"Shock attenuation from shank to {trunk}{which}", HEAD, (("attenuation", "%", *cells),))]


def _compare(sessions: list[Named]) -> list[Block]:
    """The comparison at matched speed, of the sessions together that were walked alike."""
    groups: dict[tuple[str | None, ...], list[Named]] = {}
    for named in sessions:
        groups.setdefault(conditions_of(named.session), []).append(named)
    blocks: list[Block] = []
    labels = {column: (label, unit, digits) for column, label, unit, digits in _MEASURES}
    for own in groups.values():
        surface = str(own[0].session.summary.get("surface"))
        which = surface if len(groups) == 1 else f"{surface}: {' and '.join(named.name for named in own)}"
        try:
            with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
                table = compare_directions([named.session for named in own])
        except InvalidOption as error:
            blocks.append(
                Paragraph(
                    f"No comparison at matched speed, {which}: {str(error).removeprefix('compare_directions: ')}."
                )
            )
            continue
        rows = []
        for row in table[table["difference"].notna() & table["measure"].isin(labels)].itertuples():
            label, unit, digits = labels[str(row.measure)]
            ends = [number(end, digits) for end in (row.difference_low, row.difference_high)]
            interval = NONE if NONE in ends else " to ".join(ends)
            means = (number(value, digits) for value in (row.backward, row.forward, row.difference))
            part = f"{row.part}, {row.side}".replace("_", " ")
            counts = (f"{row.n_pairs}", number(row.n_effective, 0))
            flag = flag_in_words(Flag.parse(str(row.flag)).state)
            rows.append((f"{part}: {label}", unit, *means, interval, *counts, flag))
        head = ("measure", "unit", "backward", "forward", "difference", "95 % interval")
        counted = ("pairs", "effective", "validity")
        blocks.append(Grid(f"Steps paired by speed, {which}", (*head, *counted), tuple(rows)))
        if table["part"].eq("foot").any():
            blocks.append(Paragraph(_PLACED))
        blocks.append(
            Paragraph(
                "The interval speaks of the steps of this person on these days, not of people in general."
            )
        )
    return blocks
