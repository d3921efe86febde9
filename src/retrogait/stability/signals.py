"""What the measures of this package take in: arrays checked once, at the door, and axes by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import series as kernels
from retrogait.errors import InvalidTable
from retrogait.kinematics.bands import low_pass
from retrogait.tables.checks import Bounds, check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from retrogait._arrays import Floats


AXES = ("anterior", "lateral", "vertical")  # the order of the columns of a levelled trunk acceleration
_LARGEST = 1e100  # beyond it squares overflow; no sensor gives it
_BELOW_NYQUIST = 0.8  # cut-off before resampling, of the highest frequency that the new series can hold
_AROUND = 20  # new samples to either side of what is resampled, in which the filter dies away
_ROUNDING = 1e-14  # of the largest value: what is left of a constant when its mean is taken away


def signal(where: str, x: ArrayLike, name: str = "x", least: int = 0) -> Floats:
    """Check a one-dimensional signal and make it contiguous float64."""
    values = numbers(where, x, name)
    if values.ndim != 1:
        raise InvalidTable(
            f"{where}: {name} has {values.ndim} dimensions, shape {values.shape}; expected one signal (n,); "
            "pass one column at a time"
        )
    wrong = np.flatnonzero(~(np.abs(values) < _LARGEST))  # NaN is not less either
    if len(wrong):
        raise InvalidTable(
            f"{where}: {name} holds {values[wrong[0]]} at place {wrong[0]}; expected numbers throughout; "
            "cut the signal at its gaps and measure the parts"
        )
    if len(values) < least:
        raise InvalidTable(
            f"{where}: {name} has length {len(values)}; expected {least} or more; pass a longer signal"
        )
    return values


def numbers(where: str, x: ArrayLike, name: str) -> Floats:
    """Make contiguous float64 of any shape, refusing what numpy would turn into numbers that mean something else."""
    found = "values of unequal length"
    try:
        given = np.ma.filled(x, np.nan) if np.ma.isMaskedArray(x) else np.asarray(x)
        found = str(given.dtype)
        if given.dtype.kind in "biufO":
            # not ascontiguousarray, which makes a row of a single number
            return np.asarray(given, dtype=np.float64, order="C")
    except (TypeError, ValueError, OverflowError):
        pass
    raise InvalidTable(
        f"{where}: {name} holds {found}; expected real numbers; convert it first, e.g. times to seconds"
    )


def stretches(where: str, x: ArrayLike | Sequence[ArrayLike], least: int = 0) -> list[Floats]:
    """Check one signal, or a list of stretches of one."""
    if isinstance(x, list | tuple) and any(np.ndim(part) for part in x):
        return [signal(where, part, least=least) for part in x]
    return [signal(where, x, least=least)]  # type: ignore[arg-type]  # no list of stretches, so one signal


def deviation(x: Floats) -> float:
    """Population SD of a signal, exactly 0 where it is no more than the rounding of a constant."""
    if not len(x):
        return 0.0
    spread = float(np.std(x))
    return spread if spread > _ROUNDING * float(np.abs(x).max()) else 0.0


def positive(where: str, name: str, value: object, low: float = 0.0) -> None:
    """Refuse a parameter that is not a number above `low`."""
    check(where, name, value, Bounds("a number", low=low, inside=True), "pass such a number")


def whole(where: str, name: str, value: float, low: int, advice: str) -> int:
    """Refuse a parameter that is not a whole number of `low` or more; 5.0 is one."""
    check(where, name, value, Bounds("a whole number", low=low, whole=True), advice)
    return int(value)


def embedding(where: str, dim: int, delay_samples: int, samples_per_stride: int) -> tuple[int, int, int]:
    """Refuse delayed copies of a series of strides that make no state."""
    return (
        whole(where, "dim", dim, 1, "pass 5, the usual one"),
        whole(where, "delay_samples", delay_samples, 1, "pass 10, the usual one"),
        whole(where, "samples_per_stride", samples_per_stride, 20, "pass 100, the usual one"),
    )


def axis_named(where: str, axis: str) -> str:
    """Refuse an axis that is not one of `AXES`."""
    because = "sideways acceleration repeats with the stride and the others with the step"
    check(where, "axis", axis, Bounds("", choices=AXES, because=because), "choose one of them")
    return axis


def contacts(where: str, times_s: ArrayLike, name: str, least: int = 0) -> Floats:
    """Check the contacts of one foot: numbers that ascend."""
    values = signal(where, times_s, name, least)
    falls = np.flatnonzero(np.diff(values) <= 0)
    if len(falls):
        raise InvalidTable(
            f"{where}: {name} falls from {values[falls[0]]:g} to {values[falls[0] + 1]:g} s; expected "
            "the contacts of one foot in order of time; sort them, and pass one foot only"
        )
    return values


def stride_positions(
    where: str, stride_starts_s: ArrayLike, rate_hz: float, start_s: float, n: int
) -> Floats:
    """Contacts of one foot as positions in samples, checked to ascend and to lie inside a signal of `n` samples."""
    positive(where, "rate_hz", rate_hz)
    check(where, "start_s", start_s, Bounds("the time of the first sample in s"), "leave it out for 0")
    starts_s = contacts(where, stride_starts_s, "stride_starts_s", 2)
    positions: Floats = (starts_s - start_s) * rate_hz
    if positions[0] < -0.5 or positions[-1] > n + 0.5:
        raise InvalidTable(
            f"{where}: stride_starts_s reaches from {starts_s[0]:g} to {starts_s[-1]:g} s, and the "
            f"signal from {start_s:g} to {start_s + n / rate_hz:g} s; expected strides inside the signal; give the "
            "time of its first sample as start_s"
        )
    return positions


def resample(x: Floats, positions: Floats) -> Floats:
    """Values of `x` at `positions`, in samples, by the cubic through the four samples around each."""
    out = np.empty(len(positions))
    kernels.interpolate_cubic(x, positions, out)
    return out


def normalise_time(x: Floats, positions: Floats, samples_per_stride: int) -> Floats:
    """One series of strides x `samples_per_stride` samples, evenly spaced from the first contact to the last.

    The strides keep their differences in duration. What the series is too coarse for is taken out before.
    """
    count = (len(positions) - 1) * samples_per_stride
    at = positions[0] + (positions[-1] - positions[0]) * np.arange(count) / count
    return _resampled_below(x, at, (positions[-1] - positions[0]) / count)


def normalise_strides(x: Floats, positions: Floats, samples_per_stride: int) -> Floats:
    """Each stride at `samples_per_stride` evenly spaced samples of its own, one after the other.

    What the series is too coarse for is taken out before.
    """
    share = np.arange(samples_per_stride) / samples_per_stride
    at = positions[:-1, None] + np.diff(positions)[:, None] * share
    step = float(positions[-1] - positions[0]) / at.size
    return _resampled_below(x, at.ravel(), step)


def _resampled_below(x: Floats, at: Floats, step: float) -> Floats:
    """Values at places `step` samples apart, after a low-pass where that is more than one."""
    if step <= 1.0:
        return resample(x, at)
    around = int(_AROUND * step)
    first = max(0, int(at[0]) - around)
    used = x[first : int(at[-1]) + around + 1]
    slow = low_pass(used[:, None], 1.0, _BELOW_NYQUIST * 0.5 / step)[:, 0]
    return resample(slow, at - first)
