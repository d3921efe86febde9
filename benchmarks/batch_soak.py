"""Soak of the batch: thousands of synthetic exports, broken and not walking among them, none lost.

    python benchmarks/batch_soak.py --files 10000                # what `make soak` runs
    python benchmarks/batch_soak.py --files 100 --kills 3 --no-speed-up    # what CI runs
    python benchmarks/batch_soak.py --files 10000 --no-speed-up --markdown docs/batch.md
    python benchmarks/batch_soak.py --only-speed-up --markdown docs/batch.md

It makes the exports, runs `retrogait batch` on them in a process of its own, checks that every input is in exactly one
place with the right status or stage and that tables join, and prints throughput and peak memory of the run with its
workers at 100, 1,000 and all files. Then it does the same exports again, killed so many times at random moments, and
checks that nothing reported as done is lost, the tables open after every kill, and that all of them end the same as
without kills. Last comes the speed-up from one worker to two, of short exports and of longer ones, in turns of which
every other begins with two: a shared machine may be twice as fast in one minute as in the next, so one turn says
little. Simulated data only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import psutil
from batch_exports import DURATION_S, Made, make_exports, write_manifest
from contact_errors import write_block

FEW = (100, 1000)  # the first are the warming up of as many processes
SPEED_UP = {20.0: 900, 180.0: 200}  # seconds of each export -> how many
TURNS = 4
TABLES = ("summaries", "strides", "events", "bouts", "stability", "failures", "inputs")
EVERY_S = 0.25


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--no-speed-up", action="store_true")
    which.add_argument("--only-speed-up", action="store_true")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument(
        "--folder", type=Path, help="where to work, kept afterwards; default: a temporary one"
    )
    parser.add_argument("--markdown", type=Path, help="page with the markers of soak to put the table in")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="retrogait-soak-") as temporary:
        folder = asked.folder or Path(temporary)
        if not asked.only_speed_up:
            publish(soak(folder, asked), "soak", asked.markdown)
        if not asked.no_speed_up:
            rows = [row for each_s in SPEED_UP for row in speed_up(folder / f"speed_{each_s:g}", each_s)]
            publish(rows, "speed-up", asked.markdown)
    return 0


def publish(rows: list[tuple[str, str]], block: str, page: Path | None) -> None:
    """Print a table, and put it between the markers of a page."""
    lines = ["| simulated exports | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    print("\n".join(lines))
    if page:
        write_block(page, block, "\n".join(lines))


def soak(folder: Path, asked: argparse.Namespace) -> list[tuple[str, str]]:
    exports = folder / "exports"
    began = time.monotonic()
    made = make_exports(exports, asked.files)
    megabytes = sum(path.stat().st_size for path in exports.rglob("*") if path.is_file()) / 1e6
    say(
        f"{len(made)} exports of {DURATION_S:g} s, {megabytes:.0f} MB, made in {time.monotonic() - began:.0f} s"
    )
    peaks = {}
    for number in (*(few for few in FEW if few < len(made)), len(made)):
        some = made[:number]
        out = folder / ("all" if number == len(made) else f"first_{number}")
        record, peaks[number] = run(write_manifest(exports, some), out, asked.workers)
        check(out, some)
    rows = [
        (
            "exports, of which broken / without walking",
            f"{len(made)}, {count(made, broken=True)} / {count(made)}",
        ),
        ("every input in exactly one table, with the right stage", "yes"),
        ("workers", str(asked.workers)),
        ("recorded hours", f"{record['timing']['recorded_hours']:.1f}"),
        ("recorded hours per second", f"{record['timing']['recorded_hours_per_second']:.3f}"),
        ("exports per second", f"{len(made) / record['timing']['working_seconds']:.1f}"),
        *(
            (f"peak memory, run and workers, {number} exports", f"{peak / 1e6:.0f} MB")
            for number, peak in peaks.items()
        ),
    ]
    if asked.kills:
        whole_s = record["timing"]["seconds"]
        killed = folder / "killed"
        rows += kill_and_go_on(exports / "manifest.csv", killed, asked.workers, asked.kills, whole_s)
        check(killed, made)
        assert_same(folder / "all", killed)
        rows.append(("all tables the same as without kills", "yes"))
    return rows


def batch_command(manifest: Path, out: Path, workers: int) -> list[str]:
    words = ["batch", str(manifest), "--out", str(out), "--workers", str(workers)]
    return [sys.executable, "-m", "retrogait", *words]


def run(manifest: Path, out: Path, workers: int) -> tuple[dict, int]:
    """Run the command in a process of its own; gives run.json and the peak memory of it and its workers."""
    started = psutil.Popen(batch_command(manifest, out, workers), stdout=subprocess.DEVNULL)
    peak = 0
    while started.poll() is None:
        peak = max(peak, memory(started))
        time.sleep(EVERY_S)
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["ended"] == "complete", record
    return record, peak


def kill_and_go_on(
    manifest: Path, out: Path, workers: int, kills: int, whole_s: float
) -> list[tuple[str, str]]:
    """Kill the run with its workers so many times, each at a random moment, and let the last run end.

    After each kill every table that is there must open, and the next run must find done what the killed one told.
    """
    chance = random.Random(kills)  # noqa: S311 - moments, no secrets
    command = batch_command(manifest, out, workers)
    told = 0
    times_told: Counter[str] = Counter()
    for _ in range(kills):
        started = psutil.Popen([*command, "--json-lines"], stdout=subprocess.PIPE)
        timer = threading.Timer(chance.uniform(0.0, 2.0 * whole_s / kills), kill_all, [started])
        timer.start()
        lines = [json.loads(line) for line in started.stdout.read().splitlines() if line.endswith(b"}")]
        started.wait()
        timer.cancel()
        before = [line["done_before"] for line in lines if line["event"] == "start"]
        assert not before or before[0] >= told, (before, told)
        done = [line for line in lines if line["event"] == "recording"]
        times_told.update(line["path"] for line in done)
        told = max([told, *(line["done"] for line in done)])
        for table in out.glob("*/"):
            if any(table.glob("part-*")):
                pd.read_parquet(table)
    record, _ = run(manifest, out, workers)
    last = record["counts"]["done_by_this_run"]
    again = times_told.total() - len(times_told)
    again += max(0, len(times_told) + last - record["counts"]["inputs"])
    return [
        ("killed with SIGKILL at random moments, then gone on to the end", f"{kills} times"),
        ("recordings that were reported as done and then lost", "0"),
        ("recordings analysed again after being reported as done", str(again)),
        ("recordings done by the last, undisturbed run", str(last)),
    ]


def kill_all(process: psutil.Process) -> None:
    """Kill a run, and its workers half of the times: left alone they end by themselves."""
    below = children(process)
    process.kill()
    for one in below[:: 1 + process.pid % 2]:
        try:
            one.kill()
        except psutil.Error:
            continue


def assert_same(left: Path, right: Path) -> None:
    """Check that all tables are the same, row for row."""
    for name in TABLES:
        pd.testing.assert_frame_equal(pd.read_parquet(left / name), pd.read_parquet(right / name), obj=name)


def memory(process: psutil.Process) -> int:
    """Memory of a process and all below it, pages they share counted once each where the system tells."""
    total = 0
    for one in [process, *children(process)]:
        try:
            total += getattr(one.memory_full_info(), "pss", None) or one.memory_info().rss
        except psutil.Error:
            continue
    return total


def children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def check(out: Path, made: list[Made]) -> None:
    """Check that nothing is lost, doubled or in the wrong place, and that tables open in one call and join."""
    table = {
        name: pd.read_parquet(out / name)
        for name in ("summaries", "failures", "strides", "events", "stability")
    }
    summaries, failures = table["summaries"], table["failures"]
    expected = {str(one.row["path"]): one for one in made}
    root = out.parent / "exports"
    found = {
        str(root / path): status for path, status in zip(summaries["path"], summaries["status"], strict=True)
    }
    failed = {
        str(root / path): stage for path, stage in zip(failures["path"], failures["stage"], strict=True)
    }
    assert len(found) == len(summaries), "an input is in the summaries twice"
    assert len(failed) == len(failures), "an input is in the failures twice"
    assert not set(found) & set(failed), "an input is in both"
    assert set(found) | set(failed) == set(expected), "an input is lost"
    wrong = {
        p: (one.expected, {**found, **failed}[p])
        for p, one in expected.items()
        if {**found, **failed}[p] != one.expected
    }
    assert not wrong, wrong
    assert summaries["recording_id"].is_unique
    assert summaries["recording_id"].is_monotonic_increasing
    counted = table["strides"].groupby("recording_id").size().reindex(summaries["recording_id"], fill_value=0)
    assert (counted.to_numpy() == summaries["n_strides"].to_numpy()).all(), "strides are lost"
    for name in ("strides", "events", "stability"):
        assert table[name]["recording_id"].isin(summaries["recording_id"]).all(), name
    for name in ("subject", "kind"):
        said = {path: one.row[name] for path, one in expected.items()}
        assert all(
            said[str(root / p)] == v for p, v in zip(summaries["path"], summaries[name], strict=True)
        ), name


def speed_up(folder: Path, each_s: float) -> list[tuple[str, str]]:
    """Recorded hours per second of one worker and of two, turn by turn and of all turns together."""
    number = SPEED_UP[each_s]
    manifest = write_manifest(folder / "exports", make_exports(folder / "exports", number, duration_s=each_s))
    hours, seconds = 0.0, {1: 0.0, 2: 0.0}
    ratios = []
    for turn in range(TURNS):
        spent = {}
        for workers in (1, 2) if turn % 2 == 0 else (2, 1):
            timing = run(manifest, folder / f"turn_{turn}_{workers}", workers)[0]["timing"]
            spent[workers] = timing["working_seconds"]
            seconds[workers] += spent[workers]
            hours += timing["recorded_hours"] / 2
        ratios.append(spent[1] / spent[2])
        say(f"{each_s:g} s, turn {turn + 1}: {spent[1]:.1f} s, {spent[2]:.1f} s, {ratios[-1]:.2f}")
    what = f"{number} exports of {each_s:g} s, {TURNS} turns"
    return [
        (
            f"{what}: recorded hours per second of 1 worker, of 2",
            ", ".join(f"{hours / seconds[workers]:.3f}" for workers in (1, 2)),
        ),
        (
            f"{what}: speed-up of all, of each",
            f"{seconds[1] / seconds[2]:.2f}; {', '.join(f'{ratio:.2f}' for ratio in ratios)}",
        ),
    ]


def count(made: list[Made], *, broken: bool = False) -> int:
    return sum(
        one.expected not in ("ok", "no_walking") if broken else one.expected == "no_walking" for one in made
    )


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
