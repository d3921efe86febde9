"""`retrogait live`: a recording through a live stream, at the speed it was recorded."""

from __future__ import annotations

import json
import math
import sys
import time
import warnings
from typing import TYPE_CHECKING

from retrogait.cli.declarations import declared
from retrogait.cli.outcome import NO_WALKING, OK
from retrogait.errors import InvalidOption, RetrogaitWarning
from retrogait.live import SessionStream
from retrogait.live.session_stream import LIVE_SITES
from retrogait.mounting.alignment import Alignment
from retrogait.readers import read_recording

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from retrogait.live import Contact, RollingMeasures
    from retrogait.live.session_stream import LiveUpdate
    from retrogait.recording import Recording

CHUNK_S = 0.05


def run(arguments: argparse.Namespace) -> int:
    """Replay the file; what is printed was known to the stream at that moment."""
    for name, least in (("times", 0.0), ("every_s", 0.0)):
        value = getattr(arguments, name)
        if not (math.isfinite(value) and value >= least):
            raise InvalidOption(f"live: --{name.replace('_', '-')} is {value:g}; expected 0 or more")
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        recording = read_recording(arguments.file, **declared(arguments))
    for warning in recording.warnings:
        print(f"note: {warning}", file=sys.stderr if arguments.json_lines else None)
    alignment = None if arguments.alignment is None else Alignment.load(arguments.alignment)
    replay = _replay(recording, alignment, arguments.times)
    n_contacts = _print_json(replay) if arguments.json_lines else _print_lines(replay, arguments.every_s)
    return OK if n_contacts else NO_WALKING


def _replay(
    recording: Recording, alignment: Alignment | None, times: float
) -> Iterator[tuple[float, LiveUpdate, SessionStream]]:
    """Replay a recording; give the time, what is decided then, and the stream, chunk after chunk and at the end."""
    sites = [site for site in recording.sites if site in LIVE_SITES] or list(recording.sites)
    samples = {site: recording.samples(site) for site in sites}
    clock_s = samples[sites[0]][0]
    stream = SessionStream(recording.rate_hz, sites, alignment, frame=recording.frame, start_s=clock_s[0])
    step = max(1, round(CHUNK_S * recording.rate_hz))
    began = time.monotonic()
    for first in range(0, len(clock_s), step):
        chunks = {site: values[first : first + step] for site, (_, values) in samples.items()}
        here_s = clock_s[min(first + step, len(clock_s)) - 1]
        if times > 0:
            time.sleep(max(0.0, began + (here_s - clock_s[0]) / times - time.monotonic()))
        yield here_s, stream.push(chunks), stream
    yield clock_s[-1], stream.flush(), stream


def _print_lines(replay: Iterable[tuple[float, LiveUpdate, SessionStream]], every_s: float) -> int:
    """Print contacts, near-falls and rolling measures for a person; return how many contacts there were."""
    count, due_s = 0, None
    for here_s, update, stream in replay:
        for contact in update.contacts:
            print(_line(contact), flush=True)
        for note in update.notes:
            print(f"{here_s:9.2f} s  note: {note}", flush=True)
        for fall in update.near_falls:
            print(
                f"{fall.time_s:9.2f} s  near-fall: a jerk peak {fall.times_usual:.1f} times the usual",
                flush=True,
            )
        count += len(update.contacts)
        due_s = here_s + every_s if due_s is None else due_s
        if here_s >= due_s:
            due_s = here_s + every_s
            print(_measures(stream.rolling()), flush=True)
    return count


def _print_json(replay: Iterable[tuple[float, LiveUpdate, SessionStream]]) -> int:
    """Print what each chunk decided, or is wrong with it, as a line of JSON; return how many contacts there were."""
    count = 0
    for _, update, _ in replay:
        for note in update.notes:
            print(f"note: {note}", file=sys.stderr)
        if any(update):
            print(json.dumps(update.to_dict()), flush=True)
        count += len(update.contacts)
    return count


def _line(contact: Contact) -> str:
    kind = contact.event.replace("_", " ")
    strike = f", {contact.strike} first" if contact.strike else ""
    late_ms = 1e3 * (contact.decided_s - contact.time_s)
    way = "unknown direction" if contact.direction == "unknown" else contact.direction
    what = f"{contact.side:5}  {kind:15}  {way}{strike}"
    return f"{contact.time_s:9.2f} s  {what} (reported {late_ms:.0f} ms later)"


def _measures(now: RollingMeasures) -> str:
    if not now.is_walking:
        return f"{now.time_s:9.2f} s  -- no walking"
    parts = [
        f"{name} {value:{form}}{unit}"
        for name, value, form, unit in (
            ("cadence", now.cadence_spm, ".0f", " steps/min"),
            ("speed", now.speed_mps, ".2f", " m/s"),
            ("asymmetry", now.step_time_asymmetry_pct, ".0f", " %"),
            ("step regularity", now.step_regularity, ".2f", ""),
        )
        if not math.isnan(value)
    ]
    return f"{now.time_s:9.2f} s  -- {now.direction}: " + ", ".join(parts)
