"""A phone as phyphox is one: a small HTTP server on this machine that answers as the app documents."""

from __future__ import annotations

import asyncio
import json
import math
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urlsplit

import numpy as np

ACC = ("acc_time", "accX", "accY", "accZ")
GYR = ("gyr_time", "gyrX", "gyrY", "gyrZ")


def measured(samples: np.ndarray, rate_hz: float, acc_hz: float, gyr_hz: float, late_s: float = 0.0):
    """A walk as two sensors of a phone measure it: (time, values) of each, the gyroscope in rad/s."""
    time_s = np.arange(len(samples)) / rate_hz
    found = []
    for columns, own_hz, first_s in (
        (samples[:, :3], acc_hz, 0.0),
        (np.radians(samples[:, 3:]), gyr_hz, late_s),
    ):
        own_s = np.arange(first_s, time_s[-1], 1.0 / own_hz)
        found.append((own_s, np.stack([np.interp(own_s, time_s, one) for one in columns.T], axis=1)))
    return found


class Phone:
    """Measures `step_s` more at each question for new samples; `answers` are what it does instead, one by one."""

    def __init__(self, acc, gyr, step_s: float = 0.25) -> None:
        self.sensors = {"acc_time": (ACC, *acc), "gyr_time": (GYR, *gyr)}
        self.step_s = step_s
        self.now_s = 0.0
        self.began_s = 0.0  # of its clock, when it was last cleared
        self.measuring = False
        self.session = "c0ffee"
        self.instead: dict[int, str] = {}  # by question: drop, cut, pause, go on, clear, another, fail
        self.asked = 0
        self.started = 0

    def has_ended(self) -> bool:
        return all(self.now_s > time_s[-1] for _, time_s, _ in self.sensors.values())

    def answer(self, target: str) -> bytes | None:
        """The body of an answer; None where the connection is dropped."""
        parts = urlsplit(target)
        if parts.path == "/control":
            self.measuring = True
            self.started += 1
            return b'{"result" = true}'
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        if not any("|" in value for value in asked.values()):
            return self._get(asked)
        self.asked += 1
        what = self.instead.get(self.asked, "")
        if what == "drop":
            return None
        if what == "pause":
            self.measuring = False
        if what == "go on":
            self.measuring = True
        if what == "clear":
            self.began_s = self.now_s
        if what == "another":
            self.session, self.began_s = "beef", self.now_s
        self.now_s += self.step_s * self.measuring
        body = self._get(asked)
        return body[: len(body) // 2] if what == "cut" else body

    def _get(self, asked) -> bytes:
        buffers = {}
        for name, value in asked.items():
            for (clock, *axes), time_s, values in self.sensors.values():
                if name not in (clock, *axes):
                    continue
                known = (time_s >= self.began_s) & (time_s < self.now_s)
                own_s = time_s[known] - self.began_s
                column = own_s if name == clock else values[known, axes.index(name)]
                number = value.partition("|")[0]
                column = column[own_s > float(number) * (1.0 + 1e-7)] if number else column[-1:]
                shown = [None if math.isnan(one) else float(f"{one:.7E}") for one in column.tolist()]
                buffers[name] = {"size": 0, "updateMode": "partial" if number else "single", "buffer": shown}
        status = {"session": self.session, "measuring": self.measuring, "timedRun": False, "countDown": 0}
        return json.dumps({"buffer": buffers, "status": status}).encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        body = self.answer(head.split()[1].decode())
        if body is not None:
            cut = body[-1:] != b"}"
            length = len(body) * (2 if cut else 1)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            writer.write(f"Content-Length: {length}\r\nConnection: close\r\n\r\n".encode() + body)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(phone: Phone):
    """The address of a server that answers as this phone does."""
    server = await asyncio.start_server(phone.serve, "127.0.0.1", 0)
    async with server:
        yield "http://{}:{}".format(*server.sockets[0].getsockname()[:2])
