"""Sessions whose strides are drawn, so that what a comparison should find is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retrogait.gait.summary import summarise_strides
from retrogait.session import Session, no_knee
from retrogait.tables.catalogue import BOUTS, EVENTS, STRIDES

FACTS = {
    "sites": "left_foot right_foot",
    "contact_sites": "left_foot right_foot",
    "contact_contact": "impact",
    "surface": "overground",
    "rate_hz": 100.0,
}


def drawn_strides(n=60, seed=0, direction="backward", speed=0.5, start_s=0.0, bout=0, **columns):
    """n strides of each foot, in turn: speeds about a mean, lengths that follow from them, other columns as given."""
    rng = np.random.default_rng(seed)
    count = 2 * n
    start = start_s + 0.6 * np.arange(count)
    speeds = rng.normal(speed, 0.02, count)
    given = {
        "speed_mps": speeds,
        "stride_time_s": np.full(count, 1.2) + rng.normal(0, 0.01, count),
        "stride_length_m": speeds * 1.2,
        "stance_pct": rng.normal(64, 1, count),
        "foot_strike_angle_deg": rng.normal(-20, 2, count),
    }
    given |= {name: np.broadcast_to(value, count) for name, value in columns.items()}
    return STRIDES.frame(
        {
            "side": ["left", "right"] * n,
            "start_s": start,
            "end_s": start + 1.2,
            "direction": [direction] * count,
            "bout_id": [bout] * count,
            **given,
        }
    )


def session_of(*strides, **facts):
    """A session that holds these strides, and its facts."""
    joined = pd.concat(strides, ignore_index=True) if strides else STRIDES.frame()
    events, bouts = EVENTS.frame(), BOUTS.frame()
    summary = summarise_strides(joined, events, bouts, {**FACTS, **facts})
    return Session(events, joined, bouts, no_knee(), summary)


def drawn_session(seed=0, direction="backward", *, facts=None, **given):
    return session_of(drawn_strides(seed=seed, direction=direction, **given), **(facts or {}))
