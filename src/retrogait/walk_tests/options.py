"""What a trial of a walking test needs to be one."""

from __future__ import annotations

from dataclasses import dataclass

from retrogait.tables.checks import Checked, option


@dataclass(frozen=True)
class WalkTestOptions(Checked):
    """Requirements for a trial to be timed.

    Attributes
    ----------
    least_standing_s : float
        Standing before the first movement: distance is measured from there.
    most_first_share : float
        Length of the first foot's first step, as a share of the other foot's first step. From standing with the feet
        side by side the first step is half as long. Beyond this share one foot stood ahead of the other, and each is
        measured from its own place.
    most_turn_deg : float
        Change of the heading of a foot since standing, up to which the course counts as straight.
    most_other_share : float
        Share of steps in another direction, in a walk of fixed time, up to which there is no caution.
    """

    least_standing_s: float = option(0.5, low=0)
    most_first_share: float = option(0.75, low=0)
    most_turn_deg: float = option(45.0, low=0, high=180)
    most_other_share: float = option(0.1, low=0, high=1)
