"""Knee angles leg by leg, or the proxies that one sensor of a leg gives."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from retrogait.report.blocks import Block, Grid, Paragraph, Section
from retrogait.report.content import HEAD, about
from retrogait.report.measures import measure_rows
from retrogait.report.pictures import picture
from retrogait.tables.catalogue import SIDES
from retrogait.tables.measures import KNEE, PROXIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.report.content import Named

_ZEROS = {
    "standing": "zero is the knee in quiet standing",
    "mounting as stated": "zero is where the stated mounting of the sensors has it",
    "mounting": "zero is where the mounting of the sensors has it: no quiet standing was found",
    "straightest": "zero is the straightest knee of the walk, so angles at contact and in stance are missing",
    "none": "no angle could be measured; see the warnings",
}


def describe_knees(sessions: Sequence[Named]) -> Section:
    """Tables and curves of each session that has any."""
    blocks: list[Block] = []
    several = len(sessions) > 1
    for named in sessions:
        blocks += _knee(named, several) or _proxies(named, several)
    if not blocks:
        blocks = [Paragraph("Not measured: a knee angle needs a thigh and a shank sensor on one leg.")]
    return Section("knee", "Knee", tuple(blocks))


def _knee(named: Named, several: bool) -> list[Block]:
    from retrogait.plot import plot_cycles

    blocks: list[Block] = []
    for side in SIDES:
        zero = named.session.summary.get(f"{side}_knee_zero")
        if zero is None:
            continue
        rows = measure_rows(named, KNEE, side)
        caption = f"{side.capitalize()} knee, mean ± SD over steady strides{about(named, several)}"
        blocks += [Grid(caption, HEAD, tuple(rows))] if rows else []
        blocks.append(Paragraph(f"{side.capitalize()} knee: {_ZEROS.get(str(zero), str(zero))}."))
        if rows:
            blocks.append(
                picture(
                    partial(plot_cycles, named.session, "knee_flexion", side=side),
                    f"Flexion of the {side} knee over the stride, mean and SD, {' and '.join(named.walked)}",
                    f"Flexion of the {side} knee over the stride{about(named, several)}; "
                    "vertical lines are final contacts.",
                    (6.6, 3.1),
                )
            )
    return blocks


def _proxies(named: Named, several: bool) -> list[Block]:
    """Lean of single segments, which is not a knee angle and is not called one."""
    from retrogait.plot import plot_cycles

    rows = measure_rows(named, PROXIES)
    if not rows:
        return []
    caption = f"Lean of single segments: proxies, not knee angles{about(named, several)}"
    blocks: list[Block] = [Grid(caption, HEAD, tuple(rows))]
    part = "shank" if any("shank" in row[0] for row in rows) else "thigh"
    if named.has_samples:
        blocks.append(
            picture(
                partial(plot_cycles, named.session, f"{part}_angle"),
                f"Forward lean of the {part} over the stride, mean and SD",
                f"Forward lean of the {part} over the stride{about(named, several)}.",
                (6.6, 3.1),
            )
        )
    return blocks
