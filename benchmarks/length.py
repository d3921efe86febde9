"""Time, memory and rows by length, a minute to a day of two feet.

    python benchmarks/length.py
    python benchmarks/length.py --page docs/speed.md    # table and figure on the page

Each length runs in a process of its own, so that its peak of memory is its own. Times are CPU time of the second
analysis; memory is the peak of the process beyond what it held with the recording made, over the bytes of the samples.
The last length is then written as CSV, and what it takes to read it stands beside what it takes to analyse it.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import suppress
from pathlib import Path

import psutil
from contact_errors import write_block
from hour_of_walking import machine, walking

import retrogait as rg

LENGTHS_MIN = (1, 10, 60, 360, 1440)


def measure(minutes: int) -> dict[str, float]:
    """Analyse so many minutes twice, in this process."""
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    rg.analyze(walking(1, ("left_foot", "right_foot")))  # compiled, and every module loaded
    recording = walking(minutes, ("left_foot", "right_foot"))
    process = psutil.Process()
    _forget_peak()
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


def measure_csv(minutes: int) -> dict[str, float]:
    """Read so many minutes from retrogait's own CSV and analyse them, in this process."""
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    rg.analyze(walking(1, ("left_foot", "right_foot")))
    with tempfile.TemporaryDirectory(prefix="retrogait-length-") as folder:
        path = Path(folder) / "walk.csv"
        rg.write_recording(walking(minutes, ("left_foot", "right_foot")), path)
        megabytes = path.stat().st_size / 1e6
        begin, wall = time.process_time(), time.perf_counter()
        recording = rg.read_recording(path)
        read, read_wall = time.process_time(), time.perf_counter()
        rg.analyze(recording)
        done, done_wall = time.process_time(), time.perf_counter()
    return {
        "minutes": minutes,
        "mb": megabytes,
        "read_s": read - begin,
        "read_wall_s": read_wall - wall,
        "analyze_s": done - read,
        "analyze_wall_s": done_wall - read_wall,
    }


def csv_words(row: dict[str, float]) -> str:
    """What `measure_csv` found, as a sentence."""
    return (
        f"{row['minutes']:.0f} minutes as CSV of {row['mb']:.0f} MB: reading {row['read_s']:.1f} s CPU "
        f"({row['read_wall_s']:.1f} s), analysis {row['analyze_s']:.1f} s CPU ({row['analyze_wall_s']:.1f} s)"
    )


def _forget_peak() -> None:
    """Let the peak begin anew, where the system can (Linux): making the recording takes more than analysing it."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak_bytes(process: psutil.Process) -> int:
    """Largest memory the process has had, as the system counts it."""
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(re.search(r"VmHWM:\s+(\d+)", status.read_text()).group(1))
    info = process.memory_info()
    if hasattr(info, "peak_wset"):
        return int(info.peak_wset)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measured_apart(minutes: int, how: str = "--one") -> dict[str, float]:
    """Measure a length in a process of its own."""
    command = [sys.executable, __file__, how, str(minutes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout)
    return found


def table(rows: list[dict[str, float]]) -> str:
    """A row for each length."""
    head = (
        "| minutes | CPU s | ms per hour | us per stride | strides | samples, MB | memory beyond them, times |",
        "|---|---|---|---|---|---|---|",
    )
    lines = (
        f"| {row['minutes']:.0f} | {row['seconds']:.3f} | {6e4 * row['seconds'] / row['minutes']:.0f} | "
        f"{1e6 * row['seconds'] / max(1, row['strides']):.1f} | {row['strides']:.0f} | "
        f"{row['samples_mb']:.0f} | {row['extra']:.2f} |"
        for row in rows
    )
    return "\n".join((*head, *lines))


def draw(rows: list[dict[str, float]], path: Path) -> None:
    """CPU time by length, and the line on which it would lie if an hour cost the same in any length."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    hours = [row["minutes"] / 60.0 for row in rows]
    figure, axis = plt.subplots(figsize=(6.0, 3.4))
    hour = next((row["seconds"] / at for row, at in zip(rows, hours, strict=True) if at == 1.0), None)
    if hour is not None:
        axis.plot(hours, [hour * at for at in hours], color="0.6", label="in proportion to an hour")
    axis.plot(hours, [row["seconds"] for row in rows], "o", color="C0", label="measured")
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.xaxis.set_major_formatter("{x:g}")
    axis.yaxis.set_major_formatter("{x:g}")
    axis.set_xlabel("length of the recording, hours")
    axis.set_ylabel("CPU time of analyze, s")
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=int, nargs="+", default=list(LENGTHS_MIN))
    parser.add_argument("--one", type=int, help="measure one length and print it as JSON")
    parser.add_argument("--csv", type=int, help="measure one length from a CSV and print it as JSON")
    parser.add_argument(
        "--page", type=Path, help="page with the markers of length; its figure goes to images/"
    )
    given = parser.parse_args()
    if given.one is not None:
        print(json.dumps(measure(given.one)))
        return
    if given.csv is not None:
        print(json.dumps(measure_csv(given.csv)))
        return
    rows = [measured_apart(minutes) for minutes in given.minutes]
    read = csv_words(measured_apart(max(given.minutes), "--csv"))
    text = f"{table(rows)}\n\n{read}\n\n{machine()}"
    print(text)
    if given.page:
        write_block(given.page, "length", text)
        draw(rows, given.page.parent / "images" / "length.png")


if __name__ == "__main__":
    main()
