"""A phone with phyphox as a source: units, rates of two sensors, lost connections, pauses, clearing, what is wrong."""

from __future__ import annotations

import asyncio
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phones import Phone, measured, serving
from streams import walk

import retrogait as rg
from retrogait.live import PhyphoxSource, Samples, Source
from retrogait.live.sources.resampling import AVERAGED_FROM, LONGEST_HOLE_S, CommonGrid

RATE_HZ = 100.0


@pytest.fixture(scope="module")
def steps():
    return walk(duration_s=12)[0]


def gone_through(phone, until=Phone.has_ended, **options):
    """All that the source gives until the phone has no more, and its notes."""

    async def run():
        async with serving(phone) as url:
            source = PhyphoxSource(url, **{"poll_s": 0.001, "patience_s": 1.0, **options})
            assert isinstance(source, Source)
            given, notes = [], []
            chunks = aiter(source)
            async for samples in chunks:
                given.append(samples)
                notes += source.take_notes()
                if until(phone):
                    break
            await chunks.aclose()
            return given, notes + source.take_notes()

    return asyncio.run(asyncio.wait_for(run(), 20))


def whole(given):
    return Samples(
        np.concatenate([one.values for one in given]), np.concatenate([one.time_s for one in given])
    )


def test_samples_are_those_of_the_walk_in_deg_per_s(steps):
    given, notes = gone_through(Phone(*measured(steps, RATE_HZ, 100.0, 100.0)))
    found = whole(given)
    assert notes == []
    assert len(found.values) > 1150
    np.testing.assert_allclose(np.diff(found.time_s), 0.01, atol=1e-9)
    rows = np.round(found.time_s * RATE_HZ).astype(int)
    np.testing.assert_allclose(found.values, steps[rows], atol=0.02, rtol=1e-4)


def test_contacts_of_a_phone_are_those_of_its_samples(steps):
    """An accelerometer at 200 Hz and a gyroscope at 120 Hz that began later: contacts within 10 ms of the samples'."""
    phone = Phone(*measured(steps, RATE_HZ, 200.0, 120.0, late_s=0.013))

    async def run():
        async with serving(phone) as url:
            source = PhyphoxSource(url, poll_s=0.001)
            contacts, notes = [], []
            updates = rg.follow_updates(source, rg.ContactStream(RATE_HZ, "left_foot"))
            async for update in updates:
                contacts += update.contacts
                notes += update.notes
                if contacts and contacts[-1].time_s > 9.0:
                    break
            await updates.aclose()
            return contacts, notes

    contacts, notes = asyncio.run(asyncio.wait_for(run(), 20))
    alone = [
        c
        for c in rg.ContactStream(RATE_HZ, "left_foot").feed(steps)
        if c.time_s <= contacts[-1].time_s + 0.05
    ]
    assert [c.event for c in contacts] == [c.event for c in alone]
    assert len(contacts) > 10
    assert max(abs(a.time_s - b.time_s) for a, b in zip(contacts, alone, strict=True)) < 0.010
    assert len(notes) == 1
    assert re.search(
        r"phyphox at 127.0.0.1:\d+: the accelerometer measures at 200 Hz, the gyroscope at 120 Hz; both are brought to "
        r"100 Hz$",
        notes[0],
    )


def test_a_lost_connection_and_half_an_answer_lose_nothing(steps):
    plain, _ = gone_through(Phone(*measured(steps, RATE_HZ, 100.0, 100.0)))
    phone = Phone(*measured(steps, RATE_HZ, 100.0, 100.0))
    phone.instead = {5: "drop", 6: "drop", 9: "cut"}
    given, notes = gone_through(phone)
    one, other = whole(given), whole(plain)
    length = min(len(one.values), len(other.values))
    assert length > 1100
    np.testing.assert_array_equal(one.values[:length], other.values[:length])
    assert len(notes) == 4, notes
    assert "no answer" in notes[0]
    assert "it answers again, after" in notes[1]


