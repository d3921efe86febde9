"""What the tests of streams share: walks as arrays, and streams fed in any cutting."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from walks import simulate

import retrogait as rg


@functools.cache
def walk(
    direction: str = "backward", speed_mps: float = 0.5, site: str = "left_foot", seed: int = 3, duration_s=20
):
    """Samples (n, 6) of one sensor and the true events of its side."""
    recording, truth = simulate(direction, speed_mps, duration_s, seed=seed, sites=(site,))
    events = truth.events[truth.events["side"] == site.partition("_")[0]].reset_index(drop=True)
    return np.array(recording[site], float), events


def cut(samples: np.ndarray, lengths: Sequence[int]) -> list[np.ndarray]:
    """The samples in chunks of these lengths, used over and over."""
    chunks, first, turn = [], 0, 0
    while first < len(samples):
        chunks.append(samples[first : first + lengths[turn % len(lengths)]])
        first += lengths[turn % len(lengths)]
        turn += 1
    return chunks


def fed(stream: rg.ContactStream, chunks: Sequence[np.ndarray]) -> list[rg.Contact]:
    return [contact for chunk in chunks for contact in stream.feed(chunk)]


def same(one: Sequence[rg.Contact], other: Sequence[rg.Contact]) -> bool:
    """Whether two lists of contacts are the same bit for bit, NaN being NaN."""
    return [tuple(map(repr, contact)) for contact in one] == [tuple(map(repr, contact)) for contact in other]
