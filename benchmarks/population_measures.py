"""What is measured on one walk of a person, held against the truth and the error that the docs state."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from contact_errors import Errors, pairs

import retrogait as rg
from retrogait.errors import RetrogaitError, RetrogaitWarning

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

FEET = ("left_foot", "right_foot")
SHANKS, THIGHS = ("left_shank", "right_shank"), ("left_thigh", "right_thigh")
GROUPS: dict[str, tuple[str, ...]] = {
    "feet": FEET,
    "shanks": SHANKS,
    "thighs": THIGHS,
    "lower back": ("lower_back",),
}
STATED, FOUND = "stated", "found"
FOUND_GROUPS = ("feet", "shanks", "thighs")  # whose mounting is found from the walk itself

LEAST_F1 = {"feet": 0.95, "shanks": 0.95, "thighs": 0.9, "lower back": 0.9}
WITHIN_MS = {"feet": 30.0, "shanks": 50.0, "thighs": 80.0, "lower back": 100.0}
LEAST_DIRECTION, LEAST_STRIKE = 0.95, 0.95
MOST_LENGTH_CM, MOST_ANGLE_DEG, MOST_CADENCE, MOST_KNEE_DEG = 5.0, 4.0, 0.02, 4.0
MEASURES = {
    "contacts": "initial contacts, F1 of 0.95; 0.9 at thighs and back",
    "final": "final contacts, the same",
    "times": "90 % within 30 ms of the truth and a constant; 50, 80, 100",
    "direction": "95 % of strides told rightly",
    "none wrong": "not one stride told the other way",
    "strike": "95 % of contacts heel or toe rightly",
    "angle": "strike angle, median error to 4 deg",
    "length": "stride length, median error to 5 cm",
    "cadence": "mean cadence to 2 %",
    "knee": "knee flexion, RMSE to 4 deg, offset apart",
}


@dataclass(frozen=True)
class Judged:
    """How one measure came out on one walk: by group and mounting, whether within its error, and its value."""

    group: str
    mounting: str
    measure: str
    good: bool
    value: float


def judge(raw: rg.Recording, stated: rg.Recording, truth: Any) -> Iterator[Judged]:
    """Analyse a walk by each group of sites alone, with the stated mounting and without, and judge each measure."""
    for mounting, recording in ((STATED, stated), (FOUND, raw)):
        for group, sites in GROUPS.items():
            if mounting == STATED or group in FOUND_GROUPS:
                session = analyse(recording, sites)
                for measure, value, good in _measures(session, truth, group):
                    yield Judged(group, mounting, measure, bool(good), float(value))
    session = analyse(stated, (*SHANKS, *THIGHS))
    for value in _knees(session, truth):
        yield Judged("knees", STATED, "knee", value <= MOST_KNEE_DEG, value)


def analyse(recording: rg.Recording, sites: tuple[str, ...]) -> rg.Session | None:
    """Analyse some sites; None where that is refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        try:
            return rg.analyze(recording.select(*sites))
        except RetrogaitError:
            return None


def _measures(session: rg.Session | None, truth: Any, group: str) -> Iterator[tuple[str, float, bool]]:
    if session is None:
        yield from ((name, np.nan, False) for name in ("contacts", "times", "direction"))
        return
    errors = Errors().add(truth, session)
    for name, kind in (("contacts", "initial_contact"), ("final", "final_contact")):
        if errors.found[kind] or name == "contacts":
            f1 = errors.f1(kind)
            yield name, f1, f1 >= LEAST_F1[group]
    late = np.array(errors.late_ms["initial_contact"] or [np.inf])
    spread = float(np.percentile(np.abs(late - np.median(late)), 90)) if np.isfinite(late).all() else np.inf
    yield "times", spread, spread <= WITHIN_MS[group]
    right, wrong = direction_shares(session.strides, truth.strides)
    yield "direction", right, right >= LEAST_DIRECTION
    yield "none wrong", wrong, wrong == 0.0
    if group == "feet":
        if errors.same_strike:
            strike = float(np.mean(errors.same_strike))
            yield "strike", strike, strike >= LEAST_STRIKE
        for name, values, most in (
            ("angle", errors.angle_deg, MOST_ANGLE_DEG),
            ("length", errors.length_cm, MOST_LENGTH_CM),
        ):
            size = float(np.median(np.abs(values))) if values else np.inf
            yield name, size, size <= most
    true, got = (t.strides["cadence_spm"].mean() for t in (truth, session))
    off = abs(got / true - 1.0) if len(session.strides) else np.inf
    yield "cadence", off, off <= MOST_CADENCE


def direction_shares(found: pd.DataFrame, true: pd.DataFrame) -> tuple[float, float]:
    """Shares of the strides found that are told rightly and the other way; what is unknown is neither."""
    right = wrong = 0
    for side in ("left", "right"):
        own, was = (t[t["side"] == side] for t in (found, true))
        told, is_ = own["direction"].to_numpy(), was["direction"].to_numpy()
        for i, j in pairs(was["start_s"].to_numpy(), own["start_s"].to_numpy()):
            right += told[j] == is_[i]
            wrong += told[j] != is_[i] and "unknown" not in {told[j], is_[i]}
    return right / max(len(found), 1), wrong / max(len(found), 1)


def _knees(session: rg.Session | None, truth: Any) -> Iterator[float]:
    """RMSE of both knees in walking, less their offset; infinite where there is no angle."""
    walking = truth.strides
    for side in ("left", "right"):
        name = f"{side}_knee_flexion_deg"
        if session is None or session.knee is None or name not in session.knee or not len(walking):
            yield np.inf
            continue
        own, was = session.knee[name], truth.knee[name]
        now = slice(walking["start_s"].min(), walking["end_s"].max())
        own = own.loc[now].dropna()
        error = own.to_numpy() - np.interp(own.index, was.index, was)
        yield float(np.std(error)) if len(own) > 0.5 * len(was.loc[now]) else np.inf
