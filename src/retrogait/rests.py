"""Where a limb rests on the ground: stride period, gyroscope bias, and the chain of still instants.

These are the first three things to know of a limb's samples, each found without the next: the period from repetition
alone, the bias from gravity seen over whole strides, the rests from quietness, dwelling and agreement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import period, rests, strapdown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

_PERIOD_RANGE_S = (0.6, 4.5)  # strides of 200 down to 27 steps/min
_PERIOD_WINDOW_S = 12.0
_PERIOD_HOP_S = 3.0
_PERIOD_SMOOTHING = (
    np.convolve(np.ones(7), np.ones(7)) / 49.0
)  # at 25 Hz: sharp peaks that jitter hide the period
_REST_SHARE = 0.16  # of the stride: the window over which a rest must be quiet
_RATE_SCALE_DPS = 60.0
_GRAVITY = 9.81  # m/s^2; the median norm of a brisk treadmill walk is 15
_ACC_SCALE = 3.0
_AROUND_STRIDES = 2.0
_LEAST_ENERGY = 0.03  # mean over strides; a slow shank has 0.1, one that sways while standing 0.005
_DWELL_SHARE = 0.1  # of the swing's speed: how still the velocity must stay to dwell
_DWELL_STRIDES = 0.2  # a foot on the ground dwells longer, a foot in mid-swing less
_DWELL_WEIGHT = 2.0
_CHAIN_COST = 7.0  # nats for a rest that moves at the speed of the swing


def stride_period(rate_dps: Floats, rate_hz: float) -> Floats:
    """Stride period in s around each sample of an angular rate (n, 3); NaN where nothing repeats anywhere."""
    block = max(1, round(rate_hz / 25.0))
    coarse = np.empty((len(rate_dps) // block, 3))
    period.block_means(rate_dps, 0, block, coarse)
    coarse_hz = rate_hz / block
    smooth = np.empty_like(coarse)
    period.convolve_rows(coarse, _PERIOD_SMOOTHING, smooth)
    length = int(_PERIOD_WINDOW_S * coarse_hz)
    last = max(0, len(coarse) - length)
    starts = np.unique(np.append(np.arange(0, last + 1, int(_PERIOD_HOP_S * coarse_hz)), last))
    periods = np.empty(len(starts))
    strength = np.empty(len(starts))
    period.window_periods(smooth, coarse_hz, starts, length, *_PERIOD_RANGE_S, 0.8, periods, strength)
    good = strength > min(0.3, 0.8 * strength.max())
    if not good.any():
        return np.full(len(rate_dps), np.nan)
    middles = (starts + 0.5 * min(length, len(coarse))) * block
    along = np.empty(len(rate_dps))
    period.interpolate_evenly(middles[good], _running_median(periods[good]), along)
    return along


def _running_median(values: Floats) -> Floats:
    """Median of each value and its neighbours, so that one odd window does not show."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    medians: Floats = np.median(np.lib.stride_tricks.sliding_window_view(padded, 3), axis=1)
    return medians


def rate_bias(turn: Floats, force_sum: Floats, stride: Floats, rate_hz: float) -> Floats:
    """Constant gyroscope bias in deg/s that makes gravity, seen over whole strides, drift as it does.

    Whatever the phase, the mean specific force over a stride is gravity; in the integrated frame a bias `b` turns it by
    `(R b) x g`. Least squares with weights for the outliers that starts, stops and turns make. The part along gravity
    does not show and stays.
    """
    n = len(turn)
    hop = max(1, int(0.5 * np.median(stride)))
    centres = np.arange(int(stride[0]), n - int(stride[-1]), hop)
    if len(centres) < 4:
        return np.zeros(3)
    gravity = np.empty((len(centres), 3))
    mean_turn = np.empty((len(centres) - 1, 3, 3))
    strapdown.gravity_windows(
        turn, force_sum, centres, stride[centres].astype(np.int64), rate_hz, gravity, mean_turn
    )
    middle = 0.5 * (gravity[1:] + gravity[:-1])
    # u x (R b) = cross(u) R b, so the change over a hop is -cross(u) R b times its time
    cross = np.zeros((len(middle), 3, 3))
    cross[:, 0, 1], cross[:, 0, 2], cross[:, 1, 2] = -middle[:, 2], middle[:, 1], -middle[:, 0]
    cross -= cross.transpose(0, 2, 1)
    design = (-cross @ mean_turn * (hop / rate_hz)).reshape(-1, 3)
    change = np.diff(gravity, axis=0).reshape(-1)
    weight = np.ones(len(middle))
    bias = np.zeros(3)
    for _ in range(10):
        rows = design * np.repeat(weight, 3)[:, None]
        normal = rows.T @ design
        if not np.trace(normal) > 0:
            return np.zeros(3)
        bias = np.linalg.solve(normal + 1e-3 * np.trace(normal) * np.eye(3), rows.T @ change)
        miss = np.linalg.norm((change - design @ bias).reshape(-1, 3), axis=1)
        weight = 1.0 / np.maximum(miss, 0.1 + 0.5 * np.median(miss))
    before = np.median(np.linalg.norm(change.reshape(-1, 3), axis=1))
    if np.median(miss) > 0.7 * before:
        return np.zeros(3)
    return np.degrees(bias)


