"""What of a simulated walker lies outside the spread of people, by walker; nothing else may.

A pattern is matched with `group: site feature` of a line, as in `fnmatch`. One that is needed by no line outside, nor
by one near the edge, where chance decides, has to go.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from realism import Line

NEAR = 0.8  # in units of the spread
_TRUNK = "its trunk moves in plain waves, and less than people's"
_PLANE = "its legs move in the plane of travel: they hardly roll and yaw"
_KNEE = "its knees follow from hips and ankles, and bend too little"
_LIMBS = "its shanks and thighs follow from hips and ankles"
_FOOT = "its foot lies flat and still through mid stance, and swings in one smooth turn"
_SAME = "its strides are scaled copies of each other"
_HITS = "its heel rings once, at a size that suits neither a treadmill nor a toe"

# Of the adult: what is seen, not why it is so.
_TIME = "its legs are not as asymmetric in time as people's"
_SPECTRA = "power lies otherwise between the bands, mostly less of it between 8 and 15 Hz"
_SHAPE = "the mean stride runs otherwise"
_SIZE = "trunk: one size of sway and turning for all speeds"
_SIDE = "legs roll, yaw and move sideways less than real sensors on them"
_LINKS = "shank and thigh pitch by other amounts"
_ROLL = "foot: lifts, swings and rests otherwise in detail"
_BENT = "knees bend a little otherwise"
_BLOWS = "transients at heel and toe are of other sizes than on the one treadmill"
_BELT = "one adult on a belt is steadier than adults on a floor"

OUTSIDE: dict[str, dict[str, str]] = {
    "plain": {
        "*: lower_back *": _TRUNK,
        "*: sternum *": _TRUNK,
        "*: * roll rate*": _PLANE,
        "*: * yaw rate*": _PLANE,
        "*: * acc lateral*": _PLANE,
        "*: knee *": _KNEE,
        "*: shank *": _LIMBS,
        "*: thigh *": _LIMBS,
        "*: foot asymmetry, *": _FOOT,
        "*: foot acc *": _FOOT,
        "*: foot curve of acc vertical*": _FOOT,
        "* forward: foot still*": _FOOT,
        "* forward: foot quietest*": _FOOT,
        "*: foot swing, 1st/2nd rotation*": _FOOT,
        "treadmill backward: foot pitch*": "that person's toes rise less",
        "treadmill *: heel *": _HITS,
        "treadmill *: toe *": _HITS,
        "*: * repeats, r": _SAME,
        "captured backward: gait *": "people who walk backward stand on both feet for a shorter time",
        "*: gait stride * CV*": "a calm walker on an even floor",
    },
    "adult": {
        "*: thigh asymmetry, in phase 2": _TIME,
        "*: thigh asymmetry, in phase, nats": _TIME,
        "captured backward: foot asymmetry, skew 1": _TIME,
        "captured backward: foot asymmetry, skew, nats": _TIME,
        "captured backward: shank asymmetry, in phase 2": _TIME,
        "captured backward: shank asymmetry, in phase, nats": _TIME,
        "captured forward: foot asymmetry, in phase, nats": _TIME,
        "captured forward: foot asymmetry, skew 1": _TIME,
        "captured forward: thigh asymmetry, skew 1": _TIME,
        "real forward: foot asymmetry, in phase 1": _TIME,
        "real forward: foot asymmetry, in phase, nats": _TIME,
        "real forward: shank asymmetry, in phase 1": _TIME,
        "real forward: shank asymmetry, in phase 2": _TIME,
        "real forward: shank asymmetry, in phase, nats": _TIME,
        "real forward: shank asymmetry, skew 1": _TIME,
        "real forward: shank asymmetry, skew 2": _TIME,
        "real forward: shank asymmetry, skew, nats": _TIME,
        "treadmill backward: foot asymmetry, skew 1": _TIME,
        "treadmill backward: foot asymmetry, skew 2": _TIME,
        "treadmill backward: foot asymmetry, skew, nats": _TIME,
        "treadmill forward: foot asymmetry, in phase 2": _TIME,
        "treadmill forward: foot asymmetry, in phase, nats": _TIME,
        "treadmill forward: foot asymmetry, skew 1": _TIME,
        "treadmill forward: foot asymmetry, skew, nats": _TIME,
        "*: lower_back acc 8-15 Hz, %": _SPECTRA,
        "*: sternum acc 3-8 Hz, %": _SPECTRA,
        "*: sternum acc 8-15 Hz, %": _SPECTRA,
        "*: thigh acc 8-15 Hz, %": _SPECTRA,
        "captured forward: foot acc 3-8 Hz, %": _SPECTRA,
        "captured forward: foot acc 8-15 Hz, %": _SPECTRA,
        "captured forward: lower_back acc 0-3 Hz, %": _SPECTRA,
        "captured forward: shank acc 3-8 Hz, %": _SPECTRA,
        "captured forward: shank acc 8-15 Hz, %": _SPECTRA,
        "captured forward: sternum acc 0-3 Hz, %": _SPECTRA,
        "real forward: foot acc 3-8 Hz, %": _SPECTRA,
        "real forward: shank acc 0-3 Hz, %": _SPECTRA,
        "real forward: shank acc 15-40 Hz, %": _SPECTRA,
        "real forward: shank acc 8-15 Hz, %": _SPECTRA,
        "treadmill backward: foot acc 15-40 Hz, %": _SPECTRA,
        "treadmill backward: foot acc 3-8 Hz, %": _SPECTRA,
        "treadmill forward: foot acc 0-3 Hz, %": _SPECTRA,
        "treadmill forward: foot acc 15-40 Hz, %": _SPECTRA,
        "treadmill forward: foot acc 8-15 Hz, %": _SPECTRA,
        "*: lower_back pitch rate, repeats, r": _SAME,
        "*: thigh acc vertical, repeats, r": _SAME,
        "captured backward: foot acc vertical, repeats, r": _SAME,
        "captured backward: foot pitch rate, repeats, r": _SAME,
        "captured backward: shank acc vertical, repeats, r": _SAME,
        "captured backward: shank pitch rate, repeats, r": _SAME,
        "captured backward: sternum pitch rate, repeats, r": _SAME,
        "captured backward: thigh pitch rate, repeats, r": _SAME,
        "captured forward: foot acc vertical, repeats, r": _SAME,
        "captured forward: foot pitch rate, repeats, r": _SAME,
        "captured forward: lower_back acc vertical, repeats, r": _SAME,
        "captured forward: shank acc vertical, repeats, r": _SAME,
        "captured forward: shank pitch rate, repeats, r": _SAME,
        "captured forward: sternum acc vertical, repeats, r": _SAME,
        "captured forward: sternum pitch rate, repeats, r": _SAME,
        "real forward: foot pitch rate, repeats, r": _SAME,
        "treadmill backward: foot acc vertical, repeats, r": _SAME,
        "*: foot curve of acc vertical, r": _SHAPE,
        "*: sternum curve of acc along, r": _SHAPE,
        "*: thigh curve of acc along, r": _SHAPE,
        "captured backward: foot curve of yaw rate, r": _SHAPE,
        "captured backward: lower_back curve of pitch rate, r": _SHAPE,
        "captured backward: shank curve of acc along, r": _SHAPE,
        "captured backward: shank curve of acc vertical, r": _SHAPE,
        "captured forward: foot curve of yaw rate, r": _SHAPE,
        "captured forward: shank curve of acc along, r": _SHAPE,
        "captured forward: shank curve of roll rate, r": _SHAPE,
        "real forward: shank curve of acc vertical, r": _SHAPE,
        "real forward: shank curve of pitch rate, r": _SHAPE,
        "*: lower_back acc lateral, to 0.7 m/s": _SIZE,
        "*: sternum acc lateral, to 0.7 m/s": _SIZE,
        "captured backward: lower_back acc lateral SD, m/s2": _SIZE,
        "captured backward: lower_back acc lateral, 0.7-1.1 m/s": _SIZE,
        "captured backward: lower_back pitch rate SD, deg/s": _SIZE,
        "captured backward: lower_back yaw rate SD, deg/s": _SIZE,
        "captured backward: sternum acc along, to 0.7 m/s": _SIZE,
        "captured backward: sternum acc lateral SD, m/s2": _SIZE,
        "captured backward: sternum acc vertical, 0.7-1.1 m/s": _SIZE,
        "captured backward: sternum pitch rate SD, deg/s": _SIZE,
        "captured backward: sternum roll rate SD, deg/s": _SIZE,
        "captured forward: lower_back roll rate SD, deg/s": _SIZE,
        "real forward: foot acc lateral SD, m/s2": _SIDE,
        "real forward: foot roll rate SD, deg/s": _SIDE,
        "real forward: foot yaw rate SD, deg/s": _SIDE,
        "real forward: shank roll rate SD, deg/s": _SIDE,
        "real forward: shank yaw rate SD, deg/s": _SIDE,
        "real forward: thigh roll rate SD, deg/s": _SIDE,
        "real forward: thigh yaw rate SD, deg/s": _SIDE,
        "treadmill backward: foot acc lateral SD, m/s2": _SIDE,
        "treadmill backward: foot roll rate SD, deg/s": _SIDE,
        "treadmill forward: foot acc lateral SD, m/s2": _SIDE,
        "treadmill forward: foot roll rate SD, deg/s": _SIDE,
        "treadmill forward: foot yaw rate SD, deg/s": _SIDE,
        "captured backward: shank acc along SD, m/s2": _LINKS,
        "captured backward: shank pitch rate SD, deg/s": _LINKS,
        "captured backward: thigh pitch rate SD, deg/s": _LINKS,
        "real forward: shank acc along SD, m/s2": _LINKS,
        "real forward: shank pitch rate SD, deg/s": _LINKS,
        "real forward: thigh pitch rate SD, deg/s": _LINKS,
        "captured backward: foot acc vertical SD, m/s2": _ROLL,
        "captured backward: foot pitch at final contact, deg": _ROLL,
        "captured forward: foot quietest, share of stance, %": _ROLL,
        "captured forward: foot swing, 1st/2nd rotation, ln": _ROLL,
        "real forward: foot acc along SD, m/s2": _ROLL,
        "real forward: foot acc vertical SD, m/s2": _ROLL,
        "treadmill backward: foot acc vertical SD, m/s2": _ROLL,
        "treadmill backward: foot pitch at final contact, deg": _ROLL,
        "treadmill backward: foot pitch, most toe-up, deg": _ROLL,
        "treadmill backward: foot swing, 1st/2nd rotation, ln": _ROLL,
        "treadmill forward: foot acc along SD, m/s2": _ROLL,
        "treadmill forward: foot acc vertical SD, m/s2": _ROLL,
        "treadmill forward: foot still, share of stance, %": _ROLL,
        "captured backward: knee flexion at contact, deg": _BENT,
        "captured backward: knee flexion in mid stance, deg": _BENT,
        "captured forward: knee flexion, range of stride, deg": _BENT,
        "*: toe 15-60 Hz, initial contact, m/s2": _BLOWS,
        "treadmill backward: toe 15-60 Hz, final contact, m/s2": _BLOWS,
        "treadmill forward: heel 15-60 Hz, final contact, m/s2": _BLOWS,
        "treadmill forward: heel 15-60 Hz, initial contact, m/s2": _BLOWS,
        "treadmill backward: gait stride time CV, %": _BELT,
        "treadmill forward: gait stride length CV, %": _BELT,
        "treadmill forward: gait stride time CV, %": _BELT,
    },
}


def unlisted(lines: Iterable[Line], walker: str) -> list[Line]:
    """Lines outside the spread that no pattern of the walker allows."""
    return [line for line in lines if line.is_outside and not _patterns_for(line, walker)]


def idle(lines: Iterable[Line], walker: str) -> list[str]:
    """Patterns of the walker that allow no line outside the spread or near its edge."""
    needed = {pattern for line in lines if abs(line.off) > NEAR for pattern in _patterns_for(line, walker)}
    return [pattern for pattern in OUTSIDE.get(walker, {}) if pattern not in needed]


def _patterns_for(line: Line, walker: str) -> list[str]:
    return [pattern for pattern in OUTSIDE.get(walker, {}) if fnmatchcase(line.name, pattern)]
