"""Long recordings to time things on, and the name of the machine they are timed on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import numpy as np
import pandas as pd

import retrogait as rg

_LONGEST_SIMULATED_MIN = 60


def walking(minutes: int, sites: tuple[str, ...], seed: int = 1) -> rg.Recording:
    """Simulated walking at 0.5 m/s and 100 Hz; beyond an hour the same hour again and again."""
    return rg.Recording.from_frames(frames_of_walking(minutes, sites, seed), rate_hz=100.0)


def frames_of_walking(minutes: int, sites: tuple[str, ...], seed: int = 1) -> dict[str, pd.DataFrame]:
    """The same as frames, one per site."""
    simulated = min(minutes, _LONGEST_SIMULATED_MIN)
    walk, _ = rg.simulate_walk("backward", 0.5, duration_s=60.0 * simulated, sites=sites, seed=seed)
    times = -(-minutes // simulated)
    frames = {}
    for site in sites:
        frame = walk[site]
        values = np.tile(frame.to_numpy(), (times, 1))[: 6000 * minutes]
        index = pd.Index(np.arange(len(values)) / 100.0, name="time_s")
        frames[site] = pd.DataFrame(values, columns=frame.columns, index=index)
    return frames


def machine() -> str:
    """Name the processor, its cores, the system and the versions that matter."""
    name = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        for line in cpus.read_text().splitlines():
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}"
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, {versions}"
