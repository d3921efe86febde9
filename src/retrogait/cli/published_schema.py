"""`retrogait schema`: the JSON Schema of a session."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from retrogait.cli.outcome import OK
from retrogait.tables.json_schema import session_schema

if TYPE_CHECKING:
    import argparse


def run(_arguments: argparse.Namespace) -> int:
    """Print the schema, as the package ships it."""
    print(json.dumps(session_schema(), indent=1))
    return OK
