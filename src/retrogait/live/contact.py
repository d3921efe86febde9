"""Contacts as a stream reports them: tuples, and a table of events."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from retrogait._kernels.live.state import (
    AHEAD,
    ANGLE_DEG,
    AT,
    DECIDED,
    DISPLACEMENT_M,
    FINAL,
    KIND,
    REST_BEFORE,
)
from retrogait.gait.direction import DirectionOptions
from retrogait.live.plain import plain_fields
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import EVENTS
from retrogait.tables.kinds import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from retrogait.live.options import LiveOptions
    from retrogait.tables.schema import Column

_NAN = float("nan")
_A_FEW = 8  # contacts that a packet may decide
_WAY = DirectionOptions()


class Contact(NamedTuple):
    """A contact that a stream has decided; the fields are those of the events table (`catalogue.EVENTS`).

    `decided_s` is the time of the sample that decided it: `decided_s - time_s` is the delay. `direction` is `unknown`
    until a second step goes the same way as the first.
    """

    time_s: float
    side: str
    event: str
    direction: str
    direction_confidence: float
    strike: str | None
    foot_strike_angle_deg: float
    decided_s: float

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values for JSON; None where there is no number.

        >>> Contact(3.2, "left", "final_contact", "backward", 0.9, None, float("nan"), 3.3).to_dict()
        {'time_s': 3.2, 'side': 'left', 'event': 'final_contact', 'direction': 'backward', 'direction_confidence': 0.9,
        'strike': None, 'foot_strike_angle_deg': None, 'decided_s': 3.3}
        """
        return plain_fields(self, self._fields)


class LiveStride(NamedTuple):
    """A step with displacement, from the rest of the foot before it to the rest after it.

    Length and speed are NaN for a shank, and where the mounting is not known.
    """

    start_s: float
    end_s: float
    side: str
    stride_length_m: float
    speed_mps: float
    decided_s: float

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain values for JSON; None where there is no number.

        >>> LiveStride(3.2, 4.4, "left", float("nan"), float("nan"), 4.5).to_dict()
        {'start_s': 3.2, 'end_s': 4.4, 'side': 'left', 'stride_length_m': None, 'speed_mps': None, 'decided_s': 4.5}
        """
        return plain_fields(self, self._fields)


@arguments()
def contact_table(contacts: Iterable[Contact]) -> pd.DataFrame:
    """Put contacts into a table of events."""
    rows = list(contacts)
    if not rows:
        return _no_events().copy()
    columns = dict(zip(Contact._fields, zip(*rows, strict=True), strict=True))
    if len(rows) > _A_FEW:
        return EVENTS.frame(columns)
    import pandas as pd

    return pd.DataFrame(
        {
            one.name: np.array(columns[one.name], np.float64)
            if one.kind is NUMBER and one.name in columns
            else _column(one, columns.get(one.name), len(rows))
            for one in EVENTS.columns
        }
    )


@cache
def _no_events() -> pd.DataFrame:
    """The table of no contacts, which most packets give: making one costs more than reading the packet."""
    return EVENTS.frame()


@lru_cache(maxsize=1024)
def _column(column: Column, words: tuple[str | None, ...] | None, length: int) -> Any:
    """A column of words, or of missing values: few there are, and each takes as long as the rest of a small table."""
    return column.array(words, length)


@dataclass(frozen=True)
class ContactBuilder:
    """How rows of one limb's kernel, their instants in seconds, become contacts."""

    side: str
    is_foot: bool
    options: LiveOptions
    most: float  # how sure the mounting is: no direction is surer

    def contact(self, row: list[float]) -> Contact:
        """Return the contact of a row."""
        way, confidence = "unknown", _NAN
        ahead = row[AHEAD]
        if abs(ahead) >= _WAY.least_ahead:
            way = "forward" if ahead > 0 else "backward"
            confidence = min(self.most, 1.0 / (1.0 + math.exp(-_WAY.way_weight * abs(ahead))))
        if row[KIND] == FINAL:
            return Contact(row[AT], self.side, "final_contact", way, confidence, None, _NAN, row[DECIDED])
        angle = row[ANGLE_DEG] if self.is_foot else _NAN
        strike = None if math.isnan(angle) else self._strike(angle)
        return Contact(row[AT], self.side, "initial_contact", way, confidence, strike, angle, row[DECIDED])

    def stride(self, row: list[float]) -> LiveStride:
        """Return the stride of a row."""
        start_s, end_s = row[REST_BEFORE], row[AT]
        length_m = row[DISPLACEMENT_M] if self.is_foot else _NAN
        return LiveStride(start_s, end_s, self.side, length_m, length_m / (end_s - start_s), row[DECIDED])

    def _strike(self, angle_deg: float) -> str:
        if angle_deg > self.options.flat_to_deg:
            return "heel"
        return "toe" if angle_deg < self.options.flat_from_deg else "flat"
