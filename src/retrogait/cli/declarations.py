"""What the command line says of a file, as the arguments of `read_recording`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable


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
        if "=" in word and not Path(word).is_file():
            columns |= _pairs([word], "--columns", "SITE=PATTERN")
        else:
            columns |= _columns_file(Path(word))
    return columns


def _columns_file(path: Path) -> dict[str, Any]:
    wanted = '{"left_foot": {"acc_x": "L ACC X", ...}, ...}'
    try:
        columns = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidOption(
            f"--columns: {path} cannot be opened ({error.strerror}); give SITE=PATTERN, or a JSON file that "
            f"reads {wanted}"
        ) from error
    except ValueError as error:
        raise InvalidOption(f"--columns: {path} is not JSON ({error}); it should read {wanted}") from error
    if not isinstance(columns, dict):
        raise InvalidOption(f"--columns: {path} holds a {type(columns).__name__}; it should read {wanted}")
    return columns


def _pairs(words: Iterable[str], option: str, form: str) -> dict[str, str]:
    pairs = {}
    for word in words:
        name, _, value = word.partition("=")
        if not name or not value:
            raise InvalidOption(f"{option}: found {word!r}, expected {form}; write it so")
        pairs[name] = value
    return pairs
