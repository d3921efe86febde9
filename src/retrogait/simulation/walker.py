"""The walker: body size, style and steadiness, and the gait of a plain adult at a given speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption
from retrogait.simulation.profiles import PROFILES
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import Bounds, Checked, check, check_choice, option
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from typing import Self

_WALK_RATIO_M_PER_SPM = {"forward": 0.0065, "backward": 0.0040}
HANDRAIL_SHARE = 0.5
HIGHEST_TOE_STRIKE_DEG = -5.0  # of who rests on the toes
"""Of sway and of changes of the step width remains so much where a person holds on to a rail."""
_DEFICIT = Bounds("a number", low=0.0, high=40.0)
_SWING_SHARE = {"forward": 0.40, "backward": 0.34}
_DIRECTION = Bounds("", choices=WALKED)
_SPEED = Bounds("a speed in m/s", low=0.0)
_STRIDE_TIME = Bounds("a time in seconds", low=0.01, high=60.0)


@dataclass(frozen=True)
class Walker(Checked):
    """A person's body and gait; every default is an adult without complaints.

    Parameters
    ----------
    leg_length_m, foot_length_m, step_width_m, toe_out_deg
        Body size and stance; lengths of steps scale with the leg.
    forward_strike_deg, backward_strike_deg
        Foot strike angle, positive heel-first, negative toe-first; None takes one that suits the speed.
    rest_pitch_deg
        Toe-down pitch of the resting foot; above 0 the heel never touches (toe-walking).
    clearance_m
        Least height of heel and toe over the floor in mid-swing; 0.003 is a shuffle.
    step_time_asymmetry, step_length_asymmetry
        Left minus right step, as a share of their mean; 0 is even, 0.3 a limp.
    stride_time_cv, stride_length_cv, strike_sd_deg, step_width_sd_m
        Step-to-step variability, as CV of the stride or as SD.
    impact
        Size of the impact transients; 1 is a shoe on a hard floor, 0 none.
    knee_extension_deficit_deg
        The knee never straightens beyond this flexion; a pair is (left, right).
    deficit_in_standing
        Whether the deficit is present in standing too; False straightens the knee there.
    leg_length_difference_m
        Left minus right leg; `leg_length_m` is their mean.
    forward_swing, backward_swing
        Length of swings against the plain walker's.
    double_support_share
        Share of the stride in which both feet stand; None takes one that suits the pace.
    impact_cv
        Step-to-step variability of what rings after a contact.
    ringing
        Size of the ringing of feet and legs after contacts, against that of a soft shoe.
    lift_off
        Size of the transient as a foot leaves, against that of its landing; on a real heel walking backward it is
        larger than the landing.
    heel_rise
        How much of the flat stance the heel is up, early forward and late backward: 0 rolls off in the usual way, 1
        bounces from toe to toe.
    backward_landing_share
        Speed of the toe as it touches the floor backward, as a share of its top speed in swing.
    backward_push_s
        Time in which a foot that leaves the floor backward gathers its first speed.
    forward_fall_mps2, backward_fall_mps2
        Downward acceleration of the foot as it touches the floor: 0 lays it down, people let it fall.
    forward_lag
        How late in its swing forward a foot is fastest, as a share of its way.
    crouch_m
        How much lower than the knees allow the hips are carried in walking.
    trunk_motion
        Size of the trunk's sway, surge and bounce, against a calm walker's.
    sway_m, bounce_m
        Half-width of the trunk's way to the sides, and of its way up and down beyond what the step asks for.
    trunk_ahead_share
        How far the trunk is in front of the middle of the feet, as a share of the step; below 0 behind it.
    personal_motion
        Size of what trunk, thighs and shanks do beyond plain waves: overtones of the stride, legs that turn in and out;
        1 is as in captured people. Each seed is another person.
    soft_tissue
        Size of the wobbling of flesh and straps after contacts, and of the skin's sliding over the knee; 1 is usual.
    handrail
        Whether the person holds on to a rail, which steadies the trunk and the width of the steps.
    swing_yaw_deg, swing_roll_deg
        How far the foot turns out, and tips onto its outer edge, in mid-swing.
    stride_time_hurst
        Memory of the stride times: 0.5 has none, healthy adults have 0.7 to 0.9.
    quickness
        Cadence against the usual one at the same speed.
    speed_drift
        SD of slow changes of speed over some 20 strides, as a share; on a treadmill the person drifts on the belt.
    slowing
        Share by which steps are slower and shorter at the end of the walk than at its beginning.
    """

    leg_length_m: float = option(0.90, low=0.4, high=1.3)
    foot_length_m: float = option(0.26, low=0.12, high=0.36)
    step_width_m: float = option(0.14, low=0.0, high=0.5)
    toe_out_deg: float = option(6.0, low=-30.0, high=45.0)
    forward_strike_deg: float | None = option(None, low=-40.0, high=40.0, none=True)
    backward_strike_deg: float | None = option(None, low=-50.0, high=30.0, none=True)
    rest_pitch_deg: float = option(0.0, low=0.0, high=30.0)
    clearance_m: float = option(0.015, low=0.002, high=0.2)
    step_time_asymmetry: float = option(0.0, low=-0.5, high=0.5)
    step_length_asymmetry: float = option(0.0, low=-0.5, high=0.5)
    stride_time_cv: float = option(0.02, low=0.0, high=0.2)
    stride_length_cv: float = option(0.03, low=0.0, high=0.3)
    strike_sd_deg: float = option(1.5, low=0.0, high=10.0)
    step_width_sd_m: float = option(0.01, low=0.0, high=0.1)
    impact: float = option(1.0, low=0.0, high=4.0)
    knee_extension_deficit_deg: float | tuple[float, float] = 0.0
    forward_swing: float = option(1.0, low=0.7, high=1.3)
    backward_swing: float = option(1.0, low=0.7, high=1.3)
    double_support_share: float | None = option(None, low=0.06, high=0.7, none=True)
    impact_cv: float = option(0.0, low=0.0, high=0.6)
    ringing: float = option(1.0, low=0.0, high=6.0)
    lift_off: float = option(0.0, low=0.0, high=3.0)
    backward_landing_share: float = option(0.27, low=0.1, high=0.5)
    backward_push_s: float = option(0.035, low=0.01, high=0.1)
    forward_fall_mps2: float = option(0.0, low=0.0, high=20.0)
    backward_fall_mps2: float = option(0.0, low=0.0, high=20.0)
    forward_lag: float = option(0.035, low=-0.1, high=0.1)
    crouch_m: float = option(0.0, low=0.0, high=0.05)
    trunk_motion: float = option(1.0, low=0.2, high=4.0)
    swing_yaw_deg: float = option(5.0, low=-30.0, high=30.0)
    swing_roll_deg: float = option(7.0, low=-30.0, high=30.0)
    stride_time_hurst: float = option(0.5, low=0.5, high=0.95)
    slowing: float = option(0.0, low=-0.5, high=0.5)
    deficit_in_standing: bool = True
    leg_length_difference_m: float = option(0.0, low=-0.06, high=0.06)
    heel_rise: float = option(0.0, low=0.0, high=1.0)
    sway_m: float = option(0.025, low=0.0, high=0.08)
    bounce_m: float = option(0.0, low=0.0, high=0.05)
    trunk_ahead_share: float = option(0.0, low=-0.3, high=0.3)
    personal_motion: float = option(0.0, low=0.0, high=2.0)
    soft_tissue: float = option(0.0, low=0.0, high=3.0)
    handrail: bool = False
    quickness: float = option(1.0, low=0.4, high=2.5)
    speed_drift: float = option(0.0, low=0.0, high=0.3)

    def __post_init__(self) -> None:
        """Refuse sizes and styles no person has."""
        super().__post_init__()
        for name in ("forward_strike_deg", "backward_strike_deg"):
            strike = getattr(self, name)
            if self.rest_pitch_deg > 0.0 and strike is not None and strike > 0.0:
                raise InvalidOption(
                    f"Walker: rest_pitch_deg is {self.rest_pitch_deg:g} and {name} is {strike:g}; a foot that rests on "
                    "its toes lands on them, so strike angles are 0 or less there; lower one of the two"
                )

        for deficit in self.extension_deficits_deg:
            check(
                "Walker", "knee_extension_deficit_deg", deficit, _DEFICIT, "or a pair of them, left and right"
            )

    @classmethod
    def profile(cls, name: str, **changes: Any) -> Self:
        """Make a person of a known kind, one of `PROFILES`; options given besides replace the profile's.

        Examples
        --------
        >>> Walker.profile("knee_oa").knee_extension_deficit_deg
        (5.0, 18.0)
        >>> Walker.profile("adult", leg_length_m=0.8).leg_length_m
        0.8
        """
        check_choice("Walker.profile", "name", name, PROFILES)
        unknown = [one for one in changes if one not in cls.__dataclass_fields__]
        if unknown:
            raise InvalidOption(
                f"Walker.profile: there is no option {unknown[0]!r}; expected options of Walker, such as leg_length_m; "
                "help(Walker) lists them"
            )
        return cls(**{**PROFILES[name].style, **changes})

    @property
    def extension_deficits_deg(self) -> tuple[float, float]:
        """Extension deficit of the left and the right knee."""
        given = self.knee_extension_deficit_deg
        return given if isinstance(given, tuple) and len(given) == 2 else (given, given)

    @property
    def leg_lengths_m(self) -> tuple[float, float]:
        """Length of the left and the right leg."""
        half = self.leg_length_difference_m / 2
        return self.leg_length_m + half, self.leg_length_m - half

    @arguments(direction=_DIRECTION, speed_mps=_SPEED)
    def usual_cadence_spm(self, direction: str, speed_mps: float) -> float:
        """Choose steps per minute: step length over cadence is constant, smaller backward."""
        ratio = _WALK_RATIO_M_PER_SPM[direction] * self.leg_length_m / 0.90
        return float((60.0 * speed_mps / ratio) ** 0.5) * self.quickness

    @arguments(direction=_DIRECTION, stride_time_s=_STRIDE_TIME)
    def swing_time_s(self, direction: str, stride_time_s: float) -> float:
        """Choose the swing time of a stride: its share shrinks as strides get slower."""
        if self.double_support_share is not None:  # twice a stride both feet stand, once each swings
            return 0.5 * (1.0 - self.double_support_share) * stride_time_s
        share: float = _SWING_SHARE[direction] * (stride_time_s / 1.05) ** -0.35
        share *= self.backward_swing if direction == "backward" else self.forward_swing
        return min(share, 0.42) * stride_time_s

    @arguments(direction=_DIRECTION, speed_mps=_SPEED)
    def strike_deg(self, direction: str, speed_mps: float) -> float:
        """Choose the mean foot strike angle, positive heel-first."""
        if direction == "forward":
            given = self.forward_strike_deg
            usual = 15.0 + 8.0 * min(speed_mps, 1.6)
        else:
            given = self.backward_strike_deg
            usual = -(18.5 + 16.0 * min(speed_mps, 1.2))
        if given is not None:
            return given
        return usual if self.rest_pitch_deg == 0.0 else min(usual, HIGHEST_TOE_STRIKE_DEG)
