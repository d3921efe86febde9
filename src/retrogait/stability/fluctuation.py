"""Long memory in stride times: detrended fluctuation analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import series as kernels
from retrogait.errors import InvalidOption
from retrogait.stability.signals import signal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from retrogait._arrays import Integers


_WINDOWS = 20
_SHORTEST, _SHARE = 16, 9


def dfa_windows(n: int) -> Integers:
    """Window lengths that `dfa` uses for `n` values: evenly spaced in logarithm from 16 to n / 9."""
    if n // _SHARE < _SHORTEST:
        return np.empty(0, np.int64)
    spaced = np.geomspace(_SHORTEST, n // _SHARE, _WINDOWS)
    return np.unique(np.round(spaced).astype(np.int64))


def dfa(x: ArrayLike, windows: ArrayLike | None = None) -> float:
    """Scaling exponent of detrended fluctuation analysis: 0.5 for white noise, 1.0 for 1/f noise.

    The cumulative sum of deviations is cut into windows, from both ends, a straight line is taken out of each, and the
    slope of log residual against log window length is the exponent.

    Parameters
    ----------
    x : array (n,)
        Stride times, or another series.
    windows : array of int, optional
        Window lengths, 4 to n; by default 20 of them from 16 to n / 9.

    Returns
    -------
    float
        NaN below 256 values when `windows` is not given, and for a constant series.

    Raises
    ------
    InvalidTable
        `x` is not a row of numbers.
    InvalidOption
        A window is shorter than 4 or longer than the series, or there is only one.

    Notes
    -----
    Peng et al. 1994, Phys Rev E 49:1685, doi 10.1103/PhysRevE.49.1685. Windows of 4 to n / 4 values are common and lift
    the exponent, because a line fitted to few points takes out more than the trend; nolds uses overlapping windows.

    Examples
    --------
    >>> white = np.random.default_rng(0).normal(size=20000)
    >>> bool(abs(dfa(white) - 0.5) < 0.05)
    True
    """
    values = signal("dfa", x)
    if windows is None:
        if len(values) < 256:
            return float("nan")
        lengths = dfa_windows(len(values))
    else:
        lengths = _checked(windows, len(values))
    residual = np.empty(len(lengths))
    kernels.window_residuals(np.cumsum(values - values.mean()), lengths, residual)
    if not (residual > 1e-20 * max(1.0, float(np.abs(values).max()) ** 2)).all():
        return float("nan")
    return float(np.polyfit(np.log(lengths), 0.5 * np.log(residual), 1)[0])


def _checked(windows: ArrayLike, n: int) -> Integers:
    given = np.asarray(windows)
    right = given.ndim == 1 and given.dtype.kind in "iuf" and bool((given == np.round(given)).all())
    if not right or len(np.unique(given)) < 2 or given.min() < 4 or given.max() > n:
        raise InvalidOption(
            f"dfa: windows are {given.tolist()}; expected two or more different whole lengths from 4 to {n}, the "
            "length of the series; leave windows out for 16 to a ninth of it"
        )
    lengths: Integers = given.astype(np.int64)
    return lengths
