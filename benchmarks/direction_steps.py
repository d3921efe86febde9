"""Single steps where people go both ways, and the mounting that a walk itself shows, both with nothing declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from contact_errors import pairs
from direction_report import Report, few
from unknown_mounting import (
    LEGS,
    OTHER,
    SEGMENTS,
    TURN_SEED,
    WAYS,
    analysed,
    clips,
    recorded,
    samples_of,
    simulated,
    turned,
)

from retrogait.errors import RetrogaitError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

FULL_WALKERS, QUICK_WALKERS = 60, 2


@dataclass
class Steps:
    """Contacts of the reference, and what was told of those found."""

    wanted: int = 0
    right: int = 0
    unknown: int = 0
    wrong: int = 0
    sensors: int = 0
    silent: int = 0  # sensors of which no direction is told


def both_ways(options: argparse.Namespace) -> Report:
    """Initial contacts in recordings that go forward and backward, each sensor alone, turned at random."""
    report, rng = Report(), np.random.default_rng(TURN_SEED)
    parts = {"Simulated walkers, there and back, both ways, a turn": _simulated(options)}
    if options.shared is not None:
        parts["Captured clips with both ways: one person of ACCAD, two clips"] = _captured(options)
    for title, found in parts.items():
        table: dict[tuple[str, str], Steps] = {}
        for name, group, site, values, rate_hz, reference in found:
            worn = next(worn for worn, segment in SEGMENTS.items() if site.endswith(segment))
            steps = table.setdefault((worn, group), Steps())
            case = _count(steps, site, turned(values, rng), rate_hz, reference)
            if case:
                report.cases.append(f"single steps: {name} {site}: {case}")
        report.lines += [*step_lines(title, table), ""]
        matched = sum(s.right + s.unknown + s.wrong for (_, group), s in table.items() if group != "flat")
        wrong = sum(s.wrong for s in table.values())
        report.at_most(
            f"single steps, {title.split()[0].lower()}: share wrong", wrong / max(matched, 1), 0.01
        )
    return report


def _count(steps: Steps, site: str, values: np.ndarray, rate_hz: float, reference: pd.DataFrame) -> str:
    steps.sensors += 1
    steps.wanted += len(reference)
    try:
        session = analysed(recorded({site: values}, rate_hz, "sensor"))
    except RetrogaitError:
        steps.silent += 1
        return ""
    events = session.events[session.events["event"] == "initial_contact"]
    told = np.array(
        [
            (events["direction"].iloc[j], reference["direction"].iloc[i])
            for i, j in pairs(reference["time_s"].to_numpy(), events["time_s"].to_numpy())
        ]
    ).reshape(-1, 2)
    right = int((told[:, 0] == told[:, 1]).sum())
    unknown = int((~np.isin(told[:, 0], WAYS)).sum())
    wrong = len(told) - right - unknown
    steps.right, steps.unknown, steps.wrong = (
        steps.right + right,
        steps.unknown + unknown,
        steps.wrong + wrong,
    )
    steps.silent += int(right + wrong == 0)
    if not (wrong or unknown):
        return ""
    nats = session.summary["direction_evidence"]
    return f"{right} right, {unknown} unknown, {wrong} wrong; {nats:+.1f} nats; {' | '.join(session.warnings)[:150]}"


def step_lines(title: str, table: dict[tuple[str, str], Steps]) -> list[str]:
    lines = [
        title,
        f"{'':7} {'':9} {'':>7} {'no way':>7} {'':>8} {'contacts found, of which %':^31}",
        (
            f"{'worn':7} {'landing':9} {'sensors':>7} {'told':>7} {'contacts':>8} {'n':>7} "
            f"{'right':>7} {'unkn.':>7} {'wrong':>7}"
        ),
    ]
    for (worn, group), s in sorted(table.items()):
        found = s.right + s.unknown + s.wrong
        shares = " ".join(
            f"{100.0 * k / found:>7.1f}" if found else f"{'-':>7}" for k in (s.right, s.unknown, s.wrong)
        )
        lines.append(f"{worn:7} {group:9} {s.sensors:>7} {s.silent:>7} {s.wanted:>8} {found:>7} {shares}")
    return lines


Clip = tuple[str, str, str, np.ndarray, float, pd.DataFrame]


def _captured(options: argparse.Namespace) -> Iterator[Clip]:
    for name, table, labels in clips(options.shared):
        if labels["direction"].nunique() < 2:
            continue
        contacts = labels[labels["event"] == "initial_contact"]
        contacts = contacts.assign(time_s=contacts["time_velocity_s"].fillna(contacts["time_extremum_s"]))
        for site, values in samples_of(table).items():
            yield name, "-", site, values, 100.0, contacts[contacts["side"] == site.split("_")[0]]


def _simulated(options: argparse.Namespace) -> Iterator[Clip]:
    for number in range(few(options, QUICK_WALKERS, FULL_WALKERS)):
        first = WAYS[number % 2]
        other = OTHER[first]
        program = [("stand", 2), (first, 9), ("stop", 2), (other, 8), ("turn", 180), (first, 9), ("stand", 2)]
        draw, walk, truth = simulated(number, program=program, stand_s=None, direction=first)
        flat = draw.factors["clearance"] < 0.006
        contacts = truth.events[truth.events["event"] == "initial_contact"]
        for site in LEGS:
            own = contacts[contacts["side"] == site.split("_")[0]]
            yield (
                f"walker {number}",
                "flat" if flat else "rolling",
                site,
                walk.samples(site)[1],
                walk.rate_hz,
                own,
            )
