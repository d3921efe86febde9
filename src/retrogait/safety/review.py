"""A finished session as the observations that a monitor would have had, and the advice on it."""

from __future__ import annotations

import warnings as python_warnings
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import RetrogaitWarning
from retrogait.safety.advice import advice_table
from retrogait.safety.monitor import SafetyMonitor
from retrogait.safety.observations import MeasureSeen, NearFallSeen, Observation, StrideSeen
from retrogait.schema import TRUNK
from retrogait.stability import near_falls, regularity
from retrogait.stability.trunk_samples import level_stretches, trunk_runs
from retrogait.stability.walks import list_walks

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.session import Session
    from retrogait.stability.trunk_samples import Stretch, TrunkRun
    from retrogait.stability.walks import Walk

_WINDOW_STRIDES = 10  # of one foot, that a value of step regularity is taken over


def review_session(session: Session, monitor: SafetyMonitor | None = None) -> pd.DataFrame:
    """Tell what a monitor would have advised during a finished session.

    Parameters
    ----------
    session : Session
        Result of `analyze`. Near-falls and step regularity need a `lower_back` or `sternum` sensor of known mounting.
    monitor : SafetyMonitor, optional
        With its rules, baselines and step; it goes on from where it is. Without it a new one.

    Returns
    -------
    DataFrame
        A row for each `Advice`. Live, the same rules see strides that are later found to be the last of a bout or in a
        turn, which are left out here; so the two may differ.

    Warns
    -----
    RetrogaitWarning
        Near-falls and step regularity are not judged; the text says why.
    """
    monitor = monitor or SafetyMonitor()
    return advice_table(monitor.observe_all(list_observations(session)))


def list_observations(session: Session) -> list[Observation]:
    """List what a monitor would have been told of a session, in order of time.

    Warns
    -----
    RetrogaitWarning
        Near-falls and step regularity are missing; the text says why.
    """
    strides = session.strides
    steady = strides[~(strides["is_first"] | strides["is_last"] | strides["is_turning"])]
    names = ["end_s", "side", "direction", "stride_time_s", "speed_mps"]
    found: list[Observation] = [
        StrideSeen(float(end_s), str(side), str(direction), float(time_s), float(speed_mps))
        for end_s, side, direction, time_s, speed_mps in steady[names]
        .dropna(subset=["end_s"])
        .itertuples(index=False)
    ]
    site, reason = _trunk(session)
    if reason:
        python_warnings.warn(
            f"review_session: near-falls and step regularity are not judged: {reason}",
            RetrogaitWarning,
            stacklevel=3,
        )
    elif len(strides):
        stretches = level_stretches(session.recording, site, float(strides["stride_time_s"].median()))
        for walk in list_walks(session, site):
            if walk.bout_id is not None:
                found += _of_trunk(walk, stretches)
    return sorted(found, key=lambda seen: seen.time_s)


def _trunk(session: Session) -> tuple[str, str]:
    """The trunk sensor, and why there is none to be used, or nothing."""
    if session.samples is None:
        return "", "this Session was read from JSON and holds no samples; analyse the recording again"
    worn = [site for site in TRUNK if site in session.samples.sites]
    if not worn:
        return (
            "",
            f"no {' or '.join(TRUNK)} sensor among the sites {' '.join(session.samples.sites)}; wear one",
        )
    if session.samples.frame != "segment":
        return (
            "",
            f"the mounting of {worn[0]} is not known; pass alignment=calibrate(walk, direction=...) to analyze",
        )
    return worn[0], ""


def _of_trunk(walk: Walk, stretches: list[Stretch]) -> list[Observation]:
    found: list[Observation] = []
    for stretch in stretches:
        for first_s, last_s in walk.spans_s:
            first, last = (
                max(0, round((at - stretch.start_s) * stretch.rate_hz)) for at in (first_s, last_s)
            )
            up = stretch.level[first:last, 2]
            if len(up) < 2 or stretch.rate_hz < 50.0:
                continue
            table = near_falls(up, stretch.rate_hz, start_s=stretch.start_s + first / stretch.rate_hz)
            found += [
                NearFallSeen(float(time_s), float(size), walk.direction)
                for time_s, size in zip(table["time_s"], table["peak_to_peak_mps3"], strict=True)
            ]
    for run in trunk_runs(stretches, walk.runs(walk.reference_side())):
        found += _regularity(run, walk.direction)
    return found


def _regularity(run: TrunkRun, direction: str) -> list[MeasureSeen]:
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