def test_a_pause_is_a_break(steps):
    """The app's time leaves pauses out: without the break two parts of a walk would be one."""
    phone = Phone(*measured(steps, RATE_HZ, 100.0, 100.0))
    phone.instead = {10: "pause", 14: "go on"}
    given, notes = gone_through(phone)
    found = whole(given)
    steps_s = np.diff(found.time_s)
    assert (steps_s > 0.0).all()
    assert np.sum(steps_s > 0.011) == 1
    assert 1.0 <= steps_s.max() < 2.5
    assert any("the measurement is paused; no samples come until it is started" in note for note in notes)


def test_a_timed_run_ends(steps):
    phone = Phone(*measured(steps, RATE_HZ, 100.0, 100.0))
    phone.instead = {10: "pause"}
    given, _ = gone_through(phone, until=lambda *_: False, ends_with_measurement=True)
    assert 1.5 < whole(given).time_s[-1] < 2.5


def test_another_experiment_is_a_break(steps):
    phone = Phone(*measured(steps, RATE_HZ, 100.0, 100.0))
    phone.instead = {20: "another"}
    given, notes = gone_through(phone)
    steps_s = np.diff(whole(given).time_s)
    assert (steps_s > 0.0).all()
    assert np.sum(steps_s > 0.011) == 1
    assert any("another experiment was opened" in note for note in notes)


def test_a_clock_that_was_cleared_is_found(steps, monkeypatch):
    """Its time is less than what is asked for, until it has caught up: no samples would come for so long."""
    monkeypatch.setattr("retrogait.live.sources.phyphox.SILENT_S", 0.05)
    phone = Phone(*measured(steps, RATE_HZ, 100.0, 100.0), step_s=0.1)
    phone.instead = {60: "clear"}
    given, notes = gone_through(phone, poll_s=0.01)
    steps_s = np.diff(whole(given).time_s)
    assert any("the measurement was cleared" in note for note in notes)
    assert (steps_s > 0.0).all()
    assert steps_s.max() >= 1.0


def test_what_was_measured_before_is_not_asked_for(steps):
    phone = Phone(*measured(steps, RATE_HZ, 100.0, 100.0))
    phone.now_s, phone.measuring = 6.0, True
    given, _ = gone_through(phone, start=False)
    assert phone.started == 0
    assert given[0].time_s[0] == pytest.approx(6.0, abs=0.02)


def test_an_experiment_without_a_gyroscope_says_so(steps):
    phone = Phone(*measured(steps, RATE_HZ, 100.0, 100.0))
    del phone.sensors["gyr_time"]
    told = "the experiment has no buffer 'gyr_time' (of acc_time accX accY accZ gyr_time gyrX gyrY gyrZ it has acc_time"
    with pytest.raises(rg.InvalidTable, match=re.escape(told)):
        gone_through(phone)


def test_a_phone_that_is_away_says_so():
    async def run():
        async for _ in PhyphoxSource("127.0.0.1:9", patience_s=0.1, poll_s=0.01):
            pass

    with pytest.raises(
        rg.UnreachableSource, match=r"127.0.0.1:9 does not answer for 0.1 s .*; expected a phone in the same"
    ):
        asyncio.run(run())


def test_another_server_says_so():
    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    async def run():
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async for _ in PhyphoxSource(f"127.0.0.1:{port}"):
                pass

    with pytest.raises(
        rg.InvalidTable, match="answers 404 Not Found; expected phyphox with an experiment open"
    ):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            {"url": "https://192.168.0.42"},
            "url is 'https://192.168.0.42'; expected the address that phyphox shows",
        ),
        ({"url": ""}, "url is ''; expected the address"),
        ({"url": "http://a:b"}, "url is 'http://a:b'; expected the address"),
        ({"url": "a", "rate_hz": 0.0}, "PhyphoxSource: rate_hz is 0.0; expected"),
        ({"url": "a", "acc": ["accX"]}, "acc has 1 names; expected 4, of the buffers of time, x, y and z"),
    ],
)
def test_wrong_options_say_what_is_expected(options, told):
    with pytest.raises(rg.InvalidOption, match=re.escape(told)):
        PhyphoxSource(**options)


