"""How often the 95 % intervals of comparisons hold the truth: difference, ratio, effect size, and dual-task cost.

    python benchmarks/comparison_coverage.py            # 4,000 draws a row, some minutes of one core
    python benchmarks/comparison_coverage.py --quick    # 1,000 draws of what is bound: exits 1 outside 93 to 99 %

Simulated strides of one foot: a measure of mean 1.0 in the first walk and 0.9 in the second, SD 0.05, which is 5 %. The
ratio is that of `rg.compare_strides`; the cost, of a measure of which more is better, is 100 less the ratio in percent.
Walks as they were walked; paired by speed they are of one number, and both speeds are the same here.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

import numpy as np
from interval_coverage import autoregressive

from retrogait.intervals.contrast import Contrast, Strides, contrast
from retrogait.intervals.order import Order
from retrogait.tables.flags import OK

LENGTHS = ((20, 20), (40, 40), (100, 100), (20, 100))
BOUNDS_PCT, QUICK_BOUNDS_PCT = (94.0, 98.5), (93.0, 99.0)  # 1,000 draws have a standard error of 0.7
MEANS = (1.0, 0.9)
FIGURES = {
    "difference": MEANS[0] - MEANS[1],
    "ratio": MEANS[0] / MEANS[1],
    "effect_size": None,  # by the SD of the row
}


@dataclass(frozen=True)
class Row:
    """One kind of strides: AR(1) coefficients of the walks, SD, and whether its coverage is bound."""

    words: str
    rho: tuple[float, float]
    sd: float = 0.05
    bound: bool = True


ROWS = (
    Row("independent", (0.0, 0.0)),
    Row("AR(1) 0.5", (0.5, 0.5)),
    Row("the first AR(1) 0.5", (0.5, 0.0)),
    Row("the second AR(1) 0.5", (0.0, 0.5), bound=False),
    Row("independent, SD 30 %", (0.0, 0.0), 0.3, bound=False),
    Row("AR(1) 0.5, SD 30 %", (0.5, 0.5), 0.3, bound=False),
)


def walk(values: np.ndarray, paired: bool) -> Strides:
    """m draws of n strides of one foot in one stretch, of one speed where they are paired."""
    n = values.shape[1]
    speed = np.full(n, 0.5) if paired else None
    return Strides(
        values, Order(np.zeros(n, int), np.arange(n), np.arange(n), np.full(n, "left", object)), speed
    )


def draw(row: Row, lengths: tuple[int, int], draws: int, seed: int, paired: bool) -> list[Contrast]:
    """Comparisons of pairs of walks."""
    rng = np.random.default_rng([seed, *lengths])
    walks = [
        walk(mean + row.sd * autoregressive(rho)(rng, draws, n), paired)
        for mean, rho, n in zip(MEANS, row.rho, lengths, strict=True)
    ]
    return contrast(*walks)


def coverage(found: list[Contrast], name: str, truth: float) -> float:
    """Percent of the intervals that are given that hold the truth."""
    ends = [(getattr(one, f"{name}_low"), getattr(one, f"{name}_high")) for one in found if one.flag == OK]
    given = [(low, high) for low, high in ends if np.isfinite(low)]
    return 100.0 * float(np.mean([low <= truth <= high for low, high in given]))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=4000, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--quick", action="store_true", help="1,000 draws of the rows that are bound")
    arguments = parser.parse_args()
    draws = 1000 if arguments.quick else arguments.draws
    low, high = QUICK_BOUNDS_PCT if arguments.quick else BOUNDS_PCT
    print(f"{draws} draws a row; coverage in percent of the intervals that are given\n")
    print("| strides | n | given % | difference | ratio, cost | effect size | paired: difference | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    bound: list[float] = []
    for row in ROWS:
        if arguments.quick and not row.bound:
            continue
        for lengths in LENGTHS:
            found = draw(row, lengths, draws, arguments.seed, paired=False)
            given = 100.0 * float(np.mean([one.flag == OK for one in found]))
            truths = FIGURES | {"effect_size": FIGURES["difference"] / row.sd}
            held = {name: coverage(found, name, truth) for name, truth in truths.items()}
            n = f"{lengths[0]}" if lengths[0] == lengths[1] else f"{lengths[0]}, {lengths[1]}"
            cells = [f"{one:.1f}" for one in held.values()]
            if lengths[0] == lengths[1]:
                found = draw(row, lengths, draws, arguments.seed, paired=True)
                of_pairs = [coverage(found, name, truths[name]) for name in ("difference", "ratio")]
                cells += [f"{one:.1f}" for one in of_pairs]
                bound += of_pairs * (row.bound and row.rho[0] == row.rho[1])
            else:
                cells += ["-", "-"]
            print(f"| {row.words} | {n} | {given:.0f} | {' | '.join(cells)} |", flush=True)
            bound += [held["difference"], held["ratio"]] * row.bound
    outside = [one for one in bound if not low <= one <= high]
    print(
        f"\ndifference, ratio and cost of what is bound: {min(bound):.1f} to {max(bound):.1f} %; expected "
        f"{low:g} to {high:g} %; {len(outside)} outside"
    )
    return int(bool(outside))


if __name__ == "__main__":
    sys.exit(main())
