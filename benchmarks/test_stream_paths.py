"""Time of live contacts, chunk by chunk as a radio delivers them: `make bench`. Delay and pace: live.py."""

from __future__ import annotations

import numpy as np
import pytest

import retrogait as rg

CHUNK = 10  # samples: 0.1 s


@pytest.fixture(scope="module")
def minute():
    sites = ("left_foot", "right_foot", "left_shank", "lower_back")
    return rg.simulate_walk("backward", 0.5, duration_s=60, sites=sites, seed=1)[0]


@pytest.mark.parametrize("site", ["left_foot", "left_shank"])
def test_feed_a_minute(benchmark, minute, site):
    values = np.ascontiguousarray(minute[site].to_numpy())

    def feed() -> int:
        stream = rg.ContactStream(rate_hz=100.0, site=site)
        return sum(len(stream.feed(values[k : k + CHUNK])) for k in range(0, len(values), CHUNK))

    assert feed() > 30
    assert benchmark(feed) > 30


def test_push_a_minute_of_two_feet_and_trunk(benchmark, minute):
    sites = ("left_foot", "right_foot", "lower_back")
    values = {site: np.ascontiguousarray(minute[site].to_numpy()) for site in sites}

    def push() -> int:
        stream = rg.SessionStream(rate_hz=100.0, sites=tuple(values))
        return sum(
            len(stream.push({site: rows[k : k + CHUNK] for site, rows in values.items()}).events)
            for k in range(0, 6000, CHUNK)
        )

    assert push() > 100
    assert benchmark.pedantic(push, rounds=3) > 100
