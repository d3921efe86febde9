"""Trips, slips and stumbles of graded size, added to the trunk acceleration of a walk; a model, not a recording.

`size_mps2` is the peak of the largest pulse. A pulse is half a sine. Times and shares vary from event to event by up to
a quarter, so that no two are alike.
"""

from __future__ import annotations

import numpy as np

# kind -> pulses: delay in s, duration in s, share of the size along anterior, left, up. Anterior is along travel.
KINDS = {
    # the swinging foot is held: the trunk is braked, drops, and is caught by a hard recovery step
    "trip": (
        (0.00, 0.15, (-0.7, 0.0, 0.2)),
        (0.15, 0.20, (0.1, 0.1, -0.5)),
        (0.35, 0.10, (-0.3, 0.2, 1.0)),
        (0.75, 0.12, (-0.2, -0.1, 0.6)),
    ),
    # the standing foot slides away: the trunk drops, and is caught
    "slip": (
        (0.00, 0.18, (0.4, 0.1, -0.8)),
        (0.20, 0.12, (-0.5, 0.3, 1.0)),
        (0.60, 0.12, (0.0, -0.3, 0.5)),
    ),
    # sideways loss of balance: a cross-over step and another
    "stumble": (
        (0.00, 0.25, (0.1, 1.0, -0.2)),
        (0.30, 0.12, (0.0, -0.8, 0.7)),
        (0.70, 0.14, (-0.2, 0.4, 0.5)),
    ),
}


def pulses(kind: str, size_mps2: float, rate_hz: float, rng: np.random.Generator) -> np.ndarray:
    """Added acceleration (n, 3) of one event, n about 1.2 s."""
    time_s = np.arange(round(1.2 * rate_hz)) / rate_hz
    added = np.zeros((len(time_s), 3))
    for delay_s, lasts_s, shares in KINDS[kind]:
        begin = delay_s * rng.uniform(0.75, 1.25)
        lasts = lasts_s * rng.uniform(0.75, 1.25)
        phase = (time_s - begin) / lasts
        shape = np.where((phase >= 0) & (phase <= 1), np.sin(np.pi * np.clip(phase, 0, 1)), 0.0)
        added += size_mps2 * np.outer(shape, shares) * rng.uniform(0.75, 1.25, 3)
    return added


def perturb(acc: np.ndarray, rate_hz: float, size_mps2: float, seed: int, every_s: float = 15.0):
    """Copy of acceleration (n, 3) with an event about `every_s`, kinds in turn; and a list of (time in s, kind)."""
    rng = np.random.default_rng(seed)
    moved, events = acc.copy(), []
    at_s = rng.uniform(0.3, 0.7) * every_s
    while at_s + 2.0 < len(acc) / rate_hz:
        kind = tuple(KINDS)[len(events) % len(KINDS)]
        added = pulses(kind, size_mps2, rate_hz, rng)
        first = round(at_s * rate_hz)
        moved[first : first + len(added)] += added
        events.append((at_s, kind))
        at_s += every_s * rng.uniform(0.8, 1.2)
    return moved, events
