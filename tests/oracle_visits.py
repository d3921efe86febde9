"""Tables of subjects by visits, a row for each subject; numpy alone, for environments without this package."""

from __future__ import annotations

import numpy as np

# Shrout and Fleiss 1979, table 2, doi 10.1037/0033-2909.86.2.420: four judges of six targets
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)


def visits(seed: int, n: int, k: int, between: float, error: float, shift: float = 0.0) -> np.ndarray:
    """Speeds of n people at k visits, all of whom change by `shift` from one to the next."""
    rng = np.random.default_rng(seed)
    person = rng.normal(1.0, between, (n, 1))
    return np.round(person + shift * np.arange(k) + rng.normal(0, error, (n, k)), 4)


TABLES = {
    "Shrout and Fleiss": SHROUT_FLEISS,
    "two visits": visits(1, 20, 2, 0.2, 0.05),
    "three visits, all faster": visits(2, 12, 3, 0.2, 0.05, 0.1),
    "people alike": visits(3, 10, 2, 0.0, 0.1),
    "five people": visits(4, 5, 4, 0.1, 0.1),
}
