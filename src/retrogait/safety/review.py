"""A finished session as the observations that a monitor would have had, and the advice on it."""

from __future__ import annotations

import warnings as python_warnings
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import RetrogaitWarning
from retrogait.safety.advice import advice_table
from retrogait.safety.monitor import SafetyMonitor
from retrogait.safety.observations import MeasureSeen, NearFallSeen, Observation, StrideSeen
from retrogait.stability import list_near_falls, regularity
from retrogait.stability.jerk_peaks import LEAST_RATE_HZ
from retrogait.stability.trunk_samples import stride_sequences, trunk_of, walked_stretches
from retrogait.stability.walks import list_walks, watched_spans
from retrogait.tables.arguments import CALLER, arguments
from retrogait.tables.selection import steady

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.session import Session
    from retrogait.stability.trunk_samples import Stretch, StrideSequence

_WINDOW_STRIDES = 10  # of one foot, that a value of step regularity is taken over


@arguments()
def review_session(session: Session, monitor: SafetyMonitor | None = None) -> pd.DataFrame:
    """List what a monitor would have advised during a finished session.

    Parameters
    ----------
    session : Session
        Result of `analyze`. Near-falls and step regularity need a `lower_back` or `sternum` sensor of known mounting.
    monitor : SafetyMonitor, optional
        With its rules, baselines and step; it continues from its present state. By default a new one.

    Returns
    -------
    DataFrame
        A row for each `Advice`. A live monitor also sees strides that later prove to be the last of a bout or in a
        turn, which are left out here; so the two may differ.

    Warns
    -----
    RetrogaitWarning
        Near-falls and step regularity are not judged; the text says why.
    """
    monitor = monitor or SafetyMonitor()
    return advice_table(monitor.observe_all(list_observations(session)))


@arguments()
def list_observations(session: Session) -> list[Observation]:
    """List the observations of a session for a monitor, in order of time.

    Warns
    -----
    RetrogaitWarning
        Near-falls and step regularity are missing; the text says why.
    """
    names = ["end_s", "side", "direction", "stride_time_s", "speed_mps"]
    found: list[Observation] = [
        StrideSeen(float(end_s), str(side), str(direction), float(time_s), float(speed_mps))
        for end_s, side, direction, time_s, speed_mps in steady(session.strides)[names]
        .dropna(subset=["end_s", "side"])
        .itertuples(index=False)
    ]
    site, reason = trunk_of(session)
    if reason:
        _warn("near-falls and step regularity", reason)
        return sorted(found, key=lambda seen: seen.time_s)
    walks = [walk for walk in list_walks(session, site) if walk.bout_id is not None]
    stretches = walked_stretches(session, site, watched_spans(walks))
    for walk in walks:
        for run in stride_sequences(stretches, walk.runs(walk.reference_side())):
            found += _regularity(run, walk.direction)
    if session.recording.rate_hz < LEAST_RATE_HZ:
        _warn(
            "near-falls",
            f"{site} has {session.recording.rate_hz:g} Hz; record at {LEAST_RATE_HZ:g} or more",
        )
    else:
        table = list_near_falls(session)
        found += [
            NearFallSeen(float(time_s), float(size), str(direction))
            for time_s, size, direction in zip(
                table["time_s"], table["peak_to_peak_mps3"], table["direction"], strict=True
            )
        ]
    return sorted(found, key=lambda seen: seen.time_s)


def _warn(what: str, reason: str) -> None:
    python_warnings.warn(
        f"review_session: {what} are not judged: {reason}", RetrogaitWarning, stacklevel=CALLER + 3
    )


def _regularity(run: StrideSequence[Stretch], direction: str) -> list[MeasureSeen]:
    """Step regularity over the last strides, at the end of each stride."""
    rate_hz, seen = run.stretch.rate_hz, []
    for last in range(_WINDOW_STRIDES, len(run.positions)):
        window = run.positions[last - _WINDOW_STRIDES : last + 1]
        up = run.stretch.level[round(window[0]) : round(window[-1]), 2]
        stride_time_s = float(np.diff(window).mean()) / rate_hz
        value = regularity(up, rate_hz, stride_time_s).step
        seen.append(
            MeasureSeen(run.stretch.start_s + float(window[-1]) / rate_hz, direction, step_regularity=value)
        )
    return seen
