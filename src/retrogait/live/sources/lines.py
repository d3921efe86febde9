"""Samples as lines of text, as sensors send them over a serial service of Bluetooth Low Energy."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Protocol

import numpy as np

from retrogait.errors import InvalidOption, InvalidTable
from retrogait.live.sources.samples import Samples
from retrogait.live.sources.waiting import Waiting
from retrogait.tables.arguments import arguments, describe
from retrogait.tables.checks import Bounds

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

ACC_UNITS = {"m/s^2": 1.0, "g": 9.80665, "mg": 0.00980665}
GYR_UNITS = {"deg/s": 1.0, "rad/s": math.degrees(1.0), "mdeg/s": 0.001}
LONGEST_LINE = 256  # bytes: more without an end is no line
RESTARTED_MS = 1_000.0  # a time so far before the last one is a device that began again
_BREAK_S = 1.0  # that stands for the unknown time a restart took
_NUMBERS = 7
_SAID = {
    "broken": "{0} lines are not seven numbers, as in {1!r}; expected t_ms,ax,ay,az,gx,gy,gz; they are left out: see "
    "what the device sends, and whether the link is weak",
    "late": "{0} lines are not later than the one before; they are left out: the link repeats or mixes up packets",
    "missing": "{0} samples did not arrive, by the times of the lines; contacts in them are missing: bring the "
    "receiver nearer",
    "restarts": "the device's time went back {0} times; the walk starts anew after it: the device restarts",
    "dropped": "{0} samples were dropped, because they came faster than they were read; contacts in them are missing",
}


class Reader(Protocol):
    """What bytes are read from: an `asyncio.StreamReader`, or a transport of your own."""

    async def read(self, n: int, /) -> bytes:
        """The next bytes, at most `n`; none at the end."""
        ...


class LineSource:
    r"""Samples from lines `t_ms,ax,ay,az,gx,gy,gz`, as a Nordic UART service sends them: a `Source`.

    The transport is yours: pass its bytes to `feed`, as in the callback of a notification, or give `read_from` a
    reader. Lines may be cut anywhere between packets. A line that is broken, or not later than the one before, is left
    out; missing lines show in the times. All are counted and noted, again each time their number has doubled.

    Parameters
    ----------
    rate_hz : float
        Rate of the sensor, by which missing lines are counted.
    acc_unit : {"m/s^2", "g", "mg"}
        Unit of the acceleration, gravity included.
    gyr_unit : {"deg/s", "rad/s", "mdeg/s"}
        Unit of the angular rate.
    most_waiting_s : float
        Seconds of samples that wait for a slow reader; then the oldest are dropped, with a note.

    Examples
    --------
    >>> import asyncio
    >>> source = LineSource(rate_hz=100.0, acc_unit="g")
    >>> source.feed(b"0,0,0,1,0,0,0\n10,0,0,1,0,")  # one packet, and the next
    >>> source.feed(b"0,0\n20,0,0\n30,0,0,1,0,0,0\n")
    >>> source.end()
    >>> async def times():
    ...     return [time_s for samples in [one async for one in source] for time_s in samples.time_s.tolist()]
    >>> asyncio.run(times())
    [0.0, 0.01, 0.03]
    >>> source.take_notes()[0]
    "1 lines are not seven numbers, as in '20,0,0'; expected t_ms,ax,ay,az,gx,gy,gz; they are left out: ..."
    """

    @arguments(
        rate_hz=Bounds("a sampling rate in Hz", low=1, high=10_000),
        acc_unit=Bounds("", choices=tuple(ACC_UNITS)),
        gyr_unit=Bounds("", choices=tuple(GYR_UNITS)),
        most_waiting_s=Bounds("a time in s", low=0, high=3600, inside=True),
    )
    def __init__(
        self,
        rate_hz: float = 100.0,
        *,
        acc_unit: str = "m/s^2",
        gyr_unit: str = "deg/s",
        most_waiting_s: float = 10.0,
    ) -> None:
        self.rate_hz = float(rate_hz)
        self._scale = np.array([ACC_UNITS[acc_unit]] * 3 + [GYR_UNITS[gyr_unit]] * 3)
        self._waiting = Waiting(max(1, math.ceil(most_waiting_s * rate_hz)))
        self._part = b""
        self._skipping = False  # the rest of a line that is too long
        self._last_ms: float | None = None
        self._shift_ms = 0.0
        self._count: Counter[str] = Counter()
        self._said: Counter[str] = Counter()
        self._example = ""

    def feed(self, data: bytes | bytearray | memoryview) -> None:
        """Take in bytes as they arrive, in the thread of the event loop; whole lines in them wait to be read.

        Raises
        ------
        InvalidTable
            `data` is not bytes.
        """
        if not isinstance(data, bytes | bytearray | memoryview):
            raise InvalidTable(
                f"LineSource.feed: data is {describe(data)}; expected bytes as the transport brings them; encode text "
                "with text.encode()"
            )
        *lines, self._part = (self._part + bytes(data)).split(b"\n")
        if self._skipping and lines:
            lines, self._skipping = lines[1:], False
        if len(self._part) > LONGEST_LINE:
            if not self._skipping:
                self._broken(self._part)
            self._part, self._skipping = b"", True
        rows = [row for line in lines if (row := self._row(line.strip())) is not None]
        if rows:
            table = np.array(rows)
            self._waiting.put(Samples(table[:, 1:] * self._scale, table[:, 0] / 1e3))

    def end(self, fault: BaseException | None = None) -> None:
        """Mark the end of the transport, or its fault, which the reader sees after the samples still waiting."""
        if not (fault is None or isinstance(fault, BaseException)):
            raise InvalidOption(
                f"LineSource.end: fault is {describe(fault)}; expected the exception of the transport; leave it out "
                "where there was none"
            )
        self._waiting.end(fault)

    async def read_from(self, reader: Reader) -> None:
        """Feed from a reader until its end; run it as a task beside `follow`."""
        try:
            while data := await reader.read(4096):
                self.feed(data)
        except Exception as fault:  # whatever it is, who follows the source has it
            self.end(fault)
        else:
            self.end()

    async def __aiter__(self) -> AsyncGenerator[Samples, None]:
        """Give the samples of each packet."""
        async for samples, dropped in self._waiting.chunks():
            self._count["dropped"] += sum(dropped.values())
            yield samples

    def take_notes(self) -> list[str]:
        """Return notes on faults, each kind when it first occurs and when its count has doubled."""
        notes = []
        for kind, text in _SAID.items():
            count = self._count[kind]
            if count and count >= 2 * self._said[kind]:
                self._said[kind] = count
                notes.append(text.format(count, self._example))
        return notes

    def _row(self, line: bytes) -> list[float] | None:
        """The numbers of a line, its time in ms first and rising; None where it is left out."""
        if not line:
            return None
        try:
            row = [float(word) for word in line.split(b",")]
        except ValueError:
            row = []
        if len(row) != _NUMBERS or not math.isfinite(row[0]):
            self._broken(line)
            return None
        here_ms = row[0] + self._shift_ms
        if self._last_ms is not None:
            step_ms = here_ms - self._last_ms
            if step_ms < -RESTARTED_MS:
                self._count["restarts"] += 1
                self._shift_ms += 1e3 * _BREAK_S - step_ms
                here_ms = row[0] + self._shift_ms
            elif step_ms <= 0.0:
                self._count["late"] += 1
                return None
            else:
                self._count["missing"] += max(0, round(step_ms * self.rate_hz / 1e3) - 1)
        self._last_ms = row[0] = here_ms
        return row

    def _broken(self, line: bytes) -> None:
        if not self._count["broken"]:
            self._example = line[:40].decode("ascii", "replace")
        self._count["broken"] += 1
