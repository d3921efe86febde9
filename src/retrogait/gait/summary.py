"""One flat row of a session: backward and forward measures apart, never pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.gait.stages import Stages
from retrogait.recording import FRAMES
from retrogait.session import CONDITION_COLUMNS, Person
from retrogait.tables.catalogue import (
    DIRECTIONS,
    NOT_STATED,
    SIDES,
    STRIKES,
    SUMMARY_FIGURES,
    SUMMARY_MEASURES,
    SURFACES,
)
from retrogait.tables.kinds import COUNT, NUMBER, TEXT
from retrogait.tables.provenance import option_columns
from retrogait.tables.schema import Column, Table, category_codes
from retrogait.tables.selection import WALKED, are_level_landings, is_level_walk, is_steady

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrogait._arrays import Floats


SUMMARY = Table(
    "summary",
    (
        *SUMMARY_FIGURES.columns,
        *CONDITION_COLUMNS,
        Column("sites", TEXT, "the sensors worn"),
        Column("contact_sites", TEXT, "sites that the contacts come from"),
        Column(
            "direction_source",
            TEXT,
            "how the directions are known: segment, declared, stated, walk or none; by contact site where these differ",
        ),
        Column(
            "direction_evidence",
            NUMBER,
            "evidence of time asymmetry for the reported directions, in nats, of the contact site with the least; "
            "negative is against them",
        ),
        Column("rate_hz", NUMBER, "sampling rate", low=0),
        Column("start_time", TEXT, "when the recording began, ISO 8601, missing where not known"),
        Column("frame", TEXT, "the frame of the samples", FRAMES),
        Column("surface", TEXT, "what was walked on", (*SURFACES, NOT_STATED)),
        Column("belt_speed_mps", NUMBER, "stated speed of the belt", low=0),
        Column("belt_speed_measured_mps", NUMBER, "its speed measured from the strides"),
        Column("belt_speed_difference_pct", NUMBER, "measured against stated"),
        Column("n_warnings", COUNT, "warnings of the recording and the analysis"),
        Column("retrogait_version", TEXT, "the version that made it"),
        *option_columns(Stages),
        Column(
            "custom_stages",
            TEXT,
            "stages that are not of this library, as a JSON object of module:Class(option=value)",
            optional=True,
        ),
        *(
            Column(f"{side}_knee_zero", TEXT, "zero flexion of each leg with an angle", optional=True)
            for side in SIDES
        ),
        *option_columns(Person, "person"),
    ),
)


def summarise_strides(
    strides: pd.DataFrame, events: pd.DataFrame, bouts: pd.DataFrame, provenance: Mapping[str, Any]
) -> pd.Series[Any]:
    """Sum up a session in one flat row: measures of each direction, counts, and how they were made.

    Means and standard deviations are over steady strides: not the first or last of a bout, not turning, not on stairs,
    of known direction. Where a direction has none of these all its strides of level walking are used;
    `<direction>_n_steady` is then 0.

    Parameters
    ----------
    strides, events, bouts : DataFrame
        Tables of the session (`catalogue.STRIDES`, `catalogue.EVENTS`, `catalogue.BOUTS`).
    provenance : mapping
        Options and facts of the recording, written into the row as they are.
    """
    way = category_codes(strides["direction"], DIRECTIONS)
    values = np.array([strides[measure].to_numpy(float) for measure in SUMMARY_MEASURES])
    row: dict[str, Any] = {
        "n_bouts": len(bouts),
        "n_strides": len(strides),
        "n_strides_unknown": int((way == DIRECTIONS.index("unknown")).sum()),
        "n_strides_stairs": int(strides["is_stairs"].sum()),
        "n_strides_running": int(strides["is_running"].sum()),
        "walking_s": float(bouts["duration_s"].sum()),
    }
    steady, level = is_steady(strides).to_numpy(), is_level_walk(strides).to_numpy()
    on_stairs = strides["is_stairs"].to_numpy()
    landing = are_level_landings(events, strides).to_numpy(bool)
    headed, strikes = (
        category_codes(events["direction"], DIRECTIONS)[landing],
        category_codes(events["strike"], STRIKES)[landing],
    )
    for direction in WALKED:
        own = way == DIRECTIONS.index(direction)
        chosen = own & steady
        row[f"{direction}_n_strides"] = int(own.sum())
        row[f"{direction}_n_steady"] = int(chosen.sum())
        row[f"{direction}_n_stairs"] = int((own & on_stairs).sum())
        means, deviations = _means(values[:, chosen if chosen.any() else own & level])
        for measure, mean, deviation in zip(SUMMARY_MEASURES, means, deviations, strict=True):
            row[f"{direction}_{measure}"] = mean
            row[f"{direction}_{measure}_sd"] = deviation
        decided = strikes[(headed == DIRECTIONS.index(direction)) & (strikes >= 0)]
        for strike in STRIKES:
            share = 100.0 * float((decided == STRIKES.index(strike)).mean()) if len(decided) else float("nan")
            row[f"{direction}_{strike}_strike_pct"] = share
    return pd.Series({**row, **provenance}, name="summary", dtype=object)


def _means(values: Floats) -> tuple[list[float], list[float]]:
    """Mean and sample standard deviation of each row of `values` (measures, n); NaN is left out."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):  # none, or one alone, has no mean or no deviation
        mean = np.where(known, values, 0.0).sum(axis=1) / count
        power = np.where(known, values - mean[:, None], 0.0)
        deviation = np.sqrt((power * power).sum(axis=1) / np.where(count > 1, count - 1, np.nan))
    return list(mean), list(deviation)
