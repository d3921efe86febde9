"""What of a session is measured together: the steady strides of one direction, in one bout or in several."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.stability.trunk_samples import heading_changes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait.session import Session

    Floats = NDArray[np.float64]

_SAME_INSTANT_S = 1e-6
_WATCHED_AROUND_S = 2.0
_TURNING_DEG = 20.0  # as the default of StrideOptions


@dataclass(frozen=True, eq=False)
class Walk:
    """Strides of one direction. `bout_id` is None for the bouts of a session taken together."""

    bout_id: int | None
    direction: str
    strides: pd.DataFrame  # steady ones
    spans_s: list[tuple[float, float]]  # all the time walked in this direction, steady or not
    landings: pd.DataFrame  # initial contacts of both feet, of any direction, in its bouts
    watched_s: list[tuple[float, float]] = field(default_factory=list)  # the spans and some time around each
    mixed: bool = (
        False  # a session walk without a bout of its own: direction changes in all those that have it
    )

    @property
    def duration_s(self) -> float:
        """Time walked."""
        return float(sum(last - first for first, last in self.spans_s))

    def runs(self, side: str) -> list[Floats]:
        """Contacts of a foot that bound strides which follow each other, a row for each run."""
        own = self.strides[self.strides["side"] == side].sort_values("start_s")
        start, end = own["start_s"].to_numpy(), own["end_s"].to_numpy()
        if not len(start):
            return []
        breaks = np.flatnonzero(np.abs(start[1:] - end[:-1]) > _SAME_INSTANT_S) + 1
        return [np.append(start[part], end[part[-1]]) for part in np.split(np.arange(len(start)), breaks)]

    def reference_side(self) -> str:
        """The foot with more steady strides; the left of equals."""
        counts = self.strides["side"].value_counts()
        return "right" if counts.get("right", 0) > counts.get("left", 0) else "left"


def list_walks(session: Session, trunk_site: str | None = None) -> list[Walk]:
    """One walk for each bout and direction in it, then one for each direction of the session.

    Steady strides are neither first, last nor turning, and have the direction of the walk, so that a stride in which
    direction changes is in none. The session's walks pool bouts of one direction only; a bout that is alone in having a
    direction stands for the session.
    """
    strides = session.strides
    steady = strides[~(strides["is_first"] | strides["is_last"] | _turning(session, trunk_site))]
    landings = session.events[session.events["event"] == "initial_contact"]
    steady_of, landings_of = dict(list(steady.groupby("bout_id"))), dict(list(landings.groupby("bout_id")))
    walks, single = [], {}
    for bout_id, own in strides.groupby("bout_id"):
        kept = steady_of.get(bout_id, steady.iloc[:0])
        directions = [way for way in ("backward", "forward") if (own["direction"] == way).any()]
        whole = len(directions) < 2
        for direction in directions or ["unknown"]:
            walk = Walk(
                int(str(bout_id)),
                direction,
                kept[kept["direction"] == direction],
                _spans(own if whole else own[own["direction"] == direction]),
                landings_of.get(bout_id, landings.iloc[:0]),
            )
            walks.append(walk)
            single[walk.bout_id, direction] = whole
    walks = _watch(walks)
    for direction in ("backward", "forward"):
        having = [walk for walk in walks if walk.direction == direction]
        if not having:
            continue
        pooled = [walk for walk in having if single[walk.bout_id, direction]]
        if len(having) == 1:
            pooled = having  # nothing to pool, so it does not matter that the bout went the other way as well
        walks.append(
            Walk(
                None,
                direction,
                pd.concat([walk.strides for walk in pooled]) if pooled else steady.iloc[:0],
                [span for walk in pooled for span in walk.spans_s],
                pd.concat([walk.landings for walk in pooled]) if pooled else landings.iloc[:0],
                [span for walk in pooled for span in walk.watched_s],
                mixed=not pooled,
            )
        )
    return walks


def _turning(session: Session, trunk_site: str | None) -> pd.Series[bool]:
    """Whether each stride turns: by its feet, else by the trunk's rotation where contacts come from the trunk."""
    strides = session.strides
    unknown = strides["turning_angle_deg"].isna()
    turning = strides["is_turning"].copy()
    if trunk_site is None or not unknown.any():
        return turning
    own = strides[unknown]
    angle = heading_changes(session.recording, trunk_site, own["start_s"].to_numpy(), own["end_s"].to_numpy())
    limit_deg = float(session.summary.get("stride_turning_deg", _TURNING_DEG))
    turning[unknown] = turning[unknown] | (np.abs(angle) > limit_deg)
    return turning


def _watch(walks: list[Walk]) -> list[Walk]:
    """Watch some time around the spans of each walk too, up to the middle of the way to the next span of any walk.

    The contacts of a near-fall are often no walking, so that the span before it ends there.
    """
    owner = [k for k, walk in enumerate(walks) for _ in walk.spans_s]
    spans = np.array([span for walk in walks for span in walk.spans_s]).reshape(-1, 2)
    order = np.argsort(spans[:, 0], kind="stable")
    reach = np.full((len(spans), 2), _WATCHED_AROUND_S)
    half = np.clip(0.5 * (spans[order[1:], 0] - spans[order[:-1], 1]), 0.0, _WATCHED_AROUND_S)
    reach[order[:-1], 1] = half
    reach[order[1:], 0] = half
    watched: list[list[tuple[float, float]]] = [[] for _ in walks]
    for k, (first, last), (before, after) in zip(owner, spans, reach, strict=True):
        watched[k].append((float(first - before), float(last + after)))
    return [replace(walk, watched_s=own) for walk, own in zip(walks, watched, strict=True)]


def _spans(strides: pd.DataFrame) -> list[tuple[float, float]]:
    """The time that strides of both feet cover, overlaps joined."""
    spans: list[tuple[float, float]] = []
    for first, last in strides[["start_s", "end_s"]].sort_values("start_s").to_numpy():
        if spans and first <= spans[-1][1] + _SAME_INSTANT_S:
            spans[-1] = (spans[-1][0], max(spans[-1][1], float(last)))
        else:
            spans.append((float(first), float(last)))
    return spans
