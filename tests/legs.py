"""Walks with thigh and shank sensors, their knee truth, and ways to spoil them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.spatial.transform import Rotation
from walks import frames_of, recorded, simulate

import retrogait as rg

LEFT = ("left_thigh", "left_shank")
LEGS = (*LEFT, "right_thigh", "right_shank")
ALL = ("left_foot", "right_foot", *LEGS)
COLUMNS = ("left_knee_flexion_deg", "right_knee_flexion_deg")


def walk(direction="backward", speed=0.6, sites=LEFT, duration_s=24, seed=3, **given):
    return simulate(direction, speed, duration_s, seed, sites=tuple(sites), **given)


def analysed(recording: rg.Recording, **given) -> rg.Session:
    return rg.analyze(recording, **given)


def rmse_deg(session: rg.Session, truth: pd.DataFrame, column: str, *, offset: bool = False) -> float:
    """Error of a knee angle; without an offset both are zero where standing, else their mean difference is left out."""
    error = session.knee[column] - truth[column]
    assert error.notna().all()
    return float(np.sqrt(((error - (0.0 if offset else error.mean())) ** 2).mean()))


def turned(recording: rg.Recording, seed: int = 0, frame: str = "sensor") -> rg.Recording:
    """Every sensor turned by a rotation of its own."""
    rng = np.random.default_rng(seed)
    return rotated(
        recording, {s: Rotation.random(random_state=rng).as_matrix() for s in recording.sites}, frame
    )


def rotated(recording: rg.Recording, by: Mapping[str, np.ndarray], frame: str = "segment") -> rg.Recording:
    frames = frames_of(recording)
    for site, matrix in by.items():
        values = frames[site].to_numpy().reshape(-1, 2, 3) @ matrix.T
        frames[site] = pd.DataFrame(
            values.reshape(-1, 6), index=frames[site].index, columns=frames[site].columns
        )
    return recorded(frames, recording.rate_hz, frame=frame)


def relabelled(recording: rg.Recording, names: Mapping[str, str]) -> rg.Recording:
    """Sensors worn where others should be: `names` are old to new labels."""
    frames = {names.get(site, site): frame for site, frame in frames_of(recording).items()}
    return recorded(frames, recording.rate_hz)


def on_soft_tissue(recording: rg.Recording, truth: rg.simulation.Truth, size_deg: float) -> rg.Recording:
    """Every sensor tips on its segment as it is shaken: by `size_deg` with the stride, half of it at twice its rate.

    The tipping is about all axes, in phase with the landings of the leg, so averaging over strides does not remove it.
    """
    frames = frames_of(recording)
    for number, (site, frame) in enumerate(frames.items()):
        time_s = frame.index.to_numpy()
        side = site.split("_")[0]
        starts = truth.strides.loc[truth.strides["side"] == side, ["start_s", "end_s"]].to_numpy()
        phase = np.interp(time_s, *_unrolled(starts), left=0.0, right=float(len(starts)))
        fading = np.interp(time_s, [starts[0, 0], starts[1, 0], starts[-1, 0], starts[-1, 1]], [0, 1, 1, 0])
        angles = [
            size_deg * np.sin(2 * np.pi * phase + number + axis)
            + 0.5 * size_deg * np.sin(4 * np.pi * phase + 2 * number - axis)
            for axis in range(3)
        ]
        tip = Rotation.from_rotvec(np.radians(np.stack(angles, axis=1)) * fading[:, None])
        rate = (tip[:-1].inv() * tip[1:]).as_rotvec() * recording.rate_hz
        rate = np.concatenate([rate[:1], 0.5 * (rate[1:] + rate[:-1]), rate[-1:]])
        acc, gyr = frame.to_numpy(copy=True)[:, :3], frame.to_numpy(copy=True)[:, 3:]
        values = np.concatenate([tip.inv().apply(acc), tip.inv().apply(gyr) + np.degrees(rate)], axis=1)
        frames[site] = pd.DataFrame(values, index=frame.index, columns=frame.columns)
    return recorded(frames, recording.rate_hz)


def _unrolled(spans: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    instants = np.append(spans[:, 0], spans[-1, 1])
    return instants, np.arange(float(len(instants)))
