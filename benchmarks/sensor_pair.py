"""What is found of accelerometers and gyroscopes that do not belong together: `python benchmarks/sensor_pair.py`.

Faults are made on good recordings: simulated walks, and those of people in the `shared` folder where it lies beside the
repository. A row per fault and kind of site: how many sensors are named rightly, named otherwise, or left alone; the
first row of each table are the false alarms on the sensors as they are, those with too few strides to judge included.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import retrogait as rg
from retrogait.mounting.sensor_pair import check_pair, pair_notes
from retrogait.tables.catalogue import SENSOR_COLUMNS, SITES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KINDS = ("foot", "shank", "thigh", "lower_back", "sternum")
BROKEN = ("legs_03_00", "legs_05_00")  # gyroscopes ten times too large that are cut off
_RAD_DEG = 57.29578
Channels = np.ndarray  # (6, n)


def turned(matrix: np.ndarray, acc: np.ndarray | None = None) -> Callable[[Channels, float], Channels]:
    """A fault: the gyroscope's samples times a matrix, and the accelerometer's."""
    whole = np.zeros((6, 6))
    whole[:3, :3], whole[3:, 3:] = np.eye(3) if acc is None else acc, matrix
    return lambda channels, _: whole @ channels


def exchanged(first: int, second: int, sign: float) -> np.ndarray:
    """Two axes in each other's place."""
    matrix = np.eye(3)
    matrix[[first, second]] = matrix[[second, first]]
    matrix[first] *= sign
    return matrix


def delayed(by_s: float) -> Callable[[Channels, float], Channels]:
    """A fault: the gyroscope so much later."""

    def shifted(channels: Channels, rate_hz: float) -> Channels:
        k, moved = round(by_s * rate_hz), channels.copy()
        moved[3:] = np.roll(channels[3:], k, axis=1)
        moved[:, slice(0, k) if k > 0 else slice(channels.shape[1] + k, None)] = np.nan
        return moved

    return shifted


def cut_off(channels: Channels, _: float) -> Channels:
    """A fault: a range of 125 deg/s."""
    return np.concatenate([channels[:3], np.clip(channels[3:], -125.0, 125.0)])


def stuck(channels: Channels, _: float) -> Channels:
    """A fault: 50 deg/s throughout."""
    return np.concatenate([channels[:3], np.where(np.isnan(channels[3:]), np.nan, 50.0)])


MIRROR, ONE = np.diag([1.0, -1.0, 1.0]), np.eye(3)
UNITS = {"unit", "too fast"}
FAULTS: dict[str, tuple[Callable[[Channels, float], Channels], set[str]]] = {
    "negated": (turned(-ONE), {"negated"}),
    "left-handed": (turned(MIRROR, MIRROR), {"negated"}),
    "gyr x 0.5": (turned(0.5 * ONE), {"factor"}),
    "gyr x 2": (turned(2.0 * ONE), {"factor"}),
    "gyr x 57.3": (turned(_RAD_DEG * ONE), UNITS),
    "gyr / 57.3": (turned(ONE / _RAD_DEG), UNITS),
    "acc x 0.5": (turned(ONE, 0.5 * ONE), {"acc factor"}),
    "acc x 2": (turned(ONE, 2.0 * ONE), {"acc factor"}),
    **{
        f"{'xyz'[a]} and {'-' if sign < 0 else ''}{'xyz'[b]}": (turned(exchanged(a, b, sign)), {"exchanged"})
        for a, b in ((0, 1), (1, 2), (2, 0))
        for sign in (1.0, -1.0)
    },
    **{f"{1e3 * by_s:+.0f} ms": (delayed(by_s), {"delayed"}) for by_s in (-0.06, -0.03, 0.03, 0.06)},
    "cut off at 125": (cut_off, {"clipped"}),
    "stuck": (stuck, {"stuck"}),
}


def simulated() -> Iterator[rg.Recording]:
    """Walks of both directions at six speeds."""
    for direction in ("forward", "backward"):
        for speed_mps in (0.2, 0.4, 0.6, 0.9, 1.2, 1.4):
            seed = int(10 * speed_mps)
            yield rg.simulate_walk(direction, speed_mps, 30.0, seed, sites=SITES)[0]


