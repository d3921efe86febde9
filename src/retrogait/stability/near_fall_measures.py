"""Near-falls of a session: when they came, and how often. Validated: simulation only."""

from __future__ import annotations

import warnings as python_warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning
from retrogait.intervals.rates import poisson_limits
from retrogait.stability.grading import Reading
from retrogait.stability.jerk_peaks import LEAST_RATE_HZ, VALIDATED, NearFallOptions, find_jerk_peaks
from retrogait.stability.trunk_samples import overlapping, trunk_of, walked_stretches
from retrogait.stability.walks import list_walks, watched_spans
from retrogait.tables.flags import OK, Flag, invalid
from retrogait.tables.kinds import text

if TYPE_CHECKING:
    from retrogait.session import Session
    from retrogait.stability.trunk_samples import Stretch
    from retrogait.stability.walks import Walk

_COVERED = 0.9  # of the time walked must have trunk samples for near-falls to be counted
_RATE = "near_falls_per_10min"
NEAR_FALL_MEASURES = ("near_falls", _RATE, f"{_RATE}_low", f"{_RATE}_high")
# watched; 3 minutes without one say that there are at most 12 in 10 minutes, and less time next to nothing
_LEAST_RATE_S = 180.0
_SHORT = Flag("few_strides")  # for a count to say how often
_SIZES = ("peak_to_peak_mps3", "times_usual")
_LOST = "less than 90 % of the walk has trunk samples"


def list_near_falls(session: Session, options: NearFallOptions | None = None) -> pd.DataFrame:
    """Near-falls of a session, one row each, with the bout they came in. Validated: simulation only.

    All the time walked is searched, steady or not, and two seconds around it. `measure_stability` counts the same.

    Parameters
    ----------
    session : Session
        Result of `analyze`, with a `lower_back` or `sternum` sensor of known mounting at 50 Hz or more.
    options : NearFallOptions, optional
        What counts as a near-fall.

    Returns
    -------
    DataFrame
        `time_s` of the largest jerk peak, `bout_id`, `direction` walked, `peak_to_peak_mps3` of the derivative of
        vertical acceleration, `times_usual`, and `validated`: "simulation only".

    Raises
    ------
    InvalidTable
        `session` is not a Session, or has no usable trunk sensor.
    InvalidOption
        `options` is not NearFallOptions.

    Warns
    -----
    RetrogaitWarning
        Trunk samples are lost in a bout, so that near-falls may be missing.

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk(duration_s=30, sites=["lower_back"], seed=1)
    >>> list_near_falls(rg.analyze(walk)).shape
    (0, 6)
    """
    from retrogait.session import Session

    where = "list_near_falls"
    if not isinstance(session, Session):
        raise InvalidTable(
            f"{where}: session is a {type(session).__name__}; expected a Session; "
            "pass the result of retrogait.analyze(recording)"
        )
    options = NearFallOptions() if options is None else options
    if not isinstance(options, NearFallOptions):
        raise InvalidOption(
            f"{where}: options is {options!r}; expected NearFallOptions(...), as in NearFallOptions(times_usual=3.0)"
        )
    site, reason = trunk_of(session)
    if not reason and session.recording.rate_hz < LEAST_RATE_HZ:
        reason = f"{site} has {session.recording.rate_hz:g} Hz; record at {LEAST_RATE_HZ:g} or more"
    if reason:
        raise InvalidTable(
            f"{where}: {reason}; expected a lower_back or sternum sensor of known mounting at {LEAST_RATE_HZ:g} Hz "
            "or more, because an empty table would say that nothing happened"
        )
    walks = [walk for walk in list_walks(session, site) if walk.bout_id is not None]
    stretches = walked_stretches(session, site, watched_spans(walks))
    tables = []
    for walk in walks:
        found, seen_s = _search(walk, stretches, options)
        tables.append(found.assign(bout_id=walk.bout_id, direction=walk.direction))
        if seen_s < _COVERED * walk.duration_s:
            python_warnings.warn(
                f"{where}: bout {walk.bout_id}, {walk.direction}: {_LOST}; near-falls may be missing",
                RetrogaitWarning,
                stacklevel=2,
            )
    every = pd.concat(tables) if tables else pd.DataFrame(columns=["time_s", *_SIZES, "bout_id", "direction"])
    every = every.sort_values("time_s", kind="stable")
    return pd.DataFrame(
        {
            "time_s": every["time_s"].to_numpy(float),
            "bout_id": pd.array(every["bout_id"].tolist(), dtype="Int64"),
            "direction": text(every["direction"].tolist()),
            **{name: every[name].to_numpy(float) for name in _SIZES},
            "validated": text([VALIDATED] * len(every)),
        }
    )


def measure_near_falls(
    walk: Walk, stretches: list[Stretch], options: NearFallOptions, reason: str
) -> list[Reading]:
    """Near-falls in and around all the time walked; from 3 minutes on how often they come, with exact 95 % limits.

    `reason` says why they cannot be had.
    """
    used = 0
    if not reason and stretches and stretches[0].rate_hz < LEAST_RATE_HZ:
        reason = f"{stretches[0].rate_hz:g} Hz, {LEAST_RATE_HZ:g} needed"
    if not reason:
        found, seen_s = _search(walk, stretches, options)
        used = len(walk.strides)
        if walk.duration_s and seen_s >= _COVERED * walk.duration_s:
            return _readings(len(found), seen_s, used)
        reason = _LOST
    return [Reading(name, np.nan, used, invalid(reason)) for name in NEAR_FALL_MEASURES]


def _readings(count: int, seen_s: float, used: int) -> list[Reading]:
    """The count, and how many that are in 10 minutes where it is long enough to say."""
    if seen_s < _LEAST_RATE_S:
        short = invalid(f"{int(seen_s)} s watched, {_LEAST_RATE_S:.0f} needed")
        rates = [Reading(name, np.nan, used, short) for name in NEAR_FALL_MEASURES[1:]]
        return [Reading(NEAR_FALL_MEASURES[0], float(count), used, _SHORT), *rates]
    events = (count, *poisson_limits(count))
    rates = [
        Reading(name, 600.0 * number / seen_s, used, OK)
        for name, number in zip(NEAR_FALL_MEASURES[1:], events, strict=True)
    ]
    return [Reading(NEAR_FALL_MEASURES[0], float(count), used, OK), *rates]


def _search(walk: Walk, stretches: list[Stretch], options: NearFallOptions) -> tuple[pd.DataFrame, float]:
    """Near-falls of a walk, and for how long of it there were samples."""
    seen_s = 0.0
    tables = [pd.DataFrame(columns=["time_s", *_SIZES], dtype=float)]
    for walked, watched in zip(walk.spans_s, walk.watched_s, strict=True):
        for stretch in overlapping(stretches, *watched):
            (begin, end), (first, last) = (stretch.places(span) for span in (watched, walked))
            if last - first < stretch.rate_hz * options.window_s:
                continue
            seen_s += (last - first) / stretch.rate_hz
            found = find_jerk_peaks(
                stretch.level[begin:end, 2],
                stretch.rate_hz,
                options,
                stretch.start_s + begin / stretch.rate_hz,
                (first - begin, last - begin),
            )
            if len(found):
                tables.append(found)
    every = pd.concat(tables[1:] or tables).sort_values("time_s", ignore_index=True)
    # one that ends a span and goes on in the next is one
    event = (every["time_s"].diff() > options.apart_s).cumsum()
    largest = every.groupby(event)["peak_to_peak_mps3"].idxmax()
    return every.loc[largest.tolist()], seen_s
