"""Accelerometers of the other sign, seen when a person turns round: one that reports -1 g at rest has up for down.

One sensor does not show it: its samples are those of the other sign on a person in a mirror. Two do, because all of a
body turns the same way. If every accelerometer has the other sign it does not show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.kinematics.body_turns import turns_deg
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Floats
    from retrogait.recording import Recording


@dataclass(frozen=True)
class SignOptions(Checked):
    """When two sensors count as turning opposite ways.

    Attributes
    ----------
    least_turn_deg : float
        Within 6 s, at both. Of 157 pairs of sensors on people who turned so far none went opposite ways; by 80 deg two
        feet in 230 pairs do, that toe in and out.
    """

    least_turn_deg: float = option(120.0, low=0.0)


def sign_notes(recording: Recording, sites: Sequence[str], options: SignOptions | None = None) -> list[str]:
    """Name those of the `sites` that turn the other way than most, when the person turns round."""
    least_deg = (options or SignOptions()).least_turn_deg
    turns = {site: turns_deg(recording.channels(site), recording.rate_hz) for site in sites}
    against = {
        site: [other for other in sites if _is_opposite(turns[site], turns[other], least_deg)]
        for site in sites
    }
    most = max(map(len, against.values()), default=0)
    if most == 0:
        return []
    odd = [site for site in sites if len(against[site]) == most]
    others = [site for site in sites if site not in odd and against[site]]
    who = ", ".join(odd) if others else f"one of {', '.join(odd)}"
    than = (
        f" while {', '.join(others)} turn{'s' if len(others) == 1 else ''} to the other side"
        if others
        else ""
    )
    note = (
        f"{who}: it turns to one side{than or ' and the other to the other'} as the person turns round by "
        f"{least_deg:g} deg or more; expected the same side all over the body; its accelerometer seems to report "
        "gravity the other way (-1 g at rest); multiply its acc_x, acc_y and acc_z by -1"
    )
    return [note]


def _is_opposite(one: Floats, other: Floats, least_deg: float) -> bool:
    both = (np.abs(one) >= least_deg) & (np.abs(other) >= least_deg)
    return bool(both.any() and (one[both] * other[both] < 0).all())
