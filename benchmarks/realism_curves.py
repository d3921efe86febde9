"""Mean strides of a walk, from one contact of a foot to its next, and how alike two kinds of walk are in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from realism_walks import Walk

POINTS = 101
Channel = Callable[["Walk", str], "np.ndarray | None"]
_LEFTWARD = (1, 3, 5)  # acceleration to the left, roll and yaw rates: they change sign in a mirror


def mean_stride(walk: Walk, channel: Channel) -> np.ndarray | None:
    """Mean course (POINTS,) of a channel over the strides of both sides; None without it."""
    courses = []
    share = np.linspace(0.0, 1.0, POINTS)
    for side in SIDES:
        values = channel(walk, side)
        if values is None:
            continue
        time_s = np.arange(len(values)) / walk.rate_hz
        courses += [
            np.interp(stride.start_s + share * (stride.end_s - stride.start_s), time_s, values)
            for stride in walk.strides[walk.strides["side"] == side].itertuples()
        ]
    return np.mean(courses, axis=0) if courses else None


def sample(site: str, column: int) -> Channel:
    """One axis of a site, less its mean; the right side's strides are seen in a mirror, so that both sides agree."""

    def channel(walk: Walk, side: str) -> np.ndarray | None:
        values = walk.samples.get(site, walk.samples.get(f"{side}_{site}"))
        if values is None:
            return None
        mirror = -1.0 if side == "right" and column in _LEFTWARD else 1.0
        return mirror * (values[:, column] - np.nanmean(values[:, column]))

    return channel


def acc_norm(walk: Walk, side: str) -> np.ndarray | None:
    """Length of the foot's acceleration, no axes needed."""
    values = walk.samples.get(f"{side}_foot")
    return None if values is None else np.linalg.norm(values[:, :3], axis=1)


def knee(walk: Walk, side: str) -> np.ndarray | None:
    return walk.knee.get(side)


CURVES: tuple[tuple[str, str, Channel], ...] = (
    *(
        (site, f"curve of {name}, r", sample(site, column))
        for site in ("foot", "shank", "thigh", "lower_back", "sternum")
        for column, name in enumerate(
            (
                "acc along",
                "acc lateral",
                "acc vertical",
                "roll rate",
                "pitch rate",
                "yaw rate",
            )
        )
    ),
    ("knee", "curve of flexion, r", knee),
)


def courses(walks: list[Walk], channel: Channel) -> np.ndarray:
    """Mean courses (m, POINTS) of the walks that have the channel."""
    found = [mean_stride(walk, channel) for walk in walks]
    kept = [course for course in found if course is not None]
    return np.array(kept) if kept else np.empty((0, POINTS))


def likeness(people: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Correlation of each person's course with the median of all other people's, and of the others' with it."""
    own = [
        correlation(course, np.median(np.delete(people, i, axis=0), axis=0))
        for i, course in enumerate(people)
    ]
    middle = np.median(people, axis=0)
    return np.array(own), np.array([correlation(course, middle) for course in others])


def correlation(one: np.ndarray, two: np.ndarray) -> float:
    """Pearson's correlation of two courses; NaN for one that does not move."""
    return float(np.corrcoef(one, two)[0, 1])
