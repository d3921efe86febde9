"""Slopes over days by least squares, with intervals that know that sessions after each other may be alike.

Residuals of a line are modelled as an autoregressive series of first order (AR(1)) over the order of the sessions. How
alike they are cannot be learned from a few sessions, so every correlation up to 0.7 counts by how likely it makes them,
each with its own t distribution of the slope with n - 2 degrees of freedom, n - 3 at an equal covariate: the mixture of
`retrogait.intervals.dependence` (Zellner and Tiao 1964, doi 10.2307/2283097), here of the slope in place of the mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait.intervals.dependence import Means

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats

# Sessions are days apart. Correlations above 0.7 are left out: from 18 sessions they cannot be distinguished from a
# trend, and a small share of them hides most of those of 8 SD, which are found in seven logs of eight without.
_RHOS = np.linspace(-0.7, 0.7, 29)
# prior density ((1 + rho) / (1 - rho))^0.25: of those tried the flattest with which p values are no smaller than they
# should be up to a correlation of 0.3; at 0.5 those below 5 % come up to 1.7 times as often
_LOG_PRIOR = 0.25 * np.log((1.0 + _RHOS) / (1.0 - _RHOS))
_ROUNDING = 1e-12  # of the values: what differs by no more is equal


@dataclass(frozen=True, eq=False)
class Slopes:
    """Slopes of m series.

    Attributes
    ----------
    per_day : ndarray, shape (m,)
        Least-squares slopes.
    estimates : Means
        How sure each is, for every correlation.
    equal : ndarray of bool, shape (m,)
        Where all values are equal: there is neither interval nor p value.
    """

    per_day: Floats
    estimates: Means
    equal: Flags

    @cached_property
    def half_width(self) -> Floats:
        """Half of each 95 % interval (m,): slope give or take this."""
        return np.where(self.equal, np.nan, self.estimates.half_width)

    @cached_property
    def p(self) -> Floats:
        """How often chance makes as steep a slope, up or down (m,)."""
        from scipy.special import stdtr

        found = self.estimates
        weight = found.likelihood + found.log_prior
        weight = np.exp(weight - weight.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        p = 2.0 * (weight * stdtr(found.free, -np.abs(self.per_day)[:, None] / found.scale)).sum(axis=1)
        return np.where(self.equal, np.nan, p)


class _Design(NamedTuple):
    """What depends on the days alone, for each correlation (k,)."""

    days: Floats  # days (n,), centred, and without what goes with the covariate
    residual: Floats  # (k, n, n): gives the squares that a line leaves
    log_likelihood: Floats  # the part that no value changes
    variance: Floats  # of the least-squares slope, at a variance of 1


def fit_slopes(
    values: Floats, days: Floats, least_sd: float = 0.0, covariate: Floats | None = None
) -> Slopes:
    """Fit a line to each series, and with a covariate a plane: the slope over the days at an equal covariate.

    Parameters
    ----------
    values : ndarray, shape (m, n)
        In order of the sessions, without NaN; n is 4 or more.
    days : ndarray, shape (n,)
        When they were, not all at once.
    least_sd : float
        Residuals are taken to vary by at least this.
    covariate : ndarray, shape (n,), optional
        Neither constant nor a line over the days; n is 5 or more with it.
    """
    n = values.shape[1]
    design = _design(tuple(days.tolist()), None if covariate is None else tuple(covariate.tolist()))
    n_free = n - 2 - (covariate is not None)
    centred = values - values.mean(axis=1, keepdims=True)
    power = (centred * centred).sum(axis=1)[:, None]
    per_day = centred @ design.days / (design.days @ design.days)
    squares = np.stack([((centred @ one) * centred).sum(axis=1) for one in design.residual], axis=1)
    squares = np.maximum(squares, np.maximum(_ROUNDING * power, n_free * least_sd**2))
    equal = np.abs(centred).max(axis=1) <= _ROUNDING * np.abs(values).max(axis=1)
    squares[equal] = 1.0
    likelihood = design.log_likelihood - 0.5 * n_free * np.log(squares)
    scale = np.sqrt(squares / n_free * design.variance)
    unknown = np.full(len(values), np.nan)  # how many independent values make a slope is not asked
    free = np.array(float(n_free))
    return Slopes(per_day, Means(per_day, likelihood, scale, free, _LOG_PRIOR, unknown), equal)


def holm(p: Floats) -> Floats:
    """Adjust p values (m,) so that a false one anywhere is as seldom as stated: Holm 1979; NaN is left out.

    >>> holm(np.array([0.01, np.nan, 0.04, 0.03])).tolist()
    [0.03, nan, 0.06, 0.06]
    """
    adjusted = np.full(len(p), np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * factors))
    return adjusted


@lru_cache(maxsize=256)
def _design(days: tuple[float, ...], covariate: tuple[float, ...] | None) -> _Design:
    n = len(days)
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    alike = _RHOS[:, None, None] ** apart
    columns = [np.ones(n), np.array(days) - np.mean(days)]
    if covariate is not None:
        other = np.array(covariate) - np.mean(covariate)
        columns.append(other / np.abs(other).max())
    line = np.column_stack(columns)
    inverse = np.linalg.inv(alike)
    weighed = line.T @ inverse  # (k, columns, n)
    inner = weighed @ line
    residual = inverse - np.swapaxes(weighed, 1, 2) @ np.linalg.solve(inner, weighed)
    log_likelihood = -0.5 * (np.linalg.slogdet(alike)[1] + np.linalg.slogdet(inner)[1])
    x = columns[1]
    if covariate is not None:
        x = x - columns[2] * (x @ columns[2]) / (columns[2] @ columns[2])
    return _Design(x, residual, log_likelihood, (alike @ x) @ x / (x @ x) ** 2)
