"""Key measures of both directions, with their spread and how far they can be relied on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from retrogait.report.blocks import Block, Grid, Paragraph, Section
from retrogait.report.content import HEAD, about, flag_in_words, mean_cells, validity
from retrogait.report.intervals import NOTE, interval_tables
from retrogait.report.numbers import NONE, mean_sd, number
from retrogait.report.pictures import picture
from retrogait.tables.measures import FOOT, GAIT, KNEE
from retrogait.tables.selection import WALKED, are_level_landings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrogait.report.content import Named
    from retrogait.tables.measures import Measure

# speed comes first, as most of the others change with it
KEY = (GAIT[1], GAIT[0], *GAIT[2:], *FOOT)


def describe_measures(sessions: Sequence[Named]) -> Section:
    """Tables of means, and how strike angle and stride time are spread."""
    blocks: list[Block] = []
    several = len(sessions) > 1
    for named in sessions:
        if not named.walked:
            blocks.append(Paragraph(_no_direction(named, several)))
            continue
        rows = [*measure_rows(named, KEY), *_strike_rows(named)]
        caption = f"Mean ± SD over steady strides, left and right together{about(named, several)}"
        blocks += [
            Grid(caption, HEAD, tuple(rows)),
            *interval_tables(named, (*KEY, *KNEE), several),
            *_pictures(named, several),
        ]
    blocks.append(
        Paragraph(
            "Steady strides are neither first, last nor turning, nor on stairs. Validity: ok from 20 strides; few "
            "strides from 6, where the mean is uncertain; invalid below. Speed and length on a treadmill are relative "
            "to the belt."
        )
    )
    if any(named.walked for named in sessions):
        blocks.append(NOTE)
    return Section("measures", "Key measures", tuple(blocks))


def measure_rows(named: Named, measures: Iterable[Measure], side: str | None = None) -> list[tuple[str, ...]]:
    """Rows of a table with the head `HEAD`; a measure that no direction has is left out."""
    rows = []
    for measure in measures:
        cells: list[str] = []
        for direction in WALKED:
            strides = named.strides(direction)
            if side is not None:
                strides = strides[strides["side"].eq(side)]
            values = strides[measure.column].dropna() if measure.column in strides else strides["start_s"][:0]
            flag = validity(len(values), unsteady=named.only_unsteady(direction))
            cells += mean_cells(values, flag, measure.digits, walked=len(strides) > 0)
        if cells[1] != "0" or cells[4] != "0":
            rows.append((measure.label, measure.unit, *cells))
    return rows


def _strike_rows(named: Named) -> list[tuple[str, ...]]:
    """Shares of toe, flat and heel strikes among all contacts of a direction."""
    events = named.session.events
    landings = events[are_level_landings(events, named.session.strides) & events["strike"].notna()]
    rows = []
    for strike in ("toe", "flat", "heel"):
        cells: list[str] = []
        for direction in WALKED:
            own = landings[landings["direction"].eq(direction)]
            flag = validity(len(own))
            share = 100.0 * own["strike"].eq(strike).mean() if len(own) and not flag.is_invalid else None
            cells += [number(share, 0), f"{len(own)}", flag_in_words(flag) if len(own) else NONE]
        rows.append((f"{strike} strikes", "% of contacts", *cells))
    return rows if len(landings) else []


def _no_direction(named: Named, several: bool) -> str:
    if not len(named.session.strides):
        return f"No walking was found{about(named, several)}."
    cadence = named.session.strides["cadence_spm"]
    return (
        f"The direction of travel is not known{about(named, several)}, so measures cannot be told apart by it. "
        f"Cadence over all {len(cadence)} strides: {mean_sd(cadence.mean(), cadence.std(), 1)} steps/min. "
        "Direction needs the mounting of the sensors: calibrate it from a walk of known direction."
    )


def _pictures(named: Named, several: bool) -> list[Block]:
    from retrogait.plot import plot_distribution

    blocks: list[Block] = []
    for column, label in (("foot_strike_angle_deg", "foot strike angle"), ("stride_time_s", "stride time")):
        spread = [
            f"{way} {mean_sd(own[column].mean(), own[column].std(), 2)}"
            for way in named.walked
            if (own := named.strides(way))[column].notna().any()
        ]
        if spread:
            more = (
                " Dotted lines bound what counts as a flat strike; positive is heel-first."
                if column == "foot_strike_angle_deg"
                else ""
            )
            blocks.append(
                picture(
                    partial(plot_distribution, named.session, column),
                    f"Histogram of {label} over steady strides: {', '.join(spread)}",
                    f"How {label} is spread over steady strides{about(named, several)}.{more}",
                    (6.6, 2.7),
                )
            )
    return blocks + _foot_path(named, several)


def _foot_path(named: Named, several: bool) -> list[Block]:
    """The side view of the foot, where a foot sensor of known mounting gives it."""
    from retrogait.plot import plot_foot_path

    lengths = named.session.strides["stride_length_m"]
    if not named.has_samples or not lengths.notna().any():
        return []
    return [
        picture(
            partial(plot_foot_path, named.session),
            f"Side view of the way of toe and heel over the floor, {' and '.join(named.walked)}",
            f"The foot from the side: thin lines are strides, thick ones their mean{about(named, several)}. "
            "Heights are drawn larger than ways.",
            (6.6, 3.0),
        )
    ]
