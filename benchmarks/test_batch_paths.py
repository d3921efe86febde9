"""Time of a batch in one process, ten minutes of walking in as many files: `make bench`. More: batch_soak.py."""

from __future__ import annotations

import itertools

import pytest

import retrogait as rg


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("walks")
    for seed in range(10):
        walk, _ = rg.simulate_walk("backward", 0.5, duration_s=60, seed=seed)
        rg.write_recording(walk, folder / f"walk_{seed}.csv")
    return folder


def test_batch_of_ten_files(benchmark, folder, tmp_path):
    number = itertools.count()

    def batch():
        out = tmp_path / f"out_{next(number)}"  # a second run into the same folder would find all done
        return rg.run_batch(folder, out, workers=1, progress="none")

    summaries, failures = benchmark.pedantic(batch, rounds=3, warmup_rounds=1)
    assert len(summaries) == 10
    assert failures.empty
