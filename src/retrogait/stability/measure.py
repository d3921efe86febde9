"""`measure_stability`: the stability of every bout and direction of a session, in one table."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import RetrogaitWarning
from retrogait.schema import TRUNK, text
from retrogait.stability.grading import Reading
from retrogait.stability.jolts import VALIDATED, near_falls
from retrogait.stability.options import StabilityOptions
from retrogait.stability.stride_measures import measure_strides
from retrogait.stability.trunk_measures import measure_trunk
from retrogait.stability.trunk_samples import Stretch, level_stretches, trunk_runs
from retrogait.stability.walks import Walk, list_walks

if TYPE_CHECKING:
    from retrogait.session import Session
    from retrogait.stability.signals import Floats

_WORDS = {"scope", "direction", "surface", "trunk_site", "near_falls_validated"}
_COVERED = 0.9  # of the time walked must have trunk samples for near-falls to be counted


def measure_stability(session: Session, options: StabilityOptions | None = None) -> pd.DataFrame:
    """Measure the stability of every bout and direction of a session, and of the session.

    Steady strides only: not first, last, turning or changing direction. Every measure `m` has the columns `m`,
    `m_n_strides` and `m_flag`: `ok`, `few_strides`, or `invalid: ...` with the reason, where the measure is NaN. Most
    measures depend on speed, which stands beside them.

    Parameters
    ----------
    session : Session
        Result of `analyze`. Trunk measures need a `lower_back` or `sternum` sensor of known mounting; the others only
        contacts, of feet, shanks or the trunk.
    options : StabilityOptions, optional
        Parameters; they are written into the columns `stability_...`.

    Returns
    -------
    DataFrame
        One row per bout and direction in it, `scope` "bout", then one per direction of the session, `scope` "session",
        which pools the bouts that go one way only. Near-falls are validated in simulation only.

    Warns
    -----
    RetrogaitWarning
        Trunk measures are missing; the text says why.

    Examples
    --------
    >>> import retrogait as rg
    >>> walk, truth = rg.simulate_walk(duration_s=60, sites=["left_foot", "right_foot", "lower_back"], seed=1)
    >>> table = rg.measure_stability(rg.analyze(walk))
    >>> table[["scope", "direction", "harmonic_ratio_vertical_flag"]].to_numpy().tolist()
    [['bout', 'backward', 'ok'], ['session', 'backward', 'ok']]
    """
    options = options or StabilityOptions()
    site, reason = find_trunk(session)
    if reason:
        python_warnings.warn(
            f"measure_stability: trunk measures are missing: {reason}", RetrogaitWarning, stacklevel=2
        )
    walks = list_walks(session, site)
    stretches: list[Stretch] = []
    if site and not reason and walks:
        stride_s = float(session.strides["stride_time_s"].median())
        stretches = level_stretches(session.recording, site, stride_s)
    facts = {
        "trunk_site": site,
        "surface": str(session.summary.get("surface", "")) or None,
        "belt_speed_mps": session.summary.get("belt_speed_mps", np.nan),
    }
    provenance = _provenance(options)
    measured: dict[tuple[object, ...], list[Reading]] = {}
    rows = []
    for walk in walks:
        key = (*walk.strides.index, *walk.spans_s)  # a session of one bout is not measured twice
        if key not in measured:
            measured[key] = [
                *measure_strides(walk),
                *_trunk_readings(walk, stretches, options, reason),
                *_near_fall_readings(walk, stretches, options, reason),
            ]
        readings = measured[key]
        if walk.mixed:
            readings = [r.without("direction changes in every bout; see the rows of bouts") for r in readings]
        rows.append({**_head(walk), **facts, **_columns(readings), **provenance})
    if not rows:
        nothing = Walk(None, "unknown", session.strides.iloc[:0], [], session.events.iloc[:0])
        readings = measure_strides(nothing) + measure_trunk([], options)
        readings += _near_fall_readings(nothing, [], options, "no walking")
        rows = [{**_head(nothing), **facts, **_columns(readings), **provenance}]
        return _table(rows).iloc[:0]
    return _table(rows)


def find_trunk(session: Session) -> tuple[str | None, str]:
    """The trunk sensor, and why its measures cannot be had, or nothing."""
    if session.samples is None:
        return None, "this Session was read from JSON and holds no samples; analyse the recording again"
    worn = [site for site in TRUNK if site in session.samples.sites]
    if not worn:
        return None, f"no {' or '.join(TRUNK)} sensor among the sites {' '.join(session.samples.sites)}"
    if session.samples.frame != "segment":
        return worn[0], (
            f"the mounting of {worn[0]} is not known; pass alignment=calibrate(walk, direction=...) to analyze"
        )
    return worn[0], ""


def _head(walk: Walk) -> dict[str, Any]:
    strides = walk.strides
    return {
        "scope": "session" if walk.bout_id is None else "bout",
        "bout_id": pd.NA if walk.bout_id is None else walk.bout_id,
        "direction": walk.direction,
        "duration_s": walk.duration_s,
        "n_strides": len(strides),
        "speed_mps": _median(strides["speed_mps"]),
        "cadence_spm": _median(strides["cadence_spm"]),
    }


def _median(values: pd.Series[Any]) -> float:
    known = values.dropna()
    return float(known.median()) if len(known) else float("nan")


def _trunk_readings(
    walk: Walk, stretches: list[Stretch], options: StabilityOptions, reason: str
) -> list[Reading]:
    if reason:
        return [reading.without(reason) for reading in measure_trunk([], options)]
    return measure_trunk(trunk_runs(stretches, walk.runs(walk.reference_side())), options)


def _near_fall_readings(
    walk: Walk, stretches: list[Stretch], options: StabilityOptions, reason: str
) -> list[Reading]:
    """Near-falls in all the time walked, with how often they come."""
    names = ("near_falls", "near_falls_per_10min")
    if reason:
        return [Reading(name, np.nan, 0, f"invalid: {reason}") for name in names]
    seen_s, count = 0.0, 0
    for stretch in stretches:
        for first, last in walk.spans_s:
            up = _between(stretch, first, last)
            if len(up) >= stretch.rate_hz * options.near_fall.window_s:
                seen_s += len(up) / stretch.rate_hz
                count += len(near_falls(up, stretch.rate_hz, options.near_fall))
    used = len(walk.strides)
    if not walk.duration_s or seen_s < _COVERED * walk.duration_s:
        return [
            Reading(name, np.nan, used, "invalid: less than 90 % of the walk has trunk samples")
            for name in names
        ]
    values = (float(count), 600.0 * count / seen_s)
    return [Reading(name, value, used, "ok") for name, value in zip(names, values, strict=True)]


def _between(stretch: Stretch, first_s: float, last_s: float) -> Floats:
    """Vertical acceleration of a stretch between two times."""
    first, last = (round((at - stretch.start_s) * stretch.rate_hz) for at in (first_s, last_s))
    return stretch.level[max(0, first) : max(0, last), 2]


def _columns(readings: list[Reading]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for reading in readings:
        row[reading.name] = reading.value
        row[f"{reading.name}_n_strides"] = reading.n_strides
        row[f"{reading.name}_flag"] = reading.flag
    row["near_falls_validated"] = VALIDATED
    return row


def _provenance(options: StabilityOptions) -> dict[str, Any]:
    """The parameters as columns."""
    fields = asdict(options)
    near = fields.pop("near_fall")
    return {
        **{f"stability_{name}": value for name, value in fields.items()},
        **{f"stability_near_fall_{name}": value for name, value in near.items()},
    }


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a frame: words as words and counts as counts, on any pandas."""
    columns: dict[str, Any] = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        if name == "bout_id":
            columns[name] = pd.array(values, dtype="Int64")
        elif name in _WORDS or name.endswith("_flag"):
            columns[name] = text(values)
        else:
            columns[name] = np.array(values)
    return pd.DataFrame(columns)
