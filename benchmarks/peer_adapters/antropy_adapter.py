"""antropy: sample entropy of a series. Its fluctuation analysis chooses its own windows, so it is not the same work."""

from __future__ import annotations

import antropy


def prepare(data):
    return data["series"]


def sample_entropy(x) -> float:
    return float(antropy.sample_entropy(x, order=2))


TASKS = {"sample entropy": (prepare, sample_entropy)}
