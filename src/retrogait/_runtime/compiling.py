"""The kernels of an analysis, compiled by several processes at once: one after the other takes a core 15 seconds.

Each kernel has a file beside the cache that whoever compiles it holds locked; the others go on to the next one, and
in the end find in the cache what they have not compiled themselves. So eight analyses that begin at once with an
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

from numba import config, types

from retrogait._kernels import (
    bias,
    foot_path,
    foot_roll,
    levelling,
    means,
    period,
    states,
    strapdown,
    swings,
    transients,
    trunk_cues,
    zero_velocity,
)
from retrogait._runtime.files import lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    Kernels = tuple[tuple[Any, str], ...]  # a kernel and a letter of `_TYPES` for each argument

_TYPES = {
    "f": types.float64,
    "i": types.int64,
    "Z": types.complex128[::1],
    "I": types.int64[::1],
    "J": types.int64[:, ::1],
    "V": types.float64[::1],
    "M": types.float64[:, ::1],
    "C": types.float64[:, :, ::1],
}
# What an analysis calls, with the types it calls it with. The first of a table is quick to compile, as it tells
# whether there is anything to compile; then those that take longest.
_TABLES: dict[str, Kernels] = {
    "limb": (
        (bias.drift_left, "C M V V"),
        (swings.measure_swings, "M M M I M C f i V V f M"),
        (foot_path.trace_path, "M M M I M C f f f f M"),
        (period.window_periods, "M f I i f f f V V"),
        (foot_path.measure_swing_paths, "M M M I M C f f f f M"),
        (zero_velocity.quietest_chain, "I M V V V f f I"),
        (strapdown.integrate_motion, "M f V M M"),
        (transients.landing_jerks, "M f V f f V V"),
        (zero_velocity.motion_energy, "M f f f i V f V V"),
        (zero_velocity.quiet_minima, "V V f f f V f I"),
        (period.convolve_rows, "M V M"),
        (strapdown.level_frames, "M C"),
        (foot_roll.roll_points, "M I M M"),
        (strapdown.smooth_gravity, "M I i M"),
        (bias.gravity_windows, "M M I I f M C"),
        (zero_velocity.dwell_times, "M I J I V f V"),
        (bias.weigh_drift, "C M V M V"),
        (period.interpolate_evenly, "V V V"),
        (strapdown.move_point, "M M V M"),
        (bias.drift_design, "M C f C M"),
        (zero_velocity.swing_speeds, "M I I V"),
        (strapdown.gravity_between, "M I f M"),
        (means.means_at, "V V f I V"),
    ),
    "trunk": (
        (means.steady_means, "V i V"),
        (period.window_periods, "M f I i f f f V V"),
        (strapdown.integrate_motion, "M f V M M"),
        (levelling.level_samples, "M M M i f M V V"),
        (means.running_means, "V i V"),
        (period.interpolate_evenly, "V V V"),
        (trunk_cues.cue_products, "Z Z Z Z M"),
        (states.two_state_path, "V f I"),
    ),
}
_PROCESSES = 4  # at most: the longest kernel takes a quarter of the whole
_PATIENCE_S = 60.0  # for somebody else's kernel, who may have been stopped
_LOOK_S = 0.02


@cache
def make_ready(table: str) -> None:
    """Load the kernels of a table, with helpers to compile them where they are not in the cache; once in a process."""
    kernels = _TABLES[table]
    if config.DISABLE_JIT or kernels[0][0].stats.cache_path is None:
        return
    left, called = [], False
    with ExitStack() as helpers:
        for kernel, letters in kernels:
            if not _compile(kernel, letters):
                left.append((kernel, letters))
            elif kernel.stats.cache_misses and not called:
                called = True
                _call_helpers(helpers, table, Path(kernel.stats.cache_path))
        until = time.monotonic() + _PATIENCE_S
        for kernel, letters in left:
            while not _compile(kernel, letters) and time.monotonic() < until:
                time.sleep(_LOOK_S)


def _call_helpers(scope: ExitStack, table: str, folder: Path) -> None:
    """Start a process for each other core, unless somebody else has; what is left of them ends with the scope."""
    if not _is_plain_python() or not scope.enter_context(_locked(folder / "helpers.lock")):
        return
    command = [sys.executable, "-c", _helper_code(table)]
    nothing = subprocess.DEVNULL
    with suppress(OSError):  # where processes may not be started, this one compiles alone
        for _ in range(min(config.NUMBA_NUM_THREADS, _PROCESSES) - 1):
            helper = subprocess.Popen(  # noqa: S603 - the interpreter that runs this
                command, stdin=nothing, stdout=nothing, stderr=nothing
            )
            scope.callback(helper.wait)
            scope.callback(helper.kill)


def _helper_code(table: str) -> str:
    return f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import help_out; help_out({table!r})"


def _is_plain_python() -> bool:
    """Whether `sys.executable` runs Python code: not where Python is part of another program."""
    name = Path(sys.executable or "").stem.lower()
    return name.startswith("python") and not getattr(sys, "frozen", False)


def help_out(table: str) -> None:
    """Compile what nobody else is at: all that a helper does."""
    for kernel, letters in _TABLES[table]:
        _compile(kernel, letters)


def _compile(kernel: Any, letters: str) -> bool:
    """Load a kernel or compile it, unless somebody else is at it."""
    name = f"{kernel.py_func.__module__}.{kernel.py_func.__name__}.lock"
    with _locked(Path(kernel.stats.cache_path) / name) as free:
        if free:
            kernel.compile(tuple(_TYPES[letter] for letter in letters.split()))
    return free


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Hold a file that is there while it is held; False where somebody else holds it."""
    try:
        file = path.open("ab")
    except OSError:  # a folder that can only be read: nobody can compile for anybody else
        yield True
        return
    with file:
        try:
            lock(file)
        except BlockingIOError:
            yield False
            return
        except OSError:  # a file system of its own mind: no reason to fail
            pass
        yield True
    with suppress(OSError):
        path.unlink()  # whoever takes it or makes a new one from here on finds the work done
