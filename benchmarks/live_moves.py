"""Movements that are hardly walking, live and by `analyze`: contacts with a direction, and whether the body went there.

    python benchmarks/live_moves.py [--shared ../shared]

Captured dancing, bowing, kicking, crawling, side steps and some walks (`data/real`, set `moves`), each limb in the
segment frame. The body's speed is that of the pelvis along where it faces, mean of the second before a contact.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from no_walking import SLOWEST_MPS

import retrogait as rg
from retrogait.errors import RetrogaitError
from retrogait.tables.catalogue import SENSOR_COLUMNS

ROOT = Path(__file__).resolve().parents[1]
BEFORE_S = 1.0
KINDS = ("foot", "shank")
COLUMNS = ("none", "as body", "against", "no travel")


def live(rate_hz: float, samples: dict[str, np.ndarray]) -> pd.DataFrame:
    """Contacts of each limb by a stream of its own."""
    tables = []
    for site, values in samples.items():
        stream = rg.ContactStream(rate_hz, site, frame="segment")
        tables += [stream.push(values), stream.flush()]
    return pd.concat(tables)


def batch(rate_hz: float, samples: dict[str, np.ndarray]) -> pd.DataFrame:
    """Contacts of both limbs by `analyze`."""
    frames = {site: pd.DataFrame(values, columns=list(SENSOR_COLUMNS)) for site, values in samples.items()}
    return rg.analyze(rg.Recording.from_frames(frames, rate_hz, frame="segment")).events


def claims(events: pd.DataFrame, speed_mps: pd.Series) -> Counter[tuple[str, str]]:
    """How many contacts of each direction there are where the body went that way, the other way, and nowhere."""
    count: Counter[tuple[str, str]] = Counter()
    for event in events.itertuples():
        there = speed_mps.loc[event.time_s - BEFORE_S : event.time_s].mean()
        if event.direction == "unknown":
            kind = "none"
        elif not abs(there) > SLOWEST_MPS:
            kind = "no travel"
        else:
            kind = "as body" if (there > 0) == (event.direction == "forward") else "against"
        count[event.direction, kind] += 1
    return count


def of_moves(shared: Path) -> dict[tuple[str, str], Counter[tuple[str, str]]]:
    """Claims by kind of limb and by who finds the contacts; what is refused has none."""
    index = pd.read_csv(shared / "data" / "real" / "index.csv", keep_default_na=False)
    found = {(kind, name): Counter() for kind in KINDS for name in ("live", "batch")}
    for row in index[index["set"] == "moves"].itertuples():
        table = pd.read_csv(shared / "data" / "real" / f"{row.name}.csv.gz")
        speed_mps = pd.Series(table["truth_forward_mps"].to_numpy(), np.arange(len(table)) / row.rate_hz)
        for kind in KINDS:
            samples = {
                site: np.ascontiguousarray(
                    table[[f"{site}_{name}" for name in SENSOR_COLUMNS]].to_numpy(float)
                )
                for site in (f"left_{kind}", f"right_{kind}")
            }
            for name, find in (("live", live), ("batch", batch)):
                try:
                    found[kind, name] += claims(find(float(row.rate_hz), samples), speed_mps)
                except RetrogaitError:  # a sensor that lies down is not in the segment frame
                    continue
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared = parser.parse_args().shared
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    if not (shared / "data" / "real" / "index.csv").is_file():
        print(f"no reference recordings in {shared}")
        return
    print(f"{'contacts of 55 captured movements':34}" + "".join(f"{name:>11}" for name in COLUMNS))
    for (kind, name), count in of_moves(shared).items():
        for way in ("backward", "forward", "unknown"):
            cells = "".join(f"{count[way, column]:11d}" for column in COLUMNS)
            print(f"{kind:6}{name:7}{way:21}{cells}")


if __name__ == "__main__":
    main()
