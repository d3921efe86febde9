"""What the caller of `read_recording` says of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrogait.readers.declaration import Column, Declaration
    from retrogait.readers.formats import Format


@dataclass(frozen=True)
class ReadOptions:
    """What the caller of `read_recording` says of a file; `sites` renames sensors, `site` names the only one.

    `declaration` is what `columns=` says, `formats` are the caller's own.
    """

    acc_unit: str | None = None
    gyr_unit: str | None = None
    rate_hz: float | None = None
    time_column: Column | None = None
    time_unit: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    site: str | None = None
    sites: Mapping[str, str] = field(default_factory=dict)
    frame: str | None = None
    declaration: Declaration | None = None
    recording: str | None = None
    phone: str | None = None
    formats: tuple[Format, ...] = ()

    def site_of(self, label: str, n_sensors: int) -> str:
        """Give the site that a sensor found as `label`, one of so many, goes by."""
        return self.site if self.site is not None and n_sensors == 1 else self.sites.get(label, label)
