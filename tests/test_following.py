"""`follow`: the contacts that `feed` gives, whatever the source; its end, its faults, and a reader that is slow."""

from __future__ import annotations

import asyncio
import gc
import re
import subprocess
import sys
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streams import cut, same, walk
from walks import FEET, simulate

import retrogait as rg
from retrogait.live import Samples, SourceGroup
from retrogait.tables.catalogue import SENSOR_COLUMNS

RATE_HZ = 100.0
STANDING = [0.0, 0.0, 9.80665, 0.0, 0.0, 0.0]


def foot(**options):
    return rg.ContactStream(RATE_HZ, "left_foot", **options)


def fed(samples):
    stream = foot()
    return [*stream.feed(samples), *stream.finish()[0]]


async def packets(chunks, wait_s=None):
    for chunk in chunks:
        yield chunk
        if wait_s is not None:
            await asyncio.sleep(wait_s)


def followed(source, stream=None, **options):
    async def run():
        return [contact async for contact in rg.follow(source, stream or foot(), **options)]

    return asyncio.run(asyncio.wait_for(run(), 20))


@given(st.lists(st.integers(1, 200), min_size=1, max_size=5), st.sampled_from(["wait", "drop_oldest"]))
@settings(max_examples=15)
def test_contacts_are_those_of_feed(lengths, when_slow):
    samples = walk()[0][:1200]
    chunks = packets(cut(samples, lengths))
    assert same(followed(chunks, when_slow=when_slow, most_waiting_s=60.0), fed(samples))


def test_every_kind_of_chunk():
    samples = walk()[0][:1200]
    time_s = np.arange(len(samples)) / RATE_HZ
    frames = [
        pd.DataFrame(samples[k : k + 50], time_s[k : k + 50], SENSOR_COLUMNS)
        for k in range(0, len(samples), 50)
    ]
    stamped = [Samples(samples[k : k + 50], time_s[k : k + 50]) for k in range(0, len(samples), 50)]
    rows = [row.tolist() for row in samples]
    want = fed(samples)
    assert same(followed(packets(rows)), want)
    assert same(followed(packets([Samples(samples)])), want)
    one, other = followed(packets(frames)), followed(packets(stamped))
    assert same(one, other)
    np.testing.assert_allclose([c.time_s for c in one], [c.time_s for c in want], atol=1e-9)


def test_several_sites_and_a_group_of_sources():
    recording, _ = simulate("backward", 0.5, 20, seed=3, sites=FEET)
    samples = {site: np.array(recording[site], float) for site in FEET}
    chunks = [{site: values[k : k + 50] for site, values in samples.items()} for k in range(0, 2000, 50)]
    one = followed(packets(chunks), rg.SessionStream(RATE_HZ, FEET))
    group = SourceGroup({site: packets(cut(values, [50])) for site, values in samples.items()})
    other = followed(group, rg.SessionStream(RATE_HZ, FEET))
    assert len(one) > 40
    assert {contact.side for contact in one} == {"left", "right"}
    assert sorted(map(repr, one)) == sorted(map(repr, other))


def test_a_fault_of_the_source_passes_through_after_its_contacts():
    samples = walk()[0][:1000]

    async def broken():
        for chunk in cut(samples, [10]):
            yield chunk
        raise ConnectionResetError("the sensor is out of reach")

    for when_slow in ("wait", "drop_oldest"):
        contacts = []

        async def run(when_slow=when_slow, contacts=contacts):
            async for contact in rg.follow(broken(), foot(), when_slow=when_slow, most_waiting_s=60.0):
                contacts.append(contact)

        with pytest.raises(ConnectionResetError, match="out of reach"):
            asyncio.run(run())
        assert same(contacts, foot().feed(samples)), "what waits for more samples is left undecided"


@pytest.mark.parametrize("when_slow", ["wait", "drop_oldest"])
def test_cancelled_or_left_it_ends_the_reading(when_slow):
    """No task goes on, and the source is closed: by `break`, and by cancelling who follows."""
    closed = []

    class Endless:
        async def __aiter__(self):
            try:
                for chunk in cut(walk()[0], [10]):
                    yield chunk
                    await asyncio.sleep(0)
                await asyncio.Event().wait()
            finally:
                closed.append(True)

    async def left():
        contacts = rg.follow(Endless(), foot(), when_slow=when_slow, most_waiting_s=60.0)
        async for _ in contacts:
            break
        await contacts.aclose()

    async def cancelled():
        async def go_on():
            async for _ in rg.follow(Endless(), foot(), when_slow=when_slow, most_waiting_s=60.0):
                pass

        task = asyncio.create_task(go_on())
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def run(way):
        await way()
        gc.collect()
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    for count, way in enumerate((left, cancelled), 1):
        asyncio.run(run(way))
        assert len(closed) == count


