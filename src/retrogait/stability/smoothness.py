"""Smoothness of a movement from its speed: spectral arc length and log dimensionless jerk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.stability.signals import positive, signal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_PADDING = 4  # powers of two


def sparc(
    speed: ArrayLike, rate_hz: float = 100.0, *, highest_hz: float = 10.0, least_amplitude: float = 0.05
) -> float:
    """Spectral arc length of a speed profile: nearer to 0 is smoother.

    Parameters
    ----------
    speed : array (n,)
        Speed, or angular speed, of one movement, in any unit.
    rate_hz : float
        Its sampling rate.
    highest_hz : float
        The spectrum is used up to this frequency ...
    least_amplitude : float
        ... and from the first to the last bin that reaches this share of its maximum.

    Returns
    -------
    float
        0 or below; NaN where the speed is 0 throughout.

    Raises
    ------
    InvalidTable
        `speed` is not a row of numbers.
    InvalidOption
        A parameter is not above 0.

    Notes
    -----
    Balasubramanian et al. 2015, J NeuroEng Rehabil 12:112, doi 10.1186/s12984-015-0090-9. scikit-digital-health gives
    the same.

    Examples
    --------
    >>> t = np.arange(-100, 100) / 100
    >>> round(sparc(np.exp(-5 * t**2), 100.0), 5)
    -1.41403
    """
    values = signal("sparc", speed, "speed", 2)
    positive("sparc", "rate_hz", rate_hz)
    positive("sparc", "highest_hz", highest_hz)
    positive("sparc", "least_amplitude", least_amplitude)
    size = 2 ** (int(np.ceil(np.log2(len(values)))) + _PADDING)
    amplitude = np.abs(np.fft.rfft(values, size))
    if not amplitude.max() > 0.0:
        return float("nan")
    amplitude /= amplitude.max()
    frequency = np.fft.rfftfreq(size, 1.0 / rate_hz)
    amplitude = amplitude[frequency <= highest_hz]
    strong = np.flatnonzero(amplitude >= least_amplitude)
    if len(strong) < 2:
        return float("nan")
    used = amplitude[strong[0] : strong[-1] + 1]
    return float(-np.hypot(1.0 / (len(used) - 1), np.diff(used)).sum())


def ldlj(speed: ArrayLike, rate_hz: float = 100.0) -> float:
    """Log dimensionless jerk of a speed profile: nearer to 0 is smoother.

    Minus the logarithm of the summed squared second difference of speed, times duration cubed over peak speed squared.

    Parameters
    ----------
    speed : array (n,)
        Speed, or angular speed, of one movement, in any unit.
    rate_hz : float
        Its sampling rate.

    Returns
    -------
    float
        NaN where the speed is 0 throughout; infinity where its second difference is.

    Raises
    ------
    InvalidTable
        `speed` is not a row of three numbers or more.
    InvalidOption
        `rate_hz` is not above 0.

    Notes
    -----
    Balasubramanian et al. 2015, J NeuroEng Rehabil 12:112, doi 10.1186/s12984-015-0090-9. As there: the input is a
    speed, the duration counts n samples, and the sum is over plain second differences; trapezoids or central
    differences give other figures. scikit-digital-health gives the same for a signal that is a velocity.

    Examples
    --------
    >>> t = np.arange(-100, 100) / 100
    >>> round(ldlj(np.exp(-5 * t**2), 100.0), 5)
    -5.81636
    """
    values = signal("ldlj", speed, "speed", 3)
    positive("ldlj", "rate_hz", rate_hz)
    peak = float(np.abs(values).max())
    if peak == 0.0:
        return float("nan")
    # the time step cancels but for the count of samples
    jerk = float((np.diff(values / peak, 2) ** 2).sum())
    return float(-np.log(len(values) ** 3 * jerk)) if jerk > 0.0 else float("inf")
