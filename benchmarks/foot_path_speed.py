"""How many samples a second the path of a foot takes, beside other ways to it, on one core in one run.

    pip install vqf==2.1.2          # in an environment that has retrogait as well
    python benchmarks/foot_path_speed.py [--minutes 20]

Everything from samples and rests to measures is timed: orientation, gravity, level frames, path, heights. Figures
are processor time (the machine is shared) after a call to warm up, the median of five calls in turn.
vqf gives an orientation and no path; it is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import retrogait as rg
from retrogait._kernels import foot_path, strapdown
from retrogait.kinematics.limb import track_limb

if TYPE_CHECKING:
    from collections.abc import Callable

RATE_HZ, REACH = 100.0, 3
CALLS = 5
HEEL_M, TOE_M = 0.08, 0.13
BASE = np.array([-0.04, 0.0, -0.04])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=20.0, help="of walking (default: 20)")
    minutes = parser.parse_args().minutes
    walk, _ = rg.simulate_walk("backward", 0.6, 60.0 * minutes, sites=("left_foot",), seed=1)
    (motion,) = track_limb(walk, "left_foot")
    samples, rests = np.ascontiguousarray(motion.samples), motion.rests
    rivals = {"retrogait, whole path": lambda: trace(samples, rests)}
    rivals["the slow twin"] = lambda: trace_slowly(samples, rests)
    if importlib.util.find_spec("vqf"):
        rivals["vqf, orientation only"] = lambda: follow_vqf(samples)
    spent = {name: spend(call) for name, call in rivals.items()}
    first = next(iter(spent.values()))
    print(f"{len(samples)} samples, {len(rests) - 1} strides, one core, {CALLS} calls")
    for name, seconds in spent.items():
        print(f"{name:26} {1e-6 * len(samples) / seconds:8.3f} M samples/s {seconds / first:8.1f} x the time")


def spend(call: Callable[[], object]) -> float:
    """Processor time of a call in s, median."""
    call()
    spent = []
    for _ in range(CALLS):
        begin = time.process_time()
        call()
        spent.append(time.process_time() - begin)
    return sorted(spent)[CALLS // 2]


def trace(samples: np.ndarray, rests: np.ndarray) -> np.ndarray:
    """Every kernel between samples and the measures of a foot's path."""
    n, m = len(samples), len(rests)
    turn, force_sum = np.empty((n, 4)), np.empty((n, 3))
    strapdown.integrate_motion(samples, RATE_HZ, BASE, turn, force_sum)
    gravity, steady, frames = np.empty((m - 1, 3)), np.empty((m - 1, 3)), np.empty((m - 1, 3, 3))
    strapdown.gravity_between(force_sum, rests, RATE_HZ, gravity)
    strapdown.smooth_gravity(gravity, rests, REACH, steady)
    strapdown.level_frames(steady, frames)
    measures = np.empty((m - 1, foot_path.MEASURES_WIDTH))
    given = (samples, turn, force_sum, rests, steady, frames, RATE_HZ, 1.0, HEEL_M, TOE_M)
    foot_path.measure_swing_paths(*given, measures)
    return measures


def trace_slowly(samples: np.ndarray, rests: np.ndarray) -> np.ndarray:
    """The same path by numpy and scipy, as the tests write it down, from the same orientation."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    import naive_foot_path

    n, m = len(samples), len(rests)
    turn, force_sum = np.empty((n, 4)), np.empty((n, 3))
    strapdown.integrate_motion(samples, RATE_HZ, BASE, turn, force_sum)
    gravity, frames = np.empty((m - 1, 3)), np.empty((m - 1, 3, 3))
    strapdown.gravity_between(force_sum, rests, RATE_HZ, gravity)
    strapdown.level_frames(gravity, frames)
    path = naive_foot_path.trace(
        samples, turn, force_sum, rests, gravity, frames, RATE_HZ, 1.0, HEEL_M, TOE_M
    )
    return naive_foot_path.measure(path, rests, HEEL_M, TOE_M)


def follow_vqf(samples: np.ndarray) -> np.ndarray:
    """Orientation by vqf, as it runs online."""
    from vqf import VQF

    acc, gyr = np.ascontiguousarray(samples[:, :3]), np.radians(samples[:, 3:])
    return VQF(1.0 / RATE_HZ).updateBatch(gyr, acc)["quat6D"]


if __name__ == "__main__":
    main()
