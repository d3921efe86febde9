"""From any DataFrame a user has to plain arrays per site: which columns, which clock, which numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, InvalidTable
from retrogait.schema import SENSOR_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDE_COLUMN = re.compile(r"^(.+)_((?:acc|gyr)_[xyz])$")
UNNAMED_SITE = "sensor_1"
_NANOSECONDS_PER_SECOND = 1e9


@dataclass(frozen=True)
class RawSite:
    """The samples of one sensor as given: a frame and the column that holds each of the six channels."""

    label: str
    frame: pd.DataFrame
    columns: tuple[str, ...]


@dataclass(frozen=True)
class RawClock:
    """The time of one sensor: `stamps` are seconds, nanoseconds (of a calendar or a stopwatch) or sample numbers."""

    kind: str  # "seconds" | "calendar" | "stopwatch" | "samples"
    stamps: NDArray[Any]
    zone: Any = None


def split_sites(
    frames: pd.DataFrame | Mapping[str, pd.DataFrame], site: str | None, sites: Mapping[str, str] | None
) -> list[RawSite]:
    """Find the sensors in one frame or a mapping site -> frame, and rename them by `sites`.

    Raises `InvalidTable` when a column is missing or there twice, `InvalidOption` when names do not fit.
    """
    if isinstance(frames, pd.DataFrame):
        raw = _split_frame(frames, site)
    elif isinstance(frames, Mapping):
        if site is not None:
            raise InvalidOption(
                "site: names the sensor of a single frame; with a mapping the keys are the sites; leave site= out"
            )
        if not frames:
            raise InvalidTable("samples: the mapping holds no frame; give {'left_foot': frame, ...}")
        raw = [_single(frame, label) for label, frame in frames.items()]
    else:
        raise InvalidTable(
            f"samples: got {type(frames).__name__}; wanted a DataFrame or a mapping site -> DataFrame, e.g. "
            "{'left_foot': frame}"
        )
    return _rename(raw, sites or {})


def _split_frame(frame: pd.DataFrame, site: str | None) -> list[RawSite]:
    wide: dict[str, dict[str, str]] = {}
    for name in frame.columns:
        found = WIDE_COLUMN.match(name) if isinstance(name, str) else None
        if found:
            wide.setdefault(found[1], {})[found[2]] = name
    bare = [name for name in frame.columns if name in SENSOR_COLUMNS]
    if bare and wide:
        raise InvalidTable(
            f"samples: both {bare[0]!r} and {next(iter(next(iter(wide.values())).values()))!r} are there; wanted either "
            "the six columns of one sensor or wide columns <site>_<acc|gyr>_<x|y|z>; select one kind"
        )
    if not wide:
        return [_single(frame, UNNAMED_SITE if site is None else site)]
    if site is not None:
        raise InvalidOption(
            f"site: {site!r} given, but the frame is wide and names its own sites ({' '.join(wide)}); leave site= out, "
            "or rename with sites={'found': 'wanted'}"
        )
    found_sites = []
    for label, named in wide.items():
        columns = tuple(named.get(column, f"{label}_{column}") for column in SENSOR_COLUMNS)
        _check_columns(frame, columns, label)
        found_sites.append(RawSite(label, frame, columns))
    return found_sites


def _single(frame: Any, label: Any) -> RawSite:
    if not isinstance(label, str) or not label:
        raise InvalidTable(f"samples: site {label!r} is not a name; wanted text such as 'left_foot'")
    if not isinstance(frame, pd.DataFrame):
        raise InvalidTable(f"{label}: got {type(frame).__name__}, wanted a DataFrame with {' '.join(SENSOR_COLUMNS)}")
    _check_columns(frame, SENSOR_COLUMNS, label)
    return RawSite(label, frame, SENSOR_COLUMNS)


def _check_columns(frame: pd.DataFrame, columns: tuple[str, ...], label: str) -> None:
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        found = [str(name) for name in frame.columns]
        shown = " ".join(found[:12]) + (f" and {len(found) - 12} more" if len(found) > 12 else "")
        sensor = "a gyroscope in deg/s" if "gyr_" in missing[0] else "an accelerometer in m/s^2"
        raise InvalidTable(
            f"{label}: column {missing[0]!r} is missing (found {shown or 'none'}); contacts need {sensor}; rename the "
            f"columns to {' '.join(SENSOR_COLUMNS)}, or <site>_acc_x ... when several sensors share a frame"
        )
    names = list(frame.columns)
    for name in columns:
        if names.count(name) > 1:
            raise InvalidTable(
                f"{label}: column {name!r} is there {names.count(name)} times; wanted once; drop or rename the others"
            )


def _rename(raw: list[RawSite], sites: Mapping[str, str]) -> list[RawSite]:
    found = [one.label for one in raw]
    unknown = [label for label in sites if label not in found]
    if unknown:
        raise InvalidOption(
            f"sites: no sensor is called {unknown[0]!r} (found {' '.join(found)}); sites= maps the name found to the "
            "body site, e.g. sites={'sensor_1': 'lower_back'}"
        )
    named = [RawSite(sites.get(one.label, one.label), one.frame, one.columns) for one in raw]
    labels = [one.label for one in named]
    for label in labels:
        if labels.count(label) > 1:
            raise InvalidOption(f"sites: {label!r} names {labels.count(label)} sensors; one sensor per site is wanted")
    return named


def read_clock(frame: pd.DataFrame, label: str, rate_hz: float | None) -> RawClock:
    """Find the clock of a frame: its index, or a `time_s` column.

    Raises `InvalidTable` for an empty frame, a missing or unusable time.
    """
    if len(frame) == 0:
        raise InvalidTable(f"{label}: the frame has no rows; at least two samples are wanted")
    index = frame.index
    if isinstance(index, pd.DatetimeIndex):
        _refuse_missing(np.asarray(index.isna()), label)
        zone = index.tz
        plain = index if zone is None else index.tz_convert("UTC").tz_localize(None)
        stamps = plain.to_numpy().astype("datetime64[ns]").astype(np.int64)
        return RawClock("calendar", stamps, zone)
    if isinstance(index, pd.TimedeltaIndex):
        _refuse_missing(np.asarray(index.isna()), label)
        return RawClock("stopwatch", index.to_numpy().astype("timedelta64[ns]").astype(np.int64))
    if "time_s" in frame.columns:
        stamps = column_numbers(frame["time_s"], "time_s", label)
        return _seconds(stamps, label)
    if isinstance(index, pd.RangeIndex) or pd.api.types.is_integer_dtype(index.dtype):
        if index.name != "time_s":
            return _numbered(index, label, rate_hz)
    elif not pd.api.types.is_float_dtype(index.dtype):
        raise InvalidTable(
            f"{label}: the index holds {type(index[0]).__name__} ({index[0]!r}), which is no time; wanted seconds as "
            "numbers, a DatetimeIndex or a TimedeltaIndex; convert text with frame.index = pd.to_datetime(frame.index)"
        )
    return _seconds(index.to_numpy(dtype=np.float64), label)


def _numbered(index: pd.Index[Any], label: str, rate_hz: float | None) -> RawClock:
    stamps = index.to_numpy(dtype=np.float64)
    if rate_hz is None:
        raise InvalidTable(
            f"{label}: the index counts rows ({index[0]} {index[1] if len(index) > 1 else ''}...) and says nothing of "
            "time; pass rate_hz=, or set the index to seconds, a DatetimeIndex or a TimedeltaIndex"
        )
    return RawClock("samples", stamps)


def _seconds(stamps: NDArray[np.float64], label: str) -> RawClock:
    _refuse_missing(~np.isfinite(stamps), label)
    return RawClock("seconds", stamps)


def _refuse_missing(missing: NDArray[np.bool_], label: str) -> None:
    if missing.any():
        raise InvalidTable(
            f"{label}: time is missing in row {int(np.argmax(missing))} ({int(missing.sum())} of {len(missing)} rows); "
            "every sample needs a time; drop those rows or fill in their time"
        )


def to_seconds(clocks: Mapping[str, RawClock], rate_hz: float | None) -> tuple[dict[str, Any], pd.Timestamp | None]:
    """Bring the clocks of all sites to seconds on one zero; the zero is a time of day when the clocks are calendars.

    Raises `InvalidTable` when the clocks are of different kinds and so cannot be compared.
    """
    first_label, first = next(iter(clocks.items()))
    for label, clock in clocks.items():
        same = clock.kind == first.kind and (clock.zone is None) == (first.zone is None)
        if not same:
            raise InvalidTable(
                f"{label}: its clock is {_describe(clock)}, that of {first_label} is {_describe(first)}; all sites of a "
                "recording need clocks of one kind; give them the same kind of index"
            )
    if first.kind == "seconds":
        return {label: clock.stamps for label, clock in clocks.items()}, None
    if first.kind == "samples":
        return {label: clock.stamps / rate_hz for label, clock in clocks.items()}, None
    zero = min(int(clock.stamps.min()) for clock in clocks.values())
    seconds = {label: (clock.stamps - zero) / _NANOSECONDS_PER_SECOND for label, clock in clocks.items()}
    if first.kind == "stopwatch":
        return seconds, None
    start = pd.Timestamp(zero, unit="ns")
    return seconds, start if first.zone is None else start.tz_localize("UTC").tz_convert(first.zone)


def _describe(clock: RawClock) -> str:
    words = {"seconds": "in seconds", "samples": "a count of samples", "stopwatch": "a TimedeltaIndex"}
    if clock.kind == "calendar":
        return "a DatetimeIndex " + ("without time zone" if clock.zone is None else f"in {clock.zone}")
    return words[clock.kind]


def read_numbers(raw: RawSite, acc_factor: float, gyr_factor: float) -> tuple[NDArray[np.float64], int]:
    """Read the six channels into an (n, 6) array in m/s^2 and deg/s; infinite values become NaN and are counted.

    Raises `InvalidTable` for text or anything else that is no number.
    """
    values = np.empty((len(raw.frame), len(SENSOR_COLUMNS)))
    for position, name in enumerate(raw.columns):
        factor = acc_factor if position < 3 else gyr_factor
        np.multiply(column_numbers(raw.frame[name], name, raw.label), factor, out=values[:, position])
    infinite = np.isinf(values)
    count = int(np.count_nonzero(infinite))
    if count:
        values[infinite] = np.nan
    return values, count


def column_numbers(column: pd.Series[Any], name: str, label: str) -> NDArray[np.float64]:
    """Give a column as float64, missing values as NaN; raises `InvalidTable` naming the first that is no number."""
    kind = column.dtype.kind
    if kind in "fiu" and isinstance(column.dtype, np.dtype):
        return column.to_numpy(dtype=np.float64)
    if kind in "fiu":
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    for row, value in enumerate(column):
        if isinstance(value, (str, bool, bytes, complex)) or not (pd.isna(value) or hasattr(value, "__float__")):
            comma = isinstance(value, str) and re.fullmatch(r"\s*[-+]?\d*,\d+([eE][-+]?\d+)?\s*", value)
            advice = (
                "it looks like a decimal comma: read the file with decimal=','"
                if comma
                else "convert with pd.to_numeric, and look at what the text says first"
            )
            raise InvalidTable(f"{label}: column {name!r} holds {value!r} in row {row}; numbers are wanted; {advice}")
    return pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)
