"""One session of a log: what was done, how it felt, and what was measured."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption, InvalidTable, shown
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SURFACES
from retrogait.tables.checks import is_number
from retrogait.tables.kinds import NUMBER
from retrogait.tables.selection import WALKED
from retrogait.training.columns import FACT_NAMES, FACTS, LOG, MEASURES
from retrogait.training.measures import Figure, Figures, level_strides

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True)
class LogEntry:
    """A session as the log keeps it; fields are the columns of `SessionLog.table`.

    Attributes
    ----------
    date : str
        ISO 8601 day, or day and time.
    surface : {"overground", "treadmill"}
        What was walked on.
    handrail : {"none", "touched", "held"} or None
        None where not stated; likewise NaN in any number.
    figures : dict
        Direction, then measure, to mean, SD and number; only what was measured.
    """

    date: str
    surface: str
    belt_speed_mps: float = math.nan
    incline_pct: float = math.nan
    handrail: str | None = None
    pain_before: float = math.nan
    pain_after: float = math.nan
    effort: float = math.nan
    near_falls: float = math.nan
    minutes_backward: float = math.nan
    minutes_forward: float = math.nan
    three_metre_backward_walk_s: float = math.nan
    contact_sites: str = ""
    note: str = ""
    figures: Figures = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no session can have."""
        parse_date(self.date)
        for column in FACTS:
            value = getattr(self, column.name)
            if column.kind is NUMBER:
                good = is_number(value)
                if not (good and (math.isnan(value) or column.low <= value <= column.high)):
                    raise InvalidOption(
                        f"log: {column.name} is {shown(value)}; {column.doc}: expected a number from {column.low:g} to "
                        f"{column.high:g}, or none"
                    )
                object.__setattr__(self, column.name, float(value))
            elif not isinstance(value, str) and not (value is None and column.name == "handrail"):
                raise InvalidOption(f"log: {column.name} is {value!r}; expected text")
            elif column.values and value is not None and value not in column.values:
                raise InvalidOption(
                    f"log: {column.name} is {value!r}; expected one of {' '.join(column.values)}, or none"
                )

    @property
    def day(self) -> dt.date:
        """The day of the session."""
        return parse_date(self.date).date()

    def row(self) -> dict[str, Any]:
        """Lay the entry out as a row of `LOG`; what was not measured is missing."""
        row = {name: getattr(self, name) for name in FACT_NAMES}
        for direction in WALKED:
            for measure in MEASURES:
                figure = self.figures.get(direction, {}).get(measure, Figure(math.nan, math.nan, 0))
                name = f"{direction}_{measure}"
                row |= {name: figure.mean, f"{name}_sd": figure.sd, f"{name}_n": figure.n or None}
        return row

    @classmethod
    @arguments()
    def from_row(cls, row: Mapping[str, Any]) -> LogEntry:
        """Make an entry from what `row` gave.

        Raises
        ------
        InvalidTable
            An entry of the row is missing, or of another kind.
        """
        LOG.check_row(row)
        figures: Figures = {}
        for direction in WALKED:
            for measure in MEASURES:
                name = f"{direction}_{measure}"
                if not math.isnan(row[name]):
                    figure = Figure(float(row[name]), float(row[f"{name}_sd"]), int(row[f"{name}_n"]))
                    figures.setdefault(direction, {})[measure] = figure
        return cls(**{name: row[name] for name in FACT_NAMES}, figures=figures)

    @arguments()
    def same_as(self, other: LogEntry) -> bool:
        """Whether two entries hold the same; what is missing in both is the same."""
        mine, theirs = self.row(), other.row()
        return all(mine[name] == theirs[name] or _both_nan(mine[name], theirs[name]) for name in mine)


def table_of(entries: tuple[LogEntry, ...]) -> pd.DataFrame:
    """Entries as the table `LOG`."""
    rows = [entry.row() for entry in entries]
    return LOG.frame({name: [row[name] for row in rows] for name in LOG.names} if rows else {})


def _both_nan(a: Any, b: Any) -> bool:
    return isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b)


def parse_date(date: Any) -> dt.datetime:
    """Read an ISO date, or date and time, as it stands on the wall.

    Raises
    ------
    InvalidOption
        It is neither.
    """
    try:
        return dt.datetime.fromisoformat(date).replace(tzinfo=None)
    except (TypeError, ValueError):
        raise InvalidOption(
            f"log: date is {date!r}; expected an ISO date as '2026-11-20', or with a time as '2026-11-20T10:30'"
        ) from None


def stated_surface(summary: Mapping[Any, Any]) -> str:
    """The surface of a summary row.

    Raises
    ------
    InvalidTable
        The row does not say it.
    """
    surface = summary.get("surface")
    if surface not in SURFACES:
        raise InvalidTable(
            f"log.add: the summary's surface is {surface!r}; expected one of {' '.join(SURFACES)}, because trends "
            "never mix them; analyse the recording again with surface='overground' or surface='treadmill'"
        )
    return str(surface)


def minutes_walked(summary: Mapping[Any, Any], direction: str) -> float:
    """Minutes of the strides of a direction, each foot's counted once.

    Number of strides of level walking times mean stride time; a single limb with a sensor gives the strides of one
    foot only.
    """
    n, stride_s = level_strides(summary, direction), summary.get(f"{direction}_stride_time_s")
    if not n or stride_s is None or math.isnan(stride_s):
        return 0.0
    sites = str(summary.get("contact_sites", "")).split()
    n_feet = 1 if len(sites) == 1 and sites[0].startswith(("left_", "right_")) else 2
    return float(n) * float(stride_s) / n_feet / 60.0
