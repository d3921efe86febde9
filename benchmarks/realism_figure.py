"""Draw mean strides of people and of their simulated twins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from realism_curves import POINTS, Channel, acc_norm, courses, knee, sample

if TYPE_CHECKING:
    from pathlib import Path

    from realism import Pair

REAL = {"backward": ("treadmill",), "forward": ("overground", "pressure", "markers", "lumbar", "waist")}
CHANNELS: tuple[tuple[str, Channel], ...] = (
    ("foot: pitch rate, deg/s", sample("foot", 4)),
    ("foot: acceleration, m/s²", acc_norm),
    ("lower back: vertical\nacceleration, m/s²", sample("lower_back", 2)),
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
            captured = courses([p.walk for p in own if p.walk.source == "captured"], channel)
            twins = courses([p.twin for p in own if p.walk.source == "captured"], channel)
            real = courses([p.walk for p in own if p.walk.source in REAL[way]], channel)
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
