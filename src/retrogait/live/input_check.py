"""Samples of a stream that cannot be right, named within seconds: units, samples held or zeroed, stamps, rate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._kernels.constants import LEAST_TURN_PER_SHAKE, MOST_TURN_PER_SHAKE, SHAKING_MPS2
from retrogait._kernels.live.faults import LEAST_FORCE_MPS2, MOST_FORCE_MPS2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from retrogait._arrays import Floats

PATIENCE = 2  # seconds in a row that are wrong before it is said
LEAST_WHOLE = 0.5  # of the samples of a second, or nothing is said of it
MOST_HELD = 0.5  # of them repeat the one before
_BEYOND = 1e7  # of a number in any unit: a damaged sample must not overflow a square
LOUDER = 2.0  # than most: an accelerometer of a small range is cut off where a foot lands
LEAST_FORCE_G, MOST_FORCE_G = 0.8, 1.7  # mean over a second, of walking in g
LARGEST_RATE_ERROR = 0.1
_SCALES = {"ms": 1e-3, "microseconds": 1e-6, "nanoseconds": 1e-9}  # what a stamp may be in, for s

FAULTS = {
    "zeros": "every number is 0; expected the samples of a worn sensor: see whether it is switched on and connected",
    "held": "most samples repeat the one before; expected a new one each time: the device holds its last sample, or "
    "sends it more often than it measures",
    "g": "acceleration is about 1 on average; expected about 9.8 m/s^2: multiply values in g by 9.80665",
    "mg": "acceleration is about 1000 on average; expected about 9.8 m/s^2: multiply values in mg by 0.00980665",
    "no gravity": "acceleration is not about 9.8 m/s^2 on average; expected specific force in m/s^2, gravity included: "
    "send what the accelerometer measures, not linear acceleration",
    "no gyroscope": "the gyroscope gives 0 while the accelerometer moves; expected angular rate in deg/s: switch the "
    "gyroscope on",
    "too little turning": "the angular rate is too small for the acceleration; expected angular rate in deg/s: convert "
    "rad/s with numpy.degrees",
    "too much turning": "the angular rate is too large for the acceleration; expected angular rate in deg/s: divide "
    "values in mdeg/s by 1000",
    "rate": "",  # said with the rates
}
_NAMES = tuple(FAULTS)


class InputCheck:
    """Judges the samples of one site second by second. How they are cut into chunks changes nothing."""

    def __init__(self, site: str, rate_hz: float) -> None:
        self.site, self.rate_hz = site, rate_hz
        # `rows` are the samples of the second at hand and their stamps, `count` how many there are
        self.arrays: dict[str, NDArray[Any]] = {
            "rows": np.zeros((max(2, math.ceil(rate_hz)), 7)),
            "count": np.zeros(1, np.int64),
            "wrong": np.zeros(len(FAULTS), np.int64),
        }

    def take(self, values: Floats, stamps_s: Floats | None) -> list[str]:
        """Take in samples (n, 6), with stamps where they have any; return faults, each reported once while it lasts."""
        rows, count = self.arrays["rows"], self.arrays["count"]
        said: list[str] = []
        first = 0
        while first < len(values):
            here = int(count[0])
            last = min(len(values), first + len(rows) - here)
            part = rows[here : here + last - first]
            part[:, :6] = values[first:last]
            part[:, 6] = np.nan if stamps_s is None else stamps_s[first:last]
            count[0] = here + last - first
            if count[0] == len(rows):
                said += self._judge(rows)
                count[0] = 0
            first = last
        return said

    def _judge(self, rows: Floats) -> Iterator[str]:
        """Judge a full second."""
        finite = np.isfinite(rows[:, :6])
        whole = rows if finite.all() else rows[finite.all(axis=1)]
        if len(whole) < LEAST_WHOLE * len(rows):
            return
        samples = whole[:, :6]
        if np.abs(samples).max() > _BEYOND:
            samples = samples.clip(-_BEYOND, _BEYOND)
        faults = set(_faults_of(samples))
        step_s = _median_step(whole[:, 6])
        if step_s > 0.0 and abs(1.0 / (step_s * self.rate_hz) - 1.0) > LARGEST_RATE_ERROR:
            faults.add("rate")
        wrong = self.arrays["wrong"]
        for k, name in enumerate(_NAMES):
            wrong[k] = wrong[k] + 1 if name in faults else 0
            if wrong[k] == PATIENCE:
                yield f"{self.site}: {FAULTS[name] or self._rate_note(step_s)}"

    def _rate_note(self, step_s: float) -> str:
        for unit, scale in _SCALES.items():
            if abs(1.0 / (step_s * scale * self.rate_hz) - 1.0) <= LARGEST_RATE_ERROR:
                return f"stamps rise by {step_s:g} from sample to sample; expected seconds: divide values in {unit}"
        return (
            f"stamps rise by {step_s:.4g} s from sample to sample, {1.0 / step_s:.4g} Hz; expected {self.rate_hz:g} "
            "Hz, the rate the stream was made for: begin a new stream with the rate of the sensor"
        )


def _median_step(stamps_s: Floats) -> float:
    """The median of the steps between stamps, as `numpy.median` has it, which takes longer; NaN where one is."""
    steps = np.sort(stamps_s[1:] - stamps_s[:-1])
    k = len(steps)
    return math.nan if not k or math.isnan(steps[-1]) else 0.5 * float(steps[(k - 1) // 2] + steps[k // 2])


def _faults_of(samples: Floats) -> Iterator[str]:
    """What cannot be right in a second of samples (n, 6)."""
    if not samples.any():
        yield "zeros"
        return
    likely = samples[1:, 0] == samples[:-1, 0]  # one column first: it settles most samples
    if likely.mean() > MOST_HELD and (samples[1:] == samples[:-1]).all(axis=1).mean() > MOST_HELD:
        yield "held"
        return
    mean = samples.mean(axis=0)
    off = samples - mean
    spread = np.einsum("ij,ij->j", off, off) / len(samples)
    force = math.hypot(*mean[:3].tolist())
    shake, turn = math.sqrt(spread[:3].sum()), math.sqrt(spread[3:].sum())
    for name, unit in (("g", 1.0), ("mg", 1000.0)):
        if LEAST_FORCE_G < force / unit < MOST_FORCE_G:
            yield name
            return
    if not LEAST_FORCE_MPS2 < force < MOST_FORCE_MPS2:
        yield "no gravity"
    elif shake > SHAKING_MPS2:
        if not samples[:, 3:].any():
            yield "no gyroscope"
        elif turn < LEAST_TURN_PER_SHAKE * shake:
            yield "too little turning"
        elif turn > LOUDER * MOST_TURN_PER_SHAKE * shake:
            yield "too much turning"
