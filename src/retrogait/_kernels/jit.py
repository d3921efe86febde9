"""The one decorator of all kernels: compiled, cached on disk where that is possible, releasing the GIL."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

from numba import njit
from numba.core import event

if TYPE_CHECKING:
    from collections.abc import Callable

# a wrapper for C, that nobody calls, is a twentieth of the time to compile
_OPTIONS = {"nogil": True, "no_cfunc_wrapper": True}
F = TypeVar("F", bound="Callable[..., object]")

_CACHED = "retrogait: compiling its kernels, once for this installation (some seconds)\n"
_NOT_CACHED = (
    "retrogait: compiling its kernels (some seconds in every process: no folder of the cache can be written; "
    "set NUMBA_CACHE_DIR to one that can)\n"
)


def kernel(function: F) -> F:
    """Compile `function` with numba on first call.

    The disk cache is left out where no folder can be written (a read-only install under an unwritable
    home): numba raises at import there, and a slow first call is better than none.
    """
    try:
        compiled: F = njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:
        notice.text = _NOT_CACHED
        compiled = njit(**_OPTIONS)(function)
    return compiled


class Notice(event.Listener):  # type: ignore[misc]  # numba has no types
    """Says on a terminal, once in a process, that it is kernels being compiled that one waits for."""

    def __init__(self) -> None:
        self.text = _CACHED
        self.said = False

    def on_start(self, event: Any) -> None:
        """Say it as the first of our kernels begins to be compiled: one that is in the cache never does."""
        module = event.data["dispatcher"].py_func.__module__  # None for what somebody else made by `exec`
        ours = module is not None and module.startswith("retrogait.")
        if ours and not self.said:
            self.said = True
            if sys.stderr is not None and sys.stderr.isatty():
                sys.stderr.write(self.text)
                sys.stderr.flush()

    def on_end(self, event: Any) -> None:
        """Nothing is said at the end."""


notice = Notice()
event.register("numba:compile", notice)
