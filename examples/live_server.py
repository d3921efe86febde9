"""Samples of a browser or a phone in, contacts, advice and notes out: a server with one WebSocket for each walk.

    pip install "retrogait[serve]"
    uvicorn live_server:app --app-dir examples --port 8000

The client opens ws://127.0.0.1:8000/walk?rate_hz=100&sites=left_foot,lower_back and sends packets as JSON, in m/s^2
and deg/s; a number that is missing is null, `time_s` may be left out:

    {"left_foot": {"time_s": [0.0, 0.01], "samples": [[0.1, 0.0, 9.8, 0.0, 1.2, 0.0], [0.1, 0.0, 9.8, 0.0, 1.1, 0.0]]}}

It is sent an object for each packet that decides something: `events`, `strides`, `near_falls` and `notes` as of
`LiveUpdate.to_dict`, `now` (rolling measures) and `advice`. After {"end": true} comes what was still open, and
`deaf_to`: the rules of the monitor that had nothing to judge, whose silence says nothing. A packet that cannot be read
is answered with {"error": ...}, and the socket is closed.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

import numpy as np
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

import retrogait as rg
from retrogait.live import LiveUpdate, RollingMeasures, Samples
from retrogait.safety import ContactSeen, MeasureSeen, NearFallSeen

app = FastAPI(title="retrogait live")


@app.websocket("/walk")
async def walk(
    socket: WebSocket, rate_hz: float = 100.0, sites: str = "left_foot", frame: str = "segment"
) -> None:
    """Follow the walk of one person until the client ends it or goes away."""
    await socket.accept()
    try:
        stream = rg.SessionStream(rate_hz, sites.split(","), frame=frame)
        monitor = rg.SafetyMonitor(step=rg.TrainingPlan().steps[0])
        async with aclosing(rg.follow_updates(packets(socket), stream)) as updates:
            async for update in updates:  # a slow network holds the client back, nothing piles up here
                await socket.send_json(said(update, stream.rolling(), monitor))
        await socket.send_json({"deaf_to": monitor.deaf_to})
    except WebSocketDisconnect:
        return  # gone without {"end": true}
    except rg.RetrogaitError as fault:
        await socket.send_json({"error": str(fault)})
    await socket.close()


async def packets(socket: WebSocket) -> AsyncGenerator[dict[str, Samples], None]:
    """Read packets until the client says that the walk has ended."""
    while True:
        try:
            message = await socket.receive_json()
            if message.get("end"):
                return
            packet = {site: samples_of(part) for site, part in message.items()}
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            raise rg.InvalidTable(
                f"packet: {type(fault).__name__} {fault}; expected JSON as {{'left_foot': {{'samples': [[six numbers], "
                "...]}}, or {'end': true}; see the head of live_server.py"
            ) from fault
        yield packet


def samples_of(part: dict[str, Any]) -> Samples:
    """Read the samples of one site; null is NaN."""
    time_s = np.array(part["time_s"], float) if "time_s" in part else None
    values = np.array(part["samples"], float)
    if time_s is not None and time_s.shape != values.shape[:1]:
        raise ValueError(f"{time_s.size} times for {len(values)} samples")
    return Samples(values, time_s)


def said(update: LiveUpdate, now: RollingMeasures, monitor: rg.SafetyMonitor) -> dict[str, Any]:
    """Put what was decided, and what the monitor says to it, into plain values; `notes` come with the update."""
    advice = [one.to_dict() for seen in observations(update, now) for one in monitor.observe(seen)]
    return {**update.to_dict(), "now": now.to_dict(), "advice": advice}


def observations(
    update: LiveUpdate, now: RollingMeasures
) -> Iterator[ContactSeen | MeasureSeen | NearFallSeen]:
    """Give the monitor what is new, in order of time."""
    for contact in update.contacts:
        if contact.event == "initial_contact":
            yield ContactSeen(contact.time_s, contact.side, contact.direction)
    for fall in update.near_falls:
        yield NearFallSeen(fall.time_s, fall.peak_to_peak_mps3, now.direction)
    if update.contacts:
        yield MeasureSeen(now.time_s, now.direction, now.speed_mps, now.step_regularity)
