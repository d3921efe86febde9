"""Which sessions of a log are one trend: the same measure under the same conditions, in order of date."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrogait.tables.flags import OK, Flag
from retrogait.tables.kinds import or_none
from retrogait.tables.selection import WALKED
from retrogait.training.columns import FOOT_IMPACTS, MEASURES, SCORES
from retrogait.training.measures import Figure
from retrogait.training.progress import speed_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from retrogait.training.entries import LogEntry
    from retrogait.training.log import SessionLog

CONDITIONS = ("surface", "handrail", "incline_pct", "task", "contact_sites")
TREND = ("direction", *CONDITIONS, "measure")  # what separates trends in a table
PLACEMENT = Flag("placement_dependent", "the impact at a foot depends on where on it the sensor sits")
_OF_THE_SESSION = ("pain_after", "pain_rise", "effort")  # of these no sensor is a condition
# half a step of a score of whole numbers: a person between two scores gives either
_ROUNDING_SD = {"pain_before": 0.5, "pain_after": 0.5, "effort": 0.5, "pain_rise": 0.5 * math.sqrt(2.0)}


@dataclass(frozen=True)
class Trend:
    """Sessions that are compared with each other.

    Attributes
    ----------
    direction : str or None
        None of what is of no direction, as pain.
    measure : str
        Of `MEASURES`, `SCORES`, or `outcome_<name>`.
    conditions : dict
        What is equal in all of them; None where it is not stated, or no condition of this measure.
    members : list of (LogEntry, Figure)
        In order of date.
    """

    direction: str | None
    measure: str
    conditions: dict[str, Any]
    members: list[tuple[LogEntry, Figure]]

    @property
    def is_score(self) -> bool:
        """Whether it is one number a session, and no mean of strides."""
        return self.direction is None

    @property
    def least_sd(self) -> float:
        """The SD between sessions that rounding to whole numbers alone makes."""
        return _ROUNDING_SD.get(self.measure, 0.0)

    @property
    def flag(self) -> Flag:
        """How far the figures can be relied on."""
        return PLACEMENT if self.measure in FOOT_IMPACTS else OK

    def usable(self, least_strides: int) -> list[tuple[LogEntry, Figure]]:
        """Sessions with enough strides."""
        return [member for member in self.members if self.is_score or member[1].n >= least_strides]

    def speed_mps(self, entry: LogEntry) -> float:
        """The speed that stands beside a session's figure."""
        if self.direction is None:
            return speed_of(entry)
        speed = entry.figures[self.direction].get("speed_mps")
        return math.nan if speed is None else speed.mean


def trends_of(log: SessionLog) -> Iterator[Trend]:
    """All trends of a log, by direction and measure; scores come last."""
    entries = log.by_date()
    held = {(way, name) for entry in entries for way, own in entry.figures.items() for name in own}
    for direction, measure in itertools.product(WALKED, MEASURES):
        if (direction, measure) not in held:
            continue
        known = [(entry, entry.figures.get(direction, {}).get(measure)) for entry in entries]
        found = [(entry, figure) for entry, figure in known if figure is not None]
        yield from _split(direction, measure, found, CONDITIONS)
    names = dict.fromkeys([*SCORES, *(name for entry in entries for name in entry.scores)])
    for measure in names:
        scored = [
            (entry, Figure(entry.scores[measure], math.nan, 1))
            for entry in entries
            if measure in entry.scores
        ]
        yield from _split(None, measure, scored, CONDITIONS[:-1] if measure in _OF_THE_SESSION else ())


def _split(
    direction: str | None,
    measure: str,
    members: Iterable[tuple[LogEntry, Figure]],
    conditions: tuple[str, ...],
) -> Iterator[Trend]:
    """Trends under equal conditions; one that is not stated is a condition of its own."""
    groups: dict[tuple[Any, ...], list[tuple[LogEntry, Figure]]] = {}
    for entry, figure in members:
        groups.setdefault(tuple(or_none(getattr(entry, name)) for name in conditions), []).append(
            (entry, figure)
        )
    for key, own in groups.items():
        equal = dict(zip(conditions, key, strict=True))
        yield Trend(direction, measure, {name: equal.get(name) for name in CONDITIONS}, own)
