"""What a first run costs: `python benchmarks/cold.py`. Everything in processes of their own, CPU time and wall time.

Bare Python; `import retrogait`; the first analysis with the kernels in the cache, and with an empty one; eight
processes at once with an empty one; and what an install weighs. retrogait is installed as it lies here, with what it
asks for and nothing else, in an environment of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
from contact_errors import write_block
from hour_of_walking import machine
from peer_environments import OURS, environment

import retrogait as rg

FOLDER = Path(__file__).resolve().parents[1] / "build" / "cold"
ANALYZE = "import retrogait as rg; print(len(rg.analyze(rg.read_recording({path!r})).strides))"


class Runner:
    """Runs code in fresh processes of an environment, away from the source."""

    def __init__(self, python: str, folder: str) -> None:
        self.python, self.folder = python, folder

    def run(self, code: str, cache: str, processes: int = 1) -> tuple[float, float]:
        """CPU and wall seconds of one or several processes that run some code at once, helpers included."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        given = {**kept, "NUMBA_CACHE_DIR": str(Path(self.folder) / cache)}
        begin = time.perf_counter()
        children = [
            psutil.Popen([self.python, "-c", code], env=given, cwd=self.folder, stdout=subprocess.DEVNULL)
            for _ in range(processes)
        ]
        cpu_s = 0.0
        for child in children:
            _, status, usage = os.wait4(child.pid, 0)
            assert status == 0
            cpu_s += usage.ru_utime + usage.ru_stime
        return cpu_s, time.perf_counter() - begin

    def least(self, code: str, cache: str, rounds: int) -> tuple[float, float]:
        """The least of several rounds, of CPU and of wall time."""
        times = [self.run(code, cache) for _ in range(rounds)]
        return min(cpu for cpu, _ in times), min(wall for _, wall in times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", type=Path, metavar="MD", help="page with the markers of the block")
    given = parser.parse_args()
    core = environment(OURS, FOLDER)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "walk.csv")
        rg.write_recording(rg.simulate_walk("backward", 0.5, duration_s=60, seed=1)[0], path)
        runner = Runner(core.python, folder)
        analyze = ANALYZE.format(path=path)
        runner.run(analyze, "first")  # Python compiles its own files, of numpy, pandas and numba too, once
        empty = runner.run(analyze, "warm")
        rows = [
            ("bare Python", *runner.least("pass", "warm", given.rounds)),
            ("`import retrogait`", *runner.least("import retrogait", "warm", given.rounds)),
            (
                "`import numpy, pandas, numba`",
                *runner.least("import numpy, pandas, numba", "warm", given.rounds),
            ),
            ("first analysis, kernels cached", *runner.least(analyze, "warm", given.rounds)),
            ("first analysis, empty cache", *empty),
            ("the same in 8 processes at once", *runner.run(analyze, "eight", 8)),
        ]
    lines = ["| fresh process | CPU s | wall s |", "|---|---|---|"]
    lines += [f"| {label} | {cpu_s:.3f} | {wall_s:.3f} |" for label, cpu_s, wall_s in rows]
    lines += [
        "",
        f"core install: {core.packages} packages, {core.installed_mb:.0f} MB, {core.install_s:.0f} s",
        "",
        machine(),
    ]
    print("\n".join(lines))
    if given.page:
        write_block(given.page, "cold", "\n".join(lines))


if __name__ == "__main__":
    main()