def test_a_source_that_never_waits_leaves_the_reader_its_turn():
    samples = walk()[0]
    assert same(
        followed(packets(cut(samples, [10])), when_slow="drop_oldest", most_waiting_s=1.0), fed(samples)
    )


def test_a_group_closes_what_it_opened():
    closed = []

    class Foot:
        async def __aiter__(self):
            try:
                for chunk in cut(walk()[0], [10]):
                    yield chunk
                    await asyncio.sleep(0)
            finally:
                closed.append(self)

    async def run():
        group = SourceGroup({site: Foot() for site in FEET})
        updates = rg.follow_updates(group, rg.SessionStream(RATE_HZ, FEET))
        await anext(updates)
        await updates.aclose()
        assert set(closed) == set(group.sources.values())

    asyncio.run(run())


def test_an_iterator_of_the_callers_stays_open():
    async def run():
        source = packets(cut(walk()[0], [10]))
        contacts = rg.follow(source, foot())
        async for _ in contacts:
            break
        await contacts.aclose()
        return len([chunk async for chunk in source])

    assert asyncio.run(run()) > 100


def test_waiting_asks_for_no_more_than_is_read():
    asked = []

    async def counted():
        for chunk in cut(walk()[0], [10]):
            asked.append(len(chunk))
            yield chunk

    async def run():
        contacts = rg.follow(counted(), foot())
        first = await anext(contacts)
        await asyncio.sleep(0.05)
        assert sum(asked) <= RATE_HZ * first.decided_s + 20
        await contacts.aclose()

    asyncio.run(run())


def slowly(when_slow, samples, most_waiting_s, stamped):
    """Updates of a source that does not wait, read by somebody who sleeps through most of it."""
    time_s = np.arange(len(samples)) / RATE_HZ

    async def source():
        for k in range(0, len(samples), 10):
            part = slice(k, k + 10)
            yield Samples(samples[part], time_s[part] if stamped else None)
            await asyncio.sleep(0)

    async def run():
        updates = []
        async for update in rg.follow_updates(
            source(), foot(), when_slow=when_slow, most_waiting_s=most_waiting_s
        ):
            updates.append(update)
            if len(updates) == 3:
                await asyncio.sleep(0.2)  # the source comes to its end meanwhile
        return updates

    return asyncio.run(asyncio.wait_for(run(), 20))


@pytest.mark.parametrize("stamped", [False, True])
def test_the_oldest_are_dropped_and_the_clock_goes_on(stamped):
    samples = np.concatenate([walk()[0]] * 2)
    updates = slowly("drop_oldest", samples, most_waiting_s=10.0, stamped=stamped)
    notes = [note for update in updates for note in update.notes]
    assert len(notes) == 1
    found = re.match(
        r"left_foot: (\d+) samples were dropped, because they came faster than they were read; ", notes[0]
    )
    assert 1000 < int(found[1]) < len(samples)
    contacts = [contact for update in updates for contact in update.contacts]
    late = [c.time_s for c in contacts if c.time_s > 30.0]
    want = [c.time_s for c in fed(samples) if c.time_s > late[0] - 0.01]
    assert len(late) >= 8, "the walk is taken up again"
    np.testing.assert_allclose(late, want[-len(late) :], atol=0.02)


