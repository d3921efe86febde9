"""One run at a time in a folder of results; the lock goes with the process that holds it."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from retrogait._runtime.files import holding
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
    with ExitStack() as scope:
        try:
            scope.enter_context(holding(out / ".lock"))
        except BlockingIOError as error:
            raise InvalidOption(
                f"run_batch: another run is writing to {out}; two would spoil each other's results; wait for it to "
                "end, or pass another out="
            ) from error
        yield
