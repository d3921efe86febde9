"""Slow and obvious twins: pairs of speeds by trying every assignment."""

from __future__ import annotations

import numpy as np


def most_pairs(first, second, caliper):
    """(number of pairs, total difference) of the best assignment within a caliper: most pairs, then least total."""
    if not len(first):
        return 0, 0.0
    best = most_pairs(first[1:], second, caliper)
    for k, value in enumerate(second):
        if abs(value - first[0]) <= caliper:
            count, total = most_pairs(first[1:], np.delete(second, k), caliper)
            best = max(best, (count + 1, total + abs(value - first[0])), key=lambda one: (one[0], -one[1]))
    return best
