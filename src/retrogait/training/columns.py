"""The columns of a session log: facts of each session, and its measures of each direction."""

from __future__ import annotations

from retrogait.tables.catalogue import SURFACES
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

HANDRAILS = ("none", "touched", "held")

# measure -> what it is; each has a mean, the SD of what it was averaged over, and their number
MEASURES = {
    "speed_mps": "speed of steady strides",
    "stride_length_m": "length of steady strides",
    "cadence_spm": "steps per minute of steady strides",
    "foot_strike_angle_deg": "foot strike angle, positive heel-first",
    "toe_strike_pct": "share of contacts with the toe first",
    "heel_strike_pct": "share of contacts with the heel first",
    "knee_extension_deficit_deg": "least knee flexion in stance against standing, both legs",
    "left_knee_extension_deficit_deg": "the same, left leg",
    "right_knee_extension_deficit_deg": "the same, right leg",
    "knee_range_stance_deg": "range of knee flexion in stance, both legs",
    "stride_time_cv_pct": "stride-time variability, of measure_stability",
    "step_regularity_vertical": "step regularity of the trunk, of measure_stability",
    "harmonic_ratio_vertical": "harmonic ratio of the trunk, of measure_stability",
}

FACTS = (
    Column("date", TEXT, "when the session was, ISO 8601"),
    Column("surface", TEXT, "what was walked on", SURFACES),
    number("belt_speed_mps", "speed of the treadmill", 0, 10),
    number("incline_pct", "incline, rise over length, missing where not stated", -30, 30),
    Column("handrail", TEXT, "use of the handrail, missing where not stated", HANDRAILS),
    number("pain_before", "pain before the session, of 10", 0, 10),
    number("pain_after", "pain after it, of 10", 0, 10),
    number("effort", "effort, of 10", 0, 10),
    number("near_falls", "near-falls, missing where neither measured nor stated", 0, 1000),
    number("minutes_backward", "minutes walked backward: stated, else measured", 0, 1440),
    number("minutes_forward", "minutes walked forward, measured", 0, 1440),
    number("three_metre_backward_walk_s", "time of the 3-metre backward walk, by stopwatch", 0.5, 600),
    Column("contact_sites", TEXT, "the sensors that contacts were read from"),
    Column("note", TEXT, "anything else"),
)
FACT_NAMES = tuple(column.name for column in FACTS)


def _columns_of(direction: str, measure: str) -> tuple[Column, ...]:
    name = f"{direction}_{measure}"
    return (
        number(name, f"{direction}: {MEASURES[measure]}"),
        number(f"{name}_sd", f"SD of {name}, missing where it is one figure of the whole session", 0),
        Column(f"{name}_n", COUNT, f"how many strides or contacts {name} is of"),
    )


LOG = Table("log", (*FACTS, *(c for way in WALKED for m in MEASURES for c in _columns_of(way, m))))
