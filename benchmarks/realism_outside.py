"""What of a simulated walker lies outside the spread of people, by walker, and why; nothing else may.

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
