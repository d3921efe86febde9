"""A walk in one form, of a person or of the simulated walker that is to be like them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.signal import butter, sosfiltfilt

import retrogait as rg
from retrogait.simulation import Sensor, Walker
from retrogait.tables.catalogue import SIDES, SITES

if TYPE_CHECKING:
    import pandas as pd

CAPTURE_HZ = 12.0  # capture at 30 frames a second holds nothing above: it and its twins are low-passed here
LONGEST_STEP_M = 0.84  # of the simulated legs of 0.9 m
TWIN_S = 20.0
STEADY = (0.7, 1.3)  # of the median speed: not starting, stopping or turning on the spot
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

    cadence_spm = float(np.clip(walk.cadence_spm, 20.0, 180.0))
    fastest_mps = min(2.0, LONGEST_STEP_M * cadence_spm / 60.0)

    def simulated(place: str) -> tuple[rg.Recording, rg.simulation.Truth]:
        return rg.simulate_walk(
            walk.direction,
            float(np.clip(walk.speed_mps, 0.1, fastest_mps)),
            TWIN_S,
            seed,
            cadence_spm=cadence_spm,
            rate_hz=walk.rate_hz,
            sites=sites,
            stand_s=0.0,
            surface="treadmill" if on_belt else "overground",
            walker=walker,
            sensor=Sensor(places=dict.fromkeys(FEET, place)),
        )

    recording, truth = simulated("heel" if on_belt else "instep")
    samples = {site: recording.samples(site)[1] for site in sites}
    knee: dict[str, np.ndarray] = {}
    found = of_direction(analyzed(recording, FEET).strides, walk.direction)
    strides = of_direction(truth.strides, walk.direction) if is_captured else found
    if is_captured:
        samples = {site: low_pass(values, walk.rate_hz) for site, values in samples.items()}
        knee = {side: truth.knee[f"{side}_knee_flexion_deg"].to_numpy() for side in SIDES}
    if on_belt:
        toes, _ = simulated("toe")
        for side in SIDES:
            samples[f"{side}_heel"] = samples[f"{side}_foot"]
            samples[f"{side}_toe"] = toes.samples(f"{side}_foot")[1]
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
