"""Stability measures of a walk from its trunk sensor."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from retrogait.kinematics.bands import low_pass_loss
from retrogait.stability import amplitude, entropy, harmonics, smoothness
from retrogait.stability.exponents import normalised_divergence
from retrogait.stability.floquet import normalised_floquet
from retrogait.stability.grading import MEAN, TRAJECTORY, Needs, Reading, grade
from retrogait.stability.repetition import regularity
from retrogait.stability.signals import AXES, normalise_strides, normalise_time
from retrogait.stability.stride_edges import align_strides
from retrogait.stability.trunk_samples import choose_strides

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrogait._arrays import Floats
    from retrogait.stability.options import StabilityOptions
    from retrogait.stability.trunk_samples import FilteredStretch, StrideSequence

    Runs = list[StrideSequence[FilteredStretch]]


def trunk_measures(options: StabilityOptions) -> tuple[str, ...]:
    """The names of what `measure_trunk` gives."""
    return (
        *(name for axis in AXES for name in _trajectory_names(axis, options.entropy_scales)),
        *(name for axis in AXES for name in _alike_names(axis)),
        *_SIZES,
        *_SMOOTHNESS,
    )


def _trajectory_names(axis: str, entropy_scales: int) -> tuple[str, ...]:
    return (
        f"local_divergence_short_{axis}_per_stride",
        f"local_divergence_long_{axis}_per_stride",
        f"floquet_multiplier_{axis}",
        f"sample_entropy_{axis}",
        *(f"multiscale_entropy_{axis}_scale_{scale}" for scale in range(2, entropy_scales + 1)),
        f"complexity_index_{axis}",
    )


def _alike_names(axis: str) -> tuple[str, ...]:
    return (
        f"harmonic_ratio_{axis}",
        f"improved_harmonic_ratio_{axis}_pct",
        f"step_regularity_{axis}",
        f"stride_regularity_{axis}",
        f"regularity_ratio_{axis}",
    )


_SIZES = (*(f"rms_{axis}_mps2" for axis in AXES), *(f"rms_ratio_{axis}" for axis in AXES))
_SMOOTHNESS = ("trunk_sparc", "trunk_ldlj")


def measure_trunk(runs: Runs, options: StabilityOptions) -> list[Reading]:
    """All measures of the trunk: levelled acceleration along three axes, and the size of the angular velocity.

    Measures that compare stride with stride, or step with step, take strides from where the trunk's motion repeats.
    """
    chosen = choose_strides(runs, options.n_strides)
    aligned = align_strides(runs)
    readings: list[Reading] = []
    for column, axis in enumerate(AXES):
        readings += _trajectory(chosen, choose_strides(aligned, options.n_strides), column, axis, options)
    amplitudes, noise = _amplitudes(aligned, options)
    for column, axis in enumerate(AXES):
        readings += _steps_alike(runs, amplitudes[:, :, column], noise[:, column], column, axis)
    return readings + list(_size(runs)) + list(_smoothness(runs, options))


def _trajectory(
    chosen: Runs, aligned: Runs, column: int, axis: str, options: StabilityOptions
) -> Iterator[Reading]:
    """Divergence, Floquet multiplier and entropies, on a fixed number of strides."""
    used = sum(run.n_strides for run in chosen)
    needs = Needs(TRAJECTORY.least, options.n_strides)
    short, long, multiplier, *entropies, complexity = _trajectory_names(axis, options.entropy_scales)
    steady, by_stride = [], []
    if used >= needs.least:
        for run, own in zip(chosen, aligned, strict=True):
            x = np.ascontiguousarray(run.stretch.fine[:, column])
            steady.append(normalise_time(x, run.positions, options.samples_per_stride))
            by_stride.append(normalise_strides(x, own.positions, options.samples_per_stride))
    divergence = normalised_divergence(steady, used, options)
    yield grade(short, divergence.short, used, needs)
    yield grade(
        long,
        divergence.long,
        used,
        needs,
        f"too few strides follow each other for {options.long_to_strides:g} strides",
    )
    floquet = normalised_floquet(by_stride, options.dim, options.delay_samples, options.samples_per_stride)
    yield grade(multiplier, floquet.maximum, used, needs)
    scales = np.full(options.entropy_scales, np.nan)
    if steady:
        scales = entropy.multiscale_entropy(
            steady, options.entropy_scales, options.entropy_m, options.entropy_r
        )
    for name, value in zip(entropies, scales, strict=True):
        yield grade(name, value, used, needs)
    yield grade(complexity, scales.sum(), used, needs)


def _amplitudes(runs: Runs, options: StabilityOptions) -> tuple[Floats, Floats]:
    """Harmonics (strides, harmonics, axes) of all strides that have samples enough, and the mean square of their noise.

    A fit to n samples of noise has a mean square amplitude of 4 / n of its variance, less what the filter takes.
    """
    count = options.n_harmonics
    fitted = [np.empty((0, count, len(AXES)))]
    noise = [np.empty((0, count, len(AXES)))]
    for run in runs:
        fitted.append(harmonics.fit(run.stretch.fine, run.positions[:-1], run.positions[1:], count))
        samples = np.diff(run.positions)[:, None, None]
        frequency_hz = np.arange(1, count + 1)[:, None] * run.stretch.rate_hz / samples
        passed = low_pass_loss(frequency_hz, options.fine_low_pass_hz) ** -2
        noise.append(4.0 / samples * passed * run.stretch.noise_mps2**2)
    amplitudes = np.concatenate(fitted)
    known = ~np.isnan(amplitudes).any(axis=(1, 2))
    if not known.any():
        return amplitudes[known], np.zeros((count, len(AXES)))
    return amplitudes[known], np.concatenate(noise)[known].mean(axis=0)


def _moved_by_noise(amplitudes: Floats, noise: Floats, axis: str) -> float:
    """How far noise has moved a harmonic ratio: against amplitudes whose mean power is less by that of the noise."""
    power = (amplitudes**2).mean(axis=0)
    left = np.sqrt(np.maximum(power - noise, 0.0) / np.where(power > 0.0, power, 1.0))
    without = _mean(harmonics.ratios(amplitudes * left, axis))
    return _mean(harmonics.ratios(amplitudes, axis)) / without - 1.0 if without > 0.0 else float("inf")


def _steps_alike(runs: Runs, amplitudes: Floats, noise: Floats, column: int, axis: str) -> Iterator[Reading]:
    """Harmonic ratios and regularities, on all steady strides."""
    harmonic, improved_harmonic, *regularities = _alike_names(axis)
    used = len(amplitudes)
    ratio, improved = harmonics.ratios(amplitudes, axis), harmonics.improved_ratios(amplitudes, axis)
    moved = _moved_by_noise(amplitudes, noise, axis) if used else float("nan")
    yield replace(grade(harmonic, _mean(ratio), used, MEAN), moved=moved)
    yield grade(improved_harmonic, _mean(improved), used, MEAN)

    long = [run for run in runs if run.n_strides >= 2]
    used = sum(run.n_strides for run in long)
    step, stride, both = np.nan, np.nan, np.nan
    if used:
        rate_hz = long[0].stretch.rate_hz
        stride_time_s = sum(run.positions[-1] - run.positions[0] for run in long) / used / rate_hz
        signals = [np.ascontiguousarray(run.level[:, column]) for run in long]
        alike = regularity(signals, rate_hz, float(stride_time_s), axis)
        step, stride, both = alike.step, alike.stride, alike.ratio
    for name, value in zip(regularities, (step, stride, both), strict=True):
        yield grade(name, value, used, MEAN)


def _size(runs: Runs) -> Iterator[Reading]:
    """RMS along each axis, each run about its own mean."""
    used = sum(run.n_strides for run in runs)
    size = ratio = np.full(3, np.nan)
    if used:
        samples = np.concatenate([run.level - run.level.mean(axis=0) for run in runs])
        size, ratio = amplitude.rms(samples), amplitude.rms_ratio(samples)
    for name, value in zip(_SIZES, (*size, *ratio), strict=True):
        yield grade(name, value, used, MEAN)


def _smoothness(runs: Runs, options: StabilityOptions) -> Iterator[Reading]:
    """Spectral arc length and jerk of the trunk's angular speed, stride by stride."""
    arcs, jerks = [], []
    for run in runs:
        edges = np.round(run.positions).astype(int)
        turn_rate = np.sqrt((run.stretch.turn**2).sum(axis=1))
        for first, last in pairwise(edges):
            speed = turn_rate[first:last]
            arcs.append(
                smoothness.sparc(
                    speed,
                    run.stretch.rate_hz,
                    highest_hz=options.sparc_highest_hz,
                    least_amplitude=options.sparc_least_amplitude,
                )
            )
            jerks.append(smoothness.ldlj(speed, run.stretch.rate_hz))
    for name, values in zip(_SMOOTHNESS, (arcs, jerks), strict=True):
        yield grade(name, _mean(np.array(values)), len(values), MEAN)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