def test_memory_does_not_grow_while_nobody_reads():
    """A source that brings 40 minutes of samples while the reader is stuck: what waits is 2 s of them."""
    chunk = np.tile(STANDING, (100, 1))

    async def run():
        through = asyncio.Event()

        async def source():
            for part in cut(walk()[0], [10]):
                yield part
            for _ in range(2400):
                yield chunk.copy()
            through.set()

        updates = rg.follow_updates(source(), foot(), when_slow="drop_oldest", most_waiting_s=2.0)
        await anext(updates)
        await through.wait()
        await updates.aclose()

    followed(packets(cut(walk()[0], [10])))  # what is loaded once
    tracemalloc.start()
    asyncio.run(asyncio.wait_for(run(), 20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3e6, "all of it would be 11.5 MB"


def test_nothing_is_dropped_at_the_bound_and_something_beyond():
    from retrogait.live.sources.waiting import Waiting

    waiting = Waiting(100)
    for _ in range(10):
        waiting.put(np.zeros((10, 6)))
    assert waiting.take_dropped() == {}
    waiting.put(STANDING)
    assert waiting.take_dropped() == {"": 10}
    waiting.put(np.zeros((500, 6)))
    assert waiting.take_dropped() == {"": 91}, "one chunk waits, however long it is"
    waiting.put({"left_foot": np.zeros((200, 6)), "right_foot": np.zeros((1, 6))})
    assert waiting.take_dropped() == {"": 500}


def test_notes_of_contacts_are_warnings():
    zeros = np.zeros((300, 6))

    async def run():
        stream = rg.SessionStream(RATE_HZ, ["left_foot"])
        return [contact async for contact in rg.follow(packets([{"left_foot": zeros}]), stream)]

    with pytest.warns(rg.RetrogaitWarning, match="left_foot: every number is 0"):
        assert asyncio.run(run()) == []


@pytest.mark.parametrize(
    ("source", "stream", "options", "told"),
    [
        (
            [],
            foot(),
            {},
            "follow: source is a list; expected an async iterable of samples; write an async generator",
        ),
        (
            packets([]),
            None,
            {},
            "follow: stream is None; expected a ContactStream or a SessionStream; make one with",
        ),
        (
            packets([]),
            foot(),
            {"when_slow": "drop"},
            "follow: when_slow is 'drop'; expected one of wait drop_oldest",
        ),
        (packets([]), foot(), {"most_waiting_s": 0.0}, "follow: most_waiting_s is 0.0; expected a time in s"),
    ],
)
def test_wrong_arguments_say_what_is_expected(source, stream, options, told):
    for function in (rg.follow, rg.follow_updates):
        with pytest.raises(rg.InvalidOption, match=re.escape(told.replace("follow", function.__name__, 1))):
            function(source, stream, **options)


def test_chunks_of_another_kind_say_what_is_expected():
    told = (
        "follow: the source gave a list of 6, the first a float; expected a mapping of site to samples, as {"
    )
    with pytest.raises(rg.InvalidTable, match=re.escape(told)):
        followed(packets([STANDING]), rg.SessionStream(RATE_HZ, FEET))
    told = "follow: the source gave a dict; expected the samples of left_foot alone; make a SessionStream for several"
    with pytest.raises(rg.InvalidTable, match=re.escape(told)):
        followed(packets([{"left_foot": [STANDING]}]))
    with pytest.raises(
        rg.InvalidTable, match=re.escape("left_foot: the samples have the shape (2, 5); expected (n, 6)")
    ):
        followed(packets([np.zeros((2, 5))]))
    told = "Samples: time_s has the shape (2,) for 3 samples; expected a time for each; give as many, or none"
    with pytest.raises(rg.InvalidTable, match=re.escape(told)):
        followed(packets([Samples(np.ones((3, 6)), np.arange(2.0))]))
    with pytest.raises(
        rg.InvalidOption, match="SourceGroup: sources is empty; expected one for each site worn"
    ):
        SourceGroup({})
    with pytest.raises(
        rg.InvalidOption, match="SourceGroup: sources is a list of 1, .*; expected one for each site"
    ):
        SourceGroup([packets([])])
    with pytest.raises(
        rg.InvalidOption, match="the source of 'left_foot' is a list; expected an async iterable"
    ):
        SourceGroup({"left_foot": []})


def test_what_is_asynchronous_is_loaded_when_first_used():
    code = (
        "import sys, retrogait as rg; rg.ContactStream; before = 'asyncio' in sys.modules; "
        "rg.live.LineSource, rg.follow; "
        "print(before, 'asyncio' in sys.modules, set(rg.live.__all__) <= set(dir(rg.live)))"
    )
    assert subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout == ("False True True\n")
    with pytest.raises(
        AttributeError, match="module 'retrogait.live' has no attribute 'Streams'; it offers Contact"
    ):
        _ = rg.live.Streams
