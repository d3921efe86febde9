"""A guard against slow code that holds on noisy machines: CPU time of an analysis over that of a fixed kernel.

Both are timed in turns in one process, the least of several runs each. The bounds leave room for another processor and
for a busy one (30 to 45 and 50 to 100 were seen); a pass over the samples in Python, or work that grows faster than the
recording, is far beyond them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numba import njit
from walks import BACK, FEET, frames_of, recorded, simulate

import retrogait as rg

pytestmark = pytest.mark.slow


@njit(cache=False)
def reference(values, out):
    """What the guard measures by: a fixed amount of scalar work for each sample. Never change it."""
    total = 0.0
    for k in range(values.shape[0]):
        for i in range(6):
            total = 0.9 * total + math.sqrt(abs(values[k, i]))
        out[k] = total


def least_s(*calls: Callable[[], object], rounds: int = 4) -> list[float]:
    """CPU time of each call, the least of several rounds in which they take turns."""
    best = [math.inf] * len(calls)
    for _ in range(rounds):
        for k, call in enumerate(calls):
            begin = time.process_time()
            call()
            best[k] = min(best[k], time.process_time() - begin)
    return best


def repeated(walk: rg.Recording, times: int) -> rg.Recording:
    """A walk that starts anew, so many times in all."""
    frames = {
        site: pd.DataFrame(np.tile(frame.to_numpy(), (times, 1)), columns=frame.columns)
        for site, frame in frames_of(walk).items()
    }
    return recorded(frames)


def over_reference(recording: rg.Recording) -> float:
    """CPU time of `analyze` over that of the reference kernel on the same samples."""
    values = np.concatenate([recording.samples(site)[1] for site in recording.sites])
    out = np.empty(len(values))
    rg.analyze(recording), reference(values, out)  # compiled before the clock runs
    analysis_s, reference_s = least_s(lambda: rg.analyze(recording), lambda: reference(values, out))
    return analysis_s / reference_s


@pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
@pytest.mark.parametrize(("sites", "bound"), [(FEET, 120.0), (BACK, 200.0)], ids=["feet", "lower_back"])
def test_an_analysis_costs_a_bounded_number_of_passes(sites, bound):
    ten_minutes = repeated(simulate("backward", 0.5, duration_s=60, sites=sites, seed=1)[0], 20)
    assert over_reference(ten_minutes) < bound


def test_cost_is_linear_in_length():
    walk = simulate("backward", 0.5, duration_s=60, sites=FEET, seed=1)[0]
    short, long = repeated(walk, 10), repeated(walk, 80)
    rg.analyze(short)
    short_s, long_s = least_s(lambda: rg.analyze(short), lambda: rg.analyze(long))
    assert long_s < 1.6 * 8 * short_s
