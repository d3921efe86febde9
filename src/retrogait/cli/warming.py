"""`retrogait warm`: every kernel compiled now, so that no later process waits for it."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING

import numpy as np

import retrogait
from retrogait.cli.outcome import OK
from retrogait.errors import RetrogaitWarning
from retrogait.stability import dfa

if TYPE_CHECKING:
    import argparse

    from numba.core.dispatcher import Dispatcher

_WORN = (
    ("left_foot", "right_foot"),
    ("left_thigh", "left_shank", "right_thigh", "right_shank"),
    ("left_thigh", "right_thigh"),
    ("lower_back",),
)
_LONG_ENOUGH_S = 90.0  # for the stability measures, which want thirty strides
_LONG_SERIES = 300  # for the one that wants hundreds


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - as every command takes them
    """Send simulated walks through all that has kernels, and say where these are kept."""
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        for sites in _WORN:
            walk, _ = retrogait.simulate_walk(
                direction="forward", speed_mps=1.0, duration_s=_LONG_ENOUGH_S, sites=sites, seed=0
            )
            retrogait.calibrate(walk, direction="forward")
            session = retrogait.analyze(walk)
            retrogait.measure_stability(session)
            if sites != ("lower_back",):
                retrogait.measure_impact(session)
            if "left_foot" in sites:
                retrogait.trace_feet(session)
                retrogait.analyze(walk, contacts=retrogait.ContactOptions(contact="touch"))
            if "left_thigh" not in sites:
                stream = retrogait.SessionStream(walk.rate_hz, sites)
                holed = slice(1000, 1003)  # lost samples have a kernel of their own
                stream.push({site: walk[site].drop(walk[site].index[holed]) for site in sites})
                stream.flush()
    dfa(np.random.default_rng(0).normal(1.2, 0.05, _LONG_SERIES))
    compiled = [one for one in kernels() if one.signatures]
    folders = sorted({str(one.stats.cache_path) for one in compiled if one.stats.cache_path})
    if not folders:
        print(
            f"compiled: {len(compiled)} kernels, kept by this process only: no folder of the cache can be written; "
            "set NUMBA_CACHE_DIR to one that can"
        )
        return OK
    print(f"compiled: {len(compiled)} kernels, kept in {' '.join(folders)}")
    return OK


def kernels() -> list[Dispatcher]:
    """Every kernel of the modules that are loaded."""
    from numba.core.dispatcher import Dispatcher

    loaded = [module for name, module in sys.modules.items() if name.startswith("retrogait._kernels.")]
    found = {
        id(one): one for module in loaded for one in vars(module).values() if isinstance(one, Dispatcher)
    }
    return list(found.values())
