"""Published values of people who walked the same way, each with whom it was found in; never a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from retrogait.messages import find_message, message
from retrogait.report.numbers import number
from retrogait.report.words import with_unit
from retrogait.tables.catalogue import SURFACES
from retrogait.tables.selection import WALKED
from retrogait.training.cut_offs import CUT_OFFS, SPEED

_BACKWARD = WALKED[0]
_TREADMILL = SURFACES[1]


@dataclass(frozen=True)
class Published:
    """A published value that a card is set beside.

    Attributes
    ----------
    measure, direction : str
        The column of strides, and which way the people walked: values of the other way are not comparable.
    value : float
        In `unit`.
    unit : str
        Unit of `value`.
    meaning, population : str
        What the source says of the value, and of whom; English, with messages `published.<text>` in other languages.
    n : int or None
        How many people; None where the source was not read for it.
    source : str
        Where it is published.
    """

    measure: str
    direction: str
    value: float
    unit: str
    meaning: str
    population: str
    n: int | None
    source: str

    def in_words(self) -> str:
        """As a sentence of a card."""
        meaning, population = (
            find_message(f"published.{text}", default=text) for text in (self.meaning, self.population)
        )
        people = message("published_n", n=self.n) if self.n is not None else ""
        value = with_unit(number(self.value), self.unit)
        return message(
            "published_line",
            value=value,
            meaning=meaning,
            population=population + people,
            source=self.source,
        )


# all that is known of backward walking with its source, population and number; forward values are of another walking
PUBLISHED = (
    *(
        Published(SPEED, _BACKWARD, one.value, one.unit, one.meaning, one.population, one.n, one.source)
        for one in CUT_OFFS
        if one.measure == SPEED
    ),
    Published(
        SPEED,
        _BACKWARD,
        0.37,
        "m/s",
        "mean comfortable speed, SD 0.19",
        "people in hospital after a stroke",
        98,
        "Peng et al. 2022, doi 10.1097/JNN.0000000000000686",
    ),
)


def published_of(measure: str, directions: tuple[str, ...], surface: str = "") -> tuple[str, ...]:
    """Say what is published of a measure in one of these directions; nothing on a treadmill: the belt sets the speed.

    >>> published_of("speed_mps", ("forward",)), published_of("cadence_spm", ("backward",))
    ((), ())
    >>> published_of("speed_mps", ("backward",), "treadmill")
    ()
    >>> published_of("speed_mps", ("backward",))[0].partition(";")[0].replace("\N{NO-BREAK SPACE}", " ")
    'Published: 0.60 m/s: all who had fallen walked backward slower than this (older adults, 62 people'
    """
    if surface == _TREADMILL:
        return ()
    return tuple(
        one.in_words() for one in PUBLISHED if one.measure == measure and one.direction in directions
    )
