"""A walk in one form, of a person or of the simulated walker that is to be like them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.signal import butter, sosfiltfilt

import retrogait as rg
from retrogait.simulation import Sensor, Walker
from retrogait.simulation.foothold import FootShape
from retrogait.tables.catalogue import SIDES, SITES

if TYPE_CHECKING:
    import pandas as pd

CAPTURE_HZ = 12.0  # capture at 30 frames a second holds nothing above: it and its twins are low-passed here
TWIN_S = 20.0
STEADY = (0.7, 1.3)  # of the median speed: not starting, stopping or turning on the spot
SOLE_TO_SENSOR_M = 0.04
FEET = tuple(f"{side}_foot" for side in SIDES)


@dataclass(frozen=True)
class Walk:
    """Steady strides of one person one way: samples in the segments' axes, contacts of each stride, knee angles."""

    name: str
    source: str  # captured, treadmill, overground, pressure, markers, legs, lumbar
    person: str
    direction: str
    rate_hz: float
    samples: dict[str, np.ndarray]  # (n, 6) by site, from time 0 on; the treadmill has heels and toes besides
    strides: pd.DataFrame  # side, start_s, final_contact_s, end_s, stride_length_m, double_support_s
    knee: dict[str, np.ndarray] = field(default_factory=dict)  # flexion in deg by side, at the samples
    double_support_pct: float = float("nan")  # by the library's own detector

    @property
    def speed_mps(self) -> float:
        return float((self.strides["stride_length_m"] / stride_time_s(self.strides)).median())

    @property
    def cadence_spm(self) -> float:
        return float(120.0 / stride_time_s(self.strides).median())


def stride_time_s(strides: pd.DataFrame) -> pd.Series:
    return strides["end_s"] - strides["start_s"]


def steady(strides: pd.DataFrame) -> pd.DataFrame:
    """Strides at about the median speed, with a final contact, in order of time."""
    strides = strides.dropna(subset=["start_s", "final_contact_s", "end_s"])
    speed = strides["stride_length_m"] / stride_time_s(strides)
    return strides[(speed / speed.median()).between(*STEADY)].sort_values("start_s")


def double_support_pct(strides: pd.DataFrame) -> float:
    """Median share of the stride in which both feet stand."""
    return float((100.0 * strides["double_support_s"] / stride_time_s(strides)).median())


def low_pass(values: np.ndarray, rate_hz: float) -> np.ndarray:
    """Take away what capture cannot hold."""
    return np.asarray(sosfiltfilt(butter(4, CAPTURE_HZ, fs=rate_hz, output="sos"), values, axis=0))


def analyzed(recording: rg.Recording, sites: tuple[str, ...], **more: Any) -> rg.Session:
    """Analyse some sites of a recording, without its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rg.RetrogaitWarning)
        frames = {site: recording[site] for site in sites}
        part = rg.Recording.from_frames(frames, rate_hz=recording.rate_hz, frame=recording.frame)
        return rg.analyze(part, **more)


def of_direction(strides: pd.DataFrame, direction: str) -> pd.DataFrame:
    return strides[strides["direction"] == direction]


def twin(walk: Walk, walker: Walker, seed: int) -> Walk:
    """Simulate a walk at the speed, the cadence and the rate of a person's, and treat it alike."""
    on_belt, is_captured = walk.source == "treadmill", walk.source == "captured"
    sites = tuple(site for site in SITES if site in {*walk.samples, *FEET})
    recording, truth = rg.simulate_walk(
        walk.direction,
        float(np.clip(walk.speed_mps, 0.1, 2.0)),
        TWIN_S,
        seed,
        cadence_spm=float(np.clip(walk.cadence_spm, 20.0, 180.0)),
        rate_hz=walk.rate_hz,
        sites=sites,
        stand_s=0.0,
        surface="treadmill" if on_belt else "overground",
        walker=walker,
        # a heel's acceleration is derived from the instep's by differences, which noise would spoil
        sensor=Sensor.perfect() if on_belt else None,
    )
    samples = {site: recording.samples(site)[1] for site in sites}
    knee: dict[str, np.ndarray] = {}
    found = of_direction(analyzed(recording, FEET).strides, walk.direction)
    strides = of_direction(truth.strides, walk.direction) if is_captured else found
    if is_captured:
        samples = {site: low_pass(values, walk.rate_hz) for site, values in samples.items()}
        knee = {side: truth.knee[f"{side}_knee_flexion_deg"].to_numpy() for side in SIDES}
    if on_belt:
        shape = FootShape.of_length(walker.foot_length_m)
        for side in SIDES:
            for part, point_m in (("heel", shape.heel_m), ("toe", shape.toe_m)):
                at_m = point_m + np.array([0.0, 0.0, SOLE_TO_SENSOR_M])
                samples[f"{side}_{part}"] = _moved(samples[f"{side}_foot"], walk.rate_hz, at_m)
            samples[f"{side}_foot"] = samples[f"{side}_heel"]
    return Walk(
        walk.name,
        walk.source,
        "simulated",
        walk.direction,
        walk.rate_hz,
        {site: samples[site] for site in walk.samples},
        steady(strides),
        knee,
        double_support_pct(found),
    )


def _moved(foot: np.ndarray, rate_hz: float, at_m: np.ndarray) -> np.ndarray:
    """What a sensor elsewhere on a stiff foot measures, from the samples (n, 6) of the one on its instep."""
    rate = np.radians(foot[:, 3:])
    moved = foot.copy()
    moved[:, :3] += np.cross(np.gradient(rate, 1.0 / rate_hz, axis=0), at_m)
    moved[:, :3] += np.cross(rate, np.cross(rate, at_m))
    return moved
