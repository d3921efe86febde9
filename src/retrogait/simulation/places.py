"""Where on its segment a sensor is worn: on the instep or the heel, in the middle of the shank or at the ankle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.tables.catalogue import SITES

if TYPE_CHECKING:
    from retrogait.simulation.curves import Floats


@dataclass(frozen=True)
class Place:
    """A place on a segment, of an adult with legs of 0.9 m and feet of 0.26 m.

    Attributes
    ----------
    at_m
        Forward, outward (to the left at the left side and on the trunk) and upward from the segment's origin: the
        instep of a foot, the ankle of a shank, the hip of a thigh, the middle of the hips for the trunk.
    loose
        How loosely it is worn, against a strap: a phone in a pocket swings and turns.
    """

    at_m: tuple[float, float, float]
    loose: float = 1.0


@dataclass(frozen=True)
class Worn:
    """How one sensor is worn: its place, and phases (3, 3) of its slow turning where it is loose."""

    place: Place
    wander: Floats


PLACES = {
    "foot": {
        "instep": Place((0.0, 0.0, 0.0)),
        "heel": Place((-0.13, 0.0, -0.01)),
        "toe": Place((0.09, 0.0, -0.02)),
    },
    "shank": {
        "middle": Place((0.03, 0.0, 0.27)),
        "below_knee": Place((0.04, 0.02, 0.34)),
        "ankle": Place((0.0, 0.04, 0.05)),
    },
    "thigh": {
        "middle": Place((0.06, 0.0, -0.20)),
        "above_knee": Place((0.06, 0.0, -0.32)),
        "pocket": Place((0.07, 0.06, -0.10), loose=4.0),
    },
    "lower_back": {"back": Place((-0.09, 0.0, 0.10)), "hip": Place((0.0, -0.16, 0.08))},
    "sternum": {"middle": Place((0.09, 0.0, 0.45)), "breast_pocket": Place((0.09, 0.08, 0.42), loose=3.0)},
}
"""Places by kind of site; the first is where a sensor sits unless something else is said."""

KIND_OF = {site: next(kind for kind in PLACES if site.endswith(kind)) for site in SITES}


def place_of(site: str, worn: str | None) -> Place:
    """Give the place of a site's sensor; None is the usual one."""
    own = PLACES[KIND_OF[site]]
    return own[worn] if worn is not None else next(iter(own.values()))


def offset_m(site: str, place: Place, scale: float) -> Floats:
    """Vector (3,) from the segment's origin to the place, of a body so many times an adult's."""
    ahead, outward, up = place.at_m
    return np.array([ahead, -outward if site.startswith("right_") else outward, up]) * scale
