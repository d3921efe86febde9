"""Motion of a trunk sensor: levelled accelerations, the step period, and the oscillations steps are read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import period, rests, strapdown
from retrogait.motion import SHORTEST_S, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from retrogait.recording import Recording

    Floats = NDArray[np.float64]
    Complex = NDArray[np.complex128]

_STEP_RANGE_S = (0.35, 2.2)  # steps of 170 down to 27 a minute
_FIRST_STEP_S = 0.6  # to level the frame by, before the step period is known


@dataclass(frozen=True, eq=False)
class TrunkMotion:
    """One unbroken stretch of a trunk sensor. Arrays are (n,), by sample of the stretch.

    The analytic signals hold the oscillation at the step frequency (and twice it, for the anterior axis): their size is
    the envelope, their angle the phase.
    """

    site: str
    mounted: bool
    rate_hz: float
    start_s: float
    step_s: float
    anterior: Complex
    anterior_twice: Complex
    up: Complex
    pitch_rate: Complex


def track_trunk(recording: Recording, site: str) -> Iterator[TrunkMotion]:
    """Track a trunk sensor through every unbroken stretch of a recording in which steps repeat."""
    time_s, values = recording.samples(site)
    rate_hz = recording.rate_hz
    for first, last in unbroken(values, round(SHORTEST_S * rate_hz)):
        samples = np.ascontiguousarray(values[first:last])
        level, _ = level_trunk(samples, rate_hz, 2.0 * _FIRST_STEP_S)
        step_s = step_period(level, rate_hz)
        if np.isnan(step_s):
            continue
        level, pitch_rate = level_trunk(samples, rate_hz, 2.0 * step_s)
        band = (0.65 / step_s, 1.4 / step_s)
        yield TrunkMotion(
            site,
            recording.frame == "segment",
            rate_hz,
            float(time_s[first]),
            step_s,
            analytic_band(level[:, 0], rate_hz, *band),
            analytic_band(level[:, 0], rate_hz, 2.0 * band[0], 2.0 * band[1]),
            analytic_band(level[:, 2], rate_hz, *band),
            analytic_band(pitch_rate, rate_hz, *band),
        )


def level_trunk(samples: Floats, rate_hz: float, stride_s: float) -> tuple[Floats, Floats]:
    """Acceleration (n, 3) along anterior, left and up without gravity, and the pitch rate (n,), in a levelled frame.

    Up is the mean specific force over two strides: whatever the phase, a stride ends with the velocity it began with.
    """
    n = len(samples)
    turn, force_sum = np.empty((n, 4)), np.empty((n, 3))
    strapdown.integrate_motion(samples, rate_hz, np.zeros(3), turn, force_sum)
    reach = min(max(1, round(stride_s * rate_hz)), (n - 1) // 2)
    middle = np.arange(n)
    a, b = np.maximum(0, middle - reach), np.minimum(n - 1, middle + reach)
    pull = (force_sum[b] - force_sum[a]) * (rate_hz / (b - a))[:, None]
    norm = np.linalg.norm(pull, axis=1, keepdims=True)
    level, pitch_rate = np.empty((n, 3)), np.empty(n)
    strapdown.level_samples(samples, turn, pull / np.maximum(norm, 1e-9), level, pitch_rate)
    level[:, 2] -= np.median(norm)
    return level, pitch_rate


def step_period(level: Floats, rate_hz: float) -> float:
    """Step period in s from the repetition of anterior and vertical acceleration (n, 3); NaN where nothing repeats."""
    block = max(1, round(rate_hz / 50.0))
    coarse = np.empty((len(level) // block, 3))
    period.block_means(np.ascontiguousarray(level), 0, block, coarse)
    coarse_hz = rate_hz / block
    sagittal = coarse[:, [0, 2]]
    around = np.empty(len(sagittal))
    half = np.full(len(sagittal), int(coarse_hz))
    for column in sagittal.T:
        rests.local_means(np.ascontiguousarray(column), half, around)
        column -= around
    smoothing = np.ones(5) / 5.0
    sagittal = np.stack([np.convolve(column, smoothing, "same") for column in sagittal.T], axis=1)
    length = int(20.0 * coarse_hz)
    starts = np.arange(0, max(1, len(sagittal) - length // 2), length // 2)
    periods, strength = np.empty(len(starts)), np.empty(len(starts))
    period.window_periods(sagittal, coarse_hz, starts, length, *_STEP_RANGE_S, 0.6, periods, strength)
    good = np.isfinite(periods)
    if not good.any():
        return float("nan")
    order = np.argsort(periods[good])
    weight = np.cumsum(strength[good][order])
    return float(periods[good][order][np.searchsorted(weight, 0.5 * weight[-1])])


def analytic_band(signal: Floats, rate_hz: float, low_hz: float, high_hz: float) -> Complex:
    """Analytic signal of a band, second-order Butterworth run both ways; the ends are continued by point reflection."""
    n = len(signal)
    pad = min(n - 1, int(3.0 * rate_hz))
    padded = np.concatenate([2 * signal[0] - signal[pad:0:-1], signal, 2 * signal[-1] - signal[-2 : -pad - 2 : -1]])
    spectrum = np.fft.fft(padded)
    frequency = np.fft.fftfreq(len(padded), 1.0 / rate_hz)
    with np.errstate(divide="ignore"):
        off = (frequency**2 - low_hz * high_hz) / (frequency * (high_hz - low_hz))
    gain = np.where(frequency > 0, 2.0 / (1.0 + off**4), 0.0)
    return np.fft.ifft(spectrum * gain)[pad : pad + n]
