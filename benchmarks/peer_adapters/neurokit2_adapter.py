"""neurokit2: entropy, divergence and fluctuation of a series, with the parameters of retrogait's."""

from __future__ import annotations

import neurokit2 as nk
import numpy as np


def prepare(data):
    return data["series"]


def sample_entropy(x) -> float:
    return float(nk.entropy_sample(x, delay=1, dimension=2, tolerance=0.2 * float(np.std(x)))[0])


def divergence(x) -> float:
    return float(
        nk.complexity_lyapunov(
            x, delay=10, dimension=5, method="rosenstein1993", separation=50, len_trajectory=20
        )[0]
    )


def fluctuation(x) -> float:
    lengths = np.unique(np.round(np.geomspace(16, len(x) // 9, 20)).astype(int))
    return float(nk.fractal_dfa(x, scale=lengths, overlap=False)[0])


TASKS = {
    "sample entropy": (prepare, sample_entropy),
    "divergence": (prepare, divergence),
    "DFA": (prepare, fluctuation),
}
