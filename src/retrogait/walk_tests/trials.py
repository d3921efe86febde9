"""Trials: stretches of walking one way, with the swings of both feet in them and the standing before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

MOST_UNKNOWN = 2  # swings in a row of unknown direction inside a walk: a short step shows none


@dataclass(frozen=True)
class Step:
    """A swing of a foot as its two contacts; NaN where one of them was not recorded."""

    side: str
    leave_s: float
    land_s: float
    leave_se_s: float
    land_se_s: float
    direction: str
    bout: int

    @property
    def begin_s(self) -> float:
        """The first that is known of it."""
        return self.land_s if np.isnan(self.leave_s) else self.leave_s

    @property
    def end_s(self) -> float:
        """The last that is known of it."""
        return self.leave_s if np.isnan(self.land_s) else self.land_s


@dataclass(frozen=True)
class Trial:
    """Steps one way without a long pause, in order of time.

    Attributes
    ----------
    before_s : float
        When the step before it was over; -inf where there is none.
    """

    direction: str
    steps: tuple[Step, ...]
    before_s: float

    def of(self, side: str) -> tuple[Step, ...]:
        """Steps of one foot."""
        return tuple(step for step in self.steps if step.side == side)

    @property
    def end_s(self) -> float:
        """When the last step is over."""
        return max(step.end_s for step in self.steps)


def list_steps(events: pd.DataFrame) -> list[Step]:
    """List the swings of a table of events (`catalogue.EVENTS`), in order of time."""
    steps = []
    for side in SIDES:
        own = events[events["side"].eq(side) & events["bout_id"].notna()].sort_values("time_s", kind="stable")
        columns = (own[name].tolist() for name in ("event", "time_s", "time_se_s", "direction", "bout_id"))
        opened: tuple[float, float] | None = None
        for event, time_s, error_s, direction, bout in zip(*columns, strict=True):
            if event == "final_contact":
                if opened is not None:  # it never landed
                    steps.append(Step(side, *_pair(opened, None), direction, int(bout)))
                opened = time_s, error_s
            else:
                steps.append(Step(side, *_pair(opened, (time_s, error_s)), direction, int(bout)))
                opened = None
        if opened is not None:
            steps.append(
                Step(side, *_pair(opened, None), str(own["direction"].iloc[-1]), int(own["bout_id"].iloc[-1]))
            )
    return sorted(steps, key=lambda step: (step.begin_s, step.side))


def find_trials(steps: Sequence[Step], direction: str, most_unknown: float = MOST_UNKNOWN) -> list[Trial]:
    """Find the trials of a direction: a bout is cut where the direction changes.

    No more than `most_unknown` steps in a row of unknown direction are of the walk around them.
    """
    groups: list[list[Step]] = []
    ways = _filled([(step.bout, step.direction) for step in steps], most_unknown)
    for number, step in enumerate(steps):
        if not number or ways[number] != ways[number - 1]:
            groups.append([])
        groups[-1].append(step)
    trials, done_s, at = [], -np.inf, 0
    for group in groups:
        if ways[at][1] == direction:
            trials.append(Trial(direction, tuple(group), done_s))
        at += len(group)
        done_s = max(done_s, *(step.end_s for step in group))
    return trials


def _pair(
    leave: tuple[float, float] | None, land: tuple[float, float] | None
) -> tuple[float, float, float, float]:
    leave, land = leave or (np.nan, np.nan), land or (np.nan, np.nan)
    return leave[0], land[0], leave[1], land[1]


def _filled(ways: Sequence[tuple[int, str]], most_unknown: float) -> list[tuple[int, str]]:
    """Bout and direction of each swing, those few of unknown direction between, before or after others as these."""
    filled = list(ways)
    if not ways:
        return filled
    starts = [0, *(k + 1 for k, (one, two) in enumerate(pairwise(ways)) if one != two), len(ways)]
    for first, last in pairwise(starts):
        if ways[first][1] != "unknown" or last - first > most_unknown:
            continue
        before = filled[first - 1] if first else None
        after = ways[last] if last < len(ways) else None
        around = [one for one in (before, after) if one is not None and one[0] == ways[first][0]]
        if len({one[1] for one in around}) == 1 and around[0][1] != "unknown":
            filled[first:last] = [around[0]] * (last - first)
    return filled
