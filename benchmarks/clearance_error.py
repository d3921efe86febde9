"""Clearances of simulated walks against their truth: error, standard error as stated, and what the rate does.

    python benchmarks/clearance_error.py

`within` is the share of clearances within two standard errors of the truth, some 95 % where these are right; most of an
error is where heel and ball of the foot are, the same in every stride of a person. `spread` is the root mean square of
errors over standard errors, 1 where these are right. `below` is the share of strides that are `is_below_floor`.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from contact_errors import pairs
from foot_paths import true_measures

import retrogait as rg

ENDS = ("toe", "heel")
WALKS = tuple(
    (walker, direction, speed, rate_hz)
    for walker in ("plain", "adult", "older_adult")
    for direction, speeds in (("backward", (0.22, 0.5, 0.8)), ("forward", (0.5, 0.8, 1.2)))
    for speed in speeds
    for rate_hz in (100.0, 200.0)
)


def errors(walk: tuple[str, str, float, float], seconds: float = 40.0) -> pd.DataFrame:
    """A row for each stride of a walk: clearances, their errors and standard errors, in m."""
    walker, direction, speed, rate_hz = walk
    person = {} if walker == "plain" else {"walker": walker}
    recording, truth = rg.simulate_walk(direction, speed, seconds, 3, rate_hz=rate_hz, **person)
    strides = rg.analyze(recording).strides
    rows = []
    for side in ("left", "right"):
        true, got = (t[t["side"] == side] for t in (truth.strides, strides))
        for i, j in pairs(true["start_s"].to_numpy(), got["start_s"].to_numpy()):
            want, found = true_measures(truth, true.iloc[i]), got.iloc[j]
            row = {"below": bool(found["is_below_floor"])}
            for end in ENDS:
                row[f"{end}_m"] = found[f"{end}_clearance_m"]
                row[f"{end}_error_m"] = found[f"{end}_clearance_m"] - want[f"{end}_clearance_m"]
                row[f"{end}_se_m"] = found[f"{end}_clearance_se_m"]
            rows.append(row)
    return pd.DataFrame(rows)


def figures(table: pd.DataFrame, end: str) -> tuple[float, float]:
    """Share within two standard errors, and root mean square of errors over them."""
    known = table.dropna(subset=[f"{end}_error_m", f"{end}_se_m"])
    score = (known[f"{end}_error_m"] / known[f"{end}_se_m"]).to_numpy()
    return float((np.abs(score) < 2.0).mean()), float(np.sqrt((score**2).mean()))


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    found = {walk: errors(walk) for walk in WALKS}
    print(
        "| walker, direction, m/s | Hz | below | toe mm, error, se | within | heel mm, error, se | within |"
    )
    print("|---|---|---|---|---|---|---|")
    for walk, table in found.items():
        cells = []
        for end in ENDS:
            mm = [1000 * table[f"{end}{part}_m"].mean() for part in ("", "_error", "_se")]
            cells += [f"{mm[0]:.1f}, {mm[1]:+.1f}, {mm[2]:.1f}", f"{figures(table, end)[0]:.2f}"]
        head = f"{walk[0]}, {walk[1]}, {walk[2]:g}"
        print(f"| {head} | {walk[3]:g} | {table['below'].mean():.2f} | {' | '.join(cells)} |")
    everything = pd.concat(found.values())
    for end in ENDS:
        within, spread = figures(everything, end)
        print(
            f"{end}: within {within:.3f}, spread {spread:.2f}, {everything[f'{end}_error_m'].notna().sum()} strides"
        )
        moved = [
            abs(found[*walk[:3], 200.0][f"{end}_m"].mean() / table[f"{end}_m"].mean() - 1.0)
            for walk, table in found.items()
            if walk[3] == 100.0
        ]
        most = f"{100 * np.median(moved):.1f} % at the median, {100 * max(moved):.1f} % at most"
        print(f"{end}: from 100 to 200 Hz means move by {most}")


if __name__ == "__main__":
    main()
