"""The table of a BIDS-Motion recording, its columns described by its table of channels."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from retrogait.errors import UnreadableExport
from retrogait.intake.site_names import find_site
from retrogait.intake.unit_names import unit_of
from retrogait.readers.bids_files import MISSING, first_row, kind_of, read_facts, read_start, suffix_of
from retrogait.readers.foreign_table import ForeignTable, unique_names
from retrogait.readers.formats import BIDS_MOTION
from retrogait.readers.header import HEADER_KEY, parse
from retrogait.readers.layout import Layout
from retrogait.readers.text_table import NUMBER, TextTable, find_decimal
from retrogait.readers.time_numbers import RATE_TOLERANCE
from retrogait.readers.triads import find_triads
from retrogait.readers.words import Quantity, understand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ROWS_SEEN = 12


def open_motion(
    path: Path, name: str, text: str, encoding: str, rows: Sequence[dict[str, str]], place: Path
) -> ForeignTable:
    """Recognise a table of motion by the rows of its table of channels; `place` is where it lay.

    Raises
    ------
    UnreadableExport
        It has more or fewer columns than channels, or its channels have several rates.
    """
    lines = [tuple(cell.strip() for cell in line.split("\t")) for line in text.splitlines()[: _ROWS_SEEN + 2]]
    names = tuple(row["name"] for row in rows)
    has_names = bool(lines) and not any(map(_is_value, lines[0]))  # against the standard, but some write them
    body = tuple(line for line in lines[has_names:_ROWS_SEEN] if any(line))
    width = max(map(len, body), default=0)
    if width != len(rows):
        raise UnreadableExport(
            f"{name}: has {width} columns, its table of channels {len(rows)} rows; BIDS-Motion has a row for each "
            "column, in their order; correct _channels.tsv"
        )
    facts = read_facts(place)
    columns = tuple(map(_quantity, rows))
    rates = _rates(rows, columns, facts, name)
    units = tuple(row.get("units", "") for row in rows)
    layout = Layout("\t", "", names, units, rates, ("",) * len(rows), int(has_names), body)
    table = TextTable(
        path,
        unique_names(names),
        body,
        width,
        None,
        encoding,
        "\t",
        find_decimal(body, "\t"),
        int(has_names),
        has_names=False,
    )
    return ForeignTable(
        path,
        name,
        BIDS_MOTION,
        layout,
        columns,
        tuple(find_triads(columns, rates)),
        table,
        missing=_missing(facts),
        start=read_start(place),
    )


def open_own_motion(path: Path, name: str, rows: Sequence[dict[str, str]], place: Path) -> TextTable | None:
    """Open a table of motion that retrogait wrote and nobody changed since; None for any other."""
    stated = read_facts(place).get(HEADER_KEY)
    units = {"acc": "m/s^2", "gyr": "deg/s", "time": "s"}
    if not isinstance(stated, dict) or any(row.get("units") != units.get(kind_of(row)) for row in rows):
        return None
    names = tuple(row["name"] for row in rows)
    header = parse(json.dumps(stated), name)
    first = (first_row(path),)
    return TextTable(path, names, first, len(names), header, "utf-8", "\t", ".", 0, has_names=False)


def explain_lack_of_channels(name: str) -> str:
    """Say that a table of motion is useless without its table of channels."""
    return (
        f"{name}: is a table of BIDS-Motion by its name and has no header; expected its _channels.tsv, which names its "
        "columns, beside it; pass the folder that holds both, or both files as a list"
    )


def is_motion(path: Path, text: str) -> bool:
    """Recognise a table of motion by its name and a first line of numbers."""
    return (
        suffix_of(path) == "motion"
        and path.suffix.lower() == ".tsv"
        and all(map(_is_value, text.partition("\n")[0].strip("\r\n").split("\t")))
    )


def _is_value(cell: str) -> bool:
    return cell.strip().lower() in (MISSING, "nan", "") or NUMBER.fullmatch(cell) is not None


def _quantity(row: dict[str, str]) -> Quantity:
    """Say what a channel holds; its point is the body site where it names one, else with its placement."""
    kind, named = kind_of(row), understand(row["name"])
    stated = row.get("units", "")
    unit = (unit_of(stated) or stated) if stated else None
    if kind == "time":
        return Quantity("time", unit=unit or "s")
    point, placement = row.get("tracked_point", ""), row.get("placement", "")
    label = point if find_site(point) or not find_site(placement) else f"{point} {placement}".strip()
    axis = row.get("component", named.axis).lower()
    return Quantity(kind, axis, unit, label or placement or named.label, "", named.traits)


def _rates(
    rows: Sequence[dict[str, str]], columns: Sequence[Quantity], facts: dict[str, Any], name: str
) -> tuple[float | None, ...]:
    """Give the rate of every channel: its own, else the measured one of the file, else its nominal one."""
    nominal, effective = (
        _number(facts.get(key)) for key in ("SamplingFrequency", "SamplingFrequencyEffective")
    )
    own = [_number(row.get("sampling_frequency")) for row in rows]
    low, high = RATE_TOLERANCE
    measured = effective is not None and nominal is not None and low <= effective / nominal <= high
    rates = tuple(effective if measured and rate in (None, nominal) else (rate or nominal) for rate in own)
    used = {rate for rate, column in zip(rates, columns, strict=True) if column.kind in ("acc", "gyr")}
    if len(used) > 1 and not any(column.kind == "time" for column in columns):
        stated = " and ".join(sorted("none" if rate is None else f"{rate:g}" for rate in used))
        raise UnreadableExport(
            f"{name}: its channels have several sampling frequencies ({stated} Hz), but one row for each sample; "
            "correct sampling_frequency in _channels.tsv"
        )
    return rates


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0.0 < number < float("inf") else None


def _missing(facts: dict[str, Any]) -> float | None:
    """Return the number that stands for a missing sample, if there is one besides NaN and n/a."""
    try:
        number = float(facts.get("MissingValues", "nan"))
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None
