"""The first and last steps of a walk as seen from the trunk, where its oscillation is only beginning or dying away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_MOST_STEPS = 2  # added to either end of a walk
_PAUSE_STEPS = 1.6  # contacts further apart are of different walks


def extend_walks(contacts: Floats, step: float, marks: Floats, walking: Flags) -> Floats:
    """Extend each run of contacts (m,), in samples, by up to two steps at either end.

    The mark nearest to where the next step is due is taken, within a quarter of `step`, as long as `walking` (n,) holds
    there and no other run is near.
    """
    if not len(contacts):
        return contacts
    runs = np.split(contacts, np.flatnonzero(np.diff(contacts) > _PAUSE_STEPS * step) + 1)
    extended: list[float] = []
    for k, run in enumerate(runs):
        earliest = extended[-1] if extended else -np.inf
        latest = float(runs[k + 1][0]) if k + 1 < len(runs) else np.inf
        before = _follow(float(run[0]), -step, earliest, marks, walking)
        after = _follow(float(run[-1]), step, latest, marks, walking)
        extended += [*before[::-1], *run.tolist(), *after]
    return np.array(extended)


def _follow(end: float, step: float, limit: float, marks: Floats, walking: Flags) -> list[float]:
    """Steps that follow `end`, each about `step` samples on, not closer than half a step to `limit`."""
    found: list[float] = []
    while len(found) < _MOST_STEPS and len(marks):
        due = end + step
        end = float(marks[np.abs(marks - due).argmin()])
        near = abs(end - due) <= 0.25 * abs(step)
        clear = (limit - end) * np.sign(step) >= 0.5 * abs(step)
        if not (near and clear and walking[int(end)]):
            break
        found.append(end)
    return found
