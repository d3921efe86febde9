"""What is in a file, without analysing it: format, columns, sites, units, rate, gaps, plausibility."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.errors import InvalidOption, RetrogaitError, RetrogaitWarning
from retrogait.readers.bids_files import choose_motion
from retrogait.readers.containers import opened
from retrogait.readers.exports import survey
from retrogait.readers.foreign_table import usable_triads
from retrogait.readers.proposal import Proposal, propose
from retrogait.readers.read_options import ReadOptions
from retrogait.readers.reading import read_recording

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.readers.foreign_table import ForeignTable
    from retrogait.recording import Recording


@dataclass(frozen=True)
class TableSeen:
    """A table of an export: the file, its format and what its columns were taken for."""

    file: str
    format: str
    stated_rate_hz: float | None
    columns: tuple[tuple[str, str], ...]
    n_left_out: int


@dataclass(frozen=True)
class SensorSeen:
    """A sensor of a recording.

    `still_norm_g` is the length of the mean acceleration over the stillest second: about 1 for a calibrated
    accelerometer. `turning_dps` is the root mean square of the angular velocity.
    """

    site: str
    found: str
    measured_rate_hz: float
    still_norm_g: float
    turning_dps: float
    gaps_s: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Inspection:
    """Content of a file; `refusal` says why it cannot be read, and `proposal` which call reads it."""

    tables: tuple[TableSeen, ...]
    ignored: tuple[str, ...]
    recording: Recording | None
    sensors: tuple[SensorSeen, ...]
    refusal: RetrogaitError | None
    proposal: Proposal | None = None


def inspect_recording(path: Any, **options: Any) -> Inspection:
    """Describe the content of a file, a folder or a zip; takes the arguments of `read_recording`.

    Nothing is raised for what cannot be read: the reason is the `refusal` of the result.
    """
    recording = refusal = None
    try:
        with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
            recording = read_recording(path, **options)
    except RetrogaitError as error:
        refusal = error
    tables: tuple[TableSeen, ...] = ()
    ignored: tuple[str, ...] = ()
    if recording is None or "files" in recording.source:
        if hasattr(path, "seek"):
            path.seek(0)
        try:
            with opened(path) as given:
                export = choose_motion(given, options.get("recording"))
                found = survey(export, ReadOptions(delimiter=options.get("delimiter")))
        except RetrogaitError:
            found = None
        if found is not None:
            tables = tuple(map(_see_table, found.tables))
            ignored = found.ignored
    sensors = () if recording is None else tuple(_see_sensor(recording, site) for site in recording.sites)
    proposal = None
    if refusal is not None and not isinstance(refusal, InvalidOption):
        proposal = propose(path, options, refusal)
    return Inspection(tables, ignored, recording, sensors, refusal, proposal)


def _see_table(table: ForeignTable) -> TableSeen:
    columns = []
    usable = usable_triads(table)
    for triad in usable:
        names = [table.layout.names[position] for position in triad.positions]
        kind = "accelerometer" if triad.kind == "acc" else "gyroscope"
        known = table.known.acc_unit if triad.kind == "acc" else table.known.gyr_unit
        unit = triad.unit or (f"{known} by format" if known else "unit not said")
        unit = "raw counts" if unit == "none" else unit
        traits = f" ({', '.join(sorted(triad.traits))})" if triad.traits else ""
        whose = f" of {triad.label}" if triad.label else ""
        columns.append((f"{kind}{whose}{traits}, {unit}", ", ".join(names)))
    times = [
        table.layout.names[position]
        for position, column in enumerate(table.columns)
        if column.kind in ("time", "counter")
    ]
    if times:
        columns.append(("time", ", ".join(times)))
    used = 3 * len(usable) + len(times)
    return TableSeen(
        table.name, table.known.name, table.layout.stated_rate_hz, tuple(columns), len(table.columns) - used
    )


def _see_sensor(recording: Recording, site: str) -> SensorSeen:
    _, values = recording.samples(site)
    source = recording.source
    rates = source.get("measured_rate_hz", {})
    gaps = source.get("gaps_s", {}).get(site, [])
    return SensorSeen(
        site,
        str(source.get("found", {}).get(site, site)),
        float(rates.get(site, recording.rate_hz)),
        _still_norm_g(values[:, :3], recording.rate_hz),
        float(np.sqrt(np.nanmean(np.sum(values[:, 3:] ** 2, axis=1)))),
        tuple((float(start), float(end)) for start, end in gaps),
    )


def _still_norm_g(acc: Floats, rate_hz: float) -> float:
    complete = acc[np.isfinite(acc).all(axis=1)]
    if not len(complete):
        return float("nan")
    width = min(len(complete), max(2, round(rate_hz)))
    blocks = complete[: len(complete) // width * width].reshape(-1, width, 3)
    stillest = int(np.argmin(blocks.var(axis=1).sum(axis=1)))
    return float(np.linalg.norm(blocks[stillest].mean(axis=0)) / STANDARD_GRAVITY_MPS2)
