"""The reference recordings beside the repository, scored by the script that lies there, row by row and clip by clip."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import shutil
import tempfile
import warnings
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from contact_errors import KINDS, Clip, Errors

import retrogait as rg
from retrogait.gait.reference_methods import gottlieb2020

FEET = ("left_foot", "right_foot")
WAYS = ("backward", "forward")
_SWING_MPS, _SWINGS_APART_S = 1.5, 0.4  # peaks of a marker's speed


@dataclass
class Scored:
    """What the scorer says of one row of the table."""

    figures: dict[str, float] = field(default_factory=dict)
    late_ms: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    clips: dict[str, dict[str, Clip]] = field(default_factory=dict)

    def row(self) -> dict[str, float]:
        return self.figures


def score_references(shared: Path) -> list[tuple[str, list[tuple[str, Errors | Scored]]]]:
    """Tables of the capture-driven and the real recordings in the `shared` folder."""
    scorer = _Scorer(shared / "tools" / "score.py")
    data = shared / "data"
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore", rg.RetrogaitWarning)
        driven = []
        names = list(pd.read_csv(data / "virtual_imu" / "index.csv")["name"])
        for sites in ("feet", "shanks", "lower_back"):
            rows = scorer.run("virtual", rg, data, [sites], clips=names)
            driven += _by_way(sites.replace("_", " "), rows)
        heel = scorer.run("treadmill", rg, data, clips=["calibration", *WAYS])
        published = [
            row for sensor in ("toe", "heel") for row in _by_way(sensor, _gottlieb(scorer, data, sensor))
        ]
        walks = sorted(path.stem for path in (data / "forward_overground").glob("*.json"))
        overground = scorer.run("overground", rg, data, clips=walks)
        markers = markers_of_a_walk(data / "forward_foot_mocap")
    treadmill = _by_way("heel", heel)
    for scored in (*dict(treadmill).values(), *dict(published).values()):
        scored.figures.pop("ic_bias_ms", None)
        scored.figures.pop("fc_bias_ms", None)
    return [
        ("Capture-driven: virtual IMUs (reference: 30 % of the swing's speed)", driven),
        ("Real, treadmill, one adult (marker extrema; bias of each foot removed)", treadmill),
        ("The same, gottlieb2020 (the published detector; given the direction)", published),
        ("Real, overground, three adults (hand-checked detectors)", _by_way("instep", overground)),
        ("Real, overground, one adult (markers, 30 % of their swing's speed)", [("instep forward", markers)]),
    ]


class _Scorer:
    """The script in the shared folder, its tallies made to remember which clip each error came from."""

    def __init__(self, path: Path) -> None:
        spec = importlib.util.spec_from_file_location("score", path)
        assert spec is not None
        assert spec.loader is not None
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)
        self.clip = -1
        self.module.Tally = self._remembering(self.module.Tally)

    def _remembering(self, tally: type) -> type:
        scorer = self

        class Remembering(tally):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.parts: list[tuple[int, Clip]] = []

            def add(self, ref: int, got: int, err: Any, hit: int | None = None) -> None:
                super().add(ref, got, err, hit)
                late_ms = [1e3 * float(e) for e in err]
                self.parts.append(
                    (scorer.clip, Clip(ref, got, len(late_ms) if hit is None else hit, late_ms))
                )

            def row(self, ddof: int = 0) -> dict[str, Any]:
                return {**super().row(ddof), "parts": self.parts}

        return Remembering

    def run(
        self, suite: str, package: ModuleType | SimpleNamespace, data: Path, *more: Any, clips: list[str]
    ) -> list[dict[str, Any]]:
        """Rows of a suite, with `clips`: {name: Clip} where contacts were counted."""
        self.clip = -1

        def from_frames(*given: Any, **named: Any) -> rg.Recording:
            self.clip += 1
            return package.Recording.from_frames(*given, **named)

        watched = SimpleNamespace(
            Recording=SimpleNamespace(from_frames=from_frames),
            analyze=package.analyze,
            calibrate=package.calibrate,
        )
        rows = getattr(self.module, suite)(watched, data, *more)
        for row in rows:
            together: dict[str, Clip] = {}
            for index, part in row.pop("parts", []):
                together[clips[index]] = together.get(clips[index], Clip(0, 0, 0, [])) + part
            row["clips"] = together
        return rows


def _by_way(label: str, rows: list[dict[str, Any]]) -> list[tuple[str, Scored]]:
    """The scorer's rows, a row per measure, as rows of the table; strike and angle are not told apart by direction."""
    table: dict[str, Scored] = {}
    for row in rows:
        way = row.get("group", "both")
        if way == "standing":
            continue
        scored = table.setdefault(f"{label} {way}", Scored())
        event, figures = row["event"], scored.figures
        if event in KINDS:
            short = "ic" if event == "initial_contact" else "fc"
            if short == "ic":
                figures["n"] = row["n"]
            if row["recall"] > 0:
                figures[f"{short}_f1"] = row["f1"]
                figures[f"{short}_bias_ms"], figures[f"{short}_sd_ms"] = row["bias_ms"], row["sd_ms"]
            for name, clip in row["clips"].items():
                scored.clips.setdefault(name, {kind: Clip(0, 0, 0, []) for kind in KINDS})[event] = clip
                scored.late_ms[event] += clip.late_ms
        elif event in {"direction", "strike"}:
            figures[event] = row["accuracy"]
        elif event == "foot_strike_angle":
            figures["n"], figures["angle_deg"] = row["n"], row["mae_deg"]
        elif event == "stride_length":
            figures["length_cm"] = row["mae_cm"]
    return list(table.items())


