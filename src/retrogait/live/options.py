"""Options of a stream of contacts."""

from __future__ import annotations

from dataclasses import dataclass

from retrogait.errors import InvalidOption
from retrogait.gait.contacts import ContactOptions, check_flat_strikes
from retrogait.tables.checks import Checked, option

_SOON = "a stream decides within a fraction of a step"


@dataclass(frozen=True)
class LiveOptions(Checked):
    """Definition of a live contact, and the wait before it is decided.

    Attributes
    ----------
    threshold : float
        Share of the swing's peak speed at which the landing point lands and the leaving point leaves, 0 to 1.
    settle_s : float
        An initial contact is decided when the landing point has stayed below the threshold for this long and has
        stopped ...
    longest_settle_s : float
        ... and after this long in any case. Shorter times give a shorter delay and more false contacts.
    look_s : float
        A final contact is decided when the leaving point has been above the threshold for this long; twice that while
        the swing is not yet clearly fast enough, as in the first swing of a walk.
    longest_bridge_s : float
        Gaps up to this long are bridged by straight lines; after a longer one the foot must rest again before contacts
        are reported.
    flat_from_deg, flat_to_deg : float
        Foot strike angles between which a landing is `flat`; above is `heel`, below is `toe`.
    """

    threshold: float = option(
        ContactOptions.threshold, "a share of the swing's peak speed", low=0, high=1, inside=True
    )
    settle_s: float = option(0.10, "a time in s", low=0, high=1, because=_SOON)
    longest_settle_s: float = option(0.25, "a time in s", low=0, high=1, because=_SOON)
    look_s: float = option(0.11, "a time in s", low=0, high=1, because=_SOON)
    longest_bridge_s: float = option(0.10, "a time in s", low=0, high=1, because=_SOON)
    flat_from_deg: float = option(ContactOptions.flat_from_deg)
    flat_to_deg: float = option(ContactOptions.flat_to_deg)

    def __post_init__(self) -> None:
        """Refuse values that no stream can work with."""
        super().__post_init__()
        if self.longest_settle_s < self.settle_s:
            raise InvalidOption(
                f"LiveOptions: longest_settle_s {self.longest_settle_s:g} is less than settle_s {self.settle_s:g}; a "
                "landing is decided between the two; swap them"
            )
        check_flat_strikes("LiveOptions", self.flat_from_deg, self.flat_to_deg)
