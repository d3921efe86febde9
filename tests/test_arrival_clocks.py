"""Devices with clocks of their own: brought together by the arrival of packets, and what is said of it."""

from __future__ import annotations

import asyncio
import re
from itertools import pairwise

import numpy as np
import pytest
from walks import FEET, simulate

import retrogait as rg
from retrogait.live import Samples, SourceGroup
from retrogait.live.sources.arrival import DRIFTED_S, SETTLED_S, WATCHED_S, ArrivalClock

RATE_HZ = 100.0


class World:
    """The time of this computer, and packets that arrive at it: (arrival, site, samples), in order of arrival."""

    def __init__(self, monkeypatch):
        self.now = 500.0
        monkeypatch.setattr("retrogait.live.sources.arrival.now_s", lambda: self.now)
        self.packets = []

    def send(self, site, samples, offset_s=0.0, delay_s=lambda _: 0.03, rate=1.0, length=10):
        """A sensor whose clock shows `offset_s` when the world begins, and runs `rate` times as fast."""
        for k in range(0, len(samples), length):
            part = samples[k : k + length]
            taken_s = np.arange(k, k + len(part)) / RATE_HZ
            self.packets.append(
                (500.0 + taken_s[-1] + delay_s(k // length), site, Samples(part, offset_s + rate * taken_s))
            )

    def source(self, site):
        async def packets():
            for at, whose, samples in sorted(self.packets, key=lambda packet: packet[0]):
                if whose == site:
                    while self.turn < at:  # another's packet comes first
                        await asyncio.sleep(0)
                    self.now = max(self.now, at)
                    yield samples

        return packets()

    @property
    def turn(self):
        """When the next packet arrives: this computer's time goes on when nobody has an earlier one."""
        left = [at for at, *_ in self.packets if at > self.now]
        return min(left, default=np.inf)


def alone(monkeypatch, site="left_foot", seconds=30.0, **sent):
    """The moved samples of one device, and the notes."""
    world = World(monkeypatch)
    world.send(site, np.zeros((round(seconds * RATE_HZ), 6)), **sent)
    clock = ArrivalClock(site, 500.0)

    async def run():
        return [samples async for samples in clock.moved(world.source(site))]

    given = asyncio.run(run())
    return np.concatenate([one.time_s for one in given]), clock.notes


def test_a_clock_is_set_by_its_quickest_packet(monkeypatch):
    """The first packets had waited for a second: they do not set it."""
    time_s, notes = alone(
        monkeypatch, offset_s=1234.5, delay_s=lambda k: max(0.02 + 0.01 * (k % 4), 1.0 - 0.095 * k)
    )
    np.testing.assert_allclose(time_s, np.arange(3000) / RATE_HZ + 0.02, atol=1e-9)
    assert len(notes) == 1
    assert notes[0].startswith(
        "its clock was moved by -1234.480 s, to when its packets arrive; their delays differ by 0.9"
    )


def test_a_short_walk_is_given_whole(monkeypatch):
    time_s, notes = alone(monkeypatch, seconds=SETTLED_S - 0.2, offset_s=9.0)
    np.testing.assert_allclose(time_s, np.arange(len(time_s)) / RATE_HZ + 0.03, atol=1e-9)
    assert len(time_s) == 180
    assert notes == []


@pytest.mark.parametrize(("drifted_s", "is_noted"), [(DRIFTED_S - 0.004, False), (DRIFTED_S + 0.004, True)])
def test_drifted_s(monkeypatch, drifted_s, is_noted):
    """The clock runs fast from 2 s on, and is looked at once more `WATCHED_S` later."""
    seconds = SETTLED_S + WATCHED_S + 0.5
    time_s, notes = alone(
        monkeypatch,
        seconds=seconds,
        delay_s=lambda k: 0.2 + (drifted_s if k > 20 else 0.0),
    )
    assert (np.diff(time_s) > 0.0).all()
    assert len(notes) == 1 + is_noted
    if is_noted:
        assert notes[1].startswith(f"its clock has drifted by +{drifted_s:.3f} s since it was set")


def test_drift_is_noted_again_when_it_has_doubled(monkeypatch):
    """Stamps that gain 5 ms a second: 0.05 s, 0.1, 0.2, 0.4 ... are noted."""
    _, notes = alone(monkeypatch, seconds=120.0, rate=1.005)
    found = [abs(float(re.search(r"by ([+-][\d.]+) s", note)[1])) for note in notes[1:]]
    assert 3 <= len(found) <= 4
    assert all(later >= 2.0 * before for before, later in pairwise(found))


@pytest.fixture(scope="module")
def feet():
    recording, _ = simulate("backward", 0.5, 25, seed=3, sites=FEET)
    return {site: np.array(recording[site], float) for site in FEET}


def walked(group):
    async def run():
        stream, notes = rg.SessionStream(RATE_HZ, FEET), []
        async for update in rg.follow_updates(group, stream):
            notes += update.notes
            now = stream.rolling()
            if now.time_s > 22.0:
                break
        return now, notes

    return asyncio.run(asyncio.wait_for(run(), 30))


def test_feet_of_two_clocks_walk_together(monkeypatch, feet):
    """Clocks that are 1,000 s apart, packets that take 30 to 60 ms: asymmetry is that of one clock within 4 points."""
    together = rg.SessionStream(RATE_HZ, FEET)
    together.push({site: values[:2200] for site, values in feet.items()})
    want = together.rolling()
    world = World(monkeypatch)
    for site, offset_s in (("left_foot", 1020.0), ("right_foot", 20.0)):
        world.send(site, feet[site], offset_s=offset_s, delay_s=lambda k: 0.03 + 0.01 * (k % 4))
    now, notes = walked(SourceGroup({site: world.source(site) for site in FEET}, clocks="arrival"))
    assert now.is_walking
    assert now.silent_sites == ()
    assert now.step_time_asymmetry_pct == pytest.approx(want.step_time_asymmetry_pct, abs=4.0)
    assert now.speed_mps == pytest.approx(want.speed_mps, rel=0.05)
    assert sorted(note[:40] for note in notes) == [
        "left_foot: its clock was moved by -1019.9"[:40],
        "right_foot: its clock was moved by -19.970"[:40],
    ]


def test_samples_without_stamps_have_no_clock():
    async def counted():
        yield np.zeros((10, 6))

    async def run():
        return [chunk async for chunk in SourceGroup({"left_foot": counted()}, clocks="arrival")]

    with pytest.raises(
        rg.InvalidTable, match="left_foot: the source gave a ndarray without stamps; expected Samples"
    ):
        asyncio.run(run())
    with pytest.raises(rg.InvalidOption, match="SourceGroup: clocks is 'ntp'; expected one of own arrival"):
        SourceGroup({"left_foot": counted()}, clocks="ntp")
