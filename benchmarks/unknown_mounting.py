"""Sensors worn anyhow: walks whose direction is known, turned at random, and what is told of each without a mounting.

A walk is one sensor's samples. Real, captured and simulated ones come from functions apart.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial.transform import Rotation
from sweep import Draw, draw_walker

import retrogait as rg
from retrogait.errors import RetrogaitError, RetrogaitWarning
from retrogait.gait.time_asymmetry import AsymmetryOptions
from retrogait.mounting.site_mounting import SiteMounting, find_site_mounting
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
G = 9.80665
SEGMENTS = {"feet": "foot", "shanks": "shank", "thighs": "thigh"}
LEGS = tuple(f"{side}_{segment}" for segment in SEGMENTS.values() for side in ("left", "right"))
WAYS = ("backward", "forward")
OTHER = {"forward": "backward", "backward": "forward"}
RIGHT, UNKNOWN, WRONG, NONE = "right", "unknown", "wrong", "no strides"
VERDICTS = (RIGHT, UNKNOWN, WRONG, NONE)
TURN_SEED = 7
_TREADMILL = {"RH": "right_foot", "LH": "left_foot", "RT": "right_foot", "LT": "left_foot"}
_LEAST_CONTACTS = 16  # of a captured clip that goes one way


@dataclass(frozen=True, eq=False)
class Walk:
    """Samples (n, 6) of one sensor, m/s^2 and deg/s, of somebody who walks one way throughout."""

    name: str
    kind: str  # real, captured or simulated
    group: str
    site: str
    truth: str
    rate_hz: float
    values: np.ndarray
    flat: bool = False

    @property
    def worn(self) -> str:
        return next(worn for worn, segment in SEGMENTS.items() if self.site.endswith(segment))

    def changed(self, values: np.ndarray, rate_hz: float | None = None) -> Walk:
        return replace(self, values=values, rate_hz=rate_hz or self.rate_hz)

    def run_back(self) -> Walk:
        """The same run back in time: whoever walked forward now walks backward."""
        values = self.values[::-1] * np.repeat([1.0, -1.0], 3)
        return replace(self, values=values, truth=OTHER[self.truth])

    def turned(self, rng: np.random.Generator) -> Walk:
        return self.changed(turned(self.values, rng))

    def recording(self) -> rg.Recording:
        return recorded({self.site: self.values}, self.rate_hz, frame="sensor")


@dataclass(frozen=True)
class Told:
    """What an analysis says of a walk: the verdict, the share of strides that are wrong, and the evidence in nats."""

    walk: Walk
    verdict: str
    nats: float
    strides: int = 0
    wrong_strides: int = 0
    why: str = ""

    @property
    def confidence(self) -> float:
        return float(1.0 / (1.0 + np.exp(-abs(self.nats))))


def turned(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Samples of the same sensor, glued on by any rotation."""
    matrix = Rotation.random(random_state=rng).as_matrix()
    return values @ np.kron(np.eye(2), matrix)


