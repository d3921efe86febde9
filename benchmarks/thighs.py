"""Contacts by the model of a thigh: simulated, capture-driven and real, with the direction told and with it unknown.

    python benchmarks/thighs.py                              # the table
    python benchmarks/thighs.py --markdown docs/accuracy.md  # and put it between the markers there

The simulated part always runs; the others need the reference recordings (`--shared`, or RETROGAIT_SHARED, or
../shared). What is told is the direction of the nearest labelled contact.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from contact_errors import pairs, write_block
from reference_recordings import WAYS, _Scorer

import retrogait as rg
from retrogait.gait.contacts import list_events
from retrogait.gait.stages import Stages
from retrogait.gait.swings import Directions, join_swings
from retrogait.kinematics.thigh import ThighMotion
from retrogait.kinematics.track import track
from retrogait.tables.catalogue import DIRECTIONS, SENSOR_COLUMNS

ROOT = Path(__file__).resolve().parents[1]
THIGHS, FEET = ("left_thigh", "right_thigh"), ("left_foot", "right_foot")
SPEEDS_MPS = (0.2, 0.3, 0.4, 0.6, 1.0, 1.4)
REACH_S = 0.15
Tell = Callable[[np.ndarray], np.ndarray]  # from times in s to names of directions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--markdown", type=Path)
    parser.add_argument(
        "--shared", type=Path, default=os.environ.get("RETROGAIT_SHARED", ROOT.parent / "shared")
    )
    options = parser.parse_args()
    lines = [
        f"{'':33}-- initial --   --- final ---",
        f"{'':30}n    F1 bias   SD    F1 bias   SD",
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rg.RetrogaitWarning)
        for title, rows in parts(options.shared):
            lines += [title, *(f"  {label:24}{figures}" for label, figures in rows)]
    print("\n".join(lines))
    if options.markdown:
        write_block(options.markdown, "thighs", "```text\n" + "\n".join(lines) + "\n```")


def parts(shared: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield (
        "Simulated, direction told",
        [(f"{way} {speed:g} m/s", simulated(way, speed)) for way in WAYS for speed in SPEEDS_MPS],
    )
    if not (shared / "tools" / "score.py").is_file():
        return
    scorer = _Scorer(shared / "tools" / "score.py")
    scorer.module.SITE_SETS["thighs"] = list(THIGHS)
    for told in (True, False):
        name = "told" if told else "unknown"
        yield f"Capture-driven, direction {name}", list(captured(scorer, shared / "data", told=told))
    yield "Real, one adult each, against the feet", list(real(shared / "data" / "real"))


def simulated(way: str, speed_mps: float) -> str:
    walk, truth = rg.simulate_walk(way, speed_mps, duration_s=40.0, seed=round(10 * speed_mps), sites=THIGHS)
    return figures(truth.events, contacts(walk, lambda time_s: np.full(len(time_s), way)))


def captured(scorer: _Scorer, data: Path, *, told: bool) -> Iterator[tuple[str, str]]:
    names = list(pd.read_csv(data / "virtual_imu" / "index.csv")["name"])

    def analyze(recording: rg.Recording) -> SimpleNamespace:
        labels = pd.read_csv(data / "virtual_imu" / f"{names[scorer.clip]}.events.csv")
        instants = labels["time_velocity_s"].fillna(labels["time_extremum_s"]).to_numpy()
        ways = labels["direction"].to_numpy()

        def tell(time_s: np.ndarray) -> np.ndarray:
            return ways[np.abs(instants - time_s[:, None]).argmin(axis=1)]

        events = contacts(recording, tell if told else nobody_tells)
        return SimpleNamespace(events=events, strides=pd.DataFrame({"side": [], "start_s": []}))

    package = SimpleNamespace(Recording=rg.Recording, analyze=analyze, calibrate=rg.calibrate)
    with contextlib.redirect_stdout(io.StringIO()):
        rows = scorer.run("virtual", package, data, ["thighs"], clips=names)
    for way in WAYS:
        cells = {row["event"]: row for row in rows if row.get("group") == way}
        first, last = cells["initial_contact"], cells["final_contact"]
        yield way, line(first["n"], *(row[k] for row in (first, last) for k in ("f1", "bias_ms", "sd_ms")))


def real(folder: Path) -> Iterator[tuple[str, str]]:
    """Thighs against the feet of the same person; one of the recordings has gyroscopes that clip at the feet."""
    index = pd.read_csv(folder / "index.csv", keep_default_na=False)
    for row in index[index["set"] == "legs"].itertuples():
        table = pd.read_csv(folder / f"{row.name}.csv.gz").set_index("time_s")
        frames = {
            site: table[[f"{site}_{c}" for c in SENSOR_COLUMNS]].set_axis(list(SENSOR_COLUMNS), axis=1)
            for site in (*FEET, *THIGHS)
        }
        worn = rg.Recording.from_frames(frames, rate_hz=row.rate_hz, frame="sensor")
        feet = rg.analyze(worn).events
        if len(feet):
            for name, tell in (
                ("told", lambda time_s: np.full(len(time_s), "forward")),
                ("unknown", nobody_tells),
            ):
                yield f"{row.name} {name}", figures(feet, contacts(worn.select(*THIGHS), tell))


def nobody_tells(time_s: np.ndarray) -> np.ndarray:
    return np.full(len(time_s), "unknown")


def contacts(recording: rg.Recording, tell: Tell) -> pd.DataFrame:
    """Events of thighs, the direction of every swing being told."""

    def told(motion: ThighMotion) -> Directions:
        ways = tell(motion.start_s + motion.swing / motion.rate_hz)
        places = np.array([DIRECTIONS.index(way) for way in ways], np.intp)
        return Directions(places, np.where(ways == "unknown", np.nan, 1.0), np.full(len(ways), np.nan))

    stages = Stages()
    motions = (motion for motion in track(recording, THIGHS) if isinstance(motion, ThighMotion))
    swings = join_swings([stages.thigh_contact.detect(motion, told(motion)) for motion in motions])
    return list_events(stages.bout.detect(swings))


def figures(true: pd.DataFrame, found: pd.DataFrame) -> str:
    """A line of the table: contacts paired one to one within 150 ms, nearest first."""
    cells: list[float] = []
    count = 0
    for kind in ("initial_contact", "final_contact"):
        late, wanted, given = [], 0, 0
        for side in ("left", "right"):
            a, b = (
                np.sort(t.loc[(t["side"] == side) & (t["event"] == kind), "time_s"].to_numpy())
                for t in (true, found)
            )
            late += [1e3 * (b[j] - a[i]) for i, j in pairs(a, b)]
            wanted, given = wanted + len(a), given + len(b)
        count = count or wanted
        cells += [
            2 * len(late) / (wanted + given),
            np.mean(late) if late else np.nan,
            np.std(late) if late else np.nan,
        ]
    return line(count, *cells)


def line(count: int, *cells: float) -> str:
    first, last = (
        f"{f1:6.3f} {bias:+4.0f} {sd:4.0f}" if np.isfinite(bias) else f"{f1:6.3f}    -    -"
        for f1, bias, sd in (cells[:3], cells[3:])
    )
    return f"{count:5d}{first} {last}"


if __name__ == "__main__":
    main()
