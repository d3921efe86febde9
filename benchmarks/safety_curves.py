"""Advice of the SafetyMonitor: what it finds, and false advice, on simulated, capture-driven and real walks.

    python benchmarks/safety_curves.py [--walks 20] [--seed 30000] [--shared ../shared]

What is found is known of simulation only. Simulated people walk twice for two minutes, on feet and a lower back that
are analysed as recordings are: a first walk, whose steadiness is the baseline, and a second one whose stride-time
variability is so many times that of the first. Near-falls are those of `near_fall_curves.py`, told to a monitor. Bounds
were set on the seeds from 1000 on, before those from 20000 and 30000 on were drawn. Walks that people walked held no
near-fall and no unsteadiness that anyone noted: any advice on them is counted as false.
"""

from __future__ import annotations

import argparse
import os
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from near_fall_curves import EARLY_S, LATE_S, RATE_HZ, perturb, real, simulated

import retrogait as rg
from retrogait.errors import RetrogaitWarning
from retrogait.safety import NearFallSeen, list_observations
from retrogait.simulation.walker import Walker
from retrogait.stability import near_falls

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
TIMES = (1.0, 1.5, 2.0, 3.0, 4.0)
SIZES_MPS2 = (0.0, 4.0, 8.0, 12.0, 20.0)
SITES = ["left_foot", "right_foot", "lower_back"]
DURATION_S = 120.0
AXES = "xyz"


def watch_simulated(count: int, first_seed: int) -> pd.DataFrame:
    """A row for each person and how many times their own variability they walked with."""
    rows = []
    for k in range(count):
        rng = np.random.default_rng(first_seed + k)
        cv, speed_mps = rng.uniform(0.01, 0.035), rng.uniform(0.22, 0.8)
        walker = Walker(stride_time_cv=cv, stride_length_cv=rng.uniform(0.02, 0.05))
        monitor = rg.SafetyMonitor(step=rg.training.PlanStep(1, speed_mps, 0.0))
        first = monitor.observe_all(simulated_walk(first_seed + 10_000 + k, speed_mps, walker))
        state = monitor.state()
        for times in TIMES:
            monitor = rg.SafetyMonitor.from_state(state)
            other = replace(
                walker, stride_time_cv=times * cv, stride_length_cv=times * walker.stride_length_cv
            )
            seen = simulated_walk(first_seed + 20_000 + k, speed_mps, other)
            told = monitor.observe_all([replace(one, time_s=one.time_s + DURATION_S) for one in seen])
            own = [one.time_s - DURATION_S for one in told if one.rule == "VariabilityRule"]
            rules = {rule: any(one.rule == rule for one in told) for rule in monitor.judged}
            caution = rules["VariabilityRule"] or rules["RegularityRule"]
            after_s = own[0] if own else np.nan
            rows.append(
                {"times": times, "caution": caution, **rules, "after_s": after_s, "first": bool(first)}
            )
    return pd.DataFrame(rows)


def simulated_walk(seed: int, speed_mps: float, walker: Walker) -> list[object]:
    walk, _ = rg.simulate_walk("backward", speed_mps, DURATION_S, seed, sites=SITES, walker=walker)
    return list(list_observations(rg.analyze(walk)))


def watch_near_falls(groups: dict[str, list[np.ndarray]]) -> pd.DataFrame:
    """Share of near-falls on which `reduce_speed` was advised, and such advice without one, by size."""
    rows = []
    for name, walks in groups.items():
        for size in SIZES_MPS2:
            found = events = false = 0
            for number, acc in enumerate(walks):
                every_s = 8.0 if name.startswith("real") else 15.0
                moved, added = perturb(acc, RATE_HZ, size, 88_000 + number, every_s) if size else (acc, [])
                table = near_falls(moved[:, 2], RATE_HZ)
                pairs = zip(table["time_s"], table["peak_to_peak_mps3"], strict=True)
                told = rg.SafetyMonitor().observe_all([NearFallSeen(float(t), float(p)) for t, p in pairs])
                at_s = np.array([one.time_s for one in told])
                own = np.zeros(len(at_s), bool)
                for start_s, _ in added:
                    near = (at_s > start_s - EARLY_S) & (at_s < start_s + LATE_S)
                    found += bool(near.any())
                    own |= near
                events += len(added)
                false += int((~own).sum())
            minutes = sum(map(len, walks)) / RATE_HZ / 60
            rows.append(
                {
                    "walks": name,
                    "size": size,
                    "events": events,
                    "found": found,
                    "false": false,
                    "min": minutes,
                }
            )
    return pd.DataFrame(rows)


