"""Reading against pandas, side by side: a long CSV, a long parquet file, and many small files.

    python benchmarks/export_speed.py                          # 200 MB and 1,000 files, some 3 minutes
    python benchmarks/export_speed.py --megabytes 20 --files 100

The pandas call reads the same columns with the same engine (C for CSV, pyarrow for parquet). What `read_recording` does
beside reading columns - clock, order, grid, units, plausibility - is timed apart. Memory is that of a process of its
own, above what it held before the read, over the bytes of the seven columns kept.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import threading
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import psutil

import retrogait as rg
from retrogait.readers import parquet_table, text_table

if TYPE_CHECKING:
    from collections.abc import Callable

CHANNELS = [f"{kind}_{axis}" for kind in ("acc", "gyr") for axis in "xyz"]
UNITS = {"acc": "m/s^2", "gyr": "deg/s"}
NAMES = ["time (ms)", *(f"{c} ({UNITS[c[:3]]})" for c in CHANNELS)]
EXTRA = ["temperature (C)", *(f"mag_{axis} (uT)" for axis in "xyz")]
FLOORS = {"ratio": 1.3, "memory": 3.0, "small_ms": 10.0}
ROUNDS = 5
BLOCK = 50_000


def samples(n: int, first: int = 0) -> np.ndarray[Any, Any]:
    """Make (n, 6) numbers of a shaken sensor under gravity."""
    rng = np.random.default_rng(first)
    time_s = (first + np.arange(n)) / 100.0
    waves = np.sin(2 * np.pi * 0.9 * time_s[:, None] + np.arange(6)) * [1.5, 0.7, 1.0, 10.0, 60.0, 15.0]
    return np.asarray([*waves, 0.0, 0.0, 9.81, 0.0, 0.0, 0.0, *rng.normal(0.0, 0.02, (n, 6))])


def block(n: int, first: int = 0) -> pd.DataFrame:
    """Make rows of an export with four columns that no one needs."""
    values = samples(n, first)
    frame = pd.DataFrame(values.round(5), columns=NAMES[1:])
    frame.insert(0, NAMES[0], 10 * (first + np.arange(n)))
    for number, name in enumerate(EXTRA):
        frame[name] = (21.0 + 0.01 * values[:, number]).round(4)
    return frame


def write_long(path: Path, megabytes: float) -> int:
    """Write a CSV of a size; gives the number of rows."""
    n_rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        while file.tell() < megabytes * 1e6:
            block(BLOCK, n_rows).to_csv(file, index=False, header=n_rows == 0)
            n_rows += BLOCK
    return n_rows


def read_with_pandas(path: Path, names: list[str]) -> pd.DataFrame:
    """Read the same columns by one call of pandas."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path, columns=names)
    return pd.read_csv(path, usecols=names, engine="c")


class Watch:
    """Seconds spent in the readers' own call of pandas or pyarrow, apart from all else."""

    def __init__(self) -> None:
        self.seconds = 0.0
        for table in (text_table.TextTable, parquet_table.ParquetTable):
            table.read = self._timed(table.read)

    def _timed(self, read: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any) -> Any:
            began = time.perf_counter()
            try:
                return read(*given)
            finally:
                self.seconds += time.perf_counter() - began

        return timed


def compare(path: Path, names: list[str], watch: Watch) -> tuple[float, float, float]:
    """Give the medians of pandas, of our read of the columns and of our checks, in seconds, taken in turns."""
    theirs, columns, checks = [], [], []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        read_with_pandas(path, names)
        theirs.append(time.perf_counter() - began)
        watch.seconds = 0.0
        began = time.perf_counter()
        rg.read_recording(path)
        columns.append(watch.seconds)
        checks.append(time.perf_counter() - began - watch.seconds)
    return statistics.median(theirs), statistics.median(columns), statistics.median(checks)


