"""What a session log keeps of a session: for each direction and measure a mean, an SD and a number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from retrogait.errors import InvalidTable
from retrogait.stability.sway import STANDING
from retrogait.tables.catalogue import SIDES, STRIKES
from retrogait.tables.flags import are_invalid
from retrogait.tables.selection import WALKED, are_level_landings, steady
from retrogait.training.columns import (
    IMPACT_MEASURES,
    LEG_MEASURES,
    MEASURES,
    PEAK,
    STABILITY_MEASURES,
    STRIDE_MEASURES,
    SWAY_MEASURES,
    TRUNK_SWAY,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from retrogait.session import Session

_STRIKES = tuple(strike for strike in STRIKES if f"{strike}_strike_pct" in MEASURES)
_SWAYS = ("direction", "measure", "value_deg", "sd_deg", "n_strides", "zero")
_IMPACTS = ("site", "direction", "is_steady", "flag", "low_rate_measures", PEAK)


class Figure(NamedTuple):
    """A measure of a session: its mean, the SD of what went into it (NaN where not known), and how many that were."""

    mean: float
    sd: float
    n: int


Figures = dict[str, dict[str, Figure]]  # direction -> measure -> figure; only what was measured


def figures_of_session(session: Session) -> Figures:
    """Average the steady strides of a session, those of the summary, and count its strikes."""
    strides, events = session.strides, session.events
    found: Figures = {}
    for direction in WALKED:
        used = steady(strides, direction, or_all=True)
        values = {name: used[name] for name in STRIDE_MEASURES}
        for side in SIDES:
            of_leg = used[used["side"] == side]
            values |= {f"{side}_{name}": of_leg[name] for name in LEG_MEASURES}
        landed = events[are_level_landings(events, strides) & events["direction"].eq(direction)]
        decided = landed["strike"].dropna()
        figures = {name: _figure(series.dropna()) for name, series in values.items()}
        figures |= {
            f"{strike}_strike_pct": _share((decided == strike).sum(), len(decided)) for strike in _STRIKES
        }
        found[direction] = {name: figure for name, figure in figures.items() if figure.n}
    return found


def figures_of_row(summary: Mapping[Any, Any]) -> Figures:
    """Take what a summary row holds; a number is that of the steady strides, or of all level ones where none is."""
    found: Figures = {}
    for direction in WALKED:
        n = int(_value(summary, f"{direction}_n_steady") or 0) or level_strides(summary, direction)
        own: dict[str, Figure] = {}
        for name in STRIDE_MEASURES:
            mean = _value(summary, f"{direction}_{name}")
            sd = _value(summary, f"{direction}_{name}_sd")
            if mean is not None and n:
                own[name] = Figure(mean, math.nan if sd is None else sd, n)
        for strike in _STRIKES:
            share = _value(summary, f"{direction}_{strike}_strike_pct")
            landed = int(_value(summary, f"{direction}_n_strides") or 0)
            if share is not None and landed:
                own[f"{strike}_strike_pct"] = _share(share / 100.0 * landed, landed)
        found[direction] = own
    return found


def figures_of_stability(table: pd.DataFrame) -> Figures:
    """Take the session's rows of `measure_stability`; measures flagged invalid are left out.

    Raises
    ------
    InvalidTable
        It is not a table of `measure_stability`.
    """
    _check_columns(table, ("scope", "direction", *STABILITY_MEASURES), "stability")
    found: Figures = {direction: {} for direction in WALKED}
    for _, row in table[table["scope"] == "session"].iterrows():
        for name in STABILITY_MEASURES:
            if row["direction"] in found and not _missing(row[name]):
                found[row["direction"]][name] = Figure(
                    float(row[name]), math.nan, int(row[f"{name}_n_strides"])
                )
    return found


def figures_of_impact(table: pd.DataFrame) -> Figures:
    """Average the peaks of the steady steps of `measure_impact` by site; those that a low rate falsifies are left out.

    Raises
    ------
    InvalidTable
        It is not a table of `measure_impact`.
    """
    _check_columns(table, _IMPACTS, "impact")
    falsified = table["low_rate_measures"].fillna("").str.split().map(lambda names: PEAK in names)
    used = table[table["is_steady"] & ~are_invalid(table["flag"]) & ~falsified.astype(bool)]
    found: Figures = {direction: {} for direction in WALKED}
    for (direction, site), steps in used.groupby(["direction", "site"]):
        figure = _figure(steps[PEAK].dropna())
        if direction in found and figure.n and f"{site}_{PEAK}" in IMPACT_MEASURES:
            found[str(direction)][f"{site}_{PEAK}"] = figure
    return found


def figures_of_sway(table: pd.DataFrame) -> Figures:
    """Take the means of `measure_trunk_sway`; a lean from the axes of the sensor is left out.

    Raises
    ------
    InvalidTable
        It is not a table of `measure_trunk_sway`.
    """
    _check_columns(table, _SWAYS, "sway", "trunk_sway")
    found: Figures = {direction: {} for direction in WALKED}
    for _, row in table[table["measure"].isin(list(SWAY_MEASURES)) & table["value_deg"].notna()].iterrows():
        if row["measure"] == "lean_forward_deg" and row["zero"] != STANDING:
            continue
        figure = Figure(float(row["value_deg"]), float(row["sd_deg"]), int(row["n_strides"]))
        if row["direction"] in found and figure.n:
            found[row["direction"]][f"{TRUNK_SWAY}{row['measure']}"] = figure
    return found


def _check_columns(
    table: pd.DataFrame, names: tuple[str, ...], argument: str, function: str | None = None
) -> None:
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise InvalidTable(
            f"log.add: {argument}: column {missing[0]!r} is missing; expected the table that "
            f"retrogait.measure_{function or argument}(session) gives; pass that"
        )


def near_falls_of(table: pd.DataFrame | None) -> float:
    """Near-falls that `measure_stability` counted in the bouts of a session; NaN where it could not in all of them."""
    if table is None:
        return math.nan
    counts = table.loc[table["scope"] == "bout", "near_falls"]
    return float(counts.sum()) if len(counts) and counts.notna().all() else math.nan


def level_strides(summary: Mapping[Any, Any], direction: str) -> int:
    """Strides of a direction that are not on stairs; a row of an earlier version does not separate them."""
    return int(_value(summary, f"{direction}_n_strides") or 0) - int(
        _value(summary, f"{direction}_n_stairs") or 0
    )


def _value(row: Mapping[Any, Any], name: str) -> float | None:
    """A number of the row; None where it is missing or none."""
    value: Any = row.get(name)
    return None if _missing(value) else float(value)


def _missing(value: Any) -> bool:
    import pandas as pd

    return value is None or bool(pd.isna(value))


def _figure(values: pd.Series[Any]) -> Figure:
    if not len(values):
        return Figure(math.nan, math.nan, 0)
    return Figure(float(values.mean()), float(values.std()) if len(values) > 1 else math.nan, len(values))


def _share(count: float, n: int) -> Figure:
    if not n:
        return Figure(math.nan, math.nan, 0)
    share = float(count) / n
    return Figure(100.0 * share, 100.0 * math.sqrt(max(0.0, share * (1.0 - share))), n)
