"""What the caller of `read_recording` says of a foreign file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadOptions:
    """What the caller of `read_recording` says of a foreign file."""

    acc_unit: str | None = None
    gyr_unit: str | None = None
    rate_hz: float | None = None
    time_column: str | None = None
    time_unit: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
