"""The kernels of an analysis, compiled by several processes at once: one after the other takes a core 15 seconds.

Each kernel has a file beside the cache that the process compiling it holds locked; the others go on to the next one,
and in the end find in the cache what they have not compiled themselves. So eight analyses that begin at once with an
empty cache share the work as well.
"""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numba import config
from numba.core.dispatcher import Dispatcher

from retrogait._kernels import (  # noqa: F401 - each enters its kernels in the list
    bias,
    closure,
    demodulation,
    fixed_point,
    foot_path,
    foot_roll,
    levelling,
    means,
    period,
    rest_rotation,
    sine,
    stance_roll,
    strapdown,
    swings,
    time_asymmetry,
    touch,
    transients,
    trunk,
    zero_velocity,
)
from retrogait._kernels.jit import KERNELS, Kernel
from retrogait._runtime.files import holding

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROCESSES = 4  # at most: the longest kernel takes a quarter of the whole
_PATIENCE_S = 60.0  # for somebody else's kernel, who may have been stopped
_LOOK_S = 0.02


@cache
def make_ready(stage: str) -> None:
    """Load the kernels of a stage, with helpers to compile them where they are not in the cache; once in a process."""
    if config.DISABLE_JIT:
        return
    kernels = kernels_of(stage)
    folder = kernels[0].compiled.stats.cache_path
    if folder is None:
        return
    left, called = [], False
    with ExitStack() as helpers:
        for kernel in kernels:
            if not _compile(kernel):
                left.append(kernel)
            elif kernel.compiled.stats.cache_misses and not called:
                called = True
                _call_helpers(helpers, stage, Path(folder))
        until = time.monotonic() + _PATIENCE_S
        for kernel in left:
            while not _compile(kernel) and time.monotonic() < until:
                time.sleep(_LOOK_S)


def kernels_of(stage: str) -> list[Kernel]:
    """The kernels of a stage, those that take longest to compile first.

    Before them comes the quickest, because it shows whether there is anything to compile.
    """
    kernels = [kernel for kernel in KERNELS if stage in kernel.stages]
    *rest, quick = sorted(kernels, key=lambda kernel: -_length(kernel.compiled))
    return [quick, *rest]


def _length(kernel: Any) -> int:
    """Bytes of a kernel and of those it calls: what takes long to compile is long."""
    function = kernel.py_func
    called = (function.__globals__.get(name) for name in function.__code__.co_names)
    return len(function.__code__.co_code) + sum(_length(one) for one in called if isinstance(one, Dispatcher))


def _call_helpers(scope: ExitStack, stage: str, folder: Path) -> None:
    """Start a process for each other core, unless another process has; those still running end with the scope."""
    if not _is_plain_python() or not scope.enter_context(_locked(folder / "helpers.lock")):
        return
    nothing = subprocess.DEVNULL
    with suppress(OSError):  # where processes may not be started, this one compiles alone
        for _ in range(min(config.NUMBA_NUM_THREADS, _PROCESSES) - 1):
            helper = subprocess.Popen(  # noqa: S603 - the interpreter that runs this
                helper_command(stage), stdin=nothing, stdout=nothing, stderr=nothing
            )
            scope.callback(helper.wait)
            scope.callback(helper.kill)


def helper_command(stage: str) -> list[str]:
    """What starts a process that does nothing but `help_out`."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import help_out; help_out({stage!r})"
    return [sys.executable, "-c", code]


def _is_plain_python() -> bool:
    """Whether `sys.executable` runs Python code: not where Python is part of another program."""
    name = Path(sys.executable or "").stem.lower()
    return name.startswith("python") and not getattr(sys, "frozen", False)


def help_out(stage: str) -> None:
    """Compile what nobody else is at: all that a helper does."""
    for kernel in kernels_of(stage):
        _compile(kernel)


def _compile(kernel: Kernel) -> bool:
    """Load a kernel or compile it, unless somebody else is at it."""
    function = kernel.compiled.py_func
    name = f"{function.__module__}.{function.__name__}.lock"
    with _locked(Path(kernel.compiled.stats.cache_path) / name) as free:
        if free:
            kernel.compiled.compile(kernel.types)
    return free


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Hold a file that is there while it is held; False where somebody else holds it.

    A process that takes it from here on finds the work done. Where it cannot be made, no process can compile for
    another.
    """
    with ExitStack() as scope:
        try:
            scope.enter_context(holding(path, BlockingIOError()))
        except BlockingIOError:
            yield False
            return
        except OSError:  # a folder that can only be read, a file system of its own mind: no reason to fail
            pass
        yield True
