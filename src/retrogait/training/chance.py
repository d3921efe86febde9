"""How often a trend is called changed by chance, where nothing has changed: found by drawing sessions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from retrogait.gait.detectable_change import DIFFERENCE_TO_SD, Z95

IN_A_ROW = 2  # sessions beyond the band, on one side of it, for a change
_DRAWS, _SEED = 20_000, 0


def count_beyond(before: Any, change: Any, detectable: Any) -> Any:
    """Sessions in a row beyond the band up to one, negative below it, from those up to the session before it.

    >>> [float(count_beyond(before, 3.0, 2.0)) for before in (0.0, 1.0, -1.0)], float(count_beyond(1.0, 1.0, 2.0))
    ([1.0, 2.0, 1.0], 0.0)
    """
    side = np.where(np.abs(change) > detectable, np.sign(change), 0.0)
    return side + np.where(side * before > 0, before, 0.0)


@lru_cache(maxsize=64)
def chance_of_change(n_sessions: int, *, learned: bool) -> tuple[float, ...]:
    """Share of trends in which each session (n,) is called changed, though all sessions differ by chance only.

    Sessions are normal and independent; `learned` where the SD between them is taken from the same sessions.

    >>> [round(one, 3) for one in chance_of_change(6, learned=True)]
    [0.0, 0.0, 0.012, 0.025, 0.032, 0.034]
    """
    drawn = np.random.default_rng(_SEED).normal(size=(_DRAWS, n_sessions))
    sd = np.abs(np.diff(drawn, axis=1)).mean(axis=1) * DIFFERENCE_TO_SD if learned else np.ones(_DRAWS)
    detectable = Z95 * np.sqrt(2.0) * sd
    in_a_row, shares = np.zeros(_DRAWS), [0.0]
    for change in (drawn[:, 1:] - drawn[:, :1]).T:
        in_a_row = count_beyond(in_a_row, change, detectable)
        shares.append(float((np.abs(in_a_row) >= IN_A_ROW).mean()))
    return tuple(shares)
