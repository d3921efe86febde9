"""retrogait beside other packages on the same recordings, in one run: `python benchmarks/peers.py`.

    python benchmarks/peers.py                              # the tables; environments are made in build/peers
    python benchmarks/peers.py --anew --page docs/speed.md  # all installed anew; tables and figure into that page
    python benchmarks/peers.py --short README.md            # and a short table there
    python benchmarks/peers.py --only gaitmap skdh --rounds 3

Each peer is installed from PyPI in an environment of its own, at a pinned version, and so is retrogait, as it lies
here. For each row of the table two fresh processes, one of each package, are held to one thread, given the same
recording, warmed by one run, and then run in turns. Times are CPU time, from arrays or frames in memory to tables.
`peer_adapters` says what exactly each package is asked to do. What cannot be installed or run is left out, and why.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
from contact_errors import write_block
from hour_of_walking import machine
from peer_environments import OURS, PEERS, Environment, NotInstalled, environment
from peer_results import First, Row
from peer_tables import draw_ratios, install_lines, ratio_lines, short_lines

import retrogait as rg

ROOT = Path(__file__).resolve().parents[1]
ADAPTERS = Path(__file__).resolve().parent / "peer_adapters"
RATE_HZ = 100.0
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)

ROWS = (
    Row("two feet, all steps", "gaitmap", "two feet", "feet_60"),
    Row("lower back, all steps", "skdh", "lower back", "back_60"),
    Row("lower back, all steps", "mobgap", "lower back", "back_60"),
    Row("one foot, orientation", "vqf", "orientation", "feet_60"),
    Row("sample entropy, 15,000 values", "neurokit2", "sample entropy", "series_15000", None),
    Row("sample entropy, 15,000 values", "antropy", "sample entropy", "series_15000", None),
    Row("divergence, 5,000 values", "neurokit2", "divergence", "series_5000", None),
    Row("DFA, 15,000 values", "neurokit2", "DFA", "series_15000", None),
)
FIRST_TASKS = {  # a minute of walking, or a thousand values
    OURS: ("two feet", "feet_1"),
    "gaitmap": ("two feet", "feet_1"),
    "mobgap": ("lower back", "back_1"),
    "skdh": ("lower back", "back_1"),
    "vqf": ("orientation", "feet_1"),
    "neurokit2": ("sample entropy", "series_1000"),
    "antropy": ("sample entropy", "series_1000"),
}


class Worker:
    """A fresh process that has done its task once and does it again when told."""

    def __init__(self, python: str, name: str, task: str, file: Path) -> None:
        adapter = "ours" if name == OURS else f"{name}_adapter"
        given = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | ONE_THREAD
        command = [python, str(ADAPTERS / "worker.py"), adapter, task, str(file)]
        self._process = subprocess.Popen(  # noqa: S603
            command,
            env=given,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.first = self._answer()

    def again(self) -> float:
        """CPU seconds of one more run."""
        assert self._process.stdin is not None
        self._process.stdin.write("again\n")
        self._process.stdin.flush()
        return float(self._answer()["seconds"])

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def _answer(self) -> dict[str, float]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            _, said = self._process.communicate()
            raise RuntimeError(said.strip().splitlines()[-1] if said.strip() else "the process ended")
        answer: dict[str, float] = json.loads(line)
        return answer


def write_recordings(folder: Path) -> None:
    """The recordings that every package is given: the simulator's backward walking, 0.5 m/s, 100 Hz.

    They are kept: a simulated hour takes longer than most of what is measured.
    """
    if (folder / "complete").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    sites = ("left_foot", "right_foot", "lower_back")
    walk, truth = rg.simulate_walk("backward", 0.5, 3600.0, sites=sites, seed=1, rate_hz=RATE_HZ)
    samples = {site: walk[site].to_numpy() for site in sites}
    leaving = truth.events[truth.events["event"] == "final_contact"]
    for minutes in (1, 60):
        n = round(60 * minutes * RATE_HZ)
        feet = {site: np.ascontiguousarray(samples[site][:n]) for site in sites[:2]}
        for side in ("left", "right"):
            at = np.round(leaving.loc[leaving["side"] == side, "time_s"] * RATE_HZ).astype(np.int64)
            feet[f"{side}_foot_final_contacts"] = at[at < n].to_numpy()
        np.savez(folder / f"feet_{minutes}.npz", **feet)
        back = np.ascontiguousarray(samples["lower_back"][:n])
        np.savez(folder / f"back_{minutes}.npz", lower_back=back)
    for values in (1_000, 5_000, 15_000):  # upward acceleration of the lower back
        np.savez(folder / f"series_{values}.npz", series=np.ascontiguousarray(back[:values, 2]))
    (folder / "complete").touch()


def compare(row: Row, environments: dict[str, Environment], recordings: Path, rounds: int) -> None:
    """Fill a row: both warmed in processes of their own, then in turns."""
    file = recordings / f"{row.file}.npz"
    per_hour = 60.0 / row.minutes if row.minutes else 1.0
    try:
        with (
            Worker(environments[row.peer].python, row.peer, row.task, file) as theirs,
            Worker(environments[OURS].python, OURS, row.task, file) as ours,
        ):
            row.found = (theirs.first["found"], ours.first["found"])
            for _ in range(rounds):
                row.theirs_s.append(per_hour * theirs.again())
                row.ours_s.append(per_hour * ours.again())
    except RuntimeError as failure:
        row.failed = str(failure)


def first_results(environments: dict[str, Environment], recordings: Path, rounds: int) -> list[First]:
    """Import and first result of each package in fresh processes, in turns, after a round that fills the caches."""
    spent: dict[str, list[dict[str, float]]] = {name: [] for name in environments}
    for _ in range(rounds + 1):
        for name, made in environments.items():
            task, file = FIRST_TASKS[name]
            with (
                suppress(RuntimeError),
                Worker(made.python, name, task, recordings / f"{file}.npz") as worker,
            ):
                spent[name].append(worker.first)
    firsts = []
    for name, made in environments.items():
        firsts.append(First(name, made))
        if counted := spent[name][1:]:
            firsts[-1].import_s = statistics.median(one["import_s"] for one in counted)
            firsts[-1].first_s = statistics.median(one["first_s"] for one in counted)
    return firsts


def main() -> None:
    given = _options()
    environments = {OURS: environment(OURS, given.folder)}
    left_out = {}
    for name in given.only:
        try:
            environments[name] = environment(name, given.folder, anew=given.anew)
        except NotInstalled as reason:
            left_out[name] = str(reason)
    recordings = given.folder / "recordings"
    write_recordings(recordings)
    rows = [row for row in ROWS if row.peer in environments]
    for row in rows:
        print(f"{row.peer}: {row.work}", file=sys.stderr, flush=True)
        compare(row, environments, recordings, given.rounds)
    firsts = first_results(environments, recordings, given.rounds)
    left_out |= {f"{row.peer}, {row.task}": row.failed for row in rows if row.failed}
    lines = [machine(), "", *ratio_lines(rows), "", *install_lines(firsts)]
    lines += [f"left out: {name}: {reason}" for name, reason in left_out.items()]
    print("\n".join(lines))
    if given.page:
        write_block(given.page, "peers", "```text\n" + "\n".join(lines) + "\n```")
        draw_ratios(rows, given.page.parent / "images" / "speed.png")
    if given.short:
        write_block(given.short, "speed in short", "\n".join(short_lines(rows, firsts, machine())))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "peers", help="environments go here")
    parser.add_argument("--only", nargs="+", choices=list(PEERS), default=list(PEERS), metavar="PEER")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--anew", action="store_true", help="make the environments of the peers anew")
    parser.add_argument("--page", type=Path, metavar="MD", help="page with the markers of the block")
    parser.add_argument("--short", type=Path, metavar="MD", help="page with the markers of the short table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
