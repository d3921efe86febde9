"""What simulated walking costs: milliseconds of a minute, the memory of an hour, and which stage takes how much.

    python benchmarks/simulation_speed.py [--hours 1]

Times are processor time of one core, the least of several calls after one to warm up: whoever else uses the machine
makes a call slower, never faster. Memory is the peak of a process of its own, beyond what a minute took in it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import retrogait as rg
from retrogait.simulation import imu, room, sensor_faults, walk
from retrogait.simulation.body import Body
from retrogait.simulation.foot import FootPath
from retrogait.tables.catalogue import SITES

if TYPE_CHECKING:
    from collections.abc import Callable

FEET = ("left_foot", "right_foot")
CALLS = 15
STAGES = (
    (walk, "plan_steps", "steps"),
    (FootPath, "through", "feet"),
    (Body, "over", "body"),
    (imu, "record", "samples"),
    (room, "trace", "paths and knees"),
    (sensor_faults, "add_faults", "faults"),
    (walk, "list_swings", "contacts"),
    (walk, "make_tables", "tables"),
    (rg.Recording, "from_frames", "recording"),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=1.0, help="of two feet, for the memory (default: 1)")
    parser.add_argument("--peak", type=float, help=argparse.SUPPRESS)  # minutes, in a process of its own
    given = parser.parse_args()
    if given.peak:
        print(*peak(given.peak))
        return
    spent = {stage: 0.0 for _, _, stage in STAGES}
    for owner, name, stage in STAGES:
        setattr(owner, name, timed(getattr(owner, name), spent, stage))
    for label, sites in (("two feet", FEET), ("eight sites", SITES)):
        whole, stages = least(sites, spent)
        print(f"a minute, {label}: {1e3 * whole:.0f} ms")
        for stage, seconds in stages.items():
            print(f"    {stage:16}{1e3 * seconds:6.1f}")
    for minutes in (10.0, 60.0 * given.hours):
        call = [sys.executable, __file__, "--peak", str(minutes)]
        told = subprocess.run(call, capture_output=True, text=True, check=True)  # noqa: S603 - this file
        megabytes, seconds = told.stdout.split()
        print(f"{minutes:g} minutes, two feet: {seconds} s, {megabytes} MB")


def timed(call: Callable[..., object], spent: dict[str, float], stage: str) -> Callable[..., object]:
    """Add up what a stage takes."""

    def around(*given: object, **named: object) -> object:
        begin = time.process_time()
        try:
            return call(*given, **named)
        finally:
            spent[stage] += time.process_time() - begin

    return around


def least(sites: tuple[str, ...], spent: dict[str, float]) -> tuple[float, dict[str, float]]:
    """Processor time in s of the quickest of several calls, and of its stages."""
    best, stages = float("inf"), dict(spent)
    for _ in range(CALLS):
        spent.update(dict.fromkeys(spent, 0.0))
        begin = time.process_time()
        rg.simulate_walk("backward", 0.5, 60.0, sites=sites, seed=1)
        took = time.process_time() - begin
        if took < best:
            best, stages = took, dict(spent)
    return best, stages


def peak(minutes: float) -> tuple[str, str]:
    """Peak of memory in MB beyond a minute's, and processor time in s."""
    rg.simulate_walk("backward", 0.5, 60.0, seed=1)
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    _walk = rg.simulate_walk("backward", 0.5, 60.0 * minutes, seed=1)
    took = time.process_time() - begin
    return f"{(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f}", f"{took:.2f}"


if __name__ == "__main__":
    main()
