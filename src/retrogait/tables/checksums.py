"""A checksum over plain values, so that what was saved to go on from is whole or refused."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_checksum(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same plain values, with the checksum of all of them as one more."""
    return {**values, "checksum": _checksum(values)}


def verify_checksum(values: Mapping[str, Any], what: str, next_step: str) -> None:
    """Raise `InvalidTable` unless the values are those that `with_checksum` was given, JSON in between or not."""
    rest = {name: value for name, value in values.items() if name != "checksum"}
    try:
        is_whole = _checksum(rest) == values.get("checksum")
    except (TypeError, ValueError, RecursionError):
        is_whole = False
    if not is_whole:
        raise InvalidTable(
            f"{what}: its checksum is another: something in it was changed or is missing; expected what state() gave, "
            f"whole; {next_step}"
        )


def _checksum(values: Mapping[str, Any]) -> int:
    return zlib.crc32(json.dumps(values, sort_keys=True).encode())
