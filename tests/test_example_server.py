"""The example server with a client: a walk goes in as JSON, and contacts, advice, notes and what is deaf come out."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from walks import FEET, simulate

import retrogait as rg

pytest.importorskip("fastapi", reason="the example server is not tested without the extra 'serve'")
pytest.importorskip(
    "httpx", reason="the example server is not tested without httpx, which its test client uses"
)
pytestmark = pytest.mark.filterwarnings("ignore:Using .httpx.:")
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "live_server.py"
SITES = (*FEET, "lower_back")
LENGTH = 50


@pytest.fixture(scope="module")
def client():
    from starlette.testclient import TestClient

    return TestClient(runpy.run_path(str(EXAMPLE))["app"])


@pytest.fixture(scope="module")
def samples():
    recording, _ = simulate("backward", 0.5, 20, seed=3, sites=SITES)
    return {site: np.array(recording[site], float) for site in SITES}


def talk(client, packets, address="/walk?rate_hz=100&sites=left_foot,right_foot,lower_back"):
    """All that is said to these packets, until the server closes."""
    from starlette.websockets import WebSocketDisconnect

    said = []
    with client.websocket_connect(address) as socket:
        for packet in packets:
            socket.send_text(packet if isinstance(packet, str) else json.dumps(packet))
        try:
            while True:
                said.append(socket.receive_json())
        except WebSocketDisconnect:
            return said


def packets_of(samples):
    for first in range(0, len(samples[FEET[0]]), LENGTH):
        part = slice(first, first + LENGTH)
        yield {
            site: {
                "time_s": (np.arange(len(values)) / 100.0)[part].tolist(),
                "samples": values[part].tolist(),
            }
            for site, values in samples.items()
        }
    yield {"end": True}


def test_a_walk_comes_back_as_contacts_and_advice(client, samples):
    said = talk(client, packets_of(samples))
    events = [time_s for one in said[:-1] for time_s in one["events"]["time_s"]]
    stream = rg.SessionStream(100.0, SITES)
    alone = [*stream.push(samples).contacts, *stream.flush().contacts]
    np.testing.assert_allclose(sorted(events), sorted(c.time_s for c in alone), atol=1e-6)
    assert len(events) > 40
    assert {one["advice"] for update in said[:-1] for one in update["advice"]} == {"too_fast"}
    assert said[-2]["now"]["direction"] == "backward"
    assert {"NearFallRule", "VariabilityRule"} <= set(said[-1]["deaf_to"])


def test_notes_come_to_the_client(client):
    zeros = {"left_foot": {"samples": np.zeros((300, 6)).tolist()}}
    said = talk(client, [zeros, {"end": True}], "/walk")
    assert said[0]["notes"][0].startswith(
        "left_foot: every number is 0; expected the samples of a worn sensor"
    )
    assert "NearFallRule" in said[-1]["deaf_to"]


def test_null_is_a_lost_sample(client, samples):
    packets = list(packets_of({"left_foot": samples["left_foot"]}))
    packets[10]["left_foot"]["samples"][5] = [None] * 6
    said = talk(client, packets, "/walk?sites=left_foot")
    assert sum(len(one["events"]["time_s"]) for one in said[:-1]) > 20


@pytest.mark.parametrize(
    ("packet", "told"),
    [
        ("no JSON", "packet: JSONDecodeError"),
        ([1, 2], "packet: AttributeError"),
        (
            {"left_foot": {"time_s": [0.0]}},
            "packet: KeyError 'samples'; expected JSON as {'left_foot': {'samples'",
        ),
        ({"left_foot": {"time_s": [0.0], "samples": []}}, "packet: ValueError 1 times for 0 samples"),
        (
            {"left_foot": {"samples": [[1, 2]]}},
            "left_foot: the samples have the shape (1, 2); expected (n, 6)",
        ),
        (
            {"left_hand": {"samples": [[0] * 6]}},
            "SessionStream: a chunk is of 'left_hand' (the stream has left_foot)",
        ),
    ],
)
def test_a_packet_that_cannot_be_read_is_answered(client, packet, told):
    assert talk(client, [packet], "/walk")[-1]["error"].startswith(told)


def test_a_client_that_goes_away_ends_its_walk(client, samples):
    with client.websocket_connect("/walk?sites=left_foot") as socket:
        socket.send_json({"left_foot": {"samples": samples["left_foot"][:50].tolist()}})
    assert talk(client, [{"end": True}], "/walk")[-1].keys() == {"deaf_to"}, "the next one is served"


def test_wrong_sites_are_answered(client):
    assert "expected some of left_foot" in talk(client, [], "/walk?sites=left_hand")[0]["error"]
    assert "rate_hz is 1.0; expected" in talk(client, [], "/walk?rate_hz=1")[0]["error"]


def test_the_example_is_short():
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) < 100
