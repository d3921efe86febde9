"""Measures, units, sites and flags in the words of the language in force."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrogait.messages import find_message, message
from retrogait.plot.words import unit_of
from retrogait.tables.catalogue import DIRECTIONS, SIDES
from retrogait.tables.flags import Flag

if TYPE_CHECKING:
    from retrogait.tables.measures import Measure

_NO_BREAK = "\N{NO-BREAK SPACE}"
_NEEDED = re.compile(r"(?P<n>[\d.]+) (?P<what>[a-z ]+), (?P<least>[\d.]+) needed")


def label_of(measure: Measure) -> str:
    """What a measure is called; its English words stand in `retrogait.tables.measures`.

    >>> from retrogait.messages import in_language
    >>> from retrogait.tables.measures import GAIT
    >>> with in_language("de"):
    ...     label_of(GAIT[0])
    'Kadenz'
    """
    return words_of(measure.column, measure.label)


def words_of(column: str, english: str) -> str:
    """The words of a column of any table, or of a foot or leg in it; `english` where the language has none."""
    side, _, rest = column.partition("_")
    own = find_message(f"measure.{column}", default="")
    if own or side not in SIDES:
        return own or english
    both = find_message(f"measure.{rest}", default="")
    return message("measure_of_side", measure=both, side=message(f"side.{side}")) if both else english


def with_unit(text: str, unit: str) -> str:
    """A number and its unit, which stay on one line."""
    return f"{text}{_NO_BREAK}{unit_of(unit)}" if unit not in ("", "–") else text


def unbroken(text: str) -> str:
    """Words and numbers that stay on one line."""
    return text.replace(" ", _NO_BREAK)


def way(direction: str) -> str:
    """A direction; what is none stays as it is."""
    return message(f"direction.{direction}") if direction in DIRECTIONS else direction


def ways(directions: tuple[str, ...] | list[str]) -> str:
    """Directions in a row."""
    return message("list.and").join(way(one) for one in directions)


def of_way(direction: str, sentence: str) -> str:
    """A sentence about one direction."""
    return message("of_way", way=way(direction), sentence=sentence)


def site(name: str) -> str:
    """A place on the body."""
    return find_message(f"site.{name}", default=name.replace("_", " "))


def flag_in_words(flag: Flag | str) -> str:
    """The flag of a measure, with its reason where there is one.

    >>> flag_in_words("few_strides"), flag_in_words("invalid: 4 strides, 6 needed")
    ('few strides', 'invalid: 4 strides, 6 needed')
    >>> from retrogait.messages import in_language
    >>> with in_language("de"):
    ...     flag_in_words("invalid: 4 strides, 6 needed")
    'ungültig: 4 Doppelschritte, mindestens 6 nötig'
    """
    own = Flag.parse(str(flag))
    state = find_message(f"flag.{own.state}", default=own.state.replace("_", " "))
    return f"{state}: {reason_in_words(own.reason)}" if own.reason else state


def reason_in_words(reason: str) -> str:
    """Why there is no figure; a reason that no message has stays as it is."""
    found = _NEEDED.fullmatch(reason)
    if found is None:
        return find_message(f"reason.{reason}", default=reason)
    what = find_message(f"counted.{found['what']}", default=found["what"])
    return message("reason_needed", n=_decimal(found["n"]), what=what, least=_decimal(found["least"]))


def _decimal(text: str) -> str:
    return text.replace(".", message("number.decimal"))
