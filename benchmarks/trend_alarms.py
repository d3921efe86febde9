"""How often a trend is called changed though nothing changed, how often a change is called one, and slopes likewise.

    python benchmarks/trend_alarms.py    # a minute

First table, one trend against its band: sessions are drawn, normal, independent, an SD of 1 between them, taken from
the log. `any` is the share of trends with a session beyond the band, `last` that of those whose last session is; a
change comes half way through the log.

Second table, slopes of all trends of a log, as many as a log holds of a person with all sensors who walks both ways:
sessions 2, 2 and 3 days apart, AR(1) from session to session with the correlation rho. `somewhere` is the share of logs
in which nothing changed and any trend rises or falls, by p values of each trend alone and by adjusted ones; `held` that
of intervals that hold the slope; `found` that of slopes so many SD from the first session to the last, one in its log.
"""

from __future__ import annotations

import numpy as np

from retrogait.gait.detectable_change import DIFFERENCE_TO_SD, Z95
from retrogait.tables.selection import WALKED
from retrogait.training.chance import IN_A_ROW, count_beyond
from retrogait.training.columns import MEASURES, SCORES
from retrogait.training.slope_fit import fit_slopes, holm

DRAWS, SEED = 20_000, 0
SESSIONS = (6, 12, 18)
CHANGES = (3.0, 4.0, 5.0)
LOGS = 1_000
TRENDS = len(WALKED) * len(MEASURES) + len(SCORES)
RHOS = (0.0, 0.3, 0.5)
RISES = (4.0, 6.0, 8.0)
LEVEL = 0.05


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


def sessions_of_logs(n: int, rho: float) -> tuple[np.ndarray, np.ndarray]:
    """Trends of all logs (LOGS * TRENDS, n) in which nothing changed, and the days of their sessions (n,)."""
    drawn = np.random.default_rng([SEED, n, int(100 * rho)]).normal(size=(LOGS * TRENDS, n))
    for k in range(1, n):
        drawn[:, k] = rho * drawn[:, k - 1] + np.sqrt(1 - rho * rho) * drawn[:, k]
    return drawn, np.cumsum(np.tile([2.0, 2.0, 3.0], n // 3 + 1))[:n]


def slope_shares(n: int, rho: float) -> list[float]:
    """Shares of logs with a false slope somewhere, alone and adjusted; of intervals that hold; of slopes found."""
    drawn, days = sessions_of_logs(n, rho)
    p = fit_slopes(drawn, days).p.reshape(LOGS, TRENDS)
    alone = float((p < LEVEL).any(axis=1).mean())
    adjusted = float((np.array([holm(row) for row in p]) < LEVEL).any(axis=1).mean())
    some = fit_slopes(drawn[: 10 * LOGS], days)
    held = float((np.abs(some.per_day) <= some.half_width).mean())
    found = []
    line = (days - days[0]) / (days[-1] - days[0])
    for rise in RISES:
        with_it = p.copy()
        with_it[:, 0] = fit_slopes(drawn[::TRENDS] + rise * line, days).p
        found.append(float(np.mean([holm(row)[0] < LEVEL for row in with_it])))
    return [100 * share for share in (alone, adjusted, held, *found)]


def main() -> None:
    heads = "".join(f" change {change:g} SD: last % |" for change in CHANGES)
    print(f"| called changed | sessions | no change: any % | no change: last % |{heads}")
    print("|---|" + "---|" * (3 + len(CHANGES)))
    for words, in_a_row in (("one session beyond", 1), ("two in a row, as measure_trends", IN_A_ROW)):
        for n in SESSIONS:
            cells = [*shares(n, 0.0, in_a_row), *(shares(n, change, in_a_row)[1] for change in CHANGES)]
            print(f"| {words} | {n} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |")
    print(f"\nslopes of all {TRENDS} trends of a log, {LOGS} logs")
    print("| sessions | rho | somewhere, alone | somewhere, adjusted | held | found: 4, 6, 8 SD |")
    print("|---|---|---|---|---|---|")
    for n in SESSIONS:
        for rho in RHOS:
            alone, adjusted, held, *found = slope_shares(n, rho)
            cells = [
                f"{alone:.1f}",
                f"{adjusted:.1f}",
                f"{held:.1f}",
                ", ".join(f"{one:.0f}" for one in found),
            ]
            print(f"| {n} | {rho:g} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
