"""`measure_stability`: the stability of every bout and direction of a session, in one table."""

from __future__ import annotations

import warnings as python_warnings
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, InvalidTable, RetrogaitWarning
from retrogait.session import CONDITION_COLUMNS
from retrogait.stability.grading import Reading
from retrogait.stability.jerk_peaks import VALIDATED
from retrogait.stability.near_fall_measures import NEAR_FALL_MEASURES, measure_near_falls
from retrogait.stability.noise import NO_NOISE, NOISE_SOURCES, find_noise_floor, flag_noisy, with_noise
from retrogait.stability.options import StabilityOptions
from retrogait.stability.stride_measures import STRIDE_MEASURES, measure_strides
from retrogait.stability.trunk_measures import measure_trunk, trunk_measures
from retrogait.stability.trunk_samples import stride_sequences, trunk_of, walked_stretches
from retrogait.stability.walks import list_walks, watched_spans
from retrogait.tables.catalogue import DIRECTIONS, TRUNK
from retrogait.tables.flags import invalid
from retrogait.tables.kinds import COUNT, NUMBER, TEXT, text
from retrogait.tables.provenance import option_columns, option_values
from retrogait.tables.schema import Column, Table, number

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.session import Session
    from retrogait.stability.trunk_samples import FilteredStretch
    from retrogait.stability.walks import Walk


