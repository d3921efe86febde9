"""The process that does the work: a job in, an answer out, until its standard input ends.

It is started by `supervised` in a fresh interpreter. That is not `multiprocessing`, which would import the user's
script again: here scripts need no `if __name__ == "__main__":`, and notebooks and consoles work on Windows too.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import BinaryIO

LENGTH = struct.Struct("<Q")
OUT_OF_MEMORY = 137  # the exit code, as of a process that Linux ends for lack of memory


def main() -> None:
    """Answer jobs until there are no more."""
    import faulthandler
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends its processes itself
    faulthandler.enable()
    jobs, answers = _take_standard_streams()
    from retrogait.batch.work import process

    write_frame(answers, b"ready")
    while (frame := read_frame(jobs)) is not None:
        try:
            answer = process(pickle.loads(frame))  # noqa: S301 - it comes from the process that started this one
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        try:
            write_frame(answers, answer)
        except BrokenPipeError:  # the run was killed
            return


def _take_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep the standard streams for jobs and answers; whatever prints goes to standard error."""
    jobs = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdout = sys.stderr
    return jobs, answers


def write_frame(stream: BinaryIO, content: bytes) -> None:
    """Write a length and so many bytes."""
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """Read what `write_frame` wrote; None where the stream ends before."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    content = stream.read(length)
    return content if len(content) == length else None
