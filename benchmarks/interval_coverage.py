"""How often 95 % intervals of means hold the truth, and how wide they are: draws of strides whose truth is known.

    python benchmarks/interval_coverage.py            # 4,000 draws a row, a minute of one core
    python benchmarks/interval_coverage.py --quick    # 1,000 draws, for CI: exits 1 outside 93 to 97 %

Simulated numbers only. Coverage is of the intervals that are given: `given` is their share, the others are flagged
`too_few`. Width is that of an interval by someone who knows how much strides vary and how alike they are.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.intervals.dependence import Means, estimate_means
from retrogait.intervals.means import LEAST_EFFECTIVE, LEAST_VALUES, block_size, effective_strides, gather

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[np.random.Generator, int, int], np.ndarray]

LENGTHS = (20, 40, 100, 300)
BOUNDS_PCT = (93.5, 96.5)
QUICK_BOUNDS_PCT = (93.0, 97.0)  # 1,000 draws have a standard error of 0.7
Z95 = 1.959964
_BURN_IN = 200


@dataclass(frozen=True)
class Row:
    """One kind of strides: its words, how it is drawn, and whether its coverage is bound."""

    words: str
    draw: Draw
    bound: bool = False


def autoregressive(rho: float, skewed: bool = False) -> Draw:
    """Strides of variance 1 and mean 0, of normal noise or of exponential noise, whose skewness is 2."""

    def draw(rng: np.random.Generator, m: int, n: int) -> np.ndarray:
        shape = (m, n + _BURN_IN)
        fresh = rng.exponential(size=shape) - 1.0 if skewed else rng.normal(size=shape)
        series = fresh.copy()
        for k in range(1, shape[1]):
            series[:, k] = rho * series[:, k - 1] + np.sqrt(1 - rho * rho) * fresh[:, k]
        return series[:, _BURN_IN:]

    return draw


def noisy(rng: np.random.Generator, m: int, n: int) -> np.ndarray:
    """Half the variance wanders with rho 0.8, half is error of measurement."""
    return np.sqrt(0.5) * (autoregressive(0.8)(rng, m, n) + rng.normal(size=(m, n)))


def long_memory(rng: np.random.Generator, m: int, n: int) -> np.ndarray:
    """Fractional Gaussian noise of Hurst exponent 0.7."""
    lag, power = np.arange(n, dtype=float), 1.4
    covariance = 0.5 * (np.abs(lag + 1) ** power - 2 * lag**power + np.abs(lag - 1) ** power)
    root = np.linalg.cholesky(covariance[np.abs(lag[:, None] - lag).astype(int)])
    return rng.normal(size=(m, n)) @ root.T


ROWS = (
    Row("independent", autoregressive(0.0), bound=True),
    Row("AR(1) 0.5", autoregressive(0.5), bound=True),
    Row("AR(1) 0.3", autoregressive(0.3)),
    Row("AR(1) 0.7", autoregressive(0.7)),
    Row("AR(1) -0.3", autoregressive(-0.3)),
    Row("independent, skewed", autoregressive(0.0, skewed=True)),
    Row("AR(1) 0.5, skewed", autoregressive(0.5, skewed=True)),
    Row("AR(1) 0.8 and error", noisy),
    Row("long memory, H 0.7", long_memory),
)


def estimate(series: np.ndarray) -> tuple[Means, np.ndarray]:
    """Means of series in one stretch, and the effective numbers of their strides."""
    n = series.shape[1]
    blocks = gather(series, np.zeros(n, np.int64), np.arange(n), block_size(n))
    means = estimate_means(*blocks)
    return means, effective_strides(series, blocks[0], means)


def best_guess(series: np.ndarray) -> np.ndarray:
    """Half widths by one rho, its bias corrected by (1 + 3 rho) / n, and t of the effective number."""
    from scipy.special import stdtrit

    n = series.shape[1]
    y = series - series.mean(axis=1, keepdims=True)
    power = (y * y).sum(axis=1)
    rho = (y[:, 1:] * y[:, :-1]).sum(axis=1) / power
    rho = np.clip(rho + (1 + 3 * rho) / n, -0.3, 0.95)
    variance = ((1 + rho) / (1 - rho) - 2 * rho * (1 - rho**n) / (n * (1 - rho) ** 2)) / n
    free = np.maximum(1.0 / variance - 1.0, 1.0)
    return stdtrit(free, 0.975) * np.sqrt(power / n / (1 - variance) * variance)


def table_of_means(rows: tuple[Row, ...], draws: int, seed: int) -> tuple[list[str], list[float]]:
    """Lines of the table of means, and the coverages that are bound."""
    lines = ["| strides | n | coverage % | given % | width | n effective | one best guess % |"]
    lines.append("|---|---|---|---|---|---|---|")
    bound = []
    for row in rows:
        for n in LENGTHS:
            series = row.draw(np.random.default_rng([seed, n]), draws, n)
            means, n_effective = estimate(series)
            given = means.n_effective >= LEAST_EFFECTIVE
            hit = np.abs(means.value) <= means.half_width
            coverage = 100 * float(hit[given].mean())
            ideal = Z95 * float(means.value.std())
            width = float(means.half_width[given].mean()) / ideal
            guess = 100 * float((np.abs(means.value) <= best_guess(series)).mean())
            lines.append(
                f"| {row.words} | {n} | {coverage:.1f} | {100 * given.mean():.0f} | {width:.2f} "
                f"| {np.median(n_effective):.0f} | {guess:.1f} |"
            )
            bound += [coverage] * row.bound
    return lines, bound


def table_of_differences(draws: int, seed: int) -> tuple[list[str], list[float]]:
    """The same for differences of two means, as `compare_directions` has them."""
    lines = ["| strides | n pairs | coverage % | width |", "|---|---|---|---|"]
    bound = []
    for words, one, other in (
        ("independent", 0.0, 0.0),
        ("AR(1) 0.5", 0.5, 0.5),
        ("one of the two AR(1) 0.5", 0.0, 0.5),
    ):
        for n in LENGTHS:
            rng = np.random.default_rng([seed, n, 1])
            means = [estimate(autoregressive(rho)(rng, draws, n))[0] for rho in (one, other)]
            difference = means[0].less(means[1])
            hit = np.abs(difference.value) <= difference.half_width
            coverage = 100 * float(hit.mean())
            width = float(difference.half_width.mean()) / (Z95 * float(difference.value.std()))
            lines.append(f"| {words} | {n} | {coverage:.1f} | {width:.2f} |")
            bound += [coverage] * (one == other)
    return lines, bound


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
    rows = tuple(row for row in ROWS if row.bound or not arguments.quick)
    print(f"Means: {draws} draws a row; fewer than {LEAST_VALUES} strides have no interval\n")
    lines, bound = table_of_means(rows, draws, arguments.seed)
    print("\n".join(lines), "\n\nDifferences of two means\n")
    lines, more = table_of_differences(draws, arguments.seed)
    print("\n".join(lines))
    bound += more
    outside = [coverage for coverage in bound if not low <= coverage <= high]
    print(
        f"\nindependent and AR(1) 0.5: {min(bound):.1f} to {max(bound):.1f} %; expected {low:g} to {high:g} %; "
        f"{len(outside)} outside"
    )
    return int(bool(outside))


if __name__ == "__main__":
    sys.exit(main())