def peak_bytes(path: Path, warm: Path, names: list[str], whose: str, pipe: Any) -> None:
    """Report the most memory a read takes above what the process held before."""
    warnings.simplefilter("ignore")

    def read(one: Path) -> Any:
        return rg.read_recording(one) if whose == "ours" else read_with_pandas(one, names)

    read(warm)
    process = psutil.Process()
    before, seen, done = process.memory_info().rss, [0], threading.Event()

    def look() -> None:
        while not done.wait(0.002):
            seen.append(process.memory_info().rss)

    looking = threading.Thread(target=look)
    looking.start()
    kept = read(path)
    done.set()
    looking.join()
    pipe.send(max(seen) - before)
    del kept


def memory(path: Path, warm: Path, names: list[str], whose: str) -> int:
    """Measure the memory of a read in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=peak_bytes, args=(path, warm, names, whose, theirs))
    process.start()
    peak: int = ours.recv()
    process.join()
    return peak


def report_long(folder: Path, megabytes: float, watch: Watch) -> bool:
    """Print the lines of the long CSV, its own form and the parquet file; tells whether all hold."""
    holds = True
    csv = folder / "export.csv"
    n_rows = write_long(csv, megabytes)
    small = folder / "small.csv"
    block(1000).to_csv(small, index=False)
    own_names = ["time_s", *(f"left_foot_{c}" for c in CHANNELS)]
    warm = folder / "warm.parquet"
    rg.write_recording(rg.read_recording(small, sites={"sensor_1": "left_foot"}), warm)
    parquet = folder / "own.parquet"
    rg.write_recording(rg.read_recording(csv, sites={"sensor_1": "left_foot"}), parquet)
    for label, path, first, names in (
        ("CSV, C engine", csv, small, NAMES),
        ("parquet, pyarrow", parquet, warm, own_names),
    ):
        theirs, columns, checks = compare(path, names, watch)
        kept = 8 * len(names) * n_rows
        peaks = {whose: memory(path, first, names, whose) / kept for whose in ("pandas", "ours")}
        ratio = columns / theirs
        holds = holds and ratio <= FLOORS["ratio"] and peaks["ours"] <= FLOORS["memory"]
        print(
            f"{label}, {path.stat().st_size / 1e6:.0f} MB, {n_rows} rows: "
            f"pandas {theirs:.3f} s, columns {columns:.3f} s "
            f"(ratio {ratio:.2f}), checks {checks:.3f} s; memory over the columns kept: pandas {peaks['pandas']:.2f}, "
            f"ours {peaks['ours']:.2f}"
        )
    return holds


def report_small(folder: Path, count: int) -> bool:
    """Print what one of many small files takes; tells whether it holds."""
    paths = []
    for number in range(count):
        paths.append(folder / f"left_foot_{number:04d}.csv")
        block(1000, 1000 * number).to_csv(paths[-1], index=False)
    for path in paths[:10]:
        rg.read_recording(path)
    theirs, ours = [], []
    for path in paths:
        began = time.perf_counter()
        read_with_pandas(path, NAMES)
        between = time.perf_counter()
        rg.read_recording(path)
        theirs.append(between - began)
        ours.append(time.perf_counter() - between)
    mean_ms = 1e3 * statistics.mean(ours)
    print(
        f"{count} files of 1000 rows: {mean_ms:.2f} ms each, median {1e3 * statistics.median(ours):.2f} ms; pandas "
        f"{1e3 * statistics.mean(theirs):.2f} ms"
    )
    return mean_ms <= FLOORS["small_ms"]


def main() -> int:
    """Read the arguments, measure, print; exits 1 where a floor is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=float, default=200.0)
    parser.add_argument("--files", type=int, default=1000)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    watch = Watch()
    with tempfile.TemporaryDirectory(prefix="speed-") as folder:
        small = report_small(Path(folder), options.files)
        return int(not (report_long(Path(folder), options.megabytes, watch) and small))


if __name__ == "__main__":
    raise SystemExit(main())
