"""What a first run costs: `python benchmarks/cold.py`. Everything in processes of their own, CPU time and wall time.

Bare Python; `import retrogait`; the first analysis with the kernels in the cache, and with an empty one; eight
processes at once with an empty one; and what an install weighs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from importlib.metadata import distribution, requires
from pathlib import Path

import psutil
from hour_of_walking import machine

import retrogait as rg

ANALYZE = "import retrogait as rg; print(len(rg.analyze(rg.read_recording({path!r})).strides))"


def run(code: str, cache: str, processes: int = 1) -> tuple[float, float]:
    """CPU and wall seconds of one or several fresh processes that run some code."""
    given = {**os.environ, "NUMBA_CACHE_DIR": cache}
    begin = time.perf_counter()
    children = [
        psutil.Popen([sys.executable, "-c", code], env=given, stdout=subprocess.DEVNULL)
        for _ in range(processes)
    ]
    cpu_s = 0.0
    for child in children:
        _, status, usage = os.wait4(child.pid, 0)
        assert status == 0
        cpu_s += usage.ru_utime + usage.ru_stime
    return cpu_s, time.perf_counter() - begin


def least(code: str, cache: str, rounds: int) -> tuple[float, float]:
    """The least of several rounds, of CPU and of wall time."""
    times = [run(code, cache) for _ in range(rounds)]
    return min(cpu for cpu, _ in times), min(wall for _, wall in times)


def core_packages(name: str = "retrogait", seen: set[str] | None = None) -> set[str]:
    """The package and all that it needs without extras."""
    from packaging.requirements import Requirement

    seen = set() if seen is None else seen
    seen.add(name.lower().replace("_", "-"))
    for line in requires(name) or []:
        wanted = Requirement(line)
        fits = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
        if fits and wanted.name.lower().replace("_", "-") not in seen:
            core_packages(wanted.name, seen)
    return seen


def size_mb(name: str) -> float:
    """Size of the installed files of a package."""
    files = [Path(str(one.locate())) for one in distribution(name).files or []]
    return sum(path.stat().st_size for path in files if path.is_file()) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "walk.csv")
        rg.write_recording(rg.simulate_walk("backward", 0.5, duration_s=60, seed=1)[0], path)
        warm = str(Path(folder) / "warm")
        analyze = ANALYZE.format(path=path)
        empty = run(analyze, warm)
        rows = [
            ("bare Python", *least("pass", warm, given.rounds)),
            ("import retrogait", *least("import retrogait", warm, given.rounds)),
            ("import numpy, pandas, numba", *least("import numpy, pandas, numba", warm, given.rounds)),
            ("first analysis, kernels cached", *least(analyze, warm, given.rounds)),
            ("first analysis, empty cache", *empty),
            ("the same in 8 processes at once", *run(analyze, str(Path(folder) / "eight"), 8)),
        ]
    print(machine())
    print("\n| fresh process | CPU s | wall s |")
    print("|---|---|---|")
    for label, cpu_s, wall_s in rows:
        print(f"| {label} | {cpu_s:.3f} | {wall_s:.3f} |")
    packages = sorted(core_packages())
    total = sum(size_mb(name) for name in packages)
    print(f"\ncore install: {len(packages)} packages, {total:.0f} MB: {' '.join(packages)}")


if __name__ == "__main__":
    main()
