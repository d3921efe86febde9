"""Stairs: their measures, who can walk them, and the stair under a swinging foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption
from retrogait.simulation.foothold import FootShape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.walker import Walker

RISE_M, TREAD_M = 0.17, 0.29
CADENCE_SPM = {"forward": 88.0, "backward": 56.0}
STRIKE_DEG = {"forward_up": -3.0, "forward_down": -17.0, "backward_up": -14.0, "backward_down": -20.0}
LIFT_DEG = {"forward_up": 36.0, "forward_down": 32.0, "backward_up": -8.0, "backward_down": -6.0}
SINK_MPS = {"up": 0.25, "down": 0.55}
"""Of an adult: steps per minute, pitch of the foot at touch (positive heel-first) and lift, falling speed at touch."""
_MARGIN_M = 0.01
_LEAST_RISE_SHARE = 0.4


def check_climber(walker: Walker, incline_deg: float) -> None:
    """Refuse stairs on a slope, feet that do not fit on a tread, and legs that are too short for two rises."""
    if incline_deg:
        raise InvalidOption(
            f"simulate_walk: incline_deg is {incline_deg:g} and the program has stairs; expected 0, as stairs are "
            "level; leave one of the two out"
        )
    shape = FootShape.of_length(walker.foot_length_m)
    longest = (TREAD_M - 2 * _MARGIN_M) * walker.foot_length_m / float(shape.toe_m[0] - shape.heel_m[0])
    if walker.foot_length_m > longest:
        raise InvalidOption(
            f"simulate_walk: stairs with treads of {TREAD_M:g} m and a foot of {walker.foot_length_m:g} m; expected "
            f"foot_length_m of {longest:.2f} m at most for stairs; lower it, or leave stairs out"
        )
    shortest = 2 * RISE_M / _LEAST_RISE_SHARE
    if walker.leg_length_m < shortest:
        raise InvalidOption(
            f"simulate_walk: stairs with rises of {RISE_M:g} m and legs of {walker.leg_length_m:g} m; expected "
            f"leg_length_m of {shortest:.2f} m or more, as a foot goes up two rises at once; raise it, or leave stairs "
            "out"
        )


def nose_behind_m(rise_m: float, backward: bool, shape: FootShape) -> float:
    """Distance along the travel from the edge of a step to the place of the foot on it.

    The room that the tread leaves is where the swinging foot passes: ahead of the toe uphill, behind it downhill.
    """
    rear, front = float(shape.heel_m[0]), float(shape.toe_m[0])
    if backward:
        rear, front = -front, -rear
    free = TREAD_M - (front - rear)
    return -rear + (_MARGIN_M if rise_m > 0.0 else free - _MARGIN_M)


def floor_under(along_m: Floats, edges_m: Floats, rises_m: Floats) -> Floats:
    """Height (n, u) of the stair under points (n, u) along swings, over the place that each leaves.

    `edges_m` and `rises_m` (n, 2) are the edges that a swing passes; a point within a centimetre of an edge is over
    the higher side.
    """
    higher = np.where(rises_m > 0.0, -_MARGIN_M, _MARGIN_M)
    passed = along_m[:, None, :] > (edges_m + higher)[:, :, None]
    return np.asarray(np.sum(passed * rises_m[:, :, None], axis=1))


def manner(rise_m: float, backward: bool) -> str:
    """Key of the tables above."""
    return ("backward" if backward else "forward") + ("_up" if rise_m > 0.0 else "_down")


def swing_edges(
    passed: Sequence[tuple[float, float, bool]], shape: FootShape
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Edges and rises of one swing from (way of the body from the departing place, rise, backward) of its steps."""
    edges = [(way - nose_behind_m(rise, backward, shape), rise) for way, rise, backward in passed if rise]
    edges += [(0.0, 0.0)] * (2 - len(edges))
    return (edges[0][0], edges[1][0]), (edges[0][1], edges[1][1])
