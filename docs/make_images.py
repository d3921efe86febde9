"""Draw the figures of README and docs from the samples: python docs/make_images.py."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt

import retrogait as rg
from retrogait import plot

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write docs/images/contacts.png."""
    session = rg.analyze(rg.read_recording(ROOT / "data" / "samples" / "forward_backward.csv"))
    figure, axes = plt.subplots(2, 1, figsize=(9, 5.2))
    first = session.events.query("direction == 'forward'")["time_s"].iloc[4]
    then = session.events.query("direction == 'backward'")["time_s"].iloc[4]
    for ax, start_s in zip(axes, (first, then), strict=True):
        plot.plot_contacts(session, "left_foot", ax=ax, start_s=start_s, end_s=start_s + 6.0)
    figure.tight_layout()
    figure.savefig(ROOT / "docs" / "images" / "contacts.png", dpi=90)


if __name__ == "__main__":
    main()