def laid_on_grid(sensors, cuts):
    """All samples of a grid whose sensors bring theirs in so many parts."""
    grid, given = CommonGrid(RATE_HZ), []
    parts = [
        list(zip(np.array_split(time_s, cuts), np.array_split(values, cuts), strict=True))
        for time_s, values in sensors
    ]
    for acc, gyr in zip(*parts, strict=True):
        grid.acc.add(*acc)
        grid.gyr.add(*gyr)
        if (samples := grid.take()) is not None:
            given.append(samples)
    return whole(given)


@given(st.integers(1, 60), st.sampled_from([80.0, 149.0, 151.0, 400.0]))
@settings(max_examples=20)
def test_how_answers_are_cut_changes_nothing(cuts, acc_hz):
    sensors = measured(walk(duration_s=12)[0], RATE_HZ, acc_hz, 100.0, late_s=0.004)
    one, other = laid_on_grid(sensors, 1), laid_on_grid(sensors, cuts)
    np.testing.assert_allclose(one.values, other.values, atol=1e-9)
    np.testing.assert_allclose(one.time_s, other.time_s)


@pytest.mark.parametrize(
    ("times", "is_averaged"), [(AVERAGED_FROM - 0.02, False), (AVERAGED_FROM + 0.02, True)]
)
def test_averaged_from(times, is_averaged):
    """A tone that would alias is damped where the sensor is fast, and a straight line stays one."""
    own_s = np.arange(0.0, 3.0, 1.0 / (times * RATE_HZ))
    line = np.stack([own_s, 2.0 * own_s, -own_s], axis=1)
    grid = CommonGrid(RATE_HZ)
    grid.acc.add(own_s, line)
    grid.gyr.add(own_s, line)
    found = grid.take()
    assert grid.acc.is_averaged(grid.step_s) is is_averaged
    np.testing.assert_allclose(found.values[:, 0], found.time_s, atol=1e-9)


def test_a_fast_tone_does_not_alias():
    own_s = np.arange(0.0, 3.0, 1.0 / 400.0)
    tone = np.repeat(np.sin(2 * np.pi * 98.0 * own_s)[:, None], 3, axis=1)  # would be 2 Hz at 100 Hz
    grid = CommonGrid(RATE_HZ)
    grid.acc.add(own_s, tone)
    grid.gyr.add(own_s, tone)
    assert np.abs(grid.take().values).max() < 0.1


@pytest.mark.parametrize(
    ("hole_s", "is_lost"), [(LONGEST_HOLE_S - 0.005, False), (LONGEST_HOLE_S + 0.005, True)]
)
def test_longest_hole_s(hole_s, is_lost):
    own_s = np.concatenate([np.arange(0.0, 1.0, 0.01), 0.99 + hole_s + np.arange(0.0, 1.0, 0.01)])
    values = np.ones((len(own_s), 3))
    grid = CommonGrid(RATE_HZ)
    grid.acc.add(own_s, values)
    grid.gyr.add(np.arange(0.0, 2.0, 0.01), np.ones((200, 3)))
    found = grid.take()
    assert np.isnan(found.values[:, :3]).any() == is_lost
    assert not np.isnan(found.values[:, 3:]).any()


@pytest.mark.parametrize(("acc_hz", "says"), [(92.0, False), (88.0, True)])
def test_other_rate(acc_hz, says):
    grid = CommonGrid(RATE_HZ)
    for sensor, own_hz in ((grid.acc, acc_hz), (grid.gyr, 100.0)):
        own_s = np.arange(0.0, 2.0, 1.0 / own_hz)
        sensor.add(own_s, np.ones((len(own_s), 3)))
    grid.take()
    assert (grid.note() is not None) is says
    if says:
        assert grid.note().endswith("choose a lower rate_hz, or a faster rate on the device")
