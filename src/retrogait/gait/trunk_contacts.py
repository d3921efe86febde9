"""Initial contacts from a sensor on the lower back or the sternum alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.gait.swings import Directions, Swings
from retrogait.tables.catalogue import SIDES, SITES
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait.gait.trunk_movements import Movements
    from retrogait.gait.trunk_shape import TrunkSteps
    from retrogait.kinematics.trunk import TrunkMotion


_ERROR = 0.04  # standard error of a contact, as a share of the stride


@dataclass(frozen=True)
class TrunkContactOptions(Checked):
    """When the foot lands, from the double supports of a trunk.

    The foot lands at the beginning of double support, which takes a larger share of slower steps. Final contacts do not
    show, and the side is inferred from alternation: every walk begins with the left.

    Attributes
    ----------
    lead_share : float
        Of the time of a step, by which the contact leads the middle of double support.
    slow_share, slow_s : float
        The same, further, of the time by which a step takes longer than `slow_s`.
    backward_lead_s : float
        The same, further, going backward.
    """

    lead_share: float = option(0.1, low=0, high=0.5)
    slow_share: float = option(0.25, low=0, high=0.5)
    slow_s: float = option(0.65, low=0)
    backward_lead_s: float = option(0.03, low=0, high=0.2)

    def detect(
        self, motion: TrunkMotion, steps: TrunkSteps, direction: Directions, movements: Movements
    ) -> Swings:
        """Detect the initial contacts of a stretch as swings, one for each of `steps`, sides taking turns."""
        slow_s = np.maximum(0.0, steps.step_s - self.slow_s)
        lead_s = self.lead_share * steps.step_s + self.slow_share * slow_s
        lead_s = lead_s + np.where(steps.sense == -1, self.backward_lead_s, 0.0)
        end_s = (len(motion.level) - 1) / motion.rate_hz
        contact_s = np.clip(steps.at_s - lead_s, 0.0, end_s)
        count = len(contact_s)
        first = np.searchsorted(steps.walk, steps.walk, side="left")
        return Swings(
            {
                "side": (np.arange(count) - first) % len(SIDES),
                "site": np.full(count, SITES.index(motion.site)),
                "initial_contact_s": motion.start_s + contact_s,
                "initial_contact_se_s": _ERROR * 2.0 * steps.step_s,
                "decided_s": np.full(count, motion.start_s + end_s),
                "direction": direction.way,
                "direction_confidence": direction.confidence,
                "stride_period_s": 2.0 * steps.step_s,
                "is_running": movements.running,
                "is_stairs": movements.stairs,
            }
        )
