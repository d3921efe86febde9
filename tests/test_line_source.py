"""Samples as lines of text: packets cut anywhere, broken and late lines, holes, restarts, units, a slow reader."""

from __future__ import annotations

import asyncio
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streams import same, walk

import retrogait as rg
from retrogait.live import LineSource, Samples, Source
from retrogait.live.sources.lines import LONGEST_LINE, RESTARTED_MS

RATE_HZ = 100.0


def lines_of(samples, first_ms=0.0):
    return [
        ",".join([f"{first_ms + 10 * k:.0f}", *(f"{number:.4f}" for number in row)]).encode() + b"\n"
        for k, row in enumerate(samples)
    ]


def given_by(source):
    """All that a source whose transport has ended gives, as one."""

    async def run():
        return [samples async for samples in source]

    parts = asyncio.run(run())
    if not parts:
        return Samples(np.empty((0, 6)), np.empty(0))
    return Samples(
        np.concatenate([one.values for one in parts]), np.concatenate([one.time_s for one in parts])
    )


@given(st.lists(st.integers(1, 90), min_size=1, max_size=8))
@settings(max_examples=25)
def test_packets_may_be_cut_anywhere(lengths):
    text, source, first, turn = b"".join(lines_of(walk()[0][:80])), LineSource(RATE_HZ), 0, 0
    assert isinstance(source, Source)
    while first < len(text):
        length = lengths[turn % len(lengths)]
        source.feed(text[first : first + length])
        first, turn = first + length, turn + 1
    source.end()
    found = given_by(source)
    np.testing.assert_allclose(found.values, walk()[0][:80], atol=6e-5)
    np.testing.assert_allclose(found.time_s, np.arange(80) / RATE_HZ)
    assert source.take_notes() == []


def test_contacts_over_a_reader():
    """A socket on this machine brings the lines, as a serial port or a BLE library would."""
    samples = np.round(walk()[0], 4)

    async def run():
        async def serve(_, writer):
            for line in lines_of(samples):
                writer.write(line)
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
            source = LineSource(RATE_HZ, most_waiting_s=60.0)
            reading = asyncio.create_task(source.read_from(reader))
            stream = rg.ContactStream(RATE_HZ, "left_foot")
            contacts = [contact async for contact in rg.follow(source, stream)]
            await reading
            writer.close()
            return contacts

    contacts = asyncio.run(asyncio.wait_for(run(), 20))
    stream = rg.ContactStream(RATE_HZ, "left_foot")
    alone = [*stream.feed(samples), *stream.finish()[0]]
    assert len(contacts) > 20
    assert [c.event for c in contacts] == [c.event for c in alone]
    np.testing.assert_allclose([c.time_s for c in contacts], [c.time_s for c in alone], atol=1e-6)
    assert not same(contacts, []), "there is something to compare"


@pytest.mark.parametrize(
    "broken",
    [b"20,0,0\n", b"twenty,0,0,9.8,0,0,0\n", b"nan,0,0,9.8,0,0,0\n", b"20,0,0,9.8,0,0,0,7\n", b"\xff\xfe\n"],
)
def test_a_broken_line_is_left_out_and_noted(broken):
    lines = lines_of(np.tile([0, 0, 9.8, 0, 0, 0], (5, 1)))
    lines[2] = broken
    source = LineSource(RATE_HZ)
    source.feed(b"".join(lines))
    source.end()
    assert given_by(source).time_s.tolist() == [0.0, 0.01, 0.03, 0.04]
    notes = source.take_notes()
    assert notes[0].startswith("1 lines are not seven numbers, as in '")
    assert notes[1].startswith("1 samples did not arrive, by the times of the lines")
    assert source.take_notes() == [], "said once"


def test_notes_are_said_again_when_their_count_has_doubled():
    source = LineSource(RATE_HZ)
    said = []
    for _ in range(100):
        source.feed(b"broken\n")
        said += source.take_notes()
    assert [note.split()[0] for note in said] == ["1", "2", "4", "8", "16", "32", "64"]


