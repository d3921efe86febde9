"""Live contacts: accuracy and delay beside the batch analysis, and what a sample costs.

    python benchmarks/live.py [--shared ../shared] [--seconds 60]

Simulated walks have exact truth; the capture-driven and real recordings lie in the shared folder and are scored by the
script there. `cost` is CPU time of this process per sample, the least of several runs.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import time
import warnings
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from contact_errors import EACH_SIDE, KINDS, Errors, pairs

import retrogait as rg
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
SPEEDS_MPS = (0.2, 0.3, 0.5, 0.8, 1.2)
SEEDS = range(9100, 9103)


class Live:
    """`analyze`, by streams; remembers delays, and how far it is from the batch analysis."""

    def __init__(self) -> None:
        self.delays_ms: list[float] = []
        self.apart_ms: list[float] = []
        self.wanted = self.found = 0

    def analyze(
        self, recording: rg.Recording, alignment: rg.Alignment | None = None, **_: object
    ) -> SimpleNamespace:
        tables = []
        for site in recording.sites:
            time_s, values = recording.samples(site)
            frame = recording.frame if alignment is None else None
            stream = rg.ContactStream(recording.rate_hz, site, alignment, frame=frame, start_s=time_s[0])
            tables += [stream.push(values), stream.flush()]
        events = pd.concat([table for table in tables if len(table)] or tables[:1])
        events = events.sort_values("time_s", ignore_index=True)
        self.delays_ms += list(1e3 * (events["decided_s"] - events["time_s"]))
        self._hold_against(rg.analyze(recording, alignment).events, events)
        strides = pd.DataFrame({"side": [], "start_s": [], "end_s": [], "stride_length_m": []})
        return SimpleNamespace(events=events, strides=strides, summary={"contact_sites": "feet"})

    def _hold_against(self, batch: pd.DataFrame, live: pd.DataFrame) -> None:
        for kind in KINDS:
            for (side,) in EACH_SIDE:
                one, other = (
                    table.loc[(table["event"] == kind) & (table["side"] == side), "time_s"].to_numpy()
                    for table in (batch, live)
                )
                met = pairs(one, other)
                self.wanted += len(one)
                self.found += len(other)
                self.apart_ms += [1e3 * (other[j] - one[i]) for i, j in met]

    def line(self) -> str:
        late, apart = np.array(self.delays_ms), np.array(self.apart_ms)
        f1 = 2 * len(apart) / (self.wanted + self.found)
        return (
            f"{'':22} delay median {np.median(late):4.0f}, 95 % {np.quantile(late, 0.95):5.0f} ms;"
            f" against batch F1 {f1:.3f}, SD {apart.std():5.1f} ms"
        )


def simulated() -> None:
    print("Simulated, feet, three seeds a line")
    for way in ("backward", "forward"):
        for speed_mps in SPEEDS_MPS:
            live, errors = Live(), Errors()
            for seed in SEEDS:
                recording, truth = rg.simulate_walk(way, speed_mps, 60, seed=seed)
                errors.add(truth, live.analyze(recording))
            row = errors.row()
            print(
                f"{way:9} {speed_mps:.1f} m/s     "
                f" initial F1 {row['ic_f1']:.3f} SD {row['ic_sd_ms']:4.1f} ms"
                f"  final F1 {row['fc_f1']:.3f} SD {row['fc_sd_ms']:4.1f} ms"
            )
            print(live.line())


def references(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("score", shared / "tools" / "score.py")
    if spec is None or spec.loader is None or not (shared / "data").is_dir():
        print(f"no reference recordings in {shared}")
        return
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    for title, suite, more in (
        ("Capture-driven, feet", "virtual", [["feet"]]),
        ("Capture-driven, shanks", "virtual", [["shanks"]]),
        ("Real, treadmill, heel (bias of each foot removed)", "treadmill", []),
        ("Real, overground, instep", "overground", []),
    ):
        live = Live()
        package = SimpleNamespace(Recording=rg.Recording, calibrate=rg.calibrate, analyze=live.analyze)
        rows = _scored(score, suite, package, shared / "data", more)
        batch = _scored(score, suite, rg, shared / "data", more)
        print(title)
        for row, other in zip(rows, batch, strict=False):
            if row["event"] in KINDS:
                print(
                    f"{row['group']:9} {row['event']:16}live F1 {row['f1']:.3f} SD {row['sd_ms']:4.1f} ms"
                    f"  batch F1 {other['f1']:.3f} SD {other['sd_ms']:4.1f} ms"
                )
        print(live.line())


def _scored(
    score: ModuleType, suite: str, package: object, data: Path, more: list[list[str]]
) -> list[dict[str, float]]:
    with contextlib.redirect_stdout(io.StringIO()):
        rows = getattr(score, suite)(package, data, *more)
    return [row for row in rows if row["event"] in KINDS]


def cost(seconds: float) -> None:
    recording, _ = rg.simulate_walk("backward", 0.5, seconds, seed=1, sites=("left_foot",))
    samples = np.array(recording["left_foot"], float, order="C")
    print("Cost of feed, one foot at 100 Hz")
    for length in (1, 5, 50, len(samples)):
        chunks = [samples[k : k + length] for k in range(0, len(samples), length)]
        best = np.inf
        for _ in range(9):
            stream = rg.ContactStream(100.0, "left_foot")
            began = time.process_time()
            for chunk in chunks:
                stream.feed(chunk)
            best = min(best, time.process_time() - began)
        print(f"  chunks of {length:5d}: {1e6 * best / len(samples):6.3f} microseconds a sample")
    print("Cost of push, frames of 50 rows with stamps")
    frame = pd.DataFrame(samples, np.arange(len(samples)) / 100.0, list(SENSOR_COLUMNS))
    frames = [frame.iloc[k : k + 50] for k in range(0, len(frame), 50)]
    for name, push in (
        ("ContactStream", lambda: rg.ContactStream(100.0, "left_foot").push),
        ("SessionStream", lambda: _of_one_site(rg.SessionStream(100.0, ["left_foot"]))),
    ):
        best = np.inf
        for _ in range(9):
            one = push()
            began = time.process_time()
            for chunk in frames:
                one(chunk)
            best = min(best, time.process_time() - began)
        print(f"  {name}: {1e6 * best / len(samples):6.3f} microseconds a sample")


def _of_one_site(stream: rg.SessionStream) -> Callable[[pd.DataFrame], object]:
    return lambda chunk: stream.push({"left_foot": chunk})


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--seconds", type=float, default=60.0, help="of the walk that cost is measured on")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    cost(arguments.seconds)
    references(arguments.shared)
    simulated()


if __name__ == "__main__":
    main()
