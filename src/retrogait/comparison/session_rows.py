"""The rows of `compare_sessions`: measures of strides, impacts of steps, and figures of whole walks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from retrogait.comparison.other_tables import impact_walks, whole_figures
from retrogait.comparison.pool import AS_WALKED, MATCHED, WITH_TRUE_ZERO
from retrogait.comparison.two_sessions import ZERO_DIFFERS, compare_direction
from retrogait.impact.comparison import PLACEMENT
from retrogait.impact.measure import IMPACT_MEASURES
from retrogait.intervals.compared import BOTH
from retrogait.tables.catalogue import SIDES
from retrogait.tables.flags import OK, Flag
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from retrogait.comparison.pool import Pool
    from retrogait.comparison.session_options import SessionComparisonOptions
    from retrogait.intervals.compared import Compared
    from retrogait.session import Session

SESSION_COMPARISON = Table(
    "session comparison",
    (
        Column("direction", TEXT, "the direction of travel", WALKED),
        Column("side", TEXT, "the foot, or both", (*SIDES, BOTH)),
        Column("measure", TEXT, "the measure; its unit is the end of the name"),
        number("before", "mean over the strides of the first session"),
        number("after", "mean over those of the second"),
        number("before_sd", "standard deviation of strides, missing for a measure of the whole walk", 0),
        number("after_sd", "the same of the second session", 0),
        Column("n_before", COUNT, "strides, or steps, of the first session that are compared"),
        Column("n_after", COUNT, "those of the second"),
        number("n_effective", "independent strides of each that would give as precise a difference", 0),
        number("before_speed_mps", "mean speed of the strides before, where it is known", 0),
        number("after_speed_mps", "mean speed of those after", 0),
        number("difference", "after less before"),
        number("difference_low", "lower end of its 95 % interval, missing unless there is one"),
        number("difference_high", "its upper end"),
        number("difference_pct", "difference over before, of measures of strides with a true zero only"),
        number("effect_size", "Hedges' g: the difference over the SD of strides"),
        number("session_sd", "SD of a session's mean when nothing has changed, where it is known", 0),
        Column("session_sd_from", TEXT, "given, or its source; missing where it is not known"),
        number("minimal_detectable_change", "change that chance alone seldom makes from day to day", 0),
        Column("beyond_detectable_change", TEXT, "whether the difference is larger", ("yes", "no")),
        Column("flag", TEXT, "ok, or why there is no interval or no comparison"),
        Column("how", TEXT, "which strides, and whether they are paired"),
    ),
)
WHOLE = Flag("whole_walk", "one figure of each walk has no interval")
OF_WHOLE, _STEPS = "one figure of each walk", "steady steps"


def rows_of_strides(
    pool: Pool, sessions: Sequence[Session], way: str, options: SessionComparisonOptions, *, matched: bool
) -> Iterator[dict[str, Any]]:
    """Rows of the measures of strides in a direction."""
    for one in compare_direction(pool, sessions, way, options if matched else None):
        row = _row(way, one.side, one.measure, one.found, options) | {"how": one.how}
        yield _without_difference(row) if one.zero_differs else row


def rows_of_steps(
    tables: tuple[pd.DataFrame, pd.DataFrame],
    way: str,
    names: tuple[str, ...],
    options: SessionComparisonOptions,
    *,
    matched: bool,
) -> Iterator[dict[str, Any]]:
    """Rows of the impacts of steps in a direction."""
    for part, walks in impact_walks(tables, way):
        for side in (*SIDES, BOTH):
            compared = walks.compare(side, options if matched else None)
            for measure, present, found in zip(IMPACT_MEASURES, walks.present(side), compared, strict=True):
                name = f"{part}_{measure}"
                if not present or name not in names:
                    continue
                row = _row(way, side, name, found, options)
                if part == "foot" and found.contrast.flag == OK:
                    row["flag"] = str(PLACEMENT)
                yield row | {
                    "how": f"{_STEPS}, {MATCHED if matched else AS_WALKED}",
                    "difference_pct": math.nan,
                }


def rows_of_walks(
    tables: tuple[pd.DataFrame, pd.DataFrame],
    way: str,
    names: tuple[str, ...],
    known: tuple[str, ...],
    options: SessionComparisonOptions,
) -> Iterator[dict[str, Any]]:
    """Rows of the figures of whole walks in a direction."""
    chosen = tuple(name for name in known if name in names)
    figures = [whole_figures(table, way, chosen) for table in tables]
    for name in chosen:
        if not all(name in own for own in figures):
            continue
        one, other = (own[name] for own in figures)
        wrong = next((figure.flag for figure in (one, other) if figure.flag.is_invalid), None)
        difference = math.nan if wrong else other.value - one.value
        counts = [(math.nan, one.n), (math.nan, other.n)]
        yield {
            **dict.fromkeys(SESSION_COMPARISON.names, math.nan),
            "direction": way,
            "side": BOTH,
            "measure": name,
            "before": one.value,
            "after": other.value,
            "n_before": one.n,
            "n_after": other.n,
            "difference": difference,
            **options.judge_change(name, difference, counts, of_strides=False),
            "flag": str(wrong or WHOLE),
            "how": OF_WHOLE,
        }


def _row(
    way: str, side: str, measure: str, found: Compared, options: SessionComparisonOptions
) -> dict[str, Any]:
    """A measure of two walks, `after` first."""
    own = found.contrast
    ratio = own.ratio if measure in WITH_TRUE_ZERO else math.nan
    strides = [(own.second_sd, found.n_second), (own.first_sd, found.n_first)]
    return {
        "direction": way,
        "side": side,
        "measure": measure,
        "before": own.second,
        "after": own.first,
        "before_sd": own.second_sd,
        "after_sd": own.first_sd,
        "n_before": found.n_second,
        "n_after": found.n_first,
        "n_effective": own.n_effective,
        "before_speed_mps": found.second_speed_mps,
        "after_speed_mps": found.first_speed_mps,
        "difference": own.difference,
        "difference_low": own.difference_low,
        "difference_high": own.difference_high,
        "difference_pct": 100.0 * (ratio - 1.0),
        "effect_size": own.effect_size,
        **options.judge_change(measure, own.difference, strides),
        "flag": str(own.flag),
    }


def _without_difference(row: dict[str, Any]) -> dict[str, Any]:
    """The row of a knee angle whose zero is not the same in both sessions."""
    lost = ("difference", "difference_low", "difference_high", "difference_pct", "effect_size")
    none = {"minimal_detectable_change": math.nan, "beyond_detectable_change": None}
    return row | dict.fromkeys(lost, math.nan) | none | {"flag": str(ZERO_DIFFERS)}
