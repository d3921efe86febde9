"""For tests and doctests alike: a numba cache of this very kernel code."""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def numba_cache() -> Path:
    """Name a folder by what the compiled kernels depend on.

    Numba's own cache does not see an edit in a kernel called from another file, and serves the binary
    without bounds checks to a run that asks for them.
    """
    digest = hashlib.sha256(f"{sys.version} {version('numba')}".encode())
    for path in sorted((ROOT / "src" / "retrogait" / "_kernels").rglob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    mode = "".join(
        f"-{name.lower()}"
        for name in ("BOUNDSCHECK", "DISABLE_JIT")
        if os.environ.get(f"NUMBA_{name}") == "1"
    )
    return ROOT / ".cache" / "numba" / (digest.hexdigest()[:16] + mode)


if "numba" in sys.modules and "NUMBA_CACHE_DIR" not in os.environ:
    raise RuntimeError("conftest.py: numba was imported before its cache folder was named")
os.environ.setdefault("NUMBA_CACHE_DIR", str(numba_cache()))
os.environ.setdefault("MPLBACKEND", "agg")
