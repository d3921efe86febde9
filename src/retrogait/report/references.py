"""Published values, each with whom it was found in; and what the words on the page mean."""

from __future__ import annotations

import math
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from retrogait.report.blocks import Block, Grid, Listing, Paragraph, Section, Terms
from retrogait.report.numbers import NONE, number

_TERMS = (
    (
        "initial contact, final contact",
        "The foot meets and leaves the ground. Backward, the toe usually meets it first.",
    ),
    (
        "strike: toe, flat, heel",
        (
            "What part of the foot lands first, by the foot strike angle: pitch of the foot at contact against "
            "foot-flat, positive heel-first. The bounds of flat are an option of the analysis, as none is published "
            "for walking."
        ),
    ),
    ("stride", "From an initial contact to the next one of the same foot."),
    ("step time", "From the other foot's initial contact to this foot's."),
    (
        "steady strides",
        "Level walking, neither first nor last of a bout, nor turning, nor changing direction.",
    ),
    (
        "stance, double support",
        "Time with the foot on the ground; time with both on it, both spells of a stride added.",
    ),
    ("cadence", "Steps per minute, 120 over the stride time."),
    ("stride length, speed", "Way of the foot from foot-flat to foot-flat; that way over the stride time."),
    (
        "knee flexion",
        (
            "Rotation of the shank less that of the thigh, flexion positive. Extension deficit is the least flexion in "
            "stance, only where zero is quiet standing."
        ),
    ),
    ("proxy", "The lean of one segment, given where a knee angle cannot be had. It is not a knee angle."),
    ("CV", "SD as a share of the mean."),
    (
        "symmetry index, gait asymmetry, phase coordination index",
        "Left against right; how evenly steps take turns. 0 is perfect symmetry, or perfect alternation.",
    ),
    (
        "step and stride regularity",
        "How much the trunk's acceleration repeats one step or stride later; 1 is exactly.",
    ),
    (
        "harmonic ratio",
        "Even over odd harmonics of the trunk's acceleration in a stride: step symmetry, not stability.",
    ),
    (
        "local divergence",
        (
            "How fast trunk movements that were alike drift apart, short-term over half a stride and long-term from "
            "4 to 10 strides. It depends on the number of strides."
        ),
    ),
    (
        "near-fall",
        "A jerk peak of the trunk far beyond those of the walk around it. Validated in simulation only.",
    ),
    (
        "minimal detectable change",
        (
            "The change between two sessions that chance alone seldom makes: 1.96 √2 times the SD between sessions "
            "when nothing changed."
        ),
    ),
    ("mean ± SD", "Mean and standard deviation over strides, not over people."),
)
_SOURCES = (
    "Knee angles: after Seel, Raisch, Schauer 2014, doi 10.3390/s140406891.",
    "Local divergence: Rosenstein, Collins, De Luca 1993, doi 10.1016/0167-2789(93)90009-P.",
    "Near-falls: after Weiss et al. 2010, doi 10.1186/1756-0500-3-62; the bounds are a choice of this library.",
    "Backward and forward gait as images in time: Lee et al. 2013, Gait & Posture 38:674-678.",
)


def list_references(log: Any = None) -> Section:
    """Cut-offs with their populations, set beside the log's latest test where there is one."""
    if find_spec("retrogait.training") is None:
        return Section("references", "References", (Listing("Methods", _SOURCES),))
    plan: Any = import_module("retrogait.training")
    times = (
        [] if log is None else [(entry.date, entry.three_metre_backward_walk_s) for entry in log.by_date()]
    )
    known = [(date, value) for date, value in times if not math.isnan(value)]
    blocks: list[Block] = []
    cut_offs = [one for one in plan.CUT_OFFS if one.measure.startswith("three_metre")]
    if known:
        date, value = known[-1]
        readings = plan.compare_cut_offs(value)["reading"].tolist()
        blocks.append(Paragraph(f"3-metre backward walk of {date[:10]}: {number(value)} s, by stopwatch."))
    else:
        readings = [NONE] * len(cut_offs)
        blocks.append(
            Paragraph("No 3-metre backward walk is in the log, so nothing is set beside these values.")
        )
    rows = tuple(
        (
            f"{cut_off.value:g} {cut_off.unit}",
            cut_off.meaning,
            cut_off.population,
            "not stated" if cut_off.n is None else f"{cut_off.n}",
            reading,
            cut_off.source,
        )
        for cut_off, reading in zip(cut_offs, readings, strict=True)
    )
    head = ("value", "meaning in its source", "population", "people", "this person", "source")
    blocks.append(Grid("3-metre backward walk: published cut-offs", head, rows, words=True))
    blocks.append(
        Paragraph(
            "A cut-off speaks of the population it was found in, and of no one else. It is not a verdict."
        )
    )
    return Section("references", "References", (*blocks, Listing("Methods", _SOURCES)))


def list_definitions() -> Section:
    """The words on the page."""
    return Section("definitions", "Definitions", (Terms(_TERMS),))
