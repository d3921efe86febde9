"""Sessions from files: a recording, which is analysed, or a session that was written as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.cli.analysis import analyze_file
from retrogait.session import Session

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from retrogait.mounting.alignment import Alignment

_SESSION = b'"retrogait session '


def open_session(
    path: Path, reading: dict[str, Any], alignment: Alignment | None, arguments: argparse.Namespace
) -> Session:
    """Read a session, or a recording and analyse it as the command line says."""
    if is_session(path):
        return Session.from_json(path.read_text(encoding="utf-8"))
    return analyze_file(path, reading, alignment, arguments)


def is_session(path: Path) -> bool:
    """Whether a file is what `retrogait analyze --format json` writes."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    with path.open("rb") as file:
        return _SESSION in file.read(200)
