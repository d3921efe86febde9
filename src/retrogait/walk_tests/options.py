"""What a trial of a walking test needs to be one."""

from __future__ import annotations

from dataclasses import dataclass

from retrogait.tables.checks import Checked, option


@dataclass(frozen=True)
class WalkTestOptions(Checked):
    """What a trial needs to be timed.

    Attributes
    ----------
    least_standing_s : float
        Standing before the first movement: from it the way is measured.
    most_first_share : float
        The first foot's way in its first step, as a share of the other foot's in its own. Who stands with the feet side
        by side goes half as far with the first. Beyond, one foot stood ahead of the other, and each is measured from
        where it stood itself.
    most_turn_deg : float
        Change of the heading of a foot, against the standing before, up to which the way is a straight course.
    most_other_share : float
        Steps another way, in a walk for a stated time, up to which nothing is said.
    """

    least_standing_s: float = option(0.5, low=0)
    most_first_share: float = option(0.75, low=0)
    most_turn_deg: float = option(45.0, low=0, high=180)
    most_other_share: float = option(0.1, low=0, high=1)