def _gottlieb(scorer: _Scorer, data: Path, worn_on: str) -> list[dict[str, Any]]:
    """The published detector on the treadmill; it is told the direction and has none of its own."""
    ways = iter(WAYS)

    def analyze(recording: rg.Recording, alignment: rg.Alignment, **_: object) -> SimpleNamespace:
        way, aligned = next(ways), alignment.apply(recording)
        return SimpleNamespace(
            events=pd.concat([gottlieb2020(aligned, site, way, worn_on=worn_on) for site in FEET])
        )

    package = SimpleNamespace(Recording=rg.Recording, calibrate=rg.calibrate, analyze=analyze)
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "treadmill"
        shutil.copytree(data / "treadmill", there)
        if worn_on == "toe":  # the scorer reads the heel's columns: the toe's are put in their place
            for way in WAYS:
                table = pd.read_csv(there / f"{way}_imu.csv")
                toe = {f"{s}T{c[2:]}": c for s in "RL" for c in table if c.startswith(f"{s}H.")}
                table.drop(columns=list(toe.values())).rename(columns=toe).to_csv(
                    there / f"{way}_imu.csv", index=False
                )
        rows = scorer.run("treadmill", package, Path(folder), clips=["calibration", *WAYS])
    return [row for row in rows if row["event"] in KINDS]


def markers_of_a_walk(folder: Path) -> Errors:
    """Errors on a walk with markers on heel and toe: contacts by their speed, stride length from rest to rest."""
    samples = pd.read_csv(folder / "imu_sample.csv", header=[0, 1], index_col=0)
    frames = {}
    for side in ("left", "right"):
        frame = samples[f"{side}_sensor"]
        frames[f"{side}_foot"] = frame.set_index(np.arange(len(frame)) / 204.8)
    session = rg.analyze(rg.Recording.from_frames(frames, rate_hz=204.8))
    markers = pd.read_csv(folder / "mocap_sample.csv", header=[0, 1], index_col=0) / 1e3
    events, strides = [], []
    for side in ("left", "right"):
        heel, toe = (markers[f"{side[0].upper()}_{name}"].to_numpy()[:, :2] for name in ("FCC", "TOE"))
        landings_s, rests = _landings(heel)
        leavings_s = len(toe) / 100.0 - _landings(toe[::-1])[0][::-1]
        inside = session.events[session.events["side"] == side]["time_s"]
        for kind, instants in (("initial_contact", landings_s), ("final_contact", leavings_s)):
            events += [(t, side, kind) for t in instants if inside.min() - 0.3 <= t <= inside.max() + 0.3]
        for k in range(len(rests) - 1):
            length = float(np.hypot(*(heel[rests[k + 1]] - heel[rests[k]])))
            strides.append((side, landings_s[k], landings_s[k + 1], length))
    nothing = {"direction": "forward", "foot_strike_angle_deg": np.nan, "strike": None}
    truth = SimpleNamespace(
        events=pd.DataFrame(events, columns=["time_s", "side", "event"]).assign(**nothing),
        strides=pd.DataFrame(strides, columns=["side", "start_s", "end_s", "stride_length_m"]),
    )
    return Errors().add(truth, session, clip="two lengths of 20 m")


def _landings(path_m: np.ndarray, rate_hz: float = 100.0) -> tuple[np.ndarray, np.ndarray]:
    """Instants at which a marker falls below 30 % of its swing's speed, and samples where it rests between swings."""
    from scipy.signal import find_peaks

    speed = np.linalg.norm(np.gradient(path_m, 1.0 / rate_hz, axis=0), axis=1)
    swings, _ = find_peaks(speed, height=_SWING_MPS, distance=round(_SWINGS_APART_S * rate_hz))
    landings = []
    for peak in swings:
        level = 0.3 * speed[peak]
        k = peak + int(np.argmax(speed[peak:] < level))
        landings.append((k - (level - speed[k]) / (speed[k - 1] - speed[k])) / rate_hz)
    rests = [a + int(np.argmin(speed[a:b])) for a, b in pairwise(swings)]
    return np.array(landings), np.array(rests)
