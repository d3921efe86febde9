"""What a monitor is told: plain facts from any caller, each with its time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidTable
from retrogait.tables.catalogue import DIRECTIONS, EVENTS, SIDES

if TYPE_CHECKING:
    import pandas as pd

_NAN = float("nan")


@dataclass(frozen=True)
class ContactSeen:
    """An initial contact. Strides are made of the contacts of one foot; give contacts or strides, not both."""

    time_s: float
    side: str
    direction: str = "unknown"

    def __post_init__(self) -> None:
        """Refuse what no contact can be."""
        _check_time(self, self.time_s)
        _check_word(self, "side", self.side, SIDES)
        _check_word(self, "direction", self.direction, DIRECTIONS)


@dataclass(frozen=True)
class StrideSeen:
    """A stride that ended at `time_s`; NaN where its time or speed is not known."""

    time_s: float
    side: str
    direction: str
    stride_time_s: float
    speed_mps: float = _NAN

    def __post_init__(self) -> None:
        """Refuse what no stride can be."""
        _check_time(self, self.time_s)
        _check_word(self, "side", self.side, SIDES)
        _check_word(self, "direction", self.direction, DIRECTIONS)
        _check_number(self, "stride_time_s", self.stride_time_s, 0.0, 60.0)
        _check_number(self, "speed_mps", self.speed_mps, 0.0, 20.0)


@dataclass(frozen=True)
class MeasureSeen:
    """Rolling measures at `time_s`, over whatever window the caller uses, always the same; NaN where not known."""

    time_s: float
    direction: str = "unknown"
    speed_mps: float = _NAN
    step_regularity: float = _NAN

    def __post_init__(self) -> None:
        """Refuse what no measure can be."""
        _check_time(self, self.time_s)
        _check_word(self, "direction", self.direction, DIRECTIONS)
        _check_number(self, "speed_mps", self.speed_mps, 0.0, 20.0)
        _check_number(self, "step_regularity", self.step_regularity, -2.0, 2.0)


@dataclass(frozen=True)
class NearFallSeen:
    """A near-fall, and how large its jerk_peak was where that is known (see `stability.near_falls`)."""

    time_s: float
    peak_to_peak_mps3: float = _NAN
    direction: str = "unknown"

    def __post_init__(self) -> None:
        """Refuse what no near-fall can be."""
        _check_time(self, self.time_s)
        _check_word(self, "direction", self.direction, DIRECTIONS)
        _check_number(self, "peak_to_peak_mps3", self.peak_to_peak_mps3, 0.0, 1e7)


Observation = ContactSeen | StrideSeen | MeasureSeen | NearFallSeen


def contacts_seen(events: pd.DataFrame) -> list[ContactSeen]:
    """Take the initial contacts out of a table of events, as `analyze` and streams give them.

    Raises
    ------
    InvalidTable
        It is not a table of events.
    """
    EVENTS.check(events)
    own = events[(events["event"] == "initial_contact") & events["side"].notna()]
    known = own["direction"].fillna("unknown")
    return [
        ContactSeen(float(time_s), str(side), str(direction))
        for time_s, side, direction in zip(own["time_s"], own["side"], known, strict=True)
    ]


def _check_time(observation: Any, time_s: Any) -> None:
    if not (_is_number(time_s) and math.isfinite(time_s)):
        raise InvalidTable(
            f"{type(observation).__name__}: time_s is {time_s!r}; expected a time in seconds; an observation without "
            "a time cannot be judged, leave it out"
        )


def _check_number(observation: Any, name: str, value: Any, low: float, high: float) -> None:
    if not (_is_number(value) and (math.isnan(value) or low <= value <= high)):
        raise InvalidTable(
            f"{type(observation).__name__}: {name} is {value!r}; expected a number from {low:g} to {high:g}, or NaN "
            "where it is not known"
        )


def _check_word(observation: Any, name: str, value: Any, words: tuple[str, ...]) -> None:
    if value not in words:
        raise InvalidTable(
            f"{type(observation).__name__}: {name} is {value!r}; expected one of {' '.join(words)}; use that word"
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
