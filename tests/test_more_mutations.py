"""A few of the damaged walks that `benchmarks/fuzz_exports.py --walks` reads and analyses by ten thousands."""

from __future__ import annotations

import sys
from pathlib import Path

import more_mutations
import numpy as np
import pytest


@pytest.fixture(scope="module")
def check():
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
    from fuzz_exports import check

    yield check
    sys.path.remove(str(Path(__file__).resolve().parents[1] / "benchmarks"))


@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_damaged_walks_are_read_or_refused(tmp_path, check):
    outcomes = []
    seeds = more_mutations.seeds(tmp_path / "seeds")
    for name, data in seeds:
        (tmp_path / name).write_bytes(data)
        assert check(tmp_path / name, {}, walks=True) == "read", name
    for number in range(4 * len(seeds)):
        rng = np.random.default_rng([7, number])
        name, data = seeds[number % len(seeds)]
        (tmp_path / name).write_bytes(more_mutations.mutate(name, data, rng))
        outcomes.append(check(tmp_path / name, {}, walks=True))
    assert set(outcomes) == {"read", "refused"}
