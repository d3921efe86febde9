"""The one decorator of all kernels: compiled, cached on disk where that is possible, releasing the GIL."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., object]")


def kernel(function: F) -> F:
    """Compile `function` with numba on first call.

    The disk cache is left out where no folder can be written (a read-only install under an unwritable
    home): numba raises at import there, and a slow first call is better than none.
    """
    try:
        compiled: F = njit(cache=True, nogil=True)(function)
    except RuntimeError:
        compiled = njit(nogil=True)(function)
    return compiled
