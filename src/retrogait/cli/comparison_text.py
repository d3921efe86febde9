"""Comparisons of walks as text for a terminal of 80 columns."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from retrogait.cli.intervals import short_label
from retrogait.tables.measures import FOOT, GAIT, KNEE, Measure
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

_LABEL, _UNIT, _MEAN, _DIFFERENCE, _INTERVAL, _LAST = 19, 9, 8, 8, 19, 7
_WIDTH = 80
_SIGNIFICANT, _SIGNIFICANT_OF_ERROR = 3, 2
_KNOWN = {measure.column: measure for measure in (*GAIT, *FOOT, *KNEE)}
_INTERVALS = "intervals are 95 %, of these walks: they allow for the correlation of successive strides"


def render_sessions(
    table: pd.DataFrame, names: Sequence[str], side: str, named: Sequence[str] | None = None
) -> str:
    """Lay out `compare_sessions`: before, after, difference and the minimal detectable change."""

    def last(row: pd.Series[Any], measure: Measure | None) -> str:
        detectable = float(row["minimal_detectable_change"])
        return _number(detectable, measure, detectable) + (
            "*" if row["beyond_detectable_change"] == "yes" else ""
        )

    lines = [f"before: {names[0]}", f"after:  {names[1]}"]
    for way, own in _by_direction(table, side):
        lines += ["", f"{way}, {_side(side)}: {_how(own)}"]
        lines += _block(own, ("before", "after"), "difference", ("change", "MDC"), last, named)
    notes = [_INTERVALS, "MDC: minimal detectable change from day to day, by --sd or of knee angles 3 deg"]
    if table["beyond_detectable_change"].eq("yes").any():
        notes.append("*: the change is larger than that")
    return "\n".join([*lines, "", *_notes(notes, table)])


def render_directions(
    table: pd.DataFrame, names: Sequence[str], side: str, named: Sequence[str] | None = None
) -> str:
    """Lay out `compare_strides`: backward, forward, difference and ratio, as walked and at matched speed."""

    def last(row: pd.Series[Any], measure: Measure | None) -> str:  # noqa: ARG001 - other tables' last cells need it
        return "-" if math.isnan(row["ratio"]) else f"{row['ratio']:.2f}"

    lines = [*names]
    own = table[table["side"].eq(side)]
    for matched in (False, True):
        rows = own[own["matched_speed"].eq(matched)]
        if not len(rows):
            continue
        lines += ["", f"{_side(side)}: {_how(rows)}"]
        if rows["difference"].isna().all():
            lines += [f"  no comparison: {rows['flag'].iloc[0]}"]
            continue
        lines += _block(rows, WALKED, "difference", ("differ", "ratio"), last, named)
    return "\n".join(
        [
            *lines,
            "",
            *_notes([_INTERVALS, "differ: backward less forward; ratio: backward over forward"], table),
        ]
    )


def render_costs(
    table: pd.DataFrame, names: Sequence[str], side: str, named: Sequence[str] | None = None
) -> str:
    """Lay out `dual_task_cost`: single, dual, cost in percent and change in percent."""

    def last(row: pd.Series[Any], measure: Measure | None) -> str:  # noqa: ARG001 - other tables' last cells need it
        return "-" if math.isnan(row["change_pct"]) else f"{row['change_pct']:.1f}"

    lines = [f"single: {names[0]}", f"dual:   {names[1]}"]
    for way, own in _by_direction(table, side):
        lines += ["", f"{way}, {_side(side)}: {_how(own)}"]
        lines += _block(own, ("single", "dual"), "cost_pct", ("cost %", "change"), last, named)
    notes = [
        _INTERVALS,
        "cost: change towards the worse, over single; missing where worse is not agreed",
        "change: dual less single, in % of single",
    ]
    return "\n".join([*lines, "", *_notes(notes, table)])


def _by_direction(table: pd.DataFrame, side: str) -> Iterator[tuple[str, pd.DataFrame]]:
    for way in WALKED:
        own = table[table["direction"].eq(way) & table["side"].eq(side)]
        if len(own):
            yield way, own


def _side(side: str) -> str:
    return "both feet" if side == "both" else f"{side} foot"


def _how(rows: pd.DataFrame) -> str:
    return str(rows["how"].iloc[0])


def _block(
    rows: pd.DataFrame,
    means: tuple[str, ...],
    difference: str,
    heads: tuple[str, str],
    last: Callable[[pd.Series[Any], Measure | None], str],
    named: Sequence[str] | None,
) -> list[str]:
    """A head, and a line for each measure: the usual ones, or those that are named."""
    lines = [_line("", means, heads[0], "95 % interval", heads[1])]
    by_name = {str(row["measure"]): row for _, row in rows.iterrows()}
    for name in dict.fromkeys(named or _KNOWN):
        if name not in by_name:
            continue
        row, measure = by_name[name], _KNOWN.get(name)
        ends = row[f"{difference}_low"], row[f"{difference}_high"]
        half = (ends[1] - ends[0]) / 2.0
        percent = Measure(name, "", "%", 1) if difference.endswith("_pct") else measure
        value = _number(row[difference], percent, half)
        interval = (
            "-"
            if math.isnan(half)
            else f"{_number(ends[0], percent, half)} to {_number(ends[1], percent, half)}"
        )
        cells = (
            [_number(row[mean], measure, math.nan) for mean in means],
            value,
            interval,
            last(row, measure),
        )
        if measure is not None:
            unit = measure.unit.replace("% of", "%")
            lines.append(_line(f"{short_label(measure):<{_LABEL}}{unit}", *cells))
        elif len(name) < _LABEL + _UNIT:
            lines.append(_line(name, *cells))
        else:
            lines += [f"  {name}", _line("", *cells)]
    return lines


def _number(value: float, measure: Measure | None, error: float) -> str:
    """A number with as many decimals as its error needs, or its size where nothing is known of the measure."""
    if math.isnan(value):
        return "-"
    if measure is not None:
        digits = measure.digits if math.isnan(error) else measure.decimals(error)
        return _plain(f"{value:.{digits}f}")
    size, digits = (abs(value), _SIGNIFICANT) if math.isnan(error) else (error, _SIGNIFICANT_OF_ERROR)
    decimals = digits - 1 - math.floor(math.log10(size)) if size > 0 else 0
    return _plain(f"{value:.{min(max(decimals, 0), 6)}f}")


def _plain(text: str) -> str:
    """No minus before nothing."""
    return text if text.strip("-0.") else text.lstrip("-")


def _line(label: str, means: Sequence[str], difference: str, interval: str, last: str) -> str:
    cells = "".join(f"{mean:>{_MEAN}}" for mean in means)
    cells += f"{difference:>{_DIFFERENCE}}{interval:>{_INTERVAL}}{last:>{_LAST}}"
    return f"  {label:<{_LABEL + _UNIT}}{cells}"


def _notes(notes: Sequence[str], table: pd.DataFrame) -> list[str]:
    """What the columns are, and how many rows have no interval."""
    few = int(table["flag"].str.startswith("too_few").sum())
    counted = [
        f"{few} rows of all sides have too few strides for an interval: 20 of a foot, 20 pairs of both"
    ]
    lines = [*notes, *(counted if few else [])]
    return [
        line
        for note in lines
        for line in textwrap.wrap(note, _WIDTH - 2, initial_indent="  ", subsequent_indent="  ")
    ]
