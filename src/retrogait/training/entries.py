"""One session of a log: what was done, how it felt, and what was measured."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption, shown
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import is_finite, is_number
from retrogait.tables.kinds import NUMBER, is_missing
from retrogait.tables.selection import WALKED
from retrogait.training.columns import FACT_NAMES, FACTS, LOG, MAY_BE_MISSING, MEASURES, OUTCOME, SCORES
from retrogait.training.measures import Figure, Figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_OUTCOME_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


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
    task : str or None
        Task beside walking: "single" for none, or its name.
    subject : str or None
        Who walked.
    observer, emergency_cord : {"yes", "no"} or None
        Whether someone stood by; whether the cord that stops the treadmill was worn.
    noted : str
        Answers to `QUESTIONS` that were to be weighed when the session was added.
    outcomes : dict
        Scores by name, as of a questionnaire or a test of strength.
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
    task: str | None = None
    subject: str | None = None
    observer: str | None = None
    emergency_cord: str | None = None
    noted: str = ""
    outcomes: Mapping[str, float] = field(default_factory=dict)
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
            elif not isinstance(value, str) and not (value is None and column.name in MAY_BE_MISSING):
                raise InvalidOption(f"log: {column.name} is {value!r}; expected text")
            elif column.values and value is not None and value not in column.values:
                raise InvalidOption(
                    f"log: {column.name} is {value!r}; expected one of {' '.join(column.values)}, or none"
                )
        for name in ("task", "subject"):
            if getattr(self, name) is not None and not getattr(self, name).strip():
                raise InvalidOption(f"log: {name} is {getattr(self, name)!r}; expected a name, or none")
        if self.emergency_cord is not None and self.surface != "treadmill":
            raise InvalidOption(
                f"log: emergency_cord is {self.emergency_cord!r} and surface is {self.surface!r}; expected it of a "
                "treadmill only; leave it out"
            )
        object.__setattr__(self, "outcomes", _checked_outcomes(self.outcomes))

    @property
    def day(self) -> dt.date:
        """The day of the session."""
        return parse_date(self.date).date()

    @property
    def scores(self) -> dict[str, float]:
        """Scores stated or timed once per session: pain, effort, the 3-metre walk, and outcomes by `outcome_<name>`."""
        known = {name: getattr(self, name) for name in SCORES if name != "pain_rise"}
        known["pain_rise"] = self.pain_after - self.pain_before
        known |= {f"{OUTCOME}{name}": value for name, value in self.outcomes.items()}
        return {name: value for name, value in known.items() if not math.isnan(value)}

    def row(self) -> dict[str, Any]:
        """Return the entry as a row of `LOG` and its outcomes; values that were not measured are missing."""
        row = {name: getattr(self, name) for name in FACT_NAMES}
        for direction in WALKED:
            for measure in MEASURES:
                figure = self.figures.get(direction, {}).get(measure, Figure(math.nan, math.nan, 0))
                name = f"{direction}_{measure}"
                row |= {name: figure.mean, f"{name}_sd": figure.sd, f"{name}_n": figure.n or None}
        return row | {f"{OUTCOME}{name}": value for name, value in self.outcomes.items()}

    @classmethod
    @arguments()
    def from_row(cls, row: Mapping[str, Any]) -> LogEntry:
        """Make an entry from what `row` gave.

        Raises
        ------
        InvalidTable
            An entry of the row is missing, or of another kind.
        """
        outcomes = {name: value for name, value in row.items() if str(name).startswith(OUTCOME)}
        LOG.check_row({name: value for name, value in row.items() if name not in outcomes})
        figures: Figures = {}
        for direction in WALKED:
            for measure in MEASURES:
                name = f"{direction}_{measure}"
                if not math.isnan(row[name]):
                    figure = Figure(float(row[name]), float(row[f"{name}_sd"]), int(row[f"{name}_n"]))
                    figures.setdefault(direction, {})[measure] = figure
        known = {
            name.removeprefix(OUTCOME): value for name, value in outcomes.items() if not is_missing(value)
        }
        return cls(**{name: row[name] for name in FACT_NAMES}, outcomes=known, figures=figures)

    @arguments()
    def same_as(self, other: LogEntry) -> bool:
        """Whether two entries are equal; values missing in both count as equal."""
        return _equal(self.row(), other.row())

    def is_measured_as(self, other: LogEntry) -> bool:
        """Whether two entries have identical measures, as from the same recording, whatever else they hold."""
        mine, theirs = (
            {name: value for name, value in one.row().items() if name.startswith(WALKED)}
            for one in (self, other)
        )
        return any(self.figures.values()) and _equal(mine, theirs)


def _equal(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.keys() == other.keys() and all(
        one[name] == other[name] or _both_nan(one[name], other[name]) for name in one
    )


def table_of(entries: tuple[LogEntry, ...]) -> pd.DataFrame:
    """Entries as the table `LOG`, and a column for each outcome that one of them holds."""
    rows = [entry.row() for entry in entries]
    table = LOG.frame({name: [row[name] for row in rows] for name in LOG.names} if rows else {})
    outcomes = dict.fromkeys(name for row in rows for name in row if name.startswith(OUTCOME))
    return table.assign(**{name: [float(row.get(name, math.nan)) for row in rows] for name in outcomes})


def _checked_outcomes(outcomes: Any) -> dict[str, float]:
    """Scores by name, as floats."""
    if not hasattr(outcomes, "items"):
        raise InvalidOption(
            f"log: outcomes is {shown(outcomes)}; expected scores by name, as {{'womac_pain': 7}}; write it so"
        )
    for name, value in outcomes.items():
        if not (isinstance(name, str) and _OUTCOME_NAME.fullmatch(name)):
            raise InvalidOption(
                f"log: outcomes names {shown(name)}; expected small letters, digits and _, the unit at the end, as "
                "womac_pain or knee_extension_strength_nm; rename it"
            )
        if not is_finite(value):
            raise InvalidOption(
                f"log: the outcome {name!r} is {shown(value)}; expected a number; leave out what was not measured"
            )
    return {name: float(value) for name, value in outcomes.items()}


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
