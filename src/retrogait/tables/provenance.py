"""With which options a result was made: a column of the result for every field of a dataclass of options."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from retrogait.tables.kinds import COUNT, NUMBER, TEXT
from retrogait.tables.schema import Column

if TYPE_CHECKING:
    from collections.abc import Iterator


def option_columns(options: Any, prefix: str = "") -> Iterator[Column]:
    """Declare a column for each field of a dataclass; one of options in options gives a column for each of its own.

    >>> from retrogait.gait.bouts import BoutOptions
    >>> [column.name for column in option_columns(BoutOptions, "bout")]
    ['bout_least_strides', 'bout_longest_pause_s', 'bout_longest_pause_strides']
    """
    for field in fields(options):
        name = _joined(prefix, field.name)
        factory: Any = field.default_factory
        if is_dataclass(factory):
            yield from option_columns(factory, name)
        else:
            words = "str" in str(field.type) or "tuple" in str(field.type)
            number = COUNT if field.name.startswith("n_") else NUMBER
            yield Column(name, TEXT if words else number, f"option: {field.name}")


def option_values(options: Any, prefix: str = "") -> dict[str, Any]:
    """The values of options, by the names of their columns."""
    row: dict[str, Any] = {}
    for field in fields(options):
        name, value = _joined(prefix, field.name), getattr(options, field.name)
        row |= option_values(value, name) if is_dataclass(value) else {name: value}
    return row


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}_{name}" if prefix else name
