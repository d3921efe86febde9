"""Time, memory and rows by length, a minute to a day of two feet: `python benchmarks/length.py`.

Each length runs in a process of its own, so that its peak of memory is its own. Times are CPU time of the second
analysis; memory is the peak of the process beyond what it held with the recording made, over the bytes of the samples.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import warnings

import psutil
from hour_of_walking import machine, walking

import retrogait as rg

LENGTHS_MIN = (1, 10, 60, 360, 1440)


def measure(minutes: int) -> dict[str, float]:
    """Analyse so many minutes twice, in this process."""
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    rg.analyze(walking(1, ("left_foot", "right_foot")))  # compiled, and every module loaded
    recording = walking(minutes, ("left_foot", "right_foot"))
    process = psutil.Process()
    before = process.memory_info().rss
    peak, seconds = before, float("inf")
    session = None
    for _ in range(2 if minutes > 60 else 5):
        begin = time.process_time()
        session = rg.analyze(recording)
        seconds = min(seconds, time.process_time() - begin)
        peak = max(peak, _peak_bytes(process))
    assert session is not None
    samples = sum(recording.channels(site).nbytes for site in recording.sites)
    return {
        "minutes": minutes,
        "seconds": seconds,
        "strides": len(session.strides),
        "samples_mb": samples / 1e6,
        "extra": (peak - before) / samples,
    }


def _peak_bytes(process: psutil.Process) -> int:
    """Largest memory the process has had, as the system counts it."""
    info = process.memory_info()
    if hasattr(info, "peak_wset"):
        return int(info.peak_wset)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, nargs="+", default=list(LENGTHS_MIN))
    parser.add_argument("--one", type=int, help="measure one length and print it as JSON")
    given = parser.parse_args()
    if given.one is not None:
        print(json.dumps(measure(given.one)))
        return
    print(machine())
    print(
        "\n| minutes | CPU s | ms per hour | us per stride | strides | samples, MB | memory beyond them, times |"
    )
    print("|---|---|---|---|---|---|---|")
    for minutes in given.minutes:
        command = [sys.executable, __file__, "--one", str(minutes)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        found = json.loads(done.stdout)
        strides = max(1, found["strides"])
        print(
            f"| {minutes} | {found['seconds']:.3f} | {1e3 * found['seconds'] * 60 / minutes:.0f} | "
            f"{1e6 * found['seconds'] / strides:.1f} | {found['strides']} | {found['samples_mb']:.0f} | "
            f"{found['extra']:.2f} |"
        )


if __name__ == "__main__":
    main()
