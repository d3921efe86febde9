"""What a page is made of: sections of plain blocks, which know nothing of HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    text: str
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Listing:
    """A list of sentences under a line that says what they are."""

    lead: str
    items: tuple[str, ...]
    kind: ClassVar[str] = "listing"


@dataclass(frozen=True)
class Grid:
    """A table: the first cell of a row is its heading. Numbers stand to the right, `words` to the left."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: bool = False
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


Block = Paragraph | Listing | Grid | Terms | Picture


@dataclass(frozen=True)
class Section:
    """A part of the page; `name` is what links to it are made of."""

    name: str
    title: str
    blocks: tuple[Block, ...]
