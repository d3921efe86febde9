"""One run at a time in a folder of results; the lock goes with the process that holds it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from retrogait.errors import InvalidOption

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the folder of results.

    Raises
    ------
    InvalidOption
        Another run holds it.
    """
    path = out / ".lock"
    with path.open("a+b") as file:
        try:
            _lock(file)
        except BlockingIOError as error:
            raise InvalidOption(
                f"run_batch: another run is writing to {out}; two would spoil each other's results; wait for it to "
                "end, or pass another out="
            ) from error
        yield


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
    else:
        import errno
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError as error:  # some network folders know no locks: then the user has to take care
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
                raise
