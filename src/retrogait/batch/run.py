"""`run_batch`: many recordings to tables on disk."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait._runtime.compiling import make_ready
from retrogait._runtime.files import holding
from retrogait.batch.cluster import connected, run_on_cluster
from retrogait.batch.inputs import Inputs, list_paths, words_of
from retrogait.batch.manifest import check_labels, is_manifest, list_rows, load_alignment, read_manifest
from retrogait.batch.output import Output
from retrogait.batch.pages import check_reports
from retrogait.batch.parts import choose_format
from retrogait.batch.pool import choose_workers, run_on_pool, started
from retrogait.batch.progress import Progress
from retrogait.batch.results import read_results
from retrogait.batch.settings import Settings, check_reading
from retrogait.batch.work_list import make_plan
from retrogait.errors import InvalidOption
from retrogait.gait.stages import choose_stages
from retrogait.session import Conditions, Person
from retrogait.stability import StabilityOptions
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import check_choice
from retrogait.tables.selection import check_direction
from retrogait.walk_tests import PROTOCOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from retrogait.batch.work import Job
    from retrogait.batch.work_list import Plan
    from retrogait.gait.contacts import ContactOptions
    from retrogait.gait.stages import Stages
    from retrogait.mounting.alignment import Alignment


_LONGEST_S = 1e6  # what timers take on every system


@dataclass(frozen=True)
class Engine:
    """Where the work is done."""

    workers: int
    scheduler: Any
    timeout_s: float | None

    def __post_init__(self) -> None:
        """Refuse a time that no timer takes."""
        if self.timeout_s is not None and not 0 < self.timeout_s < _LONGEST_S:
            raise InvalidOption(
                f"run_batch: timeout_s is {self.timeout_s!r}; expected a number of seconds above 0; leave it out for "
                "no limit"
            )

    @contextmanager
    def ready(self, soon: int) -> Iterator[Callable[[Iterator[Job]], Iterator[tuple[Job, bytes]]]]:
        """Make ready for jobs, of which so many will come soon; gives what does them, answers in any order."""
        if self.scheduler is not None:
            with connected(self.scheduler) as client:
                yield lambda jobs: run_on_cluster(jobs, client, self.timeout_s)
        else:
            with started(self.workers, soon) as processes:
                yield lambda jobs: run_on_pool(jobs, processes, self.timeout_s)


@arguments()
def run_batch(
    inputs: Any,
    out: str | os.PathLike[str],
    *,
    workers: int | None = None,
    scheduler: Any = None,
    timeout_s: float | None = None,
    surface: str | None = None,
    belt_speed_mps: float | None = None,
    person: Person | None = None,
    contacts: ContactOptions | None = None,
    stages: Stages | None = None,
    stability: StabilityOptions | None = None,
    alignment: Alignment | str | os.PathLike[str] | None = None,
    direction: str | None = None,
    subject: str | None = None,
    visit: str | None = None,
    task: str | None = None,
    walk_test: str | None = None,
    file_format: str | None = None,
    each_folder: bool = False,
    prune: bool = False,
    reports: bool = False,
    progress: str = "auto",
    **reading: Any,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    r"""Analyse many recordings into tables; a failure never stops the others.

    Tables are written during the run; after an interruption, repeat the call to do the rest. A recording is analysed
    again if its content, its options or the version of retrogait changed.

    Parameters
    ----------
    inputs : path, pattern, folder, list of these, or DataFrame
        What to analyse. A file is a recording; a folder is searched, but one with separate files of accelerometer and
        gyroscope is one recording; a tuple of files is one. A DataFrame, or the path of a CSV or parquet table with a
        column `path`, is a manifest: a row per recording, with columns `sites`, `alignment`, `direction`, `surface` and
        others that apply to the row, and any more that are copied to the results.
    out : str or PathLike
        Folder of the results; made if missing.
    workers : int, optional
        Processes on this machine; by default one per processor.
    scheduler : str or distributed.Client, optional
        A Dask cluster that does the work instead (extra `dask`).
    timeout_s : float, optional
        A recording that takes longer is a failure.
    surface, belt_speed_mps, person, contacts, stages, alignment, direction, subject, visit, task
        As in `analyze`, unless the manifest says otherwise; the alignment may be a file. Your own classes must be in a
        module that worker processes can import; a change of that module repeats all recordings.
    stability : StabilityOptions, optional
        As in `measure_stability`.
    walk_test : {"3m", "10m", "25ft", "2min"}, optional
        A walking test, as in `retrogait.walk_test`, that is timed in each recording: the table `walk_tests` has a row
        for each trial. It is walked in `direction`, backward where none is stated; without it the table is empty.
    file_format : {"parquet", "csv"}, optional
        Of the results; by default parquet where pyarrow is installed.
    each_folder : bool
        Whether each folder given is one recording.
    prune : bool
        Whether recordings in the results that are not among the inputs are removed; without it they are kept.
    reports : bool
        Whether each recording that gave a Session has a page in `out`/reports as `write_report` makes it, named by its
        `recording_id`, with a list of all in index.html (extra `report`). A page that is missing makes its recording
        be done again.
    progress : {"auto", "bar", "lines", "json", "none"}
        Progress display, on standard error (`json`: on standard output).
    **reading
        Arguments of `read_recording` for all files, such as `sites`, `rate_hz` or `columns`.

    Returns
    -------
    summaries : DataFrame
        A row per recording that gave a Session, `status` "ok" or "no_walking", in the order of `recording_id`.
    failures : DataFrame
        A row per input that gave none: `path`, `stage` ("unreadable", "refused", "timed_out" or "crashed"),
        `error_class` and `message`. Every input is in exactly one of the two.

    Raises
    ------
    InvalidOption
        An argument has an unknown value; there is no input; another run writes to `out`.
    InvalidTable
        A manifest has no column `path`, or a column with the name of a result.
    MissingExtra
        Parquet, reports or a scheduler were asked for, and the package for it is not installed.
    RetrogaitError
        Worker processes do not start, or the cluster is not available.

    Examples
    --------
    >>> import tempfile, pathlib, retrogait as rg
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> walk, _ = rg.simulate_walk("backward", 0.5, duration_s=15, seed=1)
    >>> rg.write_recording(walk, folder / "walk.csv")
    >>> _ = (folder / "diary.csv").write_text("date,mood\n2026-11-22,good\n")
    >>> summaries, failures = rg.run_batch(str(folder / "*.csv"), folder / "results", workers=1, progress="none")
    >>> summaries["status"].tolist(), failures["stage"].tolist()
    (['ok'], ['unreadable'])
    """
    check_direction("run_batch", direction)
    if walk_test is not None:
        check_choice("run_batch", "walk_test", walk_test, PROTOCOLS)
    settings = Settings(
        check_reading(reading),
        surface,
        belt_speed_mps,
        person or Person(),
        choose_stages("run_batch", contacts, stages),
        stability or StabilityOptions(),
        None if alignment is None else load_alignment(alignment, Path()),
        direction=direction,
        conditions=Conditions(subject, visit, task),
        walk_test=walk_test,
    )
    engine = Engine(choose_workers(workers), scheduler, timeout_s)
    run = write_results(
        inputs,
        Path(out),
        settings,
        engine,
        file_format=file_format,
        each_folder=each_folder,
        prune=prune,
        reports=reports,
        progress=progress,
    )
    summaries, failures = (read_results(out, table) for table in ("summaries", "failures"))
    return (
        summaries[summaries["recording_id"].isin(run.plan.jobs.keys())].reset_index(drop=True),
        failures[failures["path"].isin(run.plan.paths)].reset_index(drop=True),
    )


@dataclass(frozen=True)
class BatchRun:
    """What a run was about, and how it ended."""

    plan: Plan
    counts: dict[str, Any]


def write_results(
    given: Any,
    out: Path,
    settings: Settings,
    engine: Engine,
    *,
    file_format: str | None,
    each_folder: bool,
    prune: bool,
    reports: bool,
    progress: str,
) -> BatchRun:
    """Do what is missing, and leave the results complete as far as they go, whatever ends it."""
    if reports:
        check_reports()
    report = Progress(progress)
    form, word = choose_format(file_format)
    inputs = list_inputs(given, settings, out, each_folder=each_folder)
    if out.exists() and not out.is_dir():
        raise InvalidOption(
            f"run_batch: out is {out}, which is a file; expected a folder for the results; name another"
        )
    out.mkdir(parents=True, exist_ok=True)
    soon = 0 if any(out.iterdir()) else len(inputs.items)  # a run that goes on may have nothing to do
    busy = InvalidOption(
        f"run_batch: another run is writing to {out}; two would spoil each other's results; wait for it to end, or "
        "pass another out="
    )
    with holding(out / ".lock", busy), engine.ready(soon) as do_all:
        if word:
            report.note(word)
        began = time.monotonic()
        plan = make_plan(inputs, engine.workers)
        check_labels(inputs.label_kinds)
        output = Output(out, form, inputs, plan, engine_words(engine), reports=reports)
        todo = output.prepare(prune=prune, note=report.note)
        if engine.scheduler is None and 0 < min(len(todo), engine.workers) < choose_workers(None):
            for stage in ("limb", "trunk"):  # workers have one thread each: too few of them compile too long
                make_ready(stage)
        report.start(len(inputs.items), *output.counts_before())
        ended = "interrupted"
        working = time.monotonic()
        try:
            for job, answer in do_all(replace(plan.jobs[one], report=reports) for one in todo):
                outcome = output.record(job, answer)
                report.advance(plan.heads[job.recording_id]["paths"], outcome)
            ended = "complete"
        finally:
            counts = output.finish(ended, time.monotonic() - began, time.monotonic() - working)
            report.end(counts)
    return BatchRun(plan, counts)


def list_inputs(given: Any, settings: Settings, out: Path, *, each_folder: bool) -> Inputs:
    """List the recordings of what `run_batch` is given."""
    if isinstance(given, pd.DataFrame):
        return list_rows(given, settings, Path())
    words = words_of(given)
    if len(words) == 1 and isinstance(words[0], (str, os.PathLike)):
        path = Path(words[0])
        if path.is_file() and is_manifest(path):
            return list_rows(read_manifest(path), settings, path.parent)
    return list_paths(words, settings, out.absolute(), each_folder=each_folder)


def engine_words(engine: Engine) -> dict[str, Any]:
    """The engine, as run.json has it."""
    if engine.scheduler is None:
        return {
            "engine": "processes of this machine",
            "workers": engine.workers,
            "timeout_s": engine.timeout_s,
        }
    address = engine.scheduler if isinstance(engine.scheduler, str) else engine.scheduler.scheduler.address
    return {"engine": "dask", "scheduler": address, "timeout_s": engine.timeout_s}
