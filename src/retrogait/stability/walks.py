"""What of a session is measured together: the steady strides of one direction, in one bout or in several."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.kinematics.gaps import join_spans
from retrogait.stability.trunk_samples import heading_changes
from retrogait.tables.column_view import ColumnView
from retrogait.tables.selection import WALKED, is_steady

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats
    from retrogait.session import Session


_SAME_INSTANT_S = 1e-6
_WATCHED_AROUND_S = 2.0
_TURNING_DEG = 20.0  # as the default of StrideOptions


@dataclass(frozen=True, eq=False)
class Walk:
    """Strides of one direction. `bout_id` is None for the bouts of a session taken together."""

    bout_id: int | None
    direction: str
    strides: ColumnView  # steady ones, in order of their start
    spans_s: list[tuple[float, float]]  # all the time walked in this direction, steady or not
    landings: ColumnView  # initial contacts of both feet, of any direction, in its bouts
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
        own = self.strides["side"] == side
        start, end = self.strides["start_s"][own], self.strides["end_s"][own]
        if not len(start):
            return []
        breaks = np.flatnonzero(np.abs(start[1:] - end[:-1]) > _SAME_INSTANT_S) + 1
        edges = [0, *breaks.tolist(), len(start)]
        return [np.append(start[a:b], end[b - 1]) for a, b in itertools.pairwise(edges)]

    def reference_side(self) -> str:
        """The foot with more steady strides; the left of equals."""
        side = self.strides["side"]
        return "right" if (side == "right").sum() > (side == "left").sum() else "left"


def list_walks(session: Session, trunk_site: str | None = None) -> list[Walk]:
    """One walk for each bout and direction in it, then one for each direction of the session.

    Steady strides are as `selection.is_steady` has them, and have the direction of the walk, so that a stride in which
    direction changes is in none. The session's walks pool bouts of one direction only; a bout that is alone in having a
    direction stands for the session.
    """
    strides, landings = ColumnView(session.strides), ColumnView(session.events)
    strides = strides.take(np.argsort(strides["start_s"], kind="stable"))
    landings = landings.take(landings["event"] == "initial_contact")
    steady = is_steady(strides) & ~_turning(session, strides, trunk_site)
    bout_of, direction_of, lands_in = strides["bout_id"], strides["direction"], landings["bout_id"]
    walks, single = [], {}
    for bout_id in np.unique(bout_of[~np.isnan(bout_of)]).tolist():
        own = bout_of == bout_id
        directions = [way for way in WALKED if (direction_of[own] == way).any()]
        whole = len(directions) < 2
        for direction in directions or ["unknown"]:
            going = own & (direction_of == direction)
            walk = Walk(
                int(bout_id),
                direction,
                strides.take(going & steady),
                _spans(strides.take(own if whole else going)),
                landings.take(lands_in == bout_id),
            )
            walks.append(walk)
            single[walk.bout_id, direction] = whole
    walks = _watch(walks)
    for direction in WALKED:
        having = [walk for walk in walks if walk.direction == direction]
        if not having:
            continue
        pooled = [walk for walk in having if single[walk.bout_id, direction]]
        if len(having) == 1:
            pooled = having  # nothing to pool, so it does not matter that the bout went the other way as well
        bouts = [walk.bout_id for walk in pooled if walk.bout_id is not None]
        walks.append(
            Walk(
                None,
                direction,
                strides.take(np.isin(bout_of, bouts) & (direction_of == direction) & steady),
                [span for walk in pooled for span in walk.spans_s],
                landings.take(np.isin(lands_in, bouts)),
                watched_spans(pooled),
                mixed=not pooled,
            )
        )
    return walks


def watched_spans(walks: list[Walk]) -> list[tuple[float, float]]:
    """The spans of time that any of the walks is watched in."""
    return [span for walk in walks for span in walk.watched_s]


def _turning(session: Session, strides: ColumnView, trunk_site: str | None) -> Flags:
    """Whether each stride turns: by its feet, else by the trunk's rotation where contacts come from the trunk."""
    unknown = np.isnan(strides["turning_angle_deg"])
    turning: Flags = strides["is_turning"]
    if trunk_site is None or not unknown.any():
        return turning
    own = strides.take(unknown)
    angle = heading_changes(session.recording, trunk_site, own["start_s"], own["end_s"])
    limit_deg = float(session.summary.get("stride_turning_deg", _TURNING_DEG))
    turning[unknown] |= np.abs(angle) > limit_deg
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


def _spans(strides: ColumnView) -> list[tuple[float, float]]:
    """The time that strides of both feet cover, overlaps joined."""
    spans = zip(strides["start_s"].tolist(), strides["end_s"].tolist(), strict=True)
    return join_spans(spans, _SAME_INSTANT_S)
