"""A day of samples through a stream: memory stays flat, and the last hour is told like the first.

    python benchmarks/live_soak.py [--hours 24]

A simulated walk and a pause are fed over and over, in chunks of 50, to a SessionStream of two feet and the lower back.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import psutil

import retrogait as rg

SITES = ("left_foot", "right_foot", "lower_back")
RATE_HZ = 100.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=24.0)
    hours = parser.parse_args().hours
    program = [("stand", 4), ("backward", 90), ("stand", 6), ("turn", 180), ("forward", 60), ("stand", 4)]
    recording, _ = rg.simulate_walk("backward", 0.5, program=program, seed=4, sites=SITES)
    samples = {site: np.array(recording[site], float, order="C") for site in SITES}
    length = len(samples[SITES[0]])
    stream, process = rg.SessionStream(RATE_HZ, SITES), psutil.Process()
    rounds = max(3, round(hours * 3600 * RATE_HZ / length))
    counts, memory, began = [], [], time.process_time()
    for number in range(rounds):
        count = 0
        for first in range(0, length, 50):
            update = stream.push({site: values[first : first + 50] for site, values in samples.items()})
            count += len(update.contacts)
        counts.append(count)
        memory.append(process.memory_info().rss / 2**20)
        if number % max(1, rounds // 12) == 0:
            print(
                f"{number * length / RATE_HZ / 3600:5.1f} h: {memory[-1]:6.1f} MB, {count} contacts in a round"
            )
    spent = time.process_time() - began
    walked_s = rounds * length / RATE_HZ
    settled = memory[max(1, rounds // 10)]
    print(
        f"{walked_s / 3600:.1f} h of samples in {spent:.0f} s of CPU time; memory {settled:.1f} MB after a tenth, "
        f"{memory[-1]:.1f} MB at the end; contacts a round {min(counts[1:])} to {max(counts[1:])}; "
        f"state {len(repr(stream.state())) / 1024:.0f} kB"
    )


if __name__ == "__main__":
    main()
