"""What a monitor is given: plain facts from any caller, each with its time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from retrogait.errors import InvalidTable
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import DIRECTIONS, EVENTS, SIDES
from retrogait.tables.checks import Checked, option, takes

if TYPE_CHECKING:
    import pandas as pd

_NAN = float("nan")
_NO_TIME = "an observation without a time cannot be judged, leave it out"


@dataclass(frozen=True)
class ContactSeen(Checked):
    """An initial contact. Strides are computed from the contacts of one foot; give contacts or strides, not both."""

    time_s: float = field(metadata=takes("a time in seconds", advice=_NO_TIME))
    side: str = field(metadata=takes(choices=SIDES, advice="use one of these words"))
    direction: str = option("unknown", choices=DIRECTIONS)

    refusal: ClassVar = InvalidTable


@dataclass(frozen=True)
class StrideSeen(Checked):
    """A stride that ended at `time_s`; NaN where its time or speed is not known."""

    time_s: float = field(metadata=takes("a time in seconds", advice=_NO_TIME))
    side: str = field(metadata=takes(choices=SIDES, advice="use one of these words"))
    direction: str = field(metadata=takes(choices=DIRECTIONS, advice="use one of these words"))
    stride_time_s: float = field(metadata=takes(low=0, high=60, nan="where it is not known"))
    speed_mps: float = option(_NAN, low=0, high=20, nan="where it is not known")

    refusal: ClassVar = InvalidTable


@dataclass(frozen=True)
class MeasureSeen(Checked):
    """Rolling measures at `time_s`, over whatever window the caller uses, always the same; NaN where not known."""

    time_s: float = field(metadata=takes("a time in seconds", advice=_NO_TIME))
    direction: str = option("unknown", choices=DIRECTIONS)
    speed_mps: float = option(_NAN, low=0, high=20, nan="where it is not known")
    step_regularity: float = option(_NAN, low=-2, high=2, nan="where it is not known")

    refusal: ClassVar = InvalidTable


@dataclass(frozen=True)
class NearFallSeen(Checked):
    """A near-fall, and how large its jerk peak was where that is known (see `stability.near_falls`)."""

    time_s: float = field(metadata=takes("a time in seconds", advice=_NO_TIME))
    peak_to_peak_mps3: float = option(_NAN, low=0, high=1e7, nan="where it is not known")
    direction: str = option("unknown", choices=DIRECTIONS)

    refusal: ClassVar = InvalidTable


Observation = ContactSeen | StrideSeen | MeasureSeen | NearFallSeen


@arguments()
def contacts_seen(events: pd.DataFrame) -> list[ContactSeen]:
    """Read the initial contacts from a table of events of `analyze` or a stream.

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