def measure_stability(session: Session, options: StabilityOptions | None = None) -> pd.DataFrame:
    """Measure the stability of every bout and direction of a session, and of the session.

    Steady strides only: not first, last, turning or changing direction. Every measure `m` has the columns `m`,
    `m_n_strides` and `m_flag`: `ok`; `few_strides`; `noisy`, where sensor noise affects it; or `invalid: ...` with the
    reason, where the measure is NaN. Most measures depend on speed, which is given beside them.

    Parameters
    ----------
    session : Session
        Result of `analyze`. Trunk measures need a `lower_back` or `sternum` sensor of known mounting; the others need
        only contacts of feet, shanks or the trunk.
    options : StabilityOptions, optional
        Parameters; they are written into the columns `stability_...`.

    Returns
    -------
    DataFrame
        One row per bout and direction (`scope` "bout"), then one per direction of the session (`scope` "session"),
        which pools the bouts of a single direction. Near-falls are validated in simulation only.

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
    rows = _rows(session, options)
    return _frame(rows, options or StabilityOptions())


def list_stability(session: Session, options: StabilityOptions | None = None) -> dict[str, list[Any]]:
    """Measure as `measure_stability` does; gives columns, as a frame takes longer than many of the measures."""
    rows = _rows(session, options)
    return {name: [row[name] for row in rows] for name in stability_table(options).names}


def stability_table(options: StabilityOptions | None = None) -> Table:
    """Declare the table of `measure_stability`; how many scales of entropy it has is an option."""
    return _declare(options or StabilityOptions())


@cache
def _declare(options: StabilityOptions) -> Table:
    measures = (*STRIDE_MEASURES, *trunk_measures(options), *NEAR_FALL_MEASURES)
    return Table(
        "stability",
        (
            Column("scope", TEXT, "one bout, or all bouts of a direction", ("bout", "session")),
            Column("bout_id", COUNT, "the walking bout, missing for a session"),
            Column("direction", TEXT, "the direction of travel", DIRECTIONS),
            Column("duration_s", NUMBER, "time walked"),
            Column("n_strides", COUNT, "steady strides of both feet"),
            Column("speed_mps", NUMBER, "median over strides"),
            Column("cadence_spm", NUMBER, "median over strides"),
            Column("trunk_site", TEXT, "the sensor of the trunk measures, missing without", TRUNK),
            number(
                "trunk_acc_noise_mps2",
                "SD of the noise of its accelerometer, a sample, mean power of the axes",
                0,
            ),
            number("trunk_gyr_noise_dps", "the same of its gyroscope", 0),
            Column("trunk_noise_source", TEXT, "what that was estimated from", NOISE_SOURCES),
            *CONDITION_COLUMNS,
            Column("surface", TEXT, "what was walked on"),
            Column("belt_speed_mps", NUMBER, "stated speed of the belt"),
            *(column for measure in measures for column in _columns_of(measure)),
            Column("near_falls_validated", TEXT, "on what near-falls were validated"),
            *option_columns(StabilityOptions, "stability"),
        ),
    )


def _columns_of(measure: str) -> tuple[Column, Column, Column]:
    return (
        Column(measure, NUMBER, measure.replace("_", " ")),
        Column(f"{measure}_n_strides", COUNT, f"strides that {measure} was measured on"),
        Column(f"{measure}_flag", TEXT, "ok, few_strides, noisy, or invalid with the reason"),
    )


STABILITY = stability_table()


def _rows(session: Session, options: StabilityOptions | None) -> list[dict[str, Any]]:
    """Measure each walk."""
    options = StabilityOptions() if options is None else options
    _check(session, options)
    site, reason = trunk_of(session)
    if reason:
        python_warnings.warn(
            f"measure_stability: trunk measures are missing: {reason}", RetrogaitWarning, stacklevel=3
        )
    walks = list_walks(session, site)
    stretches = [] if reason else walked_stretches(session, site, watched_spans(walks))
    floor = find_noise_floor(session.recording, site, stretches) if site and not reason else NO_NOISE
    doses = with_noise(stretches, floor, options)
    facts = {
        "trunk_site": site,
        "trunk_acc_noise_mps2": floor.acc_mps2,
        "trunk_gyr_noise_dps": floor.gyr_dps,
        "trunk_noise_source": floor.source or None,
        **option_values(session.conditions),
        "surface": str(session.summary.get("surface", "")) or None,
        "belt_speed_mps": session.summary.get("belt_speed_mps", np.nan),
    }
    provenance = option_values(options, "stability")
    measured: dict[tuple[object, ...], list[Reading]] = {}
    rows = []
    for walk in walks:
        key = (walk.strides.places.tobytes(), *walk.spans_s)  # a session of one bout is not measured twice
        if key not in measured:
            measured[key] = [
                *measure_strides(walk),
                *_trunk_readings(walk, doses, options, reason),
                *measure_near_falls(walk, stretches, options.near_fall, reason),
            ]
        readings = measured[key]
        if walk.mixed:
            readings = [r.without("direction changes in every bout; see the rows of bouts") for r in readings]
        rows.append({**_head(walk), **facts, **_columns(readings), **provenance})
        stability_table(options).check_names(rows[-1])
    return rows


def _check(session: object, options: object) -> None:
    from retrogait.session import Session

    if not isinstance(session, Session):
        raise InvalidTable(
            f"measure_stability: session is a {type(session).__name__}; expected a Session; "
            "pass the result of retrogait.analyze(recording)"
        )
    if not isinstance(options, StabilityOptions):
        raise InvalidOption(
            f"measure_stability: options is {options!r}; expected StabilityOptions(...), as in "
            "StabilityOptions(n_strides=100)"
        )


def _head(walk: Walk) -> dict[str, Any]:
    strides = walk.strides
    return {
        "scope": "session" if walk.bout_id is None else "bout",
        "bout_id": walk.bout_id,
        "direction": walk.direction,
        "duration_s": walk.duration_s,
        "n_strides": len(strides),
        "speed_mps": _median(strides["speed_mps"]),
        "cadence_spm": _median(strides["cadence_spm"]),
    }


def _median(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _trunk_readings(
    walk: Walk, doses: list[list[FilteredStretch]], options: StabilityOptions, reason: str
) -> list[Reading]:
    if reason:
        return [Reading(name, np.nan, 0, invalid(reason)) for name in trunk_measures(options)]
    runs_s = walk.runs(walk.reference_side())
    return flag_noisy(doses, lambda stretches: measure_trunk(stride_sequences(stretches, runs_s), options))


def _columns(readings: list[Reading]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for reading in readings:
        row[reading.name] = reading.value
        row[f"{reading.name}_n_strides"] = reading.n_strides
        row[f"{reading.name}_flag"] = str(reading.flag)
    row["near_falls_validated"] = VALIDATED
    return row


def _frame(rows: list[dict[str, Any]], options: StabilityOptions) -> pd.DataFrame:
    """Rows as a frame: words as words and counts as counts, on any pandas; options as they are."""
    kinds = {column.name: column.kind for column in stability_table(options).columns}
    columns = {name: [row[name] for row in rows] for name in kinds}
    wordy = [name for name, kind in kinds.items() if kind is TEXT]
    # all words in one array, cut: one array for each column takes longer than the rest of the frame
    joined = text([word for name in wordy for word in columns[name]]).array
    words = {name: joined[k * len(rows) : (k + 1) * len(rows)] for k, name in enumerate(wordy)}
    numbers = {
        name: np.array(values, kinds[name].dtype)
        for name, values in columns.items()
        if name not in {*words, "bout_id"}
    }
    bouts = {"bout_id": COUNT.column(columns["bout_id"])}  # the only count that may be missing
    given = {name: np.full(len(rows), value) for name, value in option_values(options, "stability").items()}
    return pd.DataFrame(numbers | words | bouts | given, columns=list(kinds))
