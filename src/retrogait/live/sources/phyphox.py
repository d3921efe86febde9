"""Samples from a phone that runs phyphox, by the HTTP interface that the app documents."""

from __future__ import annotations

import asyncio
import time
from http.client import HTTPException
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption, InvalidTable, UnreachableSource
from retrogait.live.sources import phyphox_answers as answers
from retrogait.live.sources.phyphox_answers import NOTHING_YET_S, Answer, Buffers
from retrogait.live.sources.resampling import CommonGrid
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import Bounds

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from retrogait.live.sources.samples import Samples

ACC_BUFFERS = ("acc_time", "accX", "accY", "accZ")
GYR_BUFFERS = ("gyr_time", "gyrX", "gyrY", "gyrZ")
LEAST_BREAK_S = (
    1.0  # that a pause stands for: longer than a stream bridges, so that the foot is taken up anew
)
SILENT_S = 1.0  # while the app says that it measures
_TIME = Bounds("a time in s", low=0, high=3600, inside=True)


class PhyphoxSource:
    """Samples of a phone with the app phyphox: a `Source`.

    Open an experiment of "Acceleration (with g)" and "Gyroscope" together (in the app: +, simple experiment), allow
    remote access in its menu, and give the address that it shows. Acceleration is m/s^2; the gyroscope's rad/s become
    deg/s. The two sensors have different sample times: both are resampled to `rate_hz` by linear interpolation, or by
    the mean over a sampling period if a sensor is 1.5 times as fast or more; gaps longer than 0.1 s are NaN. A rate
    other than `rate_hz` is noted.

    A lost connection is tried again, and loses nothing while the phone goes on measuring. A pause, another experiment
    or a cleared one is a break: the app's time leaves pauses out, so time advances by the clock of this computer, by at
    least 1 s, and a stream finds the foot again at its next rest. A pause shorter than `poll_s` is not seen.

    Parameters
    ----------
    url : str
        The address that the app shows, as "http://192.168.0.42:8080".
    rate_hz : float
        Rate of the samples returned; make the stream with the same.
    start : bool
        Start the measurement; otherwise wait until someone presses play.
    ends_with_measurement : bool
        End when the measurement stops, as a timed run does; otherwise a stop is a pause.
    poll_s : float
        Time between two requests.
    patience_s : float
        How long a phone that does not answer is tried again.
    acc, gyr : sequence of 4 str
        Names of the experiment's buffers: time, x, y, z.

    Raises
    ------
    InvalidOption
        The address is invalid, or an option is unknown.
    UnreachableSource
        During iteration: the phone does not answer, or the experiment does not start.
    InvalidTable
        During iteration: the experiment lacks a buffer.

    Notes
    -----
    The interface is that of https://phyphox.org/wiki/index.php/Remote-interface_communication: `/control?cmd=start`,
    and `/get` with thresholds. It has no password and no encryption: use a network of your own.

    Examples
    --------
    >>> import retrogait as rg
    >>> source = PhyphoxSource("http://192.168.0.42:8080", rate_hz=100.0)
    >>> async def walk():
    ...     async for contact in rg.follow(source, rg.ContactStream(100.0, "left_foot", frame="sensor")):
    ...         print(contact.time_s, contact.event)
    """

    @arguments(
        rate_hz=Bounds("a sampling rate in Hz", low=1, high=1000),
        poll_s=_TIME,
        patience_s=_TIME,
    )
    def __init__(
        self,
        url: str,
        rate_hz: float = 100.0,
        *,
        start: bool = True,
        ends_with_measurement: bool = False,
        poll_s: float = 0.1,
        patience_s: float = 10.0,
        acc: Sequence[str] = ACC_BUFFERS,
        gyr: Sequence[str] = GYR_BUFFERS,
    ) -> None:
        self.address = answers.address_of(url)
        self.rate_hz = float(rate_hz)
        self.start, self.ends_with_measurement = start, ends_with_measurement
        self.poll_s, self.patience_s = poll_s, patience_s
        self._acc, self._gyr = _buffers("acc", acc), _buffers("gyr", gyr)
        self._notes: list[str] = []
        self._after_s = {"acc": NOTHING_YET_S, "gyr": NOTHING_YET_S}  # what is newer is asked for
        self._grid, self._shift_s = CommonGrid(self.rate_hz), 0.0
        self._judged = False  # whether its rates were
        self._last_s: float | None = None  # time of the last sample that was given
        self._broken = False
        self._news_at = 0.0  # by this computer's clock: when the last samples came
        self._quiet = False  # whether it was noted that none come

    async def __aiter__(self) -> AsyncGenerator[Samples, None]:
        """Give the samples of each answer, without end unless the measurement's is it."""
        await self._begin()
        measuring, session = True, None
        while True:
            answer = await self._ask_new()
            if session is not None and answer.session != session:
                self._note("another experiment was opened; time goes on after a break")
                self._again_from_the_start()
            elif (samples := self._take(answer)) is not None:
                yield samples
            session = answer.session
            if not answer.measuring and measuring:
                if self.ends_with_measurement and self._last_s is not None:
                    return
                self._note("the measurement is paused; no samples come until it is started on the phone")
                self._broken = True
            measuring = answer.measuring
            if measuring and not self._quiet and time.monotonic() - self._news_at > SILENT_S:
                await self._look_for_clearing()
            await asyncio.sleep(self.poll_s)

    def take_notes(self) -> list[str]:
        """Return notes on faults since the last call."""
        notes, self._notes = self._notes, []
        return notes

    async def _begin(self) -> None:
        if self.start:
            said = await self._ask("/control?cmd=start")
            if b"true" not in said:  # older versions answer {"result" = true}, which is not JSON
                raise UnreachableSource(
                    f"PhyphoxSource: {self._name} does not start the measurement (it answers {said[:40]!r}); expected "
                    "it to; press play on the phone, see what it says there, and pass start=False"
                )
        self._news_at = time.monotonic()
        for sensor, buffers in (("acc", self._acc), ("gyr", self._gyr)):
            self._after_s[sensor] = await self._last_time_s(
                buffers
            )  # what was measured earlier is not asked for

    async def _ask_new(self) -> Answer:
        """Ask for what is new, again until the answer is whole."""
        path = answers.path_of_new(self._acc, self._gyr, self._after_s["acc"], self._after_s["gyr"])
        began = time.monotonic()
        while True:
            body = await self._ask(path)
            try:
                return answers.read_answer(body, self._acc, self._gyr)
            except ValueError as fault:
                if isinstance(fault, InvalidTable) or time.monotonic() - began > self.patience_s:
                    raise
                self._note(f"an answer is incomplete ({fault}); it is asked for again")
                await asyncio.sleep(self.poll_s)

    async def _ask(self, path: str) -> bytes:
        """Ask, again while there is no answer, as long as patience lasts."""
        began = time.monotonic()
        noted = False
        while True:
            try:
                body = await asyncio.to_thread(answers.ask, self.address, path, min(2.0, self.patience_s))
            except (OSError, HTTPException) as fault:
                reason = str(fault) or type(fault).__name__
                if time.monotonic() - began > self.patience_s:
                    raise UnreachableSource(
                        f"PhyphoxSource: {self._name} does not answer for {self.patience_s:g} s ({reason}); expected a "
                        "phone in the same network with phyphox open and 'Allow remote access' on; wake its screen, "
                        "and see that the address is still the one it shows"
                    ) from fault
                if not noted:
                    self._note(f"no answer ({reason}); it is tried again")
                    noted = True
                await asyncio.sleep(self.poll_s)
            else:
                if noted:
                    self._note(f"it answers again, after {time.monotonic() - began:.1f} s")
                return body

    def _take(self, answer: Answer) -> Samples | None:
        """The common samples that an answer completes."""
        new = max(len(answer.acc[0]), len(answer.gyr[0])) > 0
        if not new:
            return None
        now = time.monotonic()
        if self._broken:
            self._broken = False
            self._grid, self._judged = CommonGrid(self.rate_hz), False
            if self._last_s is not None:
                first_s = min(float(time_s[0]) for time_s, _ in answer[:2] if len(time_s))
                self._shift_s = self._last_s + max(LEAST_BREAK_S, now - self._news_at) - first_s
        self._news_at, self._quiet = now, False
        for sensor, (time_s, _) in (("acc", answer.acc), ("gyr", answer.gyr)):
            self._after_s[sensor] = max([self._after_s[sensor], *time_s[np.isfinite(time_s)].tolist()])
        self._grid.acc.add(answer.acc[0] + self._shift_s, answer.acc[1])
        self._grid.gyr.add(answer.gyr[0] + self._shift_s, np.degrees(answer.gyr[1]))
        samples = self._grid.take()
        if samples is None or samples.time_s is None:
            return None
        if not self._judged:
            self._judged = True
            if (note := self._grid.note()) is not None:
                self._note(note)
        self._last_s = float(samples.time_s[-1])
        return samples

    async def _look_for_clearing(self) -> None:
        """See whether the app was cleared: then its time began again, and what is asked for never comes."""
        last_s = await self._last_time_s(self._acc)
        if last_s < self._after_s["acc"]:
            self._note("the measurement was cleared; time goes on after a break")
            self._again_from_the_start()
        else:
            self._note(
                f"no samples for {SILENT_S:g} s, though it is measuring; see whether the phone's sensors work"
            )
            self._quiet = True

    async def _last_time_s(self, buffers: Buffers) -> float:
        body = await self._ask(f"/get?{buffers.time}")
        try:
            return answers.last_time_s(body, buffers)
        except (ValueError, KeyError, TypeError):  # not whole, or no such buffer: the next question says more
            return NOTHING_YET_S

    def _again_from_the_start(self) -> None:
        self._after_s = dict.fromkeys(self._after_s, NOTHING_YET_S)
        self._broken = True

    @property
    def _name(self) -> str:
        return f"{self.address[0]}:{self.address[1]}"

    def _note(self, text: str) -> None:
        note = f"phyphox at {self._name}: {text}"
        if note not in self._notes:
            self._notes.append(note)


def _buffers(name: str, names: Sequence[str]) -> Buffers:
    if len(names) != len(Buffers._fields):
        raise InvalidOption(
            f"PhyphoxSource: {name} has {len(names)} names; expected 4, of the buffers of time, x, y and z; see "
            "http://<phone>/config for those of an experiment"
        )
    return Buffers(*names)
