"""Files that are written all or not at all, and locks that go with the process that holds them."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, TYPE_CHECKING

from retrogait.errors import UnwritableFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TRIES = 20
_PAUSE_S = 0.1
_NO_FILES = {
    stat.S_IFLNK: "a link",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
}


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to, and put what was written in the place of `path` only when all went well.

    What was written is on the disk for good before it takes the place, with the mode of the file that was there.

    Raises
    ------
    UnwritableFile
        What is there is no plain file: a link, a device, a pipe or a folder; or the system refuses to write.
    """
    with writing(path):
        mode = _mode_of(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{os.getpid()}.{path.name}")  # the ending stays: writers go by it
        try:
            yield draft
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            if mode is not None:
                draft.chmod(mode)
            _put_in_place(draft, path)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Report what the system refuses while a file is written as an error of this file.

    Raises
    ------
    UnwritableFile
        The system refuses.
    """
    try:
        yield
    except UnwritableFile:
        raise
    except OSError as error:
        said = error.strerror or str(error)
        raise UnwritableFile(
            f"{path}: cannot be written ({said}); expected a name in a folder that can be written to, on a "
            "disk with room; check these, or write elsewhere"
        ) from error


def check_plain(path: Path) -> None:
    """Refuse to read what is neither a file nor a folder: a pipe waits for who writes to it, a device may never end.

    Raises
    ------
    OSError
        It is none, or the system refuses to look.
    """
    try:
        found = path.stat().st_mode
    except FileNotFoundError:
        return  # reported where it is opened
    if not (stat.S_ISREG(found) or stat.S_ISDIR(found)):
        what = _NO_FILES.get(stat.S_IFMT(found), "no file")
        raise OSError(errno.EINVAL, f"it is {what}, not a file", str(path))


def _mode_of(path: Path) -> int | None:
    """The mode of the file that is to be replaced, or None where there is none; what is no plain file is refused."""
    try:
        found = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(found):
        return stat.S_IMODE(found)
    what = next((word for kind, word in _NO_FILES.items() if stat.S_IFMT(found) == kind), "no file")
    advice = f"name what it points to, {path.resolve()}" if stat.S_ISLNK(found) else "name another"
    raise UnwritableFile(
        f"{path}: is {what}, which is not written over; expected a plain file, or none yet; {advice}"
    )


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
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
                raise
