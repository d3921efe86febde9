"""Key measures of each direction: mean, spread, 95 % interval, left and right, and how far they can be relied on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from retrogait.messages import message
from retrogait.plot.words import unit_of
from retrogait.report.blocks import Block, Grid, Paragraph, Section
from retrogait.report.content import validity
from retrogait.report.missing import is_mounting_known
from retrogait.report.numbers import NONE, mean_sd, number, span
from retrogait.report.pictures import picture
from retrogait.report.words import flag_in_words, label_of, way, ways
from retrogait.tables.catalogue import SIDES
from retrogait.tables.measures import FOOT, GAIT
from retrogait.tables.selection import are_level_landings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from retrogait.report.blocks import Picture
    from retrogait.report.content import Named
    from retrogait.tables.measures import Measure

# speed comes first, as most of the others change with it
KEY = (GAIT[1], GAIT[0], *GAIT[2:], *FOOT)


def describe_measures(named: Named, means: pd.DataFrame) -> Section:
    """A table of each direction, and how strike angle, stride time and the way of the foot are spread."""
    if not named.walked:
        blocks: tuple[Block, ...] = (Paragraph(_no_direction(named)),)
    else:
        blocks = (
            *tables_of_means(named, means, KEY, with_strikes=True),
            Paragraph(message("measures.note")),
            *_distributions(named),
            *_foot_path(named),
        )
    return Section("measures", message("measures.title"), blocks)


def tables_of_means(
    named: Named, means: pd.DataFrame, measures: Iterable[Measure], *, with_strikes: bool = False
) -> list[Block]:
    """A table for each direction walked, from `tabulate`; measures that no stride has are left out."""
    head = tuple(
        message(f"head.{name}")
        for name in ("measure", "unit", "mean", "interval", "left", "right", "n", "effective", "validity")
    )
    blocks: list[Block] = []
    for direction in named.walked:
        of_way = means[means["direction"].eq(direction)]
        unsteady = named.only_unsteady(direction)
        rows = [
            _row(measure, {str(row["side"]): row for _, row in own.iterrows()}, unsteady=unsteady)
            for measure in measures
            if len(own := of_way[of_way["measure"].eq(measure.column)])
        ]
        rows += _strike_rows(named, direction) if with_strikes else []
        if rows:
            which = message("measures.all_strides" if unsteady else "measures.steady", way=way(direction))
            blocks.append(Grid(which, head, tuple(rows)))
    return blocks


def _row(measure: Measure, own: Mapping[str, pd.Series[Any]], *, unsteady: bool) -> tuple[str, ...]:
    both = own["both"]
    flag = validity(int(both["n_strides"]), unsteady=unsteady)
    mean, interval = NONE, NONE
    if not flag.is_invalid:
        mean = mean_sd(both["value"], both["sd"], measure.digits)
        interval = span(both["low"], both["high"], measure.decimals(both["high"] - both["value"]))
    sides = [_of_side(own.get(side), measure) for side in SIDES]
    counts = (f"{both['n_strides']}", number(both["n_effective"], 0))
    return (
        label_of(measure),
        unit_of(measure.unit),
        mean,
        interval,
        *sides,
        *counts,
        flag_in_words(flag),
    )


def _of_side(row: pd.Series[Any] | None, measure: Measure) -> str:
    """The mean of a foot, with its interval where it has one."""
    if row is None or validity(int(row["n_strides"])).is_invalid:
        return NONE
    digits = measure.decimals(row["high"] - row["value"])
    ends = span(row["low"], row["high"], digits)
    return number(row["value"], digits) + ("" if ends == NONE else f" ({ends})")


def _strike_rows(named: Named, direction: str) -> list[tuple[str, ...]]:
    """Shares of toe, flat and heel strikes among the level landings of a direction."""
    events = named.session.events
    own = events[
        are_level_landings(events, named.session.strides)
        & events["strike"].notna()
        & events["direction"].eq(direction)
    ]
    if not len(own):
        return []
    flag = validity(len(own))
    rows = []
    for strike in ("toe", "flat", "heel"):
        shares = [
            number(100.0 * some["strike"].eq(strike).mean(), 0)
            if not validity(len(some)).is_invalid
            else NONE
            for some in (own, *(own[own["side"].eq(side)] for side in SIDES))
        ]
        counts = (f"{len(own)}", NONE, flag_in_words(flag))
        rows.append(
            (message(f"strike.{strike}"), message("strike.unit"), shares[0], NONE, *shares[1:], *counts)
        )
    return rows


def _no_direction(named: Named) -> str:
    if not len(named.session.strides):
        return message("missing.no_walking")
    cadence = named.session.strides["cadence_spm"]
    found = message(
        "measures.no_direction", n=len(cadence), cadence=mean_sd(cadence.mean(), cadence.std(), 1)
    )
    known = is_mounting_known(named.session)
    return f"{found} {message('missing.neither_way' if known else 'measures.needs_mounting')}"


def _distributions(named: Named) -> list[Picture]:
    from retrogait.plot import plot_distribution

    pictures = []
    for measure in (GAIT[7], GAIT[3]):
        spread = [
            f"{way(direction)} {mean_sd(own[measure.column].mean(), own[measure.column].std(), 2)}"
            for direction in named.walked
            if (own := named.strides(direction))[measure.column].notna().any()
        ]
        if spread:
            label = label_of(measure)
            pictures.append(
                picture(
                    partial(plot_distribution, named.session, measure.column),
                    message("measures.distribution_alt", measure=label, spread=", ".join(spread)),
                    message(f"measures.distribution_{measure.column}"),
                )
            )
    return pictures


def _foot_path(named: Named) -> list[Picture]:
    """The side view of the foot, where a foot sensor of known mounting gives it."""
    from retrogait.plot import plot_foot_path

    lengths = named.session.strides["stride_length_m"]
    if not named.has_samples or not lengths.notna().any():
        return []
    return [
        picture(
            partial(plot_foot_path, named.session),
            message("measures.foot_path_alt", ways=ways(named.walked)),
            message("measures.foot_path"),
        )
    ]
