"""`retrogait inspect`: what is in a file, and `retrogait formats`: what is known."""

from __future__ import annotations

import pprint
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrogait.cli.declarations import declared
from retrogait.cli.files import expand
from retrogait.cli.outcome import OK, UNREADABLE, with_options
from retrogait.errors import InvalidOption
from retrogait.mounting.sensor_pair import pair_notes
from retrogait.readers.formats import FORMATS, FRAMES, GENERIC, OWN
from retrogait.readers.inspection import inspect_recording
from retrogait.readers.refused_kinds import BINARY, C3D, MVN, REFUSED

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from retrogait.readers.inspection import Inspection, SensorSeen
    from retrogait.readers.proposal import Proposal
    from retrogait.recording import Recording

_WIDTH = 80
_PIECE = 60
_PLAUSIBLE_G = (0.85, 1.15)


def run(arguments: argparse.Namespace) -> int:
    """Say what is in every file."""
    if arguments.command == "formats":
        print("\n".join(_formats()))
        return OK
    reading = declared(arguments)
    refused = False
    for path in expand(arguments.files):
        seen = inspect_recording(path, **reading)
        if isinstance(seen.refusal, InvalidOption):
            raise seen.refusal
        print("\n".join(_report(path, seen)), end="\n\n")
        refused = refused or seen.refusal is not None
    return UNREADABLE if refused else OK


def _report(path: Path, seen: Inspection) -> Iterator[str]:
    title = textwrap.wrap(str(path), _WIDTH, break_on_hyphens=False)
    yield from title
    yield "=" * max(map(len, title))
    for table in seen.tables:
        rate = f", states {table.stated_rate_hz:g} Hz" if table.stated_rate_hz else ""
        yield from _wrapped("table", f"{table.file}: {table.format}{rate}")
        for meaning, names in table.columns:
            yield from _wrapped("", f"{meaning}: {names}", indent=2)
        if table.n_left_out:
            yield from _wrapped("", f"{table.n_left_out} other columns, left out", indent=2)
    if seen.ignored:
        yield from _wrapped("not used", ", ".join(seen.ignored))
    if seen.recording is not None:
        yield from _describe(seen.recording, seen.sensors)
    if seen.refusal is not None:
        yield from _wrapped("REFUSED", with_options(" ".join(str(seen.refusal).split())))
    if seen.proposal is not None:
        yield "THIS READS IT"
        yield from textwrap.indent(_call(seen.proposal), "    ").splitlines()
        for words in seen.proposal.assumed:
            yield from _wrapped("assumed", words)


def _call(proposal: Proposal) -> str:
    """Write the call of Python, an argument a line where it is long."""
    given = str(proposal.given) if isinstance(proposal.given, Path) else proposal.given
    parts = [_word(given), *(f"{name}={_value(value)}" for name, value in proposal.options.items())]
    line = f"rg.read_recording({', '.join(parts)})"
    if len(line) <= _WIDTH - 4 and "\n" not in line:
        return line
    body = "".join(f"{textwrap.indent(part, '    ')},\n" for part in parts)
    return f"rg.read_recording(\n{body})"


def _word(given: Any) -> str:
    """Write a path, in pieces that Python joins where it is longer than a line."""
    whole = repr(given)
    if not isinstance(given, str) or len(whole) <= _WIDTH - 10:
        return whole
    pieces = [repr(given[start : start + _PIECE]) for start in range(0, len(given), _PIECE)]
    return "\n".join(pieces)


def _value(value: Any) -> str:
    return pprint.pformat(value, width=_WIDTH - 24, sort_dicts=False, compact=True)


def _describe(rec: Recording, sensors: tuple[SensorSeen, ...]) -> Iterator[str]:
    source = rec.source
    yield from _wrapped("format", str(source.get("format", "")))
    yield from _wrapped("units", f"{source.get('acc_unit')} and {source.get('gyr_unit')} as stored")
    start = "not known" if rec.start_time is None else f"{rec.start_time}"
    how = source.get("start_time_from")
    yield from _wrapped("start", start + (f" (from {how})" if how and rec.start_time is not None else ""))
    yield from _wrapped("length", f"{rec.n_samples} samples at {rec.rate_hz:.6g} Hz, {rec.duration_s:.6g} s")
    yield from _wrapped("frame", f"{rec.frame}")
    for sensor in sensors:
        named = "" if sensor.found == sensor.site else f" (found as {sensor.found})"
        low, high = _PLAUSIBLE_G
        doubt = "" if low <= sensor.still_norm_g <= high else " - expected 0.85 to 1.15 g where it rests"
        lost = sum(end - begin for begin, end in sensor.gaps_s)
        gaps = f"missing {lost:.3g} s in {len(sensor.gaps_s)} place(s)" if sensor.gaps_s else "no gaps"
        yield from _wrapped(
            "sensor",
            f"{sensor.site}{named}: {sensor.measured_rate_hz:.6g} Hz, {sensor.still_norm_g:.3f} g when stillest"
            f"{doubt}, turning {sensor.turning_dps:.3g} deg/s, {gaps}",
        )
    for note in (*rec.warnings, *pair_notes(rec)):
        yield from _wrapped("note", note)


def _formats() -> Iterator[str]:
    yield "Exports known by name, recognised by their content:"
    yield ""
    for known in (*FORMATS, FRAMES, OWN, GENERIC):
        yield known.name
        yield from _wrapped("read", known.reads, indent=2)
        if known.refuses:
            yield from _wrapped("refused", known.refuses, indent=2)
        if known.advice:
            yield from _wrapped("do", known.advice, indent=2)
    yield ""
    yield "Refused by name:"
    yield ""
    for kind in (*REFUSED, C3D, MVN, BINARY):
        yield kind.name
        yield from _wrapped("do", kind.advice, indent=2)


def _wrapped(label: str, text: str, indent: int = 0) -> list[str]:
    head = " " * indent + f"{label:<9} "
    return textwrap.wrap(text, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head)) or [
        head.rstrip()
    ]
