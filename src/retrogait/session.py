"""What an analysis returns: the tables, the summary and, when at hand, the aligned samples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retrogait.errors import RetrogaitError

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.recording import Recording


@dataclass(frozen=True)
class Person:
    """Body measures that model-based figures need; None where they are not known."""

    leg_length_m: float | None = None
    foot_length_m: float | None = None


@dataclass(frozen=True, eq=False)
class Session:
    """Result of `retrogait.analyze`: events, strides, knee, bouts and one flat summary row."""

    events: pd.DataFrame
    strides: pd.DataFrame
    bouts: pd.DataFrame
    knee: pd.DataFrame
    summary: pd.Series[Any]
    warnings: tuple[str, ...] = ()
    samples: Recording | None = field(default=None, repr=False)

    @property
    def recording(self) -> Recording:
        """The aligned samples; a Session read from JSON has none and says so."""
        if self.samples is None:
            raise RetrogaitError(
                "session.recording: this Session was read from JSON and holds no samples; "
                "calls that need them want a Session fresh from analyze(); run analyze on the recording again"
            )
        return self.samples
