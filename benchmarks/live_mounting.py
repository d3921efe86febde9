"""A stream in the sensor frame, every sensor turned at random: when it finds the mounting, and what it then says.

    python benchmarks/live_mounting.py [--shared ../shared] [--simulated 60]

Walks of one direction, feet and shanks: real, captured and simulated. A walk is wrong where any contact has the other
direction.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from unknown_mounting import OTHER, ROOT, TURN_SEED, Walk, captured_walks, real_walks, simulated_walks, turned

import retrogait as rg
from retrogait.errors import RetrogaitError

VERDICTS = ("right", "not found", "wrong", "refused")


def judge(walk: Walk, rng: np.random.Generator) -> tuple[str, float]:
    """What the stream says of a walk, and when in s it found the mounting."""
    stream = rg.ContactStream(walk.rate_hz, walk.site, frame="sensor")
    try:
        events = stream.push(turned(walk.values, rng))
    except RetrogaitError:
        return "refused", np.nan
    said = set(events["direction"])
    verdict = "wrong" if OTHER[walk.truth] in said else "right" if walk.truth in said else "not found"
    return verdict, stream.mounting_found_s


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--simulated", type=int, default=60, help="number of simulated walks")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    walks = list(simulated_walks(arguments.simulated))
    if (arguments.shared / "data").is_dir():
        walks += [*captured_walks(arguments.shared / "data"), *real_walks(arguments.shared / "data")]
    rng = np.random.default_rng(TURN_SEED)
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    found_s: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for walk in walks:
        if walk.worn == "thighs":
            continue
        row = (walk.kind, walk.worn, walk.truth)
        verdict, when_s = judge(walk, rng)
        counts[row][verdict] += 1
        found_s[row] += [when_s] if np.isfinite(when_s) else []
        if verdict == "wrong":
            print(f"wrong: {walk.name} {walk.site}")
    print(
        f"{'':30}{'sensors':>8}"
        + "".join(f"{name:>11}" for name in VERDICTS)
        + f"{'found at, s (median, 90 %)':>28}"
    )
    for row, count in sorted(counts.items()):
        when = np.quantile(found_s[row], [0.5, 0.9]) if found_s[row] else [np.nan, np.nan]
        cells = "".join(f"{count[name]:11d}" for name in VERDICTS)
        print(
            f"{row[0]:10} {row[1]:8} {row[2]:9} {sum(count.values()):8d}{cells}{when[0]:18.0f}{when[1]:10.0f}"
        )


if __name__ == "__main__":
    main()
