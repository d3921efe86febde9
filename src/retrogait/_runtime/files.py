"""Files that are written all or not at all, and locks that go with the process that holds them."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TRIES = 20
_PAUSE_S = 0.1


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to, and put what was written in the place of `path` only when all went well.

    What was written is on the disk for good before it takes the place. A link keeps pointing to where it pointed, and
    what is no file, as a device or a pipe, is written to itself.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        yield path
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{os.getpid()}.{path.name}")  # the ending stays: writers go by it
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        _put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _put_in_place(draft: Path, path: Path) -> None:
    for left in reversed(range(_TRIES)):
        try:
            draft.replace(path)
        except PermissionError:  # on Windows, while another program reads the file
            if not left:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


@contextmanager
def holding(path: Path, refusal: Exception) -> Iterator[None]:
    """Hold a file that is there while it is held, and is free again when the process that holds it is gone.

    `refusal` is raised where somebody else holds it.
    """
    with ExitStack() as opened:
        while True:
            file = opened.enter_context(path.open("a+b"))
            try:
                lock(file)
            except BlockingIOError as error:
                raise refusal from error
            with suppress(FileNotFoundError):  # taken away by its holder between the two lines above
                if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                    break
        try:
            yield
        finally:
            if sys.platform != "win32":  # while it is held, so that nobody waits for a file that is gone
                path.unlink(missing_ok=True)
    with suppress(OSError):
        path.unlink()


def lock(file: IO[bytes]) -> None:
    """Lock an open file that nobody else holds; some network folders know no locks, and then it is not locked.

    Raises
    ------
    BlockingIOError
        Somebody else holds it.
    """
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
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
                raise
