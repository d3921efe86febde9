"""The engine of many machines: the same jobs as Dask tasks; no scheduler of our own."""

from __future__ import annotations

import itertools
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from retrogait.batch.pool import crashed
from retrogait.batch.supervised import Died, Process
from retrogait.batch.work import version
from retrogait.errors import InvalidOption, MissingExtra, RetrogaitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from retrogait.batch.work import Job

    Answer = tuple[Job, bytes]

_LOOK_S = 1.0
_PER_THREAD = 2  # jobs at hand for each thread of the cluster, so that none waits
_ALONE_S = 300.0  # without any worker
_CONNECT_S = 30
_own = threading.local()
_ALL: list[Process] = []  # of this worker's threads, to be ended with the run


@contextmanager
def connected(scheduler: Any) -> Iterator[Any]:
    """Give a `distributed.Client` of an address, or the one given.

    Raises
    ------
    MissingExtra
        Dask is not installed.
    RetrogaitError
        No scheduler answers.
    InvalidOption
        It is neither an address nor a client.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingExtra(
            "run_batch: scheduler= needs dask and distributed, which are not installed; pip install 'retrogait[dask]', "
            "or leave scheduler out to run on this machine"
        ) from error
    if isinstance(scheduler, Client):
        yield scheduler
        return
    if not isinstance(scheduler, str) or "://" not in scheduler:
        raise InvalidOption(
            f"run_batch: scheduler is {scheduler!r}; expected the address of a Dask scheduler, as "
            "'tcp://10.0.0.1:8786', or a distributed.Client; leave it out to run on this machine"
        )
    try:
        client = Client(scheduler, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RetrogaitError(
            f"run_batch: no Dask scheduler answers at {scheduler} ({error}); start one with `dask scheduler` and its "
            f"workers with `dask worker {scheduler}`, or correct the address"
        ) from error
    try:
        yield client
    finally:
        client.close()


def run_on_cluster(jobs: Iterable[Job], client: Any, timeout_s: float | None) -> Iterator[Answer]:
    """Do jobs on a Dask cluster; answers come as they are ready.

    Each thread of a Dask worker has a process of its own for the work, as on one machine: what crashes or takes too
    long ends that process only. A job that was lost with its worker more often than Dask allows is done again at the
    end, alone; if that is in vain it has failed.
    """
    _check_workers(client)
    died: list[tuple[Job, str]] = []
    yield from _run(iter(jobs), client, timeout_s, died, most=None)
    if died:
        again = [job for job, _ in died]
        died_again: list[tuple[Job, str]] = []
        yield from _run(iter(again), client, timeout_s, died_again, most=1)
        for job, words in died_again:
            yield job, crashed(job, words)
    client.run(_close_process, on_error="ignore")


def do_job(job: Job, timeout_s: float | None) -> tuple[str, Any]:
    """Do a job in the process of this thread: the task that Dask runs."""
    process: Process | None = getattr(_own, "process", None)
    if process is None or process.ended:
        process = _own.process = Process()
        _ALL.append(process)
    try:
        return "answer", process.do(job, timeout_s)
    except Died as death:
        return "died", str(death)


def _close_process() -> None:
    for process in _ALL:
        process.close()
    _ALL.clear()


def _run(
    jobs: Iterator[Job],
    client: Any,
    timeout_s: float | None,
    died: list[tuple[Job, str]],
    most: int | None,
) -> Iterator[Answer]:
    """One round, with no more jobs at the cluster than keep it busy, or `most`."""
    from distributed import wait

    waiting: dict[Any, Job] = {}
    last_seen = time.monotonic()
    try:
        while True:
            threads = sum(client.nthreads().values())
            last_seen = time.monotonic() if threads else last_seen
            _check_alive(client, last_seen)
            room = (most or max(1, _PER_THREAD * threads)) - len(waiting)
            for job in itertools.islice(jobs, max(0, room)):
                future = client.submit(
                    do_job, job, timeout_s, key=f"retrogait-{id(waiting)}-{job.recording_id}", pure=False
                )
                waiting[future] = job
            if not waiting:
                return
            try:
                with client.as_current():  # `wait` takes the client no other way
                    wait(list(waiting), timeout=_LOOK_S, return_when="FIRST_COMPLETED")
            except TimeoutError:
                continue
            for future in [one for one in waiting if one.done()]:
                job = waiting.pop(future)
                outcome = _outcome(future)
                if outcome[0] == "died":
                    died.append((job, outcome[1]))
                else:
                    yield job, outcome[1]
                future.release()
    finally:
        if waiting and client.status == "running":
            client.cancel(list(waiting))


def _outcome(future: Any) -> tuple[str, Any]:
    from distributed import KilledWorker

    try:
        outcome: tuple[str, Any] = future.result()
    except KilledWorker as death:
        return "died", f"Dask gave it up after {death.allowed_failures + 1} workers were lost with it"
    except (ImportError, AttributeError) as error:
        raise RetrogaitError(
            f"run_batch: the workers of the cluster cannot run retrogait ({error}); install retrogait {version()} "
            "there too"
        ) from error
    except RetrogaitError:
        raise
    except Exception as error:
        if future.cancelled() or future.status == "lost":
            return "died", f"the cluster lost it ({type(error).__name__})"
        raise
    return outcome


def _check_alive(client: Any, last_seen: float) -> None:
    if client.status != "running":
        raise RetrogaitError(
            "run_batch: the connection to the Dask scheduler is lost; what was done is in the results; start the "
            "scheduler again and run the same call once more, it goes on where it was"
        )
    if time.monotonic() - last_seen > _ALONE_S:
        raise RetrogaitError(
            f"run_batch: the Dask scheduler has had no worker for {_ALONE_S:g} s; what was done is in the results; "
            f"start workers with `dask worker {client.scheduler.address}` and run the same call again"
        )


def _check_workers(client: Any) -> None:
    """Check that every machine would give the same numbers."""
    try:
        found = client.run(version, on_error="return")
    except OSError:
        found = {}
    for address, one in found.items():
        if one != version() and not isinstance(one, OSError):  # that is one lost while it was asked
            installed = (
                f"retrogait {one}" if isinstance(one, str) else f"no retrogait ({type(one).__name__}: {one})"
            )
            raise RetrogaitError(
                f"run_batch: the Dask worker {address} has {installed}, this machine {version()}; results of two "
                f"versions are not comparable; install retrogait {version()} on every machine and restart its workers"
            )
