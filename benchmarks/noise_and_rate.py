"""What noise and sampling rate do to the measures of the trunk, and whether the flag says so; simulated walks.

    python benchmarks/noise_and_rate.py                            # some minutes
    python benchmarks/noise_and_rate.py --page docs/stability.md   # table on the page
    python benchmarks/noise_and_rate.py --quick                    # four walks, for CI: exits 1 where a floor falls

Each walk is recorded at 100 Hz without noise, and again at other rates and with white noise of other sizes. A cell says
which share of the measures, over walks and axes, is not flagged `noisy`; how far the furthest of these is from that of
the first recording, in percent of it; and how far the furthest of all is.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from contact_errors import write_block

import retrogait as rg
from retrogait.simulation.sensor import Sensor
from retrogait.stability import StabilityOptions
from retrogait.stability.signals import AXES

if TYPE_CHECKING:
    from collections.abc import Iterator

SITES = ("left_foot", "right_foot", "lower_back")
# rate in Hz, noise of the accelerometer in m/s^2 and of the gyroscope in deg/s
REFERENCE = (100.0, 0.0, 0.0)
DEFAULT = (100.0, 0.02, 0.1)
CONDITIONS = (DEFAULT, (100.0, 0.05, 0.1), (200.0, 0.0, 0.0), (200.0, 0.02, 0.1), (200.0, 0.05, 0.1))
# walker, direction, speed in m/s, seed
QUICK = (
    ("plain", "backward", 0.6, 2),
    ("plain", "forward", 0.8, 3),
    ("adult", "backward", 0.5, 5),
    ("adult", "forward", 1.0, 6),
)
FULL = tuple(
    (walker, direction, speed, seed)
    for walker in ("plain", "adult")
    for direction, speeds in (("backward", (0.22, 0.45, 0.6, 0.8)), ("forward", (0.45, 0.8, 1.2)))
    for speed in speeds
    for seed in (1, 2)
)
FAMILIES = (
    "rms",
    "rms_ratio",
    "step_regularity",
    "stride_regularity",
    "regularity_ratio",
    "improved_harmonic_ratio",
    "harmonic_ratio",
    "sample_entropy",
    "complexity_index",
    "local_divergence_short",
    "local_divergence_long",
    "floquet_multiplier",
    "trunk_sparc",
    "trunk_ldlj",
)
BY_CHANCE = ("local_divergence_long", "floquet_multiplier")
MOST_MOVED = {"adult": 0.05, "plain": 0.08}  # what is ok; of 60 even strides the flag errs by some percent
LEAST_OK = (
    0.9  # at the noise of a good wearable, of the quick walks, of every family but those that move by chance
)


def measure(walk: tuple[str, str, float, int], strides: int, n_strides: int) -> pd.DataFrame:
    """A row for each condition and measure of a walk: how far it moved, and its flag."""
    walker, direction, speed, seed = walk
    person = {} if walker == "plain" else {"walker": walker}
    probe, _ = rg.simulate_walk(direction, speed, 30.0, seed, sites=SITES[:2], **person)
    stride_s = float(rg.analyze(probe).strides["stride_time_s"].median())
    rows, reference = [], None
    for rate_hz, acc, gyr in (REFERENCE, *CONDITIONS):
        sensor = Sensor(acc_noise_mps2=acc, gyr_noise_dps=gyr)
        recording, _ = rg.simulate_walk(
            direction,
            speed,
            strides * stride_s + 10.0,
            seed,
            sites=SITES,
            rate_hz=rate_hz,
            sensor=sensor,
            **person,
        )
        row = rg.measure_stability(rg.analyze(recording), StabilityOptions(n_strides=n_strides)).iloc[-1]
        reference = row if reference is None else reference
        for family, name in _columns(row):
            rows.append(
                {
                    "walk": " ".join(map(str, walk)),
                    "speed": speed,
                    "condition": (rate_hz, acc, gyr),
                    "family": family,
                    "measure": name,
                    "moved": abs(row[name] / reference[name] - 1.0),
                    "is_ok": row[f"{name}_flag"] != "noisy",
                }
            )
    return pd.DataFrame(rows)


def _columns(row: pd.Series) -> Iterator[tuple[str, str]]:
    """Family and name of each measure of the trunk."""
    for family in FAMILIES:
        starts = [f"{family}_{axis}" for axis in AXES] if not family.startswith("trunk") else [family]
        for name in map(str, row.index):
            if f"{name}_flag" in row.index and name.startswith(tuple(starts)):
                yield family, name


def tabulate(moves: pd.DataFrame) -> str:
    """The table in Markdown: a row for each family, two columns for each condition."""
    moves = moves[moves["condition"] != REFERENCE]
    heads = [
        f"{rate:g} Hz, {acc:g} m/s², {gyr:g} deg/s" if acc else f"{rate:g} Hz, no noise"
        for rate, acc, gyr in CONDITIONS
    ]
    lines = ["| measure | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for family, own in moves.groupby("family", sort=False):
        cells = []
        for condition in CONDITIONS:
            here = own[own["condition"] == condition]
            ok = here[here["is_ok"]]
            most = f"{100 * ok['moved'].max():.1f}" if len(ok) else "-"
            cells.append(f"{100 * here['is_ok'].mean():.0f} % ok, {most}; {100 * here['moved'].max():.0f}")
        name = family if family.startswith("trunk") else f"{family}_*"
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def fallen(moves: pd.DataFrame) -> list[str]:
    """Which floors of the quick walks fell."""
    steady = moves[~moves["family"].isin(BY_CHANCE)]
    told = [
        f"{row.walk}, {row.condition}: {row.measure} is ok and moved by {100 * row.moved:.1f} %"
        for row in steady[
            steady["is_ok"] & (steady["moved"] > steady["walk"].str.split().str[0].map(MOST_MOVED))
        ].itertuples()
    ]
    default = steady[steady["condition"] == DEFAULT].groupby("family")["is_ok"].mean()
    told += [
        f"{family}: {100 * share:.0f} % ok at default noise"
        for family, share in default.items()
        if share < LEAST_OK
    ]
    return told


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 where a floor of the quick walks fell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="four walks of 60 strides, and floors")
    parser.add_argument("--page", type=Path, help="write the table into this page")
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    walks, strides, used = (QUICK, 70, 60) if options.quick else (FULL, 158, 150)
    moves = pd.concat([measure(walk, strides, used) for walk in walks], ignore_index=True)
    adult, slow = moves["walk"].str.startswith("adult"), moves["speed"] < 0.4
    groups = (
        ("People (`adult`) from 0.45 m/s", adult & ~slow),
        ("People at 0.22 m/s", adult & slow),
        ("The plain walker, whose strides hardly differ, from 0.45 m/s", ~adult & ~slow),
        ("The plain walker at 0.22 m/s", ~adult & slow),
    )
    text = "\n\n".join(
        f"{title}, {moves.loc[chosen, 'walk'].nunique()} walks:\n\n{tabulate(moves[chosen])}"
        for title, chosen in groups
        if chosen.any()
    )
    told = fallen(moves)
    print(
        text
        + "\n\n"
        + "\n".join(told or ["What is ok moved no further than it may, but for what moves by chance."])
    )
    if options.page:
        write_block(options.page, "noise and rate", text)
    return 1 if told and options.quick else 0


if __name__ == "__main__":
    sys.exit(main())
