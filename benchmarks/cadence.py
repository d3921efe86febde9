"""Every cadence at every speed: contacts of feet and shanks, simulated people backward and forward, as F1 a cell.

    python benchmarks/cadence.py            # half a minute of one core
    python benchmarks/cadence.py --quick    # every other cadence and speed, for CI: exits 1 below the floors

Simulated only: these are no figures about people. A cell is the lower F1 of initial and final contacts of one walk.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from contact_errors import KINDS, Errors

import retrogait as rg
from retrogait.simulation import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator

CADENCES_SPM = (40, 60, 80, 100, 125, 150, 180)
SPEEDS_MPS = (0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.2)
STEPS_M = (0.05, 0.85)  # what legs can make
WAYS = ("backward", "forward")
GROUPS = {"feet": ("left_foot", "right_foot"), "shanks": ("left_shank", "right_shank")}
STYLES = {"plain": Walker(), "adult": Walker.profile("adult")}
WALK_S = 20.0
CRAWLING_MPS = 0.1  # at this speed less is asked
FLOORS = {True: 0.96, False: 0.99}  # of F1, by whether somebody crawls
# What the quick cells reach so far: a share of them above the floor. A shank alone dates the half steps at the ends
# of a backward crawl (0.1 m/s, 8 cm) 0.2 s early: it leans before the foot leaves.
QUICK_SHARES = {
    ("plain", "feet"): 0.96,
    ("plain", "shanks"): 0.96,
    ("adult", "feet"): 1.0,
    ("adult", "shanks"): 0.85,
}


@dataclass(frozen=True)
class Cell:
    """Contacts of one group of sites on one walk: the lower F1 of both kinds."""

    style: str
    way: str
    group: str
    speed_mps: float
    cadence_spm: float
    f1: float

    @property
    def good(self) -> bool:
        return self.f1 >= FLOORS[self.speed_mps <= CRAWLING_MPS]


def paces(every: int) -> Iterator[tuple[float, float]]:
    """Speeds and cadences whose steps legs can make, one of `every` of each."""
    for speed in SPEEDS_MPS[::every]:
        for cadence in CADENCES_SPM[::every]:
            if STEPS_M[0] <= 60.0 * speed / cadence <= STEPS_M[1]:
                yield speed, cadence


def walk(style: str, way: str, speed_mps: float, cadence_spm: float, seed: int) -> list[Cell]:
    """One walk, analysed by feet and by shanks alone."""
    sites = tuple(site for group in GROUPS.values() for site in group)
    recording, truth = rg.simulate_walk(
        way, speed_mps, WALK_S, seed=seed, sites=sites, cadence_spm=cadence_spm, walker=STYLES[style]
    )
    cells = []
    for group, own in GROUPS.items():
        part = rg.Recording.from_frames(
            {site: recording[site] for site in own}, rate_hz=recording.rate_hz, frame=recording.frame
        )
        errors = Errors().add(truth, rg.analyze(part))
        f1 = min(errors.f1(kind) for kind in KINDS)
        cells.append(Cell(style, way, group, speed_mps, cadence_spm, f1))
    return cells


def table_lines(cells: list[Cell], style: str, group: str) -> list[str]:
    """F1 in per cent by speed and cadence, backward and forward side by side; 80 columns."""
    by = {(c.way, c.speed_mps, c.cadence_spm): c for c in cells if (c.style, c.group) == (style, group)}
    cadences = sorted({key[2] for key in by})
    width = 5 * len(cadences)
    heads = "".join(f"{cadence:5.0f}" for cadence in cadences)
    lines = [
        f"{group}, {style} walker: F1 of contacts, %, by speed and cadence in steps/min",
        f"{'':5}{'backward':^{width}}  {'forward':^{width}}",
        f"{'m/s':5}{heads}  {heads}",
    ]
    for speed in sorted({key[1] for key in by}):
        halves = []
        for way in WAYS:
            row = [by.get((way, speed, cadence)) for cadence in cadences]
            halves.append("".join(f"{100 * cell.f1:5.1f}" if cell else f"{'.':>5}" for cell in row))
        lines.append(f"{speed:<5g}" + "  ".join(halves))
    return lines


def share(cells: list[Cell], style: str, group: str) -> float:
    """Share of cells above the floor."""
    return float(np.mean([cell.good for cell in cells if (cell.style, cell.group) == (style, group)]))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="every other pace, and a floor for the shares")
    parser.add_argument("--seed", type=int, default=0, help="of every walk")
    options = parser.parse_args()
    cells = [
        cell
        for style in STYLES
        for way in WAYS
        for speed, cadence in paces(2 if options.quick else 1)
        for cell in walk(style, way, speed, cadence, options.seed)
    ]
    short = 0
    for style in STYLES:
        for group in GROUPS:
            print("\n".join(table_lines(cells, style, group)))
            reached = share(cells, style, group)
            print(f"cells of 99 % and more (96 at {CRAWLING_MPS:g} m/s): {100 * reached:.0f} %\n")
            floor = QUICK_SHARES[style, group]
            if options.quick and reached < floor:
                print(f"falls short: {group}, {style} walker: {reached:.2f} of the cells, expected {floor:g}")
                short = 1
    return short


if __name__ == "__main__":
    sys.exit(main())
