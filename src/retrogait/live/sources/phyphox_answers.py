"""Requests to phyphox over HTTP, and the samples in its answers."""

from __future__ import annotations

import json
import math
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import numpy as np

from retrogait.errors import InvalidOption, InvalidTable

if TYPE_CHECKING:
    from retrogait._arrays import Floats

NOTHING_YET_S = -1.0  # before the first sample of an experiment


class Buffers(NamedTuple):
    """Names of the four buffers of a sensor, the time first."""

    time: str
    x: str
    y: str
    z: str


class Answer(NamedTuple):
    """Samples that are new, of each sensor its times in s and its values (n, 3), and how the experiment stands."""

    acc: tuple[Floats, Floats]
    gyr: tuple[Floats, Floats]
    measuring: bool
    session: str


def address_of(url: str) -> tuple[str, int]:
    """Host and port of what the app shows as its address.

    >>> address_of("192.168.0.42:8080"), address_of("http://phone.local")
    (('192.168.0.42', 8080), ('phone.local', 80))
    """
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if not host or parts.scheme not in ("", "http"):
        raise InvalidOption(
            f"PhyphoxSource: url is {url!r}; expected the address that phyphox shows under 'Allow remote access', as "
            "'http://192.168.0.42:8080'; copy it from the phone"
        )
    return host, port or 80


def ask(address: tuple[str, int], path: str, timeout_s: float) -> bytes:
    """Ask for a document; each time by a connection of its own, as the app's server serves one at a time.

    Raises
    ------
    OSError, HTTPException
        There is no answer, or not all of it.
    InvalidTable
        The app refuses the request.
    """
    connection = HTTPConnection(*address, timeout=timeout_s)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise InvalidTable(
            f"PhyphoxSource: {address[0]}:{address[1]} answers {response.status} {response.reason}; expected "
            "phyphox with an experiment open and 'Allow remote access' on; open one, and see that the address is the "
            "phone's"
        )
    return body


def path_of_new(acc: Buffers, gyr: Buffers, acc_s: float, gyr_s: float) -> str:
    """The request for samples later than these times."""
    parts = []
    for buffers, after_s in ((acc, acc_s), (gyr, gyr_s)):
        parts.append((buffers.time, repr(after_s)))
        parts += [(name, f"{after_s!r}|{buffers.time}") for name in buffers[1:]]
    return f"/get?{urlencode(parts, quote_via=quote)}"


def read_answer(body: bytes, acc: Buffers, gyr: Buffers) -> Answer:
    """Read the answer to `path_of_new`.

    Raises
    ------
    ValueError
        It is not whole: ask again.
    InvalidTable
        The experiment lacks a buffer.
    """
    data = json.loads(body)
    try:
        found, status = dict(data["buffer"]), dict(data["status"])
        missing = [name for name in (*acc, *gyr) if name not in found]
        if missing:
            raise InvalidTable(
                f"PhyphoxSource: the experiment has no buffer {missing[0]!r} (of {' '.join((*acc, *gyr))} it has "
                f"{' '.join(name for name in (*acc, *gyr) if name in found) or 'none'}); expected an experiment of "
                "acceleration (with g) and gyroscope together; add one on the phone (+, simple experiment), or name "
                "its buffers with acc= and gyr="
            )
        samples = [_samples_of(found, buffers) for buffers in (acc, gyr)]
        return Answer(samples[0], samples[1], bool(status["measuring"]), str(status.get("session", "")))
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"an answer without {fault}") from fault


def _samples_of(found: dict[str, Any], buffers: Buffers) -> tuple[Floats, Floats]:
    """Times (n,) and values (n, 3); the app may write on while it answers, so the shortest buffer counts."""
    columns = [np.array(found[name]["buffer"], float) for name in buffers]  # null is NaN
    length = min(map(len, columns))
    time_s, *values = (column[:length] for column in columns)
    return time_s, np.stack(values, axis=1)


def last_time_s(body: bytes, buffers: Buffers) -> float:
    """The last time in a buffer, of the answer to a question for one value; NOTHING_YET_S where it is empty."""
    values = dict(json.loads(body)["buffer"])[buffers.time]["buffer"]
    last = values[-1] if values else None
    return float(last) if last is not None and math.isfinite(last) else NOTHING_YET_S