def test_late_lines_are_left_out():
    source = LineSource(RATE_HZ)
    source.feed(b"".join(lines_of(np.ones((4, 6)))) + lines_of(np.ones((1, 6)), 20.0)[0])
    source.feed(lines_of(np.ones((1, 6)), 40.0)[0])
    source.end()
    assert given_by(source).time_s.tolist() == [0.0, 0.01, 0.02, 0.03, 0.04]
    assert source.take_notes()[0].startswith("1 lines are not later than the one before")


@pytest.mark.parametrize(("back_ms", "restarted"), [(RESTARTED_MS - 10, False), (RESTARTED_MS + 10, True)])
def test_restarted_ms(back_ms, restarted):
    source = LineSource(RATE_HZ)
    source.feed(lines_of(np.ones((1, 6)), 5000.0)[0] + lines_of(np.ones((1, 6)), 5000.0 - back_ms)[0])
    source.end()
    times = given_by(source).time_s.tolist()
    assert len(times) == 1 + restarted
    assert sorted(times) == times
    assert any("time went back" in note for note in source.take_notes()) is restarted


@pytest.mark.parametrize(("more", "is_broken"), [(0, False), (1, True)])
def test_longest_line(more, is_broken):
    """What never ends does not fill the memory, and the next line is read."""
    source = LineSource(RATE_HZ)
    source.feed(b"x" * (LONGEST_LINE + more))
    assert bool(source.take_notes()) is is_broken
    for _ in range(50):
        source.feed(b"x" * 100)
    assert len(source._part) <= LONGEST_LINE
    source.feed(b"\n0,0,0,9.8,0,0,0\n")
    source.end()
    assert given_by(source).time_s.tolist() == [0.0]


def test_what_is_no_bytes_says_so():
    with pytest.raises(
        rg.InvalidTable, match=re.escape("LineSource.feed: data is '0,1'; expected bytes as the transport")
    ):
        LineSource().feed("0,1")
    with pytest.raises(
        rg.InvalidOption, match=re.escape("LineSource.end: fault is 'gone'; expected the exception")
    ):
        LineSource().end("gone")


def test_units():
    for acc_unit, gyr_unit, line in (
        ("g", "rad/s", b"0,0,0,1,3.14159265358979,0,0\n"),
        ("mg", "mdeg/s", b"0,0,0,1000,180000,0,0\n"),
        ("m/s^2", "deg/s", b"0,0,0,9.80665,180,0,0\n"),
    ):
        source = LineSource(RATE_HZ, acc_unit=acc_unit, gyr_unit=gyr_unit)
        source.feed(line)
        source.end()
        np.testing.assert_allclose(given_by(source).values, [[0, 0, 9.80665, 180, 0, 0]], atol=1e-9)


def test_a_slow_reader_loses_the_oldest_and_is_told():
    source = LineSource(RATE_HZ, most_waiting_s=0.5)
    for line in lines_of(np.ones((200, 6))):
        source.feed(line)
    source.end()
    times = given_by(source).time_s
    assert len(times) == 50
    assert times[-1] == pytest.approx(1.99)
    assert source.take_notes() == [
        "150 samples were dropped, because they came faster than they were read; contacts in them are missing"
    ]


def test_the_fault_of_a_transport_passes_through():
    class Broken:
        async def read(self, n, /):
            raise ConnectionResetError("out of reach")

    given = []

    async def run():
        source = LineSource(RATE_HZ)
        source.feed(b"".join(lines_of(np.ones((3, 6)))))
        await source.read_from(Broken())
        async for samples in source:
            given.append(samples)  # noqa: PERF401 - those before the fault are looked at

    with pytest.raises(ConnectionResetError, match="out of reach"):
        asyncio.run(run())
    assert len(given[0].values) == 3


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"acc_unit": "G"}, "LineSource: acc_unit is 'G'; expected"),
        ({"gyr_unit": "rpm"}, "LineSource: gyr_unit is 'rpm'; expected"),
        ({"rate_hz": 0.0}, "LineSource: rate_hz is 0.0; expected a sampling rate in Hz"),
        ({"most_waiting_s": 0.0}, "LineSource: most_waiting_s is 0.0; expected a time in s"),
    ],
)
def test_wrong_options_say_what_is_expected(options, told):
    with pytest.raises(rg.InvalidOption, match=re.escape(told)):
        LineSource(**options)