def people_walks(data: Path) -> Iterator[tuple[str, list[rg.Session]]]:
    """Sessions of the reference recordings: those of one list are walks of one person, one after the other."""
    index = pd.read_csv(data / "virtual_imu" / "index.csv")
    for name in index["name"]:
        table = pd.read_csv(data / "virtual_imu" / f"{name}.csv").set_index("time_s")
        frames = {
            site: pd.DataFrame({f"{k}_{a}": table[f"{site}_{k}_{a}"] for k in ("acc", "gyr") for a in AXES})
            for site in SITES
        }
        yield "capture-driven, virtual IMUs", [rg.analyze(rg.Recording.from_frames(frames, rate_hz=100.0))]
    walks = {way: treadmill(data, way) for way in ("forward", "backward")}
    mounting = rg.calibrate(walks["forward"], direction="forward")
    for way, walk in walks.items():
        yield f"real treadmill, one adult, {way}", [rg.analyze(walk, alignment=mounting, surface="treadmill")]
    for person in ("1", "2", "3"):
        walks = [overground(path) for path in sorted((data / "forward_overground").glob(f"{person}-*.json"))]
        yield (
            "real overground, three adults, forward",
            [rg.analyze(walk, alignment=rg.calibrate(walk, direction="forward")) for walk in walks],
        )


def treadmill(data: Path, way: str) -> rg.Recording:
    table = pd.read_csv(data / "treadmill" / f"{way}_imu.csv")
    rate_hz = 1 / np.median(np.diff(table["Time"]))
    frames = {}
    for site, place in (("left_foot", "LH"), ("right_foot", "RH")):
        columns = {f"acc_{a}": 9.80665 * table[f"{place}.ACC.{a.upper()}"] for a in AXES}
        columns |= {f"gyr_{a}": table[f"{place}.GY.{a.upper()}"] for a in AXES}
        frames[site] = pd.DataFrame(columns).set_index(np.arange(len(table)) / rate_hz)
    return rg.Recording.from_frames(frames, rate_hz=rate_hz, frame="sensor")


def overground(path: Path) -> rg.Recording:
    frames = {}
    for site, part in (("left_foot", "lf"), ("right_foot", "rf"), ("lower_back", "lb")):
        table = pd.read_csv(path.with_name(f"{path.stem}_{part}.txt"), sep="\t", skiprows=1).dropna(
            axis=1, how="all"
        )
        columns = {f"acc_{a}": table[f"Acc_{a.upper()}"] for a in AXES}
        columns |= {f"gyr_{a}": np.degrees(table[f"Gyr_{a.upper()}"]) for a in AXES}
        packet = np.unwrap(table["PacketCounter"].to_numpy(), period=65536)
        grid = np.arange(packet[-1] - packet[0] + 1)
        whole = {name: np.interp(grid, packet - packet[0], values) for name, values in columns.items()}
        frames[site] = pd.DataFrame(whole).set_index(grid / 100.0)
    return rg.Recording.from_frames(frames, rate_hz=100.0, frame="sensor")


