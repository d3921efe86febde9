"""Synthetic exports for the batch benchmark: many recordings in several formats, some broken, some without walking.

The walks are simulated; the layouts are those of `tests/export_writers.py`. Each recording starts at another sample of
one of a few walks, so that no two have the same content.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import retrogait as rg
from retrogait.tables.catalogue import SENSOR_COLUMNS

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import export_writers as writers  # noqa: E402

RATE_HZ = 100.0
DURATION_S = 20.0
N_WALKS = 24
UPRIGHT = json.dumps(
    {"format": "retrogait alignment 1", "sites": {
        site: {"rotation": np.eye(3).tolist(), "quality": 1.0, "source": "declared"}
        for site in ("left_foot", "lower_back")}}
)  # fmt: skip
FORMATS = ("own_csv", "own_parquet", "dot", "decimal_comma", "phone_folder", "phone_zip")
BROKEN = {  # kind -> stage it must fail at
    "empty": "unreadable",
    "binary": "unreadable",
    "truncated": "unreadable",
    "wrong_units": "unreadable",
    "tilted": "refused",
}


@dataclass(frozen=True)
class Made:
    """One export: the row of the manifest and what must come of it."""

    row: dict[str, object]
    expected: str  # ok, no_walking or the stage of failure


def make_exports(
    folder: Path, number: int, *, one_in: int = 100, duration_s: float = DURATION_S
) -> list[Made]:
    """Make exports below a folder; one in so many is broken, and one in so many is of somebody standing."""
    walks = [_walk(seed, duration_s) for seed in range(N_WALKS)]
    made = []
    for k in range(number):
        place = folder / f"{k // 500:03d}"
        place.mkdir(parents=True, exist_ok=True)
        if k % one_in == one_in // 3:
            made.append(_broken(place, k, list(BROKEN)[k // one_in % len(BROKEN)], walks[k % N_WALKS]))
        elif k % one_in == 2 * one_in // 3:
            made.append(_standing(place, k, duration_s))
        else:
            made.append(_good(place, k, walks[k % N_WALKS], folder.with_name("templates")))
    return made


def write_manifest(folder: Path, made: list[Made]) -> Path:
    """Write the manifest of exports; paths are relative to it."""
    rows = [
        {**one.row, "path": str(Path(str(one.row["path"])).relative_to(folder).as_posix())} for one in made
    ]
    pd.DataFrame(rows).to_csv(folder / "manifest.csv", index=False)
    return folder / "manifest.csv"


def _walk(seed: int, duration_s: float) -> rg.Recording:
    direction = ("backward", "forward")[seed % 2]
    speed = 0.35 + 0.05 * (seed % 8)
    sites = ("left_foot", "right_foot", "lower_back")
    return rg.simulate_walk(direction, speed, duration_s, seed, rate_hz=RATE_HZ, sites=sites)[0]


def _row(path: Path, k: int, kind: str, **more: object) -> dict[str, object]:
    return {"path": str(path), "subject": f"{k % 700:04d}", "session": f"s{k // 700}", "kind": kind, **more}


def _good(place: Path, k: int, walk: rg.Recording, templates: Path) -> Made:
    kind = FORMATS[k // N_WALKS % len(FORMATS)]
    first = k // (N_WALKS * len(FORMATS))  # another start, another content
    said: dict[str, object] = {}
    if kind == "own_parquet":
        path = place / f"{k:05d}.parquet"
        feet = {site: walk[site].iloc[first:] for site in ("left_foot", "right_foot")}
        rg.write_recording(rg.Recording.from_frames(feet, rate_hz=RATE_HZ), path)
        return Made(_row(path, k, kind), "ok")
    template = _template(
        templates / f"{k % N_WALKS}_{kind.removesuffix('_zip').removesuffix('_folder')}", kind, walk
    )
    if kind in ("phone_folder", "phone_zip"):
        said = {"sites": "lower_back", "alignment": UPRIGHT}
        path = place / f"{k:05d}_phone"
        for file in sorted(template.iterdir()):
            _cut(file, path / file.name, first)
        if kind == "phone_zip":
            packed = writers.zipped(path.with_suffix(".zip"), path)
            shutil.rmtree(path)
            path = packed
    else:
        file = next(template.iterdir())
        path = place / f"{k:05d}_{kind}{file.suffix}"
        _cut(file, path, first)
        said = {"sites": "left_foot", "alignment": UPRIGHT} if kind == "dot" else {}
    return Made(_row(path, k, kind, **said), "ok")


def _template(folder: Path, kind: str, walk: rg.Recording) -> Path:
    """Write the whole walk in a format, once."""
    if folder.exists():
        return folder
    folder.mkdir(parents=True)
    feet = rg.Recording.from_frames({s: walk[s] for s in ("left_foot", "right_foot")}, rate_hz=RATE_HZ)
    if kind == "own_csv":
        rg.write_recording(feet, folder / "walk.csv")
    elif kind == "decimal_comma":
        feet.wide().to_csv(folder / "walk.txt", index=False, sep=";", decimal=",", float_format="%.6f")
    elif kind == "dot":
        writers.dot_app(folder, walk["left_foot"].to_numpy())
    else:
        writers.sensor_logger(folder, walk["lower_back"].to_numpy())
    return folder


def _cut(source: Path, target: Path, first: int) -> None:
    """Copy a text table without its first rows."""
    lines = source.read_bytes().splitlines(keepends=True)
    head = next(n for n, line in enumerate(lines) if line[:1].isdigit())
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(b"".join(lines if len(lines) < 100 else lines[:head] + lines[head + first :]))


def _standing(place: Path, k: int, duration_s: float) -> Made:
    samples = np.random.default_rng(k).normal((0, 0, 9.81, 0, 0, 0), 0.02, (round(duration_s * RATE_HZ), 6))
    still = pd.DataFrame(samples, columns=list(SENSOR_COLUMNS), index=np.arange(len(samples)) / RATE_HZ)
    path = place / f"{k:05d}_standing.csv"
    rg.write_recording(rg.Recording.from_frames({"left_foot": still}, rate_hz=RATE_HZ), path)
    return Made(_row(path, k, "standing"), "no_walking")


def _broken(place: Path, k: int, kind: str, walk: rg.Recording) -> Made:
    path = place / f"{k:05d}_{kind}.{'parquet' if kind == 'truncated' else 'csv'}"
    feet = pd.concat({s: walk[s].iloc[k // 100 :] for s in ("left_foot", "right_foot")}, axis=1)
    feet.columns = [f"{site}_{channel}" for site, channel in feet.columns]
    if kind == "empty":
        path.write_bytes(b"\n" * (k // 100 + 1))
    elif kind == "binary":
        path.write_bytes(np.random.default_rng(k).bytes(20_000))
    elif kind == "truncated":
        rg.write_recording(walk, path)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2 - k // 100])
    elif kind == "wrong_units":  # g, where m/s^2 are said
        feet[[name for name in feet.columns if "_acc_" in name]] /= 9.80665
        feet.reset_index(names="time_s").to_csv(path, index=False)
    else:  # said to be upright, and lying on its side
        stems = [f"{site}_{kind}" for site in ("left_foot", "right_foot") for kind in ("acc", "gyr")]
        swapped = {f"{stem}_{a}": f"{stem}_{b}" for stem in stems for a, b in ("yz", "zy")}
        feet.rename(columns=swapped).reset_index(names="time_s").to_csv(path, index=False)
    return Made(_row(path, k, kind), BROKEN[kind])
