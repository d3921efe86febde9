"""How a sensor shakes on its segment: it rings after contacts, the flesh under it wobbles, a pocket lets it swing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.poses import add_rings, shake
from retrogait.simulation.pose import Pose, add, product, rotations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Flags
    from retrogait.simulation.curves import Floats
    from retrogait.simulation.places import Place

_RING_HZ = {"foot": 28.0, "shank": 20.0, "thigh": 15.0, "lower_back": 11.0, "sternum": 9.0}
_KICK = {"foot": 0.14, "shank": 0.08, "thigh": 0.05, "lower_back": 0.03, "sternum": 0.02}
"""Rate at which a sensor starts to ring after contact, as a share of the landing speed."""
_NOD_RAD_PER_M = 1.5
_TRUNK = ("lower_back", "sternum")
_DECAY_S, _ONSET_S = 0.022, 0.006
_KICKED = np.array([-0.6, 0.0, 0.8])
"""Which way a kick goes, in the segment's axes."""
_OVER_DECAYS = 8.0
_SOFT_ONSET = 0.4  # of a period: flesh is not struck, it is taken along
_NEAR, _FAR = 1.5, 0.75
"""At the end of the foot that strikes, and at the other, a sensor rings so much more than at the instep (treadmill of
Gottlieb 2020, doi 10.3390/s20216331: 2 to 1 backward, 1.5 to 1 forward)."""
_FORWARD_LIFT_OFF = 0.4
"""Backward the heel snaps off the floor; forward the toe leaves it softly."""


@dataclass(frozen=True)
class Flesh:
    """What is under a sensor: how it wobbles after contacts, and how much of the knee's bending its skin follows."""

    wobble_hz: float
    decay_s: float
    speed_share: float
    rad_per_m: float
    slide_pitch: float = 0.0
    slide_yaw: float = 0.0


_FLESH = {
    "foot": Flesh(16.0, 0.030, 0.02, 0.3),
    "shank": Flesh(10.0, 0.045, 0.05, 0.4, 0.02, 0.03),
    "thigh": Flesh(6.5, 0.070, 0.08, 0.5, -0.05, 0.04),
    "lower_back": Flesh(8.0, 0.055, 0.08, 0.25),
    "sternum": Flesh(7.0, 0.055, 0.06, 0.2),
}
_POCKET_HZ, _POCKET_DECAY_S = 3.5, 0.12
_WANDER_S, _WANDER_DEG = (7.0, 19.0, 47.0), 1.2
"""Periods and size of the slow turning of a sensor that is loose, per unit of looseness beyond a strap."""


@dataclass(frozen=True)
class Strikes:
    """Contacts of one foot (n,): when it lands and leaves, how fast and how hard it lands, and with which end.

    `outward` is 1 at the left side and -1 at the right.
    """

    outward: float

    touch_s: Floats
    lift_s: Floats
    landing_mps: Floats
    size: Floats
    on_toe: Flags
    off_toe: Flags
    backward: Flags


