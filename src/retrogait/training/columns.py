"""The columns of a session log: facts of each session, and its measures of each direction."""

from __future__ import annotations

from retrogait.tables.catalogue import SIDES, SURFACES, TRUNK
from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

HANDRAILS = ("none", "touched", "held")
YES_NO = ("yes", "no")
OUTCOME = "outcome_"  # before the name of a score in tables and trends

# means of steady strides, both legs
STRIDE_MEASURES = {
    "speed_mps": "speed of steady strides",
    "stride_length_m": "length of steady strides",
    "cadence_spm": "steps per minute of steady strides",
    "stance_pct": "stance, share of the stride",
    "double_support_pct": "both feet on the ground, share of the stride",
    "foot_strike_angle_deg": "foot strike angle, positive heel-first",
    "roll_on_pct": "from landing to flat, share of stance",
    "knee_extension_deficit_deg": "least knee flexion in stance against standing, both legs",
    "knee_range_stance_deg": "range of knee flexion in stance, both legs",
    "knee_range_swing_deg": "range of knee flexion in swing, both legs",
    "knee_peak_extension_velocity_dps": "fastest knee extension, both legs",
}
# the same of each leg, which a mean over both may hide
LEG_MEASURES = {
    "stride_time_s": "stride time",
    "foot_strike_angle_deg": "foot strike angle, positive heel-first",
    "knee_extension_deficit_deg": "least knee flexion in stance against standing",
    "knee_range_stance_deg": "range of knee flexion in stance",
    "knee_range_swing_deg": "range of knee flexion in swing",
    "knee_peak_extension_velocity_dps": "fastest knee extension",
}
STABILITY_MEASURES = {
    "stride_time_cv_pct": "stride-time variability, of measure_stability",
    "gait_asymmetry_pct": "swing times of left against right, of measure_stability",
    "phase_coordination_index_pct": "how evenly steps take turns, of measure_stability",
    "step_regularity_vertical": "step regularity of the trunk, of measure_stability",
    "stride_regularity_vertical": "stride regularity of the trunk, of measure_stability",
    "harmonic_ratio_anterior": "harmonic ratio of the trunk, of measure_stability",
    "harmonic_ratio_lateral": "harmonic ratio of the trunk, of measure_stability",
    "harmonic_ratio_vertical": "harmonic ratio of the trunk, of measure_stability",
    "rms_ratio_lateral": "lateral share of trunk acceleration, of measure_stability",
}
# of measure_trunk_sway, by its names
SWAY_MEASURES = {
    "lean_forward_deg": "forward lean of the trunk, against standing",
    "roll_range_deg": "sway of the trunk to the sides within a stride",
    "pitch_range_deg": "sway of the trunk forward and back within a stride",
    "yaw_range_deg": "turning of the trunk to and fro within a stride",
}
TRUNK_SWAY = "trunk_"  # before those names in a log
# the resultant peak: the one that a foot and a shank hold at 100 Hz too
PEAK = "peak_resultant_mps2"
IMPACT_MEASURES = {
    **{
        f"{side}_{part}_{PEAK}": f"impact peak at the {side} {part}, of measure_impact"
        for part in ("shank", "thigh", "foot")
        for side in SIDES
    },
    **{f"{site}_{PEAK}": f"impact peak at the {site.replace('_', ' ')}, of measure_impact" for site in TRUNK},
}
FOOT_IMPACTS = tuple(
    f"{side}_foot_{PEAK}" for side in SIDES
)  # they depend on where on the foot the sensor sits

# measure -> what it is; each has a mean, the SD of what it was averaged over, and their number
MEASURES = {
    **STRIDE_MEASURES,
    "toe_strike_pct": "share of contacts with the toe first",
    "heel_strike_pct": "share of contacts with the heel first",
    **{f"{side}_{name}": f"{doc}, {side} leg" for name, doc in LEG_MEASURES.items() for side in SIDES},
    **STABILITY_MEASURES,
    **{f"{TRUNK_SWAY}{name}": f"{doc}, of measure_trunk_sway" for name, doc in SWAY_MEASURES.items()},
    **IMPACT_MEASURES,
}

# what a person says or a stopwatch shows, once a session and of no direction
SCORES = {
    "pain_before": "pain before the session, of 10",
    "pain_after": "pain after it, of 10",
    "pain_rise": "pain after less pain before",
    "effort": "effort, of 10",
    "three_metre_backward_walk_s": "time of the 3-metre backward walk",
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
    Column("task", TEXT, "what was done while walking: single, or its name; missing where not stated"),
    Column("subject", TEXT, "who walked, missing where not stated"),
    Column("observer", TEXT, "whether someone stood by, missing where not stated", YES_NO),
    Column("emergency_cord", TEXT, "whether the treadmill's cord was worn, missing where not stated", YES_NO),
    Column("noted", TEXT, "answers that were to be weighed when the session was added"),
)
FACT_NAMES = tuple(column.name for column in FACTS)
MAY_BE_MISSING = ("handrail", "task", "subject", "observer", "emergency_cord")  # of the texts


def _columns_of(direction: str, measure: str) -> tuple[Column, ...]:
    name = f"{direction}_{measure}"
    return (
        number(name, f"{direction}: {MEASURES[measure]}"),
        number(f"{name}_sd", f"SD of {name}, missing where it is one figure of the whole session", 0),
        Column(f"{name}_n", COUNT, f"how many strides or contacts {name} is of"),
    )


LOG = Table("log", (*FACTS, *(c for way in WALKED for m in MEASURES for c in _columns_of(way, m))))
