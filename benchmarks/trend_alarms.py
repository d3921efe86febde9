"""How often a trend is called changed though nothing changed, and how often a change is called one.

    python benchmarks/trend_alarms.py    # seconds

Sessions are drawn: normal, independent, an SD of 1 between them, taken from the log. `any` is the share of trends
with a session beyond the band, `last` that of those whose last session is; a change comes half way through the log.
"""

from __future__ import annotations

import numpy as np

from retrogait.gait.detectable_change import DIFFERENCE_TO_SD, Z95
from retrogait.training.chance import IN_A_ROW, count_beyond

DRAWS, SEED = 20_000, 0
SESSIONS = (6, 12, 18)
CHANGES = (3.0, 4.0, 5.0)


def shares(n: int, change: float, in_a_row: int) -> tuple[float, float]:
    """Shares of trends with any session, and with the last one, that ends so many beyond the band in a row."""
    drawn = np.random.default_rng([SEED, n]).normal(size=(DRAWS, n))
    drawn[:, n // 2 :] += change
    sd = np.abs(np.diff(drawn, axis=1)).mean(axis=1) * DIFFERENCE_TO_SD
    rows, called = np.zeros(DRAWS), np.zeros((DRAWS, n - 1), bool)
    for k, apart in enumerate((drawn[:, 1:] - drawn[:, :1]).T):
        rows = count_beyond(rows, apart, Z95 * np.sqrt(2.0) * sd)
        called[:, k] = np.abs(rows) >= in_a_row
    return 100 * float(called.any(axis=1).mean()), 100 * float(called[:, -1].mean())


def main() -> None:
    heads = "".join(f" change {change:g} SD: last % |" for change in CHANGES)
    print(f"| called changed | sessions | no change: any % | no change: last % |{heads}")
    print("|---|" + "---|" * (3 + len(CHANGES)))
    for words, in_a_row in (("one session beyond", 1), ("two in a row, as measure_trends", IN_A_ROW)):
        for n in SESSIONS:
            cells = [*shares(n, 0.0, in_a_row), *(shares(n, change, in_a_row)[1] for change in CHANGES)]
            print(f"| {words} | {n} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()
