"""No walking, turned at random: every stride with a direction is a claim that nothing supports."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from direction_report import Report, few
from scipy.spatial.transform import Rotation
from unknown_mounting import ROOT, TURN_SEED, WAYS, G, analysed, recorded, samples_of, turned

from retrogait.errors import RetrogaitError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

RATE_HZ = 100.0
SLOWEST_MPS = 0.15  # of the pelvis along where it faces: whoever is quicker goes that way
SIDEWAYS = "steps sideways, "


@dataclass
class Claims:
    """Recordings of one activity, and strides with a direction: as the body travels, against it, and without travel."""

    recordings: int = 0
    strides: int = 0
    along: int = 0
    against: int = 0
    nowhere: int = 0
    surest: float = 0.0
    who: list[str] = field(default_factory=list)


def no_walking(options: argparse.Namespace) -> Report:
    """Captured and real activities, and simulated ones, each sensor alone."""
    report = Report()
    parts = {"Simulated: nobody walks": list(simulated_moves(options))}
    if options.shared is not None:
        parts["Captured: dancing, kicking, turning, side steps; some walk"] = list(captured_moves(options))
        parts["Real: all of SisFall at the waist, 4 people"] = list(waist_moves(options))
    rng = np.random.default_rng(TURN_SEED)
    for title, moves in parts.items():
        table: dict[str, Claims] = {}
        for activity, site, values, rate_hz, speed in moves:
            claims = table.setdefault(activity, Claims())
            _count(claims, f"{activity} {site}", site, turned(values, rng), rate_hz, speed)
        report.lines += [*claim_lines(title, table), ""]
        report.cases += [who for claims in table.values() for who in claims.who]
        bad = sum(claims.against + claims.nowhere for claims in table.values())
        report.at_most(f"{title.split(':')[0].lower()}, no walking: strides with a direction", bad, 0)
    return report


def _count(
    claims: Claims, name: str, site: str, values: np.ndarray, rate_hz: float, speed: pd.Series | None
) -> None:
    claims.recordings += 1
    try:
        session = analysed(recorded({site: values}, rate_hz, "sensor"))
    except RetrogaitError as error:
        claims.who.append(f"{name}: raised {type(error).__name__}") if not site.endswith("thigh") else None
        return
    strides = session.strides
    claims.strides += len(strides)
    for stride in strides[strides["direction"].isin(WAYS)].itertuples():
        there = 0.0 if speed is None else float(speed.loc[stride.start_s : stride.end_s].mean())
        ahead = 1.0 if stride.direction == "forward" else -1.0
        claims.surest = max(claims.surest, stride.direction_confidence)
        if abs(there) <= SLOWEST_MPS or not np.isfinite(there):
            claims.nowhere += 1
        elif there * ahead > 0:
            claims.along += 1
            continue
        else:
            claims.against += 1
        said = f"{name}, {stride.direction}"
        if claims.who and claims.who[-1].startswith(said):
            continue
        claims.who.append(
            f"{said} from {stride.start_s:.1f} to {stride.end_s:.1f} s, confidence "
            f"{stride.direction_confidence:.2f}, body {there:+.2f} m/s, "
            f"{session.summary['direction_evidence']:+.1f} nats, length {stride.stride_length_m:.2f} m"
        )


def claim_lines(title: str, table: dict[str, Claims]) -> list[str]:
    """A row for each activity that has strides, and one for all others together."""
    lines = [
        title,
        f"{'':33} {'':>8} {'':>8} {'strides with a direction':^24}",
        f"{'activity':33} {'sensors':>8} {'strides':>8} {'as body':>7} {'against':>8} {'no travel':>9}",
    ]
    others, count = Claims(), 0
    for activity, claims in sorted(table.items()):
        if claims.strides:
            lines.append(_row(activity, claims))
        else:
            others.recordings += claims.recordings
            count += 1
    return [*lines, _row(f"{count} others", others)] if count else lines


def _row(name: str, claims: Claims) -> str:
    return (
        f"{name[:33]:33} {claims.recordings:>8} {claims.strides:>8} {claims.along:>7} {claims.against:>8} "
        f"{claims.nowhere:>9}"
    )


Move = tuple[str, str, np.ndarray, float, "pd.Series | None"]


def captured_moves(options: argparse.Namespace) -> Iterator[Move]:
    for row in _of_set(options, "moves"):
        table = pd.read_csv(options.shared / "real" / f"{row.name}.csv.gz")
        speed = table.set_index("time_s")["truth_forward_mps"]
        for site, values in samples_of(table).items():
            yield row.activity, site, values, float(row.rate_hz), speed


def waist_moves(options: argparse.Namespace) -> Iterator[Move]:
    for row in _of_set(options, "waist"):
        table = pd.read_csv(options.shared / "real" / f"{row.name}.csv.gz")
        names = [column for column in table if column.startswith("lower_back_")]
        yield row.activity, "lower_back", table[names].to_numpy(float), float(row.rate_hz), None


def _of_set(options: argparse.Namespace, name: str) -> Iterator[object]:
    index = pd.read_csv(options.shared / "real" / "index.csv", keep_default_na=False)
    yield from list(index[index["set"] == name].itertuples())[:: few(options, 10, 1)]


def simulated_moves(options: argparse.Namespace) -> Iterator[Move]:
    """What the tests have, at every leg site, and movements with harmonics, which are not symmetric in time."""
    sys.path.insert(0, str(ROOT / "tests"))
    import not_walking

    sites = ("left_foot", "left_shank", "left_thigh")
    everyday = {} if options.quick else {**not_walking.UPRIGHT, **not_walking.TUMBLING}  # the tests have them
    for name, values in everyday.items():
        for site in sites:
            yield name.split(" Hz")[0], site, values, RATE_HZ, None
    for hz in (1.0,) if options.quick else (0.7, 1.0, 1.3):
        for lead in (60.0, 150.0, 240.0):
            yield "cycling, ankle working", "left_foot", cycling(hz, lead), RATE_HZ, None
            yield "cycling, ankle working", "left_shank", cycling(hz, lead, 25.0), RATE_HZ, None
            for site in sites:
                yield "leg swings with harmonics", site, leg_swings(hz, lead), RATE_HZ, None
            yield "marching with harmonics", "left_foot", marching(hz, lead), RATE_HZ, None
            yield "marching with harmonics", "left_shank", marching(hz, lead), RATE_HZ, None
            for way in (1.0, -1.0):
                for pitch_deg in (20.0, 50.0):
                    side_steps = sideways(hz, way, pitch_deg, lead)
                    label = f"{SIDEWAYS}pitch {pitch_deg:.0f} deg"
                    yield label, "left_foot", side_steps, RATE_HZ, None


def kinematic(pitch_deg: np.ndarray, path_m: np.ndarray, seed: int) -> np.ndarray:
    """What a sensor on a given path (n, 3) measures that pitches toe-down; noise of a usual sensor."""
    acc = np.gradient(np.gradient(path_m, 1.0 / RATE_HZ, axis=0), 1.0 / RATE_HZ, axis=0)
    acc = acc + np.array([0.0, 0.0, G])
    turn = Rotation.from_euler("y", pitch_deg[:, None], degrees=True)
    rate = np.zeros_like(path_m)
    rate[:, 1] = np.gradient(pitch_deg, 1.0 / RATE_HZ)
    noise = np.random.default_rng(seed).normal(0.0, np.repeat([0.03, 0.1], 3), (len(acc), 6))
    return np.concatenate([turn.inv().apply(acc), rate], axis=1) + noise


def _clock(duration_s: float = 30.0) -> np.ndarray:
    return np.arange(round(duration_s * RATE_HZ)) / RATE_HZ


def cycling(hz: float, lead_deg: float, pitch_deg: float = 15.0) -> np.ndarray:
    """A crank of 0.17 m; the foot or shank pitches with it, with a second harmonic that leads."""
    phase = 2 * np.pi * hz * _clock()
    pitch = pitch_deg * (np.sin(phase) + 0.3 * np.sin(2 * phase + np.radians(lead_deg)))
    path = 0.17 * np.stack([np.cos(phase), 0.0 * phase, np.sin(phase)], axis=1)
    return kinematic(pitch, path, 1)


def leg_swings(hz: float, lead_deg: float) -> np.ndarray:
    """Sitting, the leg swings about the knee 0.4 m above the sensor, faster one way than the other."""
    phase = 2 * np.pi * hz * _clock()
    pitch = 25.0 * (np.sin(phase) + 0.3 * np.sin(2 * phase + np.radians(lead_deg)))
    p = np.radians(pitch)
    return kinematic(pitch, 0.4 * np.stack([-np.sin(p), 0.0 * p, 1.0 - np.cos(p)], axis=1), 2)


def marching(hz: float, lead_deg: float) -> np.ndarray:
    """Marching on the spot: the foot rolls up before it is lifted, and comes down flat or on its toes."""
    u = np.clip(((hz * _clock()) % 1.0 - 0.4) / 0.6, 0.0, 1.0)
    bump = np.sin(np.pi * u) ** 2
    skew = 1.0 + 0.5 * np.sin(np.radians(lead_deg)) * np.cos(np.pi * u)
    path = np.stack([-0.08 * bump * skew, 0.0 * u, 0.15 * bump], axis=1)
    return kinematic(35.0 * bump * skew, path, 3)


def sideways(hz: float, way: float, pitch_deg: float, lead_deg: float) -> np.ndarray:
    """Steps to the side: the foot goes 0.4 m to its left or right, its heel rising and its toes lifted a little."""
    phase = hz * _clock()
    u = np.clip((phase % 1.0 - 0.55) / 0.45, 0.0, 1.0)
    moved = np.floor(phase) + u - np.sin(2 * np.pi * u) / (2 * np.pi)
    skew = 1.0 + 0.6 * np.cos(np.pi * u) * np.sin(np.radians(lead_deg))
    path = np.stack([0.0 * u, way * 0.4 * moved, 0.08 * np.sin(np.pi * u) ** 2], axis=1)
    return kinematic(pitch_deg * np.sin(np.pi * u) ** 2 * skew, path, 4)
