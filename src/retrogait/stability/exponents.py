"""Local divergence exponents of walking: slopes of the divergence curve, per stride."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption
from retrogait.stability.divergence import divergence_curve
from retrogait.stability.grading import TRAJECTORY, Needs
from retrogait.stability.options import StabilityOptions
from retrogait.stability.signals import (
    embedding,
    normalise_time,
    positive,
    signal,
    stride_positions,
    whole,
)
from retrogait.tables.checks import Bounds, check, is_number
from retrogait.tables.flags import OK, Flag, invalid

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats


@dataclass(frozen=True, eq=False)
class Divergence:
    """Result of `local_divergence`.

    Attributes
    ----------
    short, long : float
        Slopes of the curve over the two fit ranges, in `unit`.
    unit : str
        `1/stride`, or `1/s` where no strides were given.
    curve : ndarray (h,)
        Mean natural logarithm of the distance of neighbours.
    curve_time : ndarray (h,)
        Its time axis, in strides or in s.
    n_strides : int
        Strides used; 0 where none were given.
    flag : str
        `ok`, `few_strides` or `invalid: ...`.
    """

    short: float
    long: float
    unit: str
    curve: Floats
    curve_time: Floats
    n_strides: int
    flag: str


def local_divergence(
    x: ArrayLike,
    rate_hz: float = 100.0,
    stride_starts_s: ArrayLike | None = None,
    *,
    start_s: float = 0.0,
    dim: int = 5,
    delay_samples: int = 10,
    samples_per_stride: int = 100,
    exclude: float = 0.5,
    short: tuple[float, float] = (0.0, 0.5),
    long: tuple[float, float] = (4.0, 10.0),
    n_strides: int = 150,
) -> Divergence:
    """Short- and long-term local divergence exponents of a walking signal, per stride.

    The strides are made one series of `samples_per_stride` samples to a stride on average, so that speed and sampling
    rate do not set the time scale, and the exponents are slopes of its divergence curve. Without strides the signal is
    taken as it is, and `exclude`, `short` and `long` are in seconds.

    Parameters
    ----------
    x : array (n,)
        The signal, in any unit.
    rate_hz : float
        Its sampling rate.
    stride_starts_s : array (m + 1,), optional
        Consecutive contacts of one foot, which bound m strides.
    start_s : float
        Time of the first sample, on the clock of the contacts.
    dim, delay_samples : int
        Embedding; the delay is in samples of the normalised series.
    samples_per_stride : int
        Length of the normalised series, per stride.
    exclude : float
        Neighbours closer in time, in strides, do not count.
    short, long : (float, float)
        Where the slopes are fitted, in strides.
    n_strides : int
        The first so many strides are used: exponents depend on the number, so compare equal numbers only.

    Returns
    -------
    Divergence
        NaN below 30 strides, and flagged `few_strides` below `n_strides`.

    Raises
    ------
    InvalidTable
        The signal or the strides are not rows of numbers, or the strides lie outside of the signal.
    InvalidOption
        A parameter is out of its range.

    Notes
    -----
    Rosenstein et al. 1993, Physica D 65:117, doi 10.1016/0167-2789(93)90009-P, on strides. General toolboxes give the
    exponent per sample, over a fit range they choose, without strides: their figures are not comparable.

    Examples
    --------
    >>> t = np.arange(6000) / 100
    >>> noise = np.random.default_rng(0).normal(0, 0.1, 6000)
    >>> result = local_divergence(np.sin(2 * np.pi * t) + noise, 100.0, np.arange(0, 41.0))
    >>> result.n_strides, result.flag, result.unit
    (40, 'few_strides', '1/stride')
    """
    where = "local_divergence"
    values = signal(where, x, least=4)
    positive(where, "rate_hz", rate_hz)
    _check_ranges(where, short, long)
    dim, delay_samples, samples_per_stride = embedding(where, dim, delay_samples, samples_per_stride)
    n_strides = whole(where, "n_strides", n_strides, TRAJECTORY.least, "pass 150, the usual one")
    check(where, "exclude", exclude, Bounds("a time", low=0), "pass 0.5, half a stride")
    if stride_starts_s is None:
        horizon = round(max(short[1], long[1]) * rate_hz)
        curve = divergence_curve(
            values,
            dim,
            delay_samples,
            exclude_samples=round(exclude * rate_hz),
            horizon_samples=max(1, min(horizon, len(values))),
        )
        time = np.arange(len(curve)) / rate_hz
        return _read_off(curve, time, short, long, "1/s", 0, OK)
    positions = stride_positions(where, stride_starts_s, rate_hz, start_s, len(values))[: n_strides + 1]
    series = normalise_time(values, positions, samples_per_stride)
    options = StabilityOptions(n_strides, samples_per_stride, dim, delay_samples, exclude, *short, *long)
    return normalised_divergence([series], len(positions) - 1, options)


def normalised_divergence(series: list[Floats], used: int, options: StabilityOptions) -> Divergence:
    """Exponents of series that are already normalised in time, `used` strides in all."""
    short = options.short_from_strides, options.short_to_strides
    long = options.long_from_strides, options.long_to_strides
    horizon = round(max(short[1], long[1]) * options.samples_per_stride)
    time = np.arange(horizon + 1) / options.samples_per_stride
    flag = Needs(TRAJECTORY.least, options.n_strides).flag(used)
    if flag.is_invalid:
        return Divergence(np.nan, np.nan, "1/stride", np.full(len(time), np.nan), time, used, str(flag))
    curve = divergence_curve(
        series,
        options.dim,
        options.delay_samples,
        exclude_samples=round(options.exclude_strides * options.samples_per_stride),
        horizon_samples=horizon,
    )
    return _read_off(curve, time, short, long, "1/stride", used, flag)


def _read_off(
    curve: Floats,
    time: Floats,
    short: tuple[float, float],
    long: tuple[float, float],
    unit: str,
    used: int,
    flag: Flag,
) -> Divergence:
    """Slopes of a curve; flagged where there is neither."""
    exponents = slope(time, curve, short), slope(time, curve, long)
    if np.isnan(exponents).all():
        flag = invalid("no neighbours drift apart; the signal is constant, repeats exactly or is too short")
    return Divergence(*exponents, unit, curve, time, used, str(flag))


def slope(time: Floats, curve: Floats, between: tuple[float, float]) -> float:
    """Slope of the straight line through a curve between two times, both included; NaN where the curve has a gap."""
    step = time[1] - time[0]
    inside = (time >= between[0] - 1e-9 * step) & (time <= between[1] + 1e-9 * step)
    if inside.sum() < 2 or time[-1] < between[1] - step or np.isnan(curve[inside]).any():
        return float("nan")
    return float(np.polyfit(time[inside], curve[inside], 1)[0])


def _check_ranges(where: str, short: object, long: object) -> None:
    for name, value in (("short", short), ("long", long)):
        pair = isinstance(value, tuple | list) and len(value) == 2 and all(map(is_number, value))
        if not (pair and 0 <= value[0] < value[1] < np.inf):  # type: ignore[index]  # a `pair` has an index
            raise InvalidOption(
                f"{where}: {name} is {value!r}; expected a range of time from small to large, 0 or above; "
                "pass e.g. (0.0, 0.5)"
            )
