"""The engine of one machine: worker processes, each with a thread here that hands it jobs and minds its end."""

from __future__ import annotations

import os
import queue
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from retrogait.batch.supervised import Died, Process
from retrogait.batch.work import CRASHED, failure
from retrogait.errors import InvalidOption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from retrogait.batch.work import Job

    Answer = tuple[Job, bytes]

_LOOK_S = 0.5  # so often Ctrl-C is seen, on Windows too


def choose_workers(asked: object) -> int:
    """So many worker processes: what is asked for, else one for each processor this process may use.

    Raises
    ------
    InvalidOption
        It is not a number from 1 on.
    """
    if asked is None:
        usable = getattr(os, "sched_getaffinity", None)
        number = len(usable(0)) if usable else os.cpu_count()
        return number or 1
    if isinstance(asked, bool) or not isinstance(asked, int) or asked < 1:
        raise InvalidOption(
            f"run_batch: workers is {asked!r}; expected a number of processes from 1 on; leave it out for one per "
            "processor"
        )
    return asked


@contextmanager
def started(workers: int, soon: int) -> Iterator[list[Process]]:
    """Processes for so many workers, those for `soon` jobs begun: they import while the run is still being planned."""
    processes = [Process() for _ in range(workers)]
    try:
        for process in processes[:soon]:
            process.begin()
        yield processes
    finally:
        for process in processes:
            process.close()


def run_on_pool(jobs: Iterable[Job], processes: list[Process], timeout_s: float | None) -> Iterator[Answer]:
    """Do jobs in processes of this machine; answers come as they are ready.

    A job whose worker died is done again at the end, with no other beside it, so that it has all the memory there is;
    if its worker dies again it has failed.
    """
    died: list[tuple[Job, str]] = []
    yield from _run(iter(jobs), processes, timeout_s, died)
    if died:
        again = [job for job, _ in died]
        died_again: list[tuple[Job, str]] = []
        yield from _run(iter(again), [Process()], timeout_s, died_again)
        for job, words in died_again:
            yield job, crashed(job, words)


def crashed(job: Job, words: str) -> bytes:
    """Answer that the worker died twice."""
    message = f"the process that analysed it ended twice before it was done ({words}); try it alone with more memory"
    return failure(job, CRASHED, "WorkerDied", message)


def _run(
    jobs: Iterator[Job], processes: list[Process], timeout_s: float | None, died: list[tuple[Job, str]]
) -> Iterator[Answer]:
    crew = _Crew(jobs, processes, timeout_s, died)
    try:
        yield from crew.answers()
    finally:
        crew.dismiss()


class _Crew:
    """As many threads as processes, each with its own; they take jobs, and put answers where one thread waits."""

    def __init__(
        self,
        jobs: Iterator[Job],
        processes: list[Process],
        timeout_s: float | None,
        died: list[tuple[Job, str]],
    ) -> None:
        self._jobs, self._timeout_s, self._died = jobs, timeout_s, died
        self._taking = threading.Lock()
        self._over = threading.Event()
        self._answers: queue.Queue[Answer | BaseException | None] = queue.Queue(2 * len(processes))
        self._processes = processes
        self._threads = [
            threading.Thread(target=self._serve, args=(process,), daemon=True) for process in processes
        ]

    def answers(self) -> Iterator[Answer]:
        """Give answers as they are ready, until all threads are done."""
        for thread in self._threads:
            thread.start()
        left = len(self._threads)
        while left:
            try:
                item = self._answers.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if isinstance(item, BaseException):
                raise item
            if item is None:
                left -= 1
            else:
                yield item

    def dismiss(self) -> None:
        """End all processes and threads, whatever they do."""
        self._over.set()
        for process in self._processes:
            process.end()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _serve(self, process: Process) -> None:
        last: BaseException | None = None
        try:
            while (job := self._take()) is not None:
                try:
                    self._put((job, process.do(job, self._timeout_s)))
                except Died as death:
                    self._died.append((job, str(death)))
        except BaseException as error:  # carried to the thread that waits
            last = error
        finally:
            process.close()
            self._put(last)

    def _take(self) -> Job | None:
        with self._taking:
            return None if self._over.is_set() else next(self._jobs, None)

    def _put(self, item: Answer | BaseException | None) -> None:
        while not self._over.is_set():
            try:
                self._answers.put(item, timeout=_LOOK_S)
            except queue.Full:
                continue
            return
