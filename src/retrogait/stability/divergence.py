"""Local divergence: how fast trajectories that were close drift apart (Rosenstein's method)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import divergence as kernels
from retrogait._kernels import neighbours
from retrogait.errors import InvalidOption
from retrogait.stability.grading import TRAJECTORY, Needs
from retrogait.stability.signals import normalise_time, positive, signal, stretches, stride_positions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_LEAF = 8  # states in a leaf of the tree: fastest of 4..32 on walking
_LEAST_SHARE = 0.1  # of the pairs must still be together for a point of the curve


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


def divergence_curve(
    x: ArrayLike | Sequence[ArrayLike],
    dim: int = 5,
    delay_samples: int = 10,
    *,
    exclude_samples: int = 50,
    horizon_samples: int = 1000,
) -> Floats:
    """Mean natural logarithm of the distance between neighbouring states, by samples since they were nearest.

    A state is `dim` values of the signal, `delay_samples` apart. Each state's nearest neighbour, more than
    `exclude_samples` away in time, is found with a k-d tree; both are followed as long as the signal lasts. Time grows
    as n log n + n horizon_samples, memory as n.

    Parameters
    ----------
    x : array (n,) or list of arrays
        One signal, or stretches of one: neighbours may lie in different stretches, and no state spans two.
    dim : int
        Embedding dimension.
    delay_samples : int
        Embedding delay.
    exclude_samples : int
        Neighbours this close in time, or closer, in the same stretch do not count (Theiler window).
    horizon_samples : int
        How many samples the pairs are followed.

    Returns
    -------
    ndarray (horizon_samples + 1,)
        From 0 samples on; NaN where fewer than a tenth of the pairs are left.

    Raises
    ------
    InvalidTable
        A signal is not a row of numbers.
    InvalidOption
        A parameter is not a whole number in its range.

    Notes
    -----
    Rosenstein, Collins, De Luca 1993, Physica D 65:117, doi 10.1016/0167-2789(93)90009-P. As there, a pair drops out
    when either state reaches the end; nolds instead takes neighbours only where both last to the horizon.

    Examples
    --------
    >>> x = [0.3]
    >>> for _ in range(2000):
    ...     x.append(4 * x[-1] * (1 - x[-1]))
    >>> curve = divergence_curve(x, dim=2, delay_samples=1, exclude_samples=10, horizon_samples=4)
    >>> bool(abs((curve[4] - curve[0]) / 4 - np.log(2)) < 0.1)
    True
    """
    where = "divergence_curve"
    for name, value, low in (
        ("dim", dim, 1),
        ("delay_samples", delay_samples, 1),
        ("exclude_samples", exclude_samples, 0),
        ("horizon_samples", horizon_samples, 1),
    ):
        if value != int(value) or value < low:
            raise InvalidOption(
                f"{where}: {name} is {value!r}; wanted is a whole number of {low} or more; pass one"
            )
    reach = (dim - 1) * delay_samples
    parts = stretches(where, x)
    series = np.concatenate(parts)
    scale = float(np.std(series)) if len(series) else 0.0
    firsts = np.cumsum([0, *(len(s) for s in parts)])
    counts = np.array([max(0, len(s) - reach) for s in parts], dtype=np.int64)
    curve = np.full(horizon_samples + 1, np.nan)
    if counts.sum() < 2 or scale == 0.0:
        return curve
    series = (series - series.mean()) / scale
    starts = np.concatenate([first + np.arange(m) for first, m in zip(firsts, counts, strict=False)])
    ends = np.repeat(firsts[1:], counts)
    # stretches are set apart in time by more than the exclusion, so that it works within each only
    position = starts + np.repeat(np.arange(len(counts)) * (exclude_samples + 1), counts)
    log_sum, count = np.empty(len(curve)), np.empty(len(curve), np.int64)
    states = np.empty((len(starts), dim))
    kernels.embed(series, starts, dim, delay_samples, states)
    nearest = _find_neighbours(states, position, exclude_samples)
    kernels.follow_pairs(series, starts, ends, nearest, dim, delay_samples, log_sum, count)
    kept = (count > 0) & (count >= _LEAST_SHARE * count[0])
    curve[kept] = log_sum[kept] / count[kept] + np.log(scale)
    return curve


def _find_neighbours(states: Floats, position: NDArray[np.int64], exclude: int) -> NDArray[np.int64]:
    n, dim = states.shape
    levels = max(0, int(np.ceil(np.log2(max(1.0, n / _LEAF)))))
    order, boxes = np.empty(n, np.int64), np.empty((2 ** (levels + 1), 2, dim))
    nearest = np.empty(n, np.int64)
    neighbours.build_tree(states, levels, order, boxes)
    neighbours.nearest_states(states, position, exclude, levels, order, boxes, nearest)
    return nearest


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
        return Divergence(slope(time, curve, short), slope(time, curve, long), "1/s", curve, time, 0, "ok")
    positions = stride_positions(where, stride_starts_s, rate_hz, start_s, len(values))[: n_strides + 1]
    series = normalise_time(values, positions, samples_per_stride)
    return normalised_divergence(
        [series], len(positions) - 1, dim, delay_samples, samples_per_stride, exclude, short, long, n_strides
    )


def normalised_divergence(
    series: list[Floats],
    used: int,
    dim: int,
    delay_samples: int,
    samples_per_stride: int,
    exclude: float,
    short: tuple[float, float],
    long: tuple[float, float],
    enough: int,
) -> Divergence:
    """Exponents of series that are already normalised in time, `used` strides in all."""
    horizon = round(max(short[1], long[1]) * samples_per_stride)
    time = np.arange(horizon + 1) / samples_per_stride
    flag = Needs(TRAJECTORY.least, max(enough, TRAJECTORY.least)).flag(used)
    if flag.startswith("invalid"):
        return Divergence(np.nan, np.nan, "1/stride", np.full(len(time), np.nan), time, used, flag)
    curve = divergence_curve(
        series,
        dim,
        delay_samples,
        exclude_samples=round(exclude * samples_per_stride),
        horizon_samples=horizon,
    )
    return Divergence(
        slope(time, curve, short), slope(time, curve, long), "1/stride", curve, time, used, flag
    )


def slope(time: Floats, curve: Floats, between: tuple[float, float]) -> float:
    """Slope of the straight line through a curve between two times, both included; NaN where the curve has a gap."""
    step = time[1] - time[0]
    inside = (time >= between[0] - 1e-9 * step) & (time <= between[1] + 1e-9 * step)
    if inside.sum() < 2 or time[-1] < between[1] - step or np.isnan(curve[inside]).any():
        return float("nan")
    return float(np.polyfit(time[inside], curve[inside], 1)[0])


def _check_ranges(where: str, short: tuple[float, float], long: tuple[float, float]) -> None:
    for name, value in (("short", short), ("long", long)):
        if not 0 <= value[0] < value[1]:
            raise InvalidOption(
                f"{where}: {name} is {value!r}; wanted is a range of time from small to large, 0 or above; "
                "pass e.g. (0.0, 0.5)"
            )
