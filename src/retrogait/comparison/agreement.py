"""Intraclass correlations and the standard error of measurement of a full table of subjects by sessions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait.intervals.dependence import CONFIDENCE_PCT

if TYPE_CHECKING:
    from retrogait._arrays import Floats

_TAIL = 0.5 + CONFIDENCE_PCT / 200.0
_ROUNDING = 1e-12  # of the largest value, squared: mean squares below are 0


class Estimate(NamedTuple):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def of_average(self, k: int) -> Estimate:
        """The correlation of averages of k, from that of single ones (Spearman and Brown)."""
        return Estimate(
            *(k * one / (1.0 + (k - 1) * one) if 1.0 + (k - 1) * one > 0 else math.nan for one in self)
        )


@dataclass(frozen=True)
class Squares:
    """Mean squares of values of n subjects in each of k sessions.

    Attributes
    ----------
    n, k : int
        Subjects and sessions.
    subjects, sessions, error, within : float
        Mean squares between subjects, between sessions, of the residual, and within subjects.
    """

    n: int
    k: int
    subjects: float
    sessions: float
    error: float
    within: float


def mean_squares(values: Floats) -> Squares:
    """Analyse the variance of a full table, a row for each of n subjects and a column for each of k sessions."""
    n, k = values.shape
    whole, of_subject, of_session = values.mean(), values.mean(axis=1), values.mean(axis=0)
    left = values - of_subject[:, None] - of_session + whole
    within = ((values - of_subject[:, None]) ** 2).sum() / (n * (k - 1))
    least = _ROUNDING * float(np.abs(values).max()) ** 2
    found = (
        k * ((of_subject - whole) ** 2).sum() / (n - 1),
        n * ((of_session - whole) ** 2).sum() / (k - 1),
        (left**2).sum() / ((n - 1) * (k - 1)),
        within,
    )
    return Squares(n, k, *(float(one) if one > least else 0.0 for one in found))


def one_way(squares: Squares) -> Estimate:
    """ICC(1,1): sessions that are nobody's first or second; all that differs within a subject is error."""
    free = squares.n - 1, squares.n * (squares.k - 1)
    return _of_ratio(squares.subjects, squares.within, free, squares.k)


def consistency(squares: Squares) -> Estimate:
    """ICC(3,1) = ICC(C,1): the mean change of all subjects between sessions is not an error."""
    free = squares.n - 1, (squares.n - 1) * (squares.k - 1)
    return _of_ratio(squares.subjects, squares.error, free, squares.k)


def agreement(squares: Squares) -> Estimate:
    """ICC(2,1) = ICC(A,1): what all subjects change by is error too.

    Its interval is that of McGraw and Wong 1996, case 2A, with Satterthwaite's degrees of freedom.
    """
    n, k, between, sessions, error = squares.n, squares.k, squares.subjects, squares.sessions, squares.error
    whole = between + (k - 1) * error + k * (sessions - error) / n
    if not whole > 0:
        return Estimate(math.nan, math.nan, math.nan)
    value = (between - error) / whole
    if not (sessions or error):
        return Estimate(value, value, value)
    # the error of which the correlation makes the mean square of subjects, in parts of sessions and of what is left
    a, b = k * value / n, (1.0 - value) + k * value * (n - 1) / n
    parts = (a * sessions) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    free = (a * sessions + b * error) ** 2 / parts if parts > 0 else math.nan
    lower, upper = _quantile(n - 1, free), _quantile(free, n - 1)
    rest = k * sessions + (k * n - k - n) * error
    return Estimate(
        value,
        n * (between - lower * error) / (lower * rest + n * between),
        n * (upper * between - error) / (rest + n * upper * between),
    )


def error_of_measurement(squares: Squares) -> Estimate:
    """The root of the error mean square: how far a subject's sessions differ by chance; its interval by chi-square."""
    from scipy.special import chdtri

    free = (squares.n - 1) * (squares.k - 1)
    total = free * squares.error
    ends = (math.sqrt(total / float(chdtri(free, tail))) for tail in (1.0 - _TAIL, _TAIL))
    return Estimate(math.sqrt(squares.error), *ends)


def _of_ratio(between: float, error: float, free: tuple[int, int], k: int) -> Estimate:
    """The correlation that a ratio of mean squares says, with the exact interval."""
    if not between + (k - 1) * error > 0:
        return Estimate(math.nan, math.nan, math.nan)
    value = (between - error) / (between + (k - 1) * error)
    if not error:
        return Estimate(value, value, value)
    ratio = between / error
    low, high = ratio / _quantile(*free), ratio * _quantile(*reversed(free))
    return Estimate(value, (low - 1.0) / (low + k - 1.0), (high - 1.0) / (high + k - 1.0))


def _quantile(free: float, free_of_error: float) -> float:
    """The upper quantile of F."""
    from scipy.special import fdtri

    return float(fdtri(free, free_of_error, _TAIL))
