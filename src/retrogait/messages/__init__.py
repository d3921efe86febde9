"""What a page says to its reader, in the reader's language: one file of messages for each language.

A language is a file here, named by its ISO 639-1 code (`en.toml`, `de.toml`): a third language is a third file with the
keys of `en.toml`. What a file lacks is said in English.
"""

from __future__ import annotations

import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENGLISH = "en"
_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a file.

    >>> languages()
    ('de', 'en')
    """
    folder = files("retrogait.messages").iterdir()
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder if one.name.endswith(".toml")))


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Say messages in a language, in this thread or task, for as long as the block lasts.

    >>> with in_language("de"):
    ...     message("direction.backward")
    'rückwärts'
    >>> message("direction.backward")
    'backward'
    """
    if code not in languages():
        raise InvalidOption(
            f"language: found {code!r}; expected one of {', '.join(languages())}; pass one of these, or add "
            f"retrogait/messages/{code}.toml with the keys of en.toml"
        )
    before = _language.set(code)
    try:
        yield
    finally:
        _language.reset(before)


def language() -> str:
    """Code of the language in force."""
    return _language.get()


def message(key: str, /, **values: Any) -> str:
    """The message of a key in the language in force, with values put at the places that it names in braces.

    >>> message("number.decimal")
    '.'
    """
    return find_message(key, default=_messages(ENGLISH).get(key)).format(**values)


def find_message(key: str, default: str | None = None) -> str:
    """The message of a key as it stands in the file, or a default; KeyError where there is neither."""
    found = _messages(_language.get()).get(key, default)
    if found is None:
        raise KeyError(f"messages: {key!r} is in neither {_language.get()}.toml nor en.toml")
    return found


@cache
def _messages(code: str) -> Mapping[str, str]:
    """All messages of a language, by key: the names of the tables of its file and of the line, joined by dots."""
    text = files("retrogait.messages").joinpath(f"{code}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def _flat(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield above + name, value
        else:
            yield from _flat(value, f"{above}{name}.")
