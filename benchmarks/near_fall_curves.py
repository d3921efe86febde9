"""Near-falls: share found against size, and false alarms, on walks that the bounds were not set on.

    python benchmarks/near_fall_curves.py [--out build/near_falls] [--walks 60]

Validated: simulation only. Trips, slips and stumbles of `tests/perturbations.py` are added to the levelled trunk
acceleration of simulated walks (seeds drawn after the bounds were fixed) and of real walking, where the reference
recordings are at hand. The real walks were seen while the bounds were set; the events added to them were not.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd

import retrogait as rg
from retrogait.kinematics.trunk import level_trunk
from retrogait.simulation.walker import Walker
from retrogait.stability import near_falls

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from perturbations import perturb  # noqa: E402

RATE_HZ = 100.0
SIZES_MPS2 = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 25.0)
FIRST_TEST_SEED = 20_000  # tuning used 1000 to 1029
EARLY_S, LATE_S = 1.0, 2.2  # an alarm from so long before an event's start to so long after it is its own


def simulated(count: int) -> dict[str, list[np.ndarray]]:
    """Trunk acceleration of normal, variable and turning gait, backward and forward."""
    groups: dict[str, list[np.ndarray]] = {
        f"{style} {way}": [] for style in ("normal", "variable", "turning") for way in ("backward", "forward")
    }
    for k in range(count):
        rng = np.random.default_rng(FIRST_TEST_SEED + k)
        name = tuple(groups)[k % len(groups)]
        style, way = name.split()
        variable = style == "variable"
        walker = Walker(
            stride_time_cv=rng.uniform(0.04, 0.10) if variable else rng.uniform(0.01, 0.03),
            stride_length_cv=rng.uniform(0.06, 0.15) if variable else 0.03,
            step_time_asymmetry=rng.uniform(-0.2, 0.2) if variable else 0.0,
            step_width_sd_m=rng.uniform(0.02, 0.04) if variable else 0.01,
            impact=rng.uniform(0.3, 2.0),
        )
        legs = [(way, 30), ("turn", rng.choice([-180, 180, 90]))] * 4 if style == "turning" else [(way, 120)]
        walk, _ = rg.simulate_walk(
            way,
            rng.uniform(0.25, 0.9 if way == "backward" else 1.4),
            program=[("stand", 1), *legs, ("stand", 1)],
            seed=FIRST_TEST_SEED + k,
            walker=walker,
            sites=["lower_back"],
        )
        groups[name].append(level(walk["lower_back"].to_numpy()))
    return groups


def real(data: Path) -> dict[str, list[np.ndarray]]:
    """Trunk acceleration of real overground walking with a turn, from the first step to the last."""
    walks = []
    for path in sorted((data / "forward_overground").glob("*_lb.txt")):
        table = pd.read_csv(path, sep="\t", skiprows=1).dropna(axis=1, how="all")
        samples = table[["Acc_X", "Acc_Y", "Acc_Z", "Gyr_X", "Gyr_Y", "Gyr_Z"]].to_numpy(float)
        samples[:, 3:] = np.degrees(samples[:, 3:])
        meta = json.loads(path.with_name(path.name.replace("_lb.txt", ".json")).read_text())
        first, last = meta["TrialBoundaries"]
        walks.append(level(samples[~np.isnan(samples).any(axis=1)])[first:last])
    return {"real forward": walks} if walks else {}


def level(samples: np.ndarray) -> np.ndarray:
    return level_trunk(np.ascontiguousarray(samples, float), RATE_HZ, 1.2)[0]


def score(walks: list[np.ndarray], every_s: float) -> list[dict[str, float]]:
    """Events found and alarms outside of events, by size."""
    rows = []
    for size in SIZES_MPS2:
        found = events = alarms = 0
        for number, acc in enumerate(walks):
            moved, added = perturb(acc, RATE_HZ, size, 77_000 + number, every_s) if size else (acc, [])
            at_s = near_falls(moved[:, 2], RATE_HZ)["time_s"].to_numpy()
            own = np.zeros(len(at_s), bool)
            for start_s, _ in added:
                near = (at_s > start_s - EARLY_S) & (at_s < start_s + LATE_S)
                found += bool(near.any())
                own |= near
            events += len(added)
            alarms += int((~own).sum())
        minutes = sum(map(len, walks)) / RATE_HZ / 60.0
        rows.append(
            {
                "size_mps2": size,
                "events": events,
                "sensitivity": found / events if events else np.nan,
                "false_alarms": alarms,
                "minutes": round(minutes, 1),
                "false_alarms_per_10min": 10.0 * alarms / minutes,
            }
        )
    return rows


def draw(table: pd.DataFrame, path: Path) -> None:
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6, 4))
    for name, own in table[table["size_mps2"] > 0].groupby("walks", sort=False):
        ax.plot(own["size_mps2"], own["sensitivity"], marker="o", label=name)
    ax.set(xlabel="size of the event, m/s²", ylabel="share found", ylim=(-0.02, 1.02))
    ax.set_title("Near-falls; validated: simulation only", fontsize=10)
    ax.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "near_falls")
    parser.add_argument("--walks", type=int, default=60)
    given = parser.parse_args()
    shared = Path(os.environ.get("RETROGAIT_SHARED") or ROOT.parent / "shared") / "data"
    groups = {**simulated(given.walks), **real(shared)}
    rows = [
        {"walks": name, **row}
        for name, walks in groups.items()
        for row in score(walks, 8.0 if name.startswith("real") else 15.0)
    ]
    table = pd.DataFrame(rows)
    given.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(given.out / "near_fall_curves.csv", index=False)
    draw(table, given.out / "near_fall_curves.png")
    print("Near-falls, validated: simulation only. Share of events found, by size in m/s^2:")
    print(
        table[table["size_mps2"] > 0].pivot(index="walks", columns="size_mps2", values="sensitivity").round(2)
    )
    print("\nFalse alarms without any event:")
    print(table[table["size_mps2"] == 0][["walks", "minutes", "false_alarms"]].to_string(index=False))
    print(f"\nwritten: {given.out}")


if __name__ == "__main__":
    main()
