"""Single steps where people go both ways, and the mounting that a walk itself shows, both with nothing declared."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from contact_errors import pairs
from direction_report import Report, few
from scipy.spatial.transform import Rotation
from sweep import Draw, draw_walker
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

import retrogait as rg
from retrogait.errors import RetrogaitError
from retrogait.gait.time_asymmetry import AsymmetryOptions
from retrogait.mounting.fronts import find_fronts
from retrogait.mounting.site_mounting import find_site_mounting
from retrogait.simulation import Truth

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
        report.at_most(f"single steps, {title.split()[0].lower()}: share wrong", wrong / max(matched, 1), 0.01)
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
    steps.right, steps.unknown, steps.wrong = steps.right + right, steps.unknown + unknown, steps.wrong + wrong
    steps.silent += int(right + wrong == 0)
    if not (wrong or unknown):
        return ""
    nats = session.summary["direction_evidence"]
    return f"{right} right, {unknown} unknown, {wrong} wrong; {nats:+.1f} nats; {' | '.join(session.warnings)[:150]}"


def step_lines(title: str, table: dict[tuple[str, str], Steps]) -> list[str]:
    lines = [
        title,
        f"{'':7} {'':9} {'':>7} {'no way':>7} {'':>8} {'contacts found, of which %':^31}",
        f"{'worn':7} {'landing':9} {'sensors':>7} {'told':>7} {'contacts':>8} {'n':>7} {'right':>7} {'unkn.':>7} {'wrong':>7}",
    ]
    for (worn, group), s in sorted(table.items()):
        found = s.right + s.unknown + s.wrong
        shares = " ".join(f"{100.0 * k / found:>7.1f}" if found else f"{'-':>7}" for k in (s.right, s.unknown, s.wrong))
        lines.append(f"{worn:7} {group:9} {s.sensors:>7} {s.silent:>7} {s.wanted:>8} {found:>7} {shares}")
    return lines


Clip = tuple[str, str, str, np.ndarray, float, pd.DataFrame]


def _captured(options: argparse.Namespace) -> Iterator[Clip]:
    for name, table, labels in clips(options.shared):
        if labels["direction"].nunique() < 2:
            continue
        labels = labels[labels["event"] == "initial_contact"]
        labels = labels.assign(time_s=labels["time_velocity_s"].fillna(labels["time_extremum_s"]))
        for site, values in samples_of(table).items():
            yield name, "-", site, values, 100.0, labels[labels["side"] == site.split("_")[0]]


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
            yield f"walker {number}", "flat" if flat else "rolling", site, walk.samples(site)[1], walk.rate_hz, own


@dataclass
class Off:
    """Errors of one way to know the mounting: of stride length, of strike angle."""

    length_cm: list[float] = field(default_factory=list)
    angle_deg: list[float] = field(default_factory=list)


def mounting(options: argparse.Namespace) -> Report:
    """The mounting found from walks of simulated walkers worn at random, against the true one."""
    report = Report()
    heading: dict[str, list[float]] = {worn: [] for worn in SEGMENTS}
    undecided = dict.fromkeys(SEGMENTS, 0)
    found_off, declared_off = Off(), Off()
    for number in range(few(options, QUICK_WALKERS, options.walkers)):
        draw, walk, truth, matrices = worn_at_random(number)
        for worn, segment in SEGMENTS.items():
            sites = [site for site in LEGS if site.endswith(segment)]
            pair = recorded({site: walk.samples(site)[1] for site in sites}, walk.rate_hz, "sensor")
            for site, off_deg in heading_errors(pair, matrices).items():
                if np.isfinite(off_deg):
                    heading[worn].append(abs(off_deg))
                    if abs(off_deg) > 6.0:
                        drawn = " ".join(f"{k} {v:.2g}" for k, v in draw.factors.items() if v)
                        report.cases.append(f"mounting: walker {number} {draw.given['direction']} {site}: {off_deg:+.1f} deg; {drawn}")
                else:
                    undecided[worn] += 1
            if worn == "feet":
                session = analysed(pair)
                if session.strides["direction"].isin(WAYS).any():  # the same walkers for both
                    declared = rg.Alignment.declared({site: matrices[site] for site in sites})
                    add_errors(found_off, truth, session)
                    add_errors(declared_off, truth, analysed(pair, alignment=declared))
    report.lines = [*mounting_lines(heading, undecided, found_off, declared_off), ""]
    feet = heading["feet"]
    report.at_most("mounting found, feet: median heading error, deg", float(np.median(feet or [0])), 5.0)
    return report


def worn_at_random(number: int) -> tuple[Draw, rg.Recording, Truth, dict[str, np.ndarray]]:
    """A walker of `sweep.py` whose sensors are mounted by known random rotations."""
    rng = np.random.default_rng([number, 21])
    matrices = {site: Rotation.random(random_state=rng).as_matrix() for site in LEGS}
    draw = draw_walker(number)
    sensor = replace(draw.given["sensor"], mounting=matrices)
    walk, truth = rg.simulate_walk(**{**draw.given, "sites": LEGS, "sensor": sensor})
    return draw, walk, truth, matrices


def heading_errors(pair: rg.Recording, matrices: dict[str, np.ndarray]) -> dict[str, float]:
    """How far to the left of the true anterior axis the one found points, deg; NaN where it is not decided."""
    options, found = AsymmetryOptions(), {}
    for site in pair.sites:
        try:
            found[site] = find_site_mounting(pair, site, options)
        except RetrogaitError:
            continue
    fronts = find_fronts(found, None, options)
    errors = dict.fromkeys(pair.sites, float("nan"))
    for site, front in fronts.items():
        if not front.unknown_because:
            ahead = matrices[site] @ front.matrix[0]
            errors[site] = float(np.degrees(np.arctan2(ahead[1], ahead[0])))
    return errors


def add_errors(off: Off, truth: Truth, session: rg.Session) -> None:
    for side in ("left", "right"):
        true, got = (t.strides[t.strides["side"] == side] for t in (truth, session))
        for i, j in pairs(true["start_s"].to_numpy(), got["start_s"].to_numpy()):
            off.length_cm.append(100.0 * abs(got["stride_length_m"].iloc[j] - true["stride_length_m"].iloc[i]))
        true, got = (
            t.events[(t.events["side"] == side) & (t.events["event"] == "initial_contact")] for t in (truth, session)
        )
        for i, j in pairs(true["time_s"].to_numpy(), got["time_s"].to_numpy()):
            off.angle_deg.append(abs(got["foot_strike_angle_deg"].iloc[j] - true["foot_strike_angle_deg"].iloc[i]))


def mounting_lines(
    heading: dict[str, list[float]], undecided: dict[str, int], found: Off, declared: Off
) -> list[str]:
    lines = [
        "Simulated walkers mounted at random: anterior axis found from the walk",
        f"{'worn':7} {'sensors':>8} {'not decided':>12} {'median, deg':>12} {'95 %, deg':>10} {'largest':>8}",
    ]
    for worn, errors in heading.items():
        low, high, most = (np.percentile(errors, [50, 95, 100])) if errors else (np.nan,) * 3
        lines.append(
            f"{worn:7} {len(errors) + undecided[worn]:>8} {undecided[worn]:>12} {low:>12.1f} {high:>10.1f} {most:>8.1f}"
        )
    lines += ["", f"{'mean error on feet':24} {'mounting found':>15} {'mounting declared':>18} {'ratio':>6}"]
    for name, form in (("length_cm", "stride length, cm"), ("angle_deg", "foot strike angle, deg")):
        ours, given = (np.array(getattr(off, name)) for off in (found, declared))
        a, b = (float(np.nanmean(x)) if np.isfinite(x).any() else float("nan") for x in (ours, given))
        lines.append(f"{form:24} {a:>15.2f} {b:>18.2f} {a / b:>6.2f}")
    return lines
