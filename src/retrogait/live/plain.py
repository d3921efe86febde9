"""What a stream decided as plain values, as JSON takes them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from retrogait.tables.catalogue import EVENTS

if TYPE_CHECKING:
    from collections.abc import Sequence


def plain_fields(row: tuple[Any, ...], names: Sequence[str]) -> dict[str, Any]:
    """The fields of a tuple by name: None for a number that is not known, a list for several."""
    return {name: _plain(value) for name, value in zip(names, row, strict=True)}


def plain_events(contacts: Sequence[object]) -> dict[str, list[Any]]:
    """Contacts as the columns of `catalogue.EVENTS`, as `write_columns` gives their table, without making it."""
    return {
        name: [
            _plain(getattr(contact, name, None)) for contact in contacts
        ]  # a stream knows no bouts and no errors
        for name in EVENTS.names
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
