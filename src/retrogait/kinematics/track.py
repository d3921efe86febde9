"""From samples to motion, whatever the site: the door of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.kinematics.limb import LimbMotion, track_limb
from retrogait.kinematics.thigh import ThighMotion, track_thigh
from retrogait.kinematics.trunk import TrunkMotion, track_trunk
from retrogait.tables.catalogue import THIGHS, TRUNK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from retrogait.recording import Recording

Motion = LimbMotion | ThighMotion | TrunkMotion


def track(recording: Recording, sites: Iterable[str], threshold: float = 0.3) -> Iterator[Motion]:
    """Track the sensors at these sites, one unbroken stretch of samples after the other.

    Points of a limb land and leave at `threshold` of their peak speed in the swing (see `track_limb`). One motion is
    held at a time, so that memory does not grow with the number of sites.
    """
    for site in sites:
        if site in TRUNK:
            yield from track_trunk(recording, site)
        elif site in THIGHS:
            yield from track_thigh(recording, site)
        else:
            yield from track_limb(recording, site, threshold)
