"""Which column of which frame is which channel of which sensor, and its numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, InvalidTable, shown
from retrogait.intake.site_names import Named, settle, understand_site
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
) -> tuple[list[RawSite], list[str]]:
    """Find the sensors in one frame or a mapping site -> frame, and name their sites, by `sites` too; with notes.

    Raises
    ------
    InvalidTable
        A column is missing or there twice, or an item is not a frame.
    InvalidOption
        `site` or `sites` does not fit what is there.
    """
    site, sites, notes = settle_sites(site, sites)
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
    named, read = _name_sites(found, sites)
    return named, [*notes, *read]


def settle_sites(
    site: str | None, sites: Mapping[str, str] | None
) -> tuple[str | None, dict[str, str], list[str]]:
    """Read the sites that `site` and `sites` state, with notes of those that go by other names."""
    check_renaming(sites)
    one = None if site is None else settle(site)
    named = {label: settle(given, label) for label, given in (sites or {}).items()}
    notes = [found.note for found in (one, *named.values()) if found is not None and found.note]
    return one and one.site, {label: found.site for label, found in named.items()}, notes


def check_renaming(sites: object) -> None:
    """Refuse `sites` that is not a mapping: a single name belongs in `site`."""
    if sites is not None and not isinstance(sites, Mapping):
        raise InvalidOption(
            f"sites: got {shown(sites)}; it maps names found to body sites, as sites={{'sensor_1': 'lower_back'}}; the "
            "body site of the only sensor goes into site="
        )
    for name, site in (sites or {}).items():
        if not (isinstance(name, str) and isinstance(site, str)):
            raise InvalidOption(
                f"sites: {shown(name)} is renamed to {shown(site)}; expected the name of a sensor and that of a body "
                "site, as sites={'sensor_1': 'lower_back'}; correct it, or leave it out"
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


def _name_sites(raw: list[RawSite], sites: Mapping[str, str]) -> tuple[list[RawSite], list[str]]:
    """Call sensors as `sites` says, by the name found or the site it is read as, and others by their names' sites."""
    found = [one.label for one in raw]
    read = {label: understand_site(label) or Named(label, None) for label in found}
    unknown = [
        label for label in sites if label not in found and label not in {one.site for one in read.values()}
    ]
    if unknown:
        raise InvalidOption(
            f"sites: no sensor is called {unknown[0]!r} (found {' '.join(found)}); sites= maps the name "
            "found to the body site, e.g. sites={'sensor_1': 'lower_back'}"
        )
    by_site = {site: given for site, given in sites.items() if site not in found}
    stated = {label: sites.get(label, by_site.get(one.site)) for label, one in read.items()}
    named = [replace(one, label=stated[one.label] or read[one.label].site) for one in raw]
    labels = [one.label for one in named]
    for label in labels:
        if labels.count(label) > 1:
            same = [name for name, own in zip(found, labels, strict=True) if own == label]
            _refuse_same(label, same, by_name=not any(stated[name] for name in same))
    return named, [note for label, (_, note) in read.items() if note and not stated[label]]


def _refuse_same(site: str, found: list[str], *, by_name: bool) -> None:
    if not by_name:
        raise InvalidOption(
            f"sites: {site!r} names {len(found)} sensors ({', '.join(found)}); expected one sensor per site; give the "
            "others their own sites, or leave them out"
        )
    one, other = found[:2]
    raise InvalidTable(
        f"samples: {one!r} and {other!r} are both read as {site}; expected one sensor per site; leave one of them out "
        f"(of a file: name the columns of the other alone with columns=), or say where it was worn with "
        f"sites={{{other!r}: ...}}"
    )


def read_channels(raw: RawSite, acc_factor: float, gyr_factor: float) -> Floats:
    """Read the channels of a sensor into a new (6, n) array, times the factors; missing values are NaN.

    Raises
    ------
    InvalidTable
        A column holds text or anything else that is not a number.
    """
    channels = np.empty((len(raw.columns), len(raw.frame)))
    for position, name in enumerate(raw.columns):
        values = column_numbers(raw.frame[name], name, raw.label)
        factor = acc_factor if position < 3 else gyr_factor
        if factor == 1.0:
            channels[position] = values
        else:
            with np.errstate(over="ignore", invalid="ignore"):  # a signalling NaN is missing as any other
                np.multiply(values, factor, out=channels[position])
    return channels


def column_numbers(column: pd.Series[Any], name: str, label: str) -> Floats:
    """Give a column as float64, missing values as NaN; raises `InvalidTable` naming a value that is not a number."""
    if column.dtype.kind in "fiu":
        if isinstance(column.dtype, np.dtype):
            return column.to_numpy(dtype=np.float64)
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    for row, value in enumerate(column):
        if (
            value is None
            or value is pd.NA
            or (hasattr(value, "__float__") and not isinstance(value, (bool, np.bool_, np.ndarray)))
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
