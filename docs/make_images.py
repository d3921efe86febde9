"""Draw the figures of README and docs from the samples and from simulated walks: python docs/make_images.py."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("agg")
import matplotlib.pyplot as plt

import retrogait as rg
from retrogait import plot

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Write every figure."""
    draw_contacts()
    draw_direction()


def draw_contacts() -> None:
    """Write docs/images/contacts.png."""
    session = rg.analyze(rg.read_recording(ROOT / "data" / "samples" / "forward_backward.csv"))
    figure, axes = plt.subplots(2, 1, figsize=(9, 5.2))
    first = session.events.query("direction == 'forward'")["time_s"].iloc[4]
    then = session.events.query("direction == 'backward'")["time_s"].iloc[4]
    for ax, start_s in zip(axes, (first, then), strict=True):
        plot.plot_contacts(session, "left_foot", ax=ax, start_s=start_s, end_s=start_s + 6.0)
    figure.tight_layout()
    figure.savefig(ROOT / "docs" / "images" / "contacts.png", dpi=90)


SOLE = np.array([[-0.08, 0.0], [0.17, 0.0], [0.19, 0.03], [0.06, 0.09], [-0.06, 0.09], [-0.08, 0.0]])
SHOWN = 7  # feet of a swing
FOOT_DEG = 260.0  # what a metre of foot is on the axis of angles, drawn as long as along the time


def draw_direction() -> None:
    """Write docs/images/direction_swing.png: the pitch of a foot over one swing, forth and back in time."""
    forward_s, forward_deg = swing_pitch("forward")
    backward_s, backward_deg = swing_pitch("backward")
    rows = (
        ("Walking forward", forward_s, forward_deg, 1.0, "C0"),
        ("Walking backward", backward_s, backward_deg, -1.0, "C1"),
        ("The forward swing, run back in time", forward_s, forward_deg[::-1], -1.0, "0.45"),
    )
    figure, axes = plt.subplots(len(rows), 1, figsize=(5, 6.2), sharex=True, sharey=True)
    longest = max(forward_s[-1], backward_s[-1])
    for axis, (title, time_s, pitch_deg, way, color) in zip(axes, rows, strict=True):
        axis.axhline(0.0, color="0.8", linewidth=0.8)
        axis.plot(time_s, pitch_deg, color=color, linewidth=2)
        axis.set_title(title, loc="left", fontsize=10.5)
        for at in np.linspace(0.0, 1.0, SHOWN):
            pitch = np.interp(at * time_s[-1], time_s, pitch_deg)
            _draw_foot(axis, at * time_s[-1], 112.0, pitch, 0.3 * longest, color)
        axis.set_title(
            "travels \u2192" if way > 0 else "\u2190 travels", loc="right", fontsize=10.5, color=color
        )
        axis.set_yticks([-30, 0, 30, 60])
    axes[0].set(ylim=(-40, 150), xlim=(-0.1 * longest, 1.12 * longest))
    axes[1].set_ylabel("pitch of the foot, deg; toes down is positive", fontsize=10)
    axes[-1].set_xlabel("time since the foot rested, s", fontsize=10)
    figure.tight_layout()
    figure.savefig(ROOT / "docs" / "images" / "direction_swing.png", dpi=110)
    plt.close(figure)


def swing_pitch(direction: str) -> tuple[np.ndarray, np.ndarray]:
    """Time and toe-down pitch of a left foot from one rest to the next, in the middle of a simulated walk."""
    walk, truth = rg.simulate_walk(direction, 0.9 if direction == "forward" else 0.6, 20, seed=1)
    strides = truth.strides[truth.strides["side"] == "left"]
    stride = strides.iloc[len(strides) // 2]
    # from the middle of one stance to the middle of the next
    first_s, last_s = (start + 0.35 * stride.stride_time_s for start in (stride.start_s, stride.end_s))
    rate_dps = walk["left_foot"]["gyr_y"].loc[first_s:last_s]
    pitch_deg = np.cumsum(rate_dps.to_numpy()) / walk.rate_hz
    time_s = rate_dps.index.to_numpy() - rate_dps.index[0]
    return time_s, pitch_deg - np.linspace(0.0, pitch_deg[-1], len(pitch_deg))


def _draw_foot(axis: plt.Axes, x: float, y: float, pitch_deg: float, width: float, color: str) -> None:
    """A foot with its toes to the right, pitched, at (x, y) in the units of the axes."""
    turn = np.radians(-pitch_deg)
    turned = SOLE @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    scale = np.array([width / 0.6, FOOT_DEG])
    axis.fill(*(np.array([x, y]) + turned * scale).T, facecolor=color, edgecolor="none", alpha=0.75)


if __name__ == "__main__":
    main()
