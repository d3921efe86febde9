"""Damaged exports: files of our own writers, and real ones where present, with bytes, lines and fields mutated.

    python benchmarks/fuzz_exports.py                    # 200,000 files, some 40 minutes of one core
    python benchmarks/fuzz_exports.py --count 2000       # for CI
    python benchmarks/fuzz_exports.py --file 1234        # that one file again, with its traceback
    python benchmarks/fuzz_exports.py --walks            # 50,000 walks in files of more kinds, analysed too

Whatever is in a file, `read_recording` reads it or raises a `RetrogaitError`: nothing else, no Python warning, in
bounded time (of the processor) and memory, and never an infinite sample or a clock that does not rise. Exits 1 where
one does not. The files are read in a process of their own; the slowest and the largest resident memory are measured.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("RETROGAIT_SHARED", ROOT.parent / "shared")) / "data" / "exports"
COUNT = 200_000
WALKS = 50_000
MOST_S = 20.0  # of the processor: on a busy machine a file may wait for long
MOST_WAIT_S = 300.0
MOST_BYTES = 1_000_000_000
REAL_BYTES = 8_000  # of each real file: its head and its first rows are what readers differ by
TEXT = (".csv", ".txt")
EVERY = 5000


def all_seeds(folder: Path) -> list[tuple[str, bytes]]:
    """Give the files that are mutated: ours, then those of the shared data."""
    sys.path.insert(0, str(ROOT / "tests"))
    from mutations import seeds

    found = 3 * list(seeds(folder))  # most real ones are refused as they are
    for path in sorted(SHARED.rglob("*")) if SHARED.is_dir() else ():
        if path.suffix.lower() in (*TEXT, ".cwa"):
            data = path.read_bytes()
            if path.suffix.lower() in TEXT:
                data = data[:REAL_BYTES].rpartition(b"\n")[0] + b"\n"
            found.append((path.name, data[: 2 * REAL_BYTES]))
    return found


def walk_seeds(folder: Path) -> list[tuple[str, bytes]]:
    """Give the walks that are mutated."""
    sys.path.insert(0, str(ROOT / "tests"))
    import more_mutations

    return more_mutations.seeds(folder)


def damage(number: int, files: list[tuple[str, bytes]], *, walks: bool) -> tuple[str, bytes, dict[str, Any]]:
    """Make mutated file `number`: its name, its bytes and what is passed along with it."""
    import more_mutations
    import mutations

    rng = np.random.default_rng([2026, number])
    name, data = files[number % len(files)]
    for _ in range(1 if walks and rng.random() < 0.5 else int(rng.integers(1, 4))):
        data = more_mutations.mutate(name, data, rng) if walks else mutations.mutate(data, rng)
    options: dict[str, Any] = {}
    if rng.random() < 0.3:  # so that what is refused for lack of a unit or rate is read too
        options = {"acc_unit": "m/s^2", "gyr_unit": "rad/s", "rate_hz": 100.0}
    return name, data, options


def check(path: Path, options: dict[str, Any], *, walks: bool) -> str:
    """Read a file, and analyse a walk; says "read" or "refused", and raises what should not be raised."""
    import retrogait as rg
    from retrogait.training import measure_trends

    texts = {
        "session.json": rg.Session.from_json,
        "alignment.json": rg.Alignment.from_json,
        "plan.json": rg.TrainingPlan.from_json,
    }
    try:
        if path.name in texts:
            texts[path.name](path.read_text(encoding="utf-8", errors="replace"))
            return "read"
        if path.name == "log.json":
            measure_trends(rg.SessionLog.load(path))
            return "read"
        rec = rg.read_recording(path, **options)
    except rg.errors.RetrogaitError as refusal:
        if not str(refusal).strip():
            raise AssertionError("an error without a message") from refusal
        return "refused"
    for site in rec.sites:
        time_s, values = rec.samples(site)
        if np.isinf(values).any() or not (np.diff(time_s) > 0).all():
            raise AssertionError(f"{site}: infinite samples, or time that does not rise")
    if walks:
        try:
            rg.analyze(rec).to_json()
        except rg.errors.RetrogaitError as refusal:
            if not str(refusal).strip():
                raise AssertionError("an error without a message") from refusal
    return "read"


def work(
    first: int, last: int, files: list[tuple[str, bytes]], folder: str, pipe: Any, *, walks: bool
) -> None:
    """Read the files from `first` on, reporting each one before and after."""
    import retrogait as rg

    warnings.simplefilter("error")
    warnings.simplefilter("ignore", rg.errors.RetrogaitWarning)
    sys.path.insert(0, str(ROOT / "tests"))
    for number in range(first, last):
        name, data, options = damage(number, files, walks=walks)
        path = Path(folder) / name
        path.write_bytes(data)
        pipe.send(("start", number, name))
        faulthandler.dump_traceback_later(MOST_S)  # says where it is, should it hang
        began = time.process_time()
        try:
            outcome, trace = check(path, options, walks=walks), ""
        except Exception:  # whatever it is, it is what is looked for
            outcome, trace = "failed", traceback.format_exc()
        faulthandler.cancel_dump_traceback_later()
        pipe.send((outcome, time.process_time() - began, trace))
    pipe.send(("done", 0.0, ""))


def run(count: int, *, first: int = 0, walks: bool = False) -> dict[str, Any]:
    """Read `count` mutated files; gives counts, the slowest, the peak of memory, failures and hangs."""
    result: dict[str, Any] = {
        "read": 0,
        "refused": 0,
        "failed": [],
        "hung": [],
        "slowest_s": 0.0,
        "slowest": "",
        "peak": 0,
    }
    context = multiprocessing.get_context("spawn")
    next_one, last = first, first + count
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        files = (walk_seeds if walks else all_seeds)(Path(folder))
    while next_one < last:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(
                target=work,
                args=(next_one, last, files, folder, theirs),
                kwargs={"walks": walks},
                daemon=True,
            )
            process.start()
            theirs.close()
            next_one = _watch(process, ours, next_one, result, began)
            process.join()
    return result


def _watch(process: Any, pipe: Any, number: int, result: dict[str, Any], began: float) -> int:
    """Follow one process to its end; gives the number of the file to go on with."""
    watched, name, since = psutil.Process(process.pid), "start", time.monotonic() + 60.0
    used_s, before_s = 0.0, 60.0  # to start takes long
    while True:
        with contextlib.suppress(psutil.NoSuchProcess):
            result["peak"] = max(result["peak"], watched.memory_info().rss)
            used_s = sum(watched.cpu_times()[:2])
        if not pipe.poll(0.02):
            if used_s - before_s > MOST_S or time.monotonic() - since > MOST_WAIT_S:
                result["hung"].append((number, name))
                print(f"file {number} ({name}): hung", flush=True)
                process.kill()
                return number + 1
            continue
        try:
            kind, value, text = pipe.recv()
        except EOFError:
            result["failed"].append((number, name, "the process died"))
            return number + 1
        if kind == "done":
            return number
        if kind == "start":
            number, name, since, before_s = value, text, time.monotonic(), used_s
            continue
        if kind == "failed":
            result["failed"].append((number, name, text))
            print(f"file {number} ({name}):\n{text}", flush=True)
        else:
            result[kind] += 1
        if value > result["slowest_s"]:
            result["slowest_s"], result["slowest"] = value, f"{name}, file {number}"
        number += 1
        if number % EVERY == 0:
            print(f"{number} files, {time.monotonic() - began:.0f} s: {_line(result)}", flush=True)


def _line(result: dict[str, Any]) -> str:
    return (
        f"{result['read']} read, {result['refused']} refused, {len(result['failed'])} failed, "
        f"{len(result['hung'])} hung; slowest {result['slowest_s']:.2f} s ({result['slowest']}); "
        f"peak {result['peak'] / 1e6:.0f} MB"
    )


def main() -> int:
    """Read the arguments, run, report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int)
    parser.add_argument("--walks", action="store_true", help="walks of more kinds of files, analysed too")
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--file", type=int, help="read this one file, here, and show what happens")
    options = parser.parse_args()
    if options.file is not None:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            files = (walk_seeds if options.walks else all_seeds)(Path(folder) / "seeds")
            name, data, passed = damage(options.file, files, walks=options.walks)
            path = Path(folder) / name
            path.write_bytes(data)
            print(check(path, passed, walks=options.walks))
        return 0
    count = options.count or (WALKS if options.walks else COUNT)
    result = run(count, first=options.first, walks=options.walks)
    print(f"{count} mutated files: {_line(result)}")
    return int(bool(result["failed"] or result["hung"] or result["peak"] > MOST_BYTES))


if __name__ == "__main__":
    raise SystemExit(main())
