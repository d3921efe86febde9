"""Formats of a caller's own: what one has to be before a file is read with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption, shown
from retrogait.intake.units import ACC_UNITS, GYR_UNITS
from retrogait.readers.binary import READERS
from retrogait.readers.formats import FORMATS, FRAMES, GENERIC, OWN, Format
from retrogait.readers.time_units import check_time_unit
from retrogait.tables.arguments import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHERE = "read_recording: formats"
_UNLIKE = ("q|w", "Zeit|Ort")


def check_formats(formats: Iterable[Format]) -> tuple[Format, ...]:
    """Return the formats in the order in which they are tried.

    Raises
    ------
    InvalidOption
        One is not a format, has no pattern or one that matches any table, or has an invalid pattern or unit.
    """
    if isinstance(formats, (Format, str)) or not isinstance(formats, Iterable):
        raise InvalidOption(
            f"{_WHERE} is {describe(formats)}; expected several Format; write formats=(MINE,)"
        )
    given = tuple(formats)
    taken = {known.name for known in (*FORMATS, FRAMES, OWN, GENERIC)}
    for one in given:
        if not isinstance(one, Format):
            raise InvalidOption(
                f"{_WHERE} holds {describe(one)}; expected a Format; make one with retrogait.readers.Format(name, ...)"
            )
        _check(one)
        if one.name in taken:
            raise InvalidOption(
                f"{_WHERE}: {shown(one.name)} is there already; expected a name of its own, which recordings keep as "
                "their format; give it another"
            )
        taken.add(one.name)
    return given


def _check(own: Format) -> None:
    name: object = own.name
    if not isinstance(name, str) or not name:
        raise InvalidOption(
            f"{_WHERE} holds a Format whose name is {shown(name)}; expected text; give it a name"
        )
    where = f"{_WHERE}: {name}"
    _check_series(where, own)
    recognised_by = {"head": own.head, "columns": own.columns, "columns_alone": own.columns_alone}
    if not (any(recognised_by.values()) or own.headerless or own.counts or own.binary):
        raise InvalidOption(
            f"{where} has neither head nor columns; expected a pattern that it is recognised by; pass columns='...'"
        )
    for field, pattern in _patterns(own):
        try:
            compiled = re.compile(pattern)
            for replacement in (word for one, word in own.rename if one == pattern and field == "rename"):
                compiled.sub(replacement, "")  # refuses a group that the pattern does not have
        except (re.error, TypeError) as fault:
            raise InvalidOption(
                f"{where}: {field} has {shown(pattern)}; expected a regular expression ({fault}); correct it, with "
                "re.escape where it is plain text"
            ) from fault
        if pattern and field in recognised_by and _matches_anything(compiled):
            raise InvalidOption(
                f"{where}: {field} is {shown(pattern)}, which matches any table; expected a pattern that other exports "
                "do not have; name columns that only this one has"
            )
    for field, unit, units in (("acc_unit", own.acc_unit, ACC_UNITS), ("gyr_unit", own.gyr_unit, GYR_UNITS)):
        if unit is not None and unit not in units:
            raise InvalidOption(
                f"{where}: {field} is {shown(unit)}; expected one of {' '.join(units)}; use one"
            )
    try:
        check_time_unit(own.time_unit)
    except InvalidOption as fault:
        raise InvalidOption(f"{where}: {fault}") from fault
    if own.acc_sign not in (1, -1):
        raise InvalidOption(
            f"{where}: acc_sign is {shown(own.acc_sign)}; expected 1, or -1 where gravity points down at rest; use one"
        )
    if own.binary is not None and own.binary.package not in READERS:
        raise InvalidOption(
            f"{where}: binary is read by {shown(own.binary.package)}; expected one of {' '.join(READERS)}; read it "
            "yourself, and use Recording.from_frames"
        )


def _check_series(where: str, own: Format) -> None:
    """Raise `InvalidOption` where a field that takes several words, or pairs of them, holds something else."""
    words: dict[str, object] = {"time": own.time, "headerless": own.headerless, "variants": own.variants}
    pairs: dict[str, object] = {
        "rename": own.rename,
        "refusals": own.refusals,
        "rows": () if own.rows is None else (own.rows,),
    }
    for field, value in (words | pairs).items():
        inner = value if field in pairs and isinstance(value, tuple) else ((value, value),)
        sizes = {isinstance(one, tuple) and len(one) == len(("found", "expected")) for one in inner}
        if not isinstance(value, tuple) or not sizes <= {True}:
            form = "a tuple of pairs of text" if field in pairs else "a tuple of text, as ('one',)"
            raise InvalidOption(
                f"{where}: {field} is {shown(getattr(own, field))}; expected {form}; write it so"
            )


def _matches_anything(pattern: re.Pattern[str]) -> bool:
    """Whether a pattern matches nothing at all, or texts that have nothing in common but to be names of columns."""
    return bool(pattern.search("")) or all(pattern.search(text) for text in _UNLIKE)


def _patterns(own: Format) -> Iterator[tuple[str, str]]:
    """The patterns of a format, each with its field."""
    yield from (("head", own.head), ("columns", own.columns), ("columns_alone", own.columns_alone))
    yield from (("time", pattern) for pattern in own.time)
    yield from (("rename", pattern) for pattern, _ in own.rename)
    yield from (("refusals", pattern) for pattern, _ in own.refusals)
    if own.counts is not None:
        yield "counts", own.counts.row
