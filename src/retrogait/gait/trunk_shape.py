"""Steps of a trunk and their shape: features reversed in time, and those of movements other than walking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait._arrays import Complex, Flags, Floats
    from retrogait.kinematics.trunk import TrunkMotion

_LOOKS = 24  # in a step
_AROUND = 3  # steps to either side that are averaged
_FLIGHT_AROUND = 1  # the same, of flight: it shows in a single step
_LATER_S, _SMOOTH_REACH_S = 0.04, 2.0
_BAND_HZ = (0.3, 8.0)


class TrunkSteps(NamedTuple):
    """Double supports of a stretch, in order of time. Arrays are (m,).

    `walk` counts the walks they belong to; `sense` is 1 where the trunk is slowed forward, as in walking forward.
    """

    at_s: Floats  # from the first sample of the stretch
    sense: NDArray[np.int64]
    walk: NDArray[np.int64]
    step_s: Floats  # time of a step around each

    def take(self, which: Flags) -> TrunkSteps:
        """Those that a mask names."""
        return TrunkSteps(self.at_s[which], self.sense[which], self.walk[which], self.step_s[which])


class StepShape(NamedTuple):
    """Of the mean of up to seven steps around each, arrays (m,)."""

    lean: Floats  # 1 where acceleration ahead rises slowly and falls at once, as walking forward; -1 reversed
    vault: Floats  # 1 where the trunk goes fastest ahead at its lowest, as walking forward; -1 where slowest
    spread: Floats  # power by which the steps differ, as a share of that of their mean
    aloft: Floats  # share of the time in which hardly anything is felt, of up to three steps
    sway: Floats  # acceleration to the side at the stride frequency over that ahead at the step frequency
    rise: Floats  # amplitude up at the step frequency, m/s^2
    push: Floats  # the same ahead
    power: Floats  # of the step alone, ahead and up, (m/s^2)^2
    smooth: Floats  # correlation of acceleration with itself 0.04 s later: about 0 of noise

    def take(self, which: Flags) -> StepShape:
        """Those of the steps that a mask names."""
        return StepShape(*(column[which] for column in self))


def step_shape(motion: TrunkMotion, steps: TrunkSteps) -> StepShape:
    """Describe the steps of a stretch, each from its neighbours in the same walk."""
    if not len(steps.at_s):
        return StepShape(*(np.empty(0) for _ in StepShape._fields))
    moved = motion.band(*_BAND_HZ)
    phase = (np.arange(_LOOKS) + 0.5) / _LOOKS - 0.5
    at = (steps.at_s[:, None] + phase * steps.step_s[:, None]) * motion.rate_hz
    along, up = (_looked_up(moved[:, k], at) for k in (0, 2))  # (m, looks)
    along -= along.mean(axis=1, keepdims=True)
    up -= up.mean(axis=1, keepdims=True)
    first, last = _neighbours(steps.walk, _AROUND)
    ahead, lifted = (_mean(_harmonic(curve, phase, 1), first, last) for curve in (along, up))
    ahead_twice = _mean(_harmonic(along, phase, 2), first, last)
    curves = np.concatenate([along, up], axis=1)
    mean = _mean(curves, first, last)
    mean_power = np.maximum((mean**2).mean(axis=1), 1e-12)
    own_power = (curves**2).mean(axis=1)
    power = _mean(own_power, first, last)
    stride = (steps.at_s[:, None] + 2.0 * phase * steps.step_s[:, None]) * motion.rate_hz
    swayed = np.abs(_harmonic(_looked_up(moved[:, 1], stride), phase, 1))
    flown = _looked_up(motion.aloft, at).mean(axis=1)
    size = np.maximum(np.abs(ahead), 1e-9)
    return StepShape(
        -_sine(ahead_twice * np.conj(ahead) ** 2),
        -_sine(lifted * np.conj(ahead)),
        np.maximum(power / mean_power - 1.0, 0.0),
        _mean(flown, *_neighbours(steps.walk, _FLIGHT_AROUND)),
        _mean(swayed, first, last) / size,
        np.abs(lifted),
        size,
        own_power,
        _smoothness(motion, steps.at_s),
    )


def _smoothness(motion: TrunkMotion, at_s: Floats) -> Floats:
    """Correlation with themselves 0.04 s later of accelerations ahead and up, within two seconds of times (m,)."""
    lag, reach = max(1, round(_LATER_S * motion.rate_hz)), round(_SMOOTH_REACH_S * motion.rate_hz)
    moved = motion.level[:, [0, 2]]
    later = np.concatenate([moved[lag:], moved[-1:].repeat(lag, axis=0)])
    columns = np.column_stack([moved, later, (moved * later).sum(axis=1), (moved**2).sum(axis=1)])
    totals = np.concatenate([np.zeros((1, columns.shape[1])), np.cumsum(columns, axis=0)])
    at = np.round(at_s * motion.rate_hz).astype(int)
    first, last = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(moved))
    mean = (totals[last] - totals[first]) / (last - first)[:, None]
    own, then = mean[:, :2], mean[:, 2:4]
    smooth: Floats = (mean[:, 4] - (own * then).sum(axis=1)) / np.maximum(
        mean[:, 5] - (own**2).sum(axis=1), 1e-9
    )
    return smooth


def _harmonic(curves: Floats, phase: Floats, number: int) -> Complex:
    """Complex amplitude (m,) of a harmonic of curves (m, looks); by hand, as a BLAS thread is not worth it."""
    wave = 2.0 / len(phase) * np.exp(-2j * np.pi * number * phase)
    amplitude: Complex = np.einsum("ij,j->i", curves, wave)
    return amplitude


def _sine(value: Complex) -> Floats:
    sine: Floats = value.imag / np.maximum(np.abs(value), 1e-12)
    return sine


def _looked_up(signal: Floats, at: Floats) -> Floats:
    """A signal (n,) at fractional samples of any shape."""
    return np.interp(at, np.arange(len(signal)), signal)


def _neighbours(walk: NDArray[np.int64], reach: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first, and one past the last, of the steps around each that are of the same walk."""
    at = np.arange(len(walk))
    begins = np.searchsorted(walk, walk, side="left")
    ends = np.searchsorted(walk, walk, side="right")
    return np.maximum(at - reach, begins), np.minimum(at + reach + 1, ends)


def _mean(values: Any, first: NDArray[np.intp], last: NDArray[np.intp]) -> Any:
    """Means of rows `first` to `last` (m,) of values (m, ...)."""
    totals = np.concatenate([np.zeros((1, *values.shape[1:]), values.dtype), np.cumsum(values, axis=0)])
    count = (last - first).reshape(-1, *([1] * (values.ndim - 1)))
    return (totals[last] - totals[first]) / count


def median_around(values: Floats, walk: NDArray[np.int64], reach: int) -> Floats:
    """Median of values (m,) over `reach` steps to either side of each, of the same walk."""
    if not len(values):
        return np.empty(0)
    around = np.lib.stride_tricks.sliding_window_view
    own = around(np.pad(walk, reach, constant_values=-1), 2 * reach + 1) == walk[:, None]
    ordered = np.sort(np.where(own, around(np.pad(values, reach), 2 * reach + 1), np.inf), axis=1)
    count = own.sum(axis=1)
    at = np.arange(len(values))
    medians: Floats = 0.5 * (ordered[at, (count - 1) // 2] + ordered[at, count // 2])
    return medians