def find_rests(
    samples: Floats, force_sum: Floats, periods: Floats, rate_hz: float, strictness: float
) -> tuple[Integers, Floats]:
    """Find the instants at which the limb rests on the ground, and how long it dwells there, in strides.

    Candidates are quiet minima of motion energy, a quarter stride apart at least. Each earns by its quietness and by
    how long the velocity dwells there, and the chain of them whose mean specific force stays gravity is kept.
    `strictness` is how much a rest must earn, as a share of what the best of the recording do.
    """
    stride = periods * rate_hz
    energy, around = np.empty(len(samples)), np.empty(len(samples))
    smooth = max(1, int(0.03 * rate_hz))
    rests.motion_energy(samples, _GRAVITY, _RATE_SCALE_DPS, _ACC_SCALE, smooth, stride, _REST_SHARE, energy)
    rests.local_means(energy, stride, _AROUND_STRIDES, around)
    moving = around[around > _LEAST_ENERGY]
    if not len(moving):
        return np.empty(0, np.int64), np.empty(0)
    floor = 0.3 * float(np.quantile(moving, 0.75, overwrite_input=True))
    found = np.empty(len(energy), np.int64)
    at = found[: rests.quiet_minima(energy, around, floor, 0.8, stride, 0.25, found)].copy()
    if not len(at):
        return at, np.empty(0)
    scale = _swing_scale(force_sum, stride, at)
    dwell = _dwell(force_sum, at, _stride_spans(at, stride[at].astype(np.int64), len(samples)), stride, scale)
    gains = np.log(np.maximum(around[at], floor) / np.maximum(energy[at], 1e-6))
    gains += _DWELL_WEIGHT * np.log(np.minimum(dwell, 0.5) / _DWELL_STRIDES)
    gains -= strictness * np.quantile(gains, 0.8)
    chain = np.empty(len(at), np.int64)
    kept = rests.still_chain(at, force_sum[at], gains, scale, periods[at], rate_hz, _CHAIN_COST, chain)
    chosen = np.searchsorted(at, chain[:kept])
    at, scale = at[chosen], scale[chosen]
    if kept < 2:
        return at, dwell[chosen]
    # at rests the velocity is zero, whatever the walk does: a stride before or after one it may be starting or stopping
    neighbours = np.concatenate([at[:1], at, at[-1:]])
    spans = np.stack([neighbours[:-2], neighbours[2:]], axis=1)
    return at, _dwell(force_sum, at, spans, stride, scale)


def _stride_spans(at: Integers, reach: Integers, n: int) -> Integers:
    """First and last of the samples a stride before and after each of `at` (m,): (m, 2), all where there are none."""
    first, last = np.where(at >= reach, at - reach, at), np.where(at + reach < n, at + reach, at)
    outside = first == last
    return np.stack([np.where(outside, 0, first), np.where(outside, n - 1, last)], axis=1)


def _dwell(force_sum: Floats, at: Integers, spans: Integers, stride: Floats, scale: Floats) -> Floats:
    """How long the limb dwells at each of the samples `at`, strides."""
    dwell = np.empty(len(at))
    rests.dwell_times(force_sum, at, spans, stride[at].astype(np.int64), scale, _DWELL_SHARE, dwell)
    return dwell


def _swing_scale(force_sum: Floats, stride: Floats, at: Integers) -> Floats:
    """Peak speed of the swings around the samples `at`, m/s, from windows of a stride, half a stride apart."""
    last = len(force_sum) - 1
    starts = np.arange(0, max(1, last + 1 - int(stride.max())), max(1, int(0.5 * np.median(stride))))
    ends = np.minimum(last, starts + stride[starts].astype(np.int64))
    speeds = np.empty(len(starts))
    rests.swing_speeds(force_sum, starts, ends, speeds)
    return np.maximum(0.3, np.interp(at, 0.5 * (starts + ends), speeds))
