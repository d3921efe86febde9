"""What the command line says of a file, as the arguments of `read_recording`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrogait._runtime.files import check_plain
from retrogait.errors import InvalidOption
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

_COLUMNS = '{"left_foot": {"acc_x": "L ACC X", ...}, ...}'


def declared(arguments: argparse.Namespace) -> dict[str, Any]:
    """Collect what was declared; what was not is left to the reader."""
    names = (
        "rate_hz",
        "acc_unit",
        "gyr_unit",
        "frame",
        "time_column",
        "time_unit",
        "site",
        "delimiter",
        "decimal",
        "recording",
        "phone",
    )
    given = {name: getattr(arguments, name) for name in names}
    given["columns"] = _columns(arguments.columns)
    given["sites"] = _pairs(arguments.sites, "--sites", "NAME=SITE")
    return {name: value for name, value in given.items() if value not in (None, {})}


def _columns(words: Iterable[str]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for word in words:
        if word.lstrip().startswith("{"):
            columns |= _columns_of(word, "--columns")
        elif "=" in word and not Path(word).is_file():
            pairs = _pairs([word], "--columns", "SITE=PATTERN")
            columns |= {site: _numbers(text) or text for site, text in pairs.items()}
        else:
            columns |= _columns_file(Path(word))
    return columns


def _columns_file(path: Path) -> dict[str, Any]:
    try:
        check_plain(path)
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidOption(
            f"--columns: {path} cannot be opened ({error.strerror}); give SITE=PATTERN, or a JSON file that "
            f"reads {_COLUMNS}"
        ) from error
    except ValueError as error:  # its bytes are no text
        raise InvalidOption(f"--columns: {path} is not JSON ({error}); it should read {_COLUMNS}") from error
    return _columns_of(text, f"--columns: {path}")


def _columns_of(text: str, where: str) -> dict[str, Any]:
    try:
        columns = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidOption(f"{where} is not JSON ({error}); it should read {_COLUMNS}") from error
    if not isinstance(columns, dict):
        raise InvalidOption(f"{where} holds a {type(columns).__name__}; it should read {_COLUMNS}")
    return columns


def _numbers(text: str) -> list[int] | None:
    """Read six numbers of columns, as 1,2,3,4,5,6."""
    parts = text.split(",")
    return (
        list(map(int, parts))
        if len(parts) == len(SENSOR_COLUMNS) and all(map(str.isdecimal, parts))
        else None
    )


def _pairs(words: Iterable[str], option: str, form: str) -> dict[str, str]:
    pairs = {}
    for word in words:
        name, _, value = word.partition("=")
        if not name or not value:
            raise InvalidOption(f"{option}: found {word!r}, expected {form}; write it so")
        pairs[name] = value
    return pairs