def recorded(values: Mapping[str, np.ndarray], rate_hz: float, frame: str = "segment") -> rg.Recording:
    frames = {
        site: pd.DataFrame(one, columns=list(SENSOR_COLUMNS), index=np.arange(len(one)) / rate_hz)
        for site, one in values.items()
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.Recording.from_frames(frames, rate_hz=rate_hz, frame=frame)


def analysed(recording: rg.Recording, **given: object) -> rg.Session:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.analyze(recording, **given)


def judge(walk: Walk) -> Told:
    """Analyse a walk with nothing declared: the direction of half of its strides and more is what is told."""
    try:
        session = analysed(walk.recording())
    except RetrogaitError as error:
        return Told(walk, NONE, 0.0, why=f"{type(error).__name__}: {str(error)[:60]}")
    ways = session.strides["direction"]
    nats = float(session.summary["direction_evidence"])
    told = ways[ways.isin(WAYS)].value_counts()
    wrong = int((ways == OTHER[walk.truth]).sum())
    if not len(ways):
        return Told(walk, NONE, nats, why="no strides")
    if not len(told) or told.iloc[0] < 0.5 * len(ways):
        notes = [note for note in session.warnings if "missing" in note or "unknown" in note]
        return Told(walk, UNKNOWN, nats, len(ways), wrong, notes[-1] if notes else "")
    return Told(walk, RIGHT if told.index[0] == walk.truth else WRONG, nats, len(ways), wrong)


def evidence(walk: Walk) -> float:
    """Evidence of time for the true direction, in nats, below the level of telling too; NaN where no walk is found.

    The axes found are made to face forward by the true direction: what is left is what time says of it.
    """
    found = _mounting_of(walk)
    if found is None:
        return float("nan")
    way = 1.0 if walk.truth == "forward" else -1.0
    return found.heading.evidence(AsymmetryOptions()) * way * np.sign(found.front)


def step_evidence(walk: Walk) -> tuple[np.ndarray, np.ndarray]:
    """Evidence for the true direction of every step that has one, in nats, and when the step is, s."""
    found = _mounting_of(walk)
    if found is None:
        return np.empty(0), np.empty(0)
    way = 1.0 if walk.truth == "forward" else -1.0
    nats = found.heading.nats * np.sign(found.heading.travel.real) * way * np.sign(found.front)
    known = np.isfinite(nats)
    return nats[known], found.heading.time_s[known]


def _mounting_of(walk: Walk) -> SiteMounting | None:
    try:
        found = find_site_mounting(walk.recording(), walk.site, AsymmetryOptions())
    except RetrogaitError:
        return None
    return None if found.heading is None or not np.isfinite(found.front) else found


def real_walks(shared: Path) -> list[Walk]:
    """Every real recording of walking: heel and toe on a treadmill, insteps overground, and those of others."""
    walks = []
    for way in WAYS:
        table = pd.read_csv(shared / "treadmill" / f"{way}_imu.csv")
        rate_hz = float(1.0 / np.median(np.diff(table["Time"])))
        for prefix, site in _TREADMILL.items():
            names = [f"{prefix}.{kind}.{axis}" for kind in ("ACC", "GY") for axis in "XYZ"]
            values = table[names].to_numpy() * np.repeat([G, 1.0], 3)
            walks.append(Walk(f"treadmill {way} {prefix}", "real", "treadmill", site, way, rate_hz, values))
    for path in sorted((shared / "forward_overground").glob("*_[lr]f.txt")):
        site = {"lf": "left_foot", "rf": "right_foot"}[path.stem[-2:]]
        walks.append(Walk(path.stem, "real", "overground", site, "forward", 100.0, _overground_samples(path)))
    markers = pd.read_csv(shared / "forward_foot_mocap" / "imu_sample.csv", header=[0, 1], index_col=0)
    for site in ("left_foot", "right_foot"):
        values = markers[site.replace("foot", "sensor")][list(SENSOR_COLUMNS)].to_numpy(float)
        walks.append(Walk("foot_mocap", "real", "overground", site, "forward", 204.8, values))
    index = pd.read_csv(shared / "real" / "index.csv", keep_default_na=False)
    for row in index[index["activity"].isin(["walk", "walk_clipped"])].itertuples():
        table = pd.read_csv(shared / "real" / f"{row.name}.csv.gz")
        group = row.set + row.activity.removeprefix("walk").replace("_", ", ")
        for site, values in samples_of(table).items():
            walks.append(Walk(row.name, "real", group, site, row.direction, float(row.rate_hz), values))
    return walks


def _overground_samples(path: Path) -> np.ndarray:
    """Samples at the packet counter's places; lost packets are interpolated over."""
    table = pd.read_csv(path, sep="\t", skiprows=1)
    counter = np.unwrap(table["PacketCounter"].to_numpy(float), period=65536)
    names = [f"{kind}_{axis}" for kind in ("Acc", "Gyr") for axis in "XYZ"]
    values = table[names].to_numpy(float) * np.repeat([1.0, 180.0 / np.pi], 3)
    at = np.arange(counter[0], counter[-1] + 1)
    return np.stack([np.interp(at, counter, column) for column in values.T], axis=1)


def samples_of(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Samples of every leg sensor in a table of the shared folder."""
    found = {}
    for site in LEGS:
        names = [f"{site}_{column}" for column in SENSOR_COLUMNS]
        if set(names) <= set(table):
            found[site] = table[names].to_numpy(float)
    return found


def captured_walks(shared: Path) -> list[Walk]:
    """Virtual sensors on captured people, clips that go one way."""
    walks = []
    for name, table, labels in clips(shared):
        ways = labels["direction"].value_counts()
        if len(ways) == 1 and ways.iloc[0] >= _LEAST_CONTACTS:
            group = name.split("_")[0]
            for site, values in samples_of(table).items():
                walks.append(Walk(name, "captured", group, site, ways.index[0], 100.0, values))
    return walks


def clips(shared: Path) -> Iterator[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """Name, samples and labels of every captured clip."""
    for name in pd.read_csv(shared / "virtual_imu" / "index.csv")["name"]:
        base = shared / "virtual_imu" / name
        yield name, pd.read_csv(f"{base}.csv"), pd.read_csv(f"{base}.events.csv")


def simulated(number: int, **more: object) -> tuple[Draw, rg.Recording, object]:
    """The walker of `sweep.py` of that number, with sensors on feet, shanks and thighs."""
    draw = draw_walker(number)
    sensor = draw.given["sensor"]
    rng = np.random.default_rng([number, 20])
    off = np.radians(draw.factors["off"]) * np.array([1.0, -1.0, 1.0]) / np.sqrt(3.0)
    thighs = {
        site: Rotation.from_rotvec(off * rng.choice([-1.0, 1.0], 3)).as_matrix()
        for site in LEGS
        if site.endswith("thigh")
    }
    sensor = replace(sensor, mounting={**sensor.mounting, **thighs})
    walk, truth = rg.simulate_walk(**{**draw.given, "sites": LEGS, "sensor": sensor, **more})
    return draw, walk, truth


def simulated_walks(count: int) -> Iterator[Walk]:
    """Every sensor of the first walkers of `sweep.py`."""
    for number in range(count):
        draw, walk, _ = simulated(number)
        flat = draw.factors["clearance"] < 0.006
        for site in LEGS:
            _, values = walk.samples(site)
            yield Walk(
                f"walker {number}", "simulated", "flat" if flat else "rolling", site,
                draw.given["direction"], walk.rate_hz, values, flat,
            )  # fmt: skip
