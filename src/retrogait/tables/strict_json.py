"""JSON text to plain values, whole or not at all: no NaN, nothing said twice, nothing of a newer version."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, NoReturn

from retrogait.errors import InvalidTable, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def parse_json(text: str, what: str, writers: str) -> dict[str, Any]:
    """Parse the text of a JSON object.

    Parameters
    ----------
    text : str
        All of the file.
    what : str
        What it should hold, for messages: "session".
    writers : str
        What writes such text.

    Raises
    ------
    InvalidTable
        The text ends early, is not JSON, holds NaN or Infinity, or a name twice.
    """
    try:
        data = json.loads(
            text,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_not_beyond,
            object_pairs_hook=_no_twice,
        )
    except (ValueError, RecursionError) as fault:
        end = "; it ends early" if _ends_early(fault, text) else ""
        raise InvalidTable(
            f"{what}: the text is not JSON ({fault}){end}; expected what {writers} writes; write it again"
        ) from fault
    if not isinstance(data, dict):
        raise InvalidTable(
            f"{what}: the JSON holds a {type(data).__name__}, not an object; expected what {writers} writes; "
            "write it again"
        )
    return data


def check_format(found: Any, wanted: str, what: str, written_by: Any = None) -> None:
    """Raise `InvalidTable` unless a file's format is the one wanted, and say so where it is a newer one."""
    if found == wanted:
        return
    name, _, version = wanted.rpartition(" ")
    match = re.fullmatch(rf"{re.escape(name)} (\d{{1,9}})", found) if isinstance(found, str) else None
    if match and int(match[1]) > int(version):
        by = f" by retrogait {written_by}" if isinstance(written_by, str) else ""
        raise InvalidTable(
            f"{what}: the format is {found!r}, written{by}, newer than {wanted!r}, which this version reads; "
            "install a newer retrogait"
        )
    kind, other = name.removeprefix("retrogait "), re.fullmatch(r"retrogait (\D+) \d{1,9}", str(found))
    if other and other[1] != kind:
        raise InvalidTable(
            f"{what}: the file holds a {other[1]} (format {found!r}); expected {wanted!r}; pass a file of "
            "that"
        )
    raise InvalidTable(
        f"{what}: the format is {found!r}; expected {wanted!r}; read it with the version of retrogait that wrote it, "
        "or make it again"
    )


def check_names(data: Mapping[str, Any], wanted: Collection[str], where: str) -> None:
    """Raise `InvalidTable` unless an object of a file has these names and no others."""
    wrong = [name for name in wanted if name not in data] or [name for name in data if name not in wanted]
    if wrong:
        raise InvalidTable(
            f"{where}: {wrong[0]!r} is {'missing' if wrong[0] in wanted else 'unknown'}; expected {' '.join(wanted)}"
            "; the file was cut, changed by hand, or is from another version of retrogait"
        )


def _ends_early(fault: Exception, text: str) -> bool:
    """Whether the text stops in the middle."""
    if not isinstance(fault, json.JSONDecodeError):
        return False
    return fault.pos >= len(text.rstrip()) or fault.msg.startswith("Unterminated string")


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _finite(word: str) -> float:
    number = float(word)
    if not math.isfinite(number):
        raise ValueError(f"{shown(word)} is beyond all numbers")
    return number


def _not_beyond(word: str) -> int:
    _finite(word)
    return int(word)


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is there twice")
    return data
