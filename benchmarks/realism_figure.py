"""Mean strides of people and of their simulated twins, from one contact of a foot to its next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from realism import Pair
    from realism_walks import Walk

POINTS = 101
REAL = {"backward": ("treadmill",), "forward": ("overground", "pressure", "markers", "lumbar")}


def mean_stride(walk: Walk, channel: Callable[[Walk, str], np.ndarray | None]) -> np.ndarray | None:
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


def sample(site: str, column: int, *, upright: bool = False) -> Callable[[Walk, str], np.ndarray | None]:
    """One axis of a site, of the stride's own side if it is a limb; `upright` takes its mean away."""

    def channel(walk: Walk, side: str) -> np.ndarray | None:
        values = walk.samples.get(site, walk.samples.get(f"{side}_{site}"))
        if values is None:
            return None
        course = values[:, column]
        return course - np.nanmean(course) if upright else course

    return channel


def acc_norm(walk: Walk, side: str) -> np.ndarray | None:
    """Length of the foot's acceleration, no axes needed."""
    values = walk.samples.get(f"{side}_foot")
    return None if values is None else np.linalg.norm(values[:, :3], axis=1)


def knee(walk: Walk, side: str) -> np.ndarray | None:
    return walk.knee.get(side)


CHANNELS: tuple[tuple[str, Callable[[Walk, str], np.ndarray | None]], ...] = (
    ("foot: pitch rate, deg/s", sample("foot", 4)),
    ("foot: acceleration, m/s²", acc_norm),
    ("lower back: vertical\nacceleration, m/s²", sample("lower_back", 2, upright=True)),
    ("knee flexion, deg", knee),
)


def draw(pairs: list[Pair], path: Path) -> None:
    """Draw the channels, a row each, backward and forward beside each other."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(len(CHANNELS), 2, figsize=(9, 10), sharex=True, sharey="row")
    share = np.linspace(0.0, 100.0, POINTS)
    for column, way in enumerate(("backward", "forward")):
        own = [p for p in pairs if p.walk.direction == way]
        for axis, (label, channel) in zip(axes[:, column], CHANNELS, strict=True):
            captured = _courses([p.walk for p in own if p.walk.source == "captured"], channel)
            twins = _courses([p.twin for p in own if p.walk.source == "captured"], channel)
            real = _courses([p.walk for p in own if p.walk.source in REAL[way]], channel)
            if len(captured):
                band = np.percentile(captured, [10, 90], axis=0)
                axis.fill_between(share, *band, color="0.85", label="captured: 10 to 90 % of walks")
                axis.plot(share, np.median(captured, axis=0), color="0.45", label="captured: median")
            if len(real):
                axis.plot(share, np.median(real, axis=0), color="C0", lw=1, label="real sensors: median")
            if len(twins):
                axis.plot(share, np.median(twins, axis=0), color="C3", label="simulated twins of captured")
            if column == 0:
                axis.set_ylabel(label)
        axes[0, column].set_title(way)
        axes[-1, column].set_xlabel("share of the stride from initial contact, %")
    axes[0, 1].legend(fontsize=7)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _courses(walks: list[Walk], channel: Callable[[Walk, str], np.ndarray | None]) -> np.ndarray:
    courses = [mean_stride(walk, channel) for walk in walks]
    kept = [course for course in courses if course is not None]
    return np.array(kept) if kept else np.empty((0, POINTS))
