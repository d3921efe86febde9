"""Which column of which frame is which channel of which sensor, and its numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, InvalidTable
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from retrogait._arrays import Floats

WIDE_COLUMN = re.compile(r"(.+)_((?:acc|gyr)_[xyz])")
UNNAMED_SITE = "sensor_1"
DECIMAL_COMMA = re.compile(r"\s*[-+]?\d*,\d+(?:[eE][-+]?\d+)?\s*")


@dataclass(frozen=True)
class RawSite:
    """One sensor as given: a frame and the column that holds each of the six channels."""

    label: str
    frame: pd.DataFrame
    columns: tuple[str, ...]


def split_sites(
    frames: pd.DataFrame | Mapping[str, pd.DataFrame], site: str | None, sites: Mapping[str, str] | None
) -> list[RawSite]:
    """Find the sensors in one frame or a mapping site -> frame, and rename them by `sites`.

    Raises
    ------
    InvalidTable
        A column is missing or there twice, or something is no frame.
    InvalidOption
        `site` or `sites` does not fit what is there.
    """
    check_renaming(sites)
    if isinstance(frames, pd.DataFrame):
        found = _split_frame(frames, site)
    elif isinstance(frames, Mapping):
        if site is not None:
            raise InvalidOption(
                "site: names the sensor of a single frame, but a mapping was given, whose keys are the "
                "sites; leave site= out"
            )
        if not frames:
            raise InvalidTable("samples: the mapping holds no frame; give {'left_foot': frame, ...}")
        found = [_single(frame, label) for label, frame in frames.items()]
    else:
        raise InvalidTable(
            f"samples: got {type(frames).__name__}; expected a DataFrame or a mapping of site to DataFrame, "
            "e.g. {'left_foot': frame}"
        )
    return _rename(found, sites or {})


def check_renaming(sites: object) -> None:
    """Refuse `sites` that is no mapping: a single name belongs in `site`."""
    if sites is not None and not isinstance(sites, Mapping):
        raise InvalidOption(
            f"sites: got {sites!r}; it maps names found to body sites, as sites={{'sensor_1': 'lower_back'}}; the body "
            "site of the only sensor goes into site="
        )


def _split_frame(frame: pd.DataFrame, site: str | None) -> list[RawSite]:
    wide: dict[str, list[str]] = {}
    for name in map(str, frame.columns):
        match = WIDE_COLUMN.fullmatch(name)
        if match:
            wide.setdefault(match[1], []).append(name)
    bare = [name for name in frame.columns if name in SENSOR_COLUMNS]
    if bare and wide:
        raise InvalidTable(
            f"samples: both {bare[0]!r} and {next(iter(wide.values()))[0]!r} are there; expected either the "
            "six columns of one sensor or wide columns <site>_<acc|gyr>_<x|y|z>; select one kind"
        )
    if not wide:
        return [_single(frame, UNNAMED_SITE if site is None else site)]
    if site is not None:
        raise InvalidOption(
            f"site: {site!r} given, but the frame is wide and names its sites itself ({' '.join(wide)}); "
            "leave site= out, or rename with sites={'found': 'wanted'}"
        )
    return [_checked(RawSite(label, frame, tuple(f"{label}_{c}" for c in SENSOR_COLUMNS))) for label in wide]


def _single(frame: Any, label: Any) -> RawSite:
    if not isinstance(label, str) or not label:
        raise InvalidTable(f"samples: site {label!r} is not a name; expected text such as 'left_foot'")
    if not isinstance(frame, pd.DataFrame):
        raise InvalidTable(
            f"{label}: got {type(frame).__name__}; expected a DataFrame with columns {' '.join(SENSOR_COLUMNS)}"
        )
    return _checked(RawSite(label, frame, SENSOR_COLUMNS))


def _checked(raw: RawSite) -> RawSite:
    found = list(raw.frame.columns)
    missing = [name for name in raw.columns if name not in found]
    if missing:
        shown = " ".join(map(str, found[:12])) + (f" and {len(found) - 12} more" if len(found) > 12 else "")
        sensor = "a gyroscope in deg/s" if "gyr_" in missing[0] else "an accelerometer in m/s^2"
        raise InvalidTable(
            f"{raw.label}: column {missing[0]!r} is missing (found {shown or 'none'}); contacts need "
            f"{sensor}; name the columns {' '.join(SENSOR_COLUMNS)}, or <site>_acc_x ... where several "
            "sensors share a frame"
        )
    for name in raw.columns:
        if found.count(name) > 1:
            raise InvalidTable(
                f"{raw.label}: column {name!r} is there {found.count(name)} times, expected once; drop or "
                "rename the others"
            )
    return raw


def _rename(raw: list[RawSite], sites: Mapping[str, str]) -> list[RawSite]:
    found = [one.label for one in raw]
    unknown = [label for label in sites if label not in found]
    if unknown:
        raise InvalidOption(
            f"sites: no sensor is called {unknown[0]!r} (found {' '.join(found)}); sites= maps the name "
            "found to the body site, e.g. sites={'sensor_1': 'lower_back'}"
        )
    named = [replace(one, label=sites.get(one.label, one.label)) for one in raw]
    labels = [one.label for one in named]
    for label in labels:
        if labels.count(label) > 1:
            raise InvalidOption(
                f"sites: {label!r} names {labels.count(label)} sensors; expected one sensor per site"
            )
    return named


def read_channels(raw: RawSite, acc_factor: float, gyr_factor: float) -> Floats:
    """Read the channels of a sensor into a new (6, n) array, times the factors; missing values are NaN.

    Raises
    ------
    InvalidTable
        A column holds text or anything else that is no number.
    """
    channels = np.empty((len(raw.columns), len(raw.frame)))
    for position, name in enumerate(raw.columns):
        values = column_numbers(raw.frame[name], name, raw.label)
        factor = acc_factor if position < 3 else gyr_factor
        if factor == 1.0:
            channels[position] = values
        else:
            with np.errstate(over="ignore"):
                np.multiply(values, factor, out=channels[position])
    return channels


def column_numbers(column: pd.Series[Any], name: str, label: str) -> Floats:
    """Give a column as float64, missing values as NaN; raises `InvalidTable` naming what is no number."""
    if column.dtype.kind in "fiu":
        if isinstance(column.dtype, np.dtype):
            return column.to_numpy(dtype=np.float64)
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    for row, value in enumerate(column):
        if (
            value is None
            or value is pd.NA
            or (hasattr(value, "__float__") and not isinstance(value, (bool, np.bool_)))
        ):
            continue
        if isinstance(value, str) and DECIMAL_COMMA.fullmatch(value):
            advice = "it looks like a decimal comma: read the file with decimal=','"
        else:
            advice = "look at what is written there, and convert with pd.to_numeric"
        raise InvalidTable(
            f"{label}: column {name!r} holds {value!r} in row {row}; expected numbers; {advice}"
        )
    return pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)