@dataclass(frozen=True)
class Shaking:
    """What shakes the sensors of a walker: impact, ringing, lift-off and soft tissue, as options of `Walker`."""

    impact: float
    ringing: float
    lift_off: float
    soft_tissue: float

    def apply(
        self,
        pose: Pose,
        time_s: Floats,
        strikes: Sequence[Strikes],
        kind: str,
        place: Place,
        flexion_rad: Floats | None,
        wander: Floats,
    ) -> Pose:
        """Shake a sensor along its segment's axes; `wander` (3, 3) are phases of a loose one's slow turning."""
        loose = place.loose - 1.0
        if self.impact > 0.0:
            pose = self._rung(pose, time_s, strikes, kind, place)
        if self.soft_tissue > 0.0 or loose > 0.0:
            pose = self._wobbled(pose, time_s, strikes, kind, loose, flexion_rad)
        if loose > 0.0:
            turns = 2.0 * np.pi * (time_s[:, None, None] / np.array(_WANDER_S) + wander)
            yaw, pitch, roll = np.radians(_WANDER_DEG * loose) * np.sin(turns).mean(axis=2).T
            pose = Pose(pose.position_m, product(pose.rotation, rotations(yaw, pitch, roll)))
        return pose

    def _rung(self, pose: Pose, time_s: Floats, strikes: Sequence[Strikes], kind: str, place: Place) -> Pose:
        """Ring as a stiff thing does that is struck; the foot nods as well."""
        hz, share = _RING_HZ[kind], _KICK[kind] * (1.0 if kind in _TRUNK else self.ringing)
        kick, nod = np.zeros(len(time_s)), np.zeros(len(time_s) if kind == "foot" else 0)
        for own in strikes:
            landing = self.impact * own.size * own.landing_mps
            striking, leaving = (_nearness(kind, place, at_toe) for at_toe in (own.on_toe, own.off_toe))
            kick += ring(time_s, own.touch_s, share * striking * landing, hz, _DECAY_S)
            if self.lift_off > 0.0:
                size = self.lift_off * np.where(own.backward, 1.0, _FORWARD_LIFT_OFF)
                kick += ring(time_s, own.lift_s, share * size * leaving * landing, hz, _DECAY_S)
            if kind == "foot":
                nod += ring(time_s, own.touch_s, self.ringing * _NOD_RAD_PER_M * landing, 0.8 * hz, _DECAY_S)
        position = np.empty((len(time_s), 3))
        rotation = np.empty((len(nod), 3, 3))
        shake(pose.position_m, pose.rotation, _KICKED, kick, nod, position, rotation)
        return Pose(position, rotation if kind == "foot" else pose.rotation)

    def _wobbled(
        self,
        pose: Pose,
        time_s: Floats,
        strikes: Sequence[Strikes],
        kind: str,
        loose: float,
        flexion_rad: Floats | None,
    ) -> Pose:
        """Wobble with the flesh or the pocket, and slide with the skin over a bending knee."""
        flesh = _FLESH[kind]
        hz, decay = (_POCKET_HZ, _POCKET_DECAY_S) if loose > 0.0 else (flesh.wobble_hz, flesh.decay_s)
        size, onset_s = self.soft_tissue + loose, _SOFT_ONSET / hz
        bob, bob_out, tip, tip_out, none = (np.zeros(len(time_s)) for _ in range(5))
        for own in strikes:
            blow = size * own.size * own.landing_mps
            up = ring(time_s, own.touch_s, flesh.speed_share * blow, hz, decay, onset_s)
            over = ring(time_s, own.touch_s + 0.01, flesh.rad_per_m * blow, 0.8 * hz, decay, onset_s)
            bob, tip = bob + up, tip + over
            bob_out, tip_out = bob_out + own.outward * up, tip_out + own.outward * over
        bent = none if flexion_rad is None else self.soft_tissue * flexion_rad
        slid_out = flesh.slide_yaw * strikes[0].outward * bent
        position = add(pose.position_m, pose.rotation, np.stack([-0.7 * bob, 0.3 * bob_out, bob], axis=1))
        turned = rotations(0.5 * tip_out + slid_out, tip + flesh.slide_pitch * bent, 0.4 * tip_out)
        return Pose(position, product(pose.rotation, turned))


def _nearness(kind: str, place: Place, at_toe: Flags) -> Floats:
    """How much stronger than at the instep a blow at toe or heel is felt at a place of the foot (n,); 1 elsewhere."""
    ahead = place.at_m[0]
    if kind != "foot" or ahead == 0.0:
        return np.ones(len(at_toe))
    return np.where(at_toe == (ahead > 0.0), _NEAR, _FAR)


def ring(
    time_s: Floats, hit_s: Floats, kick: Floats, ring_hz: float, decay_s: float, onset_s: float = _ONSET_S
) -> Floats:
    """How a thing rings (n,): a damped oscillation from each of `hit_s` (m,) with the rate `kick` (m,).

    The unit is that of `kick` times seconds: kicks in m/s give metres, in rad/s give rad.
    """
    total = np.zeros(len(time_s))
    add_rings(time_s, hit_s, kick, ring_hz, decay_s, onset_s, _OVER_DECAYS * decay_s, total)
    return total
