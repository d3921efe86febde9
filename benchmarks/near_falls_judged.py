"""Near-falls by the live stream: how many of real stumbles and falls are reported and when, and what is reported else.

    python benchmarks/near_falls_judged.py [--people 30] [--quick]

Real: all of SisFall at the waist in `shared/data/real`, four people who acted, and two people at the lower back; nobody
walks backward there. A recording is followed from its first sample, as worn. What is reported of anything but stumbles
and falls is a false report; a rate has exact Poisson limits. Simulated: people of `retrogait.simulation` who nearly
fall, with the truth of when.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import retrogait as rg
from retrogait.intervals.rates import poisson_limits
from retrogait.simulation.near_falls import KINDS
from retrogait.simulation.profiles import PROFILES
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrogait.live import NearFall

ROOT = Path(__file__).resolve().parents[1]
CHUNK_S = 0.1
MEANT = ("waist stumble", "waist fall")  # something is to be reported of these
EARLY_S, LATE_S = 1.0, 2.2  # a report from so long before the truth to so long after it is of that event
EVERY_S = 20.0
SEED = 4100


@dataclass
class Tally:
    """What the stream reported of the recordings of one activity."""

    recordings: int = 0
    with_report: int = 0
    reports: int = 0
    minutes: float = 0.0
    late_s: list[float] = field(
        default_factory=list
    )  # first decision after the hardest moment, negative before it


def followed(samples: np.ndarray, rate_hz: float) -> list[NearFall]:
    """Near-falls that a stream reports of one trunk sensor, in the order of decision."""
    stream = rg.SessionStream(rate_hz, ["lower_back"], frame="sensor")
    step = max(1, round(CHUNK_S * rate_hz))
    found: list[NearFall] = []
    for first in range(0, len(samples), step):
        found += stream.push({"lower_back": samples[first : first + step]}).near_falls
    return found + stream.flush().near_falls


def real(folder: Path) -> dict[str, Tally]:
    """Every recording at the waist or the lower back, by activity."""
    index = pd.read_csv(folder / "index.csv", keep_default_na=False)
    tallies: dict[str, Tally] = {}
    for row in index[index["set"].isin(["waist", "lumbar"])].itertuples():
        table = pd.read_csv(folder / f"{row.name}.csv.gz")
        samples = table[[f"lower_back_{name}" for name in SENSOR_COLUMNS]].to_numpy(float)
        reports = followed(samples, row.rate_hz)
        tally = tallies.setdefault(f"{row.set} {row.activity}", Tally())
        tally.recordings += 1
        tally.with_report += bool(reports)
        tally.reports += len(reports)
        tally.minutes += len(samples) / row.rate_hz / 60.0
        if reports:
            hardest_s = float(np.argmax(np.linalg.norm(samples[:, :3], axis=1))) / row.rate_hz
            tally.late_s.append(reports[0].decided_s - hardest_s)
    return tallies


def simulated(people: int) -> Iterator[tuple[str, str, int, int, int, float]]:
    """Profile, kind, near-falls, found, other reports, minutes: a walk of each person with every kind in it."""
    times = [EVERY_S * (k + 1) for k in range(len(KINDS))]
    names = list(PROFILES)
    for k in range(people):
        way = ("backward", "forward")[k % 2]
        walk, truth = rg.simulate_walk(
            way,
            duration_s=EVERY_S * (len(KINDS) + 1),
            seed=SEED + k,
            walker=names[k // 2 % len(names)],
            sites=["lower_back"],
            near_falls=list(zip(KINDS, times, strict=True)),
        )
        reports = [one.time_s for one in followed(walk["lower_back"].to_numpy(), walk.rate_hz)]
        own = np.zeros(len(reports), bool)
        minutes = walk.duration_s / 60.0 / len(KINDS)
        for kind, at_s in truth.near_falls[["kind", "time_s"]].itertuples(index=False):
            near = np.array([at_s - EARLY_S < one < at_s + LATE_S for one in reports], bool)
            own |= near
            yield way, kind, 1, int(near.any()), 0, minutes
        yield way, "none of them", 0, 0, int((~own).sum()), minutes * len(KINDS)


def wilson(found: int, of: int) -> tuple[float, float]:
    """95 % interval of a share, Wilson 1927, doi 10.1080/01621459.1927.10502953."""
    z2, share = 1.96**2, found / of
    middle, half = share + z2 / (2 * of), np.sqrt(z2 * (share * (1 - share) / of + z2 / (4 * of**2)))
    return (middle - half) / (1 + z2 / of), (middle + half) / (1 + z2 / of)


def share_words(found: int, of: int) -> str:
    low, high = wilson(found, of)
    return f"{found:2d} of {of:2d} ({100 * low:.0f} to {100 * high:.0f} %)"


def rate_words(reports: int, minutes: float) -> str:
    low, high = (10.0 * one / minutes for one in poisson_limits(reports))
    rate = 10.0 * reports / minutes
    return f"{reports:3d} reports in {minutes:5.1f} min: {rate:5.1f} in 10 min ({low:.1f} to {high:.1f})"


def print_real(tallies: dict[str, Tally]) -> None:
    print("Real, the waist of four people who acted and the lower back of two; 95 % intervals")
    for activity in MEANT:
        tally = tallies[activity]
        late = np.percentile(tally.late_s, [0, 50, 100]) if tally.late_s else [np.nan] * 3
        print(
            f"  {activity:13} reported {share_words(tally.with_report, tally.recordings)}; "
            f"decided {late[1]:+.1f} s from the hardest moment ({late[0]:+.1f} to {late[2]:+.1f})"
        )
    for activity, tally in tallies.items():
        if activity not in MEANT:
            print(f"  {activity:13} {rate_words(tally.reports, tally.minutes)}")


def print_simulated(rows: Sequence[tuple[str, str, int, int, int, float]]) -> None:
    columns = ["way", "kind", "events", "found", "others", "minutes"]
    table = pd.DataFrame(rows, columns=columns).groupby(["way", "kind"], sort=False).sum()
    print("Simulated, people by profile, trunk motion of captured size; 95 % intervals")
    for (way, kind), own in table.iterrows():
        if own.events:
            print(f"  {way:8} {kind:10} reported {share_words(int(own.found), int(own.events))}")
        else:
            print(f"  {way:8} other      {rate_words(int(own.others), own.minutes)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--quick", action="store_true", help="four people")
    given = parser.parse_args()
    folder = Path(os.environ.get("RETROGAIT_SHARED") or ROOT.parent / "shared") / "data" / "real"
    if not folder.is_dir():
        print("no recordings of others at hand: real stumbles and falls not judged")
    else:
        print_real(real(folder))
    print_simulated(list(simulated(4 if given.quick else given.people)))


if __name__ == "__main__":
    main()
