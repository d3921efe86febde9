"""What a microcontroller prints, line by line: values with their names, and a monitor's time before each line.

Arduino's serial plotter takes `ax:0.12,ay:9.81`, its serial monitor writes `10:30:05.123 -> ` before what is printed.
Such lines are written as a table with a row of names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrogait.readers.text_table import NUMBER

if TYPE_CHECKING:
    from pathlib import Path

HEAD_BYTES = 1 << 14
LEAST_SHARE = 0.8  # of the first lines are printed so; the others may be messages
_FEWEST_LINES = 3
_FEWEST_VALUES = 3
_STAMPED = re.compile(r"\s*(\d{1,2}:\d{2}:\d{2}[.,]\d{1,6})\s*->\s?(.*)")
_NAME = r"[^\W\d][^:=,;\t]{0,40}?"
_VALUE = re.compile(
    rf"\s*({_NAME})\s*[:=]\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(?:[,;\t]|\s|$)\s*"
)
_SIGNS = "\t;,"


def is_printed(path: Path) -> bool:
    """Recognise by its first lines a file printed like this."""
    lines = [line for line in map(str.rstrip, _head(path).split("\n")[:-1]) if line]
    printed = sum(_take_apart(line) is not None for line in lines)
    return len(lines) >= _FEWEST_LINES and printed >= LEAST_SHARE * len(lines)


def write_table(path: Path, target: Path) -> None:
    """Write what was printed as a table; a line that was not printed so stays as it is."""
    names: tuple[str, ...] = ()
    is_stamped = any(map(_STAMPED.fullmatch, map(str.rstrip, _head(path).split("\n"))))
    with (
        path.open(encoding="utf-8", errors="replace") as printed,
        target.open("w", encoding="utf-8") as table,
    ):
        for line in printed:
            text = line.rstrip("\r\n")
            found = _take_apart(text)
            if found is None:
                table.write(_stamped_row("", text) if is_stamped and not names else line)
                continue
            stamp, said, rest = found
            if not said:
                table.write(_stamped_row(stamp, rest))
                continue
            if not names:
                names = tuple(name for name, _ in said)
                table.write(",".join(["time"] * bool(stamp) + [*names]) + "\n")
            values = dict(said)
            table.write(",".join([stamp] * bool(stamp) + [values.get(name, "") for name in names]) + "\n")


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES).decode("utf-8", errors="replace")


def _take_apart(line: str) -> tuple[str, list[tuple[str, str]], str] | None:
    """Take the time before a line and its named values apart; None for a line that has neither."""
    stamped = _STAMPED.fullmatch(line)
    stamp, rest = (stamped[1], stamped[2]) if stamped else ("", line)
    said = _named_values(rest)
    return (stamp, said, rest) if stamp or said else None


def _named_values(text: str) -> list[tuple[str, str]]:
    """Give the names and values a line consists of, [] where it holds anything else."""
    found, at = [], 0
    while at < len(text):
        match = _VALUE.match(text, at)
        if match is None:
            return []
        found.append((match[1].strip(), match[2]))
        at = match.end()
    return found if len(found) >= _FEWEST_VALUES else []


def _stamped_row(stamp: str, rest: str) -> str:
    """Put the time before a line as its first field; before a row of names the word for it."""
    if not rest.strip():
        return ""
    sign = max(_SIGNS, key=rest.count)
    sign = sign if sign in rest else " "
    cells = rest.split() if sign == " " else rest.split(sign)
    is_names = len(cells) >= _FEWEST_VALUES and not any(map(NUMBER.fullmatch, cells))
    return f"{'time' if is_names else stamp}{sign}{rest}\n"
