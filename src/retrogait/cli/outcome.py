"""How a command ends: exit codes, and one line on standard error for what went wrong."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OK = 0
NO_WALKING = 1
USAGE = 2
UNREADABLE = 3
INTERRUPTED = 130

EXIT_CODES = f"""\
exit codes:
  {OK}    done; analyze found walking in at least one file
  {NO_WALKING}    every file was analysed, and none holds walking
  {USAGE}    wrong command line, or an extra it needs is not installed
  {UNREADABLE}    a file could not be read, analysed or written; the others were"""


def complain(error: Exception, path: Path | None = None) -> None:
    """Print an error as one line, led by the file it is about."""
    message = " ".join(str(error).split()) or type(error).__name__
    where = f"{path}: " if path is not None and path.name not in message else ""
    print(f"retrogait: {where}{message}", file=sys.stderr)
