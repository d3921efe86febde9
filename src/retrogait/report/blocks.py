"""What a page, or a screen of an app, is made of: sections of plain blocks, which know nothing of HTML.

`language` of a block is that of its words where they stay as their source has them, and None where they are in the
language of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    text: str
    language: str | None = None
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Listing:
    """A list of sentences under a line that says what they are."""

    lead: str
    items: tuple[str, ...]
    language: str | None = None
    kind: ClassVar[str] = "listing"


@dataclass(frozen=True)
class Grid:
    """A table: the first cell of a row is its heading. Numbers stand to the right, `words` to the left."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: bool = False
    language: str | None = None
    kind: ClassVar[str] = "grid"


@dataclass(frozen=True)
class Terms:
    """Words and what they mean, in pairs."""

    pairs: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "terms"


@dataclass(frozen=True)
class Picture:
    """A figure as markup of its own making, what it shows in words, and its caption."""

    markup: str
    alt: str
    caption: str
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True)
class Reading:
    """What a card says of one direction.

    Attributes
    ----------
    way : str
        The direction in words; empty where the card is not of one direction.
    value : str
        With its unit; empty where there is no number that can be relied on, which the card's `doubts` explain.
    interval : str
        The 95 % interval, or that there is none; empty where there is no number.
    basis : str
        Of how many strides it is, and what else belongs to it.
    change : str
        Against an earlier session; empty where there is none.
    """

    way: str
    value: str
    interval: str
    basis: str = ""
    change: str = ""


@dataclass(frozen=True)
class Card:
    """One answer on the front page.

    Attributes
    ----------
    name : str
        Which answer it is, the same in every language.
    title : str
        Its name in words.
    readings : tuple of Reading
        Backward first.
    about : str
        What it is, in one sentence.
    published : tuple of str
        Values of comparable people, each with the population, the number of people and the source.
    doubts : tuple of str
        Why a number is missing or uncertain, and what would be needed.
    """

    name: str
    title: str
    readings: tuple[Reading, ...]
    about: str
    published: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cards:
    """Answers beside each other."""

    cards: tuple[Card, ...]
    kind: ClassVar[str] = "cards"


@dataclass(frozen=True)
class Group:
    """Sentences under a heading of their own, which stand beside figures and are not parted in print."""

    title: str
    blocks: tuple[Paragraph | Listing, ...]
    kind: ClassVar[str] = "group"


Block = Paragraph | Listing | Grid | Terms | Picture | Cards | Group


@dataclass(frozen=True)
class Section:
    """A part of the page; `name` is what links to it are made of."""

    name: str
    title: str
    blocks: tuple[Block, ...]
