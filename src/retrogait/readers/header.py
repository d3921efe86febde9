"""The line of JSON in which retrogait's files say what columns cannot: rate, frame, start, history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.errors import UnreadableExport

if TYPE_CHECKING:
    from retrogait.recording import Recording

MARK = "# retrogait "
METADATA_KEY = b"retrogait"
HEADER_KEY = "retrogait"  # in JSON files that describe a table
VERSION = 1


def describe(recording: Recording) -> str:
    """Write the header of a recording, without `MARK` and without a line end."""
    start = recording.start_time
    return json.dumps(
        {
            "version": VERSION,
            "rate_hz": recording.rate_hz,
            "frame": recording.frame,
            "n_samples": recording.n_samples,
            "start_time": None if start is None else start.isoformat(),
            "time_zone": None if start is None or start.tz is None else str(start.tz),
            "warnings": recording.warnings,
            "source": dict(recording.source),
        },
        default=str,
    )


def parse(text: str, name: str) -> dict[str, Any]:
    """Read a header back; `start_time` becomes a Timestamp in its time zone.

    Raises
    ------
    UnreadableExport
        The header is damaged, or of a later version than this one understands.
    """
    try:
        header: dict[str, Any] = json.loads(text)
        version = int(header["version"])
        header["rate_hz"] = float(header["rate_hz"])
        header["n_samples"] = int(header["n_samples"])
        header["warnings"] = tuple(map(str, header["warnings"]))
        header["source"] = dict(header["source"])
        header["start_time"] = _start(header["start_time"], header["time_zone"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise UnreadableExport(
            f"{name}: its retrogait header is damaged ({type(error).__name__}: {error}); delete the first "
            "line to read the samples without it"
        ) from error
    if version > VERSION:
        raise UnreadableExport(
            f"{name}: was written by a later retrogait (file version {version}, known {VERSION}); upgrade "
            "retrogait"
        )
    return header


def _start(text: str | None, zone: str | None) -> pd.Timestamp | None:
    if text is None:
        return None
    start = pd.Timestamp(text)
    try:
        return start if zone is None else start.tz_convert(zone)
    except (KeyError, ValueError, TypeError):  # a zone this machine does not know: its offset stays
        return start
