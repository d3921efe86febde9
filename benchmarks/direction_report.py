"""What every table of `direction.py` is made of: lines of 80 columns, floors, and the cases that are not right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from unknown_mounting import RIGHT, VERDICTS, WRONG, Told, evidence

if TYPE_CHECKING:
    import argparse


@dataclass
class Report:
    """Lines to print, cases to look at, and floors that fell."""

    lines: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    fallen: list[str] = field(default_factory=list)

    def at_least(self, name: str, value: float, least: float) -> None:
        if value < least:
            self.fallen.append(f"falls short: {name} is {value:.3f}, expected {least:g} or more")

    def at_most(self, name: str, value: float, most: float) -> None:
        if value > most:
            self.fallen.append(f"falls short: {name} is {value:.3f}, expected {most:g} or less")

    def note_cases(self, label: str, told: list[Told]) -> None:
        self.cases += [case_line(label, one) for one in told if one.verdict != RIGHT]


def case_line(label: str, told: Told) -> str:
    """What was told of a walk, and what its evidence is; negative nats speak against the truth."""
    walk = told.walk
    why = f"{evidence(walk):+.1f} nats, {told.strides} strides" if told.strides else told.why
    return f"{label}: {walk.name} {walk.site} {walk.truth}: {told.verdict}; {why}"


def count_lines(
    title: str, told: list[tuple[tuple[str, ...], Told]], heads: tuple[str, ...], widths: tuple[int, ...]
) -> list[str]:
    """Counts of right, unknown, wrong and nothing found, a row for each key, in the order they come."""
    label = " ".join(f"{head:<{width}}" for head, width in zip(heads, widths, strict=True))
    lines = [
        title,
        f"{label} {'n':>5} {'right':>5} {'unkn.':>5} {'wrong':>5} {'none':>5} {'surest wrong':>12}",
    ]
    for key in dict.fromkeys(key for key, _ in told):
        own = [one for name, one in told if name == key]
        counts = (sum(one.verdict == verdict for one in own) for verdict in VERDICTS)
        surest = max((one.confidence for one in own if one.verdict == WRONG), default=None)
        cells = " ".join(f"{name:<{width}}" for name, width in zip(key, widths, strict=True))
        numbers = " ".join(f"{count:>5}" for count in (len(own), *counts))
        lines.append(f"{cells} {numbers} {'-' if surest is None else f'{surest:.3f}':>12}")
    return lines


def share(told: list[Told], verdict: str) -> float:
    """Share of walks with a verdict; NaN, which no floor minds, where there are none."""
    return float(np.mean([one.verdict == verdict for one in told])) if told else float("nan")


def few(options: argparse.Namespace, quick: int, full: int) -> int:
    return quick if options.quick else full
