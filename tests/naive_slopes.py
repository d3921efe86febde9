"""Slopes over sessions as their definition reads: one series, one correlation after the other; slow and obvious."""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats


def slope_of(values, days, least_sd=0.0, covariate=None):
    """Slope a day, half of its 95 % interval and its p value; at an equal covariate where there is one."""
    values, days = np.asarray(values, float), np.asarray(days, float)
    columns = [np.ones(len(values)), days - days.mean()]
    if covariate is not None:
        other = np.asarray(covariate, float) - np.mean(covariate)
        columns.append(other / np.abs(other).max())
    design = np.column_stack(columns)
    free = len(values) - design.shape[1]
    n = len(values)
    weights = np.linalg.pinv(design)[1]  # of the least-squares slope
    slope = weights @ values
    parts = []
    for rho in np.linspace(-0.7, 0.7, 29):
        correlation = np.array([[rho ** abs(i - j) for j in range(n)] for i in range(n)])
        whiten = np.linalg.inv(np.linalg.cholesky(correlation))
        line, *_ = np.linalg.lstsq(whiten @ design, whiten @ values, rcond=None)
        squares = max(((whiten @ (values - design @ line)) ** 2).sum(), free * least_sd**2)
        error = np.sqrt(squares / free * (weights @ correlation @ weights))
        gram = (whiten @ design).T @ (whiten @ design)
        likelihood = squares ** (-free / 2) / np.sqrt(np.linalg.det(correlation) * np.linalg.det(gram))
        prior = ((1 + rho) / (1 - rho)) ** 0.25
        parts.append((likelihood * prior, error))
    total = sum(weight for weight, _ in parts)

    def beyond(distance):
        return sum(weight / total * 2 * stats.t.sf(distance / error, free) for weight, error in parts)

    furthest = max(error for _, error in parts)
    return (
        slope,
        optimize.brentq(lambda x: beyond(x) - 0.05, 0, 100 * furthest, xtol=1e-12),
        beyond(abs(slope)),
    )


def adjusted(p_values):
    """Holm's p values: the k-th smallest times those not smaller, and never below one before it."""
    ordered = sorted(range(len(p_values)), key=lambda k: p_values[k])
    found, most = [0.0] * len(p_values), 0.0
    for place, k in enumerate(ordered):
        most = max(most, min(1.0, (len(p_values) - place) * p_values[k]))
        found[k] = most
    return found