def watch_people(data: Path) -> pd.DataFrame:
    """Advice on each group of walks by rule, and how many values each rule had to judge."""
    rows = []
    for name, sessions in people_walks(data):
        monitor, told, minutes, at_s = rg.SafetyMonitor(), [], 0.0, 0.0
        for session in sessions:
            speed_mps = session.strides["speed_mps"].median()
            monitor.step = None if np.isnan(speed_mps) else rg.training.PlanStep(1, float(speed_mps), 0.0)
            seen = list_observations(session)
            told += monitor.observe_all([replace(one, time_s=one.time_s + at_s) for one in seen])
            bouts = session.bouts
            minutes += float((bouts["end_s"] - bouts["start_s"]).sum()) / 60
            at_s += 600.0
        row = {"walks": name, "minutes": minutes, "walked": len(sessions)}
        for rule, judged in monitor.judged.items():
            row |= {f"{rule} judged": judged, f"{rule} told": sum(one.rule == rule for one in told)}
        rows.append(row)
    return pd.DataFrame(rows).groupby("walks", sort=False).sum()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--walks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=30_000)
    parser.add_argument(
        "--shared", type=Path, default=Path(os.environ.get("RETROGAIT_SHARED") or ROOT.parent / "shared")
    )
    given = parser.parse_args()
    warnings.simplefilter("ignore", RetrogaitWarning)
    data = given.shared / "data"
    print_near_falls(watch_near_falls({**simulated(60), **(real(data) if data.is_dir() else {})}))
    if data.is_dir():
        print_people(watch_people(data))
    else:
        print(f"\nno reference recordings in {data}")
    print_simulated(watch_simulated(given.walks, given.seed), given.walks)


def print_near_falls(table: pd.DataFrame) -> None:
    print(
        "reduce_speed after a near-fall. Events simulated; 'real' are real walks with simulated events added"
    )
    print(f"{'walks':<20} share of events advised on, by size in m/s2        advice without any event")
    for name, own in table.groupby("walks", sort=False):
        shares = [
            f"{row.size:g}: {row.found / row.events:.2f}"
            for row in own[own["size"] > 0].itertuples(index=False)
        ]
        none = own[own["size"] == 0].iloc[0]
        print(f"{name:<20} {'  '.join(shares):<50} {none['false']} in {none['min']:.1f} min")


def print_people(table: pd.DataFrame) -> None:
    print(
        "\nAdvice on walks of people without any event (told / values judged); the step is the walk's own median speed"
    )
    print(f"{'walks':<40} {'n':>3} {'min':>5}  variability  regularity   speed        near-fall told")
    for name, row in table.iterrows():
        rules = ("VariabilityRule", "RegularityRule", "SpeedRule")
        parts = [f"{row[f'{rule} told']:.0f} / {row[f'{rule} judged']:.0f}" for rule in rules]
        print(
            f"{name:<40} {row['walked']:>3.0f} {row['minutes']:>5.1f}  "
            + " ".join(f"{part:<12}" for part in parts)
            + f"{row['NearFallRule told']:.0f}"
        )


def print_simulated(table: pd.DataFrame, count: int) -> None:
    minutes = count * DURATION_S / 60
    print(
        f"\nsimulated: {count} people, 0.22-0.8 m/s backward, own stride-time CV 1-3.5 %, {minutes:.0f} min each row"
    )
    print("times own   share of walks with advice                                       median s to")
    print("variability caution   variability  regularity   too_fast   reduce_speed      variability")
    for times, own in table.groupby("times"):
        rules = ("caution", "VariabilityRule", "RegularityRule", "SpeedRule", "NearFallRule")
        shares = [own[rule].mean() for rule in rules]
        print(
            f"{times:>11.1f} " + "{:<9.2f} {:<12.2f} {:<12.2f} {:<10.2f} {:<17.2f} ".format(*shares), end=""
        )
        print(f"{own['after_s'].median():.0f}")
    once = table[table["times"] == 1.0]
    print(f"first walks, the baseline being learned, with any advice: {once['first'].sum()} of {count}")


if __name__ == "__main__":
    main()