def of_people(data: Path) -> Iterator[rg.Recording]:
    """Recordings in the shared folder whose sites are known."""
    for name in pd.read_csv(data / "virtual_imu" / "index.csv")["name"]:
        yield rg.read_recording(data / "virtual_imu" / f"{name}.csv", frame="sensor")
    for row in pd.read_csv(data / "real" / "index.csv").itertuples():
        if row.name in BROKEN:
            continue
        wide = pd.read_csv(data / "real" / f"{row.name}.csv.gz").set_index("time_s")
        yield _recorded({s: wide[[f"{s}_{c}" for c in SENSOR_COLUMNS]] for s in row.sites.split()})
    for way in ("backward", "forward"):
        table = pd.read_csv(data / "treadmill" / f"{way}_imu.csv")
        for point in "HT":
            feet = {f"{side}_foot": f"{side[0].upper()}{point}." for side in ("left", "right")}
            frames = {site: table[[c for c in table if c.startswith(head)]] for site, head in feet.items()}
            yield _recorded(frames, 370.37, "g")
    walk = pd.read_csv(data / "forward_foot_mocap" / "imu_sample.csv", header=[0, 1], index_col=0)
    yield _recorded({f"{side}_foot": walk[f"{side}_sensor"] for side in ("left", "right")}, 204.8)
    for path in sorted((data / "forward_overground").glob("*.json")):
        for short in ("lf", "rf", "lb"):
            yield rg.read_recording(path.with_name(f"{path.stem}_{short}.txt"), frame="sensor")


def _recorded(
    frames: dict[str, pd.DataFrame], rate_hz: float | None = None, unit: str = "m/s^2"
) -> rg.Recording:
    named = {site: frame.set_axis(list(SENSOR_COLUMNS), axis=1) for site, frame in frames.items()}
    if rate_hz is not None:
        named = {site: frame.reset_index(drop=True) for site, frame in named.items()}
    return rg.Recording.from_frames(named, rate_hz, frame="sensor", acc_unit=unit)


def count(recordings: Iterator[rg.Recording]) -> dict[tuple[str, str], Counter[str]]:
    """Sensors named rightly, otherwise or not, per fault and kind of site."""
    table: dict[tuple[str, str], Counter[str]] = {}
    for recording in recordings:
        alarms = pair_notes(recording)
        for site in recording.sites:
            kind = next(kind for kind in KINDS if site.endswith(kind))
            finding = check_pair(recording, site)
            own = table.setdefault(("as it is", kind), Counter())
            own["n"] += 1
            own["otherwise"] += any(site in note for note in alarms)
            own["silent"] += not any(site in note for note in alarms)
            if "too few" in finding.words:
                continue
            for fault, (make, causes) in FAULTS.items():
                wrong = np.ascontiguousarray(make(recording.channels(site), recording.rate_hz))
                found = check_pair(replace(recording, _channels={site: wrong}), site).cause
                own = table.setdefault((fault, kind), Counter())
                own["n"] += 1
                own["right" if found in causes else "silent" if found == "fits" else "otherwise"] += 1
    return table


def main() -> None:
    """Print a table per source."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    data = parser.parse_args().shared / "data"
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    sources = {"Simulated walks": simulated()}
    if data.is_dir():
        sources["People"] = of_people(data)
    else:
        print(f"no recordings of people in {data}", file=sys.stderr)
    for title, recordings in sources.items():
        table = count(recordings)
        print(f"{title}: named rightly / named otherwise / silent\n")
        print(f"{'':16}" + "".join(f"{kind:>12}" for kind in KINDS))
        for fault in ("as it is", *FAULTS):
            cells = [table.get((fault, kind), Counter()) for kind in KINDS]
            texts = [f"{c['right']}/{c['otherwise']}/{c['silent']}" if c["n"] else "-" for c in cells]
            print(f"{fault:16}" + "".join(f"{text:>12}" for text in texts))
        print()


if __name__ == "__main__":
    main()
