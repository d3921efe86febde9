"""Sessions of a log, made by hand, for tests of plans."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

import retrogait as rg
from retrogait.tables.selection import WALKED
from retrogait.training import LogEntry
from retrogait.training.columns import HANDRAILS, MEASURES, YES_NO
from retrogait.training.measures import Figure

NAN = math.nan


def comfortable(day=1, step=None, **changed):
    """A session that went well at a step."""
    step = step or rg.TrainingPlan().steps[0]
    facts = {
        "belt_speed_mps": step.speed_mps,
        "incline_pct": step.incline_pct,
        "handrail": "none",
        "pain_before": 3,
        "pain_after": 3,
        "effort": 3,
        "near_falls": 0,
        "minutes_backward": 10,
        **changed,
    }
    return LogEntry(f"2026-11-{day:02d}", facts.pop("surface", "treadmill"), **facts)


def with_figures(day, mean, n=30, measure="speed_mps", direction="backward", sd=0.02, **facts):
    figures = {direction: {measure: Figure(mean, sd, n)}}
    return LogEntry(f"2026-11-{day:02d}", facts.pop("surface", "treadmill"), figures=figures, **facts)


@st.composite
def entries(draw):
    """Any session a log may hold."""
    score = st.one_of(st.just(NAN), st.integers(0, 10), st.floats(0, 10))
    numbers = st.floats(-1e6, 1e6)
    figures = {}
    for direction in WALKED:
        for measure in draw(st.lists(st.sampled_from(list(MEASURES)), max_size=3, unique=True)):
            spread = draw(st.one_of(st.just(NAN), st.floats(0, 1e6)))
            figures.setdefault(direction, {})[measure] = Figure(
                draw(numbers), spread, draw(st.integers(1, 9999))
            )
    surface = draw(st.sampled_from(["overground", "treadmill"]))
    return LogEntry(
        date=draw(
            st.sampled_from(["2026-11-01", "2026-11-02T10:30", "2026-11-02T10:30:00+01:00", "2025-02-28"])
        ),
        surface=surface,
        belt_speed_mps=draw(st.one_of(st.just(NAN), st.floats(0, 10))),
        incline_pct=draw(st.one_of(st.just(NAN), st.floats(-30, 30))),
        handrail=draw(st.sampled_from([None, *HANDRAILS])),
        pain_before=draw(score),
        pain_after=draw(score),
        effort=draw(score),
        near_falls=draw(st.one_of(st.just(NAN), st.integers(0, 9))),
        minutes_backward=draw(st.one_of(st.just(NAN), st.floats(0, 60))),
        minutes_forward=draw(st.one_of(st.just(NAN), st.floats(0, 60))),
        three_metre_backward_walk_s=draw(st.one_of(st.just(NAN), st.floats(1, 60))),
        contact_sites=draw(st.sampled_from(["", "left_foot right_foot", "lower_back"])),
        note=draw(st.text(max_size=20)),
        task=draw(st.sampled_from([None, "single", "counting back"])),
        subject=draw(st.sampled_from([None, "A. B."])),
        observer=draw(st.sampled_from([None, *YES_NO])),
        emergency_cord=draw(st.sampled_from([None, *YES_NO])) if surface == "treadmill" else None,
        noted=draw(st.sampled_from(["", "yes to pain_now"])),
        outcomes=draw(st.dictionaries(st.sampled_from(["womac_pain", "strength_nm"]), numbers, max_size=2)),
        figures=figures,
    )


def wobbling(n, sd, seed=0, mean=0.3):
    """Sessions whose speed differs by chance only."""
    means = np.random.default_rng(seed).normal(mean, sd, n)
    return tuple(with_figures(day, float(value)) for day, value in enumerate(means, start=1))
