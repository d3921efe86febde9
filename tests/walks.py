"""Simulated walks, kept for the session, and tables of events held against each other."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

import retrogait as rg
from retrogait.tables.catalogue import SENSOR_COLUMNS

FEET, SHANKS, BACK = ("left_foot", "right_foot"), ("left_shank", "right_shank"), ("lower_back",)
BOTH = ("backward", "forward")
MOUNTING_UNKNOWN = "the mounting is not known"
VELOCITY = rg.ContactOptions(contact="velocity")  # as the simulator's truth has it

simulate = functools.cache(rg.simulate_walk)


def frames_of(recording: rg.Recording) -> dict[str, pd.DataFrame]:
    return {site: recording[site] for site in recording.sites}


def recorded(frames: Mapping[str, pd.DataFrame], rate_hz: float = 100.0, **given: object) -> rg.Recording:
    return rg.Recording.from_frames(frames, rate_hz=rate_hz, **given)


def of_site(values: np.ndarray, site: str, rate_hz: float = 100.0, frame: str = "segment") -> rg.Recording:
    """One sensor's samples (n, 6) as a recording."""
    table = pd.DataFrame(values, columns=list(SENSOR_COLUMNS), index=np.arange(len(values)) / rate_hz)
    return rg.Recording.from_frames({site: table}, rate_hz=rate_hz, frame=frame)


def worn(recording: rg.Recording, turned: Mapping[str, np.ndarray]) -> rg.Recording:
    """The recording by sensors mounted any way: `turned[site]` takes sensor vectors into the segment frame."""
    frames = {}
    for site, frame in frames_of(recording).items():
        values = frame.to_numpy() @ np.kron(np.eye(2), turned[site])
        frames[site] = pd.DataFrame(values, columns=frame.columns, index=frame.index)
    return recorded(frames, recording.rate_hz, frame="sensor")


@dataclass(frozen=True)
class Match:
    """Events of two tables paired off, those of one side and kind with their nearest; signed errors in s."""

    error_s: pd.Series
    same_direction: pd.Series
    missing: int
    extra: int


def compare(truth: pd.DataFrame, found: pd.DataFrame, kind: str | None = None, reach_s: float = 0.2) -> Match:
    error_s, same, missing, extra = [], [], 0, 0
    for side in ("left", "right"):
        for event in ("initial_contact", "final_contact") if kind is None else (kind,):
            a, b = (t[(t["side"] == side) & (t["event"] == event)] for t in (truth, found))
            late = b["time_s"].to_numpy() - a["time_s"].to_numpy()[:, None]
            i, j = linear_sum_assignment(np.minimum(np.abs(late), reach_s))
            near = np.abs(late[i, j]) < reach_s
            i, j = i[near], j[near]
            error_s += list(late[i, j])
            same += list(a["direction"].to_numpy()[i] == b["direction"].to_numpy()[j])
            missing, extra = missing + len(a) - len(i), extra + len(b) - len(i)
    return Match(pd.Series(error_s, dtype=float), pd.Series(same, dtype=bool), missing, extra)


def assert_same_events(one: pd.DataFrame, other: pd.DataFrame, within_s: float) -> None:
    """The same events in both, none missing, directions equal."""
    match = compare(one, other, reach_s=max(2 * within_s, 0.05))
    assert (match.missing, match.extra) == (0, 0)
    assert match.error_s.abs().max() <= within_s
    assert match.same_direction.all()


def mirrored(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The walk seen in a mirror: left is right."""
    other = {"left": "right", "right": "left"}
    turned = {}
    for site, frame in frames.items():
        side, _, rest = site.partition("_")
        turned[f"{other[side]}_{rest}" if side in other else site] = frame * [1, -1, 1, -1, 1, -1]
    return turned


def swap_sides(events: pd.DataFrame) -> pd.DataFrame:
    return events.assign(side=events["side"].map({"left": "right", "right": "left"}))


def reversed_in_time(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The walk run back: order reversed, gyroscope negated, accelerometer kept."""
    return {
        site: (frame * [1, 1, 1, -1, -1, -1]).iloc[::-1].set_axis(frame.index, axis=0)
        for site, frame in frames.items()
    }


def run_back(events: pd.DataFrame, first_and_last_s: float) -> pd.DataFrame:
    """What a walk's events are when it is run back."""
    kinds = {"initial_contact": "final_contact", "final_contact": "initial_contact"}
    ways = {"backward": "forward", "forward": "backward", "unknown": "unknown"}
    return events.assign(
        time_s=first_and_last_s - events["time_s"],
        event=events["event"].map(kinds),
        direction=events["direction"].map(ways),
    )
