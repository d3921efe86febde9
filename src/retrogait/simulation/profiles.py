"""People by name: how they walk, how fast, and which published figures that reproduces.

Where a source gives a direction of change without a figure ("shorter strides"), its size here is ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LAUFER = "Laufer 2005, doi 10.1093/gerona/60.5.627"
_FRITZ = "Fritz et al. 2013, PMID 23122938"
_WIIK = "Wiik et al. 2017, doi 10.5312/wjo.v8.i4.322"
_ZENI = "Zeni and Higginson 2009, doi 10.1016/j.clinbiomech.2009.02.001"
_HACKNEY = "Hackney and Earhart 2009, doi 10.1002/mds.22330"
_KWON = "Kwon et al. 2019, J Clin Neurol 15:473-479"
_HAWKINS = "Hawkins et al. 2019, PMID 31081491"
_PENG = "Peng et al. 2022, 98 people after stroke, doi 10.1097/JNN.0000000000000686"


@dataclass(frozen=True)
class Figure:
    """A published figure or finding, and its source.

    Attributes
    ----------
    measure, direction
        The measure, and the walking direction: forward, backward or both.
    finding
        The figure with its unit, or the difference from people without the complaint.
    source
        Author, year and DOI or PMID.
    """

    measure: str
    direction: str
    finding: str
    source: str


@dataclass(frozen=True)
class Profile:
    """A group of people.

    Attributes
    ----------
    what
        Who they are, in one sentence.
    style
        Options of `Walker` that differ from the plain walker.
    speed_mps
        Comfortable speed by direction.
    reproduces
        Published figures that a walk with this style and speed reproduces.
    """

    what: str
    style: Mapping[str, float | bool | tuple[float, float]]
    speed_mps: Mapping[str, float]
    reproduces: tuple[Figure, ...] = field(default=())


_ADULT = {
    "impact": 0.5,
    "ringing": 4.2,
    "impact_cv": 0.25,
    "lift_off": 0.65,
    "backward_swing": 1.1,
    "backward_landing_share": 0.36,
    "backward_push_s": 0.06,
    "forward_fall_mps2": 10.0,
    "backward_fall_mps2": 3.0,
    "forward_lag": -0.02,
    "clearance_m": 0.02,
    "swing_yaw_deg": 14.0,
    "swing_roll_deg": 9.0,
    "trunk_ahead_share": -0.08,
    "crouch_m": 0.003,
    "bounce_m": 0.005,
    "personal_motion": 1.0,
    "soft_tissue": 1.0,
    "stride_time_cv": 0.03,
    "stride_length_cv": 0.045,
    "stride_time_hurst": 0.75,
}
"""As like the captured and recorded adults of `benchmarks/realism.py` as the simulator gets."""


def _like_adult(
    **changes: float | bool | tuple[float, float],
) -> Mapping[str, float | bool | tuple[float, float]]:
    return MappingProxyType(_ADULT | changes)


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "plain": Profile(
            "The calm, level walker of earlier versions: plain waves, soft landings.",
            MappingProxyType({}),
            {"forward": 1.2, "backward": 0.5},
        ),
        "adult": Profile(
            "An adult without complaints, as captured and recorded people walk.",
            _like_adult(),
            {"forward": 1.2, "backward": 0.7},
        ),
        "older_adult": Profile(
            "An older adult: slower, shorter steps, longer double support, less steady.",
            _like_adult(
                quickness=1.08,
                forward_swing=0.93,
                backward_swing=1.0,
                impact=0.4,
                clearance_m=0.015,
                step_width_m=0.15,
                step_width_sd_m=0.02,
                stride_time_cv=0.045,
                stride_length_cv=0.06,
            ),
            {"forward": 1.0, "backward": 0.55},
            (
                Figure("speed", "backward", "all elderly fallers below 0.6 m/s", _FRITZ),
                Figure("stride length", "both", "shorter than in young adults, backward above all", _LAUFER),
                Figure("double support", "both", "longer than in young adults", _LAUFER),
            ),
        ),
        "knee_oa": Profile(
            "A person with a painful right knee: stiff, careful on that side.",
            _like_adult(
                quickness=0.925,
                knee_extension_deficit_deg=(5.0, 18.0),
                deficit_in_standing=False,
                step_time_asymmetry=-0.08,
                step_length_asymmetry=0.05,
                impact=0.4,
                trunk_motion=1.2,
                step_width_m=0.14,
            ),
            {"forward": 1.0, "backward": 0.4},
            (
                Figure("step length at 1.37 m/s", "forward", "0.79 m, SD 0.12", _WIIK),
                Figure("step width", "forward", "0.14 m, SD 0.05", _WIIK),
                Figure("knee excursion", "forward", "smaller than in controls", _ZENI),
            ),
        ),
        "parkinson": Profile(
            "A person with Parkinson's disease: short quick steps, feet kept low and flat, unsteady timing.",
            _like_adult(
                quickness=1.2,
                forward_swing=0.85,
                backward_swing=0.92,
                clearance_m=0.008,
                forward_strike_deg=6.0,
                backward_strike_deg=-10.0,
                step_width_m=0.15,
                stride_time_cv=0.05,
                stride_length_cv=0.09,
                stride_time_hurst=0.6,
                personal_motion=0.8,
                swing_yaw_deg=6.0,
                slowing=-0.05,
            ),
            {"forward": 0.95, "backward": 0.45},
            (
                Figure("stride length", "both", "shorter than in controls of the same age", _HACKNEY),
                Figure("swing share", "both", "smaller than in controls", _HACKNEY),
                Figure("double support", "backward", "longer than in controls", _HACKNEY),
                Figure("variability of stride time and length", "backward", "larger than in controls", _KWON),
            ),
        ),
        "stroke": Profile(
            "A person after a stroke with a weak right side: limps in time and in length, lifts that foot little.",
            _like_adult(
                quickness=1.05,
                step_time_asymmetry=-0.22,
                step_length_asymmetry=-0.15,
                knee_extension_deficit_deg=(5.0, 10.0),
                backward_swing=0.9,
                clearance_m=0.010,
                forward_strike_deg=8.0,
                backward_strike_deg=-14.0,
                step_width_m=0.17,
                step_width_sd_m=0.02,
                stride_time_cv=0.05,
                stride_length_cv=0.08,
            ),
            {"forward": 0.8, "backward": 0.37},
            (
                Figure("comfortable speed", "backward", "0.37 m/s, SD 0.19", _PENG),
                Figure("speed, step length, cadence", "backward", "fall more than in controls", _HAWKINS),
                Figure("double support", "backward", "grows more than in controls", _HAWKINS),
            ),
        ),
        "short_leg": Profile(
            "A person whose left leg is 3 cm shorter.",
            _like_adult(leg_length_difference_m=-0.03, step_time_asymmetry=0.05, trunk_motion=1.2),
            {"forward": 1.1, "backward": 0.6},
        ),
        "shuffling": Profile(
            "A person who hardly lifts the feet and sets them down flat.",
            _like_adult(
                clearance_m=0.004,
                forward_strike_deg=0.0,
                backward_strike_deg=-3.0,
                impact=0.25,
                forward_fall_mps2=0.0,
                backward_fall_mps2=0.0,
            ),
            {"forward": 0.7, "backward": 0.35},
        ),
        "bouncing": Profile(
            "A lively person whose heels hardly rest.",
            _like_adult(heel_rise=0.8, bounce_m=0.02, quickness=1.15, sway_m=0.03, impact=0.8),
            {"forward": 1.3, "backward": 0.8},
        ),
        "on_the_toes": Profile(
            "A person whose heels do not reach the floor.",
            _like_adult(rest_pitch_deg=12.0),
            {"forward": 1.0, "backward": 0.5},
        ),
    }
)
"""All profiles by name."""
