"""Figures of a simulated walk that are kept as small images; run this file to draw them anew after looking at them.

Axes have a fixed place, and legends stand below them, so that only what is inside is compared: text is set differently
by every release of matplotlib, and is tested as text.
"""

from __future__ import annotations

import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import retrogait as rg
from retrogait import plot
from retrogait.session import Session

FOLDER = Path(__file__).parent / "figures"
DPI = 40
BLOCK = 4  # pixels to a side, averaged before the comparison
INSIDE = (0.12, 0.2, 0.56, 0.7)  # left, bottom, width, height of the axes


@cache
def walk() -> Session:
    """Forward, a turn, backward; feet, left leg and lower back."""
    sites = ["left_foot", "right_foot", "left_thigh", "left_shank", "lower_back"]
    program = [("stand", 3), ("forward", 40), ("turn", 180), ("stop", 4), ("backward", 44), ("stand", 2)]
    recording, _ = rg.simulate_walk(
        program=program, speed_mps={"forward": 1.1, "backward": 0.7}, sites=sites, seed=7
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rg.RetrogaitWarning)
        return rg.analyze(recording)


def trends() -> pd.DataFrame:
    """A table as `measure_trends` gives it: a measure that leaves its band, on two surfaces."""
    speed = np.array([0.25, 0.26, 0.27, 0.29, 0.33, 0.36])
    change = speed - speed[0]
    return pd.DataFrame(
        {
            "direction": "backward",
            "surface": ["treadmill"] * 5 + ["overground"],
            "handrail": "none",
            "incline_pct": 0.0,
            "contact_sites": "left_foot right_foot",
            "measure": "speed_mps",
            "date": [f"2026-11-{day:02d}" for day in (2, 4, 6, 9, 11, 13)],
            "value": speed,
            "sd": 0.02,
            "band_low": [np.nan, *[0.21] * 4, np.nan],
            "band_high": [np.nan, *[0.29] * 4, np.nan],
            "verdict": [
                "reference",
                *np.where(change[1:5] > 0.04, "changed", "within error"),
                "reference",
            ],
        }
    )


DRAWINGS = {
    "contacts": lambda ax: plot.plot_contacts(walk(), "left_foot", ax, start_s=60, end_s=64),
    "strides": lambda ax: plot.plot_strides(walk(), "stride_length_m", ax),
    "knee": lambda ax: plot.plot_cycles(walk(), "knee_flexion", ax),
    "shank": lambda ax: plot.plot_cycles(walk(), "shank_angle", ax, side="left"),
    "strike_angle": lambda ax: plot.plot_distribution(walk(), "foot_strike_angle_deg", ax),
    "stride_time": lambda ax: plot.plot_distribution(walk(), "stride_time_s", ax),
    "divergence": lambda ax: plot.plot_divergence(walk(), "vertical", ax),
    "foot_path": lambda ax: plot.plot_foot_path(walk(), ax),
    "timeline": lambda ax: plot.plot_timeline(walk(), ax),
    "progress": lambda ax: plot.plot_progress(trends(), "speed_mps", ax),
}


def draw(drawing) -> Figure:
    figure = Figure(figsize=(6, 3), dpi=DPI, layout="constrained")
    drawing(figure.add_axes(INSIDE))
    return figure


def pixels(figure: Figure) -> np.ndarray:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="There are no gridspecs")  # their place is fixed
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(float)


def inside(image: np.ndarray) -> np.ndarray:
    """The part of an image within the axes, in blocks."""
    height, width, _ = image.shape
    left, bottom, wide, high = INSIDE
    rows = slice(round(height * (1 - bottom - high)) + 1, round(height * (1 - bottom)) - 1)
    columns = slice(round(width * left) + 1, round(width * (left + wide)) - 1)
    part = image[rows, columns]
    tall, broad = (size // BLOCK * BLOCK for size in part.shape[:2])
    blocks = part[-tall:, :broad].reshape(tall // BLOCK, BLOCK, broad // BLOCK, BLOCK, 3)
    return blocks.mean(axis=(1, 3))


def difference(image: np.ndarray, reference: np.ndarray) -> tuple[float, float]:
    """Mean and largest difference of blocks, of 255."""
    apart = np.abs(inside(image) - inside(reference))
    return float(apart.mean()), float(apart.max())


if __name__ == "__main__":
    from matplotlib.image import imsave

    FOLDER.mkdir(exist_ok=True)
    for name, drawing in DRAWINGS.items():
        imsave(FOLDER / f"{name}.png", pixels(draw(drawing)).astype(np.uint8))
