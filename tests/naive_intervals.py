"""The slow twin of `retrogait.intervals.dependence`: covariance matrices written out, quantiles by halving."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import t as student


def correlation(rho, stretch, place):
    """AR(1) within a stretch, nothing between stretches."""
    n = len(place)
    matrix = np.eye(n)
    for i in range(n):
        for j in range(n):
            if i != j:
                matrix[i, j] = rho ** abs(int(place[i]) - int(place[j])) if stretch[i] == stretch[j] else 0.0
    return matrix


def mean_and_half_width(values, stretch, place, rhos, log_prior, covariates=None):
    """Mean, half of its 95 % interval, and effective number, of one series."""
    n = len(values)
    design = np.ones((n, 1)) if covariates is None else np.column_stack([np.ones(n), covariates])
    free = n - design.shape[1]
    log_weights, scales, inflations = [], [], []
    for rho, prior in zip(rhos, log_prior, strict=True):
        matrix = correlation(rho, stretch, place)
        inverse = np.linalg.inv(matrix)
        inner = design.T @ inverse @ design
        slopes = np.linalg.solve(inner, design.T @ inverse @ values)
        rest = values - design @ slopes
        squares = rest @ inverse @ rest
        inflation = matrix.sum() / n**2
        log_weights.append(
            prior
            - 0.5 * np.linalg.slogdet(matrix)[1]
            - 0.5 * np.linalg.slogdet(inner)[1]
            - 0.5 * free * math.log(squares)
        )
        scales.append(math.sqrt(squares / free * inflation))
        inflations.append(inflation)
    weights = np.exp(np.array(log_weights) - max(log_weights))
    weights /= weights.sum()
    low, high = 0.0, 1000.0 * max(scales)
    for _ in range(200):
        middle = 0.5 * (low + high)
        held = sum(w * student.cdf(middle / s, free) for w, s in zip(weights, scales, strict=True))
        low, high = (middle, high) if held < 0.975 else (low, middle)
    return float(np.mean(values)), low, 1.0 / float(np.dot(weights, inflations))
