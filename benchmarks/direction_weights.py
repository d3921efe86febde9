"""The weights of `retrogait.gait.time_asymmetry`, fitted anew.

    python benchmarks/direction_weights.py            # prints them, and how many of their own steps are right
    python benchmarks/direction_weights.py --check    # exits 1 where the code has others

Logistic regression of each family of numbers by itself, without an intercept: what changes its sign when time runs back
needs none, and every step counts a second time, run back. Fitted on the clips of ACCAD (CC BY 3.0, Ohio State
University), one person, in `../shared`; all other recordings only validate (`benchmarks/direction.py`).
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import retrogait as rg
from retrogait.gait import time_asymmetry
from retrogait.gait.steps import StepOptions
from retrogait.gait.thigh_contacts import ThighContactOptions
from retrogait.gait.time_asymmetry import IN_PHASE_COLUMNS, SKEW_COLUMNS, STRIDES, asymmetry_numbers
from retrogait.kinematics.limb import LimbMotion, track_limb
from retrogait.kinematics.thigh import ThighMotion, track_thigh
from retrogait.tables.catalogue import SENSOR_COLUMNS, SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
CLIPS = ROOT.parent / "shared" / "data" / "virtual_imu"
FAMILIES = {"IN_PHASE": IN_PHASE_COLUMNS, "SKEW": SKEW_COLUMNS, "LEAD": (-1,)}
RIDGE = 3.0
NEAR_S = 0.6  # of a labelled contact of the same foot: a step has its direction


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="exit 1 where the code has other weights")
    options = parser.parse_args()
    if not CLIPS.exists():
        print(f"no captured clips in {CLIPS}: nothing fitted")
        return 0
    same = True
    for segment in STRIDES:
        numbers, forward = steps_of(segment)
        print(f"{segment}: {len(forward)} steps, {int((~forward).sum())} of them backward")
        for name, columns in FAMILIES.items():
            in_code = getattr(time_asymmetry, name)
            in_code = in_code[segment] if isinstance(in_code, dict) else (in_code,)
            if name == "LEAD" and segment != "thigh":
                continue
            weights = fit(numbers[:, list(columns)], forward)
            told = np.where(forward, 1.0, -1.0) * (numbers[:, list(columns)] @ weights)
            same &= bool(np.allclose(weights, in_code, atol=0.051))
            text = ", ".join(f"{weight:.1f}" for weight in weights)
            print(f"  {name:9s}({text})  in the code {in_code}; right in {(told > 0).mean():.3f} of steps")
    if options.check and not same:
        print("the weights in retrogait/gait/time_asymmetry.py are others")
    return 1 if options.check and not same else 0


def steps_of(segment: str) -> tuple[np.ndarray, np.ndarray]:
    """Numbers (m, WIDTH + 1) of all labelled steps of both sides, the lead last, and whether each goes forward (m,)."""
    parts = [part for name in accad_clips() for side in SIDES for part in clip_steps(name, side, segment)]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def accad_clips() -> list[str]:
    index = pd.read_csv(CLIPS / "index.csv")
    return index["name"][index["licence"] == "CC BY 3.0"].tolist()


def clip_steps(name: str, side: str, segment: str) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The steps of one sensor in a clip, stretch by stretch."""
    site = f"{side}_{segment}"
    samples = pd.read_csv(CLIPS / f"{name}.csv").set_index("time_s")
    frame = samples[[f"{site}_{column}" for column in SENSOR_COLUMNS]].set_axis(SENSOR_COLUMNS, axis=1)
    labels = pd.read_csv(CLIPS / f"{name}.events.csv")
    labels = labels[(labels["side"] == side) & (labels["event"] == "initial_contact")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rg.RetrogaitWarning)
        recording = rg.Recording.from_frames({site: frame}, rate_hz=100.0, frame="sensor")
    if not len(labels):
        return
    for motion in track_thigh(recording, site) if segment == "thigh" else track_limb(recording, site):
        middles, periods, lead = windows_of(motion)
        numbers = asymmetry_numbers(motion.samples, motion.rate_hz, middles, periods, STRIDES[segment])
        numbers = np.column_stack([numbers, lead])
        time_s = motion.start_s + middles / motion.rate_hz
        apart = np.abs(time_s[:, None] - labels["time_extremum_s"].to_numpy())
        known = (apart.min(axis=1) <= NEAR_S) & np.isfinite(numbers).all(axis=1)
        way = labels["direction"].to_numpy()[apart.argmin(axis=1)]
        yield numbers[known], (way == "forward")[known]


def windows_of(motion: LimbMotion | ThighMotion) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Middles and periods of the swings that are steps, in samples, and the lead of a thigh's turning."""
    if isinstance(motion, ThighMotion):
        at = np.flatnonzero(ThighContactOptions().choose(motion))
        return motion.swing[at], motion.stride[motion.at[at]], motion.lead[at]
    at = np.flatnonzero(StepOptions().choose(motion)[1:-1])
    rests = motion.rests
    return 0.5 * (rests[at] + rests[at + 1]), (rests[at + 1] - rests[at]).astype(float), np.zeros(len(at))


def fit(numbers: np.ndarray, forward: np.ndarray) -> np.ndarray:
    """Logistic weights of columns as they are, by Newton's method on columns of unit power with a ridge."""
    scale = np.sqrt((numbers**2).mean(axis=0))
    x = np.concatenate([numbers, -numbers]) / scale
    y = np.concatenate([forward, ~forward]).astype(float)
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-x @ weights))
        bend = (x * (p * (1.0 - p))[:, None]).T @ x + RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(bend, x.T @ (p - y) + RIDGE * weights)
    return weights / scale


if __name__ == "__main__":
    sys.exit(main())
