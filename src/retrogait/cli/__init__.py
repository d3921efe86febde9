"""The command line: a module for each command, loaded when it is asked for."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from typing import TYPE_CHECKING

from retrogait.cli.arguments import build_parser
from retrogait.cli.outcome import INTERRUPTED, UNREADABLE, USAGE, Printable, complain
from retrogait.errors import InvalidOption, MissingExtra, RetrogaitError

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = {
    "analyze": "analysis",
    "calibrate": "calibration",
    "simulate": "simulated_walk",
    "live": "replay",
    "inspect": "inspection",
    "formats": "inspection",
    "warm": "warming",
    "schema": "published_schema",
    "report": "report_page",
    "compare": "comparison",
    "batch": "batch",
    "manifest": "manifest",
    "log": "training_log",
    "test": "walk_test",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; see `retrogait --help`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a sign still gets its table
    with redirect_stdout(Printable(sys.stdout)), redirect_stderr(Printable(sys.stderr)):
        return _run(argv)


def _run(argv: Sequence[str] | None) -> int:
    arguments = build_parser().parse_args(argv)
    command = import_module(f"retrogait.cli.{_COMMANDS[arguments.command]}")
    try:
        return int(command.run(arguments))
    except (InvalidOption, MissingExtra) as error:
        complain(error)
        return USAGE
    except (RetrogaitError, OSError) as error:
        complain(error)
        return UNREADABLE
    except KeyboardInterrupt:
        return INTERRUPTED
