"""The one decorator of all kernels: compiled, cached on disk where that is possible, releasing the GIL."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from numba import config, njit, types
from numba.core import event

from retrogait._kernels.source_stamp import stamp_cache

if TYPE_CHECKING:
    from collections.abc import Callable

# without the wrapper for C, which nobody calls: it costs a twentieth of the time to compile
_OPTIONS = {"nogil": True, "no_cfunc_wrapper": True}
# arguments of kernels: numbers, and arrays of one (V) to three (C) dimensions
TYPES = {
    "f": types.float64,
    "i": types.int64,
    "Z": types.complex128[::1],
    "I": types.int64[::1],
    "J": types.int64[:, ::1],
    "V": types.float64[::1],
    "M": types.float64[:, ::1],
    "C": types.float64[:, :, ::1],
}
F = TypeVar("F", bound="Callable[..., object]")

_CACHED = "retrogait: compiling its kernels, once for this installation (some seconds)\n"
_NOT_CACHED = (
    "retrogait: compiling its kernels (some seconds in every process: no folder of the cache can be written; "
    "set NUMBA_CACHE_DIR to one that can)\n"
)


class Kernel(NamedTuple):
    """A kernel that an analysis calls, and how."""

    compiled: Any  # numba's dispatcher
    types: tuple[Any, ...]  # of its arguments
    stages: tuple[str, ...]  # of an analysis that call it


KERNELS: list[Kernel] = []  # of the modules that are loaded


@overload
def kernel(given: F) -> F: ...
@overload
def kernel(given: str, *, stage: str) -> Callable[[F], F]: ...


def kernel(given: F | str, *, stage: str = "") -> F | Callable[[F], F]:
    """Compile a function with numba: on first call, or with the others of a `stage` as that begins.

    `@kernel` is all that most need. What a stage of an analysis (or several, with spaces between) calls from Python
    has its arguments' types beside it, a letter of `TYPES` each: `@kernel("M f V", stage="limb")`.
    """
    if not isinstance(given, str):
        return _compiled(given)

    def registered(function: F) -> F:
        compiled = _compiled(function)
        KERNELS.append(
            Kernel(compiled, tuple(TYPES[letter] for letter in given.split()), tuple(stage.split()))
        )
        return compiled

    return registered


def _compiled(function: F) -> F:
    """Let numba compile a function on first call.

    The disk cache is left out where no folder can be written (a read-only install under an unwritable
    home): numba raises at import there, and a slow first call is better than none.
    """
    try:
        compiled: F = njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:
        notice.text = _NOT_CACHED
        return njit(**_OPTIONS)(function)
    if not config.DISABLE_JIT:
        stamp_cache(compiled)
    return compiled


class Notice(event.Listener):  # type: ignore[misc]  # numba has no types
    """Announces on a terminal, once in a process, that the wait is for kernels being compiled."""

    def __init__(self) -> None:
        self.text = _CACHED
        self.announced = False

    def on_start(self, event: Any) -> None:
        """Say it as the first of our kernels begins to be compiled: one that is in the cache never does."""
        module = event.data["dispatcher"].py_func.__module__  # None for what somebody else made by `exec`
        ours = module is not None and module.startswith("retrogait.")
        if ours and not self.announced:
            self.announced = True
            if sys.stderr is not None and sys.stderr.isatty():
                sys.stderr.write(self.text)
                sys.stderr.flush()

    def on_end(self, event: Any) -> None:
        """Nothing is said at the end."""


notice = Notice()
event.register("numba:compile", notice)
