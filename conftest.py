"""For tests and doctests alike: a numba cache of its own for each way of compiling."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def numba_cache() -> Path:
    """Name a folder by who compiles, and how.

    Numba serves the binary without bounds checks to a run that asks for them. That kernels are compiled again after an
    edit is seen to by `retrogait._kernels.source_stamp`.
    """
    mode = "".join(
        f"-{name.lower()}"
        for name in ("BOUNDSCHECK", "DISABLE_JIT")
        if os.environ.get(f"NUMBA_{name}") == "1"
    )
    python = ".".join(map(str, sys.version_info[:3]))
    return ROOT / ".cache" / "numba" / f"python-{python}-numba-{version('numba')}{mode}"


if "numba" in sys.modules and "NUMBA_CACHE_DIR" not in os.environ:
    raise RuntimeError("conftest.py: numba was imported before its cache folder was named")
os.environ.setdefault("NUMBA_CACHE_DIR", str(numba_cache()))
os.environ.setdefault("MPLBACKEND", "agg")
