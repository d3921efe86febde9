"""The mounting that a walk itself shows, against the true one, and what it does to lengths and angles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from contact_errors import pairs
from direction_report import Report, few
from scipy.spatial.transform import Rotation
from sweep import draw_walker
from unknown_mounting import LEGS, SEGMENTS, WAYS, analysed, clips, recorded, samples_of

import retrogait as rg
from retrogait.errors import RetrogaitError
from retrogait.gait.time_asymmetry import AsymmetryOptions
from retrogait.mounting.fronts import find_fronts
from retrogait.mounting.site_mounting import find_site_mounting

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

QUICK_WALKERS = 2
FAR_DEG = 6.0
STANCE_S = 0.6


@dataclass(frozen=True)
class Worn:
    """One person with sensors on both sides, each mounted by a known rotation from sensor to segment."""

    name: str
    values: dict[str, np.ndarray]  # in the sensors' axes
    matrices: dict[str, np.ndarray]
    rate_hz: float
    truth: SimpleNamespace  # events and strides


@dataclass
class Off:
    """Absolute errors of one way to know the mounting."""

    length_cm: list[float] = field(default_factory=list)
    angle_deg: list[float] = field(default_factory=list)


def mounting(options: argparse.Namespace) -> Report:
    """The anterior axis found, and errors of length and strike angle beside those with the mounting declared."""
    report = Report()
    people = {"Simulated walkers, mounted at random": simulated_worn(options)}
    if options.shared is not None:
        people["Captured people, turned at random (axes true to 6 deg)"] = captured_worn(options)
    for title, worn in people.items():
        heading: dict[str, list[float]] = {name: [] for name in SEGMENTS}
        found, declared = Off(), Off()
        for person in worn:
            for name, segment in SEGMENTS.items():
                sites = [site for site in person.values if site.endswith(segment)]
                pair = recorded({site: person.values[site] for site in sites}, person.rate_hz, "sensor")
                errors = heading_errors(pair, person.matrices)
                heading[name] += list(errors.values())
                far = {site: off for site, off in errors.items() if abs(off) > FAR_DEG}
                report.cases += [
                    f"mounting: {person.name} {site}: {off:+.1f} deg" for site, off in far.items()
                ]
                if name == "feet":
                    _compare(pair, person, found, declared)
        report.lines += [*mounting_lines(title, heading, found, declared), ""]
        feet = np.abs([off for off in heading["feet"] if np.isfinite(off)])
        if title.startswith("Sim"):
            report.at_most("mounting found, feet: median heading error, deg", float(np.median(feet)), 3.0)
    return report


def _compare(pair: rg.Recording, person: Worn, found: Off, declared: Off) -> None:
    """Errors with the mounting found and declared, of the same walks: those where it was found."""
    session = analysed(pair)
    if session.strides["direction"].isin(WAYS).any():
        alignment = rg.Alignment.declared({site: person.matrices[site] for site in pair.sites})
        add_errors(found, person.truth, session)
        add_errors(declared, person.truth, analysed(pair, alignment=alignment))


def simulated_worn(options: argparse.Namespace) -> Iterator[Worn]:
    for number in range(few(options, QUICK_WALKERS, options.walkers)):
        matrices = _random_matrices(number)
        draw = draw_walker(number)
        sensor = replace(draw.given["sensor"], mounting=matrices)
        walk, truth = rg.simulate_walk(**{**draw.given, "sites": LEGS, "sensor": sensor})
        values = {site: walk.samples(site)[1] for site in LEGS}
        name = f"walker {number} {draw.given['direction']}"
        yield Worn(
            name, values, matrices, walk.rate_hz, SimpleNamespace(events=truth.events, strides=truth.strides)
        )


def captured_worn(options: argparse.Namespace) -> Iterator[Worn]:
    for number, (name, table, labels) in enumerate(clips(options.shared)):
        if options.quick and number % 10:
            continue
        matrices = _random_matrices(number)
        values = {site: own @ np.kron(np.eye(2), matrices[site]) for site, own in samples_of(table).items()}
        base = options.shared / "virtual_imu" / name
        events = labels.assign(time_s=labels["time_velocity_s"].fillna(labels["time_extremum_s"]))
        pitch = pd.read_csv(f"{base}.angles.csv", index_col="time_s")
        angles = [
            strike_angle(pitch[f"{one.side}_foot_pitch_down_deg"], one.time_s)
            if one.event == "initial_contact"
            else np.nan
            for one in events.itertuples()
        ]
        truth = SimpleNamespace(
            events=events.assign(foot_strike_angle_deg=angles), strides=pd.read_csv(f"{base}.strides.csv")
        )
        yield Worn(name, values, matrices, 100.0, truth)


def _random_matrices(number: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng([number, 21])
    return {site: Rotation.random(random_state=rng).as_matrix() for site in LEGS}


def strike_angle(pitch_down_deg: pd.Series, time_s: float) -> float:
    """Foot pitch at contact against the stillest moment of the stance after it, heel-first positive."""
    stance = pitch_down_deg[(pitch_down_deg.index > time_s) & (pitch_down_deg.index < time_s + STANCE_S)]
    speed = stance.diff().abs().rolling(11, center=True).mean()
    if speed.notna().sum() < 5:
        return float("nan")
    at_contact = np.interp(time_s, pitch_down_deg.index.to_numpy(), pitch_down_deg.to_numpy())
    return float(stance.loc[speed.idxmin()] - at_contact)


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


def add_errors(off: Off, truth: SimpleNamespace, session: rg.Session) -> None:
    for side in ("left", "right"):
        true, got = (t.strides[t.strides["side"] == side] for t in (truth, session))
        for i, j in pairs(true["start_s"].to_numpy(), got["start_s"].to_numpy()):
            off.length_cm.append(
                100.0 * abs(got["stride_length_m"].iloc[j] - true["stride_length_m"].iloc[i])
            )
        true, got = (
            t.events[(t.events["side"] == side) & (t.events["event"] == "initial_contact")]
            for t in (truth, session)
        )
        for i, j in pairs(true["time_s"].to_numpy(), got["time_s"].to_numpy()):
            off.angle_deg.append(
                abs(got["foot_strike_angle_deg"].iloc[j] - true["foot_strike_angle_deg"].iloc[i])
            )


def mounting_lines(title: str, heading: dict[str, list[float]], found: Off, declared: Off) -> list[str]:
    lines = [
        f"{title}: anterior axis",
        f"{'worn':7} {'sensors':>8} {'not decided':>12} {'median, deg':>12} {'95 %, deg':>10} {'largest':>8}",
    ]
    for worn, errors in heading.items():
        known = np.abs([off for off in errors if np.isfinite(off)])
        figures = np.percentile(known, [50, 95, 100]) if len(known) else ()
        cells = " ".join(f"{x:>{width}.1f}" for x, width in zip(figures, (12, 10, 8), strict=False))
        lines.append(f"{worn:7} {len(errors):>8} {len(errors) - len(known):>12} {cells}")
    lines += ["", f"{'mean error on feet':24} {'mounting found':>15} {'mounting declared':>18} {'ratio':>6}"]
    for name, label in (("length_cm", "stride length, cm"), ("angle_deg", "foot strike angle, deg")):
        ours, given = (float(np.nanmean(getattr(off, name) or [np.nan])) for off in (found, declared))
        lines.append(f"{label:24} {ours:>15.2f} {given:>18.2f} {ours / given:>6.2f}")
    return lines
