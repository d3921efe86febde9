"""Options of a stream of contacts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrogait.errors import InvalidOption
from retrogait.gait.contacts import ContactOptions

_SECONDS = ("settle_s", "longest_settle_s", "look_s", "longest_bridge_s")


@dataclass(frozen=True)
class LiveOptions:
    """What a live contact is, and how long it is waited for.

    Attributes
    ----------
    threshold : float
        Share of the swing's peak speed at which the landing point lands and the leaving point leaves, 0 to 1.
    settle_s : float
        An initial contact is decided when the landing point has stayed below the threshold for so long and has stopped
        by then ...
    longest_settle_s : float
        ... and after so long in any case. Less of either is a shorter delay and more false contacts.
    look_s : float
        A final contact is decided when the leaving point has been above the threshold for so long; twice that while the
        swing is not yet fast enough to tell, as in the first swing of a walk.
    longest_bridge_s : float
        Spells of lost samples up to so long are bridged by straight lines; after a longer one the foot must rest again
        before contacts are told.
    flat_from_deg, flat_to_deg : float
        Foot strike angles between which a landing is `flat`; above is `heel`, below is `toe`.
    """

    threshold: float = ContactOptions.threshold
    settle_s: float = 0.10
    longest_settle_s: float = 0.25
    look_s: float = 0.12
    longest_bridge_s: float = 0.10
    flat_from_deg: float = ContactOptions.flat_from_deg
    flat_to_deg: float = ContactOptions.flat_to_deg

    def __post_init__(self) -> None:
        """Refuse values that no stream can work with."""
        if not 0.0 < self.threshold < 1.0:
            raise InvalidOption(
                f"LiveOptions: threshold is {self.threshold!r}; expected a share of the swing's peak speed between "
                "0 and 1; leave it out for 0.3"
            )
        for name in _SECONDS:
            value = getattr(self, name)
            if not (np.isfinite(value) and 0.0 <= value <= 1.0):
                raise InvalidOption(
                    f"LiveOptions: {name} is {value!r}; expected a time from 0 to 1 s, because a stream decides "
                    f"within a fraction of a step; leave it out for {type(self).__dataclass_fields__[name].default!r}"
                )
        if self.longest_settle_s < self.settle_s:
            raise InvalidOption(
                f"LiveOptions: longest_settle_s {self.longest_settle_s:g} is less than settle_s {self.settle_s:g}; a "
                "landing is decided between the two; swap them"
            )
        if not self.flat_from_deg <= self.flat_to_deg:
            raise InvalidOption(
                f"LiveOptions: flat_from_deg {self.flat_from_deg:g} lies above flat_to_deg {self.flat_to_deg:g}; "
                "flat strikes are those between the two; swap them"
            )
