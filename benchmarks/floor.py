"""How far each stage of an analysis is from the time it takes to move its arrays once: `python benchmarks/floor.py`.

CPU time of every kernel call in `analyze` of an hour of two feet, the least of several runs, against the bytes of the
arrays it was given, each counted once, over the bandwidth of a copy, measured in the same run. A pass that had nothing
to compute would stand at 1; a kernel that looks at a few samples only may stand below.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
import weakref
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from hour_of_walking import machine, walking
from numba.core.dispatcher import Dispatcher

import retrogait as rg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType


class Stage:
    """What a kernel cost in one run."""

    def __init__(self) -> None:
        self.calls, self.seconds, self.bytes = 0, 0.0, 0
        self._counted: dict[int, weakref.ref[np.ndarray]] = {}

    def touch(self, array: np.ndarray) -> None:
        """Count an array once, however many calls are given it or a part of it."""
        whole = array if array.base is None else array.base
        if not isinstance(whole, np.ndarray):
            whole = array
        before = self._counted.get(id(whole))
        if before is None or before() is None:  # a new array may lie where one was that is gone
            self._counted[id(whole)] = weakref.ref(whole)
            self.bytes += whole.nbytes


@contextmanager
def watched(stages: dict[str, Stage]) -> Iterator[None]:
    """Time every kernel that Python code calls through its module."""
    swapped: list[tuple[ModuleType, str, Any]] = []
    for module in [m for name, m in sys.modules.items() if name.startswith("retrogait._kernels.")]:
        for name, kernel in vars(module).items():
            if isinstance(kernel, Dispatcher):
                swapped.append((module, name, kernel))
    for module, name, kernel in swapped:
        setattr(module, name, _timed(kernel, name, stages))
    try:
        yield
    finally:
        for module, name, kernel in swapped:
            setattr(module, name, kernel)


def _timed(kernel: Callable[..., Any], name: str, stages: dict[str, Stage]) -> Callable[..., Any]:
    def call(*given: Any) -> Any:
        begin = time.thread_time()
        result = kernel(*given)
        stage = stages[name]
        stage.seconds += time.thread_time() - begin
        stage.calls += 1
        for array in given:
            if isinstance(array, np.ndarray):
                stage.touch(array)
        return result

    return call


def copy_bandwidth() -> float:
    """Bytes read and written per second of a copy far larger than the caches."""
    source, target = np.ones(30_000_000), np.zeros(30_000_000)
    best = min(_seconds(lambda: np.copyto(target, source)) for _ in range(7))
    return 2 * source.nbytes / best


def _seconds(call: Callable[[], object]) -> float:
    begin = time.thread_time()
    call()
    return time.thread_time() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    recording = walking(given.minutes, ("left_foot", "right_foot"))
    samples = len(recording.sites) * recording.n_samples
    rg.analyze(recording)
    least: dict[str, Stage] = {}
    whole_s = float("inf")
    for _ in range(given.rounds):
        stages: dict[str, Stage] = defaultdict(Stage)
        with watched(stages):
            whole_s = min(whole_s, _seconds(lambda: rg.analyze(recording)))
        for name, stage in stages.items():
            if name not in least or stage.seconds < least[name].seconds:
                least[name] = stage
    bandwidth = copy_bandwidth()
    print(f"{machine()}; a copy moves {bandwidth / 1e9:.1f} GB/s")
    print(f"analyze of {given.minutes} min of two feet at 100 Hz: {1e3 * whole_s:.0f} ms of CPU time\n")
    print("| stage | calls | ms | ns per sample | MB touched | times the copy |")
    print("|---|---|---|---|---|---|")
    for name, stage in sorted(least.items(), key=lambda item: -item[1].seconds):
        floor = stage.bytes / bandwidth
        print(
            f"| {name} | {stage.calls} | {1e3 * stage.seconds:.1f} | {1e9 * stage.seconds / samples:.1f} | "
            f"{stage.bytes / 1e6:.1f} | {stage.seconds / floor:.1f} |"
        )
    rest = whole_s - sum(stage.seconds for stage in least.values())
    print(f"| Python, numpy and pandas between them | | {1e3 * rest:.1f} | {1e9 * rest / samples:.1f} | | |")


if __name__ == "__main__":
    main()
