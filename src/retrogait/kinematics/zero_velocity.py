"""Where a limb rests on the ground: stride period, gyroscope bias, and the chain of still instants.

These three come first, each found without the next: the period from repetition alone, the bias from gravity seen over
whole strides, the rests from quietness, dwelling and agreement. A live stream decides rests separately, with a short
look-ahead: `_kernels/live/rests.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import bias, means, period, strapdown, zero_velocity
from retrogait._kernels.constants import (
    ACC_SCALE_MPS2,
    LONGEST_STRIDE_S,
    RATE_SCALE_DPS,
    REST_SHARE,
    SHORTEST_STRIDE_S,
    STANDARD_GRAVITY_MPS2,
)
from retrogait._runtime.memory import cut_block

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats, Integers


_PERIOD_WINDOW_S = 12.0
_PERIOD_HOP_S = 3.0
_PERIOD_SMOOTHING = (
    np.convolve(np.ones(7), np.ones(7)) / 49.0
)  # at 25 Hz: sharp peaks that jitter hide the period
_AROUND_STRIDES = 2.0
_LOOK_S = 0.5
_QUIET_SHARE = 0.8  # of the energy around: what is quieter may be a rest ...
_APART_STRIDES = 0.25  # ... if nothing nearer is quieter
_FLOOR_SHARE = 0.3  # of the energy of brisk moving: the energy around counts as so much at least
_MOST_DWELL_STRIDES = 0.5  # a limb that dwells longer rests no better
_BEST_GAINS = 0.8  # quantile of what candidates earn that stands for the best ones
_SAME_STANCE_STRIDES, _SAME_STANCE_SHARE = (
    0.6,
    0.25,
)  # from one rest to another, and of the swing's speed between
_LONGEST_STRIDES = 1.6  # from rest to rest across a swing
_STILLER = 1.0  # nats
_LEAST_ENERGY = 0.03  # mean over strides; a slow shank has 0.1, one that sways while standing 0.005
_DWELL_SHARE = 0.1  # of the swing's speed: how still the velocity must stay to dwell
_DWELL_STRIDES = 0.2  # a foot on the ground dwells longer, a foot in mid-swing less
_DWELL_WEIGHT = 2.0
_REWEIGHTINGS = 10  # of the fit of a bias
_LEAST_BIAS_DPS = 0.5  # a smaller one is taken up by gravity, seen anew every stride
_CHAIN_COST = 7.0  # nats for a rest that moves at the speed of the swing
_SKIP_COST = 2.5  # nats for a stride period without a rest


def follow_stride(rate_dps: Floats, rate_hz: float, stride: Floats) -> bool:
    """Fill `stride` (n,) with the stride period around each sample of an angular rate (n, 3), in samples.

    Gives whether anything repeats; where nothing does, all are NaN.
    """
    block = max(1, round(rate_hz / 25.0))
    coarse, smooth = cut_block(len(rate_dps) // block, 3, 3)
    period.block_means(rate_dps, 0, block, coarse)
    coarse_hz = rate_hz / block
    period.convolve_rows(coarse, _PERIOD_SMOOTHING, smooth)
    length = int(_PERIOD_WINDOW_S * coarse_hz)
    last = max(0, len(coarse) - length)
    starts = np.unique(np.append(np.arange(0, last + 1, int(_PERIOD_HOP_S * coarse_hz)), last))
    periods = np.empty(len(starts))
    strength = np.empty(len(starts))
    range_s = SHORTEST_STRIDE_S, LONGEST_STRIDE_S
    period.window_periods(smooth, coarse_hz, starts, length, *range_s, 0.8, periods, strength)
    good = strength > min(0.3, 0.8 * strength.max())
    if not good.any():
        stride[:] = np.nan
        return False
    middles = (starts + 0.5 * min(length, len(coarse))) * block
    period.interpolate_evenly(middles[good], rate_hz * _running_median(periods[good]), stride)
    return True


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
    hop = _half_stride(stride, rate_hz)
    centres = np.arange(int(stride[0]), n - int(stride[-1]), hop)
    if len(centres) < 4:
        return np.zeros(3)
    m = len(centres) - 1
    gravity, mean_turn = np.empty((m + 1, 3)), np.empty((m, 3, 3))
    bias.gravity_windows(
        turn, force_sum, centres, stride[centres].astype(np.int64), rate_hz, gravity, mean_turn
    )
    design, change = np.empty((m, 3, 3)), np.empty((m, 3))
    bias.drift_design(gravity, mean_turn, hop / rate_hz, design, change)
    normal, right, weight, left = np.empty((3, 3)), np.empty(3), np.ones(m), np.empty(m)
    for _ in range(_REWEIGHTINGS):
        bias.weigh_drift(design, change, weight, normal, right)
        if not np.trace(normal) > 0:
            return np.zeros(3)
        rate = np.linalg.solve(normal + 1e-3 * np.trace(normal) * np.eye(3), right)
        bias.drift_left(design, change, rate, left)
        weight = 1.0 / np.maximum(left, 0.1 + 0.5 * np.median(left))
    if np.median(left) > 0.7 * np.median(np.linalg.norm(change, axis=1)):
        return np.zeros(3)
    return np.degrees(rate)


def integrate_unbiased(
    samples: Floats, rate_hz: float, point_m: Floats, stride: Floats, turn: Floats, force_sum: Floats
) -> Floats:
    """Fill `turn` and `force_sum` as `strapdown.integrate_motion` does, and give the samples (n, 6) they are of.

    These are without the gyroscope's constant bias where there is one to speak of; `stride` (n,) is in samples.
    """
    strapdown.integrate_motion(samples, rate_hz, point_m, turn, force_sum)
    bias_dps = rate_bias(turn, force_sum, stride, rate_hz)
    if np.linalg.norm(bias_dps) > _LEAST_BIAS_DPS:
        samples = samples - np.concatenate([np.zeros(3), bias_dps])
        strapdown.integrate_motion(samples, rate_hz, point_m, turn, force_sum)
    return samples


def _half_stride(stride: Floats, rate_hz: float) -> int:
    """Half of the usual stride, in samples; `stride` (n,) follows windows of seconds, so some of it will do."""
    return max(1, int(0.5 * np.median(stride[:: _every(rate_hz)])))


def _every(rate_hz: float) -> int:
    """Samples from one look to the next at what changes slowly."""
    return max(1, round(_LOOK_S * rate_hz))


def find_zero_velocity(
    samples: Floats, force_sum: Floats, stride: Floats, rate_hz: float, strictness: float
) -> tuple[Integers, Floats]:
    """Find the instants at which the limb rests on the ground, and how long it dwells there, in strides.

    Candidates are quiet minima of motion energy, a quarter stride apart at least, and of the spread of velocity: a
    shank turns about the ankle while it stands and may be quieter in mid-swing. Each earns by its quietness and by how
    long the velocity dwells there, and the chain of them whose mean specific force stays gravity is kept.
    `stride` (n,) is in samples; `strictness` is how much a rest must earn, as a share of what the best ones do.
    """
    n = len(samples)
    energy, totals = cut_block(n + 1, 1, 1)
    energy = energy[:n]
    smooth = max(1, int(0.03 * rate_hz))
    # of 1 g, not of the usual norm: in a brisk treadmill walk the median is 15 m/s^2
    scales = STANDARD_GRAVITY_MPS2, RATE_SCALE_DPS, ACC_SCALE_MPS2
    zero_velocity.motion_energy(samples, *scales, smooth, stride, REST_SHARE, energy, totals)
    around = _means_at(np.arange(0, n, _every(rate_hz)), totals, stride)
    moving = around[around > _LEAST_ENERGY]
    if not len(moving):
        return np.empty(0, np.int64), np.empty(0)
    floor = _FLOOR_SHARE * float(np.quantile(moving, 0.75, overwrite_input=True))
    at = _minima(energy, totals, floor, stride)
    at = _joined(at, _steady(force_sum, stride, around > _LEAST_ENERGY, rate_hz), stride)
    if not len(at):
        return at, np.empty(0)
    scale = _swing_scale(force_sum, stride, at, rate_hz)
    dwell = _dwell(force_sum, at, _stride_spans(at, stride[at].astype(np.int64), n), stride, scale)
    gains = np.log(np.maximum(_means_at(at, totals, stride), floor) / np.maximum(energy[at], 1e-6))
    gains += _DWELL_WEIGHT * np.log(np.minimum(dwell, _MOST_DWELL_STRIDES) / _DWELL_STRIDES)
    gains -= strictness * np.quantile(gains, _BEST_GAINS)
    chain = np.empty(len(at), np.int64)
    kept = zero_velocity.quietest_chain(
        at, force_sum[at], gains, scale, stride[at] / rate_hz, rate_hz, _CHAIN_COST, _SKIP_COST, chain
    )
    chosen = _one_each(at, gains, np.searchsorted(at, chain[:kept]), stride)
    at, scale, gains = at[chosen], scale[chosen], gains[chosen]
    stillest = _without_restless(force_sum, at, gains, scale, stride)
    at, scale = at[stillest], scale[stillest]
    if len(at) < 2:
        return at, dwell[chosen][stillest]
    # from rest to rest, where the velocity is zero: a stride away from one the walk may be starting or stopping
    neighbours = np.concatenate([at[:1], at, at[-1:]])
    spans = np.stack([neighbours[:-2], neighbours[2:]], axis=1)
    return at, _dwell(force_sum, at, spans, stride, scale)


def _minima(energy: Floats, totals: Floats, floor: float, stride: Floats) -> Integers:
    """Samples at which an energy of motion (n,) is lowest for a quarter stride to either side, and low."""
    found = np.empty(len(energy), np.int64)
    given = energy, totals, _AROUND_STRIDES, floor, _QUIET_SHARE, stride, _APART_STRIDES
    return found[: zero_velocity.quiet_minima(*given, found)].copy()


def _steady(force_sum: Floats, stride: Floats, moving: Flags, rate_hz: float) -> Integers:
    """Samples around which the velocity keeps as it is; `moving` says where, at every look, the limb moves at all."""
    n = len(force_sum)
    spreads, totals = cut_block(n + 1, 1, 1)
    spreads = spreads[:n]
    zero_velocity.velocity_spreads(force_sum, stride, REST_SHARE, spreads, totals)
    around = _means_at(np.arange(0, n, _every(rate_hz)), totals, stride)[moving]
    floor = _FLOOR_SHARE * float(np.quantile(around, 0.75, overwrite_input=True))
    return _minima(spreads, totals, floor, stride)


def _joined(quiet: Integers, steady: Integers, stride: Floats) -> Integers:
    """The quiet samples, and the steady ones that are further from any of them than a rest is long."""
    if not len(quiet):
        return steady
    after = np.searchsorted(quiet, steady)
    before, after = np.maximum(after - 1, 0), np.minimum(after, len(quiet) - 1)
    apart = np.minimum(abs(quiet[before] - steady), abs(quiet[after] - steady))
    return np.sort(np.concatenate([quiet, steady[apart > REST_SHARE * stride[steady]]]))


def _one_each(at: Integers, gains: Floats, chain: Integers, stride: Floats) -> Integers:
    """Of neighbours in a chain that are less than a quarter stride apart, the one that earns most."""
    kept: list[int] = []
    for j in chain.tolist():
        if kept and at[j] - at[kept[-1]] < _APART_STRIDES * stride[at[j]]:
            kept[-1] = max(kept[-1], j, key=gains.__getitem__)
        else:
            kept.append(j)
    return np.array(kept, np.int64)


def _without_restless(
    force_sum: Floats, at: Integers, gains: Floats, scale: Floats, stride: Floats
) -> Integers:
    """Places of the rests `at` (m,) without those that are near a far stiller one of the same stance.

    Before a step the limb moves already, and a shank turns about the ankle: a second rest in a stance is worse than
    none, because its motion is taken for standing.
    """
    if len(at) < 3:
        return np.arange(len(at))
    speeds = np.empty(len(at) - 1)
    zero_velocity.swing_speeds(force_sum, at[:-1], at[1:], speeds)
    near = (np.diff(at) < _SAME_STANCE_STRIDES * stride[at[1:]]) & (speeds < _SAME_STANCE_SHARE * scale[1:])
    kept = [0]
    for j in range(1, len(at) - 1):
        i = kept[-1]
        beside = max(
            gains[i] if near[j - 1] and i == j - 1 else -np.inf, gains[j + 1] if near[j] else -np.inf
        )
        spare = at[j + 1] - at[i] <= _LONGEST_STRIDES * stride[at[j]]
        if not (spare and gains[j] < beside - _STILLER):
            kept.append(j)
    return np.array([*kept, len(at) - 1], np.int64)


def _means_at(at: Integers, totals: Floats, stride: Floats) -> Floats:
    """Mean energy over the strides around each of the samples `at`, from its prefix sums."""
    around = np.empty(len(at))
    means.means_at(totals, stride, _AROUND_STRIDES, at, around)
    return around


def _stride_spans(at: Integers, reach: Integers, n: int) -> Integers:
    """First and last of the samples a stride before and after each of `at` (m,): (m, 2), all where there are none."""
    first, last = np.where(at >= reach, at - reach, at), np.where(at + reach < n, at + reach, at)
    outside = first == last
    return np.stack([np.where(outside, 0, first), np.where(outside, n - 1, last)], axis=1)


def _dwell(force_sum: Floats, at: Integers, spans: Integers, stride: Floats, scale: Floats) -> Floats:
    """Dwell time of the limb at each of the samples `at`, in strides."""
    dwell = np.empty(len(at))
    zero_velocity.dwell_times(force_sum, at, spans, stride[at].astype(np.int64), scale, _DWELL_SHARE, dwell)
    return dwell


def _swing_scale(force_sum: Floats, stride: Floats, at: Integers, rate_hz: float) -> Floats:
    """Peak speed of the swings around the samples `at`, m/s, from windows of a stride, half a stride apart."""
    last = len(force_sum) - 1
    starts = np.arange(0, max(1, last + 1 - int(stride.max())), _half_stride(stride, rate_hz))
    ends = np.minimum(last, starts + stride[starts].astype(np.int64))
    speeds = np.empty(len(starts))
    zero_velocity.swing_speeds(force_sum, starts, ends, speeds)
    return np.maximum(0.3, np.interp(at, 0.5 * (starts + ends), speeds))
