"""A process of its own for the work: what kills it, or takes too long, harms one recording only."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from typing import TYPE_CHECKING, BinaryIO, cast

from retrogait.batch.child import OUT_OF_MEMORY, read_frame, write_frame
from retrogait.batch.work import TIMED_OUT, failure
from retrogait.errors import RetrogaitError

if TYPE_CHECKING:
    from retrogait.batch.work import Job

_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from retrogait.batch.child import main; main()"
)
_ONE_THREAD = dict.fromkeys(
    (
        "NUMBA_NUM_THREADS",
        "OMP_NUM_THREADS",  # Arrow's too
        "ARROW_IO_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ),
    "1",
)
_STARTING = threading.Lock()  # on Windows, processes started at the same time inherit each other's pipes
_LAST_WORDS = 300
_STARTS = 3


class Died(Exception):
    """The process ended before it answered; the text says how. No error of the user's, and never shown as one."""


class Process:
    """Does one job after another in a process that is started when needed, and anew after its death."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        self._errors: BinaryIO | None = None
        self._ready = self._late = self._ended = False

    @property
    def pid(self) -> int | None:
        """Its number, while it runs."""
        return self._running.pid if self._running else None

    @property
    def ended(self) -> bool:
        """Whether it was asked to end, and takes no more jobs."""
        return self._ended

    def begin(self) -> None:
        """Start the process without waiting until it is ready."""
        if self._running is None:
            self._launch()

    def do(self, job: Job, timeout_s: float | None) -> bytes:
        """Give the answer to a job; that it took too long is one too.

        Raises
        ------
        Died
            The process ended.
        RetrogaitError
            It cannot even be started.
        """
        if not self._ready:
            self._start()
        running = cast("subprocess.Popen[bytes]", self._running)
        self._late = False
        watch = threading.Timer(timeout_s, self._give_up) if timeout_s else None
        if watch:
            watch.daemon = True
            watch.start()
        try:
            write_frame(cast("BinaryIO", running.stdin), pickle.dumps(job))
            answer = read_frame(cast("BinaryIO", running.stdout))
        except OSError:
            answer = None
        finally:
            if watch:
                watch.cancel()
        if answer is not None and not self._late:
            return answer
        words = self._bury()
        if self._late:
            return failure(
                job,
                TIMED_OUT,
                "TimeoutError",
                f"it took longer than {timeout_s:g} s and was stopped; pass a longer timeout_s= (--timeout), or cut it",
            )
        raise Died(words)

    def end(self) -> None:
        """End the process, whatever it does."""
        self._ended = True
        running = self._running
        if running is not None:
            running.kill()

    def close(self) -> None:
        """End the process and let go of its pipes."""
        self.end()
        if self._running is not None:
            self._bury()

    def _give_up(self) -> None:
        self._late = True
        if self._running is not None:
            self._running.kill()

    def _start(self) -> None:
        """Wait until the process is ready; one that something ends before is started anew, so many times."""
        words = ""
        for _ in range(_STARTS):
            if self._ended:
                raise Died("the run has ended")
            self.begin()
            running = cast("subprocess.Popen[bytes]", self._running)
            if read_frame(cast("BinaryIO", running.stdout)) is not None:
                self._ready = True
                return
            words = self._bury()
        if self._ended:
            raise Died(words)
        raise RetrogaitError(
            f"run_batch: a worker process does not start: {words}; expected that {sys.executable} "
            "can import retrogait; check the installation, or that there is memory left"
        )

    def _launch(self) -> None:
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        command = [sys.executable, "-c", _BOOT, json.dumps(list(map(str, sys.path)))]
        with _STARTING:
            running = subprocess.Popen(  # noqa: S603 - the interpreter that runs this
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **_ONE_THREAD},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        self._running, self._errors = running, cast("BinaryIO", errors)
        if self._ended:  # while it was launched
            running.kill()

    def _bury(self) -> str:
        """Wait for the end of the process; gives how it ended."""
        running = cast("subprocess.Popen[bytes]", self._running)
        running.kill()
        code = running.wait()
        words = ""
        if self._errors is not None:
            self._errors.seek(0)
            words = self._errors.read().decode(errors="replace").strip()
            self._errors.close()
        for pipe in (running.stdin, running.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:  # what was still to be sent
                continue
        self._running = self._errors = None
        self._ready = False
        lack = "out of memory" if code in (OUT_OF_MEMORY, -9) else ""
        ended = f"exit code {code}" + (f", perhaps {lack}" if lack else "")
        return ended + (f": {words[-_LAST_WORDS:]}" if words else "")
