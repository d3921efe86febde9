"""The noise of a trunk sensor, and which measures it reaches.

Noise is taken to be white. Its size is the spectrum above the movements of standing still, else what lies above those
of walking. As much noise again, added to the samples, shows what it does to each measure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.kinematics.gaps import spans_of
from retrogait.kinematics.stillness import STILL
from retrogait.stability.trunk_samples import FilteredStretch, Stretch
from retrogait.tables.flags import Flag

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrogait._arrays import Flags, Floats
    from retrogait.recording import Recording
    from retrogait.stability.grading import Reading
    from retrogait.stability.options import StabilityOptions

NOISY = Flag("noisy")
# A measure is noisy where noise of 1.41 times its size, or of twice its size, moves it by more than this share. What
# there is has moved it already: by as much where amplitudes add, by a third of that where powers do. Long divergence
# and Floquet multipliers move by chance, so that one small move says little. `benchmarks/noise_and_rate.py` holds all.
_REACH = 0.06
_REACH_OF = {
    "local_divergence_short": 0.05,
    "local_divergence_long": 0.025,
    "floquet_multiplier": 0.025,
    "trunk_ldlj": 0.09,  # a logarithm: 5 % of -6 is a third more power of jerk, and doubled noise then adds 9 %
}
# What a measure itself says of how far noise has moved it. It is taken from mean powers; the mean of ratios, some of
# them of strides with hardly anything in the denominator, moves by up to twice as much, and sideways by three times.
_MOST_MOVED = 0.025
_MOST_MOVED_OF = {"harmonic_ratio_lateral": 0.015}
# Density of the noise of the quietest wearables, of whatever the recording shows less.
_QUIETEST_MPS2, _QUIETEST_DPS = 1e-3, 3e-3  # per root Hz
_FEW_LEVELS = 0.2  # different numbers, of all samples: fewer, and they lie on the grid of a sensor
_MARGIN_S = 0.3
_WINDOW_S = 0.5  # over which the spectrum of standing still is taken
_SHORT_S = 0.32  # the same in walking: many of these hold no impact
_ABOVE_SWAY_HZ = 5.0
_ABOVE_WALKING = 0.6  # of half the sampling rate
_TO_THE_END = 0.9  # of half the sampling rate, where a sensor's own filter may begin
_LEAST_WINDOWS = 2
_MOST_WINDOWS = 300
_SEED = 25  # of the noise that is added: the same recording gives the same flags


@dataclass(frozen=True, eq=False)
class NoiseFloor:
    """SD of the white noise of each sample of a trunk sensor.

    Attributes
    ----------
    sd : ndarray (6,)
        Accelerometer in m/s^2, anterior, left, up, and gyroscope in deg/s.
    source : str
        `rest`, where the person stands still or the sensor lies; `walk`, where it is what lies above walking; an empty
        text where there is neither, and then all is 0.
    """

    sd: Floats
    source: str

    @property
    def acc_mps2(self) -> float:
        """That of the accelerometer: root mean square over its axes; NaN where it is not known."""
        return _over_axes(self.sd[:3]) if self.source else math.nan

    @property
    def gyr_dps(self) -> float:
        """That of the gyroscope."""
        return _over_axes(self.sd[3:]) if self.source else math.nan


def _over_axes(sd: Floats) -> float:
    return math.sqrt(float((sd**2).mean()))


NOISE_SOURCES = ("rest", "walk")
NO_NOISE = NoiseFloor(np.zeros(6), "")


def find_noise_floor(recording: Recording, site: str, stretches: list[Stretch]) -> NoiseFloor:
    """Estimate the noise of a trunk sensor from rest in a recording, else from its walking stretches."""
    rate_hz = recording.rate_hz
    _, values = recording.samples(site)
    still = _inner(STILL.find(values, rate_hz), round(_MARGIN_S * rate_hz))
    resting = _windows(values, still, round(_WINDOW_S * rate_hz))
    if len(resting) >= _LEAST_WINDOWS:
        density = np.median(_densities(resting, rate_hz, _ABOVE_SWAY_HZ), axis=0)
        return NoiseFloor(np.maximum(np.sqrt(0.5 * rate_hz * density), _rounding(values)), "rest")
    parts = [np.concatenate([one.level, one.turn], axis=1) for one in stretches]
    short = [_windows(part, np.ones(len(part), bool), round(_SHORT_S * rate_hz)) for part in parts]
    walking = np.concatenate(short) if short else np.empty((0, 1, 6))
    if len(walking) < _LEAST_WINDOWS:
        return NO_NOISE
    density = np.median(_densities(walking, rate_hz, 0.5 * _ABOVE_WALKING * rate_hz), axis=0)
    return NoiseFloor(np.maximum(np.sqrt(0.5 * rate_hz * density), _rounding(values)), "walk")


def _rounding(values: Floats) -> Floats:
    """SD (6,) of what a sensor rounds off: at rest a coarse one gives one number, and shows no noise."""
    steps = np.zeros(values.shape[1])
    for axis, column in enumerate(values.T):
        levels = np.unique(column[np.isfinite(column)])
        if 1 < len(levels) < _FEW_LEVELS * len(column):
            steps[axis] = np.diff(levels).min()
    return steps / math.sqrt(12.0)


def _inner(flags: Flags, margin: int) -> Flags:
    """Flags without the first and the last of each spell: before a step, movement has begun."""
    inner = np.zeros(len(flags), bool)
    for first, last in spans_of(flags):
        inner[first + margin : max(first + margin, last - margin)] = True
    return inner


def _windows(values: Floats, where: Flags, length: int) -> Floats:
    """Windows (k, length, columns) that lie wholly where it is flagged, evenly chosen where there are very many."""
    begins = [begin for first, last in spans_of(where) for begin in range(first, last - length + 1, length)]
    chosen = np.array(begins, int)[:: 1 + len(begins) // _MOST_WINDOWS]
    return values[chosen[:, None] + np.arange(length)]


def _densities(windows: Floats, rate_hz: float, above_hz: float) -> Floats:
    """Mean one-sided power density (k, columns) of each window from a frequency nearly to the end of the spectrum."""
    taper = np.hanning(windows.shape[1] + 2)[1:-1, None]
    steady = windows - windows.mean(axis=1, keepdims=True)
    power = 2.0 * np.abs(np.fft.rfft(steady * taper, axis=1)) ** 2 / (rate_hz * float((taper**2).sum()))
    frequency_hz = np.fft.rfftfreq(windows.shape[1], 1.0 / rate_hz)
    end_hz = 0.5 * _TO_THE_END * rate_hz
    used = (frequency_hz >= min(above_hz, 0.5 * end_hz)) & (frequency_hz <= end_hz)
    density: Floats = power[:, used].mean(axis=1)
    return density


def with_noise(
    stretches: list[Stretch], floor: NoiseFloor, options: StabilityOptions
) -> list[list[FilteredStretch]]:
    """Stretches, filtered; the same with noise of 1.41 times, and of twice the size, that of another draw."""
    plain: list[FilteredStretch] = []
    more: list[FilteredStretch] = []
    twice: list[FilteredStretch] = []
    for k, stretch in enumerate(stretches):
        least = np.repeat([_QUIETEST_MPS2, _QUIETEST_DPS], 3) * math.sqrt(0.5 * stretch.rate_hz)
        sd = np.maximum(floor.sd, least)
        filtered = FilteredStretch.of(stretch, options, sd[:3])
        plain.append(filtered)
        drawn = np.random.default_rng((_SEED, k)).normal(size=(len(stretch.level), 6)) * sd
        for doses, noise, share in ((more, drawn, 1.0), (twice, drawn[::-1], math.sqrt(3.0))):
            alone = Stretch(stretch.start_s, stretch.rate_hz, noise[:, :3], noise[:, 3:])
            doses.append(filtered.plus(FilteredStretch.of(alone, options, sd[:3]), share))
    return [plain, more, twice]


def flag_noisy(
    doses: list[list[FilteredStretch]], measure: Callable[[list[FilteredStretch]], list[Reading]]
) -> list[Reading]:
    """Measure, and flag what noise reaches: what more of it moves too far."""
    plain, *noisier = ([*measure(dose)] for dose in doses)
    return [
        replace(reading, flag=NOISY) if _is_reached(reading, [dose[k] for dose in noisier]) else reading
        for k, reading in enumerate(plain)
    ]


def _is_reached(reading: Reading, noisier: list[Reading]) -> bool:
    if reading.flag.is_invalid:
        return False
    if not math.isnan(reading.moved):
        return abs(reading.moved) > _MOST_MOVED_OF.get(reading.name, _MOST_MOVED)
    share = next((share for name, share in _REACH_OF.items() if reading.name.startswith(name)), _REACH)
    return any(not abs(other.value - reading.value) <= share * abs(reading.value) for other in noisier)
