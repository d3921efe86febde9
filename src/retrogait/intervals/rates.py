"""How sure a rate of events is that were counted."""

from __future__ import annotations

from retrogait.intervals.dependence import CONFIDENCE_PCT


def poisson_limits(count: int) -> tuple[float, float]:
    """Exact 95 % limits of the number of events to expect, where so many were counted.

    Garwood 1936, Biometrika 28:437-442. Events are taken as independent; where one brings another, as near-falls may,
    the limits are too narrow.

    >>> [round(limit, 2) for limit in poisson_limits(0)], [round(limit, 2) for limit in poisson_limits(4)]
    ([0.0, 3.69], [1.09, 10.24])
    """
    from scipy.special import gammaincinv  # half a quantile of chi-square; scipy.stats takes longer to load

    tail = 0.5 - CONFIDENCE_PCT / 200.0
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1.0 - tail))
