"""Advice of the SafetyMonitor: share of walks advised on against how unsteady they are, and false advice.

    python benchmarks/safety_curves.py [--walks 20] [--seed 30000]

Validated: simulation only. Each simulated person walks twice for two minutes, on feet and a lower back that are analysed
as recordings are: a first walk, whose steadiness is the baseline, and a second one, whose stride-time variability is so
many times that of the first. The bounds were set on the seeds from 1000 on, before those from 30000 on were drawn.
"""

from __future__ import annotations

import argparse
import warnings
from dataclasses import replace

import numpy as np

import retrogait as rg
from retrogait.errors import RetrogaitWarning
from retrogait.safety import MeasureSeen, StrideSeen, list_observations
from retrogait.simulation.walker import Walker

TIMES = (1.0, 1.5, 2.0, 3.0, 4.0)
SITES = ["left_foot", "right_foot", "lower_back"]
DURATION_S = 120.0


def observations(seed: int, speed_mps: float, walker: Walker) -> list[object]:
    walk, _ = rg.simulate_walk("backward", speed_mps, DURATION_S, seed, sites=SITES, walker=walker)
    return list(list_observations(rg.analyze(walk)))


def watch(count: int, first_seed: int) -> dict[float, list[dict[str, float]]]:
    results: dict[float, list[dict[str, float]]] = {times: [] for times in TIMES}
    for k in range(count):
        rng = np.random.default_rng(first_seed + k)
        cv, speed = rng.uniform(0.01, 0.035), rng.uniform(0.22, 0.8)
        walker = Walker(stride_time_cv=cv, stride_length_cv=rng.uniform(0.02, 0.05))
        before = observations(first_seed + 10_000 + k, speed, walker)
        monitor = rg.SafetyMonitor(step=rg.plan.PlanStep(1, speed, 0.0))
        first = monitor.observe_all(before)
        state = monitor.state()
        for times in TIMES:
            monitor = rg.SafetyMonitor.from_state(state)
            unsteady = replace(
                walker, stride_time_cv=times * cv, stride_length_cv=times * walker.stride_length_cv
            )
            seen = observations(first_seed + 20_000 + k, speed, unsteady)
            advice = monitor.observe_all([replace(one, time_s=one.time_s + DURATION_S) for one in seen])
            own = [one for one in advice if one.rule == "VariabilityRule"]
            results[times].append(
                {
                    "cv_pct": 100 * cv,
                    "speed_mps": speed,
                    "minutes": DURATION_S / 60,
                    "variability": len(own),
                    "after_s": own[0].time_s - DURATION_S if own else np.nan,
                    "regularity": sum(one.rule == "RegularityRule" for one in advice),
                    "too_fast": sum(one.rule == "SpeedRule" for one in advice),
                    "near_fall": sum(one.rule == "NearFallRule" for one in advice),
                    "first": len(first),
                    "strides": sum(isinstance(one, StrideSeen) for one in seen),
                    "values": sum(isinstance(one, MeasureSeen) for one in seen),
                }
            )
    return results


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--walks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=30_000)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", RetrogaitWarning)
    results = watch(arguments.walks, arguments.seed)
    minutes = sum(one["minutes"] for one in results[1.0])
    print(
        f"simulated: {arguments.walks} people, 0.22-0.8 m/s, own stride-time CV 1-3.5 %, {minutes:.0f} minutes each row"
    )
    print("times own  caution     of these:                 median s   too fast   slow down")
    print("variabil.  any         variability regularity    to caution (of walks) (of walks)")
    for times, walks in results.items():
        n = len(walks)
        shares = [sum(test(one) for one in walks) / n for test in TESTS]
        after = [one["after_s"] for one in walks if one["variability"]]
        wait = f"{np.median(after):.0f}" if after else "-"
        print(
            f"{times:>9.1f}  "
            + "{:<11.2f} {:<11.2f} {:<13.2f} ".format(*shares[:3])
            + f"{wait:<10} "
            + "{:<10.2f} {:.2f}".format(*shares[3:])
        )
    print(
        f"first walks with any advice, while or after the baseline is learned: {sum(one['first'] > 0 for one in results[1.0])} of {arguments.walks}"
    )


TESTS = (
    lambda one: one["variability"] + one["regularity"] > 0,
    lambda one: one["variability"] > 0,
    lambda one: one["regularity"] > 0,
    lambda one: one["too_fast"] > 0,
    lambda one: one["near_fall"] > 0,
)


if __name__ == "__main__":
    main()
