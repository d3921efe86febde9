"""Slow, obvious twin of the variability that a SafetyMonitor watches: everything anew from all strides so far."""

from __future__ import annotations

import math

import numpy as np


def differences(strides: list[tuple[float, str, float]]) -> list[tuple[float, float]]:
    """(difference to the stride before of the same foot, stride time), in order of time.

    `strides` are (end_s, side, stride_time_s) of ordinary length. The first two strides of each foot after a gap, and
    the first two of all, have no difference.
    """
    kept = []
    for place, (_end_s, side, time_s) in enumerate(strides):
        own = [stride for stride in strides[: place + 1] if stride[1] == side]
        run = [own[-1]]
        for earlier in reversed(own[:-1]):
            begin_s = run[-1][0] - run[-1][2]
            if abs(begin_s - earlier[0]) > 0.1 * run[-1][2]:
                break
            run.append(earlier)
        if len(run) >= 3:
            kept.append((abs(time_s - run[1][2]), time_s))
    return kept


def variation_pct(pairs: list[tuple[float, float]]) -> float:
    apart, times = np.array(pairs).T
    return 100 * math.sqrt(math.pi) / 2 * apart.mean() / times.mean()


def watch(
    strides: list[tuple[float, str, float]], window: int = 20, learn: int = 40
) -> tuple[float, list[float]]:
    """The baseline, and the variability after each stride from then on."""
    baseline, found, n_before = math.nan, [], 0
    for place in range(1, len(strides) + 1):
        pairs = differences(strides[:place])
        if len(pairs) > learn and len(pairs) > n_before:
            found.append(variation_pct(pairs[-window:]))
        n_before = len(pairs)
    pairs = differences(strides)
    if len(pairs) >= learn:
        baseline = variation_pct(pairs[:learn])
    return baseline, found
