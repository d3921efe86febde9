"""The package `retrogait.stability`: its lazy names, what they load, and that memory grows with the signal only."""

from __future__ import annotations

import ast
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from retrogait import stability


def test_every_name_is_there_and_type_checkers_see_it():
    source = ast.parse(Path(stability.__file__).read_text(encoding="utf-8"))
    seen: set[str] = set()
    for node in source.body:
        if isinstance(node, ast.If):
            for line in node.body:
                assert isinstance(line, ast.ImportFrom)
                home = str(line.module).removeprefix("retrogait.stability.")
                assert sorted(stability._HOMES[home]) == sorted(alias.name for alias in line.names)
                seen.update(alias.name for alias in line.names)
    assert seen == set(stability.__all__) <= set(dir(stability))
    for name in stability.__all__:
        assert getattr(stability, name).__name__ == name
    with pytest.raises(
        AttributeError, match="'retrogait.stability' has no attribute 'lyapunov'; it offers .* local_di"
    ):
        _ = stability.lyapunov


def test_functions_of_arrays_come_without_pandas():
    code = (
        "import sys; from retrogait.stability import divergence_curve, dfa, harmonic_ratio, sample_entropy, sparc; "
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("measured", "bytes_each"),
    [
        (lambda x: stability.divergence_curve(x, 5, 10, horizon_samples=100), 400),
        (stability.sample_entropy, 150),
        (stability.multiscale_entropy, 150),
        (stability.dfa, 50),
        (stability.sparc, 1500),  # zero-padded 16-fold, complex
        (lambda x: stability.regularity(x, 100.0, 1.1), 50),
    ],
    ids=["divergence", "sample_entropy", "multiscale_entropy", "dfa", "sparc", "regularity"],
)
def test_memory_grows_with_the_signal_only(measured, bytes_each):
    # distances of all pairs of 8192 samples would take 65 kB each
    x = np.random.default_rng(0).normal(size=8192)
    measured(x[:2000])  # compiled
    tracemalloc.start()
    measured(x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < bytes_each * len(x)
