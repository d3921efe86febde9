"""What the sampling rate does to measures of impact: medians over steady steps of simulated walks.

    python benchmarks/impact_rate.py

A cell is the median at 200 Hz over that at 100, and at 400 over 200: least and largest over walks. `*` marks measures
that `low_rate_measures` names at 100 Hz.
"""

from __future__ import annotations

import warnings

import pandas as pd

import retrogait as rg
from retrogait.impact.measure import IMPACT_MEASURES

SITES = ("left_foot", "right_foot", "left_shank", "left_thigh", "lower_back")
PARTS = ("foot", "shank", "thigh", "lower_back")
WALKS = (
    (None, "backward", 0.22),
    (None, "backward", 0.5),
    (None, "forward", 0.9),
    ("adult", "backward", 0.5),
    ("adult", "forward", 1.1),
)


def medians(walk: tuple[str | None, str, float], rate_hz: float) -> tuple[pd.DataFrame, dict[str, str]]:
    """Median of each measure of each part, and what the table says of the rate."""
    walker, direction, speed = walk
    recording, _ = rg.simulate_walk(direction, speed, 60, 3, sites=SITES, rate_hz=rate_hz, walker=walker)
    table = rg.measure_impact(rg.analyze(recording))
    part = table["site"].str.replace("left_|right_", "", regex=True)
    steady = table[table["is_steady"]].assign(part=part[table["is_steady"]])
    named = table.assign(part=part).groupby("part")["low_rate_measures"].first().fillna("").to_dict()
    return steady.groupby("part")[list(IMPACT_MEASURES)].median(), named


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    found = {(walk, hz): medians(walk, hz) for walk in WALKS for hz in (100.0, 200.0, 400.0)}
    print("| part | measure | 200 over 100 Hz | 400 over 200 Hz |\n|---|---|---|---|")
    for part in PARTS:
        for measure in IMPACT_MEASURES:
            cells = []
            for low, high in ((100.0, 200.0), (200.0, 400.0)):
                ratios = [
                    found[walk, high][0].loc[part, measure] / found[walk, low][0].loc[part, measure]
                    for walk in WALKS
                ]
                known = pd.Series(ratios).dropna()
                cells.append(f"{known.min():.2f} to {known.max():.2f}" if len(known) else "-")
            mark = "*" if measure in found[WALKS[0], 100.0][1][part].split() else ""
            print(f"| {part} | `{measure}`{mark} | {cells[0]} | {cells[1]} |")


if __name__ == "__main__":
    main()
