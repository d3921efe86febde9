"""Motion of a trunk sensor: levelled accelerations, the step period, and the oscillations steps are read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import levelling, means, period, strapdown, trunk
from retrogait._runtime.compiling import make_ready
from retrogait.kinematics.bands import analytic_bands
from retrogait.kinematics.gaps import LONGEST_BRIDGE_S, SHORTEST_S, bridge_gaps, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrogait._arrays import Complex, Flags, Floats
    from retrogait.recording import Recording


_STEP_RANGE_S = (0.35, 2.2)  # steps of 170 down to 27 a minute
_STRIDE_RANGE_S = (0.7, 4.4)
_LOOKS = 8  # in two strides, at gravity that is averaged over them
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
    repetition: Floats  # how strongly steps repeat around each sample, 0..1
    tilt_deg: Floats  # how far the sensor is tilted from how it mostly hangs
    sway: Floats  # amplitude of acceleration to the side at the stride frequency, m/s^2
    anterior: Complex
    anterior_twice: Complex
    up: Complex
    pitch_rate: Complex
    lost: Flags  # samples bridged over a gap


def track_trunk(recording: Recording, site: str) -> Iterator[TrunkMotion]:
    """Track a trunk sensor through every unbroken stretch of a recording in which steps repeat.

    The step is half the stride in which everything repeats, unless forward and up repeat more clearly otherwise.
    """
    make_ready("trunk")
    time_s, values = recording.samples(site)
    rate_hz = recording.rate_hz
    values, lost = bridge_gaps(values, round(LONGEST_BRIDGE_S * rate_hz))
    for first, last in unbroken(values, round(SHORTEST_S * rate_hz)):
        samples = np.ascontiguousarray(values[first:last])
        followed = follow_trunk(samples, rate_hz)
        level, _ = level_trunk(samples, rate_hz, 2.0 * _FIRST_STEP_S, followed)
        step_s, _ = step_period(level, rate_hz)
        if np.isnan(step_s):
            continue
        level, pitch_rate = level_trunk(samples, rate_hz, 2.0 * step_s, followed)
        _, repetition = step_period(level, rate_hz)
        band = (0.65 / step_s, 1.4 / step_s)
        twice, half = (2.0 * band[0], 2.0 * band[1]), (0.5 * band[0], 0.5 * band[1])
        anterior, anterior_twice = analytic_bands(level[:, 0], rate_hz, band, twice)
        yield TrunkMotion(
            site,
            recording.frame_of(site) == "segment",
            rate_hz,
            float(time_s[first]),
            step_s,
            repetition,
            _tilt_from_usual(samples, round(2.0 * step_s * rate_hz)),
            np.abs(analytic_bands(level[:, 1], rate_hz, half)[0]),
            anterior,
            anterior_twice,
            analytic_bands(level[:, 2], rate_hz, band)[0],
            analytic_bands(pitch_rate, rate_hz, band)[0],
            lost[first:last],
        )


def level_trunk(
    samples: Floats, rate_hz: float, stride_s: float, followed: tuple[Floats, Floats] | None = None
) -> tuple[Floats, Floats]:
    """Acceleration (n, 3) along anterior, left and up without gravity, and the pitch rate (n,), in a levelled frame.

    Up is the mean specific force over two strides: whatever the phase, a stride ends with the velocity it began with.
    `followed` is what `follow_trunk` gave for these samples, where it is at hand.
    """
    turn, force_sum = follow_trunk(samples, rate_hz) if followed is None else followed
    n = len(samples)
    level, pitch_rate, pull = np.empty((n, 3)), np.empty(n), np.empty(n)
    reach = min(max(1, round(stride_s * rate_hz)), (n - 1) // 2)
    levelling.level_samples(samples, turn, force_sum, reach, rate_hz, level, pitch_rate, pull)
    level[:, 2] -= np.median(pull[:: max(1, reach // _LOOKS)])
    return level, pitch_rate


def follow_trunk(samples: Floats, rate_hz: float) -> tuple[Floats, Floats]:
    """Orientation (n, 4) in a fixed frame, and the integral (n, 3) of specific force in it, in m/s."""
    turn, force_sum = np.empty((len(samples), 4)), np.empty((len(samples), 3))
    strapdown.integrate_motion(samples, rate_hz, np.zeros(3), turn, force_sum)
    return turn, force_sum


def _tilt_from_usual(samples: Floats, half: int) -> Floats:
    """Angle in deg between gravity over two strides around each sample and its median, in the sensor's frame."""
    pull = np.array([running_mean(np.ascontiguousarray(column), half) for column in samples[:, :3].T])
    norm = np.maximum(np.sqrt(np.einsum("ik,ik->k", pull, pull)), 1e-9)
    some = slice(None, None, max(1, half // _LOOKS))
    usual = np.median(pull[:, some] / norm[some], axis=1)
    cosine = usual @ pull / (norm * max(float(np.linalg.norm(usual)), 1e-9))
    angle: Floats = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    return angle


def step_period(level: Floats, rate_hz: float) -> tuple[float, Floats]:
    """Step period in s from the repetition of level acceleration (n, 3) forward and up, and its strength (n,), 0..1."""
    return _repetition(level[:, [0, 2]], rate_hz, _STEP_RANGE_S, 0.6)


def trunk_stride_period(samples: Floats, rate_hz: float) -> float:
    """Stride period in s of a trunk sensor (n, 6) of unknown axes: sway and twist sideways repeat with the stride."""
    swaying = samples - samples.mean(axis=0)
    scale = [np.full(3, np.sqrt((swaying[:, k : k + 3] ** 2).sum(axis=1).mean())) for k in (0, 3)]
    return _repetition(swaying / np.maximum(np.concatenate(scale), 1e-9), rate_hz, _STRIDE_RANGE_S, 0.8)[0]


def _repetition(
    signals: Floats, rate_hz: float, range_s: tuple[float, float], share: float
) -> tuple[float, Floats]:
    """Period of signals (n, columns) and how strongly they repeat around each sample, from windows of 20 s.

    The period is the median over windows, weighed by strength; NaN where nothing repeats.
    """
    block = max(1, round(rate_hz / 50.0))
    count = len(signals) // block
    coarse = np.empty((count, signals.shape[1]))
    period.block_means(signals, 0, block, coarse)
    coarse_hz = rate_hz / block
    columns = []
    for column in coarse.T:
        around = running_mean(np.ascontiguousarray(column), int(coarse_hz))
        columns.append(np.convolve(column - around, np.ones(5) / 5.0, "same"))
    swaying = np.stack(columns, axis=1)
    length = int(20.0 * coarse_hz)
    starts = np.arange(0, max(1, count - length // 2), length // 2)
    periods, strength = np.empty(len(starts)), np.empty(len(starts))
    period.window_periods(swaying, coarse_hz, starts, length, *range_s, share, periods, strength)
    middles = (starts + 0.5 * np.minimum(length, count - starts)) * block
    along = np.empty(len(signals))
    period.interpolate_evenly(middles, strength, along)
    good = np.isfinite(periods)
    if not good.any():
        return float("nan"), along
    order = np.argsort(periods[good])
    weight = np.cumsum(strength[good][order])
    return float(periods[good][order][np.searchsorted(weight, 0.5 * weight[-1])]), along


def trunk_score(motion: TrunkMotion, strides: float, *, nod: bool = True) -> Floats:
    """Sum of cues that time reversal flips, positive forward, around each sample of a trunk sensor.

    Skew: the anterior acceleration is a saw-tooth that leans one way. Vault: the trunk is fastest at its lowest point.
    Nod: the pelvis tips as it is pushed; a sensor turned to face the other way sees the same nod but the other skew and
    vault, so it is left out (`nod=False`) where the mounting is the question.
    """
    half = max(1, round(strides * 2.0 * motion.step_s * motion.rate_hz))
    cues = np.empty((trunk.HEIGHT, len(motion.anterior)))
    trunk.cue_products(motion.anterior, motion.anterior_twice, motion.up, motion.pitch_rate, cues)
    for cue in cues:
        means.steady_means(cue, half, cue)
    power = cues[trunk.ANTERIOR_POWER]
    score: Floats = cues[trunk.LEAN] / np.maximum(cues[trunk.LEAN_SIZE], 1e-9)
    score += 0.5 * cues[trunk.VAULT] / np.sqrt(np.maximum(cues[trunk.UP_POWER] * power, 1e-12))
    if nod:
        score += cues[trunk.NOD] / np.sqrt(np.maximum(cues[trunk.NOD_POWER] * power, 1e-12))
    return score


def running_mean(values: Floats, half: int) -> Floats:
    """Mean over `half` samples to either side of each, as many of them as there are."""
    around = np.empty(len(values))
    means.running_means(values, half, around)
    return around
