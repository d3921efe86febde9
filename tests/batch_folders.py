"""Small folders of exports for tests of batches, and a batch without processes of its own."""

from __future__ import annotations

import os
import tempfile
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

import retrogait as rg
from retrogait.batch import run
from retrogait.batch.work import process
from retrogait.tables.catalogue import SENSOR_COLUMNS

STATUS = {  # file -> status, or stage of the failure
    "backward.csv": "ok",
    "forward.parquet": "ok",
    "standing.csv": "no_walking",
    "empty.csv": "unreadable",
    "truncated.parquet": "unreadable",
    "worn.csv": "refused",
}


START = "2026-11-02T10:00:00+01:00"  # of the forward walk; the other's is not known
ARMED = "RETROGAIT_TEST_ARMED"


class Trap:
    """What ends the process that takes it out of a message, where the environment says so."""

    def __getstate__(self):
        return {"armed": ARMED}

    def __setstate__(self, state):
        if state["armed"] in os.environ:
            os._exit(3)


def make_folder(folder: Path) -> Path:
    """Put one export of each fate into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _exports().items():
        (folder / name).write_bytes(content)
    return folder


@cache
def _exports() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        _write_exports(Path(folder))
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def _write_exports(folder: Path) -> None:
    for name, direction, start in (("backward.csv", "backward", None), ("forward.parquet", "forward", START)):
        walk, _ = rg.simulate_walk(direction, 0.5, duration_s=12, seed=2)
        frames = {site: walk[site] for site in walk.sites}
        walk = rg.Recording.from_frames(frames, rate_hz=100, frame="segment", start_time=start)
        rg.write_recording(walk, folder / name)
    samples = np.random.default_rng(0).normal((0, 0, 9.81, 0, 0, 0), 0.02, (1200, 6))
    still = pd.DataFrame(samples, columns=list(SENSOR_COLUMNS), index=np.arange(1200) / 100)
    rg.write_recording(rg.Recording.from_frames({"left_foot": still}, rate_hz=100), folder / "standing.csv")
    (folder / "empty.csv").write_bytes(b"\n")
    whole = (folder / "forward.parquet").read_bytes()
    (folder / "truncated.parquet").write_bytes(whole[: len(whole) // 2])
    rg.write_recording(
        rg.Recording.from_frames({"pocket": still}, rate_hz=100, frame="sensor"), folder / "worn.csv"
    )


def use_this_process(monkeypatch) -> list[str]:
    """Do jobs here instead of in processes; gives the list of the recordings that are done."""
    done: list[str] = []

    def run_here(jobs, processes, timeout_s):
        for job in jobs:
            done.append(Path(job.places[0]).name)
            yield job, process(job)

    monkeypatch.setattr(run, "started", lambda *_: nullcontext([]))
    monkeypatch.setattr(run, "run_on_pool", run_here)
    return done


def fates(summaries: pd.DataFrame, failures: pd.DataFrame) -> dict[str, str]:
    """Status or stage by file name, from both tables."""
    pairs = [
        *zip(summaries["path"], summaries["status"], strict=True),
        *zip(failures["path"], failures["stage"], strict=True),
    ]
    assert len(dict(pairs)) == len(pairs), "an input has two fates"
    return {Path(path).name: fate for path, fate in pairs}


def tables(out: Path) -> dict[str, pd.DataFrame]:
    """All tables of results in parquet, each opened in one call."""
    names = (
        "summaries",
        "strides",
        "events",
        "bouts",
        "stability",
        "intervals",
        "walk_tests",
        "failures",
        "inputs",
    )
    return {name: pd.read_parquet(out / name) for name in names}


def assert_same(left: Path, right: Path) -> None:
    """All tables are the same, row for row."""
    others = tables(right)
    for name, table in tables(left).items():
        pd.testing.assert_frame_equal(table, others[name], obj=name, check_exact=True)
