"""How a command ends: exit codes, and one line on standard error for what went wrong."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from retrogait.errors import printable

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO

OK = 0
NO_WALKING = 1
USAGE = 2
UNREADABLE = 3
INTERRUPTED = 130

EXIT_CODES = f"""\
exit codes:
  {OK}    done; analyze found walking in at least one file
  {NO_WALKING}    every file was analysed, and none holds walking
  {USAGE}    wrong or unfitting options, or an extra is not installed
  {UNREADABLE}    a file could not be read, analysed or written; the others were"""


_OPTIONS = {
    "columns": "--columns SITE=PATTERN",
    "acc_unit": "--acc-unit",
    "gyr_unit": "--gyr-unit",
    "time_column": "--time-column",
    "time_unit": "--time-unit",
    "rate_hz": "--rate-hz",
    "site": "--site SITE",
    "sites": "--sites NAME=SITE",
    "frame": "--frame",
    "recording": "--recording",
    "phone": "--phone",
    "alignment": "--calibrate WALK --direction or --alignment",
    "surface": "--surface",
    "belt_speed_mps": "--belt-speed-mps",
    "contact": "--contact",
    "subject": "--subject",
    "visit": "--visit",
    "task": "--task",
    "allow": "--allow",
    "measures": "--measures",
    "matched_speed": "--matched-speed",
    "ends": "--ends",
}


class Printable:
    """A stream that escapes what a terminal would obey: names of files, columns and sites are others' words."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text, with the return of a progress bar."""
        return self._stream.write("\r".join(map(printable, text.split("\r"))))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def with_options(message: str) -> str:
    """Add what the Python arguments that a message names are called on the command line.

    >>> with_options("sensor_1 has no site; pass sites={'sensor_1': 'lower_back'}")
    "sensor_1 has no site; pass sites={'sensor_1': 'lower_back'} [here: --sites NAME=SITE]"
    """
    named = dict.fromkeys(re.findall(rf"\b({'|'.join(_OPTIONS)})=", message))
    return message + (f" [here: {', '.join(_OPTIONS[name] for name in named)}]" if named else "")


def complain(error: Exception, path: Path | None = None) -> None:
    """Print an error as one line, led by the file it is about."""
    message = with_options(" ".join(str(error).split()) or type(error).__name__)
    where = f"{path}: " if path is not None and path.name not in message else ""
    print(f"retrogait: {where}{message}", file=sys.stderr)
