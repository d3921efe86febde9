"""The engine of one machine: worker processes, each with a thread here that hands it jobs and minds its end."""

from __future__ import annotations

import os
import queue
import threading
from typing import TYPE_CHECKING

from retrogait.batch.supervised import Died, Process
from retrogait.batch.work import CRASHED, failure
from retrogait.errors import InvalidOption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from retrogait.batch.work import Job

    Answer = tuple[Job, bytes]

_LOOK_S = 0.5  # so often Ctrl-C is seen, on Windows too


def choose_workers(asked: int | None) -> int:
    """So many worker processes: what is asked for, else one for each processor this process may use.

    Raises
    ------
    InvalidOption
        It is not a number from 1 on.
    """
    if asked is None:
        usable = getattr(os, "sched_getaffinity", None)
        return len(usable(0)) if usable else os.cpu_count() or 1
    if isinstance(asked, bool) or not isinstance(asked, int) or asked < 1:
        raise InvalidOption(
            f"run_batch: workers is {asked!r}; wanted is a number of processes from 1 on; leave it out for one per "
            "processor"
        )
    return asked


def run_on_pool(jobs: Iterable[Job], workers: int, timeout_s: float | None) -> Iterator[Answer]:
    """Do jobs on this machine; answers come as they are ready.

    A job whose worker died is done again at the end, with no other beside it, so that it has all the memory there is;
    if its worker dies again it has failed.
    """
    died: list[tuple[Job, str]] = []
    yield from _run(iter(jobs), workers, timeout_s, died)
    if died:
        again = [job for job, _ in died]
        died_again: list[tuple[Job, str]] = []
        yield from _run(iter(again), 1, timeout_s, died_again)
        for job, words in died_again:
            yield job, crashed(job, words)


def crashed(job: Job, words: str) -> bytes:
    """Answer that the worker died twice."""
    message = f"the process that analysed it ended twice before it was done ({words}); try it alone with more memory"
    return failure(job, CRASHED, "WorkerDied", message)


def _run(
    jobs: Iterator[Job], workers: int, timeout_s: float | None, died: list[tuple[Job, str]]
) -> Iterator[Answer]:
    """One round: as many threads as workers, each with its process."""
    answers: queue.Queue[Answer | BaseException | None] = queue.Queue(2 * workers)
    taking = threading.Lock()
    over = threading.Event()
    processes = [Process() for _ in range(workers)]

    def serve(process: Process) -> None:
        last: BaseException | None = None
        try:
            while not over.is_set():
                with taking:
                    job = next(jobs, None)
                if job is None:
                    break
                try:
                    _put((job, process.do(job, timeout_s)))
                except Died as death:
                    died.append((job, str(death)))
        except BaseException as error:  # carried to the thread that waits
            last = error
        finally:
            process.close()
            _put(last)

    def _put(item: Answer | BaseException | None) -> None:
        while not over.is_set():
            try:
                answers.put(item, timeout=_LOOK_S)
            except queue.Full:
                continue
            return

    threads = [threading.Thread(target=serve, args=(process,), daemon=True) for process in processes]
    for thread in threads:
        thread.start()
    try:
        left = workers
        while left:
            try:
                item = answers.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if isinstance(item, BaseException):
                raise item
            if item is None:
                left -= 1
            else:
                yield item
    finally:
        over.set()
        for process in processes:
            process.end()
        for thread in threads:
            thread.join()
