"""Harmonic ratio: how alike the two steps of a stride are. It is step symmetry, not stability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import harmonics as kernels
from retrogait.stability.signals import axis_named, signal, stride_positions, whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats


_ROUNDING = 1e-13  # of the largest sample


def stride_harmonics(
    x: ArrayLike,
    rate_hz: float,
    stride_starts_s: ArrayLike,
    n_harmonics: int = 20,
    *,
    start_s: float = 0.0,
) -> Floats:
    """Amplitudes of the harmonics of each stride, over exactly that stride.

    Sines and cosines of the stride frequency and its multiples are fitted to the samples of the stride by least
    squares. Where the stride is a whole number of samples this is its discrete Fourier transform; where it is not, it
    stays exact for a periodic signal, without padding or resampling.

    Parameters
    ----------
    x : array (n,)
        Acceleration along one axis.
    rate_hz : float
        Its sampling rate.
    stride_starts_s : array (m + 1,)
        Consecutive contacts of one foot, which bound m strides.
    n_harmonics : int
        How many; a stride needs more than twice as many samples.
    start_s : float
        Time of the first sample, on the clock of the contacts.

    Returns
    -------
    ndarray (m, n_harmonics)
        In the unit of `x`; NaN for a stride of too few samples.

    Raises
    ------
    InvalidTable
        The signal or the strides are not rows of numbers, or the strides lie outside of the signal.
    InvalidOption
        `n_harmonics` is not a whole number of 2 or more.

    Examples
    --------
    >>> t = np.arange(300) / 100
    >>> stride_harmonics(3 * np.cos(2 * np.pi * 2 * t), 100.0, [0, 1, 2, 3], 4).round(9).tolist()[0]
    [0.0, 3.0, 0.0, 0.0]
    """
    return _harmonics("stride_harmonics", x, rate_hz, stride_starts_s, n_harmonics, start_s)


def _harmonics(
    where: str, x: ArrayLike, rate_hz: float, stride_starts_s: ArrayLike, n_harmonics: int, start_s: float
) -> Floats:
    values = signal(where, x)
    n_harmonics = whole(where, "n_harmonics", n_harmonics, 2, "pass 20, the usual number")
    positions = stride_positions(where, stride_starts_s, rate_hz, start_s, len(values))
    return fit(values[:, None], positions[:-1], positions[1:], n_harmonics)[:, :, 0]


def fit(columns: Floats, first: Floats, last: Floats, n_harmonics: int) -> Floats:
    """Amplitudes (strides, harmonics, columns) between positions `first` and `last`, in samples.

    What is no more than rounding is 0, so that a constant signal has no ratio.
    """
    amplitudes = np.empty((len(first), n_harmonics, columns.shape[1]))
    kernels.fit_harmonics(np.ascontiguousarray(columns), first, last, _ROUNDING, amplitudes)
    return amplitudes


def ratios(amplitudes: Floats, axis: str) -> Floats:
    """Harmonic ratio of each stride from its amplitudes (strides, harmonics)."""
    even, odd = amplitudes[:, 1::2].sum(axis=1), amplitudes[:, ::2].sum(axis=1)
    own, other = (odd, even) if axis == "lateral" else (even, odd)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Floats = own / other
    return ratio


def improved_ratios(amplitudes: Floats, axis: str) -> Floats:
    """Improved harmonic ratio of each stride in percent, from its amplitudes (strides, harmonics)."""
    even, odd = (amplitudes[:, 1::2] ** 2).sum(axis=1), (amplitudes[:, ::2] ** 2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share: Floats = 100.0 * (odd if axis == "lateral" else even) / (even + odd)
    return share


def harmonic_ratio(
    x: ArrayLike,
    rate_hz: float,
    stride_starts_s: ArrayLike,
    axis: str = "vertical",
    n_harmonics: int = 20,
    *,
    start_s: float = 0.0,
) -> float:
    """Harmonic ratio of trunk acceleration along one axis, mean over strides.

    Sum of the amplitudes of the even harmonics over that of the odd ones, the other way round for the lateral axis.

    Parameters
    ----------
    x : array (n,)
        Acceleration of the trunk along `axis`, in any unit.
    rate_hz : float
        Its sampling rate.
    stride_starts_s : array (m + 1,)
        Consecutive contacts of one foot.
    axis : {"vertical", "anterior", "lateral"}
        Direction of the acceleration.
    n_harmonics : int
        Harmonics used.
    start_s : float
        Time of the first sample, on the clock of the contacts.

    Returns
    -------
    float
        Above 1 where steps are alike, infinity where they are identical; NaN where no stride can be measured or the
        signal is constant.

    Raises
    ------
    InvalidTable
        The signal or the strides are not rows of numbers, or the strides lie outside of the signal.
    InvalidOption
        `axis` is not one of the three, or `n_harmonics` not a whole number of 2 or more.

    Notes
    -----
    Menz, Lord, Fitzpatrick 2003, Gait Posture 18:35, doi 10.1016/S0966-6362(02)00159-5. Packages that pad the stride
    (scikit-digital-health: to 1024 samples) or take a fixed window smear odd and even harmonics into each other, which
    pulls the ratio towards 1.

    Examples
    --------
    >>> t = np.arange(300) / 100
    >>> x = 3 * np.cos(2 * np.pi * 2 * t) + np.cos(2 * np.pi * t)
    >>> round(harmonic_ratio(x, 100.0, [0, 1, 2, 3]), 6)
    3.0
    """
    where = "harmonic_ratio"
    axis_named(where, axis)
    return _mean(ratios(_harmonics(where, x, rate_hz, stride_starts_s, n_harmonics, start_s), axis))


def improved_harmonic_ratio(
    x: ArrayLike,
    rate_hz: float,
    stride_starts_s: ArrayLike,
    axis: str = "vertical",
    n_harmonics: int = 20,
    *,
    start_s: float = 0.0,
) -> float:
    """Improved harmonic ratio of trunk acceleration along one axis in percent, mean over strides.

    Power of the intrinsic harmonics (even; odd for the lateral axis) over the power of all; 100 is perfect symmetry.
    Parameters, errors and return as in `harmonic_ratio`.

    Notes
    -----
    Pasciuto et al. 2017, J Biomech 53:84.

    Examples
    --------
    >>> t = np.arange(300) / 100
    >>> x = 3 * np.cos(2 * np.pi * 2 * t) + np.cos(2 * np.pi * t)
    >>> round(improved_harmonic_ratio(x, 100.0, [0, 1, 2, 3]), 6)
    90.0
    """
    where = "improved_harmonic_ratio"
    axis_named(where, axis)
    return _mean(improved_ratios(_harmonics(where, x, rate_hz, stride_starts_s, n_harmonics, start_s), axis))


def _mean(values: Floats) -> float:
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else float("nan")
