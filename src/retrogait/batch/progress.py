"""How far a batch is: a bar on a terminal, plain lines elsewhere, JSON lines for machines, or nothing."""

from __future__ import annotations

import json
import shutil
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

from retrogait.errors import printable
from retrogait.tables.checks import check_choice

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = ("auto", "bar", "lines", "json", "none")
_WIDTH = 79
_BAR_EVERY_S = 0.2
_LINE_EVERY_S = 10.0


class Progress:
    """Counts what is done and says so on standard error, or as JSON on standard output.

    Parameters
    ----------
    kind : {"auto", "bar", "lines", "json", "none"}
        `auto` is a bar on a terminal and lines elsewhere.
    stream : file, optional
        Where to, instead.
    """

    def __init__(self, kind: str = "auto", stream: TextIO | None = None) -> None:
        check_choice("run_batch", "progress", kind, KINDS)
        self._stream = stream or (sys.stdout if kind == "json" else sys.stderr)
        self._kind = ("bar" if self._stream.isatty() else "lines") if kind == "auto" else kind
        self._total = self._done = self._failed = self._before = 0
        self._began = self._said = time.monotonic()
        self._drawn = 0

    def start(self, total: int, before: int, failed_before: int) -> None:
        """Say how many inputs there are, and how many of them are in the results already."""
        self._total, self._done, self._before, self._failed = total, before, before, failed_before
        self._began = time.monotonic()
        if self._kind == "json":
            self._write(json.dumps({"event": "start", "inputs": total, "done_before": before}))
        elif self._kind != "none" and before:
            self.note(f"{before} of {total} inputs are in the results already")

    def advance(self, paths: list[str], outcome: Mapping[str, Any]) -> None:
        """Count the inputs of one recording as done."""
        failed = outcome["status"] == "failed"
        self._done += len(paths)
        self._failed += len(paths) * failed
        if self._kind == "json":
            for path in paths:
                state = {
                    "event": "recording",
                    "path": path,
                    **outcome,
                    "done": self._done,
                    "inputs": self._total,
                }
                self._write(json.dumps(state))
        elif self._kind != "none":
            every = _BAR_EVERY_S if self._kind == "bar" else _LINE_EVERY_S
            if time.monotonic() - self._said >= every:
                self._show()

    def note(self, message: str) -> None:
        """Say something that is not an outcome."""
        if self._kind == "json":
            self._write(json.dumps({"event": "note", "message": message}))
        elif self._kind != "none":
            self._clear()
            self._write(f"retrogait batch: {printable(message)}")

    def end(self, counts: Mapping[str, Any]) -> None:
        """Say how it ended."""
        if self._kind == "json":
            self._write(json.dumps({"event": "end", **counts}))
        elif self._kind != "none":
            self._show()
            self._write("") if self._kind == "bar" else None

    def _show(self) -> None:
        self._said = time.monotonic()
        text = line(self._done, self._total, self._failed, self._rate(), self._remaining_s())
        if self._kind == "lines":
            self._write(text)
            return
        width = min(_WIDTH, shutil.get_terminal_size().columns - 1)
        room = width - len(text) - 3
        filled = round(room * self._done / max(self._total, 1))
        bar = f"[{'=' * filled}{' ' * (room - filled)}] " if room >= 5 else ""
        self._clear()
        self._stream.write((bar + text)[:width])
        self._drawn = min(width, len(bar + text))
        self._stream.flush()

    def _clear(self) -> None:
        if self._kind == "bar" and self._drawn:
            self._stream.write("\r" + " " * self._drawn + "\r")
            self._drawn = 0

    def _write(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()

    def _rate(self) -> float:
        return (self._done - self._before) / max(time.monotonic() - self._began, 1e-3)

    def _remaining_s(self) -> float | None:
        rate = self._rate()
        return (self._total - self._done) / rate if rate > 0 else None


def line(done: int, total: int, failed: int, rate: float, remaining_s: float | None) -> str:
    """One line of how far it is.

    >>> line(1234, 10000, 12, 5.31, 1651.0)
    '1234/10000 files, 12 failed, 5.3/s, 27:31 left'
    """
    left = ""
    if remaining_s is not None:
        hours, rest = divmod(round(remaining_s), 3600)
        left = (
            f", {hours}:{rest // 60:02d}:{rest % 60:02d} left"
            if hours
            else f", {rest // 60}:{rest % 60:02d} left"
        )
    return f"{done}/{total} files, {failed} failed, {rate:.1f}/s{left}"
