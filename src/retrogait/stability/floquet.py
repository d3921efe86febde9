"""Orbital stability: how much of a deviation is left a stride later (Floquet multipliers)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable
from retrogait.stability.grading import TRAJECTORY
from retrogait.stability.signals import embedding, normalise_strides, numbers, signal, stride_positions
from retrogait.tables.flags import invalid

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats


_ROUNDING = 1e-12  # of the values: what interpolation leaves between strides that are the same


@dataclass(frozen=True, eq=False)
class Floquet:
    """Result of `floquet_multiplier`.

    Attributes
    ----------
    maximum, mean : float
        Largest and mean over the cycle of the largest multiplier of each phase; below 1 deviations shrink.
    by_phase : ndarray (phases,)
        The largest multiplier of each phase of the stride; NaN where strides do not differ.
    n_strides : int
        Strides used.
    flag : str
        `ok`, `few_strides` or `invalid: ...`.
    """

    maximum: float
    mean: float
    by_phase: Floats
    n_strides: int
    flag: str


def floquet_multipliers(states: ArrayLike, followed: ArrayLike | None = None) -> Floats:
    """Largest Floquet multiplier at each phase of the cycle, from the states of successive strides.

    At each phase the next stride's deviation from the mean state is regressed on this one's; the multiplier is the
    largest absolute eigenvalue of that linear map.

    Parameters
    ----------
    states : array (strides, phases, dim)
        State at each phase of each stride.
    followed : array (strides - 1,) of bool, optional
        False where the next row is not the stride that followed.

    Returns
    -------
    ndarray (phases,)
        NaN throughout where there are not more pairs of strides than dimensions, and at phases where all strides are
        alike.

    Raises
    ------
    InvalidTable
        `states` is not of three dimensions, or holds NaN; `followed` is of another length.

    Notes
    -----
    Dingwell and Kang 2007, J Biomech Eng 129:586, doi 10.1115/1.2746383. With noise and few strides the multipliers of
    a map that forgets everything are still above 0: compare equal numbers of strides only.

    Examples
    --------
    >>> state = np.ones((30, 1, 1))
    >>> for k in range(29):
    ...     state[k + 1] = 0.5 * state[k] + 3.0
    >>> floquet_multipliers(state).round(6).tolist()
    [0.5]
    """
    values = numbers("floquet_multipliers", states, "states")
    if values.ndim != 3 or not np.isfinite(values).all():
        found = f"shape {values.shape}" + (" and holds NaN" if values.ndim == 3 else "")
        raise InvalidTable(
            f"floquet_multipliers: states has {found}; expected numbers "
            "(strides, phases, dim); leave out strides with gaps"
        )
    strides, phases, dim = values.shape
    pairs = np.ones(max(0, strides - 1), bool) if followed is None else np.asarray(followed, bool)
    if pairs.shape != (max(0, strides - 1),):
        raise InvalidTable(
            f"floquet_multipliers: followed has shape {pairs.shape} for {strides} strides; expected one value "
            f"for each stride but the last, ({max(0, strides - 1)},); pass as many"
        )
    if not dim or pairs.sum() <= dim:
        return np.full(phases, np.nan)
    deviation = np.moveaxis(values - values.mean(axis=0), 0, 1)
    now, after = deviation[:, :-1][:, pairs], deviation[:, 1:][:, pairs]
    # a common intercept: the mean over pairs is not quite that over strides
    now, after = now - now.mean(axis=1, keepdims=True), after - after.mean(axis=1, keepdims=True)
    maps = np.linalg.pinv(now) @ after
    multipliers: Floats = np.abs(np.linalg.eigvals(maps)).max(axis=1)
    # strides that are all alike, but for rounding, say nothing of what becomes of a deviation
    alike = np.abs(now).max(axis=(1, 2)) <= _ROUNDING * np.abs(values).max(axis=(0, 2))
    return np.where(alike, np.nan, multipliers)


def floquet_multiplier(
    x: ArrayLike,
    rate_hz: float,
    stride_starts_s: ArrayLike,
    *,
    start_s: float = 0.0,
    dim: int = 5,
    delay_samples: int = 10,
    samples_per_stride: int = 100,
) -> Floquet:
    """Maximum Floquet multiplier of a walking signal, its state made of delayed copies.

    Each stride is normalised to `samples_per_stride` samples of its own, so that a phase is the same share of every
    stride.

    Parameters
    ----------
    x : array (n,)
        The signal, in any unit.
    rate_hz : float
        Its sampling rate.
    stride_starts_s : array (m + 1,)
        Consecutive contacts of one foot, which bound m strides.
    start_s : float
        Time of the first sample, on the clock of the contacts.
    dim, delay_samples : int
        Embedding; the delay is in normalised samples.
    samples_per_stride : int
        Phases of the cycle.

    Returns
    -------
    Floquet
        NaN below 30 strides, flagged `few_strides` below 150.

    Raises
    ------
    InvalidTable
        The signal or the strides are not rows of numbers, or the strides lie outside of the signal.
    InvalidOption
        A parameter is out of its range.

    Notes
    -----
    `floquet_multipliers` of the delayed copies; Dingwell and Kang 2007, J Biomech Eng 129:586, doi 10.1115/1.2746383.

    Examples
    --------
    >>> t = np.arange(6000) / 100
    >>> noise = np.random.default_rng(0).normal(0, 0.1, 6000)
    >>> result = floquet_multiplier(np.sin(2 * np.pi * t) + noise, 100.0, np.arange(0, 41.0))
    >>> result.n_strides, result.flag, bool(result.maximum < 1)
    (40, 'few_strides', True)
    """
    where = "floquet_multiplier"
    values = signal(where, x, least=4)
    dim, delay_samples, samples_per_stride = embedding(where, dim, delay_samples, samples_per_stride)
    positions = stride_positions(where, stride_starts_s, rate_hz, start_s, len(values))
    series = normalise_strides(values, positions, samples_per_stride)
    return normalised_floquet([series], dim, delay_samples, samples_per_stride)


def normalised_floquet(
    series: list[Floats], dim: int, delay_samples: int, samples_per_stride: int
) -> Floquet:
    """Multipliers of runs of strides that are already normalised one by one."""
    used = sum(len(run) // samples_per_stride for run in series)
    flag = TRAJECTORY.flag(used)
    states, followed = [], []
    reach = (dim - 1) * delay_samples
    for run in series:
        count = (len(run) - reach) // samples_per_stride
        if count < 2 or flag.is_invalid:
            continue
        at = np.arange(count * samples_per_stride)[:, None] + delay_samples * np.arange(dim)
        states.append(run[at].reshape(count, samples_per_stride, dim))
        followed += [True] * (count - 1) + [False]
    if not states:
        empty = np.full(samples_per_stride, np.nan)
        flag = flag if flag.is_invalid else invalid("no two strides follow each other")
        return Floquet(np.nan, np.nan, empty, used, str(flag))
    by_phase = floquet_multipliers(np.concatenate(states), followed[:-1])
    known = by_phase[~np.isnan(by_phase)]
    if not len(known):
        return Floquet(np.nan, np.nan, by_phase, used, str(invalid("strides do not differ")))
    return Floquet(float(known.max()), float(known.mean()), by_phase, used, str(flag))
