"""The tables of retrogait: what each column means, with its unit and bounds, declared once.

Four tables are the data model: samples -> events -> strides -> summary; `bouts` sums up strides, and `swings` is
what events and strides are both read from, one row per swing of a foot.
The unit of a column is the end of its name. An empty result is an empty table with the same columns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrogait.tables.kinds import COUNT, FLAG, NUMBER, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterator

SITES = (
    "left_foot",
    "right_foot",
    "left_shank",
    "right_shank",
    "left_thigh",
    "right_thigh",
    "lower_back",
    "sternum",
)
THIGHS = ("left_thigh", "right_thigh")
TRUNK = ("lower_back", "sternum")
SENSOR_COLUMNS = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")

SIDES = ("left", "right")
DIRECTIONS = ("backward", "forward", "unknown")
EVENTS_KINDS = ("initial_contact", "final_contact")
STRIKES = ("toe", "flat", "heel")
SURFACES = ("overground", "treadmill")
NOT_STATED = "not stated"
# what a roll is, or why it is missing
ROLL_FLAGS = ("ok", "no_pitch", "cut", "bridged", "clipped", "drift", "not_flat")

_SIDE = Column("side", TEXT, "the foot", SIDES)
_DIRECTION = Column("direction", TEXT, "the direction of travel", DIRECTIONS)
_CONFIDENCE = number("direction_confidence", "how far the direction cues agree", 0, 1)
_STRIKE = Column("strike", TEXT, "the part of the foot that lands first", STRIKES)
_ANGLE = number(
    "foot_strike_angle_deg", "foot pitch at contact against foot-flat, positive heel-first", -180, 180
)
_BOUT = Column("bout_id", COUNT, "the walking bout, missing outside bouts")

_TOUCHED = (
    Column("is_clipped", FLAG, "samples of its swing are cut off at the end of the sensor's range"),
    Column("is_bridged", FLAG, "samples of its swing were lost, and bridged by straight lines"),
)
_NO_LEVEL_WALK = (
    Column("is_stairs", FLAG, "it climbs or descends as on stairs"),
    Column("is_running", FLAG, "it is run, with a flight in every step; it has no direction"),
)
NO_LEVEL_WALK_COLUMNS = tuple(column.name for column in _NO_LEVEL_WALK)
_SPACE = (
    number("incline_deg", "slope from foothold to foothold, uphill positive along the travel", -90, 90),
    number("toe_clearance_m", "least height of the toe over the floor in mid-swing"),
    number("heel_clearance_m", "least height of the heel over the floor in mid-swing"),
    number("toe_peak_height_m", "largest height of the toe over the floor", 0),
    number("heel_peak_height_m", "largest height of the heel over the floor", 0),
    number("circumduction_m", "largest departure outward from the straight line of travel", 0),
    number("peak_toe_down_deg", "largest toe-down pitch of the foot against foot-flat", 0, 90),
    number("peak_toe_up_deg", "largest toe-up pitch of the foot against foot-flat", 0, 90),
    number("foot_pitch_range_deg", "range of the pitch of the foot", 0, 180),
)
SPACE_COLUMNS = tuple(column.name for column in _SPACE)
_ROLL_FLAG = Column("roll_flag", TEXT, "ok, or why the roll is missing", ROLL_FLAGS)
_ROLL_DOWN = number("roll_down_s", "the foot is flat: its heel is down backward, its forefoot forward")
_ROLL_LIFT = number(
    "roll_lift_s", "the foot is no longer flat: its forefoot lifts backward, its heel forward"
)
_ROLL_SPEEDS = (
    number("roll_on_speed_dps", "mean pitch rate from the initial contact to foot-flat", 0),
    number("roll_off_speed_dps", "mean pitch rate from foot-flat to the final contact", 0),
)
_ROLL = (
    _ROLL_DOWN,
    _ROLL_LIFT,
    number("roll_on_time_s", "initial contact to foot-flat", 0),
    number("roll_flat_time_s", "time for which the foot is flat", 0),
    number("roll_off_time_s", "foot-flat to final contact", 0),
    number("roll_on_pct", "initial contact to foot-flat, of stance", 0, 100),
    number("roll_flat_pct", "foot-flat, of stance", 0, 100),
    number("roll_off_pct", "foot-flat to final contact, of stance", 0, 100),
    *_ROLL_SPEEDS,
    _ROLL_FLAG,
)
_TOE_OUT = number(
    "toe_out_deg", "heading of the standing foot against the line of travel, outward positive", -180, 180
)
ROLL_MEASURES = tuple(column.name for column in _ROLL if column not in (_ROLL_DOWN, _ROLL_LIFT, _ROLL_FLAG))
_CLEARANCE = (
    number("toe_clearance_se_m", "standard error of the toe clearance", 0),
    number("heel_clearance_se_m", "standard error of the heel clearance", 0),
    Column("is_below_floor", FLAG, "toe or heel came out below the floor in mid-swing: no clearance of it"),
)
CLEARANCE_COLUMNS = tuple(column.name for column in _CLEARANCE)

SWINGS = Table(
    "swings",
    (
        _SIDE,
        Column("site", TEXT, "the sensor the swing was measured with", SITES),
        number(
            "rest_before_s", "rest of the foot before the swing, missing where the recording begins in it"
        ),
        number("rest_after_s", "rest of the foot after the swing, missing where the recording ends in it"),
        number("final_contact_s", "the foot leaves the ground"),
        number("initial_contact_s", "the foot lands"),
        number("final_contact_se_s", "standard error of the time at which it leaves", 0),
        number("initial_contact_se_s", "standard error of the time at which it lands", 0),
        number("decided_s", "time of the last sample the swing was decided from"),
        _DIRECTION,
        _CONFIDENCE,
        number("time_nats", "evidence of the swing's asymmetry in time, positive for forward"),
        number(
            "travel_heading_deg", "travel seen from the segment's x axis, positive to the left", -180, 180
        ),
        _STRIKE,
        _ANGLE,
        number("displacement_m", "horizontal displacement of a foot from rest to rest", 0),
        number("displacement_se_m", "standard error of the same", 0),
        number("foot_strike_angle_se_deg", "standard error of the foot strike angle", 0),
        number("model_displacement_m", "the same from a shank, of an ankle that is taken to rest", 0),
        number(
            "way_m",
            "horizontal displacement of the sensor's own point from rest to rest, whatever its mounting",
            0,
        ),
        number("rise_m", "how much higher it rests after the swing"),
        number(
            "rest_share",
            "the shorter rest of the limb before and after the swing, as a share of the stride",
            0,
        ),
        number("force_mps2", "spread of the specific force from rest to rest, without impacts", 0),
        number("turning_angle_deg", "heading change from rest to rest, positive to the left", -360, 360),
        number("peak_speed_mps", "largest horizontal speed", 0),
        number("stride_period_s", "stride period around the swing", 0),
        *_TOUCHED,
        *_NO_LEVEL_WALK,
        _BOUT,
        *_SPACE,
        _ROLL_LIFT,
        _ROLL_DOWN,
        *_ROLL_SPEEDS,
        _ROLL_FLAG,
        _TOE_OUT,
        *_CLEARANCE,
    ),
)

EVENTS = Table(
    "events",
    (
        number("time_s", "time of the event on the recording's clock"),
        _SIDE,
        Column("event", TEXT, "the kind of event", EVENTS_KINDS),
        _DIRECTION,
        _CONFIDENCE,
        _STRIKE,
        _ANGLE,
        number("decided_s", "time of the last sample the event was decided from"),
        _BOUT,
        number("time_se_s", "standard error of the time, what its definition shifts apart", 0),
        number("foot_strike_angle_se_deg", "standard error of the foot strike angle", 0),
    ),
)

_KNEE_STRIDE = (
    number("knee_flexion_at_contact_deg", "knee flexion at the contact that opens the stride", -180, 180),
    number("knee_peak_extension_stance_deg", "least knee flexion in stance", -180, 180),
    number("knee_extension_deficit_deg", "the same, only where zero is standing, or stated", -180, 180),
    number("knee_range_stance_deg", "range of knee flexion in stance", 0, 360),
    number("knee_range_swing_deg", "range of knee flexion in swing", 0, 360),
    number("knee_peak_extension_velocity_dps", "fastest extension of the knee in the stride"),
    number("knee_peak_extension_pct", "time of the least flexion in stance, of the stride", 0, 100),
)
_PROXY_STRIDE = (
    number("proxy_shank_angle_contact_deg", "forward lean of the shank at the opening contact", -180, 180),
    number("proxy_shank_angle_midstance_deg", "forward lean of the shank in mid-stance", -180, 180),
    number(
        "proxy_shank_angle_final_contact_deg", "forward lean of the shank at the final contact", -180, 180
    ),
    number("proxy_shank_range_deg", "range of the lean of the shank", 0, 360),
    number("proxy_peak_shank_extension_rate_dps", "fastest fall of the lean of the shank"),
    number("proxy_thigh_angle_contact_deg", "forward lean of the thigh at the opening contact", -180, 180),
    number("proxy_thigh_angle_midstance_deg", "forward lean of the thigh in mid-stance", -180, 180),
    number(
        "proxy_thigh_angle_final_contact_deg", "forward lean of the thigh at the final contact", -180, 180
    ),
)
KNEE_STRIDE_COLUMNS = tuple(column.name for column in _KNEE_STRIDE)
PROXY_STRIDE_COLUMNS = tuple(column.name for column in _PROXY_STRIDE)

STRIDES = Table(
    "strides",
    (
        _SIDE,
        number("start_s", "initial contact that opens the stride"),
        number("end_s", "next initial contact of the same foot"),
        number("final_contact_s", "final contact between the two"),
        _DIRECTION,
        _CONFIDENCE,
        _STRIKE,
        _ANGLE,
        number("stride_time_s", "end minus start", 0),
        number("stance_time_s", "final contact minus start", 0),
        number("swing_time_s", "end minus final contact", 0),
        number("stance_pct", "stance as a share of the stride", 0, 100),
        number("step_time_s", "start minus the other foot's previous initial contact", 0),
        number("double_support_s", "both feet on the ground, sum of both periods of the stride", 0),
        number("double_support_pct", "double support as a share of the stride", 0, 100),
        number("initial_double_support_s", "the first of these periods: this foot takes the load", 0),
        number("terminal_double_support_s", "the second: this foot pushes off", 0),
        number("single_support_s", "stance minus double support: this foot alone on the ground", 0),
        number("single_support_pct", "single support as a share of the stride", 0, 100),
        number("cadence_spm", "steps per minute, 120 over stride time", 0),
        number("stride_length_m", "horizontal distance of the foot from foot-flat to foot-flat", 0),
        number("stride_length_se_m", "standard error of the stride length", 0),
        number("speed_mps", "stride length over stride time", 0),
        number("belt_stride_length_m", "stride time times the stated speed of the belt", 0),
        number("dimensionless_stride_length", "stride length over the length of the leg", 0),
        number("dimensionless_speed", "speed over the root of gravity times the length of the leg", 0),
        number("walk_ratio_m_per_spm", "half the stride length over cadence", 0),
        number("signed_displacement_m", "stride length with a sign, forward positive, backward negative"),
        number("model_stride_length_m", "stride length from a shank alone, by a model", 0),
        number("model_speed_mps", "model stride length over stride time", 0),
        number("turning_angle_deg", "heading change over the stride, positive to the left", -360, 360),
        Column("is_first", FLAG, "first stride of its foot in a bout"),
        Column("is_last", FLAG, "last stride of its foot in a bout"),
        Column("is_turning", FLAG, "the heading changes by more than the option's limit"),
        *_TOUCHED,
        *_NO_LEVEL_WALK,
        _BOUT,
        *_SPACE,
        *_ROLL,
        _TOE_OUT,
        *_CLEARANCE,
        *_KNEE_STRIDE,
        *_PROXY_STRIDE,
    ),
)

# its times on the recording's clock, of which a mean means nothing
STRIDE_INSTANTS = ("start_s", "end_s", "final_contact_s", _ROLL_DOWN.name, _ROLL_LIFT.name)

BOUTS = Table(
    "bouts",
    (
        Column("bout_id", COUNT, "number of the bout in the recording, from 0"),
        number("start_s", "first contact of the bout"),
        number("end_s", "last contact of the bout"),
        _DIRECTION,
        Column("n_strides", COUNT, "strides of both feet"),
        number("duration_s", "end minus start", 0),
        number("cadence_spm", "median over strides of level walking", 0),
        number("stride_length_m", "median over strides of level walking", 0),
        number("speed_mps", "median over strides of level walking", 0),
    ),
)

# columns of strides; each gives `<direction>_<measure>`, its mean over strides, and `<direction>_<measure>_sd`
SUMMARY_MEASURES = (
    "cadence_spm",
    "stride_time_s",
    "stance_time_s",
    "swing_time_s",
    "stance_pct",
    "step_time_s",
    "double_support_s",
    "double_support_pct",
    "initial_double_support_s",
    "terminal_double_support_s",
    "single_support_s",
    "single_support_pct",
    "stride_length_m",
    "speed_mps",
    "belt_stride_length_m",
    "dimensionless_stride_length",
    "dimensionless_speed",
    "walk_ratio_m_per_spm",
    "foot_strike_angle_deg",
    "model_stride_length_m",
    "model_speed_mps",
    *SPACE_COLUMNS,
    *ROLL_MEASURES,
    _TOE_OUT.name,
    *KNEE_STRIDE_COLUMNS,
    *PROXY_STRIDE_COLUMNS,
)


def _figures_of(direction: str) -> Iterator[Column]:
    """What the summary says of one direction."""
    of_strides = {column.name: column for column in STRIDES.columns}
    over = f"steady {direction} strides"
    yield Column(f"{direction}_n_strides", COUNT, f"{direction} strides of both feet")
    yield Column(
        f"{direction}_n_steady",
        COUNT,
        f"{over}; without any, all {direction} strides of level walking are summed up",
    )
    yield Column(f"{direction}_n_stairs", COUNT, f"{direction} strides on stairs, in no mean")
    for measure in SUMMARY_MEASURES:
        column = of_strides[measure]
        yield replace(column, name=f"{direction}_{measure}", doc=f"{column.doc}: mean over {over}")
        yield number(f"{direction}_{measure}_sd", f"its SD over {over}", 0)
    for strike in STRIKES:
        yield number(f"{direction}_{strike}_strike_pct", f"share of {strike} strikes, {direction}", 0, 100)


# The summary's figures. What follows them in the row, facts and options, is declared where these are known:
# `retrogait.gait.summary.SUMMARY`.
SUMMARY_FIGURES = Table(
    "summary",
    (
        Column("n_bouts", COUNT, "bouts of walking"),
        Column("n_strides", COUNT, "strides of both feet"),
        Column("n_strides_unknown", COUNT, "those of unknown direction"),
        Column("n_strides_stairs", COUNT, "those on stairs, in no mean"),
        Column("n_strides_running", COUNT, "those that are run: of unknown direction, in no mean"),
        number("walking_s", "duration of all bouts", 0),
        *(column for direction in WALKED for column in _figures_of(direction)),
    ),
)

FOOT_PATHS = Table(
    "foot_paths",
    (
        Column("stride", COUNT, "row of the stride in the session's strides"),
        _SIDE,
        _DIRECTION,
        number("stride_pct", "share of the stride, from initial contact to initial contact", 0, 100),
        number("time_s", "time on the recording's clock"),
        number(
            "displacement_m",
            "way of the sole below the ankle along the line of travel, toe direction positive",
        ),
        number("outward_m", "its departure from that line, outward positive"),
        number("height_m", "its height over the floor"),
        number("heel_displacement_m", "way of the heel"),
        number("heel_height_m", "height of the heel"),
        number("toe_displacement_m", "way of the toe"),
        number("toe_height_m", "height of the toe"),
        number("pitch_down_deg", "pitch of the foot against foot-flat, toe-down positive", -90, 90),
    ),
)

IMPACTS = Table(
    "impacts",
    (
        number("time_s", "initial contact of the step"),
        _SIDE,
        Column("site", TEXT, "the sensor that felt it", SITES),
        _DIRECTION,
        _STRIKE,
        number("speed_mps", "mean speed of the strides that meet at the contact", 0),
        number("peak_axial_mps2", "largest acceleration along the segment, gravity removed"),
        number("peak_resultant_mps2", "largest length of the acceleration, gravity removed", 0),
        number("time_to_peak_s", "from the contact to the axial peak, or the resultant where there is none"),
        number("slope_mps3", "slope from 20 to 80 % of the rise to that peak", 0),
        number("peak_jerk_mps3", "largest change of the acceleration in 10 ms", 0),
        number("band_10_20hz_peak_mps2", "largest length of the acceleration between 10 and 20 Hz", 0),
        number("band_15_60hz_peak_mps2", "largest length of the acceleration between 15 and 60 Hz", 0),
        Column("is_saturated", FLAG, "samples reach the limit of the sensor"),
        Column("is_placement_dependent", FLAG, "the sensor's place on the foot matters as much as the step"),
        Column(
            "low_rate_measures", TEXT, "measures of the row that a higher rate would change, missing if none"
        ),
        Column("is_steady", FLAG, "bounds steady strides only"),
        Column("flag", TEXT, "ok, or what is wrong with the measures"),
        _BOUT,
    ),
)

KNEE_COLUMNS = ("left_knee_flexion_deg", "right_knee_flexion_deg")
KNEE = Table(
    "knee",
    (
        number("time_s", "time of the sample on the recording's clock"),
        *(
            Column(
                name, NUMBER, "knee flexion; the column is absent where that leg has no angle", optional=True
            )
            for name in KNEE_COLUMNS
        ),
    ),
)
