"""A compact way to write down the layout of an export, and the files it makes; the numbers are our own.

A layout is a head, a line of names and a line of cells. In names `{XYZ}`, `{xyz}` or any other list in braces stands
for a column each. Cells are the kinds of columns: `s ms us ns` since a start, `epoch_s epoch_ms epoch_us epoch_ns`
since 1970, `clock date us_date` in words, `@` and a format of strftime with `_` for blanks, `n` a count; `a:UNIT` and
`w:UNIT` three columns of the accelerometer and the gyroscope, `u:UNIT` and `v:UNIT` its part without gravity and
gravity alone, `m e q` magnetometer, angles, quaternion, `=word` the same word in every row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from recording_frames import signal

N_SAMPLES = 200
SAMPLES = signal(np.arange(N_SAMPLES) / 100.0)
G = 9.80665
EPOCH_S = 1_700_000_000
ACC = {"m/s^2": 1.0, "g": G, "mg": G / 1000.0, "mm/s^2": 1e-3}
GYR = {"deg/s": 1.0, "rad/s": 180.0 / np.pi, "mdeg/s": 1e-3}
GRAVITY = np.array([0.0, 0.0, G])


@dataclass(frozen=True)
class Layout:
    """One file: its name, what stands before the names, the names, the cells, and how they are delimited."""

    file: str
    names: str
    cells: str
    head: str = ""
    delimiter: str = ","
    decimal: str = "."
    units: str = ""
    end: str = "\n"
    encoding: str = "utf-8"
    sign: int = 1
    options: dict[str, object] = field(default_factory=dict)


def write_layout(folder, layout):
    """Write the file of a layout; gives its path."""
    columns = [column for cell in layout.cells.split() for column in _columns(cell, layout)]
    rows = [layout.delimiter.join(row) for row in zip(*columns, strict=True)]
    names = layout.delimiter.join(_spread(name) for name in layout.names.split("|")) if layout.names else ""
    lines = [layout.head.rstrip("\n")] if layout.head else []
    lines += [names.replace("\x1f", layout.delimiter)] if names else []
    lines += [layout.units.replace("|", layout.delimiter)] if layout.units else []
    path = folder / layout.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((layout.end.join([*lines, *rows]) + layout.end).encode(layout.encoding))
    return path


def names_of(layout):
    """The names of the columns of a layout."""
    return [part for name in layout.names.split("|") for part in _spread(name).split("\x1f")]


def _spread(name):
    found = re.search(r"\{([^{}]+)\}", name)
    if not found:
        return name
    parts = found[1].split("/") if "/" in found[1] else found[1]
    return "\x1f".join(name.replace(found[0], part) for part in parts)


def _columns(cell, layout):
    kind, _, unit = cell.partition(":")
    k = np.arange(N_SAMPLES)
    if cell.startswith("="):
        return [[cell[1:].replace("_", " ")] * N_SAMPLES]
    if kind in ("a", "u", "v"):
        values = {"a": SAMPLES[:, :3], "u": SAMPLES[:, :3] - GRAVITY, "v": np.tile(GRAVITY, (N_SAMPLES, 1))}[
            kind
        ]
        return [_numbers(column, layout.decimal) for column in layout.sign * (values / ACC[unit]).T]
    if kind == "w":
        return [_numbers(column, layout.decimal) for column in (SAMPLES[:, 3:] / GYR[unit]).T]
    if kind in ("m", "e", "q"):
        return [_numbers(30.0 + np.sin(k + axis), layout.decimal) for axis in range(4 if kind == "q" else 3)]
    words = pd.Timestamp(EPOCH_S, unit="s") + pd.to_timedelta(10 * k, unit="ms")
    if cell.startswith("@"):
        return [[stamp.strftime(cell[1:].replace("_", " ")) for stamp in words]]
    stamps = {"clock": "%H:%M:%S.%f", "date": "%Y-%m-%d %H:%M:%S.%f", "slash_date": "%Y/%m/%d %H:%M:%S.%f",
              "day": "%Y-%m-%d", "us_date": "%m/%d/%Y %H:%M:%S.%f", "iso": "%Y-%m-%dT%H:%M:%S.%fZ"}  # fmt: skip
    if kind in stamps:
        return [[stamp.strftime(stamps[kind]) for stamp in words]]
    if kind == "n":
        return [[str(number + 1) for number in k]]
    per_s = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[kind.removeprefix("epoch_")]
    start = EPOCH_S * per_s if kind.startswith("epoch_") else 0
    if per_s == 1:
        return [_numbers(start + k / 100.0, layout.decimal, digits=15)]
    return [[str(start + int(number) * per_s // 100) for number in k]]


def _numbers(values, decimal, digits=9):
    return [f"{value:.{digits}g}".replace(".", decimal) for value in values]
