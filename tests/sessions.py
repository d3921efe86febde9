"""Sessions made by hand, their tables known, for tests of what is done with a Session."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retrogait.gait.summary import summarise_strides
from retrogait.recording import Recording
from retrogait.session import Session
from retrogait.tables.catalogue import BOUTS, EVENTS, SENSOR_COLUMNS, STRIDES

CARDS = (  # of a report, in order
    "direction",
    "steps",
    "speed",
    "cadence",
    "stride_length",
    "toe",
    "roll",
    "knee",
    "sides",
    "steadiness",
)


def feet_recording(duration_s: float = 20.0) -> Recording:
    time_s = np.arange(round(duration_s * 100)) / 100
    frames = {}
    for side, lag_s in (("left", 0.0), ("right", 0.6)):
        phase = 2 * np.pi * (time_s - lag_s) / 1.2
        values = np.random.default_rng(0).normal(0, 0.05, (len(time_s), 6))
        values[:, 2] += 9.81
        values[:, 4] += -150 * np.sin(phase) - 40 * np.cos(2 * phase)
        frames[f"{side}_foot"] = pd.DataFrame(values, columns=list(SENSOR_COLUMNS), index=time_s)
    return Recording.from_frames(frames, rate_hz=100.0)


def make_session(n_strides: int = 14, samples: Recording | None = None) -> Session:
    events, strides = [], []
    for side, lag_s in (("left", 1.0), ("right", 1.6)):
        starts = lag_s + 1.2 * np.arange(n_strides)
        strike = np.array(["toe", "flat", "heel", None], dtype=object)[np.arange(n_strides) % 4]
        way = np.where(np.arange(n_strides) < n_strides / 2, "backward", "forward")
        for kind, shift_s in (("initial_contact", 0.0), ("final_contact", 0.75)):
            named = strike if kind == "initial_contact" else [None] * n_strides
            events.append(
                EVENTS.frame(
                    {
                        "time_s": starts + shift_s,
                        "side": [side] * n_strides,
                        "event": [kind] * n_strides,
                        "direction": way,
                        "strike": named,
                    }
                )
            )
        strides.append(
            STRIDES.frame(
                {
                    "side": [side] * n_strides,
                    "start_s": starts,
                    "end_s": starts + 1.2,
                    "final_contact_s": starts + 0.75,
                    "direction": way,
                    "cadence_spm": np.full(n_strides, 100.0),
                    "stride_length_m": np.full(n_strides, 0.8),
                }
            )
        )
    bouts = BOUTS.frame(
        {
            "bout_id": [0],
            "start_s": [1.0],
            "end_s": [18.0],
            "direction": ["backward"],
            "n_strides": [2 * n_strides],
            "duration_s": [17.0],
            "cadence_spm": [100.0],
            "stride_length_m": [0.8],
            "speed_mps": [0.8 / 1.2],
        }
    )
    bouts = bouts if n_strides else BOUTS.frame()
    joined = pd.concat(events).sort_values("time_s", ignore_index=True)
    stacked = pd.concat(strides, ignore_index=True)
    facts = {"sites": "left_foot right_foot", "rate_hz": 100.0, "surface": "treadmill", "belt_speed_mps": 0.5}
    return Session(
        events=joined,
        strides=stacked,
        bouts=bouts,
        knee=pd.DataFrame(index=pd.Index([], name="time_s", dtype=float)),
        summary=summarise_strides(stacked, joined, bouts, facts),
        samples=feet_recording() if samples is None else samples,
    )
